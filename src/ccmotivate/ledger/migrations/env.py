"""Alembic's way in: runs on the connection, and in the transaction, that the ledger was opened with."""

from __future__ import annotations

from alembic import context

from ccmotivate.ledger.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
