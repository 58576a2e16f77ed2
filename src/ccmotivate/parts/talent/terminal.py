"""Talent below a month on the screen: how many people stand where."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.parts.talent.decide import TalentResult
from ccmotivate.parts.talent.rules import QUADRANTS


def lines(result: TalentResult, lang: str) -> list[str]:
    """One line: the people in each quadrant, and those without a place."""
    _ = translator(lang)
    found = result.quadrant.tolist()
    counts = _(", ").join(f"{name} {found.count(name)}" for name in QUADRANTS)
    return [_("Talent: {counts}, no data {apart}").format(counts=counts, apart=found.count(""))]
