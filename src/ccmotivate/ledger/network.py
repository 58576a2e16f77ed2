"""Detect network drives: SQLite cannot lock files there, so a ledger may not be on one.

Pure functions of the path and of the system's list of drives.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\w*|afpfs|webdav|davfs|9p|afs|ncpfs|ceph|glusterfs|lustre|gpfs|beegfs|vboxsf|"
    r"fuse\.(?:sshfs|rclone|glusterfs|ceph|s3fs|davfs2|smbnetfs|curlftpfs|gvfsd-fuse|vmhgfs-fuse)"
)
_LINUX = re.compile(r"^\S+ (?P<point>\S+) (?P<type>\S+) ")
_MACOS = re.compile(r"^.+? on (?P<point>/.*) \((?P<type>\w+)[,)]")
_OCTAL = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE = 4


def network_drive(path: Path) -> str | None:
    """The network drive of a path (``nfs4``, ``cifs``, ``\\\\server\\share``), None on a local one."""
    where = Path(os.path.realpath(path))
    if sys.platform == "win32":
        import ctypes

        return of_windows(str(where), ctypes.windll.kernel32.GetDriveTypeW)
    return of_mounts(str(where), _mounts())


def _mounts() -> str:
    if sys.platform == "darwin":
        return subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
    table = Path("/proc/self/mounts")
    return table.read_text(encoding="utf-8", errors="surrogateescape") if table.exists() else ""


def of_mounts(path: str, mounts: str) -> str | None:
    """The network file system that an absolute path lies on, by the mounts table of Linux or macOS."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        found = _LINUX.match(line) if " on /" not in line else _MACOS.match(line)
        if found is None:
            continue
        point = _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), found["point"]).rstrip("/")
        if (path == point or path.startswith(point + "/")) and len(point) >= longest:  # a later mount covers an earlier
            longest, kind = len(point), found["type"]
    return kind if _NETWORK.fullmatch(kind) else None


def of_windows(path: str, drive_type: Callable[[str], int]) -> str | None:
    """The share that an absolute Windows path lies on; ``drive_type`` is GetDriveTypeW."""
    plain = re.sub(r"^\\\\\?\\(UNC\\)?", lambda long: r"\\" if long[1] else "", path.replace("/", "\\"))
    if plain.startswith("\\\\"):
        return "\\\\" + "\\".join(plain[2:].split("\\")[:2])
    return plain[:2] if plain[1:2] == ":" and drive_type(plain[:2] + "\\") == _DRIVE_REMOTE else None
