"""The SHA-256 of a large file, worked out while other things are done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from queue import Queue
from threading import Event

from msgspec import Struct

from ccmotivate.formats.limits import MIB
from ccmotivate.regular import opened

_PIECE = 4 * MIB
_AHEAD = 4  # pieces that wait


class Hashing(Struct, frozen=True):
    """A file being hashed: its size and when it was changed, as it was opened, and the hash to be.

    It waits for what is read ``through`` it, and then reads the rest itself.
    """

    size: int
    changed: int
    sha256: Future[str]
    seen: Queue[bytes]

    def through(self, pieces: Iterable[bytes]) -> Generator[bytes]:
        """The pieces of the file from its start on, as far as they are asked for; once only."""
        try:
            for piece in pieces:
                self.seen.put(piece)
                yield piece
        finally:
            self.seen.put(b"")


@contextmanager
def hashing(path: Path) -> Iterator[Hashing]:
    """Hash a file in another thread, as long as the body runs.

    Raises:
        OSError: as ``regular.opened``.
    """
    stop = Event()
    with opened(path) as file, ThreadPoolExecutor(1) as other:
        status, seen = os.fstat(file.fileno()), Queue[bytes](_AHEAD)
        try:
            yield Hashing(status.st_size, status.st_mtime_ns, other.submit(_sha256_of, file, seen, stop), seen)
        finally:
            stop.set()
            seen.put(b"")


def _sha256_of(file: BufferedReader, seen: Queue[bytes], stop: Event) -> str:
    """The hash of all that is in the file, or of some of it where it is to stop; an empty piece ends what is seen."""
    found, done = hashlib.sha256(), 0
    while piece := seen.get():
        found.update(piece)
        done += len(piece)
    file.seek(done)
    room = memoryview(bytearray(_PIECE))
    while not stop.is_set() and (size := file.readinto(room)):
        found.update(room[:size])
    return found.hexdigest()
