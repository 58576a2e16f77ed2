"""Managers' balanced scorecards 平衡记分卡: measures by perspective, their points, and the balanced score.

people.md §8.
"""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="balanced",
    file="balanced.yaml",
    home=__name__,
    label=Label("平衡记分卡", "Balanced scorecard"),
    facets=("rules", "sheets", "decide", "compare", "cases", "json", "workbook", "explain", "terminal", "handbook"),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "it adds none",
        "scores": "the balanced score stands beside the score",
        "payments": "pay pays by it",
        "commands": "score shows it",
    },
)
