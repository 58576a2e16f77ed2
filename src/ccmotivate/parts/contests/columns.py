"""The ids of the two sheets and of their columns, and what decides who reaches a final."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

CONTEST, LESSONS = "contest", "lessons"
TITLE, AGENT, PRELIMINARY, FINAL = "title", "agent_id", "preliminary", "final"
DATE, HOURS = "date", "hours"


@dataclass(frozen=True, slots=True)
class Terms:
    """Who reaches the final: the best ``finalists`` of those with at least ``line`` in the preliminary round."""

    line: Fraction
    finalists: int
