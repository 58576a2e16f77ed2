"""Awards by months of service of published months: what the ledger, which keeps no days of hiring, can tell."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Collection
from pathlib import Path

import openpyxl
import pytest

from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.parts.books import with_sheets

MONTHS = tuple(f"exports/2025-0{number}.xlsx" for number in range(1, 7))
RULES = ("--rules", "new")
BEST = "steady: {name: Steady, every: quarter, all: [{rank: {by: score, best: high}}, {tenure: 2}]}"
STEADY = "steady: {name: Steady, every: quarter, all: [{rank: {by: score, places: 5}}, {tenure: 2}]}"
LONG = "long: {name: Long, every: half, consecutive: {award: steady, times: 2}}"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A working folder with the exports of half a year, of some of the agents and of no other sheets."""
    for file in MONTHS:
        with_sheets(tmp_path / "exports", {}, ROOT / "examples/2025" / Path(file).name, few=True)
    return tmp_path


def publish(folder: Path, period: str, *files: str) -> Ran:
    more = ("--by", "Manager One", "--yes", "--lang", "en")
    return ccmotivate("publish", period, *files, *more, *RULES, folder=folder)


def published(folder: Path, *files: str) -> None:
    """These months are put into the ledger, with days of hiring in their files."""
    for file in files:
        ran = publish(folder, Path(file).stem, file)
        assert ran.code == 0, ran.err


def rows(folder: Path) -> int:
    with sqlite3.connect(folder / "ccmotivate.db") as base:
        count: int = base.execute("select count(*) from records").fetchone()[0]
    base.close()
    return count


def untold(folder: Path, period: str, *files: str, command: str = "awards") -> list[str]:
    """The months of service that nothing tells, for want of days of hiring: nothing is decided or written."""
    before, out = rows(folder), folder / "untold"
    more = ("--by", "T", "--yes") if command == "publish" else ("--out", out)
    ran = ccmotivate(command, period, *files, *RULES, *more, "--json", "--lang", "en", folder=folder)
    assert ran.code == 1, ran.out + ran.err
    document = json.loads(ran.out)
    assert not document.get("awards")
    assert not out.exists() or not list(out.glob("*.awards.xlsx"))
    assert rows(folder) == before
    errors = [one for one in document["problems"] if one["severity"] == "error"]
    assert {one["code"] for one in errors} == {"hired-not-kept"}
    assert all("give the export of the last month of 2025-Q" in one["hint"] for one in errors)
    assert not [
        one for one in document["problems"] if one["code"] == "no-candidates" and one["facts"]["award"] == "steady"
    ]
    return [one["message"] for one in errors]


def days_of_hiring(path: Path, of: Collection[str] = (), rows_of: Collection[str] | None = None) -> str:
    """An export again whose list has the days of hiring of these people alone; with rows of no others, if given."""
    book = openpyxl.load_workbook(path)
    people = book["人员"]
    (day,) = (cell.column for cell in people[1] if cell.value == "入职日期")
    for row in people.iter_rows(min_row=2):
        if row[0].value not in of:
            people.cell(row[0].row, day).value = None
    if rows_of is not None:
        for sheet in book.worksheets:
            (ids,) = {cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value == "工号"} or (0,)
            for line in range(sheet.max_row, 1, -1):
                if ids and str(sheet.cell(line, ids).value).isdigit() and sheet.cell(line, ids).value not in rows_of:
                    sheet.delete_rows(line)
    made = path.parent.parent / f"part/{path.name}"
    made.parent.mkdir(exist_ok=True)
    book.save(made)
    return f"part/{path.name}"


def bare_of_people(path: Path) -> Path:
    """An export without its list of people."""
    book = openpyxl.load_workbook(path)
    del book["人员"]
    made = path.parent.parent / f"bare/{path.name}"
    made.parent.mkdir(exist_ok=True)
    book.save(made)
    return made


def contributor(ran: Ran) -> str:
    """Who wins the award for contributions."""
    (given,) = (one["agent_id"] for one in json.loads(ran.out)["awards"] if one["award"] == "contribution")
    return str(given)


