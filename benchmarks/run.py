"""Measure ``ccmotivate score`` against a hand-written script and against the floor, and write RESULTS.md.

``python benchmarks/run.py [--rows 1000 10000 100000] [--repeat 3] [--results FILE]``. Every run is a process of its
own; (a) to (d) take turns, so that whatever else the machine does falls on all of them. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TypeVar

from cells import count_cells, different_cells, keep_columns
from make_input import write_input
from measure import MIB, Command, Run, in_turn, middle

Result = TypeVar("Result")
HERE = Path(__file__).resolve().parent
DATA = HERE / ".data"
SIZES = (1_000, 10_000, 100_000)
HELP_RUNS = 21
YEAR_AGENTS = 5_000
MONTHS = tuple(f"2025-{number:02d}" for number in range(1, 13))
SAME_WITHIN = 0.005
PROGRAM = ("-m", "ccmotivate")
NAMES = {"a": "(a) by hand", "b": "(b) ccmotivate score", "c": "(c) floor", "d": "(d) floor, (b)'s compression"}
LIBRARIES = (
    "pandas", "numpy", "openpyxl", "python-calamine", "XlsxWriter", "fastexcel", "typer", "pydantic", "PyYAML",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one number of rows; cells are those that are not empty, by file and sheet."""

    rows: int
    runs: Mapping[str, Sequence[Run]]
    cells: Mapping[str, Mapping[str, int]]
    different: tuple[int, int]

    def seconds(self, name: str) -> float:
        return middle(self.runs[name])

    def ratio(self, name: str, other: str) -> float:
        """The median of the rounds' own ratios."""
        pairs = zip(self.runs[name], self.runs[other], strict=True)
        return median(one.wall / beside.wall for one, beside in pairs)

    def total(self, name: str) -> int:
        return sum(self.cells[name].values())


def python(*words: str | Path) -> Command:
    """A fresh interpreter that finds this checkout's package."""
    return Command((sys.executable, *map(str, words)), DATA, {"PYTHONPATH": str(HERE.parent / "src")})


def commands_for(rows: int) -> dict[str, Command]:
    """The competitors on the input of so many rows."""
    source, kept = DATA / f"{rows}.xlsx", DATA / f"{rows}.pickle"
    out = {name: DATA / f"{rows}.{name}" for name in NAMES}
    return {
        "a": python(HERE / "by_hand.py", source, out["a"]),
        "b": python(*PROGRAM, "score", source, "--out", out["b"], "--lang", "en"),
        "c": python(HERE / "floor.py", source, kept, out["c"]),
        "d": python(HERE / "floor.py", source, kept, out["d"], "--borrow"),
    }


