"""Columns of cells as arrays: numbers by themselves, every other distinct cell once."""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isnan
from typing import Any, overload

import numpy as np
from msgspec import Struct, StructMeta
from numpy.typing import NDArray

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.raw_sheet import RawColumn
from ccmotivate.model.exact import Bools

Objects = NDArray[np.object_]
Rows = NDArray[np.int64]


class _SequenceMeta(StructMeta, ABCMeta):
    """The class of a Struct that is a sequence, too."""


class CellColumn(Struct, Sequence[Cell], frozen=True, eq=False, metaclass=_SequenceMeta):
    """A column of cells, each of which can still be asked for by its row.

    Attributes:
        numbers: float64, ``(n,)``; NaN where the cell is no number.
        codes: int32, ``(n,)``; the place of the cell in ``values``, -1 where it is a number or blank.
        values: The distinct cells that are no numbers; some may stand in no row.
    """

    numbers: NDArray[np.float64]
    codes: NDArray[np.int32]
    values: tuple[Cell, ...]

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> CellColumn:
        """A column of Python's own cells."""
        raw = RawColumn(cells)
        return cls(np.frombuffer(raw.numbers), np.frombuffer(raw.codes, dtype=np.int32), tuple(raw.values))

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> Cell: ...
    @overload
    def __getitem__(self, row: slice) -> CellColumn: ...
    def __getitem__(self, row: int | slice) -> Cell | CellColumn:
        if isinstance(row, slice):
            return CellColumn(self.numbers[row], self.codes[row], self.values)
        code = int(self.codes[row])
        if code >= 0:
            return self.values[code]
        number = float(self.numbers[row])
        return None if isnan(number) else number

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.each(lambda cell: cell).tolist())

    @property
    def is_number(self) -> Bools:
        """Where the cells are numbers."""
        return ~np.isnan(self.numbers)

    @property
    def is_blank(self) -> Bools:
        """Where there is nothing."""
        return (self.codes < 0) & np.isnan(self.numbers)

    def take(self, rows: Rows) -> CellColumn:
        """The cells of these rows, in this order."""
        return CellColumn(self.numbers[rows], self.codes[rows], self.values)

    def padded(self, height: int) -> CellColumn:
        """The column with blank cells at its end, ``height`` cells in all."""
        more = height - len(self)
        numbers = np.concatenate([self.numbers, np.full(more, np.nan)])
        return CellColumn(numbers, np.concatenate([self.codes, np.full(more, -1, dtype=np.int32)]), self.values)

    def replaced(self, cells: Mapping[int, Cell]) -> CellColumn:
        """The column with other cells in these rows."""
        values = {(type(value), value): code for code, value in enumerate(self.values)}
        numbers, codes = self.numbers.copy(), self.codes.copy()
        for row, cell in cells.items():
            is_number = isinstance(cell, float)
            numbers[row] = cell if isinstance(cell, float) else np.nan
            blank = is_number or cell is None
            codes[row] = -1 if blank else values.setdefault((type(cell), cell), len(values))
        return CellColumn(numbers, codes, tuple(value for _, value in values))

    def each(self, made: Callable[[Cell], Any]) -> Objects:
        """``made`` of every cell, worked out once for each distinct one."""
        return self.every(lambda cells: list(map(made, cells)))

    def every(self, made: Callable[[Sequence[Cell]], Sequence[Any]]) -> Objects:
        """As ``each``, where ``made`` takes many distinct cells and gives as many results."""
        if len(self.values) > len(self):  # some rows of a long column
            held, places = np.unique(self.codes, return_inverse=True)
            found: Objects = _objects(made([self.values[code] if code >= 0 else None for code in held.tolist()]))[
                places
            ]
        else:
            found = _objects(made([*self.values, None]))[self.codes]  # -1 is the last one
        rows = np.flatnonzero(self.is_number)
        if len(rows):
            distinct, places = np.unique(self.numbers[rows], return_inverse=True)
            found[rows] = _objects(made(distinct.tolist()))[places]
        return found

    def others(self) -> list[Cell]:
        """The distinct cells in the rows that are no numbers."""
        held = np.bincount(self.codes[self.codes >= 0], minlength=len(self.values)) > 0
        return [self.values[code] for code in np.flatnonzero(held).tolist()]

    def places(self) -> dict[Cell, list[int]]:
        """The rows of each distinct cell that is no number, in the order of the first ones.

        ``True`` and 1 never meet here, for whole numbers are numbers.
        """
        rows = np.flatnonzero(self.codes >= 0)
        order = rows[np.argsort(self.codes[rows], kind="stable")]
        codes, starts = np.unique(self.codes[order], return_index=True)
        groups = [group.tolist() for group in np.split(order, starts[1:])] if len(rows) else []
        found = zip(codes.tolist(), groups, strict=True)
        return {self.values[code]: group for code, group in sorted(found, key=lambda pair: pair[1][0])}


def blank_column(height: int) -> CellColumn:
    """A column without any cell."""
    return CellColumn(np.empty(0), np.empty(0, dtype=np.int32), ()).padded(height)


def _objects(values: Sequence[Any]) -> Objects:
    """An object array of any values, also texts and sequences."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made
