"""The intervals of values that a points method treats alike and that a metric can have."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from ccmotivate.model.methods import Interval, Method
from ccmotivate.model.metrics import Metric, MetricKind


def intervals(method: Method, metric: Metric) -> tuple[Interval, ...]:
    """Every interval that a plausible value of the metric can lie in."""
    return tuple(one for one in method.intervals() if _is_plausible(one, metric))


def _is_plausible(interval: Interval, metric: Metric) -> bool:
    """False for an interval outside the plausible range, and for one between two neighbouring counts."""
    low, high = metric.plausible.low, metric.plausible.high
    if _ends_before(interval.high, low, touching=interval.with_high):
        return False
    if _ends_before(high, interval.low, touching=interval.with_low):
        return False
    if metric.kind is not MetricKind.COUNT or interval.low is None or interval.high is None:
        return True
    return interval.with_low or ceil(interval.high) - floor(interval.low) > 1


def _ends_before(end: Fraction | None, start: Fraction | None, *, touching: bool) -> bool:
    """True when what ends there and what starts here share no value; ``touching`` ends do."""
    if end is None or start is None:
        return False
    return end < start or (end == start and not touching)
