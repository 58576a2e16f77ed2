"""The last guard around a file: whatever goes wrong with it is a problem of that file, and the others go on.

What is known to go wrong has a code of its own where it is found; what ends here is a fault of ours, or want of memory.
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
