"""What is open while a web page is read: a table and its cell."""

from __future__ import annotations

from msgspec import Struct, field

from ccmotivate.formats.cells import Position
from ccmotivate.formats.html_cells import BREAK, Attributes
from ccmotivate.formats.limits import Refusal


class Cell(Struct):
    """An open cell; ``row_within`` is the row of a table that it began with."""

    column: int
    columns: int
    rows: int
    attributes: Attributes
    is_hidden: bool = False
    pieces: list[str] = field(default_factory=list)
    row_within: list[tuple[Cell, str]] = field(default_factory=list)

    def parts_of(self, text: str) -> list[tuple[Cell, str]]:
        """The cells of its row of a table where its text is of nothing else, itself where there is any."""
        if " ".join(part for _, part in self.row_within).split() == text.split():
            return self.row_within
        return [(self, text)] if text else []


class Table(Struct):
    """An open table: ``row`` and ``next`` are rows of the sheet, of its own where it ``waits`` for a second filled row.

    ``spans`` are the columns that cells of rows above reach down to: first column to (last column, last row).
    """

    waits: bool
    next: int
    row: int = -1
    column: int = 0
    listed: int = 0  # columns by ``<col>``
    cell: Cell | None = None
    held: list[tuple[int, Cell, str, bool]] = field(default_factory=list)
    is_beside: bool = False  # filled cells of the same row
    spans: dict[int, Position] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hides: bool = False  # the table is hidden, or the row around it
    hides_section: bool = False
    hides_row: bool = False  # for whatever reason
    asks_password: bool = False
    lays_out: bool = False  # a table of several rows within it
    filled: int = 0
    last_filled: int = -1
    begun: int = 0  # rows of the page
    shown: list[int] = field(default_factory=list)  # columns of filled cells of the open row
    cells: int = 0  # filled ones of the open row of the page
    most_cells: int = 0  # of a row above
    splits: int = 0  # rows of which a cell beside others became rows
    is_split: bool = False  # the open row is one

    def begin_row(self) -> None:
        """Begin a row of the page."""
        self.most_cells = max(self.most_cells, self.cells)
        self.cells, self.is_split = 0, False
        self.begun += 1

    def count_cell(self) -> None:
        """Count a filled cell.

        Raises:
            Refusal: its row was torn apart by a table within a cell, and is one of data.
        """
        self.cells += 1
        if self.is_split and self.cells < self.most_cells:
            raise Refusal("table-in-row", row=self.begun)

    def split_row(self) -> None:
        """Let the open row be torn apart by a table within a cell that stands beside others.

        Raises:
            Refusal: it is not the first one, so that the rows are those of data.
        """
        self.splits += not self.is_split
        self.is_split = True
        if self.splits > 1:
            raise Refusal("table-in-row", row=self.begun)

    def has_filled_row(self) -> bool:
        """Whether the open row holds something."""
        return 0 <= self.row == (self.held[-1][0] if self.held else self.last_filled)

    def may_hold(self, row: int) -> bool:
        """Whether a cell of a table that waits is still of the first filled row, or of a list beside filled cells."""
        if not self.held or row == self.held[0][0]:
            return True
        is_list = len(self.held) == 1 or self.held[0][0] != self.held[-1][0]
        return self.is_beside and is_list and row != self.held[-1][0]

    def held_pieces(self) -> list[str]:
        """What was held, as pieces of the text of the cell around the table."""
        is_list = bool(self.held) and self.held[0][0] != self.held[-1][0]
        mark = BREAK if is_list else " "
        return [piece for *_, text, is_hidden in self.held if not is_hidden for piece in (mark, text, mark)]
