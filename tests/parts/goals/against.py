"""A random company through the program and through the oracle: the goals of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.parts.against import agents_of, scored_months
from tests.parts.goals import oracle
from tests.parts.goals.generate import company


@dataclass
class Compared:
    """What was compared, and where the two differ."""

    people: int = 0
    goals: int = 0
    differences: tuple[str, ...] = ()


def compare(seed: int, folder: Path) -> Compared:
    """The workbook of the company with this seed, month by month."""
    one = company(seed)
    months = scored_months(one.sheets, folder / f"{seed}.xlsx")
    truths = {truth.month: oracle.goals(truth) for truth in one.truth}
    found = Compared()
    for month in months:
        agents, truth = agents_of(month), truths.get(str(month.month), {})
        found.people += len(truth)
        found.goals += sum(map(len, truth.values()))
        found.differences += tuple(
            f"{seed} {month.month} {agent}: {agents[agent].get('goals')} for {truth.get(agent)}"
            for agent in agents
            if agents[agent].get("goals") != truth.get(agent)
        )
    return found
