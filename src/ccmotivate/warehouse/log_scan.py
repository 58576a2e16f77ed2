"""A large text file without quotation marks as rows of known texts, numbers and names, piece by piece."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.warehouse.log_cells import EDGE, Cells, Combinations, Flags, KnownTexts, Lines
from ccmotivate.warehouse.log_kept import PLACES, Kept, Telling

_AHEAD = 2
_EDGE = bytes(EDGE)


class Scan(Struct, frozen=True, dict=True):
    """How a file becomes rows.

    Attributes:
        who: The columns whose texts together are kept by one number, in ``who``, if there are any.
        unread: Those whose texts are not kept besides.
    """

    separator: int
    width: int
    kept: Mapping[int, Kept]
    told: Telling
    who: Sequence[int] = ()
    unread: frozenset[int] = frozenset()

    @cached_property
    def known(self) -> Mapping[int, KnownTexts]:
        """The known texts of each column that has some."""
        return {place: KnownTexts(one.texts) for place, one in self.kept.items() if one.texts}

    @cached_property
    def combined(self) -> Combinations:
        """How the texts of ``who`` make one number."""
        return Combinations([len(self.kept[place].texts) for place in self.who])

    @property
    def schema(self) -> pa.Schema:
        """The columns of the rows."""
        kinds: dict[str, Any] = {}
        for place, one in self.kept.items():
            if one.texts and place not in self.unread:
                kinds[f"k{place}"] = _kind_of_codes(len(one.texts))
            if one.numbers:
                kinds[f"n{place}"] = pa.int64() if one.decimals else pa.int32()
            if one.is_free:
                kinds[f"t{place}"] = pa.string()
        who = {"who": pa.int32()} if self.who else {}
        return pa.schema({**kinds, **who, "plain": pa.bool_()})

    def rows(self, lines: Iterable[Sequence[bytes | memoryview]]) -> Iterator[pa.RecordBatch]:
        """The rows of whole lines, given in parts, in order."""
        workers = max(1, os.cpu_count() or 1)
        with ThreadPoolExecutor(workers) as pool:
            waiting = deque[Future[pa.RecordBatch]]()
            for parts in lines:
                waiting.append(pool.submit(self._rows_of, parts))
                if len(waiting) > workers + _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _rows_of(self, parts: Sequence[bytes | memoryview]) -> pa.RecordBatch:
        data = np.frombuffer(b"".join((_EDGE, *parts, _EDGE)), np.uint8)
        return _Piece(self, Lines(data, self.separator, self.width)).batch()


def _kind_of_codes(many: int) -> pa.DataType:
    return pa.int8() if many < 2**7 else pa.int16() if many < 2**15 else pa.int32()


class _Piece(Struct):
    """Some lines becoming rows; one of too many cells is none of the plain ones."""

    scan: Scan
    lines: Lines
    made: dict[str, pa.Array] = field(default_factory=dict)
    codes: dict[int, NDArray[np.int32]] = field(default_factory=dict)
    cells: dict[int, Cells] = field(default_factory=dict)

    def column(self, place: int) -> Cells:
        if place not in self.cells:
            self.cells[place] = self.lines.column(place)
        return self.cells[place]

    def batch(self) -> pa.RecordBatch:
        rows = self.lines.rows
        many = self.lines.many if rows is None else len(rows)
        plain = np.ones(many, np.bool_)
        for place, kept in self.scan.kept.items():
            if kept.without is None:
                cells = self.column(place)
                plain &= self._keep(place, kept, cells) | (cells.length == 0)
        plain &= self._told()
        if self.scan.who:
            none = np.full(many, -1, np.int32)
            codes = [self.codes.get(place, none) for place in self.scan.who]
            self.made["who"] = pa.array(self.scan.combined.numbers(codes, plain))
        whole: Flags = self._spread(pa.array(plain)).fill_null(False).to_numpy(zero_copy_only=False).copy()
        for place, kept in self.scan.kept.items():
            if kept.without is not None and ord(kept.without) != self.scan.separator:
                whole[self.lines.with_sign(place, kept.without)] = False
        schema = self.scan.schema
        columns = [self._spread(self.made[name]) for name in schema.names if name in self.made]
        return pa.record_batch([*columns, pa.array(whole)], schema=schema)

    def _keep(self, place: int, kept: Kept, cells: Cells) -> Flags:
        """Keep a column; which cells are kept."""
        found = np.zeros(len(cells.length), np.bool_)
        if kept.texts:
            known = self.scan.known[place]
            self.codes[place] = codes = known.codes(_to_know(kept, cells))
            if place not in self.scan.unread:
                self.made[f"k{place}"] = pa.array(codes.astype(_kind_of_codes(len(kept.texts)).to_pandas_dtype()))
            found |= codes >= 0
        if kept.numbers:
            value, good = cells.numbers(PLACES if kept.decimals else 0)
            kind = np.int64 if kept.decimals else np.int32
            self.made[f"n{place}"] = pa.array(value.astype(kind), mask=~good)
            found |= good
        if kept.is_free:
            good = cells.are_free() & ~are_some(cells, kept.but)
            self.made[f"t{place}"] = _strings(cells.cut(np.where(good, cells.length, 0)), ~good)
            found |= good
        return found

    def _told(self) -> Flags:
        told = self.scan.told
        cells = self.column(told.first[0])
        for place in told.first[1:]:
            is_blank = cells.length == 0
            if not is_blank.any():
                break
            other = self.column(place)
            cells = Cells(
                cells.data,
                np.where(is_blank, other.start, cells.start),
                np.where(is_blank, other.length, cells.length),
            )
        good, may_be = cells.printable(told.signs)
        doubtful = np.flatnonzero(may_be & good)
        if len(doubtful):
            found = pc.match_substring_regex(_strings(cells.take(doubtful)), told.pattern)
            good[doubtful] = ~found.to_numpy(zero_copy_only=False)
        if told.may_be_known:
            good |= self.codes[0] >= 0
        for place in told.needed:
            good &= self.column(place).length > 0
        if told.others:
            some = np.zeros(len(good), np.bool_)
            for place in told.others:
                some |= self.column(place).length > 0
            good &= some
        return good

    # -- lines of too many cells ---------------------------------------------------------------------------

    def _spread(self, column: pa.Array) -> pa.Array:
        """With nothing for the lines that are no rows."""
        if self.lines.rows is None:
            return column
        places = np.full(self.lines.many, -1, np.int64)
        places[self.lines.rows] = np.arange(len(self.lines.rows))
        return column.take(pa.array(places, mask=places < 0))


def _to_know(kept: Kept, cells: Cells) -> Cells:
    """Of dates before times only what is to be known."""
    if not kept.dated:
        return cells
    lengths = sorted({len(text[: kept.dated].encode()) for text in kept.texts if len(text) >= kept.dated})
    return cells.dates(lengths, 3 * kept.hours) if lengths else cells


def are_some(cells: Cells, words: Sequence[str]) -> Flags:
    """Which are one of these words, which are in small letters; words that are not ASCII are not looked for."""
    found = np.zeros(len(cells.length), np.bool_)
    own = [word for word in words if word.isascii()]
    rows = np.flatnonzero(np.isin(cells.length, sorted({len(word) for word in own})))
    if len(rows):
        ends, signs = cells.take(rows).texts()
        small = np.where((signs >= ord("A")) & (signs <= ord("Z")), signs | 0x20, signs)
        texts = pa.BinaryArray.from_buffers(
            pa.binary(), len(rows), [None, pa.py_buffer(ends), pa.py_buffer(small.astype(np.uint8))]
        )
        listed = pa.array([word.encode() for word in own], pa.binary())
        found[rows] = pc.is_in(texts, value_set=listed).to_numpy(zero_copy_only=False)
    return found


def _strings(cells: Cells, missing: Flags | None = None) -> pa.Array:
    ends, data = cells.texts()
    found = pa.StringArray.from_buffers(len(cells.length), pa.py_buffer(ends), pa.py_buffer(data))
    return found if missing is None else pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), found)
