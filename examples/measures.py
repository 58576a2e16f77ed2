"""What was done to motivate in the fictitious year, and what came of it; ``2025/measures.yaml`` tells of it.

From July on four of the eight teams have a typing contest every week, and whoever types well enough for the standard
types faster by ``GAIN`` characters a minute. The points of typing end at the standard, so nobody's score, qualification
or award is any other for it. The praise that begins for everybody in October changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from stories import Cell

PILOT = frozenset({"信用卡二组", "会员一组", "售后二组", "回访一组"})
START = 7
GAIN = 9


def practised(figures: Mapping[str, Cell], team: str, month: int, standard: int | None) -> dict[str, Cell]:
    """The figures of an agent with what the typing contest adds to them; ``standard`` is that of the role."""
    typed = figures.get("typing_speed")
    if team not in PILOT or month < START or standard is None or not isinstance(typed, int) or typed < standard:
        return dict(figures)
    return {**figures, "typing_speed": typed + GAIN}
