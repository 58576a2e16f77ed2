"""Goals below a month on the screen."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.parts.goals.decide import MET, NO_DATA, GoalsResult


def lines(result: GoalsResult, lang: str) -> list[str]:
    """How many goals there are, and how many of them are met."""
    _ = translator(lang)
    if not len(result.met):
        return []
    met, blank = (int((result.met == one).sum()) for one in (MET, NO_DATA))
    text = _("Personal goals: {met} of {count} met")
    more = _("; without data: {blank}") if blank else ""
    return [text.format(met=met, count=len(result.met)) + more.format(blank=blank)]
