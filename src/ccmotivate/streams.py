"""Standard output and error that never stop the work: what they refuse is remembered, not raised."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, TextIO

from msgspec import Struct

_NOBODY_READS = (errno.EPIPE, errno.EINVAL)  # EINVAL: a closed pipe on Windows


class Guarded(io.BufferedIOBase):
    """A binary stream whose first failure is kept in ``failure``; what is written after it is dropped.

    None is a stream that the shell closed.
    """

    def __init__(self, stream: BinaryIO | None) -> None:
        super().__init__()
        self._stream = stream
        self.failure: OSError | None = None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        return self._open().fileno()

    def write(self, data: Any) -> int:
        self._try(lambda: self._open().write(data))
        return len(data)

    def flush(self) -> None:
        if self._stream is not None:
            self._try(self._stream.flush)

    def _open(self) -> BinaryIO:
        if self._stream is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return self._stream

    def _try(self, step: Callable[[], object]) -> None:
        if self.failure is not None:
            return
        try:
            step()
        except OSError as error:
            self.failure = error
            with suppress(OSError):  # what is still in the buffer goes nowhere when the interpreter ends
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self.fileno())
                os.close(nowhere)


class Streams(Struct, frozen=True):
    """Both streams while a command runs."""

    out: Guarded
    err: Guarded

    def failure(self) -> str | None:
        """What the system said of standard output; None where all was written, or the reader of a pipe had enough."""
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        found = self.out.failure
        return None if found is None or found.errno in _NOBODY_READS else found.strerror or str(found)


@contextmanager
def guarded() -> Iterator[Streams]:
    """Standard output and error as guarded streams for as long as the block runs.

    Characters that the console cannot show become ``?``: a GBK console has no ✓, and must not stop a run for it. Lines
    end with LF on every system, so that the same run gives the same bytes.
    """
    _occupy()
    before: tuple[TextIO | None, ...] = (sys.stdout, sys.stderr)
    out, err = (Guarded(stream.buffer if stream else None) for stream in before)
    encodings = [stream.encoding if stream else "utf-8" for stream in before]
    sys.stdout = io.TextIOWrapper(out, encodings[0], "replace", newline="\n", line_buffering=out.isatty())
    sys.stderr = io.TextIOWrapper(err, encodings[1], "replace", newline="\n", line_buffering=True)
    try:
        yield Streams(out, err)
    finally:
        with suppress(ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        sys.stdout, sys.stderr = before  # None where the shell closed it


def _occupy() -> None:
    """Open what the shell closed (``>&-``), so that no file of ours gets the number of a standard stream."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
