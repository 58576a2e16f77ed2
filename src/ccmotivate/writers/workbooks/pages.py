"""Sheets of one workbook: pages written cell by cell, tables written by column, both remembering their extent."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter

from ccmotivate.locale import translator
from ccmotivate.model.period import Month
from ccmotivate.writers.files.replacing import SheetShape, WorkbookShape
from ccmotivate.writers.files.signature import LEDGER_PROPERTY, PROPERTY
from ccmotivate.writers.words.text import cell_text
from ccmotivate.writers.workbooks.package import Progress, Splice, finish
from ccmotivate.writers.workbooks.styles import Formats
from ccmotivate.writers.workbooks.tables import Table

if TYPE_CHECKING:  # a score without a ledger loads none of it
    from ccmotivate.model.recorded import Tip

_A4, _A3 = 9, 8
_A3_COLUMNS, _MOST_COLUMNS = 16, 24  # from here on A3; so many go on the width of a page
_HEADER_LINE = 15
_EVERYWHERE = "A1:XFD1048576"
_SIDE, _TOP = 0.4, 0.5  # margins in inches
_A4_INCHES = (11.69, 8.27)
_PIXELS, _POINTS = 96, 72  # to an inch
_SPARE = 0.97  # of a page: programs round widths and heights each in their own way
_ROW = 15.0  # points of a row without a height


class Page:
    """One sheet, written cell by cell; text is always text, also with a leading ``=``."""

    def __init__(self, sheet: Any, formats: Formats) -> None:
        self.sheet = sheet
        self.formats = formats
        self.row = 0  # the next free row
        self.last_row = 0
        self.last_col = 0
        self._heights: dict[int, float] = {}

    def tall(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self.sheet.set_row(row, points)
        self._heights[row] = points

    def heights(self, first: int, end: int) -> list[float]:
        """The heights of the rows from ``first`` up to before ``end``, in points."""
        return [self._heights.get(row, _ROW) for row in range(first, end)]

    def room(self, widths: Sequence[float]) -> float:
        """The height for rows on a landscape page scaled to fit columns of these widths, in points.

        Computed for Excel's own font, where it is least: a wider font makes columns wider and the scale smaller.
        """
        across, down = _A4_INCHES
        pixels = sum(int(7 * width + 5) for width in widths)
        scale = min(int(100 * (across - 2 * _SIDE) * _PIXELS / pixels), 100)
        return _SPARE * (down - 2 * _TOP) * _POINTS * 100 / scale

    def text(self, row: int, col: int, text: str, look: Any = None) -> None:
        """Write a text; an empty one as a blank cell."""
        safe = cell_text(text)
        if safe:
            self.sheet.write_string(row, col, safe, look or self.formats.get())
            self._wrote(row, col)
        else:
            self.sheet.write_blank(row, col, None, look or self.formats.get())

    def number(self, row: int, col: int, number: float, look: Any) -> None:
        """Write a number."""
        self.sheet.write_number(row, col, number, look)
        self._wrote(row, col)

    def formula(self, row: int, col: int, formula: str, value: float, look: Any) -> None:
        """Write a formula with the value that it has."""
        self.sheet.write_formula(row, col, formula, look, value)
        self._wrote(row, col)

    def figure(self, row: int, col: int, cell: tuple[Fraction, str] | str, look: Mapping[str, Any]) -> None:
        """Write a number with its number format, or words, in a look of these properties."""
        if isinstance(cell, str):
            self.text(row, col, cell, self.formats.get(**look))
        else:
            self.number(row, col, float(cell[0]), self.formats.get(**{**look, "num_format": cell[1], "align": "right"}))

    def wide(self, row: int, first: int, last: int, text: str, look: Any) -> None:
        """Write a text over the columns ``first`` to ``last``."""
        if first == last:
            self.text(row, first, text, look)
            return
        self.sheet.merge_range(row, first, row, last, "", look)
        self.text(row, first, text, look)

    def headers(self, row: int, texts: Sequence[str]) -> None:
        """Write a header row."""
        for col, text in enumerate(texts):
            self.text(row, col, text, self.formats.header)

    def shape(self) -> SheetShape:
        """The sheet's extent, to be checked when the file is read back."""
        return SheetShape(self.sheet.get_name(), self.last_row + 1, self.last_col + 1)

    def _wrote(self, row: int, col: int) -> None:
        self.last_row = max(self.last_row, row)
        self.last_col = max(self.last_col, col)


