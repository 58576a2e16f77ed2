"""What a short command costs beside the libraries it cannot do without: ratios of whole processes, taken in turn.

``python benchmarks/startup.py [--rounds 15]``: ``score`` of the example month (61 agents) against ``import pandas``,
``--help`` against ``import typer``, by wall and by processor time (children included). Each ratio is the median of
the rounds' own ratios. Prints Markdown. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from measure import Command, Run, in_turn
from run import DATA, HERE, PROGRAM, machine, table

LIMIT = 1.8
MONTH = HERE.parent / "examples" / "2025" / "2025-03.xlsx"
OUT = DATA / "startup"
PAIRS = (("score --quiet", "import pandas"), ("score", "import pandas"), ("--help", "import typer"))
HEADERS = ("", "wall time", "processor time", "wall time, min–max", "seconds", "processor seconds", f"≤ {LIMIT}")


def commands() -> dict[str, Command]:
    """What is measured, by its name."""
    score = (*PROGRAM, "score", str(MONTH), "--out", str(OUT), "--lang", "en")
    words = {
        "score --quiet": (*score, "--quiet"),
        "score": score,
        "--help": (*PROGRAM, "--help"),
        "import pandas": ("-c", "import pandas"),
        "import typer": ("-c", "import typer"),
    }
    path = {"PYTHONPATH": str(HERE.parent / "src")}
    return {name: Command((sys.executable, *some), DATA, path) for name, some in words.items()}


def wall(run: Run) -> float:
    """Seconds on the clock."""
    return run.wall


def cpu(run: Run) -> float:
    """Seconds of the processors."""
    return run.cpu


def line(ours: str, theirs: str, runs: Mapping[str, Sequence[Run]]) -> tuple[str, ...]:
    """A line of the table: the ratios, then what both took."""

    def ratios(figure: Callable[[Run], float]) -> list[float]:
        return [figure(one) / figure(beside) for one, beside in zip(runs[ours], runs[theirs], strict=True)]

    def both(figure: Callable[[Run], float]) -> str:
        return " / ".join(f"{median(map(figure, runs[name])):.2f}" for name in (ours, theirs))

    walls, cpus = ratios(wall), ratios(cpu)
    met = "yes" if max(median(walls), median(cpus)) <= LIMIT else "**no**"
    spread = f"{min(walls):.2f}–{max(walls):.2f}"
    said = f"`{ours}` / `{theirs}`"
    return said, f"{median(walls):.2f}", f"{median(cpus):.2f}", spread, both(wall), both(cpu), met


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    shutil.rmtree(OUT, ignore_errors=True)
    in_turn(commands(), 1)
    runs = in_turn(commands(), asked.rounds)
    print("\n".join([*table(HEADERS, [line(*pair, runs) for pair in PAIRS]), *machine()]))


if __name__ == "__main__":
    main()
