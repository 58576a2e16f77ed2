"""What the parts of a scheme decide about a month, each after those before it."""

from __future__ import annotations

from dataclasses import replace

from ccmotivate.model.results import MonthResult


def with_parts(result: MonthResult) -> MonthResult:
    """A month with what each part decides of it; a part that lacks a sheet decides nothing."""
    for part in result.rules.parts.values():
        facet = part.facet("decide")
        decided = facet and facet.decide(part.settings, result)
        if decided is not None:
            result = replace(result, parts={**result.parts, part.id: decided})
    return result
