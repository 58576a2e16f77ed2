"""The keys of contests in ``--json``: those of the month, nothing on agents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.parts.contests.contest import Contest
from ccmotivate.parts.contests.decide import ContestsResult
from ccmotivate.parts.contests.duties import Duty


def agents(result: ContestsResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - the contract's
    """No key of an agent: contests and duties are keys of the month."""
    yield from ({} for _at in rows)


def month(result: ContestsResult) -> dict[str, Any]:
    """``contests`` and ``duties``."""
    return {
        "contests": [_contest(one, result) for one in result.contests],
        "duties": [_duty(one) for one in result.duties],
    }


def _contest(one: Contest, result: ContestsResult) -> dict[str, Any]:
    return {
        "title": one.title,
        "entrants": len(one.entries),
        "finalists": result.named(one.finalists),
        "winners": result.named(one.winners),
        "state": str(one.state),
    }


def _duty(one: Duty) -> dict[str, Any]:
    return {
        "title": one.win.title,
        "agent_id": one.win.agent_id,
        "won": str(one.win.won),
        "owed": plain_text(one.owed),
        "given": plain_text(one.given),
        "state": str(one.state),
        "done_on": None if one.done_on is None else one.done_on.isoformat(),
    }
