"""A blank month: what the roles need, checks in Excel's own terms, and filled in it scores without a word."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ccmotivate.engine.months import score_months
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.finding import find_inputs
from ccmotivate.pipeline.scheme import load_rules
from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.starter.month_template import Wanted, write_template
from tests.samples import sample, sampled
from tests.support import RULES, read, shipped_rules


def roster_of(book: openpyxl.Workbook) -> Worksheet:
    return next(one for one in book.worksheets if one.title.startswith(("人员", "Roster")))


OF_PARTS = [kind.label.en for kind in shipped_rules().sheets.values()]
GOOD: Mapping[str, Any] = {  # by metric: on the standard of every role
    "typing_speed": 70, "project_knowledge": 3, "productivity": 0.95, "questionnaires": 300, "emails": 90,
    "qa_checks": 900, "filing": "pass", "confirm_rate": 0.5, "attitude": "pass", "error_rate": 0, "complaints": 0,
    "proposals_adopted": 1, "csat": 0.9, "qc_accuracy": 0.99,
}  # fmt: skip


def made(path: Path, rules: RuleSet | None = None, lang: str = "en", **wanted: Any) -> Path:
    """A blank month of 20 rows, by default for all roles."""
    rules = rules or shipped_rules()
    shape = write_template(path, rules, Wanted(**{"roles": tuple(rules.roles), "rows": 20, **wanted}), lang)
    verify_workbook(path, shape)
    return path


def edited(folder: Path, *edits: tuple[str, str, str]) -> RuleSet:
    """The shipped rules with some texts replaced."""
    shutil.copytree(RULES, folder)
    for name, old, new in edits:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    rules, problems = load_rules(folder)
    assert rules is not None, problems
    return rules


def header_row(sheet: Worksheet) -> int:
    """The row under which the sheet is filled in: the panes are frozen there."""
    assert sheet.freeze_panes is not None
    return int(re.sub(r"\D", "", sheet.freeze_panes)) - 1


def headers(sheet: Worksheet) -> dict[str, int]:
    """Header to column."""
    return {str(cell.value): cell.column for cell in sheet[header_row(sheet)] if cell.value is not None}


def check_of(sheet: Worksheet, header: str) -> DataValidation:
    """What Excel checks in a column."""
    first = sheet.cell(header_row(sheet) + 1, headers(sheet)[header]).coordinate
    return next(one for one in sheet.data_validations.dataValidation if first in one.sqref)


def fill(path: Path, rows: Sequence[Mapping[str, Any]], sheet: int = 0) -> None:
    """Type into a sheet below its header: header to value."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[sheet]
    columns = headers(page)
    for at, row in enumerate(rows, start=header_row(page) + 1):
        for header, value in row.items():
            cell = page.cell(at, columns[header])
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type  # openpyxl makes formulas of =…
    book.save(path)


def good_row(rules: RuleSet, role: str, columns: Iterable[str], lang: str, month: str = "2025-03") -> dict[str, Any]:
    """A row of an agent who meets every standard, in the words of the drop-downs."""
    words = {"pass": {"zh": "合格", "en": "pass"}[lang]}
    values = {"month": month, "agent_id": f"00-{role}", "name": f"Agent {role}", "project": "P", "team": "T"}
    values |= {"role": rules.roles[role].label.text(lang)}
    labels = {name: column.label for name, column in rules.columns.items()}
    labels |= {name: metric.label for name, metric in rules.metrics.items()}
    by_label = {label.text(lang): name for name, label in labels.items()}
    row: dict[str, Any] = {}
    for header in columns:
        name = by_label[re.sub(r" \([%‰]\)$", "", header)]
        value = values.get(name, GOOD.get(name))
        if name == "project_knowledge":
            value = list(rules.levels.values())[3].text(lang)
        if value is not None:
            row[header] = words.get(value, value) if isinstance(value, str) else value
    return row


# -- filled in --------------------------------------------------------------------------------------------------------


_WAYS = [("zh", None), ("en", None), ("zh", Month(2025, 3)), ("en", Month(2025, 3))]


