"""Qualified, eligible, score and ranks of a month's agents: the columns of ``MonthResult.agents`` that are decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.conditions.ranking import ranks_by_score
from ccmotivate.engine.criteria import meets
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.variants import within


def standings(
    agents: pd.DataFrame, metrics: Mapping[str, Exact], rules: RuleSet, qualified: Bools, scores: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """The columns by name. Eligible is who is qualified and meets the scheme's further standards in force for him."""
    eligible = qualified.copy()
    for criterion in rules.eligible:
        met = meets(metrics.get(criterion.metric, Exact.empty(len(agents))), criterion)
        eligible &= met | ~within(criterion.scope, agents)
    projects = pd.factorize(agents["project"], sort=True)[0]
    ranks = ranks_by_score(projects, qualified, scores)
    return {"qualified": qualified, "eligible": eligible, "score": scores, **ranks}
