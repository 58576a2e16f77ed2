"""Tags and short texts of XML by arrays: eight bytes at any place are one word, on which numpy works."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Places = NDArray[np.int64]
Words = NDArray[np.uint64]

_WORD = 8
_LOW = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_ZEROS = np.uint64(0x3030303030303030)
_ABOVE_NINE = np.uint64(0x7676767676767676)
_PLACES = np.uint64(0x0001020304050607)
_PAIRS = np.uint64(0x000000FF000000FF)
_HUNDREDS, _ONES = np.uint64(0x000F424000000064), np.uint64(0x0000271000000001)
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], dtype=np.uint64)
_BLANKS = np.isin(np.arange(256), list(b" \t\n\r"))
_TENS = 10.0 ** np.arange(_WORD)
LONGEST = _WORD
"""Digits that one word holds."""


def word(text: bytes) -> np.uint64:
    """Up to eight bytes as the word that they make at the start of one."""
    return np.uint64(int.from_bytes(text, "little"))


class Tags(Struct, frozen=True):
    """The tags of a piece of XML: where each begins and ends, and its first eight bytes."""

    opens: Places
    closes: Places
    heads: Words

    def is_(self, text: bytes, tags: Places | slice = slice(None)) -> NDArray[np.bool_]:
        """Which of these tags begin with such a text, at most eight bytes."""
        found: NDArray[np.bool_] = (self.heads[tags] & _MASKS[len(text)]) == word(text)
        return found


class Piece:
    """Bytes that can be asked for as words."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        padded = data + bytes(4 * _WORD)
        self._bytes = np.frombuffer(padded, dtype=np.uint8)[: len(data)]
        self._words: Words = np.ndarray((len(padded) - _WORD,), "<u8", padded, 0, (1,))

    def words(self, places: Places) -> Words:
        """The word that begins at each place."""
        return self._words[places]

    def tags(self) -> Tags | None:
        """All tags; None when ``<`` and ``>`` do not alternate, as one of them stands in a text or a value."""
        opens, closes = np.flatnonzero(self._bytes == ord("<")), np.flatnonzero(self._bytes == ord(">"))
        if len(opens) != len(closes) or (opens >= closes).any() or (closes[:-1] >= opens[1:]).any():
            return None
        return Tags(opens, closes, self.words(opens))

    def cut(self, places: Places, sizes: Places) -> Words:
        """The words at these places, of each only its first bytes, at most eight; the others are 0."""
        return self._words[places] & _MASKS[sizes]

    def is_(self, sign: bytes, places: Places) -> NDArray[np.bool_]:
        """Where a byte stands."""
        found: NDArray[np.bool_] = self._bytes[places] == sign[0]
        return found

    def is_blank(self, places: Places) -> NDArray[np.bool_]:
        """Where a blank stands, of those that XML knows."""
        return _BLANKS[self._bytes[places]]

    def texts(self, starts: Places, ends: Places) -> list[bytes]:
        """The bytes between these places."""
        data = self.data
        return [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def first(words: Words, sign: bytes) -> Places:
    """The place in each word at which a byte stands first, 8 where it does not."""
    other = words ^ (_LOW * np.uint64(sign[0]))
    found = (other - _LOW) & ~other & _HIGH
    alone = found & (~found + np.uint64(1))
    places = ((alone >> np.uint64(7)) * _PLACES) >> np.uint64(56)
    return np.where(found == 0, _WORD, places).astype(np.int64)


def digits(words: Words, sizes: Places) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The whole numbers that the first ``sizes`` bytes, 1 to 8, of each word say, and where these are digits."""
    value = (words ^ _ZEROS) << ((_WORD - sizes) * _WORD).astype(np.uint64)
    are = (((value + _ABOVE_NINE) | value) & _HIGH) == 0
    value = value * np.uint64(10) + (value >> np.uint64(8))
    value = ((value & _PAIRS) * _HUNDREDS + ((value >> np.uint64(16)) & _PAIRS) * _ONES) >> np.uint64(32)
    return value.astype(np.int64), are


def decimals(words: Words, sizes: Places) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The numbers like ``12`` or ``0.25`` that the first ``sizes`` bytes, 1 to 8, say, and where they do.

    A whole number of eight digits and a power of ten are exact, and so their quotient is the nearest float.
    """
    whole, are = digits(words, sizes)
    values = whole.astype(np.float64)
    rest = np.flatnonzero(~are)
    if len(rest):
        texts, size = words[rest], sizes[rest]
        point = first(texts, b".")
        has = (point > 0) & (point < size - 1)
        point, size = np.where(has, point, 1), np.where(has, size, 2)
        before = _MASKS[point]
        joined = (texts & before) | ((texts >> np.uint64(8)) & ~before)
        whole, is_number = digits(joined, size - 1)
        values[rest] = whole / _TENS[size - 1 - point]
        are[rest] = has & is_number
    return values, are
