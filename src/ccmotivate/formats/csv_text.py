"""Comma, semicolon and tab separated text: encoding, separator, cells.

Encodings are tried strictly and in order, never guessed by statistics: a byte order mark, the one that was named, else
UTF-8, else GB18030 unless that makes Chinese of accented Latin letters.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ROWS, Refusal, box_is_too_large

_SEPARATORS = ",;\t"
_SAMPLE_LINES = 50
_CHINESE_IN_A_WORD = re.compile("[A-Za-z][\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+[A-Za-z]")


@dataclass(frozen=True, slots=True)
class TextFormat:
    """What is known of a text file before it is looked at; None where it is to be found out."""

    encoding: str | None = None
    separator: str | None = None


def parse(data: bytes, known: TextFormat = TextFormat()) -> tuple[list[CellColumn], str]:
    """The columns of a text file, every cell text or ``None``, and its encoding.

    Raises:
        Refusal: undecodable, binary, malformed quotes, or beyond Excel's grid.
    """
    text, encoding = decode(data, known.encoding)
    if "\0" in text:
        raise Refusal("not-a-workbook")
    rows = _rows(text, known.separator or separator_of(text))
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS or box_is_too_large(len(rows), width, sum(map(len, rows))):
        raise Refusal("grid-too-large", rows=len(rows), columns=width, cells=sum(map(len, rows)))
    padded = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    return [CellColumn.of(cells) for cells in zip(*padded, strict=True)], encoding


def decode(data: bytes, named: str | None = None) -> tuple[str, str]:
    """Text and encoding: byte order mark, the ``named`` one, else strict UTF-8, else strict GB18030.

    Raises:
        Refusal: none of them fits, or GB18030 puts a Chinese character between Latin letters.
    """
    tried = candidates(data[:3], named)
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "gb18030" and not named:
            refuse_doubtful(text)
        return text, encoding
    raise Refusal("csv-encoding", tried=tried)


def candidates(start: bytes, named: str | None) -> list[str]:
    """The encodings that a text may have, by its first three bytes."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if start.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    return [named] if named else ["utf-8", "gb18030"]


def refuse_doubtful(text: str) -> None:
    """Refuse what GB18030 has made of other letters.

    Raises:
        Refusal: a Chinese character stands between Latin letters.
    """
    doubtful = _CHINESE_IN_A_WORD.search(text)
    if doubtful:
        raise Refusal("csv-encoding-doubtful", _word_around(text, doubtful))


def _word_around(text: str, found: re.Match[str]) -> str:
    """The cell or word in which something was found, as it was decoded."""
    start = max(text.rfind(mark, 0, found.start()) for mark in "\n,;\t") + 1
    return text[max(start, found.start() - 20) : found.end() + 20].splitlines()[0]


def separator_of(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of fields."""
    best, best_score = ",", (0, 0)
    for separator in _SEPARATORS:
        try:
            sample = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _SAMPLE_LINES))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in sample if len(row) > 1)
        if widths:
            width, lines = max(widths.items(), key=lambda item: (item[1], item[0]))
            best, best_score = max((best, best_score), (separator, (lines, width)), key=lambda item: item[1])
    return best


def some_rows(text: str, separator: str, most: int) -> list[list[str]]:
    """The first rows.

    Raises:
        Refusal: malformed quotes.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(islice(reader, most))
    except csv.Error as failure:
        raise Refusal("csv-malformed", line=reader.line_num, reason=failure) from None


def _rows(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MAX_ROWS:
                raise Refusal("csv-too-long", limit=MAX_ROWS)
    except csv.Error as failure:
        raise Refusal("csv-malformed", line=reader.line_num, reason=failure) from None
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
