"""Goals, of people and of teams: whether a figure meets its target, and how far the way there is gone.

Met: the value is at least the target (at most, where low is good). Attainment, where high is good and the target is
above 0: 100 × value ÷ target with 2 decimals, half-up, but down while the goal is not met, so that 100 is never shown
before it is (people.md §4).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.exact import Bools, Exact, half_up
from ccmotivate.model.metrics import Metric, MetricKind

WORDS = (MetricKind.LEVEL, MetricKind.PASS)
_PLACES = 2
_CENT = Fraction(1, 100)


class Goal(Struct, frozen=True):
    """One goal: ``met`` and ``attainment`` are None where there is no data; no attainment of words and low figures."""

    metric: Metric
    target: Fraction
    value: Fraction | None
    met: bool | None
    attainment: Fraction | None

    @property
    def to_go(self) -> Fraction | None:
        """How much is missing, None where nothing is, or no number."""
        missing = None if self.value is None else abs(self.target - self.value)
        return missing if self.met is False and self.metric.kind not in WORDS else None


def ways(goal: Goal) -> Iterator[str]:
    """How a goal went, as coverage by cases counts it: where it stands, and what is special in its attainment."""
    if goal.value is None:
        yield "no data"
        return
    side = "on" if goal.value == goal.target else "above" if goal.value > goal.target else "below"
    if goal.metric.good == "low":
        yield f"low {side}"
        return
    yield side
    if goal.attainment is None:
        yield "no share"
    elif goal.attainment < half_up(100 * goal.value / goal.target, _PLACES):
        yield "down"


def attained(value: Exact, target: Exact, met: Bools) -> Exact:
    """100 × value ÷ target in 2 decimals; no data where the target is not above 0."""
    exact = (value * 100 / target).without(~(target > 0))
    near = exact.rounded(_PLACES)
    return near.where(met | ~(near > exact), near - _CENT)
