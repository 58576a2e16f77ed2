"""The keys of coaching in ``--json``: every finding known at the end of the month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.parts.coaching.decide import CoachingResult, Finding


def agents(result: CoachingResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """The findings of each agent at these positions."""
    for at in rows.tolist():
        yield {"findings": [finding_object(one) for one in result.of(at)]}


def finding_object(one: Finding) -> dict[str, Any]:
    """A finding as it stands in every document."""
    return {
        "date": one.day.isoformat(),
        "kind": one.kind.id,
        "sign": one.kind.sign,
        "valid_complaint": one.valid,
        "state": None if one.state is None else str(one.state),
        "repeat": one.repeat,
        "source": str(one.source),
    }
