"""Contests and duties below a month on the screen; whoever is overdue with lessons is named."""

from __future__ import annotations

from collections import Counter

from ccmotivate.locale import translator
from ccmotivate.parts.contests.decide import ContestsResult
from ccmotivate.parts.contests.duties import Duty, DutyState
from ccmotivate.parts.contests.words import (
    DUTIES,
    hours_text,
    outcome_text,
    size_text,
    title_text,
    until_text,
    who_text,
    won_text,
)


def lines(result: ContestsResult, lang: str) -> list[str]:
    """A line a contest, one for the duties in sum, one for each that is overdue."""
    _ = translator(lang)
    named = _("{name}: {text}")
    found = [
        named.format(
            name=title_text(result, one.title, lang),
            text=_("{size}; {outcome}").format(size=size_text(one, lang), outcome=outcome_text(result, one, lang)),
        )
        for one in result.contests
    ]
    counts = Counter(duty.state for duty in result.duties)
    if counts:
        states = [f"{label.text(lang)} {counts[state]}" for state, label in DUTIES.items()]
        found.append(named.format(name=_("Lessons owed by winners"), text=_(", ").join(states)))
    return found + [_overdue(one, result, lang) for one in result.duties if one.state is DutyState.OVERDUE]


def _overdue(duty: Duty, result: ContestsResult, lang: str) -> str:
    _ = translator(lang)
    return _("Lessons overdue: {person}, {title}, {won}, {hours}, {until}").format(
        person=who_text(result, duty.win.agent_id),
        title=title_text(result, duty.win.title, lang),
        won=won_text(duty, lang),
        hours=hours_text(duty, lang),
        until=until_text(duty, lang),
    )
