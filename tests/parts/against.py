"""A random company through the program: what ``--json`` says of each agent of a month, to be held against an oracle."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from ccmotivate.engine.metrics import metrics_by_version
from ccmotivate.engine.months import score_months
from ccmotivate.model.before import Before
from ccmotivate.model.results import MonthFacts, MonthResult
from ccmotivate.problems import Problem
from tests.support import Outcome, Styled, read, shipped_rules, workbook

Rows = Sequence[Mapping[str, Any]]


def scored(sheets: Mapping[str, Rows], path: Path, earlier: Sequence[MonthFacts] = ()) -> MonthResult:
    """The month of one workbook; ``earlier`` are the months before it that parts may look at."""
    (month,), _notes = months_of(sheets, path, earlier)
    return month


def months_of(
    sheets: Mapping[str, Rows], path: Path, earlier: Sequence[MonthFacts] = ()
) -> tuple[tuple[MonthResult, ...], tuple[Problem, ...]]:
    """The months of one workbook, and what is noted of them."""
    rules = shipped_rules()
    found = written(sheets, path)
    assert not found.errors, found.errors
    return score_months(found.dataset, rules, metrics_by_version(found.dataset, rules), Before(tuple(earlier)))


def written(sheets: Mapping[str, Rows], path: Path) -> Outcome:
    """The workbook written and read."""
    return read(saved(sheets, path), shipped_rules())


def saved(sheets: Mapping[str, Rows], path: Path) -> Path:
    """The workbook written."""
    return workbook(path, {name: grid(rows) for name, rows in sheets.items()})


def grid(rows: Rows) -> list[list[Any]]:
    """Rows by header as a sheet."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    return [heads, *([None if (cell := row.get(head)) == "" else cell for head in heads] for row in rows)]


def as_numbers(sheets: Mapping[str, Rows], names: Sequence[str]) -> Mapping[str, Rows]:
    """The sheets, on these numbers as numbers and percents as numbers in percent cells, as a spreadsheet has them."""
    return {
        name: [{head: as_number(cell) for head, cell in row.items()} for row in rows] if name in names else rows
        for name, rows in sheets.items()
    }


def as_number(text: str) -> str | float | Styled:
    """The number that a cell's text is; other texts as they are."""
    bare = text.removesuffix("%")
    if not re.fullmatch(r"-?\d+(\.\d+)?", bare):
        return text
    return float(bare) if bare == text else Styled(float(Fraction(bare) / 100), "0.00%")


def agents_of(month: MonthResult) -> dict[str, dict[str, Any]]:
    """The objects of the agents in ``ccmotivate/score@1``, by id."""
    from ccmotivate.writers.json.scores import _agents

    return {one["agent_id"]: json.loads(json.dumps(one)) for one in _agents(month)}


def keys_of(month: MonthResult) -> dict[str, Any]:
    """The keys that parts give a month in ``ccmotivate/score@1``."""
    from ccmotivate.writers.json.scores import _of_month

    found: dict[str, Any] = json.loads(json.dumps(_of_month(month)))
    return found


def refused(found: Outcome, names: Sequence[str]) -> bool:
    """Whether a workbook has errors, and all of them stand on these sheets."""
    return bool(found.errors) and all(one.source.sheet in names for one in found.errors)


def awards_of(month: MonthResult, award: str) -> list[dict[str, Any]]:
    """The objects of one award of the month."""
    from ccmotivate.writers.json.scores import award_object

    return [award_object(given, month.rules) for given in month.awards if given.award == award]
