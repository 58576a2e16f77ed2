"""What a measure that has not begun could show at all, from the months given before its start.

Between the windows of those months nothing was done: how far the units changed there from each other is what chance
does to them (``history``), and what is told in spite of that is found by trying it (``drawing``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.parts.measures.drawing import POWER, Design, DesignOfAll, power, smallest
from ccmotivate.parts.measures.evaluate import LEAST_ASSIGNMENTS, LEAST_PEOPLE
from ccmotivate.parts.measures.history import Chance, Ints, chance, mean_of_window
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.rules import ATTRITION, Expected, Measure

__all__ = ["POWER", "Plan", "Planned", "plan"]


class Planned(Struct, frozen=True):
    """What could be told of one metric.

    Attributes:
        people: How many would be compared, in the pilot and in the rest; without a rest how many in all, and None.
        units: How many units of each, None where it is for everybody.
        spread: The standard deviation of what units (people) change by themselves, in the metric's unit; None unknown.
        smallest: The smallest change that would be told with ``POWER``; None where none ever would.
        seen: The chance that the smallest change worth having would be told; None as ``smallest``.
        design: What both were found by; None as ``smallest``.
    """

    expected: Expected
    people: tuple[int, int | None]
    units: tuple[int, int] | None
    spread: float | None = None
    smallest: float | None = None
    seen: float | None = None
    design: Design | DesignOfAll | None = None


class Plan(Struct, frozen=True):
    """A measure with what could be told of each metric; ``length`` is that of the windows that the past was cut in."""

    measure: Measure
    length: int
    planned: tuple[Planned, ...]


def plan(measure: Measure, panel: Panel) -> Plan:
    """What a measure could show, by the months before its start; there are two at least."""
    months = [at for at, month in enumerate(panel.months) if month < measure.start]
    found = [_Metric.of(panel, measure, one, months) for one in measure.expects]
    tests = sum(one.tested for one in found)
    length = next((one.past.length for one in found if one.past), min(measure.window, len(months) // 2))
    return Plan(measure, length, tuple(one.planned(tests) for one in found))


class _Metric(Struct, frozen=True):
    """A metric: how many people each unit would have (of everybody, one unit), and what chance did to it before."""

    expected: Expected
    pilot: Ints
    rest: Ints | None
    past: Chance | None

    @classmethod
    def of(cls, panel: Panel, measure: Measure, expected: Expected, months: Sequence[int]) -> _Metric:
        """By the last month given before the start."""
        past = chance(panel, expected.id, measure.dimension, months, measure.window)
        there = _there(panel, measure, expected, months)
        if measure.dimension is None:
            return cls(expected, np.array([there.sum()]), None, past if expected.id != ATTRITION else None)
        unit, names = panel.units[measure.dimension][:, months[-1]], panel.names[measure.dimension]
        counts = np.bincount(unit[there & (unit >= 0)], minlength=len(names))
        pilot = np.array([name in measure.units for name in names], dtype=bool)
        return cls(expected, counts[pilot & (counts > 0)], counts[~pilot & (counts > 0)], past)

    @property
    def tested(self) -> bool:
        """Whether there are enough of everything (``evaluate`` says how many)."""
        if self.rest is None:
            return self.past is not None and int(self.pilot.sum()) >= LEAST_PEOPLE
        units = len(self.pilot) + len(self.rest)
        people = min(int(self.pilot.sum()), int(self.rest.sum()))
        return math.comb(units, len(self.pilot)) >= LEAST_ASSIGNMENTS and people >= LEAST_PEOPLE

    def planned(self, tests: int) -> Planned:
        """What could be told of it, as one of so many metrics tested."""
        rest = None if self.rest is None else int(self.rest.sum())
        units = None if self.rest is None else (len(self.pilot), len(self.rest))
        made = Planned(self.expected, (int(self.pilot.sum()), rest), units)
        spread = self.past and (self.past.people if self.rest is None else self.past.units)
        if not spread:
            return made
        made = replace(made, spread=spread)
        design = self._design(tests) if self.tested else None
        least = None if design is None else smallest(design)
        if design is None or least is None:
            return made
        return replace(made, smallest=least, seen=power(design, float(self.expected.least)), design=design)

    def _design(self, tests: int) -> Design | DesignOfAll:
        assert self.past
        if self.rest is None:
            return DesignOfAll(self.past.people, int(self.pilot.sum()), self.past.freedom, tests)
        spread = self.past.of_units(np.concatenate([self.pilot, self.rest])).tolist()
        return Design(tuple(spread[: len(self.pilot)]), tuple(spread[len(self.pilot) :]), self.past.freedom, tests)


def _there(panel: Panel, measure: Measure, expected: Expected, months: Sequence[int]) -> NDArray[np.bool_]:
    """Who would be compared."""
    there = panel.present[:, months[-1]]
    if expected.id == ATTRITION:
        return there
    return there & ~np.isnan(mean_of_window(panel, expected.id, months[-measure.window :]))
