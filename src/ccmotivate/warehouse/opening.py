"""A database opened for reading only, and its tables found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct

from ccmotivate.model.connections import TableFrom
from ccmotivate.model.words import nearest, normal
from ccmotivate.passwords import secrets_of, shown_url
from ccmotivate.warehouse.failures import STATEMENT_SECONDS, refuse, told

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

CONNECT_SECONDS = 10
_READ_ONLY = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_SECONDS * 1000} -c timezone=UTC"
_PROBE = 10**37 + 1
_SHOWN = 20


class Database(Struct, frozen=True):
    """An open database, by the table that is read from it; ``secrets`` must not be shown anywhere."""

    of: TableFrom
    backend: Any
    secrets: tuple[str, ...]

    @property
    def dialect(self) -> str:
        """``duckdb``, ``postgres`` …"""
        return str(self.backend.name)

    def table(self) -> ir.Table:
        """The table.

        Raises:
            DatabaseError: there is none, or it may not be read.
        """
        place = {} if self.of.schema is None else {"database": self.of.schema}
        with told(self.of, "database-failed", self.secrets), suppress(self._absent()):
            return self.backend.table(self.of.table, **place)
        there = self._tables()
        like = nearest(self.of.table, there) or "–"
        return refuse(self.of, "table-absent", self.of.name, nearest=like, tables=there[:_SHOWN] or ["–"])

    def _tables(self) -> list[str]:
        """The names of the tables beside one that is not there; none where the database does not tell."""
        asked = "SELECT table_schema, table_name FROM information_schema.tables"
        with suppress(Exception), closing(self.backend.raw_sql(asked)) as found:
            rows = [(str(schema), str(name)) for schema, name in found.fetchall()]
            return sorted(name for schema, name in rows if schema == (self.of.schema or schema) and schema[:3] != "pg_")
        return []

    @staticmethod
    def _absent() -> type[Exception]:
        from ibis.common.exceptions import TableNotFound as Absent

        found: type[Exception] = Absent
        return found

    def over(self, name: str, table: ir.Table, query: str, columns: Mapping[str, str]) -> ir.Table:
        """A query in DuckDB's dialect of a table that it calls so, with the types of its columns."""
        with told(self.of, "database-failed", self.secrets):
            import ibis
            import ibis.expr.operations as ops
            import sqlglot

            [translated] = sqlglot.transpile(query, read="duckdb", write=self.backend.dialect)
            return ops.SQLStringView(table.alias(name).op(), translated, ibis.schema(columns)).to_expr()

    def fetched(self, query: ir.Table) -> pa.Table:
        """The rows of a query.

        Raises:
            DatabaseError: the database failed, or took too long.
        """
        with told(self.of, "database-failed", self.secrets):
            return self.backend.to_pyarrow(query)

    def shown(self, query: ir.Table) -> str:
        """A query in the words of the database."""
        with told(self.of, "database-failed", self.secrets):
            import ibis

            return str(ibis.to_sql(query, dialect=self.dialect))


def column_of(database: Database, table: ir.Table, word: str) -> Any:
    """The column that is called so, else the one whose name differs in case and spaces only.

    Raises:
        DatabaseError: there is none.
    """
    names = list(table.columns)
    like = [name for name in names if normal(name) == normal(word)]
    found = word if word in names else like[0] if len(like) == 1 else None
    if found is None:
        refuse(database.of, "table-column", word, nearest=nearest(word, names) or "–", columns=names[:_SHOWN])
    return table[found]


@contextmanager
def opened(table: TableFrom, environment: Mapping[str, str]) -> Iterator[Database]:
    """The database of a table, closed in the end.

    Raises:
        DatabaseError: it cannot be reached, or is not made for exact numbers.
    """
    url = _from(table, environment, table.url_from) if table.url_from else table.url or ""
    given = {
        name: _from(table, environment, variable)
        for name, variable in (("user", table.user_from), ("password", table.password_from))
        if variable is not None
    }
    secrets = tuple(filter(None, (*secrets_of(url), given.get("password"), environment.get("PGPASSWORD"))))
    with told(table, "warehouse-missing"):
        import ibis  # here: it takes longer to load than most runs take
    with told(table, "database-unreachable", secrets):
        backend = ibis.connect(url, **given, **_session(url))
    database = Database(table, backend, secrets)
    try:
        _check(database)
        yield database
    finally:
        with suppress(Exception):  # what fails when it is closed has been read, or has failed already
            backend.disconnect()


def _from(table: TableFrom, environment: Mapping[str, str], variable: str) -> str:
    """What stands in an environment variable."""
    value = environment.get(variable, "")
    if not value:
        refuse(table, "database-variable", variable)
    return value


def _session(url: str) -> dict[str, Any]:
    """How the session is opened so that it can only read."""
    scheme = urlsplit(url).scheme.lower()
    if scheme in ("postgres", "postgresql"):
        return {"options": _READ_ONLY, "connect_timeout": CONNECT_SECONDS, "application_name": "ccmotivate"}
    return {"read_only": True} if scheme == "duckdb" and urlsplit(url).path.strip("/") else {}


def _check(database: Database) -> None:
    """A database that loses digits is refused before it can say anything wrong."""
    from ccmotivate.warehouse.columns import whole

    with told(database.of, "database-failed", database.secrets):
        found = database.backend.to_pyarrow((whole(_PROBE) * whole(2) + whole(1)).cast("string"))
    if str(found) != str(2 * _PROBE + 1):
        refuse(database.of, "database-inexact", shown_url(database.of.url or ""))
