"""A folder lock: one run at a time writes into a folder; others wait, or report the holder.

It is an operating system lock on a hidden file that the run removes; a killed run releases it automatically. The file
names the holder. Without lock support of the system or file system the run continues unlocked. A link of that name is
not followed, and a foreign file of that name is neither written nor removed.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import platform
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from ccmotivate.locale import N_
from ccmotivate.regular import bytes_of, refuse_other
from ccmotivate.signals import uninterrupted

LOCK = ".ccmotivate.lock"
_PAUSE = 0.1
_TRIES = 10  # of files that the run before removed while they were opened; then there is a pause as for any other wait
_LEAVING = 2.0 if os.name == "nt" else 0.0
"""Seconds in which Windows may refuse to open a lock file that another run is just removing."""
_BEYOND = 1 << 30
"""Where Windows locks: past the words of the holder, so that others can read them."""
_MOST = 4_096  # bytes of a signature
_SIGNED = {"user": str, "host": str, "pid": int}
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


class Holder(Struct, frozen=True):
    """Who holds a folder."""

    user: str = "?"
    host: str = "?"
    pid: int = 0

    def __str__(self) -> str:
        return f"{self.user}@{self.host}, pid {self.pid}"


class ForeignLockError(OSError):
    """The file with the lock's name was not made by a run."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EEXIST, N_("this file stands in the place of the lock of a run"), str(path))


class FolderBusyError(Exception):
    """Another run holds the folder and did not let go in time; ``holder`` says which."""

    def __init__(self, folder: Path, holder: Holder) -> None:
        super().__init__(f"{folder}: {holder}")
        self.folder = folder
        self.holder = holder


@contextmanager
def holding(folder: Path, wait: float) -> Iterator[None]:
    """Lock a folder while the block runs.

    Args:
        folder: an existing folder.
        wait: seconds to wait for another run.

    Raises:
        FolderBusyError: another run still locks it after that.
        ForeignLockError: a foreign file has the lock's name.
        OSError: the lock file cannot be made; ``NotRegularError`` where a link or a folder has its name.
    """
    path = folder / LOCK
    began = time.monotonic()
    handles: list[int] = []
    try:
        while not handles:
            with uninterrupted():
                handles += _taken(path, began + _LEAVING)
            if not handles and time.monotonic() >= began + wait:
                raise FolderBusyError(folder, holder_of(path))
            time.sleep(0 if handles else _PAUSE)
        yield
    finally:
        with uninterrupted():
            for handle in handles:
                _let_go(path, handle)


def _taken(path: Path, until: float) -> list[int]:
    """The locked and signed handle, none while another run has it.

    Raises:
        OSError: as ``holding``; that the file may not be opened only after ``until``.
    """
    for _ in range(_TRIES):
        try:
            refuse_other(path)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | _NO_FOLLOW, 0o600)
        except PermissionError:
            if time.monotonic() >= until:
                raise
            return []
        if not _is_lock(handle):
            os.close(handle)
            raise ForeignLockError(path)
        if not _lock(handle):
            os.close(handle)
            return []
        if _is_file(handle, path):  # one whose file was removed meanwhile holds nothing, and is tried again
            _sign(handle)
            return [handle]
        os.close(handle)
    return []


def _is_lock(handle: int) -> bool:
    """True for a regular file that is empty or signed by a run, and has no second name."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        return False
    return found.st_size == 0 or _holder(os.read(handle, _MOST)) is not None


def _lock(handle: int) -> bool:
    """True when the lock is ours, or the system or the file system has none."""
    try:
        _lock_of_system(handle)
    except ImportError:
        return True
    except OSError as error:
        return error.errno in _NO_LOCKS
    return True


def _lock_of_system(handle: int) -> None:
    """Lock at once: POSIX by ``fcntl``, Windows by ``msvcrt``.

    Raises:
        OSError: another process has the lock.
        ImportError: the system has neither.
    """
    try:
        import fcntl
    except ImportError:
        import msvcrt

        os.lseek(handle, _BEYOND, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_file(handle: int, path: Path) -> bool:
    """True when the open file still has its name; Windows removes none that is open."""
    if os.name == "nt":
        return True
    with suppress(OSError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _sign(handle: int) -> None:
    words = json.dumps(asdict(Holder(_user(), platform.node(), os.getpid()))).encode()
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, words)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a number without a name, as in containers; Windows without USERNAME
        return "?"


def _let_go(path: Path, handle: int) -> None:
    """Remove the file while it is still locked, where the system lets us; then close it."""
    with suppress(OSError):
        path.unlink()
    os.close(handle)
    if os.name == "nt":
        with suppress(OSError):
            path.unlink()


def holder_of(path: Path) -> Holder:
    """The holder named in a lock file; unknown while it is empty."""
    with suppress(OSError):
        return _holder(bytes_of(path, _MOST)) or Holder()
    return Holder()


def _holder(data: bytes) -> Holder | None:
    """Who signed with these words; None for other words."""
    try:
        words = json.loads(data) if len(data) <= _MOST else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(words, dict) or {name: type(one) for name, one in words.items()} != _SIGNED:
        return None
    return Holder(**words)
