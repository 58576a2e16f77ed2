"""The one exception of the ledger: it could not be opened, read or written, and a problem says why."""

from __future__ import annotations

from ccmotivate.problems import Problem, SourceRef, problem


class LedgerRefused(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was done; ``problem`` says why."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.code)
        self.problem = why


def refused(code: str, ledger: str, value: object = None, **facts: object) -> LedgerRefused:
    """The exception for a problem with the ledger of this name."""
    return LedgerRefused(problem(code, SourceRef(ledger), value, **facts))
