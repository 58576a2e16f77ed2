"""Opening: what is a ledger and what is not, who may read it, who holds it, what is said and what never is."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ccmotivate.ledger import opening
from ccmotivate.ledger.failures import code_of, refusal
from ccmotivate.ledger.holders import of_locks
from ccmotivate.ledger.network import of_mounts, of_windows
from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.ledger.remembered import known_months
from ccmotivate.ledger.soundness import check
from ccmotivate.ledger.store import Ledger
from ccmotivate.ledger.tables import RECORDS, REVISION, VERSION_TABLE
from ccmotivate.model.period import Month
from ccmotivate.problems import Problem
from tests.ledger.builders import AT, BY, month_result
from tests.ledger.places import NO_POSTGRES, POSTGRES
from tests.support import sentences

MARCH = Month(2025, 3)
needs_server = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)


def refusal_of(address: str, *, create: bool = False, wait: float = 0.2) -> Problem:
    """Why a ledger cannot be opened."""
    with pytest.raises(LedgerRefused) as why:
        open_ledger(address, create=create, wait=wait)
    assert why.value.__cause__ is None
    sentences(why.value.problem)
    return why.value.problem


# -- tables -----------------------------------------------------------------------------------------------------------


def test_a_new_ledger_has_the_newest_tables(address: str) -> None:
    assert refusal_of(address).code == "ledger-none"
    ledger = open_ledger(address, create=True)
    with ledger.reading() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == REVISION
        found = {column["name"] for column in inspect(connection).get_columns("records")}
    assert found == {column.name for column in RECORDS.columns}
    assert open_ledger(address).name == ledger.name


def test_the_newest_revision_is_the_one_we_expect() -> None:
    config = Config()
    config.set_main_option("script_location", "ccmotivate.ledger:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_an_older_ledger_is_brought_up_to_date(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _head: upgrade(config, "0001"))
    old = open_ledger(address, create=True)
    with old.reading() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == "0001"
    monkeypatch.undo()
    ledger = open_ledger(address)
    publish(ledger, month_result(MARCH), BY, AT)
    assert_append_only(ledger)


def test_a_newer_ledger_is_refused(address: str) -> None:
    ledger = open_ledger(address, create=True)
    with ledger.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    found = refusal_of(address)
    assert (found.code, found.value) == ("ledger-newer", "9999")


def test_the_database_refuses_to_change_or_delete_records(ledger: Ledger) -> None:
    publish(ledger, month_result(MARCH), BY, AT)
    assert_append_only(ledger)


def assert_append_only(ledger: Ledger) -> None:
    statements = ["UPDATE records SET body = '{}' WHERE seq = 1", "DELETE FROM records"]
    statements.append(
        "INSERT OR REPLACE INTO records SELECT * FROM records WHERE seq = 1" if ledger.path else "TRUNCATE records"
    )
    for statement in statements:
        with pytest.raises(LedgerRefused) as why, ledger.writing() as connection:
            connection.execute(text(statement))
        assert "records of the ledger" in dict(why.value.problem.facts)["reason"]
    assert len(known_months(ledger, [MARCH])) == 1


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_nobody_else_may_read_a_new_ledger(tmp_path: Path) -> None:
    open_ledger(str(tmp_path / "ccmotivate.db"), create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["ccmotivate.db"]
    assert (tmp_path / "ccmotivate.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize(
    "name", ["a b?mode=memory#x%20.db", "账本.db", ":memory:", "file:x.db", "'; DROP.db", "x:y.db"]
)
def test_any_name_is_a_file_of_that_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    publish(open_ledger(name, create=True), month_result(MARCH), BY, AT)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    again = open_ledger(f"sqlite:///{tmp_path / name}")
    assert len(known_months(again, [MARCH])) == 1


def test_what_is_no_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    text_file, other, folder = tmp_path / "notes.txt", tmp_path / "other.db", tmp_path / "folder"
    text_file.write_text("not a database, but long enough to be taken for one by its size" * 20)
    folder.mkdir()
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE records (seq INTEGER)")
    connection.close()
    before = {path: path.read_bytes() for path in (text_file, other)}
    for path in (text_file, other, folder):
        for create in (False, True):
            assert refusal_of(str(path), create=create).code == "ledger-not-one"
    assert {path: path.read_bytes() for path in before} == before
    assert refusal_of(str(tmp_path / "none" / "x.db"), create=True).code == "ledger-unreadable"
    assert refusal_of("a\0b", create=True).code == "ledger-address"
    assert refusal_of("").code == "ledger-address"
    empty = tmp_path / "empty.db"  # what a process killed before its first transaction leaves
    empty.touch()
    assert refusal_of(str(empty)).code == "ledger-empty"
    open_ledger(str(empty), create=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_file_is_refused_by_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        there = {str(tmp_path / one): f"kind-{one}" for one in ("pipe", "folder", "socket")}
        for path, what in {**there, os.devnull: "kind-device", "/dev/zero": "kind-device"}.items():
            for create in (False, True):
                found = refusal_of(path, create=create)
                assert (found.code, dict(found.facts)["what"]) == ("ledger-not-one", what)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"notes", "kind-text"),
        ("\u53f0\u8d26".encode("gb18030"), "kind-text"),
        (b"PK\3\4" + bytes(90), "kind-package"),
        (b"\x7fELF\0\0", "kind-other"),
    ],
)
def test_another_file_is_told_by_what_it_is(content: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / "ccmotivate.db"
    path.write_bytes(content)
    for create in (False, True):
        found = refusal_of(str(path), create=create)
        assert (found.code, dict(found.facts)["what"]) == ("ledger-not-one", what)
    assert path.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_into_another_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    link = tmp_path / "here/ccmotivate.db"
    for target in ("../mine.txt", "../nowhere.db"):
        link.symlink_to(target)
        for create in (False, True):
            assert refusal_of(str(link), create=create).code == "ledger-link"
        link.unlink()
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere.db").exists()
    open_ledger(str(tmp_path / "here/2025.db"), create=True)
    link.symlink_to("2025.db")
    assert open_ledger(str(link)).path == link


@pytest.mark.parametrize("kept", [1, 16, 99, 100, 600, 4095, 4096, 4097, 20_000, -4096, -1])
def test_a_file_that_was_cut_is_a_problem(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "ccmotivate.db"
    publish(open_ledger(str(path), create=True), month_result(MARCH), BY, AT)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(LedgerRefused) as why:
        check(open_ledger(str(path)))
    assert why.value.problem.code in ("ledger-damaged", "ledger-not-one", "ledger-unsound")
    sentences(why.value.problem)


def test_a_damaged_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "ccmotivate.db"
    ledger = open_ledger(str(path), create=True)
    for month in range(1, 7):
        publish(ledger, month_result(Month(2025, month)), BY, AT)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(LedgerRefused) as why:
        known_months(open_ledger(str(path)), [MARCH])
    assert why.value.problem.code == "ledger-damaged"


def test_a_network_drive_is_refused_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "network_drive", lambda _path: "cifs")
    found = refusal_of(str(tmp_path / "ccmotivate.db"), create=True)
    assert (found.code, found.value) == ("ledger-network", "cifs")
    assert "postgresql://" in sentences(found)
    assert list(tmp_path.iterdir()) == []


MOUNTS = r"""
/dev/vda / ext4 rw,relatime 0 0
server:/home /mnt/office nfs4 rw,vers=4.2 0 0
//server/share /mnt/my\040share cifs rw 0 0
user@host: /mnt/office/mine fuse.sshfs rw 0 0
tmpfs /mnt/office/local tmpfs rw 0 0
covered /mnt/twice nfs rw 0 0
/dev/vdb /mnt/twice ext4 rw 0 0
C:\134 /mnt/c 9p rw 0 0
"""
MACOS = """
/dev/disk1s1 on / (apfs, local, journaled)
//hr@server/my share on /Volumes/my share (smbfs, nodev, nosuid, mounted by hr)
"""


@pytest.mark.parametrize(
    ("path", "mounts", "kind"),
    [
        ("/home/hr/ccmotivate.db", MOUNTS, None),
        ("/mnt/office/ccmotivate.db", MOUNTS, "nfs4"),
        ("/mnt/office", MOUNTS, "nfs4"),
        ("/mnt/officer/ccmotivate.db", MOUNTS, None),
        ("/mnt/my share/2025/ccmotivate.db", MOUNTS, "cifs"),
        ("/mnt/office/mine/ccmotivate.db", MOUNTS, "fuse.sshfs"),
        ("/mnt/office/local/ccmotivate.db", MOUNTS, None),
        ("/mnt/twice/ccmotivate.db", MOUNTS, None),
        ("/mnt/c/ccmotivate.db", MOUNTS, "9p"),
        ("/Volumes/my share/ccmotivate.db", MACOS, "smbfs"),
        ("/Users/hr/ccmotivate.db", MACOS, None),
        ("/anything", "", None),
    ],
)
def test_network_drives_by_the_mounts_table(path: str, mounts: str, kind: str | None) -> None:
    assert of_mounts(path, mounts) == kind


@pytest.mark.parametrize(
    ("path", "drive"),
    [
        (r"C:\HR\ccmotivate.db", None),
        (r"Z:\HR\ccmotivate.db", "Z:"),
        (r"\\server\share\ccmotivate.db", r"\\server\share"),
        ("//server/share/ccmotivate.db", r"\\server\share"),
        (r"\\?\UNC\server\share\ccmotivate.db", r"\\server\share"),
        (r"\\?\C:\HR\ccmotivate.db", None),
    ],
)
def test_network_drives_of_windows(path: str, drive: str | None) -> None:
    assert of_windows(path, lambda root: 4 if root == "Z:\\" else 3) == drive


# -- somebody else ----------------------------------------------------------------------------------------------------


def test_a_ledger_in_use_is_a_problem_that_names_the_holder(address: str) -> None:
    open_ledger(address, create=True)
    hurried = open_ledger(address, wait=0.2)
    with open_ledger(address).writing(), pytest.raises(LedgerRefused) as why:
        publish(hurried, month_result(MARCH), BY, AT)
    found = why.value.problem
    assert found.code == ("ledger-busy-by" if found.value else "ledger-busy")
    if hurried.path is None:
        assert "ccmotivate on" in (found.value or "")
    publish(hurried, month_result(MARCH), BY, AT)


def test_readers_wait_for_nobody(address: str) -> None:
    ledger = open_ledger(address, create=True, wait=0.2)
    publish(ledger, month_result(MARCH), BY, AT)
    with ledger.writing():
        assert len(known_months(ledger, [MARCH])) == 1


def test_holders_by_the_table_of_locks() -> None:
    table = (
        "1: POSIX  ADVISORY  WRITE 4711 08:01:131 1073741825 1073741825\n"
        "1: -> POSIX  ADVISORY  WRITE 4712 08:01:131 1073741825 1073741825\n"
        "2: POSIX  ADVISORY  READ 4713 08:01:131 0 EOF\n"
        "3: FLOCK  ADVISORY  WRITE 4714 08:01:132 0 EOF\n"
        "4: POSIX  ADVISORY  WRITE 4711 08:01:131 1073741824 1073741824\n"
    )
    assert (of_locks(table, 131), of_locks(table, 132), of_locks("", 131)) == ((4711,), (), ())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_BUSY_RECOVERY", "ledger-busy"),
        ("SQLITE_READONLY_DIRECTORY", "ledger-not-writable"),
        ("SQLITE_FULL", "ledger-not-writable"),
        ("SQLITE_CANTOPEN", "ledger-unreadable"),
        ("SQLITE_IOERR_READ", "ledger-failed"),
    ],
)
def test_what_sqlite_says_in_our_words(name: str, code: str) -> None:
    original = sqlite3.OperationalError("it says s3cret")
    original.sqlite_errorname = name
    error = DBAPIError("SELECT 1", None, original)
    assert code_of(error) == code
    found = refusal(error, "x.db", ["s3cret", None]).problem
    assert dict(found.facts)["reason"] == "it says ***"


# -- servers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["mysql://hr:s3cret@server/db", "postgresql://hr:s3cret@server:port/db", "http://hr:s3cret@server"],
)
def test_other_addresses_are_refused_without_saying_the_password(address: str) -> None:
    found = refusal_of(address)
    assert found.code == "ledger-address"
    assert "s3cret" not in str(found)


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    for address in (
        "postgresql://hr:s3cret@127.0.0.1:1/db",
        "postgres://hr@127.0.0.1:1/db?password=s3cret&connect_timeout=3",
    ):
        found = refusal_of(address)
        assert (found.code, found.source.file) == ("ledger-unreachable", "postgresql://hr@127.0.0.1:1/db")
        assert "s3cret" not in str(found)


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refusal_of("postgresql://hr@127.0.0.1:1/db").code == "ledger-no-driver"


@needs_server
def test_a_wrong_password_is_not_repeated() -> None:
    with server().begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS locked"))
        connection.execute(text("CREATE ROLE locked LOGIN PASSWORD 'right'"))
    url = make_url(POSTGRES).set(username="locked", password="s3cret-and-wrong")
    found = refusal_of(url.render_as_string(hide_password=False))
    assert found.code == "ledger-unreachable"
    assert "locked" in str(found)
    assert "s3cret" not in str(found)


@needs_server
def test_a_database_that_is_not_there() -> None:
    assert refusal_of(make_url(POSTGRES).set(database="nowhere").render_as_string()).code == "ledger-unreachable"


def server() -> Engine:
    """The server that the environment names."""
    return create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"), poolclass=NullPool)


# -- start-up ---------------------------------------------------------------------------------------------------------


def test_values_of_the_ledger_load_no_database() -> None:
    code = (
        "import sys, ccmotivate.model.recorded, ccmotivate.cli\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
