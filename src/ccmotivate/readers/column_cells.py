"""The cells of one column, and how their problems show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.formats.columns import CellColumn
from ccmotivate.model.exact import Bools, plain_text
from ccmotivate.model.rules import ReadingRules
from ccmotivate.problems import SourceRef
from ccmotivate.readers.identity import plain_cell


class ColumnCells(Struct, frozen=True):
    """The cells of one column in the rows that hold agents.

    ``rows`` are 0-based sheet rows; ``percent`` marks cells whose number format is a percent; ``errors`` and
    ``uncalculated`` are by sheet row; ``unit`` is the bracket of the ``header``; ``ref`` gives the address of a row;
    ``decimal`` is the decimal mark of texts, and ``has_other_mark`` True in a file where some use the other one. Bare
    numbers below ``least_beside_units`` are doubtful beside ``1.2万``.
    """

    cells: CellColumn
    rows: NDArray[np.int64]
    percent: Bools
    errors: Mapping[int, str]
    uncalculated: frozenset[int]
    unit: str
    ref: Callable[[int], SourceRef]
    decimal: str = "."
    has_other_mark: bool = False
    header: str = ""
    least_beside_units: Fraction = ReadingRules().least_beside_units

    def addresses(self, places: NDArray[np.intp]) -> list[str]:
        """``E5``, ``E9`` …"""
        return [self.ref(int(self.rows[place])).cell or "" for place in places]

    def shown(self, place: int) -> str:
        """A cell as it is shown, ``80%`` where its number format says so."""
        cell = self.cells[place]
        if self.percent[place] and isinstance(cell, float):
            return f"{plain_text(100 * Fraction(format(cell, '.15g')))}%"
        return plain_cell(cell)
