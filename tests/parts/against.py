"""A random company through the program: what ``--json`` says of each agent of a month, to be held against an oracle."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ccmotivate.engine.metrics import compute_stretches
from ccmotivate.engine.months import score_months
from ccmotivate.model.before import Before
from ccmotivate.model.results import MonthFacts, MonthResult
from tests.support import read, shipped_rules, workbook

Rows = Sequence[Mapping[str, str]]


def scored(sheets: Mapping[str, Rows], path: Path, earlier: Sequence[MonthFacts] = ()) -> MonthResult:
    """The month of one workbook; ``earlier`` are the months before it that parts may look at."""
    (month,) = scored_months(sheets, path, earlier)
    return month


def scored_months(sheets: Mapping[str, Rows], path: Path, earlier: Sequence[MonthFacts] = ()) -> Sequence[MonthResult]:
    """The months of one workbook in order."""
    rules = shipped_rules()
    found = read(workbook(path, {name: grid(rows) for name, rows in sheets.items()}), rules)
    assert not found.errors, found.errors
    assert found.dataset is not None
    months, _notes = score_months(found.dataset, rules, compute_stretches(found.dataset, rules), Before(tuple(earlier)))
    return months


def grid(rows: Rows) -> list[list[str | None]]:
    """Rows by header as a sheet."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    return [heads, *([row.get(head) or None for head in heads] for row in rows)]


def agents_of(month: MonthResult) -> dict[str, dict[str, Any]]:
    """The objects of the agents in ``ccmotivate/score@1``, by id."""
    from ccmotivate.writers.json.scores import _agents

    return {one["agent_id"]: json.loads(json.dumps(one)) for one in _agents(month)}


def keys_of(month: MonthResult) -> dict[str, Any]:
    """The keys that parts give the month in ``ccmotivate/score@1``."""
    from ccmotivate.writers.json.scores import _of_month

    found: dict[str, Any] = json.loads(json.dumps(_of_month(month)))
    return found


def awards_of(month: MonthResult, award: str) -> list[dict[str, Any]]:
    """The objects of one award of the month."""
    from ccmotivate.writers.json.scores import award_object

    return [award_object(given, month.rules) for given in month.awards if given.award == award]
