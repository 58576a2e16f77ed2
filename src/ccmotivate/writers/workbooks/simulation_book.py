"""The workbook of a simulation: what would change at a glance with charts, the range tried, people, awards."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from ccmotivate.locale import translator
from ccmotivate.model.comparison import Comparison, GroupTotals, Simulation, Totals
from ccmotivate.model.exact import half_up
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.words.changes import (
    GROUPED,
    GROUPINGS,
    MONEY_GROUPED,
    group_name,
    moved_text,
)
from ccmotivate.writers.words.figures import money_format, percent_format, points_format
from ccmotivate.writers.words.sentences import counted_text, inputs_line, months_text, rows_header, rules_line
from ccmotivate.writers.workbooks.change_tables import awards_table, people_table
from ccmotivate.writers.workbooks.charts import Look, Series, add_chart
from ccmotivate.writers.workbooks.package import Progress
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.styles import ACCENT, GREY, LINE
from ccmotivate.writers.workbooks.sweep_page import write_sweep

_WIDTHS = (26, 13, 13, 19, 13, 13, 13, 14, 14, 14)
_LAST = len(_WIDTHS) - 1
_CHART_COL = _LAST + 2
_CHART_ROWS = 20
_FILES_A_LINE = 3
_COUNT, _SIGNED = "#,##0", "+#,##0;-#,##0;0"
_SHARE = percent_format(2)
_CHARTED = ("award", "project", "role")


def write_simulation(
    target: Path | BinaryIO, simulation: Simulation, lang: str, progress: Progress | None = None
) -> WorkbookShape:
    """Write the workbook.

    Args:
        target: a path or a seekable stream.
        simulation: what was tried and what came of it.
        lang: ``zh`` or ``en``.
        progress: called with the number of rows just written.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    comparison = simulation.comparison
    months = [result.month for result in comparison.new.months]
    title = _("{month}: what the rules would change").format(month=months_text(months, lang))
    book = Book("simulation", title, months[-1] if months else None, lang)
    page = book.page(_("At a glance"), landscape=True)
    _head(page, simulation, title, lang)
    _totals(page, comparison, lang)
    _groups(page, comparison, lang)
    if simulation.swept is not None:
        write_sweep(book.page(_("Range"), landscape=True), simulation.swept, comparison, lang)
    book.table(_("People"), people_table(comparison, lang), frozen=3)
    book.table(_("Awards"), awards_table(comparison, lang), frozen=1)
    return book.save(target, progress)


