"""What is to be done with an exception that nobody foresaw: is it want of memory, and the report of any other."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback
from collections.abc import Sequence

from ccmotivate import __version__
from ccmotivate.passwords import secrets_of, without_secrets

_NO_THREAD = "can't start new thread"
_NOT_LOADED = ("failed to map segment", "Cannot allocate memory", "cannot allocate memory")


def is_want_of_memory(error: BaseException) -> bool:
    """True for the ways in which Python, the system and the loader of libraries say that memory ran out."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    if isinstance(error, ImportError):
        return any(words in str(error) for words in _NOT_LOADED)
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and str(error) == _NO_THREAD)


def write_report(error: BaseException, arguments: Sequence[str]) -> str:
    """Write the traceback of a fault of ours into a file of its own; the path of it, ``""`` where there is no room.

    Passwords in addresses of databases, also in those that the environment holds, are blacked out.
    """
    known = [one for text in (*arguments, *os.environ.values()) for one in secrets_of(text)]
    known += [value for name, value in os.environ.items() if name == "PGPASSWORD"]
    text = without_secrets("".join(traceback.format_exception(error)), known)
    told = without_secrets(str(list(arguments)), known)
    try:
        handle, path = tempfile.mkstemp(prefix="ccmotivate-report-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(f"ccmotivate {__version__}\narguments: {told}\n\n{text}")
    except OSError:
        return ""
    return path
