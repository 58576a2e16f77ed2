"""Columns of sources: yes and no, words that are held to a list, zeros that mean nothing, the ways to write a time."""

from __future__ import annotations

from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import Scored, lines, scheme, scored

SOURCES = """
calls:
  agent_id: Agent
  month: Date
  columns:
    solved: {name: Solved, kind: yes_no}
    queue:  {name: Queue, kind: text, values: [Sales, Care]}
    talk:   {name: Talk, kind: duration, no_data: [0]}
    score:  {name: Score, kind: number, no_data: ["0", "not asked"]}
"""
METRICS = """
solved: {name: Solved, kind: percent, detail: {from: calls, of: solved, take: mean}}
sales: {name: Sales calls, kind: count, detail: {from: calls, of: "1", take: count, where: 'queue == "Sales"'}}
talk: {name: Talk, kind: duration, detail: {from: calls, of: talk, take: mean, blanks: left_out}}
score: {name: Score, kind: number, detail: {from: calls, of: score, take: mean, blanks: left_out}}
"""
HEADER = ("Agent", "Date", "Solved", "Queue", "Talk", "Score")
KEY = ("2025-03", "A1")


def run(folder: Path, *rows: tuple[Any, ...]) -> Scored:
    """Rows of one agent: solved, queue, talk and score."""
    told = [("A1", f"2025-03-{at:02}", *row) for at, row in enumerate(rows, start=1)]
    return scored(scheme(folder / "rules", SOURCES, METRICS), lines(folder / "log.csv", HEADER, *told))


def test_yes_and_no_words_and_zeros_that_mean_no_data(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        ("TRUE", "sales", "0 days 00:03:33", "5"),
        ("0", "Care", "0:00:00", "not asked"),
        ("n", "SALES", "0", "0.0"),
        ("Yes", "", "3:35", "4"),
    )
    assert found.code == 0, found.said
    values = {name: found.values(name)[KEY] for name in ("solved", "sales", "talk", "score")}
    assert values == {"solved": 50, "sales": 2, "talk": Fraction(213 + 215, 2), "score": Fraction(9, 2)}
    assert {(one["cell"], one["code"]) for one in found.document["problems"] if one["code"] == "placeholder"} == {
        ("E3", "placeholder"),
        ("F3", "placeholder"),
    }


LOGINS = """
days:
  files: days*.csv
  agent_id: Agent
  month: Date
  columns:
    login: {name: Login Time, kind: duration, clock: hours, no_data: ["0:01"]}
    talk:  {name: Talk, kind: duration}
"""
TIMES = """
login: {name: Logged in, kind: duration, detail: {from: days, of: login, take: sum, blanks: left_out}}
talk: {name: Talk, kind: duration, detail: {from: days, of: talk, take: mean}}
"""


@pytest.mark.parametrize("is_large", [False, True])
def test_a_clock_of_two_parts_begins_with_hours_where_its_column_says_so(tmp_path: Path, is_large: bool) -> None:
    times = [("07:44", "3:25"), ("8:00:30", "0:03:25"), ("0:01", "3:25"), ("0:01:00", "3:25"), ("1h 2min", "3:25")]
    rows = [("A1", f"2025-03-{at:02}", *pair) for at, pair in enumerate(times, start=1)]
    file = lines(tmp_path / "days_1.csv", ("Agent", "Date", "Login Time", "Talk"), *rows)
    with read_as_stream() if is_large else nullcontext([]) as told:
        found = scored(scheme(tmp_path / "rules", LOGINS, TIMES), file)
    assert found.code == 0, found.said
    assert [one.is_done for one in told] == [True] * is_large
    assert found.values("login")[KEY] == 7 * 3600 + 44 * 60 + 8 * 3600 + 30 + 3720
    assert found.values("talk")[KEY] == 205
    assert [one["cell"] for one in found.document["problems"] if one["code"] == "placeholder"] == ["C4"]


@pytest.mark.parametrize("text", ["7:44.5", "7:60"])
def test_hours_and_minutes_have_no_decimals(tmp_path: Path, text: str) -> None:
    file = lines(tmp_path / "days_1.csv", ("Agent", "Date", "Login Time", "Talk"), ("A1", "2025-03-01", text, "3:25"))
    found = scored(scheme(tmp_path / "rules", LOGINS, TIMES), file)
    assert [one["cell"] for one in found.document["problems"] if one["code"] == "not-a-number"] == ["C2"]


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (("yes", "Sale", "1:00", "5"), "D2", "did you mean Sales?"),
        (("maybe", "Sales", "1:00", "5"), "C2", "maybe is not one of the words allowed here"),
        (("yes", "Sales", "90", "5"), "E2", "unit"),
    ],
)
def test_what_is_none_of_the_words_or_could_be_two_things(
    tmp_path: Path, row: tuple[str, ...], cell: str, said: str
) -> None:
    found = run(tmp_path, row)
    assert found.code == 1
    (one,) = [one for one in found.document["problems"] if one["severity"] == "error"]
    assert one["cell"] == cell
    assert said in f"{one['message']} {one['hint']}"
