"""The award list of a ``score`` job: award by award, prize money summed exactly; in the notes every tie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from ccmotivate.locale import translator
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.outcomes import Scored
from ccmotivate.model.results import MonthResult
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.words.award_notes import award_notes, decision_notes, hidden_winner_notes
from ccmotivate.writers.words.award_sentences import names_of
from ccmotivate.writers.words.ledger_notes import differing_notes, pending_notes, tip_of
from ccmotivate.writers.words.made import made_lines
from ccmotivate.writers.words.sentences import months_text, unscored_text
from ccmotivate.writers.workbooks.award_page import AwardPage
from ccmotivate.writers.workbooks.notes_page import NotesPage
from ccmotivate.writers.workbooks.pages import Book


def write_awards(target: Path | BinaryIO, scored: Scored, lang: str) -> WorkbookShape:
    """Write the award list of a job of one or more months.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    months = scored.months
    when = months_text([result.month for result in months], lang)
    title = _("{month}: award list").format(month=when)
    book = Book("awards", title, months[0].month if months else None, lang)
    book.hold_tip(tip_of(months))
    page = AwardPage(book.page(_("Award list"), landscape=True), scored.rules, lang)
    page.head(title, [unscored_text(scored.unscored, lang)] if scored.unscored else [])
    for result in months:
        page.awards(result.awards, names_of(result), str(result.month) if len(months) > 1 else "")
    page.remarks(_("Winners in hidden rows"), hidden_winner_notes(scored.problems, scored.rules, lang))
    differing = _by_month(differing_notes, months, lang)
    page.remarks(_("The files would give another result than was published"), differing)
    pending = [note for result in months for note in pending_notes(result, lang)]
    page.remarks(_("Decided, not yet published"), pending)
    given = [given for result in months for given in result.awards]
    page.end(given, signed=bool(scored.rules.awards_of(PeriodKind.MONTH)))
    _write_notes(NotesPage(book.page(_("Notes"), landscape=True), lang), scored, title)
    return book.save(target)


def _write_notes(page: NotesPage, scored: Scored, title: str) -> None:
    """What is behind the list."""
    months, lang = scored.months, page.lang
    _ = translator(lang)
    page.head(title)
    page.notes(_("Granted or withheld by decision"), _by_month(decision_notes, months, lang))
    page.notes(_("Ties and awards not given"), [note for result in months for note in award_notes(result, lang)])
    page.made(made_lines(scored.rules, scored.inputs, lang, months))


def _by_month(notes: Callable[[MonthResult, str], list[str]], months: Sequence[MonthResult], lang: str) -> list[str]:
    """The notes of all months, each with its month where there are several."""
    several = len(months) > 1
    return [f"{result.month} {note}" if several else note for result in months for note in notes(result, lang)]