@sampled
@pytest.mark.parametrize(("lang", "month"), sample(_WAYS[1:3], _WAYS))
def test_filled_in_it_scores_without_a_word(tmp_path: Path, lang: str, month: Month | None) -> None:
    """One agent of each role, every standard met: not one problem, not even a note."""
    rules = shipped_rules()
    path = made(tmp_path / "m.xlsx", lang=lang, month=month)
    columns = headers(openpyxl.load_workbook(path).worksheets[0])
    fill(path, [good_row(rules, role, columns, lang) for role in rules.roles])
    when = {} if month else {rules.columns["month"].label.text(lang): "2025-03"}
    texts = [rules.columns["agent_id"].label.text(lang)]
    texts += [column.label.text(lang) for column in rules.details["meetings"].columns.values()]
    rows = [dict(zip(texts, (f"00-{who}", "N", 10, 12), strict=True)) | when for who in ("outbound", "team_leader")]
    fill(path, rows, sheet=1)
    outcome = read(path)
    assert outcome.problems == ()
    months, notes = score_months(outcome.dataset, rules)
    assert notes == ()
    assert [str(one.month) for one in months] == ["2025-03"]
    agents = months[0].agents
    assert sorted(agents["role"]) == sorted(rules.roles)
    assert agents["qualified"].all()
    assert agents["eligible"].all()


@sampled
@pytest.mark.parametrize(("lang", "month"), sample(_WAYS[:1], _WAYS))
def test_the_roster_filled_in_reaches_pay(tmp_path: Path, lang: str, month: Month | None) -> None:
    """All roster columns, words as the drop-downs have them: no problem, and half the days are half the pay."""
    rules = shipped_rules()
    path = made(tmp_path / "m.xlsx", lang=lang, month=month)
    book = openpyxl.load_workbook(path)
    fill(path, [good_row(rules, "email", headers(book.worksheets[0]), lang)])
    roster = roster_of(book)
    assert roster.title.startswith({"zh": "人员", "en": "Roster"}[lang])
    values: dict[str, Any] = {
        "hired": datetime(2024, 5, 1), "left": datetime(2025, 3, 31), "days_in_post": 10.5, "working_days": 21,
        "motivation": 4, "confidence": 3, "commitment": 5, "rotations": 1, "grade": "middle",
        "wanted_position": "trainer",
    }  # fmt: skip
    row = {rules.columns["agent_id"].label.text(lang): "00-email"}
    row |= {} if month else {rules.columns["month"].label.text(lang): "2025-03"}
    for name, column in rules.roster.items():
        header = column.label.text(lang)
        choices = str(check_of(roster, header).formula1 or "").strip('"').split(",")
        row[header] = values.get(name, choices[0])
    fill(path, [row], sheet=book.worksheets.index(roster))
    outcome = read(path)
    assert outcome.problems == ()
    (scored,), notes = score_months(outcome.dataset, rules)
    assert {one.code for one in notes} == {"no-candidates"}  # one person is no team
    assert set(scored.roster.names) == set(rules.roster)
    assert not any(scored.roster.is_blank(name).any() for name in rules.roster)
    steps = {step.step: step.amount[0] for step in scored.parts["pay"].pays[0].steps}
    assert steps["days"] * 2 == steps["qualified"] > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_roster_has_checks(tmp_path: Path, lang: str) -> None:
    rules = shipped_rules()
    roster = roster_of(openpyxl.load_workbook(made(tmp_path / "m.xlsx", lang=lang)))
    found = {name: check_of(roster, column.label.text(lang)) for name, column in rules.roster.items()}
    assert found["wants_promotion"].formula1 == {"zh": '"是,否"', "en": '"Y,N"'}[lang]
    assert found["character"].formula1 == {"zh": '"合格,不合格"', "en": '"pass,fail"'}[lang]
    assert found["level_before"].type == found["ability_after"].type == "list"
    assert (found["motivation"].formula1, found["motivation"].formula2) == ("1", "5")
    assert (found["hired"].type, found["rotations"].type) == ("date", "whole")
    assert all(check.prompt for check in found.values())


def test_columns_that_pay_uses_say_so(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "m.xlsx", roles=("inbound",))).worksheets[0]
    columns = headers(sheet)
    assert {"CSAT (%)", "Calls taken", "Complaints solved"} <= columns.keys()
    assert "for Pay" in str(sheet.cell(header_row(sheet) - 1, columns["Calls taken"]).value)


