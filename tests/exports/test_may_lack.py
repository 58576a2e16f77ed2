"""Of which months a source may lack that formulas and scorecards do without: every command and range says the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ccmotivate
from tests.exports.shapes import lines, scheme
from tests.exports.test_logs_beside import streamed
from tests.exports.test_office_changed import CALLS, MARKS, SOURCES, STAFF, doing_without, leaving_out

MARCH, APRIL = "2025-03", "2025-04"
BOTH = {MARCH, APRIL}
AGENTS = ("Agent ID", "Month", "Name", "Team", "Sales")
IN_SHEETS = SOURCES.replace('files: "marks_*.csv"', "sheet: Marks")


def marks(month: str, *agents: str) -> list[Sequence[Any]]:
    return [(agent, f"{month}-05", 90) for agent in agents]


Files = Mapping[str, Sequence[Sequence[Any]]]
FILES: Mapping[str, tuple[Files, set[str]]] = {
    "rows of one month in a file of all": ({"marks_all.csv": marks(MARCH, "A1")}, set()),
    "rows in the file of one month": ({"marks_2025-03.csv": marks(MARCH, "A1", "A2")}, set()),
    "rows of the other month": ({"marks_all.csv": marks(APRIL, "A2")}, set()),
    "rows of others in one month": ({"marks_all.csv": [*marks(MARCH, "X7"), *marks(APRIL, "A1")]}, set()),
    "rows of others alone": ({"marks_all.csv": marks(MARCH, "X7")}, BOTH),
    "rows of others alone in both": ({"marks_all.csv": [*marks(MARCH, "X7"), *marks(APRIL, "X8")]}, BOTH),
    "no row, no month": ({"marks_all.csv": []}, set()),
    "no row, a year": ({"marks_2025.csv": []}, set()),
    "no row, the day of the export": ({"marks_2025-05-02.csv": []}, set()),
    "no row of one month": ({"marks_2025-03.csv": []}, {APRIL}),
    "no row of another month": ({"marks_2025-02.csv": []}, BOTH),
    "no row of each month": ({"marks_2025-03.csv": [], "marks_2025-04.csv": []}, set()),
    "no row of one month, rows of another": ({"marks_2025-03.csv": [], "marks_all.csv": marks(APRIL, "A1")}, set()),
    "no file": ({}, BOTH),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Calls of two people in both months."""
    folder = tmp_path / "in"
    days = [(who, f"{month}-03", 100, "yes") for month in (MARCH, APRIL) for who in ("A1", "A2")]
    lines(folder / "calls_all.csv", CALLS, *days)
    lines(folder / "staff_all.csv", STAFF, ("A1", "Ada Example", "North"), ("A2", "Ben Muster", "South"))
    return folder


@pytest.mark.parametrize(("files", "lacking"), FILES.values(), ids=FILES)
def test_every_command_and_range_says_the_same(folder: Path, files: Files, lacking: set[str]) -> None:
    rules, out = doing_without(folder.parent / "rules"), ("--out", folder.parent / "out")
    for name, rows in files.items():
        lines(folder / name, MARKS, *rows)
    assert asked(rules, "score", folder, *out) == lacking
    for month in (MARCH, APRIL):
        single = lacking & {month}
        assert asked(rules, "score", folder, "--only", month, *out) == single
        assert asked(rules, "awards", month, folder, *out) == single
        assert asked(rules, "explain", folder, "--agent", "A1", "--period", month) == single
        assert asked(rules, "fairness", folder, "--period", month) == single


def test_the_month_of_the_command_line_outranks_that_in_the_name_of_an_export_without_rows(folder: Path) -> None:
    rules, file = doing_without(folder.parent / "rules"), lines(folder / "marks_2025-02.csv", MARKS)
    lines(folder / "calls_all.csv", CALLS, ("A1", f"{MARCH}-03", 100, "yes"))
    ran = ccmotivate("check", folder, "--month", MARCH, "--rules", rules, "--json", "--lang", "en")
    problems = {one["code"]: one for one in json.loads(ran.out)["problems"]}
    assert ran.code == 0, ran.out + ran.err
    assert problems["source-empty"]["message"].endswith("this file says that there are none in 2025-03")
    assert problems["month-option-outranks"]["file"] == file.name
    file.rename(folder / "marks_all.csv")
    ran = ccmotivate("check", folder, "--rules", rules, "--lang", "en")
    assert "this file says that there are none in any month" in ran.out + ran.err
    ran = ccmotivate("check", folder, "--rules", rules, "--lang", "zh")
    assert "该文件视为各月均无记录" in ran.out + ran.err


