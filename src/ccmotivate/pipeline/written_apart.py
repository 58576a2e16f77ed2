"""Ids that months of a ledger and of files write otherwise: one person would count as two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING

from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:  # pandas is loaded when there is something to score
    import pandas as pd

    from ccmotivate.model.period import Month

Agents = tuple["Month", "pd.DataFrame"]
"""A month and its agents, with ``agent_id`` and ``name``."""


def written_apart(months: Iterable[Agents], of_files: Mapping[str, SourceRef]) -> Iterator[tuple[Problem, Set[str]]]:
    """An error for each id that another month writes otherwise, with all forms of it.

    ``of_files`` are the ids of files with a cell of each: what stands in files alone was found where they were read.
    """
    from ccmotivate.readers.alike import groups_alike

    ids: list[str] = []
    names: list[str] = []
    first_in: dict[str, Month] = {}
    for month, agents in sorted(months, key=lambda one: one[0]):
        ids += agents["agent_id"].tolist()
        names += agents["name"].tolist()
        first_in |= {agent_id: month for agent_id in agents["agent_id"].tolist() if agent_id not in first_in}
    for first, *others in groups_alike(ids, names):
        for other in others if not {first, *others} <= of_files.keys() else ():
            one, two = (first, other) if first in of_files and other not in of_files else (other, first)
            facts = {"month": first_in[one], "other": two, "earlier": first_in[two]}
            yield problem("id-alike-months", of_files.get(one, SourceRef()), one, **facts), {first, *others}