def test_a_percentage_is_typed_as_one(tmp_path: Path) -> None:
    """A cell shown as 85 % holds 0.85; text is read as it stands."""
    path = made(tmp_path / "m.xlsx", roles=("inbound",))
    columns = headers(openpyxl.load_workbook(path).worksheets[0])
    rows = [good_row(shipped_rules(), "inbound", columns, "en") | {"Agent ID": str(at)} for at in range(2)]
    rows[0]["Productivity (%)"], rows[1]["Productivity (%)"] = 0.85, "85%"
    fill(path, rows)
    outcome = read(path)
    assert outcome.errors == []
    assert outcome.dataset.metrics["productivity"].to_list() == [85, 85]


def test_blank_it_says_that_nobody_is_there(tmp_path: Path) -> None:
    assert read(made(tmp_path / "m.xlsx")).codes == ["no-rows"]


# -- what it asks for -------------------------------------------------------------------------------------------------


def test_only_what_the_role_needs_and_what_awards_may_look_at(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path / "m.xlsx", roles=("inbound",)))
    assert book.sheetnames == ["Agent data", "Roster", *OF_PARTS]
    assert list(headers(book.worksheets[0])) == [
        "Month", "Agent ID", "Name", "Role", "Project", "Team", "Typing speed", "Project knowledge", "Productivity (%)",
        "Attitude", "Error rate (‰)", "Complaints", "Proposals adopted", "Colleagues helped", "CSAT (%)", "Calls taken",
        "Complaints solved", "Handling time", "Response time", "First contact resolution (%)",
    ]  # fmt: skip


def test_formulas_ask_for_their_inputs_and_folded_metrics_for_their_sheet(tmp_path: Path) -> None:
    entry = openpyxl.load_workbook(made(tmp_path / "d.xlsx", roles=("data_entry",)))
    found = headers(entry.worksheets[0])
    assert {"Questionnaires", "Membership forms", "Purchase records"} < set(found)
    assert not {"Workload (%)", "Emails", "QC documents", "QC accuracy (%)"} & set(found)
    outbound = openpyxl.load_workbook(made(tmp_path / "o.xlsx", lang="zh", roles=("outbound",)))
    assert outbound.sheetnames[1] == "会议邀约"
    assert list(headers(outbound.worksheets[1])) == ["月份", "工号", "地区", "要求到会人数", "到会人数"]
    assert "会议邀约完成率 (%)" not in headers(outbound.worksheets[0])


def test_with_a_month_the_sheets_are_named_by_it(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path / "m.xlsx", month=Month(2025, 3)))
    assert book.sheetnames == ["2025-03", "Meetings 2025-03", "Roster 2025-03", *OF_PARTS]
    assert all("Month" not in headers(sheet) for sheet in book.worksheets)


_FROM_JULY = (
    "roles/inbound.yaml",
    "  attitude: ",
    "  csat: {at_least: 80%, active: {from: 2025-07, sites: [North]}}\n  attitude: ",
)


def test_the_month_decides_what_is_asked_for(tmp_path: Path) -> None:
    """Before July a figure is optional, from then on it is needed; the site is asked for when a rule speaks of one."""
    rules = edited(tmp_path / "rules", _FROM_JULY)
    for month, sites, place in ((Month(2025, 6), False, -6), (Month(2025, 7), True, None), (None, True, None)):
        path = made(tmp_path / f"{month}.xlsx", rules, roles=("inbound",), month=month)
        sheet = openpyxl.load_workbook(path).worksheets[0]
        found = list(headers(sheet))
        assert ("Site" in found) is sites
        note = str(sheet.cell(header_row(sheet) - 1, headers(sheet)["CSAT (%)"]).value)
        assert ("optional" in note) is (place is not None)
        assert place is None or found.index("CSAT (%)") == len(found) + place


# -- what Excel checks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_drop_downs_hold_words_that_are_understood(tmp_path: Path, lang: str) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "m.xlsx", lang=lang)).worksheets[0]
    role, level, attitude = (
        check_of(sheet, {"zh": zh, "en": en}[lang])
        for zh, en in (("岗位", "Role"), ("项目知识", "Project knowledge"), ("工作态度", "Attitude"))
    )
    rules = shipped_rules()
    assert role.formula1 == '"' + ",".join(one.label.text(lang) for one in rules.roles.values()) + '"'
    assert level.formula1 == '"' + ",".join(label.text(lang) for label in rules.levels.values()) + '"'
    assert attitude.formula1 == {"zh": '"合格,不合格"', "en": '"pass,fail"'}[lang]
    assert {one.type for one in (role, level, attitude)} == {"list"}
    assert role.showErrorMessage