def test_who_does_without_already_is_told_to_give_an_export_even_without_rows(folder: Path) -> None:
    rules = doing_without(folder.parent / "rules")
    lines(folder / "marks_2025-03.csv", MARKS)
    ran = ccmotivate("check", folder, "--rules", rules, "--json", "--lang", "en")
    (one,) = [one for one in json.loads(ran.out)["problems"] if one["code"] == "source-missing"]
    assert one["hint"].endswith("where that stands there, give the exports of these months, even without rows")
    lines(folder / "marks_2025-04.csv", MARKS)
    assert asked(rules, "check", folder) == set()


@pytest.mark.parametrize("roster", ["staff_2025-04.csv", "staff_all.csv", ""])
def test_the_export_of_the_last_month_is_not_that_of_this_one(tmp_path: Path, roster: str) -> None:
    rules, folder = doing_without(tmp_path / "rules"), tmp_path / "in"
    lines(folder / "calls_2025-04.csv", CALLS, *((who, f"{APRIL}-03", 100, "yes") for who in ("A1", "A2")))
    given = lines(folder / "marks_2025-03.csv", MARKS, *marks(MARCH, "A1", "A2"))
    if roster:
        lines(folder / roster, STAFF, ("A1", "Ada Example", "North"), ("A2", "Ben Muster", "South"))
    assert asked(rules, "check", folder) == BOTH  # the calls of March as well
    assert asked(rules, "check", folder, "--only", APRIL) == {APRIL}
    assert asked(rules, "awards", APRIL, folder) == {APRIL}
    with streamed(given.name):
        assert asked(rules, "check", folder, "--only", APRIL) == {APRIL}


@pytest.mark.parametrize("make", [doing_without, leaving_out])
@pytest.mark.parametrize("case", [name for name, (files, _lacking) in FILES.items() if any(files.values())])
def test_large_logs_say_the_same(folder: Path, make: Callable[[Path], Path], case: str) -> None:
    rules, (files, lacking) = make(folder.parent / "rules"), FILES[case]
    for name, rows in files.items():
        lines(folder / name, MARKS, *rows)
    with streamed(*(name for name, rows in files.items() if rows)):
        assert asked(rules, "check", folder) == lacking
        for month in (MARCH, APRIL):
            assert asked(rules, "check", folder, "--only", month) == lacking & {month}


@pytest.mark.parametrize("months", [("2025-02", MARCH, "2025-05"), ("2025-05", MARCH, "2025-02"), (MARCH, "2025-05")])
def test_large_logs_know_the_agents_of_every_month_that_is_not_asked_for(tmp_path: Path, months: Sequence[str]) -> None:
    rules = of_sales(tmp_path / "rules", SOURCES)
    rows = [row for month in months for _ in range(5) for row in (*marks(month, "A1"), *marks(month, "X7"))]
    lines(tmp_path / "in" / "marks_all.csv", MARKS, *rows, *marks(APRIL, "X7"))
    figures(tmp_path / "in" / "agents.csv", MARCH, APRIL)
    with streamed("marks_all.csv"):
        for month in (MARCH, APRIL):
            assert asked(rules, "check", tmp_path / "in", "--only", month) == set()


def of_sales(folder: Path, sources: str) -> Path:
    """Rules of sales, which are no source's, and of marks, none of which are 0."""
    raw = "raw: {name: Raw, kind: number, detail: {from: marks, of: mark, take: mean}}\n"
    made = "sales: {name: Sales, kind: count}\nmark: {name: Mark, kind: number, formula: 'coalesce(raw, 0)'}\n"
    rules = scheme(folder, sources, made)
    (rules / "metrics.yaml").write_text(made + raw, encoding="utf-8")
    return rules


def figures(path: Path, *months: str) -> Path:
    """A file of agents, whose figures need no calls."""
    return lines(path, AGENTS, *((who, month, "", "", 5) for month in months for who in ("A1", "A2")))


