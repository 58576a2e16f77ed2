"""Mentoring below a month on the screen."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.parts.mentoring.decide import MentoringResult


def lines(result: MentoringResult, lang: str) -> list[str]:
    """How many mentors there are, and for how many of them it counted."""
    mentors = result.blend.mentors.values()
    up, down = (sum(sign * (one.score - one.own) > 0 for one in mentors) for sign in (1, -1))
    _ = translator(lang)
    text = _("Mentoring: mentors with mentees who count: {count}; raised by it: {up}, lowered: {down}")
    return [text.format(count=len(mentors), up=up, down=down)] if mentors else []
