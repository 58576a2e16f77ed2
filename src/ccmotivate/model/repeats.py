"""Rows of a source with a key of which another row has the same, where the rows were folded already."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.problems import Problem

Who = tuple[str, int]
"""An agent and a month (ordinal)."""

_COLUMNS = ["agent_id", "month", "table", "row"]


class Contradiction(Struct, frozen=True):
    """Two rows that differ under one key: whose the later one is, whose the earlier one, and the error."""

    later: Who
    earlier: Who
    problem: Problem


class Repeats(Struct, frozen=True, eq=False):
    """Rows that say what an earlier one says (``again``: ``agent_id month table row``), and contradictions."""

    again: pd.DataFrame
    contradictions: tuple[Contradiction, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[tuple[str, int, int, int]], contradictions: Sequence[Contradiction] = ()) -> Repeats:
        """Of rows in their order."""
        frame = pd.DataFrame([list(row) for row in rows], columns=_COLUMNS)
        return cls(frame.astype(dict.fromkeys(_COLUMNS[1:], np.int64)), tuple(contradictions))

    def moved(self, by: int) -> Repeats:
        """The same with their table numbers shifted."""
        return replace(self, again=self.again.assign(table=self.again["table"] + by))

    def among(self, frame: pd.DataFrame) -> Repeats:
        """Those of the agents and months of a frame."""
        who = set(zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True))
        whose = zip(self.again["agent_id"].tolist(), self.again["month"].tolist(), strict=True)
        kept = np.array([one in who for one in whose], dtype=bool)
        told = tuple(one for one in self.contradictions if one.later in who and one.earlier in who)
        return Repeats(self.again[kept].reset_index(drop=True), told)

    def counts(self, frame: pd.DataFrame) -> NDArray[np.int64]:
        """How many rows were left out of each line (agent, month and table) of a frame."""
        keys = _COLUMNS[:3]
        many = self.again.groupby(keys).size().to_dict()
        return np.array([many.get(key, 0) for key in frame[keys].itertuples(index=False, name=None)], dtype=np.int64)

    @classmethod
    def concat(cls, parts: Sequence[Repeats]) -> Repeats:
        """Several one under the other."""
        found = tuple(one for part in parts for one in part.contradictions)
        return cls(pd.concat([part.again for part in parts], ignore_index=True), found)
