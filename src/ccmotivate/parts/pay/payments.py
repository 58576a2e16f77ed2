"""What pay adds to the money table: the amount of each pay."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.pay.rules import PaySettings


def payments(values: Mapping[str, PartValue]) -> dict[str, Fraction]:
    """The amounts of one agent in a month by pay, of what is compared and recorded."""
    return {pay: Fraction(amount) for pay, amount in values.items() if isinstance(amount, int | Fraction)}


def labels(settings: PaySettings) -> Mapping[str, Label]:
    """The names of the pays."""
    return {pay.id: pay.label for pay in settings.pays}
