"""Talent model 人才模型: where everybody stands by enthusiasm and ability, and tiers of incentives (people.md §3)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="talent",
    file="talent.yaml",
    home=__name__,
    label=Label("人才模型", "Talent model"),
    facets=(
        "rules",
        "starter",
        "sheets",
        "decide",
        "compare",
        "cases",
        "explain",
        "handbook",
        "workbook",
        "terminal",
        "json",
    ),
    declines={
        "metrics": "it adds none",
        "scores": "it changes none",
        "payments": "tiers are paid nothing by themselves",
        "commands": "score shows it",
    },
    window=1,
)
