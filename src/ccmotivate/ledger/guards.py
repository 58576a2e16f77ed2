"""Check that the records' table is still a table and that the triggers that refuse changes are unaltered.

A user who may alter the database can drop a trigger, replace the table by a view or add a trigger; the chain does not
show that, the catalogue of the database does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

from ccmotivate.ledger import triggers

DAMAGED = "ledger-damaged"
TABLE_REPLACED, TRIGGER_GONE, TRIGGER_ADDED = "table-replaced", "trigger-gone", "trigger-added"
_NAME = re.compile(r"CREATE TRIGGER (?P<name>\w+)")
_BLANKS = re.compile(r"\s+")
_SQLITE = {found["name"]: statement for statement in triggers.SQLITE if (found := _NAME.match(statement))}
# what pg_trigger says of each: when it fires (row 1, before 2, delete 8, update 16, truncate 32)
_POSTGRESQL = {"records_refuse": 1 + 2 + 8 + 16, "records_refuse_truncate": 2 + 32}
_TABLE_PG = text(
    "SELECT c.relkind, c.relrowsecurity, EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AS inherited "
    "FROM pg_class c WHERE c.oid = to_regclass('records')"
)
_TRIGGERS_PG = text(
    "SELECT t.tgname, t.tgtype, t.tgenabled, t.tgqual IS NULL AS always, p.proname, p.prosrc FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = to_regclass('records') AND NOT t.tgisinternal"
)
_RULES_PG = text("SELECT rulename FROM pg_rewrite WHERE ev_class = to_regclass('records')")

Fault = tuple[str, str]  # a code of the catalogue, and the name of what it is about, or what the database says


def faults(connection: Connection) -> list[Fault]:
    """What of the table, its index and its triggers is not as it was made."""
    of_database: Mapping[str, Callable[[Connection], Iterator[Fault]]] = {"sqlite": _of_file, "postgresql": _of_server}
    return list(of_database[connection.dialect.name](connection))


def _of_file(connection: Connection) -> Iterator[Fault]:
    said = str(connection.execute(text("PRAGMA integrity_check(1)")).scalar())
    if said != "ok":  # an index that does not fit its table would hide records from those who look them up
        yield DAMAGED, said
    query = text("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'records' COLLATE NOCASE")
    found = {(str(kind), str(name)): _plain(sql) for kind, name, sql in connection.execute(query)}
    if not found.get(("table", "records"), "").startswith("CREATE TABLE "):
        yield TABLE_REPLACED, "records"
    there = {name: sql for (kind, name), sql in found.items() if kind == "trigger"}
    for name, statement in _SQLITE.items():
        if there.get(name) != _plain(statement):
            yield TRIGGER_GONE, name
    for name in sorted(there.keys() - _SQLITE.keys()):
        yield TRIGGER_ADDED, name


def _of_server(connection: Connection) -> Iterator[Fault]:
    table = connection.execute(_TABLE_PG).first()
    if table is None or table.relkind != "r" or table.inherited:
        yield TABLE_REPLACED, "records"
    if table is not None and table.relrowsecurity:
        yield TRIGGER_ADDED, "ROW LEVEL SECURITY"
    there = {row.tgname: row for row in connection.execute(_TRIGGERS_PG)}
    for name, kind in _POSTGRESQL.items():
        if name not in there or not _refuses(there[name], kind):
            yield TRIGGER_GONE, name
    added = sorted(there.keys() - _POSTGRESQL.keys())
    rules = () if table is None or table.relkind != "r" else connection.execute(_RULES_PG).scalars()
    for name in (*added, *rules):
        yield TRIGGER_ADDED, str(name)


def _refuses(trigger: Any, kind: int) -> bool:
    """It fires always, on everything that it was made for, and the function behind it refuses."""
    (body,) = (found[1] for one in triggers.POSTGRESQL if (found := re.search(r"\$\$(.*)\$\$", one, re.DOTALL)))
    fires = trigger.tgtype == kind and trigger.tgenabled in ("O", "A") and trigger.always
    return bool(fires and trigger.proname == "records_refuse" and _plain(trigger.prosrc) == _plain(body))


def _plain(sql: object) -> str:
    return _BLANKS.sub(" ", str(sql)).strip()
