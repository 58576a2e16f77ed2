"""Room for the frames of calls, taken once.

CPython keeps the frames of Python's functions in pieces of 16 KiB and returns a piece to the system when its first
frame ends. A call that happens to begin a piece, made again and again, takes and returns memory each time: thousands
of times in a short run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_SLOTS = 2**15
"""Pointers: 256 KiB, some thousand frames; only what is used of them takes memory."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def in_one_piece(function: _Function) -> _Function:
    """Give the frame of a function a piece so large that the frames of whatever it calls stand in it too."""
    function.__code__ = function.__code__.replace(co_stacksize=_SLOTS)
    return function
