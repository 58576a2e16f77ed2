"""What a measure that has not begun could show at all: how often a change of some size would be told as one.

The spread of the past is what tells: units (or people) change from one window to the next also when nothing is done.
For a pilot the decision itself is tried on random companies with that spread, with the same seed every time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ccmotivate.parts.measures.assignments import SEED
from ccmotivate.parts.measures.changes import Windows, people_change, unit_changes
from ccmotivate.parts.measures.evaluate import LEAST_ASSIGNMENTS, LEAST_PEOPLE, SIGNIFICANT
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.rules import ATTRITION, Expected, Measure
from ccmotivate.parts.measures.statistics import CONFIDENCE

POWER = Fraction(80, 100)
WORLDS = 2_000
MOST_ASSIGNMENTS = 300
"""Up to so many every assignment is looked at; beyond, the t test stands in for them, which then decides alike."""
_FARTHEST = 64.0
_STEPS = 14


@dataclass(frozen=True, slots=True)
class Planned:
    """What could be told of one metric.

    Attributes:
        people: How many would be compared, in the pilot and in the rest; without a rest how many in all, and None.
        units: How many units of each, None where it is for everybody.
        spread: The standard deviation of what units (people) changed in the past, in the metric's unit; None unknown.
        smallest: The smallest change that would be told with ``POWER``; None where none ever would.
        seen: The chance that the smallest change worth having would be told.
    """

    expected: Expected
    people: tuple[int, int | None]
    units: tuple[int, int] | None
    spread: float | None
    smallest: float | None
    seen: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A measure with what could be told of each metric; ``length`` is that of the windows that the past was cut in."""

    measure: Measure
    length: int
    planned: tuple[Planned, ...]


def plan(measure: Measure, panel: Panel) -> Plan:
    """What a measure could show, by the months before its start; there are two at least."""
    before = [at for at, month in enumerate(panel.months) if month < measure.start]
    length = min(measure.window, len(before) // 2)
    pairs = _pairs(before, length)
    tests = sum(one.id != ATTRITION or measure.dimension is not None for one in measure.expects)
    look = _everybody if measure.dimension is None else _pilot
    return Plan(measure, length, tuple(look(panel, measure, one, pairs, tests) for one in measure.expects))


def _pairs(months: list[int], length: int) -> list[Windows]:
    """The windows of the past that follow each other, the latest first."""
    ends = range(len(months), 2 * length - 1, -length)
    return [Windows(tuple(months[end - 2 * length : end - length]), tuple(months[end - length : end])) for end in ends]


def _pilot(panel: Panel, measure: Measure, expected: Expected, pairs: list[Windows], tests: int) -> Planned:
    found = [unit_changes(panel, measure, expected, spans) for spans in pairs]
    latest = found[0]
    pilot, rest = ([one for one in latest if one.pilot is side] for side in (True, False))
    people = (sum(one.people for one in pilot), sum(one.people for one in rest))
    units = (len(pilot), len(rest))
    spread = _spread([np.array([float(one.change) for one in changes]) for changes in found])
    few = math.comb(sum(units), units[0]) < LEAST_ASSIGNMENTS or min(people) < LEAST_PEOPLE
    if few or not spread:
        return Planned(expected, people, units, spread, None, None)
    smallest = smallest_of_units(*units, tests)
    seen = power_of_units(float(expected.least) / spread, *units, tests)
    return Planned(expected, people, units, spread, None if smallest is None else smallest * spread, seen)


def _everybody(panel: Panel, measure: Measure, expected: Expected, pairs: list[Windows], tests: int) -> Planned:  # noqa: ARG001 - as ``_pilot``
    if expected.id == ATTRITION:
        people = int(panel.present[:, pairs[0].after[-1]].sum())
        return Planned(expected, (people, None), None, None, None, None)
    found = [people_change(panel, expected.id, spans) for spans in pairs]
    people = len(found[0])
    spread = _spread([(one.after - one.before).to_floats() for one in found])
    if people < LEAST_PEOPLE or not spread:
        return Planned(expected, (people, None), None, spread, None, None)
    smallest, seen = smallest_of_people(people, tests), power_of_people(float(expected.least) / spread, people, tests)
    return Planned(expected, (people, None), None, spread, None if smallest is None else smallest * spread, seen)


def _spread(changes: list[NDArray[np.float64]]) -> float | None:
    """The standard deviation within the pairs of windows: what changed for all alike is no spread."""
    left = [one - one.mean() for one in changes if len(one)]
    freedom = sum(len(one) - 1 for one in left)
    return math.sqrt(sum(float((one**2).sum()) for one in left) / freedom) if freedom > 0 else None


# -- how often a change is told; effects are in standard deviations of a unit's (a person's) change --------------------


@cache
def smallest_of_units(pilot: int, rest: int, tests: int) -> float | None:
    """The smallest effect that is told with ``POWER``; None where none ever is."""
    return _smallest(lambda effect: power_of_units(effect, pilot, rest, tests))


def power_of_units(effect: float, pilot: int, rest: int, tests: int = 1) -> float:
    """How often an effect on the pilot's units is told, where each of ``tests`` metrics is: the strictest of Holm."""
    worlds = _worlds(pilot, rest)
    told = worlds.away(effect) & (worlds.share(effect) <= float(SIGNIFICANT) / tests + 1e-12)
    return float(told.mean())


@cache
def smallest_of_people(people: int, tests: int) -> float | None:
    """As ``smallest_of_units``, of the paired t test."""
    return _smallest(lambda effect: power_of_people(effect, people, tests))


def power_of_people(effect: float, people: int, tests: int = 1) -> float:
    """As ``power_of_units``, of the paired t test: by the noncentral t distribution."""
    from scipy import stats  # heavy

    freedom = people - 1
    critical = stats.t.ppf(1 - float(SIGNIFICANT) / tests / 2, freedom)
    return float(stats.nct.sf(critical, freedom, effect * math.sqrt(people)))


def _smallest(power: Callable[[float], float]) -> float | None:
    """The effect at which ``power`` reaches ``POWER``, by halving."""
    low, high = 0.0, _FARTHEST
    if power(high) < POWER:
        return None
    for _step in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle) >= POWER else (middle, high)
    return high


