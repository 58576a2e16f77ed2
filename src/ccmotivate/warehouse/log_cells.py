"""Cells of lines without quotation marks, found and compared many at once in the bytes of the file.

A cell is read in words of eight bytes, its first byte the lowest. What numpy does with a word costs less than a
nanosecond a row, so that a row costs about what it takes to find its separators.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import prod
from threading import Lock

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]

EDGE = 32
"""Bytes of nothing before and after the lines, so that words can be read over their edges."""

_NEWLINE, _RETURN, _MINUS, _POINT = b"\n\r-."
_MOST_DIGITS = 9
_BLOCK = EDGE // 8
_PART = 192 * 1024  # bytes looked through at once: little enough to stay in the cache and cost no new memory


def _eight(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_LOW = np.array([(1 << 8 * many) - 1 for many in range(9)], np.uint64)
_HIGH = _eight(0x80)
_NOUGHTS = _eight(ord("0"))
_FILLED = _LOW[::-1] & _NOUGHTS  # noughts before so many digits
_TIME = np.frombuffer(b"00:00:00", "<u8")[0]
_ROOM = np.uint64(int.from_bytes(bytes(0x7F - most for most in (2, 9, 0, 5, 9, 0, 5, 9)), "little"))
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FREE = np.zeros(256, np.bool_)
_FREE[list(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:#/+.-")] = True


class Cells(Struct, frozen=True):
    """Cells in the bytes of whole lines: where each starts, and how long it is."""

    data: NDArray[np.uint8]
    start: Ints
    length: Ints

    def take(self, rows: NDArray[np.intp]) -> Cells:
        """Those of these rows."""
        return Cells(self.data, self.start[rows], self.length[rows])

    def cut(self, length: Ints) -> Cells:
        """Their first bytes, so many of each."""
        return Cells(self.data, self.start, length)

    @property
    def end(self) -> Ints:
        return self.start + self.length

    def words_at(self, places: Ints) -> Words:
        """Eight bytes from each of these places on."""
        return self._blocks_at(places, 1)[:, 0]

    def words(self, many: int) -> list[Words]:
        """The first words of each, noughts beyond its end."""
        found: list[Words] = []
        for first in range(0, many, _BLOCK):
            some = min(many - first, _BLOCK)
            places = np.minimum(self.start + 8 * first, len(self.data) - 8 * some) if first else self.start
            block = self._blocks_at(places, some)
            found += [block[:, at] & _LOW.take(self.length - 8 * (first + at), mode="clip") for at in range(some)]
        return found

    def _blocks_at(self, places: Ints, many: int) -> Words:
        """So many words from each of these places on: what numpy does takes as long for four as for one."""
        blocks = np.ndarray(len(self.data) - 8 * many + 1, f"V{8 * many}", self.data, strides=(1,))
        return blocks[places].view("<u8").reshape(-1, many)

    def texts(self) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """All of them one after the other, and where each ends and the next begins."""
        ends = np.zeros(len(self.length) + 1, np.int32)
        np.cumsum(self.length, out=ends[1:])
        places = np.arange(ends[-1], dtype=np.int32) + np.repeat(self.start - ends[:-1], self.length)
        return ends, self.data[places]

    # -- what they are like -------------------------------------------------------------------------------------------

    def printable(self, signs: Sequence[str]) -> tuple[Flags, Flags]:
        """Of which all bytes are printable ASCII, and which may hold one of these signs as a large or small letter."""
        odd = np.zeros(len(self.start), np.uint64)
        found = np.zeros(len(self.start), np.uint64)
        for at, word in enumerate(self.words(-(-int(self.length.max(initial=0)) // 8))):
            small = word | _eight(0x20)
            for sign in signs:
                apart = small ^ _eight(ord(sign) | 0x20)
                found |= ~((((apart & ~_HIGH) + ~_HIGH) | apart) | ~_HIGH)  # the bytes that are no other
            filled = word | (_NOUGHTS & ~_LOW.take(self.length - 8 * at, mode="clip"))
            odd |= filled | (filled + _eight(1)) | ~((filled | _HIGH) - _eight(0x20))
        return (odd & _HIGH) == 0, found != 0

    def are_free(self) -> Flags:
        """Which are like a number or name of a thing: letters, digits and signs that mean nothing by themselves."""
        ends, signs = self.texts()
        good = _FREE[signs]
        full = self.length > 0
        last = self.data[self.end - 1]
        found = full & _FREE[last] & ~np.isin(last, np.frombuffer(b":#/+.-", np.uint8))
        if not good.all():
            lines = np.searchsorted(ends, np.flatnonzero(~good), side="right") - 1
            found[lines] = False
        return found

    # -- numbers and times --------------------------------------------------------------------------------------------

    def digits(self) -> tuple[NDArray[np.int64], Flags]:
        """What one to nine digits are, and which cells are so."""
        long = self.length
        word = (self.words_at(self.end - 8) & ~_LOW.take(8 - long, mode="clip")) | _FILLED.take(long, mode="clip")
        each = word ^ _NOUGHTS
        good = (((each + _eight(0x76)) | each) & _HIGH) == 0
        good &= (long >= 1) & (long <= _MOST_DIGITS)
        each = (each * np.uint64(10) + (each >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
        each = (each * np.uint64(100) + (each >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
        value = ((each * np.uint64(10_000) + (each >> np.uint64(32))) & np.uint64(0xFFFFFFFF)).astype(np.int64)
        more = np.flatnonzero(long == _MOST_DIGITS)
        if len(more):
            first = self.data[self.start[more]].astype(np.int64) - ord("0")
            good[more] &= (first >= 0) & (first <= 9)
            value[more] += first * 10**8
        return value, good

    def numbers(self, places: int) -> tuple[NDArray[np.int64], Flags]:
        """What whole numbers are, or decimals of at most so many places, in ``10 ** -places``; and which are so."""
        value, good = self._without_minus(places)
        rest = np.flatnonzero(~good & (self.length > 1))
        rest = rest[self.data[self.start[rest]] == _MINUS]
        bare = Cells(self.data, self.start[rest] + 1, self.length[rest] - 1)
        found, good[rest] = bare._without_minus(places)
        value[rest] = -found
        return value, good

    def _without_minus(self, places: int) -> tuple[NDArray[np.int64], Flags]:
        value, good = self.digits()
        if places:
            value *= 10**places
            self._decimals(places, value, good)
        return value, good

    def _decimals(self, places: int, value: NDArray[np.int64], good: Flags) -> None:
        rest = np.flatnonzero(~good & (self.length >= 3))
        for many in range(1, places + 1):
            rows = rest[self.data[self.end[rest] - 1 - many] == _POINT]
            some = self.take(rows)
            whole, is_whole = some.cut(some.length - 1 - many).digits()
            part, is_part = Cells(self.data, some.end - many, np.full(len(rows), many, np.int32)).digits()
            good[rows] = is_whole & is_part
            value[rows] = whole * 10**places + part * 10 ** (places - many)

    def dates(self, lengths: Sequence[int], hour: int) -> Cells:
        """What stands before a time of the clock, where it is so long, with ``hour`` bytes more; else all of it."""
        length = self.length.copy()
        for clock in (8, 5):
            before = self.length - 1 - clock
            rows = np.flatnonzero(np.isin(before, lengths) if len(lengths) > 1 else before == lengths[0])
            timed = self if len(rows) == len(length) else self.take(rows)
            good = timed._are_timed(clock)
            length[rows] = np.where(good, before[rows] + hour, length[rows])
        return self.cut(length)

    def _are_timed(self, clock: int) -> Flags:
        """Which end in a time of so many bytes, after a space or a T."""
        each = (self.words_at(self.end - 8) >> np.uint64(8 * (8 - clock))) ^ (_TIME & _LOW[clock])
        good: Flags = (((each + _ROOM) | each) & _HIGH) == 0
        good &= (each & np.uint64(0xFF)) * np.uint64(10) + ((each >> np.uint64(8)) & np.uint64(0xFF)) < 24
        before = self.data[self.end - 1 - clock]
        good &= (before == ord(" ")) | (before == ord("T"))
        return good


class Index:
    """Keys of one or more words by number, looked up by what their words come to; whatever is found is compared."""

    def __init__(self, words: Sequence[Words]) -> None:
        many = len(words[0])
        self._words = [np.append(word, ~np.uint64(0)) for word in words]  # the last stands for none and is no key
        bits = max(8, (8 * many).bit_length())
        self._shift = np.uint64(64 - bits)
        slots = self._slots(words)
        order = np.argsort(slots, kind="stable").astype(np.int32)
        slots = slots[order]
        is_alike = slots[1:] == slots[:-1]
        self._first = np.full(2**bits, many, np.int32)
        self._first[slots[::-1]] = order[::-1]
        self._next = np.full(many + 1, many, np.int32)
        self._next[order[:-1][is_alike]] = order[1:][is_alike]

    def _slots(self, words: Sequence[Words]) -> NDArray[np.int64]:
        mixed = words[0] * _MIX
        for word in words[1:]:
            mixed = ((mixed >> np.uint64(32)) ^ mixed ^ word) * _MIX
        return (mixed >> self._shift).astype(np.int64)

    def find(self, words: Sequence[Words]) -> NDArray[np.int32]:
        """The number of each key, -1 for one that is not there."""
        none = len(self._next) - 1
        code = self._first.take(self._slots(words))
        good = self._are(code, words)
        rest = np.flatnonzero(~good)
        code[rest] = self._next[code[rest]]
        while len(rest := rest[code[rest] < none]):
            good[rest] = self._are(code[rest], [word[rest] for word in words])
            rest = rest[~good[rest]]
            code[rest] = self._next[code[rest]]
        code[~good] = -1
        return code

    def _are(self, code: NDArray[np.int32], words: Sequence[Words]) -> Flags:
        good: Flags = self._words[0].take(code) == words[0]
        for known, word in zip(self._words[1:], words[1:], strict=True):
            good &= known.take(code) == word
        return good


class KnownTexts:
    """Texts by number."""

    def __init__(self, texts: Sequence[str]) -> None:
        known = [text.encode() for text in texts]
        many = -(-max(map(len, known)) // 8)
        padded = b"".join(one.ljust(8 * many, b"\0") for one in known)
        self._many = many
        self._index = Index(list(np.frombuffer(padded, "<u8").reshape(-1, many).T.copy()))

    def codes(self, cells: Cells) -> NDArray[np.int32]:
        """The number of each cell's text, -1 for one that is not known."""
        found = self._index.find(cells.words(self._many))
        found[cells.length > 8 * self._many] = -1
        return found


