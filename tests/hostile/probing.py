"""A probe: one command in a process of its own, with a limit of time, and what it did to the files around it."""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import signal
import socket
import stat
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ccmotivate.writers.files.signature import mark_of

SECONDS = 30.0
_LINE_OF_A_BUG = "this is a bug"
_WARNINGS = ("Warning:", "Traceback", "panicked")

LOADED = (
    "pandas", "openpyxl", "xlsxwriter", "ccmotivate.pipeline.scoring", "ccmotivate.ruleset.files",
    "ccmotivate.readers.agents", "ccmotivate.engine.months", "ccmotivate.writers.workbooks.scored_book",
    "ccmotivate.pipeline.simulating", "ccmotivate.writers.terminal.screens",
    "ccmotivate.writers.workbooks.problems_book",
)  # fmt: skip
"""What most commands load; a fork of a process that has it begins at once."""

Word = str | bytes | Path
Limit = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a probe left behind; ``code`` is None where it had to be stopped."""

    code: int | None
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """What no input may cause: a hang, the line of a bug, a traceback, a warning of a library, a sudden end."""
        said = self.out + self.err
        faults = [word for word in (_LINE_OF_A_BUG, *_WARNINGS) if word in said]
        faults += ["hang"] if self.code is None else []
        faults += [f"exit {self.code}"] if self.code not in (0, 1, 2, None) else []
        faults += ["nothing said"] if self.code == 2 and not self.err.strip() and not self.out.strip() else []
        return faults


def ccmotivate(
    *words: Word, folder: Path, seconds: float = SECONDS, limit: Limit = lambda: None, more: Mapping[str, str] = {}
) -> Ran:
    """Run the command in a fork of this process, which has loaded what it needs already."""
    importlib.import_module("ccmotivate.cli")
    out, err = (os.memfd_create(name) for name in ("out", "err"))
    child = os.fork()
    if not child:
        _become(words, folder, limit, (out, err), more)
    code = _waited(child, seconds)
    said = []
    for handle in (out, err):
        with os.fdopen(handle, "rb") as file:
            file.seek(0)
            said.append(file.read().decode("utf-8", "replace"))
    return Ran(code, *said)


def _become(words: Sequence[Word], folder: Path, limit: Limit, streams: Sequence[int], more: Mapping[str, str]) -> None:
    """In the child: be the command, and end."""
    code = 70
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for handle, number in zip((nothing, *streams), (0, 1, 2), strict=True):
            os.dup2(handle, number)
        sys.stdin, sys.stdout, sys.stderr = (
            io.TextIOWrapper(io.FileIO(number, mode), "utf-8", write_through=True)
            for number, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        os.chdir(folder)
        os.environ.update({"LC_ALL": "C.UTF-8", "CCMOTIVATE_LANG": "en", **more})
        for name in [name for name in sys.modules if name == "ccmotivate.cli" or name.startswith("ccmotivate.cli.")]:
            del sys.modules[name]
        sys.argv = ["ccmotivate", *(os.fsdecode(word) for word in words)]
        limit()
        importlib.import_module("ccmotivate.__main__").main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        os.write(2, f"Traceback: {error!r}\n".encode())
    finally:
        os._exit(code & 0xFF)


def _waited(child: int, seconds: float) -> int | None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


# -- what was there before --------------------------------------------------------------------------------------------


def foreign(folder: Path) -> dict[bytes, str]:
    """What everything under a folder is that ccmotivate did not write: the hash of files, the kind of other things."""
    found: dict[bytes, str] = {}
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent) / name
            found[os.fsencode(path)] = _state(path)
    return {path: state for path, state in found.items() if state != "ours"}


def _state(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"link to {path.readlink()}"
    if not stat.S_ISREG(mode):
        return f"kind {stat.S_IFMT(mode)}"
    if mark_of(path) is not None or path.suffix == ".db":
        return "ours"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed(before: Mapping[bytes, str], after: Mapping[bytes, str]) -> list[str]:
    """What was there before and is no longer as it was."""
    return [os.fsdecode(path) for path, state in before.items() if after.get(path) != state]


# -- things that are no files -----------------------------------------------------------------------------------------


def _fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _socket(path: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as one:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            one.bind(f"/proc/self/fd/{folder}/{path.name}")  # a path of a socket is at most 108 bytes
        finally:
            os.close(folder)
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    (path / "other.txt").write_text("foreign")
    return path


def _dangling(path: Path) -> Path:
    path.symlink_to(path.parent / "nowhere")
    return path


def _loop(path: Path) -> Path:
    path.symlink_to(path.name)
    return path


def _link_to_pipe(path: Path) -> Path:
    path.symlink_to(_fifo(path.with_name("pipe")))
    return path


def _device(name: str) -> Callable[[Path], Path]:
    def link(path: Path) -> Path:
        path.symlink_to(name)
        return path

    return link


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _noise(path: Path) -> Path:
    path.write_bytes(bytes(range(256)) * 40)
    return path


def _beneath_a_file(path: Path) -> Path:
    path.with_name("file.txt").write_text("foreign")
    return path.with_name("file.txt") / path.name


THINGS: Mapping[str, Callable[[Path], Path]] = {
    "pipe": _fifo,
    "socket": _socket,
    "folder": _folder,
    "dangling link": _dangling,
    "loop of links": _loop,
    "link to a pipe": _link_to_pipe,
    "link to /dev/zero": _device("/dev/zero"),
    "/dev/zero": lambda _path: Path("/dev/zero"),
    "/dev/stdin": lambda _path: Path("/dev/stdin"),
    "/dev/full": lambda _path: Path("/dev/full"),
    "nothing": lambda path: path,
    "empty file": _empty,
    "noise": _noise,
    "beneath a file": _beneath_a_file,
    "a long name": lambda path: path.with_name("x" * 300),
}
