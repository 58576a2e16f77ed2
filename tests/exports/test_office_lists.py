"""A list that tells no month, that of HR, beside rosters of months: these count, and a note says where they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exports.shapes import COLUMNS, lines, scheme, scored
from tests.exports.test_office_rosters import ADA, BEN, CLEO, HR, IN_MONTHS, SOURCES, STAFF, office, teams, with_staff

MOVED = (*ADA[:2], "South")
"""Ada as she is from March on."""


def with_list(folder: Path, *people: tuple[str, str, str]) -> Path:
    lines(folder / "hr.csv", ("Number", "Team"), *((who[0], who[2]) for who in people))
    return folder


SCHEME = SOURCES + HR.replace("project: Line", "team: Team")


@pytest.mark.parametrize("only", [(), ("--only", "2025-01")], ids=["all", "only January"])
def test_who_has_moved_since_counts_where_the_roster_of_the_month_says(tmp_path: Path, only: tuple[str, ...]) -> None:
    folder = with_list(with_staff(office(tmp_path / "in", *IN_MONTHS), *IN_MONTHS), MOVED, BEN, CLEO)
    found = scored(scheme(tmp_path / "rules", SCHEME), folder, *only)
    assert found.code == 0, found.said
    assert {team for who, team in teams(found).items() if who == ("2025-01", "A1")} == {"North"}
    told = [{"cell": one["cell"], "value": one["value"]} | one["facts"] for one in found.problems("roster-of-today")]
    there = {"field": "team", "there": "North", "other": "staff_2025-01.csv!csv!C2"}
    assert told == [{"cell": "B2", "value": "South", **there, "month": month, "agents": ["A1"]} for month in only[1:]]


@pytest.mark.parametrize("column", [False, True], ids=["named by months", "column of months"])
def test_a_list_that_differs_from_the_last_roster_is_said(tmp_path: Path, column: bool) -> None:
    folder, sources = with_list(office(tmp_path / "in", *IN_MONTHS), ADA, BEN, (*CLEO[:2], "East")), SCHEME
    if column:
        people = [(*who, month) for month, some in IN_MONTHS.items() for who in some]
        lines(folder / "staff.csv", (*STAFF, "Month"), *people)
        sources = sources.replace("  agent_id: Login", "  month: Month\n  agent_id: Login")
    else:
        with_staff(folder, *IN_MONTHS)
    found = scored(scheme(tmp_path / "rules", sources), folder)
    assert found.code == 0, found.said
    assert teams(found) == {(month, who[0]): who[2] for month, people in IN_MONTHS.items() for who in people}
    (one,) = found.problems("roster-of-today")
    assert (one["file"], one["severity"]) == ("hr.csv", "note")
    assert (one["cell"], one["value"], one["facts"]["there"]) == ("B2", "North", "South")
    assert (one["facts"]["month"], one["facts"]["agents"]) == ("2025-03", ["A1", "A3"])


@pytest.mark.parametrize(("days", "grade"), [(18, "Senior"), (19, "Senior"), (18, "Junior")])
def test_what_only_the_list_says_is_filled_in(tmp_path: Path, days: int, grade: str) -> None:
    folder = office(tmp_path / "in", "2025-01", "2025-02")
    for month, own in (("2025-01", 20), ("2025-02", "")):
        rows = [("A1", "Ada Example", own, ""), ("A2", "Ben Muster", 18, "Senior")]
        lines(folder / f"staff_{month}.csv", ("Login", "Name", "Days", "Grade"), *rows)
    rows = [("A1", "North", 21, "Junior", 0), ("A2", "North", days, grade, 1)]
    lines(folder / "hr.csv", ("Number", "Team", "Days", "Grade", "Rotations"), *rows)
    roster = "{days_in_post: {name: Days}, grade: {name: Grade}, rotations: {name: Rotations}}"
    columns = COLUMNS.replace("\nwords:", f"\nroster: {roster}\nwords:")
    sources = SCHEME.replace("  team: Team\n", "", 1)
    found = scored(scheme(tmp_path / "rules", sources, columns=columns), folder)
    assert found.code == 0, found.said
    assert set(teams(found).values()) == {"North"}
    told = [(one["facts"]["field"], one["facts"]["agents"]) for one in found.problems("roster-of-today")]
    assert told == [("days_in_post", ["A2"])] * (days != 18) + [("grade", ["A2"])] * (grade != "Senior")


def test_the_list_is_held_against_the_only_roster_where_that_is_of_another_month(tmp_path: Path) -> None:
    folder = with_list(with_staff(office(tmp_path / "in", "2025-01", "2025-02"), "2025-01"), MOVED, BEN)
    found = scored(scheme(tmp_path / "rules", SCHEME), folder)
    assert found.code == 1
    assert [(one["file"], one["cell"]) for one in found.problems("roster-differs")] == [("hr.csv", "B2")]


@pytest.mark.parametrize("only", [(), ("--only", "2025-03"), ("--only", "2025-02")], ids=["all", "March", "February"])
def test_a_roster_that_only_counts_as_well_for_a_month_is_held_against_the_list(
    tmp_path: Path, only: tuple[str, ...]
) -> None:
    folder = office(tmp_path / "in", *IN_MONTHS)
    for month in ("2025-01", "2025-02"):
        lines(folder / f"staff_{month}.csv", STAFF, ADA, BEN)
    found = scored(scheme(tmp_path / "rules", SCHEME), with_list(folder, MOVED, BEN), *only)
    told = [(one["file"], one["cell"], one["facts"]["other"]) for one in found.problems("roster-differs")]
    assert told == ([("staff_2025-02.csv", "C2", "hr.csv!csv!B2")] if "2025-02" not in only else [])
    assert [one["facts"]["months"] for one in found.problems("roster-differs")] == [["2025-03"]] * len(told)
    notes = [(one["cell"], one["facts"]["other"]) for one in found.problems("roster-of-today")]
    assert notes == ([] if told else [("B2", "staff_2025-02.csv!csv!C2")])  # of two cells one thing is said
    assert found.code == (1 if told else 0), found.said


@pytest.mark.parametrize("logs", [("2025-03",), ("2025-02", "2025-03")])
@pytest.mark.parametrize("only", [(), ("--only", "2025-03")], ids=["all", "only March"])
def test_a_corrected_roster_of_the_same_source_is_no_list_of_today(
    tmp_path: Path, logs: tuple[str, ...], only: tuple[str, ...]
) -> None:
    folder = with_staff(tmp_path / "in", "2025-03")
    for month in logs:
        lines(
            folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), ("A1", f"{month}-03", 60), ("A3", f"{month}-03", 9)
        )
    lines(folder / "staff_corrected.csv", STAFF, ADA, CLEO)
    found = scored(scheme(tmp_path / "rules", SCHEME), folder, *only)
    assert found.code == 1
    assert [(one["file"], one["value"]) for one in found.problems("roster-differs")] == [("staff_2025-03.csv", "South")]


@pytest.mark.parametrize("name", ["hr_2025-02", "hr_2025-04"])
def test_a_list_that_is_named_by_another_month_is_no_list_of_today(tmp_path: Path, name: str) -> None:
    folder = with_list(with_staff(office(tmp_path / "in", *IN_MONTHS), *IN_MONTHS), ADA, BEN, CLEO)
    (folder / "hr.csv").rename(folder / f"{name}.csv")
    found = scored(scheme(tmp_path / "rules", SCHEME), folder)
    assert found.code == 1
    assert [one["file"] for one in found.problems("roster-differs")] == ["staff_2025-03.csv"]
    assert found.problems("roster-of-month") and not found.problems("roster-of-today")


def test_the_default_of_a_column_that_the_roster_lacks_takes_nothing_from_the_list(tmp_path: Path) -> None:
    folder = with_staff(office(tmp_path / "in", *IN_MONTHS), *IN_MONTHS)
    lines(folder / "hr.csv", ("Number", "Line"), *((who[0], "Sales") for who in (ADA, BEN, CLEO)))
    found = scored(scheme(tmp_path / "rules", SOURCES + HR), folder)
    assert found.code == 0, found.said
    assert {one["project"] for one in found.agents().values()} == {"Sales"}
    assert not found.problems("roster-of-today")


@pytest.mark.parametrize(("share", "is_left"), [("50%", True), ("51%", False)])
def test_the_rules_say_how_many_people_a_later_roster_must_list(tmp_path: Path, share: str, is_left: bool) -> None:
    folder = with_staff(office(tmp_path / "in", "2025-01"), "2025-01")
    lines(folder / "staff_2025-02.csv", STAFF, ADA)
    lines(folder / "calls_2025-02.csv", ("Agent", "Day", "Talk"), ("A1", "2025-02-03", 60), ("A2", "2025-02-03", 60))
    columns = f"{COLUMNS}reading: {{same_people: {share}}}\n"
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=columns), folder)
    assert found.code == 0, found.said
    assert (("2025-02", "A2") not in found.agents()) is is_left
