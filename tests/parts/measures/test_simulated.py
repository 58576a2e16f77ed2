"""A sample of the drawn companies of ``tests/prove``: false alarms, planted effects, what no design can tell."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.parts.measures.evaluate import decide
from ccmotivate.parts.measures.power import plan
from ccmotivate.parts.measures.results import Verdict
from ccmotivate.parts.measures.rules import ATTRITION_METRIC
from tests.parts.measures.simulated import SPREAD, Shape, company, pilot, planted
from tests.parts.measures.telling import Cell, false_alarm
from tests.parts.measures.worlds import CSAT, expected, measure
from tests.samples import sample, sampled

NULL = sample(60, 300)
WORLDS = sample(15, 150)


@sampled
@pytest.mark.parametrize(("side", "metrics"), [(4, 1), (5, 2)])
def test_where_nothing_was_done_little_is_told(side: int, metrics: int) -> None:
    told = sum(false_alarm(seed, Shape(side, 0.2), metrics) for seed in range(NULL))
    assert told <= 0.05 * NULL + 3 * (0.05 * 0.95 * NULL) ** 0.5


@sampled
def test_a_planted_effect_is_told_as_often_as_the_plan_says() -> None:
    cell = Cell(Shape(5, 0.1))
    cell.look(range(WORLDS))
    for effect in (Fraction(1, 2), Fraction(1)):
        said = cell.expected(effect)
        assert abs(cell.share(effect) - said) < 0.05 + 3 * (said * (1 - said) / WORLDS) ** 0.5


@sampled
@pytest.mark.parametrize("seed", range(sample(2, 20)))
def test_what_the_design_cannot_tell_it_does_not_tell(seed: int) -> None:
    """Four teams a side and two metrics: the most extreme of 70 assignments, twice 2/70, is no proof of anything."""
    shape = Shape(4, 0.1)
    panel, done = company(seed, shape), pilot(seed, shape, metrics=2)
    found = decide(done, planted(panel, done, Fraction(20 * SPREAD))).found
    assert found[0].verdict == Verdict.CANNOT_TELL
    assert found[1].verdict in (Verdict.CANNOT_TELL, Verdict.NO_SIGN)
    assert [one.smallest for one in plan(done, panel).planned] == [None] * 2


@pytest.mark.parametrize("side", [2, 3])
def test_few_units_are_too_few_and_the_plan_says_so(side: int) -> None:
    shape = Shape(side, 0.1)
    panel, done = company(1, shape), pilot(1, shape)
    assert decide(done, panel).found[0].verdict == Verdict.TOO_FEW
    assert plan(done, panel).planned[0].smallest is None


def test_attrition_of_everybody_is_never_told() -> None:
    panel = company(1, Shape(4, 0.1))
    everybody = measure(expects=[expected(ATTRITION_METRIC, up=False), expected(CSAT, up=True)])
    done = replace(everybody, start=pilot(1, Shape(4, 0.1)).start)
    assert decide(done, panel).found[0].verdict == Verdict.CANNOT_TELL
    assert [one.smallest is None for one in plan(done, panel).planned] == [True, False]
