"""An open ledger: its transactions, its records in and out, its tables brought up to date.

SQLite begins every writing transaction with BEGIN IMMEDIATE, PostgreSQL with an advisory lock: one writer at a time, so
that the chain never forks. Each transaction has a connection of its own; a ledger holds none open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine, Select, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from ccmotivate.ledger import holders
from ccmotivate.ledger.bodies import whole
from ccmotivate.ledger.chain import GENESIS, Draft, Record, UnsoundError, columns_of, digest, sealed
from ccmotivate.ledger.failures import BUSY, code_of, refusal
from ccmotivate.ledger.refused import refused
from ccmotivate.ledger.tables import APPLICATION_ID, RECORDS, REVISION, VERSION_TABLE
from ccmotivate.signals import interruptible, uninterrupted

_AT_ONCE = 2_000  # records read by one transaction of ``walk``


class Ledger(Struct, frozen=True):
    """A ledger: how messages call it (never with a password), its engine, how many seconds it waits for others.

    ``path`` is its SQLite file, None on a server.
    """

    name: str
    engine: Engine
    wait: float
    path: Path | None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the ledger.

        Raises:
            LedgerRefused: the ledger cannot be read.
        """
        options: dict[str, Any] = {} if self.path else {"isolation_level": "REPEATABLE READ"}
        with self._transaction(**options) as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """An exclusive write transaction: committed as a whole or rolled back.

        Raises:
            LedgerRefused: the ledger cannot be written, or was locked for longer than ``wait``.
        """
        with self._transaction(writes=True) as connection:
            if self.path is None:
                milliseconds = max(1, int(self.wait * 1000))
                connection.execute(text(f"SET LOCAL lock_timeout = {milliseconds}"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:high, :low)"), _lock())
            yield connection

    @contextlib.contextmanager
    def _transaction(self, **options: Any) -> Iterator[Connection]:
        try:
            with uninterrupted(), self.engine.connect() as connection:  # it is closed, whatever comes
                connection = connection.execution_options(**options)  # noqa: PLW2901 - the same connection
                with connection.begin(), interruptible():
                    yield connection
        except DBAPIError as error:
            failed = error
        else:
            return
        if code_of(failed) == BUSY:
            who = self._holder()
            raise refused("ledger-busy-by" if who else BUSY, self.name, who, wait=f"{self.wait:g}")
        url = self.engine.url
        raise refusal(failed, self.name, [url.password, url.query.get("password")])

    def _holder(self) -> str:
        if self.path is not None:
            return holders.of_file(self.path)
        try:
            with self.engine.connect() as connection:
                return holders.of_server(connection)
        except DBAPIError:  # it was for saying who; that it is in use is said anyway
            return ""


def _lock() -> dict[str, int]:
    return dict(zip(("high", "low"), holders.LOCK, strict=True))


# -- records ----------------------------------------------------------------------------------------------------------


def append(connection: Connection, drafts: Sequence[Draft]) -> list[Record]:
    """Put records at the end of the chain; ``connection`` is one of ``Ledger.writing``."""
    seq, previous = tip(connection)
    records = sealed(drafts, seq, previous)
    insert_records(connection, records)
    return records


def insert_records(connection: Connection, records: Sequence[Record]) -> None:
    """Put records that are sealed already."""
    if records:
        connection.execute(insert(RECORDS), [columns_of(record) for record in records])


def tip(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last record; 0 and the genesis hash of an empty ledger."""
    last = connection.execute(select(RECORDS.c.seq, RECORDS.c.hash).order_by(RECORDS.c.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def find(connection: Connection, query: Select[Any]) -> list[Record]:
    """The records that a query over whole rows finds, each as it was written and of the shape of its kind.

    Raises:
        UnsoundError: one is not.
    """
    records = list(_as_they_stand(connection, query))
    for record in records:
        try:
            whole(record)
        except ValueError:
            raise UnsoundError(record) from None
        if record.hash != digest(record):
            raise UnsoundError(record)
    return records


def every(connection: Connection) -> Iterator[Record]:
    """Every record as stored, valid or not, ascending; within a transaction."""
    return _as_they_stand(connection, select(RECORDS).order_by(RECORDS.c.seq).execution_options(yield_per=_AT_ONCE))


def walk(ledger: Ledger) -> Iterator[Record]:
    """Every record present now, ascending, read in several transactions so that other processes do not wait long.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    with ledger.reading() as connection:
        end = connection.execute(select(func.max(RECORDS.c.seq))).scalar()
    seq: Any = None
    while end is not None and (seq is None or seq < end):
        query = select(RECORDS).where(RECORDS.c.seq <= end).order_by(RECORDS.c.seq).limit(_AT_ONCE)
        with ledger.reading() as connection:
            records = list(_as_they_stand(connection, query if seq is None else query.where(RECORDS.c.seq > seq)))
        yield from records
        seq = records[-1].seq if records else end


def _as_they_stand(connection: Connection, query: Select[Any]) -> Iterator[Record]:
    for row in connection.execute(query).mappings():
        yield Record(**row)


# -- tables -----------------------------------------------------------------------------------------------------------


def bring_up_to_date(ledger: Ledger, *, create: bool) -> None:
    """Check that this is a ledger and that we know its tables; make them, or add what is new.

    Raises:
        LedgerRefused: there is none (and ``create`` is False), it is something else, or a newer one.
    """
    with ledger.reading() as connection:
        revision = _revision(ledger, connection)
    if revision == REVISION:
        return
    if revision is None and not create:
        raise refused("ledger-none" if ledger.path is None else "ledger-empty", ledger.name)
    with ledger.writing() as connection:  # another process may have done it meanwhile
        if _revision(ledger, connection) != REVISION:
            _migrate(ledger, connection)


def _revision(ledger: Ledger, connection: Connection) -> str | None:
    """The revision of the tables, None before the first."""
    if ledger.path is not None:
        mark = connection.execute(text("PRAGMA application_id")).scalar()
        tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()
        if mark != APPLICATION_ID and (mark or tables):
            raise refused("ledger-not-one", ledger.name, what="kind-database")
    there, found = inspect(connection), None
    if there.has_table(VERSION_TABLE):
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if found is None and there.has_table(RECORDS.name):
        raise refused("ledger-damaged", ledger.name, reason=f"no row in {VERSION_TABLE}")
    return None if found is None else str(found)


def _migrate(ledger: Ledger, connection: Connection) -> None:
    """Run the steps that are missing, in the transaction at hand."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "ccmotivate.ledger:migrations")
    config.attributes["connection"] = connection
    revision = _revision(ledger, connection)
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    if revision is not None and revision not in steps:
        raise refused("ledger-newer", ledger.name, revision)
    command.upgrade(config, "head")
