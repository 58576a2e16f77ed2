"""The days of hiring of a month's agents: the column ``hired``, where a sheet, a roster or the ledger says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

HIRED = "hired"
NO_DAY = -1


def hiring_days(agents: pd.DataFrame) -> dict[str, dt.date]:
    """The day of hiring by id, of those who have one."""
    if HIRED not in agents:
        return {}
    pairs = zip(agents["agent_id"].tolist(), agents[HIRED].tolist(), strict=True)
    return {agent_id: dt.date.fromordinal(day) for agent_id, day in pairs if day != NO_DAY}


def with_hired(agents: pd.DataFrame, days: Mapping[str, dt.date]) -> pd.DataFrame:
    """The agents with these days as numbers (1 is 0001-01-01), ``NO_DAY`` for none; unchanged where nobody has one."""
    ids = agents["agent_id"].tolist()
    numbers = [days[one].toordinal() if one in days else NO_DAY for one in ids]
    return agents.assign(**{HIRED: np.array(numbers, dtype=np.int64)}) if days.keys() & set(ids) else agents
