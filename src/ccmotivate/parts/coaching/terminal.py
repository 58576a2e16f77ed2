"""Findings below a month on the screen."""

from __future__ import annotations

from collections import Counter

from ccmotivate.locale import translator
from ccmotivate.parts.coaching.compare import NAMES, PRAISE, REPEAT, fields_of
from ccmotivate.parts.coaching.decide import CoachingResult, State


def lines(result: CoachingResult, lang: str) -> list[str]:
    """How many are overdue, open and coached, how many repeat; praise."""
    _ = translator(lang)
    counts = Counter(field for one in result.findings for field in fields_of(one))
    shown = [
        f"{NAMES[field].text(lang)} {counts[str(field)]}"
        for field in (State.OVERDUE, State.OPEN, State.COACHED, REPEAT, PRAISE)
    ]
    return [_("Findings: {counts}").format(counts=_(", ").join(shown))] if result.findings else []
