"""No password of a database in anything that is said or written: screen, JSON, notes, queries, reports of faults."""

from __future__ import annotations

import socket
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from ccmotivate.faults import write_report
from ccmotivate.warehouse import opening
from tests.cli.commands import ccmotivate
from tests.ledger.places import POSTGRES
from tests.warehouse.test_refused import needs_postgres, rules_of
from tests.warehouse.test_tables import Place, of_table, place

__all__ = ["place"]

SECRET = "hunter2 &%/é"
SPELT = {SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET)}
COMMANDS: Sequence[Sequence[str]] = [
    ("check", "--month", "2025-03", "--verbose"),
    ("score", "--month", "2025-03"),
    ("score", "--month", "2025-03", "--json"),
    ("awards", "2025-03", "--json"),
    ("fairness", "--period", "2025-03", "--json"),
]


def silent(rules: Path, code: int, *says: str, folder: Path) -> None:
    """Every command in both languages leaves with this code and says nothing of the password, nor do its files."""
    for words in COMMANDS:
        for lang in ("en", "zh"):
            ran = ccmotivate(*words, "--rules", rules, "--lang", lang, folder=folder)
            assert ran.code == code, (words, ran.out, ran.err)
            said = ran.out + ran.err
            assert "hunter2" not in said, (words, said)
            assert not any(one in said for one in SPELT)
            assert lang == "zh" or any(one in " ".join(said.split()) for one in says), (words, said)
    written = [one for one in folder.rglob("*") if one.is_file() and "rules" not in one.parts]
    assert not any("hunter2" in text for one in written for text in texts_of(one))


def texts_of(path: Path) -> Iterator[str]:
    """What stands in a file, or in the members of a package."""
    if not zipfile.is_zipfile(path):
        yield path.read_bytes().decode("latin-1")
        return
    with zipfile.ZipFile(path) as package:
        yield from (package.read(name).decode("latin-1") for name in package.namelist())


def test_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:  # bound and not listening
        taken.bind(("127.0.0.1", 0))
        address = f"reader:{quote(SECRET, safe='')}@127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setenv("CALLS_DB", f"postgresql://{address}/centre")
        rules = rules_of(tmp_path, "table: calls\n  connect: {env: CALLS_DB}")
        silent(rules, 2, "cannot be reached", folder=tmp_path)


@pytest.mark.parametrize("scheme", ["nosuch", "postgresql+nosuch", "sqlite", "mysql"])
def test_an_address_that_nothing_can_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv(
        "CALLS_DB", f"{scheme}://reader:{quote_plus(SECRET)}@127.0.0.1:1/centre?password={quote(SECRET)}"
    )
    rules = rules_of(tmp_path, "table: calls\n  connect: {env: CALLS_DB}")
    silent(rules, 2, "cannot be reached", "not installed", "could not answer", folder=tmp_path)


@needs_postgres
def test_a_wrong_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import create_engine, make_url, text
    from sqlalchemy.pool import NullPool

    engine = create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:  # the role whose password is asked for; other tests make it anew, too
        connection.execute(text("DROP ROLE IF EXISTS locked"))
        connection.execute(text("CREATE ROLE locked LOGIN PASSWORD 'right'"))
    where = POSTGRES.replace("ccmotivate@", "@")
    for name, value in {"CALLS_USER": "locked", "CALLS_PASSWORD": SECRET}.items():
        monkeypatch.setenv(name, value)
    login = f'connect: {{url: "{where}", user: {{env: CALLS_USER}}, password: {{env: CALLS_PASSWORD}}}}'
    silent(rules_of(tmp_path, f"table: calls\n  {login}"), 2, "password authentication failed", folder=tmp_path)


def test_a_driver_that_fails_with_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://reader:{quote(SECRET, safe='')}@db.example/centre"
    monkeypatch.setenv("CALLS_DB", url)

    def failing(*_given: object) -> None:
        raise ZeroDivisionError(f"cannot use {url} with {SECRET!r} of {quote_plus(SECRET)}")

    monkeypatch.setattr(opening, "_session", failing)
    silent(rules_of(tmp_path, "table: calls\n  connect: {env: CALLS_DB}"), 2, "cannot be reached", folder=tmp_path)


def test_a_report_of_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    url = f"postgresql://reader:{quote(SECRET, safe='')}@db.example/centre"
    monkeypatch.setenv("CALLS_DB", url)
    given = "postgresql://boss:hunter3@db.example/ledger?password=hunter4"
    error = ZeroDivisionError(
        f"cannot use {url} with {SECRET!r} of {quote_plus(SECRET)} or {given} or hunter3 and hunter4"
    )
    written = Path(write_report(error, ["score", "--ledger", given])).read_text(encoding="utf-8")
    assert "hunter" not in written
    assert "ZeroDivisionError: cannot use postgresql://***@db.example/centre with" in written
    assert "'score', '--ledger', 'postgresql://***@db.example/ledger" in written


@needs_postgres
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_queries_that_are_printed_name_no_password(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", SECRET)  # the server does not ask for it
    place.table([[1, "Ann (1)", "Ann", "2025-03-01", "2025-03-01", "", 5]])
    silent(rules_of(tmp_path, of_table(place)), 0, "SELECT", "March 2025", '"schema"', folder=tmp_path)
