"""Counts of groups of agents: by project, by role, all of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import half_up
from ccmotivate.model.ids import in_order

if TYPE_CHECKING:
    import pandas as pd


class Group(Struct, frozen=True):
    """Counts of a group of agents; mean and best score in points, None when no agent was scored."""

    name: str
    agents: int
    qualified: int
    eligible: int
    mean: Fraction | None
    best: Fraction | None


def group_of(name: str, agents: pd.DataFrame) -> Group:
    """Count a part of the agents, or all of them."""
    found = _groups([name], np.zeros(len(agents), dtype=np.intp), agents)
    return found[0]


def groups_by(agents: pd.DataFrame, column: str) -> list[Group]:
    """The groups of a column in the natural order of their names, all counted at once: there may be thousands."""
    texts = agents[column].astype(str).tolist()
    names = in_order(set(texts))
    places = {name: at for at, name in enumerate(names)}
    return _groups(names, np.array([places[text] for text in texts], dtype=np.intp), agents)


def _groups(names: Sequence[str], codes: NDArray[np.intp], agents: pd.DataFrame) -> list[Group]:
    """The counts of each group; ``codes`` are the places of the agents' groups among the names."""
    scores = agents["score"].to_numpy(dtype=np.int64)
    best = np.zeros(len(names), dtype=np.int64)
    np.maximum.at(best, codes, scores)
    sums = np.zeros((3, len(names)), dtype=np.int64)
    for row, numbers in zip(sums, (agents["qualified"], agents["eligible"], scores), strict=True):
        np.add.at(row, codes, np.asarray(numbers, dtype=np.int64))
    counts = np.bincount(codes, minlength=len(names))
    return [_group(*row) for row in zip(names, counts.tolist(), *sums.tolist(), best.tolist(), strict=True)]


def _group(name: str, agents: int, qualified: int, eligible: int, score: int, best: int) -> Group:
    """A group from its counts; ``score`` is the sum, both scores in hundredths."""
    mean = half_up(Fraction(score, 100 * agents)) if agents else None
    return Group(name, agents, qualified, eligible, mean, Fraction(best, 100) if agents else None)
