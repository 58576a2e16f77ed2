"""``map`` of files that name people by other columns of the roster than by its ids."""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import lines
from tests.exports.test_map_rosters import said

STAFF = ("Emp ID", "Name", "E-Mail", "Login", "Team")
PEOPLE = [(f"{1000 + at}", f"{first} Example", f"{first.lower()}@example.org", f"x{at}", "North")
          for at, first in enumerate(("Ada", "Ben", "Cleo", "Dora", "Emil", "Fay"))]  # fmt: skip
DAYS = [f"2025-03-{day:02}" for day in range(3, 9)]


def phone(folder: Path, by: int = 1) -> tuple[Path, list[tuple[str, int]]]:
    rows = [(one, day, 60 + 7 * at + 3 * nth) for at, one in enumerate(PEOPLE) for nth, day in enumerate(DAYS)]
    path = lines(folder / "phone.csv", ("Call ID", "Agent", "Date", "Talk time (s)"),
                 *((f"c{at}", one[by], day, talk) for at, (one, day, talk) in enumerate(rows)))  # fmt: skip
    return path, [(one[0], talk) for one, _day, talk in rows]


def tickets(folder: Path, by: int = 2) -> tuple[Path, list[tuple[str, int]]]:
    rows = [(one, day, 1 + (at + nth) % 5) for at, one in enumerate(PEOPLE) for nth, day in enumerate(DAYS)]
    cells = [(f"t{at}", str(one[by]).upper(), day, rating) for at, (one, day, rating) in enumerate(rows)]
    path = lines(folder / "tickets.csv", ("Ticket ID", "Assignee", "Closed", "CSAT"), *cells)
    return path, [(one[0], rating) for one, _day, rating in rows]


def means(rows: list[tuple[str, int]]) -> dict[tuple[str, str], Fraction]:
    mine: dict[tuple[str, str], list[int]] = defaultdict(list)
    for who, value in rows:
        mine["2025-03", who].append(value)
    return {who: Fraction(sum(some), len(some)) for who, some in mine.items()}


def test_a_phone_by_name_and_tickets_by_mail_are_of_the_people_of_the_roster(tmp_path: Path, mapped: Map) -> None:
    (calls, talks), (closed, ratings) = phone(tmp_path), tickets(tmp_path)
    made = mapped(lines(tmp_path / "staff.csv", STAFF, *PEOPLE), calls, closed)
    assert made.code == 0, made.said
    text = made.text("sources")
    assert 'known_as: [Name, "E-Mail"]' in text and "agent_id: Emp ID" in text, text
    assert "6 of 6 agents of phone.csv stand under Name" in said(text)
    assert "6 of 6 agents of tickets.csv stand under E-Mail" in said(text)
    figures = [made.values(name) for name in _names(made.text("metrics"))]
    assert means(ratings) in figures
    assert means(talks) in figures
    assert made.agents("name") == {("2025-03", one[0]): one[1] for one in PEOPLE}


def _names(text: str) -> list[str]:
    return re.findall(r"^([a-z_]+):$", text, re.MULTILINE)


def test_ids_in_one_file_and_mails_in_the_other(tmp_path: Path, mapped: Map) -> None:
    (calls, _talks), (closed, _ratings) = phone(tmp_path, by=0), tickets(tmp_path)
    made = mapped(lines(tmp_path / "staff.csv", STAFF, *PEOPLE), calls, closed)
    assert made.code == 0, made.said
    assert 'known_as: "E-Mail"' in made.text("sources")
    assert "6 of 6 agents of phone.csv stand under Emp ID" in said(made.text("sources"))


@pytest.mark.parametrize("is_upper", [True, False])
def test_one_column_for_all_files_needs_other_words_only_where_its_case_differs(
    tmp_path: Path, mapped: Map, is_upper: bool
) -> None:
    (calls, talks), (closed, ratings) = phone(tmp_path, by=2), tickets(tmp_path)
    if not is_upper:
        closed.write_text(closed.read_text(encoding="utf-8").lower().replace("ticket id,assignee,closed,csat",
                          "Ticket ID,Assignee,Closed,CSAT"), encoding="utf-8")  # fmt: skip
    made = mapped(lines(tmp_path / "staff.csv", STAFF, *PEOPLE), calls, closed)
    assert made.code == 0, made.said
    assert ('known_as: "E-Mail"' in made.text("sources")) is is_upper
    mail = {one[0]: one[0] if is_upper else one[2] for one in PEOPLE}
    for rows in (talks, ratings):
        assert {(month, mail[who]): value for (month, who), value in means(rows).items()} in [
            made.values(name) for name in _names(made.text("metrics"))
        ]


