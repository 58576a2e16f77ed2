"""Rows that were folded where they are, so that only the result came here: a value an agent and month, and its rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact

SHOWN_ROWS = 12
"""How many rows behind a value are named."""

LINES = 2**40
"""More than any file has lines: line 7 of the third of several tables is ``2 * LINES + 7``."""


class FoldedColumn(Struct, frozen=True, eq=False):
    """What a fold made of each agent and month.

    ``counts`` says of how many values each is made, ``rows`` how many rows counted, ``first`` names the first of them
    (at most ``SHOWN_ROWS``): numbers of lines, or texts. Where rows of several tables made a value it stands with each
    of them; their ``rows`` and ``first`` add up.
    """

    values: Exact
    counts: NDArray[np.int64]
    rows: NDArray[np.int64]
    first: tuple[tuple[int | str, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, at: NDArray[np.intp]) -> FoldedColumn:
        """Those at these positions."""
        first = tuple(self.first[one] for one in at.tolist())
        return FoldedColumn(self.values.take(at), self.counts[at], self.rows[at], first)

    @classmethod
    def concat(cls, parts: Sequence[FoldedColumn]) -> FoldedColumn:
        """Several one under the other, or none."""
        none = np.empty(0, dtype=np.int64)
        return cls(
            Exact.concat([part.values for part in parts]),
            np.concatenate([none, *(part.counts for part in parts)]),
            np.concatenate([none, *(part.rows for part in parts)]),
            tuple(one for part in parts for one in part.first),
        )
