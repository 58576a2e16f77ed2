"""Files that ``map`` makes nothing of are named, with the reason and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import lines

PEOPLE = [("Ada Example", "ada@office.example", "0017"), ("Ben Muster", "ben@office.example", "0023")]
CALLS = ("Agent", "Date", "Calls handled")
TICKETS = ("Ticket ID", "Agent", "Created", "First reply time (min)")


def _office(folder: Path, called: dict[str, str]) -> list[Path]:
    """A roster, calls by names, and tickets of agents who are called as is said."""
    staff = [("Name", "E-Mail", "Personal ID", "Team"), *((*one, "North") for one in PEOPLE)]
    days = [(name, f"2025-03-{day:02}", 10 + day) for day in range(1, 15) for name, _mail, _id in PEOPLE]
    tickets = [(f"T{at}", called[PEOPLE[at % 2][0]], f"2025-03-{at:02}", 3 * at) for at in range(1, 21)]
    files = {"staff": staff, "calls": [CALLS, *days], "tickets": [TICKETS, *tickets]}
    return [lines(folder / f"{name}.csv", *rows, separator=";") for name, rows in files.items()]


@pytest.mark.parametrize(
    ("called", "said"),
    [
        ({"Ada Example": "Example, Ada", "Ben Muster": "Muster, Ben"}, "Muster, Ben in Agent stands with its words in"),
        (
            {"Ada Example": "Zoe Z", "Ben Muster": "Yan Y"},
            "too few of its agents, like Yan Y in Agent, stand under Name",
        ),
    ],
)
def test_whose_agents_are_called_otherwise_is_named(
    tmp_path: Path, mapped: Map, called: dict[str, str], said: str
) -> None:
    made = mapped(*_office(tmp_path, called))
    assert made.code == 1
    assert "error" not in made.said
    assert said in " ".join(made.said.split())
    assert "tickets.csv" in made.said
    assert said in " ".join(made.text("scheme").replace("\n# ", " ").split())


@pytest.mark.parametrize(
    ("called", "column"),
    [
        ({name: mail for name, mail, _id in PEOPLE}, "E-Mail"),
        ({name: id_ for name, _mail, id_ in PEOPLE}, "Personal ID"),
    ],
)
def test_whose_agents_are_called_by_another_column_are_known_by_it(
    tmp_path: Path, mapped: Map, called: dict[str, str], column: str
) -> None:
    made = mapped(*_office(tmp_path, called))
    assert made.code == 0, made.said
    text = made.text("sources").replace('"', "")
    assert f"known_as: {column}" in text
    assert f"2 of 2 agents of tickets.csv stand under {column}" in " ".join(text.split())


def test_names_by_which_other_files_are_known_stand_again(tmp_path: Path, mapped: Map) -> None:
    files = _office(tmp_path, {name: name for name, _mail, _id in PEOPLE})
    notes = [("Agent", "Handling time"), *((name, "") for name, _mail, _id in PEOPLE)]
    made = mapped(*files, lines(tmp_path / "notes.csv", *notes))
    said = " ".join(made.said.split())
    assert "words in another order" not in said
    assert "other files have the Personal ID" not in said


def test_a_file_without_agents_and_figures_is_named(tmp_path: Path, mapped: Map) -> None:
    files = _office(tmp_path, {name: name for name, _mail, _id in PEOPLE})
    made = mapped(*files, lines(tmp_path / "queues.csv", ("Queue", "Site"), ("Care", "Berlin"), ("Sales", "Wien")))
    assert made.code == 1
    assert "error" not in made.said
    assert "queues.csv" in made.said
    assert "no column of agents, or nothing to measure" in " ".join(made.said.split())


def test_the_files_that_something_is_made_of_can_be_scored(tmp_path: Path, mapped: Map) -> None:
    """As the README of the scheme says."""
    staff, calls, _tickets = _office(tmp_path, {"Ada Example": "Zoe Z", "Ben Muster": "Yan Y"})
    made = mapped(staff, calls, _tickets)
    readme = (made.folder / "README.md").read_text(encoding="utf-8")
    assert "calls.csv" in readme and "tickets.csv" not in readme
    assert ccmotivate("check", staff, calls, "--rules", made.folder).code == 0


def test_a_file_with_a_header_only_is_used(tmp_path: Path, mapped: Map) -> None:
    """Of a Sunday: it says that there are none, and belongs to the others."""
    days = [lines(tmp_path / f"calls_{day}.csv", CALLS, ("Ada", f"2025-03-{day}", 5)) for day in ("01", "03")]
    sunday = lines(tmp_path / "calls_02.csv", CALLS)
    made = mapped(*days, sunday)
    assert made.code == 0, made.said
    assert "calls_02.csv" in (made.folder / "README.md").read_text(encoding="utf-8")


def test_a_column_is_named_though_the_file_is_called_like_it(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, f"2025-03-{at + 1:02}", 90 + at, f"第{at}条") for at, who in enumerate(("0012", "0013", "0014") * 5)]
    made = mapped(lines(tmp_path / "接听量和补充日期.csv", ("工号", "通话日期", "接听量", "日期"), *rows))
    assert made.code == 0, made.said
    assert "columns that nothing is made of: 日期\n" in made.text("sources")
