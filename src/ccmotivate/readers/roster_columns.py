"""The roster columns of a table (hiring, grade, days, ratings …) → exact values and texts, every odd cell a problem."""

from __future__ import annotations

import datetime as dt

import numpy as np

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.columns import CellColumn, Rows
from ccmotivate.model.exact import Exact
from ccmotivate.model.roster import RosterColumn, RosterKind, RosterValues
from ccmotivate.problems import problem
from ccmotivate.readers.dates import YEAR_FIRST, is_either_order, order_of, parse_date
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words, plain_cell, read_broken, read_text, texts_of
from ccmotivate.readers.reading import Reading, cells_of, say_placeholders
from ccmotivate.readers.values import ReadColumn, read_column


def read_roster_columns(reading: Reading, table: FoundTable, rows: Rows) -> tuple[RosterValues, set[int]]:
    """The roster columns that a table has, in these sheet rows, and the positions with an error."""
    numbers: dict[str, Exact] = {}
    texts: dict[str, np.ndarray] = {}
    bad: set[int] = set()
    for name in (name for name in table.columns if name in reading.rules.roster):
        column = reading.rules.roster[name]
        if column.kind is RosterKind.TEXT:
            text = read_text(table, name, rows, blank_words(reading.rules))
            texts[name], problems, wrong = text.values, text.problems, text.bad
        else:
            read = (
                _dates(reading, table, name, rows)
                if column.kind is RosterKind.DATE
                else _numbers(reading, table, column, rows)
            )
            numbers[name], problems, wrong = read.values, read.problems, read.bad
        reading.problems += problems
        bad |= wrong
    return RosterValues(numbers, texts), bad


def _numbers(reading: Reading, table: FoundTable, column: RosterColumn, rows: Rows) -> ReadColumn:
    read = read_column(cells_of(reading, table, column.id, rows), column.metric, reading.words)
    say_placeholders(reading, table, column.id, table.columns[column.id], rows[read.no_data].tolist())
    return read


def _dates(reading: Reading, table: FoundTable, name: str, rows: Rows) -> ReadColumn:
    """Days as day numbers; a cell that is no date, or one of unknown order, is an error."""
    place = table.columns[name]
    cells = table.sheet.columns[place].take(rows)
    broken = read_broken(table, name, rows, blank_words(reading.rules))
    order = _order(cells, reading.rules.reading.dates)
    zone = reading.rules.reading.zone
    days = cells.each(lambda cell: _day(cell, order, zone)).astype(np.int64)
    blank = cells.every(lambda distinct: texts_of(distinct, blank_words(reading.rules))) == ""
    read = ReadColumn(Exact.from_ints(days).without(days == 0), broken.problems, broken.bad)
    for position in np.flatnonzero(~blank & (days == 0)).tolist():
        if position not in read.bad:
            text = plain_cell(cells[position])
            code = "date-ambiguous" if order == YEAR_FIRST and is_either_order(text) else "not-a-date"
            read.problems.append(problem(code, table.ref(int(rows[position]), place), text))
            read.bad.add(position)
    return read


def _order(cells: CellColumn, said: str) -> str:
    """The day and month order of a date column: from the rules, else from a day above 12."""
    return said if said != YEAR_FIRST else order_of(cell for cell in cells.places() if isinstance(cell, str))


def _day(cell: Cell, order: str, zone: str | None) -> int:
    """The day number of a cell, 0 for none."""
    date = cell if isinstance(cell, dt.date) else parse_date(cell, order, zone) if isinstance(cell, str) else None
    return date.toordinal() if date else 0