@pytest.mark.parametrize(
    ("months", "rows", "lacking"),
    [
        ((MARCH, APRIL), marks(MARCH, "A1"), set()),
        ((MARCH, APRIL), marks("2025-02", "A1"), BOTH),  # of which the file has no agents: an old export
        ((APRIL,), marks(MARCH, "A1"), {APRIL}),
    ],
)
def test_agents_with_figures_need_a_row_of_theirs_in_one_of_their_months(
    tmp_path: Path, months: Sequence[str], rows: list[Sequence[Any]], lacking: set[str]
) -> None:
    rules = of_sales(tmp_path / "rules", SOURCES)
    agents = figures(tmp_path / "agents.csv", *months)
    files, out = (agents, lines(tmp_path / "marks_all.csv", MARKS, *rows)), ("--out", tmp_path / "out")
    assert asked(rules, "score", *files, *out) == lacking
    for month in months:
        assert asked(rules, "score", *files, "--only", month, *out) == lacking & {month}
        assert asked(rules, "awards", month, *files, *out) == lacking & {month}


def test_agents_of_other_months_in_files_of_their_own_tell_whose_rows_there_are(tmp_path: Path) -> None:
    rules, out = of_sales(tmp_path / "rules", SOURCES), ("--out", tmp_path / "out")
    files = [figures(tmp_path / f"agents_{month}.csv", month) for month in (MARCH, APRIL)]
    files.append(lines(tmp_path / "marks_all.csv", MARKS, *marks(MARCH, "A1")))
    assert asked(rules, "score", *files, *out) == set()
    assert asked(rules, "awards", APRIL, *files, *out) == set()
    for jobs in ("1", "2"):
        assert asked(rules, "score", *files, "--only", APRIL, "--jobs", jobs, *out) == set()


def test_a_roster_of_another_month_tells_whose_rows_there_are(folder: Path) -> None:
    rules, header = doing_without(folder.parent / "rules"), (*STAFF, "Since")
    sources = rules / "sources.yaml"
    sources.write_text(f"{sources.read_text(encoding='utf-8').rstrip()}\n  month: Since\n", encoding="utf-8")
    (folder / "staff_all.csv").unlink()
    lines(
        folder / "staff_march.csv", header, ("A1", "Ada Example", "North", MARCH), ("A3", "Cem Örnek", "North", MARCH)
    )
    lines(folder / "staff_april.csv", header, ("A1", "Ada Example", "North", APRIL))
    lines(folder / "marks_all.csv", MARKS, *marks(MARCH, "A3"))
    assert asked(rules, "check", folder) == set()
    assert asked(rules, "awards", APRIL, folder, "--out", folder.parent / "out") == set()
    assert asked(rules, "check", folder, "--only", APRIL) == set()


def workbook(path: Path, months: Sequence[str], rows: Sequence[Sequence[Any]] | None, title: str = "") -> Path:
    """Agents of some months with figures, and a sheet of marks, with a title where one is given."""
    book = openpyxl.Workbook()
    for line in (AGENTS, *((who, month, "", "", 5) for month in months for who in ("A1", "A2"))):
        book.worksheets[0].append(line)
    if rows is not None:
        sheet = book.create_sheet("Marks")
        for line in ((title,),) if title else ():
            sheet.append(line)
        for line in (MARKS, *rows):
            sheet.append(line)
    book.save(path)
    return path


def test_a_workbook_a_month_needs_no_other_of_its_range_either(tmp_path: Path) -> None:
    rules, out = of_sales(tmp_path / "rules", IN_SHEETS), ("--out", tmp_path / "out")
    files = [workbook(tmp_path / f"{MARCH}.xlsx", [MARCH], None)]
    files.append(workbook(tmp_path / f"{APRIL}.xlsx", [APRIL], marks(MARCH, "A1")))
    assert asked(rules, "score", *files, *out) == set()
    for month in (MARCH, APRIL):
        assert asked(rules, "score", *files, "--only", month, *out) == set()
        assert asked(rules, "awards", month, *files, *out) == set()


