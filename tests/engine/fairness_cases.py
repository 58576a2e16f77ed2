"""Months made by hand for fairness: inbound agents on standard, differing where a case says so."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ccmotivate.engine.fairness import fairness
from ccmotivate.engine.months import score_months
from ccmotivate.model.fairness import Fairness, Finding, FindingKind
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from tests.support import dataset, shipped_rules

F = Fraction
Row = dict[str, Any]


def agent(id_: str, productivity: str | int = 80, month: int = 3, **other: Any) -> Row:
    """An inbound agent who meets every standard and has a contribution; ``other`` overrides."""
    return {
        "agent_id": id_,
        "name": f"Agent {id_}",
        "role": "inbound",
        "project": "Cards",
        "team": "One",
        "month": Month(2025, month),
        "typing_speed": F(65),
        "project_knowledge": F(3),
        "productivity": F(productivity),
        "attitude": F(1),
        "error_rate": F(0),
        "complaints": F(0),
        "proposals_adopted": F(1),
        "colleague_assists": F(0),
        **other,
    }


def scored(rows: Sequence[Row]) -> tuple[MonthResult, ...]:
    """The months of these rows, scored by the shipped rules."""
    return score_months(dataset(rows), shipped_rules())[0]


def looked(rows: Sequence[Row]) -> Fairness:
    """The report on these rows."""
    return fairness(scored(rows), shipped_rules())


def codes(part: FindingKind) -> list[str]:
    """The codes of its findings."""
    return [finding.code for finding in part.findings]


def only(part: FindingKind, code: str) -> Finding:
    """The one finding with this code."""
    (found,) = [finding for finding in part.findings if finding.code == code]
    return found


def crowd(month: int, best: Sequence[str], others: int = 12, **teams: str) -> list[Row]:
    """A month in which ``best`` lead in this order, far apart, and ``others`` more follow; ``teams`` by id."""
    ids = [*best, *(f"X{at:02}" for at in range(others) if f"X{at:02}" not in best)]
    return [
        agent(id_, 99 - at, month, team=teams.get(id_, "One" if id_[0] != "X" else "Two")) for at, id_ in enumerate(ids)
    ]
