"""Careers 晋升: positions, what each step asks, and whom ``promote`` proposes for the vacancies (people.md §5)."""

from __future__ import annotations

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part

PART = Part(
    id="careers",
    file="careers.yaml",
    home=__name__,
    label=Label("职业发展", "Careers"),
    facets=("rules", "sheets", "decide", "compare", "cases", "explain", "handbook", "commands"),
    declines={
        "starter": "no figure of its file belongs to a role",
        "metrics": "it adds none",
        "scores": "it changes none",
        "workbook": "promote decides over several months and writes a workbook of its own",
        "terminal": "promote decides over several months and says what came of it",
        "json": "promote decides over several months and has a document of its own",
        "payments": "pay bands are shown and never paid",
    },
)
