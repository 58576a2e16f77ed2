"""What pay costs: ``score`` with pay.yaml among the rules against the same without it.

``python benchmarks/pay.py [--agents 10000 100000] [--rounds 5]``: the benchmark's month (``make_input.py``) by the
shipped rules, in turn, each first in every other round. Ratios are medians of the rounds' own ratios, of wall and of
processor time (user and system, children included). Prints Markdown. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from make_input import write_input
from measure import Command, in_turn
from parts import HEADERS, line, rules
from run import DATA, HERE, PROGRAM, aside, machine, table

LIMIT = 1.15
OUT = DATA / "pay"


def month(agents: int) -> Path:
    """The workbook of so many agents, written where it is not there yet."""
    path = DATA / f"{agents}.xlsx"
    if not path.exists():
        aside(write_input, agents, path)
    return path


def commands(agents: int) -> dict[str, Command]:
    """``score`` with pay and without."""
    path = {"PYTHONPATH": str(HERE.parent / "src")}

    def score(name: str, scheme: Path) -> Command:
        words = ("score", month(agents), "--rules", scheme, "--out", OUT / name, "--lang", "en", "--quiet", "--force")
        return Command((sys.executable, *PROGRAM, *map(str, words)), DATA, path)

    return {"on": score("on", rules("pay-on")), "off": score("off", rules("pay-off", ("pay",)))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    lines = []
    for agents in asked.agents:
        pair = commands(agents)
        in_turn(pair, 1)  # files and modules into the system's memory
        lines.append(line(f"`score`, {agents:,} agents, pay on / off", LIMIT, in_turn(pair, asked.rounds)))
    print("\n".join([*table(HEADERS, lines), *machine()]))


if __name__ == "__main__":
    main()
