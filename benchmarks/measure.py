"""Whole processes on the clock: wall and processor time, peak memory, runs of several commands taken in turn."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from threading import Event, Thread

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One command: seconds on the wall and on the processors, and peak resident memory in bytes.

    The memory is that of the largest of its processes, and where it was looked at every 10 ms (Linux) of all together.
    """

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command line and where it runs; the environment is ours with ``extra`` laid over it."""

    words: tuple[str, ...]
    folder: Path
    extra: Mapping[str, str]
    exit_code: int = 0

    def run(self, *, is_watched: bool = False) -> Run:
        """Run it once; a failing command is an error of the benchmark.

        To watch its memory takes a part of a processor: such a run is not for the clock.

        Raises:
            RuntimeError: an exit code other than ``exit_code``, with what the command said.
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CCMOTIVATE")}
        start = time.perf_counter()
        process = subprocess.Popen(
            self.words,
            cwd=self.folder,
            env=environment | self.extra,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        with watched(process.pid) if is_watched else nullcontext([0]) as peaks:
            said = process.stderr.read() if process.stderr else ""
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != self.exit_code:
            raise RuntimeError(f"exit code {process.returncode}: {' '.join(self.words)}\n{said}")
        unit = 1 if sys.platform == "darwin" else 1024
        return Run(wall, usage.ru_utime + usage.ru_stime, max([usage.ru_maxrss * unit, *peaks]))


@contextmanager
def watched(pid: int) -> Iterator[list[int]]:
    """Bytes that a process and all below it hold together, each time that they are more than before."""
    peaks, is_over = [0], Event()

    def look() -> None:
        while not is_over.wait(0.01):
            peaks.append(max(peaks[-1], sum(map(_resident, family_of(pid)))))

    thread = Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        is_over.set()
        thread.join()


def family_of(pid: int) -> Iterator[int]:
    """A process and all below it, those that have not gone meanwhile."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in task.read_text().split():
                yield from family_of(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def in_turn(commands: Mapping[str, Command], repeat: int) -> dict[str, list[Run]]:
    """Run every command ``repeat`` times, one of each in a round, each round beginning with another one.

    Once more for their memory.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    names = list(commands)
    for number in range(repeat):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            runs[name].append(commands[name].run())
    peaks = {name: command.run(is_watched=True).peak for name, command in commands.items()}
    return {name: [replace(run, peak=max(run.peak, peaks[name])) for run in own] for name, own in runs.items()}


def middle(runs: Sequence[Run]) -> float:
    """The median wall time in seconds."""
    return median(run.wall for run in runs)
