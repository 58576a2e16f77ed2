"""A roster of no month with days of hiring and leaving: nobody is an agent of months in which she was not there."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ccmotivate.model.words import normal
from tests.cli.commands import ccmotivate
from tests.exports.shapes import COLUMNS, lines, scheme, scored
from tests.exports.test_logs_beside import streamed
from tests.exports.test_office_rosters import HR, SOURCES, STAFF
from tests.support import ROOT, shipped_rules

ROSTER = """
roster:
  hired: {name: {zh: 入职日期, en: Hired}}
  left: {name: {zh: 离职日期, en: Left}, aliases: [离职时间, Leaving date], no_data: [在职, 至今, Active, Present, "–"]}
words:"""
DAYS = COLUMNS.replace("\nwords:", ROSTER)
MONTHS = ("2025-01", "2025-02", "2025-03")
PEOPLE = {
    "A1": ("Ada Example", "North", "2024-01-08", ""),
    "A2": ("Ben Muster", "North", "2024-01-08", "2025-02-20"),
    "A3": ("Cleo Sample", "South", "2025-02-10", "2025-12-31"),
    "A4": ("Dora Prov", "South", "2025-03-31", ""),
    "A5": ("Egon Test", "South", "2019-05-02", "2023-06-30"),
}
"""Ben leaves in February, Cleo comes in that month, Dora on the last day of March; Egon left long before."""


def there(month: str) -> list[str]:
    """Whose days are not against the month, recomputed from the texts."""
    return [who for who, (*_, hired, left) in PEOPLE.items() if hired[:7] <= month <= (left[:7] or month)]


EXPECTED = {(month, who) for month in MONTHS for who in there(month)}


def with_logs(folder: Path, *more: tuple[str, str]) -> Path:
    """A log of each month with rows of everybody there, and ``more`` of months and ids."""
    for month in MONTHS:
        ids = there(month) + [who for when, who in more if when == month]
        rows = [(who, f"{month}-{day:02}", 60 * day) for who in ids for day in (3, 4)]
        lines(folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), *rows)
    return folder


def office(folder: Path, *more: tuple[str, str], header: tuple[str, str] = ("Hired", "Left")) -> Path:
    lines(folder / "staff.csv", (*STAFF, *header), *((who, *told) for who, told in PEOPLE.items()))
    return with_logs(folder, *more)


def book_of(folder: Path, calls: Sequence[Sequence[object]], people: Sequence[Sequence[object]]) -> str:
    """A workbook of calls and people, and its sources."""
    book = openpyxl.Workbook()
    tables = {"calls": [("Agent", "Day", "Talk"), *calls], "staff": [(*STAFF, "Hired", "Left"), *people]}
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    folder.mkdir(exist_ok=True)
    book.save(folder / "all.xlsx")
    sources = SOURCES.replace('"calls_*.csv"', '"all.xlsx"\n  sheet: calls')
    return sources.replace('"staff*.csv"', '"all.xlsx"\n  sheet: staff')


@pytest.mark.parametrize(
    "header", [("Hired", "Left"), ("入职日期", "离职日期"), ("Hired", "Leaving date"), ("入职日期", "离职时间")]
)
def test_everybody_counts_in_the_months_of_service(tmp_path: Path, header: tuple[str, str]) -> None:
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), office(tmp_path / "in", header=header))
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED
    (note,) = found.problems("roster-days")
    assert (note["file"], note["cell"], note["severity"]) == ("staff.csv", "E3", "note")
    assert note["facts"]["agents"] == [
        "Ben Muster A2: 2025-02-20 (staff.csv!csv!E3)",
        "Cleo Sample A3: 2025-02-10 (staff.csv!csv!D4)",
        "Dora Prov A4: 2025-03-31 (staff.csv!csv!D5)",
        "Egon Test A5: 2023-06-30 (staff.csv!csv!E6)",
    ]
    assert found.codes.isdisjoint({"hired-later", "source-strangers", "agents-left"})


@pytest.mark.parametrize("words", [("--only", "2025-03"), ("--jobs", "2"), ("--only", "2025-01")])
def test_the_days_count_however_the_files_are_read(tmp_path: Path, words: tuple[str, str]) -> None:
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), office(tmp_path / "in"), *words)
    assert found.code == 0, found.said
    assert set(found.agents()) == {who for who in EXPECTED if words[1] in (who[0], "2")}


def test_the_days_count_beside_a_large_log(tmp_path: Path) -> None:
    folder, rules = office(tmp_path / "in", ("2025-03", "A2")), scheme(tmp_path / "rules", SOURCES, columns=DAYS)
    with streamed("calls_2025-02.csv", "calls_2025-03.csv") as told:
        found = scored(rules, folder)
    assert any(one.is_done for one in told)
    assert set(found.agents()) == EXPECTED
    assert [one["file"] for one in found.problems("rows-after-leaving")] == ["calls_2025-03.csv"]


def test_rows_after_the_leaving_are_named(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", ("2025-03", "A2"))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED
    (note,) = found.problems("rows-after-leaving")
    row = next(at for at, text in enumerate((folder / "calls_2025-03.csv").read_text().split(), 1) if "A2," in text)
    assert (note["file"], note["cell"], note["facts"]["count"]) == ("calls_2025-03.csv", f"A{row}", "2")
    assert note["facts"]["agents"] == [f"Ben Muster A2: 2025-03 (calls_2025-03.csv!csv!A{row}), 2025-02-20"]
    assert found.problems("source-strangers") == []
    told = ccmotivate("check", folder, "--rules", tmp_path / "rules", "--lang", "en")
    assert "counted: 16, of 4 agents in January 2025 – March 2025; left out: of agents who had left: 2\n" in told.out


def test_rows_before_the_hiring_are_an_error(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", ("2025-01", "A3"))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 1
    assert [(one["code"], one["cell"]) for one in found.document["problems"] if one["severity"] == "error"] == [
        ("hired-later", "D4")
    ]
    row = next(at for at, text in enumerate((folder / "calls_2025-01.csv").read_text().split(), 1) if "A3," in text)
    (told,) = found.problems("hired-later")
    assert told["facts"]["first"] == f"calls_2025-01.csv!csv!A{row}"
    assert f"the first row of 2025-01: calls_2025-01.csv!csv!A{row}" in told["hint"]


def test_a_leaving_before_the_hiring_is_of_an_earlier_service(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    people = (("A1", *PEOPLE["A1"]), ("A3", *PEOPLE["A3"][:3], "2023-01-08"))
    lines(folder / "staff.csv", (*STAFF, "Hired", "Left"), *people)
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == {*((month, "A1") for month in MONTHS), ("2025-02", "A3"), ("2025-03", "A3")}
    (one,) = found.problems("left-before-hired")
    assert (one["cell"], one["value"], one["severity"]) == ("E3", "2023-01-08", "note")
    assert one["facts"]["other"] == "staff.csv!csv!D3"


@pytest.mark.parametrize("only", [(), ("--only", "2025-01")])
@pytest.mark.parametrize("as_book", [False, True])
def test_rows_of_an_earlier_service_are_not_used(tmp_path: Path, only: tuple[str, ...], *, as_book: bool) -> None:
    people = ("A1", *PEOPLE["A1"]), ("A2", *PEOPLE["A2"][:2], "2025-03-03", "2025-01-20")
    calls = [(who, f"{month}-03", 60) for month in MONTHS for who in ("A1", "A2") if (month, who) != (MONTHS[1], "A2")]
    folder, sources = tmp_path / "in", SOURCES
    if as_book:
        sources = book_of(folder, calls, people)
    else:
        lines(folder / "calls_2025.csv", ("Agent", "Day", "Talk"), *calls)
        lines(folder / "staff.csv", (*STAFF, "Hired", "Left"), *people)
    found = scored(scheme(tmp_path / "rules", sources, columns=DAYS), folder, *only)
    assert found.code == 0, found.said
    expected = {*((month, "A1") for month in MONTHS), ("2025-03", "A2")}
    assert set(found.agents()) == {one for one in expected if one[0] in (only[1:] or MONTHS)}
    assert len(found.problems("left-before-hired")) == 1
    assert found.problems("source-strangers")[0]["facts"]["agents"] == ["A2"]


def test_without_days_everybody_counts_in_every_month(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff.csv", STAFF, *((who, *told[:2]) for who, told in PEOPLE.items()))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == set(itertools.product(MONTHS, PEOPLE))
    assert "roster-days" not in found.codes


def test_who_left_and_is_back_may_stand_twice_where_one_row_is_of_none_of_the_months(tmp_path: Path) -> None:
    folder = office(tmp_path / "in")
    with (folder / "staff.csv").open("a", encoding="utf-8") as file:
        file.write("A5,Egon Test,North,2025-02-03,\n")
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED | {("2025-02", "A5"), ("2025-03", "A5")}


def test_days_of_another_list_count_for_a_roster_without_any(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff.csv", STAFF, *((who, *told[:2]) for who, told in PEOPLE.items()))
    lines(folder / "hr.csv", ("Number", "Line", "Hired", "Left"), *((w, "Main", *t[2:]) for w, t in PEOPLE.items()))
    found = scored(scheme(tmp_path / "rules", SOURCES + HR, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED
    assert found.problems("roster-days")[0]["file"] == "hr.csv"


def test_a_roster_of_the_month_itself_lists_whoever_is_its_agent(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in", ("2025-03", "A2"))
    for month in ("2025-01", "2025-03"):
        ids = [*there(month), *(["A2"] if month == "2025-03" else [])]
        lines(folder / f"staff_{month}.csv", (*STAFF, "Hired", "Left"), *((who, *PEOPLE[who]) for who in ids))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert ("2025-03", "A2") in found.agents()
    (note,) = found.problems("agents-left")
    assert note["facts"]["agents"] == ["Ben Muster A2: 2025-03, 2025-02-20 (staff_2025-03.csv!csv!E5)"]


def test_a_roster_is_carried_into_no_month_after_the_leaving(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    for month in ("2025-01", "2025-02"):
        lines(folder / f"staff_{month}.csv", (*STAFF, "Hired", "Left"), *((w, *PEOPLE[w]) for w in there(month)))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED - {("2025-03", "A4")}
    assert [text[:13] for text in found.problems("roster-days")[0]["facts"]["agents"]] == ["Ben Muster A2"]


def test_that_nobody_is_there_is_an_error(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff.csv", (*STAFF, "Hired", "Left"), ("A5", *PEOPLE["A5"]))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 1
    assert [one["cell"] for one in found.problems("roster-days-nobody")] == ["E2"]


@pytest.mark.parametrize("only", [(), ("--only", "2025-03")])
def test_a_month_with_rows_that_everybody_had_left_is_an_error(tmp_path: Path, only: tuple[str, ...]) -> None:
    folder = listed(tmp_path / "in", ("A2", "North", "2024-01-08", "2025-02-10"))
    lines(
        folder / "staff.csv", (*STAFF, "Left"), (*("A1", "Ada", "North"), "2025-01-31"), ("A2", "Ben", "", "2025-02-10")
    )
    rules = scheme(tmp_path / "rules", SOURCES, columns=DAYS, awards=QUARTER)
    found = scored(rules, folder, *only)
    assert found.code == 1
    (one,) = found.problems("roster-days-nobody")
    assert (one["cell"], one["facts"]["months"]) == ("D2", ["2025-03"])
    ran = ccmotivate("awards", "2025-Q1", folder, "--rules", rules, "--lang", "en")
    assert ran.code == 1
    assert "nobody on a roster is an agent of 2025-03" in ran.out + ran.err


QUARTER = """
by_score: {name: By score, every: quarter, rank: {by: score, places: 3}, prize: [50, 40, 30]}
by_calls: {name: By calls, every: quarter, rank: {by: {sum: calls}, best: high, places: 3}, prize: [50, 40, 30]}
leader: {name: Leader, every: quarter, lead_every: month, prize: 20}
monthly: {name: Monthly, every: month, rank: {by: score}, prize: 10}
twice: {name: Twice, every: quarter, consecutive: {award: monthly, times: 2}, prize: 20}
"""


def test_who_lacks_a_month_wins_no_rank_of_the_quarter(tmp_path: Path) -> None:
    folder, rules = office(tmp_path / "in"), scheme(tmp_path / "rules", SOURCES, columns=DAYS, awards=QUARTER)
    ran = ccmotivate("awards", "2025-Q1", folder, "--json", "--rules", rules, "--lang", "en")
    assert ran.code == 0, ran.out + ran.err
    won = {(one["award"], one["agent_id"]) for one in json.loads(ran.out)["awards"]}
    whole = set.intersection(*(set(there(month)) for month in MONTHS))
    ranked = {(award, who) for award in ("by_score", "by_calls") for who in whole}
    assert {one for one in won if one[0] in ("by_score", "by_calls", "leader")} == {*ranked, ("leader", "A1")}


def test_a_sheet_of_agents_lists_whoever_is_its_agent(tmp_path: Path) -> None:
    metrics = "calls: {name: Calls handled, kind: count}\n"
    folder, who = tmp_path / "in", itertools.product(MONTHS, ("A1", "A2"))
    lines(folder / "agents.csv", ("Month", "Agent ID", "Calls handled"), *((month, one, 5) for month, one in who))
    lines(
        folder / "staff.csv", ("Agent ID", "Name", "Left"), *((one, PEOPLE[one][0], PEOPLE[one][3]) for one in PEOPLE)
    )
    found = scored(scheme(tmp_path / "rules", "", metrics, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == set(itertools.product(MONTHS, ("A1", "A2")))
    (note,) = found.problems("agents-left")
    assert note["facts"]["agents"] == ["Ben Muster A2: 2025-03, 2025-02-20 (staff.csv!csv!C3)"]
    assert "roster-days" not in found.codes


@pytest.mark.parametrize("header", ["离职日期", "离职时间", "Left", "Leaving date", "Termination date"])
def test_the_shipped_rules_know_the_usual_headers_of_the_leaving(header: str) -> None:
    assert normal(header) in {normal(word) for word in shipped_rules().roster["left"].label.words}


def test_the_shipped_rules_take_no_end_of_something_else_for_the_leaving() -> None:
    others = {"enddate", "contractend", "lastday", "lastworkingday", "最后工作日"}
    assert not others & {normal(word) for word in shipped_rules().roster["left"].label.words}


@pytest.mark.parametrize(
    "word",
    ["在职", "至今", "Active", "Present", "-", "–", "N/A", "00.00.0000", "待定", "否", "No", "TBD", "NULL", "(blank)",
     "在职中", "仍在职", "在籍", "1900-01-00", "1900/1/0", "0"],
)  # fmt: skip
def test_the_shipped_rules_know_who_is_still_there(word: str) -> None:
    rules = shipped_rules()
    assert normal(word) in {normal(one) for one in (*rules.roster["left"].no_data, *rules.words.no_data)}


def test_a_blank_that_excel_looked_up_is_no_day(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in ((*STAFF, "Left"), ("A1", "Ada", "North", 0), ("A2", "Ben", "North", 45688)):
        sheet.append(row)
        sheet.cell(sheet.max_row, 4).number_format = "yyyy-mm-dd"
    with_logs(tmp_path / "in")
    book.save(tmp_path / "in" / "staff.xlsx")
    words = str(list(shipped_rules().roster["left"].no_data))
    columns = COLUMNS.replace("\nwords:", f"\nroster:\n  left: {{name: Left, no_data: {words}}}\nwords:")
    rules = scheme(tmp_path / "rules", SOURCES.replace("staff*.csv", "staff.xlsx"), columns=columns)
    found = scored(rules, tmp_path / "in")
    assert found.code == 0, found.said
    assert set(found.agents()) == {*((month, "A1") for month in MONTHS), ("2025-01", "A2")}


@pytest.mark.parametrize(
    "columns",
    [
        {"Left": "No"},
        {"Leaving date": "01/02/2025"},
        {"离职日期": "2025-04-30（已提交申请）"},
        {"离职日期": "2025-03-31", "最后工作日": "2025-03-28"},
        {"离职日期": "2025-03-31", "Termination date": "2025-03-28"},
    ],
)
def test_a_sheet_of_agents_has_no_day_of_leaving(tmp_path: Path, columns: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(ROOT / "examples" / "en" / "march.xlsx")
    sheet = book.worksheets[0]
    head = next(cells[0].row for cells in sheet.iter_rows() if any(cell.value == "Agent ID" for cell in cells))
    for header, text in columns.items():
        column = sheet.max_column + 1
        sheet.cell(head, column, header)
        sheet.cell(head + 1, column, text)
    book.save(tmp_path / "march.xlsx")
    ran = ccmotivate("check", tmp_path / "march.xlsx", "--json", "--lang", "en")
    assert ran.code == 0, ran.out + ran.err
    told = [one for one in json.loads(ran.out)["problems"] if one["value"] in columns]
    assert [one["value"] for one in told] == [*columns]
    assert {one["code"] for one in told} <= {"column-unused", "column-resembles"}


def test_a_site_that_everybody_has_left_does_not_hold_up_the_others(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff_a.csv", (*STAFF, "Hired", "Left"), ("A5", *PEOPLE["A5"]))
    lines(folder / "staff_b.csv", (*STAFF, "Hired", "Left"), *((who, *PEOPLE[who]) for who in ("A1", "A2")))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == {one for one in EXPECTED if one[1] in ("A1", "A2")}
    (note,) = found.problems("roster-days")
    assert [text.partition(" (")[2] for text in note["facts"]["agents"]] == [
        "staff_b.csv!csv!E3)",
        "staff_a.csv!csv!E2)",
    ]


def listed(folder: Path, *rows: tuple[str, ...], header: tuple[str, ...] = ("Hired", "Left")) -> Path:
    """A list of no month, of ids, teams and days, beside logs of Ada in every month."""
    lines(folder / "staff.csv", (*STAFF, *header), ("A1", *PEOPLE["A1"]), *((row[0], "Ben", *row[1:]) for row in rows))
    for month in MONTHS:
        lines(folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), ("A1", f"{month}-03", 60))
    return folder


@pytest.mark.parametrize(
    ("hired", "left", "months"),
    [
        ("2025-02-14", "", "23"),
        ("2025-02-28", "", "23"),
        ("", "2025-02-01", "12"),
        ("", "2025-01-31", "1"),
        ("2025-02-03", "2025-02-03", "2"),
    ],
)
def test_a_month_counts_from_its_first_day_to_its_last(tmp_path: Path, hired: str, left: str, months: str) -> None:
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), listed(tmp_path / "in", ("B1", "N", hired, left)))
    assert found.code == 0, found.said
    assert "".join(month[-1] for month, who in sorted(found.agents()) if who == "B1") == months


@pytest.mark.parametrize(("old", "new"), [("staff_a.csv", "staff_b.csv"), ("staff_b.csv", "staff_a.csv")])
def test_the_names_of_lists_decide_nothing(tmp_path: Path, old: str, new: str) -> None:
    folder = with_logs(tmp_path / "in")
    header, ada = (*STAFF, "Hired", "Left"), ("A1", *PEOPLE["A1"])
    lines(folder / old, header, ada, ("A5", *PEOPLE["A5"]))
    lines(folder / new, header, ada, ("A5", "Egon Test", "North", "2025-02-03", ""))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == {*((month, "A1") for month in MONTHS), ("2025-02", "A5"), ("2025-03", "A5")}
    assert found.agents()["2025-03", "A5"]["team"] == "North"


def test_who_moved_at_the_edge_of_a_month_has_the_team_of_each(tmp_path: Path) -> None:
    rows = ("B1", "North", "2024-01-08", "2025-01-31"), ("B1", "South", "2025-02-01", "")
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), listed(tmp_path / "in", *rows))
    assert found.code == 0, found.said
    teams = [found.agents()[month, "B1"]["team"] for month in MONTHS]
    assert teams == ["North", "South", "South"]


def test_who_moved_within_a_month_stands_twice_in_it(tmp_path: Path) -> None:
    rows = ("B1", "North", "2024-01-08", "2025-02-14"), ("B1", "South", "2025-02-15", "")
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), listed(tmp_path / "in", *rows))
    assert found.code == 1
    assert [(one["cell"], one["message"].split("!")[-1]) for one in found.problems("roster-twice")] == [("A4", "A3")]
    only = scored(tmp_path / "rules", tmp_path / "in", "--only", "2025-03")
    assert only.code == 0, only.said
    assert only.agents()["2025-03", "B1"]["team"] == "South"


def test_one_column_of_days_tells_the_order_of_the_other(tmp_path: Path) -> None:
    folder = listed(tmp_path / "in", ("B1", "North", "15.01.2025", "01.02.2025"))
    lines(folder / "staff.csv", (*STAFF, "Hired", "Left"), ("A1", "Ada", "North", "17.11.2024", ""),
          ("B1", "Ben", "North", "05.01.2025", "01.02.2025"))  # fmt: skip
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert {month for month, who in found.agents() if who == "B1"} == {"2025-01", "2025-02"}


@pytest.mark.parametrize("column", ["hired", "left"])
def test_an_order_that_nothing_tells_is_said_in_the_rules(tmp_path: Path, column: str) -> None:
    folder = listed(tmp_path / "in")
    people = ("A1", "Ada", "North", "01/02/2024", "07/02/2025"), ("A2", "Ben", "North", "", "")
    lines(folder / "staff.csv", (*STAFF, "Hired", "Left"), *people)
    lines(folder / "calls_2025-03.csv", ("Agent", "Day", "Talk"), ("A2", "2025-03-03", 60))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert {one["cell"] for one in found.problems("date-ambiguous")} == {"D2", "E2"}
    told = DAYS.replace(f"  {column}: {{", f"  {column}: {{dates: day-month-year, ")
    found = scored(scheme(tmp_path / "told", SOURCES, columns=told), folder)
    assert found.code == 0, found.said
    assert {month for month, who in found.agents() if who == "A1"} == {"2025-01", "2025-02"}


def test_between_two_services_nobody_is_an_agent(tmp_path: Path) -> None:
    rows = ("B1", "North", "2024-01-08", "2025-01-20"), ("B1", "South", "2025-03-03", "")
    folder = listed(tmp_path / "in", *rows)
    lines(folder / "calls_2025-02.csv", ("Agent", "Day", "Talk"), ("A1", "2025-02-03", 60), ("B1", "2025-02-03", 60))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert {month for month, who in found.agents() if who == "B1"} == {"2025-01", "2025-03"}
    assert [one["cell"] for one in found.problems("rows-after-leaving")] == ["A3"]


def test_a_month_between_rows_and_the_hiring_is_no_month_of_an_agent(tmp_path: Path) -> None:
    folder = listed(tmp_path / "in", ("B1", "North", "2025-03-03", ""))
    lines(folder / "calls_2025-01.csv", ("Agent", "Day", "Talk"), ("A1", "2025-01-03", 60), ("B1", "2025-01-03", 60))
    rules = scheme(tmp_path / "rules", SOURCES, columns=DAYS)
    assert [one["facts"]["month"] for one in scored(rules, folder).problems("hired-later")] == ["2025-01"]
    assert scored(rules, folder, "--only", "2025-01").code == 1
    assert set(scored(rules, folder, "--only", "2025-02").agents()) == {("2025-02", "A1")}


def test_who_went_from_one_list_to_another_is_an_agent_by_each(tmp_path: Path) -> None:
    folder = listed(tmp_path / "in", ("B1", "North", "2024-01-08", "2025-01-31"))
    lines(folder / "hr.csv", ("Number", "Line", "Hired"), ("B1", "Main", "2025-02-03"))
    found = scored(scheme(tmp_path / "rules", SOURCES + HR, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert {month for month, who in found.agents() if who == "B1"} == set(MONTHS)


@pytest.mark.parametrize("only", [(), ("--only", "2025-03")])
def test_the_list_of_hr_completes_a_leaver_on_the_roster_of_a_month(tmp_path: Path, only: tuple[str, ...]) -> None:
    folder = with_logs(tmp_path / "in")
    for month in MONTHS:
        lines(folder / f"staff_{month}.csv", STAFF, *((who, *PEOPLE[who][:2]) for who in ("A1", "A2")))
    rows = [(who, "Cards", *PEOPLE[who][2:]) for who in ("A1", "A2")]
    lines(folder / "hr.csv", ("Number", "Line", "Hired", "Left"), *rows)
    columns = DAYS.replace(", default: Support", "")
    found = scored(scheme(tmp_path / "rules", SOURCES + HR, columns=columns), folder, *only)
    assert found.code == 0, found.said
    assert found.agents()["2025-03", "A2"]["project"] == "Cards"
    assert [one["facts"]["agents"] for one in found.problems("agents-left")] == [
        ["Ben Muster A2: 2025-03, 2025-02-20 (hr.csv!csv!D3)"]
    ]


@pytest.mark.parametrize("only", ["2025-01", "2025-02", "2025-03"])
def test_a_month_has_the_same_agents_by_itself_where_rosters_are_named(tmp_path: Path, only: str) -> None:
    folder = with_logs(tmp_path / "in", ("2025-03", "A2"))
    for month in ("2025-01", "2025-02"):
        ids = {"2025-01": ["A1", "A2"], "2025-02": ["A1", "A2", "A3", "A5"]}[month]
        lines(folder / f"staff_{month}.csv", (*STAFF, "Hired", "Left"), *((who, *PEOPLE[who]) for who in ids))
    rules = scheme(tmp_path / "rules", SOURCES, columns=DAYS)
    whole = scored(rules, folder)
    expected = {"2025-01": {"A1", "A2"}, "2025-02": {"A1", "A2", "A3", "A5"}, "2025-03": {"A1", "A3"}}
    assert {who for month, who in whole.agents() if month == only} == expected[only]
    assert {who for _month, who in scored(rules, folder, "--only", only).agents()} == expected[only]


def test_rows_after_the_leaving_in_a_workbook_of_everything_are_named(tmp_path: Path) -> None:
    calls = [(who, f"{month}-03", 60) for month in MONTHS for who in ("A1", "A2")]
    sources = book_of(tmp_path, calls, [(who, *PEOPLE[who]) for who in ("A1", "A2")])
    found = scored(scheme(tmp_path / "rules", sources, columns=DAYS), tmp_path / "all.xlsx")
    assert found.code == 0, found.said
    assert ("2025-03", "A2") not in found.agents()
    assert [(one["cell"], one["facts"]["count"]) for one in found.problems("rows-after-leaving")] == [("A7", "1")]
    assert found.problems("source-strangers") == []


@pytest.mark.parametrize("second", ["2025-02-01", "2025-01-15"])
def test_the_service_of_the_month_completes_a_sheet_of_agents(tmp_path: Path, second: str) -> None:
    folder, who = tmp_path / "in", itertools.product(MONTHS, ("A1", "A2"))
    lines(folder / "agents.csv", ("Month", "Agent ID", "Calls handled"), *((month, one, 5) for month, one in who))
    rows = ("A2", "North", "2024-01-08", "2025-01-31"), ("A2", "South", second, "")
    lines(folder / "staff.csv", ("Agent ID", "Team", "Hired", "Left"), ("A1", "North", "2024-01-08", ""), *rows)
    metrics = "calls: {name: Calls handled, kind: count}\n"
    found = scored(scheme(tmp_path / "rules", "", metrics, columns=DAYS), folder)
    if second == "2025-01-15":
        assert [one["cell"] for one in found.problems("roster-twice")] == ["A4"]
        return
    assert found.code == 0, found.said
    assert [found.agents()[month, "A2"]["team"] for month in MONTHS] == ["North", "South", "South"]
    assert {one["team"] for (_month, who), one in found.agents().items() if who == "A1"} == {"North"}


@pytest.mark.parametrize("by_hr", [False, True])
@pytest.mark.parametrize("only", [(), ("--only", "2025-01"), ("--only", "2025-03")])
def test_a_service_without_its_hiring_is_before_any_other(
    tmp_path: Path, only: tuple[str, ...], *, by_hr: bool
) -> None:
    rows = ("B1", "North", "", "2025-01-20"), ("B1", "South", "2025-03-03", "")
    folder = listed(tmp_path / "in", *([] if by_hr else rows))
    for month in ("2025-01", "2025-03"):
        day = f"{month}-05"
        lines(folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), ("A1", day, 60), ("B1", day, 60))
    if by_hr:
        with (folder / "staff.csv").open("a", encoding="utf-8") as file:
            file.write("B1,Ben,North,,\n")
        lines(folder / "hr.csv", ("Number", "Line", "Hired", "Left"), *((who, "Main", *days) for who, _, *days in rows))
    found = scored(scheme(tmp_path / "rules", SOURCES + HR, columns=DAYS), folder, *only)
    assert found.code == 0, found.said
    expected = {"2025-01", "2025-03"} & set(only[1:] or MONTHS)
    assert {month for month, who in found.agents() if who == "B1"} == expected


@pytest.mark.parametrize(("old", "new"), [("staff_a.csv", "staff_b.csv"), ("staff_b.csv", "staff_a.csv")])
@pytest.mark.parametrize("rows", [(), (("2025-03", "A2"),)])
def test_who_left_by_one_of_two_lists_has_left(
    tmp_path: Path, old: str, new: str, rows: Sequence[tuple[str, str]]
) -> None:
    folder = with_logs(tmp_path / "in", *rows)
    for name, left in ((old, ""), (new, "2025-01-31")):
        lines(folder / name, (*STAFF, "Hired", "Left"), ("A1", *PEOPLE["A1"]), ("A2", *PEOPLE["A2"][:3], left))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert {month for month, who in found.agents() if who == "A2"} == {"2025-01"}
    assert [one["cell"] for one in found.problems("roster-days")] == ["E3"]
    assert {one["file"] for one in found.problems("rows-after-leaving")} == {
        "calls_2025-02.csv",
        *(f"calls_{month}.csv" for month, _who in rows),
    }


@pytest.mark.parametrize(("day", "code"), [("2025-02-14", 0), ("2025-01-31", 1)])
def test_two_lists_may_tell_other_days_of_leaving_of_one_month(tmp_path: Path, day: str, code: int) -> None:
    folder = listed(tmp_path / "in", ("B1", "North", "2024-01-08", "2025-02-28"))
    lines(folder / "hr.csv", ("Number", "Line", "Hired", "Left"), ("B1", "Main", "2024-01-08", day))
    found = scored(scheme(tmp_path / "rules", SOURCES + HR, columns=DAYS), folder)
    assert found.code == code, found.said
    told = {(one["facts"]["field"], one["cell"], one["facts"]["other"]) for one in found.problems("roster-differs")}
    assert told == ({("left", "D2", "staff.csv!csv!E3")} if code else set())
    months = {month for month, who in found.agents() if who == "B1"}
    assert code or months == {"2025-01", "2025-02"}


def test_a_month_between_two_services_on_a_sheet_of_agents_has_the_first_of_them(tmp_path: Path) -> None:
    folder, who = tmp_path / "in", itertools.product(MONTHS, ("A1", "A2"))
    lines(folder / "agents.csv", ("Month", "Agent ID", "Calls handled"), *((month, one, 5) for month, one in who))
    rows = ("A2", "North", "2024-01-08", "2025-01-20"), ("A2", "South", "2025-03-03", "")
    lines(folder / "staff.csv", ("Agent ID", "Team", "Hired", "Left"), ("A1", "North", "2024-01-08", ""), *rows)
    rules = scheme(tmp_path / "rules", "", "calls: {name: Calls handled, kind: count}\n", columns=DAYS)
    found = scored(rules, folder)
    assert found.code == 0, found.said
    assert [found.agents()[month, "A2"]["team"] for month in MONTHS] == ["North", "North", "South"]
    assert scored(rules, folder, "--only", "2025-02").agents()["2025-02", "A2"]["team"] == "North"
    assert len(found.problems("agents-left")) == 1


def test_days_that_leave_nobody_out_say_nothing_of_a_roster_named_by_a_month(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff_2025-02.csv", STAFF, ("A1", "Ada Example", "North"))
    lines(folder / "hr.csv", ("Number", "Team", "Hired"), ("A1", "South", "2020-01-08"))
    rules = scheme(tmp_path / "rules", SOURCES + HR.replace("project: Line", "team: Team"), columns=DAYS)
    found = scored(rules, folder)
    assert [one["file"] for one in found.problems("roster-differs")] == ["hr.csv"]
    assert found.problems("roster-of-today") == []


TWO_ROSTERS = (*MONTHS, "2025-04")


@pytest.mark.parametrize("months", [*itertools.combinations(TWO_ROSTERS, 1), MONTHS, TWO_ROSTERS, TWO_ROSTERS[2:]])
@pytest.mark.parametrize("hired", ["2024-01-08", ""])
@pytest.mark.parametrize("order", [1, -1])
def test_two_rosters_with_different_months_of_one_leaving_are_an_error_in_every_month_that_it_touches(
    tmp_path: Path, months: Sequence[str], hired: str, order: int
) -> None:
    for month in months:
        lines(
            tmp_path / f"calls_{month}.csv",
            ("Agent", "Day", "Talk"),
            *((who, f"{month}-03", 60) for who in ("A1", "A2")),
        )
    for at, left in enumerate(["2025-02-20", "2025-03-15"][::order]):
        people = [("A1", "Ada Example", "North", "", ""), ("A2", "Ben Muster", "North", hired, left)]
        lines(tmp_path / f"staff{at}.csv", (*STAFF, "Hired", "Left"), *people)
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), tmp_path)
    differs = found.problems("roster-differs")
    assert [one["cell"] for one in differs] == ["E3"] * (months[0] < "2025-04")
    assert {one["facts"]["field"] for one in differs} <= {"left"}


@pytest.mark.parametrize("columns", [("Left",), ("Hired", "Left")])
@pytest.mark.parametrize("left", [("2023-06-30", "2025-03-15"), ("2024-02-20", "2025-12-31")])
def test_who_left_long_before_by_one_roster_may_have_come_again(
    tmp_path: Path, left: tuple[str, str], columns: tuple[str, ...]
) -> None:
    lines(tmp_path / "calls_2025-03.csv", ("Agent", "Day", "Talk"), *((who, "2025-03-03", 60) for who in ("A1", "A2")))
    for at, day in enumerate(left):
        days = ("" if at else "2019-01-07", day)[-len(columns) :]
        people = [("A1", "Ada Example", "North", *[""] * len(columns)), ("A2", "Ben Muster", "North", *days)]
        lines(tmp_path / f"staff{at}.csv", (*STAFF, *columns), *people)
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), tmp_path)
    assert found.code == 0, found.document["problems"]
    assert {*found.agents()} == {("2025-03", "A1"), ("2025-03", "A2")}


def test_two_services_on_two_rosters_have_days_of_their_own(tmp_path: Path) -> None:
    lines(tmp_path / "calls_2025-03.csv", ("Agent", "Day", "Talk"), ("A2", "2025-03-03", 60))
    for at, days in enumerate([("2024-01-08", "2025-01-20"), ("2025-03-01", "2025-03-15")]):
        lines(tmp_path / f"staff{at}.csv", (*STAFF, "Hired", "Left"), ("A2", "Ben Muster", "North", *days))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), tmp_path)
    assert not found.problems("roster-differs")
