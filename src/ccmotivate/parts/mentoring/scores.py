"""The scores that count: of mentors the blended ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.scored_month import ScoredMonth
from ccmotivate.parts.mentoring.blend import blended
from ccmotivate.parts.mentoring.rules import MentoringSettings


def scores(settings: MentoringSettings, month: ScoredMonth) -> NDArray[np.int64]:
    """Hundredths by agent."""
    made = month.scores.copy()
    for at, one in blended(settings, month).mentors.items():
        made[at] = int(one.score * 100)
    return made
