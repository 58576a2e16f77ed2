"""Excel's "XML Spreadsheet 2003" (``<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">``), isolated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import DAY, clock_cell
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ENTRIES, MAX_ROWS, MIB, Refusal
from ccmotivate.formats.number_formats import NAMED, is_date, is_time
from ccmotivate.formats.page_encoding import declared_in_xml, decode_page
from ccmotivate.formats.raw_sheet import RawSheet
from ccmotivate.formats.sheet_grid import SheetGrid, moment_cell, number_of
from ccmotivate.formats.xml_events import Attributes, local, parse

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_FIRST_DAY = dt.datetime(1899, 12, 31)
_FIRST_OF_1904 = dt.datetime(1904, 1, 1)
_DAYS_TO_1904 = 1462
_MILLISECOND = dt.timedelta(milliseconds=1)
_MARCH = dt.datetime(1900, 3, 1)  # Excel counts a 29 February 1900 before it


def read(data: bytes, encoding: str | None = None) -> tuple[list[RawSheet], str]:
    """The worksheets and the encoding.

    Raises:
        Refusal: hostile, malformed, or too large.
    """
    text, used = decode_page(data, encoding, declared_in_xml(data))
    scan = _Scan()
    parse(_pieces(text), scan.start, scan.end, scan.text)
    return [grid.finished(visible=visible) for grid, visible in scan.sheets], used


def _pieces(text: str) -> Iterator[bytes]:
    """The XML in UTF-8, without the declaration, which may say something else."""
    found = _DECLARATION.match(text)
    for at in range(found.end() if found else 0, len(text), MIB):
        yield text[at : at + MIB].encode()


class _Scan:
    """Reads a workbook; rows and columns are those of the cell that comes next."""

    def __init__(self) -> None:
        self.sheets: list[tuple[SheetGrid, bool]] = []
        self._codes: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._style = self._told = ""
        self._column_styles: list[str] = []
        self._table_style = self._row_style = self._cell_style = ""
        self._next_row = self._next_column = self._listed = 0
        self._row = self._column = 0
        self._is_1904 = self._in_table = self._is_cell = False
        self._has_data = self._has_formula = False
        self._kind: str | None = None
        self._comments = 0
        self._pieces: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        found = {local(key): value for key, value in attributes.items()}
        if name == "Comment":
            self._comments += 1
        elif self._comments:
            return
        elif name == "Style":
            self._style = found.get("ID", "")
            self._parents[self._style] = found.get("Parent", "")
        elif name == "NumberFormat" and self._style:
            code = found.get("Format", "General")
            self._codes[self._style] = NAMED.get(code.lower(), code)
        elif name == "Worksheet":
            if len(self.sheets) >= MAX_ENTRIES:
                raise Refusal("malformed-workbook", reason=f"> {MAX_ENTRIES} sheets")
            self.sheets.append((SheetGrid(found.get("Name", ""), place=len(self.sheets)), True))
            self._next_row = self._listed = 0
            self._column_styles, self._table_style = [], ""
        elif name in ("Date1904", "Visible"):
            self._told, self._pieces = name, []
            self._is_1904 |= name == "Date1904"
        elif name == "Table" and self.sheets:
            self._in_table, self._table_style = True, found.get("StyleID", "")
        elif self._in_table:
            self._start_in_table(name, found)

    def _start_in_table(self, name: str, found: Attributes) -> None:
        if name == "Column":
            self._list_columns(found)
        elif name == "Row" and not self._is_cell:
            self._open_row(found)
        elif name == "Cell" and not self._is_cell:
            self._open_cell(found)
        elif name == "Data" and self._is_cell and not self._has_data:
            self._kind, self._pieces, self._has_data = found.get("Type", "String"), [], True

    def end(self, name: str) -> None:
        if name == "Comment":
            self._comments -= 1
        elif self._comments:
            return
        elif name == "Style":
            self._style = ""
        elif name == "Visible" and self._told == name:
            if self.sheets and "Hidden" in "".join(self._pieces):
                self.sheets[-1] = (self.sheets[-1][0], False)
            self._told = ""
        elif name == "Data" and self._kind is not None:
            self._put("".join(self._pieces), self._kind)
            self._kind = None
        elif name == "Cell" and self._is_cell:
            if self._has_formula and not self._has_data:
                self.sheets[-1][0].put_uncalculated(self._row, self._column)
            self._is_cell = False
        elif name == "Table":
            self._in_table = False

    def text(self, piece: str) -> None:
        if (self._kind is not None or self._told == "Visible") and not self._comments:
            self._pieces.append(piece)

    def _list_columns(self, found: Attributes) -> None:
        first = _place(found, self._listed, MAX_COLUMNS)
        self._listed = first + 1 + _count(found, "Span", MAX_COLUMNS)
        if found.get("Hidden") == "1" or found.get("Width") == "0":
            self.sheets[-1][0].layout.hide_columns(first, self._listed - 1)
        self._column_styles += [""] * (first - len(self._column_styles))
        self._column_styles += [found.get("StyleID", "")] * (min(self._listed, MAX_COLUMNS) - first)

    def _open_row(self, found: Attributes) -> None:
        self._row = _place(found, self._next_row, MAX_ROWS)
        self._next_row = self._row + 1 + _count(found, "Span", MAX_ROWS)
        self._next_column, self._row_style = 0, found.get("StyleID", "")
        if found.get("Hidden") == "1" or found.get("Height") == "0":
            self.sheets[-1][0].layout.hide_rows(self._row, self._next_row - 1)

    def _open_cell(self, found: Attributes) -> None:
        self._column = _place(found, self._next_column, MAX_COLUMNS)
        across, down = _count(found, "MergeAcross", MAX_COLUMNS), _count(found, "MergeDown", MAX_ROWS)
        self._next_column = self._column + 1 + across
        self.sheets[-1][0].layout.merge(self._row, self._column, self._row + down, self._column + across)
        self._cell_style = found.get("StyleID", "")
        self._is_cell, self._has_data, self._has_formula = True, False, "Formula" in found

    def _put(self, text: str, kind: str) -> None:
        grid, row, column = self.sheets[-1][0], self._row, self._column
        if kind == "Error":
            grid.put_error(row, column, text.strip() or "#N/A")
        elif kind == "Number" and (number := number_of(text)) is not None:
            code = self._code()
            grid.put_number(row, column, number + _DAYS_TO_1904 * (self._is_1904 and is_date(code)), code)
        elif (cell := self._cell(text, kind)) not in (None, ""):
            grid.put(row, column, cell)

    def _cell(self, text: str, kind: str) -> Cell:
        if kind == "Boolean":
            return text.strip() in ("1", "true")
        if kind != "DateTime":
            return text
        try:
            moment = dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        except ValueError:
            return text
        if self._is_1904 and is_time(self._code()):
            return clock_cell(round((moment - _FIRST_OF_1904) / _MILLISECOND))
        thousandths = round((moment - _FIRST_DAY) / _MILLISECOND)
        try:
            return moment_cell(thousandths + DAY * (moment >= _MARCH), self._code())
        except OverflowError:  # rounded up to the year 10000
            return text

    def _code(self) -> str:
        """The number format of the cell: of its own style, or of its row, column, table or the workbook."""
        column = self._column_styles[self._column] if self._column < len(self._column_styles) else ""
        style = self._cell_style or self._row_style or column or self._table_style or "Default"
        for _ in range(8):
            if style in self._codes:
                return self._codes[style]
            style = self._parents.get(style) or "Default"
        return ""


def _place(found: Attributes, following: int, most: int) -> int:
    """The 0-based row or column: as ``Index`` says, else the next one."""
    place = _count(found, "Index", most) - 1 if "Index" in found else following
    if not following <= place < most:
        raise Refusal("malformed-workbook", reason=f"Index {place + 1}")
    return place


def _count(found: Attributes, key: str, most: int) -> int:
    text = found.get(key, "0")
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > most:
        raise Refusal("malformed-workbook", reason=f"{key} {text[:20]!r}")
    return int(text)
