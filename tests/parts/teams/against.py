"""A random company through the program and through the oracle: teams' goals and the collaboration award."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ccmotivate.model.results import MonthResult
from tests.parts import compared
from tests.parts.against import awards_of, keys_of, months_of
from tests.parts.english import in_english
from tests.parts.teams import oracle
from tests.parts.teams.generate import company

AWARD = "best_collaboration"


@dataclass
class Compared(compared.Compared):
    """What was compared, and where the two differ."""

    goals: int = 0
    awards: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """The workbook of the company with this seed, in English where the seed is odd, month by month."""
    one = company(seed)
    months, _notes = months_of(in_english(one.sheets) if seed % 2 else one.sheets, folder / f"{seed}.xlsx")
    truths = {truth.month: truth for truth in one.truth}
    found = Compared()
    for month in months:
        truth = truths.get(str(month.month))
        teams, awards = (None, []) if truth is None else (oracle.teams(truth), awarded(truth))
        pairs = ((keys_of(month).get("teams"), teams), (given(month), awards))
        found.people += len(month.agents)
        found.goals += sum(len(team["goals"]) for team in teams or ())
        found.awards += len(awards)
        found.differences += tuple(f"{seed} {month.month}: {got} for {told}" for got, told in pairs if got != told)
    return found


def awarded(truth: oracle.Month) -> list[dict[str, Any]]:
    """The awards of the oracle, by team."""
    about = {"award": AWARD, "period": truth.month, "within": {}, "prize": None}
    return [{**about, "team": team, **told} for team, told in oracle.winners(truth).items()]


def given(month: MonthResult) -> list[dict[str, Any]]:
    """The awards of the program, the figure as a number."""
    return [one | {"score": Fraction(one["score"])} for one in awards_of(month, AWARD)]
