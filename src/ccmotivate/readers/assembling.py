"""A sheet put together from its values and its marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ccmotivate.readers.cells import Position, Sheet
from ccmotivate.readers.columns import Column, Rows, blank_column
from ccmotivate.readers.isolated import Parsed
from ccmotivate.readers.xlsx_marks import Marks


def marks_of(sheet: Parsed) -> Marks:
    """The marks that came with the values."""
    return Marks(formats=sheet.formats, errors=sheet.errors, uncalculated=sheet.uncalculated)


def assemble(sheet: Parsed, marks: Marks) -> Sheet:
    """A sheet from its values and marks: blank columns at the end go, and marks of cells that only carry a format.

    Error cells and formulas without a result may lie beyond the last value: the grid is widened to hold them.
    """
    columns = list(sheet.columns)
    while columns and columns[-1].is_blank.all():
        columns.pop()
    height = len(columns[0]) if columns else 0
    uncalculated = frozenset(place for place in marks.uncalculated if _is_blank(columns, place))
    special = [*marks.errors, *uncalculated]
    if special:
        height = max(height, 1 + max(row for row, _ in special))
        width = max(len(columns), 1 + max(column for _, column in special))
        columns = [column.padded(height) for column in columns]
        columns += [blank_column(height)] * (width - len(columns))
    formats: dict[int, list[tuple[str, Rows]]] = {}
    for code, listed, places in marks.formats:
        rows, at = np.array(listed, np.int64), np.array(places, np.int64)
        for column in np.unique(at[at < len(columns)]).tolist():
            where = np.sort(rows[(at == column) & (rows < height)])
            where = where[columns[column].is_number[where]]
            if len(where):
                formats.setdefault(column, []).append((code, where))
    return Sheet(sheet.name, sheet.visible, columns, formats, marks.errors, uncalculated - marks.errors.keys())


def _is_blank(columns: Sequence[Column], place: Position) -> bool:
    row, column = place
    return column >= len(columns) or row >= len(columns[column]) or columns[column][row] is None
