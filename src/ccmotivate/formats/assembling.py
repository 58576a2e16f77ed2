"""Assemble a sheet from its values and its cell metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ccmotivate.formats.book import Sheet
from ccmotivate.formats.cell_metadata import CellMetadata
from ccmotivate.formats.cells import Cell, Position, texts_in
from ccmotivate.formats.clock import clock_cell
from ccmotivate.formats.columns import CellColumn, Rows, blank_column
from ccmotivate.formats.isolated import Parsed
from ccmotivate.formats.layout import Block, Layout, Span
from ccmotivate.formats.limits import Refusal

_ERROR_WORD = re.compile(r"#(?:[A-Z][A-Z0-9_/]*[!?]|N/A|GETTING_DATA)|Err:\d{3}", re.ASCII)


def marks_of(sheet: Parsed) -> CellMetadata:
    """The cell metadata that came with the values."""
    return CellMetadata(
        formats=sheet.formats,
        errors=sheet.errors,
        uncalculated=sheet.uncalculated,
        times=sheet.times,
        layout=sheet.layout,
    )


def plain_sheet(name: str, columns: Sequence[CellColumn]) -> Sheet:
    """A visible sheet whose only cell metadata are the error words among its texts, such as a text table."""
    plain, errors = _without_error_words(columns)
    return Sheet(name, True, plain, {}, errors, frozenset(), (), np.empty(0, np.int64), frozenset())


def _without_error_words(columns: Sequence[CellColumn]) -> tuple[list[CellColumn], dict[Position, str]]:
    """The columns without texts like ``#DIV/0!``, and where these stood: a formula's error that was saved as text."""
    plain, errors = list(columns), dict[Position, str]()
    for place, column in enumerate(columns):
        texts = texts_in(column.values)
        signs = "\0".join(texts)  # to be searched at once, for hardly any column has such words
        words = [one for one in texts if _ERROR_WORD.fullmatch(one)] if "#" in signs or "Err:" in signs else []
        if words:
            rows = column.places()
            found = {row: word for word in words for row in rows.get(word, ())}
            plain[place] = column.replaced(dict.fromkeys(found))
            errors |= {(row, place): word for row, word in found.items()}
    return plain, errors


def assemble(sheet: Parsed, marks: CellMetadata) -> Sheet:
    """A sheet from its values and cell metadata, without trailing blank columns and metadata of blank formatted cells.

    Error cells and formulas without a result may lie beyond the last value: the grid is widened to hold them.
    """
    columns, words = _without_error_words(_timed(sheet.columns, marks.times))
    errors = {**marks.errors, **words}
    while columns and columns[-1].is_blank.all():
        columns.pop()
    height = len(columns[0]) if columns else 0
    uncalculated = frozenset(place for place in marks.uncalculated if _is_blank(columns, place))
    special = [*errors, *uncalculated]
    if special:
        height = max(height, 1 + max(row for row, _ in special))
        width = max(len(columns), 1 + max(column for _, column in special))
        columns = [column.padded(height) for column in columns]
        columns += [blank_column(height)] * (width - len(columns))
    uncalculated -= errors.keys()
    layout = _laid_out(sheet.name, marks.layout, height, len(columns))
    return Sheet(sheet.name, sheet.visible, columns, _formats(columns, marks), errors, uncalculated, *layout)


def _formats(columns: Sequence[CellColumn], marks: CellMetadata) -> dict[int, list[tuple[str, Rows]]]:
    height = len(columns[0]) if columns else 0
    formats: dict[int, list[tuple[str, Rows]]] = {}
    for code, listed, places in marks.formats:
        rows, at = np.array(listed, np.int64), np.array(places, np.int64)
        for column in np.unique(at[at < len(columns)]).tolist():
            where = np.sort(rows[(at == column) & (rows < height)])
            where = where[columns[column].is_number[where]]
            if len(where):
                formats.setdefault(column, []).append((code, where))
    return formats


def _timed(columns: Sequence[CellColumn], times: Sequence[tuple[int, int, int]]) -> list[CellColumn]:
    """The columns with these cells as times or durations."""
    timed = list(columns)
    made = {size: clock_cell(size) for size in {size for _, _, size in times}}
    by_column: dict[int, dict[int, Cell]] = {}
    for row, column, thousandths in times:
        if column < len(timed) and row < len(timed[column]):
            by_column.setdefault(column, {})[row] = made[thousandths]
    for column, cells in by_column.items():
        timed[column] = timed[column].replaced(cells)
    return timed


def _laid_out(name: str, layout: Layout, height: int, width: int) -> tuple[tuple[Block, ...], Rows, frozenset[int]]:
    """Merged blocks, hidden rows and hidden columns within a grid.

    Raises:
        Refusal: merged blocks overlap so much that they hold more cells than there are.
    """
    cut = [(top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in layout.merged]
    merged = sorted(block for block in cut if block[:2] != block[2:] and block[0] < height and block[1] < width)
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > height * width:
        raise Refusal("malformed-workbook", sheet=name, reason="merged cells overlap")
    rows, columns = _within(layout.hidden_rows, height), _within(layout.hidden_columns, width)
    return tuple(merged), rows, frozenset(columns.tolist())


def _within(spans: Sequence[Span], size: int) -> Rows:
    """The sorted numbers below ``size`` in any of the spans."""
    found = np.zeros(size, dtype=bool)
    for first, last in spans:
        found[first : last + 1] = True
    return np.flatnonzero(found)


def _is_blank(columns: Sequence[CellColumn], place: Position) -> bool:
    row, column = place
    return column >= len(columns) or row >= len(columns[column]) or columns[column][row] is None
