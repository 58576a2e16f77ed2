"""The cells of one sheet's XML by arrays, as long as it is written in the way that every common writer writes it.

What it takes: ``<c r="E5" s="3" t="s"><v>12</v></c>``, ``<is><t>`` for an inline text, a cell without a value. Anything
else (a formula, a prefix, a comment, a reference in a number, cells not in their order) makes it give up, and the sheet
is read in the usual way: so every text is understood here as everywhere, or not at all. The guard has seen each piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.formats.layout import Layout
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ROWS, box_is_too_large
from ccmotivate.formats.number_formats import Effect
from ccmotivate.formats.xlsx_layout import read_layout
from ccmotivate.formats.xlsx_metadata import is_sheet, root_of
from ccmotivate.formats.xlsx_shape import BOOL, ERROR, KINDS, NUMBER, SHARED, Unusual, check_frame, contents
from ccmotivate.formats.xlsx_words import LONGEST, Piece, Places, Tags, Words, decimals, digits, first

_ATTRIBUTES = re.compile(rb'(?: s="(?P<style>[0-9]{1,5})"| t="(?P<type>[A-Za-z]{1,9})")*(?P<alone>/?)')
_NUMBERS = re.compile(rb"[0-9+.,Ee-]*")
_QUOTED = re.compile(rb"<[^<>]*'")
_ERRORS = frozenset((b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"))
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_MOST_PIECE = 64 * 1024 * 1024
_MOST_ATTRIBUTES = 64  # bytes

BLANK, FALSE, TRUE = -1, -2, -3
"""Codes of cells that are no texts; a number has ``BLANK`` too."""

MOMENTS = {Effect.DATE: -4, Effect.CLOCK: -5, Effect.ELAPSED: -6}
"""Codes of numbers that are moments."""


class Pattern(Struct, frozen=True):
    """What the attributes behind a cell's address say; ``words`` are their bytes."""

    words: tuple[np.uint64, ...]
    size: int
    kind: int
    style: int
    is_alone: bool


