"""The workbook of a correction: what was corrected, and which people and awards it touches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ccmotivate.locale import N_, translator
from ccmotivate.model.comparison import ADDED, CHANGED, REMOVED, RENAMED, CellChange, CellText, Correction
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import SourceRef
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.words.changes import cell_text_of, column_name_of
from ccmotivate.writers.words.figures import is_word, metric_cell
from ccmotivate.writers.words.sentences import inputs_line, rules_line
from ccmotivate.writers.words.text import cell_text
from ccmotivate.writers.workbooks.change_tables import awards_table, people_table
from ccmotivate.writers.workbooks.package import Progress
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.simulation_book import change_counts
from ccmotivate.writers.workbooks.styles import LINE, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table, number_body, text_body

KINDS = {CHANGED: N_("changed"), ADDED: N_("added"), REMOVED: N_("removed"), RENAMED: N_("renamed")}
_CENTRED = Style(align="center")


def write_correction(
    target: Path | BinaryIO,
    correction: Correction,
    rules: RuleSet,
    lang: str,
    progress: Progress | None = None,
) -> WorkbookShape:
    """Write the workbook.

    Args:
        target: a path or a seekable stream.
        correction: what differs and what follows.
        rules: the scheme that both were scored by.
        lang: ``zh`` or ``en``.
        progress: called with the number of rows just written.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    comparison = correction.comparison
    book = Book("difference", _("What was corrected"), _month_of(correction), lang)
    _summary(book.page(_("At a glance"), landscape=False), correction, rules, lang)
    book.table(_("Cells"), cells_table(correction, rules, lang), frozen=2)
    if correction.rows or correction.columns:
        book.table(_("Agents and columns"), _others_table(correction, lang), frozen=1)
    if comparison is not None:
        book.table(_("People"), people_table(comparison, lang), frozen=3)
        book.table(_("Awards"), awards_table(comparison, lang), frozen=1)
    return book.save(target, progress)


def _month_of(correction: Correction) -> Month | None:
    comparison = correction.comparison
    return comparison.new.months[-1].month if comparison and comparison.new.months else None


def _summary(page: Page, correction: Correction, rules: RuleSet, lang: str) -> None:
    _ = translator(lang)
    page.sheet.set_column(0, 0, 34)
    page.sheet.set_column(1, 1, 14)
    page.text(0, 0, _("What was corrected"), page.formats.title)
    page.sheet.set_row(0, 30)
    for row, text in enumerate(head_lines(correction, rules, lang), start=1):
        page.text(row, 0, text, page.formats.subtitle)
        page.row = row + 2
    for label, count in counts_of(correction, lang):
        page.text(page.row, 0, label, page.formats.get(bottom=1, bottom_color=LINE))
        page.number(page.row, 1, count, page.formats.get(num_format="#,##0", bottom=1, bottom_color=LINE))
        page.row += 1
    if correction.comparison is None:
        text = _("Scores and awards were not compared: one of the files has errors.")
        page.text(page.row + 1, 0, text, page.formats.get(bold=True))


def head_lines(correction: Correction, rules: RuleSet, lang: str) -> list[str]:
    """Which files, by which rules."""
    _ = translator(lang)
    labels = (_("Before – {file}"), _("After – {file}"))
    files = [label.format(file=inputs_line((one,), lang)) for label, one in zip(labels, correction.files, strict=True)]
    return [*files, rules_line(rules, lang)]


def counts_of(correction: Correction, lang: str) -> list[tuple[str, int]]:
    """How much differs."""
    _ = translator(lang)
    several = len({one.month for one in correction.rows}) > 1
    added, removed = (_("Agents added"), _("Agents removed"))
    if several:
        added, removed = (_("{what} (agent-months)").format(what=what) for what in (added, removed))
    counts = [
        (_("Cells changed"), len(correction.cells)),
        (added, sum(one.kind == ADDED for one in correction.rows)),
        (removed, sum(one.kind == REMOVED for one in correction.rows)),
        (_("Columns changed"), len(correction.columns)),
    ]
    return counts + (change_counts(correction.comparison, lang) if correction.comparison else [])


def cells_table(correction: Correction, rules: RuleSet, lang: str) -> Table:
    """One row a cell."""
    _ = translator(lang)
    cells = correction.cells

    def texts(header: str, of: Callable[[CellChange], str], style: Style = Style()) -> Column:  # noqa: B008 - frozen
        return Column(header, Cells.texts([of(one) for one in cells], style))

    return Table(
        (
            texts(_("Agent ID"), lambda one: one.agent_id),
            texts(_("Name"), lambda one: one.name),
            texts(_("Month"), lambda one: one.month, _CENTRED),
            texts(_("Column"), lambda one: column_name_of(one, rules, lang)),
            Column(_("Value before"), _values([(one, one.old) for one in cells], rules, lang)),
            Column(_("Value after"), _values([(one, one.new) for one in cells], rules, lang)),
            texts(_("What became of it"), lambda one: _(KINDS[one.kind]), _CENTRED),
            texts(_("Cell before"), lambda one: "" if one.old is None else place_of(one.old.at)),
            texts(_("Cell after"), lambda one: "" if one.new is None else place_of(one.new.at)),
        )
    )


def _values(cells: Sequence[tuple[CellChange, CellText | None]], rules: RuleSet, lang: str) -> Cells:
    """Values of many columns under each other: numbers in the format of their metric, words as they are."""
    made = []
    for change, cell in cells:
        metric = rules.metrics.get(change.field)
        if cell is None or cell.value is None or metric is None or is_word(metric):
            made.append((Style(), text_body(cell_text(cell_text_of(change, cell, rules, lang)))))
        else:
            number, form = metric_cell(metric, cell.value, rules, lang)
            made.append((Style(number=form, align="right"), number_body(float(number))))
    return Cells.mixed(made, np.arange(len(made)))


def place_of(at: SourceRef) -> str:
    """Sheet and cell, without the file; a dash where the file has no such column."""
    return f"{at.sheet}!{at.cell}" if at.sheet and at.cell else "–"


def _others_table(correction: Correction, lang: str) -> Table:
    """Agents and columns that are on one side only, and headers that are called otherwise."""
    _ = translator(lang)
    lines = [
        (_("Agent"), _(KINDS[one.kind]), f"{one.agent_id} {one.name}".strip(), one.month, str(one.at))
        for one in correction.rows
    ]
    arrow = _("{old} → {new}")
    lines += [
        (_("Column"), _(KINDS[c.kind]), arrow.format(old=c.old or "–", new=c.new or "–"), "", str(c.at))
        for c in correction.columns
    ]
    headers = (_("Kind"), _("What became of it"), _("Name"), _("Month"), _("Place"))
    columns = [Column(header, Cells.texts([line[at] for line in lines])) for at, header in enumerate(headers)]
    return Table(tuple(columns))
