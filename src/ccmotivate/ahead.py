"""What is begun before the command line is loaded: the process that reads a large log takes as long to start."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ccmotivate.formats.limits import LARGE_TEXT


def begin(words: Sequence[str]) -> None:
    """Start the process where one of the words is the path of a large text file; never raises."""
    large = [word for word in words if _size(word) > LARGE_TEXT]
    if not large:
        return
    from ccmotivate.formats.large_text import is_large_text
    from ccmotivate.pipeline.log_process import LogProcess

    if any(is_large_text(Path(word)) for word in large):
        LogProcess.free().release()


def _size(word: str) -> int:
    with suppress(OSError, ValueError):
        return Path(word).stat().st_size
    return 0
