"""What a range of values costs: ``simulate --sweep`` of 16 values over a year of 1,000 agents, beside single runs.

``python benchmarks/sweep.py [--agents 1000] [--repeat 5]``. Each command is a process of its own, taken in turn: the
sweep writes its workbook; one run is ``awards 2025`` (the year's files read, its months scored, one list written) and,
for comparison, ``score`` of the same files (twelve scored workbooks and award lists written). Prints a table in
Markdown; the limit is 4 times one run. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from make_input import write_input
from measure import MIB, Command, Run, in_turn, middle
from run import DATA, MONTHS, PROGRAM, python

VALUES = 16
LIMIT = 4
SWEEPS = {
    "sweep of a standard": "roles.inbound.productivity=70%..85%:1%",
    "sweep of a scorecard": "roles.inbound.scorecard.productivity.curve.75%=85..100:1",
    "sweep of an award": "awards.best_team.members=1..16:1",
}
ONE_RUN = "one run: awards 2025"


def year(agents: int) -> Path:
    """Twelve months of so many agents, made once."""
    folder = DATA / f"year.{agents}"
    for month in MONTHS:
        target = folder / f"{month}.xlsx"
        if not target.exists():
            write_input(agents, target, month)
    return folder


def commands_for(folder: Path) -> dict[str, Command]:
    """One run, in two ways, and the sweeps."""
    out = DATA / "sweep"
    shared = (folder, "--quiet", "--lang", "en", "--out")
    commands = {
        ONE_RUN: python(*PROGRAM, "awards", "2025", *shared, out),
        "score, all files written": python(*PROGRAM, "score", *shared, out),
    }
    for name, sweep in SWEEPS.items():
        commands[name] = python(*PROGRAM, "simulate", *shared, out / "sweep.xlsx", "--sweep", sweep)
    return commands


def table(runs: Mapping[str, Sequence[Run]]) -> list[str]:
    """A line a command: seconds, the medians of the rounds' own ratios to one run, peak memory."""
    lines = ["| command | seconds | times one run | times its processor time | peak MiB |", "|---|---:|---:|---:|---:|"]
    for name, own in runs.items():
        rounds = list(zip(own, runs[ONE_RUN], strict=True))
        wall, cpu = (median(ratios) for ratios in zip(*(_ratios(*pair) for pair in rounds), strict=True))
        peak = max(one.peak for one in own) / MIB
        lines.append(f"| {name} | {middle(own):.2f} | {wall:.2f} | {cpu:.2f} | {peak:.0f} |")
    return lines


def _ratios(one: Run, beside: Run) -> tuple[float, float]:
    return one.wall / beside.wall, one.cpu / beside.cpu


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=1_000)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    runs = in_turn(commands_for(year(asked.agents)), asked.repeat)
    print(f"{VALUES} values over 12 x {asked.agents:,} agents; the limit is {LIMIT} times one run.\n")
    print("\n".join(table(runs)))


if __name__ == "__main__":
    main()
