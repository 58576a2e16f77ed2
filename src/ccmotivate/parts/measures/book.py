"""The evaluation as a workbook: what to do first, then all figures, then each unit before and after with its chart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ccmotivate.locale import N_
from ccmotivate.parts.measures.charts import marks
from ccmotivate.parts.measures.levels import level_cell, marks_format
from ccmotivate.parts.measures.lines import Line, chart_text, drawn, lines
from ccmotivate.parts.measures.plan_words import plan_lines
from ccmotivate.parts.measures.power import Plan
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.results import Evaluated, Found
from ccmotivate.parts.measures.sections import TRY, Section, methods, sections, title
from ccmotivate.parts.measures.tables import NONE, Grid, Num, figures_grid, plan_grid, units_grid
from ccmotivate.parts.measures.words import Words
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.files.signature import EVALUATION
from ccmotivate.writers.words.made import made_lines, made_rows
from ccmotivate.writers.words.text import display_width, visible, wrapped_lines
from ccmotivate.writers.workbooks.page_breaks import page_breaks
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.styles import ACCENT, GAP_FILL, GREY, LINE

_LINE, _TEXT_WIDTH = 15, 110
_NARROW, _WIDE = 11, 34
_NAME, _FIGURE = 26, 13
_REST, _GOOD, _BAD = "#8A939C", "#1A6B45", "#B3470B"
_COLOURS = {"good": _GOOD, "bad": _BAD, "open": GREY}
_A3, _A4_COLUMNS = 8, 12
_CHART_ROWS, _CHART_COLUMNS, _PIXELS = 16, 10, 20
_DEFAULT = 8.43  # the width of a column without one
_BEFORE, _AFTER, _LAST = 3, 4, 5  # columns of the table of units


def write_book(target: Path | BinaryIO, report: Report, lang: str) -> WorkbookShape:
    """Write the workbook; returns the sheets that it must have when it is opened again."""
    assert report.rules is not None
    words = Words(report.rules, lang)
    _ = words.say
    book = Book(EVALUATION, title(report, words), report.months[0] if report.months else None, lang)
    _short(book.page(_("In short"), landscape=False), report, words)
    grid = figures_grid(report.evaluated, words) if report.plan is None else plan_grid(report.plan, words)
    _figures(book.page(_("Figures"), landscape=True), grid)
    if report.plan is None:
        page = book.page(_("Before and after"), landscape=True)
        _before_and_after(book, page, report.evaluated, words)
    return book.save(target)


# -- in short ---------------------------------------------------------------------------------------------------------


def _short(page: Page, report: Report, words: Words) -> None:
    """What to do first, measure by measure what to be careful about and to look at, how it was found."""
    _, rules = words.say, report.rules
    assert rules is not None
    page.sheet.set_column(0, 0, 3)
    page.sheet.set_column(1, 1, _TEXT_WIDTH)
    page.text(0, 0, title(report, words) + " · " + words.span(report.months), page.formats.title)
    page.tall(0, 30)
    page.text(1, 0, visible(rules.name.text(words.lang)), page.formats.subtitle)
    page.row = 3
    made = sections(report, words)
    for said in (one for section in made for one in section.first):
        _sentence(page, said.text, _COLOURS[said.tone], bold=True)
    for section in made:
        _section(page, section, words)
    if report.plan is not None:
        _more_of_plan(page, report.plan, words)
    page.row += 1
    _heading(page, _("How this was found"), 1)
    for text in methods(report, words):
        _sentence(page, text, GREY)
    page.row += 1
    made_rows(page, made_lines(rules, report.inputs, words.lang), words.lang, 1, _TEXT_WIDTH)


def _section(page: Page, section: Section, words: Words) -> None:
    _ = words.say
    page.row += 1
    _heading(page, section.name, 1)
    for text in section.about:
        _sentence(page, text, GREY)
    for text in section.warnings:
        _sentence(page, text, _BAD, bg_color=GAP_FILL)
    trial = () if section.trial is None else (_(TRY) + "\n" + section.trial,)
    if section.advice or trial:
        page.text(page.row, 1, _("What to look at next:"), page.formats.get(bold=True))
        page.row += 1
    for text in (*section.advice, *trial):
        _sentence(page, text, ACCENT)


def _more_of_plan(page: Page, plan: Plan, words: Words) -> None:
    for one in plan.planned:
        for text in plan_lines(one, plan, words)[1:]:
            _sentence(page, words.say(N_("{name}: {text}")).format(name=words.metric(one.expected), text=text), GREY)


def _sentence(page: Page, text: str, colour: str, **look: Any) -> None:
    page.text(page.row, 0, "●", page.formats.get(valign="top", font_color=colour, **look))
    page.text(page.row, 1, text, page.formats.get(text_wrap=True, valign="top", **look))
    page.tall(page.row, _LINE * wrapped_lines(text, _TEXT_WIDTH) + 3)
    page.row += 1


def _heading(page: Page, text: str, last: int) -> None:
    for col in range(last + 1):
        page.text(page.row, col, text if col == 0 else "", page.formats.section)
    page.row += 1


# -- all figures ------------------------------------------------------------------------------------------------------


def _figures(page: Page, grid: Grid) -> None:
    """The table, on larger paper where it is wide."""
    widths = [min(max(_NARROW, *_extents(grid, col)), _WIDE) for col in range(len(grid.headers))]
    for col, width in enumerate(widths):
        page.sheet.set_column(col, col, width)
    _rows(page, grid, widths)
    if len(grid.headers) > _A4_COLUMNS:
        page.sheet.set_paper(_A3)
    page.sheet.freeze_panes(1, 2)
    page.sheet.repeat_rows(0)


def _extents(grid: Grid, col: int) -> list[int]:
    """The widths of a column's cells."""
    return [display_width(_shown(row[col])) + 2 for row in grid.rows]


