"""Cell metadata of a sheet beside its values, as its package or its parser tells it."""

from __future__ import annotations

from msgspec import Struct, field

from ccmotivate.formats.cells import Position
from ccmotivate.formats.layout import Layout


class CellMetadata(Struct):
    """Findings in one sheet, by position.

    ``formats`` holds (code, rows, columns), ``times`` (row, column, milliseconds) of the cells with a time format that
    the parser does not take for times, or not for the right ones: below 0, of a day and more.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    stray: Position = (0, 0)
    formats: list[tuple[str, list[int], list[int]]] = field(default_factory=list)
    errors: dict[Position, str] = field(default_factory=dict)
    uncalculated: set[Position] = field(default_factory=set)
    times: list[tuple[int, int, int]] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout)
