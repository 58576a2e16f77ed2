"""Findings in words."""

from __future__ import annotations

import datetime as dt

from ccmotivate.locale import translator
from ccmotivate.parts.coaching.compare import NAMES, PRAISE, REPEAT
from ccmotivate.parts.coaching.decide import Coaching, Finding


def state_text(one: Finding, lang: str) -> str:
    """``overdue``; of praise that it is."""
    return NAMES[PRAISE if one.state is None else one.state].text(lang)


def mark_text(one: Finding, lang: str) -> str:
    """The state, a repeat and a valid complaint: ``overdue, repeat, valid complaint``."""
    _ = translator(lang)
    marks = [state_text(one, lang), *([NAMES[REPEAT].text(lang)] if one.repeat else [])]
    return _(", ").join([*marks, *([_("valid complaint")] if one.valid else [])])


def when_text(one: Finding) -> str:
    """The date, with the time where it is known."""
    return f"{one.day.isoformat()} {one.time}".strip()


def talk_text(talk: Coaching | None, lang: str) -> str:
    """When, by whom, what was agreed: ``2025-03-05 Gu Yan: …``; ``""`` without a talk."""
    if talk is None:
        return ""
    _ = translator(lang)
    who = f"{talk.day.isoformat()} {talk.coach}"
    return _("{name}: {text}").format(name=who, text=talk.agreed) if talk.agreed else who


def day_text(day: dt.date | None) -> str:
    """A date, ``""`` for none."""
    return "" if day is None else day.isoformat()
