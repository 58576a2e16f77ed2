"""Coaching 指导性沟通: quality findings, whether each was talked about, and which repeat (people.md §2)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="coaching",
    file="coaching.yaml",
    home=__name__,
    label=Label("指导性沟通", "Coaching"),
    facets=(
        "rules", "sheets", "decide", "compare", "cases",
        "json", "workbook", "explain", "terminal", "handbook", "commands",
    ),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "the column complaints decides, findings add none",
        "scores": "it changes none",
        "payments": "pay itself looks at repeats",
    },
)  # fmt: skip
