"""The points methods: one file each, one shape (values and options in, exact points out), all in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ccmotivate.engine.points import bands, curve, levels, pass_points, ratio
from ccmotivate.model.exact import Exact
from ccmotivate.model.scorecards import Bands, Curve, Levels, Method, PassPoints, Ratio

METHODS: Mapping[type[Any], Callable[[Exact, Any], Exact]] = {
    Ratio: ratio.points,
    Curve: curve.points,
    Bands: bands.points,
    Levels: levels.points,
    PassPoints: pass_points.points,
}


def points_of(values: Exact, method: Method) -> Exact:
    """The points of each value, not yet rounded; no data has no points."""
    return METHODS[type(method)](values, method)
