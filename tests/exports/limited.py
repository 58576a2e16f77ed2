"""Commands in processes of their own, with limits: one process has loaded what they need, and forks them on demand."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ccmotivate import arrow
from tests.cli.commands import ROOT

MIB = 1024 * 1024
_LOADED = ("pandas", "ccmotivate.cli.score", "ccmotivate.pipeline.large_logs", "ccmotivate.readers.agents")


@dataclass(frozen=True)
class Limited:
    """What became of a command: its exit code, what it said, and what it and the parsers that it started used.

    Of the libraries only what the command touched is counted: some 40 MB less than in a process that loads them.
    """

    code: int
    out: str
    err: str
    kilobytes: int
    seconds: float


class Runner:
    """Runs commands in English with so many bytes of addresses and seconds of a processor at most."""

    def __init__(self, space: int, seconds: int) -> None:
        words = [sys.executable, "-m", "tests.exports.limited", str(space), str(seconds)]
        self._parent = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, words: list[str], folder: Path) -> Limited:
        """Run a command; ``folder`` takes what it says."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps([words, str(folder)]) + "\n")
        self._parent.stdin.flush()
        code = int(self._parent.stdout.readline())
        out, err, used = ((folder / name).read_text(encoding="utf-8") for name in ("out.txt", "err.txt", "used.txt"))
        kilobytes, seconds = used.split()
        return Limited(code, out, err, int(kilobytes), float(seconds))

    def close(self) -> None:
        self._parent.__exit__(None, None, None)


def serve(space: int, seconds: int) -> None:
    """Fork a process for each line; say the exit code of each."""
    sys.argv = ["ccmotivate", "score", "--lang", "en"]  # the command line takes its language when it is loaded
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arrow.leave_out()
    for name in _LOADED:
        import_module(name)
    for line in sys.stdin:
        words, folder = json.loads(line)
        child = os.fork()
        if not child:
            _become(words, Path(folder), space, seconds)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(words: list[str], folder: Path, space: int, seconds: int) -> None:
    """This process becomes the command, and ends."""
    import resource  # here, for Windows has none

    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    flags = os.O_CREAT | os.O_WRONLY
    streams = os.open(os.devnull, os.O_RDONLY), *(os.open(folder / f"{one}.txt", flags) for one in ("out", "err"))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    atexit.register(_tell, folder / "used.txt")
    sys.argv = ["ccmotivate", *words, "--lang", "en"]
    from ccmotivate.__main__ import main

    main()


def _tell(used: Path) -> None:
    import resource

    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    most = max(int(status["VmHWM"].split()[0]), children.ru_maxrss)  # getrusage counts who started us, too
    used.write_text(f"{most} {sum(one.ru_utime + one.ru_stime for one in (own, children))}", encoding="utf-8")


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
