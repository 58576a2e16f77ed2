"""Merged cells below a header: an identity that spans several rows counts for all of them, a figure never does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.formats.cells import a1
from ccmotivate.formats.columns import Rows
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import CellKind
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import FoundTable

_SPANNING = frozenset({"month", "role", "project", "team", "site"})
_REPEATED = (CellKind.AGENT, CellKind.DATE, CellKind.TEXT, CellKind.WORD, CellKind.METRIC)


class _Block(Struct, frozen=True):
    """A merged block of a table: its sheet rows, the known columns in it, its first column; all 0-based."""

    rows: range
    fields: tuple[str, ...]
    left: int
    cells: str


def filled_down(table: FoundTable, rules: RuleSet) -> tuple[FoundTable, list[Problem]]:
    """The table with every merged identity written into all of its rows, and a note that names the blocks."""
    blocks: dict[int, list[_Block]] = {}
    for block in _blocks(table):
        if _spans(table, block, rules):
            blocks.setdefault(table.columns[block.fields[0]], []).append(block)
    if not blocks:
        return table, []
    sheet, notes = table.sheet, []
    columns, formats = list(sheet.columns), dict(sheet.formats)
    for place, found in blocks.items():
        columns[place] = columns[place].replaced(
            {row: sheet.columns[block.left][block.rows.start] for block in found for row in block.rows}
        )
        formats[place] = [(code, _with_blocks(rows, found)) for code, rows in formats.get(place, ())]
        here = SourceRef(table.file, sheet.name, found[0].cells)
        shown = [block.cells for block in found]
        notes.append(problem("merged-identity", here, field=found[0].fields[0], cells=shown))
    return replace(table, sheet=replace(sheet, columns=columns, formats=formats)), notes


def merged_figures(table: FoundTable, rules: RuleSet, rows: Rows) -> list[tuple[Problem, list[int]]]:
    """Merged blocks over figures of several agents, or over several columns: a problem each, with its sheet rows.

    ``rows`` are the sheet rows that hold agents, ascending.
    """
    found = []
    for block in _blocks(table):
        first, last = np.searchsorted(rows, (block.rows.start, block.rows.stop))
        hit = rows[first:last].tolist()
        elsewhere = table.columns[block.fields[0]] != block.left  # the value stands under another header
        if not _spans(table, block, rules) and hit and (elsewhere or len(hit) * len(block.fields) > 1):
            here = SourceRef(table.file, table.sheet.name, a1(block.rows.start, block.left))
            facts = {"field": block.fields, "cells": block.cells}
            found.append((problem("merged-figure", here, **facts), hit))
    return found


def _blocks(table: FoundTable) -> Iterator[_Block]:
    by_place = {
        place: field for field, place in reversed(list(table.columns.items()))
    }  # of a column with two, the first
    for top, left, bottom, right in table.sheet.merged:
        fields = tuple(field for place, field in by_place.items() if left <= place <= right)
        if top > table.header and fields:
            cells = f"{a1(top, left)}:{a1(bottom, right)}"
            yield _Block(range(top, min(bottom + 1, table.sheet.height)), fields, left, cells)


def _spans(table: FoundTable, block: _Block, rules: RuleSet) -> bool:
    """True for a block whose value is meant for each of its rows.

    In a detail sheet or a part's these are all its texts and dates, for one agent has several rows there.
    """
    if len(block.fields) != 1:
        return False
    texts = {"agent_id", "name"} if table.detail or table.part else set()
    if table.detail:
        texts |= {name for name, column in rules.details[table.detail].columns.items() if not column.is_number}
    if table.part:
        texts |= {name for name, column in table.part.columns.items() if column.kind in _REPEATED}
    return block.fields[0] in _SPANNING | texts | {*table.layout.fill_down}


def _with_blocks(rows: NDArray[np.int64], blocks: Sequence[_Block]) -> NDArray[np.int64]:
    """Formatted rows, those of a block whose first cell is formatted among them."""
    formatted = set(rows.tolist())
    more = [np.arange(block.rows.start, block.rows.stop) for block in blocks if block.rows.start in formatted]
    return np.unique(np.concatenate([rows, *more]))
