"""A column of dates → exact day numbers, every cell that is no date a problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.columns import CellColumn, Rows
from ccmotivate.model.exact import Exact
from ccmotivate.model.rules import ReadingRules
from ccmotivate.model.words import normal
from ccmotivate.problems import problem
from ccmotivate.readers.dates import YEAR_FIRST, is_either_order, order_of, parse_date
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words, plain_cell, read_broken, texts_of
from ccmotivate.readers.reading import Reading
from ccmotivate.readers.values import ReadColumn


def read_days(
    reading: Reading,
    table: FoundTable,
    name: str,
    rows: Rows,
    *,
    dates: str = "",
    beside: Sequence[str] = (),
    no_data: Sequence[str] = (),
) -> ReadColumn:
    """Days as day numbers; a cell that is no date, or one of unknown order, is an error.

    Args:
        reading: The workbook.
        table: The table.
        name: The column.
        rows: The 0-based sheet rows to be read.
        dates: The order of day and month, where it is not that of the rules.
        beside: Columns that are written alike, for an order that the column itself does not tell.
        no_data: What stands for none beside the words of the rules, also a number or a time, like the 0 of Excel.
    """
    place = table.columns[name]
    cells = table.sheet.columns[place].take(rows)
    none = frozenset(map(normal, no_data))
    blanks = blank_words(reading.rules) | none
    broken = read_broken(table, name, rows, blanks)
    how = replace(reading.rules.reading, dates=dates or reading.rules.reading.dates)
    written = (cells, *(table.sheet.columns[table.columns[one]].take(rows) for one in beside))
    order = next((one for one in (_order(some, how.dates) for some in written) if one != YEAR_FIRST), YEAR_FIRST)
    blank = (
        cells.every(lambda some: [text if normal(text) not in none else "" for text in texts_of(some, blanks)]) == ""
    )
    days = np.where(blank, 0, cells.each(lambda cell: _day(cell, order, how)).astype(np.int64))
    read = ReadColumn(Exact.from_ints(days).without(days == 0), broken.problems, broken.bad)
    for position in np.flatnonzero(~blank & (days == 0)).tolist():
        if position not in read.bad:
            text = plain_cell(cells[position])
            code = "date-ambiguous" if order == YEAR_FIRST and is_either_order(text) else "not-a-date"
            read.problems.append(problem(code, table.ref(int(rows[position]), place), text))
            read.bad.add(position)
    return read


def _order(cells: CellColumn, said: str) -> str:
    """How the dates of the column are written: as the rules say, else as a day above 12 decides."""
    return said if said != YEAR_FIRST else order_of(cell for cell in cells.places() if isinstance(cell, str))


def _day(cell: Cell, order: str, how: ReadingRules) -> int:
    """The day number of a cell, 0 for none."""
    date = cell if isinstance(cell, dt.date) else None
    if isinstance(cell, str):
        date = parse_date(cell, order, how.zone, is_said=how.dates != YEAR_FIRST)
    return date.toordinal() if date else 0
