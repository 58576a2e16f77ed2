"""Ctrl-C and SIGTERM as one exception that is raised once, and not while files take their places."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
_A_MOMENT = 0.01  # seconds


class Interrupted(BaseException):
    """The run is to end; ``number`` is the signal that said so."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _State:
    """Which signal came, whether it was passed on, and how many blocks are not to be interrupted."""

    came: int | None = None
    raised = False
    held = 0


def listen() -> None:
    """From now on such signals are noted; ``obey`` raises the first."""
    _State.came, _State.raised, _State.held = None, False, 1
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup and the like mean it
            signal.signal(number, _on_signal)
    sys.unraisablehook = _on_swallowed


def obey() -> None:
    """Let the first signal raise ``Interrupted`` in the main thread; those that follow it are not heard.

    Raises:
        Interrupted: one came already.
    """
    _State.held = 0
    _raise_if_due()


def raise_again() -> None:
    """Raise ``Interrupted`` once more where it was raised, for it may come out of foreign code as another error.

    Raises:
        Interrupted: a signal came.
    """
    if _State.raised and _State.came is not None:
        raise Interrupted(_State.came) from None


def end(code: int) -> NoReturn:
    """End the process as it is, whatever signal comes now: the work is done, and all of it written.

    Taking the libraries apart would cost a tenth of a short run.
    """
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # the shell closed it, or nobody reads it
            stream.flush()
    os._exit(code)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A block that runs to its end; a signal that comes meanwhile is raised behind it."""
    _State.held += 1
    try:
        yield
    finally:
        _State.held -= 1
        _raise_if_due()


@contextmanager
def interruptible() -> Iterator[None]:
    """A part of such a block that may be interrupted, so that only what is done before and after it runs to its end."""
    _State.held -= 1
    try:
        _raise_if_due()
        yield
    finally:
        _State.held += 1


def _on_signal(number: int, _frame: FrameType | None) -> None:
    _State.came = _State.came or number
    _raise_if_due()


def _on_swallowed(what: sys.UnraisableHookArgs) -> None:
    """Raise ``Interrupted`` again a moment later where it was raised within something that cannot raise."""
    if not isinstance(what.exc_value, Interrupted):
        sys.__unraisablehook__(what)
        return
    from _thread import interrupt_main  # here: no other run needs a thread for it
    from threading import Timer

    _State.raised = False
    later = Timer(_A_MOMENT, interrupt_main, (what.exc_value.number,))
    later.daemon = True
    later.start()


def _raise_if_due() -> None:
    if _State.came is not None and not _State.raised and not _State.held:
        _State.raised = True
        raise Interrupted(_State.came)
