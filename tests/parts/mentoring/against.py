"""A random company through the program and through the oracle: both scores and the mentees of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.parts import compared
from tests.parts.against import agents_of, scored
from tests.parts.mentoring import oracle
from tests.parts.mentoring.generate import CompanyMonth, company

KEYS = ("score", "own_score", "mentees")


@dataclass
class Compared(compared.Compared):
    """Mentors too."""

    mentors: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """Both months of the company with this seed."""
    found = Compared()
    for one in company(seed):
        _compare(one, folder / f"{seed} {one.month}.xlsx", found)
    return found


def _compare(one: CompanyMonth, path: Path, found: Compared) -> None:
    agents = agents_of(scored(one.sheets, path))
    if one.truth is None:
        found.hold(path.stem, [agent for agent in agents if "mentees" in agents[agent]], [])
        return
    truth = oracle.mentoring(one.truth)
    assert sorted(truth) == sorted(agents)
    found.people += len(truth)
    found.mentors += sum(bool(keys["mentees"]) for keys in truth.values())
    for agent, keys in truth.items():
        for key in KEYS:
            found.hold(f"{path.stem} {agent} {key}", _plain(agents[agent].get(key)), _plain(keys[key]))


def _plain(value: Any) -> Any:
    return Fraction(value) if isinstance(value, str) else value
