"""Who has fewer detail rows than a figure asks for."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools


class FewRows(Struct, frozen=True, eq=False):
    """How many rows each agent has of a metric that wants ``least``; -1 for whoever has enough."""

    rows: NDArray[np.int64]
    least: int

    @classmethod
    def of(cls, rows: NDArray[np.int64], least: int, asked: Bools) -> FewRows:
        """By the rows that counted, of those agents whose value is made of rows."""
        return cls(np.where(asked & (rows < least), rows, -1), least)

    def take(self, agents: NDArray[np.intp]) -> FewRows:
        """Those of the agents at these positions."""
        return FewRows(self.rows[agents], self.least)

    def at(self, agent: int) -> tuple[int, int] | None:
        """How many of how many, None for whoever has enough."""
        rows = int(self.rows[agent])
        return None if rows < 0 else (rows, self.least)
