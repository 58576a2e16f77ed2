"""A blank workbook for answers that are nobody's: one answer sheet a row, and above it what staff should know."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.files.signature import TEMPLATE
from ccmotivate.writers.starter.month_template import Field, answer_field, fill
from ccmotivate.writers.words.text import visible
from ccmotivate.writers.workbooks.pages import Book

_SAID = (
    N_(
        "One answer sheet a row, from row {row} on, in any order. Answer from {low} (not at all) to {high} "
        "(fully); leave blank what you do not want to answer."
    ),
    N_(
        "There is no id and no name, and none may be added. Team is needed, for results are by team; month is "
        "the same in every row."
    ),
    N_("Nobody’s answers are shown to anybody."),
    N_(
        "Results of few answers are not shown, and where a difference would tell them, others are hidden too; "
        "the handbook says how."
    ),
    N_(
        "For whoever collects them: ccmotivate score MONTH.xlsx THIS-FILE.xlsx. Keep this file apart from all "
        "others, and delete it once the report is made."
    ),
)  # fmt: skip


def survey_kind(rules: RuleSet) -> SheetKind | None:
    """The sheet of answers that the rules know, None where they have none."""
    return next((kind for kind in rules.sheets.values() if kind.anonymous), None)


def write_survey(
    target: Path, rules: RuleSet, kind: SheetKind, month: Month | None, rows: int, lang: str
) -> WorkbookShape:
    """Write it; returns what the file must have when it is opened again.

    Args:
        target: where to write.
        rules: for the names of the columns.
        kind: the sheet of answers.
        month: the month of the survey, where it is known.
        rows: how many rows are made ready.
        lang: ``zh`` or ``en``.
    """
    _ = translator(lang)
    name = kind.label.text(lang)
    book = Book(TEMPLATE, visible(name), month, lang)
    scale = _scale(kind)
    how = [_(one).format_map({"row": "{row}", **scale}) for one in _SAID]
    fields = [_month(rules, month, lang), *(_field(column, lang) for column in kind.columns.values())]
    fill(book.page(name[:31], landscape=True), name + (f" · {month}" if month else ""), how, fields, rows)
    return book.save(target)


def _scale(kind: SheetKind) -> Mapping[str, str]:
    answer = next(column for column in kind.columns.values() if column.kind is CellKind.ANSWER)
    ends = {"low": answer.plausible.low, "high": answer.plausible.high}
    return {name: "" if end is None else plain_text(end) for name, end in ends.items()}


def _month(rules: RuleSet, month: Month | None, lang: str) -> Field:
    """The month of an answer: a blank sheet that is filled in twice a year tells its months apart."""
    choices = (str(month),) if month else ()
    return Field(rules.columns["month"].label.text(lang), translator(lang)("like 2025-03"), choices=choices)


def _field(column: SheetColumn, lang: str) -> Field:
    _ = translator(lang)
    if column.kind is CellKind.ANSWER:
        return answer_field(column, lang)
    return Field(column.label.text(lang), _("must be filled"))
