"""The staff survey 员工满意度: answers by team and for all, hidden where too few answered (people.md §10)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="survey",
    file="survey.yaml",
    home=__name__,
    label=Label("员工满意度", "Staff survey"),
    facets=("rules", "sheets", "decide", "json", "workbook", "terminal", "handbook"),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "its answers are nobody's",
        "scores": "it changes none",
        "compare": "two versions of a survey beside each other would give away the answers by which they differ",
        "cases": "cases state what is decided of an agent, and nothing is",
        "explain": "it decides nothing about anybody",
        "payments": "it pays nothing",
        "commands": "score shows it",
    },
)
