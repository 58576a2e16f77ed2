"""A random company through the program and through the oracle: the goals of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.parts import compared
from tests.parts.against import agents_of, months_of
from tests.parts.goals import oracle
from tests.parts.goals.generate import company


@dataclass
class Compared(compared.Compared):
    """Goals too."""

    goals: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """The workbook of the company with this seed, month by month."""
    one = company(seed)
    months, _notes = months_of(one.sheets, folder / f"{seed}.xlsx")
    truths = {truth.month: oracle.goals(truth) for truth in one.truth}
    found = Compared()
    for month in months:
        agents, truth = agents_of(month), truths.get(str(month.month), {})
        found.people += len(truth)
        found.goals += sum(map(len, truth.values()))
        for agent in agents:
            found.hold(f"{seed} {month.month} {agent}", agents[agent].get("goals"), truth.get(agent))
    return found
