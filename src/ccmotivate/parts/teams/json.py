"""The key of team goals in ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.parts.teams.decide import TeamsResult
from ccmotivate.parts.teams.values import TeamGoal


def agents(result: TeamsResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - the contract's
    """No key of an agent."""
    yield from ({} for _row in rows)


def month(result: TeamsResult) -> dict[str, Any]:
    """The teams by name, each with its goals by metric id."""
    return {
        "teams": [
            {"team": team.name, "members": team.members, "goals": [_goal(one) for one in team.goals]}
            for team in result.teams
        ]
    }


def _goal(one: TeamGoal) -> dict[str, Any]:
    goal = one.goal
    return {
        "metric": goal.metric.id,
        "target": plain_text(goal.target),
        "value": None if goal.value is None else plain_text(goal.value),
        "counted": one.counted,
        "met": goal.met,
        "attainment": None if goal.attainment is None else plain_text(goal.attainment),
    }
