"""The points methods, at their edges."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccmotivate.model.exact import Exact
from ccmotivate.model.methods import Method
from ccmotivate.points.bands import Band, Bands
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.points.pass_points import PassPoints
from ccmotivate.points.ratio import Ratio
from tests.support import fractions

F = Fraction
_CURVE = Curve(((F(0), F(0)), (F(75), F(100)), (F(100), F(120))))
_FALLING = Curve(((F(1), F(100)), (F(2), F(0))))
_BANDS = Bands((Band(F(60), False, F(0)), Band(F(80), True, F(60)), Band(None, False, F(100))))
_LEVELS = Levels(((F(0), F(0)), (F(1), F(60)), (F(2), F(90)), (F(3), F(100))))


def _points(method: Method, *values: str | int | None) -> list[Fraction | None]:
    return method.points(Exact.from_fractions(fractions(*values))).to_list()


def test_ratio_runs_from_0_to_its_cap() -> None:
    found = _points(Ratio(F(60), F(120)), -5, 0, 30, 60, 72, "72.0000001", 400, "1/3", None)
    assert found == fractions(0, 0, 50, 100, 120, 120, 120, "5/9", None)
    assert _points(Ratio(F(40), F(100)), 40, "39.999999999", 41) == fractions(100, "99.9999999975", 100)


def test_curve_is_straight_between_and_flat_outside() -> None:
    found = _points(_CURVE, -1, 0, "37.5", 50, 75, "87.5", 100, 200, None)
    assert found == fractions(0, 0, 50, "200/3", 100, 110, 120, 120, None)
    assert _points(_FALLING, 0, 1, "1.5", "5/3", 2, 9) == fractions(100, 100, 50, "100/3", 0, 0)


def test_a_curve_that_does_not_start_at_zero_points_stays_flat_before_it() -> None:
    method = Curve(((F(10), F(20)), (F(20), F(40))))
    assert _points(method, 0, 10, 15, 20, 99) == fractions(20, 20, 30, 40, 40)


def test_each_boundary_of_bands_says_its_side() -> None:
    found = _points(_BANDS, -9, "59.999999999999", 60, 80, "80.000000000001", 1000, None)
    assert found == fractions(0, 0, 60, 60, 100, 100, None)


def test_levels_and_pass() -> None:
    assert _points(_LEVELS, 0, 1, 2, 3, None) == fractions(0, 60, 90, 100, None)
    assert _points(PassPoints(F(80)), 1, 0, None) == fractions(80, 0, None)


@pytest.mark.parametrize("method", [Ratio(F(1), F(1)), _CURVE, _BANDS, _LEVELS, PassPoints(F(1))])
def test_no_data_has_no_points(method: Method) -> None:
    assert method.points(Exact.empty(3)).to_list() == [None] * 3
    assert method.points(Exact.empty(0)).to_list() == []


def test_only_methods_that_never_fall_are_moved() -> None:
    assert Ratio(F(60), F(100)).rises("high")
    assert not Ratio(F(60), F(100)).rises("low")
    peak = Curve(((F(0), F(0)), (F(50), F(100)), (F(100), F(50))))
    assert not peak.rises("high")
    assert not peak.rises("low")
    assert Curve(((F(0), F(100)), (F(1), F(0)))).rises("low")
    assert Levels(((F(2), F(100)), (F(0), F(0)), (F(1), F(60)))).rises("high")
    steps = Bands((Band(F(1), True, F(100)), Band(None, False, F(0))))
    assert steps.rises("low")
    assert not steps.rises("high")
