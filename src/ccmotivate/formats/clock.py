"""Times and durations: the day fractions of a sheet in whole milliseconds, the finest that Excel shows and takes.

A day fraction is a binary float, 220 s a little less than 220/86,400 of a day: the nearest millisecond is what was
meant, and every parser gives the same one.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from ccmotivate.formats.cells import Cell

DAY = 86_400_000
"""Milliseconds."""

LONGEST = 100_000_000 * DAY
"""Milliseconds; about what Python's durations hold, and far beyond what Excel shows."""


def milliseconds(days: float) -> int:
    """Day fractions, such as ``0.0025``, in milliseconds, half-up.

    Raises:
        OverflowError: infinite, or more than ``LONGEST``.
        ValueError: not a number.
    """
    found = _half_up(Fraction(days) * DAY)
    if abs(found) > LONGEST:
        raise OverflowError(days)
    return found


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2) if value >= 0 else value - Fraction(1, 2))


def clock_cell(thousandths: int) -> Cell:
    """The cell of so many milliseconds: a time within a day, a duration when it is negative or a day and more."""
    if not 0 <= thousandths < DAY:
        return dt.timedelta(milliseconds=thousandths)
    return (dt.datetime.min + dt.timedelta(milliseconds=thousandths)).time()


def add_time(times: list[tuple[int, int, int]], row: int, column: int, days: str | bytes | float, always: bool) -> None:
    """Add the (row, column, milliseconds) of a number with a time format that parsers read wrongly.

    Parsers read times within a day rightly, unless the format hides that it is a time: then ``always``.
    """
    try:
        found = milliseconds(float(days))
    except (ValueError, OverflowError):  # no time at all: the parser says what it is
        return
    if always or not 0 <= found < DAY:
        times.append((row, column, found))


def seconds_of(cell: Cell) -> Fraction | None:
    """A cell with a time format in seconds, to the millisecond; None for any other cell, dates among them.

    A number without a time format is None as well: its ``milliseconds`` are one reading of it, not the only one.
    """
    if isinstance(cell, dt.time):
        cell = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if not isinstance(cell, dt.timedelta):
        return None
    return Fraction(_half_up(Fraction(cell // dt.timedelta(microseconds=1), 1000)), 1000)
