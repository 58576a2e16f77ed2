"""``known_as``: rows under a name, an e-mail or a login are those of the person of the roster who is known by it."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from fractions import Fraction
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest

from ccmotivate.formats import large_text
from ccmotivate.pipeline import log_folds
from tests.cli.commands import ccmotivate
from tests.exports.random_logs import listening
from tests.exports.shapes import Scored, lines, scheme, scored
from tests.exports.test_roster_days import DAYS
from tests.warehouse.test_tables import Place, place

__all__ = ["place"]

ROSTER = """
staff:
  files: "staff*.csv"
  agent_id: Emp ID
  name: Name
  known_as: [E-Mail, Login, Name]
"""
CALLS = """
calls:
  files: "calls*.csv"
  agent_id: Agent
  month: {of: Day}
  columns:
    talk:  {name: Talk, kind: duration, unit: seconds}
    queue: {name: Queue, kind: text}
"""
TICKETS = """
tickets:
  files: "tickets*.csv"
  agent_id: Assignee
  month: {of: Closed}
  columns:
    rating: {name: Rating, kind: number}
"""
OF_CALLS = """
talk:    {name: Talk, kind: duration, detail: {from: calls, of: talk, take: median}}
queues:  {name: Queues, kind: count, detail: {from: calls, of: queue, take: distinct}}
shortest: {name: Shortest, kind: duration, detail: {from: calls, of: talk, take: min}}
many:    {name: Calls, kind: count, detail: {from: calls, of: "1", take: count}}
"""
OF_TICKETS = "rating: {name: Rating, kind: number, detail: {from: tickets, of: rating, take: mean}}\n"
STAFF = ("Emp ID", "Name", "E-Mail", "Login")
PEOPLE = [
    ("E1", "Ada Example", "ada@example.org", "aex"),
    ("E2", "Ben Muster", "ben@example.org", "bmu"),
    ("E3", "Cleo Sample", "cleo@example.org", ""),
]


def staff(folder: Path, *people: Sequence[Any], name: str = "staff.csv") -> Path:
    lines(folder / name, STAFF, *(people or PEOPLE))
    return folder


def calls(folder: Path, *rows: Sequence[Any], name: str = "calls.csv") -> Path:
    lines(folder / name, ("Agent", "Day", "Talk", "Queue"), *rows)
    return folder


@contextmanager
def large(least: int = 1) -> Iterator[None]:
    """Every text file is read as a large log that has so many bytes."""
    with patch.object(large_text, "LARGE_TEXT", least), listening() as told:
        yield
        assert any(one.kept for one in told), [one.problems for one in told]


def test_a_phone_by_name_and_tickets_by_mail_beside_a_roster_with_numbers(tmp_path: Path) -> None:
    folder = staff(tmp_path / "in")
    calls(folder, ("ADA  Example", "2025-03-03", 60, "a"), ("Ben Muster", "2025-03-03", 80, "a"),
          ("Cleo Sample", "2025-03-04", 90, "b"))  # fmt: skip
    tickets = [("Ada@Example.org", "2025-03-05", 4), ("ben@example.org", "2025-03-05", 2), ("E3", "2025-03-05", 1)]
    lines(folder / "tickets.csv", ("Assignee", "Closed", "Rating"), *tickets)
    found = scored(scheme(tmp_path / "rules", ROSTER + CALLS + TICKETS, OF_CALLS + OF_TICKETS), folder)
    assert found.code == 0, found.said
    assert found.values("many") == {("2025-03", one): 1 for one in ("E1", "E2", "E3")}
    assert found.values("rating") == {("2025-03", "E1"): 4, ("2025-03", "E2"): 2, ("2025-03", "E3"): 1}
    assert {who: one["name"] for (_month, who), one in found.agents().items()} == {one[0]: one[1] for one in PEOPLE}
    told = {(one["file"], one["facts"]["header"]): one for one in found.problems("known-as")}
    assert {key: (one["value"], one["facts"]["count"], one["cell"]) for key, one in told.items()} == {
        ("calls.csv", "Name"): ("3", "3", "A2"),
        ("tickets.csv", "E-Mail"): ("2", "2", "A2"),
    }
    assert found.sources("rating")["2025-03", "E1"] == "tickets.csv!csv!C2"
    assert not found.problems("source-strangers")


def test_check_says_how_many_rows_were_taken_by_which_column(tmp_path: Path) -> None:
    folder = calls(staff(tmp_path / "in"), ("aex", "2025-03-03", 60, "a"), ("E2", "2025-03-03", 60, "a"))
    ran = ccmotivate("check", folder, "--rules", scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS), "--lang", "en")
    assert "rows taken under another id: 1; people: 1, known by Login in staff.csv" in ran.out + ran.err


def random_calls(seed: int, count: int = 400) -> list[tuple[str, str, int, str]]:
    at = random.Random(seed)
    words = [word for one in PEOPLE for word in one if word] + ["ADA@EXAMPLE.ORG", "Stranger", "ｂｍｕ"]
    return [
        (at.choice(words), f"2025-0{at.choice('34')}-1{at.randrange(9)}", at.randrange(1, 900), at.choice("abcde"))
        for _row in range(count)
    ]


def plainly(rows: Sequence[tuple[str, str, int, str]]) -> dict[str, dict[tuple[str, str], Fraction]]:
    """The figures, by a loop over the rows."""
    words = {word.lower().replace(" ", ""): one[0] for one in PEOPLE for word in one if word} | {"ｂｍｕ": "E2"}
    mine: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for agent, day, talk, queue in rows:
        if (who := words.get(agent.lower().replace(" ", ""))) is not None:
            mine[day[:7], who].append((talk, queue))
    return {
        "talk": {who: Fraction(median(talk for talk, _queue in some)) for who, some in mine.items()},
        "queues": {who: Fraction(len({queue for _talk, queue in some})) for who, some in mine.items()},
        "shortest": {who: Fraction(min(talk for talk, _queue in some)) for who, some in mine.items()},
        "many": {who: Fraction(len(some)) for who, some in mine.items()},
    }


def figures(found: Scored) -> dict[str, dict[tuple[str, str], Fraction | None]]:
    return {name: found.values(name) for name in ("talk", "queues", "shortest", "many")}


@pytest.mark.parametrize("seed", range(3))
def test_small_and_large_logs_fold_the_rows_of_one_person_together(tmp_path: Path, seed: int) -> None:
    rows = random_calls(seed)
    folder = calls(staff(tmp_path / "in"), *rows)
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS)
    small = scored(rules, folder)
    assert small.code == 0, small.said
    assert figures(small) == plainly(rows)
    with large():
        streamed = scored(rules, folder)
    assert figures(streamed) == plainly(rows)
    for name in ("talk", "queues", "many"):
        assert streamed.sources(name) == small.sources(name)
    assert streamed.problems("known-as") == small.problems("known-as")
    assert streamed.problems("source-strangers") == small.problems("source-strangers")


def test_a_large_log_beside_a_small_one_of_the_same_people(tmp_path: Path) -> None:
    rows = random_calls(7)
    folder = calls(staff(tmp_path / "in"), *rows[:300])
    calls(folder, *rows[300:], name="calls_more.csv")
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS)
    assert figures(scored(rules, folder)) == plainly(rows)
    for least in (1, (folder / "calls_more.csv").stat().st_size + 1):
        with large(least):
            assert figures(scored(rules, folder)) == plainly(rows)


@pytest.mark.parametrize("is_large", [False, True])
def test_the_same_row_of_one_person_under_two_words_counts_once_by_its_key(tmp_path: Path, is_large: bool) -> None:
    keyed = CALLS.replace("  columns:\n", "  key: queue\n  columns:\n")
    folder = calls(staff(tmp_path / "in"), ("E1", "2025-03-03", 60, "a"), ("aex", "2025-03-03", 60, "a"),
                   ("ada@example.org", "2025-03-04", 70, "b"), ("bmu", "2025-03-03", 60, "c"))  # fmt: skip
    rules = scheme(tmp_path / "rules", ROSTER + keyed, OF_CALLS)
    if is_large:
        with large():
            found = scored(rules, folder)
    else:
        found = scored(rules, folder)
    assert found.code == 0, found.said
    assert found.values("many") == {("2025-03", "E1"): 2, ("2025-03", "E2"): 1, ("2025-03", "E3"): None}
    assert [one["cell"] for one in found.problems("detail-repeated")] == ["A3"]


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("used", [False, True])
def test_namesakes_are_an_error_where_a_row_has_their_name(tmp_path: Path, used: bool, is_large: bool) -> None:
    people = [("E1", "Anna Schmidt", "a1@example.org", "as1"), ("E2", "Anna  schmidt", "a2@example.org", "as2")]
    folder = staff(tmp_path / "in", *people, PEOPLE[2])
    calls(folder, ("as1", "2025-03-03", 60, "a"), ("as2", "2025-03-03", 60, "a"), ("E3", "2025-03-03", 60, "a"),
          *([("Anna Schmidt", "2025-03-04", 99, "z")] * used))  # fmt: skip
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS)
    if is_large:
        with large():
            found = scored(rules, folder, "--keep-going")
    else:
        found = scored(rules, folder, "--keep-going")
    assert found.code == int(used), found.said
    assert {who for _month, who in found.agents()} == ({"E3"} if used else {"E1", "E2", "E3"})
    if used:
        (told,) = found.problems("known-as-several")
        assert (told["file"], told["cell"], told["value"]) == ("calls.csv", "A5", "Anna Schmidt")
        assert "staff.csv!csv!B2" in told["message"] and "staff.csv!csv!B3" in told["message"]
        assert told["facts"]["agents"] == ["E1", "E2"]
        assert not found.problems("source-strangers")


def test_the_id_of_one_and_the_login_of_another_is_an_error_where_it_is_used(tmp_path: Path) -> None:
    people = [("101", "Ada Example", "", "202"), ("202", "Ben Muster", "ben@example.org", "")]
    folder = calls(
        staff(tmp_path / "in", *people), ("101", "2025-03-03", 60, "a"), ("Ben Muster", "2025-03-03", 9, "a")
    )
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS)
    assert scored(rules, folder).code == 0
    calls(folder, ("101", "2025-03-03", 60, "a"), ("202", "2025-03-03", 60, "a"))
    (told,) = scored(rules, folder).problems("known-as-several")
    assert (told["cell"], told["facts"]["cells"]) == ("A3", ["staff.csv!csv!D2", "staff.csv!csv!A3"])


@pytest.mark.parametrize("by", ["names", "column"])
@pytest.mark.parametrize("is_large", [False, True])
def test_an_alias_is_that_of_the_month_of_the_row(tmp_path: Path, by: str, is_large: bool) -> None:
    folder = tmp_path / "in"
    months = {"2025-01": "aex", "2025-02": "bmu"}
    if by == "names":
        roster = ROSTER
        for month, of_ada in months.items():
            of_ben = "bmu" if of_ada == "aex" else "aex"
            staff(folder, ("E1", "Ada", "", of_ada), ("E2", "Ben", "", of_ben), name=f"staff_{month}.csv")
    else:
        roster = ROSTER + "  month: Month\n"
        rows = [(month, who, who, "", login) for month, one in months.items()
                for who, login in (("E1", one), ("E2", "bmu" if one == "aex" else "aex"))]  # fmt: skip
        lines(folder / "staff.csv", ("Month", *STAFF), *rows)
    calls(folder, ("aex", "2025-01-03", 10, "a"), ("bmu", "2025-01-03", 20, "a"), ("aex", "2025-02-03", 30, "a"),
          ("bmu", "2025-02-03", 40, "a"))  # fmt: skip
    rules = scheme(tmp_path / "rules", roster + CALLS, OF_CALLS)
    expected = {("2025-01", "E1"): 10, ("2025-01", "E2"): 20, ("2025-02", "E1"): 40, ("2025-02", "E2"): 30}
    if is_large:
        with large():
            found = scored(rules, folder)
    else:
        found = scored(rules, folder)
    assert found.code == 0, found.said
    assert found.values("talk") == expected
    only = scored(rules, folder, "--only", "2025-02")
    assert (only.code, only.values("talk")) == (0, {who: one for who, one in expected.items() if who[0] == "2025-02"})


SITES = {"north": [("N1", "Ada", "ada@x", ""), ("N2", "Bea", "bea@x", "")],
         "south": [("S1", "Cid", "cid@x", ""), ("S2", "Dan", "dan@x", "")]}  # fmt: skip


@pytest.mark.parametrize("south", ["ids", "mails"])
@pytest.mark.parametrize("source", ["small", "large", "table"])
def test_rosters_of_sites_hold_in_a_month_without_them_however_their_people_are_called(
    tmp_path: Path, source: str, south: str, place: Place
) -> None:
    folder = tmp_path / "in"
    for month, (site, people) in product(("2025-01", "2025-03"), SITES.items()):
        staff(folder, *people, name=f"staff_{site}_{month}.csv")
    words = [one[0] for one in SITES["north"]] + [one[2 * (south == "mails")] for one in SITES["south"]]
    rows = [(who, f"2025-0{month}-03", 10, "a") for month in (1, 2, 3) for who in words]
    expected = {(f"2025-0{month}", who): 1 for month in (1, 2, 3) for who in ("N1", "N2", "S1", "S2")}
    if source == "table":
        place.table(rows, columns=TABLE)
        of_table = CALLS.replace('  files: "calls*.csv"\n', f'  table: {place.named()}\n  connect: "{place.url}"\n')
        found = scored(scheme(tmp_path / "rules", ROSTER + of_table, OF_CALLS), folder, "--month", "2025-02")
        expected = {who: one for who, one in expected.items() if who[0] == "2025-02"}
    else:
        rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS)
        with large() if source == "large" else nullcontext():
            found = scored(rules, calls(folder, *rows))
    assert found.code == 0, found.said
    assert found.values("many") == expected


def test_a_sheet_of_agents_that_names_people_otherwise(tmp_path: Path) -> None:
    folder = staff(tmp_path / "in")
    lines(folder / "month_2025-03.csv", ("Agent ID", "Calls handled"), ("ada@example.org", 5), ("BMU", 6), ("E3", 7))
    found = scored(scheme(tmp_path / "rules", ROSTER, "calls: {name: Calls handled, kind: count}\n"), folder)
    assert found.code == 0, found.said
    assert found.values("calls") == {("2025-03", "E1"): 5, ("2025-03", "E2"): 6, ("2025-03", "E3"): 7}


def test_another_roster_that_names_people_otherwise(tmp_path: Path) -> None:
    folder = calls(staff(tmp_path / "in"), *((one, "2025-03-03", 60, "a") for one in ("E1", "bmu", "Cleo Sample")))
    lines(folder / "teams.csv", ("Mail", "Group"), ("ada@example.org", "North"), ("ben@example.org", "South"))
    teams = "teams:\n  files: teams.csv\n  agent_id: Mail\n  team: Group\n"
    found = scored(scheme(tmp_path / "rules", ROSTER + teams + CALLS, OF_CALLS), folder)
    assert found.code == 0, found.said
    assert {who: one["team"] for (_, who), one in found.agents().items()} == {"E1": "North", "E2": "South", "E3": ""}


CHAIN = """
hr:
  files: hr.csv
  agent_id: Emp ID
  name: Name
  known_as: E-Mail
