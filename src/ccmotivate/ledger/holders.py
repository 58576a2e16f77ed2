"""Who is in the ledger while we wait: by the kernel's table of locks, or by the server's."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, text

LOCK = (0x6363, 0x4D6F)  # the advisory lock of a ledger on PostgreSQL

_LINE = re.compile(r"^\d+: (?:POSIX|OFDLCK)\s+\S+\s+WRITE\s+(?P<pid>\d+) \S+:(?P<inode>\d+) ", re.MULTILINE)
_HOLDER = text(
    "SELECT a.pid, a.usename, a.application_name, a.client_addr "
    "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :high AND l.objid = :low "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def of_locks(table: str, inode: int) -> tuple[int, ...]:
    """The processes that hold a write lock on a file, by the text of ``/proc/locks``."""
    pids = [int(found["pid"]) for found in _LINE.finditer(table) if int(found["inode"]) == inode]
    return tuple(dict.fromkeys(pid for pid in pids if pid > 0))


def of_file(path: Path) -> str:
    """``python (4711)``: the process that locks the file, ``""`` where the system does not report it."""
    table = Path("/proc/locks")
    try:
        pids = of_locks(table.read_text(encoding="ascii"), path.stat().st_ino)
        return ", ".join(f"{Path(f'/proc/{pid}/comm').read_text(encoding='utf-8').strip()} ({pid})" for pid in pids)
    except (OSError, ValueError):  # another system, or the holder has just left
        return ""


def of_server(connection: Connection) -> str:
    """``hr, ccmotivate on desk-7 (4711)``: the holder of the ledger's lock on the server, ``""`` without one."""
    rows = connection.execute(_HOLDER, {"high": LOCK[0], "low": LOCK[1]}).all()
    return "; ".join(f"{user}, {name or address or '?'} ({pid})" for pid, user, name, address in rows)