def test_names_that_two_share_are_not_guessed(tmp_path: Path, mapped: Map) -> None:
    people = [*PEOPLE, ("2000", PEOPLE[0][1], "ada2@example.org", "x9", "South")]
    (calls, _talks), (closed, _ratings) = phone(tmp_path), tickets(tmp_path)
    made = mapped(lines(tmp_path / "staff.csv", STAFF, *people), calls, closed)
    assert "Name" not in re.findall("known_as:.*", made.text("sources"))[0]
    assert "phone.csv!csv: map makes nothing of this file: Ada Example in Agent is Name of staff.csv" in said(made.said)


@pytest.mark.parametrize(
    ("hired", "left", "is_sure"),
    [
        ("2019-01-07", "2024-12-31", True),
        ("2099-01-01", "", True),
        ("2019-01-07", "2025-12-31", False),
        ("", "在职", False),
        ("2024-01-05", "03/04/2024", False),  # of unknown order
    ],
)
def test_a_name_that_somebody_had_who_left_is_of_the_one_who_is_there(
    tmp_path: Path, mapped: Map, hired: str, left: str, is_sure: bool
) -> None:
    former = ("2000", PEOPLE[0][1], "ada2@example.org", "x9", "South", hired, left)
    people = [*((*one, "2020-01-01", "") for one in PEOPLE), former]
    (calls, talks), (closed, ratings) = phone(tmp_path), tickets(tmp_path)
    made = mapped(lines(tmp_path / "staff.csv", (*STAFF, "Hired", "Left"), *people), calls, closed)
    known = re.findall("known_as:.*", made.text("sources"))[0]
    assert ("Name" in known) is is_sure
    if is_sure:
        assert made.code == 0, made.said
        for rows in (talks, ratings):
            assert means(rows) in [made.values(name) for name in _names(made.text("metrics"))]


def test_a_login_that_is_the_id_of_somebody_in_another_file_is_not_guessed(tmp_path: Path, mapped: Map) -> None:
    people = [*PEOPLE, ("2000", "Gus Sample", "gus@example.org", PEOPLE[0][0], "South")]
    (calls, _talks), (closed, _ratings) = phone(tmp_path, by=3), tickets(tmp_path, by=0)
    made = mapped(lines(tmp_path / "staff.csv", STAFF, *people), calls, closed)
    assert made.code == 1 and "error" not in made.said
    assert "known_as" not in made.text("sources")
    assert "tickets.csv!csv: map makes nothing of this file: 1000 in Assignee is Emp ID of staff.csv" in said(made.said)


def test_namesakes_whom_no_row_names_do_not_matter(tmp_path: Path, mapped: Map) -> None:
    people = [*PEOPLE, *(("200" + at, "Gus Sample", f"gus{at}@example.org", f"g{at}", "South") for at in "12")]
    (calls, _talks), (closed, _ratings) = phone(tmp_path), tickets(tmp_path)
    made = mapped(lines(tmp_path / "staff.csv", STAFF, *people), calls, closed)
    assert made.code == 0, made.said
    assert 'known_as: [Name, "E-Mail"]' in made.text("sources")


def test_without_a_roster_nothing_changes(tmp_path: Path, mapped: Map) -> None:
    ran = ccmotivate("map", phone(tmp_path)[0], tickets(tmp_path)[0], "--out", tmp_path / "out", "--lang", "en")
    assert "who is in both counts twice" in said(ran.out + ran.err)
    assert "known_as" not in (tmp_path / "out" / "rules" / "sources.yaml").read_text(encoding="utf-8")


