"""Cells that say when → exact seconds: dates, times of the day, moments."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import seconds_of
from ccmotivate.model.durations import DAY
from ccmotivate.model.exact import Exact
from ccmotivate.model.instants import parse_clock
from ccmotivate.model.rules import ReadingRules
from ccmotivate.model.words import normal
from ccmotivate.problems import problem
from ccmotivate.readers.column_cells import ColumnCells
from ccmotivate.readers.dates import YEAR_FIRST, Stamp, is_either_order, order_of, parse_stamp
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.values import ReadColumn, Vocabulary


def read_instants(column: ColumnCells, kind: str, words: Vocabulary, how: ReadingRules) -> ReadColumn:
    """Read a column of dates, times or moments; a cell that is none is a problem and has no data.

    Moments with a zone of their own, and all others where ``zone`` says where they were written, are counted in
    universal time, so that a difference is what has passed.
    """
    cells = column.cells
    order = how.dates if how.dates != YEAR_FIRST else order_of(one for one in cells.places() if isinstance(one, str))
    found = cells.each(lambda cell: _instant(cell, kind, order, how))
    values = [None if one is None else one[0] for one in found.tolist()]
    read = ReadColumn(Exact.from_fractions(values))
    texts = cells.every(lambda distinct: [plain_cell(cell) for cell in distinct])
    for place in np.flatnonzero(read.values.missing).tolist():
        _say(read, column, place, str(texts[place]), kind, order, words)
    zones = (
        {one[1] for one in found.tolist() if one is not None}
        if kind == "moment" and not (how.zone or how.written_in)
        else set()
    )
    if len(zones) > 1:
        bare = next(place for place, one in enumerate(found.tolist()) if one is not None and not one[1])
        here = column.ref(int(column.rows[bare]))
        read.problems.append(problem("instant-zones", here, str(texts[bare])))
        read.bad.update(np.flatnonzero(~read.values.missing).tolist())
    return read


def _say(
    read: ReadColumn, column: ColumnCells, place: int, text: str, kind: str, order: str, words: Vocabulary
) -> None:
    """What is wrong with a cell that has no value, if it is not blank."""
    row = int(column.rows[place])
    shown = column.errors.get(row)
    if normal(shown or text) in words.no_data:
        read.no_data.append(place)
    elif shown is not None or row in column.uncalculated:
        code = "cell-error" if shown is not None else "formula-not-calculated"
        read.problems.append(problem(code, column.ref(row), shown))
        read.bad.add(place)
    elif text:
        either = order == YEAR_FIRST and is_either_order(text)
        code = "date-ambiguous" if either else "not-an-instant"
        facts = {} if either else {"kind": kind}
        read.problems.append(problem(code, column.ref(row), text, **facts))
        read.bad.add(place)


def _instant(cell: Cell, kind: str, order: str, how: ReadingRules) -> tuple[Fraction, bool] | None:
    """The seconds of a cell, and whether it has a zone of its own; None for no such instant."""
    if kind == "time":
        seconds = parse_clock(cell) if isinstance(cell, str) else seconds_of(cell)
        return None if seconds is None or not 0 <= seconds < DAY else (seconds, False)
    stamp = _stamp(cell, order, is_said=how.dates != YEAR_FIRST)
    if stamp is None:
        return None
    if kind == "date":
        return Stamp(stamp.in_zone(how.zone, how.written_in), Fraction(0), "").since_start(None), False
    return stamp.since_start(how.written_in or how.zone), bool(stamp.own)


def _stamp(cell: Cell, order: str, *, is_said: bool) -> Stamp | None:
    """The day and the time of a cell, which may be the number 20250301."""
    if isinstance(cell, str | float | int):
        return parse_stamp(plain_cell(cell), order, is_said=is_said)
    if isinstance(cell, dt.datetime):
        clock = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
        thousandths = (clock + dt.timedelta(microseconds=500)) // dt.timedelta(milliseconds=1)
        return Stamp(cell.date(), Fraction(thousandths, 1000), "")
    return Stamp(cell, Fraction(0), "") if isinstance(cell, dt.date) else None
