"""Does a process still run? Asked without touching it."""

from __future__ import annotations

import os
from typing import Any

_SYNCHRONIZE = 0x0010_0000  # the right to wait for a process, the least that OpenProcess gives
_WAIT_TIMEOUT = 0x102
_NO_SUCH_PROCESS = 87  # ERROR_INVALID_PARAMETER
_LARGEST = 0xFFFF_FFFF


def is_alive(pid: int) -> bool:
    """True when the process may still run: it does, or its state cannot be queried."""
    if pid == os.getpid():
        return True
    if os.name == "nt":
        import ctypes

        system: Any = ctypes  # Windows only
        return of_windows(pid, system.WinDLL("kernel32", use_last_error=True), system.get_last_error)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def of_windows(pid: int, kernel32: Any, last_error: Any) -> bool:
    """As ``is_alive``; signal 0 would end the process there, so that it is opened and waited for no time at all."""
    from ctypes import c_void_p

    kernel32.OpenProcess.restype = c_void_p
    handle = kernel32.OpenProcess(_SYNCHRONIZE, False, pid) if pid <= _LARGEST else None
    if not handle:
        return pid <= _LARGEST and bool(last_error() != _NO_SUCH_PROCESS)
    try:
        return bool(kernel32.WaitForSingleObject(c_void_p(handle), 0) == _WAIT_TIMEOUT)
    finally:
        kernel32.CloseHandle(c_void_p(handle))
