"""Personal goals 个人目标: what a person wants to reach in a metric or in the score, and whether it was reached.

people.md §4.
"""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="goals",
    file="goals.yaml",
    home=__name__,
    label=Label("个人目标", "Personal goals"),
    facets=("rules", "sheets", "decide", "compare", "cases", "json", "workbook", "explain", "terminal", "handbook"),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "it adds none",
        "scores": "it changes none; a line with ratio: goal finds the targets in the facet sheets",
        "commands": "score shows it",
        "payments": "it pays nothing",
    },
)