it:
  files: it.csv
  agent_id: Mail
  known_as: Login
"""


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("first", ["hr", "it"])
def test_the_login_of_an_address_is_that_of_whoever_has_the_address(tmp_path: Path, first: str, is_large: bool) -> None:
    folder = tmp_path / "in"
    lines(folder / "hr.csv", STAFF[:3], *(one[:3] for one in PEOPLE))
    lines(folder / "it.csv", ("Mail", "Login"), *((one[2].upper(), one[3]) for one in PEOPLE))
    rows = random_calls(4)
    calls(folder, *(row for row in rows if " " not in row[0]))
    hr, it = CHAIN.split("it:\n")
    sources = CHAIN if first == "hr" else f"it:\n{it}{hr}"
    rules = scheme(tmp_path / "rules", sources + CALLS, OF_CALLS)
    with large() if is_large else nullcontext():
        found = scored(rules, folder)
    assert found.code == 0, found.said
    assert figures(found) == plainly([row for row in rows if " " not in row[0]])


def test_another_roster_that_lists_somebody_by_id_and_by_address_has_him_twice(tmp_path: Path) -> None:
    folder = calls(staff(tmp_path / "in"), *((one[0], "2025-03-03", 60, "a") for one in PEOPLE))
    teams = "teams:\n  files: teams.csv\n  agent_id: Who\n  team: Group\n"
    rules = scheme(tmp_path / "rules", ROSTER + teams + CALLS, OF_CALLS)
    lines(folder / "teams.csv", ("Who", "Group"), ("ada@example.org", "North"), ("E1", "South"), ("E2", "South"))
    assert [one["value"] for one in scored(rules, folder).problems("roster-twice")] == ["E1"]
    lines(folder / "teams.csv", ("Who", "Group"), ("ada@example.org", "North"), ("E2", "South"), ("E3", "South"))
    found = scored(rules, folder)
    assert {who: one["team"] for (_, who), one in found.agents().items()} == {
        "E1": "North",
        "E2": "South",
        "E3": "South",
    }


def test_another_roster_may_write_ids_in_another_case_where_logins_are_the_ids(tmp_path: Path) -> None:
    folder = staff(tmp_path / "in", ("E1", "Ada Example", "", "e1"), ("E2", "Ben Muster", "", "e2"))
    lines(folder / "teams.csv", ("Who", "Group"), ("e1", "North"), ("e2", "South"))
    calls(folder, ("E1", "2025-03-03", 60, "a"), ("e1", "2025-03-03", 60, "b"), ("E2", "2025-03-03", 60, "a"))
    teams = "teams:\n  files: teams.csv\n  agent_id: Who\n  team: Group\n"
    found = scored(scheme(tmp_path / "rules", ROSTER + teams + CALLS, OF_CALLS), folder)
    assert found.code == 0, found.said
    assert found.values("many") == {("2025-03", "E1"): 2, ("2025-03", "E2"): 1}
    assert {who: one["team"] for (_, who), one in found.agents().items()} == {"E1": "North", "E2": "South"}


def test_a_list_of_the_whole_company_is_of_the_people_that_it_shares_with_a_team(tmp_path: Path) -> None:
    folder = staff(tmp_path / "in")
    company = [(f"back{number}@example.org", "Back") for number in range(5)]
    lines(folder / "hr.csv", ("Mail", "Line"), *((one[2], "Front") for one in PEOPLE), *company)
    hr = "hr:\n  files: hr.csv\n  agent_id: Mail\n  team: Line\n"
    calls(folder, ("aex", "2025-03-03", 60, "a"), ("back1@example.org", "2025-03-03", 60, "a"))
    found = scored(scheme(tmp_path / "rules", ROSTER + hr + CALLS, OF_CALLS), folder)
    teams = {who: one["team"] for (_month, who), one in found.agents().items()}
    assert found.code == 0 and teams == dict.fromkeys(("E1", "E2", "E3"), "Front") | dict(company)


@pytest.mark.parametrize("is_large", [False, True])
def test_a_login_is_of_whoever_was_there_in_the_month(tmp_path: Path, is_large: bool) -> None:
    people = [("E1", "Ada Example", "ada@example.org", "l1", "2020-01-01", "2025-01-31"),
              ("E2", "Ben Muster", "ben@example.org", "l1", "2025-03-03", ""),
              ("E3", "Ben Muster", "old@example.org", "l3", "2015-01-01", "2021-06-30")]  # fmt: skip
    lines((tmp_path / "in" / "staff.csv"), (*STAFF, "Hired", "Left"), *people)
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS, columns=DAYS)
    words = [("l1", "2025-01-06", 60, "a"), ("l1", "2025-03-05", 70, "b"), ("Ben Muster", "2025-03-06", 90, "c")]
    folder = calls(tmp_path / "in", *words)
    with large() if is_large else nullcontext():
        found = scored(rules, folder)
        assert found.code == 0 and found.values("many") == {("2025-01", "E1"): 1, ("2025-03", "E2"): 2}
        found = scored(rules, calls(folder, *words, ("l1", "2025-02-03", 50, "a")), "--keep-going")
    assert [one["facts"]["agents"] for one in found.problems("known-as-several")] == [["E1", "E2"]]


def test_the_id_of_another_roster_that_is_the_login_of_somebody_is_an_error_where_it_is_used(tmp_path: Path) -> None:
    folder = staff(tmp_path / "in", ("E1", "Ada Example", "", "201"), ("E2", "Ben Muster", "", "202"))
    lines(folder / "temps.csv", ("No", "Group"), ("201", "T"), ("303", "T"))
    temps = "temps:\n  files: temps.csv\n  agent_id: No\n  team: Group\n"
    rules = scheme(tmp_path / "rules", ROSTER + temps + CALLS, OF_CALLS)
    calls(folder, ("E1", "2025-03-03", 60, "a"), ("303", "2025-03-03", 60, "a"))
    found = scored(rules, folder)
    assert found.code == 0 and {who for _month, who in found.agents()} == {"E1", "E2", "201", "303"}
    calls(folder, ("E1", "2025-03-03", 60, "a"), ("201", "2025-03-03", 60, "a"))
    (told,) = scored(rules, folder).problems("known-as-several")
    assert told["facts"]["agents"] == ["E1", "201"]
    assert told["facts"]["cells"] == ["staff.csv!csv!D2", "temps.csv!csv!A2"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_two_rows_of_one_person_on_a_sheet_of_agents_are_an_error(tmp_path: Path, jobs: str) -> None:
    folder = staff(tmp_path / "in")
    lines(folder / "month_2025-03.csv", ("Agent ID", "Calls handled"), ("ada@example.org", 5), ("E1", 6))
    rules = scheme(tmp_path / "rules", ROSTER, "calls: {name: Calls handled, kind: count}\n")
    assert [one["cell"] for one in scored(rules, folder, "--jobs", jobs).problems("id-twice")] == ["A3"]


TABLE = "agent varchar(60), day date, talk integer, queue text"


@pytest.mark.parametrize("seed", range(2))
def test_a_table_folds_the_rows_of_one_person_together(tmp_path: Path, place: Place, seed: int) -> None:
    rows = random_calls(seed)
    place.table(rows, columns=TABLE)
    source = CALLS.replace('  files: "calls*.csv"\n', f'  table: {place.named()}\n  connect: "{place.url}"\n')
    rules = scheme(tmp_path / "rules", ROSTER + source, OF_CALLS)
    march = {
        name: {who: one for who, one in some.items() if who[0] == "2025-03"} for name, some in plainly(rows).items()
    }
    found = scored(rules, staff(tmp_path / "in"), "--month", "2025-03")
    assert found.code == 0, found.said
    assert figures(found) == march
    taken = [one for one in rows if one[1] < "2025-04" and one[0] not in ("E1", "E2", "E3", "Stranger")]
    assert sum(int(one["value"]) for one in found.problems("known-as")) == len(taken)


@pytest.mark.parametrize("name", ["", "  name: Agent\n"])
def test_the_same_row_of_a_table_under_two_words_counts_once_by_its_key(
    tmp_path: Path, place: Place, name: str
) -> None:
    place.table([("E1", "2025-03-03", 60, "a"), ("aex", "2025-03-03", 60, "a"), ("BMU", "2025-03-03", 9, "b")],
                columns=TABLE)  # fmt: skip
    source = CALLS.replace(
        '  files: "calls*.csv"\n', f'  table: {place.named()}\n  connect: "{place.url}"\n  key: queue\n{name}'
    )
    rules = scheme(tmp_path / "rules", ROSTER + source, OF_CALLS)
    found = scored(rules, staff(tmp_path / "in"), "--month", "2025-03")
    assert found.code == 0, found.said
    assert found.values("many") == {("2025-03", "E1"): 1, ("2025-03", "E2"): 1, ("2025-03", "E3"): None}
    assert [one["value"] for one in found.problems("table-repeated")] == ["1"]


def test_namesakes_in_a_table_are_an_error(tmp_path: Path, place: Place) -> None:
    place.table([("E3", "2025-03-03", 60, "a"), ("Anna Schmidt", "2025-03-03", 60, "a")], columns=TABLE)
    source = CALLS.replace('  files: "calls*.csv"\n', f'  table: {place.named()}\n  connect: "{place.url}"\n')
    people = [("E1", "Anna Schmidt", "", ""), ("E2", "anna schmidt", "", ""), PEOPLE[2]]
    rules = scheme(tmp_path / "rules", ROSTER + source, OF_CALLS)
    found = scored(rules, staff(tmp_path / "in", *people), "--month", "2025-03", "--keep-going")
    (told,) = found.problems("known-as-several")
    assert (told["file"], told["cell"], told["value"]) == (place.named(), "Agent", "Anna Schmidt")
    assert {who for _month, who in found.agents()} == {"E3"}


@pytest.mark.parametrize("roster_is", ["a file", "a table before", "a table after"])
def test_a_simulation_reads_tables_again_by_the_words_of_its_own_rules(
    tmp_path: Path, place: Place, roster_is: str
) -> None:
    place.table(random_calls(5), columns=TABLE)
    place.table(PEOPLE, name="staff", columns="emp_id varchar(9), name text, e_mail text, login text")
    source = CALLS.replace('  files: "calls*.csv"\n', f'  table: {place.named()}\n  connect: "{place.url}"\n')
    sides: dict[str, list[tuple[Any, ...]]] = {}
    is_file = roster_is == "a file"
    roster, files = (ROSTER, [staff(tmp_path / "in")]) if is_file else (roster_table(place), [])
    ordered = (source, roster) if roster_is == "a table after" else (roster, source)
    rules = scheme(tmp_path / "rules", "".join(ordered), OF_CALLS)
    lacking = "".join(ordered).replace("  known_as:", "  # known_as:")
    without = scheme(tmp_path / "without", lacking, OF_CALLS)
    given = ("simulate", *files, "--period", "2025-03", "--json", "--lang", "en")
    for other, one in ((without, rules), (rules, without)):
        ran = ccmotivate(*given, "--against", other, "--rules", one)
        assert ran.code == 0, ran.out + ran.err
        for people in json.loads(ran.out)["people"]:
            sides.setdefault(f"{one.name} new", []).append((people["agent_id"], people["new"]))
            sides.setdefault(f"{one.name} old", []).append((people["agent_id"], people["old"]))
    assert sides["rules new"] == sides["without old"] and sides["without new"] == sides["rules old"]
    assert sides["rules new"] != sides["rules old"]


def roster_table(place: Place) -> str:
    """``ROSTER`` as a table."""
    roster = ROSTER.replace('  files: "staff*.csv"\n', f'  table: {place.named("staff")}\n  connect: "{place.url}"\n')
    return roster.replace("Emp ID", "emp_id").replace("E-Mail", "e_mail")


def test_a_roster_that_is_a_table_beside_a_large_log(tmp_path: Path, place: Place) -> None:
    place.table(PEOPLE, name="staff", columns="emp_id varchar(9), name text, e_mail text, login text")
    roster = roster_table(place)
    rows = random_calls(3)
    folder = calls(tmp_path / "in", *rows)
    rules = scheme(tmp_path / "rules", roster + CALLS, OF_CALLS)
    assert figures(scored(rules, folder)) == plainly(rows)
    with large():
        assert figures(scored(rules, folder)) == plainly(rows)


def test_namesakes_of_a_roster_that_is_a_table(tmp_path: Path, place: Place) -> None:
    people = [("E1", "Anna Schmidt", "", ""), ("E2", "anna schmidt", "", "")]
    place.table(people, name="staff", columns="emp_id varchar(9), name text, e_mail text, login text")
    roster = roster_table(place)
    folder = calls(tmp_path / "in", ("Anna Schmidt", "2025-03-03", 60, "a"))
    (told,) = scored(scheme(tmp_path / "rules", roster + CALLS, OF_CALLS), folder).problems("known-as-several")
    assert (told["cell"], told["facts"]["agents"]) == ("A2", ["E1", "E2"])
    assert told["facts"]["cells"] == [f"{place.named('staff')}!Name"] * 2


def test_a_template_and_a_part_of_a_cell(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    lines(folder / "staff.csv", ("Emp ID", "First", "Last", "SIP"), ("E1", "Ada", "Example", "sip:101@pbx"))
    roster = ROSTER.replace("[E-Mail, Login, Name]", '["{Last}, {First}", {of: SIP, as: "sip:{id}@pbx"}]')
    roster = roster.replace("name: Name", 'name: "{First} {Last}"')
    calls(folder, ("Example, Ada", "2025-03-03", 60, "a"), ("101", "2025-03-03", 20, "b"))
    found = scored(scheme(tmp_path / "rules", roster + CALLS, OF_CALLS), folder)
    assert found.code == 0, found.said
    assert found.values("many") == {("2025-03", "E1"): 2}
    assert {one["facts"]["header"] for one in found.problems("known-as")} == {"Last, First", "SIP"}
    lines(folder / "staff.csv", ("Emp ID", "First", "Last", "SIP"), ("E1", "Ada", "Example", "101"))
    (told,) = scored(tmp_path / "rules", folder).problems("source-unlike")
    assert (told["cell"], told["facts"]["field"]) == ("D2", "known_as")


def test_a_roster_without_the_column_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    lines(folder / "staff.csv", STAFF[:3], *(one[:3] for one in PEOPLE))
    calls(folder, ("E1", "2025-03-03", 60, "a"))
    found = scored(scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS), folder)
    assert [one["facts"]["missing"] for one in found.problems("source-incomplete")] == [["Login"]]


LEARNING = """
months: 12
sheets:
  training:
    name: Training
    columns:
      date: {name: Date}
      course: {name: Course}
      points: {name: Points}
      certificate: {name: Certificate}
