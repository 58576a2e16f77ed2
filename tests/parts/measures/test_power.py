"""What a measure could show agrees with trying it: planted effects in random companies, and the paired t test."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from ccmotivate.model.period import Month
from ccmotivate.parts.measures.drawing import POWER, Design, DesignOfAll, power, smallest
from ccmotivate.parts.measures.evaluate import decide
from ccmotivate.parts.measures.history import Chance
from ccmotivate.parts.measures.power import plan
from ccmotivate.parts.measures.results import Verdict
from tests.parts.measures.worlds import CSAT, START, Row, expected, measure, panel, rows

WORLDS = 150
KNOWN = math.inf


def design(sides: int, metrics: int = 1, freedom: float = KNOWN) -> Design:
    """Units that change by 1 (standard deviation)."""
    return Design((1.0,) * sides, (1.0,) * sides, freedom, metrics)


def one_a_unit(chance: random.Random, sides: int, effect: float) -> list[Row]:
    """Units of five people who all change alike, so that a unit's change is what is drawn."""
    made = []
    for team in range(2 * sides):
        change = chance.gauss(0, 1) + effect * (team < sides)
        for person in range(5):
            for month in (Month(2025, 6), START):
                value = Fraction(round(1000 * (80 + change * (month == START))), 1000)
                made.append(Row(f"A{team:02}{person}", month, f"T{team:02}", {"csat": value, "error_rate": None}))
    return made


@pytest.mark.parametrize(("sides", "effect"), [(4, 2.5), (5, 2.0), (8, 1.5)])
def test_the_power_of_a_pilot_is_how_often_it_is_told(sides: int, effect: float) -> None:
    chance = random.Random(sides)
    pilot = measure([f"T{team:02}" for team in range(sides)], window=1, expects=[expected(CSAT, up=True)])
    found = [decide(pilot, panel(one_a_unit(chance, sides, effect))).found[0].verdict for _world in range(WORLDS)]
    share, said = found.count(Verdict.IMPROVED) / WORLDS, power(design(sides), effect)
    assert abs(share - said) < 4 * (said * (1 - said) / WORLDS) ** 0.5


@pytest.mark.parametrize("metrics", [1, 2])
def test_the_smallest_effect_has_the_power_and_more_units_make_it_smaller(metrics: int) -> None:
    designs = [design(sides, metrics) for sides in (5, 6, 8, 20)]
    found = [smallest(one) or 0.0 for one in designs]
    assert found == sorted(found, reverse=True)
    assert [power(one, least) for one, least in zip(designs, found, strict=True)] == [
        pytest.approx(float(POWER), abs=0.005)
    ] * 4


def test_four_teams_a_side_never_tell_two_metrics() -> None:
    """The most extreme of 70 assignments has p = 2/70, and twice that is more than 0.05."""
    assert smallest(design(4, metrics=2)) is None
    assert power(design(4, metrics=2), 50) == 0
    assert smallest(design(4)) is not None


def test_one_unit_has_no_interval_and_so_nothing_is_told() -> None:
    assert smallest(Design((1.0,), (1.0,) * 40, KNOWN)) is None


def test_where_the_spread_is_known_roughly_the_smallest_effect_is_larger() -> None:
    found = [smallest(design(8, freedom=freedom)) or 0.0 for freedom in (KNOWN, 30, 5)]
    assert found == sorted(found)
    assert found[2] > 1.1 * found[0]


@pytest.mark.parametrize(("people", "effect", "metrics"), [(40, 0.4, 1), (40, 0.4, 3), (6, 1.5, 1)])
def test_of_people_the_power_is_that_of_the_paired_t_test(people: int, effect: float, metrics: int) -> None:
    critical = stats.t.ppf(1 - 0.05 / metrics / 2, people - 1)
    told = float(stats.nct.sf(critical, people - 1, effect * math.sqrt(people)))
    assert power(DesignOfAll(1.0, people, KNOWN, metrics), effect) == pytest.approx(told, abs=0.015)


def test_small_units_change_more() -> None:
    past = Chance(units=1.0, people=2.0, size=1 / 8, freedom=20, length=3)
    small, large = past.of_units(np.array([4, 16]))
    assert (small**2 + large**2) / 2 == pytest.approx(1)
    assert small**2 / large**2 == pytest.approx((0.5 + 1) / (0.5 + 0.25))


def test_months_of_less_than_two_windows_are_cut_shorter() -> None:
    pilot = measure(("T0", "T1", "T2", "T3"), window=4, expects=[expected(CSAT, up=True)])
    world = [row for row in rows(3) if row.month >= Month(2025, 2)]
    found = plan(pilot, panel(world))
    assert (found.length, found.planned[0].smallest is None) == (2, False)
    assert plan(pilot, panel(rows(3))).length == 3


def test_a_plan_goes_by_how_much_units_changed_in_the_past() -> None:
    calm, loud = (
        [
            Row(row.agent, row.month, row.team, {**row.values, "csat": _times(row.values["csat"], factor)})
            for row in rows(3)
        ]
        for factor in (1, 10)
    )
    pilot = measure(("T0", "T1", "T2", "T3"), expects=[expected(CSAT, up=True)])
    (little,), (much,) = (plan(pilot, panel(world)).planned for world in (calm, loud))
    assert little.spread
    assert much.spread == pytest.approx(10 * little.spread)
    assert little.smallest
    assert much.smallest == pytest.approx(10 * little.smallest)
    assert (little.seen or 0) > (much.seen or 0)


def _times(value: Fraction | None, factor: int) -> Fraction | None:
    return None if value is None else factor * value


def test_a_plan_of_everybody_has_people_and_never_attrition() -> None:
    csat, _errors, attrition = plan(measure(), panel(rows(4))).planned
    assert csat.units is None
    assert csat.smallest
    assert (attrition.spread, attrition.smallest) == (None, None)


def test_too_few_units_can_never_show() -> None:
    assert plan(measure(("T0",), expects=[expected(CSAT, up=True)]), panel(rows(5))).planned[0].smallest is None
