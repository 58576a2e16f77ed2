"""What a file holds before anybody interprets it: books and sheets of raw cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.formats.cells import Cell, Position
from ccmotivate.formats.columns import CellColumn


class Sheet(Struct, frozen=True):
    """One worksheet.

    Attributes:
        name: Exactly as in the file; ``csv`` for a text file.
        visible: False for hidden and very hidden sheets.
        columns: ``columns[c][r]`` from cell A1 on, all of the same length.
        formats: Column to (number format code, 0-based rows), only for the formats that change what a number
            means: percents and zero-padding. Only numeric cells.
        errors: (row, column) to the error word, such as ``#DIV/0!``, also where it is a text. The cell itself is
            ``None``.
        uncalculated: Formula cells without a stored result. The cell itself is ``None``.
        merged: Merged blocks of more than one cell, in order, as (first row, first column, last row, last column),
            cut off at the last filled row and column. Excel shows their first cell; the others seldom hold anything.
        hidden_rows: int64, sorted; the 0-based rows that are hidden by hand, by a filter, or have no height.
        hidden_columns: The 0-based columns likewise.
        lines: Which row of the file each row is, ascending, where only some of them were taken; None for all.

    A number with a time format is ``time`` or ``timedelta`` here, never a date or a number (``clock.seconds_of``).
    """

    name: str
    visible: bool
    columns: Sequence[CellColumn]
    formats: Mapping[int, Sequence[tuple[str, NDArray[np.int64]]]]
    errors: Mapping[Position, str]
    uncalculated: frozenset[Position]
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_rows: NDArray[np.int64]
    hidden_columns: frozenset[int]
    lines: NDArray[np.int64] | None = None

    def line(self, row: int) -> int:
        """The 0-based row of the file that a row is."""
        return row if self.lines is None else int(self.lines[row])

    def rows_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """``line`` of each row."""
        return rows if self.lines is None else self.lines[rows]

    @property
    def height(self) -> int:
        """Number of rows, from row 1 to the last filled one."""
        return len(self.columns[0]) if self.columns else 0

    def shown(self) -> list[CellColumn]:
        """The columns with the error words in their cells, as Excel shows them."""
        words: dict[int, dict[int, Cell]] = {}
        for (row, column), word in self.errors.items():
            words.setdefault(column, {})[row] = word
        return [column.replaced(words[at]) if at in words else column for at, column in enumerate(self.columns)]


class Book(Struct, frozen=True):
    """One file: its identity and its worksheets; ``other_sheets`` names charts, macro and dialog sheets.

    ``data`` are the checked bytes, for copying the workbook's formatting; empty where that is impossible.
    """

    name: str
    path: Path
    sha256: str
    kind: str
    sheets: tuple[Sheet, ...]
    other_sheets: tuple[str, ...]
    encoding: str | None = None
    data: bytes = b""
