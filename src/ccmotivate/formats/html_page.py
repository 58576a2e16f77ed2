"""A web page that calls itself .xls, in the isolated process: its tables, one under another, as Excel opens it.

Cells are text, as of a csv, but for what Excel's own attributes say of them (``x:num``, ``mso-number-format``). Lines
of text around the tables are rows of one cell. A table within a cell is a table of its own where it has a second filled
row: then the outer one only lays out the page. A lesser one, or a list beside filled cells, is the text of that cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from ccmotivate.formats.cells import column_letters
from ccmotivate.formats.css_formats import class_formats
from ccmotivate.formats.html_cells import BREAK, Attributes, is_filled, put_cell, shown, span
from ccmotivate.formats.html_meta import is_frame, is_visible, page_text, sheet_name
from ccmotivate.formats.html_table import Cell, Table
from ccmotivate.formats.layout import Span
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ROWS, MIB, Refusal
from ccmotivate.formats.raw_sheet import RawSheet
from ccmotivate.formats.sheet_grid import SheetGrid

_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*collapse)", re.I)
_ROW_NOT_BEGUN = re.compile(r"(</tr\s*>\s*)(?=<t[dh][\s>])", re.I)  # as some programs forget it but for the first
_SMALL = 3
_MAX_NESTED = 64
_MAX_COLSPAN = 1000  # as browsers have it
_MAX_TITLE = 100
_BLOCK = re.compile("p|div|li|ul|ol|dl|dt|dd|h[1-6]|hr|center|form|fieldset|pre|caption|body|head")
_UNSEEN = frozenset(("xml", "script", "style", "title", "select", "noscript", "template", "textarea"))
_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup"))


def read(data: bytes, encoding: str | None = None) -> tuple[list[RawSheet], str]:
    """The one sheet of a page and its encoding; the sheet is called as the page says, or not at all.

    Raises:
        Refusal: there is no table on the page, it is hostile, or too large.
    """
    text, used = page_text(data, encoding)
    page = parsed(text, sheet_name(text))
    check_table(page, text)
    return [page.grid.finished(visible=is_visible(text))], used


def parsed(text: str, name: str, place: int = 0, formats: Mapping[str, str] | None = None) -> Page:
    """The page of a sheet, each hidden cell in its place.

    Raises:
        Refusal: hostile, beyond Excel's grid, or only some cells of a column are hidden: those beside them stand under
            other headers in browsers.
    """
    page = Page(SheetGrid(name, place=place), formats)
    page.parse(text)
    for column in sorted(page.hidden_cells & page.shown_cells)[:1]:
        raise Refusal("page-hidden-cells", column=column_letters(column))
    return page


def check_table(page: Page, text: str) -> None:
    """Refuse what is no export: a page that logs in, or without a table of two rows.

    Raises:
        Refusal: it is no export.
    """
    is_login = page.asks_in_table or (page.asks_password and page.rows < _SMALL)
    if page.rows >= 2 and not is_login:
        return
    if is_frame(text):
        raise Refusal("html-frame")
    raise Refusal("html-not-excel", title=page.title or page.first_text or "-")


class Page:
    """What lxml's parser tells of a page, put into a grid."""

    def __init__(self, grid: SheetGrid, formats: Mapping[str, str] | None = None) -> None:
        self.grid = grid
        self.hidden_cells: set[int] = set()
        self.shown_cells: set[int] = set()
        """Columns of filled cells beside others that are not hidden and take one column."""
        self.title = ""
        self.rows = 0
        """Filled rows of the table that has most of them, or those with two cells and more where each is a table."""
        self.first_text = ""
        self.asks_password = self.asks_in_table = False
        self._wide_rows = 0
        self._last_wide = -1
        self._formats = dict(formats or {})
        self._tables: list[Table] = []
        self._bottom = 0
        self._line: list[str] = []
        self._unseen = ""
        self._is_closed = False
        self._depth = 0
        self._told: list[str] = []
        self._hidden_columns: set[Span] = set()

    def parse(self, text: str) -> None:
        """Take in the whole page.

        Raises:
            Refusal: hostile, or beyond Excel's grid.
        """
        parser = etree.HTMLParser(target=self, encoding="utf-8", no_network=True, huge_tree=False)
        data = memoryview(_ROW_NOT_BEGUN.sub(r"\1<tr>", text).encode())
        for at in range(0, len(data), MIB):
            parser.feed(bytes(data[at : at + MIB]))
        self._check_end(text)
        parser.close()
        if fatal := parser.error_log.filter_from_fatals():
            raise Refusal("malformed-workbook", reason=fatal[0].message)
        self._end_line()
        for first, last in sorted(self._hidden_columns):
            self.grid.layout.hide_columns(first, last)

    def _check_end(self, text: str) -> None:
        """Refuse a page that ends within a tag or a table, but for one that ends as a whole after its last row.

        Raises:
            Refusal: it breaks off.
        """
        in_row = any(table.row >= 0 for table in self._tables)
        in_tag = text.rfind("<") > text.rfind(">")
        if self._tables and (in_row or in_tag or (self.rows and not self._is_closed)):
            raise Refusal("page-cut-off")

    # -- what the parser calls --

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._unseen:
            self._depth += tag == self._unseen
            return
        style = attributes.get("style", "")
        is_hidden = "hidden" in attributes or (bool(style) and _HIDDEN.search(style) is not None)
        is_cell = tag in ("td", "th")
        is_part = tag in _PARTS and not (tag == "table" and self._tables)
        if tag in _UNSEEN or (is_hidden and not is_part) or "mso-element:comment" in style:
            self._unseen, self._depth, self._told = tag, 1, []
        elif is_cell:
            self._open_cell(attributes, is_hidden)
        elif tag == "tr":
            self._open_row(is_hidden)
        elif tag == "table":
            self._open_table(is_hidden)
        elif tag in ("thead", "tbody", "tfoot") and self._tables:
            self._tables[-1].hides_section = is_hidden
        elif tag == "col" and self._tables:
            self._list_columns(attributes, is_hidden)
        elif tag == "br":
            self._break(is_line=True)
        elif _BLOCK.fullmatch(tag):
            self._break()
        elif tag == "input" and attributes.get("type", "").lower() == "password":
            self.asks_password = True
            if self._tables:
                self._tables[-1].asks_password = True

    def end(self, tag: str) -> None:
        if self._unseen:
            self._depth -= tag == self._unseen
            if not self._depth:
                self._end_unseen()
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag == "tr":
            self._close_row()
        elif tag in ("thead", "tbody", "tfoot") and self._tables:
            self._tables[-1].hides_section = False
        elif tag == "table":
            self._close_table()
        elif tag in ("body", "html"):
            self._is_closed = True
        elif _BLOCK.fullmatch(tag):
            self._break()

    def data(self, text: str) -> None:
        if not self._unseen:
            self._pieces().append(text)
        elif self._unseen in ("style", "title"):
            self._told.append(text)

    def close(self) -> None:
        pass

    # -- text --

    def _pieces(self) -> list[str]:
        cell = self._tables[-1].cell if self._tables else None
        return self._line if cell is None else cell.pieces

    def _break(self, *, is_line: bool = False) -> None:
        pieces = self._pieces()
        if pieces is not self._line:
            pieces.append(BREAK)
        elif not self._end_line() and is_line and not self._tables:
            self._bottom += 1

    def _end_line(self) -> bool:
        """Make a row of the text outside of cells; False where there is none."""
        text, self._line = shown(self._line), []
        if not text:
            return False
        self._keep_first(text)
        for at in range(len(self._tables)):
            self._settle(at)
        row = self._free()
        self.grid.put(row, 0, text)
        self._go_on(row + 1)
        return True

    def _keep_first(self, text: str) -> None:
        self.first_text = self.first_text or " ".join(text.split())[:_MAX_TITLE]

    def _end_unseen(self) -> None:
        if self._unseen == "style":
            self._formats |= class_formats("".join(self._told))
        elif self._unseen == "title":
            self.title = self.title or shown(self._told)[:_MAX_TITLE]
        self._unseen = ""

    # -- tables --

    def _free(self) -> int:
        """The first row below all that was put; a row without cells yet is free."""
        row = self._tables[-1].next if self._tables and not self._tables[-1].waits else self._bottom
        return max(row, self.grid.height)

    def _go_on(self, row: int) -> None:
        """Let whatever is open go on in this row."""
        self._bottom = row
        if self._tables:
            self._tables[-1].row = self._tables[-1].next = row

    def _open_table(self, is_hidden: bool) -> None:
        if len(self._tables) >= _MAX_NESTED:
            raise Refusal("malformed-workbook", reason=f"tables within tables, more than {_MAX_NESTED}")
        if self._pieces() is self._line:
            self._end_line()
        waits = bool(self._tables)
        hides = is_hidden or (waits and self._tables[-1].hides_row)
        is_beside = waits and self._tables[-1].has_filled_row()
        start = 0 if waits else self._free()
        self._tables.append(Table(waits, start, hides=hides, is_beside=is_beside))

    def _open_row(self, is_hidden: bool) -> None:
        if not self._tables:
            return
        self._close_cell()
        self._end_line()
        self._begin_row(self._tables[-1], is_hidden)

    def _begin_row(self, table: Table, is_hidden: bool) -> None:
        table.row, table.column = table.next, 0
        table.begin_row()
        table.next += 1
        if table.next > MAX_ROWS:
            raise Refusal("malformed-workbook", reason=f"row {table.next}")
        table.hides_row = is_hidden or table.hides or table.hides_section
        if table.hides_row and not table.waits:
            self.grid.layout.hide_rows(table.row, table.row)

    def _close_row(self) -> None:
        self._close_cell()
        if self._tables:
            table = self._tables[-1]
            self.shown_cells.update(table.shown if len(table.shown) > 1 else ())
            table.shown = []
            table.row = -1

    def _list_columns(self, attributes: Attributes, is_hidden: bool) -> None:
        table = self._tables[-1]
        first, table.listed = table.listed, min(table.listed + span(attributes.get("span"), MAX_COLUMNS), MAX_COLUMNS)
        if is_hidden and first < table.listed:
            self._hidden_columns.add((first, table.listed - 1))

    def _open_cell(self, attributes: Attributes, is_hidden: bool) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        self._close_cell()
        self._end_line()
        if table.row < 0:
            self._begin_row(table, is_hidden=False)
        while table.column in table.spans:
            last, row = table.spans[table.column]
            if row < table.row:
                del table.spans[table.column]
                break
            table.column = last + 1
        if table.column >= MAX_COLUMNS:
            raise Refusal("malformed-workbook", reason=f"row {table.row + 1}, column {table.column + 1}")
        columns = span(attributes.get("colspan"), min(_MAX_COLSPAN, MAX_COLUMNS - table.column))
        rows = span(attributes.get("rowspan"), MAX_ROWS) if attributes.get("rowspan") != "0" else MAX_ROWS
        if is_hidden:
            self._hidden_columns.add((table.column, table.column + columns - 1))
            self.hidden_cells.update(range(table.column, table.column + columns))
        table.cell = Cell(table.column, columns, rows, dict(attributes), is_hidden)
        table.column += columns

    def _close_cell(self) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None or table.cell is None:
            return
        cell, table.cell = table.cell, None
        text = shown(cell.pieces)
        if text or is_filled(cell.attributes):
            table.shown += [cell.column] if cell.columns == 1 and not cell.is_hidden else []
            self._keep_first(text)
            self._put(table, table.row, cell, text)
        if cell.rows > 1:
            table.spans[cell.column] = (cell.column + cell.columns - 1, table.row + cell.rows - 1)
        if (cell.rows > 1 or cell.columns > 1) and not table.waits:
            table.merged.append((table.row, cell.column, table.row + cell.rows - 1, cell.column + cell.columns - 1))

    def _put(self, table: Table, row: int, cell: Cell, text: str) -> None:
        if table.waits:
            if table.may_hold(row):
                table.held.append((row, cell, text, table.hides_row))
                return
            first = table.next
            self._settle(len(self._tables) - 1)
            row += table.next - first
        put_cell(self.grid, row, cell.column, text, cell.attributes, self._formats)
        table.next = max(table.next, row + 1)
        table.count_cell()
        if row != table.last_filled:
            table.filled += 1
        elif row != self._last_wide:
            self._wide_rows += 1
            self._last_wide = row
        table.last_filled = row
        self.rows = max(self.rows, table.filled, self._wide_rows)

    def _settle(self, at: int) -> None:
        """Give a table within a cell rows of its own: below what that cell's table and that cell held before."""
        table = self._tables[at]
        if not table.waits:
            return
        self._settle(at - 1)
        outer = self._tables[at - 1]
        outer.lays_out = True
        if outer.cell is not None:
            text, outer.cell.pieces = shown(outer.cell.pieces), []
            for cell, part in outer.cell.parts_of(text):
                self._put(outer, outer.row, cell, part)
            outer.cell.rows = outer.cell.columns = 1
        if table.is_beside:
            outer.split_row()
        start = max(outer.row, self.grid.height)
        table.waits, table.next = False, table.next + start
        if table.row >= 0:
            table.row += start
        table.spans = {first: (last, row + start) for first, (last, row) in table.spans.items()}
        held, table.held = table.held, []
        for row, cell, text, is_hidden in held:
            if is_hidden:
                self.grid.layout.hide_rows(row + start, row + start)
            self._put(table, row + start, cell, text)
        if table.row >= 0 and table.hides_row:
            self.grid.layout.hide_rows(table.row, table.row)

    def _close_table(self) -> None:
        if not self._tables:
            return
        self._close_cell()
        self._end_line()
        table = self._tables.pop()
        self.asks_in_table |= table.asks_password and not table.lays_out
        if table.waits:
            outer = self._tables[-1].cell
            if outer is not None and not table.is_beside and not shown(outer.pieces):
                outer.row_within = [(cell, text) for _row, cell, text, is_hidden in table.held if not is_hidden]
            self._pieces().extend(table.held_pieces())
            return
        for top, left, bottom, right in table.merged:
            self.grid.layout.merge(top, left, min(bottom, table.next - 1), right)
        self._go_on(max(table.next, self.grid.height))
        if self._tables:
            self._tables[-1].spans.clear()
