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

APART = "id-alike-months"


def ids_apart(problems: Iterable[Problem]) -> frozenset[str]:
    """The ids that errors of ``written_apart`` name."""
    named = [one for one in problems if one.code == APART]
    return frozenset(str(text) for one in named for text in (one.value, dict(one.facts)["other"]))


def written_apart(
    months: Iterable[Agents], cells: Mapping[tuple[Month, str], SourceRef]
) -> Iterator[tuple[Problem, Set[str]]]:
    """An error for each id that another month writes otherwise, with all forms of it.

    ``cells`` are those of the ids of files by month: what stands in files alone was found where they were read.
    """
    from ccmotivate.readers.alike import groups_alike

    ids: list[str] = []
    names: list[str] = []
    first_in: dict[str, Month] = {}
    for month, agents in sorted(months, key=lambda one: one[0]):
        ids += agents["agent_id"].tolist()
        names += agents["name"].tolist()
        first_in |= {agent_id: month for agent_id in agents["agent_id"].tolist() if agent_id not in first_in}
    of_files = {agent_id for _month, agent_id in cells}
    for first, *others in groups_alike(ids, names):
        for other in others if not {first, *others} <= of_files else ():
            one, two = (first, other) if first in of_files and other not in of_files else (other, first)
            facts = {"month": first_in[one], "other": two, "earlier": first_in[two]}
            here = cells.get((first_in[one], one), SourceRef())
            yield problem(APART, here, one, **facts), {first, *others}
