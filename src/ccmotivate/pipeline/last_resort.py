"""Turn any exception while handling a file into a problem of that file, so that the other files are processed.

Expected faults have their own codes where they are found; what arrives here is a bug or lack of memory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from ccmotivate.faults import is_want_of_memory, write_report
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.signals import raise_again

Result = TypeVar("Result")


def attempt(step: Callable[[], Result], file: str) -> tuple[Result | None, tuple[Problem, ...]]:
    """What a step for a file gives; None and a fatal problem where it raises.

    Raises:
        Interrupted: a signal came, which foreign code may have turned into another error.
    """
    try:
        return step(), ()
    except Exception as error:
        raise_again()
        return None, (_fault(error, file),)


def _fault(error: Exception, file: str) -> Problem:
    if is_want_of_memory(error):
        return problem("not-enough-memory", SourceRef(file))
    return problem("file-fault", SourceRef(file), type(error).__name__, report=write_report(error, sys.argv) or "–")
