"""``ratio``: 100 x value / target, from 0 to ``cap``.

In a rule file: ``typing_speed: {weight: 10, ratio: 60, cap: 100}``. The target earns 100 points.
"""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.model.exact import Exact
from ccmotivate.model.scorecards import Ratio


def points(values: Exact, method: Ratio) -> Exact:
    """Points in proportion to the target."""
    share = values * (Fraction(100) / method.target)
    return share.highest(0).lowest(method.cap)
