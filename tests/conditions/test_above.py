"""``rank: {above: …}`` and ``blank:``: who may win at all, and what a month without data counts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.engine.rule_changes import differences
from ccmotivate.model.calendar import parse_period
from ccmotivate.model.period import Month
from ccmotivate.model.results import PeriodResult
from ccmotivate.writers.words.rules import condition_text
from tests.points.scoring import inbound, with_texts
from tests.support import shipped_rules

STAR = "rank: {by: {sum: points_earned, blank: 0}, above: 0, then: [{score: high}]}"


def quarter(points: dict[str, tuple[int | None, ...]], **kinds: str) -> PeriodResult:
    """The first quarter of 2025: each agent with the points of the months; None is no data."""
    rules = with_texts((STAR, kinds["rank"]), file="awards.yaml") if kinds else shipped_rules()
    rows = [
        {"agent_id": agent, "month": Month(2025, month), "points_earned": value}
        for agent, values in points.items()
        for month, value in enumerate(values, start=1)
    ]
    months, _notes = score_months(inbound(*rows), rules)
    period = parse_period("2025-Q1")
    assert period is not None
    return award_period(period, months, rules)


def winners(result: PeriodResult) -> list[tuple[str | None, Fraction | None]]:
    return [(one.agent_id, one.score) for one in result.awards if one.award == "learning_star"]


def test_a_month_without_data_counts_as_said() -> None:
    result = quarter({"A": (None, 3, None), "B": (1, 1, None), "C": (None, None, None)})
    assert winners(result) == [("A", 3)]
    missed = {name: result.trace["learning_star"](name) for name in "BC"}
    assert [(one.why, one.value, one.needed) for one in missed.values() if one] == [
        ("behind", 2, 3),
        ("not_above", 0, 0),
    ]


def test_without_blank_a_month_without_data_is_no_figure() -> None:
    result = quarter({"A": (None, 3, None), "B": (1, 1, 0)}, rank=STAR.replace(", blank: 0", ""))
    assert winners(result) == [("B", 2)]


@pytest.mark.parametrize(("above", "found"), [("above: 0", []), ("above: 1", []), ("places: 1", [("A", 0), ("B", 0)])])
def test_nobody_wins_with_a_figure_that_is_not_above(above: str, found: list[tuple[str, int]]) -> None:
    rank = STAR.replace("above: 0", above)
    kinds = {} if rank == STAR else {"rank": rank}
    assert winners(quarter({"A": (0, 0, 0), "B": (0, None, 0)}, **kinds)) == found


def test_with_no_data_in_any_month_the_award_is_off_and_says_so() -> None:
    result = quarter({"A": (None, None, None)})
    (lost,) = [one for one in result.not_given if one.award == "learning_star"]
    assert (lost.reason, lost.metric) == ("no-column", "points_earned")


def test_both_are_said_and_compared() -> None:
    rules = shipped_rules()
    told = condition_text(rules.awards["learning_star"].condition, rules, "en")
    assert "only above 0" in told
    for old, new in (("above: 0", "above: 1"), (", blank: 0", ", blank: 1")):
        changed = with_texts((STAR, STAR.replace(old, new)), file="awards.yaml")
        assert [change.place.owner for change in differences(rules, changed)] == ["learning_star"]
