"""The keys of pay in ``--json``: every step of every pay, exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.parts.pay.decide import NOTES, PayAmounts, PayResult


def agents(result: PayResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """The keys of each agent at these positions."""
    columns = [_amounts(pay, rows, result.currency) for pay in result.pays]
    for at in range(len(rows)):
        yield {"pay": [column[at] for column in columns if column[at] is not None]}


def _amounts(pay: PayAmounts, rows: NDArray[np.intp], currency: str) -> list[dict[str, Any] | None]:
    """One pay of each of these agents, None for whom it is not paid to."""
    steps = [
        (step.step, step.amount.take(rows).to_list(), [NOTES[place] for place in step.notes[rows].tolist()])
        for step in pay.steps
    ]
    amounts, paid = pay.amount.take(rows).to_list(), pay.paid[rows].tolist()
    return [
        {
            "pay": pay.pay.id,
            "amount": plain_text(amount or 0),
            "currency": currency,
            "steps": [
                {"step": name, "amount": plain_text(values[at] or 0), "note": notes[at] or None}
                for name, values, notes in steps
            ],
        }
        if paid[at]
        else None
        for at, amount in enumerate(amounts)
    ]
