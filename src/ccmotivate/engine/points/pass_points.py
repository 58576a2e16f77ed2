"""``pass``: the given points for a pass, 0 for a fail.

In a rule file: ``attitude: {weight: 10, pass: 100}``.
"""

from __future__ import annotations

from ccmotivate.model.exact import Exact
from ccmotivate.model.scorecards import PassPoints


def points(values: Exact, method: PassPoints) -> Exact:
    """Points for a pass."""
    return values * method.points
