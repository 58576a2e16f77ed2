"""What evaluating costs: ``ccmotivate evaluate`` over 24 months, beside scoring them.

``python benchmarks/evaluate.py [--months 24] [--agents 10000] [--repeat 1]``. The rules are the shipped ones with two
measures: a pilot in half of the teams (hundreds of them, so assignments are drawn) and one for everybody. Beside it
``check``, which reads and writes nothing, and ``score``, which also writes the workbooks; wanted: at most 1.3 times
scoring. Each is a process of its own, imports included, taken in turn; ``peak`` is its memory. Prints Markdown. Needs
Linux or macOS.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from make_input import identity, write_input
from measure import MIB, Run, in_turn, middle
from run import DATA, HERE, PROGRAM, aside, machine, python, spread, table

LIMIT = 1.3
FIRST_YEAR = 2024


def month_of(at: int) -> str:
    """The months from January of the first year on."""
    return f"{FIRST_YEAR + at // 12}-{at % 12 + 1:02d}"


def write_rules(agents: int, months: int, target: Path) -> Path:
    """The shipped rules with a pilot and a measure for everybody, from the middle of the months on."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(HERE.parent / "rules", target, ignore=shutil.ignore_patterns("cases", "schema"))
    start = month_of(months // 2)
    teams = list(dict.fromkeys(identity(row, start)[-1] for row in range(agents)))
    lines = [
        "measures:",
        "  pilot:",
        "    name: Pilot",
        f"    from: {start}",
        f"    teams: [{', '.join(teams[::2])}]",
        "    window: 3",
        "    expects: {csat: {up: 1%}, score: {up: 1}, attrition: {down: 1}}",
        "  everybody:",
        "    name: Everybody",
        f"    from: {start}",
        "    window: 6",
        "    expects: {csat: {up: 1%}, error_rate: {down: 0.2}}",
    ]
    (target / "measures.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return target


def measured(agents: int, months: int, repeat: int) -> dict[str, list[Run]]:
    """The three commands in turn."""
    folder = DATA / f"evaluate.{agents}"
    files = [folder / f"{month_of(at)}.xlsx" for at in range(months)]
    for at, file in enumerate(files):
        if not file.exists():
            aside(write_input, agents, file, month_of(at))
    rules = write_rules(agents, months, folder / "rules")
    words = (*files, "--rules", rules, "--lang", "en")
    commands = {
        "check": python(*PROGRAM, "check", *words),
        "score": python(*PROGRAM, "score", *words, "--out", folder / "out", "--force", "--quiet"),
        "evaluate": python(*PROGRAM, "evaluate", *words, "--json"),
    }
    return in_turn(commands, repeat)


def report(runs: dict[str, list[Run]]) -> Sequence[str]:
    """The table and the two ratios."""
    rows = [
        [f"`{name}`", spread(own), f"{max(run.cpu for run in own):.1f}", f"{max(run.peak for run in own) / MIB:.0f}"]
        for name, own in runs.items()
    ]
    ratios = ", ".join(
        f"{middle(runs['evaluate']) / middle(runs[other]):.2f} times `{other}`" for other in ("score", "check")
    )
    lines = table(["command", "seconds", "processor seconds", "peak MiB"], rows)
    return [*lines, f"`evaluate` takes {ratios}; wanted: at most {LIMIT} times scoring.", "", *machine()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("months", 24), ("agents", 10_000), ("repeat", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    runs = measured(asked.agents, asked.months, asked.repeat)
    print(f"{asked.months} months of {asked.agents:,} agents\n")
    print("\n".join(report(runs)))


if __name__ == "__main__":
    main()