def aside(work: Callable[..., Result], *given: object) -> Result:
    """Do something large in another process: a child's peak memory counts from the size of the process it left."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        return other.submit(work, *given).result()


def prepare(rows: int) -> None:
    """Make the input, and let (b) run once to learn which cells there are to write."""
    for name in NAMES:
        shutil.rmtree(DATA / f"{rows}.{name}", ignore_errors=True)
    aside(write_input, rows, DATA / f"{rows}.xlsx")
    commands_for(rows)["b"].run()
    aside(keep_columns, DATA / f"{rows}.b", DATA / f"{rows}.pickle")


def measure(rows: int, repeat: int) -> Size:
    """Take them in turn, then look at what they wrote.

    Raises:
        RuntimeError: they did not write the same cells.
    """
    runs = in_turn(commands_for(rows), repeat)
    cells = {name: aside(count_cells, DATA / f"{rows}.{name}") for name in NAMES}
    size = Size(rows, runs, cells, aside(different_cells, DATA / f"{rows}.a", DATA / f"{rows}.b", "Scores"))
    ours = size.total("b")
    if any(cells[name] != cells["b"] for name in "cd") or abs(size.total("a") - ours) > SAME_WITHIN * ours:
        raise RuntimeError(f"other cells were written: {cells}")
    return size


def year(repeat: int) -> dict[str, list[list[Run]]]:
    """``awards 2025`` over a year of months, and ``score`` of each of its months alone, in turn."""
    folder = DATA / "year"
    shutil.rmtree(folder, ignore_errors=True)
    for month in MONTHS:
        aside(write_input, YEAR_AGENTS, folder / f"{month}.xlsx", month)
    words = ("--lang", "en", "--quiet")
    whole = python(*PROGRAM, "awards", "2025", folder, "--out", folder / "out", *words)
    single = [python(*PROGRAM, "score", folder / f"{month}.xlsx", "--out", folder / "out", *words) for month in MONTHS]
    runs: dict[str, list[list[Run]]] = {"year": [], "months": []}
    for _round in range(repeat):
        runs["year"].append([whole.run()])
        runs["months"].append([one.run() for one in single])
    return runs


def start_up() -> dict[str, list[Run]]:
    """``ccmotivate --help`` beside the import of typer alone."""
    pair = {"help": python(*PROGRAM, "--help"), "typer": python("-c", "import typer")}
    in_turn(pair, 1)
    return in_turn(pair, HELP_RUNS)


# -- the report -------------------------------------------------------------------------------------------------------


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, numbers to the right."""
    lines = [headers, ["---", *["---:"] * (len(headers) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


def spread(runs: Sequence[Run]) -> str:
    walls = [run.wall for run in runs]
    return f"{median(walls):.2f} [{min(walls):.2f}–{max(walls):.2f}]"


def seconds_table(sizes: Sequence[Size]) -> list[str]:
    """Seconds, processor seconds and peak memory of every competitor at every size."""
    rows = [
        (
            f"{size.rows:,} × 20, {NAMES[name]}",
            spread(size.runs[name]),
            f"{median(run.cpu for run in size.runs[name]):.2f}",
            f"{median(run.peak for run in size.runs[name]) / MIB:.0f}",
            f"{size.total(name):,}",
        )
        for size in sizes
        for name in NAMES
    ]
    headers = ("rows × metrics", "seconds, median [min–max]", "processor seconds", "peak memory, MiB", "cells written")
    return table(headers, rows)


def year_ratio(runs: Mapping[str, Sequence[Sequence[Run]]]) -> float:
    """The median of the rounds' ratios: the year against its twelve months, one after the other."""
    pairs = zip(runs["year"], runs["months"], strict=True)
    return median(sum(run.wall for run in one) / sum(run.wall for run in other) for one, other in pairs)


def year_lines(runs: Mapping[str, Sequence[Sequence[Run]]]) -> list[str]:
    """The year in words."""
    seconds = {name: median(sum(run.wall for run in one) for one in rounds) for name, rounds in runs.items()}
    peaks = {name: max(run.peak for one in rounds for run in one) / MIB for name, rounds in runs.items()}
    ratio = year_ratio(runs)
    return [
        "## A year",
        "",
        f"`awards 2025` over 12 × {YEAR_AGENTS:,} agents: {seconds['year']:.2f} s, peak memory {peaks['year']:.0f} MiB;"
        f" `score` of its twelve months, one process each: {seconds['months']:.2f} s, peak {peaks['months']:.0f} MiB."
        f" Ratio {ratio:.2f}, wanted ≤ 1.2: {'met' if ratio <= 1.2 else '**not met**'}.",
        "",
    ]


def targets(sizes: Sequence[Size], help_runs: Mapping[str, Sequence[Run]]) -> list[str]:
    """The ratios and what they were to be."""
    wanted = [
        (f"(b) / ({other}) at {size.rows:,} rows", size.ratio("b", other), most if size.rows >= 10_000 else None)
        for size in sizes
        for other, most in (("a", 0.35), ("c", 2.5), ("d", None))
    ]
    by_rows = {size.rows: size for size in sizes}
    if {10_000, 100_000} <= by_rows.keys():
        growth = by_rows[100_000].seconds("b") / by_rows[10_000].seconds("b")
        wanted.append(("growth of (b), 10,000 → 100,000 rows", growth, 11))
    pairs = zip(help_runs["help"], help_runs["typer"], strict=True)
    wanted.append(("`ccmotivate --help` / `import typer`", median(a.wall / b.wall for a, b in pairs), 2.5))
    rows = [
        (what, f"{ratio:.2f}", f"≤ {most}" if most else "–", ("yes" if ratio <= most else "**no**") if most else "")
        for what, ratio, most in wanted
    ]
    return table(("ratio", "measured", "wanted", "met"), rows)


def machine() -> list[str]:
    """Size and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        f"- {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory, {platform.system()};"
        f" load average at the end {load}",
        f"- Python {platform.python_version()}; {libraries}",
        "",
    ]


def report(
    sizes: Sequence[Size],
    help_runs: Mapping[str, Sequence[Run]],
    year_runs: Mapping[str, Sequence[Sequence[Run]]],
    repeat: int,
) -> str:
    """RESULTS.md."""
    same = [
        f"- {size.rows:,} rows: (a) {size.total('a'):,}, (b) {size.total('b'):,}, (c) {size.total('c'):,} cells;"
        f" {size.different[0]:,} of the {size.different[1]:,} cells of *Scores* differ between (a) and (b)"
        for size in sizes
    ]
    lines = [
        "# Results",
        "",
        f"Measured {date.today().isoformat()} by `python benchmarks/run.py --repeat {repeat}` (`make bench`), which"
        " wrote this file. What is compared, and why it is fair: [README.md](README.md).",
        "",
        *targets(sizes, help_runs),
        "Ratios are medians of the ratios of each round, in which (a) to (d) ran one after the other.",
        "",
        "## Seconds and memory",
        "",
        *seconds_table(sizes),
        f'`ccmotivate --help`: {spread(help_runs["help"])} s; `python -c "import typer"`:'
        f" {spread(help_runs['typer'])} s ({HELP_RUNS} runs each, in turn).",
        "",
        *year_lines(year_runs),
        "## The same cells",
        "",
        *same,
        "",
        "## Machine",
        "",
        *machine(),
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md")
    asked = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    help_runs = start_up()
    sizes = []
    for rows in asked.rows:
        print(f"{rows:,} rows: preparing", flush=True)
        prepare(rows)
        sizes.append(measure(rows, asked.repeat))
        print("\n".join(seconds_table(sizes[-1:]) + targets(sizes[-1:], help_runs)), flush=True)
    print("a year", flush=True)
    year_runs = year(asked.repeat)
    print("\n".join(year_lines(year_runs)), flush=True)
    asked.results.write_text(report(sizes, help_runs, year_runs, asked.repeat), encoding="utf-8")
    print(f"written: {asked.results.name}")


if __name__ == "__main__":
    main()
