"""A ledger as JSON lines and back, SQLite ↔ PostgreSQL, without loss.

The first line says what it is, the last one how many records there are and which hash is the last, so that a copy that
was cut shows. Copies of earlier versions (``ledger@1``) have no such end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from ccmotivate.ledger.bodies import check_columns
from ccmotivate.ledger.chain import GENESIS, Record, columns_of, named, shown
from ccmotivate.ledger.codec import canonical, parsed
from ccmotivate.ledger.examining import examined
from ccmotivate.ledger.refused import LedgerRefused, refused
from ccmotivate.ledger.soundness import Last, check_guards, readable, reading
from ccmotivate.ledger.store import Ledger, find, insert_records, tip, walk
from ccmotivate.ledger.tables import COLUMNS, RECORDS

SCHEMA = "ccmotivate/ledger@2"
WITHOUT_END = "ccmotivate/ledger@1"
_AT_ONCE = 1_000


def export(ledger: Ledger) -> Iterator[str]:
    """The ledger as lines without line ends: what it is, every record, and where it ends.

    The triggers may be gone: this is the way out of a database that lacks them.

    Raises:
        LedgerRefused: the ledger cannot be read, or does not hold together: a copy of it would be of no use.
    """
    with reading(ledger) as connection:
        check_guards(ledger, connection, triggers=False)
    yield canonical({"schema": SCHEMA})
    count, last_hash, last = 0, GENESIS, Last()
    for record, wrong in examined(map(last.seen, walk(ledger))):
        if wrong:
            raise refused("ledger-unsound", ledger.name, records=[named(record)])
        count, last_hash = count + 1, record.hash
        yield canonical(columns_of(record))
    if last.head is not None and last.held != last.needed:
        raise refused("ledger-unsound", ledger.name, records=[named(last.head)])
    yield canonical({"records": count, "last_hash": last_hash})


def import_lines(ledger: Ledger, lines: Iterable[str]) -> tuple[int, bool]:
    """Take in an exported ledger, all of it or nothing: into an empty ledger, or behind records that it begins with.

    Returns:
        How many records were added, and whether the export says where it ends.

    Raises:
        LedgerRefused: a line is none, the chain of the lines does not hold, or this ledger has other records.
    """
    added, reader = 0, Reader(ledger)
    with ledger.writing() as connection, readable(ledger):
        check_guards(ledger, connection)
        have, last = tip(connection)[0], 0
        own, batch = _from(connection, have), []
        for record in reader.sound(lines):
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
    return added, reader.ended


def _from(connection: Connection, end: int) -> Iterator[Record]:
    """The records up to ``end``, ascending, within a transaction."""
    for first in range(1, end + 1, _AT_ONCE):
        within = RECORDS.c.seq.between(first, min(first + _AT_ONCE - 1, end))
        yield from find(connection, select(RECORDS).where(within).order_by(RECORDS.c.seq))


class Reader:
    """Reads exported lines; ``ended`` is True afterwards when an end line was read."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.ended = False
        self._line, self._schema = 0, ""
        self._count, self._hash = 0, GENESIS

    def sound(self, lines: Iterable[str]) -> Iterator[Record]:
        """The records, each checked against the one before.

        Raises:
            LedgerRefused: a line is none, the chain does not hold there, or the end is missing.
        """
        last = Last()
        for record, wrong in examined(map(last.seen, self._records(lines))):
            if any(one.code == "record-shape" for one in wrong):
                raise self._refused(dict(wrong[-1].facts)["reason"])
            if wrong:
                raise refused("import-broken", self.ledger.name, record.seq)
            self._count, self._hash = record.seq, record.hash
            yield record
        if last.held != last.needed:
            raise refused("import-cut", self.ledger.name, self._count)

    def _records(self, lines: Iterable[str]) -> Iterator[Record]:
        """The records as they stand in the lines, and the check of the last line."""
        for self._line, line in enumerate(lines, start=1):
            try:
                record = self._record(parsed(line))
            except ValueError as error:
                raise self._refused(str(error)) from None
            if record is not None:
                yield record
        if not self._line:
            raise refused("import-line", self.ledger.name, 1, reason=f"not {SCHEMA}")
        if self._schema == SCHEMA and not self.ended:
            raise refused("import-cut", self.ledger.name, self._count)

    def _record(self, data: Any) -> Record | None:
        """The record of a line; None for the first line and the last."""
        if not self._schema:
            self._schema = _schema(data)
            return None
        if self.ended:
            raise ValueError("it stands behind the end")
        if self._schema == SCHEMA and isinstance(data, dict) and set(data) == {"records", "last_hash"}:
            if data != {"records": self._count, "last_hash": self._hash}:
                raise refused("import-cut", self.ledger.name, self._count)
            self.ended = True
            return None
        return _record(data)

    def _refused(self, reason: str) -> LedgerRefused:
        return refused("import-line", self.ledger.name, self._line, reason=shown(reason))


def _schema(data: Any) -> str:
    for schema in (SCHEMA, WITHOUT_END):
        if data == {"schema": schema}:
            return schema
    raise ValueError(f"not {SCHEMA}")


def _record(data: Any) -> Record:
    """A line's record, its columns of the right kinds."""
    if not isinstance(data, dict) or set(data) != set(COLUMNS):
        raise ValueError("not the columns of a record")
    record = Record(**data)
    check_columns(record)
    return record
