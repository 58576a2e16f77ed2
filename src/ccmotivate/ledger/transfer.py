"""A ledger as JSON lines and back, SQLite ↔ PostgreSQL, without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from ccmotivate.ledger.chain import Record, checked, columns_of
from ccmotivate.ledger.codec import canonical
from ccmotivate.ledger.refused import refused
from ccmotivate.ledger.remembered import readable
from ccmotivate.ledger.signing import UNFIT
from ccmotivate.ledger.store import Ledger, find, insert_records, tip, walk
from ccmotivate.ledger.tables import COLUMNS, RECORDS

SCHEMA = "ccmotivate/ledger@1"
_NUMBERS = ("seq", "head", "rank")
_FILLED = frozenset(("seq", "kind", "at", "by", "body", "previous", "hash"))
_AT_ONCE = 1_000


def export(ledger: Ledger) -> Iterator[str]:
    """The ledger as lines without line ends: what it is, then every record as it stands, broken or not.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    yield canonical({"schema": SCHEMA})
    with readable(ledger):
        for record in walk(ledger):
            yield canonical(columns_of(record))


def import_lines(ledger: Ledger, lines: Iterable[str]) -> int:
    """Take in an exported ledger, all of it or nothing: into an empty ledger, or behind records that it begins with.

    Returns:
        How many records were added.

    Raises:
        LedgerRefused: a line is none, the chain of the lines does not hold, or this ledger has other records.
    """
    added = 0
    with ledger.writing() as connection:
        have, last = tip(connection)[0], 0
        own, batch = _from(connection, have), []
        for record in sound(ledger, lines):
            last = record.seq
            if record.seq <= have:
                if next(own, None) != record:
                    raise refused("import-differs", ledger.name, record.seq)
                continue
            batch.append(record)
            added += 1
            if len(batch) == _AT_ONCE:
                insert_records(connection, batch)
                batch = []
        if last < have:
            raise refused("import-shorter", ledger.name, have, last=last)
        insert_records(connection, batch)
    return added


def _from(connection: Connection, end: int) -> Iterator[Record]:
    """The records up to ``end``, ascending, within a transaction."""
    for first in range(1, end + 1, _AT_ONCE):
        within = RECORDS.c.seq.between(first, min(first + _AT_ONCE - 1, end))
        yield from find(connection, select(RECORDS).where(within).order_by(RECORDS.c.seq))


def sound(ledger: Ledger, lines: Iterable[str]) -> Iterator[Record]:
    """The records of exported lines, each held against the one before.

    Raises:
        LedgerRefused: a line is none, or the chain does not hold there.
    """
    for record, wrong in checked(_parsed(ledger, lines)):
        if wrong:
            raise refused("import-broken", ledger.name, record.seq)
        yield record


def _parsed(ledger: Ledger, lines: Iterable[str]) -> Iterator[Record]:
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            if number == 1:
                _check_schema(line)
            else:
                yield _record(json.loads(line))
    except (ValueError, TypeError, RecursionError) as error:
        raise refused("import-line", ledger.name, number, reason=str(error)) from None
    if not number:
        raise refused("import-line", ledger.name, 1, reason=f"not {SCHEMA}")


def _check_schema(line: str) -> None:
    if json.loads(line) != {"schema": SCHEMA}:
        raise ValueError(f"not {SCHEMA}")


def _record(data: Any) -> Record:
    """A line's record, its columns of the right kinds."""
    if not isinstance(data, dict) or set(data) != set(COLUMNS):
        raise ValueError("not the columns of a record")
    for name, value in data.items():
        kind = int if name in _NUMBERS else str
        if not (isinstance(value, kind) or (value is None and name not in _FILLED)) or isinstance(value, bool):
            raise ValueError(f"{name} is not of its kind")
        if isinstance(value, str) and UNFIT.search(value):
            raise ValueError(f"{name} holds a character that cannot be recorded")
    return Record(**data)
