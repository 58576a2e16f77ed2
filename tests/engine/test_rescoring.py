"""A month decided again: which awards stay, which are decided, and in which order they stand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from ccmotivate.engine.rescoring import rescore
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from tests.engine.fairness_cases import agent, scored
from tests.support import shipped_rules

RULES = shipped_rules()
BEST = RULES.awards["best_agent"]


def with_awards(awards: Mapping[str, Award | None]) -> RuleSet:
    """The shipped rules with other awards; None takes one away."""
    named = {**RULES.awards, **awards}
    return replace(RULES, awards={name: one for name, one in named.items() if one is not None})


def won(result: MonthResult) -> dict[str, list[str | None]]:
    """Who won, by award in the order of the list."""
    found: dict[str, list[str | None]] = {}
    for one in result.awards:
        found.setdefault(one.award, []).append(one.agent_id or one.team)
    return found


ANOTHER, EVERYONE, OF_QA = replace(BEST, id="another"), replace(BEST, who=Who.EVERYONE), replace(BEST, roles=("qa",))


@pytest.mark.parametrize(
    ("awards", "changed"),
    [
        ({}, {}),
        ({"another": ANOTHER}, {"another": ["A2"]}),
        ({"best_agent": None}, {"best_agent": None}),
        ({"best_agent": None, "another": ANOTHER}, {"best_agent": None, "another": ["A2"]}),
        ({"best_agent": EVERYONE}, {"best_agent": ["A1"]}),
        ({"best_agent": OF_QA}, {"best_agent": None}),
        (
            {"a_first": replace(EVERYONE, id="a_first"), "z_last": replace(OF_QA, id="z_last")},
            {"a_first": ["A1"]},
        ),
    ],
)
def test_awards_that_are_otherwise_are_decided_and_the_others_stay(
    awards: Mapping[str, Award | None], changed: Mapping[str, list[str] | None]
) -> None:
    """A1 has the best score, but failed a standard; A2 is the best agent of the shipped rules."""
    (before,) = scored([agent("A1", 99, attitude=0), agent("A2", 90), agent("A3", 80)])
    after = rescore(before, with_awards(awards))
    assert before.trace.keys() >= {"best_agent", "best_team", "monthly_project"}
    wanted = {**won(before), **changed}
    assert won(after) == {name: ids for name, ids in wanted.items() if ids is not None}
    for found in (
        [one.award for one in after.awards],
        [one.award for one in after.close],
        [one.award for one in after.not_given],
        list(after.ties),
        list(after.trace),
    ):
        assert found == sorted(found)
    assert set(after.trace) == {*before.trace, *awards} - {name for name, one in awards.items() if one is None}


def test_ties_and_who_came_close_stand_in_the_order_of_awards() -> None:
    (before,) = scored([agent("A1", 90), agent("A2", 90), agent("A3", 80), agent("A4", 80), agent("A5", 76)])
    found = rescore(before, with_awards({"another": ANOTHER}))
    assert list(found.ties) == ["another", "best_agent", "monthly_project"]
    assert list(dict.fromkeys(one.award for one in found.close)) == ["another", "best_agent", "monthly_project"]
