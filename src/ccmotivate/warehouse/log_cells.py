"""Cells of lines without quotation marks, and what they are, many at once by Arrow."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from datetime import date
from math import prod
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from pyarrow import csv

from ccmotivate.warehouse.log_kept import FREE, PLACES, WHOLE

Flags = NDArray[np.bool_]

_ISO = len("2025-03-31 23:59:59")
_TIME = np.frombuffer(b"00:00:00", np.uint8)[:, None]
_MOST = np.array([2, 9, 0, 5, 9, 0, 5, 9], np.uint8)[:, None]  # beyond each sign of it


class Rows(Struct, frozen=True):
    """Lines by column; missing cells are blank, and so are all of a line that has too many."""

    cells: dict[int, pa.StringArray]
    many: int

    @classmethod
    def of(cls, lines: bytes, separator: str, width: int, places: Iterable[int]) -> Rows:
        """The cells of these columns (from 0) of whole lines."""
        try:
            return cls.even(lines, separator, width, sorted(places))
        except pa.ArrowInvalid:  # some lines have fewer or more cells
            return cls.even(_filled(lines, ord(separator), width), separator, width, sorted(places))

    @classmethod
    def even(cls, lines: bytes, separator: str, width: int, places: Sequence[int]) -> Rows:
        """The same of lines that all have so many cells.

        Raises:
            pyarrow.ArrowInvalid: one has not.
        """
        data = codecs.BOM_UTF8 * lines.startswith(codecs.BOM_UTF8) + lines  # Arrow takes one away
        names = [str(place) for place in range(width)]
        convert = csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=[names[place] for place in places],
        )
        table = csv.read_csv(
            pa.BufferReader(data),
            csv.ReadOptions(use_threads=False, block_size=len(data), column_names=names),
            csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
            convert,
        )
        columns = (one.chunk(0) if one.num_chunks == 1 else one.combine_chunks() for one in table.columns)
        return cls(dict(zip(places, columns, strict=True)), table.num_rows)


def _filled(lines: bytes, separator: int, width: int) -> bytes:
    """The lines with so many cells each; those that had more are blank."""
    signs = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    cells = 1 + np.diff(np.searchsorted(np.flatnonzero(signs == separator), ends), prepend=0)
    wide = np.flatnonzero(cells > width)
    starts = np.concatenate([[0], ends[:-1] + 1])
    stay = np.ones(len(signs), np.bool_)
    for line in wide:
        stay[starts[line] : ends[line]] = False
    ends -= (signs[ends - 1] == ord("\r")) & (ends > starts)
    places = np.repeat(ends, np.where(cells > width, width - 1, width - cells))
    filled = np.insert(signs, places, separator)
    return (filled[np.insert(stay, places, True)] if len(wide) else filled).tobytes()


def _signs_of(cells: pa.StringArray) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Where each cell begins and the last one ends in the bytes of all of them, and these."""
    _, ends, data = cells.buffers()
    places = np.frombuffer(ends, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    return places, np.frombuffer(data or b"", np.uint8)[: places[-1]]


def are_blank(cells: pa.StringArray) -> pa.BooleanArray:
    """Which are."""
    return pc.equal(pc.binary_length(cells), 0)


def are_without(cells: pa.StringArray, pattern: str, signs: Sequence[str]) -> pa.BooleanArray:
    """In which nothing of the pattern is found: it is not where all is printable ASCII and none of the signs is."""
    places, data = _signs_of(cells)
    data = data[places[0] :]
    if data.min(initial=0x20) >= 0x20 and data.max(initial=0x20) < 0x7F:
        small = data | 0x20
        if not any((small == ord(sign) | 0x20).any() for sign in signs):
            return pa.scalar(True)
    return pc.invert(pc.match_substring_regex(cells, pattern))


def numbers_in(cells: pa.StringArray, *, decimals: bool) -> tuple[pa.Array, pa.BooleanArray]:
    """What whole numbers are, or decimals in ``10 ** -PLACES``; and which cells are so."""
    form = rf"{WHOLE}(\.[0-9]{{1,{PLACES}}})?" if decimals else WHOLE
    fits = _are_digits(cells)
    if fits is None:
        fits = pc.match_substring_regex(cells, f"^{form}$")
    digits = cells if pc.all(fits).as_py() else pc.if_else(fits, cells, None)
    if not decimals:
        return pc.cast(digits, pa.int32()), fits
    scaled = pc.cast(digits, pa.decimal128(18, PLACES))
    halves = np.frombuffer(scaled.buffers()[1], np.int64)  # the lower and the upper of each
    return pa.array(halves[: 2 * len(cells) : 2], mask=~fits.to_numpy(zero_copy_only=False)), fits


def _are_digits(cells: pa.StringArray) -> pa.BooleanArray | None:
    """Which are not blank, where all others are a few digits; None where one is not."""
    places, data = _signs_of(cells)
    if (data[places[0] :] - ord("0") > 9).any():
        return None
    long = pc.binary_length(cells)
    return pc.greater(long, 0) if pc.max(long).as_py() <= 9 else None


def are_free(cells: pa.StringArray, but: Sequence[str]) -> pa.BooleanArray:
    """Which are like a number or name of a thing, and none of the words ``but``, which are in small letters."""
    fits = pc.match_substring_regex(cells, f"^{FREE}$")
    if not but:
        return fits
    return pc.and_not(fits, pc.is_in(pc.ascii_lower(cells), value_set=pa.array(but, pa.string())))


def iso_days(texts: Sequence[str]) -> pa.Date32Array | None:
    """The days of texts that are all like 2025-03-31; None where one is not."""
    try:
        days = [date.fromisoformat(text) for text in texts]
    except ValueError:
        return None
    return pa.array(days, pa.date32()) if [*map(str, days)] == [*texts] else None


def days_in(cells: pa.StringArray) -> pa.Date32Array | None:
    """The days of moments that are all like 2025-03-31 23:59:59; None where a cell is no such moment."""
    places, _ = _signs_of(cells)
    if (np.diff(places) != _ISO).any():
        return None
    try:
        return cells.cast(pa.timestamp("s")).cast(pa.date32())
    except pa.ArrowInvalid:
        return None


def without_times(cells: pa.StringArray, length: int, *, hours: bool = False) -> pa.StringArray:
    """Of dates of ``length`` letters before a time of the clock the date, or the first minute of the hour; else all."""
    places, data = _signs_of(cells)
    is_ascii = int(data[places[0] :].max(initial=0)) < 0x80  # a letter is a byte then, which takes a fourth of the time
    letters = pc.binary_length(cells) if is_ascii else pc.utf8_length(cells)
    timed = _are_timed(cells, letters.to_numpy(), length)
    if is_ascii:
        dates = pc.binary_slice(cells.view(pa.binary()), 0, length + 3 * hours).view(pa.string())
    else:
        dates = pc.utf8_slice_codeunits(cells, 0, length + 3 * hours)
    if hours:
        dates = pc.binary_join_element_wise(dates, ":00", "")
    return dates if timed.all() else pc.if_else(pa.array(timed), dates, cells)


def _are_timed(cells: pa.StringArray, letters: NDArray[np.int32], length: int) -> Flags:
    """Which are so many letters and then a time of the clock after a space or a T."""
    places, data = _signs_of(cells)
    found = np.zeros(len(cells), np.bool_)
    for clock in (8, 5):
        size = length + 1 + clock
        rows = np.flatnonzero(letters == size)
        if len(rows):
            if places[-1] - places[0] == size * len(rows):  # they stand side by side, all of ASCII
                ends = data[places[0] :].reshape(len(rows), size)[:, length:].T.copy()
            else:
                ends = sliding_window_view(data, 1 + clock)[places[1:][rows] - 1 - clock].T.copy()
            good = (ends[1:] - _TIME[:clock] <= _MOST[:clock]).all(axis=0)
            good &= (ends[1] < ord("2")) | (ends[2] < ord("4"))
            good &= (ends[0] == ord(" ")) | (ends[0] == ord("T"))
            found[rows] = good
    return found


class Combinations:
    """Combinations of numbers (from -1 on, below ``sizes``) by number, in the order in which they are met."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._kind = np.dtype(np.int32 if prod(size + 1 for size in sizes) < 2**31 else np.int64)  # the small is faster
        self._numbers: dict[int, int] = {}
        self._lock = Lock()

    def numbers(self, codes: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The number of each combination."""
        key: NDArray[np.signedinteger[Any]] = codes[0].astype(self._kind) + 1
        for code, size in zip(codes[1:], self._sizes[1:], strict=True):
            key *= size + 1
            key += code + 1
        found = pa.array(key).dictionary_encode()
        with self._lock:
            numbers = [self._numbers.setdefault(one, len(self._numbers)) for one in found.dictionary.to_pylist()]
        own: NDArray[np.int32] = np.array(numbers, np.int32)[found.indices.to_numpy()]
        return own
