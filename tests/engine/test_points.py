"""The points methods, at their edges."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from ccmotivate.engine.counterfactuals.input_changes import InputChanges
from ccmotivate.engine.fairness.gaps import at_standard
from ccmotivate.engine.months import score_months
from ccmotivate.engine.points import points_of
from ccmotivate.model.award_rules import Figure
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.scorecards import Band, Bands, Curve, Levels, Method, PassPoints, Ratio
from tests.support import MONTH, dataset, fractions, shipped_rules

F = Fraction
_CURVE = Curve(((F(0), F(0)), (F(75), F(100)), (F(100), F(120))))
_FALLING = Curve(((F(1), F(100)), (F(2), F(0))))
_BANDS = Bands((Band(F(60), False, F(0)), Band(F(80), True, F(60)), Band(None, False, F(100))))
_LEVELS = Levels(((F(0), F(0)), (F(1), F(60)), (F(2), F(90)), (F(3), F(100))))


def _points(method: Method, *values: str | int | None) -> list[Fraction | None]:
    return points_of(Exact.from_fractions(fractions(*values)), method).to_list()


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
    assert points_of(Exact.empty(3), method).to_list() == [None] * 3
    assert points_of(Exact.empty(0), method).to_list() == []


# -- scores -----------------------------------------------------------------------------------------------------------
# 75 % is 100 points and each point of a percent more 0.8: 76.66 is 101.328, 76.68 is 101.344, 76.68125 is 101.345.
# Half of the points (half-up 101.33, 101.34, 101.35) and 50 of the other lines: 100.665, 100.67, 100.675.

_PRODUCTIVE = {"76.66": "100.67", "76.68": "100.67", "76.68125": "100.68"}


def _productive(value: str) -> MonthResult:
    row = {"agent_id": "A", "role": "inbound", "project": "P", "typing_speed": 60, "project_knowledge": 3,
           "productivity": F(value), "attitude": 1, "error_rate": 0, "complaints": 0}  # fmt: skip
    (month,), _notes = score_months(dataset([row]), shipped_rules())
    return month


def test_points_and_scores_are_rounded_half_up() -> None:
    found = {value: _productive(value) for value in _PRODUCTIVE}
    assert [int(one.points["productivity"][0]) for one in found.values()] == [10133, 10134, 10135]
    assert {value: F(int(one.agents["score"].iloc[0]), 100) for value, one in found.items()} == {
        value: F(score) for value, score in _PRODUCTIVE.items()
    }


def test_advice_and_gaps_round_as_scores_do() -> None:
    for value, score in _PRODUCTIVE.items():
        month, changes = _productive("75"), ((MONTH, "productivity", F(value)),)
        inputs = InputChanges(dataset([{"agent_id": "A"}]), {MONTH: month}, "A")
        assert inputs.score(MONTH, changes) == F(score)
        role = month.rules.roles["inbound"]
        must = tuple(
            replace(line, figures=(F(value),)) if line.metric == "productivity" else line for line in role.must
        )
        assert at_standard(month, replace(role, must=must), 0, ("productivity",)) == F(score)


def test_the_mean_of_months_is_rounded_half_up() -> None:
    months = [replace(_productive(value), month=Month(2025, at)) for at, value in enumerate(("75", "76.66", "75"), 1)]
    inputs = InputChanges(dataset([{"agent_id": "A"}]), {one.month: one for one in months}, "A")
    two, three = [one.month for one in months[:2]], [one.month for one in months]
    assert inputs.mean_score(two, ()) == F("100.34")  # 200.67 / 2 = 100.335
    assert inputs.mean_score(three, ()) == F("100.22")  # 300.67 / 3 = 100.2233…
    mean = Figure("productivity", "mean")
    assert inputs.figure(mean, two, ()) == F("75.83")
    assert inputs.figure(mean, three, ()) == F("75.55")  # 226.66 / 3 = 75.5533…
    assert inputs.figure(Figure("productivity", "max"), three, ()) == F("76.66")
    assert inputs.figure(Figure("productivity", "min"), three, ()) == 75
    assert inputs.figure(Figure("productivity", "sum"), three, ()) == F("226.66")
    half = ((two[0], "productivity", F("75.01")), (two[1], "productivity", F("75")))
    assert inputs.figure(mean, two, half) == F("75.01")  # 75.005
