"""The fairness report as a workbook: findings and limits, then a sheet with chart and tables for each part."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ccmotivate.locale import N_, translator
from ccmotivate.model.fairness import Fairness, FindingKind
from ccmotivate.writers.fairness.charts import Chart, charts
from ccmotivate.writers.fairness.grids import Cell, Grid, Num, grids
from ccmotivate.writers.fairness.limits import limits
from ccmotivate.writers.fairness.page import scope_text
from ccmotivate.writers.fairness.sentences import QUIET, TITLES, sentence
from ccmotivate.writers.fairness.words import RenderContext
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.files.signature import FAIRNESS
from ccmotivate.writers.words.made import made_lines, made_rows
from ccmotivate.writers.words.text import display_width, wrapped_lines
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.styles import ACCENT, FAIL_TEXT, GAP_FILL, LINE

SHEETS = {
    "repeat": N_("Winners"),
    "groups": N_("Groups"),
    "close_calls": N_("Close decisions"),
    "criteria": N_("Criteria"),
    "ties": N_("Ties"),
    "gaps": N_("Missing data"),
}
_LINE, _TEXT_WIDTH = 15, 110
_NARROW, _WIDE = 10, 34
_FORMATS = {"share": "0.0%", "p": '[<0.0001]"< 0.0001";0.0000'}


def write_book(target: Path | BinaryIO, found: Fairness, lang: str, *, names: bool = True) -> WorkbookShape:
    """Write the workbook; returns the sheets that it must have when it is opened again."""
    _ = translator(lang)
    words = RenderContext(found, lang, names)
    book = Book(FAIRNESS, _("Fairness report"), found.months[0], lang)
    _findings(book.page(_("Findings"), landscape=False), words)
    for part in found.parts:
        tables = grids(part, words)
        if tables:
            _part(book, book.page(_(SHEETS[part.kind]), landscape=True), part, tables, words)
    return book.save(target)


def _findings(page: Page, words: RenderContext) -> None:
    _ = words.say
    page.sheet.set_column(0, 0, 3)
    page.sheet.set_column(1, 1, _TEXT_WIDTH)
    page.text(0, 0, _("Fairness report") + " · " + words.months(), page.formats.title)
    page.sheet.set_row(0, 30)
    page.text(1, 0, scope_text(words), page.formats.subtitle)
    page.row = 3
    for part in words.found.parts:
        _heading(page, _(TITLES[part.kind]), 1)
        for one in part.findings:
            _sentence(page, sentence(one, part, words), notable=one.code not in QUIET)
        page.row += 1
    _heading(page, _("What this report can show, and what it cannot"), 1)
    for text in limits(words):
        _sentence(page, text, notable=False)
    page.row += 1
    made_rows(page, made_lines(words.found.rules, words.found.inputs, words.lang), words.lang, 1, _TEXT_WIDTH)


def _sentence(page: Page, text: str, *, notable: bool) -> None:
    fill = {"bg_color": GAP_FILL} if notable else {}
    page.text(page.row, 0, "●" if notable else "–", page.formats.get(valign="top", font_color=FAIL_TEXT, **fill))
    page.text(page.row, 1, text, page.formats.get(text_wrap=True, valign="top", **fill))
    page.sheet.set_row(page.row, _LINE * wrapped_lines(text, _TEXT_WIDTH))
    page.row += 1


def _heading(page: Page, text: str, last: int) -> None:
    for col in range(last + 1):
        page.text(page.row, col, text if col == 0 else "", page.formats.section)
    page.row += 1


def _part(book: Book, page: Page, part: FindingKind, tables: list[Grid], words: RenderContext) -> None:
    """The tables under each other, then the chart with its own figures."""
    _ = words.say
    last = max(len(grid.headers) for grid in tables) - 1
    page.text(0, 0, _(TITLES[part.kind]), page.formats.title)
    page.sheet.set_row(0, 30)
    page.row = 2
    drawn = charts(part, words)
    widths = _widths(tables, [label for chart in drawn for label in chart.labels])
    for col, width in enumerate(widths):
        page.sheet.set_column(col, col, width)
    for chart in drawn:
        _chart(book, page, chart, last, widths[0])
    for grid in tables:
        _grid(page, grid, last, widths)


def _widths(tables: list[Grid], labels: list[str]) -> list[int]:
    """A width for each column that most of its cells fit in; the labels of charts stand in the first."""
    widths: dict[int, int] = {0: max([_NARROW, *(display_width(label) + 2 for label in labels)])}
    for grid in tables:
        for col in range(len(grid.headers)):
            cells = [display_width(_shown(row[col])) + 2 for row in grid.rows]
            widths[col] = max([widths.get(col, _NARROW), *cells])
    return [min(widths[col], _WIDE) for col in sorted(widths)]


def _shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _grid(page: Page, grid: Grid, last: int, widths: list[int]) -> None:
    _heading(page, grid.title, last)
    page.headers(page.row, grid.headers)
    page.sheet.set_row(page.row, 3 * _LINE)
    page.row += 1
    text = page.formats.get(bottom=1, bottom_color=LINE, text_wrap=True, valign="top", align="left", indent=1)
    for row in grid.rows:
        lines = 1
        for col, cell in enumerate(row):
            if isinstance(cell, Num):
                number = _FORMATS.get(cell.kind, "#,##0" + ("." + "0" * cell.places if cell.places else ""))
                look = page.formats.get(bottom=1, bottom_color=LINE, num_format=number, valign="top")
                page.number(page.row, col, float(cell.value), look)
            else:
                page.text(page.row, col, cell, text)
                lines = max(lines, wrapped_lines(cell, widths[col]) if cell else 1)
        page.sheet.set_row(page.row, _LINE * lines)
        page.row += 1
    page.row += 1


def _chart(book: Book, page: Page, chart: Chart, last: int, width: int) -> None:
    """The chart's figures, and beside them the chart drawn from them."""
    head = page.row
    _heading(page, chart.title, last)
    page.text(page.row, 0, chart.text, page.formats.subtitle)
    page.row += 1
    page.headers(page.row, ["", *(one.name for one in chart.series)])
    page.sheet.set_row(page.row, 2 * _LINE)
    first = page.row + 1
    decimals = "0." + "0" * max(chart.places, 1)
    whole = [all(value.denominator == 1 for value in one.values) for one in chart.series]
    looks = [page.formats.get(bottom=1, bottom_color=LINE, num_format="0" if one else decimals) for one in whole]
    label = page.formats.get(bottom=1, bottom_color=LINE, text_wrap=True)
    for at, name in enumerate(chart.labels):
        page.text(first + at, 0, name, label)
        page.sheet.set_row(first + at, _LINE * wrapped_lines(name, width))
        for col, one in enumerate(chart.series, start=1):
            page.number(first + at, col, float(one.values[at]), looks[col - 1])
    drawn = book.book.add_chart({"type": "bar", "subtype": "stacked" if len(chart.bars) > 1 else "clustered"})
    final, sheet = first + len(chart.labels) - 1, page.sheet.get_name()
    for col, one in enumerate(chart.series, start=1):
        drawn.add_series(
            {
                "name": [sheet, first - 1, col],
                "categories": [sheet, first, 0, final, 0],
                "values": [sheet, first, col, final, col],
                "fill": {"color": {"seen": ACCENT, "alone": ACCENT, "others": "#9DB7D2"}.get(one.look, "#B3470B")},
                "gap": 60,
            }
        )
    title = [sheet, head, 0]  # as a text of its own it could be taken for a reference
    drawn.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    drawn.set_legend({"position": "bottom"})
    drawn.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    drawn.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": LINE}}, "min": 0})
    rows = max(len(chart.labels) + 1, 14)
    drawn.set_size({"width": 620, "height": 26 * rows})
    page.sheet.insert_chart(
        first - 1, len(chart.series) + 2, drawn, {"description": f"{chart.title}. {chart.text}", "object_position": 2}
    )
    page.row = max(final, first - 1 + 26 * rows // 20) + 2
