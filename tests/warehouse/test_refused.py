"""Databases that cannot be used, tables that cannot be read: one clear problem each, and never a password."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ccmotivate.model.connections import TableFrom
from ccmotivate.passwords import holds_secret, shown_url, without_secrets
from ccmotivate.warehouse import opening
from ccmotivate.warehouse.failures import DatabaseError
from ccmotivate.warehouse.opening import opened
from tests.cli.commands import ccmotivate
from tests.exports.shapes import Scored, scheme, scored
from tests.ledger.places import NO_POSTGRES, POSTGRES
from tests.warehouse.test_tables import Place, of_table, place, sources

SECRET = "hunter2 !&"
ENCODED = "hunter2%20%21%26"
needs_postgres = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
PLAIN = """
  columns:
    call_id: {name: call_id, kind: text}
    talk: {name: talk, kind: number}
"""
METRICS = "talk: {name: Talk, kind: number, detail: {from: calls, of: talk, take: sum}}\n"
__all__ = ["place"]


def run(rules: Path, *words: Any) -> Scored:
    """A run in March that must not show the password."""
    found = scored(rules, *(words or ("--month", "2025-03")))
    assert "hunter2" not in found.said
    return found


def refused(found: Scored, code: str, *says: str) -> None:
    """One problem, with this code, that says this."""
    assert found.code == 2, found.said
    (one,) = [one for one in found.document["problems"] if one["severity"] == "error"]
    assert one["code"] == code, one
    text = f"{one['message']} {one['hint']}"
    assert all(word in text for word in says), text


def rules_of(folder: Path, where: str, more: str = PLAIN) -> Path:
    return scheme(folder / "rules", sources(where, more=more), METRICS)


@pytest.mark.parametrize(
    "connect",
    [
        f'"postgresql://reader:{ENCODED}@db.example/centre"',
        f'{{url: "postgresql://db.example/centre?password={ENCODED}"}}',
        f'{{url: "postgresql://db.example/centre", password: "{SECRET}"}}',
        f'{{url: "postgresql://db.example/centre", password: ["{SECRET}"]}}',
        '{url: "snowflake://db.example/centre?token=hunter2"}',
        '{url: "postgresql://db.example/centre", password: {env: "hunter2!"}}',
    ],
)
def test_a_password_in_the_rules_is_refused_unseen(tmp_path: Path, connect: str) -> None:
    rules = rules_of(tmp_path, f"table: calls\n  connect: {connect}")
    for words in (["rules", "check", rules], ["score", "--month", "2025-03", "--json", "--rules", rules]):
        said = ccmotivate(*words, "--lang", "en")
        assert said.code in (1, 2)
        assert "hunter2" not in said.out + said.err
        assert "sources.yaml" in said.out + said.err


def test_texts_without_secrets() -> None:
    url = f"postgresql://reader:{ENCODED}@db.example/centre"
    text = f'could not connect to {url}: password="{SECRET}" user=reader pwd={SECRET}'
    assert "hunter2" not in without_secrets(text, [SECRET])
    assert "hunter2" not in without_secrets(f"bad address {url}")
    assert holds_secret(url)
    assert not holds_secret("postgresql://reader@db.example/centre?host=/run/postgresql")
    assert shown_url(url) == "postgresql://db.example/centre"


def test_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:  # bound and not listening: nothing else can answer there
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setenv("CALLS_DB", f"postgresql://reader:{ENCODED}@127.0.0.1:{port}/centre")
        refused(run(rules_of(tmp_path, "table: calls\n  connect: {env: CALLS_DB}")), "database-unreachable", "refused")


def test_a_variable_that_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLS_DB", raising=False)
    refused(run(rules_of(tmp_path, "table: calls\n  connect: {env: CALLS_DB}")), "database-variable", "CALLS_DB")


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in [one for one in sys.modules if one.startswith("ibis.backends.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    found = run(rules_of(tmp_path, "table: calls\n  connect: postgresql://127.0.0.1/centre"))
    refused(found, "warehouse-missing", "pip install 'ccmotivate[warehouse]'")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found = run(rules_of(tmp_path, f"table: calls\n  connect: duckdb://{tmp_path}/none.duckdb"))
    refused(found, "database-unreachable")
    assert not (tmp_path / "none.duckdb").exists()


def test_no_month_is_known(place: Place, tmp_path: Path) -> None:
    refused(run(rules_of(tmp_path, of_table(place)), "--lang", "en"), "table-months", "--month 2025-03")


def test_no_such_table_and_no_such_column(place: Place, tmp_path: Path) -> None:
    place.table([], "callz")
    refused(run(rules_of(tmp_path, of_table(place))), "table-absent", "callz")
    other = PLAIN.replace("name: talk,", "name: talc,")
    refused(run(rules_of(tmp_path / "2", of_table(place, "callz"), other)), "table-column", "talk")


@needs_postgres
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_no_right_to_read(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.table([])
    role = place.schema.strip(".") + "_reader"
    place.raw(f"CREATE ROLE {role} LOGIN PASSWORD 'hunter2'")
    try:
        place.raw(f"GRANT USAGE ON SCHEMA {place.schema.strip('.')} TO {role}")
        monkeypatch.setenv("READER", role)
        monkeypatch.setenv("READERS_PASSWORD", "hunter2")
        url = POSTGRES.replace("ccmotivate@", "@")
        login = f'connect: {{url: "{url}", user: {{env: READER}}, password: {{env: READERS_PASSWORD}}}}'
        refused(run(rules_of(tmp_path, f"table: {place.named()}\n  {login}")), "database-denied")
    finally:
        place.raw(f"DROP OWNED BY {role}")
        place.raw(f"DROP ROLE {role}")


@needs_postgres
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_too_slow(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.raw(
        f"CREATE VIEW {place.schema}calls AS SELECT 1 AS call_id, 'A (1)' AS agent, 'A' AS agent_name,"
        " timestamp '2025-03-01' AS started, 2 AS talk FROM pg_sleep(600)"
    )
    monkeypatch.setattr(opening, "_READ_ONLY", "-c default_transaction_read_only=on -c statement_timeout=50")
    refused(run(rules_of(tmp_path, of_table(place))), "database-slow", "10 minutes")


@needs_postgres
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_nothing_can_be_written(place: Place) -> None:
    with opened(TableFrom("calls", None, place.url), {}) as database, pytest.raises(Exception, match="read-only"):
        database.backend.raw_sql(f"CREATE TABLE {place.schema}more (x int)")


def test_nothing_can_be_written_to_a_file(tmp_path: Path) -> None:
    import duckdb

    duckdb.connect(str(tmp_path / "a.duckdb")).close()
    table = TableFrom("calls", None, f"duckdb://{tmp_path}/a.duckdb")
    with opened(table, {}) as database, pytest.raises(duckdb.Error, match="read-only"):
        database.backend.raw_sql("CREATE TABLE more (x int)")


@contextmanager
def dropping(after: int) -> Iterator[int]:
    """The port of a way to the server that is cut after so many bytes of answers."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _address = server.accept()
            except OSError:
                return
            threading.Thread(target=_carry, args=(client, after), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.close()


def _carry(client: socket.socket, after: int) -> None:
    folder = parse_qs(urlsplit(POSTGRES).query)["host"][0]
    behind = socket.socket(socket.AF_UNIX)
    behind.connect(f"{folder}/.s.PGSQL.5432")
    there = threading.Thread(target=_pump, args=(client, behind), daemon=True)
    there.start()
    left = after
    while left > 0 and (data := behind.recv(min(left, 4096))):
        client.sendall(data)
        left -= len(data)
    for one in (client, behind):  # to close them would not end what the other thread waits for
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
    there.join()
    for one in (client, behind):
        one.close()


def _pump(client: socket.socket, behind: socket.socket) -> None:
    try:
        while data := client.recv(4096):
            behind.sendall(data)
    except OSError:
        return


@needs_postgres
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
@pytest.mark.parametrize("after", [200, 3_000, 9_000, 14_000])
def test_a_connection_that_is_cut(place: Place, tmp_path: Path, after: int) -> None:
    place.raw(
        f"CREATE TABLE {place.schema}calls AS SELECT at AS call_id, 'Ann (' || at || ')' AS agent, repeat('Ann', 100)"
        " AS agent_name, timestamp '2025-03-01' AS started, at AS talk FROM generate_series(1, 300) AS at"
    )
    with dropping(after) as port:
        where = f'table: {place.named()}\n  connect: "postgresql://ccmotivate@127.0.0.1:{port}/postgres"'
        found = run(rules_of(tmp_path, where))
    codes = {one["code"] for one in found.document["problems"] if one["severity"] == "error"}
    assert codes <= {"database-lost", "database-unreachable"}
    assert len(codes) == 1, found.said
    assert found.code == 2
    assert not found.document["months"]


@pytest.mark.parametrize(
    ("fold", "code"),
    [("talk / hold", "table-division"), ("talk * talk * talk * 1000000000000000", "table-overflow")],
)
def test_what_cannot_be_exact(place: Place, tmp_path: Path, fold: str, code: str) -> None:
    place.table([[1, "Ann (1)", "Ann", "2025-03-01", "2025-03-01", "", 999999999, 1]])
    more = PLAIN + "    hold: {name: hold, kind: number}\n"
    metrics = METRICS.replace("of: talk", f'of: "{fold}"')
    found = run(scheme(tmp_path / "rules", sources(of_table(place), more=more), metrics))
    if code == "table-division" or "duckdb" in place.url:
        refused(found, code)


def test_errors_of_drivers_without_a_text() -> None:
    with pytest.raises(DatabaseError) as told, opening.told(TableFrom("calls"), "database-failed"):
        raise RuntimeError
    assert told.value.problem.fields["reason"] == "RuntimeError"
