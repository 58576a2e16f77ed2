"""Comma, semicolon and tab separated text: separator, cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from ccmotivate.formats.cells import a1
from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ROWS, Refusal, box_is_too_large
from ccmotivate.formats.text_encoding import decode
from ccmotivate.formats.wide_text import utf16_of

_SEPARATORS = ",;\t"
_PIPE = "|"
_SAMPLE_LINES, _SAMPLE_TEXT = 50, 65_536
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
MARK = "\ufeff"
"""A byte order mark, which begins a line where files were joined (``cat``)."""
_RULE = re.compile(r"(?=.*[-=]{3})[-=:+| ]+")
_FORMULA = re.compile(r'="([^"]*)"\s*')


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
    as those of SAP and no other sign cuts all lines alike.
    """
    filled = list(islice(filter(None, map(str.strip, text[:_SAMPLE_TEXT].splitlines())), _SAMPLE_LINES))
    header = filled[0] if filled else ""
    if _PIPE in header and not any(sign in header for sign in _SEPARATORS):
        return _cuts(text, _PIPE)
    found = _cuts(text, _SEPARATORS)
    is_ruled = _is_ruled(filled) and not any(lines == len(filled) for lines, _width in found.values())
    return _cuts(text, _PIPE) if is_ruled else found


def _cuts(text: str, separators: str) -> dict[str, tuple[int, int]]:
    found = {}
    for separator in separators:
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
    return list(islice(strict_rows(lambda: _lines(text), separator), most))


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one by one: ``StringIO`` would copy all of it."""
    return (found[0].removeprefix(MARK) for found in _LINE.finditer(text))


def last_words(end: str, width: int) -> str | None:
    """The last cell of a text table that breaks off, by the end of it; None where it does not.

    It does where no line break ends the last line, which has fewer cells than the whole line before it.
    """
    lines = end.splitlines()
    if len(lines) < 2 or end.endswith(("\n", "\r")):
        return None
    before = _last_record(lines[:-1])
    for separator in (*_SEPARATORS, _PIPE):
        *_, whole = csv.reader(before, delimiter=separator)
        (last,) = csv.reader(lines[-1:], delimiter=separator)
        if len(whole) == width and 1 < len(last) < width:
            return last[-1]
    return None


def _last_record(lines: Sequence[str]) -> list[str]:
    """The last lines that have all of a row, the cells of which may have line breaks."""
    for start in range(len(lines) - 1, -1, -1):
        record = [f"{line}\n" for line in lines[start:]]
        if "".join(record).count('"') % 2 == 0:
            return record
    return list(lines[-1:])


def strict_rows(lines: Callable[[], Iterable[str]], separator: str) -> Iterator[list[str]]:
    """The rows of lines, those blank that only rule a list: ``|-------|------|``, ``| :--- | ---: |``.

    Raises:
        Refusal: malformed quotes, at the line where their row begins.
    """
    rows = 0
    try:
        for row in csv.reader(lines(), delimiter=separator, strict=True):
            yield [""] * len(row) if separator == _PIPE and _RULE.fullmatch(_PIPE.join(row)) else row
            rows += 1
    except csv.Error as failure:
        line = _line_after(rows, lines(), separator)
        raise Refusal("csv-malformed", line=line, reason=failure) from None


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

    def lines() -> Iterable[str]:
        text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
        return (line.removeprefix(MARK) for line in text) if has_marks else text

    rows: list[list[str]] = []
    for row in strict_rows(lines, separator):
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise Refusal("csv-too-long", limit=MAX_ROWS)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
