"""How often a change of a given size would be told, by drawing companies and putting the rule of ``evaluate`` to them.

Drawn are the changes of the units (normal, each with its own standard deviation); a change is added to the pilot's, and
it is told where p of all assignments, Holm for the metrics tested together and Welch's interval say so: with few units
p moves in steps, so no formula for t will do. The standard deviations are themselves known from a few months only;
that is drawn too (chi-square), so a change said to be told in 80 % of companies is, over many of them.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from itertools import combinations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.parts.measures.evaluate import SIGNIFICANT
from ccmotivate.parts.measures.statistics import CONFIDENCE

POWER = Fraction(80, 100)
DRAWS = 10_000
SEED = 20_250_702
_MOST_ASSIGNMENTS = 500
"""Up to so many, p is that of all assignments; of more it is the pooled t test's, from which it no longer differs."""
_SAME = 1e-9
_AT_ONCE = 250  # companies, whose assignments stay in the processor's cache
Floats = NDArray[np.float64]


class Design(Struct, frozen=True):
    """Who would be compared, and what chance does to them.

    Attributes:
        pilot, rest: The standard deviation of the change of each unit, in the metric's unit.
        freedom: The degrees of freedom by which these are known.
        metrics: How many are tested together.
    """

    pilot: tuple[float, ...]
    rest: tuple[float, ...]
    freedom: float
    metrics: int = 1

    @property
    def scale(self) -> float:
        """The standard deviation of a unit of middling size."""
        return math.sqrt(sum(one * one for one in (*self.pilot, *self.rest)) / len((*self.pilot, *self.rest)))

    @property
    def least_share(self) -> Fraction:
        """The smallest p there can be: of the assignments this one, and with sides alike the opposite one."""
        sides = len(self.pilot), len(self.rest)
        return Fraction(2 if sides[0] == sides[1] else 1, math.comb(sum(sides), sides[0]))

    @property
    def told_at_all(self) -> bool:
        """Whether any change, however large, can be told."""
        return min(len(self.pilot), len(self.rest)) > 1 and self.least_share * self.metrics <= SIGNIFICANT


class DesignOfAll(Struct, frozen=True):
    """Everybody before and after: the standard deviation of a person's change, and how many people."""

    change: float
    people: int
    freedom: float
    metrics: int = 1

    @property
    def scale(self) -> float:
        """The standard deviation of the mean change."""
        return self.change / math.sqrt(self.people)


def power(design: Design | DesignOfAll, effect: float) -> float:
    """The share of companies in which a change of ``effect``, in the metric's unit, is told; 0 to 1.

    As if the standard deviations were known exactly: drawn too, they would blur what they already blur from one company
    to the next.
    """
    return float((_needed(replace(design, freedom=math.inf)) < effect / design.scale).mean())


def smallest(design: Design | DesignOfAll) -> float | None:
    """The smallest change that is told with ``POWER``, in the metric's unit; None where none is."""
    found = float(np.quantile(_needed(design), float(POWER), method="higher"))
    return found * design.scale if math.isfinite(found) else None


@functools.lru_cache(4)  # whatever change is asked about, the companies are the same
def _needed(design: Design | DesignOfAll) -> Floats:
    """In each of the drawn companies, above which change, in ``scale``s, it is told; infinite where none is."""
    draws = np.random.Generator(np.random.PCG64(SEED))
    uncertain = _uncertain(draws, design.freedom)
    if isinstance(design, DesignOfAll):
        return _needed_of_all(design, draws) / uncertain
    if not design.told_at_all:
        return np.full(DRAWS, np.inf)
    spread = np.array([*design.pilot, *design.rest]) / design.scale
    changes, k = draws.standard_normal((DRAWS, len(spread))) * spread, len(design.pilot)
    exact = math.comb(len(spread), k) <= _MOST_ASSIGNMENTS
    share = (_by_assignments if exact else _by_pooled_t)(changes, k, design.metrics)
    found: Floats = np.maximum(share, _by_interval(changes, k)) / uncertain
    return found


