"""The cells of finished workbooks: counted, compared, and kept as columns for the floor to write again."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from python_calamine import CalamineWorkbook

# A column: doubles (NaN: no number), and per row the place of its text among the distinct ones (0: no text).
Column = tuple[NDArray[np.float64], NDArray[np.intp], list[str]]
Sheet = tuple[str, int, list[Column]]


def sheets_of(folder: Path) -> Iterator[tuple[str, str, list[list[Any]]]]:
    """(file, sheet, rows) of every workbook in a folder; a blank cell reads as ``""``."""
    for path in sorted(folder.glob("*.xlsx")):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield path.name, name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def count_cells(folder: Path) -> dict[str, int]:
    """Non-empty cells of each sheet, by ``file!sheet``."""
    return {f"{file}!{name}": sum(cell != "" for row in rows for cell in row) for file, name, rows in sheets_of(folder)}


def different_cells(one: Path, other: Path, sheet: str) -> tuple[int, int]:
    """(different, all) cells of the sheet of this name in two folders' workbooks; numbers within 1e-9 are equal."""
    rows, others = (
        [row for _, name, rows in sheets_of(folder) if name == sheet for row in rows] for folder in (one, other)
    )
    pairs = [pair for row, beside in zip(rows, others, strict=False) for pair in zip(row, beside, strict=False)]
    most = max(sum(map(len, rows)), sum(map(len, others)))
    return sum(not _same(*pair) for pair in pairs) + most - len(pairs), most


def _same(cell: Any, other: Any) -> bool:
    numbers = isinstance(cell, float) and isinstance(other, float)
    return bool(abs(cell - other) < 1e-9) if numbers else bool(cell == other)


def keep_columns(folder: Path, target: Path) -> None:
    """Keep every sheet's cells as columns, cheap to load: ``{file: [(sheet, rows, [column, ...]), ...]}``."""
    kept: dict[str, list[Sheet]] = {}
    for file, name, rows in sheets_of(folder):
        columns = [_column(cells) for cells in zip(*rows, strict=True)]
        kept.setdefault(file, []).append((name, len(rows), columns))
    target.write_bytes(pickle.dumps(kept, protocol=5))


def _column(cells: tuple[Any, ...]) -> Column:
    words = {"": 0}
    numbers = np.array([float(cell) if isinstance(cell, (int, float)) else np.nan for cell in cells])
    texts = (cell if isinstance(cell, str) else "" for cell in cells)
    codes = np.array([words.setdefault(text, len(words)) for text in texts], dtype=np.intp)
    return numbers, codes, list(words)