def _head(page: Page, simulation: Simulation, title: str, lang: str) -> None:
    _ = translator(lang)
    for col, width in enumerate(_WIDTHS):
        page.sheet.set_column(col, col, width)
    page.text(0, 0, title, page.formats.title)
    page.sheet.set_row(0, 30)
    old, new = simulation.comparison.old.rules, simulation.comparison.new.rules
    tried = [_("Set: {setting}").format(setting=one) for one in simulation.tried]
    tried += [moved_text(line, simulation.comparison, lang) for line in simulation.moved]
    labels = (_("Before – {rules}"), _("After – {rules}"))
    lines = [label.format(rules=rules_line(one, lang)) for label, one in zip(labels, (old, new), strict=True)]
    counted = counted_text(simulation.comparison.new.months, lang)
    for row, text in enumerate([*lines, *tried, counted], start=1):
        page.text(row, 0, text, page.formats.subtitle)
        page.row = row + 1
    wrapped = page.formats.get(font_color=GREY, text_wrap=True, valign="top")
    page.wide(page.row, 0, _LAST, inputs_line(simulation.inputs, lang), wrapped)
    page.sheet.set_row(page.row, 15 * (1 + len(simulation.inputs) // _FILES_A_LINE))
    page.row += 2


def _totals(page: Page, comparison: Comparison, lang: str) -> None:
    """All of it: before, after, and by how much."""
    _ = translator(lang)
    section(page, _("In all"), _LAST)
    page.headers(page.row, ["", _("Before"), _("After"), _("Change")])
    page.row += 1
    old, new = comparison.totals
    for label, name in total_labels(comparison, lang):
        values = [_value(one, name) for one in (old, new)]
        number, signed = _formats(name, comparison, lang)
        divisor = 100 if name == "share_qualified" else 1
        page.text(page.row, 0, label, cell(page))
        for col, value in enumerate(values, start=1):
            page.number(page.row, col, float(value / divisor), cell(page, num_format=number))
        page.number(page.row, 3, float(values[1] - values[0]), cell(page, num_format=signed, bold=True))
        page.row += 1
    for label, count in change_counts(comparison, lang):
        page.text(page.row, 0, label, cell(page))
        page.text(page.row, 1, "", cell(page))
        page.text(page.row, 2, "", cell(page))
        page.number(page.row, 3, count, cell(page, num_format=_COUNT, bold=True))
        page.row += 1
    if comparison.is_empty:
        page.text(page.row, 0, _("Nothing changes."), page.formats.get(bold=True, font_color=ACCENT))
        page.row += 1
    page.row += 1


def total_labels(comparison: Comparison, lang: str) -> list[tuple[str, str]]:
    """What is summed, with the field of ``Totals``."""
    _ = translator(lang)
    return [
        (rows_header(comparison.new.months, lang), "agents"),
        (_("Qualified"), "qualified"),
        (_("Qualified %"), "share_qualified"),
        (_("Eligible"), "eligible"),
        (_("Awards"), "awards"),
        (_("Winners"), "winners"),
        (_("Prize money"), "money"),
    ]


def change_counts(comparison: Comparison, lang: str) -> list[tuple[str, int]]:
    """How many people and awards each kind of change concerns; people count once a month, not in longer periods."""
    _ = translator(lang)
    months = {str(result.month) for result in comparison.new.months}
    people = [one for one in comparison.people if one.period in months]
    said = _("{what} (agent-months)") if len(months) > 1 else "{what}"
    moved = [
        (_("Newly qualified"), sum(one.newly_qualified for one in people)),
        (_("No longer qualified"), sum(one.no_longer_qualified for one in people)),
        (_("Newly eligible"), sum(one.newly_eligible for one in people)),
        (_("No longer eligible"), sum(one.no_longer_eligible for one in people)),
        (_("Scores moved"), sum(bool(p.old and p.new and p.old.score != p.new.score) for p in people)),
        (_("Ranks moved"), sum(bool(p.old and p.new and p.old.rank != p.new.rank) for p in people)),
    ]
    return [
        *((said.format(what=what), count) for what, count in moved),
        (_("Awards won"), len(comparison.won("won"))),
        (_("Awards lost"), len(comparison.won("lost"))),
    ]


def _value(totals: Totals, name: str) -> Fraction:
    value: Fraction | int | None = getattr(totals, name)
    return half_up(Fraction(value or 0), 2)


def _formats(name: str, comparison: Comparison, lang: str) -> tuple[str, str]:
    """The number formats of a figure and of its change."""
    if name == "money":
        plain = money_format(comparison.new.rules.currency, lang)
        return plain, f"+{plain};-{plain};0"
    return (_SHARE, points_format(2, lang)) if name == "share_qualified" else (_COUNT, _SIGNED)


def _groups(page: Page, comparison: Comparison, lang: str) -> None:
    """A table for each grouping, with a chart of the money beside it."""
    _ = translator(lang)
    chart_row = 3
    for by, name in GROUPINGS.items():
        groups = [group for group in comparison.groups if group.by == by]
        if not groups:
            continue
        section(page, _(GROUPED[by]), _LAST)
        first = _group_table(page, _(name), groups, comparison, lang)
        if by in _CHARTED and any(group.old.money or group.new.money for group in groups):
            series = [Series(_("Before"), GREY, 7), Series(_("After"), ACCENT, 8)]
            look = Look(_(MONEY_GROUPED[by]), lang)
            add_chart(page, look, series, (first, first + len(groups) - 1), (chart_row, _CHART_COL))
            chart_row += _CHART_ROWS
        page.row += 1


def _group_table(page: Page, name: str, groups: Sequence[GroupTotals], comparison: Comparison, lang: str) -> int:
    """Qualified, awards and money of each group, before, after and by how much; returns its first row."""
    _ = translator(lang)
    headers = [
        *(_("Qualified before"), _("Qualified after"), _("Qualified: change")),
        *(_("Awards before"), _("Awards after"), _("Awards: change")),
        *(_("Prize money before"), _("Prize money after"), _("Prize money: change")),
    ]
    page.headers(page.row, [name, *headers])
    page.sheet.set_row(page.row, 30)
    page.row += 1
    first = page.row
    for group in groups:
        page.text(page.row, 0, group_name(group, comparison, lang), cell(page))
        for at, field in enumerate(("qualified", "awards", "money")):
            _three(page, 1 + 3 * at, group, field, comparison, lang)
        page.row += 1
    return first


def _three(page: Page, col: int, group: GroupTotals, field: str, comparison: Comparison, lang: str) -> None:
    """Before, after, change; nothing where agents are not counted by this grouping."""
    number, signed = _formats(field, comparison, lang)
    if field == "qualified" and not group.old.agents and not group.new.agents:
        for at in range(3):
            page.text(page.row, col + at, "", cell(page))
        return
    values = [_value(side, field) for side in (group.old, group.new)]
    for at, value in enumerate(values):
        page.number(page.row, col + at, float(value), cell(page, num_format=number))
    page.number(page.row, col + 2, float(values[1] - values[0]), cell(page, num_format=signed, bold=True))


def section(page: Page, text: str, last: int) -> None:
    """The heading of a part."""
    for col in range(last + 1):
        page.text(page.row, col, text if col == 0 else "", page.formats.section)
    page.row += 1


def cell(page: Page, **properties: Any) -> Any:
    """The format of a cell in a table on a page."""
    return page.formats.get(bottom=1, bottom_color=LINE, **properties)
