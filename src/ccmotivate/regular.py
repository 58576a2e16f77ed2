"""Open only what is a file: a pipe or a device in its place would never end, or wait for ever."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path

from ccmotivate.locale import N_

FOLDER = N_("it is a folder, not a file")
_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, FOLDER),
    (stat.S_ISFIFO, N_("it is a named pipe, not a file")),
    (stat.S_ISSOCK, N_("it is a socket, not a file")),
    (stat.S_ISLNK, N_("it is a link to another file")),
)
_DEVICE = N_("it is a device, not a file")
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class NotRegularError(OSError):
    """What stands at a path is no file; ``strerror`` says what it is."""

    def __init__(self, path: Path, mode: int) -> None:
        super().__init__(errno.EINVAL, next((words for is_one, words in _KINDS if is_one(mode)), _DEVICE), str(path))


def opened(path: Path) -> BufferedReader:
    """A file to read, links followed.

    Raises:
        NotRegularError: it is no file; nothing is read from it, and nobody waits.
        OSError: it is not there, or may not be read.
    """
    _check(path, path.stat())
    handle = os.open(path, os.O_RDONLY | _AT_ONCE)
    try:
        _check(path, os.fstat(handle))  # what stands there may have changed meanwhile
    except OSError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def bytes_of(path: Path, limit: int) -> bytes:
    """The bytes of a file, at most ``limit`` and one more, which shows that there are more.

    Raises:
        OSError: as ``opened``.
    """
    with opened(path) as file:
        return file.read(limit + 1)


def refuse_other(path: Path) -> None:
    """See that a file may be written at a path: nothing stands there, or a file that is no link.

    Raises:
        NotRegularError: something else stands there.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    _check(path, found)


def _check(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotRegularError(path, found.st_mode)


def is_folder(path: str | Path) -> bool:
    """As ``Path.is_dir``; False also where the name is too long, or may not be looked at."""
    return os.path.isdir(path)  # noqa: PTH112 - pathlib raises for these


def is_file(path: str | Path) -> bool:
    """As ``Path.is_file``; False also as ``is_folder``."""
    return os.path.isfile(path)  # noqa: PTH113 - as above


def is_there(path: str | Path) -> bool:
    """As ``Path.exists``; False also as ``is_folder``."""
    return os.path.exists(path)  # noqa: PTH110 - as above


def is_case_blind(folder: Path) -> bool:
    """True where a folder, or the one it will be made in, takes ``March`` and ``march`` as one name."""
    place = next(one for one in (folder.absolute(), *folder.absolute().parents) if is_folder(one))
    for name in sorted(os.listdir(place)):  # noqa: PTH208 - names are enough
        if name.swapcase() != name and name.isascii():
            other = os.path.join(place, name.swapcase())  # noqa: PTH118 - as above
            return os.path.lexists(other) and os.path.samestat(os.lstat(os.path.join(place, name)), os.lstat(other))  # noqa: PTH118
    return os.name == "nt" or sys.platform == "darwin"
