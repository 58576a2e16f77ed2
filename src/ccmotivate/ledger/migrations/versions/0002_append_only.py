"""Records are only ever appended: the database itself refuses anything else."""

from __future__ import annotations

from alembic import op

from ccmotivate.ledger.triggers import POSTGRESQL, SQLITE

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the triggers of this database."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
