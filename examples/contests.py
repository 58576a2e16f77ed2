"""The sheets Contest and Lessons of the fictitious year: three titles, and what their winners teach afterwards.

A contest stands on the sheet of its month, also one whose final is still to come. Lessons are a history: a month's
sheet holds what was given by its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from people import Column, PersonCell
from quality import end_of

CONTEST_COLUMNS: tuple[Column, ...] = (
    ("title", "称号", "Title", 20),
    ("agent_id", "工号", "Agent ID", 9),
    ("preliminary", "初赛", "Preliminary", 12),
    ("final", "决赛", "Final", 10),
)
LESSON_COLUMNS: tuple[Column, ...] = (
    ("date", "日期", "Date", 12),
    ("agent_id", "工号", "Agent ID", 9),
    ("title", "称号", "Title", 20),
    ("hours", "课时", "Hours", 8),
)
Scores = Mapping[str, tuple[float, float | None]]
"""Preliminary and final score by agent."""

# The best five reach the final, with whoever ties with the fifth; 0096 stays below 60.
_PRODUCTS: Scores = {
    "0015": (84, 81),
    "0024": (71, None),
    "0030": (93.5, 95),
    "0054": (66, None),
    "0090": (91, 95),
    "0105": (88, 79.5),
    "0114": (84, 86),
    "0141": (84, 90),
}
_HARD_CASES: Mapping[str, tuple[float, float]] = {
    "0027": (82, 77),
    "0045": (79, 84.5),
    "0111": (90, 88),
    "0117": (86.5, 92),
    "0138": (88, 85),
}
_HARD_CASES_OUT: Scores = {"0063": (74, None), "0096": (52, None), "0168": (70.5, None)}
# 0087 and 0120 have the same scores in both rounds and share the title.
_COMPLAINTS: Scores = {
    "0042": (83, 80),
    "0087": (92, 94),
    "0099": (68, None),
    "0102": (81, 88),
    "0120": (92, 94),
    "0144": (77, 71.5),
    "0171": (75, None),
}
# In March the final for hard cases is still to come; it is held in April.
CONTESTS: Mapping[int, Mapping[str, Scores]] = {
    3: {
        "product_expert": _PRODUCTS,
        "hard_case_expert": {agent: (first, None) for agent, (first, _) in _HARD_CASES.items()} | _HARD_CASES_OUT,
    },
    4: {"hard_case_expert": _HARD_CASES | _HARD_CASES_OUT},
    6: {"complaint_expert": _COMPLAINTS},
}
# Four hours are owed by the end of the third month after the win: 0030 gives them in time, 0117 half of them,
# 0087 in August and 0120 too late.
LESSONS: tuple[tuple[date, str, str, float], ...] = (
    (date(2025, 3, 27), "0030", "product_expert", 1.5),
    (date(2025, 4, 17), "0030", "product_expert", 1.5),
    (date(2025, 5, 22), "0030", "product_expert", 1),
    (date(2025, 5, 29), "0117", "hard_case_expert", 2),
    (date(2025, 7, 10), "0087", "complaint_expert", 2),
    (date(2025, 8, 7), "0087", "complaint_expert", 2.5),
    (date(2025, 9, 18), "0120", "complaint_expert", 2),
    (date(2025, 11, 6), "0120", "complaint_expert", 2),
)


def contest_rows(month: int) -> Iterator[dict[str, PersonCell]]:
    """The contests of a month, a row each who entered."""
    for title, scores in CONTESTS.get(month, {}).items():
        for agent_id, (first, final) in sorted(scores.items()):
            yield {"title": title, "agent_id": agent_id, "preliminary": first, "final": final}


def lesson_rows(month: int) -> Iterator[dict[str, PersonCell]]:
    """The lessons given by the end of a month."""
    for day, agent_id, title, hours in LESSONS:
        if day <= end_of(month):
            yield {"date": day, "agent_id": agent_id, "title": title, "hours": hours}
