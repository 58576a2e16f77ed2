"""Team goals 团队目标 and the award for the best collaboration (people.md §9)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="teams",
    file="teams.yaml",
    home=__name__,
    label=Label("团队目标", "Team goals"),
    facets=("rules", "sheets", "decide", "compare", "cases", "json", "workbook", "explain", "terminal", "handbook"),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "it adds none",
        "scores": "it changes none",
        "payments": "it pays nothing",
        "commands": "score shows it",
    },
)
