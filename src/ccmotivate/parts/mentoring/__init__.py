"""Mentoring 导师制: a mentee's score counts for a share of the mentor's, by the days of the month (people.md §6)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="mentoring",
    file="mentoring.yaml",
    home=__name__,
    label=Label("导师制", "Mentoring"),
    facets=(
        "rules", "sheets", "scores", "decide", "compare", "cases",
        "json", "workbook", "explain", "terminal", "handbook",
    ),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "it adds none",
        "commands": "score shows it",
        "payments": "it pays nothing",
    },
    changes=("scores",),
)  # fmt: skip
