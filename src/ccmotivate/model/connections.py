"""Where the database of a source is."""

from __future__ import annotations

from msgspec import Struct


class TableFrom(Struct, frozen=True):
    """A table of a database: its name, its schema, and where the database is.

    The address is ``url``, or stands in the environment variable ``url_from``; so do user and password where the rules
    name variables for them.
    """

    table: str
    schema: str | None = None
    url: str | None = None
    url_from: str | None = None
    user_from: str | None = None
    password_from: str | None = None

    @property
    def name(self) -> str:
        """``cc.calls``, as rules and results call it."""
        return f"{self.schema}.{self.table}" if self.schema else self.table

    @property
    def told(self) -> str:
        """Table and address in the words of ``sources.yaml``."""
        named = (self.url_from, self.user_from, self.password_from)
        return " ".join(filter(None, (self.name, self.url, *(f"${one}" for one in named if one))))
