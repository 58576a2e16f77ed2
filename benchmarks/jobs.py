"""Thousands of workbooks: ``score DIR --jobs 2`` beside ``--jobs 1``.

``python benchmarks/jobs.py [--files 200] [--agents 60] [--jobs 2] [--repeat 1]``. Each command is a process of its own,
taken in turn; wanted: 1.7 times faster. ``peak`` is the memory of the run and all its processes together, sampled from
``/proc`` (proportional where the kernel tells it). The outputs of both are compared byte by byte. Needs Linux.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from make_input import write_input
from measure import MIB, family_of
from run import DATA, PROGRAM, python

WANTED = 1.7
_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds on the wall and on the processors, bytes of all processes together, and a hash of what was written."""

    wall: float
    cpu: float
    peak: int
    outputs: str


def folder_of(files: int, agents: int) -> Path:
    """So many workbooks of one month, made once."""
    folder = DATA / f"jobs.{files}x{agents}"
    first = folder / "team0000.xlsx"
    for at in range(files):
        target = folder / f"team{at:04d}.xlsx"
        if target.exists():
            continue
        if target == first:
            write_input(agents, target)
        else:
            shutil.copyfile(first, target)
    return folder


def measure(folder: Path, out: Path, jobs: int) -> Measured:
    """One run."""
    shutil.rmtree(out, ignore_errors=True)
    command = python(*PROGRAM, "score", folder, "--lang", "en", "--out", out, "--jobs", jobs)
    began = time.perf_counter()
    process = subprocess.Popen(
        command.words,
        cwd=command.folder,
        env=os.environ | dict(command.extra),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        peak = max(peak, sum(map(memory_of, family_of(process.pid))))
        time.sleep(_PAUSE)
    wall, usage = time.perf_counter() - began, ended[2]
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, peak, digest_of(out))


def memory_of(pid: int) -> int:
    """Bytes of a process in memory, what it shares with others divided among them; 0 where it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def digest_of(folder: Path) -> str:
    """A hash of all files, with their names."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("files", 200), ("agents", 60), ("jobs", 2), ("repeat", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    folder = folder_of(asked.files, asked.agents)
    counts = (1, asked.jobs)
    runs: dict[int, list[Measured]] = {count: [] for count in counts}
    for number in range(asked.repeat):
        for count in counts[:: 1 if number % 2 else -1]:
            runs[count].append(measure(folder, DATA / "jobs.out", count))
    if len({one.outputs for own in runs.values() for one in own}) > 1:
        raise RuntimeError("the outputs differ")
    print(f"{asked.files:,} workbooks of {asked.agents} agents\n")
    print("| `--jobs` | seconds | processor seconds | peak MiB, all processes | times faster |")
    print("|---:|---:|---:|---:|---:|")
    for count, own in runs.items():
        ratio = median(alone.wall / one.wall for alone, one in zip(runs[1], own, strict=True))
        figures = (median(one.wall for one in own), median(one.cpu for one in own), max(one.peak for one in own) / MIB)
        print("| {} | {:.1f} | {:.1f} | {:.0f} | {:.2f} |".format(count, *figures, ratio))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\nWanted: {WANTED} times faster. Load average at the end {load}.")


if __name__ == "__main__":
    main()
