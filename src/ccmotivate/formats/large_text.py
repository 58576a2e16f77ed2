"""Text files too large to be held: looked through once in pieces, and given to DuckDB as plain UTF-8 lines.

The look finds what the parser of small files would refuse (bytes of no encoding, NUL, an endless line), the hash, and
whole lines from all over the file. What DuckDB does not take as it is, another encoding or blank lines, goes into a
temporary copy.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from ccmotivate.formats.guard import kind_of
from ccmotivate.formats.limits import LARGE_TEXT, MAX_COLUMNS, MAX_LINE, MAX_ROWS, MIB, Refusal
from ccmotivate.formats.wide_text import utf16_of
from ccmotivate.locale import N_
from ccmotivate.regular import opened

PIECE = 4 * MIB
_PART = MIB // 16  # as much as stays in the cache
_HEAD = 4 * MIB
_HEAD_ROWS = 1_000
_SLICE = MIB // 16
_SLICES = 32
_ENDS = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08")


class LargeText(Struct, frozen=True):
    """A text file that was looked through.

    Attributes:
        size, changed: Of the file, to tell later whether it is still the same.
        sha256: Of its bytes.
        encoding: In which every byte of it can be read.
        is_plain: Whether DuckDB reads the same lines from it, but for blank ones: UTF-8, all ending alike.
        has_quotes: Whether a quotation mark stands anywhere.
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
    has_quotes: bool
    lines: tuple[int, ...]
    ends: bool
    blanks: int

    @property
    def rows(self) -> int:
        """How many lines there are, where none is blank."""
        return self.lines[-1] + (not self.ends)


def is_large_text(path: Path, size: int | None = None) -> bool:
    """Whether the file is a text of more than ``size`` bytes (``LARGE_TEXT``); False if it cannot be told."""
    try:
        if path.stat().st_size <= (LARGE_TEXT if size is None else size):
            return False
        with opened(path) as file:
            return not file.read(8).startswith(_NO_TEXT)
    except (OSError, ValueError):
        return False


def has_too_many_lines(path: Path) -> bool:
    """Whether a text has more lines than are read one by one; False if it cannot be told."""
    try:
        return sum(piece.count(b"\n") for piece in _pieces(path)) > MAX_ROWS
    except (OSError, ValueError):
        return False


def head_of(path: Path, named: str | None) -> tuple[str, str]:
    """The first whole lines of the file, and their encoding.

    Raises:
        Refusal: it is no text, or its first line does not end.
    """
    from ccmotivate.formats import csv_text  # here: it loads numpy

    return csv_text.decode(first_lines(path), named)


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


# -- the look ---------------------------------------------------------------------------------------------------------


def looked_through(path: Path, named: str | None) -> LargeText:
    """Look through the whole file once for each encoding that it may have.

    Raises:
        Refusal: the reasons of ``csv_text.decode``, a NUL, a line longer than ``MAX_LINE``.
    """
    with opened(path) as file:
        start = file.read(_SLICE)
        status = os.fstat(file.fileno())
    from ccmotivate.formats import csv_text  # here: it loads numpy

    tried = csv_text.candidates(start, named)
    for encoding in tried:
        look = _Look(encoding, is_guess=encoding == "gb18030" and not named)
        if look.take(path):
            plain = encoding in ("utf-8", "utf-8-sig") and look.is_even
            lines = (tuple(look.lines), look.ends, look.blanks)
            told = (look.hash.hexdigest(), encoding, plain, look.has_quotes, *lines)
            return LargeText(path, status.st_size, status.st_mtime_ns, *told)
    raise Refusal("csv-encoding", tried=tried)


