"""How people and units changed from one window of months to the next; exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.results import UnitChange
from ccmotivate.parts.measures.rules import ATTRITION, Expected, Measure


class Windows(Struct, frozen=True):
    """The places of the months of two windows that follow each other; ``last`` is the last one there before."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last month before: who belongs to which unit goes by it."""
        return self.before[-1]

    @property
    def whole(self) -> bool:
        """Whether there are months in both."""
        return bool(self.before and self.after)


def windows(panel: Panel, start: Month, length: int) -> Windows:
    """The ``length`` months before ``start``, and as many from it on."""
    return Windows(panel.within(start.ordinal - length, length), panel.within(start.ordinal, length))


def earlier(panel: Panel, measure: Measure) -> Windows:
    """The windows of a measure, one window earlier."""
    return windows(panel, Month.from_ordinal(measure.start.ordinal - measure.window), measure.window)


class PeopleChange(Struct, frozen=True):
    """Those with a value in both windows: their places, and their means before and after."""

    rows: NDArray[np.intp]
    before: Exact
    after: Exact

    def __len__(self) -> int:
        return len(self.rows)


def people_change(panel: Panel, metric: str, spans: Windows) -> PeopleChange:
    """The change of each person: means over the months with data in each window, people with a value in both."""
    columns = panel.values[metric]
    before, after = (_mean([columns[at] for at in span]) for span in (spans.before, spans.after))
    rows = np.flatnonzero(~before.missing & ~after.missing)
    return PeopleChange(rows, before.take(rows), after.take(rows))


def _mean(columns: Sequence[Exact]) -> Exact:
    """Each row's mean over the columns that have data for it."""
    rows = len(columns[0])
    filled = np.stack([~column.missing for column in columns]).sum(axis=0, dtype=np.int64)
    group = np.tile(np.arange(rows, dtype=np.int64), len(columns))
    return Exact.concat(columns).sums(group, rows) / Exact.from_ints(filled, filled == 0)


def unit_changes(panel: Panel, measure: Measure, expected: Expected, spans: Windows) -> tuple[UnitChange, ...]:
    """Each team, project or site of the last month before, the pilot's first, then by name."""
    if expected.id == ATTRITION:
        return _attrition_changes(panel, measure, spans)
    found = people_change(panel, expected.id, spans)
    unit = _units(panel, measure, spans)[found.rows]
    there = np.flatnonzero(unit >= 0)
    names = panel.names[measure.dimension or ""]
    counts = np.bincount(unit[there], minlength=len(names))
    many = Exact.from_ints(counts, counts == 0)
    before, after = (
        (column.take(there).sums(unit[there], len(names)) / many).to_list() for column in (found.before, found.after)
    )
    made = [
        UnitChange(name, name in measure.units, int(count), old, new, new - old)
        for name, count, old, new in zip(names, counts.tolist(), before, after, strict=True)
        if old is not None and new is not None
    ]
    return _pilot_first(made)


def _attrition_changes(panel: Panel, measure: Measure, spans: Windows) -> tuple[UnitChange, ...]:
    """The share of each unit that left in the window after, and in the one before where there are months."""
    then = earlier(panel, measure)
    before = {name: share for name, _count, share in _left(panel, measure, then)} if then.whole else {}
    made = [
        UnitChange(name, name in measure.units, count, before.get(name), share, share)
        for name, count, share in _left(panel, measure, spans)
    ]
    return _pilot_first(made)


def _left(panel: Panel, measure: Measure, spans: Windows) -> list[tuple[str, int, Fraction]]:
    """Of each unit of the last month before: its name, how many it had, and the percentage that left."""
    unit = _units(panel, measure, spans)
    names = panel.names[measure.dimension or ""]
    there = unit >= 0
    had = np.bincount(unit[there], minlength=len(names))
    gone = np.bincount(unit[there & ~panel.present[:, spans.after[-1]]], minlength=len(names))
    return [
        (name, count, Fraction(100 * left, count))
        for name, count, left in zip(names, had.tolist(), gone.tolist(), strict=True)
        if count
    ]


def left_of_all(panel: Panel, spans: Windows) -> tuple[int, Fraction | None]:
    """How many were there in the last month before, and the percentage that left in the window after."""
    there = panel.present[:, spans.last]
    had = int(there.sum())
    gone = int((there & ~panel.present[:, spans.after[-1]]).sum())
    return had, Fraction(100 * gone, had) if had else None


def _units(panel: Panel, measure: Measure, spans: Windows) -> NDArray[np.int64]:
    """Where each person was in the last month before, -1 for nowhere."""
    return panel.units[measure.dimension or ""][:, spans.last]


def _pilot_first(made: Sequence[UnitChange]) -> tuple[UnitChange, ...]:
    return tuple(sorted(made, key=lambda one: (not one.pilot, one.unit)))


def mean_of(values: Sequence[Fraction]) -> Fraction | None:
    """Their mean, None for none."""
    return sum(values, Fraction(0)) / len(values) if values else None
