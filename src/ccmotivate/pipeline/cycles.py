"""When Python looks for cycles: hardly ever within a file, and after every few of many files."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from typing import TypeVar

# A big sheet is millions of small objects that all stay; looking through them again and again for cycles costs a fifth
# of a run and finds nothing. So many more objects than now is some gigabytes: only then is it worth a look.
_COLLECT_AFTER = 50_000_000

COLLECTED = 8
"""Files between two looks for cycles; a look takes about a fifteenth of the time of a small file."""

Made = TypeVar("Made")


def seldom() -> None:
    """From now on this process looks for cycles only where ``freed`` does, or where memory fills."""
    gc.set_threshold(_COLLECT_AFTER)


def freed(made: Iterable[Made]) -> Iterator[Made]:
    """What is made of file after file; what of it is no longer used is freed, cycles too."""
    gc.freeze()
    for at, one in enumerate(made, start=1):
        yield one
        if at % COLLECTED == 0:
            gc.collect()
