"""The records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_APPLICATION_ID = 0x63634D6F


def upgrade() -> None:
    """Make the table, and what looks records up."""
    op.create_table(
        "records",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("head", sa.Integer),
        sa.Column("period", sa.Text),
        sa.Column("agent_id", sa.Text),
        sa.Column("team", sa.Text),
        sa.Column("award", sa.Text),
        sa.Column("rank", sa.Integer),
        sa.Column("prize", sa.Text),
        sa.Column("currency", sa.Text),
        sa.Column("rules", sa.Text),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_index("records_kind", "records", ["kind", "period"])
    op.create_index("records_head", "records", ["head", "kind"])
    op.create_index("records_rules", "records", ["rules"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