class Combinations:
    """Combinations of numbers (from -1 on, below ``sizes``) by number, in the order in which they are met."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._index: Index | None = None
        self._keys = np.zeros(0, np.uint64)
        self._lock = Lock()

    @staticmethod
    def can_be_told(sizes: Sequence[int]) -> bool:
        """Whether all of them fit in a word."""
        return prod(size + 1 for size in sizes) < 2**63

    def numbers(self, codes: Sequence[NDArray[np.int32]], wanted: Flags) -> NDArray[np.int32]:
        """The number of each combination; -1 for a new one where it is not wanted."""
        key = codes[0].astype(np.int64) + 1
        for code, size in zip(codes[1:], self._sizes[1:], strict=True):
            key *= size + 1
            key += code + 1
        words = key.view(np.uint64)
        numbers = self._look_up(words)
        if len(new := words[wanted & (numbers < 0)]):
            self._add(np.unique(new))
            numbers = self._look_up(words)
        return numbers

    def _look_up(self, words: Words) -> NDArray[np.int32]:
        index = self._index
        return np.full(len(words), -1, np.int32) if index is None else index.find([words])

    def _add(self, words: Words) -> None:
        with self._lock:
            self._keys = np.concatenate([self._keys, np.setdiff1d(words, self._keys)])
            self._index = Index([self._keys])


class Lines(Struct, frozen=True, dict=True):
    """Whole lines, each ending in a newline, with ``EDGE`` bytes of nothing around them."""

    data: NDArray[np.uint8]
    separator: int
    width: int

    @cached_property
    def _marks(self) -> tuple[NDArray[np.int32], NDArray[np.intp], bool]:
        """Where separators and newlines stand, which of these are newlines, and whether all lines have all cells."""
        parts, many = [np.zeros(0, np.int32)], 0
        for start in range(0, len(self.data), _PART):
            part = self.data[start : start + _PART]
            flags = part == _NEWLINE
            many += int(np.count_nonzero(flags))
            flags |= part == self.separator
            parts.append(np.flatnonzero(flags).astype(np.int32))
            parts[-1] += start
        marks = np.concatenate(parts)
        regular = np.arange(1, many + 1) * self.width - 1
        if len(marks) == many * self.width and (self.data[marks[regular]] == _NEWLINE).all():
            return marks, regular, True
        return marks, np.flatnonzero(self.data[marks] == _NEWLINE), False

    @property
    def many(self) -> int:
        return len(self._marks[1])

    @cached_property
    def rows(self) -> NDArray[np.intp] | None:
        """The lines with no more cells than there are columns; None for all."""
        _, ends, is_regular = self._marks
        found = None if is_regular else np.flatnonzero(np.diff(ends, prepend=-1) <= self.width)
        return None if found is None or len(found) == len(ends) else found

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        """Where the cells of ``rows`` end, column by column, after where lines start; missing ones at its end."""
        marks, ends, is_regular = self._marks
        starts = np.concatenate([[EDGE], marks[ends[:-1]] + 1]) if len(ends) else np.zeros(0, np.int64)
        places = np.empty((self.width + 1, len(ends) if self.rows is None else len(self.rows)), np.int32)
        if is_regular:
            places[1:] = marks.reshape(-1, self.width).T
            last = places[-1]
        else:
            first = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else np.zeros(0, np.int64)
            if self.rows is not None:
                starts, first, ends = starts[self.rows], first[self.rows], ends[self.rows]
            last = marks[ends].astype(np.int32)
            places[1:] = marks[np.minimum(first + np.arange(self.width)[:, None], ends)]
        places[0] = starts - 1
        returned = self.data[last - 1] == _RETURN
        if returned.any():
            places[1:] -= (places[1:] == last) & returned
        return places

    def column(self, place: int) -> Cells:
        """The cells of a column in ``rows``; those that are missing are blank."""
        start = self._places[place] + 1
        return Cells(self.data, start, np.maximum(self._places[place + 1] - start, 0))

    def with_sign(self, place: int, sign: str) -> NDArray[np.intp]:
        """The lines that hold this sign in the column."""
        found = np.flatnonzero(self.data == ord(sign))
        if not len(found):
            return found
        marks, ends, _ = self._marks
        after = np.searchsorted(marks, found)
        lines = np.searchsorted(ends, after)
        first = np.concatenate([[0], ends + 1])
        there: NDArray[np.intp] = lines[after - first[lines] == place]
        return there
