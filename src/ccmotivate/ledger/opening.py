"""An address → an open ledger: a file by its path, or a database of a PostgreSQL server by its URL."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import sqlite3
import stat
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from ccmotivate.ledger.network import network_drive
from ccmotivate.ledger.refused import refused
from ccmotivate.ledger.store import Ledger, bring_up_to_date
from ccmotivate.signals import uninterrupted

_SCHEME = re.compile(r"^(?P<scheme>[A-Za-z][\w+.-]+):(?://|$)")
_SQLITE_URL = "sqlite:///"
_SERVERS = ("postgresql", "postgres", "postgresql+psycopg")
_CONNECT_SECONDS = 10
_DATABASE, _SNIFFED = b"SQLite format 3\0", 512
_NO_FILES = {stat.S_IFDIR: "kind-folder", stat.S_IFIFO: "kind-pipe", stat.S_IFSOCK: "kind-socket"}


def open_ledger(address: str, *, create: bool = False, wait: float = 10.0) -> Ledger:
    """The ledger at an address: the path of a SQLite file (or ``sqlite:///PATH``), or ``postgresql://…``.

    Args:
        address: Where it is.
        create: Make a new one where there is none.
        wait: How many seconds to wait for others who are writing.

    Raises:
        LedgerRefused: it cannot be used, and why.
    """
    if address.startswith(_SQLITE_URL):
        address = address.removeprefix(_SQLITE_URL)
    scheme = _SCHEME.match(address)
    is_new = create and not scheme and not os.path.lexists(address)
    with uninterrupted() if is_new else contextlib.nullcontext():  # an empty file would stop every run beside it
        ledger = _of_server(address, scheme["scheme"], wait) if scheme else _of_file(address, create=create, wait=wait)
        bring_up_to_date(ledger, create=create)
    return ledger


# -- a file -----------------------------------------------------------------------------------------------------------


def _of_file(address: str, *, create: bool, wait: float) -> Ledger:
    try:
        path = Path(os.path.abspath(address)) if address else None  # noqa: PTH100 - links stay as they are named
        if path is None or not path.name:
            raise refused("ledger-address", address)
        drive = network_drive(path)
        if drive:
            raise refused("ledger-network", address, drive)
        _make_sure(path, address, create=create)
    except ValueError:  # a NUL in the path
        raise refused("ledger-address", address.replace("\0", "\\0")) from None
    except OSError as error:
        raise refused("ledger-unreadable", address, reason=error.strerror or str(error)) from None
    return Ledger(address, _file_engine(path, wait), wait, path)


def _make_sure(path: Path, address: str, *, create: bool) -> None:
    """Create the file, readable by its owner only, if it does not exist and may be created."""
    if path.is_symlink() and path.resolve().parent != path.parent.resolve():
        raise refused("ledger-link", address, path.resolve())
    if create and not path.exists():
        with contextlib.suppress(FileExistsError):  # another process created it just now
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise refused("ledger-none", address) from None
    what = _NO_FILES.get(stat.S_IFMT(mode), "kind-device")
    if stat.S_ISREG(mode):
        with path.open("rb") as file:
            what = _kind_of(file.read(_SNIFFED))
    if what:
        raise refused("ledger-not-one", address, what=what)


def _kind_of(head: bytes) -> str:
    """What a file that begins so is instead of a database or an empty file, ``""`` for these."""
    if not head or head.startswith(_DATABASE):
        return ""
    if head.startswith(b"PK\3\4"):
        return "kind-package"
    return "kind-other" if b"\0" in head else "kind-text"


def _file_engine(path: Path, wait: float) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=wait, isolation_level=None)
        # an edited record may hold bytes that are no text; verify must be able to read it all the same
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


# -- a server ---------------------------------------------------------------------------------------------------------


def _of_server(address: str, scheme: str, wait: float) -> Ledger:
    if scheme.lower() not in _SERVERS:
        raise refused("ledger-address", f"{scheme}:…")
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):  # its text holds the address, password and all
        raise refused("ledger-address", f"{scheme}:…") from None
    name = _shown(url)
    named = {} if "application_name" in url.query else {"application_name": f"ccmotivate on {socket.gethostname()}"}
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args={**named, **timeout})
    except ModuleNotFoundError:
        raise refused("ledger-no-driver", name) from None
    return Ledger(name, engine, wait, None)


def _shown(url: URL) -> str:
    """The address without password and options (which may hold one too), but with the server that an option names."""
    host = {name: value for name, value in url.query.items() if name == "host"}
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, host)
    return plain.render_as_string()
