"""Pieces of SQL in DuckDB's dialect, each of which can be put into another one as it is."""

from __future__ import annotations

from collections.abc import Sequence

WIDE = "decimal(38, 0)"
"""The type of whole numbers of any size; what does not fit in it is an error of the database, never a wrong number."""


def literal(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """The name of a column."""
    return '"' + name.replace('"', '""') + '"'


def null(kind: str = WIDE) -> str:
    """Nothing, of a type."""
    return f"cast(null as {kind})"


def wide(part: str) -> str:
    """A whole number as one of any size."""
    return f"cast({part} as {WIDE})"


def is_null(part: str) -> str:
    """Where there is nothing."""
    return f"({part} is null)"


def negated(condition: str) -> str:
    """Where a condition does not hold."""
    return f"(not {condition})"


def certain(condition: str) -> str:
    """Where a condition holds; not where it is NULL."""
    return f"coalesce({condition}, false)"


def both(*conditions: str) -> str:
    """Where all conditions hold; everywhere where there is none."""
    return _joined("and", conditions, "true")


def either(*conditions: str) -> str:
    """Where one of the conditions holds; nowhere where there is none."""
    return _joined("or", conditions, "false")


def _joined(word: str, conditions: Sequence[str], none: str) -> str:
    if len(conditions) < 2:
        return conditions[0] if conditions else none
    return f"({f' {word} '.join(conditions)})"


def chosen(*choices: tuple[str, str], other: str) -> str:
    """What the first condition that holds leads to."""
    whens = " ".join(f"when {condition} then {found}" for condition, found in choices)
    return f"case {whens} else {other} end"
