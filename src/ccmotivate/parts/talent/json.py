"""The key of talent in ``--json``: where somebody stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.parts.talent.decide import TalentResult


def agents(result: TalentResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """The key of each agent at these positions."""
    tiers = [tier.id for tier in result.settings.tiers]
    values = [one.value.take(rows).to_list() for one in result.axes]
    for at, enthusiasm, ability in zip(rows.tolist(), *values, strict=True):
        yield {
            "talent": {
                "enthusiasm": None if enthusiasm is None else plain_text(enthusiasm),
                "ability": None if ability is None else plain_text(ability),
                "quadrant": result.quadrant[at] or None,
                "near": list(result.near_of(at)),
                "from": result.before.quadrant[at] or None,
                "tier": tiers[result.tier[at]],
            }
        }
