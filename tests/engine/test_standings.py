"""Everybody's standing in a longer period: who was there, under what name, in which team, with which score."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ccmotivate.engine.periods import award_period, award_shorter_periods
from ccmotivate.model.results import PeriodResult
from tests.conditions.test_conditions import month, the, won
from tests.support import shipped_rules

HEAD = "id | project | score | status | team\n "
QUARTER = {
    1: "a | A | 90 | E | X\n b | A | 80 | E | X\n c | A | 70 | – | X\n e | A | 95 | E | X",
    2: "a | A | 91 | Q | X\n c | A | 70 | – | \n d | B | 60 | Q | Y\n e | A | 95 | – | X",
    3: "a | A | 92 | E | X\n b | A | 80 | E | Y\n c | A | 70 | – | X\n d | B | 60 | Q | Y\n e | A | 95 | E | X",
}


def standings(*columns: str) -> dict[str, tuple[object, ...]]:
    rules = shipped_rules()
    result = award_period(the("2025-Q1"), [month(n, HEAD + table) for n, table in QUARTER.items()], rules)
    agents = result.agents
    return {str(row["agent_id"]): tuple(row[one] for one in columns) for _at, row in agents.iterrows()}


def test_months_are_counted_and_all_of_them_are_needed() -> None:
    assert standings("months", "months_qualified", "qualified", "eligible") == {
        "a": (3, 3, True, False),
        "b": (2, 2, False, False),
        "c": (3, 0, False, False),
        "d": (2, 2, False, False),
        "e": (3, 2, False, False),
    }


def test_a_score_takes_every_month_and_a_rank_every_month_qualified() -> None:
    assert standings("score", "rank", "rank_everyone") == {
        "a": (9100, 1, 2),
        "b": (-1, 0, 0),
        "c": (7000, 0, 3),
        "d": (-1, 0, 0),
        "e": (9500, 0, 1),
    }


def test_a_project_and_a_team_are_those_of_every_month_that_one_is_there() -> None:
    assert standings("project", "team") == {
        "a": ("A", "X"),
        "b": ("A", ""),  # moved
        "c": ("A", ""),  # without a team in February
        "d": ("B", "Y"),  # away in January
        "e": ("A", "X"),
    }


def test_a_name_is_the_last_one() -> None:
    months = [month(n, HEAD + table) for n, table in QUARTER.items()]
    months[0].agents.loc[1, "name"] = "Old"
    months[2].agents.loc[1, "name"] = "New"
    months[1].agents.loc[1, "name"] = "Middle"  # of c
    result = award_period(the("2025-Q1"), months, shipped_rules())
    names = dict(zip(result.agents["agent_id"], result.agents["name"], strict=True))
    assert (names["b"], names["c"]) == ("New", "Agent c")


def test_months_come_in_any_order_each_once_and_of_the_period() -> None:
    months = [month(n, HEAD + table) for n, table in QUARTER.items()]

    def periods(*at: int, period: str = "2025-Q1") -> PeriodResult:
        return award_period(the(period), [months[one] for one in at], shipped_rules())

    assert [str(one) for one in periods(2, 0, 1).months] == ["2025-01", "2025-02", "2025-03"]
    assert [str(one) for one in periods(1, 0).months] == ["2025-01", "2025-02"]
    for wrong in ((0, 0), ()):
        with pytest.raises(ValueError, match="do not make up"):
            periods(*wrong)
    with pytest.raises(ValueError, match="do not make up"):
        periods(0, 1, 2, period="2025-Q2")
    half = award_shorter_periods(the("2025-H1"), [months[2], months[0]], shipped_rules())
    assert [str(one.period) for one in half] == ["2025-01", "2025-03", "2025-Q1"]


def test_awards_of_a_month_stand_as_they_were_given() -> None:
    given = won("2025-01", "b")
    months = [month(1, HEAD + QUARTER[1], [given])]
    assert award_period(the("2025-01"), months, shipped_rules()).awards == (given,)
    assert award_period(the("2025-01"), [replace(months[0], awards=())], shipped_rules()).awards == ()
