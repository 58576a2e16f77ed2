"""What is compared of pay: the amount of each pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.pay.decide import PayResult


def values(result: PayResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """The amounts by agent and pay, of those to whom it is paid."""
    found: dict[str, dict[str, PartValue]] = {}
    for one in result.pays:
        for at in np.flatnonzero(one.paid).tolist():
            found.setdefault(ids[at], {})[one.pay.id] = one.amount[at] or 0
    return found


def labels(result: PayResult) -> Mapping[str, Label]:
    """The names of the pays."""
    return {one.pay.id: one.pay.label for one in result.pays}
