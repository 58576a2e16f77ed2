"""A column of answers → whole numbers of its range; what stands there otherwise is a problem that never quotes it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ccmotivate.formats.cells import Cell
from ccmotivate.model.exact import Bools, Exact, plain_text
from ccmotivate.model.sheets import SheetColumn
from ccmotivate.model.words import normal
from ccmotivate.problems import problem
from ccmotivate.readers.column_cells import ColumnCells
from ccmotivate.readers.numbers import BARE, parse_number
from ccmotivate.readers.values import ReadColumn, Vocabulary


def read_answers(cells: ColumnCells, column: SheetColumn, words: Vocabulary) -> ReadColumn:
    """The answers of a column; a blank or a placeholder is none, and is not noted: it would tell who gave none."""
    numbers = cells.cells.numbers
    values = Exact.from_floats(numbers)
    texts: list[Fraction | None] = [None] * len(values)
    empty = {place for place, row in enumerate(cells.rows.tolist()) if row in cells.uncalculated}
    bad = {place for place, row in enumerate(cells.rows.tolist()) if _is_broken(cells, row, words)}
    for cell, places in cells.cells.places().items():
        answer = None if _is_blank(cell, words) else _number(cell, cells.decimal)
        for place in places:
            texts[place] = answer
        bad |= set() if answer is not None or _is_blank(cell, words) else set(places)
    values = values.where(~np.isnan(numbers), Exact.from_fractions(texts))
    there = ~values.missing
    odd = (values.num % values.den != 0) | (cells.percent & ~np.isnan(numbers)) | _outside(values, column)
    bad |= set(np.flatnonzero(there & odd.astype(bool)).tolist())
    read = ReadColumn(values.without(np.isin(np.arange(len(values)), list(bad))), bad=bad)
    _say(read, cells, column)
    read.bad |= empty
    read.problems += [problem("formula-not-calculated", cells.ref(int(cells.rows[place]))) for place in sorted(empty)]
    return read


def _outside(values: Exact, column: SheetColumn) -> Bools:
    low, high = column.plausible.low, column.plausible.high
    below = np.zeros(len(values), dtype=bool) if low is None else np.asarray(values < low)
    return below if high is None else below | np.asarray(values > high)


def _is_blank(cell: Cell, words: Vocabulary) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell.strip() or normal(cell) in words.no_data))


def _number(cell: Cell, decimal: str) -> Fraction | None:
    """A text that is a bare number, None for anything else."""
    parsed = parse_number(cell, decimal) if isinstance(cell, str) else None
    return parsed[0] if parsed and parsed[1] == BARE else None


def _is_broken(cells: ColumnCells, row: int, words: Vocabulary) -> bool:
    """True for an error in the cell that is no placeholder."""
    shown = cells.errors.get(row)
    return shown is not None and normal(shown) not in words.no_data


def _say(read: ReadColumn, cells: ColumnCells, column: SheetColumn) -> None:
    low, high = (plain_text(one) if one is not None else "" for one in (column.plausible.low, column.plausible.high))
    for place in sorted(read.bad):
        read.problems.append(problem("answer-unknown", cells.ref(int(cells.rows[place])), low=low, high=high))