class _Look:
    """One way through a file; ``take`` is False where its bytes are not of the encoding."""

    def __init__(self, encoding: str, *, is_guess: bool) -> None:
        self.encoding, self.is_guess = encoding, is_guess
        self.hash = hashlib.sha256()
        self.has_quotes, self.is_even, self.ends = False, True, True
        self.lines = [0]
        self.blanks = 0
        self._is_utf8 = encoding in ("utf-8", "utf-8-sig")
        self._line = 0  # bytes of the line that is not over
        self._last = b" \n"  # the two bytes before
        self._decoder = None if self._is_utf8 else codecs.getincrementaldecoder(encoding)("strict")
        self._cut = b""  # the first bytes of a letter, of which the others are in the next piece

    def take(self, path: Path) -> bool:
        with ThreadPoolExecutor(1) as other:
            for piece in _pieces(path):
                hashed = other.submit(self.hash.update, piece)
                try:
                    text = self._decoded(piece)
                except (UnicodeDecodeError, LookupError):
                    return False
                finally:
                    hashed.result()
                if text is None:
                    return False
                self._look_at(text)
        return self._ends()

    def _decoded(self, piece: bytes) -> bytes | None:
        """The piece in UTF-8; None where it is not of that."""
        if self._decoder is None:
            return piece if self._is_whole(piece) else None
        text = self._decoder.decode(piece)
        if self.is_guess:
            from ccmotivate.formats import csv_text  # here: it loads numpy

            csv_text.refuse_doubtful(text)
        return text.encode("utf-8", "surrogatepass")

    def _is_whole(self, piece: bytes) -> bool:
        """Whether a piece goes on in UTF-8."""
        start = 0
        if self._cut:
            start = _long(self._cut[0]) - len(self._cut)
            letter, self._cut = self._cut + piece[:start], b""
            if not _is_utf8(letter, 0, len(letter)):
                return False
        end = len(piece) - _cut_off(piece)
        self._cut = piece[end:] if end >= start else b""
        return end <= start or _is_utf8(piece, start, end)

    def _ends(self) -> bool:
        if self._decoder is None:
            return not self._cut
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _look_at(self, piece: bytes) -> None:
        if b"\0" in piece:
            raise Refusal("not-a-workbook")
        self.has_quotes = self.has_quotes or b'"' in piece
        self.lines.append(
            self.lines[-1] + sum(self._ends_in(piece[at : at + _PART]) for at in range(0, len(piece), _PART))
        )
        self.ends = piece.endswith(b"\n")
        self._measure(piece)

    def _ends_in(self, part: bytes) -> int:
        """How many lines end here; those that are blank are counted."""
        import numpy as np

        signs = np.frombuffer(self._last + part, np.uint8)
        newlines = signs == ord("\n")
        blanks = newlines[2:] & newlines[1:-1]
        if b"\r" in part or self._last.endswith(b"\r"):
            returns = signs == ord("\r")
            self.is_even = self.is_even and not (returns[:-1] & ~newlines[1:]).any()
            blanks |= newlines[2:] & returns[1:-1] & newlines[:-2]
        self.blanks += int(np.count_nonzero(blanks))
        self._last = signs[-2:].tobytes()
        return int(np.count_nonzero(newlines[2:]))

    def _measure(self, piece: bytes) -> None:
        """Refuse a line that goes on and on."""
        at = 0
        while at + MAX_LINE < len(piece) + self._line:
            end = piece.rfind(b"\n", at, max(at, at + MAX_LINE - self._line))
            if end < 0:
                line = 1 + self.lines[-2] + piece.count(b"\n", 0, at)
                raise Refusal("csv-malformed", line=line, reason=N_("a line without an end"))
            at, self._line = end + 1, 0
        last = piece.rfind(b"\n")
        self._line = self._line + len(piece) if last < 0 else len(piece) - last - 1


def _long(first: int) -> int:
    """How many bytes a letter in UTF-8 has, by its first one."""
    return 2 if first < 0xE0 else 3 if first < 0xF0 else 4


def _cut_off(piece: bytes) -> int:
    """How many bytes of a letter that goes on stand at the end of a piece."""
    for back, byte in enumerate(piece[:-4:-1], start=1):
        if byte >= 0xC0:
            return back if _long(byte) > back else 0
        if byte < 0x80:
            break
    return 0


def _is_utf8(data: bytes, start: int, end: int) -> bool:
    """Whether these bytes are whole letters in UTF-8; sooner than by decoding them."""
    import numpy as np
    import pyarrow as pa

    ends = pa.py_buffer(np.array([start, end], np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _pieces(path: Path) -> Iterator[bytes]:
    with opened(path) as file:
        while piece := file.read(PIECE):
            yield piece


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
    for piece in _pieces(text.path):
        whole = rest + decoder.decode(piece)
        end = whole.rfind("\n") + 1
        ready, rest = whole[1:end], "\n" + whole[end:]
        yield _without_blank_lines(ready).encode("utf-8", "surrogatepass")
    yield rest[1:].encode("utf-8", "surrogatepass")


def _without_blank_lines(lines: str) -> str:
    """Whole lines that end alike, each blank one with a space in it."""
    made = "\n" + lines.replace("\r\n", "\n").replace("\r", "\n")
    while "\n\n" in made:
        made = made.replace("\n\n", "\n \n")
    return made[1:]


def is_the_same(text: LargeText) -> bool:
    """Whether the file is as it was when it was looked through."""
    status = text.path.stat()
    return (status.st_size, status.st_mtime_ns) == (text.size, text.changed)


def sampled(path: Path) -> str:
    """Whole lines from all over a file of UTF-8 lines; those in the middle may begin within quotes."""
    size = path.stat().st_size
    parts: list[bytes] = []
    with path.open("rb") as file:
        for number in range(_SLICES):
            file.seek(number * max(size - _SLICE, 0) // max(_SLICES - 1, 1))
            _cut, _, lines = file.read(_SLICE).partition(b"\n")
            parts.append(lines[: lines.rfind(b"\n") + 1])
    return b"".join(parts).decode("utf-8", "replace")


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
    return text.rows - text.blanks + sum(piece.count(separator.encode()) for piece in _pieces(text.path))


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
