"""Exceptions of database drivers → translated problems, never with a password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sqlalchemy.exc import DBAPIError

from ccmotivate.ledger.refused import LedgerRefused, refused

_SQLITE = (
    (("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"), "ledger-busy"),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB"), "ledger-damaged"),
    (("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_FULL"), "ledger-not-writable"),
    (("SQLITE_CANTOPEN", "SQLITE_AUTH"), "ledger-unreadable"),
)
_POSTGRESQL = {
    "55P03": "ledger-busy",
    "57014": "ledger-busy",
    "42501": "ledger-not-writable",
    "25006": "ledger-not-writable",
}
BUSY = "ledger-busy"


def code_of(error: DBAPIError) -> str:
    """Which problem of the catalogue a driver's error is."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        name = getattr(original, "sqlite_errorname", "")
        return next((code for starts, code in _SQLITE if name.startswith(starts)), "ledger-failed")
    state = getattr(original, "sqlstate", None)
    if state is None or error.connection_invalidated:
        return "ledger-unreachable"
    return _POSTGRESQL.get(state, "ledger-failed")


def refusal(error: DBAPIError, ledger: str, secrets: Iterable[object]) -> LedgerRefused:
    """The exception to raise for a driver's error; the reason is its first lines, without the ``secrets``."""
    lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    reason = " ".join(line.strip() for line in lines[:3])
    for secret in secrets:
        reason = reason.replace(str(secret), "***") if secret else reason
    return refused(code_of(error), ledger, reason=reason)
