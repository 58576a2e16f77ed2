"""Competitions for vacancies: ranks, who is proposed, ties at the cut that are left to a human."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools, Exact
from ccmotivate.parts.careers.rules import CareersSettings


class Competition(Struct, frozen=True):
    """Those in competition for a position.

    ``place`` is that of the position in the rules, ``number`` how many vacancies there are. ``people`` are positions of
    agents by rank, then in the order of the agents; ``ranks``, ``proposed`` and ``tied`` are aligned with them.
    """

    position: str
    place: int
    number: int
    people: NDArray[np.intp]
    ranks: NDArray[np.int64]
    proposed: Bools
    tied: Bools

    @property
    def outranked(self) -> Bools:
        """Those for whom there is no vacancy."""
        return ~self.proposed & ~self.tied


def competitions(
    settings: CareersSettings,
    inside: Bools,
    target: NDArray[np.intp],
    vacancies: Mapping[str, int],
    keys: Sequence[Exact],
) -> tuple[Competition, ...]:
    """The competitions, in the order of the rules.

    Args:
        settings: The rules.
        inside: Who meets every condition.
        target: The place of everybody's target.
        vacancies: How many there are, by position.
        keys: What ranks go by, the first first; high is better.
    """
    found = []
    for place, position in enumerate(settings.positions):
        people = np.flatnonzero(inside & (target == place))
        if len(people):
            found.append(_competition(position, place, vacancies.get(position, 0), people, keys))
    return tuple(found)


def _competition(
    position: str, place: int, number: int, people: NDArray[np.intp], keys: Sequence[Exact]
) -> Competition:
    figures = np.array([key.take(people).order_keys() for key in keys])
    order = np.lexsort((np.arange(len(people)), *(-figures[::-1])))
    sorted_figures = figures[:, order]
    opens = np.concatenate([[True], (np.diff(sorted_figures) != 0).any(axis=0)])
    group = np.cumsum(opens) - 1
    first = np.flatnonzero(opens)
    last = np.concatenate([first[1:], [len(people)]])
    return Competition(
        position, place, number, people[order],
        (first[group] + 1).astype(np.int64), (last[group] <= number),
        (first[group] < number) & (last[group] > number),
    )  # fmt: skip
