"""A random company-month through the program and through the oracle: every running amount of everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from ccmotivate.engine.months import score_months
from ccmotivate.model.results import MonthResult
from ccmotivate.parts.pay.decide import PayResult
from tests.parts import compared
from tests.parts.pay import oracle
from tests.parts.pay.generate import AGENTS, ROSTER, company_month
from tests.support import read, shipped_rules, workbook

READ = (AGENTS, ROSTER)
"""The sheets that the program reads so far; without the others the oracle is told that there are no findings."""


@dataclass
class Compared(compared.Compared):
    """Steps of everybody too."""

    steps: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """A company with this seed."""
    company = company_month(seed)
    sheets = {name: _grid(rows) for name, rows in company.sheets.items() if name in READ}
    found_file = read(workbook(folder / f"{seed}.xlsx", sheets), shipped_rules())
    assert not found_file.errors, found_file.errors
    (month,), _notes = score_months(found_file.dataset, shipped_rules())
    known = company.truth
    found = Compared(len(known))
    ids = month.agents["agent_id"].tolist()
    assert sorted(ids) == sorted(known)
    for at, agent_id in enumerate(ids):
        truth = oracle.performance_bonus(replace(known[agent_id], repeat=None))
        found.steps += len(truth.steps)
        wanted = [*((step.step, step.amount) for step in truth.steps), ("amount", truth.amount)]
        found.hold(f"{seed} {agent_id}", _steps(month, at), wanted)
    return found


def _grid(rows: list[dict[str, str]]) -> list[list[str | None]]:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    return [heads, *([row.get(head) or None for head in heads] for row in rows)]


def _steps(month: MonthResult, at: int) -> list[tuple[str, Fraction | None]]:
    result: PayResult = month.parts["pay"]
    (pay,) = result.pays
    return [*((step.step, step.amount[at]) for step in pay.steps), ("amount", pay.amount[at])]
