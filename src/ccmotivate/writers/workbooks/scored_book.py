"""The scored workbook: summary, scores, why, awards, how it was read, rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.outcomes import Awarded, Scored
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import AwardGiven, Interpretation, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.words.award_notes import award_notes, decision_notes
from ccmotivate.writers.words.award_sentences import award_reason, names_of
from ccmotivate.writers.words.figures import money_format, ranking_cell
from ccmotivate.writers.words.row_order import BY_ID
from ccmotivate.writers.words.sentences import (
    group_text,
    months_text,
    place_text,
    problem_hint,
    problem_message,
    recognition_text,
    winner_text,
)
from ccmotivate.writers.words.text import wrapped_lines
from ccmotivate.writers.workbooks.metric_cells import MonthCells, months_of
from ccmotivate.writers.workbooks.package import Progress
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.rules_page import write_rules
from ccmotivate.writers.workbooks.score_table import score_column, score_table
from ccmotivate.writers.workbooks.styles import LINE, Style
from ccmotivate.writers.workbooks.summary_page import write_summary
from ccmotivate.writers.workbooks.tables import Cells, Column, Table
from ccmotivate.writers.workbooks.why_table import only_failures, why_table

_LINE = 15
MOST_AWARDS = 500
_AWARD_WIDTHS = (22, 20, 8, 24, 16, 60, 14, 20)
_WHAT = {
    "header": N_("header row"),
    "column": N_("column"),
    "unused": N_("unused column"),
    "scale": N_("scale"),
    "unit": N_("unit"),
    "dropped": N_("dropped row"),
    "sheet": N_("sheet"),
    "rows": N_("rows read of the source"),
    "strangers": N_("rows of ids not among the agents, not used"),
    "hidden-rows": N_("hidden rows, read"),
    "month-title": N_("month from the title"),
    "month-sheet": N_("month from the sheet name"),
    "month-file": N_("month from the file name"),
    "month-option": N_("month from --month or --year"),
    "default": N_("default"),
    "role-by": N_("role by another column"),
    "format": N_("number format"),
    "file": N_("file"),
    "formula": N_("formula"),
    "detail": N_("detail sheet"),
    "roster": N_("column from the roster"),
    "encoding": N_("encoding"),
    "published": N_("published month"),
    "missing": N_("missing month"),
}
_WORDS = {
    "agents": N_("agents"),
    "roster": N_("roster"),
    "fraction": N_("bare numbers are fractions of 1"),
    "percent": N_("bare numbers are percents"),
    "permille": N_("bare numbers are per mille"),
    "milliseconds": N_("bare numbers are milliseconds"),
    "seconds": N_("bare numbers are seconds"),
    "minutes": N_("bare numbers are minutes"),
    "hours": N_("bare numbers are hours"),
    "days": N_("bare numbers are days"),
    "total": N_("a row of totals"),
    "hidden": N_("a hidden row"),
    "excluded": N_("excluded by the rules"),
    "filtered": N_("not among the rows that the source counts"),
    "footnote": N_("a footnote"),
    "header": N_("a repeated header"),
}
_LEFT_OUT = N_("left out: {count}")
_OF_METRICS = ("scale", "unit", "default", "dropped", "roster")  # their subject is an id or a word of ours
_OF_WORDS = ("header", "column", "scale", "unit")  # so is their meaning


def write_scored(
    target: Path | BinaryIO, scored: Scored, lang: str, progress: Progress | None = None, sort: str = BY_ID
) -> WorkbookShape:
    """Write the scored workbook.

    Args:
        target: a path or a seekable stream.
        scored: a job of one or more scored months.
        lang: ``zh`` or ``en``.
        progress: called with the number of rows just written, over all tables.
        sort: how the scores and their reasons are sorted: ``id``, ``rank`` or ``score``.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    months = scored.months
    when = months_text([result.month for result in months], lang)
    title = _("{month}: scores").format(month=when)
    book = Book("scored", title, months[0].month if months else None, lang)
    write_summary(book.page(_("Summary"), landscape=True), scored, lang)
    if months:
        cells = months_of(months, lang, sort)
        _write_tables(book, cells, lang)
        _write_awards(book.page(_("Awards"), landscape=True), scored, lang)
        _write_parts(book, cells, lang)
    book.table(_("How it was read"), reading_table(scored, lang), frozen=0)
    write_rules(book.page(_("Rules"), landscape=True), scored.rules, lang)
    return book.save(target, progress)


def _write_tables(book: Book, cells: Sequence[MonthCells], lang: str) -> None:
    _ = translator(lang)
    several = len(cells) > 1
    scores = score_table(cells, lang)
    at = score_column(months=several)
    for sheet, part in zip(book.table(_("Scores"), scores, frozen=at - 3), scores.split(), strict=True):
        # a data bar of 2007: the one of 2010 is an extension, at which openpyxl warns
        bar = {"type": "data_bar", "bar_color": "#9DC3E6", "min_type": "num", "min_value": 0}
        sheet.conditional_format(1, at, max(part.rows, 1), at, bar)
    name = _("Why (failed or no data)") if only_failures([month.result for month in cells]) else _("Why")
    book.table(name, why_table(cells, lang), frozen=3 if several else 2)


def _write_parts(book: Book, cells: Sequence[MonthCells], lang: str) -> None:
    """The sheets of each part that decided something."""
    for part in _parts_of([month.result for month in cells]):
        for title, table, frozen in part.facet("workbook").sheets(cells, part.id, lang):
            book.table(title, table, frozen=frozen)
        pages = getattr(part.facet("workbook"), "pages", None)
        for title, draw in pages(cells, part.id, lang) if pages else ():
            draw(book.page(title, landscape=True))