@dataclass(frozen=True, slots=True)
class _Worlds:
    """Random companies without an effect: unit changes of spread 1, a row a company, the pilot's units first."""

    pilot: int
    changes: NDArray[np.float64]
    difference: NDArray[np.float64]
    reach: NDArray[np.float64]  # half of Welch's interval
    ways: NDArray[np.float64] | None  # the weights of the units in the difference of each assignment

    def away(self, effect: float) -> NDArray[np.bool_]:
        """Whose interval is above 0."""
        return self.difference + effect > self.reach

    def share(self, effect: float) -> NDArray[np.float64]:
        """p of each."""
        if self.ways is None:
            return self._by_t(effect)
        own = np.zeros(self.changes.shape[1])
        own[: self.pilot] = effect
        found = [np.abs((block + own) @ self.ways.T) for block in np.array_split(self.changes, 20)]
        least = np.array_split(np.abs(self.difference + effect) * (1 - 1e-9), 20)
        shares = [(one >= two[:, None]).mean(axis=1) for one, two in zip(found, least, strict=True)]
        return np.concatenate(shares)

    def _by_t(self, effect: float) -> NDArray[np.float64]:
        from scipy import stats  # heavy

        sides = self.changes[:, : self.pilot], self.changes[:, self.pilot :]
        freedom = self.changes.shape[1] - 2
        pooled = sum(one.var(axis=1) * one.shape[1] for one in sides) / freedom
        error = np.sqrt(pooled * sum(1 / one.shape[1] for one in sides))
        shares: NDArray[np.float64] = 2 * stats.t.sf(np.abs(self.difference + effect) / error, freedom)
        return shares


@cache
def _worlds(pilot: int, rest: int) -> _Worlds:
    from scipy import stats  # heavy

    changes = np.random.Generator(np.random.PCG64(SEED)).standard_normal((WORLDS, pilot + rest))
    sides = changes[:, :pilot], changes[:, pilot:]
    errors = [one.var(axis=1, ddof=1) / one.shape[1] if one.shape[1] > 1 else np.full(WORLDS, np.inf) for one in sides]
    error = errors[0] + errors[1]
    with np.errstate(invalid="ignore"):  # of a side with one unit, which is never told
        freedom = error**2 / sum(one**2 / max(side.shape[1] - 1, 1) for one, side in zip(errors, sides, strict=True))
        reach = stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * np.sqrt(error)
    difference = sides[0].mean(axis=1) - sides[1].mean(axis=1)
    return _Worlds(pilot, changes, difference, np.nan_to_num(reach, nan=np.inf), _ways(pilot, rest))


def _ways(pilot: int, rest: int) -> NDArray[np.float64] | None:
    if math.comb(pilot + rest, pilot) > MOST_ASSIGNMENTS:
        return None
    chosen = list(combinations(range(pilot + rest), pilot))
    weights = np.full((len(chosen), pilot + rest), -1 / rest)
    np.put_along_axis(weights, np.array(chosen), 1 / pilot, axis=1)
    return weights
