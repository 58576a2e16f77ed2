"""Comma, semicolon and tab separated text: encoding, separator, cells.

Encodings are tried strictly and in order, never guessed by statistics: a byte order mark, UTF-16 without one, the one
that was named, else UTF-8, else GB18030 unless that makes Chinese of accented Latin letters.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from ccmotivate.formats.cells import a1
from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ROWS, Refusal, box_is_too_large
from ccmotivate.formats.wide_text import utf16_of

_SEPARATORS = ",;\t"
_PIPE = "|"
_SAMPLE_LINES, _SAMPLE_TEXT = 50, 65_536
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
MARK = "\ufeff"
"""A byte order mark, which begins a line where files were joined (``cat``)."""
_FORMULA = re.compile(r'="([^"]*)"\s*')
CHINESE_IN_A_WORD = re.compile("[A-Za-z][\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+[A-Za-z]")


class TextFormat(Struct, frozen=True):
    """What is known of a text file before it is looked at; None where it is to be found out."""

    encoding: str | None = None
    separator: str | None = None


_UNKNOWN = TextFormat()


def parse(data: bytes, known: TextFormat = _UNKNOWN) -> tuple[list[CellColumn], str]:
    """The columns of a text file, every cell text or ``None``, and its encoding; ``="0012"`` is 0012, as Excel has it.

    Raises:
        Refusal: undecodable, binary, malformed quotes, or beyond Excel's grid.
    """
    text, encoding = decode(data, known.encoding)
    if "\0" in text:
        raise Refusal("not-a-workbook")
    separator, is_long = known.separator or separator_of(text), '"' not in text and text.count("\n") > MAX_ROWS
    has_formulas, has_marks = '="' in text, MARK in text
    del text  # as long as the file
    if is_long:  # before a list is made of each
        raise Refusal("csv-too-long", limit=MAX_ROWS)
    rows = _rows(data, encoding, separator, has_marks=has_marks)
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS or box_is_too_large(len(rows), width, sum(map(len, rows))):
        raise too_wide(rows, width)
    if has_formulas:
        rows = [[found[1] if (found := _FORMULA.fullmatch(cell)) else cell for cell in row] for row in rows]
    padded = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    return [CellColumn.of(cells) for cells in zip(*padded, strict=True)], encoding


def decode(data: bytes, named: str | None = None) -> tuple[str, str]:
    """Text and encoding: byte order mark, UTF-16 without one, the ``named`` one, strict UTF-8, strict GB18030.

    Raises:
        Refusal: none of them fits, or GB18030 puts a Chinese character between Latin letters.
    """
    tried = candidates(data, named)
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
    """The encodings that a text may have, by its beginning."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if start.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    if wide := utf16_of(start):
        return [wide]
    return [named] if named else ["utf-8", "gb18030"]


def refuse_doubtful(text: str) -> None:
    """Refuse what GB18030 has made of other letters.

    Raises:
        Refusal: a Chinese character stands between Latin letters.
    """
    doubtful = CHINESE_IN_A_WORD.search(text)
    if doubtful:
        raise Refusal("csv-encoding-doubtful", _word_around(text, doubtful))


def _word_around(text: str, found: re.Match[str]) -> str:
    """The cell or word in which something was found, as it was decoded."""
    start = max(text.rfind(mark, 0, found.start()) for mark in "\n,;\t") + 1
    return text[max(start, found.start() - 20) : found.end() + 20].splitlines()[0]


def is_table(data: bytes) -> bool:
    """True for the beginning of a text of which nearly all lines have equally many columns."""
    wide = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else utf16_of(data)
    text = data.decode(wide or "latin-1", "ignore")
    cuts = cuts_of(text).items()
    return any(lines > 1 and lines * 10 >= 9 * len(first_rows(text, mark)) for mark, (lines, _width) in cuts)


def separator_of(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of fields."""
    return max(cuts_of(text).items(), key=lambda item: item[1], default=(",", (0, 0)))[0]


def cuts_of(text: str) -> dict[str, tuple[int, int]]:
    """How many of the first lines each separator cuts into the same number of fields, and into how many.

    Pipes are looked at only where the header has no other sign that may part columns, or where they rule a printed list
    as those of SAP.
    """
    filled = list(islice(filter(None, map(str.strip, text[:_SAMPLE_TEXT].splitlines())), _SAMPLE_LINES))
    header = filled[0] if filled else ""
    piped = _is_ruled(filled) or (_PIPE in header and not any(sign in header for sign in _SEPARATORS))
    found = {}
    for separator in _PIPE if piped else _SEPARATORS:
        widths = Counter(len(row) for row in first_rows(text, separator) if len(row) > 1)
        if widths:
            width, lines = max(widths.items(), key=lambda item: (item[1], item[0]))
            found[separator] = lines, width
    return found


def _is_ruled(lines: Sequence[str]) -> bool:
    """True where a third of the lines have pipes, and all of these at both ends."""
    ruled = [line for line in lines if _PIPE in line]
    return len(ruled) > 1 and 3 * len(ruled) >= len(lines) and all(line[0] == line[-1] == _PIPE for line in ruled)


def first_rows(text: str, separator: str) -> list[list[str]]:
    """The first lines cut by a separator; none where they cannot be."""
    try:
        return list(islice(csv.reader(_lines(text), delimiter=separator), _SAMPLE_LINES))
    except csv.Error:
        return []


def some_rows(text: str, separator: str, most: int) -> list[list[str]]:
    """The first rows.

    Raises:
        Refusal: malformed quotes.
    """
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(islice(reader, most))
    except csv.Error as failure:
        line = _line_after(len(rows), _lines(text), separator)
        raise Refusal("csv-malformed", line=line, reason=failure) from None
    return rows


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one by one: ``StringIO`` would copy all of it."""
    return (found[0].removeprefix(MARK) for found in _LINE.finditer(text))


def last_words(end: str, width: int) -> str | None:
    """The last cell of a text table that breaks off, by the end of it; None where it does not.

    It does where no line break ends the last line, which has fewer cells than the whole line before it.
    """
    lines = end.splitlines()[-2:]
    if len(lines) < 2 or end.endswith(("\n", "\r")):
        return None
    for separator in (*_SEPARATORS, _PIPE):
        *whole, last = csv.reader(lines, delimiter=separator)
        if list(map(len, whole)) == [width] and 1 < len(last) < width:
            return last[-1]
    return None


def _line_after(rows: int, lines: Iterable[str], separator: str) -> int:
    """The line on which a row begins: a quotation mark that is never closed stands there, not where reading ends."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    for _row in islice(reader, rows):
        pass
    return reader.line_num + 1


def too_wide(rows: Sequence[Sequence[str]], width: int) -> Refusal:
    """Rows that are too wide, at the end of the first of the widest."""
    widest = next(at for at, row in enumerate(rows) if len(row) == width)
    cells = sum(map(len, rows))
    return Refusal("grid-too-large", cell=a1(widest, width - 1), rows=len(rows), columns=width, cells=cells)


def _rows(data: bytes, encoding: str, separator: str, *, has_marks: bool) -> list[list[str]]:
    """The rows of a text that is known to be of the encoding; a text in memory would take four bytes a letter."""
    lines: Iterable[str] = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    if has_marks:
        lines = (line.removeprefix(MARK) for line in lines)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MAX_ROWS:
                raise Refusal("csv-too-long", limit=MAX_ROWS)
    except csv.Error as failure:
        line = _line_after(len(rows), io.TextIOWrapper(io.BytesIO(data), encoding, newline=""), separator)
        raise Refusal("csv-malformed", line=line, reason=failure) from None
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