def test_logins_that_go_to_others_in_another_month(tmp_path: Path, mapped: Map) -> None:
    months = {"2025-02": PEOPLE, "2025-03": [(*one[:3], PEOPLE[at - 1][3], "North") for at, one in enumerate(PEOPLE)]}
    rosters = [lines(tmp_path / f"staff_{month}.csv", STAFF, *people) for month, people in months.items()]
    talks = [(month, one, 60 + 7 * at + 3 * day) for month, people in months.items()
             for at, one in enumerate(people) for day in range(3, 9)]  # fmt: skip
    rows = [(f"c{nth}", one[3], f"{month}-{3 + nth % 6:02}", talk) for nth, (month, one, talk) in enumerate(talks)]
    calls = lines(tmp_path / "phone.csv", ("Call ID", "Agent", "Date", "Talk time (s)"), *rows)
    cells = [(f"t{at}", one[0], f"2025-0{2 + at % 2}-04", 1 + at % 5) for at, one in enumerate(sorted(PEOPLE * 4))]
    closed = lines(tmp_path / "tickets.csv", ("Ticket ID", "Assignee", "Closed", "CSAT"), *cells)
    made = mapped(*rosters, calls, closed)
    assert made.code == 0, made.said
    assert "known_as: Login" in made.text("sources") and "agent_id: Emp ID" in made.text("sources")
    mine: dict[tuple[str, str], list[int]] = defaultdict(list)
    for month, one, talk in talks:
        mine[month, one[0]].append(talk)
    wanted = {who: Fraction(sum(some), len(some)) for who, some in mine.items()}
    assert wanted in [made.values(name) for name in _names(made.text("metrics"))]


NEXT = [PEOPLE[at - 1] for at in range(len(PEOPLE))]


@pytest.mark.parametrize("by", [0, 2])
@pytest.mark.parametrize("header", ["Buddy", "Deputy", "Team lead", "师傅", "Sits beside"])
def test_the_buddy_of_somebody_is_somebody_else(tmp_path: Path, mapped: Map, header: str, by: int) -> None:
    (calls, talks), (closed, ratings) = phone(tmp_path), tickets(tmp_path, by)
    people = [(one[0], other[1], one[1], one[2]) for one, other in zip(PEOPLE, NEXT, strict=True)]
    made = mapped(lines(tmp_path / "staff.csv", ("Emp ID", header, "Name", "E-Mail"), *people), calls, closed)
    assert made.code == 0, made.said
    assert "agent_id: Emp ID" in made.text("sources")
    figures = [made.values(name) for name in _names(made.text("metrics"))]
    assert means(talks) in figures and means(ratings) in figures


@pytest.mark.parametrize("more", [(), ("Team",)])
def test_a_name_written_otherwise_once_gives_nobody_the_calls_of_the_buddy(
    tmp_path: Path, mapped: Map, more: tuple[str, ...]
) -> None:
    (calls, talks), (closed, _ratings) = phone(tmp_path), tickets(tmp_path, 0)
    people = [(one[0], one[1].replace("Fay", "Faye"), other[1], *more) for one, other in zip(PEOPLE, NEXT, strict=True)]
    made = mapped(lines(tmp_path / "staff.csv", ("Emp ID", "Name", "Sits beside", *more), *people), calls, closed)
    assert "Sits beside" not in made.text("sources")
    if not more:
        assert "map makes nothing of this file" in said(made.said)
        return
    assert "known_as: Name" in made.text("sources")
    wanted = {who: one for who, one in means(talks).items() if who[1] != PEOPLE[5][0]}
    figures = [made.values(name) for name in _names(made.text("metrics"))]
    assert wanted in [{who: one for who, one in some.items() if one is not None} for some in figures]


@pytest.mark.parametrize("with_tickets", [False, True])
def test_numbers_that_two_columns_give_to_different_people_are_not_guessed(
    tmp_path: Path, mapped: Map, with_tickets: bool
) -> None:
    people = [(at, *one[:3], 7 - at) for at, one in enumerate(PEOPLE, start=1)]
    staff = lines(tmp_path / "staff.csv", ("No.", "Emp ID", "Name", "E-Mail", "Ext"), *people)
    rows = [(f"c{at}{day}", 7 - at, day, 60 + at) for at, *_one in people for day in DAYS]
    calls = lines(tmp_path / "phone.csv", ("Call ID", "Agent", "Date", "Talk time (s)"), *rows)
    made = mapped(staff, calls, *([tickets(tmp_path)[0]] * with_tickets))
    text = made.text("sources")
    assert "known_as" not in text and '"No."' not in text and "agent_id: Ext" not in text, text
    assert "staff.csv!csv: map makes nothing of this sheet" in said(made.said)
