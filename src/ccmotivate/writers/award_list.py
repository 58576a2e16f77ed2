"""The award list: what HR prints, signs and pays. Award by award, every tie explained, prize money summed exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from ccmotivate.locale import translator
from ccmotivate.model.results import AwardGiven, MonthResult, Scored
from ccmotivate.writers.figures import money_format
from ccmotivate.writers.files import WorkbookShape
from ccmotivate.writers.pages import Book, Page
from ccmotivate.writers.sentences import (
    award_notes,
    award_reason,
    inputs_line,
    months_text,
    names_of,
    place_text,
    recognition_text,
    rules_line,
    winner_text,
)
from ccmotivate.writers.styles import ACCENT, ACCENT_LIGHT, LINE
from ccmotivate.writers.text import visible, wrapped_lines

_WIDTHS = (8, 24, 14, 14, 62, 14, 18)
_LAST = len(_WIDTHS) - 1
_LINE = 15.5
_BODY = {"bottom": 1, "bottom_color": LINE, "valign": "top", "text_wrap": True}


def write_awards(target: Path | BinaryIO, scored: Scored, lang: str) -> WorkbookShape:
    """Write the award list of a job of one or more months.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    when = months_text([result.month for result in scored.months], lang)
    title = _("{month}: award list").format(month=when)
    book = Book("awards", title, scored.months[0].month if scored.months else None, lang)
    page = book.page(_("Award list"), landscape=True)
    for col, width in enumerate(_WIDTHS):
        page.sheet.set_column(col, col, width)
    page.wide(0, 0, _LAST, title, page.formats.title)
    page.sheet.set_row(0, 32)
    page.wide(1, 0, _LAST, scored.rules.name.text(lang), page.formats.subtitle)
    page.row = 3
    if scored.unscored:
        warning = _("Incomplete. Not scored, for errors in their rows: {count}").format(count=len(scored.unscored))
        page.wide(page.row, 0, _LAST, warning, page.formats.get(bold=True, font_color="#9C0006", bg_color="#FFC7CE"))
        page.row += 2
    for result in scored.months:
        _write_month(page, result, lang, several=len(scored.months) > 1)
    _write_notes(page, scored.months, lang)
    _write_totals(page, scored, lang)
    _write_signatures(page, lang)
    for line in (rules_line(scored.rules, lang), inputs_line(scored.inputs, lang)):
        look = page.formats.get(font_color="#595959", font_size=8, text_wrap=True, valign="top")
        page.wide(page.row, 0, _LAST, line, look)
        page.sheet.set_row(page.row, 11 * wrapped_lines(line, sum(_WIDTHS) * 1.2) + 3)
        page.row += 1
    return book.save(target)


def _write_month(page: Page, result: MonthResult, lang: str, *, several: bool) -> None:
    """The awards of a month, each under its own line."""
    _ = translator(lang)
    headers = [_("Place"), _("Winner"), _("Project"), _("Team"), _("Reason"), _("Prize"), _("Recognition")]
    page.headers(page.row, headers)
    page.sheet.set_row(page.row, 20)
    page.row += 1
    names = names_of(result)
    for (award_id, within), found in groupby(result.awards, key=lambda given: (given.award, given.within)):
        label = result.rules.awards[award_id].label.text(lang)
        parts = [str(result.month)] * several + [label] + [visible(name) for _kind, name in within]
        look = page.formats.get(bold=True, font_color=ACCENT, bg_color=ACCENT_LIGHT)
        page.wide(page.row, 0, _LAST, " · ".join(parts), look)
        page.sheet.set_row(page.row, 19)
        page.row += 1
        for given in found:
            _write_winner(page, given, result, names, lang)
    if not result.awards:
        page.wide(page.row, 0, _LAST, _("No award is given."), page.formats.get())
        page.row += 1
    page.row += 1


