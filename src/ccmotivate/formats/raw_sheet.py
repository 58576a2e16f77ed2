"""A sheet on its way through the pipe of the isolated parser: typed columns, and few words about them in JSON.

A column is an array of doubles and an array of codes into its distinct other cells, so that a million cells cross in a
few blocks of bytes. Neither pandas nor numpy is loaded here.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from array import array
from collections.abc import Hashable, Iterable, Sequence
from itertools import compress, count, islice, repeat
from operator import is_not, ne
from typing import Any, BinaryIO, ClassVar

from msgspec import Struct, field
from msgspec.structs import asdict

from ccmotivate.formats.cells import Cell, a1
from ccmotivate.formats.layout import Layout
from ccmotivate.formats.limits import Refusal, box_is_too_large

HEAD_BYTES = 8
"""The length of the JSON stands before it, little-endian; the blocks of the columns follow it."""

_ROWS_A_CHUNK = 512  # so few that their cells are still in the processor's cache when they are sorted into columns
_LARGEST_EXACT = 2**53


class RawColumn:
    """A column in the making.

    ``numbers`` holds NaN where a cell is no number, infinity where it says NaN, ``codes`` -1 where it is a number or
    blank, else its place in ``values``, the distinct other cells in the order in which they came. The empty text is
    blank.
    """

    __slots__ = ("_known", "codes", "numbers", "values")
    moments: ClassVar[Any] = array("q")
    kinds: ClassVar[Sequence[tuple[str, int]]] = ()

    def __init__(self, cells: Sequence[Cell] = ()) -> None:
        self.numbers = array("d")
        self.codes = array("i")
        self.values: list[Cell] = []
        self._known: dict[Hashable, int] = {}
        self.extend(cells)

    def extend(self, cells: Sequence[Cell]) -> None:
        """Add cells at the end; columns of numbers with a few other cells, and those of text alone, are quick."""
        kinds = list(map(type, cells))
        if set(kinds) == {str}:
            coded = {text: self._code(text) for text in dict.fromkeys(cells)}
            self.numbers.extend(array("d", (math.nan,)) * len(cells))
            self.codes.extend(array("i", [coded[text] for text in cells]))
            return
        numbers: list[Any] = list(cells)
        if any(map(ne, cells, cells)):  # only NaN, which no spreadsheet program writes, differs from itself
            numbers = [math.inf if cell != cell else cell for cell in cells]  # noqa: PLR0124
        codes = array("i", (-1,)) * len(cells)
        for at in compress(count(), map(is_not, kinds, repeat(float))):
            cell = numbers[at]
            if type(cell) is int and abs(cell) <= _LARGEST_EXACT:
                numbers[at] = float(cell)
            else:
                numbers[at], codes[at] = math.nan, self._code(cell)
        self.numbers.extend(array("d", numbers))
        self.codes.extend(codes)

    def put(self, row: int, cell: Cell) -> None:
        """Another cell, that is no number, in this row."""
        self.numbers[row], self.codes[row] = math.nan, self._code(cell)

    def _code(self, cell: Cell) -> int:
        if cell is None or cell == "":
            return -1
        key = cell if type(cell) is str else (type(cell), cell)  # True equals 1
        code = self._known.setdefault(key, len(self.values))
        if code == len(self.values):
            self.values.append(cell)
        return code


class ArrayColumn(Struct, frozen=True, eq=False):
    """A column of arrays; behind its ``values`` come its distinct ``moments``, in milliseconds.

    ``kinds`` says how many of them, one kind after the other, are a ``date`` or ``datetime`` since 1970, a ``clock`` or
    a ``duration``.
    """

    numbers: Any
    codes: Any
    values: list[Cell]
    moments: Any
    kinds: Sequence[tuple[str, int]]


class RawSheet(Struct):
    """A sheet as sent through the pipe; positions are (row, column), ``place`` counts all sheets of the workbook.

    ``times`` are (row, column, milliseconds) of cells with a time format; they apply to columns of any type.
    """

    name: str
    visible: bool
    place: int = 0
    columns: Sequence[RawColumn | ArrayColumn] = ()
    formats: list[tuple[str, list[int], list[int]]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    times: list[tuple[int, int, int]] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout)


def calamine_columns(sheet: Any) -> list[RawColumn]:
    """The columns of a calamine sheet from cell A1 on."""
    blank, rows = sheet.start[1] if sheet.start else 0, sheet.iter_rows()
    columns: list[RawColumn] = []
    while chunk := list(islice(rows, _ROWS_A_CHUNK)):
        columns = columns or [RawColumn() for _ in chunk[0]]
        for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
            column.extend(cells)
    height = len(columns[0].codes) if columns else 0
    return [RawColumn((None,) * height) for _ in range(blank if columns else 0)] + columns


def check_box(name: str, rows: int, columns: int, cells: int, stray: tuple[int, int]) -> None:
    """Refuse a sheet whose grid is too large, naming the cell that extends it.

    Raises:
        Refusal: always when ``box_is_too_large``.
    """
    if box_is_too_large(rows, columns, cells):
        raise Refusal("grid-too-large", sheet=name, cell=a1(*stray), rows=rows, columns=columns, cells=cells)


def send(stream: BinaryIO, facts: dict[str, Any], sheets: Iterable[RawSheet] = ()) -> None:
    """Write the facts and the sheets; ``isolated`` reads them."""
    told: list[dict[str, Any]] = []
    blocks: list[Any] = []
    for sheet in sheets:
        columns = []
        for column in sheet.columns:
            values = [value if type(value) is str else _plain(value) for value in column.values]
            columns.append([len(column.codes), values, column.kinds])
            blocks += [column.numbers, column.codes, column.moments]
        marks = {"formats": sheet.formats, "errors": sheet.errors, "uncalculated": sheet.uncalculated}
        marks |= {"times": sheet.times, "layout": asdict(sheet.layout)}
        told.append({"name": sheet.name, "visible": sheet.visible, "place": sheet.place, "columns": columns, **marks})
    head = json.dumps({**facts, "sheets": told}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(len(head).to_bytes(HEAD_BYTES, "little") + head)
    for block in blocks:
        stream.write(block)


def _plain(value: Cell) -> Any:
    """A cell as JSON: dates, times and durations are tagged lists."""
    if isinstance(value, dt.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, dt.date):
        return ["date", value.isoformat()]
    if isinstance(value, dt.time):
        return ["time", value.isoformat()]
    if isinstance(value, dt.timedelta):
        return ["duration", value.total_seconds()]
    return value
