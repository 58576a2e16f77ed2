"""Big tables as columns of ready-made XML fragments.

A column keeps each distinct cell once and a code a row, so that a hundred thousand rows cost a hundred thousand list
look-ups instead of as many function calls. Text becomes inline or shared strings and numbers become numbers, so no
cell can be a formula with any input.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import unescape
from itertools import repeat

import msgspec
import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.writers.words.text import are_plain, display_width, inline_string, wrapped_lines
from ccmotivate.writers.workbooks.shared_texts import SharedTexts
from ccmotivate.writers.workbooks.styles import Style

Codes = NDArray[np.intp]
MAX_ROWS = 1_048_575  # rows of a sheet under its header
_CELLS_A_CHUNK = 30_000  # about 1 MB: enough for a thread to be worth handing it over
_ROWS_FOR_WIDTH = 200
_WIDEST = 40.0
_LINE_HEIGHT = 15
_MOST_LINES = 6
_LINES = range(_MOST_LINES + 1)
_QUOTED = re.compile('"([^";]*)"(?!.*;)')  # of the last section of a number format
_TAG = re.compile("<[^>]*>")
_USUAL_TAGS = ("<><v>", "</v></c>", '< t="inlineStr"><is><t>', "</t></is></c>", "</>")
BLANK = "/>"
_BETWEEN = "\0"  # XML cannot hold it
_LEAST, _MOST = 1e-4, 1e15  # between them repr writes a number without an exponent, as JSON does


def text_body(text: str) -> str:
    """The XML of a text cell after its style; blank for an empty text."""
    return f' t="inlineStr">{inline_string(text)}</c>' if text else BLANK


def text_bodies(texts: Sequence[str]) -> list[str]:
    """The XML of many text cells; texts without a special character among them are not looked at one by one."""
    if are_plain(texts):
        return [f' t="inlineStr"><is><t>{text}</t></is></c>' if text else BLANK for text in texts]
    return [text_body(text) for text in texts]


def number_body(number: float) -> str:
    """The XML of a number cell after its style: the shortest text that gives the number back."""
    shown = repr(number)
    return f"><v>{shown.removesuffix('.0')}</v></c>"


def number_bodies(numbers: NDArray[np.float64]) -> list[str]:
    """The XML of many number cells, as ``number_body`` makes it; blank where NaN."""
    sizes = np.abs(numbers)
    gone = np.isnan(numbers)
    if not len(numbers) or not (gone | (sizes == 0) | ((sizes >= _LEAST) & (sizes < _MOST))).all():
        return [BLANK if math.isnan(number) else number_body(number) for number in numbers.tolist()]
    listed = msgspec.json.encode(numbers.tolist()).decode()  # the same digits as repr, in a tenth of the time
    shown = (listed[1:-1] + ",").replace(".0,", ",")[:-1].replace(",", f"</v></c>{_BETWEEN}><v>")
    bodies = f"><v>{shown}</v></c>"
    return (bodies.replace("><v>null</v></c>", BLANK) if gone.any() else bodies).split(_BETWEEN)


class Cells(Struct, frozen=True):
    """The cells of a column: distinct bodies, the style of each, and which body stands in each row.

    ``bodies[codes[row]]`` is the XML after the style; ``styles[looks[codes[row]]]`` its style.
    """

    styles: tuple[Style, ...]
    looks: list[int]
    bodies: list[str]
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: Codes) -> Cells:
        """The cells at these rows."""
        return replace(self, codes=self.codes[rows])

    def shown(self, rows: int | None = None) -> list[str]:
        """What the first rows show, roughly: the text, or the number's digits."""
        return _shown([self.bodies[code] for code in self.codes[:rows].tolist()])

    @classmethod
    def texts(cls, values: Sequence[str] | NDArray[np.object_], style: Style = Style()) -> Cells:  # noqa: B008 - frozen
        """A column of texts."""
        codes, distinct = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=False)
        return cls((style,), [0] * len(distinct), text_bodies([str(text) for text in distinct]), codes)

    @classmethod
    def distinct(cls, texts: Sequence[str]) -> Cells:
        """A column of texts that rarely repeat, stored without looking for equal ones."""
        return cls((Style(),), [0] * len(texts), text_bodies(texts), np.arange(len(texts)))

    @classmethod
    def labels(cls, codes: Codes, texts: Sequence[str], styles: Sequence[Style]) -> Cells:
        """A column of known words: ``texts[code]`` in ``styles[code]``."""
        return cls(tuple(styles), list(range(len(texts))), [text_body(text) for text in texts], codes)

    @classmethod
    def numbers(cls, values: NDArray[np.float64], style: Style) -> Cells:
        """A column of numbers, blank where NaN."""
        codes, distinct = pd.factorize(values, use_na_sentinel=False)
        bodies = number_bodies(distinct)
        return cls((style,), [0] * len(bodies), bodies, codes)

    @classmethod
    def mixed(cls, cells: Sequence[tuple[Style, str]], codes: Codes) -> Cells:
        """A column of cells of which each has a style of its own: ``cells[code]`` is its style and body."""
        styles = tuple(dict.fromkeys(style for style, _body in cells))
        return cls(styles, [styles.index(style) for style, _body in cells], [body for _style, body in cells], codes)

    @classmethod
    def stacked(cls, parts: Sequence[Cells]) -> Cells:
        """The columns one under the other."""
        if len(parts) == 1:
            return parts[0]
        styles: dict[Style, int] = {}
        looks: list[int] = []
        bodies: list[str] = []
        codes: list[Codes] = [np.empty(0, dtype=np.intp)]
        for part in parts:
            places = [styles.setdefault(style, len(styles)) for style in part.styles]
            codes.append(part.codes + len(bodies))
            looks.extend(places[look] for look in part.looks)
            bodies.extend(part.bodies)
        return cls(tuple(styles), looks, bodies, np.concatenate(codes))

    def where(self, rows: NDArray[np.bool_], other: Cells) -> Cells:
        """These cells where ``rows``, else the other's (of equal length)."""
        both = Cells.stacked([self, other])
        return replace(both, codes=np.where(rows, both.codes[: len(self)], both.codes[len(self) :]))

    def restyled(self, codes: Codes, styles: Sequence[Style]) -> Cells:
        """The same bodies, each row in ``styles[codes[row]]``."""
        mixed = self.codes * len(styles) + codes
        found, distinct = pd.factorize(mixed)
        looks = (distinct % len(styles)).tolist()
        bodies = [self.bodies[body] for body in (distinct // len(styles)).tolist()]
        return Cells(tuple(styles), looks, bodies, found)


class Column(Struct, frozen=True, dict=True):
    """A column of a table: header, cells, and the widest it may get."""

    header: str
    cells: Cells
    widest: float = _WIDEST

    @cached_property
    def width(self) -> float:
        """A width that fits the first rows and the header on at most three lines."""
        body = max(map(display_width, set(self.cells.shown(_ROWS_FOR_WIDTH))), default=0)
        if any(style.number != "General" for style in self.cells.styles):
            units = (display_width("".join(_QUOTED.findall(style.number))) for style in self.cells.styles)
            body = min(body, 10) + 1 + max(units)
        header = max(-(-display_width(self.header) // 2), *(display_width(w) for w in self.header.split()), 3)
        return min(max(body + 2.0, min(header + 3.0, 16.0), 6.0), self.widest)


class Table(Struct, frozen=True):
    """A table that fills a sheet from its first row: columns of one length; ``tall`` are those that may wrap."""

    columns: tuple[Column, ...]
    tall: int | tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        """Rows under the header."""
        return len(self.columns[0].cells)

    def styles(self) -> tuple[Style, ...]:
        """Every style that a cell of the table has, in a fixed order."""
        return tuple(dict.fromkeys(style for column in self.columns for style in column.cells.styles))

    def part(self, start: int, stop: int) -> Table:
        """The rows from ``start`` to ``stop``."""
        rows = np.arange(start, min(stop, self.rows))
        return replace(self, columns=tuple(replace(c, cells=c.cells.take(rows)) for c in self.columns))

    def split(self) -> list[Table]:
        """The table in parts that fit a sheet each; at least one."""
        if self.rows <= MAX_ROWS:
            return [self]
        return [self.part(start, start + MAX_ROWS) for start in range(0, self.rows, MAX_ROWS)]


def column_name(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name, index = chr(65 + rest) + name, index - 1
    return name


def rows_xml(
    table: Table, style_ids: Mapping[Style, str], first_row: int, texts: SharedTexts | None = None
) -> Iterator[tuple[int, bytes]]:
    """The ``<row>`` elements in chunks, as (rows so far, XML).

    A row's number stands in each of its cells' addresses: it is the separator with which the row's fragments, each
    ending where the next cell's number belongs, are joined.
    """
    names = [column_name(index) for index in range(len(table.columns) + 1)]
    last = len(table.columns) - 1
    fragments = [
        _fragments(column.cells, style_ids, "</row>" if at == last else f'<c r="{names[at + 1]}', texts)
        for at, column in enumerate(table.columns)
    ]
    openings = _openings(table)
    size = max(1, _CELLS_A_CHUNK // len(table.columns))
    for start in range(0, table.rows, size):
        stop = min(start + size, table.rows)
        columns = [
            cells[column.cells.codes[start:stop]].tolist()
            for cells, column in zip(fragments, table.columns, strict=True)
        ]
        rows = zip(repeat(b'<row r="'), openings[start:stop], *columns, strict=False)
        numbers = [b"%d" % row for row in range(first_row + start, first_row + stop)]
        yield stop, b"".join([number.join(row) for number, row in zip(numbers, rows, strict=True)])


def _fragments(
    cells: Cells, style_ids: Mapping[Style, str], following: str, texts: SharedTexts | None
) -> NDArray[np.object_]:
    ids = [style_ids[style] for style in cells.styles]
    bodies = cells.bodies
    if texts is not None:
        bodies = texts.shared(bodies, np.bincount(cells.codes, minlength=len(bodies)).tolist())
    made = np.empty(len(bodies), dtype=object)
    if not bodies:
        return made
    if len(ids) == 1:
        before = f'" s="{ids[0]}"'
        joined = before + f"{following}{_BETWEEN}{before}".join(bodies) + following
    else:
        looks = zip(cells.looks, bodies, strict=True)
        joined = _BETWEEN.join([f'" s="{ids[look]}"{body}{following}' for look, body in looks])
    made[:] = joined.encode().split(_BETWEEN.encode())  # quicker than one by one
    return made


def _openings(table: Table) -> list[bytes]:
    """After each row's number: its height where its text wraps, and the start of its first cell."""
    kinds = np.empty(_MOST_LINES + 1, dtype=object)
    kinds[:] = [b'"><c r="A' if n < 2 else b'" ht="%d" customHeight="1"><c r="A' % (n * _LINE_HEIGHT) for n in _LINES]
    most = np.zeros(table.rows, dtype=np.intp)
    for at in [table.tall] if isinstance(table.tall, int) else table.tall:
        np.maximum(most, _lines(table.columns[at]), out=most)
    return list(kinds[most])


def _lines(column: Column) -> Codes:
    """How many lines the text of each row has in the column's width."""
    lines = [min(wrapped_lines(text, column.width), _MOST_LINES) for text in _shown(column.cells.bodies)]
    return np.array(lines, dtype=np.intp)[column.cells.codes]


def _shown(bodies: Sequence[str]) -> list[str]:
    """What cells show, in one go: each body is the rest of a tag, and ends with one."""
    text = "<" + (_BETWEEN + "<").join(bodies)
    for tags in _USUAL_TAGS:
        text = text.replace(tags, "")
    return unescape(_TAG.sub("", text) if "<" in text else text).split(_BETWEEN) if bodies else []
