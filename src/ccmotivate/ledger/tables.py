"""The one table of the ledger, its revision, and the mark by which a SQLite file is known as a ledger."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text

REVISION = "0002"  # the newest one in migrations/versions
VERSION_TABLE = "ledger_version"
APPLICATION_ID = 0x63634D6F  # "ccMo", in the header of the SQLite file

METADATA = MetaData()
RECORDS = Table(
    "records",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("head", Integer),  # the publication that a result, an award or a reopening belongs to
    Column("period", Text),
    Column("agent_id", Text),
    Column("team", Text),
    Column("award", Text),
    Column("rank", Integer),
    Column("prize", Text),
    Column("currency", Text),
    Column("rules", Text),  # sha256 of a scheme: of its own record, and of each publication under it
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
COLUMNS = tuple(column.name for column in RECORDS.columns)
