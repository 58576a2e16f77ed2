"""What every command on the ledger alone does: open it, do one thing, say what came of it or why not."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:  # SQLAlchemy is loaded when the command runs
    from ccmotivate.ledger.store import Ledger

T = TypeVar("T")
Say = Callable[[Problem], None]


def in_words(lang: str) -> Say:
    """Print a problem to stderr."""

    def say(why: Problem) -> None:
        from ccmotivate.writers.terminal import problem_lines, screens

        problem_lines.show_problems(screens.console(stderr=True), [why], None, lang, notes=True)

    return say


def with_ledger(
    given: str | None, wait: float, say: Say, do: Callable[[Ledger], T], *, create: bool = False, unsound: bool = False
) -> T:
    """Open the ledger and return ``do(ledger)``; on failure ``say`` gets the problem and the command ends.

    ``unsound``: ``do`` checks by itself whether the ledger is as it was written.

    Raises:
        typer.Exit: 1 for a refusal, 2 when the ledger cannot be used.
    """
    from ccmotivate.pipeline.publishing import choose_ledger, open_ledger

    opened = open_ledger(given, os.environ, wait=wait, create=create, unsound=unsound)
    if opened.ledger is None:
        missing = problem("ledger-none", SourceRef(choose_ledger(given, os.environ)[0]))
        raise _ended(opened.problems[0] if opened.problems else missing, say)
    from ccmotivate.ledger.refused import LedgerRefused

    try:
        return do(opened.ledger)
    except LedgerRefused as why:
        raise _ended(why.problem, say) from None


def _ended(why: Problem, say: Say) -> typer.Exit:
    say(why)
    return typer.Exit(2 if why.is_fatal else 1)
