"""The workbook of a period: the award list that HR signs, everybody's standings, how it was read, the rules."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from ccmotivate.locale import translator
from ccmotivate.model.outcomes import Awarded
from ccmotivate.model.results import Interpretation, PeriodResult
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.words.award_notes import (
    close_notes,
    decision_notes,
    hidden_winner_notes,
    left_out_notes,
    not_given_notes,
    problem_notes,
    tie_notes,
)
from ccmotivate.writers.words.award_sentences import names_of
from ccmotivate.writers.words.ledger_notes import (
    differing_notes,
    pending_notes,
    settlement_notes,
    settlement_title,
    tip_of,
)
from ccmotivate.writers.words.made import made_lines
from ccmotivate.writers.words.sentences import (
    month_text,
    partial_text,
    period_text,
    unscored_text,
)
from ccmotivate.writers.workbooks.award_page import AwardPage
from ccmotivate.writers.workbooks.notes_page import NotesPage
from ccmotivate.writers.workbooks.package import Progress
from ccmotivate.writers.workbooks.pages import Book
from ccmotivate.writers.workbooks.rules_page import write_rules
from ccmotivate.writers.workbooks.scored_book import reading_table
from ccmotivate.writers.workbooks.standings_page import write_standings
from ccmotivate.writers.workbooks.styles import FAIL_TEXT


def write_period(
    target: Path | BinaryIO, awarded: Awarded, lang: str, progress: Progress | None = None
) -> WorkbookShape:
    """Write ``2025-Q1.awards.xlsx``.

    Args:
        target: a path or a seekable stream.
        awarded: a call that came to a result.
        lang: ``zh`` or ``en``.
        progress: called with the number of rows just written, over all tables.

    Returns:
        The sheets that the file must have when it is opened again.

    Raises:
        ValueError: there is no result to write.
    """
    result = awarded.result
    if result is None:
        raise ValueError(f"{awarded.period}: no result")
    _ = translator(lang)
    marked = _("{title} (provisional)") if result.partial else "{title}"
    warning = partial_text(result.period, result.missing, lang) if result.partial else ""
    title = marked.format(title=_("{month}: award list").format(month=period_text(str(result.period), lang)))
    book = Book("awards", title, result.months[-1] if result.months else None, lang)
    book.hold_tip(tip_of([result]))
    listed = book.page(marked.format(title=_("Awards")), landscape=True)
    _write_awards(AwardPage(listed, result.rules, lang, result.period.kind), awarded, result, title)
    notes = book.page(marked.format(title=_("Notes")), landscape=True)
    _write_notes(NotesPage(notes, lang), result, title)
    sheets = write_standings(book, result, marked.format(title=_("Standings")), lang)
    reading = reading_table(_with_sources(awarded, result, lang), lang)
    sheets += book.table(marked.format(title=_("How it was read")), reading, frozen=0)
    rules = book.page(marked.format(title=_("Rules")), landscape=True)
    write_rules(rules, result.rules, lang, warning)
    for sheet in (listed.sheet, notes.sheet, *sheets, rules.sheet) if result.partial else ():
        sheet.set_tab_color(FAIL_TEXT)
    return book.save(target, progress)


def _write_awards(page: AwardPage, awarded: Awarded, result: PeriodResult, title: str) -> None:
    """The list that HR signs."""
    lang = page.lang
    _ = translator(lang)
    warnings = [partial_text(result.period, result.missing, lang)] if result.partial else []
    warnings += [unscored_text(awarded.unscored, lang)] if awarded.unscored else []
    page.head(title, warnings)
    page.awards(result.awards, names_of(result))
    page.remarks(_("Winners in hidden rows"), hidden_winner_notes(awarded.problems, result.rules, lang))
    gone = problem_notes("winner-gone", awarded.problems, result.rules, lang)
    page.remarks(_("Winners who are no longer there"), gone)
    page.remarks(_("The files would give another result than was published"), differing_notes(result, lang))
    page.remarks(_("Decided, not yet published"), pending_notes(result, lang))
    settlement = result.ledger.settlement if result.ledger else None
    if settlement is not None:
        page.remarks(settlement_title(settlement, lang), settlement_notes(result, lang))
    page.end(result.awards, signed=bool(result.rules.awards_of(result.period.kind)))


def _write_notes(page: NotesPage, result: PeriodResult, title: str) -> None:
    """What is behind the list."""
    lang = page.lang
    _ = translator(lang)
    page.head(title)
    page.notes(_("Granted or withheld by decision"), decision_notes(result, lang))
    page.notes(_("Ties, and how each was decided"), tie_notes(result, lang), _("There are no ties."))
    page.notes(_("Who came next, and why not"), close_notes(result, lang))
    notes = [*not_given_notes(result, lang), *left_out_notes(result, lang)]
    page.notes(_("Not given or left out, and why"), notes)
    page.made([*made_lines(result.rules, result.inputs, lang, [result]), *_published(result, lang)])


def _published(result: PeriodResult, lang: str) -> list[str]:
    """The months that come from the ledger."""
    _ = translator(lang)
    template = _("{month}: as published in the ledger ({published})")
    return [
        template.format(month=month_text(facts.month, lang), published=facts.published)
        for facts in result.facts
        if facts.published
    ]


def _with_sources(awarded: Awarded, result: PeriodResult, lang: str) -> Awarded:
    """How it was read, with the months that were not read from files in front."""
    _ = translator(lang)
    ledger, taken = _("ledger"), _("as published ({published})")
    lines = [
        Interpretation(ledger, "", "published", str(facts.month), "", taken.format(published=facts.published))
        for facts in result.facts
        if facts.published
    ]
    warning = partial_text(result.period, result.missing, lang)
    lines += [Interpretation("", "", "missing", str(month), "", warning) for month in result.missing]
    return replace(awarded, interpretations=(*lines, *awarded.interpretations))
