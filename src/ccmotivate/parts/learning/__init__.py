"""Learning 学习积分: points and certificates of the last months as metrics, from a sheet of trainings.

people.md §6.
"""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="learning",
    file="learning.yaml",
    home=__name__,
    label=Label("学习积分", "Learning"),
    facets=("rules", "sheets", "metrics", "handbook"),
    declines={
        "starter": "no figure of its file belongs to a role",
        "scores": "it changes none",
        "decide": "it gives metrics, which are decided on like any other",
        "compare": "its metrics are compared like any other",
        "cases": "values: {learning_points: 30} states its metrics like any other",
        "explain": "its metrics are explained where a standard, a scorecard or an award looks at them",
        "workbook": "its metrics have their columns among the scores",
        "terminal": "it decides nothing",
        "json": "its metrics stand where they are looked at",
        "payments": "it pays nothing",
        "commands": "score shows it",
    },
)
