"""Text files too large to be held: some of their lines, and all of them as plain UTF-8 lines.

What DuckDB does not take as it is, another encoding or blank lines, goes into a temporary copy.
"""

from __future__ import annotations

import codecs
import io
import os
import tempfile
from bisect import bisect_right
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from ccmotivate.formats.guard import kind_of
from ccmotivate.formats.limits import END_OF_TEXT, LARGE_TEXT, MAX_COLUMNS, MAX_LINE, MAX_ROWS, MIB, Refusal
from ccmotivate.formats.text_encoding import decode
from ccmotivate.formats.wide_text import utf16_of
from ccmotivate.locale import N_
from ccmotivate.regular import opened

PIECE = 4 * MIB
_HEAD = 4 * MIB
_HEAD_ROWS = 1_000
_SLICE = MIB // 16
_SLICES = 32
PLAIN = ("utf-8", "utf-8-sig")
MAX_BLANKS = 100_000
"""Blank lines of a log at most."""

_ENDS = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08")


class LargeText(Struct, frozen=True):
    """A text file that was looked through.

    Attributes:
        size, changed: Of the file, to tell later whether it is still the same.
        sha256: Of its bytes.
        encoding: In which every byte of it can be read.
        is_plain: Whether DuckDB reads the same lines from it, but for blank ones: UTF-8, all ending alike, none
            but the first with a byte order mark.
        quotes: How many quotation marks stand in it.
        has_formulas: Whether texts may be written as formulas, ``="0012"``.
        lines: How many lines end before each piece of it, and in all.
        ends: Whether the last line ends, too.
        blanks: How many lines are blank, those within quotes among them.
    """

    path: Path
    size: int
    changed: int
    sha256: str
    encoding: str
    is_plain: bool
    quotes: int
    has_formulas: bool
    lines: tuple[int, ...]
    ends: bool
    blanks: int

    @property
    def has_quotes(self) -> bool:
        """Whether a quotation mark stands anywhere."""
        return self.quotes > 0

    @property
    def can_be_followed(self) -> bool:
        """Whether its lines are rows, and its separators those of cells."""
        return self.is_plain and not self.has_quotes and self.blanks <= MAX_BLANKS

    @property
    def rows(self) -> int:
        """How many lines there are, where none is blank."""
        return self.lines[-1] + (not self.ends)


def is_large_text(path: Path) -> bool:
    """Whether the file is a text of more than ``LARGE_TEXT`` bytes, without tags; False if it cannot be told."""
    try:
        if path.stat().st_size <= LARGE_TEXT:
            return False
        with opened(path) as file:
            head = file.read(END_OF_TEXT)
        return not head.startswith(_NO_TEXT) and kind_of(head) == "csv"
    except Refusal:
        return True
    except (OSError, ValueError):
        return False


def has_too_many_lines(path: Path) -> bool:
    """Whether a text has more lines than are read one by one; False if it cannot be told."""
    try:
        return sum(piece.count(b"\n") for piece in pieces_of(path)) > MAX_ROWS
    except (OSError, ValueError):
        return False


def head_of(path: Path, named: str | None) -> tuple[str, str]:
    """The first whole lines of the file, and their encoding.

    Raises:
        Refusal: it is no text, or its first line does not end.
    """
    return decode(first_lines(path), named)


def first_lines(path: Path) -> bytes:
    """The first whole lines of a text file, some megabytes.

    Raises:
        Refusal: it is no text, or its first line does not end.
    """
    try:
        with opened(path) as file:
            data = file.read(_HEAD)
    except (OSError, ValueError) as failure:
        raise Refusal("unreadable-file", reason=getattr(failure, "strerror", None) or failure) from None
    wide = _wide(data)
    if kind_of(data) != "csv" or (b"\0" in data and wide is None):
        raise Refusal("not-a-workbook")
    end = _end_of_line(data, _ENDS[wide] if wide else b"\n")
    if end == 0:
        raise Refusal("csv-malformed", line=1, reason=N_("a line without an end"))
    return data[:end]


def _wide(data: bytes) -> str | None:
    """Which UTF-16 a text is in, by its byte order mark or without one; None for any other."""
    marks = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    return marks.get(data[:2]) or utf16_of(data)


def _end_of_line(data: bytes, mark: bytes) -> int:
    """Where the last whole line ends, 0 for none; a mark of two bytes stands at an even place."""
    end = data.rfind(mark)
    while len(mark) == 2 and end % 2 and end > 0:
        end = data.rfind(mark, 0, end + 1)
    return end + len(mark) if end > 0 else 0


def head_rows(text: str, separator: str) -> list[list[str]]:
    """The first rows, of one width.

    Raises:
        Refusal: malformed quotes, or too many columns.
    """
    from ccmotivate.formats import csv_text  # here: it loads numpy

    rows = csv_text.some_rows(text, separator, _HEAD_ROWS)
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS:
        raise csv_text.too_wide(rows, width)
    return [row + [""] * (width - len(row)) for row in rows]


def last_bytes(path: Path) -> bytes:
    """The end of a file, with its last lines."""
    with opened(path) as file:
        file.seek(max(path.stat().st_size - END_OF_TEXT, 0))
        return file.read()


