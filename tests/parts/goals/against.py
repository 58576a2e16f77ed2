"""A random company through the program and through the oracle: the goals of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ccmotivate.engine.metrics import compute_stretches
from ccmotivate.engine.months import score_months
from tests.parts import compared
from tests.parts.against import agents_of, grid
from tests.parts.goals import oracle
from tests.parts.goals.generate import company
from tests.support import read, shipped_rules, workbook


@dataclass
class Compared(compared.Compared):
    """Goals too."""

    goals: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """The workbook of the company with this seed, month by month."""
    one, rules = company(seed), shipped_rules()
    read_file = read(workbook(folder / f"{seed}.xlsx", {name: grid(rows) for name, rows in one.sheets.items()}), rules)
    assert not read_file.errors, read_file.errors
    assert read_file.dataset is not None
    months, _notes = score_months(read_file.dataset, rules, compute_stretches(read_file.dataset, rules))
    truths = {truth.month: oracle.goals(truth) for truth in one.truth}
    found = Compared()
    for month in months:
        agents, truth = agents_of(month), truths.get(str(month.month), {})
        found.people += len(truth)
        found.goals += sum(map(len, truth.values()))
        for agent in agents:
            found.hold(f"{seed} {month.month} {agent}", agents[agent].get("goals"), truth.get(agent))
    return found
