"""``ccmotivate coach``: the talk with its figures, own templates, and the month without a finding as a run gives it."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from msgspec.structs import replace

from ccmotivate.model.results import MonthResult
from ccmotivate.parts.coaching.decide import CoachingResult, Finding
from ccmotivate.parts.coaching.document import COACHING_SHEET, LISTS, PLACEHOLDERS
from ccmotivate.parts.coaching.talk import pages
from ccmotivate.parts.coaching.talks import talk_sheets
from ccmotivate.parts.coaching.trial import Without, month_without, repeat_costs, standings, standings_without
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import score
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.honours.template_file import read_template
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import MONTH, with_sheets, without_sheet
from tests.parts.coaching.books import SHEETS
from tests.samples import sample, sampled
from tests.support import shipped_rules

FINDINGS, COACHINGS = (SHEETS[name][0] for name in ("质检记录", "辅导记录"))
REPEATER, PRAISED, OPEN, COMPLAINT = "0018", "0021", "0024", "0060"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month of some agents, which stays as it is."""
    return with_sheets(tmp_path_factory.mktemp("month"), SHEETS, few=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With everybody, and the complaints of everybody; it stays as it is, too."""
    return with_sheets(tmp_path_factory.mktemp("whole"), SHEETS)


def text_of(path: Path) -> str:
    """Every paragraph, also those in tables, in order."""
    body = Document(str(path)).element.body
    found = ["".join(node.text or "" for node in one.iter() if node.tag.endswith("}t")) for one in body.iter()
             if one.tag.endswith("}p")]  # fmt: skip
    return "\n".join(found)


def coached(month: Path, out: Path, *words: str | Path, lang: str = "zh") -> str:
    ran = ccmotivate("coach", "2025-03", month, "--out", out, "--lang", lang, *words)
    assert ran.code == 0, ran.out + ran.err
    return text_of(out / "coaching.docx")


def result_of(path: Path) -> MonthResult:
    (job,) = score([str(path)], shipped_rules(), Options(write=False)).jobs
    (found,) = job.scored.months
    return found


def findings_of(result: MonthResult) -> tuple[Finding, ...]:
    decided: CoachingResult = result.parts["coaching"]
    return decided.findings


# -- what is said -----------------------------------------------------------------------------------------------------


def test_the_four_steps_stand_in_order_with_the_figures(month: Path, tmp_path: Path) -> None:
    text = coached(month, tmp_path / "out", "--agent", REPEATER)
    steps = (
        "2025年3月4日 14:32",
        "客户问退款",
        "2024年11月22日与顾言谈过",
        "1,624.60元",
        "没有重复时",
        "负责到有人接手为止",
    )
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert "812.30元" in text
    assert "样晚晴" not in text


def test_a_valid_complaint_is_weighed_by_the_month_without_it(whole: Path, tmp_path: Path) -> None:
    text = coached(whole, tmp_path / "out", "--agent", COMPLAINT, lang="en")
    for figure in ("102.70 instead of 96.70", "all met instead of not all met", "¥2,108 instead of ¥1,725.75"):
        assert figure in text
    assert "this month: 3; this is one of them" in text


def test_the_only_complaint_of_the_centre_is_called_so(whole: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(whole)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "投诉记录" for cell in row))
    column = next(cell.column for cell in head if cell.value == "投诉记录")
    ids = next(cell.column for cell in head if str(cell.value).startswith("工号"))
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, column).value and sheet.cell(row, ids).value != COMPLAINT:
            sheet.cell(row, column).value = 0
    book.save(tmp_path / whole.name)
    assert "本月全中心只有这一件有效投诉" in coached(tmp_path / whole.name, tmp_path / "out", "--agent", COMPLAINT)


def test_praise_has_its_own_steps(month: Path, tmp_path: Path) -> None:
    text = coached(month, tmp_path / "out", "--agent", PRAISED)
    places = [text.index(step) for step in ("主动提醒客户保修将到期", "客户没有开口", "谢谢您多走的这一步", "目标")]
    assert places == sorted(places)
    assert "再次发生" not in text
    assert "这次为什么做得好" in text
    assert "卡在哪里" not in text
    assert "卡在哪里" in coached(month, tmp_path / "other", "--agent", OPEN)


@pytest.mark.parametrize(("lang", "title", "who"), [("zh", "指导性沟通记录", "签字"), ("en", "Coaching talk", "Coach")])
def test_a_page_a_person_in_both_languages(lang: str, title: str, who: str, month: Path, tmp_path: Path) -> None:
    text = coached(month, tmp_path / "out", lang=lang)
    assert text.count(title) == 4
    assert who in text
    assert [one for one in (REPEATER, PRAISED, OPEN, COMPLAINT) if one not in text] == []
    assert "{" not in text
    assert kind_of(tmp_path / "out/coaching.docx") == "coaching"
    assert len(Document(str(tmp_path / "out/coaching.docx")).sections) == 4


def test_what_nobody_typed_is_in_the_language_of_the_run(month: Path, tmp_path: Path) -> None:
    """Facts, names and what was agreed are in Chinese here; every other word of an English sheet is English."""
    agents = result_of(month).agents
    typed = {str(one) for name in ("name", "project", "team") for one in agents[name]}
    typed |= {str(cell) for rows in SHEETS.values() for row in (rows or ())[1:] for cell in row[3:5] if cell}
    for lang, foreign in (("en", r"[\u3000-\u9fff\uff00-\uffef]"), ("zh", r"[A-Za-z]")):
        text = coached(month, tmp_path / lang, lang=lang)
        for one in sorted(typed, key=len, reverse=True):
            text = text.replace(one, "")
        assert [line for line in text.splitlines() if re.search(foreign, line)] == []


def test_the_same_files_give_the_same_bytes(month: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        coached(month, tmp_path / name)
    assert (tmp_path / "a/coaching.docx").read_bytes() == (tmp_path / "b/coaching.docx").read_bytes()


def test_what_somebody_wrote_into_a_sheet_is_kept(month: Path, tmp_path: Path) -> None:
    coached(month, tmp_path)
    written = Document(str(tmp_path / "coaching.docx"))
    written.paragraphs[0].add_run("约定：每天复述三通")
    written.save(str(tmp_path / "coaching.docx"))
    ran = ccmotivate("coach", "2025-03", month, "--out", tmp_path, "--lang", "zh")
    assert ran.code == 0, ran.err
    assert "约定：每天复述三通" in text_of(tmp_path / "coaching.docx")


# -- what cannot be ---------------------------------------------------------------------------------------------------


def test_without_findings_it_says_so(tmp_path: Path) -> None:
    month = without_sheet(tmp_path / "in", "质检记录", few=True)
    ran = ccmotivate("coach", "2025-03", month, "--out", tmp_path / "out", "--lang", "zh")
    assert ran.code == 2
    assert "质检记录" in ran.err
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_rules_without_the_part_are_named(month: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / "rules/coaching.yaml").unlink()
    ran = ccmotivate("coach", "2025-03", month, "--out", tmp_path / "out", "--rules", tmp_path / "rules")
    assert ran.code == 2
    assert "coaching.yaml" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("2025-04",), 2, "2025-03"),
        (("2025-03", "--agent", "0018x"), 2, "0018"),
        (("2025-03", "--agent", "0015"), 0, "0015"),
        (("march",), 2, "2025-03"),
    ],
)
def test_who_or_what_is_not_there_is_said(
    words: Sequence[str], code: int, said: str, month: Path, tmp_path: Path
) -> None:
    ran = ccmotivate("coach", words[0], month, "--out", tmp_path / "out", *words[1:], "--lang", "en")
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert not (tmp_path / "out/coaching.docx").exists()


def test_an_earlier_file_steps_aside_when_nobody_has_a_sheet(month: Path, tmp_path: Path) -> None:
    coached(month, tmp_path / "out")
    other = with_sheets(tmp_path / "other", {"质检记录": [FINDINGS]}, few=True)
    assert ccmotivate("coach", "2025-03", other, "--out", tmp_path / "out").code == 0
    assert not (tmp_path / "out/coaching.docx").exists()
    assert [one.name for one in (tmp_path / "out").glob("*.docx")] == ["coaching.stale.docx"]


# -- own templates ----------------------------------------------------------------------------------------------------


def template(folder: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / "own.docx"))
    return folder / "own.docx"


LOOP = ("{%p for finding in findings %}", "{{ finding.kind }}: {{ finding.effect }}", "{%p endfor %}")


def test_a_template_of_ones_own_is_filled_in(month: Path, tmp_path: Path) -> None:
    own = template(tmp_path, "{{ name }}", *LOOP, "{% if praises %}+{% endif %}")
    text = coached(month, tmp_path / "out", "--template", own, lang="en")
    assert "Shirking: Without it" in text
    assert text.count("+") == 1


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("{{ period }}",), "coach-template-nobody"),
        (("{{ name }}", "{{ finding.fakt }}"), "template-placeholder"),
        (("{{ name }}", "{{ finding.__class__ }}"), "template-placeholder"),
        (("{{ name.__class__ }}",), "template-placeholder"),
        (("{{ name }}", "{{ finding.fact }}"), "template-syntax"),
        (("{{ name }}", "{%p for a in findings %}", "{%p endfor %}"), "template-construct"),
        (("{{ name }}", "{%p for finding in name %}", "{%p endfor %}"), "template-construct"),
        (("{{ name }}", "{%p for finding in findings if finding.time %}", "{%p endfor %}"), "template-construct"),
        (("{{ name }}", LOOP[0], LOOP[0], "{%p endfor %}", "{%p endfor %}"), "template-construct"),
        (("{{ name }}", "{{ range(9) }}"), "template-construct"),
    ],
)
def test_a_template_that_reaches_further_is_refused(lines: Sequence[str], code: str, tmp_path: Path) -> None:
    found, problems = read_template(template(tmp_path, *lines), "en", COACHING_SHEET)
    assert found is None
    assert code in {one.code for one in problems}


def test_a_certificate_has_no_loops(tmp_path: Path) -> None:
    _found, problems = read_template(template(tmp_path, "{{ name }}", *LOOP), "en")
    assert "template-construct" in {one.code for one in problems}


def test_the_documentation_lists_every_placeholder() -> None:
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    section = text.partition("### Placeholders of a coaching sheet")[2].partition("\n## ")[0]
    names = [*PLACEHOLDERS, *(f"{one.name}.{word}" for one in LISTS.values() for word in one.words)]
    assert [name for name in names if f"`{name}`" not in section] == []


# -- for other programs, and with a ledger ----------------------------------------------------------------------------


def document(month: Path, out: Path, *words: str | Path, code: int = 0) -> dict[str, Any]:
    ran = ccmotivate("coach", "2025-03", month, "--out", out, "--json", "--lang", "en", *words)
    assert ran.code == code, ran.out + ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_document_has_the_figures_of_the_sheets(whole: Path, tmp_path: Path) -> None:
    found = document(whole, tmp_path / "out")
    assert list(found) == ["schema", "rules", "month", "inputs", "complaints", "people", "problems"]
    assert (found["schema"], found["month"], found["complaints"]) == ("ccmotivate/coach@1", "2025-03", "3")
    people = {one["agent_id"]: one for one in found["people"]}
    assert list(people) == [REPEATER, PRAISED, OPEN, COMPLAINT]
    (repeated,), (complaint,) = people[REPEATER]["findings"], people[COMPLAINT]["findings"]
    assert repeated["before"] == {"date": "2024-11-22", "coach": "顾言", "agreed": "当场办结，办不了的约定回电时间"}
    assert (repeated["time"], repeated["repeat"], repeated["state"]) == ("14:32", True, "overdue")
    assert people[REPEATER]["repeat"] == {"pay_without": "1624.6", "pay_with": "812.3", "less": "812.3"}
    assert (complaint["without"]["score"], people[COMPLAINT]["standing"]["score"]) == ("102.70", "96.70")
    assert (complaint["without"]["pay"], people[COMPLAINT]["standing"]["pay"]) == ("2108", "1725.75")
    assert [complaint["without"]["qualified"], people[COMPLAINT]["standing"]["qualified"]] == [True, False]
    (praise,) = people[PRAISED]["praise"]
    assert (praise["kind"], praise["state"], people[PRAISED]["findings"]) == ("customer_care", None, [])
    assert (tmp_path / "out/coaching.docx").exists()


def test_the_document_of_what_cannot_be_is_whole(month: Path, tmp_path: Path) -> None:
    found = document(month, tmp_path / "out", "--agent", "nobody", code=2)
    assert (found["people"], found["problems"][-1]["code"]) == ([], "agent-unknown")
    lacking = document(without_sheet(tmp_path / "in", "质检记录", few=True), tmp_path / "out", code=2)
    assert (lacking["people"], lacking["complaints"]) == ([], None)
    assert "coach-no-findings" in {one["code"] for one in lacking["problems"]}


def test_what_was_published_counts_and_a_file_that_differs_is_named(month: Path, tmp_path: Path) -> None:
    """Published; then a figure of one person changes: that one's sheet has what was published, and no guess."""
    ledger, changed = ("--ledger", tmp_path / "ccmotivate.db"), tmp_path / month.name
    assert ccmotivate("publish", "2025-03", month, "--by", "顾言", "--yes", *ledger, "--lang", "en").code == 0
    plain = document(month, tmp_path / "out", "--no-ledger")
    assert document(month, tmp_path / "out", *ledger)["people"] == plain["people"]
    book = openpyxl.load_workbook(month)
    head = [cell.value for cell in book.worksheets[0][2]]
    (row,) = [one for one in book.worksheets[0].iter_rows(min_row=3) if COMPLAINT in [cell.value for cell in one]]
    row[head.index("投诉记录")].value = 3
    book.save(changed)
    found = document(changed, tmp_path / "out", *ledger)
    was, now = ({one["agent_id"]: one for one in each["people"]} for each in (plain, found))
    assert "published-differs" in {one["code"] for one in found["problems"]}
    assert now[COMPLAINT]["standing"] == was[COMPLAINT]["standing"]
    assert (now[COMPLAINT]["differs"], now[COMPLAINT]["repeat"]) == (True, None)
    assert [one["without"] for one in now[COMPLAINT]["findings"]] == [None]
    assert now[REPEATER]["findings"] == was[REPEATER]["findings"]
    text = coached(changed, tmp_path / "out", "--agent", COMPLAINT, *ledger, lang="en")
    assert text.count("the files no longer give what was published") == 2


def test_a_ledger_that_cannot_be_read_is_named(month: Path, tmp_path: Path) -> None:
    (tmp_path / "ccmotivate.db").write_text("no ledger", encoding="utf-8")
    found = document(month, tmp_path / "out", "--ledger", tmp_path / "ccmotivate.db", code=2)
    assert [one["severity"] for one in found["problems"]] == ["error"]
    assert not (tmp_path / "out/coaching.docx").exists()


# -- without it -------------------------------------------------------------------------------------------------------


def _random_month(chance: random.Random, ids: Sequence[str], folder: Path) -> Path:
    kinds = ("推诿", "态度不当", "主动关怀")
    few = chance.sample(list(ids), 6)

    def day() -> str:
        return f"2025-{chance.choice((1, 2, 3, 3)):02d}-{chance.randrange(1, 29):02d}"

    findings = []
    for _ in range(14):
        kind = chance.choice(kinds)
        valid = "是" if kind != "主动关怀" and chance.random() < 0.4 else None
        findings.append((day(), chance.choice(few), kind, "事实", None, valid))
    coachings = [(day(), chance.choice(few), chance.choice(kinds[:2]), "顾言", None, None) for _ in range(8)]
    return with_sheets(folder, {"质检记录": [FINDINGS, *findings], "辅导记录": [COACHINGS, *coachings]})


def _without_by_hand(path: Path, result: MonthResult, finding: Finding, folder: Path) -> Path:
    """The workbook with the row deleted, and one complaint less in its cell."""
    book = openpyxl.load_workbook(path)
    if finding.valid and finding.day.month == result.month.month:
        place = result.sources.of("complaints", [finding.agent])[0].split("!")
        cell = book[place[1]][place[2]]
        cell.value = max((cell.value or 0) - 1, 0) if cell.value is not None else None
    book[finding.source.sheet].delete_rows(int(finding.source.cell[1:]))
    folder.mkdir()
    book.save(folder / path.name)
    return folder / path.name


def _decided(result: MonthResult) -> tuple[object, ...]:
    columns = ("agent_id", "score", "rank", "rank_department", "rank_everyone", "qualified", "eligible")
    agents = {name: result.agents[name].tolist() for name in columns}
    awards = [(one.award, one.agent_id, one.rank, one.score) for one in result.awards]
    return agents, awards, {name: one.values for name, one in result.compared.items()}


@sampled
def test_the_month_without_a_finding_is_that_of_the_changed_workbook(tmp_path: Path) -> None:
    """Random findings of three months; each month as it is decided without one, against a run without its row."""
    changed = 0
    for seed in range(sample(1, 3)):
        chance = random.Random(seed)
        path = _random_month(chance, ("0018", "0060", "0099", "0111", "0021", "0024", "0012"), tmp_path / f"{seed}")
        result = result_of(path)
        for at, finding in enumerate(chance.sample(findings_of(result), 4)):
            found = _decided(month_without(result, finding))
            by_hand = _without_by_hand(path, result, finding, tmp_path / f"{seed}-{at}")
            assert found == _decided(result_of(by_hand))
            changed += found[0] != _decided(result)[0]
        negative = [[one for one in findings_of(result) if one.agent == at] for at in range(len(result.agents))]
        for row, where in standings_without(result, negative).items():
            (finding,) = [one for one in findings_of(result) if one.row == row]
            assert where == Without(standings(month_without(result, finding), [finding.agent])[finding.agent])
    assert changed > 0


def test_where_complaints_are_computed_it_says_what_can_be_told(tmp_path: Path) -> None:
    """Complaints held against a metric by formula, which has no cell that could be one lower; pay with no repeat."""
    head, *rows = SHEETS["质检记录"]
    valid = [(*row[:-1], "是") if row[1] == REPEATER and str(row[0]) > "2025" else row for row in rows]
    month = with_sheets(tmp_path / "in", {**SHEETS, "质检记录": [head, *valid]}, few=True)
    texts = shipped_rules().texts
    changed = texts["coaching.yaml"].replace("complaints: complaints", "complaints: contributions")
    rules, _problems = rules_of({**texts, "coaching.yaml": changed}, "rules")
    assert rules is not None
    (job,) = score([str(month)], rules, Options(write=False)).jobs
    (result,) = job.scored.months
    ids = result.agents["agent_id"].tolist()
    assert (result.metrics["contributions"][ids.index(COMPLAINT)] or 0) >= 1
    of = {
        one: pages(result, talk_sheets(result, [ids.index(one)]), "en")[0]["findings"]
        for one in (REPEATER, COMPLAINT, OPEN)
    }
    effects = {one: found[0]["effect"] for one, found in of.items() if not isinstance(found, str)}
    assert effects[REPEATER].endswith(
        "cannot be told: the complaints are computed; no cell could be lower. With as many complaints, but without it: "
        "pay of the month ¥1,624.60 instead of ¥812.30."
    )
    assert effects[COMPLAINT].endswith("no cell could be lower.")
    assert "cannot be told" not in effects[OPEN]


@pytest.mark.parametrize("length", [1_500, 1_501])
def test_a_long_fact_is_cut_and_its_cell_named(length: int, tmp_path: Path) -> None:
    rows = [FINDINGS, ("2025-03-04", REPEATER, "推诿", "长" * length, None, None)]
    text = coached(with_sheets(tmp_path / "in", {"质检记录": rows}, few=True), tmp_path / "out", lang="en")
    assert ("all of it stands in 2025-03.xlsx!质检记录!D2" in text) == (length > 1_500)
    assert ("长" * length in text) == (length == 1_500)


def test_a_long_agreed_step_is_cut_and_its_cell_named(tmp_path: Path) -> None:
    head, talk = SHEETS["辅导记录"]
    rows = [head, (*talk[:4], "长" * 1_501, *talk[5:])]
    text = coached(with_sheets(tmp_path / "in", {**SHEETS, "辅导记录": rows}, few=True), tmp_path / "out", lang="en")
    assert "(cut here; all of it stands in 2025-03.xlsx!辅导记录!E2)" in text


def test_what_a_repeat_costs_is_the_pay_of_a_month_with_one(month: Path) -> None:
    result = result_of(month)
    ids = result.agents["agent_id"].tolist()
    costs = repeat_costs(result, [ids.index(REPEATER), ids.index(PRAISED)])
    now = standings(result, range(len(ids)))
    of_repeater, of_praised = (costs[ids.index(one)] for one in (REPEATER, PRAISED))
    assert (of_repeater.none, of_repeater.one) == (Fraction("1624.6"), Fraction("812.3"))
    assert of_repeater.one == now[ids.index(REPEATER)].pay
    assert of_praised.none == now[ids.index(PRAISED)].pay
    assert repeat_costs(replace(result, parts={"coaching": result.parts["coaching"]}), [0]) == {}


def test_a_finding_that_stands_in_a_file_of_two_workbooks_is_left_out_of_both(tmp_path: Path) -> None:
    """Findings beside the agents' file, as one file of rows."""
    sheets = with_sheets(tmp_path / "in", SHEETS, few=True)
    book = openpyxl.load_workbook(sheets)
    for name in set(book.sheetnames) - set(SHEETS):
        del book[name]
    beside = sheets.with_name("findings.xlsx")
    book.save(beside)
    sheets.unlink()
    found = coached_files(tmp_path / "out", MONTH, beside)
    assert "1,624.60元" in found


def coached_files(out: Path, *files: Path) -> str:
    ran = ccmotivate("coach", "2025-03", *files, "--out", out, "--lang", "zh", "--agent", REPEATER)
    assert ran.code == 0, ran.err
    return text_of(out / "coaching.docx")


def test_a_person_is_found_by_what_a_roster_calls_them(tmp_path: Path) -> None:
    """As in ``explain``."""
    month = with_sheets(tmp_path, {**SHEETS, "人员": None}, few=True)
    shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("cases"))
    source = "staff: {files: staff.csv, agent_id: ID, known_as: E-Mail, name: Name}\n"
    (tmp_path / "rules/sources.yaml").write_text(source, encoding="utf-8")
    people = tmp_path / "staff.csv"
    people.write_text(f"ID,E-Mail,Name\n{REPEATER},rep@example.org,例知行\n", encoding="utf-8")
    words = (people, "--rules", tmp_path / "rules", "--no-ledger", "--agent")
    assert coached(month, tmp_path / "o", *words, "rep@example.org") == coached(month, tmp_path / "p", *words, REPEATER)
    ran = ccmotivate("coach", "2025-03", month, "--out", tmp_path / "q", *words, "nobody@example.org")
    assert ran.code == 2
