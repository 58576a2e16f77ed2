"""A random company through the program and through the oracle: findings, states and repeats of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.parts import compared
from tests.parts.against import agents_of, scored
from tests.parts.coaching import oracle
from tests.parts.coaching.generate import Month, company


@dataclass
class Compared(compared.Compared):
    """Findings and repeats too."""

    findings: int = 0
    repeats: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """Both months of the company with this seed."""
    found = Compared()
    for one in company(seed):
        _compare(one, folder / f"{seed} {one.month}.xlsx", found)
    return found


def _compare(one: Month, path: Path, found: Compared) -> None:
    month = scored(one.sheets, path)
    agents = agents_of(month)
    if one.history is None:
        found.hold(path.stem, [agent for agent in agents if "findings" in agents[agent]], [])
        return
    truth = oracle.findings(one.history)
    assert sorted(truth) == sorted(agents)
    found.people += len(truth)
    found.findings += sum(map(len, truth.values()))
    found.repeats += sum(entry["repeat"] for entries in truth.values() for entry in entries)
    for agent, entries in truth.items():
        found.hold(f"{path.stem} {agent}", agents[agent]["findings"], _placed(entries, path))
    ids, repeats = month.agents["agent_id"].tolist(), month.parts["coaching"].repeats.tolist()
    wanted = oracle.repeats(one.history)
    for agent, repeat in zip(ids, repeats, strict=True):
        found.hold(f"{path.stem} {agent}, a repeat of the month", repeat, wanted[agent])


def _placed(entries: list[dict[str, object]], path: Path) -> list[dict[str, object]]:
    return [{**entry, "source": f"{path.name}!{entry['source']}"} for entry in entries]
