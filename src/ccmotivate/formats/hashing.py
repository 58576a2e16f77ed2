"""The SHA-256 of a large file, worked out while other things are done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from threading import Event

from msgspec import Struct

from ccmotivate.formats.limits import MIB
from ccmotivate.regular import opened

_PIECE = 4 * MIB


class Hashing(Struct, frozen=True):
    """A file being hashed: its size and when it was changed, as it was opened, and the hash to be."""

    size: int
    changed: int
    sha256: Future[str]


@contextmanager
def hashing(path: Path) -> Iterator[Hashing]:
    """Hash a file in another thread, as long as the body runs.

    Raises:
        OSError: as ``regular.opened``.
    """
    stop = Event()
    with opened(path) as file, ThreadPoolExecutor(1) as other:
        status = os.fstat(file.fileno())
        try:
            yield Hashing(status.st_size, status.st_mtime_ns, other.submit(_sha256_of, file, stop))
        finally:
            stop.set()


def _sha256_of(file: BufferedReader, stop: Event) -> str:
    """The hash of all that is in the file, or of some of it where it is to stop."""
    found, room = hashlib.sha256(), memoryview(bytearray(_PIECE))
    while not stop.is_set() and (size := file.readinto(room)):
        found.update(room[:size])
    return found.hexdigest()
