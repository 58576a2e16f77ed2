"""The keys of mentoring in ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.parts.mentoring.decide import MentoringResult


def agents(result: MentoringResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """The keys of each agent at these positions."""
    for at in rows.tolist():
        mentor = result.blend.mentors.get(at)
        mentees = [
            {"agent_id": one.agent_id, "days": one.days, "score": plain_text(one.score)}
            for one in (mentor.mentees if mentor else ())
        ]
        yield {"own_score": plain_text(Fraction(int(result.own[at]), 100)), "mentees": mentees}
