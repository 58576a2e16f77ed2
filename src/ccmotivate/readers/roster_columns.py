"""The roster columns of a table (hiring, grade, days, ratings …) → exact values and texts, every odd cell a problem."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from ccmotivate.formats.columns import Rows
from ccmotivate.model.exact import Exact
from ccmotivate.model.roster import DAYS, RosterColumn, RosterKind, RosterValues
from ccmotivate.problems import SourceRef, problem
from ccmotivate.readers.days import read_days
from ccmotivate.readers.headers import ROSTER_FIELDS, FoundTable
from ccmotivate.readers.identity import as_words, blank_words, read_text
from ccmotivate.readers.reading import Reading, RosterRows, cells_of, say_placeholders
from ccmotivate.readers.values import ReadColumn, read_column


def read_roster_columns(reading: Reading, table: FoundTable, rows: Rows) -> tuple[RosterValues, set[int]]:
    """The roster columns that a table has, in these sheet rows, and the positions with an error.

    A cell in error has no value, so that it is not held against other cells too.
    """
    numbers: dict[str, Exact] = {}
    texts: dict[str, np.ndarray] = {}
    bad: set[int] = set()
    for name in (name for name in table.columns if name in reading.rules.roster):
        column = reading.rules.roster[name]
        if column.kind is RosterKind.TEXT:
            text = read_text(table, name, rows, blank_words(reading.rules))
            if column.words:
                as_words(text, column.words, name, partial(_cell, table, rows, name))
            text.values[sorted(text.bad)] = ""
            texts[name], problems, wrong = text.values, text.problems, text.bad
        else:
            read = (
                _days(reading, table, column, rows)
                if column.kind is RosterKind.DATE
                else _numbers(reading, table, column, rows)
            )
            in_error = np.isin(np.arange(len(rows)), sorted(read.bad))
            numbers[name], problems, wrong = read.values.without(in_error), read.problems, read.bad
        reading.problems += problems
        bad |= wrong
    return RosterValues(numbers, texts), bad


def _days(reading: Reading, table: FoundTable, column: RosterColumn, rows: Rows) -> ReadColumn:
    """The days of a column; what tells their order in one of the columns of days tells it in the other."""
    both = [reading.rules.roster[name] for name in (column.id, *DAYS) if name in table.columns]
    dates = next((one.dates for one in both if one.dates), "")
    beside = [one.id for one in both if one is not column]
    return read_days(reading, table, column.id, rows, dates=dates, beside=beside, no_data=column.no_data)


def _cell(table: FoundTable, rows: Rows, name: str, at: int) -> SourceRef:
    return table.ref(int(rows[at]), table.columns[name])


def _numbers(reading: Reading, table: FoundTable, column: RosterColumn, rows: Rows) -> ReadColumn:
    read = read_column(cells_of(reading, table, column.id, rows), column.metric, reading.words)
    say_placeholders(reading, table, column.id, table.columns[column.id], rows[read.no_data].tolist())
    return read


def each_once(reading: Reading, table: FoundTable, read: RosterRows) -> RosterRows:
    """The rows of a source, which may list people once a skill or queue, each content once."""
    again = repeated(read)
    if not again.any():
        return read
    rows = read.frame["row"].to_numpy()[again].tolist()
    here = table.ref(rows[0] - 1, table.anchor)
    reading.problems.append(problem("detail-repeated", here, rows=rows, count=len(rows)))
    return read.take(np.flatnonzero(~again))


def repeated(rows: RosterRows) -> NDArray[np.bool_]:
    """True for the rows of rosters that say the same as an earlier one of the person and month."""
    own = {name: rows.values.texts[name].tolist() for name in rows.values.texts}
    own |= {name: column.to_list() for name, column in rows.values.numbers.items()}
    told = rows.frame[["month", "agent_id", *ROSTER_FIELDS]].assign(**own)
    return (told.duplicated() & (told["agent_id"] != "")).to_numpy(dtype=bool)
