"""How often chance alone gives a difference as large: the share of all assignments of labels to units.

The permutation test (R. A. Fisher, The Design of Experiments, 1935): had the measure changed nothing, any other units
could have been the pilot, and the difference would be one of those that the other assignments give.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

MOST_COUNTED_UNITS = 32
"""Up to so many units every assignment is counted; of more, ``DRAWS`` are drawn at random."""
DRAWS = 19_999
SEED = 20_250_701
_BLOCK = 2_000
_BITS = 62


def as_different(pilot: Sequence[Fraction], rest: Sequence[Fraction]) -> Fraction:
    """The share of assignments whose difference of means is at least as far from 0, this one among them."""
    values = _whole([*pilot, *rest])
    n, k, total = len(values), len(pilot), sum(values)
    away = abs(n * sum(values[:k]) - k * total)
    if not away:
        return Fraction(1)
    high, low = -((-(k * total + away)) // n), (k * total - away) // n
    return _share(values, k, low, high)


def as_low(pilot: Sequence[Fraction], rest: Sequence[Fraction]) -> Fraction:
    """The share of assignments whose pilot has a mean as low or lower, this one among them."""
    values = _whole([*pilot, *rest])
    return _share(values, len(pilot), sum(values[: len(pilot)]), None)


def _whole(values: Sequence[Fraction]) -> list[int]:
    """The values as whole numbers of their common denominator."""
    common = math.lcm(*(one.denominator for one in values))
    return [one.numerator * (common // one.denominator) for one in values]


def _share(values: Sequence[int], k: int, low: int, high: int | None) -> Fraction:
    """The share of the choices of ``k`` values whose sum is at most ``low`` or at least ``high``."""
    if len(values) <= MOST_COUNTED_UNITS:
        return Fraction(_counted(values, k, low, high), math.comb(len(values), k))
    return Fraction(_drawn(values, k, low, high) + 1, DRAWS + 1)


def _counted(values: Sequence[int], k: int, low: int, high: int | None) -> int:
    """How many; the sums of each half are made and sorted, and each sum of the one is met with those of the other."""
    half = len(values) // 2
    ones, others = _sums(values[:half]), [sorted(sums) for sums in _sums(values[half:])]
    found = 0
    for size, sums in enumerate(ones):
        other = others[k - size] if 0 <= k - size < len(others) else []
        for one in sums if other else ():
            found += bisect_right(other, low - one)
            found += 0 if high is None else len(other) - bisect_left(other, high - one)
    return found


def _sums(values: Sequence[int]) -> list[list[int]]:
    """The sums of all choices of the values, by how many are chosen."""
    made = [[0]]
    for value in values:
        longer = [[], *([one + value for one in sums] for sums in made)]
        made = [[*same, *more] for same, more in zip([*made, []], longer, strict=True)]
    return made


def _drawn(values: Sequence[int], k: int, low: int, high: int | None) -> int:
    """How many of ``DRAWS`` choices, drawn at random with the same seed every time.

    Values of more than 64 bits lose their last ones, which may count a sum as equal that is so to 18 digits.
    """
    draws = np.random.Generator(np.random.PCG64(SEED))
    lost = max(0, (len(values) * max(map(abs, values))).bit_length() - _BITS)
    column = np.array([value >> lost for value in values], dtype=np.int64)
    slack = k if lost else 0
    found = 0
    for start in range(0, DRAWS, _BLOCK):
        order = draws.random((min(_BLOCK, DRAWS - start), len(values))).argpartition(k, axis=1)
        sums = column[order[:, :k]].sum(axis=1)
        found += int((sums <= (low >> lost) + slack).sum())
        found += 0 if high is None else int((sums >= (high >> lost) - slack).sum())
    return found
