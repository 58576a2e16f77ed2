"""Bytes laid aside on disk in a file without a name: what many files gave is not all held in memory."""

from __future__ import annotations

import tempfile
import weakref

from msgspec import Struct


class Kept(Struct, frozen=True):
    """A place in a spool."""

    spool: Spool
    start: int
    size: int

    def bytes(self) -> bytes:
        """What was laid aside."""
        return self.spool.at(self.start, self.size)


class Spool:
    """A temporary file that only this process knows, and that goes with it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nobody refers to the spool any more
        weakref.finalize(self, self._file.close)
        self._end = 0

    def keep(self, data: bytes) -> Kept:
        """Lay bytes aside.

        Raises:
            OSError: the disk is full.
        """
        self._file.seek(self._end)
        self._file.write(data)
        self._end += len(data)
        return Kept(self, self._end - len(data), len(data))

    def at(self, start: int, size: int) -> bytes:
        """The bytes of a place."""
        self._file.seek(start)
        return self._file.read(size)