def pieces_of(path: Path) -> Generator[bytes]:
    """The bytes of a file, ``PIECE`` by ``PIECE``."""
    with opened(path) as file:
        while piece := file.read(PIECE):
            yield piece


def lines_between(path: Path, start: int, end: int) -> bytes:
    """Whole lines of a file; the last one of it gets an end."""
    with opened(path) as file:
        file.seek(start)
        data = file.read(end - start)
    return data if data.endswith(b"\n") else data + b"\n"


def refuse_open_quotes(text: LargeText, separator: str) -> None:
    """Refuse a text that ends within quotes, which DuckDB takes.

    Raises:
        Refusal: malformed quotes.
    """
    from ccmotivate.formats import csv_text  # here: it loads numpy

    last = last_bytes(text.path).decode(text.encoding, "replace") if text.quotes and not text.ends else ""
    is_odd = text.quotes % 2 or any(line.count('"') % 2 for line in last.split("\n"))
    if last and is_odd:  # else the last one is closed
        with ExitStack() as stack:

            def lines() -> Iterator[str]:
                return stack.enter_context(io.TextIOWrapper(opened(text.path), text.encoding, newline=""))

            deque(csv_text.strict_rows(lines, separator), maxlen=0)


# -- for DuckDB -------------------------------------------------------------------------------------------------------


@contextmanager
def plain_copy(text: LargeText, folder: Path, *, is_copy: bool) -> Iterator[Path]:
    """A file of UTF-8 lines, the file itself or a copy without blank lines in ``folder``.

    A blank line gets a space, so that the rows below it keep their numbers; within quotes it does no harm.
    """
    if not is_copy:
        yield text.path
        return
    handle, name = tempfile.mkstemp(suffix=".csv", dir=folder)
    try:
        with os.fdopen(handle, "wb") as copy:
            for piece in _lines_of(text):
                copy.write(piece)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _lines_of(text: LargeText) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(text.encoding)("strict")
    rest = "\n"
    for piece in pieces_of(text.path):
        whole = rest + decoder.decode(piece)
        end = whole.rfind("\n") + 1
        ready, rest = whole[1:end], "\n" + whole[end:]
        yield _without_blank_lines(ready).encode("utf-8", "surrogatepass")
    yield rest[1:].encode("utf-8", "surrogatepass")


def _without_blank_lines(lines: str) -> str:
    """Whole lines that end alike, each blank one with a space in it, and none with a byte order mark."""
    made = ("\n" + lines.replace("\r\n", "\n").replace("\r", "\n")).replace("\n\ufeff", "\n")
    while "\n\n" in made:
        made = made.replace("\n\n", "\n \n")
    return made[1:]


def is_the_same(text: LargeText, status: os.stat_result) -> bool:
    """Whether a file of this size and time is as it was when it was looked through."""
    return (status.st_size, status.st_mtime_ns) == (text.size, text.changed)


def sampled(path: Path, encoding: str = "utf-8") -> str:
    """Whole lines from all over a file; those in the middle may begin within quotes."""
    size = path.stat().st_size
    parts: list[str] = []
    with path.open("rb") as file:
        wide = (_wide(file.read(END_OF_TEXT)) or encoding) if encoding.startswith("utf-16") else None
        for number in range(_SLICES):
            start = number * max(size - _SLICE, 0) // max(_SLICES - 1, 1)
            file.seek(start - start % 2 if wide else start)
            piece = file.read(_SLICE)
            if wide:
                _cut, _, lines = piece.decode(wide, "replace").partition("\n")
            else:
                lines = piece.partition(b"\n")[2].decode(encoding, "replace")
            parts.append(lines[: lines.rfind("\n") + 1])
    return "".join(parts)


def lines_at(text: LargeText, wanted: Sequence[int]) -> list[str]:
    """These lines (ascending, from 0) of a plain text without quotes; pieces without any of them are passed over."""
    found: list[str] = []
    with opened(text.path) as file:
        for piece, some in groupby(wanted, lambda line: bisect_right(text.lines, line) - 1):
            file.seek(piece * PIECE)
            first, lines = text.lines[piece], file.read(PIECE).split(b"\n")
            found += [_whole_line(file, lines, line - first, piece).decode("utf-8") for line in some]
    return found


def cells_in(text: LargeText, separator: str) -> int:
    """How many cells the lines of a plain text without quotes have; a blank line has none."""
    return text.rows - text.blanks + sum(piece.count(separator.encode()) for piece in pieces_of(text.path))


def _whole_line(file: BinaryIO, lines: Sequence[bytes], at: int, piece: int) -> bytes:
    """A line of a piece, with what of it stands in the pieces before and after."""
    line = lines[at]
    if at == 0 and piece:
        file.seek(max(piece * PIECE - MAX_LINE, 0))
        line = file.read(min(MAX_LINE, piece * PIECE)).rpartition(b"\n")[2] + line
    if at == len(lines) - 1:
        file.seek((piece + 1) * PIECE)
        line += file.read(MAX_LINE).partition(b"\n")[0]
    return line.removesuffix(b"\r")
