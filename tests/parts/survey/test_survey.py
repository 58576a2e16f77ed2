"""The survey: broken sheets, what is copied nowhere, the blank workbook, the trend, teams called like code."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName

from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.problems import Problem
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import MONTH, with_sheets
from tests.parts.broken import errors_in, problems_in
from tests.parts.survey.generate import ITEMS
from tests.parts.survey.oracle import survey
from tests.samples import sample, sampled
from tests.support import sheets_in, shipped_rules

SHEET, HEAD = "调查", ("组别", "q1", "q2", "q3", "q4", "q5")
SECRET = "zqx-secret-zqx"
SIX = [("一组", 5, 4, 3, 2, 1)] * 6
Rows = Sequence[Sequence[object]]


def book(folder: Path, rows: Rows, head: Sequence[object] = HEAD, name: str = SHEET, month: Path = MONTH) -> Path:
    return with_sheets(folder, {name: [head, *rows]}, month, few=True)


def score(out: Path, *words: str | Path, lang: str = "en") -> Any:
    return ccmotivate("score", *words, "--out", out, "--lang", lang, "--no-ledger", "--force")


def surveys(out: Path, *words: str | Path) -> dict[str, Any]:
    months = json.loads(score(out, *words, "--json").out)["months"]
    return {one["period"]: one.get("survey") for one in months}


def cell_of(document: Mapping[str, Any], item: str, team: str | None) -> tuple[object, ...]:
    (one,) = [one for one in document["items"] if (one["item"], one["team"]) == (item, team)]
    return one["answers"], one["mean"], one["favourable"]


# -- what is wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "row", "code", "cell"),
    [
        (("工号", *HEAD), ("0012", "一组", 5, 4, 3, 2, 1), "sheet-names-people", "A1"),
        ((*HEAD, "姓名"), ("一组", 5, 4, 3, 2, 1, SECRET), "sheet-names-people", "G1"),
        ((*HEAD, "Employee ID"), ("一组", 5, 4, 3, 2, 1, None), "sheet-names-people", "G1"),
        *[
            (HEAD, ("一组", 5, value, 3, 2, 1), "answer-unknown", "C2")
            for value in (0, 6, 4.5, -1, SECRET, "非常满意", "4.5", "5分", "80%", True, "#DIV/0!", 1e300, "1e1")
        ],
        (HEAD, ("一组", 5, "=1+1", 3, 2, 1), "formula-not-calculated", "C2"),
        ((*HEAD, "q13"), ("一组", 5, 4, 3, 2, 1, 5), "item-unknown", "G1"),
        ((*HEAD, "Q99"), ("一组", 5, 4, 3, 2, 1, 5), "item-unknown", "G1"),
        ((*HEAD, "q1"), ("一组", 5, 4, 3, 2, 1, 5), "column-twice", "G1"),
        ((*HEAD, "目标清楚"), ("一组", 5, 4, 3, 2, 1, 5), "column-twice", "G1"),
        (HEAD, (None, 5, 4, 3, 2, 1), "blank-field", "A2"),
        (HEAD[1:], (5, 4, 3, 2, 1), "detail-incomplete", None),
        (("组别", "q1", "备注"), ("一组", 5, SECRET), "detail-incomplete", None),
        ((*HEAD, "月份"), ("一组", 5, 4, 3, 2, 1, "2025-13"), "month-unreadable", "G2"),
    ],
)
def test_a_broken_sheet_is_one_problem_without_the_answer(
    head: Sequence[str], row: Sequence[object], code: str, cell: str | None, tmp_path: Path
) -> None:
    path = book(tmp_path, [row], head)
    assert errors_in(path) == [(code, SHEET, cell)]
    (found,) = [one for one in problems_in(path) if one.is_error]
    assert code not in ("answer-unknown", "formula-not-calculated") or _says_nothing(found, row)


def _says_nothing(found: Problem, row: Sequence[object]) -> bool:
    return found.value is None and not any(found.values) and str(row[2]) not in str(found.facts)


def test_an_unknown_item_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    (found,) = [one for one in problems_in(book(tmp_path, [], (*HEAD, "q13"))) if one.is_error]
    assert dict(found.facts)["allowed"] == ITEMS


def test_a_number_may_be_written_as_text(tmp_path: Path) -> None:
    answers = (3, 3.0, "3", "３", " 3 ")
    rows = [(f"组{at}", answer, 4, 4) for at, answer in enumerate(answers) for _row in range(5)]
    document = surveys(tmp_path / "out", book(tmp_path, rows, HEAD[:4]))["2025-03"]
    assert [cell_of(document, "q1", f"组{at}") for at in range(len(answers))] == [(5, "3", "0")] * len(answers)


def test_a_blank_is_no_answer_and_is_not_noted(tmp_path: Path) -> None:
    path = book(tmp_path, [*SIX, *(("一组", blank, 4, 4, 4, 4) for blank in (None, "", " ", "-", "无", "N/A", "#N/A"))])
    assert [one for one in problems_in(path) if one.source.sheet == SHEET] == []
    assert cell_of(surveys(tmp_path / "out", path)["2025-03"], "q1", None) == (6, "5", "100")


def test_items_are_known_by_id_name_and_statement(tmp_path: Path) -> None:
    items = shipped_rules().parts["survey"].settings.items
    head = ("Team", items[0].label.en, items[1].label.zh, items[2].asks.zh, items[3].asks.en, "Q5")
    document = surveys(tmp_path / "out", book(tmp_path, SIX, head, "Sheet9"))["2025-03"]
    assert [cell_of(document, item, "一组")[1] for item in ITEMS[:6]] == ["5", "4", "3", "2", "1", None]


def test_quarters_are_no_survey_and_agents_are_agents(tmp_path: Path) -> None:
    for at, name in enumerate(("季度", "Survey")):
        path = book(tmp_path / str(at), [("一组", 95, 96, 97, 98)], ("组别", "Q1", "Q2", "Q3", "Q4"), name)
        assert {code for code, _sheet, _cell in errors_in(path)} == ({"answer-unknown"} if at else set())
    path = book(tmp_path / "own", [*SIX, ("一组", 9, 4, 3, 2, 1)], HEAD[:5], "Sheet9")
    assert errors_in(path) == [("answer-unknown", "Sheet9", "B8")]


def test_two_items_are_too_few(tmp_path: Path) -> None:
    path = book(tmp_path, [("一组", 5, 4)], ("组别", "q1", "q2"), "Sheet9")
    assert surveys(tmp_path / "out", path) == {"2025-03": None}


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_figures_by_hand(tmp_path: Path) -> None:
    rows = [*[("A", at, 5) for at in (5, 4, 4, 3, 1, 2)], *[("B", 3, 1)] * 7, *[("C", 2, 4)] * 4]
    document = surveys(tmp_path / "out", book(tmp_path, [(*one, 1) for one in rows], HEAD[:4]))["2025-03"]
    assert document["answers"] == 17
    assert cell_of(document, "q1", None) == (17, "2.82", "17.65")
    assert [cell_of(document, "q1", team) for team in "ABC"] == [(None,) * 3, (7, "3", "0"), (None,) * 3]
    assert [one["team"] for one in document["items"][:4]] == [None, "A", "B", "C"]
    assert len(document["items"]) == 12 * 4


def test_a_sheet_without_rows_is_a_survey_without_answers(tmp_path: Path) -> None:
    document = surveys(tmp_path / "out", book(tmp_path, []))["2025-03"]
    assert document["answers"] == 0
    assert {tuple(one.values())[2:] for one in document["items"]} == {(None, None, None)}


def test_without_a_sheet_there_is_no_key_and_agents_have_none(tmp_path: Path) -> None:
    assert surveys(tmp_path / "out", MONTH) == {"2025-03": None}
    months = json.loads(score(tmp_path / "out", book(tmp_path, SIX), "--json").out)["months"]
    assert not any("survey" in agent for agent in months[0]["agents"])


def test_rows_of_a_file_of_its_own_count_for_their_month(tmp_path: Path) -> None:
    rows = [*[("一组", 4, 4, 4, "2025-03")] * 6, *[("一组", 2, 2, 2, "2025-02")] * 5]
    path = book(tmp_path, rows, (*HEAD[:4], "月份"))
    whole = openpyxl.load_workbook(path)
    for name in set(whole.sheetnames) - {SHEET}:
        del whole[name]
    whole.save(tmp_path / "answers.xlsx")
    found = surveys(tmp_path / "out", MONTH, MONTH.with_name("2025-02.xlsx"), tmp_path / "answers.xlsx")
    assert {month: cell_of(one, "q1", None) for month, one in found.items()} == {
        "2025-02": (5, "2", "0"),
        "2025-03": (6, "4", "100"),
    }


def test_a_text_file_may_hold_the_answers(tmp_path: Path) -> None:
    lines = ["月份,组别,q1,q2,q3", *["2025-03,一组,5,4,3"] * 5, "2025-03,一组,5,{answer},3"]
    for answer, code in (("4", 0), (SECRET, 1)):
        (tmp_path / "answers.csv").write_text("\n".join(lines).format(answer=answer), encoding="utf-8")
        ran = score(tmp_path / "out", MONTH, tmp_path / "answers.csv", "--json")
        assert ran.code == code
        assert SECRET not in ran.out + ran.err
        assert len(json.loads(ran.out)["months"]) == 1 - code
    (found,) = [one for one in json.loads(ran.out)["problems"] if one["severity"] == "error"]
    assert (found["code"], found["file"], found["cell"], found["value"]) == (
        "answer-unknown",
        "answers.csv",
        "D7",
        None,
    )
    assert [*sheets_in(tmp_path / "out/answers.problems.xlsx")] == ["Problems"]
    assert [where for where, text in texts_in(tmp_path / "out").items() if SECRET in text] == []


@pytest.mark.parametrize("together", [(), ("--together",)])
def test_the_trend_is_of_shown_cells_of_the_months_given(together: tuple[str, ...], tmp_path: Path) -> None:
    rows = {2: [("一组", 2, 2, 2)] * 6 + [("二组", 5, 5, 5)] * 4, 3: [("一组", 4, 4, 4)] * 6 + [("二组", 3, 3, 3)] * 5}
    paths = [book(tmp_path, one, HEAD[:4], month=MONTH.with_name(f"2025-0{month}.xlsx")) for month, one in rows.items()]
    assert score(tmp_path / "out", *paths, *together).code == 0
    report = sheets_in(tmp_path / "out/2025-03.scored.xlsx")["Survey report"]
    cells = [[cell for cell in row if cell is not None] for row in report]
    heads = [at for at, row in enumerate(cells) if row[:1] == ["Trend"]]
    assert [cells[at][2:] for at in heads] == [["2025-02", "2025-03"]] * 2
    trend = {row[0]: row[1:] for row in cells[heads[1] + 1 : heads[1] + 4]}
    assert trend == {"All staff": [3.2, 3.55], "一组": ["–", 4], "二组": ["–", 3]}


def test_the_trend_goes_by_the_files_given_also_where_a_month_is_published(tmp_path: Path) -> None:
    months = {month: MONTH.with_name(f"2025-0{month}.xlsx") for month in (2, 3)}
    paths = [book(tmp_path / "in", [("一组", month, 4, 4)] * 5, HEAD[:4], month=one) for month, one in months.items()]
    ledger = ("--ledger", tmp_path / "ledger.db", "--lang", "en")
    assert ccmotivate("publish", "2025-02", paths[0], "--by", "Agent Alpha", "--yes", *ledger).code == 0
    for together in ((), ("--together",)):
        ran = ccmotivate("score", *paths, "--out", tmp_path / "out", "--force", *together, *ledger)
        assert ran.code == 0, ran.err
        report = sheets_in(tmp_path / "out/2025-03.scored.xlsx")["Survey report"]
        rows = [[cell for cell in row if cell is not None] for row in report]
        assert ["Trend", "Mean over items, by team", "2025-02", "2025-03"] in rows
    alone = ccmotivate("score", paths[1], "--out", tmp_path / "out", "--force", *ledger)
    assert alone.code == 0
    report = sheets_in(tmp_path / "out/2025-03.scored.xlsx")["Survey report"]
    assert "Trend" not in {cell for row in report for cell in row}


# -- what is hidden everywhere ----------------------------------------------------------------------------------------


def texts_in(folder: Path) -> dict[str, str]:
    """Everything in the files below a folder, packages taken apart."""
    found: dict[str, str] = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        parts = {"": path.read_bytes()}
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                parts = {name: package.read(name) for name in package.namelist()}
        found |= {f"{path.name}/{name}": data.decode("utf-8", "replace") for name, data in parts.items()}
    return found


_WORDS: Sequence[tuple[str, ...]] = [(), ("--keep-going",), ("--json",), ("--together",)]
_KINDS = [(SHEET, HEAD), ("Sheet9", HEAD), (SHEET, (*HEAD, "姓名")), (SHEET, ("组别", "q1", "q2", "备注"))]


@sampled
@pytest.mark.parametrize(
    ("name", "head", "words"),
    sample(
        [(*kind, words) for kind, words in zip(_KINDS, _WORDS, strict=True)],
        [(*kind, words) for kind in _KINDS for words in _WORDS],
    ),
)
def test_no_output_has_a_cell_of_the_sheet(
    name: str, head: Sequence[str], words: tuple[str, ...], tmp_path: Path
) -> None:
    """A word where answers belong, and remarks beside them, in a month that has another error."""
    path = book(tmp_path, [("一组", 5, 4, SECRET, 2, 1, SECRET)] * 6, head, name)
    whole = openpyxl.load_workbook(path)
    whole["考核数据"]["G3"] = "abc"
    chart = BarChart()
    chart.add_data(Reference(whole[name], min_col=4, min_row=1, max_row=7), titles_from_data=True)
    whole["考核数据"].add_chart(chart, "AA1")
    whole.defined_names["answers"] = DefinedName("answers", attr_text=f'"{SECRET}"')
    hidden = whole.copy_worksheet(whole[name])
    hidden.title, hidden.sheet_state = "旧问卷", "hidden"
    whole.save(path)
    ran = score(tmp_path / "out", path, *words)
    assert ran.code == 1
    assert SECRET not in ran.out + ran.err
    assert [where for where, text in texts_in(tmp_path / "out").items() if SECRET in text] == []
    problems = sheets_in(tmp_path / "out/2025-03.problems.xlsx")
    assert not {name, "旧问卷"} & {*problems}
    assert {"考核数据", "人员"} <= {*problems}
    assert name in str(next(iter(problems.values()))[1][0])


@pytest.mark.parametrize("alone", [True, False])
def test_what_is_said_of_a_sheet_that_is_no_survey_quotes_no_answer(alone: bool, tmp_path: Path) -> None:
    """Without teams; the rows have more texts than the header."""
    path = book(tmp_path, [(SECRET, SECRET, SECRET, SECRET)] * 6, ("q1", "q2", "q3"), "Sheet9")
    whole = openpyxl.load_workbook(path)
    for name in {*whole.sheetnames} - {"Sheet9"} if alone else ():
        del whole[name]
    whole.save(path)
    ran = score(tmp_path / "out", path)
    assert ran.code == (2 if alone else 0)
    assert SECRET not in ran.out + ran.err
    assert [where for where, text in texts_in(tmp_path / "out").items() if SECRET in text] == []


def test_the_ledger_keeps_nothing_of_it(tmp_path: Path) -> None:
    path = book(tmp_path, [(SECRET, 5, 4, 3, 2, 1)] * 6)
    ledger = tmp_path / "db" / "ledger.db"
    ledger.parent.mkdir()
    words = ("2025-03", path, "--by", "Agent Alpha", "--yes", "--ledger", ledger, "--lang", "en")
    assert ccmotivate("publish", *words).code == 0
    assert [where for where, text in texts_in(ledger.parent).items() if SECRET in text] == []
    assert "2025-03" in "".join(texts_in(ledger.parent).values())


def test_two_versions_side_by_side_do_not_tell_what_changed(tmp_path: Path) -> None:
    first, second = book(tmp_path / "a", SIX), book(tmp_path / "b", [*SIX, ("一组", 1, 1, 1, 1, 1)])
    ran = ccmotivate("diff", first, second, "--lang", "en", "--json", "--no-ledger")
    assert ran.code == 0
    document = json.loads(ran.out)
    assert [document[key] for key in ("cells", "agents", "columns")] == [[], [], []]
    assert document["results"]["people"] == []
    assert "survey" not in ran.out.lower()


def test_map_and_init_do_not_look_at_it(tmp_path: Path) -> None:
    path = book(tmp_path, [("一组", 5, 4, SECRET, 2, 1)] * 6)
    whole = openpyxl.load_workbook(path)
    for name in set(whole.sheetnames) - {SHEET}:
        del whole[name]
    whole.save(path)
    for words in (("map", path, "--out", tmp_path / "m"), ("init", tmp_path / "i", "--from", path)):
        ran = ccmotivate(*words, "--lang", "en")
        assert ran.code == 2
        assert SECRET not in ran.out + ran.err
    assert [where for where in texts_in(tmp_path) if where.startswith(("m/", "i/"))] == []


def test_a_survey_that_is_off_is_not_copied_either(tmp_path: Path) -> None:
    texts = {name: text for name, text in shipped_rules().texts.items() if name != "survey.yaml"}
    for name, text in texts.items():
        (tmp_path / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
    path = book(tmp_path, [("一组", 5, 4, SECRET, 2, 1)] * 6)
    whole = openpyxl.load_workbook(path)
    whole["考核数据"]["G3"] = "abc"
    whole.save(path)
    assert score(tmp_path / "out", path, "--rules", tmp_path / "rules").code == 1
    assert [where for where, text in texts_in(tmp_path / "out").items() if SECRET in text] == []


HOSTILE = ("=1+1", "<b>x</b>", "{{ 7*7 }}", "a\u202eb", "".join(chr(0x4E00 + at) for at in range(5000)))


def test_teams_called_like_code_stay_text(tmp_path: Path) -> None:
    path = book(tmp_path, [(team, 5, 4, 3) for team in HOSTILE for _at in range(5)], HEAD[:4])
    whole = openpyxl.load_workbook(path)
    for (cell,) in whole[SHEET].iter_rows(min_row=2, max_col=1):
        cell.data_type = "s"
    whole.save(path)
    for lang in ("zh", "en"):
        assert score(tmp_path / "out", path, lang=lang).code == 0
        found = openpyxl.load_workbook(tmp_path / "out/2025-03.scored.xlsx")
        cells = [cell for sheet in found.worksheets[-5:] for row in sheet.iter_rows() for cell in row]
        assert not any(cell.data_type == "f" for cell in cells)
        assert {"=1+1", "<b>x</b>", "{{ 7*7 }}"} <= {cell.value for cell in cells}
    document = surveys(tmp_path / "out", path)["2025-03"]
    assert {one["team"] for one in document["items"]} == {None, *HOSTILE}


# -- rules, handbook, blank workbook ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("hidden_below: 5", "hidden_below: 4", "rule-below"),
        ("favourable: 4}", "favourable: 6}", "survey-scale"),
        ("lowest: 1,", "lowest: 4,", "survey-scale"),
        ("least_items: 3", "least_items: 13", "survey-items"),
        ("name: {zh: 工具顺手, en: Good tools}", "name: {zh: 目标清楚, en: Good tools}", "rule-word-twice"),
    ],
)
def test_a_broken_rule_is_named_with_its_line(old: str, new: str, code: str) -> None:
    texts = shipped_rules().texts
    assert old in texts["survey.yaml"]
    _rules, problems = rules_of({**texts, "survey.yaml": texts["survey.yaml"].replace(old, new)}, "rules")
    errors = [one for one in problems if one.is_error]
    assert [one.source.file for one in errors] == ["rules/survey.yaml"]
    assert all(one.source.line for one in errors)
    assert code == "rule-below" or [one.code for one in errors] == [code]


@pytest.mark.parametrize(("lang", "words"), [("zh", ("相减", "台账")), ("en", ("side by side", "same answer"))])
def test_the_handbook_says_what_is_hidden_and_what_is_not(lang: str, words: Sequence[str]) -> None:
    text = "".join(ccmotivate("rules", "show", ROOT / "rules", "--lang", lang).out.split())
    items = [one.asks.text(lang) for one in shipped_rules().parts["survey"].settings.items]
    assert [one for one in (*items, *words) if one.replace(" ", "") not in text] == []


@pytest.mark.parametrize(("lang", "month"), [("zh", ()), ("en", ("--month", "2025-03"))])
def test_the_blank_workbook_takes_answers_and_is_read_back(lang: str, month: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    ran = ccmotivate("template", "--survey", *month, "--output", path, "--lang", lang)
    assert ran.code == 0, ran.err
    whole = openpyxl.load_workbook(path)
    (sheet,) = whole.worksheets
    head = next(row for row in sheet.iter_rows() if row[2].value and row[2].font.bold and row[0].row > 4)
    ranges = {
        str(one.sqref): (one.type, one.operator, one.formula1, one.formula2)
        for one in sheet.data_validations.dataValidation
    }
    assert [one for place, one in ranges.items() if place[0] in "CN"] == [("whole", None, "1", "5")] * 2  # between
    answers = [("信用卡一组", {item: 1 + at % 5 for at, item in enumerate(ITEMS)})] * 5
    for at, (team, given) in enumerate(answers, start=head[0].row + 1):
        for col, value in enumerate(("2025-03", team, *given.values()), start=1):
            sheet.cell(at, col, value)
    whole.save(path)
    (found,) = surveys(tmp_path / "out", MONTH, path).values()
    assert found["answers"] == survey(answers, ITEMS)["answers"] == 5
    assert cell_of(found, "q3", "信用卡一组") == (5, "3", "0")


def test_without_a_survey_there_is_no_blank_one(tmp_path: Path) -> None:
    for name, text in shipped_rules().texts.items():
        if name != "survey.yaml":
            (tmp_path / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
    ran = ccmotivate("template", "--survey", "--rules", tmp_path / "rules", "--output", tmp_path / "x.xlsx")
    assert ran.code == 2
    assert not (tmp_path / "x.xlsx").exists()
