"""Balanced scorecards below a month on the screen."""

from __future__ import annotations

from ccmotivate.locale import counted, translator
from ccmotivate.parts.balanced.decide import BalancedResult


def lines(result: BalancedResult, lang: str) -> list[str]:
    """How many there are, and how many measures ask for an action plan."""
    _ = translator(lang)
    if not result.cards:
        return []
    lacking = sum(one.lacks_action for card in result.cards.values() for one in card.measures)
    text = counted(_("Balanced scorecards: {count} people"), count=len(result.cards))
    more = counted(_("; measures without an action plan: {count}"), count=lacking) if lacking else ""
    return [text + more]
