"""Where ledgers of tests lie: a SQLite file, or a schema of its own on the PostgreSQL that the environment names."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from ccmotivate.ledger import triggers
from ccmotivate.ledger.store import Ledger

POSTGRES = os.environ.get("CCMOTIVATE_TEST_POSTGRES", "")
NO_POSTGRES = "CCMOTIVATE_TEST_POSTGRES names no PostgreSQL server; .ci/postgres make test starts one"
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)))


@contextmanager
def place(kind: str, folder: Path) -> Iterator[str]:
    """The address of a ledger that does not exist yet."""
    if kind == "sqlite":
        yield str(folder / "ccmotivate.db")
        return
    schema = f"test_{secrets.token_hex(8)}"
    engine = create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


def without_triggers(ledger: Ledger, connection: Connection) -> None:
    """What an intruder with the file or the password can do: make the records editable."""
    if ledger.path is not None:
        for name in ("records_no_update", "records_no_delete", "records_append"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    else:
        connection.execute(text("ALTER TABLE records DISABLE TRIGGER USER"))


def with_triggers(ledger: Ledger, connection: Connection) -> None:
    """Put back what ``without_triggers`` took away, as an intruder does who knows the program."""
    if ledger.path is not None:
        for statement in triggers.SQLITE:
            connection.execute(text(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS")))
    else:
        connection.execute(text("ALTER TABLE records ENABLE TRIGGER USER"))
