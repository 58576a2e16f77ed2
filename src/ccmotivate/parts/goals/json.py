"""The key of goals in ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.model.goals import Goal
from ccmotivate.parts.goals.decide import GoalsResult
from ccmotivate.writers.json.scores import value_word


def agents(result: GoalsResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """The key of each agent at these positions: the goals by metric id."""
    for at in rows.tolist():
        yield {"goals": [_goal(result.goal(place), result) for place in result.of(at)]}


def _goal(goal: Goal, result: GoalsResult) -> dict[str, Any]:
    target, value = (value_word(goal.metric, one, result.rules) for one in (goal.target, goal.value))
    attainment: Fraction | None = goal.attainment
    return {
        "metric": goal.metric.id,
        "target": target,
        "value": value,
        "met": goal.met,
        "attainment": None if attainment is None else plain_text(attainment),
    }