def _shown(cell: str | Num) -> str:
    return cell if isinstance(cell, str) else cell.text


def _rows(page: Page, grid: Grid, widths: Sequence[float]) -> None:
    """The header and the rows, from the next free row on."""
    page.headers(page.row, grid.headers)
    page.tall(page.row, 2 * _LINE)
    text = {"bottom": 1, "bottom_color": LINE, "text_wrap": True, "valign": "top"}
    for row in grid.rows:
        page.row += 1
        for col, cell in enumerate(row):
            if isinstance(cell, Num):
                page.figure(page.row, col, (cell.number, cell.form), {**text, "text_wrap": False})
            else:
                align = "right" if cell == NONE else "left"
                page.text(page.row, col, cell, page.formats.get(**text, align=align))
        page.tall(page.row, _LINE * _most_lines(row, widths))
    page.row += 1


def _most_lines(row: Sequence[str | Num], widths: Sequence[float]) -> int:
    """Of the texts of a row; numbers take one line."""
    return max(wrapped_lines(cell, width) for cell, width in zip(row, widths, strict=False) if isinstance(cell, str))


# -- before and after -------------------------------------------------------------------------------------------------


def _before_and_after(book: Book, page: Page, evaluated: Sequence[Evaluated], words: Words) -> None:
    """A table a metric of a measure, with its chart beside it."""
    page.sheet.set_column(0, 0, _NAME)
    page.sheet.set_column(1, _LAST, _FIGURE)
    starts = []
    for one in evaluated:
        for found in one.found:
            grid = units_grid(found, one, words)
            if grid.rows:
                starts.append(page.row)
                _heading(page, f"{words.measure(one.measure)} · {words.metric(found.expected)}", _LAST)
                _block(book, page, found, grid, words)
    ends = [*starts[1:], page.row]
    blocks = [page.heights(first, end) for first, end in zip(starts, ends, strict=True)]
    room = page.room([_NAME, *[_FIGURE] * _LAST, *[_DEFAULT] * _CHART_COLUMNS])
    page.sheet.set_h_pagebreaks(page_breaks(blocks, room))


def _block(book: Book, page: Page, found: Found, grid: Grid, words: Words) -> None:
    page.wide(page.row, 0, _LAST, chart_text(found, words), page.formats.subtitle)
    first = page.row + 1
    page.row = first
    _rows(page, grid, [_NAME, *[_FIGURE] * _LAST])
    _chart(book, page, found, first, words)
    page.row = max(page.row, first + _CHART_ROWS) + 1


def _chart(book: Book, page: Page, found: Found, head: int, words: Words) -> None:
    """The chart of the rows under the header row ``head``: a line each, those of the means thick."""
    made, sheet = lines(found, words), page.sheet.get_name()
    chart = book.book.add_chart({"type": "line"})
    shown = drawn(made)
    for one in shown:
        row = head + 1 + made.index(one)
        chart.add_series(
            {
                "name": [sheet, row, 0],
                "categories": [sheet, head, _BEFORE, head, _AFTER],
                "values": [sheet, row, _BEFORE, row, _AFTER],
                "line": _stroke(one),
                "marker": {"type": "circle", "size": 7 if one.mean else 4, **_filled(_colour(one))},
            }
        )
    title = [sheet, head - 2, 0]  # the heading: as a text of its own it could be taken for a formula
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom", "delete_series": _keyed(shown)})
    chart.set_x_axis({"num_font": {"size": 9}, "position_axis": "on_tick"})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": LINE}}, **_range(shown, found, words)})
    chart.set_size({"width": 560, "height": _PIXELS * _CHART_ROWS})
    text = f"{words.metric(found.expected)}. {chart_text(found, words)}"
    page.sheet.insert_chart(head, _LAST + 2, chart, {"description": text[:255], "object_position": 2})


def _keyed(shown: Sequence[Line]) -> list[int]:
    """The places of the lines without an entry in the legend: units of a side of which there is a mean."""
    sides = {one.pilot for one in shown if one.mean}
    return [at for at, one in enumerate(shown) if not one.mean and one.pilot in sides]


def _stroke(one: Line) -> dict[str, Any]:
    dash = {} if one.pilot or not one.mean else {"dash_type": "dash"}
    return {"color": _colour(one), "width": 3.5 if one.mean else 1, "transparency": 0 if one.mean else 45, **dash}


def _colour(one: Line) -> str:
    if one.pilot:
        return ACCENT
    return GREY if one.mean else _REST


def _filled(colour: str) -> dict[str, Any]:
    return {"fill": {"color": colour}, "border": {"color": colour}}


def _range(shown: Sequence[Line], found: Found, words: Words) -> dict[str, Any]:
    """The scale of the values, as they stand in the cells, and how its marks are written."""
    scale = marks(shown, found.expected)
    step = scale[1] - scale[0]
    low, high, unit = (float(level_cell(found.expected, one, words)[0]) for one in (scale[0], scale[-1], step))
    form = marks_format(found.expected, step, words)
    return {"min": low, "max": high, "major_unit": unit, "num_format": form, "num_font": {"size": 9}}
