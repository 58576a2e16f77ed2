"""``map`` writes the days of hiring and leaving of a list of people, with what it saw."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Made, Map
from tests.exports.shapes import lines

PEOPLE = ("Ada Example", "Ben Muster", "Cleo Sample")
ROWS = [(who, f"2025-{month:02}-{day:02}", 10) for month in (1, 2) for day in range(1, 9) for who in PEOPLE]


def office(folder: Path, header: tuple[str, str], *days: tuple[str, str]) -> tuple[Path, Path]:
    """A list of three people, of whom Ben has no row in February and Cleo none in January."""
    rows = [row for row in ROWS if row[0] == PEOPLE[0] or (row[1] < "2025-02") == (row[0] == PEOPLE[1])]
    people = [(who, team, *told) for who, team, told in zip(PEOPLE, "ABB", days, strict=True)]
    return (
        lines(folder / "daily.csv", ("Agent", "Date", "Calls handled"), *rows),
        lines(folder / "staff.csv", ("Employee ID", "Team", *header), *people),
    )


def agents(made: Made) -> set[tuple[str, str]]:
    return set(made.agents("team"))


EXPECTED = {("2025-01", PEOPLE[0]), ("2025-02", PEOPLE[0]), ("2025-01", PEOPLE[1]), ("2025-02", PEOPLE[2])}


@pytest.mark.parametrize(
    "header",
    [
        ("Hire date", "Leaving date"),
        ("Date of joining", "Last working day"),
        ("入职日期", "离职日期"),
        ("Eintritt", "Austrittsdatum"),
    ],
)
def test_the_days_of_service_are_written_with_what_was_seen(
    tmp_path: Path, mapped: Map, header: tuple[str, str]
) -> None:
    days = ("2020-01-01", "Active"), ("2020-05-01", "2025-01-20"), ("2025-02-03", "在职")
    made = mapped(*office(tmp_path, header, *days))
    assert made.code == 0, made.said
    assert agents(made) == EXPECTED
    text = made.text("columns")
    assert "# days of 3 people, like 2020-01-01: nobody is an agent of the months before\n  hired: {name: " in text
    assert "# days of 1 people: nobody is an agent of the months after\n  left: {name: " in text


def test_a_column_in_which_nobody_has_left_yet_is_written_too(tmp_path: Path, mapped: Map) -> None:
    files = office(tmp_path, ("Note", "Leaving date"), *[("x", "-"), ("y", ""), ("z", "Present")])
    assert "  left: {name: Leaving date," in mapped(*files).text("columns")


@pytest.mark.parametrize(
    ("header", "days"),
    [
        (("Start date", "End date"), (("2020-01-01", ""), ("2020-05-01", "2025-01-20"), ("2025-02-03", ""))),
        (("Hired by", "Left"), (("Ada", "on leave"), ("Ada", ""), ("Ben", ""))),
    ],
)
def test_other_columns_are_no_days_of_service(
    tmp_path: Path, mapped: Map, header: tuple[str, str], days: tuple[tuple[str, str], ...]
) -> None:
    made = mapped(*office(tmp_path, header, *days))
    assert made.code == 0, made.said
    assert "roster:" not in made.text("columns")
    assert ("the days under Left are not read, for on leave is none" in made.text("sources")) == (header[1] == "Left")


def test_one_column_tells_the_order_of_both(tmp_path: Path, mapped: Map) -> None:
    days = ("17.11.2020", ""), ("01.05.2020", "05.01.2025"), ("03.02.2025", "")
    made = mapped(*office(tmp_path, ("Hire date", "Leaving date"), *days))
    assert agents(made) == EXPECTED
    assert '  hired: {name: Hire date, dates: "day-month-year"}' in made.text("columns")
    assert "left: {name: Leaving date, no_data" in made.text("columns")


def test_an_order_that_nothing_tells_is_asked(tmp_path: Path, mapped: Map) -> None:
    days = ("01/02/2020", ""), ("05/06/2020", "05/01/2025"), ("03/02/2025", "")
    files = office(tmp_path, ("Hire date", "Leaving date"), *days)
    made = mapped(*files)
    assert made.code == 1
    assert "# ? Is 01/02/2020 in Hire date day-month-year or month-day-year? No day above 12 tells." in made.text(
        "columns"
    )
    refused = ccmotivate("check", *files, "--rules", made.folder / "rules", "--lang", "en")
    assert refused.code == 2
    assert "columns.yaml" in refused.err
    shutil.rmtree(made.folder)
    told = mapped(*files, answers={"staff.hired.dates": "day-month-year"})
    assert told.code == 0, told.said
    assert agents(told) == EXPECTED


@pytest.mark.parametrize(
    "header",
    [("工号", "到岗日期", "处理量"), ("Agent", "Last day", "Calls handled"), ("Agent", "Exit date", "Chats handled")],
)
def test_days_of_rows_are_their_months_though_lists_of_people_call_days_of_service_so(
    tmp_path: Path, mapped: Map, header: tuple[str, str, str]
) -> None:
    made = mapped(lines(tmp_path / "daily.csv", header, *((1000 + len(who), day, calls) for who, day, calls in ROWS)))
    assert made.code == 0, made.said
    assert f"  month: {header[1]}\n" in made.text("sources")


def test_an_award_by_service_without_days_of_hiring_says_where_to_put_them(tmp_path: Path, mapped: Map) -> None:
    files = [
        lines(
            tmp_path / f"calls_{month}.csv",
            ("工号", "月份", "接听量"),
            *((f"A{at}", month, 10 + at) for at in range(4)),
        )
        for month in ("2025-01", "2025-02", "2025-03")
    ]
    made = mapped(*files)
    with (made.folder / "rules/awards.yaml").open("a", encoding="utf-8") as file:
        file.write("\nsteady: {name: Steady, every: quarter, all: [{rank: {by: score, best: high}}, {tenure: 2}]}\n")
    words = ("--rules", made.folder / "rules", "--no-ledger", "--out", tmp_path / "o", "--json", "--lang", "en")
    ran = ccmotivate("awards", "2025-Q1", *files, *words)
    (found,) = [one for one in json.loads(ran.out)["problems"] if one["code"] == "hired-unknown"]
    assert found["facts"]["agents"] == ["A0", "A1", "A2", "A3"]
    assert found["hint"].startswith("put the days of hiring into the files, or into a list of the agents")
