"""The key of balanced scorecards in ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.parts.balanced.decide import BalancedResult, Card


def agents(result: BalancedResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """The key of each agent at these positions: the card, None without one."""
    for at in rows.tolist():
        card = result.cards.get(at)
        yield {"balanced": None if card is None else _card(card)}


def _card(card: Card) -> dict[str, Any]:
    return {
        "score": plain_text(card.score),
        "perspectives": [
            {"perspective": one.id, "weight": plain_text(one.weight), "score": plain_text(one.score)}
            for one in card.perspectives
        ],
        "measures": [
            {"measure": one.row.measure, "points": plain_text(one.points), "action": bool(one.row.action)}
            for one in card.measures
        ],
    }
