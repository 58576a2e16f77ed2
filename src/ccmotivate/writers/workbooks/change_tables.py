"""Differences as tables of a workbook: one row a person and period, one row an award."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.award_changes import LOST, WON, AwardChange
from ccmotivate.model.comparison import Comparison, PersonChange
from ccmotivate.model.decided import Standing
from ccmotivate.model.results import AwardGiven
from ccmotivate.writers.words.changes import KINDS, award_notes, label_of, person_notes
from ccmotivate.writers.words.figures import money_format
from ccmotivate.writers.words.sentences import group_text, period_text
from ccmotivate.writers.workbooks.score_table import SCORE_FORMAT
from ccmotivate.writers.workbooks.styles import FAILED, PLAIN, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

_CENTRED, _WRAPPED = Style(align="center"), Style(wrap=True)
_SCORE, _COUNT = Style(number=SCORE_FORMAT, align="right"), Style(number="0", align="center")
_SIGNED = Style(number=f"+{SCORE_FORMAT};-{SCORE_FORMAT};0", align="right")
_LOOKS = {WON: Style(STRONG, align="center"), LOST: Style(FAILED, align="center")}


def numbers_of(values: Sequence[Fraction | int | None], style: Style) -> Cells:
    """Numbers, blank for None."""
    return Cells.numbers(np.array([np.nan if one is None else float(one) for one in values], dtype=np.float64), style)


_Part = TypeVar("_Part", bool, int, Fraction)
_Whole = TypeVar("_Whole", Standing, AwardGiven)


def _from(whole: _Whole | None, of: Callable[[_Whole], _Part | None]) -> _Part | None:
    """A part of a side, None where there is no such side."""
    return None if whole is None else of(whole)


def people_table(comparison: Comparison, lang: str) -> Table:
    """One row for each person and period that stand differently."""
    _ = translator(lang)
    people = comparison.people
    words = {True: _("yes"), False: _("no"), None: ""}

    def texts(header: str, of: Callable[[PersonChange], str], style: Style = Style()) -> Column:  # noqa: B008 - frozen
        return Column(header, Cells.texts([of(one) for one in people], style))

    def numbers(header: str, of: Callable[[PersonChange], Fraction | int | None], style: Style) -> Column:
        return Column(header, numbers_of([of(one) for one in people], style))

    columns = (
        texts(_("Period"), lambda one: period_text(one.period, lang), _CENTRED),
        texts(_("Agent ID"), lambda one: one.agent_id),
        texts(_("Name"), lambda one: one.name),
        texts(_("Role"), lambda one: label_of("roles", one.role, comparison, lang)),
        texts(_("Project"), lambda one: one.project),
        texts(_("Team"), lambda one: one.team),
        texts(_("What changed"), lambda one: "\n".join(person_notes(one, comparison, lang)), _WRAPPED),
        texts(_("Qualified before"), lambda one: words[_from(one.old, lambda side: side.qualified)], _CENTRED),
        texts(_("Qualified after"), lambda one: words[_from(one.new, lambda side: side.qualified)], _CENTRED),
        texts(_("Eligible before"), lambda one: words[_from(one.old, lambda side: side.eligible)], _CENTRED),
        texts(_("Eligible after"), lambda one: words[_from(one.new, lambda side: side.eligible)], _CENTRED),
        numbers(_("Score before"), lambda one: _from(one.old, lambda side: side.score), _SCORE),
        numbers(_("Score after"), lambda one: _from(one.new, lambda side: side.score), _SCORE),
        numbers(_("Score moved"), _moved, _SIGNED),
        numbers(_("Rank before"), lambda one: _from(one.old, lambda side: side.rank), _COUNT),
        numbers(_("Rank after"), lambda one: _from(one.new, lambda side: side.rank), _COUNT),
    )
    return Table(columns, tall=6)


def _moved(change: PersonChange) -> Fraction | None:
    if change.old is None or change.new is None or change.old.score is None or change.new.score is None:
        return None
    return change.new.score - change.old.score


def awards_table(comparison: Comparison, lang: str) -> Table:
    """One row for each award that is won, lost, or kept otherwise."""
    _ = translator(lang)
    changes = comparison.awards
    rules = comparison.new.rules
    money = Style(number=money_format(rules.currency, lang), align="right")
    kinds = list(KINDS)

    def texts(header: str, of: Callable[[AwardChange], str], style: Style = Style()) -> Column:  # noqa: B008 - frozen
        return Column(header, Cells.texts([of(one) for one in changes], style))

    def numbers(header: str, of: Callable[[AwardChange], Fraction | int | None], style: Style) -> Column:
        return Column(header, numbers_of([of(one) for one in changes], style))

    codes = np.array([kinds.index(one.kind) for one in changes], dtype=np.intp)
    looks = [_LOOKS.get(kind, Style(PLAIN, align="center")) for kind in kinds]
    columns = (
        Column(_("What became of it"), Cells.labels(codes, [_(KINDS[kind]) for kind in kinds], looks)),
        texts(_("Period"), lambda one: period_text(one.given.period, lang), _CENTRED),
        texts(_("Award"), lambda one: label_of("awards", one.given.award, comparison, lang)),
        texts(_("Group"), lambda one: group_text(one.given.within, rules, lang)),
        texts(_("Agent ID"), lambda one: one.given.agent_id or ""),
        texts(_("Name"), lambda one: one.given.name),
        texts(_("Project"), lambda one: one.given.project),
        texts(_("Team"), lambda one: one.given.team),
        texts(_("Details"), lambda one: award_notes(one, comparison, lang), _WRAPPED),
        numbers(_("Place before"), lambda one: _from(one.old, lambda side: side.rank), _COUNT),
        numbers(_("Place after"), lambda one: _from(one.new, lambda side: side.rank), _COUNT),
        numbers(_("Prize before"), lambda one: _from(one.old, lambda side: side.prize), money),
        numbers(_("Prize after"), lambda one: _from(one.new, lambda side: side.prize), money),
    )
    return Table(columns, tall=8)
