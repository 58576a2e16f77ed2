"""Counts of groups of agents: by project, by role, all of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ccmotivate.model.exact import half_up

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Group:
    """Counts of a group of agents; mean and best score in points, None when nobody was scored."""

    name: str
    agents: int
    qualified: int
    eligible: int
    mean: Fraction | None
    best: Fraction | None


def group_of(name: str, agents: pd.DataFrame) -> Group:
    """Count a part of the agents."""
    scores = agents["score"]
    count = len(scores)
    mean = half_up(Fraction(int(scores.sum()), 100 * count)) if count else None
    best = Fraction(int(scores.max()), 100) if count else None
    return Group(name, len(agents), int(agents["qualified"].sum()), int(agents["eligible"].sum()), mean, best)


def groups_by(agents: pd.DataFrame, column: str) -> list[Group]:
    """The groups of a column, sorted by name."""
    return [group_of(str(name), part) for name, part in agents.groupby(column, sort=True)]