def test_exports_of_two_sources_with_the_same_header_and_no_row_are_no_copies(tmp_path: Path) -> None:
    praises = SOURCES[SOURCES.index("marks:") : SOURCES.index("staff:")].replace("marks", "praises")
    rules = of_sales(tmp_path / "rules", praises + SOURCES.lstrip("\n"))
    made = (rules / "metrics.yaml").read_text(encoding="utf-8").replace("coalesce(raw, 0)", "coalesce(raw + more, 0)")
    more = "more: {name: More, kind: number, detail: {from: praises, of: mark, take: mean}}\n"
    (rules / "metrics.yaml").write_text(made + more, encoding="utf-8")
    files = [lines(tmp_path / f"{source}_2025-03.csv", MARKS) for source in ("marks", "praises")]
    ran = ccmotivate("check", figures(tmp_path / "agents.csv", MARCH), *files, "--rules", rules, "--json")
    assert ran.code == 0, ran.out + ran.err
    notes = [(one["code"], one["file"]) for one in json.loads(ran.out)["problems"]]
    assert notes == [("source-empty", file.name) for file in files]


def test_that_there_are_none_is_said_once_of_each_month(folder: Path) -> None:
    rules = doing_without(folder.parent / "rules")
    lines(folder / "marks_2025-03.csv", MARKS)
    lines(folder / "marks_2025-05.csv", MARKS, *marks("2025-05", "A1"))
    ran = ccmotivate("check", folder, "--rules", rules, "--json")
    notes = {one["code"]: one["facts"] for one in json.loads(ran.out)["problems"] if one["code"].startswith("source-")}
    assert notes["source-empty"]["month"] == MARCH
    assert notes["source-none"]["months"] == [APRIL]


def test_an_export_without_rows_that_is_named_after_another_month_is_outside_of_this_one(folder: Path) -> None:
    rules, files = doing_without(folder.parent / "rules"), [folder / f"marks_{month}.csv" for month in (MARCH, APRIL)]
    for file in files:
        lines(file, MARKS)
    for words in (("check", folder, "--only", MARCH), ("awards", MARCH, folder)):
        ran = ccmotivate(*words, "--rules", rules, "--json")
        assert ran.code == 0, ran.out + ran.err
        found = [(one["code"], one["value"] or one["file"]) for one in json.loads(ran.out)["problems"]]
        assert [one for one in found if one[0] in ("outside-period", "source-empty")] == [
            ("outside-period", files[1].name),
            ("source-empty", files[0].name),
        ]


def test_a_title_and_a_name_of_two_months_are_asked_about_without_rows_too(tmp_path: Path) -> None:
    rules = of_sales(tmp_path / "rules", SOURCES.replace("marks_*.csv", "marks_*.xlsx"))
    book, agents = openpyxl.Workbook(), figures(tmp_path / "agents.csv", MARCH, APRIL)
    for line in (("Marks, March 2025",), MARKS):
        book.worksheets[0].append(line)
    book.save(tmp_path / "marks_2025-04.xlsx")
    words = ("check", agents, tmp_path / "marks_2025-04.xlsx", "--rules", rules, "--json")
    ran = ccmotivate(*words)
    assert ran.code == 1
    found = [(one["code"], one["value"]) for one in json.loads(ran.out)["problems"] if one["severity"] == "error"]
    assert found == [("month-conflict", f"{MARCH}, {APRIL}")]
    figures(agents, MARCH)
    ran = ccmotivate(*words, "--month", MARCH)
    assert ran.code == 0, ran.out + ran.err


@pytest.mark.parametrize(("name", "title"), [("appraisal_2025-04.xlsx", ""), ("year.xlsx", "Marks, as of April 2025")])
def test_a_sheet_without_rows_is_of_the_months_of_the_agents_beside_it(tmp_path: Path, name: str, title: str) -> None:
    rules, months = of_sales(tmp_path / "rules", IN_SHEETS), ["2025-02", MARCH, APRIL]
    file = workbook(tmp_path / name, months, [], title)
    ran = ccmotivate("check", file, "--rules", rules, "--json", "--lang", "en")
    assert ran.code == 0, ran.out + ran.err
    (said,) = [one for one in json.loads(ran.out)["problems"] if one["code"] == "source-empty"]
    assert said["facts"]["month"] == months
    for month in months:
        assert asked(rules, "check", file, "--only", month) == set()
        assert asked(rules, "awards", month, file, "--out", tmp_path / "out") == set()


