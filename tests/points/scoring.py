"""Agents of the inbound role scored under the shipped rules with a piece of them replaced."""

from __future__ import annotations

from ccmotivate.engine.months import score_months
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from tests.support import dataset, shipped_rules


def with_texts(*pieces: tuple[str, str], file: str = "roles/inbound.yaml") -> RuleSet:
    """The shipped rules with pieces of a file replaced, each old by new."""
    texts = dict(shipped_rules().texts)
    for old, new in pieces:
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new, 1)
    made, problems = rules_of(texts, "rules")
    assert made is not None, problems
    return made


def inbound(*rows: dict[str, object]) -> Dataset:
    """Agents on every standard but for what a row says; ``None`` is no data."""
    whole = {"role": "inbound", "project": "P", "team": "T", "typing_speed": 60, "project_knowledge": 3,
             "productivity": 75, "attitude": 1, "error_rate": 0, "complaints": 0, "proposals_adopted": 1}  # fmt: skip
    return dataset([{"agent_id": f"A{at}", **whole, **row} for at, row in enumerate(rows, start=1)])


def scored(rules: RuleSet, *rows: dict[str, object]) -> MonthResult:
    (month,), _notes = score_months(inbound(*rows), rules)
    return month
