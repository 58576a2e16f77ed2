"""Contests 业务能手竞赛: titles won in a final, and the lessons that winners owe their colleagues (people.md §7)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="contests",
    file="contests.yaml",
    home=__name__,
    label=Label("业务能手竞赛", "Skill contests"),
    facets=(
        "rules", "sheets", "decide", "compare", "cases",
        "json", "workbook", "explain", "terminal", "handbook",
    ),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "it adds none",
        "scores": "it changes none",
        "payments": "its prizes are awards, which the money table has",
        "commands": "score shows it",
    },
    window=120,
)  # fmt: skip
