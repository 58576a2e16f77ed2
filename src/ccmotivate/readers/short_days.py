"""Days without a year, and days as Excel counts them → dates, where the month of a table's rows is known.

``3月1日``, ``1-Mar``, ``03/01`` and ``45717`` say no month of a year by themselves: what a name or the command line
says of the month must fit them, or they stay as they are. A year alone is not enough, for it may be that of a week or a
financial year. ``1-Mar`` and ``03/01``, which may be months of 2001, are days under the header of a day only.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.columns import CellColumn
from ccmotivate.model.period import Month, month_number
from ccmotivate.model.words import half_width
from ccmotivate.readers.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST

_CHINESE = re.compile(r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]", re.ASCII)
_NAMED = re.compile(r"(?P<day>\d{1,2})[\s.-]*(?P<name>[a-zäÄ]{3,9})\.?", re.ASCII | re.IGNORECASE)
_FIGURES = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})", re.ASCII)
_COUNTED = re.compile(r"\d{5}", re.ASCII)
_FIRST_COUNTED = dt.date(1899, 12, 30)  # Excel's day 0, as of March 1900
_HUMP = re.compile(r"(?<=[a-zä])(?=[A-ZÄ])")  # CallDate
_OF_DAYS = re.compile(r"日|(?<![a-z])(date|day)(?![a-z])|datum(?![a-z])|(?<!mon)tag(?![a-z])", re.IGNORECASE)
_OF_MONTHS = re.compile(r"月|month|monat", re.IGNORECASE)
_LENGTH = len("30. September")


def is_of_days(header: str) -> bool:
    """True for the header of a day: ``日期``, ``call_date``, ``CallDate``, ``Berichtstag``; no ``Date/Month``."""
    plain = _HUMP.sub(" ", half_width(header))
    return bool(_OF_DAYS.search(plain)) and not _OF_MONTHS.search(plain)


def with_dates(cells: CellColumn, month: Month | None, order: str, *, is_day: bool) -> CellColumn:
    """The cells of a month's column with such days as dates.

    Args:
        cells: The column.
        month: The month that names or the command line say, which such days must be of.
        order: Of the parts of dates in figures, where the rules say it.
        is_day: Whether the column has the header of a day.
    """
    if month is None:
        return cells
    texts = [cell for cell in cells.others() if isinstance(cell, str) and len(cell) <= _LENGTH]
    numbers = np.unique(cells.numbers[cells.is_number]).tolist()
    days: dict[Cell, dt.date] = {text: day for text in texts if (day := _of_chinese(_plain(text), month.year))}
    days |= {cell: day for cell in (*texts, *numbers) if (day := _counted(cell))}
    if is_day:
        figures = [found for text in texts if (found := _FIGURES.fullmatch(_plain(text)))]
        order = _order_of(figures, month) if order == YEAR_FIRST else order
        days |= {text: day for text in texts if (day := _named_or_in_figures(_plain(text), month.year, order))}
    days = {cell: day for cell, day in days.items() if Month(day.year, day.month) == month}
    if not days:
        return cells
    made = cells.each(days.get).tolist()
    return cells.replaced({row: day for row, day in enumerate(made) if day is not None})


def without_days_alone(cells: CellColumn) -> CellColumn:
    """The cells under the header of a day with its numbers as texts, which are no months: 3 is the third of one."""
    rows = np.flatnonzero(np.isin(cells.numbers, range(1, 13))).tolist()
    return cells.replaced({row: f"{cells.numbers[row]:.0f}" for row in rows}) if rows else cells


def is_of_another_month(text: str, month: Month, *, is_day: bool) -> bool:
    """Whether a text is such a day, but of none of this month; ``is_day`` as in ``with_dates``."""
    plain = _plain(text)
    if found := _CHINESE.fullmatch(plain):
        return int(found["month"]) != month.month
    if not is_day:
        return False
    if found := _NAMED.fullmatch(plain):
        return month_number(found["name"]) not in (None, month.month)
    if found := _FIGURES.fullmatch(plain):
        return month.month not in (int(found["first"]), int(found["second"]))
    day = _counted(plain)
    return day is not None and Month(day.year, day.month) != month


def _plain(text: str) -> str:
    return half_width(text).strip()


def _of_chinese(plain: str, year: int) -> dt.date | None:
    found = _CHINESE.fullmatch(plain)
    return _date(year, int(found["month"]), int(found["day"])) if found else None


def _named_or_in_figures(plain: str, year: int, order: str) -> dt.date | None:
    if found := _NAMED.fullmatch(plain):
        return _date(year, month_number(found["name"]) or 0, int(found["day"]))
    found = _FIGURES.fullmatch(plain)
    return _of_figures(found, year, order) if found else None


def _of_figures(found: re.Match[str], year: int, order: str) -> dt.date | None:
    first, second = int(found["first"]), int(found["second"])
    if order == MONTH_FIRST:
        return _date(year, first, second)
    return _date(year, second, first) if order == DAY_FIRST else None


def _order_of(figures: Sequence[re.Match[str]], month: Month) -> str:
    """The one order in which all are days of the month, else YEAR_FIRST."""
    fitting = [
        order
        for order in (MONTH_FIRST, DAY_FIRST)
        if all((day := _of_figures(one, month.year, order)) and day.month == month.month for one in figures)
    ]
    return fitting[0] if len(fitting) == 1 else YEAR_FIRST


def _counted(cell: Cell) -> dt.date | None:
    """The day of a number that Excel has counted."""
    text = _plain(cell) if isinstance(cell, str) else f"{cell:.15g}" if isinstance(cell, float) else ""
    return _FIRST_COUNTED + dt.timedelta(days=int(text)) if _COUNTED.fullmatch(text) else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
