"""The key of talent in ``--json``: where somebody stands."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.parts.talent.decide import TalentResult


def agents(result: TalentResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """The key of each agent at these positions."""
    tiers = [tier.id for tier in result.settings.tiers]
    values = [_texts(one.value.take(rows)) for one in result.axes]
    near = [[one.axis.id if close else "" for close in one.near[rows].tolist()] for one in result.axes]
    columns = (result.quadrant[rows], result.before.quadrant[rows], result.tier[rows])
    words = zip(*(column.tolist() for column in columns), strict=True)
    for enthusiasm, ability, close, (quadrant, before, tier) in zip(
        *values, zip(*near, strict=True), words, strict=True
    ):
        yield {
            "talent": {
                "enthusiasm": enthusiasm,
                "ability": ability,
                "quadrant": quadrant or None,
                "near": [axis for axis in close if axis],
                "from": before or None,
                "tier": tiers[tier],
            }
        }


def _texts(values: Exact) -> list[str | None]:
    """The numbers, which are hundredths, as texts; each is made once."""
    distinct, which = np.unique(values.num, return_inverse=True)
    texts = [plain_text(Fraction(one, 100)) for one in distinct.tolist()]
    rows = zip(which.tolist(), values.missing.tolist(), strict=True)
    return [None if missing else texts[at] for at, missing in rows]
