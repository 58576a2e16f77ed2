"""Points below 0: a line may take from the others, the score stays at least 0, and 0.01 below 0 is no sentinel."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccmotivate.engine.comparing import compare
from ccmotivate.engine.counterfactuals.input_changes import InputChanges
from ccmotivate.engine.rescoring import rescore
from ccmotivate.engine.trace import month_explanation
from ccmotivate.model.calendar import Period
from ccmotivate.model.comparison import Scenario
from ccmotivate.model.results import UNWEIGHED
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.points.pass_points import PassPoints
from ccmotivate.writers.explain.words import outcome_text, sum_text
from tests.points.scoring import scored, with_texts
from tests.support import MONTH, shipped_rules

F = Fraction
_COMPLAINTS = "curve: {0: 100, 1: 40, 2: 0}"


def complaints_earn(points: str) -> tuple[str, str]:
    return _COMPLAINTS, f"curve: {{0: 100, 1: {points}, 2: -2000}}"


@pytest.mark.parametrize(("count", "points", "score"), [(0, 10000, 10000), (1, -1, 9000), (2, -200000, 0)])
def test_a_line_takes_from_the_others_and_the_score_stops_at_0(count: int, points: int, score: int) -> None:
    """Without complaints 100; 90 + 10 x -0.01 / 100 = 89.999, half-up 90.00; 90 - 200 is below 0."""
    month = scored(with_texts(complaints_earn("-0.01")), {"complaints": count})
    assert int(month.points["complaints"][0]) == points != UNWEIGHED
    assert month.agents["score"].tolist() == [score]


@pytest.mark.parametrize(("points", "score"), [("-899.8", "0.02"), ("-900", "0"), ("-900.2", "0")])
def test_both_sides_of_0(points: str, score: str) -> None:
    month = scored(with_texts(complaints_earn(points)), {"complaints": 1})
    assert Fraction(int(month.agents["score"].iloc[0]), 100) == F(score)
    story = month_explanation(month, 0)
    assert (story.total, story.score) == (90 + F(points) / 10, F(score))
    below = story.total < 0
    assert (outcome_text(story, "en") == "a sum below 0 counts as 0") == below
    assert (outcome_text(story, "zh") == "合计低于0时按0分计") == below
    assert sum_text(story).endswith("= -0.02 → 0.00") == below


def test_one_hundredth_below_0_is_compared_like_any_points() -> None:
    """It was the mark of a metric that is not weighed."""
    rows = {"complaints": 1}
    old, new = scored(shipped_rules(), rows), scored(with_texts(complaints_earn("-0.01")), rows)
    period = Period.of_month(MONTH)
    found = compare(Scenario(old.rules, (old,), ()), Scenario(new.rules, (new,), ()))
    (person,) = [one for one in found.people if one.period == str(period)]
    assert person.points == (("complaints", F(40), F("-0.01")),)
    again = rescore(old, new.rules)
    assert again.points["complaints"].tolist() == [-1]
    assert again.agents.equals(new.agents)


def test_advice_counts_as_the_engine_does() -> None:
    month = scored(with_texts(complaints_earn("-900.2")), {"complaints": 1})
    inputs = InputChanges({MONTH: month}, "A1")
    assert inputs.score(MONTH, ()) == 0
    assert inputs.score(MONTH, ((MONTH, "complaints", F(0)),)) == 100


def test_a_pass_that_costs_points_is_no_way_up() -> None:
    assert PassPoints(F(0)).rises("high")
    assert not PassPoints(F(-1)).rises("high")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (_COMPLAINTS, "curve: {0: 100, 1: -1000000}", None),
        (_COMPLAINTS, "curve: {0: 100, 1: -1000000.01}", "rule-many-points"),
        ("ratio: 60, cap: 100", "ratio: 60, cap: -1", "rule-negative"),
        ("{weight: 10, " + _COMPLAINTS, "{weight: -10, " + _COMPLAINTS, "rule-negative"),
    ],
)
def test_what_may_be_below_0(old: str, new: str, code: str | None) -> None:
    texts = dict(shipped_rules().texts)
    assert old in texts["roles/inbound.yaml"]
    texts["roles/inbound.yaml"] = texts["roles/inbound.yaml"].replace(old, new, 1)
    made, problems = rules_of(texts, "rules")
    assert (made is None) == (code is not None)
    assert {one.code for one in problems if one.source.file.endswith("inbound.yaml") and made is None} == (
        {code} if code else set()
    )
