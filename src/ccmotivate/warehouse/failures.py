"""Exceptions of databases and their drivers → one problem each, never with a password."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from ccmotivate.model.connections import TableFrom
from ccmotivate.passwords import without_secrets
from ccmotivate.problems import Problem, SourceRef, problem

_STATES = {
    "57014": "database-slow",
    "42501": "database-denied",
    "42P01": "table-absent",
    "3F000": "table-absent",
    "22003": "table-overflow",
    "25006": "database-denied",
}
_OVERFLOW = ("overflow", "out of range", "numeric_value_out_of_range", "could not be represented")
_SHOWN = 300
STATEMENT_SECONDS = 600
"""How long one query may take."""


class DatabaseError(Exception):
    """A database that cannot be used, or a table that cannot be read; ``problem`` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.code)
        self.problem = found


def refuse(table: TableFrom, code: str, value: object = None, **facts: object) -> NoReturn:
    """Stop reading a table.

    Raises:
        DatabaseError: always.
    """
    raise DatabaseError(problem(code, SourceRef(table.name), value, **facts))


@contextmanager
def told(table: TableFrom, otherwise: str, secrets: Sequence[str] = ()) -> Iterator[None]:
    """Whatever a driver raises inside is raised as a problem; what says nothing of itself is ``otherwise``.

    Raises:
        DatabaseError: a driver failed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the libraries tell each other's authors
            yield
    except (DatabaseError, KeyboardInterrupt, MemoryError):
        raise
    except ImportError as error:
        found, reason = "warehouse-missing", without_secrets(error.name or "", secrets)
    except Exception as error:  # each backend has exceptions of its own
        found, reason = _code(error, otherwise), _reason(error, secrets)
    else:
        return
    refuse(
        table, found, reason=reason, minutes=STATEMENT_SECONDS // 60
    )  # outside of the handler, so that no traceback shows the driver's text


def _code(error: BaseException, otherwise: str) -> str:
    state = getattr(error, "sqlstate", None)
    text = str(error).lower()
    if isinstance(state, str) and state in _STATES:
        return _STATES[state]
    if isinstance(state, str) and state.startswith(("08", "57P")):
        return "database-lost" if otherwise == "database-failed" else otherwise
    if state is None and type(error).__name__ == "OperationalError" and otherwise == "database-failed":
        return "database-lost"
    if type(error).__name__ in ("OutOfRangeException", "ConversionException", "ArrowInvalid") or any(
        word in text for word in _OVERFLOW
    ):
        return "table-overflow" if otherwise == "database-failed" else otherwise
    if type(error).__name__ in ("TableNotFound", "CatalogException"):
        return "table-absent"
    return otherwise


def _reason(error: BaseException, secrets: Sequence[str]) -> str:
    """The first lines of a driver's text without anything secret."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return without_secrets(" ".join(line.strip() for line in lines[:3]), secrets)[:_SHOWN]
