"""Why figures are not there: too few rows (``12/20``), and lines of a scorecard that are left out for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ccmotivate.model.exact import Bools

if TYPE_CHECKING:  # results have it
    from ccmotivate.model.results import MonthResult

Lacking = Mapping[str, Mapping[str, str]]
"""Metric → agent id → how many rows of how many wanted there are, and ``left_out`` for a line that is left out."""

LEFT_OUT = "left_out"
LACK = re.compile(rf"[0-9]+/[0-9]+(?: {LEFT_OUT})?|{LEFT_OUT}")


def lacking_of(result: MonthResult) -> dict[str, dict[str, str]]:
    """Of each metric, for whom it lacks data for one of these reasons."""
    if not result.few and not any(role.may_change for role in result.rules.roles.values()):
        return {}
    ids = result.agents["agent_id"].tolist()
    found = {metric: {ids[at]: text for at, text in _of(result, metric)} for metric in result.rules.metrics}
    return {metric: agents for metric, agents in found.items() if agents}


def _of(result: MonthResult, metric: str) -> Iterator[tuple[int, str]]:
    gone = result.left_out(metric)
    for at in np.flatnonzero(gone | _missing(result, metric)).tolist():
        few = result.too_few(metric, at)
        words = ([] if few is None else [f"{few[0]}/{few[1]}"]) + ([LEFT_OUT] if gone[at] else [])
        if words:
            yield at, " ".join(words)


def _missing(result: MonthResult, metric: str) -> Bools:
    """Where a metric may lack rows."""
    if result.few and metric in result.metrics:
        return result.metrics[metric].missing
    return np.zeros(len(result.agents), dtype=bool)


def parts_of(text: str) -> tuple[tuple[int, int] | None, bool]:
    """How many rows of how many, and whether the line is left out."""
    rows, _mark, least = text.split(" ", maxsplit=1)[0].partition("/")
    return (int(rows), int(least)) if least else None, text.endswith(LEFT_OUT)