"""


def test_the_sheet_of_a_part_that_names_people_otherwise(tmp_path: Path) -> None:
    folder = calls(staff(tmp_path / "in"), ("E1", "2025-03-03", 60, "a"), ("E2", "2025-03-03", 60, "a"))
    courses = [
        (f"2025-03-0{at}", who, f"Course {at}", at, "") for at, who in ((3, "E1"), (4, "AEX"), (5, "Ben Muster"))
    ]
    lines(folder / "training.csv", ("Date", "Agent ID", "Course", "Points", "Certificate"), *courses)
    metrics = OF_CALLS + "points_earned: {name: Points earned, kind: number}\n"
    found = scored(scheme(tmp_path / "rules", ROSTER + CALLS, metrics, learning=LEARNING), folder)
    assert found.code == 0, found.said
    assert found.values("points_earned") == {("2025-03", "E1"): 7, ("2025-03", "E2"): 5, ("2025-03", "E3"): 0}


@pytest.mark.parametrize("by", ["names", "column"])
def test_rows_of_a_history_are_of_whoever_had_the_login_in_their_month(tmp_path: Path, by: str) -> None:
    folder = tmp_path / "in"
    logins = {"2025-02": ("l1", "l2"), "2025-03": ("l2", "l1")}
    people = {month: [("E1", "Ada", "", one), ("E2", "Ben", "", two)] for month, (one, two) in logins.items()}
    roster = ROSTER if by == "names" else ROSTER + "  month: Month\n"
    if by == "names":
        for month, rows in people.items():
            staff(folder, *rows, name=f"staff_{month}.csv")
    else:
        lines(folder / "staff.csv", ("Month", *STAFF), *((at, *one) for at, rows in people.items() for one in rows))
    calls(folder, *((who, f"{month}-03", 1, "a") for who in ("E1", "E2") for month in logins))
    header = ("Date", "Agent ID", "Course", "Points", "Certificate")
    courses = [("2025-02-03", "l1", "X", 9, ""), ("2025-03-03", "l1", "X", 3, "")]
    lines(folder / "training.csv", header, *courses, *([("2024-11-03", "l2", "Z", 1, "")] * (by == "names")))
    metrics = OF_CALLS + "points_earned: {name: Points earned, kind: number}\n"
    found = scored(scheme(tmp_path / "rules", roster + CALLS, metrics, learning=LEARNING), folder)
    assert found.code == 0, found.said
    earned = {("2025-02", "E1"): 9, ("2025-02", "E2"): 0, ("2025-03", "E1"): 0, ("2025-03", "E2"): 3}
    assert found.values("points_earned") == earned
    taken = sum(int(one["value"]) for one in found.problems("known-as"))
    assert taken == 2 + (by == "names")  # before the first roster by its words


@pytest.mark.parametrize("command", ["awards", "explain"])
def test_large_logs_are_folded_once_however_often_they_are_put_together(tmp_path: Path, command: str) -> None:
    folder = calls(staff(tmp_path / "in"), *random_calls(1))
    awards = "best: {name: Best, every: month, rank: {by: score, best: high}, prize: 9}\n"
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS, awards=awards)
    words = (
        ("2025-04", folder, "--out", tmp_path / "out")
        if command == "awards"
        else (folder, "--agent", "E1", "--period", "2025-04")
    )
    with large(), patch.object(log_folds, "_folded", wraps=log_folds._folded) as folded:
        ran = ccmotivate(command, *words, "--rules", rules, "--lang", "en")
    assert ran.code == 0, ran.out + ran.err
    assert folded.call_count == 1


def test_a_large_log_that_must_be_read_by_rows_after_all_has_the_same_people(tmp_path: Path) -> None:
    rows = random_calls(2)
    folder = calls(staff(tmp_path / "in"), *rows)
    with large(), patch.object(log_folds, "_folded", side_effect=log_folds.CannotFoldTogetherError("no")):
        found = scored(scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS), folder)
    assert found.problems("log-by-rows")
    assert figures(found) == plainly(rows)


def test_numbers_are_read_with_the_zeros_that_the_roster_shows(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (STAFF, ("E1", "Ada Example", None, 101), ("E2", "Ben Muster", None, 7)):
        sheet.append(row)
    for row in (2, 3):
        sheet.cell(row, 4).number_format = "0000"
    book.save(folder / "staff.xlsx")
    calls(folder, ("0101", "2025-03-03", 60, "a"), ("0007", "2025-03-03", 60, "a"), ("7", "2025-03-03", 60, "a"))
    found = scored(scheme(tmp_path / "rules", ROSTER.replace(".csv", ".xlsx") + CALLS, OF_CALLS), folder)
    assert found.values("many") == {("2025-03", "E1"): 1, ("2025-03", "E2"): 1}
    assert [one["facts"]["agents"] for one in found.problems("source-strangers")] == [["7"]]


@pytest.mark.parametrize(("word", "is_found"), [("ben@example.org", True), ("BMU", True), ("zed@example.org", False)])
def test_somebody_is_explained_by_any_word_of_the_roster(tmp_path: Path, word: str, is_found: bool) -> None:
    folder = calls(staff(tmp_path / "in"), ("ada@example.org", "2025-03-01", 60, "q"), ("bmu", "2025-03-02", 90, "q"))
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS)
    done = ccmotivate("explain", folder, "--agent", word, "--rules", rules, "--no-ledger", "--lang", "en", "--json")
    found = json.loads(done.out)
    assert (done.code == 0) == is_found, done.err
    assert ([one["code"] for one in found["problems"]].count("agent-unknown") == 1) == (not is_found)
    assert ("Ben Muster" in done.out) == is_found


BEST = "best: {name: Best, every: month, rank: {by: score, best: high}, prize: 9}\n"
OF_QUARTER = "steady: {name: Steady, every: quarter, rank: {by: score, best: high}, prize: 9}\n"
BY = ("--by", "测试主管", "--lang", "en")


def decided(folder: Path, rules: Path, agent: str, *files: Path, period: str = "2025-03", award: str = "best") -> str:
    """What ``decide`` says where it is told by a word who is not to win; its exit code is 0, or 2 for nobody."""
    words = (period, "withhold", *files, "--award", award, "--agent", agent, "--reason", "r")
    ran = ccmotivate("decide", *words, "--rules", rules, *BY, folder=folder)
    assert ran.code == (0 if ran.out else 2), ran.err
    return ran.out or ran.err


@pytest.mark.parametrize("word", ["E2", "Ben Muster", "ben@example.org", "BMU"])
def test_a_decision_is_about_whom_a_roster_calls_so(tmp_path: Path, word: str) -> None:
    folder = calls(staff(tmp_path / "in"), ("ada@example.org", "2025-03-01", 60, "q"), ("bmu", "2025-03-02", 90, "q"))
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS, awards=BEST)
    assert "Ben Muster (E2)" in decided(tmp_path, rules, word, folder)


def test_a_word_that_a_decision_cannot_take_is_said_to_be_what_it_is(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS, awards=BEST, columns=DAYS)
    people = [
        ("E1", "Ada Example", "ada@example.org", "l1", ""),
        ("E2", "Ben Muster", "ben@example.org", "bmu", ""),
        ("E3", "Cleo Sample", "cleo@example.org", "l1", "2025-01-31"),
        ("E4", "bmu", "dora@example.org", "l4", ""),
        ("E5", "Emil Probe", "emil@example.org", "l4", ""),
    ]
    lines(tmp_path / "in/staff.csv", (*STAFF, "Left"), *people)
    folder = calls(tmp_path / "in", *[(one, "2025-03-01", 60, "q") for one in ("E1", "E2", "E4", "E5")])
    absent = decided(tmp_path, rules, "cleo@example.org", folder)
    assert "by the roster cleo@example.org stands for E3, and there are no rows of theirs here" in absent
    assert "staff.csv!csv!C4" in absent
    assert "bmu may be any of several agents: E2 Ben Muster, E4 bmu" in decided(tmp_path, rules, "bmu", folder)
    assert "l4 may be any of several agents: E4 bmu, E5 Emil Probe" in decided(tmp_path, rules, "l4", folder)
    assert "there is no agent zed@example.org" in decided(tmp_path, rules, "zed@example.org", folder)
    assert not (tmp_path / "ccmotivate.db").exists()
    assert "Ada Example (E1)" in decided(tmp_path, rules, "l1", folder)  # Cleo had it, and was gone by then


def test_a_decision_on_months_of_the_ledger_needs_the_roster_for_its_words(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS, awards=OF_QUARTER)
    folder = staff(tmp_path / "in")
    for month in ("2025-01", "2025-02", "2025-03"):
        calls(folder, ("ada@example.org", f"{month}-01", 60, "q"), ("bmu", f"{month}-02", 90, "q"))
        ran = ccmotivate("publish", month, folder, "--rules", rules, "--yes", *BY, folder=tmp_path)
        assert ran.code == 0, ran.err
    alone = decided(tmp_path, rules, "ben@example.org", period="2025-Q1", award="steady")
    assert "there is no agent ben@example.org" in alone
    assert "give its file with the exports of the period" in alone
    beside = decided(tmp_path, rules, "ben@example.org", folder, period="2025-Q1", award="steady")
    assert "Ben Muster (E2)" in beside
    for word, code in [("ben@example.org", "agent-unknown-ledger"), ("Ben Muster", None)]:
        ran = ccmotivate("history", "--agent", word, "--rules", rules, "--json", folder=tmp_path)
        assert [one["code"] for one in json.loads(ran.out)["problems"]] == ([code] if code else [])
        assert ran.code == (2 if code else 0)


def test_an_id_is_the_person_of_that_id_whatever_others_are_called(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS, awards=BEST, columns=DAYS)
    people = [
        ("E1", "Ada Example", "ada@example.org", "E3", ""),
        ("E2", "E4", "ben@example.org", "bmu", ""),
        ("E3", "Cleo Sample", "cleo@example.org", "csa", "2025-01-31"),
        ("E4", "Dora Muster", "dora@example.org", "dmu", "2025-01-31"),
        ("E5", "Emil Probe", "emil@example.org", "E2", "2025-01-31"),
    ]
    lines(tmp_path / "in/staff.csv", (*STAFF, "Left"), *people)
    rows = [(f"{one}@example.org", "2025-03-01", 60, "q") for one in ("ada", "ben")]
    folder = calls(tmp_path / "in", *rows)
    for word, whose, line in [("E3", "E3", 4), ("e4", "E4", 5), ("E5", "E5", 6)]:
        said = decided(tmp_path, rules, word, folder)
        assert f"staff.csv!csv!A{line}: by the roster {word} stands for {whose}, and there are no rows of" in said
    assert "E4 (E2)" in decided(tmp_path, rules, "E2", folder)
    assert "there is no agent E9" in decided(tmp_path, rules, "E9", folder)


@pytest.mark.parametrize(("period", "whose"), [("2025-01", "Ada Example"), ("2025-02", "Ben Muster")])
def test_a_word_is_of_whom_a_roster_calls_so_in_the_months_asked_about(tmp_path: Path, period: str, whose: str) -> None:
    rules = scheme(tmp_path / "rules", ROSTER + CALLS, OF_CALLS, awards=BEST + OF_QUARTER)
    for month, ada, ben in (("2025-01", "l1", "l2"), ("2025-02", "l2", "l1"), ("2025-03", "l2", "l3")):
        people = [("E1", "Ada Example", "ada@example.org", ada), ("E2", "Ben Muster", "ben@example.org", ben)]
        lines(tmp_path / f"in/staff {month}.csv", STAFF, *people)
        rows = [("E1", f"{month}-01", 60, "q"), ("E2", f"{month}-02", 60, "q")]
        calls(tmp_path / "in", *rows, name=f"calls {month}.csv")
    folder = tmp_path / "in"
    assert whose in decided(tmp_path, rules, "l1", folder, period=period)
    explained = ("explain", folder, "--agent", "l1", "--rules", rules, "--lang", "en")
    ran = ccmotivate(*explained, "--period", period, folder=tmp_path)
    assert (ran.code, whose in ran.out) == (0, True), ran.err
    for both in (
        decided(tmp_path, rules, "l1", folder, period="2025-Q1", award="steady"),
        ccmotivate(*explained, folder=tmp_path).err,
    ):
        assert "l1 may be any of several agents: E1 Ada Example, E2 Ben Muster" in both
    assert "there is no agent l1" in decided(tmp_path, rules, "l1", folder, period="2025-03")