def test_ranges_are_enforced_in_the_cells_own_unit(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "m.xlsx")).worksheets[0]
    found = {
        header: (check.type, check.operator or "between", check.formula1, check.formula2)
        for header in ("Typing speed", "Productivity (%)", "Error rate (‰)", "Complaints", "Emails")
        if (check := check_of(sheet, header))
    }
    assert found == {
        "Typing speed": ("decimal", "between", "0", "400"),
        "Productivity (%)": ("decimal", "between", "0", "2"),
        "Error rate (‰)": ("decimal", "between", "0", "1000"),
        "Complaints": ("whole", "greaterThanOrEqual", "0", None),
        "Emails": ("decimal", "greaterThanOrEqual", "0", None),
    }
    first = header_row(sheet) + 1
    formats = {header: sheet.cell(first, column).number_format for header, column in headers(sheet).items()}
    assert formats["Productivity (%)"] == "0.00%"
    assert formats["Agent ID"] == formats["Month"] == "@"  # 0012 keeps its zeros, 2025-03 does not become a day


def test_every_column_is_explained_above_its_header_and_beside_its_cells(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "m.xlsx", roles=("inbound", "qa"))).worksheets[0]
    notes = header_row(sheet) - 1
    for header, column in headers(sheet).items():
        note = str(sheet.cell(notes, column).value)
        assert note
        assert check_of(sheet, header).prompt == note[:250]
    said = str(sheet.cell(notes, headers(sheet)["Productivity (%)"]).value)
    assert said.split("\n")[1:] == ["at least 75%: Inbound", "at least 80%: Quality control"]


# -- the file ---------------------------------------------------------------------------------------------------------


def test_the_same_rules_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (made(tmp_path / name, lang="zh").read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert first == second


def test_it_is_an_input_not_an_output_once_it_is_filled_in(tmp_path: Path) -> None:
    path = made(tmp_path / "m.xlsx")
    assert kind_of(path) is None
    assert find_inputs([str(path)])[0] == [path]
    assert find_inputs([str(tmp_path)])[0] == []
    openpyxl.load_workbook(path).save(path)
    assert kind_of(path) is None
    assert find_inputs([str(tmp_path)])[0] == [path]


_HOSTILE = '=HYPERLINK("http://x","a"),b'


def test_words_of_the_rules_are_never_formulas(tmp_path: Path) -> None:
    """A role called like a formula, with commas and quotes: text in the cells, whole in the drop-down, read back."""
    rules = edited(
        tmp_path / "rules",
        ("roles/inbound.yaml", "en: Inbound}", f"en: '{_HOSTILE}'}}"),
        ("metrics.yaml", "en: Attitude}", "en: '@SUM(1)'}"),
        ("scheme.yaml", "en: Contact-centre appraisal and award scheme}", "en: '+1'}"),
    )
    path = made(tmp_path / "m.xlsx", rules)
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    page = openpyxl.load_workbook(path).worksheets[0]
    choices = check_of(page, "Role").formula1
    row = page[choices.removeprefix("=").replace("$", "")][0]
    assert [cell.value for cell in row][2] == _HOSTILE
    assert page.row_dimensions[row[0].row].hidden
    fill(path, [{**good_row(rules, "inbound", headers(page), "en")}])
    assert read(path, rules).errors == []


def test_a_long_list_stands_above_the_header(tmp_path: Path) -> None:
    rules = edited(tmp_path / "rules", ("columns.yaml", "en: Basic}", f"en: {'Basic ' * 30}}}"),
                   ("columns.yaml", "en: Proficient}", f"en: {'Proficient ' * 15}}}"))  # fmt: skip
    sheet = openpyxl.load_workbook(made(tmp_path / "m.xlsx", rules)).worksheets[0]
    check = check_of(sheet, "Project knowledge")
    assert check.formula1.startswith("$A$")
    assert len(sheet[check.formula1.replace("$", "")][0]) == len(rules.levels)
    assert header_row(sheet) == 5


def test_rows_are_made_ready(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "m.xlsx", rows=7)).worksheets[0]
    assert sheet.max_row == header_row(sheet) + 7
    assert sheet.print_title_rows == f"${header_row(sheet)}:${header_row(sheet)}"
