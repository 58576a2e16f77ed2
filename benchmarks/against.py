"""Is this checkout slower than an earlier one? The same commands by both, in turn, in one run.

``python benchmarks/against.py OTHER [--rounds 7] [--cases help example 10000 100000 csv bad files fairness]``. OTHER
is the folder of another checkout (``git worktree add``). Both run under this interpreter, each with its own ``src``, so
that the versions of the libraries are the same. Prints Markdown. Needs Linux or macOS.

Every round runs both once, each first in every other round. A ratio is the median of the rounds' own ratios, ours to
theirs: of wall time, and of processor time (user and system, children included), which other work on the machine
disturbs less.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import openpyxl

from make_input import write_input
from measure import MIB, Command, Run, in_turn
from run import DATA, HERE, MONTHS, PROGRAM, YEAR_AGENTS, machine, table

LIMIT = 1.05
OURS, THEIRS = "ours", "theirs"
FOLDER = DATA / "against"
FAIR_AGENTS, FAIR_TEAM = 20_000, 40
BAD_COLUMNS = ("G", "I", "J")  # of numbers
HEADERS = (
    "", "wall time", "processor time", "wall time, min–max", "seconds", "processor seconds", "peak MiB", "rounds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """What is scored; ``rounds`` is how often, as a multiple of the rounds asked for."""

    told: str
    source: Path | None  # None: ``--help``
    make: Callable[[Path], None] | None = None
    exit_code: int = 0
    rounds: float = 1
    command: str = "score"


def write_csv(target: Path) -> None:
    """The 100,000 agents as text."""
    book = openpyxl.load_workbook(DATA / "100000.xlsx", read_only=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(book.worksheets[0].iter_rows(values_only=True))


def write_bad(target: Path) -> None:
    """10,000 agents with 30,000 cells that are no numbers."""
    write_input(10_000, target)
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    for column in BAD_COLUMNS:
        for row in range(2, sheet.max_row + 1):
            sheet[f"{column}{row}"] = f"to be checked {row}"
    book.save(target)


def write_year(target: Path) -> None:
    """Twelve files in a folder."""
    for month in MONTHS:
        write_input(YEAR_AGENTS, target / f"{month}.xlsx", month)


def write_quarter(target: Path) -> None:
    """Three months of 500 teams."""
    for month in MONTHS[:3]:
        write_input(FAIR_AGENTS, target / f"{month}.xlsx", month, team_size=FAIR_TEAM)


CASES = {
    "help": Case("`--help`", None, rounds=3),
    "example": Case("61 agents: the example month", HERE.parent / "examples" / "2025" / "2025-03.xlsx", rounds=3),
    "10000": Case("10,000 agents", DATA / "10000.xlsx", lambda path: write_input(10_000, path), rounds=3),
    "100000": Case("100,000 agents", DATA / "100000.xlsx", lambda path: write_input(100_000, path)),
    "csv": Case("100,000 agents in a .csv", FOLDER / "2025-03.csv", write_csv),
    "bad": Case("10,000 agents, 30,000 bad cells", FOLDER / "bad-2025-03.xlsx", write_bad, exit_code=1),
    "files": Case("12 files of 5,000 agents", FOLDER / "year", write_year),
    "fairness": Case(
        "`fairness`, 3 months of 20,000 agents in 500 teams", FOLDER / "quarter", write_quarter, command="fairness"
    ),
}


def commands_for(name: str, other: Path) -> dict[str, Command]:
    """The command of a case by either checkout, on the same input, each writing into a folder of its own."""
    case = CASES[name]
    if case.make and case.source and not case.source.exists():
        case.source.parent.mkdir(parents=True, exist_ok=True)
        case.make(case.source)
    commands = {}
    for whose, root in ((OURS, HERE.parent), (THEIRS, other)):
        out = FOLDER / f"{name}.{whose}"
        shutil.rmtree(out, ignore_errors=True)
        words, extra = (sys.executable, *PROGRAM, *_given(case, out)), {"PYTHONPATH": str(root / "src")}
        commands[whose] = Command(words, DATA, extra, case.exit_code)
    return commands


def _given(case: Case, out: Path) -> tuple[str, ...]:
    """What the program is asked for."""
    if case.source is None:
        return ("--help",)
    if case.command != "score":
        return case.command, str(case.source), "--json", "--lang", "en", "--no-ledger"
    return "score", str(case.source), "--out", str(out), "--lang", "en", "--quiet"


def ratios(runs: Mapping[str, Sequence[Run]], figure: Callable[[Run], float]) -> list[float]:
    """Ours / theirs, in every round."""
    return [figure(one) / figure(beside) for one, beside in zip(runs[OURS], runs[THEIRS], strict=True)]


def line(told: str, runs: Mapping[str, Sequence[Run]]) -> tuple[str, ...]:
    """A line of the table: the ratios, then ours and theirs."""

    def both(figure: Callable[[Run], float], digits: int) -> str:
        return " / ".join(f"{median(map(figure, runs[whose])):.{digits}f}" for whose in (OURS, THEIRS))

    walls = ratios(runs, _wall)
    return (
        told,
        _judged(median(walls)),
        _judged(median(ratios(runs, _cpu))),
        f"{min(walls):.2f}–{max(walls):.2f}",
        both(_wall, 2),
        both(_cpu, 2),
        both(lambda run: run.peak / MIB, 0),
        str(len(walls)),
    )


def _wall(run: Run) -> float:
    return run.wall


def _cpu(run: Run) -> float:
    return run.cpu


def _judged(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio <= LIMIT else f"**{ratio:.2f}**"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    asked = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    lines = []
    for name in asked.cases:
        commands = commands_for(name, asked.other.resolve())
        in_turn(commands, 1)
        runs = in_turn(commands, max(1, round(asked.rounds * CASES[name].rounds)))
        lines.append(line(CASES[name].told, runs))
        print(" | ".join(lines[-1]), file=sys.stderr, flush=True)
    print("\n".join([*table(HEADERS, lines), *machine()]))


if __name__ == "__main__":
    main()