def _uncertain(draws: np.random.Generator, freedom: float) -> Floats:
    """How far an estimated standard deviation is from the true one, as a factor."""
    return np.ones(DRAWS) if math.isinf(freedom) else np.sqrt(draws.chisquare(freedom, DRAWS) / freedom)


def _needed_of_all(design: DesignOfAll, draws: np.random.Generator) -> Floats:
    """By the paired t test; its interval excludes 0 whenever p, corrected or not, is at most 5 %."""
    freedom = design.people - 1
    mean, spread = draws.standard_normal(DRAWS), np.sqrt(draws.chisquare(freedom, DRAWS) / freedom)
    found: Floats = _limit(design.metrics, freedom) * spread - mean
    return found


def _by_assignments(changes: Floats, k: int, metrics: int) -> Floats:
    """Above which change of the first ``k`` units p is small enough.

    With a change e the difference is d + e, that of another assignment d' + s e, where s is the share of the pilot that
    it has too, less its share of the rest. It is as far from 0 up to e = (d' - d) / (1 - s) or e = -(d' + d) / (1 + s);
    the opposite assignment (s = -1) and this one always are. So p is small enough above the (n + 1)th largest such e,
    where n assignments are 5 %.
    """
    units = changes.shape[1]
    weights = np.full((math.comb(units, k), units), -1 / (units - k))
    for row, own in zip(weights, combinations(range(units), k), strict=True):
        row[list(own)] = 1 / k
    differences, shares = changes @ weights.T, weights[:, :k].sum(axis=1)  # the first is this one
    least, most = 1 - shares, 1 + shares
    always = (least < _SAME) | (most < _SAME)
    least[always] = most[always] = 1
    place = len(weights) - 1 - int(SIGNIFICANT * len(weights) / metrics)
    found = np.empty(len(changes))
    for first in range(0, len(changes), _AT_ONCE):
        some = differences[first : first + _AT_ONCE]
        own = some[:, :1]
        reach = np.maximum((some - own) / least, -(some + own) / most)
        reach[:, always] = np.inf
        reach.partition(place, axis=1)
        found[first : first + _AT_ONCE] = reach[:, place]
    return found


def _by_pooled_t(changes: Floats, k: int, metrics: int) -> Floats:
    """As ``_by_assignments``, where they are many."""
    units = changes.shape[1]
    squares = _squares(changes[:, :k]) + _squares(changes[:, k:])
    error = np.sqrt(squares / (units - 2) * (1 / k + 1 / (units - k)))
    found: Floats = _limit(metrics, units - 2) * error - _difference(changes, k)
    return found


def _by_interval(changes: Floats, k: int) -> Floats:
    """Above which change Welch's interval lies above 0 (the Welch–Satterthwaite degrees of freedom)."""
    from scipy import stats  # heavy

    sides = [changes[:, :k], changes[:, k:]]
    errors = [_squares(side) / (side.shape[1] - 1) / side.shape[1] for side in sides]
    parts = [error**2 / (side.shape[1] - 1) for error, side in zip(errors, sides, strict=True)]
    whole = errors[0] + errors[1]
    limit = stats.t.ppf((1 + CONFIDENCE) / 2, whole**2 / (parts[0] + parts[1])) * np.sqrt(whole)
    found: Floats = limit - _difference(changes, k)
    return found


def _limit(metrics: int, freedom: int) -> float:
    """From which t on the two-sided p of the first step of Holm is small enough."""
    from scipy import stats  # heavy

    return float(stats.t.ppf(1 - float(SIGNIFICANT) / (2 * metrics), freedom))


def _difference(changes: Floats, k: int) -> Floats:
    found: Floats = changes[:, :k].mean(axis=1) - changes[:, k:].mean(axis=1)
    return found


def _squares(changes: Floats) -> Floats:
    found: Floats = np.square(changes - changes.mean(axis=1, keepdims=True)).sum(axis=1)
    return found
