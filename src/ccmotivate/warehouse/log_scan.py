"""A large text file without quotation marks as rows of known texts, numbers and names, piece by piece."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.formats.large_text import lines_between
from ccmotivate.formats.text_look import Span
from ccmotivate.warehouse.log_cells import (
    Combinations,
    Rows,
    are_blank,
    are_free,
    are_without,
    days_in,
    iso_days,
    numbers_in,
    without_times,
)
from ccmotivate.warehouse.log_kept import Kept, Scan

_AHEAD = 2
_TRUE = pa.scalar(True)


class Scanner(Struct, frozen=True, dict=True):
    """The file at ``path`` becoming rows."""

    path: Path
    scan: Scan

    @cached_property
    def known(self) -> Mapping[int, pa.StringArray]:
        """The known texts of each column that has some."""
        return {place: pa.array(one.texts, pa.string()) for place, one in self.scan.kept.items() if one.texts}

    @cached_property
    def days(self) -> Mapping[int, pa.Date32Array]:
        """The known days of each column of moments like 2025-03-31 23:59:59 that has no other known texts."""
        dated = {place: one.texts for place, one in self.scan.kept.items() if one.is_iso and not one.hours}
        return {place: days for place, texts in dated.items() if (days := iso_days(texts)) is not None}

    @cached_property
    def combined(self) -> Combinations:
        """How the texts of ``who`` make one number."""
        return Combinations([len(self.scan.kept[place].texts) for place in self.scan.who])

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns of the rows."""
        kinds: dict[str, Any] = {}
        for place, one in self.scan.kept.items():
            if one.texts and place not in self.scan.unread:
                kinds[f"k{place}"] = _kind_of_codes(len(one.texts))
            if one.numbers:
                kinds[f"n{place}"] = pa.int64() if one.decimals else pa.int32()
            if one.is_free:
                kinds[f"t{place}"] = pa.string()
        who = {"who": pa.int32()} if self.scan.who else {}
        return pa.schema({**kinds, **who, "plain": pa.bool_()})

    def places(self, lines: bytes) -> set[int]:
        """The columns that these lines are to be read for."""
        told, kept = self.scan.told, self.scan.kept.items()
        read = {place for place, one in kept if one.without is None}
        read |= {
            place
            for place, one in kept
            if one.without not in (None, self.scan.separator) and one.without.encode() in lines
        }
        return read.union(told.first, told.needed, told.others)

    def rows(self, spans: Iterable[Span]) -> Iterator[pa.RecordBatch]:
        """The rows of whole lines, in order."""
        workers = max(1, os.cpu_count() or 1)
        with ThreadPoolExecutor(workers) as pool:
            waiting = deque[Future[pa.RecordBatch]]()
            for span in spans:
                waiting.append(pool.submit(self._rows_of, span))
                if len(waiting) > workers + _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _rows_of(self, span: Span) -> pa.RecordBatch:
        lines = lines_between(self.path, *span)
        return _Piece(self, Rows.of(lines, self.scan.separator, self.scan.width, self.places(lines))).batch()


def _known_part(cells: pa.StringArray, kept: Kept) -> pa.StringArray:
    """The texts that are to be known."""
    if kept.dated:
        return without_times(cells, kept.dated, hours=kept.hours)
    return pc.replace_substring_regex(cells, kept.stamp, kept.first) if kept.endings else cells


def _kind_of_codes(many: int) -> pa.DataType:
    return pa.int8() if many < 2**7 else pa.int16() if many < 2**15 else pa.int32()


class _Piece(Struct):
    """Some lines becoming rows; one of too many cells is blank, and none of the plain ones."""

    scanner: Scanner
    rows: Rows
    made: dict[str, pa.Array] = field(default_factory=dict)
    codes: dict[int, NDArray[np.int32]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)  # the columns of known texts alone

    def batch(self) -> pa.RecordBatch:
        cells = self.rows.cells
        conditions = [pa.repeat(_TRUE, self.rows.many)]
        for place, kept in self.scanner.scan.kept.items():
            if kept.without is None:
                conditions.append(self._keep(place, kept, cells[place]))
            elif place in cells:
                conditions.append(pc.invert(pc.match_substring(cells[place], kept.without)))
        conditions.append(self._told())
        if self.scanner.scan.who:
            none = np.full(self.rows.many, -1, np.int32)
            self.made["who"] = pa.array(
                self.scanner.combined.numbers([self.codes.get(one, none) for one in self.scanner.scan.who])
            )
        self.made["plain"] = reduce(pc.and_, conditions)
        schema = self.scanner.schema
        return pa.record_batch([self.made[name] for name in schema.names], schema=schema)

    def _keep(self, place: int, kept: Kept, cells: pa.StringArray) -> pa.BooleanArray | pa.BooleanScalar:
        """Keep a column; which cells are kept, or blank."""
        found = list[pa.BooleanArray]()
        schema = self.scanner.schema
        if kept.texts:
            days = days_in(cells) if place in self.scanner.days else None
            if days is not None:
                codes = pc.index_in(days, value_set=self.scanner.days[place])
            else:
                codes = pc.index_in(_known_part(cells, kept), value_set=self.scanner.known[place])
            if codes.null_count == 0:
                self.known.add(place)
            found.append(codes.is_valid())
            codes = codes.fill_null(-1)
            self.codes[place] = codes.to_numpy()
            if place not in self.scanner.scan.unread:
                self.made[f"k{place}"] = codes.cast(schema.field(f"k{place}").type, safe=False)
        if kept.numbers:
            self.made[f"n{place}"], good = numbers_in(cells, decimals=kept.decimals)
            found.append(good)
        if kept.is_free:
            free = are_free(cells, kept.but)
            self.made[f"t{place}"] = pc.if_else(free, cells, None)
            found.append(free)
        return _TRUE if place in self.known else reduce(pc.or_, found, are_blank(cells))

    def _told(self) -> pa.BooleanArray:
        cells, told = self.rows.cells, self.scanner.scan.told
        first = cells[told.first[0]]
        for place in told.first[1:]:
            is_blank = are_blank(first)
            if not pc.any(is_blank).as_py():
                break
            first = pc.if_else(is_blank, cells[place], first)
        good = are_without(first, told.pattern, told.signs)
        if told.may_be_known:
            good = pc.or_(good, pc.is_in(cells[0], value_set=self.scanner.known[0]))
        for place in told.needed:
            good = pc.and_(good, self._are_filled(place))
        if told.others:
            good = pc.and_(good, reduce(pc.or_, map(self._are_filled, told.others)))
        return good

    def _are_filled(self, place: int) -> pa.BooleanArray | pa.BooleanScalar:
        """Which cells are not blank."""
        return _TRUE if place in self.known else pc.invert(are_blank(self.rows.cells[place]))
