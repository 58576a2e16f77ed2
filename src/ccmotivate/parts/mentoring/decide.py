"""Who mentored whom, and what that made of the scores."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.results import MonthResult
from ccmotivate.model.scored_month import ScoredMonth
from ccmotivate.parts.mentoring.blend import MonthBlend, blended
from ccmotivate.parts.mentoring.problems import UNCOUNTED
from ccmotivate.parts.mentoring.rules import MentoringSettings
from ccmotivate.problems import Problem, SourceRef, problem


class MentoringResult(Struct, frozen=True):
    """``own`` are the scores of the scorecards (hundredths) by agent, ``blend`` the mentors."""

    settings: MentoringSettings
    own: NDArray[np.int64]
    blend: MonthBlend


def decide(settings: MentoringSettings, month: MonthResult) -> MentoringResult:
    """The mentors of the month."""
    own = month.agents["score"].to_numpy(dtype=np.int64) if month.own_scores is None else month.own_scores
    scored = ScoredMonth(month.month, month.agents, own, month.metrics, month.sheets, month.rules, month.roles)
    return MentoringResult(settings, own, blended(settings, scored))


def notes(result: MentoringResult, month: MonthResult) -> Iterator[Problem]:
    """Mentees who do not count."""
    if result.blend.uncounted:
        file = month.inputs[0].file if len(month.inputs) == 1 else ""
        yield problem(UNCOUNTED, SourceRef(file), agents=result.blend.uncounted, month=month.month)
