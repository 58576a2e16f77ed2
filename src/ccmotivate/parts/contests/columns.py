"""The ids of the two sheets and of their columns, and what decides who reaches a final."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

CONTEST, LESSONS = "contest", "lessons"
TITLE, AGENT, PRELIMINARY, FINAL = "title", "agent_id", "preliminary", "final"
DATE, HOURS = "date", "hours"


class Terms(Struct, frozen=True):
    """Who reaches the final: the best ``finalists`` of those with at least ``line`` in the preliminary round."""

    line: Fraction
    finalists: int
