"""A sheet on its way through the pipe of the isolated reader: JSON values only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ccmotivate.readers.cells import a1
from ccmotivate.readers.limits import Refusal, box_is_too_large


@dataclass(slots=True)
class RawSheet:
    """A sheet as it goes through the pipe: JSON values only; positions as (row, column)."""

    name: str
    visible: bool
    columns: list[list[Any]] = field(default_factory=list)
    formats: list[tuple[str, list[int], list[int]]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)


def columns_of(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows, ragged or not, turned into ``width`` columns of JSON values."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    for row in rows:
        for column, value in zip(columns, row, strict=False):
            column.append(plain(value))
        for column in columns[len(row) :]:
            column.append(None)
    return columns


def plain(value: Any) -> Any:
    """A cell as JSON: dates, times and durations are tagged lists, the empty text is null."""
    if isinstance(value, dt.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, dt.date):
        return ["date", value.isoformat()]
    if isinstance(value, dt.time):
        return ["time", value.isoformat()]
    if isinstance(value, dt.timedelta):
        return ["duration", value.total_seconds()]
    return None if value == "" else value


def check_box(name: str, rows: int, columns: int, cells: int, stray: tuple[int, int]) -> None:
    """Refuse a sheet whose grid is too large, naming the cell that stretches it.

    Raises:
        Refusal: always when ``box_is_too_large``.
    """
    if box_is_too_large(rows, columns, cells):
        raise Refusal("grid-too-large", sheet=name, cell=a1(*stray), rows=rows, columns=columns, cells=cells)