class Grid(Struct):
    """A sheet's cells by column, in blocks of rows that follow each other.

    ``blocks`` holds the numbers and the codes, both columns × rows: the place of a shared text, of an inline text
    below ``INLINE``, or one of the codes above. ``formats`` are the places of numbers by telling style.
    """

    blocks: list[tuple[NDArray[np.float64], NDArray[np.int32]]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    cells: int = 0
    inline: dict[bytes, int] = field(default_factory=dict)
    formats: dict[int, list[tuple[Places, Places]]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)


INLINE = -16
"""An inline text has the code ``INLINE - place``."""


def read_grid(chunks: Iterable[bytes], styles: Mapping[int, Effect]) -> Grid:
    """The cells of a sheet; ``styles`` says what each style makes of a number.

    Raises:
        Unusual: it must be read in another way.
        Refusal: the guard refuses a chunk.
    """
    reader = _Reader(styles)
    frame: list[bytes] = []
    is_inside = False
    for piece in _whole_rows(chunks):
        rows = piece
        if not is_inside:
            if (begin := piece.find(_BEGIN)) < 0:
                raise Unusual
            frame.append(piece[:begin])
            rows, is_inside = piece[begin + len(_BEGIN) :], True
        end = rows.find(_END)
        if end >= 0:
            frame.append(rows[end + len(_END) :])
            rows = rows[:end]
        reader.read_rows(rows, is_last=end >= 0)
    reader.read_frame(frame)
    return reader.grid


def _whole_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of the XML that end behind a row, the last one at the end."""
    rest: list[bytes] = []
    for chunk in chunks:
        cut = chunk.rfind(b"<row ")
        if cut <= 0:
            rest.append(chunk)
            if sum(map(len, rest)) > _MOST_PIECE:
                raise Unusual
            continue
        yield b"".join((*rest, chunk[:cut]))
        rest = [chunk[cut:]]
    yield b"".join(rest)


class _Reader:
    def __init__(self, styles: Mapping[int, Effect]) -> None:
        self._styles = styles
        self._patterns: list[Pattern] = []
        self._last = -1
        self._is_over = False
        self.grid = Grid()

    def read_frame(self, parts: Sequence[bytes]) -> None:
        """What stands before and behind the rows: only the layout is taken from it."""
        if len(parts) != 2 or not is_sheet(root_of(parts[0])):
            raise Unusual
        if not all(read_layout(xml, self.grid.layout) for xml in parts):
            raise Unusual
        check_frame(b"".join(parts))

    def read_rows(self, xml: bytes, is_last: bool) -> None:
        """The rows of a piece."""
        if self._is_over:
            raise Unusual
        self._is_over = is_last
        if not xml:
            return
        piece = Piece(xml)
        tags = piece.tags()
        if tags is None or (b"'" in xml and _QUOTED.search(xml)) or not read_layout(xml, self.grid.layout):
            raise Unusual
        cells = np.flatnonzero(tags.is_(b'<c r="'))
        if len(tags.opens) == 0 or tags.opens[0] != 0 or tags.closes[-1] != len(xml) - 1:
            raise Unusual
        rows, columns, after = self._addresses(piece, tags, cells)
        which = self._match(piece, after, tags.closes[cells] - after)
        kinds = np.array([one.kind for one in self._patterns], dtype=np.int64)[which]
        alone = np.array([one.is_alone for one in self._patterns], dtype=np.bool_)[which]
        values, inline = contents(piece, tags, cells, kinds, alone)
        filled = np.sort(np.concatenate([values, inline])) if len(inline) else values
        if not len(filled):
            return
        found = _Filled(piece, tags, rows, columns, cells + 1)
        self._place(rows, columns, filled)
        numbers, codes = self._block(rows[filled[-1]] + 1, int(columns[filled].max()) + 1)
        self._read_numbers(found, values[kinds[values] == NUMBER], which, numbers, codes)
        self._read_others(found, values, inline, kinds, codes)

    def _addresses(self, piece: Piece, tags: Tags, cells: Places) -> tuple[Places, Places, Places]:
        """Rows, columns, and where the attributes behind the address begin."""
        starts = tags.opens[cells] + len(b'<c r="')
        words = piece.words(starts)
        columns, are_letters = _letters(words, 0)
        sizes = np.ones(len(cells), dtype=np.int64)
        for at in (1, 2):
            letters, are = _letters(words, at)
            are &= sizes == at
            if not are.any():
                break
            columns = np.where(are, (columns + 1) * 26 + letters, columns)
            sizes += are
        starts = starts + sizes
        words = piece.words(starts)
        sizes = first(words, b'"')
        rows, are_digits = digits(words, np.clip(sizes, 1, LONGEST))
        is_usual = are_letters & are_digits & (sizes > 0) & (sizes < LONGEST) & ((words & np.uint64(255)) != ord("0"))
        order = rows * MAX_COLUMNS + columns
        if not (is_usual & (rows <= MAX_ROWS) & (columns < MAX_COLUMNS)).all():
            raise Unusual
        if len(order) and (order[0] <= self._last or (order[1:] <= order[:-1]).any()):
            raise Unusual
        self._last = int(order[-1]) if len(order) else self._last
        return rows - 1, columns, starts + sizes + 1

    def _match(self, piece: Piece, starts: Places, sizes: Places) -> Places:
        """The pattern of each cell's attributes."""
        which = np.full(len(starts), -1)
        if sizes.max(initial=0) > _MOST_ATTRIBUTES:
            raise Unusual
        words = [piece.cut(starts + at, np.clip(sizes - at, 0, 8)) for at in range(0, int(sizes.max(initial=0)), 8)]
        rest, at = np.arange(len(starts)), 0
        while len(rest):
            if at == len(self._patterns):
                cell = rest[0]
                text = piece.data[starts[cell] : starts[cell] + sizes[cell]]
                self._patterns.append(_pattern(text, tuple(one[cell] for one in words)))
            own = self._patterns[at]
            same = sizes[rest] == own.size
            for one, wanted in zip(words, own.words, strict=False):  # equal sizes have equally many words
                same &= one[rest] == wanted
            which[rest[same]] = at
            rest, at = rest[~same], at + 1
        return which

    def _place(self, rows: Places, columns: Places, filled: Places) -> None:
        """Widen the grid.

        Raises:
            Unusual: it would be so empty or so large that the usual reading must say so.
        """
        grid = self.grid
        grid.cells += len(filled)
        grid.columns = max(grid.columns, int(columns[filled].max()) + 1)
        if box_is_too_large(int(rows[filled[-1]]) + 1, grid.columns, grid.cells):
            raise Unusual

    def _block(self, height: int, width: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Blank cells down to a row."""
        shape = (width, height - self.grid.rows)
        block = np.full(shape, np.nan), np.full(shape, BLANK, dtype=np.int32)
        self.grid.blocks.append(block)
        self.grid.rows = height
        return block

    def _read_numbers(
        self, found: _Filled, cells: Places, which: Places, numbers: NDArray[np.float64], codes: NDArray[np.int32]
    ) -> None:
        places = found.columns[cells], found.rows[cells] - (self.grid.rows - numbers.shape[1])
        numbers[places] = found.numbers(cells)
        for style in {one.style for one in self._patterns}:
            effect = self._styles.get(style, Effect.UNSURE)
            if effect == Effect.NONE:
                continue
            own = np.isin(which[cells], [at for at, one in enumerate(self._patterns) if one.style == style])
            if effect == Effect.TELLING:
                self.grid.formats.setdefault(style, []).append((found.rows[cells[own]], found.columns[cells[own]]))
            elif effect in MOMENTS:
                codes[places[0][own], places[1][own]] = MOMENTS[effect]
            elif own.any():
                raise Unusual

    def _read_others(
        self, found: _Filled, values: Places, inline: Places, kinds: Places, codes: NDArray[np.int32]
    ) -> None:
        top = self.grid.rows - codes.shape[1]
        shared = values[kinds[values] == SHARED]
        codes[found.columns[shared], found.rows[shared] - top] = found.whole(shared)
        truths = values[kinds[values] == BOOL]
        if len(truths):
            said = found.whole(truths, most=1)
            if (said > 1).any():
                raise Unusual
            codes[found.columns[truths], found.rows[truths] - top] = np.where(said == 1, TRUE, FALSE)
        wrong = values[kinds[values] == ERROR]
        for row, column, text in zip(found.rows[wrong], found.columns[wrong], found.texts(wrong), strict=True):
            if text not in _ERRORS:
                raise Unusual
            self.grid.errors[int(row), int(column)] = text.decode()
        known = self.grid.inline
        if len(inline):
            told = [INLINE - known.setdefault(text, len(known)) for text in found.texts(inline, deep=1)]
            codes[found.columns[inline], found.rows[inline] - top] = told


class _Filled(Struct, frozen=True):
    """The cells of a piece, and the number of the tag behind each."""

    piece: Piece
    tags: Tags
    rows: Places
    columns: Places
    inside: Places

    def _ends(self, cells: Places, deep: int = 0) -> tuple[Places, Places]:
        tag = self.inside[cells] + deep
        return self.tags.closes[tag] + 1, self.tags.opens[tag + 1]

    def texts(self, cells: Places, deep: int = 0) -> list[bytes]:
        """The texts in cells, as many elements deeper."""
        return self.piece.texts(*self._ends(cells, deep))

    def whole(self, cells: Places, most: int = LONGEST) -> NDArray[np.int64]:
        """The whole numbers from 0 in cells, of so many digits at most."""
        starts, ends = self._ends(cells)
        sizes = ends - starts
        if (sizes > most).any():
            raise Unusual
        values, are = digits(self.piece.words(starts), sizes)
        if not are.all():
            raise Unusual
        return values

    def numbers(self, cells: Places) -> NDArray[np.float64]:
        """The numbers in cells."""
        starts, ends = self._ends(cells)
        sizes = ends - starts
        values, are = decimals(self.piece.words(starts), np.minimum(sizes, LONGEST))
        rest = np.flatnonzero(~are | (sizes > LONGEST))
        if len(rest):
            texts = self.piece.texts(starts[rest], ends[rest])
            if not _NUMBERS.fullmatch(b"".join(texts)):
                raise Unusual
            try:
                values[rest] = np.fromiter(map(float, texts), np.float64, len(texts))
            except ValueError:
                raise Unusual from None
            if not np.isfinite(values[rest]).all():
                raise Unusual
        return values


def _letters(words: Words, at: int) -> tuple[Places, NDArray[np.bool_]]:
    """The letter at one of the first places of each word, A as 0, and where one is there."""
    letters = ((words >> np.uint64(8 * at)) & np.uint64(255)).astype(np.int64) - ord("A")
    return letters, (letters >= 0) & (letters < 26)


def _pattern(text: bytes, words: tuple[np.uint64, ...]) -> Pattern:
    found = _ATTRIBUTES.fullmatch(text)
    if found is None or text.count(b" s=") > 1 or text.count(b" t=") > 1 or found["type"] not in KINDS:
        raise Unusual
    return Pattern(words, len(text), KINDS[found["type"]], int(found["style"] or 0), found["alone"] == b"/")
