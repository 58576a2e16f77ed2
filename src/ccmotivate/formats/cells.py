"""Raw cells and their addresses, before anybody interprets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
"""A raw cell; ``None`` is blank (the empty text too)."""

Position = tuple[int, int]
"""Row and column, 0-based from A1."""


def column_letters(column: int) -> str:
    """``0`` is ``A``, ``26`` is ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """``A`` is 0, ``aa`` is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def a1(row: int, column: int) -> str:
    """The address Excel shows: ``(1, 4)`` is ``E2``."""
    return f"{column_letters(column)}{row + 1}"


def texts_in(cells: Sequence[Cell]) -> list[str]:
    """The texts among cells, soon told where there are none."""
    kinds = set(map(type, cells))
    return [cell for cell in cells if isinstance(cell, str)] if str in kinds else []