def _write_winner(page: Page, given: AwardGiven, result: MonthResult, names: Mapping[str, str], lang: str) -> None:
    rules = result.rules
    look = page.formats.get(**_BODY)
    recognition = recognition_text(rules.awards[given.award], lang)
    reason = award_reason(given, rules, lang, names)
    texts = [place_text(given.rank, lang), winner_text(given), visible(given.project), visible(given.team), reason]
    for col, text in enumerate(texts):
        page.text(page.row, col, text, look)
    if given.prize is None:
        page.text(page.row, 5, "", look)
    else:
        money = page.formats.get(**_BODY, num_format=money_format(rules.currency))
        page.number(page.row, 5, float(given.prize), money)
    page.text(page.row, 6, recognition, page.formats.get(**_BODY, indent=1))
    cells = zip([*texts, "", recognition], _WIDTHS, strict=True)
    page.sheet.set_row(page.row, _LINE * max(wrapped_lines(text, width) for text, width in cells) + 3)
    page.row += 1


def _heading(page: Page, text: str) -> None:
    page.wide(page.row, 0, _LAST, text, page.formats.section)
    page.sheet.set_row(page.row, 22)
    page.row += 1


def _write_notes(page: Page, months: Sequence[MonthResult], lang: str) -> None:
    """Every tie, then every award that nobody got."""
    _ = translator(lang)
    notes = [note for result in months for note in award_notes(result, lang)]
    if not notes:
        return
    _heading(page, _("Ties and awards not given"))
    for note in notes:
        page.wide(page.row, 0, _LAST, note, page.formats.get(text_wrap=True, valign="top"))
        page.sheet.set_row(page.row, _LINE * wrapped_lines(note, sum(_WIDTHS)) + 3)
        page.row += 1
    page.row += 1


def prize_totals(months: Sequence[MonthResult]) -> dict[tuple[str, str], Fraction]:
    """Prize money by (award, project), exact; ``""`` for what goes to no project."""
    totals: dict[tuple[str, str], Fraction] = {}
    for given in (given for result in months for given in result.awards if given.prize is not None):
        key = (given.award, given.project)
        totals[key] = totals.get(key, Fraction(0)) + (given.prize or 0)
    return totals


def _write_totals(page: Page, scored: Scored, lang: str) -> None:
    """Prize money: a row for each award and project, then each award, then all."""
    _ = translator(lang)
    totals = prize_totals(scored.months)
    if not totals:
        return
    _heading(page, _("Prize money by award and project"))
    money = money_format(scored.rules.currency)
    plain, strong = page.formats.get(num_format=money), page.formats.get(num_format=money, bold=True, top=1)
    label, total = page.formats.get(), page.formats.get(bold=True, top=1)
    for award_id, group in groupby(sorted(totals), key=lambda key: key[0]):
        keys = list(group)
        name = scored.rules.awards[award_id].label.text(lang)
        for key in keys:
            _total_row(page, name, visible(key[1]) or "–", totals[key], (label, plain))
        if len(keys) > 1:
            _total_row(page, name, _("Total"), sum((totals[key] for key in keys), Fraction(0)), (total, strong))
    projects = sorted({project for _award, project in totals})
    if len({award for award, _project in totals}) > 1:
        for project in projects:
            amount = sum((value for key, value in totals.items() if key[1] == project), Fraction(0))
            _total_row(page, _("All awards"), visible(project) or "–", amount, (label, plain))
    _total_row(page, _("All awards"), _("Total"), sum(totals.values(), Fraction(0)), (total, strong))
    page.row += 1


def _total_row(page: Page, name: str, project: str, amount: Fraction, looks: tuple[object, object]) -> None:
    page.wide(page.row, 0, 1, name, looks[0])
    page.wide(page.row, 2, 3, project, looks[0])
    page.number(page.row, 4, float(amount), looks[1])
    page.row += 1


def _write_signatures(page: Page, lang: str) -> None:
    """Three signatures with their dates."""
    _ = translator(lang)
    page.row += 1
    line = page.formats.get(bottom=1)
    for words, first, last in ((_("Prepared by"), 0, 1), (_("Checked by"), 2, 3), (_("Approved by"), 4, 4)):
        page.wide(page.row, first, last, words, page.formats.get(font_color="#595959"))
        page.wide(page.row + 2, first, last, " ", line)
        page.wide(page.row + 3, first, last, _("Signature, date"), page.formats.get(font_color="#595959", font_size=8))
    page.row += 5
