"""Nothing is taken from a ledger that does not hold together, and nothing is written to one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection

from ccmotivate.ledger import guards
from ccmotivate.ledger.bodies import AWARD, PUBLICATION, RESULT, PublicationBody, read
from ccmotivate.ledger.chain import Record, UnsoundError, checked, named, shown
from ccmotivate.ledger.refused import refused
from ccmotivate.ledger.store import Ledger, every


@contextlib.contextmanager
def reading(ledger: Ledger) -> Iterator[Connection]:
    """As ``Ledger.reading``; a record that is unsound, or that no command can use, is a problem.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    with ledger.reading() as connection, readable(ledger):
        yield connection


@contextlib.contextmanager
def writing(ledger: Ledger) -> Iterator[Connection]:
    """As ``Ledger.writing``, where all of the ledger is as it was written.

    Raises:
        LedgerRefused: it is not, or the ledger cannot be written.
    """
    with ledger.writing() as connection, readable(ledger):
        _check(ledger, connection)
        yield connection


def check(ledger: Ledger) -> None:
    """All of the ledger is as it was written: its records, their order, the table and its triggers.

    Raises:
        LedgerRefused: it is not, or the ledger cannot be read.
    """
    with reading(ledger) as connection:
        _check(ledger, connection)


@contextlib.contextmanager
def readable(ledger: Ledger) -> Iterator[None]:
    """Turn a record that does not read back (it was edited, or a newer version wrote it) into a problem."""
    try:
        yield
    except UnsoundError as error:
        raise refused("ledger-unsound", ledger.name, records=[named(error.record)]) from None
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, StopIteration) as error:
        raise refused("ledger-record", ledger.name, reason=shown(f"{type(error).__name__}: {error}")) from None


def check_guards(ledger: Ledger, connection: Connection, *, triggers: bool = True) -> None:
    """The table is the ledger's own and nothing was added to it; with ``triggers`` those that guard it are there.

    Raises:
        LedgerRefused: it is not so.
    """
    for code, name in guards.faults(connection):
        if triggers or code != guards.TRIGGER_GONE:
            raise refused(code, ledger.name, name, reason=name)


def _check(ledger: Ledger, connection: Connection) -> None:
    check_guards(ledger, connection, triggers=False)
    last = Last()
    broken = [record for record, wrong in checked(map(last.seen, every(connection))) if wrong]
    if not broken and last.head is not None and last.held != last.needed:
        broken = [last.head]
    if broken:
        raise refused("ledger-unsound", ledger.name, records=[named(record) for record in broken])
    check_guards(ledger, connection)


class Last:
    """The last publication of those that were seen, and how many records of its own followed it."""

    def __init__(self) -> None:
        self.head: Record | None = None
        self.held = 0

    def seen(self, record: Record) -> Record:
        """Look at the next record; it is handed on."""
        if record.kind == PUBLICATION:
            self.head, self.held = record, 0
        self.held += record.kind in (RESULT, AWARD)
        return record

    @property
    def needed(self) -> int:
        """How many records the publication says it has.

        Raises:
            ValueError: it does not say so.
        """
        if self.head is None:
            return 0
        body = read(PublicationBody, self.head)
        return body.agents + body.awards + body.withheld
