"""One look through a large text file: its encoding, where its lines end, and what it must not hold."""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ccmotivate.formats.hashing import Hashing
from ccmotivate.formats.large_text import MAX_BLANKS, PLAIN, LargeText, pieces_of
from ccmotivate.formats.limits import MAX_LINE, MIB, Refusal
from ccmotivate.formats.text_encoding import candidates, refuse_doubtful
from ccmotivate.locale import N_
from ccmotivate.regular import opened

if TYPE_CHECKING:  # another process looks through files
    import numpy as np
    from numpy.typing import NDArray

_PART = MIB // 16  # as much as stays in the cache
_START = MIB // 16
_TOGETHER = 200_000  # lines
_BEFORE_CELLS = tuple(b',;\t|\r\n"\xbf')  # the last of them ends a byte order mark
Span = tuple[int, int]
"""Where whole lines begin and end in a file."""


def looked_through(
    path: Path, named: str | None, hashed: Hashing, follow: Callable[[Iterator[Span]], None] | None = None
) -> LargeText:
    """Look through the whole file once for each encoding that it may have.

    ``follow`` is told meanwhile where the lines of a file stand that is ``PLAIN``, as long as they ``can_be_followed``.

    Raises:
        Refusal: the reasons of ``text_encoding.decode``, a NUL, a line longer than ``MAX_LINE``.
    """
    with opened(path) as file:
        start = file.read(_START)
    tried = candidates(start, named)
    for encoding in tried:
        look = _Look(encoding, is_guess=encoding == "gb18030" and not named)
        read = pieces_of(path)
        if encoding == tried[0]:
            read = hashed.through(read)
        with closing(read), closing(look.pieces(read)) as pieces:
            if follow is not None and encoding in PLAIN:
                follow(look.whole_lines(pieces))
            deque(pieces, maxlen=0)
        if look.fits:
            plain = encoding in PLAIN and look.is_even
            lines = (tuple(look.lines), look.ends, look.blanks)
            told = (hashed.sha256.result(), encoding, plain, look.quotes, look.has_formulas, *lines)
            return LargeText(path, hashed.size, hashed.changed, *told)
    raise Refusal("csv-encoding", tried=tried)


class _Look:
    """One way through a file; in the end it ``fits`` where its bytes are of the encoding."""

    def __init__(self, encoding: str, *, is_guess: bool) -> None:
        self.encoding, self.is_guess = encoding, is_guess
        self.has_formulas, self.is_even, self.ends, self.fits = False, True, True, False
        self.quotes = 0
        self.lines = [0]
        self.blanks = 0
        self._is_utf8 = encoding in PLAIN
        self._line = 0  # bytes of the line that is not over
        self._last = b" \n"  # the two bytes before
        self._before = 2  # how many of these are none of the file's
        self._decoder = None if self._is_utf8 else codecs.getincrementaldecoder(encoding)("strict")
        self._cut = b""  # the first bytes of a letter, of which the others are in the next piece

    def pieces(self, read: Iterable[bytes]) -> Generator[bytes]:
        """The pieces of the file in UTF-8, each after it was looked at, as long as they are of the encoding."""
        for piece in read:
            try:
                text = self._decoded(piece)
            except (UnicodeDecodeError, LookupError):
                return
            if text is None:
                return
            self._look_at(text)
            yield text
        self.fits = self._ends()

    def whole_lines(self, pieces: Iterable[bytes]) -> Iterator[Span]:
        """Where those stand that end in each piece, not too many together, and the last, as long as they are plain."""
        begun = at = 0
        for piece in pieces:
            if self.quotes or not self.is_even or self.blanks > MAX_BLANKS:
                return
            start, step = 0, -(-len(piece) // (1 + (self.lines[-1] - self.lines[-2]) // _TOGETHER))
            for stop in range(step, len(piece) + step, step):
                end = piece.rfind(b"\n", start, stop) + 1
                if end:
                    yield begun, at + end
                    start, begun = end, at + end
            at += len(piece)
        if begun < at:
            yield begun, at

    def _decoded(self, piece: bytes) -> bytes | None:
        """The piece in UTF-8; None where it is not of that."""
        if self._decoder is None:
            return piece if self._is_whole(piece) else None
        text = self._decoder.decode(piece)
        if self.is_guess:
            refuse_doubtful(text)
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
        self.quotes += piece.count(b'"') if b'"' in piece else 0  # most have none, and to count takes longer
        self.lines.append(self.lines[-1] + self._ends_in(piece))
        self.ends = piece.endswith(b"\n")
        self._measure(piece)

    def _ends_in(self, piece: bytes) -> int:
        """How many lines end in a piece, looked at part by part, each with the two bytes before it."""
        import numpy as np

        whole, ends = np.frombuffer(piece, np.uint8), 0
        for start in range(0, len(piece), _PART):
            end = start + _PART
            signs = whole[start - 2 : end] if start > 1 else np.frombuffer(self._last + piece[:end], np.uint8)[start:]
            ends += self._ends_of(signs, piece, max(start - 2, 0), end)
            self._before = max(self._before - (len(signs) - 2), 0)
        self._last = (self._last + piece[-2:])[-2:]
        return ends

    def _ends_of(self, signs: NDArray[np.uint8], piece: bytes, start: int, end: int) -> int:
        """The same of a part, ``signs``; blank lines are counted, and cells that begin with ``="`` looked for."""
        import numpy as np

        if self.quotes and not self.has_formulas:
            equal = np.flatnonzero(signs[1:-1] == ord("="))
            before = signs[equal[signs[equal + 2] == ord('"')]]
            self.has_formulas = bool(np.isin(before, _BEFORE_CELLS).any())
        newlines = signs == ord("\n")
        if start == 0 or piece.find(codecs.BOM_UTF8[:1], start, end) >= 0:
            marked = newlines[:-2] & (signs[1:-1] == codecs.BOM_UTF8[0]) & (signs[2:] == codecs.BOM_UTF8[1])
            self.is_even = self.is_even and not marked[self._before :].any()
        blanks = newlines[2:] & newlines[1:-1]
        if start == 0 or piece.find(b"\r", start, end) >= 0:
            returns = signs == ord("\r")
            self.is_even = self.is_even and not (returns[:-1] & ~newlines[1:]).any()
            blanks |= newlines[2:] & returns[1:-1] & newlines[:-2]
        self.blanks += int(np.count_nonzero(blanks))
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