@pytest.mark.parametrize(
    ("name", "months", "lacking", "said"),
    [
        ("marks_2025-04.csv", [MARCH, APRIL], set(), [MARCH, APRIL]),
        ("marks_2025-05.csv", [APRIL], {MARCH}, APRIL),
        ("marks_2025-03.csv", [""], {APRIL}, MARCH),
        ("marks_all.csv", [MARCH], set(), "every-month"),
    ],
)
@pytest.mark.parametrize("is_large", [False, True])
def test_rows_that_only_leaves_out_say_of_which_months_there_are_none(
    tmp_path: Path, is_large: bool, name: str, months: Sequence[str], lacking: set[str], said: list[str] | str
) -> None:
    only = 'files: "marks_*.csv"\n  only: {kind: [good]}\n'
    kinds = SOURCES.replace('files: "marks_*.csv"\n', only).replace(
        "    mark:", "    kind: {name: Kind, kind: text}\n    mark:"
    )
    rules, folder = of_sales(tmp_path / "rules", kinds), tmp_path / "in"
    days = [f"{month}-0{day}" if month else "" for month in months for day in (4, 5)]
    lines(folder / name, (*MARKS, "Kind"), *(("A1", day, 90, "bad") for day in days * 9))
    figures(folder / "agents.csv", MARCH, APRIL)
    with streamed(*[name] * is_large) as told:
        ran = ccmotivate("check", folder, "--rules", rules, "--json", "--lang", "en")
        found = [one["facts"]["month"] for one in json.loads(ran.out)["problems"] if one["code"] == "source-filtered"]
        assert found == [said], ran.out
        assert all(one.is_done for one in told) and len(told) == is_large
        assert asked(rules, "check", folder) == lacking
        for month in (MARCH, APRIL):
            assert asked(rules, "check", folder, "--only", month) == lacking & {month}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_source_in_one_of_two_workbooks_lacks_for_neither_whatever_the_number_of_processes(
    tmp_path: Path, jobs: str
) -> None:
    rules = of_sales(tmp_path / "rules", IN_SHEETS)
    for name, agent in (("north", "A1"), ("south", "A2")):
        book = openpyxl.Workbook()
        agents, rows = book.worksheets[0], book.create_sheet("Marks")
        for line in (AGENTS, (agent, MARCH, "", "", 5)):
            agents.append(line)
        for line in (MARKS, *marks(MARCH, agent)):
            rows.append(line)
        if name == "south":
            book.remove(rows)
        book.save(tmp_path / f"{name}.xlsx")
    files = (tmp_path / "north.xlsx", tmp_path / "south.xlsx")
    assert asked(rules, "score", *files, "--jobs", jobs, "--out", tmp_path / "out") == set()


def test_files_beside_two_exports_need_no_row_of_the_month_that_is_compared(folder: Path) -> None:
    new = [("A1", f"{APRIL}-03", 100, "yes"), ("A2", f"{APRIL}-03", 120, "yes")]
    lines(folder / "calls_new.csv", CALLS, *new)
    lines(folder / "marks_all.csv", MARKS, *marks(MARCH, "A1"))
    words = ("diff", folder / "calls_all.csv", folder / "calls_new.csv")
    beside = [word for name in ("staff_all.csv", "marks_all.csv") for word in ("--with", folder / name)]
    rules = doing_without(folder.parent / "rules")
    ran = ccmotivate(*words, *beside, "--only", APRIL, "--rules", rules, "--json", "--lang", "en")
    document = json.loads(ran.out)
    assert ran.code == 0, ran.out + ran.err
    assert [(one["agent_id"], one["old"]["text"], one["new"]["text"]) for one in document["cells"]] == [
        ("A2", "100", "120")
    ]
    assert [one["value"] for one in document["problems"] if one["code"] == "outside-period"] == ["marks_all.csv"]
    lines(folder / "calls_new.csv", CALLS, ("A1", f"{MARCH}-03", 100, "yes"))
    ran = ccmotivate(*words, *beside, "--only", APRIL, "--rules", rules, "--json", "--lang", "en")
    assert ran.code == 2
    assert {one["code"] for one in json.loads(ran.out)["problems"]} >= {"period-without-data"}


def asked(rules: Path, *words: str | Path) -> set[str]:
    """The months of which a command says that a source lacks."""
    ran = ccmotivate(*words, "--rules", rules, "--json", "--lang", "en")
    problems = json.loads(ran.out)["problems"]
    errors = [one for one in problems if one["severity"] == "error"]
    assert {one["code"] for one in errors} <= {"source-missing"}, ran.out + ran.err
    found = [one["facts"]["months"] for one in errors]
    return {month for months in found for month in ([months] if isinstance(months, str) else months)}
