"""The page of contests in the scored workbook: finalists and winners of each title, and the lessons owed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from ccmotivate.locale import translator
from ccmotivate.parts.contests.columns import FINAL, PRELIMINARY
from ccmotivate.parts.contests.contest import Contest, Standing
from ccmotivate.parts.contests.decide import ContestsResult
from ccmotivate.parts.contests.duties import Duty, DutyState
from ccmotivate.parts.contests.words import (
    DUTIES,
    STANDINGS,
    hours_text,
    outcome_text,
    size_text,
    title_text,
)
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import visible, wrapped_lines
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, FAILED, LINE, PLAIN, STRONG, Style
from ccmotivate.writers.workbooks.tables import Table

_WIDTHS = (26, 12, 22, 18, 20, 14, 18, 14, 14)
_LAST = len(_WIDTHS) - 1
_STANDING_LOOKS = {Standing.WINNER: STRONG, Standing.FINALIST: PLAIN, Standing.ENTERED: PLAIN}
_DUTY_LOOKS = {DutyState.OVERDUE: FAILED, DutyState.OPEN: PLAIN, DutyState.DONE: PLAIN}
_ORDER = {DutyState.OVERDUE: 0, DutyState.OPEN: 1, DutyState.DONE: 2}
Draw = Callable[[Page], None]


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:  # noqa: ARG001 - the contract's
    """No table of its own: all stands on the page."""
    return []


def pages(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Draw]]:
    """A page a month that has the sheet of contests."""
    _ = translator(lang)
    name = _("Skill contests")
    return [
        (f"{name} {month.result.month}" if len(months) > 1 else name, partial(_draw, month=month, part=part, lang=lang))
        for month in months
        if part in month.result.parts
    ]


def _draw(page: Page, month: MonthCells, part: str, lang: str) -> None:
    _ = translator(lang)
    result: ContestsResult = month.result.parts[part]
    for col, width in enumerate(_WIDTHS):
        page.sheet.set_column(col, col, width)
    page.sheet.fit_to_pages(1, 0)
    title = _("{month}: skill contests").format(month=month_text(result.month, lang))
    page.wide(0, 0, _LAST, title, page.formats.title)
    page.tall(0, 30)
    page.row = 2
    who = [identity_header(name, month.result, lang) for name in ("agent_id", "name", "team")]
    for contest in result.contests:
        _contest(page, contest, result, who, lang)
    if not result.contests:
        page.wide(page.row, 0, _LAST, _("No contest was held this month."), page.formats.get())
        page.row += 2
    if result.duties:
        _duties(page, result, who, lang)


def _heading(page: Page, name: str, text: str) -> None:
    """A band with a name and, beside it, a sentence."""
    band = page.formats.get(bold=True, font_color=ACCENT, bg_color=ACCENT_LIGHT)
    beside = page.formats.get(bg_color=ACCENT_LIGHT, text_wrap=True)
    page.text(page.row, 0, name, band)
    page.wide(page.row, 1, _LAST, text, beside)
    page.tall(page.row, 15.0 * max(wrapped_lines(text, sum(_WIDTHS[1:])), wrapped_lines(name, _WIDTHS[0])) + 3)
    page.row += 1


def _row(page: Page, cells: Sequence[str | Fraction], look: str) -> None:
    """A row of texts and scores, the first in its look."""
    plain = page.formats.get(bottom=1, bottom_color=LINE, text_wrap=True)
    number = page.formats.get(bottom=1, bottom_color=LINE, align="center")
    first = page.formats.get(**{**Style(look, wrap=True).properties(), "valign": "vcenter"})
    for col, cell in enumerate(cells):
        if isinstance(cell, Fraction):
            page.number(page.row, col, float(cell), number)
        else:
            page.text(page.row, col, cell, plain if col else first)
    lines = max(wrapped_lines(str(cell), width) for cell, width in zip(cells, _WIDTHS, strict=False))
    page.tall(page.row, 15.0 * lines + 3)
    page.row += 1


def _contest(page: Page, contest: Contest, result: ContestsResult, who: Sequence[str], lang: str) -> None:
    """A title: how it ended, then winners, finalists and everybody else who entered."""
    _ = translator(lang)
    text = _("{size}; {outcome}").format(size=size_text(contest, lang), outcome=outcome_text(result, contest, lang))
    _heading(page, title_text(result, contest.title, lang), text)
    columns = result.settings.contest.columns
    page.headers(page.row, [_("Result"), *who, *(columns[name].label.text(lang) for name in (PRELIMINARY, FINAL))])
    page.row += 1
    for standing, cells in _entries(contest, result):
        _row(page, [STANDINGS[standing].text(lang), *cells], _STANDING_LOOKS[standing])
    page.row += 1


def _entries(contest: Contest, result: ContestsResult) -> Iterator[tuple[Standing, list[str | Fraction]]]:
    """Everybody who entered, the best first."""
    order = list(Standing)
    rows = [(contest.standing(entry), entry) for entry in contest.entries]
    rows.sort(key=lambda one: (order.index(one[0]), -(one[1].final or -1), -one[1].preliminary))
    for standing, entry in rows:
        person = result.person(entry)
        texts = [visible(person.agent_id), visible(person.name), visible(person.team)]
        yield standing, [*texts, entry.preliminary, "" if entry.final is None else entry.final]


def _duties(page: Page, result: ContestsResult, who: Sequence[str], lang: str) -> None:
    """What winners owe, the overdue first."""
    _ = translator(lang)
    late = sum(one.state is DutyState.OVERDUE for one in result.duties)
    text = _("{state}: {count}").format(state=DUTIES[DutyState.OVERDUE].text(lang), count=late)
    _heading(page, _("Lessons owed by winners"), text)
    heads = [_("State"), *who, _("Title"), _("Won in"), _("Hours given"), _("Due by"), _("Done on")]
    page.headers(page.row, heads)
    page.row += 1
    for duty in sorted(result.duties, key=lambda one: _ORDER[one.state]):
        _row(page, [DUTIES[duty.state].text(lang), *_duty(duty, result, lang)], _DUTY_LOOKS[duty.state])


def _duty(duty: Duty, result: ContestsResult, lang: str) -> list[str]:
    person = result.people[duty.win.agent_id]
    return [
        *(visible(text) for text in (person.agent_id, person.name, person.team)),
        title_text(result, duty.win.title, lang),
        str(duty.win.won),
        hours_text(duty, lang),
        duty.due.isoformat(),
        "" if duty.done_on is None else duty.done_on.isoformat(),
    ]
