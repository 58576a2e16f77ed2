"""The months before a measure → how much the people and units changed there by chance, nothing having been done.

Between every two windows that follow each other there, the change of each unit is set against that of all. Means in
doubles: they feed a simulation, and nothing that is decided.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.rules import ATTRITION

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Chance(Struct, frozen=True):
    """Standard deviations are in the metric's unit.

    Attributes:
        units: That of a unit's change, of middling size.
        people: That of a person's change about that of his unit (of everybody, without units).
        size: The mean of one over the number of people of a unit.
        freedom: By how many degrees of freedom ``units`` is known (of everybody ``people``).
        length: The months of a window that it was found by.
    """

    units: float
    people: float
    size: float
    freedom: float
    length: int

    def of_units(self, sizes: Ints) -> Floats:
        """The standard deviation of the change of units of these sizes, in the mean square ``units``.

        What is common to the people of a unit is what their own changes leave unexplained.
        """
        own = self.people**2
        variances = max(0.0, self.units**2 - own * self.size) + own / sizes
        shown: Floats = self.units * np.sqrt(variances / (variances.mean() or 1.0))
        return shown


def chance(panel: Panel, metric: str, dimension: str | None, months: Sequence[int], window: int) -> Chance | None:
    """What chance does to a metric over two windows of ``window`` months, from these months (places, ascending).

    Fewer months than two windows: by the longest that fit, as if the months did not hang together. None where there are
    not two that follow each other, or nobody is in both.
    """
    length, places = _longest(panel, months, window)
    found = [one for at in places if (one := _at(panel, metric, dimension, at, length))]
    if not found:
        return None
    worth = _worth(places, length, metric)
    within = sum(one.squares for one in found) / max(1, sum(one.within for one in found))
    between = float(np.mean([one.between for one in found]))
    many = float(np.mean([one.units for one in found])) - 1 if dimension else np.mean([one.within for one in found])
    grown = window / length if metric == ATTRITION else length / window
    size = float(np.mean([one.size for one in found]))
    return Chance(math.sqrt(between * grown), math.sqrt(within * grown), size, float(worth * many), length)


def mean_of_window(panel: Panel, metric: str, months: Sequence[int]) -> Floats:
    """Each person's mean over the months with data, NaN for none."""
    values = np.stack([panel.values[metric][at].to_floats() for at in months])
    there = ~np.isnan(values)
    counts = there.sum(axis=0)
    found: Floats = np.where(counts, np.where(there, values, 0.0).sum(axis=0) / np.maximum(counts, 1), np.nan)
    return found


class _Seen(Struct, frozen=True):
    """One place between two windows: squares of the people's changes about their unit's, and the units' variance."""

    squares: float
    within: int
    between: float
    units: int
    size: float


def _longest(panel: Panel, months: Sequence[int], window: int) -> tuple[int, list[int]]:
    for length in range(window, 0, -1):
        places = list(_places(panel, months, length))
        if places:
            return length, places
    return window, []


def _places(panel: Panel, months: Sequence[int], length: int) -> Iterator[int]:
    """Where ``length`` months that follow each other stand on either side: the place of the first one after."""
    for at in range(length, len(months) - length + 1):
        first, last = panel.months[months[at - length]], panel.months[months[at + length - 1]]
        if last.ordinal - first.ordinal == 2 * length - 1:
            yield months[at]


def _at(panel: Panel, metric: str, dimension: str | None, at: int, length: int) -> _Seen | None:
    change = _change(panel, metric, at, length)
    unit = np.zeros(len(change), np.int64) if dimension is None else panel.units[dimension][:, at - 1]
    there = ~np.isnan(change) & (unit >= 0)
    _names, code, counts = np.unique(unit[there], return_inverse=True, return_counts=True)
    if len(counts) < (1 if dimension is None else 2):
        return None
    means = np.bincount(code, change[there]) / counts
    squares = float(np.square(change[there] - means[code]).sum())
    between = float(means.var(ddof=1)) if dimension else 0.0
    return _Seen(squares, int(counts.sum()) - len(counts), between, len(counts), float((1 / counts).mean()))


def _change(panel: Panel, metric: str, at: int, length: int) -> Floats:
    """Each person's change; of attrition 100 for who left and 0 for who stayed; NaN for who is not compared."""
    if metric == ATTRITION:
        left = np.where(panel.present[:, at + length - 1], 0.0, 100.0)
        return np.where(panel.present[:, at - 1], left, np.nan)
    before, after = (mean_of_window(panel, metric, range(first, first + length)) for first in (at - length, at))
    return after - before


def _worth(places: Sequence[int], length: int, metric: str) -> float:
    """How many places that share no month these are worth: they overlap, so their changes hang together."""
    weights = np.zeros((len(places), places[-1] + length))
    for row, at in zip(weights, places, strict=True):
        row[at : at + length] = 1
        row[at - length : at] = 0 if metric == ATTRITION else -1
    alike = weights @ weights.T / (weights[0] @ weights[0])
    return float(len(places) ** 2 / np.square(alike).sum())
