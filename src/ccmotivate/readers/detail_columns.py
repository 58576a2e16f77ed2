"""The columns of a detail sheet or source: numbers, instants and words, with what its rules say means no data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np
from msgspec.structs import replace

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import seconds_of
from ccmotivate.formats.columns import CellColumn, Rows
from ccmotivate.model.durations import parse_duration
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.metrics import DetailColumn, DetailSheet
from ccmotivate.model.rules import ReadingRules
from ccmotivate.model.words import nearest, normal
from ccmotivate.problems import problem
from ccmotivate.readers.currencies import split_amount
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import TextColumn, plain_cell, read_text
from ccmotivate.readers.instants import read_instants
from ccmotivate.readers.numbers import parse_number
from ccmotivate.readers.reading import Reading, cells_of, say_placeholders
from ccmotivate.readers.values import Vocabulary, read_column

YES = ("yes", "y", "true", "t", "1", "x", "是", "√", "✓", "ja")
MARK = "x"
"""Beside blank cells it means yes; beside another word for yes, as in √ and x, it may mean no."""

NO = ("no", "n", "false", "f", "0", "否", "×", "nein")


def read_figures(
    reading: Reading, table: FoundTable, detail: DetailSheet, name: str, rows: Rows
) -> tuple[Exact, set[int]]:
    """The values of a column of numbers or instants, and the positions of rows in error."""
    column, cells = detail.columns[name], cells_of(reading, table, name, rows)
    hit = _means_nothing(column, cells.cells, cells.decimal)
    cells = replace(cells, cells=_blanked(cells.cells, hit))
    if column.is_instant:
        read = read_instants(cells, column.kind, reading.words, _how(reading, detail))
    elif column.is_yes_no:
        cells = replace(cells, cells=_as_answers(cells.cells))
        read = read_column(cells, column.metric, _with_answers(reading.words, cells.cells))
    else:
        read = read_column(cells, column.metric, reading.words)
    reading.problems += read.problems
    nothing = sorted({*read.no_data, *np.flatnonzero(hit).tolist()})
    say_placeholders(reading, table, name, table.columns[name], rows[nothing].tolist())
    return read.values, read.bad


def read_words(table: FoundTable, detail: DetailSheet, name: str, rows: Rows) -> TextColumn:
    """The texts of a column; one that is none of the words of its rules is an error with the nearest."""
    column = detail.columns[name]
    read = read_text(table, name, rows, frozenset(map(normal, column.no_data)))
    if not column.values:
        return read
    known = {normal(word): word for word in column.values}
    for position, text in enumerate(read.values.tolist()):
        if text and normal(text) not in known:
            here = table.ref(int(rows[position]), table.columns[name])
            facts = {"nearest": nearest(text, column.values) or "–", "allowed": column.values}
            read.problems.append(problem("unknown-word", here, text, **facts))
            read.bad.add(position)
    read.values = np.array([known.get(normal(text), text) for text in read.values.tolist()], dtype=object)
    return read


def _how(reading: Reading, detail: DetailSheet) -> ReadingRules:
    """How its cells are read: as the rules say of all, and its source of its own."""
    how, own = reading.rules.reading, detail.layout
    return replace(how, dates=own.dates or how.dates, written_in=own.written_in)


# -- cells that mean no data ------------------------------------------------------------------------------------------


def _means_nothing(column: DetailColumn, cells: CellColumn, decimal: str) -> Bools:
    """True for the cells that the rules of the column take for no data: by their text, or by their number."""
    if not column.no_data:
        return np.zeros(len(cells), dtype=bool)
    words = {normal(word) for word in column.no_data}
    numbers = {value for word in column.no_data if (value := number_of(word, ".", column.clock)) is not None}

    def nothing(cell: Cell) -> bool:
        if column.kind == "money" and isinstance(cell, str):
            cell, _currency = split_amount(cell)
        return cell is not None and (
            normal(plain_cell(cell)) in words or _worth(cell, decimal, column.clock) in numbers
        )

    return cells.each(nothing).astype(bool)


def _worth(cell: Cell, decimal: str, clock: str | None) -> Fraction | None:
    """The number of a cell, of a time its seconds."""
    if isinstance(cell, str):
        return number_of(cell, decimal, clock)
    return Fraction(format(cell, ".15g")) if isinstance(cell, float) else seconds_of(cell)


def number_of(text: str, decimal: str, clock: str | None) -> Fraction | None:
    """The bare number or the duration, in seconds, of a text."""
    found = parse_number(text, decimal)
    return found[0] if found else parse_duration(text, clock)


def _blanked(cells: CellColumn, hit: Bools) -> CellColumn:
    if not hit.any():
        return cells
    return replace(cells, numbers=np.where(hit, np.nan, cells.numbers), codes=np.where(hit, -1, cells.codes))


# -- yes and no -------------------------------------------------------------------------------------------------------


def _as_answers(cells: CellColumn) -> CellColumn:
    """The cells with 1 and 0 as yes and no."""
    told = {row: cells.numbers[row] == 1 for row in np.flatnonzero(np.isin(cells.numbers, [0, 1])).tolist()}
    return cells.replaced({row: bool(yes) for row, yes in told.items()}) if told else cells


def _with_answers(words: Vocabulary, cells: CellColumn) -> Vocabulary:
    """The words of the rules for a pass and a fail, and the usual ones for yes and no that the column leaves clear."""
    usual = {**{normal(word): 1 for word in YES}, **{normal(word): 0 for word in NO}}
    passes = {**usual, **words.passes}
    if is_doubtful_mark(cells.others(), passes) and MARK not in words.passes:
        del passes[MARK]
    return replace(words, passes=passes, pass_words=(*words.pass_words, "yes", "no"))


def is_doubtful_mark(cells: Iterable[Cell], passes: Mapping[str, int]) -> bool:
    """Whether a column has ``x`` beside another word for yes."""
    said = {"true" if cell is True else normal(cell) for cell in cells if isinstance(cell, str) or cell is True}
    return MARK in said and any(passes.get(word) for word in said - {MARK})
