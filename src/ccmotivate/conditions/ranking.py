"""Ranks and ties, by one figure or several in turn: standard competition ranking (1, 2, 2, 4), dense (1, 2, 2, 3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def sort_keys(keys: NDArray[np.int64], best: str) -> NDArray[np.int64]:
    """Keys of a figure (-1 without data) so that the smallest is the best and no data comes last."""
    worst = int(keys.max(initial=0)) + 1
    return np.where(keys < 0, worst, worst - 1 - keys if best == "high" else keys)


def ranks_by_score(
    projects: NDArray[np.int64], qualified: NDArray[np.bool_], scores: NDArray[np.int64]
) -> dict[str, NDArray[np.int64]]:
    """The ranks of a month or period by score, 0 where not ranked, as columns of its agents.

    ``rank``: among the qualified of the project (-1 for none); ``rank_department``: among the qualified of all;
    ``rank_everyone``: among all who have a score, qualified or not.
    """
    everybody = np.where(scores < 0, -1, 0)
    within = {
        "rank": np.where(qualified, projects, -1),
        "rank_department": np.where(qualified, everybody, -1),
        "rank_everyone": everybody,
    }
    return {name: competition_ranks(groups.astype(np.int64), [-scores]) for name, groups in within.items()}


def competition_ranks(
    groups: NDArray[np.int64], keys: Sequence[NDArray[np.int64]], *, dense: bool = False
) -> NDArray[np.int64]:
    """The rank of each row within its group by the keys in turn, smaller is better; rows of group -1 have rank 0.

    ``dense`` ranks leave no gap behind a shared one: 1, 1, 2 in place of 1, 1, 3.
    """
    ranks = np.zeros(len(groups), dtype=np.int64)
    rows = np.flatnonzero(groups >= 0)
    if not len(rows):
        return ranks
    order = rows[np.lexsort([key[rows] for key in reversed(keys)] + [groups[rows]])]
    table = np.stack([groups[order], *(key[order] for key in keys)])
    new_group = np.r_[True, table[0, 1:] != table[0, :-1]]
    new_key = new_group | np.r_[True, (table[:, 1:] != table[:, :-1]).any(axis=0)]
    place = np.arange(len(order))
    group_start = np.maximum.accumulate(np.where(new_group, place, 0))
    if dense:
        steps = np.cumsum(new_key)
        ranks[order] = steps - steps[group_start] + 1
        return ranks
    tie_start = np.maximum.accumulate(np.where(new_key, place, 0))
    ranks[order] = tie_start - group_start + 1
    return ranks
