"""Measures 激励措施: what was done to motivate, and whether the figures show that it worked (people.md §11).

A part, though it decides nothing of a month: it has a rules file of its own, of which ``rules check``, ``rules diff``
and the schema know, and a command, ``evaluate``, that looks at many months at once. What decides there is pure:
``panel`` (months → arrays), ``changes``, ``assignments``, ``statistics``, ``evaluate`` (arrays → results).
"""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

_OF_MANY_MONTHS = "evaluate looks at many months at once, outside of any month"

PART = Part(
    id="measures",
    file="measures.yaml",
    home=__name__,
    label=Label("激励措施", "Measures"),
    facets=("rules", "commands"),
    declines={
        "starter": "no figure of its file belongs to a role",
        "sheets": "it reads the figures of the months, no sheet of its own",
        "metrics": "it adds none",
        "scores": "it changes none",
        "handbook": "agents are told what they can win, not how the company tests it",
        "payments": "it pays nothing",
        **dict.fromkeys(
            ("decide", "compare", "cases", "explain", "workbook", "terminal", "json"),
            _OF_MANY_MONTHS,
        ),
    },
)
