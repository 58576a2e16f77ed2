"""The share of assignments is counted to the last one, and drawn alike every time; what there is without a spread."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from fractions import Fraction

import pytest

from ccmotivate.parts.measures import assignments
from ccmotivate.parts.measures.assignments import as_different, as_low
from ccmotivate.parts.measures.statistics import holm, paired, welch


def values(seed: int, count: int, coarse: bool = False) -> list[Fraction]:
    """Means of so many people; ``coarse`` ones are often alike."""
    chance = random.Random(seed)
    return [Fraction(chance.randrange(-4, 5) if coarse else chance.randrange(-900, 900), chance.choice((1, 7, 12, 15)))
            for _at in range(count)]  # fmt: skip


def mean(some: Sequence[Fraction]) -> Fraction:
    return sum(some, Fraction(0)) / len(some)


def counted(pilot: list[Fraction], rest: list[Fraction]) -> tuple[Fraction, Fraction]:
    """Every assignment by itself: as different, and as low."""
    whole, k = [*pilot, *rest], len(pilot)
    different = low = 0
    for chosen in itertools.combinations(range(len(whole)), k):
        own = [whole[at] for at in chosen]
        others = [value for at, value in enumerate(whole) if at not in chosen]
        different += abs(mean(own) - mean(others)) >= abs(mean(pilot) - mean(rest))
        low += mean(own) <= mean(pilot)
    return Fraction(different, math.comb(len(whole), k)), Fraction(low, math.comb(len(whole), k))


@pytest.mark.parametrize(("seed", "count", "k"), [*itertools.product(range(4), (5, 8, 11), (1, 3, 4))])
def test_the_share_is_that_of_all_assignments(seed: int, count: int, k: int) -> None:
    for coarse in (False, True):
        some = values(seed, count, coarse)
        assert (as_different(some[:k], some[k:]), as_low(some[:k], some[k:])) == counted(some[:k], some[k:])


def test_the_share_does_not_depend_on_names_or_scale() -> None:
    some = values(9, 10)
    share = as_different(some[:4], some[4:])
    assert as_different(some[3::-1], some[:3:-1]) == share
    assert as_different([7 * one + 3 for one in some[:4]], [7 * one + 3 for one in some[4:]]) == share


def test_of_many_units_assignments_are_drawn_alike_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    some = values(2, 12)
    exact = as_different(some[:5], some[5:])
    monkeypatch.setattr(assignments, "MOST_COUNTED_UNITS", 4)
    first, second = (as_different(some[:5], some[5:]) for _time in range(2))
    assert first == second
    assert first != exact
    assert first.denominator <= assignments.DRAWS + 1
    assert abs(float(first - exact)) < 5 * math.sqrt(float(exact) / assignments.DRAWS)


def test_an_interval_needs_two_units_a_side_and_without_spread_is_the_difference() -> None:
    one, five = Fraction(1), Fraction(5)
    assert welch([five], [one, Fraction(2), Fraction(3)]) is None
    assert welch([five, five], [one, one]) == (4, 4)
    low, high = welch([five, five], [one, Fraction(2)]) or (Fraction(0), Fraction(0))
    assert low < Fraction(7, 2) < high


def test_people_who_all_change_alike_leave_nothing_to_test() -> None:
    before = [Fraction(at) for at in range(6)]
    assert paired(before, before) == (1, (0, 0))
    assert paired(before, [one + 3 for one in before]) == (0, (3, 3))


def test_holm_never_makes_a_larger_p_smaller_than_a_lesser_one() -> None:
    assert holm([Fraction(1, 25), Fraction(1, 100), Fraction(3, 100)]) == [
        Fraction(3, 50),
        Fraction(3, 100),
        Fraction(3, 50),
    ]
    assert holm([Fraction(9, 10), Fraction(8, 10)]) == [1, 1]
    assert holm([]) == []