def _parts_of(months: Sequence[MonthResult]) -> list[PartRules]:
    """The parts that decided something in one of the months and have sheets."""
    found = {part.id: part for month in months for part in month.rules.parts.values() if part.id in month.parts}
    return [part for part in found.values() if part.facet("workbook") is not None]


def _write_awards(page: Page, scored: Scored, lang: str) -> None:
    _ = translator(lang)
    for col, width in enumerate(_AWARD_WIDTHS):
        page.sheet.set_column(col, col, width)
    when = months_text([result.month for result in scored.months], lang)
    page.text(0, 0, _("{month}: awards").format(month=when), page.formats.title)
    page.sheet.set_row(0, 30)
    page.text(1, 0, scored.rules.name.text(lang), page.formats.subtitle)
    page.headers(
        3,
        [
            _("Award"), _("Group"), _("Place"), _("Winner"), _("Decided by"), _("Reason"), _("Prize"),
            _("Recognition"),
        ],
    )  # fmt: skip
    page.row = 4
    room = MOST_AWARDS
    for result in scored.months:
        _award_rows(page, result, lang, result.awards[:room], several=len(scored.months) > 1)
        room = max(room - len(result.awards), 0)
    rest = sum(len(result.awards) for result in scored.months) - MOST_AWARDS
    if rest > 0:
        page.text(page.row, 0, counted(_("… and {count} more awards in the award list"), count=rest))
        page.row += 1
    page.row += 1
    for result in scored.months:
        _award_notes(page, result, lang)


def _award_rows(page: Page, result: MonthResult, lang: str, awards: Sequence[AwardGiven], *, several: bool) -> None:
    rules = result.rules
    body = {"bottom": 1, "bottom_color": LINE, "valign": "top", "text_wrap": True}
    look = page.formats.get(**body)
    number = {**body, "align": "right", "indent": 1}  # a text follows
    money = page.formats.get(**number, num_format=money_format(rules.currency, lang))
    names = names_of(result)
    for given in awards:
        award = rules.awards[given.award]
        label = award.label.text(lang)
        reason = award_reason(given, rules, lang, names)
        texts = [
            f"{result.month} {label}" if several else label,
            given.within[0][1] if given.within else group_text((), rules, lang),
            place_text(given.rank, lang, tied=given.tied),
            winner_text(given),
            "",
            reason,
        ]
        for col, text in enumerate(texts):
            page.text(page.row, col, text, look)
        page.figure(page.row, 4, ranking_cell(given.figure, given.score, rules, lang), number)
        if given.prize is None:
            page.text(page.row, 6, "", look)
        else:
            page.number(page.row, 6, float(given.prize), money)
        page.text(page.row, 7, recognition_text(award, lang), look)
        lines = max(wrapped_lines(text, width) for text, width in zip(texts, _AWARD_WIDTHS, strict=False))
        page.sheet.set_row(page.row, _LINE * lines + 3)
        page.row += 1


def _award_notes(page: Page, result: MonthResult, lang: str) -> None:
    """Decisions, every tie, and the awards not given."""
    last = len(_AWARD_WIDTHS) - 1
    for text in (*decision_notes(result, lang), *award_notes(result, lang)):
        look = page.formats.get(text_wrap=True, valign="top")
        page.wide(page.row, 0, last, text, look)
        page.sheet.set_row(page.row, _LINE * wrapped_lines(text, sum(_AWARD_WIDTHS)) + 3)
        page.row += 1


def reading_table(scored: Scored | Awarded, lang: str) -> Table:
    """How the files were read: every interpretation, then the notes and the rows left out."""
    _ = translator(lang)
    rows = [
        (
            one.file,
            one.sheet,
            one.where,
            _(_WHAT.get(one.what, one.what)),
            _word(one.subject, scored.rules, lang) if one.what in _OF_METRICS else one.subject,
            _taken_as(one, scored.rules, lang),
        )
        for one in scored.interpretations
    ]
    for found in scored.problems:
        source = found.source
        text = " – ".join(
            part
            for part in (problem_message(found, lang, scored.rules), problem_hint(found, lang, scored.rules))
            if part
        )
        word = _("error") if found.is_error else _("note")
        rows.append((source.file, source.sheet or "", source.cell or "", word, found.value or "", text))
    rows += [("", "", address, _("not scored"), "", _("left out because of errors")) for address in scored.unscored]
    headers = [_("File"), _("Sheet"), _("Where"), _("What"), _("Stood there"), _("Taken as")]
    columns = list(zip(*rows, strict=True)) or [()] * len(headers)
    wrap = len(headers) - 1
    return Table(
        tuple(
            Column(header, Cells.texts(list(texts), Style(wrap=at == wrap)), 80 if at == wrap else 40)
            for at, (header, texts) in enumerate(zip(headers, columns, strict=True))
        ),
        tall=wrap,
    )


def _taken_as(one: Interpretation, rules: RuleSet, lang: str) -> str:
    """What something was taken as, in words."""
    if one.what == "dropped":
        return translator(lang)(_LEFT_OUT).format(count=one.meaning)
    return _word(one.meaning, rules, lang) if one.what in _OF_WORDS else one.meaning


def _word(word: str, rules: RuleSet, lang: str) -> str:
    """An id of the rules by its label, a word of ours in the reader's language."""
    columns = {name: column.label for sheet in rules.details.values() for name, column in sheet.columns.items()}
    columns |= {name: column.label for sheet in rules.sheets.values() for name, column in sheet.columns.items()}
    known = rules.metrics.get(word) or rules.people_columns.get(word)
    sheet = rules.details.get(word) or rules.sheets.get(word)
    label = known.label if known else sheet.label if sheet else columns.get(word)
    if label is not None:
        return label.text(lang)
    return translator(lang)(_WORDS[word]) if word in _WORDS else word
