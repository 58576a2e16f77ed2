"""The people of many months as arrays: who was there, in which team, project and site, with which figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.sheets import SCORE
from ccmotivate.parts.measures.rules import ATTRITION, DIMENSIONS, Expected


class Panel(Struct, frozen=True):
    """``n`` people by ``m`` months, ascending, which need not follow each other.

    Attributes:
        months: The months.
        present: Who has a row in which month, shape ``(n, m)``.
        units: Where each was, by ``team``, ``project`` and ``site``: places in ``names``, -1 for nowhere, ``(n, m)``.
        names: The names of all teams, projects and sites, ascending.
        values: The figures of each metric in its unit, a column of length ``n`` a month.
    """

    months: tuple[Month, ...]
    present: NDArray[np.bool_]
    units: Mapping[str, NDArray[np.int64]]
    names: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[Exact, ...]]

    def within(self, first: int, length: int) -> tuple[int, ...]:
        """The places of those of the ``length`` months from ``first`` on (an ordinal) that are there."""
        return tuple(at for at, month in enumerate(self.months) if first <= month.ordinal < first + length)


def panel_of(months: Sequence[MonthResult], expects: Iterable[Expected]) -> Panel:
    """The months as arrays; figures of those metrics alone that some measure expects to change."""
    ordered = sorted(months, key=lambda one: one.month)
    columns = [one.agents["agent_id"].to_numpy(dtype=object) for one in ordered]
    ids = np.array(sorted({name for column in columns for name in column.tolist()}), dtype=object)
    rows = [np.searchsorted(ids, column) for column in columns]
    present = np.zeros((len(ids), len(ordered)), dtype=bool)
    for at, own in enumerate(rows):
        present[own, at] = True
    units, names = {}, {}
    for dimension in DIMENSIONS.values():
        texts = [one.agents[dimension].to_numpy(dtype=object) for one in ordered]
        names[dimension] = tuple(sorted({text for column in texts for text in column.tolist() if text}))
        units[dimension] = _codes(texts, rows, names[dimension], present.shape)
    wanted = {one.id: one for one in expects if one.id != ATTRITION}
    values = {
        name: tuple(_aligned(_figures(month, one), own, len(ids)) for month, own in zip(ordered, rows, strict=True))
        for name, one in wanted.items()
    }
    return Panel(tuple(one.month for one in ordered), present, units, names, values)


def _codes(
    texts: Sequence[NDArray[np.object_]],
    rows: Sequence[NDArray[np.intp]],
    names: Sequence[str],
    shape: tuple[int, ...],
) -> NDArray[np.int64]:
    places = {name: at for at, name in enumerate(names)}
    made = np.full(shape, -1, dtype=np.int64)
    for at, (column, own) in enumerate(zip(texts, rows, strict=True)):
        made[own, at] = [places.get(text, -1) for text in column.tolist()]
    return made


def _figures(month: MonthResult, expected: Expected) -> Exact:
    """A metric's column of a month: the score as shown, a pass as 100 % and a fail as 0 %."""
    if expected.id == SCORE:
        return Exact.from_ints(month.agents["score"].to_numpy(dtype=np.int64), den=100)
    column = month.metrics.get(expected.id)
    if column is None:
        return Exact.empty(len(month.agents))
    return column * Fraction(100) if expected.metric.kind is MetricKind.PASS else column


def _aligned(column: Exact, rows: NDArray[np.intp], people: int) -> Exact:
    """A month's column as one of all people."""
    at = np.full(people, -1, dtype=np.intp)
    at[rows] = np.arange(len(rows))
    if not len(column):
        return Exact.empty(people)
    return column.take(np.maximum(at, 0)).without(at < 0)
