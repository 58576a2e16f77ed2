"""What a measure could show agrees with trying it: planted effects in random companies, and the paired t test."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from ccmotivate.model.period import Month
from ccmotivate.parts.measures.evaluate import decide
from ccmotivate.parts.measures.power import (
    POWER,
    plan,
    power_of_people,
    power_of_units,
    smallest_of_people,
    smallest_of_units,
)
from ccmotivate.parts.measures.results import Verdict
from tests.parts.measures.worlds import CSAT, START, Row, expected, measure, panel, rows

WORLDS = 150


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
    share, power = found.count(Verdict.IMPROVED) / WORLDS, power_of_units(effect, sides, sides)
    assert abs(share - power) < 4 * (power * (1 - power) / WORLDS) ** 0.5


def test_the_smallest_effect_has_the_power_and_more_units_make_it_smaller() -> None:
    found = [smallest_of_units(sides, sides, 1) or 0.0 for sides in (4, 5, 8)]
    assert found == sorted(found, reverse=True)
    assert [round(power_of_units(one, sides, sides), 2) for one, sides in zip(found, (4, 5, 8), strict=True)] == [
        pytest.approx(float(POWER), abs=0.01)
    ] * 3


def test_four_teams_a_side_never_tell_two_metrics() -> None:
    """The most extreme of 70 assignments has p = 2/70, and twice that is more than 0.05."""
    assert smallest_of_units(4, 4, 2) is None


def test_of_people_the_smallest_effect_has_the_power() -> None:
    smallest = smallest_of_people(40, 1)
    assert smallest is not None
    assert power_of_people(smallest, 40) == pytest.approx(float(POWER), abs=0.01)
    assert power_of_people(0, 40) == pytest.approx(0.025, abs=0.001)


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
