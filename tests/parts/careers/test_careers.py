"""``ccmotivate promote`` by hand figures: who is proposed, what cannot be, what is written, hostile text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from ccmotivate.parts.careers.document import DEVELOPMENT_SHEET, LISTS, PLACEHOLDERS
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.honours.template_file import read_template
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.broken import errors_in
from tests.parts.careers.months import VACANCIES, half_year, month
from tests.parts.coaching.test_coach import text_of
from tests.support import sheets_in

CONDITIONS = (
    "tenure", "character", "fit", "level_before", "ability_after", "vacancy", "wish", "rotation", "mean_score",
    "qualified_months",
)  # fmt: skip
THREE = {"A1": {"帮助同事": 1}, "A2": {}, "A3": {"轮岗次数": 0}}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Half a year of three people, of which one is ready and another has not rotated; the files stay as they are."""
    return half_year(tmp_path_factory.mktemp("three"), THREE)


@pytest.fixture(scope="module")
def one_alone(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Half a year of somebody who is ready; the files stay as they are."""
    return half_year(tmp_path_factory.mktemp("one"), {"A1": {}})


def promoted(out: Path, *files: str | Path, code: int = 0, words: Sequence[str | Path] = ()) -> dict[str, Any]:
    ran = ccmotivate("promote", "2025-06", *files, "--out", out, "--json", "--lang", "en", *words)
    assert ran.code == code, ran.out + ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def codes(document: Mapping[str, Any], severity: str = "error") -> list[str]:
    return [one["code"] for one in document["problems"] if one["severity"] == severity]


# -- what is decided --------------------------------------------------------------------------------------------------


def test_the_document_has_the_keys_of_the_text(three: list[Path], tmp_path: Path) -> None:
    found = promoted(tmp_path / "out", *three)
    assert list(found) == ["schema", "rules", "month", "inputs", "people", "vacancies", "problems"]
    assert (found["schema"], found["month"], len(found["inputs"])) == ("ccmotivate/promote@1", "2025-06", 6)
    first, second, third = found["people"]
    assert list(first) == ["agent_id", "name", "grade", "target", "lateral", "status", "rank", "conditions"]
    facts = ("agent_id", "grade", "target", "lateral", "status", "rank")
    assert [first[key] for key in facts] == ["A1", "junior", "middle", False, "proposed", 1]
    assert [second[key] for key in facts[-2:]] == ["outranked", 2]
    assert [third[key] for key in facts[-2:]] == ["not_ready", None]
    assert [one["condition"] for one in first["conditions"]] == list(CONDITIONS)
    values = {one["condition"]: (one["value"], one["needed"], one["status"]) for one in third["conditions"]}
    assert values == {
        "tenure": ("65", "6", "pass"), "character": ("pass", "pass", "pass"), "fit": ("pass", "pass", "pass"),
        "level_before": ("proficient", "basic", "pass"), "ability_after": ("fluent", "fluent", "pass"),
        "vacancy": ("1", "1", "pass"), "wish": ("yes", "yes", "pass"), "rotation": ("0", "1", "fail"),
        "mean_score": ("100", "100", "pass"), "qualified_months": ("6", "5", "pass"),
    }  # fmt: skip
    assert found["vacancies"] == [
        {"position": "middle", "number": 1, "candidates": 2, "proposed": ["A1"], "tied": []}
    ]  # fmt: skip


def test_a_tie_at_the_cut_names_all_of_it(tmp_path: Path) -> None:
    files = half_year(tmp_path / "in", {"A10": {}, "A9": {}}, [*VACANCIES, ("培训讲师", 0)])
    found = promoted(tmp_path / "out", *files)
    assert [(one["agent_id"], one["status"], one["rank"]) for one in found["people"]] == [
        ("A9", "tied", 1), ("A10", "tied", 1),
    ]  # fmt: skip
    assert [(one["position"], one["number"], one["tied"]) for one in found["vacancies"]] == [
        ("middle", 1, ["A9", "A10"]), ("trainer", 0, []),
    ]  # fmt: skip


def test_months_without_a_row_leave_the_mean_without_data(tmp_path: Path) -> None:
    both = {"A1": {}, "A2": {}}
    files = [month(tmp_path / "in", number, both if number > 2 else {"A1": {}}) for number in range(1, 7)]
    people = {one["agent_id"]: one for one in promoted(tmp_path / "out", *files)["people"]}
    assert people["A1"]["status"] == "proposed"
    lacking = [one for one in people["A2"]["conditions"] if one["status"] != "pass"]
    assert [(one["condition"], one["status"], one["value"]) for one in lacking] == [
        ("mean_score", "no_data", None), ("qualified_months", "fail", "4"),
    ]  # fmt: skip


def test_roster_and_vacancies_come_from_the_last_month_that_has_them(tmp_path: Path) -> None:
    """June has neither: the roster of May, the vacancies of April, not those of earlier months."""
    folder, own = tmp_path / "in", {"A1": {}}
    files = [month(folder, number, {"A1": {"晋升意向": "否"}}, [*VACANCIES[:1], ("中级客服", 7)]) for number in (1, 2)]
    files += [month(folder, 3, own), month(folder, 4, own, [*VACANCIES[:1], ("中级客服", 3)])]
    files += [month(folder, 5, own, None), month(folder, 6, own, None, roster=False)]
    found = promoted(tmp_path / "out", *files)
    assert found["vacancies"][0]["number"] == 3
    assert found["people"][0]["status"] == "proposed"
    values = {one["condition"]: one["value"] for one in found["people"][0]["conditions"]}
    assert (values["wish"], values["tenure"]) == ("yes", "65")


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([("月份", "职位", "名额"), ("2025-04", "中级客服", 7)], 3),  # says nothing of June: May counts
        ([("月份", "职位", "名额"), ("2025-04", "中级客服", 7), ("2025-06", "中级客服", 2)], 2),
        ([("职位", "名额")], None),  # no vacancy in June
    ],
)
def test_vacancies_that_are_all_of_other_months_are_none_of_this_one(
    rows: Sequence[Sequence[object]], number: int | None, tmp_path: Path
) -> None:
    files = half_year(tmp_path / "in", {"A1": {}}, [*VACANCIES[:1], ("中级客服", 3)])[:5]
    found = promoted(tmp_path / "out", *files, month(tmp_path / "in", 6, {"A1": {}}, rows))
    assert [one["number"] for one in found["vacancies"]] == [one for one in (number,) if one]
    assert found["people"][0]["status"] == ("proposed" if number else "ready")


def test_a_roster_whose_rows_are_all_of_other_months_is_none_of_this_one(tmp_path: Path) -> None:
    files = half_year(tmp_path / "in", {"A1": {}})
    book = openpyxl.load_workbook(files[-1])
    sheet = book["人员"]
    sheet.insert_cols(1)
    sheet.cell(1, 1, "月份")
    sheet.cell(2, 1, "2025-05")
    book.save(files[-1])
    found = promoted(tmp_path / "out", *files)
    assert [(one["grade"], one["status"]) for one in found["people"]] == [("junior", "proposed")]


def test_a_month_after_the_one_asked_for_changes_nothing(three: list[Path], tmp_path: Path) -> None:
    later = month(tmp_path / "in", 7, {"A1": {"职级": "客服主管"}}, [*VACANCIES[:1], ("中级客服", 9)])
    first, second = (promoted(tmp_path / name, *some) for name, some in (("a", three), ("b", [*three, later])))
    assert first["people"] == second["people"]
    assert first["vacancies"] == second["vacancies"]


def test_with_a_ledger_the_months_are_those_published(three: list[Path], tmp_path: Path) -> None:
    """Published: on standard. The files of now say otherwise of May, and that of January is gone."""
    ledger = tmp_path / "ccmotivate.db"
    for path in three:
        words = ("publish", path.stem, path, "--by", "顾言", "--yes", "--ledger", ledger, "--lang", "en")
        assert ccmotivate(*words).code == 0
    other = month(tmp_path / "other", 5, {"A1": {"工作效率": 10}, "A2": {"帮助同事": 9}, "A3": {}})
    plain = promoted(tmp_path / "a", *three)
    found = promoted(tmp_path / "b", other, three[5], words=("--ledger", ledger))
    assert found["people"] == plain["people"]
    assert "published-differs" in {one["code"] for one in found["problems"]}
    alone = ccmotivate("promote", "2025-06", other, three[5], "--no-ledger", "--out", tmp_path / "c", "--lang", "en")
    assert alone.code == 1


# -- what cannot be ---------------------------------------------------------------------------------------------------


def test_fewer_months_than_are_needed_are_an_error(three: list[Path], tmp_path: Path) -> None:
    found = promoted(tmp_path / "out", *three[2:], code=1)
    assert codes(found) == ["promote-few-months"]
    assert (found["people"], found["vacancies"]) == ([], [])
    assert promoted(tmp_path / "out", *three[1:])["people"]


@pytest.mark.parametrize(
    ("words", "code", "said"), [(("2025-08",), 2, "2025-06"), (("june",), 2, "2025-03"), (("2024-06",), 2, "2024-06")]
)
def test_a_month_that_is_not_there_is_said(
    words: Sequence[str], code: int, said: str, three: list[Path], tmp_path: Path
) -> None:
    ran = ccmotivate("promote", *words, *three, "--out", tmp_path / "out", "--lang", "en")
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert not list(tmp_path.glob("out/*"))


def test_without_a_roster_or_the_rules_it_says_so(tmp_path: Path) -> None:
    files = [month(tmp_path / "in", number, THREE, roster=False) for number in range(1, 7)]
    assert codes(promoted(tmp_path / "out", *files, code=2)) == ["promote-no-roster"]
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / "rules/careers.yaml").unlink()
    ran = ccmotivate("promote", "2025-06", *files, "--out", tmp_path / "out", "--rules", tmp_path / "rules")
    assert ran.code == 2
    assert "careers.yaml" in ran.err


def test_without_vacancies_nobody_is_proposed_and_that_is_noted(tmp_path: Path) -> None:
    found = promoted(tmp_path / "out", *half_year(tmp_path / "in", THREE, None))
    assert {one["status"] for one in found["people"]} == {"ready", "not_ready"}
    assert "promote-no-vacancies" in codes(found, "note")
    assert found["vacancies"] == []


@pytest.mark.parametrize(
    ("sheet", "rows", "code", "cell"),
    [
        ("空缺", [("中级", 1), ("组长", 1)], "sheet-word", "A3"),
        ("空缺", [(None, 1), ("中级客服", 1)], "blank-field", "A2"),
        ("空缺", [("中级客服", None)], "blank-field", "B2"),
        ("空缺", [("中级客服", "几个")], "not-a-number", "B2"),
        ("空缺", [("中级客服", 1.5)], "not-whole", "B2"),
        ("空缺", [("中级客服", -1)], "out-of-range", "B2"),
        ("空缺", [("中级客服", 1), ("高级客服", 1), ("Middle agent", 2)], "vacancy-twice", "A4"),
        ("人员", {"职级": "中极客服"}, "sheet-word", "C2"),
        ("人员", {"意向职位": "讲课老师"}, "sheet-word", "J2"),
        ("人员", {"入职日期": "2025-07-01"}, "hired-later", "B2"),
        ("人员", {"入职日期": "去年"}, "not-a-date", "B2"),
        ("人员", {"品格": "还行"}, "unknown-word", "D2"),
        ("人员", {"兴趣态度": 3}, "unknown-word", "E2"),
        ("人员", {"培训前水平": "精通"}, "unknown-word", "F2"),
        ("人员", {"培训后能力": "精通"}, "unknown-word", "G2"),
        ("人员", {"轮岗次数": 1.5}, "not-whole", "H2"),
        ("人员", {"轮岗次数": -1}, "out-of-range", "H2"),
        ("人员", {"晋升意向": "看情况"}, "unknown-word", "I2"),
    ],
)
def test_a_broken_cell_is_one_problem_with_its_address(
    sheet: str, rows: Any, code: str, cell: str, one_alone: list[Path], tmp_path: Path
) -> None:
    people = {"A1": rows} if sheet == "人员" else {"A1": {}}
    vacancies = VACANCIES if sheet == "人员" else [VACANCIES[0], *rows]
    broken = month(tmp_path / "in", 6, people, vacancies)
    assert errors_in(broken) == [(code, sheet, cell)]
    found = promoted(tmp_path / "out", *one_alone[:5], broken, code=1)
    errors = [one for one in found["problems"] if one["severity"] == "error"]
    assert [(one["code"], one["sheet"], one["cell"]) for one in errors] == [(code, sheet, cell)]
    assert not list(tmp_path.glob("out/*.xlsx"))


def test_a_footnote_under_the_vacancies_is_left_out(tmp_path: Path) -> None:
    """A position without a number is an error, a sentence is none."""
    files = half_year(tmp_path / "in", {"A1": {}}, [*VACANCIES, ("注：截至六月底",), (None, None), ("合计", 1)])
    found = promoted(tmp_path / "out", *files)
    assert found["vacancies"][0]["number"] == 1
    assert {"dropped-footnote", "dropped-total"} <= set(codes(found, "note"))


def test_a_person_twice_on_the_roster_names_both_rows(tmp_path: Path) -> None:
    files = half_year(tmp_path / "in", {"A1": {}})
    book = openpyxl.load_workbook(files[5])
    book["人员"].append([cell.value for cell in book["人员"][2]])
    book.save(files[5])
    errors = [one for one in promoted(tmp_path / "out", *files, code=1)["problems"] if one["severity"] == "error"]
    assert [one["code"] for one in errors] == ["roster-twice"]
    assert "A2" in errors[0]["message"]


# -- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "title", "steps"),
    [("zh", "职业发展规划表", "再轮岗1次"), ("en", "Development plan", "1 more rotation")],
)
def test_a_workbook_and_a_sheet_a_person(lang: str, title: str, steps: str, tmp_path: Path) -> None:
    files, out = half_year(tmp_path / "in", {**THREE, "A4": {"职级": None}}), tmp_path / "out"
    ran = ccmotivate("promote", "2025-06", *files, "--out", out, "--lang", lang)
    assert ran.code == 0, ran.err
    assert sorted(one.name for one in out.iterdir()) == ["2025-06.careers.xlsx", "careers.docx"]
    assert [kind_of(out / name) for name in ("2025-06.careers.xlsx", "careers.docx")] == ["careers", "development"]
    text = text_of(out / "careers.docx")
    assert text.count(title) == 3
    assert steps in text
    assert [word in text for word in ("A1", "A4", "{")] == [True, False, False]
    _first, people, offers, *others = sheets_in(out / "2025-06.careers.xlsx").values()
    assert len(others) == 2
    assert len(people) == 5
    assert steps in str(people[3])
    assert [row[2:4] for row in offers[1:]] == [(1, "A1"), (2, "A2")]


def test_the_sheet_of_a_person_says_no_rank_and_names_nobody_else(three: list[Path], tmp_path: Path) -> None:
    ccmotivate("promote", "2025-06", *three, "--out", tmp_path / "out", "--lang", "zh")
    pages = text_of(tmp_path / "out/careers.docx").split("职业发展规划表")[1:]
    for own, page in zip(("A1", "A2", "A3"), pages, strict=True):
        assert own in page
        assert [
            word for word in ({"A1", "A2", "A3"} - {own} | {"名次", "第2名", "并列", "不合格"}) if word in page
        ] == []


def test_the_same_files_give_the_same_bytes(three: list[Path], tmp_path: Path) -> None:
    for name in ("a", "b"):
        promoted(tmp_path / name, *three)
    for name in ("2025-06.careers.xlsx", "careers.docx"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_what_somebody_wrote_is_kept_and_what_is_outdated_steps_aside(three: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    promoted(out, *three)
    written = Document(str(out / "careers.docx"))
    written.paragraphs[0].add_run("想去培训组")
    written.save(str(out / "careers.docx"))
    promoted(out, *three)
    assert "想去培训组" in text_of(out / "careers.docx")
    promoted(out, *three[3:], code=1)
    assert not (out / "2025-06.careers.xlsx").exists()
    assert (out / "2025-06.careers.stale.xlsx").exists()


def test_nobody_with_a_grade_gets_no_sheets(tmp_path: Path) -> None:
    found = promoted(tmp_path / "out", *half_year(tmp_path / "in", {"A1": {"职级": None}}))
    assert (found["people"][0]["status"], found["people"][0]["conditions"]) == ("no_grade", [])
    assert "promote-nobody" in codes(found, "note")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["2025-06.careers.xlsx"]


HOSTILE = ("'=1+1", "<b>粗</b> & ]]>", "{{ 7*7 }}", "{% for x in y %}", "控制\u202e反", "长" * 5000)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    people = {f"A{at}": {"姓名": text, "组别": text} for at, text in enumerate(HOSTILE)}
    files, out = half_year(tmp_path / "in", people), tmp_path / "out"
    ran = ccmotivate("promote", "2025-06", *files, "--out", out, "--lang", "en")
    assert ran.code == 0, ran.err
    text = text_of(out / "careers.docx")
    assert [one for one in HOSTILE[:4] if one not in text] == []
    assert "\u202e" not in text + ran.out
    assert "49" not in text
    book = openpyxl.load_workbook(out / "2025-06.careers.xlsx")
    names = [cell for row in book.worksheets[1].iter_rows(min_row=2, max_col=2) for cell in row]
    assert {cell.data_type for cell in names} == {"s"}
    assert "'=1+1" in [cell.value for cell in names]


# -- own templates ----------------------------------------------------------------------------------------------------


def template(folder: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / "own.docx"))
    return folder / "own.docx"


LOOP = ("{%p for need in missing %}", "{{ need.condition }}: {{ need.step }}", "{%p endfor %}")


def test_a_template_of_ones_own_is_filled_in(three: list[Path], tmp_path: Path) -> None:
    own = template(tmp_path, "{{ name }} → {{ target }}", *LOOP)
    promoted(tmp_path / "out", *three, words=("--template", own))
    text = text_of(tmp_path / "out/careers.docx")
    assert "测试A1 → Middle agent" in text
    assert "rotations through other posts: 1 more rotation" in text


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("{{ period }}",), "promote-template-nobody"),
        (("{{ name }}", "{{ salary }}"), "template-placeholder"),
        (("{{ name }}", "{{ need.__class__ }}"), "template-placeholder"),
        (("{{ name }}", "{{ need.step }}"), "template-syntax"),
        (("{{ name }}", "{%p for have in missing %}", "{%p endfor %}"), "template-construct"),
        (("{{ name }}", "{{ range(9) }}"), "template-construct"),
    ],
)
def test_a_template_that_reaches_further_is_refused(lines: Sequence[str], code: str, tmp_path: Path) -> None:
    found, problems = read_template(template(tmp_path, *lines), "en", DEVELOPMENT_SHEET)
    assert found is None
    assert code in {one.code for one in problems}


def test_the_documentation_lists_every_placeholder() -> None:
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    section = text.partition("### Placeholders of a development sheet")[2].partition("\n## ")[0]
    names = [*PLACEHOLDERS, *(f"{one.name}.{word}" for one in LISTS.values() for word in one.words)]
    assert [name for name in names if f"`{name}`" not in section] == []


# -- elsewhere --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "said"), [("zh", "再轮岗1次"), ("en", "1 more rotation")])
def test_an_explanation_has_the_next_step(lang: str, said: str, three: list[Path], tmp_path: Path) -> None:
    ran = ccmotivate("explain", *three, "--agent", "A3", "--lang", lang)
    assert ran.code == 0, ran.err
    assert said in ran.out
    assert "A1" not in ran.out


def test_an_explanation_takes_the_months_before_from_the_ledger(three: list[Path], tmp_path: Path) -> None:
    ledger = tmp_path / "ccmotivate.db"
    for path in three[1:5]:
        ccmotivate("publish", path.stem, path, "--by", "顾言", "--yes", "--ledger", ledger)
    said = [
        ccmotivate("explain", three[5], "--agent", "A3", "--lang", "en", *words).out
        for words in (("--ledger", ledger), ("--no-ledger",))
    ]
    assert ["4 more months with figures" in one for one in said] == [False, True]
    assert "mean score: 100.00" in said[0]


def test_a_correction_of_the_roster_shows(tmp_path: Path) -> None:
    old = month(tmp_path / "old", 6, {"A1": {}, "A2": {}})
    new = month(tmp_path / "new", 6, {"A1": {"品格": "不合格"}, "A2": {"职级": "中级客服"}})
    people = json.loads(ccmotivate("diff", old, new, "--json", "--lang", "en").out)["results"]["people"]
    fields = {
        one["agent_id"]: {part["field"]: part["new"] for part in one["parts"] if part["part"] == "careers"}
        for one in people
    }
    assert fields == {"A1": {"lacking": "character"}, "A2": {"grade": "middle", "target": "senior"}}


def test_a_blank_month_has_the_positions_to_choose_from(tmp_path: Path) -> None:
    assert ccmotivate("template", "--output", tmp_path / "blank.xlsx", "--lang", "zh").code == 0
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    assert any(cell.value == "名额" for row in book["空缺"].iter_rows() for cell in row)
    lists = [str(one.formula1) for one in book["人员"].data_validations.dataValidation]
    assert sum("投诉处理专员" in one for one in lists) == 2