class Book:
    """A workbook of ours in the making; the same content gives the same bytes."""

    def __init__(self, kind: str, title: str, month: Month | None, lang: str) -> None:
        self._draft = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self._draft, options)
        self.lang = lang
        self.title = title
        self.formats = Formats(self.book, lang)
        self._pages: list[Page | SheetShape] = []
        self._splices: dict[str, Splice] = {}  # by the part of the sheet
        self.book.set_size(2400, 1600)
        created = datetime.datetime(month.year, month.month, 1) if month else datetime.datetime(2000, 1, 1)
        self.book.set_properties({"title": title, "author": "ccmotivate", "created": created})
        self.book.set_custom_property(PROPERTY, kind, "text")

    def hold_tip(self, tip: Tip | None) -> None:
        """Keep the last hash of the ledger, where a machine finds it."""
        if tip is not None:
            self.book.set_custom_property(LEDGER_PROPERTY, f"{tip.seq} {tip.hash}", "text")

    def page(self, name: str, *, landscape: bool) -> Page:
        """Add a page."""
        page = Page(self._sheet(name, landscape=landscape), self.formats)
        page.sheet.hide_gridlines(2)
        self._pages.append(page)
        return page

    def table(self, name: str, table: Table, frozen: int) -> list[Any]:
        """Add a table, on several sheets where one cannot hold it.

        Args:
            name: the sheet's name; following sheets get ``name 2`` and so on.
            table: the table; its rows are put in when the book is saved.
            frozen: columns that stay in sight, with the header.

        Returns:
            The XlsxWriter sheets.
        """
        parts = table.split()
        return [self._table(f"{name} {at}" if at > 1 else name, part, frozen) for at, part in enumerate(parts, start=1)]

    def _table(self, name: str, table: Table, frozen: int) -> Any:
        sheet = self._sheet(name, landscape=True)
        for col, column in enumerate(table.columns):
            sheet.write_string(0, col, cell_text(column.header), self.formats.header)
            sheet.set_column(col, col, column.width)
        sheet.set_row(0, 3 * _HEADER_LINE)
        samples = table.styles()
        for row, style in enumerate(samples, start=1):
            sheet.write_blank(row, 0, None, self.formats.style(style))
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(table.rows, 1), len(table.columns) - 1)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, max(table.rows, 1), len(table.columns) - 1)  # long texts of the last one widen no page
        if len(table.columns) > _A3_COLUMNS:
            sheet.set_paper(_A3)
            sheet.repeat_columns(0, frozen - 1)
            sheet.fit_to_pages(-(-len(table.columns) // _MOST_COLUMNS), 0)
        self._splices[f"xl/worksheets/sheet{len(self._pages) + 1}.xml"] = Splice(table, samples)
        self._pages.append(SheetShape(name, table.rows + 1, len(table.columns), dense=True))
        return sheet

    def _sheet(self, name: str, *, landscape: bool) -> Any:
        _ = translator(self.lang)
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(_A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=_SIDE, right=_SIDE, top=_TOP, bottom=_TOP)
        sheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})  # ids are texts
        sheet.set_header(f"&L&9 {_escaped(self.title)}&R&9&A")  # the space parts the font size from a year
        sheet.set_footer("&L&9ccmotivate&R&9" + _("page &P of &N"))
        return sheet

    def save(self, target: Path | BinaryIO, progress: Progress | None = None) -> WorkbookShape:
        """Write the workbook; returns what it must have when it is opened again."""
        self.book.close()
        finish(target, self._draft.getvalue(), self._splices, progress)
        return WorkbookShape(tuple(p.shape() if isinstance(p, Page) else p for p in self._pages))


def _escaped(text: str) -> str:
    """Text for a page header, in which ``&`` starts a command; Excel allows 255 characters in all."""
    return text[:90].replace("&", "&&")
