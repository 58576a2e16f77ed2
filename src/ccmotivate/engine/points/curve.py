"""``curve``: straight lines through given (value, points) pairs, flat outside the ends.

In a rule file: ``productivity: {weight: 50, curve: {0%: 0, 75%: 100, 100%: 120}}``.
"""

from __future__ import annotations

from ccmotivate.model.exact import Exact
from ccmotivate.model.scorecards import Curve


def points(values: Exact, method: Curve) -> Exact:
    """Points on the line between the pairs around the value."""
    held = values.lowest(method.pairs[-1][0])
    made = Exact.full(len(values), method.pairs[0][1])
    for (low, start), (high, stop) in zip(method.pairs, method.pairs[1:], strict=False):
        slope = (stop - start) / (high - low)
        made = ((held - low) * slope + start).where(held > low, made)
    return made.without(values.missing)
