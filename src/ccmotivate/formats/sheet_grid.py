"""A sheet that is put together cell by cell, of the formats that write cells one after the other as elements."""

from __future__ import annotations

import datetime as dt
import math
import re
from array import array

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import DAY, clock_cell, milliseconds
from ccmotivate.formats.limits import MAX_BOX, MAX_COLUMNS, MAX_ROWS, Refusal
from ccmotivate.formats.number_formats import is_date, is_time, tells
from ccmotivate.formats.raw_sheet import RawColumn, RawSheet, check_box

_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,4})?\s*", re.ASCII)
_LEAP = 60 * DAY
"""The day that Excel has before 1 March 1900 and no calendar has."""


class SheetGrid:
    """Cells come row by row, none twice; ``height`` is the number of rows to the last of them."""

    def __init__(self, name: str = "", visible: bool = True, place: int = 0) -> None:
        self._sheet = RawSheet(name, visible, place)
        self._columns: list[tuple[array[int], list[Cell]]] = []
        self._known: dict[str, str] = {}
        self._formats: dict[str, tuple[list[int], list[int]]] = {}
        self._effects: dict[str, tuple[bool, bool]] = {}
        self._stray = (0, 0)
        self._cells = self.height = self._width = 0
        self.layout = self._sheet.layout

    def put(self, row: int, column: int, cell: Cell) -> None:
        """A cell that holds something.

        Raises:
            Refusal: beyond Excel's grid, or the sheet is too large.
        """
        self._reach(row, column)
        while len(self._columns) <= column:
            self._columns.append((array("i"), []))
        rows, cells = self._columns[column]
        rows.append(row)
        cells.append(self._known.setdefault(cell, cell) if isinstance(cell, str) else cell)

    def put_number(self, row: int, column: int, value: float, code: str) -> None:
        """A number as its format has it: a date, a time, a duration or itself.

        Raises:
            Refusal: as ``put``.
        """
        if code not in self._effects:
            self._effects[code] = is_time(code) or is_date(code), tells(code)
        is_moment, is_telling = self._effects[code]
        cell = _as_moment(value, code) if is_moment else value
        self.put(row, column, cell)
        if is_telling and not is_moment:
            rows, columns = self._formats.setdefault(code, ([], []))
            rows.append(row)
            columns.append(column)

    def put_error(self, row: int, column: int, word: str) -> None:
        """An error word.

        Raises:
            Refusal: as ``put``.
        """
        self._reach(row, column)
        self._sheet.errors.append((row, column, word))

    def put_uncalculated(self, row: int, column: int) -> None:
        """A formula without a result.

        Raises:
            Refusal: as ``put``.
        """
        self._reach(row, column)
        self._sheet.uncalculated.append((row, column))

    def finished(self, *, visible: bool = True) -> RawSheet:
        """The sheet.

        Raises:
            Refusal: it is too large for what it holds.
        """
        sheet = self._sheet
        self._check_box()
        for rows, found in self._columns:
            cells: list[Cell] = [None] * self.height
            for row, cell in zip(rows, found, strict=True):
                cells[row] = cell
            sheet.columns = [*sheet.columns, RawColumn(cells)]
        sheet.formats = [(code, rows, columns) for code, (rows, columns) in self._formats.items()]
        sheet.visible = visible
        return sheet

    def _reach(self, row: int, column: int) -> None:
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise Refusal("malformed-workbook", sheet=self._sheet.name, reason=f"row {row + 1}, column {column + 1}")
        self.height, self._width = max(self.height, row + 1), max(self._width, column + 1)
        self._cells += 1
        self._stray = max(self._stray, (row, column), key=lambda at: (at[0] + 1) * (at[1] + 1))
        if self.height * self._width > MAX_BOX:
            self._check_box()

    def _check_box(self) -> None:
        check_box(self._sheet.name, self.height, self._width, self._cells, self._stray)


def number_of(text: str) -> float | None:
    """A number as Excel writes it; None for anything else, such as ``NaN``."""
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None


def moment_cell(thousandths: int, code: str) -> Cell:
    """The cell of so many milliseconds on Excel's calendar, which begins on 31 December 1899."""
    if is_time(code) or 0 <= thousandths < DAY:
        return clock_cell(thousandths)
    start = dt.datetime(1899, 12, 30 if thousandths >= _LEAP else 31)
    moment = start + dt.timedelta(milliseconds=thousandths)
    return moment if thousandths % DAY else moment.date()


def _as_moment(value: float, code: str) -> Cell:
    try:
        thousandths = milliseconds(value)
        return value if thousandths < 0 and not is_time(code) else moment_cell(thousandths, code)
    except (ValueError, OverflowError):  # no date of any calendar: the number itself
        return value