def new_rules(folder: Path, *awards: str) -> None:
    """The shipped scheme with more awards and without the parts that go by service too, in ``new``."""
    left_out = shutil.ignore_patterns("cases", "careers.yaml", "pay.yaml", "talent.yaml")
    shutil.copytree(ROOT / "rules", folder / "new", ignore=left_out)
    with (folder / "new/awards.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + "".join(f"{award}\n" for award in awards))


def won(folder: Path, *words: str, award: str = "steady") -> list[str]:
    """Who wins an award by months of service."""
    ran = ccmotivate("awards", *words, "--out", "o", "--json", folder=folder)
    return [one["agent_id"] for one in json.loads(ran.out)["awards"] if one["award"] == award]


def test_months_of_service_go_by_the_files_given_beside_the_ledger(office: Path) -> None:
    new_rules(office, BEST)
    months = MONTHS[:3]
    wanted = won(office, "2025-Q1", *months, *RULES, "--no-ledger")
    assert len(wanted) == 1
    published(office, *months)
    assert won(office, "2025-Q1", *months, *RULES) == wanted
    assert won(office, "2025-Q1", months[2], *RULES) == wanted
    assert untold(office, "2025-Q1") == untold(office, "2025-Q1", command="publish")
    assert publish(office, "2025-Q1", *months).code == 0
    for files in (months, months[:1], []):
        again = publish(office, "2025-Q1", *files)
        assert again.code == 0, again.out + again.err
        assert "nothing was written" in again.out
        assert "Steady" not in again.err
    published(office, *MONTHS[3:])
    half = publish(office, "2025-H1")
    assert half.code == 0, half.out + half.err


def test_a_reopened_quarter_is_not_given_to_nobody_for_want_of_days_of_hiring(office: Path) -> None:
    new_rules(office, BEST)
    months = MONTHS[:3]
    published(office, *months)
    assert publish(office, "2025-Q1", *months).code == 0
    wanted = won(office, "2025-Q1", *RULES)
    assert len(wanted) == 1
    reopened = ccmotivate("reopen", "2025-Q1", "--by", "T", "--reason", "r", folder=office)
    assert reopened.code == 0, reopened.err
    for command in ("awards", "publish"):
        (told,) = untold(office, "2025-Q1", command=command)
        assert (
            "the award Steady asks for months of service, and who gets it in 2025-Q1 depends on 0018, of whom" in told
        )
    again = publish(office, "2025-Q1", *months)
    assert again.code == 0, again.err
    assert won(office, "2025-Q1", *RULES) == wanted


def test_an_award_that_goes_by_one_by_service_takes_that_as_published(office: Path) -> None:
    new_rules(office, STEADY, LONG)
    files = MONTHS
    wanted = won(office, "2025-H1", *files, *RULES, "--no-ledger", award="long")
    assert len(wanted) > 1
    published(office, *files)
    assert len(untold(office, "2025-H1")) == 2
    assert publish(office, "2025-Q1", *files[:3]).code == 0
    (told,) = untold(office, "2025-H1", command="publish")
    assert "the award Steady asks for months of service, and who gets it in 2025-Q2 depends on" in told
    assert publish(office, "2025-Q2", *files[3:]).code == 0
    assert won(office, "2025-H1", *RULES, award="long") == wanted
    half = publish(office, "2025-H1")
    assert half.code == 0, half.err
    assert won(office, "2025-H1", *RULES, award="long") == wanted
    ran = ccmotivate("awards", "2025-H1", files[3], *RULES, "--out", "o", "--json", folder=office)
    assert "published-differs" not in {one["code"] for one in json.loads(ran.out)["problems"]}
    assert "nothing was written" in publish(office, "2025-H1", files[3]).out


def test_a_day_of_hiring_of_somebody_else_decides_nothing(office: Path) -> None:
    new_rules(office, STEADY)
    published(office, *MONTHS[:3])
    wanted = won(office, "2025-Q1", *MONTHS[:3], *RULES, "--no-ledger")
    assert len(wanted) == 5
    for of, told in (["0024"], wanted), ([*wanted[1:], "0024"], wanted[:1]):
        part = days_of_hiring(office / MONTHS[2], of)
        for command in ("awards", "publish"):
            (message,) = untold(office, "2025-Q1", part, command=command)
            assert f"depends on {', '.join(sorted(told))}, of whom" in message
    part = days_of_hiring(office / MONTHS[2], wanted)
    assert won(office, "2025-Q1", part, *RULES) == wanted  # the days of the others would change nothing
    assert publish(office, "2025-Q1", part).code == 0


def test_a_file_of_a_few_people_says_nothing_of_the_others(office: Path) -> None:
    new_rules(office, STEADY)
    published(office, *MONTHS[:3])
    few = won(office, "2025-Q1", *MONTHS[:3], *RULES, "--no-ledger")[:2]
    (told,) = untold(office, "2025-Q1", days_of_hiring(office / MONTHS[2], few, few))
    assert all(one not in told for one in few)


def test_files_that_say_no_day_of_hiring_are_taken_at_their_word(office: Path) -> None:
    new_rules(office, STEADY)
    published(office, *MONTHS[:3])
    bare = [str(bare_of_people(office / file).relative_to(office)) for file in MONTHS[:3]]
    (told,) = untold(office, "2025-Q1", bare[2])
    assert "2025-Q1" in told
    ran = ccmotivate("awards", "2025-Q1", *bare, *RULES, "--out", "o", "--json", folder=office)
    assert ran.code == 0
    assert [one["code"] for one in json.loads(ran.out)["problems"] if "hired" in one["code"]] == ["hired-not-given"]
    whose = ("--award", "contribution", "--agent", contributor(ran), "--by", "T", "--reason", "r")
    for files, code in ((bare, 0), (bare[2:], 1)):
        assert ccmotivate("decide", "2025-Q1", "withhold", *files, *whose, *RULES, folder=office).code == code
        honours = ccmotivate("honours", "2025-Q1", *files, *RULES, "--out", "h", folder=office)
        assert honours.code == code, honours.err
    assert publish(office, "2025-Q1", *bare).code == 0
    assert won(office, "2025-Q1", *RULES) == []


def test_the_last_export_with_the_list_of_all_people_is_enough(office: Path) -> None:
    new_rules(office, STEADY)
    published(office, *MONTHS[:3])
    wanted = won(office, "2025-Q1", *MONTHS[:3], *RULES, "--no-ledger")
    book = openpyxl.load_workbook(office / MONTHS[2])
    for sheet in [one for one in book.worksheets if one.title != "人员"]:
        del book[sheet.title]
    book.save(office / "people.xlsx")
    bare = str(bare_of_people(office / MONTHS[2]).relative_to(office))
    assert len(untold(office, "2025-Q1", bare)) == 1
    assert won(office, "2025-Q1", bare, "people.xlsx", *RULES) == wanted


@pytest.mark.parametrize(
    "award",
    [
        "steady: {name: Steady, every: quarter, need: [fcr], all: [{rank: {by: score}}, {tenure: 2}]}",
        "steady: {name: Steady, every: quarter, all: [{rank: {by: score, above: 119}}, {tenure: 2}]}",
        "steady: {name: Steady, every: year, all: [{rank: {by: score}}, {tenure: 2}]}",
        "long: {name: Long, every: quarter, any: [{rank: {by: score}}, {tenure: 2}]}",
    ],
)
def test_a_period_on_which_no_day_of_hiring_can_tell_is_not_refused(office: Path, award: str) -> None:
    new_rules(office, award)
    published(office, *MONTHS[:2])
    ran = ccmotivate("awards", "2025-Q1", "--partial", *RULES, "--out", "o", "--json", folder=office)
    found = [one["code"] for one in json.loads(ran.out)["problems"] if "hired" in one["code"]]
    assert (ran.code, found) == ((1, ["hired-not-kept"]) if award.startswith("long") else (0, []))


def test_awards_for_a_span_of_service_depend_on_the_day(office: Path) -> None:
    new_rules(
        office,
        "steady: {name: Steady, every: quarter, all: [{rank: {by: score}}, {tenure: 2}, {not: {tenure: 3}}]}",
    )
    published(office, *MONTHS[:3])
    (told,) = untold(office, "2025-Q1")  # neither who is new nor who has been there for long gets it
    assert "depends on 0018, of whom" in told


def test_a_half_year_that_is_not_over_has_no_award_twice_in_a_row(office: Path) -> None:
    new_rules(office, STEADY, LONG)
    published(office, *MONTHS[:3])
    ran = ccmotivate("awards", "2025-H1", "--partial", *RULES, "--out", "o", "--json", folder=office)
    assert ran.code == 0, ran.out


def test_published_quarters_stand_beside_files_without_days_of_hiring(office: Path) -> None:
    new_rules(office, STEADY, LONG)
    published(office, *MONTHS)
    assert [publish(office, one, *MONTHS).code for one in ("2025-Q1", "2025-Q2")] == [0, 0]
    wanted = won(office, "2025-H1", *MONTHS, *RULES, "--no-ledger", award="long")
    assert len(wanted) > 1
    short, bare = days_of_hiring(office / MONTHS[5], ["0012"]), str(bare_of_people(office / MONTHS[3]))
    for part in (short, bare):
        assert won(office, "2025-H1", part, *RULES, award="long") == wanted
    assert publish(office, "2025-H1", short).code == 0
    for part in (short, bare):
        ran = ccmotivate("awards", "2025-H1", part, *RULES, "--out", "o", "--json", folder=office)
        assert "published-differs" not in {one["code"] for one in json.loads(ran.out)["problems"]}
        assert "nothing was written" in publish(office, "2025-H1", part).out


@pytest.mark.parametrize(("prize", "code"), [(", prize: 9", 1), ("", 0)])
def test_prizes_of_shorter_periods_that_are_paid_depend_on_days_of_hiring_too(
    office: Path, prize: str, code: int
) -> None:
    new_rules(office, BEST.replace("}]}", f"}}]{prize}}}"))
    published(office, *MONTHS)
    for more, told in ((), 0), (("--money",), code):
        ran = ccmotivate("awards", "2025-H1", *RULES, "--out", "o", "--json", *more, folder=office)
        assert ran.code == told, ran.err
        assert (office / "o/2025-H1.money.xlsx").exists() == (bool(more) and not told)
    ran = ccmotivate("awards", "2025-H1", MONTHS[2], MONTHS[5], *RULES, "--out", "o", "--money", folder=office)
    assert ran.code == 0, ran.err
