"""Rosters as an office gets them: one every month, a corrected one beside the first, that of HR beside the team's."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import COLUMNS, Scored, lines, scheme, scored
from tests.exports.test_logs_beside import streamed

SOURCES = """
calls:
  files: "calls_*.csv"
  agent_id: Agent
  month: Day
  columns:
    talk: {name: Talk, kind: duration, unit: seconds}
staff:
  files: "staff*.csv"
  agent_id: Login
  name: Name
  team: Team
"""
HR = """
hr:
  files: "hr*.csv"
  agent_id: Number
  project: Line
"""
AWARDS = "best: {name: Best, every: month, rank: {by: calls, best: high}, prize: 100}\n"
STAFF = ("Login", "Name", "Team")
ADA, BEN, CLEO = ("A1", "Ada Example", "North"), ("A2", "Ben Muster", "North"), ("A3", "Cleo Sample", "South")
IN_MONTHS = {"2025-01": [ADA, BEN], "2025-02": [ADA, BEN], "2025-03": [(*ADA[:2], "South"), CLEO]}
"""Ben has left at the end of February, Cleo comes in March, and Ada changes the team."""


def office(folder: Path, *months: str) -> Path:
    """A folder with a log of each month, in which everybody of its roster has calls."""
    for month in months:
        rows = [(who[0], f"{month}-{day:02}", 60 * day) for who in IN_MONTHS[month] for day in (3, 4)]
        lines(folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), *rows)
    return folder


def with_staff(folder: Path, *months: str) -> Path:
    for month in months:
        lines(folder / f"staff_{month}.csv", STAFF, *IN_MONTHS[month])
    return folder


def teams(found: Scored) -> dict[tuple[str, str], str]:
    return {who: one["team"] for who, one in found.agents().items()}


EXPECTED = {(month, who[0]): who[2] for month, people in IN_MONTHS.items() for who in people}


def test_the_roster_of_each_month_counts_for_its_month(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), *IN_MONTHS)
    found = scored(scheme(tmp_path / "rules", SOURCES, awards=AWARDS), folder)
    assert found.code == 0, found.said
    assert [month["period"] for month in found.document["months"]] == [*IN_MONTHS]
    assert teams(found) == EXPECTED
    assert found.codes.isdisjoint({"source-strangers", "roster-of-month"})


def test_a_roster_counts_until_the_next_one(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), "2025-01", "2025-03")
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert found.code == 0, found.said
    assert teams(found) == EXPECTED


def test_the_first_roster_counts_for_the_months_before_it_too(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), "2025-02", "2025-03")
    assert teams(scored(scheme(tmp_path / "rules", SOURCES), folder)) == EXPECTED


def listed(found: Scored) -> dict[str, list[str]]:
    """Who is scored, month by month, over all results."""
    return {
        month: sorted(who for when, who in found.agents() if when == month) for month in {m for m, _ in found.agents()}
    }


def test_the_rosters_of_two_sites_count_side_by_side_where_their_names_tell_different_months(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", "2025-03")
    lines(folder / "staff_north_2025-02.csv", STAFF, ADA)
    lines(folder / "staff_south_2025-03.csv", STAFF, CLEO)
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert found.code == 0, found.said
    assert listed(found) == {"2025-03": ["A1", "A3"]}
    assert found.problems("source-strangers") == []


@pytest.mark.parametrize("later", [False, True], ids=["newcomers", "and the next whole roster"])
def test_a_list_of_newcomers_replaces_no_roster(tmp_path: Path, later: bool) -> None:
    folder = tmp_path / "in"
    for month, people in {"2025-01": (ADA, BEN), "2025-02": (ADA, BEN, CLEO), "2025-03": (ADA, BEN, CLEO)}.items():
        lines(folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), *((who[0], f"{month}-03", 60) for who in people))
    lines(folder / "staff_2025-01.csv", STAFF, ADA, BEN)
    lines(folder / "staff_newcomers_2025-02.csv", STAFF, CLEO)
    if later:
        lines(folder / "staff_2025-03.csv", STAFF, (*ADA[:2], "South"), BEN, CLEO)
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert found.code == 0, found.said
    assert listed(found) == {
        "2025-01": ["A1", "A2"],
        "2025-02": ["A1", "A2", "A3"],
        "2025-03": ["A1", "A2", "A3"],
    }
    assert teams(found)["2025-03", "A1"] == ("South" if later else "North")


def test_a_month_of_which_nobody_has_rows_is_not_passed_over(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), "2025-01", "2025-03")
    lines(folder / "calls_2025-02.csv", ("Agent", "Day", "Talk"), ("Nobody", "2025-02-03", 60))
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert found.code == 1
    (one,) = found.problems("source-missing")
    assert one["facts"]["months"] == ["2025-02"]


def test_a_site_that_sends_no_roster_of_a_month_keeps_its_people(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for month in IN_MONTHS:
        lines(
            folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), *((f"A{n}", f"{month}-03", 60) for n in (1, 2, 3))
        )
        lines(folder / f"staff_north_{month}.csv", STAFF, ADA, *([BEN] if month < "2025-03" else []))
    lines(folder / "staff_south_2025-01.csv", STAFF, CLEO)
    lines(folder / "staff_south_2025-03.csv", STAFF, CLEO, (*BEN[:2], "South"))  # Ben moves in March
    rules = scheme(tmp_path / "rules", SOURCES, awards=AWARDS)
    found = scored(rules, folder)
    assert found.code == 0, found.said
    assert listed(found) == {month: ["A1", "A2", "A3"] for month in IN_MONTHS}
    assert {month: teams(found)[month, "A2"] for month in IN_MONTHS} == {
        "2025-01": "North",
        "2025-02": "North",
        "2025-03": "South",
    }
    ran = ccmotivate("awards", "2025-Q1", folder, "--rules", rules, "--out", tmp_path / "out", "--json", "--lang", "en")
    assert ran.code == 0, ran.out + ran.err
    standings = {one["agent_id"]: sorted(one["scores"]) for one in json.loads(ran.out)["standings"]}
    assert standings == {who: [*IN_MONTHS] for who in ("A1", "A2", "A3")}


def test_one_roster_counts_for_every_month_whatever_its_name(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", "2025-01", "2025-02"), "2025-02")
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert set(found.agents()) == {who for who in EXPECTED if who[0] != "2025-03"}
    (one,) = found.problems("roster-of-month")
    assert (one["severity"], one["file"], one["value"]) == ("note", "staff_2025-02.csv", "2025-02")
    assert one["facts"]["months"] == ["2025-01"]


def test_the_roster_of_last_month_in_the_folder_makes_no_second_result(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", "2025-03"), "2025-02", "2025-03")
    found = scored(scheme(tmp_path / "rules", SOURCES, awards=AWARDS), folder)
    assert found.code == 0, found.said
    (march,) = found.document["months"]
    assert {one["agent_id"] for one in march["agents"]} == {"A1", "A3"}
    assert [one["file"] for one in march["inputs"]] == ["staff_2025-03.csv", "calls_2025-03.csv"]


def test_the_month_of_the_command_line_hides_none_of_a_roster(tmp_path: Path) -> None:
    folder = with_staff(tmp_path / "in", *IN_MONTHS)
    lines(folder / "calls_x.csv", ("Agent", "Talk"), ("A1", 60), ("A3", 120))
    rules = scheme(tmp_path / "rules", SOURCES.replace("  month: Day\n", ""))
    found = scored(rules, folder, "--month", "2025-03")
    assert found.code == 0, found.said
    assert teams(found) == {who: team for who, team in EXPECTED.items() if who[0] == "2025-03"}


def test_a_quarter_and_only_its_last_month_have_the_same_people(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), *IN_MONTHS)
    rules = scheme(tmp_path / "rules", SOURCES, awards=AWARDS)
    ran = ccmotivate("awards", "2025-Q1", folder, "--rules", rules, "--out", tmp_path / "out", "--json", "--lang", "en")
    assert ran.code == 0, ran.out + ran.err
    standings = {one["agent_id"]: one["scores"] for one in json.loads(ran.out)["standings"]}
    there = {who: [month for month, score in scores.items() if score is not None] for who, scores in standings.items()}
    assert there == {"A1": [*IN_MONTHS], "A2": ["2025-01", "2025-02"], "A3": ["2025-03"]}
    march = scored(rules, folder, "--only", "2025-03")
    assert teams(march) == {who: team for who, team in EXPECTED.items() if who[0] == "2025-03"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_same_roster_again_in_a_later_month_is_of_that_month(tmp_path: Path, jobs: str) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), *IN_MONTHS)
    lines(folder / "staff_2025-02.csv", STAFF, (*ADA[:2], "West"), BEN)
    lines(folder / "staff_2025-03.csv", STAFF, *IN_MONTHS["2025-01"])  # the bytes of January
    found = scored(scheme(tmp_path / "rules", SOURCES), folder, "--jobs", jobs)
    assert found.code == 0, found.said
    assert found.problems("same-content") == []
    by_month = itertools.groupby(sorted(teams(found).items()), key=lambda item: item[0][0])
    assert {month: {who[1]: team for who, team in people} for month, people in by_month} == {
        "2025-01": {"A1": "North", "A2": "North"},
        "2025-02": {"A1": "West", "A2": "North"},
        "2025-03": {"A1": "North", "A2": "North"},
    }


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_same_log_under_the_names_of_two_months_is_an_error(tmp_path: Path, jobs: str, is_large: bool) -> None:
    folder = with_staff(tmp_path / "in", "2025-01")
    january = lines(folder / "calls_2025-01.csv", ("Agent", "Talk"), ("A1", 60), ("A2", 120))
    (folder / "calls_2025-02.csv").write_bytes(january.read_bytes())
    rules = scheme(tmp_path / "rules", SOURCES.replace("  month: Day\n", ""))
    with streamed(*(f"calls_2025-0{month}.csv" for month in (1, 2) if is_large)):
        found = scored(rules, folder, "--jobs", jobs)
    assert found.code == 1
    (one,) = found.problems("same-content-months")
    assert (one["file"], one["value"]) == ("calls_2025-02.csv", "2025-02")
    assert "calls_2025-01.csv" in one["message"]
    rest = scored(rules, folder, "--jobs", jobs, "--keep-going")
    assert rest.code == 1
    assert listed(rest) == {"2025-01": ["A1", "A2"]}
    assert scored(rules, folder, "--jobs", jobs, "--only", "2025-01").code == 0


def test_a_workbook_of_details_again_under_another_name_counts_once(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", "2025-01")
    for name in ("2025-01", "2025-02"):
        book = openpyxl.Workbook()
        for title, rows in (
            ("log", [("Agent", "Day", "Talk"), ("A1", "2025-01-08", 60)]),
            ("staff", [STAFF, ADA, BEN]),
        ):
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        del book["Sheet"]
        book.save(folder / f"month_{name}.xlsx")
    (folder / "month_2025-02.xlsx").write_bytes((folder / "month_2025-01.xlsx").read_bytes())
    sources = SOURCES.replace('"calls_*.csv"', '["calls_*.csv", "month_*.xlsx"]\n  sheet: ["csv", "log"]')
    sources = sources.replace('"staff*.csv"', '"month_*.xlsx"\n  sheet: "staff"')
    found = scored(scheme(tmp_path / "rules", sources), folder)
    assert found.code == 0, found.said
    assert [one["file"] for one in found.problems("same-content")] == ["month_2025-02.xlsx"]
    assert {who: str(value) for who, value in found.values("calls").items()} == {
        ("2025-01", "A1"): "3",
        ("2025-01", "A2"): "2",
    }


def test_a_corrected_roster_beside_the_first_is_held_against_it(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", "2025-03"), "2025-03")
    lines(folder / "staff_2025-03_new.csv", STAFF, (*ADA[:2], "North"), CLEO)
    found = scored(scheme(tmp_path / "rules", SOURCES, awards=AWARDS), folder)
    assert found.code == 1
    (one,) = found.problems("roster-differs")
    assert (one["file"], one["cell"], one["value"]) == ("staff_2025-03.csv", "C2", "South")
    assert "staff_2025-03_new.csv!csv!C2" in one["message"]


def test_whoever_is_on_the_rosters_of_two_sites_is_told_where_to_stay(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", "2025-03")
    lines(folder / "staff_north.csv", STAFF, ADA)
    south = lines(folder / "staff_south.csv", STAFF, (*ADA[:2], "South"), CLEO)
    rules = scheme(tmp_path / "rules", SOURCES)
    (one,) = scored(rules, folder).problems("roster-differs")
    assert one["hint"] == (
        "correct one of the two cells; whoever moved during the month stays only where the month is to count; "
        "whoever left and came back needs days of hiring"
    )
    lines(south, STAFF, CLEO)
    found = scored(rules, folder)
    assert found.code == 0, found.said
    assert listed(found) == {"2025-03": ["A1", "A3"]}


def test_whom_a_corrected_roster_lists_no_more_counts_by_the_first(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", "2025-01"), "2025-01")
    lines(folder / "staff_2025-01_new.csv", STAFF, ADA)
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert found.code == 0, found.said
    assert listed(found) == {"2025-01": ["A1", "A2"]}


def test_a_roster_with_somebody_more_beside_the_first_makes_one_result(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", "2025-03")
    lines(folder / "staff.csv", STAFF, (*ADA[:2], "South"))
    lines(folder / "staff_new.csv", STAFF, (*ADA[:2], "South"), CLEO)
    found = scored(scheme(tmp_path / "rules", SOURCES, awards=AWARDS), folder)
    assert found.code == 0, found.said
    assert len(found.document["months"]) == 1
    assert teams(found) == {who: team for who, team in EXPECTED.items() if who[0] == "2025-03"}


def test_rosters_of_different_people_are_results_of_their_own(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", "2025-03")
    lines(folder / "staff_north.csv", STAFF, ADA)
    lines(folder / "staff_south.csv", STAFF, CLEO)
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert [[one["agent_id"] for one in month["agents"]] for month in found.document["months"]] == [["A1"], ["A3"]]


@pytest.mark.parametrize("named", ["", "_2025-01", "_2025-03"])
def test_the_list_of_hr_completes_the_roster(tmp_path: Path, named: str) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), *IN_MONTHS)
    rows = [("A1", "Cards"), ("A2", "Loans"), ("A3", "Loans")]
    lines(folder / f"hr{named}.csv", ("Number", "Line"), *rows)
    rules = scheme(tmp_path / "rules", SOURCES + HR, columns=COLUMNS.replace(", default: Support", ""))
    found = scored(rules, folder)
    assert found.code == 0, found.said
    told = {who: (one["project"], one["team"]) for who, one in found.agents().items()}
    assert told == {who: (dict(rows)[who[1]], team) for who, team in EXPECTED.items()}


def whole_list(folder: Path, *people: tuple[str, str, str]) -> Path:
    """The list of HR, which tells no month."""
    return lines(folder / "hr.csv", ("Number", "Line"), *((who[0], "Cards") for who in people))


@pytest.mark.parametrize("only", [(), ("--only", "2025-03")], ids=["all", "only March"])
def test_the_list_of_hr_gives_the_agents_of_months_without_a_roster(tmp_path: Path, only: tuple[str, ...]) -> None:
    folder = office(tmp_path / "in", *IN_MONTHS)
    lines(folder / "staff.csv", (*STAFF, "Month"), (*ADA, "2025-01"), (*BEN, "2025-02"))
    whole_list(folder, ADA, BEN, CLEO)
    sources = SOURCES.replace("  agent_id: Login", "  month: Month\n  agent_id: Login") + HR
    found = scored(scheme(tmp_path / "rules", sources, awards=AWARDS), folder, *only)
    assert found.code == 0, found.said
    expected = {"2025-01": ["A1", "A3"], "2025-02": ["A2", "A3"], "2025-03": ["A1", "A2", "A3"]}
    assert listed(found) == {month: expected[month] for month in (only[1:] or expected)}


@pytest.mark.parametrize("only", [(), ("--only", "2025-03")], ids=["all", "only March"])
@pytest.mark.parametrize("column", [False, True], ids=["named by months", "column of months"])
def test_a_list_without_months_brings_back_no_leaver(tmp_path: Path, column: bool, only: tuple[str, ...]) -> None:
    folder, sources = office(tmp_path / "in", *IN_MONTHS), SOURCES + HR
    if column:
        people = [(*who, month) for month, some in IN_MONTHS.items() for who in some]
        lines(folder / "staff.csv", (*STAFF, "Month"), *people)
        sources = sources.replace("  agent_id: Login", "  month: Month\n  agent_id: Login")
    else:
        with_staff(folder, *IN_MONTHS)
    whole_list(folder, ADA, BEN, CLEO)
    found = scored(scheme(tmp_path / "rules", sources), folder, *only)
    assert found.code == 0, found.said
    assert teams(found) == {who: team for who, team in EXPECTED.items() if not only or who[0] == "2025-03"}


def test_whom_only_a_list_without_months_knows_counts_in_every_month(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", "2025-01", "2025-02"), "2025-01", "2025-02")
    lea = ("L1", "Lea Example", "North")
    lines(folder / "calls_leads.csv", ("Agent", "Day", "Talk"), ("L1", "2025-02-05", 90))
    whole_list(folder, BEN, lea)
    found = scored(scheme(tmp_path / "rules", SOURCES + HR), folder)
    assert found.code == 0, found.said
    assert listed(found) == {month: ["A1", "A2", "L1"] for month in ("2025-01", "2025-02")}
    assert found.codes.isdisjoint({"source-strangers", "roster-stranger"})


def test_two_lists_for_every_month_complete_each_other(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", "2025-01", "2025-02")
    lines(folder / "hr.csv", ("Number", "Line"), ("A1", "Cards"), ("A2", "Loans"))
    lines(folder / "staff.csv", STAFF, ADA, BEN)
    found = scored(scheme(tmp_path / "rules", SOURCES + HR, awards=AWARDS), folder)
    assert found.code == 0, found.said
    assert [month["period"] for month in found.document["months"]] == ["2025-01", "2025-02"]
    assert {(one["name"], one["project"], one["team"]) for one in found.agents().values()} == {
        ("Ada Example", "Cards", "North"),
        ("Ben Muster", "Loans", "North"),
    }


def test_a_roster_that_was_forgotten_is_named(tmp_path: Path) -> None:
    found = scored(scheme(tmp_path / "rules", SOURCES + HR), office(tmp_path / "in", "2025-03"))
    assert found.code == 0, found.said
    assert [(one["value"], one["hint"]) for one in found.problems("roster-missing")] == [
        ("staff", "give the roster too\nits files are called staff*.csv"),
        ("hr", "give the roster too\nits files are called hr*.csv"),
    ]


def test_no_project_stands_in_for_that_of_a_roster_that_was_forgotten(tmp_path: Path, mapped: Map) -> None:
    folder = office(tmp_path / "in", "2025-03")
    staff = lines(folder / "staff.csv", (*STAFF, "Project"), *((*who, "Cards") for who in IN_MONTHS["2025-03"]))
    made = mapped(folder / "calls_2025-03.csv", staff)
    assert made.code == 0, made.said
    found = scored(made.folder / "rules", folder / "calls_2025-03.csv")
    assert found.code == 1
    assert [one["value"] for one in found.problems("no-identity-column")] == [None]
    assert "Project" in found.problems("no-identity-column")[0]["message"]


@pytest.mark.parametrize(
    ("written", "alike"),
    [("A-3", "A-3 ≈ A3"), ("3", "3 ≈ A3"), ("agent 0003", "agent 0003 ≈ A3"), ("A9", None), ("B3", None)],
)
def test_whose_rows_may_be_meant_is_told_of_ids_that_nobody_has(
    tmp_path: Path, written: str, alike: str | None
) -> None:
    folder = with_staff(office(tmp_path / "in", "2025-03"), "2025-03")
    log = folder / "calls_2025-03.csv"
    log.write_text(log.read_text(encoding="utf-8").replace("A3,", f"{written},"), encoding="utf-8")
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    (one,) = found.problems("source-strangers")
    assert one["value"] == "2"
    told = "add them to the roster, write their ids as there, or name the column of the roster in which they stand"
    nearly = f"\nagents without any row here, whose ids are nearly these: {alike}" if alike else ""
    assert one["hint"] == f"if they are agents, {told}: known_as{nearly}"


def test_a_list_of_changes_takes_nobody_off_the_roster(tmp_path: Path) -> None:
    staff = [(f"A{at}", f"Agent {at}", "North") for at in range(1, 5)]
    folder = tmp_path / "in"
    rows = [(f"A{at}", f"2025-{month:02}-03", 60) for month in (1, 2, 3) for at in range(1, 6 if month > 1 else 5)]
    lines(folder / "calls_2025.csv", ("Agent", "Day", "Talk"), *rows)
    lines(folder / "staff_2025-01.csv", STAFF, *staff)
    lines(folder / "staff_changes_2025-02.csv", STAFF, ("A1", "Agent 1", "South"), ("A5", "Agent 5", "South"))
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert found.code == 0, found.said
    later = {"A1": "South", "A2": "North", "A3": "North", "A4": "North", "A5": "South"}
    months = {"2025-01": {who[0]: "North" for who in staff}, "2025-02": later, "2025-03": later}
    assert teams(found) == {(month, who): team for month, people in months.items() for who, team in people.items()}
