"""The history as a workbook: every award that was published, what each winner had a year, the publications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.recorded import HistoryRow, Publication, Total
from ccmotivate.model.results import InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.words.figures import money_format
from ccmotivate.writers.words.ledger_sentences import marks_of, publications_of
from ccmotivate.writers.workbooks.pages import Book
from ccmotivate.writers.workbooks.score_table import joint_style
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

_CENTRED = Style(align="center")
_COUNT = Style(number="0", align="center")


def write_history(
    target: Path | BinaryIO,
    rows: Sequence[HistoryRow],
    totals: Sequence[Total],
    rules: RuleSet | None,
    lang: str,
) -> WorkbookShape:
    """Write the history.

    Args:
        target: a path or a seekable stream.
        rows: the awards, in order.
        totals: what each winner had a year.
        rules: for the names of awards; unknown awards are shown by id.
        lang: ``zh`` or ``en``.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    book = Book("history", _("Awards as published"), None, lang)
    book.table(_("Awards"), awards_table(rows, rules, lang), frozen=2)
    book.table(_("By year and winner"), totals_table(totals, lang), frozen=1)
    book.table(_("Publications"), publications_table(rows, lang), frozen=1)
    return book.save(target)


def awards_table(rows: Sequence[HistoryRow], rules: RuleSet | None, lang: str) -> Table:
    """One row an award."""
    _ = translator(lang)
    labels = {award.id: award.label.text(lang) for award in rules.awards.values()} if rules else {}

    def texts(header: str, of: Callable[[HistoryRow], str], style: Style = Style()) -> Column:  # noqa: B008 - frozen
        return Column(header, Cells.texts([of(row) for row in rows], style))

    columns = (
        texts(_("Period"), lambda row: row.period, _CENTRED),
        texts(_("Award"), lambda row: labels.get(row.award, row.award)),
        texts(_("Group"), lambda row: row.within[0][1] if row.within else ""),
        Column(_("Place"), _places(rows, lang)),
        texts(_("Agent ID"), lambda row: row.agent_id or ""),
        texts(_("Name"), lambda row: row.name),
        texts(_("Project"), lambda row: row.project),
        texts(_("Team"), lambda row: row.team),
        Column(_("Prize"), _money([row.prize for row in rows], [row.currency for row in rows], lang)),
        texts(_("Counts"), lambda row: _("yes") if row.counts else _("no"), _CENTRED),
        texts(_("Note"), lambda row: _note(row, lang), Style(wrap=True)),
        Column(_("Record"), Cells.numbers(np.array([row.publication.seq for row in rows], dtype=np.float64), _COUNT)),
        texts(_("Published"), lambda row: row.publication.at),
        texts(_("By"), lambda row: row.publication.by),
        texts(_("Approved by"), lambda row: row.publication.approved_by),
    )
    return Table(columns, tall=10)


def _places(rows: Sequence[HistoryRow], lang: str) -> Cells:
    """The places as numbers, those that are shared in words of their own."""
    joint = np.array([row.tied for row in rows], dtype=np.intp)
    numbers = np.array([row.rank or np.nan for row in rows], dtype=np.float64)
    return Cells.numbers(numbers, _COUNT).restyled(joint, (_COUNT, joint_style(_COUNT, lang)))


def _note(row: HistoryRow, lang: str) -> str:
    """The status of an award, with the reasons given."""
    said = [one.reason for one in (row.granted, row.withheld, row.reopened) if one is not None]
    _ = translator(lang)
    template = _("{sentence}: {details}")
    marks = zip(marks_of(row, lang), said, strict=True)
    return "\n".join(template.format(sentence=mark, details=reason) for mark, reason in marks)


def _money(amounts: Sequence[object], currencies: Sequence[str], lang: str) -> Cells:
    """Amounts in the format of their currency, blank where there is none."""
    known = sorted(set(currencies))
    styles = [Style(number=money_format(currency, lang), align="right") for currency in known] or [Style()]
    codes = np.array([known.index(currency) for currency in currencies], dtype=np.intp)
    numbers = np.array([np.nan if one is None else float(one) for one in amounts], dtype=np.float64)  # type: ignore[arg-type] # a Fraction
    return Cells.numbers(numbers, styles[0]).restyled(codes, styles)


def totals_table(totals: Sequence[Total], lang: str) -> Table:
    """One row a year and winner."""
    _ = translator(lang)
    numbers = {name: np.array([getattr(one, name) for one in totals], dtype=np.float64) for name in ("year", "awards")}
    return Table(
        (
            Column(_("Year"), Cells.numbers(numbers["year"], _COUNT)),
            Column(_("Agent ID"), Cells.texts([one.agent_id or "" for one in totals])),
            Column(_("Name"), Cells.texts([one.name for one in totals])),
            Column(_("Team"), Cells.texts([one.team for one in totals])),
            Column(_("Awards"), Cells.numbers(numbers["awards"], _COUNT)),
            Column(_("Prize money"), _money([one.amount for one in totals], [one.currency for one in totals], lang)),
        )
    )


def publications_table(rows: Sequence[HistoryRow], lang: str) -> Table:
    """One row a publication and file: who signed, which files, which rules."""
    _ = translator(lang)
    lines = [(one, source) for one in publications_of(rows) for source in one.inputs]

    def texts(header: str, of: Callable[[Publication, InputFile], str]) -> Column:
        return Column(header, Cells.texts([of(*line) for line in lines]), 70)

    def counts(header: str, of: Callable[[Publication], int]) -> Column:
        return Column(header, Cells.numbers(np.array([of(one) for one, _file in lines], dtype=np.float64), _COUNT))

    return Table(
        (
            counts(_("Record"), lambda one: one.seq),
            texts(_("Period"), lambda one, _file: one.period),
            counts(_("Version"), lambda one: one.version),
            texts(_("Published"), lambda one, _file: one.at),
            texts(_("By"), lambda one, _file: one.by),
            texts(_("Approved by"), lambda one, _file: one.approved_by),
            texts(_("File"), lambda _one, file: file.file),
            texts("SHA-256", lambda _one, file: file.sha256),
            texts(_("Rules, SHA-256"), lambda one, _file: one.rules),
        )
    )
