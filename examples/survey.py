"""The sheet Survey of the fictitious year: what staff answered in June and in December, without ids and names.

In June feedback and recognition are weak; talks follow in autumn, and in December both are better. Of one team only
four answered. What is drawn comes from generators of their own, so that no figure of ``fictitious_year`` moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from fictitious_year import SEED
from people import Column

MONTHS = (6, 12)
_WIDTH = 12
SURVEY_COLUMNS: tuple[Column, ...] = (
    ("team", "组别", "Team", 16),
    ("q1", "目标清楚", "Clear goals", _WIDTH),
    ("q2", "工具顺手", "Good tools", _WIDTH),
    ("q3", "发挥所长", "Use of strengths", _WIDTH),
    ("q4", "得到认可", "Recognition", _WIDTH),
    ("q5", "有人关心", "Care", _WIDTH),
    ("q6", "成长方向", "Development", _WIDTH),
    ("q7", "意见有用", "A say", _WIDTH),
    ("q8", "工作意义", "Purpose", _WIDTH),
    ("q9", "同事可靠", "Reliable colleagues", _WIDTH),
    ("q10", "知心同事", "Friendship", _WIDTH),
    ("q11", "工作反馈", "Feedback", _WIDTH),
    ("q12", "学会新本领", "Learning", _WIDTH),
)
_ANSWERED: Mapping[str, tuple[int, int]] = {
    "信用卡一组": (7, 8),
    "信用卡二组": (6, 7),
    "会员一组": (7, 6),
    "会员二组": (8, 7),
    "售后一组": (7, 7),
    "售后二组": (6, 8),
    "回访一组": (6, 6),
    "回访二组": (4, 4),
}
"""How many answered in June and in December, by team."""
_MOOD: Mapping[str, tuple[float, float]] = {
    "q1": (3.9, 3.9),
    "q2": (3.4, 3.3),
    "q3": (3.8, 3.8),
    "q4": (2.8, 3.6),
    "q5": (3.7, 3.9),
    "q6": (3.2, 3.4),
    "q7": (3.1, 3.3),
    "q8": (4.1, 4.1),
    "q9": (3.8, 3.9),
    "q10": (3.6, 3.6),
    "q11": (2.7, 3.9),
    "q12": (3.5, 3.6),
}
"""Around what the answers to an item fall in June and in December."""
_SPREAD, _BLANK = 3.0, 0.03


def survey_rows(month: int) -> Iterator[Mapping[str, str | int | None]]:
    """The answer sheets of a month, team by team, in no order of people."""
    at = MONTHS.index(month)
    for team, answered in _ANSWERED.items():
        draw = Random(f"{SEED}/survey/{month}/{team}")
        for _sheet in range(answered[at]):
            yield {"team": team, **{item: _answer(draw, mood[at]) for item, mood in _MOOD.items()}}


def _answer(draw: Random, mood: float) -> int | None:
    """An answer from 1 to 5 around a mood, now and then none."""
    if draw.random() < _BLANK:
        return None
    off = (draw.random() + draw.random() - 1) * _SPREAD
    return min(5, max(1, round(mood + off)))
