"""The intervals of a points method: each straight piece of a curve and each of its points, each band, each level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.scorecards import Bands, Curve, Levels, Method, Ratio


@dataclass(frozen=True, slots=True)
class Interval:
    """Values that a method treats alike, from ``low`` to ``high`` (None is open), with or without the ends."""

    way: str
    detail: str
    low: Fraction | None = None
    high: Fraction | None = None
    with_low: bool = False
    with_high: bool = False

    def holds(self, value: Fraction) -> bool:
        """True for a value that lies in it."""
        above = self.low is None or value > self.low or (self.with_low and value == self.low)
        below = self.high is None or value < self.high or (self.with_high and value == self.high)
        return above and below


def _point(way: str, value: Fraction, detail: str | None = None) -> Interval:
    return Interval(way, plain_text(value) if detail is None else detail, value, value, True, True)


def intervals(method: Method, metric: Metric) -> tuple[Interval, ...]:
    """Every stretch that a plausible value of the metric can lie in."""
    return tuple(one for one in _all(method) if _is_plausible(one, metric))


def _is_plausible(interval: Interval, metric: Metric) -> bool:
    """False for a stretch outside the plausible range, and for one between two neighbouring counts."""
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


def _all(method: Method) -> Iterator[Interval]:
    match method:
        case Ratio():
            full, zero = method.target * method.cap / 100, Fraction(0)
            yield Interval("zero", "", None, zero, with_high=True)
            yield Interval("below cap", plain_text(full), zero, full)
            yield Interval("at cap", plain_text(full), full, None, with_low=True)
        case Curve():
            yield Interval("before", plain_text(method.pairs[0][0]), None, method.pairs[0][0])
            yield from (_point("point", value) for value, _points in method.pairs)
            for (low, _a), (high, _b) in pairwise(method.pairs):
                yield Interval("between", f"{plain_text(low)} – {plain_text(high)}", low, high)
            yield Interval("behind", plain_text(method.pairs[-1][0]), method.pairs[-1][0], None)
        case Bands():
            yield from _of_bands(method)
        case Levels():
            yield from (_point("level", level) for level, _points in method.table)
        case _:
            yield _point("pass", Fraction(1), "")
            yield _point("fail", Fraction(0), "")


def _of_bands(bands: Bands) -> Iterator[Interval]:
    """Each band, and each boundary."""
    before: Fraction | None = None
    taken = False  # does the band before keep the boundary?
    for at, step in enumerate(bands.steps):
        inside = before is not None and not taken
        yield Interval("band", str(at + 1), before, step.limit, with_low=inside, with_high=step.included)
        if step.limit is not None:
            yield _point("boundary", step.limit)
        before, taken = step.limit, step.included
