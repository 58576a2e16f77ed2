"""A month as parts see it that change its scores."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import MonthSheets
from ccmotivate.model.variants import Variants


class ScoredMonth(Struct, frozen=True):
    """A month that is scored and not ranked yet, for parts that change scores.

    ``agents`` has ``agent_id name role project team site`` by position; ``scores`` (hundredths), ``metrics`` and
    ``roles`` (with the lines that apply to each agent) are aligned with it.
    """

    month: Month
    agents: pd.DataFrame
    scores: NDArray[np.int64]
    metrics: Mapping[str, Exact]
    sheets: MonthSheets
    rules: RuleSet
    roles: Variants
