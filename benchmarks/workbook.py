"""What a large workbook costs: ``ccmotivate score`` of a log of calls in an xlsx, beside python-calamine alone.

``python benchmarks/workbook.py [--rows 900000] [--agents 300] [--repeat 3] [--inline]``. The calls and the rules are
those of ``logs.py``; the workbook is XlsxWriter's, with shared texts or, with ``--inline``, texts in their cells.
Calamine gives Python its cells, from a process of its own too, and nothing is made of them. Wanted: at most 1.5 times
that, at most 1.2 GiB. Writing the workbook takes about two minutes. Prints Markdown. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

from logs import _LOG, RULES, write_rules
from measure import MIB, Command, Run, in_turn
from run import DATA, PROGRAM, aside, machine, python, spread, table

FOLDER = DATA / "workbook"
LIMIT, MEMORY = 1.5, 1229


def write_workbook(agents: int, rows: int, inline: bool, target: Path) -> None:
    """Write the calls; the same numbers give the same cells."""
    import duckdb
    import xlsxwriter

    with (
        duckdb.connect() as connection,
        xlsxwriter.Workbook(str(target), {"constant_memory": inline, "strings_to_numbers": False}) as book,
    ):
        found = connection.execute(_LOG.format(agents=agents, rows=rows))
        moment, sheet = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}), book.add_worksheet("calls")
        sheet.write_row(0, 0, [one[0] for one in found.description])
        at = 0
        while part := found.fetchmany(10_000):
            for cells in part:
                at += 1
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(at, column, cell, moment if column == 4 else None)


def by_calamine(path: Path) -> None:
    """The cells as Python's own."""
    import python_calamine

    python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def commands_for(agents: int, rows: int, inline: bool) -> dict[str, Command]:
    """Both, on the same workbook."""
    RULES["sources.yaml"] = RULES["sources.yaml"].replace("*.csv", "*.xlsx")
    rules, source = write_rules(FOLDER / "rules"), FOLDER / f"{agents}x{rows}{'-inline' if inline else ''}.xlsx"
    aside(write_workbook, agents, rows, inline, source)
    words = ("--rules", rules, "--out", FOLDER / "out", "--lang", "en", "--quiet")
    return {
        "score": python(*PROGRAM, "score", source, *words),
        "calamine": python(Path(__file__).resolve(), "--alone", source),
    }


def report(agents: int, rows: int, runs: dict[str, list[Run]]) -> list[str]:
    """A line each, and the medians of the rounds' own ratios."""
    pairs = list(zip(runs["score"], runs["calamine"], strict=True))
    wall, cpu = (
        median(getattr(one, kind) / getattr(beside, kind) for one, beside in pairs) for kind in ("wall", "cpu")
    )
    peak = max(run.peak for run in runs["score"]) / MIB
    names = {"score": "`ccmotivate score`", "calamine": "python-calamine alone"}
    lines = [
        (names[name], spread(own), f"{median(run.cpu for run in own):.2f}", f"{max(run.peak for run in own) / MIB:.0f}")
        for name, own in runs.items()
    ]
    headers = (f"{rows:,} calls of {agents:,} agents, 10 columns, 5 folds", "seconds, median [min–max]")
    said = ("yes" if wall <= LIMIT else "**no**", "yes" if peak <= MEMORY else "**no**")
    return [
        *table((*headers, "processor seconds", "peak memory, MiB"), lines),
        f"Ratio {wall:.2f} (processor seconds {cpu:.2f}), wanted ≤ {LIMIT}: {said[0]}; {peak:.0f} MiB, wanted ≤ {MEMORY}: {said[1]}.",  # noqa: E501
        "",
        *machine(),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=900_000)
    parser.add_argument("--agents", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--inline", action="store_true")
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        by_calamine(asked.alone)
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    commands = commands_for(asked.agents, asked.rows, asked.inline)
    print("\n".join(report(asked.agents, asked.rows, in_turn(commands, asked.repeat))))


if __name__ == "__main__":
    sys.exit(main())
