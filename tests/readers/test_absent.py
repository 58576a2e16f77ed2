"""Who is missing in which months."""

from __future__ import annotations

import pandas as pd

from ccmotivate.model.period import Month
from ccmotivate.problems import SourceRef
from ccmotivate.readers.together import absences


def told(*present: tuple[str, int]) -> list[tuple[str, str, str, str]]:
    """Code, first and last month, ids of each note; months by their number in 2025, 0 for one that is not known."""
    months = [Month(2025, month).ordinal if month else 0 for _agent, month in present]
    agents = pd.DataFrame({"agent_id": [agent for agent, _month in present], "month": months})
    return [
        (one.code, one.fields["month"], one.fields.get("last", ""), one.fields["agents"])
        for one in absences(agents, SourceRef("q.xlsx"))
    ]


def test_one_month_or_a_row_without_a_month_leaves_nobody_missing() -> None:
    assert told(("1", 1), ("2", 1), ("2", 0)) == []


def test_a_run_of_months_is_one_note_and_who_misses_the_same_stands_together() -> None:
    year = [("all", month) for month in range(1, 6)]
    assert told(*year, ("10", 4), ("10", 5), ("9", 4), ("9", 5), ("gap", 1), ("gap", 3), ("gap", 4)) == [
        ("agents-absent-for-months", "2025-01", "2025-03", "9, 10"),
        ("agents-absent", "2025-02", "", "gap"),
        ("agents-absent", "2025-05", "", "gap"),
    ]


def test_months_that_nobody_has_are_not_counted() -> None:
    assert told(("1", 1), ("2", 7), ("1", 7)) == [("agents-absent", "2025-01", "", "2")]


def test_other_people_every_month_give_notes_in_proportion_to_the_rows() -> None:
    notes = told(*((f"{month}", month) for month in range(1, 13)))
    assert sum(len(agents.split(", ")) for *_rest, agents in notes) == 22  # two runs each but for the first and last
