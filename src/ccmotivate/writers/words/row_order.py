"""The order of the agents of a month in a scored workbook: by id, by rank in the project, or by score."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.model.ids import natural_order

BY_ID, BY_RANK, BY_SCORE = "id", "rank", "score"


def row_order(agents: pd.DataFrame, by: str) -> NDArray[np.intp]:
    """The positions of the agents, which stand sorted by id, in the order asked for.

    Args:
        agents: As in ``MonthResult.agents``.
        by: ``id``; ``rank``: project, rank in it, and below the ranked everybody else by score; ``score``: best first.
    """
    scores = -agents["score"].to_numpy(dtype=np.int64)
    if by == BY_SCORE:
        return np.argsort(scores, kind="stable")
    if by == BY_RANK:
        ranks = agents["rank"].to_numpy(dtype=np.int64)
        projects, names = pd.factorize(agents["project"])
        projects = np.argsort(natural_order(names.tolist()))[projects]
        return np.lexsort([scores, np.where(ranks > 0, ranks, len(ranks) + 1), projects])
    return np.arange(len(agents))
