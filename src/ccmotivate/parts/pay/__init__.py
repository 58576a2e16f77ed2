"""Pay 绩效奖金: amounts a person, step by step, from the month's scores and figures (people.md §1)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="pay",
    file="pay.yaml",
    home=__name__,
    label=Label("绩效奖金", "Pay"),
    facets=(
        "rules",
        "decide",
        "compare",
        "json",
        "workbook",
        "explain",
        "terminal",
        "handbook",
        "cases",
        "starter",
        "payments",
    ),
    declines={
        "sheets": "it reads the roster columns and metrics of the core",
        "metrics": "it adds none",
        "scores": "it changes none",
        "commands": "score shows it",
    },
    needs=("coaching", "balanced"),
)
