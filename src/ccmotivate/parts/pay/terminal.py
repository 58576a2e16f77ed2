"""Pay below a month on the screen: how many are paid, and the sum."""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.locale import counted, translator
from ccmotivate.parts.pay.decide import PayResult
from ccmotivate.writers.words.figures import money_text


def lines(result: PayResult, lang: str) -> list[str]:
    """A line for each pay."""
    _ = translator(lang)
    made = []
    for pay in result.pays:
        paid = pay.amount.take(pay.paid.nonzero()[0]).to_list()
        total = sum((one or Fraction(0) for one in paid), Fraction(0))
        name, amount = pay.pay.label.text(lang), money_text(total, result.currency, lang)
        made.append(counted(_("{name}: {amount} for {count} people"), count=len(paid), name=name, amount=amount))
    return made
