"""How the cost grows: every dimension of the input doubled, whole commands, processor time.

``python benchmarks/growth.py [--only ties projects …] [--repeat 2] [--write]``. Each run is a process of its own; its
time is that of its processors, children included, less what the same command takes for one agent, so that the start-up
hides nothing. A size is measured ``--repeat`` times and the best counts. Prints a table in Markdown; ``--write`` puts
it into RESULTS.md under "Growth". Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import xlsxwriter

from measure import Command, Run
from run import DATA, HERE, PROGRAM, machine, python, table

LIMIT, TIES_LIMIT = 2.3, 2.0
HEADING = "## Growth"
HEADERS = (
    "月份", "工号", "姓名", "岗位", "项目", "组别", "五笔字数", "项目知识", "工作效率", "工作态度", "出错率(‰)",
    "投诉记录", "采纳建议", "帮助同事", "客户满意度",
)  # fmt: skip
MEETINGS = ("月份", "工号", "地区", "要求到会人数", "到会人数")
Row = list[str | float]
Sheets = dict[str, Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is doubled: sizes in rising order, the sheets of a size, the command with its exit code, its rules."""

    sizes: tuple[int, ...]
    sheets: Callable[[int], Sheets]
    words: tuple[str, ...] = ("score",)
    exit_code: int = 0
    rules: Callable[[int], str] | None = None
    files: bool = False


def agent(at: int, random: Random, **cells: str | float) -> Row:
    """One row of an agent, all different; ``cells`` by header stand in place of what is drawn."""
    drawn: dict[str, str | float] = {
        "月份": "2025-03", "工号": f"{at + 1:06d}", "姓名": f"示{at + 1}", "岗位": "呼入", "项目": f"项目{at % 20 + 1}",
        "组别": f"组{at % 100 + 1}", "五笔字数": 102, "项目知识": "灵活运用",
        "工作效率": round(random.uniform(0.8, 1), 4), "工作态度": "合格", "出错率(‰)": 0, "投诉记录": 0,
        "采纳建议": 1, "帮助同事": 1, "客户满意度": round(random.uniform(0.8, 1), 4),
    }  # fmt: skip
    return list((drawn | cells).values())


def agents(count: int, **cells: Callable[[int], str | float]) -> Sheets:
    """A sheet of so many agents; ``cells`` give a column's cell by the agent's number."""
    random = Random(count)
    rows = (agent(at, random, **{name: cell(at) for name, cell in cells.items()}) for at in range(count))
    return {"考核数据": _headed(HEADERS, rows)}


def _headed(headers: Sequence[str], rows: Iterator[Row]) -> Iterator[Row]:
    yield list(headers)
    yield from rows


def identical(count: int) -> Sheets:
    """Agents that differ in id and name only, in one project."""
    same = {"工作效率": 0.93, "客户满意度": 0.9, "项目": "项目1"}
    return agents(count, **{name: lambda _at, cell=cell: cell for name, cell in same.items()})


def quarter(sheets: Callable[[int], Sheets]) -> Callable[[int], Sheets]:
    """The same agents in three months."""

    def three(count: int) -> Sheets:
        headers, *rows = next(iter(sheets(count).values()))
        months = ([f"2025-{month:02d}", *row[1:]] for month in (1, 2, 3) for row in rows)
        return {"考核数据": _headed([str(header) for header in headers], months)}

    return three


def many_sheets(count: int) -> Sheets:
    """Two agents a sheet."""
    random = Random(count)
    rows = [[agent(2 * at, random), agent(2 * at + 1, random)] for at in range(count)]
    return {f"组{at}": _headed(HEADERS, iter(pair)) for at, pair in enumerate(rows)}


def many_columns(count: int) -> Sheets:
    """Columns that no metric reads."""
    random = Random(count)
    rows = (agent(at, random) + [float(at)] * count for at in range(10))
    return {"考核数据": _headed((*HEADERS, *(f"其他{at}" for at in range(count))), rows)}


def meetings(count: int) -> Sheets:
    """A hundred rows of meetings an agent who has any."""
    rows: Iterator[Row] = (["2025-03", f"{at // 100 + 1:06d}", f"地区{at % 100}", 10, 9] for at in range(count))
    sheets = agents(count // 100 + 1, 岗位=lambda _at: "外呼", 数据确认成功率=lambda _at: 0.5)
    wide = (*HEADERS, "数据确认成功率")
    next(sheets["考核数据"])
    return {"考核数据": _headed(wide, sheets["考核数据"]), "会议邀约": _headed(MEETINGS, rows)}


def many_awards(count: int) -> str:
    """More monthly awards for ``awards.yaml``."""
    asks = "every: month, within: project, rank: {by: score, places: 3}, prize: [3, 2, 1]"
    lines = (f"award_{at}: {{name: {{zh: 奖{at}, en: Award {at}}}, {asks}}}" for at in range(count))
    return "\n" + "\n".join(lines) + "\n"


def month_of(at: int) -> str:
    return f"{1990 + at // 12}-{at % 12 + 1:02d}"


def projects(count: int) -> Sheets:
    """Every agent in a project of his own."""
    return agents(count, 项目=lambda at: f"项目{at + 1}")


AWARDS, QUARTER = ("awards", "2025-03"), ("awards", "2025-Q1")
DIMENSIONS: Mapping[str, Dimension] = {
    "agents": Dimension((12_500, 25_000, 50_000), agents),
    "agents, awards": Dimension((12_500, 25_000, 50_000), agents, AWARDS),
    "ties": Dimension((2_000, 4_000, 8_000), identical),
    "ties, awards": Dimension((2_000, 4_000, 8_000), identical, AWARDS),
    "ties, explain": Dimension((2_000, 4_000, 8_000), identical, ("explain", "--agent", "000001")),
    "projects": Dimension((7_500, 15_000, 30_000), projects),
    "projects, awards": Dimension((7_500, 15_000, 30_000), projects, AWARDS),
    "ties, quarter": Dimension((1_500, 3_000, 6_000), quarter(identical), QUARTER),
    "projects, quarter": Dimension((1_500, 3_000, 6_000), quarter(projects), QUARTER),
    "teams": Dimension((5_000, 10_000, 20_000), lambda n: agents(3 * n, 组别=lambda at: f"组{at // 3 + 1}")),
    "months": Dimension(
        (325, 650, 1_300), lambda n: agents(5 * n, 月份=lambda at: month_of(at // 5), 工号=lambda at: f"{at % 5:03d}")
    ),
    "months of other people": Dimension((325, 650, 1_300), lambda n: agents(5 * n, 月份=lambda at: month_of(at // 5))),
    "homonyms": Dimension((10_000, 20_000, 40_000), lambda n: agents(n, 姓名=lambda _at: "示同名")),
    "pairs of homonyms": Dimension((15_000, 30_000, 60_000), lambda n: agents(n, 姓名=lambda at: f"示{at // 2}")),
    "bad cells": Dimension(
        (7_500, 15_000, 30_000), lambda n: agents(n, 投诉记录=lambda at: f"坏{at}"), exit_code=1
    ),
    "bad cells, check": Dimension(
        (7_500, 15_000, 30_000), lambda n: agents(n, 投诉记录=lambda at: f"坏{at}"), ("check",), 1
    ),
    "unknown words": Dimension(
        (12_500, 25_000, 50_000), lambda n: agents(n, 项目知识=lambda at: f"生词{at}"), exit_code=1
    ),
    "unknown roles": Dimension(
        (12_500, 25_000, 50_000), lambda n: agents(n, 岗位=lambda at: f"生岗{at}"), exit_code=1
    ),
    "repeated ids": Dimension(
        (15_000, 30_000, 60_000), lambda n: agents(n, 工号=lambda at: f"{at // 2:06d}"), exit_code=1
    ),
    "blank ids": Dimension(
        (15_000, 30_000, 60_000), lambda n: agents(n, 工号=lambda at: "" if at else "1"), exit_code=1
    ),
    "blanks": Dimension((10_000, 20_000, 40_000), lambda n: agents(n, 工作效率=lambda at: "-" if at % 2 else 0.9)),
    "sheets": Dimension((225, 450, 900), many_sheets),
    "columns": Dimension((4_000, 8_000, 16_000), many_columns),
    "detail rows": Dimension((50_000, 100_000, 200_000), meetings),
    "awards": Dimension((100, 200, 400), lambda _n: agents(200), rules=many_awards),
    "files": Dimension((20, 40, 80), lambda n: agents(5 * n), files=True),
}  # fmt: skip


# -- inputs -----------------------------------------------------------------------------------------------------------


def write(target: Path, sheets: Sheets) -> None:
    """A workbook of these rows."""
    with xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


def write_files(folder: Path, sheets: Sheets) -> None:
    """Five agents a file."""
    (rows,) = sheets.values()
    headers, *rest = rows
    for at in range(0, len(rest), 5):
        write(folder / f"{at}.xlsx", {"考核数据": iter([headers, *rest[at : at + 5]])})


def inputs(name: str, dimension: Dimension, size: int) -> Path:
    """The folder with the input of a size, and its rules, made new."""
    folder = DATA / "growth" / name.replace(", ", ".").replace(" ", "-") / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sheets = dimension.sheets(size)
    if dimension.files:
        write_files(folder, sheets)
    else:
        write(folder / "input.xlsx", sheets)
    if dimension.rules:
        shutil.copytree(HERE.parent / "rules", folder / "rules")
        with (folder / "rules" / "awards.yaml").open("a", encoding="utf-8") as file:
            file.write(dimension.rules(size))
    return folder


def command(dimension: Dimension, folder: Path, exit_code: int) -> Command:
    """The command on a folder's workbooks."""
    first, *rest = dimension.words
    out = () if first in ("check", "explain") else ("--out", folder / "out")
    period = rest if first == "awards" else []
    options = [] if first == "awards" else rest
    rules = ("--rules", folder / "rules") if dimension.rules else ()
    books = sorted(folder.glob("*.xlsx"))
    made = python(*PROGRAM, first, *period, *books, *options, *out, *rules, "--lang", "en")
    return Command(made.words, made.folder, made.extra, exit_code)


# -- measuring --------------------------------------------------------------------------------------------------------


def best(made: Command, repeat: int) -> Run:
    """The run with the least processor time."""
    return min((made.run() for _ in range(repeat)), key=lambda run: run.cpu)


def start_of(name: str, dimension: Dimension, repeat: int) -> Run:
    """The same command for one agent who is without fault."""
    sheets = quarter(agents) if dimension.words == QUARTER else agents
    plain = Dimension((1,), sheets, dimension.words, 0, dimension.rules and (lambda _n: ""))
    return best(command(plain, inputs(f"{name} start", plain, 1), 0), repeat)


def measured(name: str, dimension: Dimension, repeat: int) -> tuple[list[str], float]:
    """The line of a dimension, and its growth over the last doubling."""
    start = start_of(name, dimension, repeat)
    runs = []
    for size in dimension.sizes:
        folder = inputs(name, dimension, size)
        runs.append(best(command(dimension, folder, dimension.exit_code), repeat))
        shutil.rmtree(folder)
    nets = [run.cpu - start.cpu for run in runs]
    ratios = [more / less for less, more in pairwise(nets)]
    sizes = " → ".join(f"{size:,}" for size in dimension.sizes)
    seconds = " → ".join(f"{run.cpu:.2f}" for run in runs)
    peak = f"{runs[-1].peak / 1024**2:.0f}"
    line = [name, sizes, seconds, ", ".join(f"{ratio:.2f}" for ratio in ratios), peak]
    return [*line, "yes" if ratios[-1] <= LIMIT else "**no**"], ratios[-1]


def tied_and_distinct(repeat: int) -> str:
    """1,500 identical agents beside 1,500 distinct ones, in one project."""
    distinct = Dimension((1_500,), lambda n: agents(n, 项目=lambda _at: "项目1"))
    tied = Dimension((1_500,), identical)
    pair = [best(command(one, inputs("pair", one, 1_500), 0), repeat) for one in (distinct, tied)]
    ratio = pair[1].cpu / pair[0].cpu
    met = "met" if ratio <= TIES_LIMIT else "**not met**"
    return (
        f"1,500 identical agents of one project: {pair[1].cpu:.2f} s; 1,500 distinct ones: {pair[0].cpu:.2f} s."
        f" Ratio {ratio:.2f}, wanted ≤ {TIES_LIMIT:g}: {met}."
    )


def section(rows: Sequence[Sequence[str]], ties: str, repeat: int) -> str:
    """The part of RESULTS.md."""
    headers = ("what is doubled", "sizes", "processor seconds", "growth per doubling", "peak MiB", f"last ≤ {LIMIT}")
    lines = [
        HEADING,
        "",
        f"`python benchmarks/growth.py --repeat {repeat} --write`, {date.today().isoformat()}: whole commands,"
        " `score` where none is named. Seconds are those of the processors, the best of each size's runs; growth",
        "is reckoned without what the same command takes for one agent. Wanted: no dimension above"
        f" {LIMIT} × at its largest sizes.",
        "",
        *table(headers, rows),
        ties,
        "",
        *machine(),
    ]
    return "\n".join(lines)


def put(text: str, results: Path) -> None:
    """Put the section in the place of the one that stands there, else at the end."""
    before, _heading, after = results.read_text(encoding="utf-8").partition(HEADING + "\n")
    _old, mark, rest = after.partition("\n## ")
    results.write_text(
        before.rstrip() + "\n\n" + text.rstrip() + "\n" + (f"\n{mark.strip()} {rest}" if mark else ""), encoding="utf-8"
    )


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=DIMENSIONS, default=list(DIMENSIONS))
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="into RESULTS.md")
    asked = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    rows = []
    for name in asked.only:
        rows.append(measured(name, DIMENSIONS[name], asked.repeat)[0])
        print(" | ".join(rows[-1]), flush=True)
    if not asked.write and len(asked.only) < len(DIMENSIONS):
        return
    text = section(rows, tied_and_distinct(asked.repeat), asked.repeat)
    print(text)
    if asked.write:
        put(text, HERE / "RESULTS.md")


if __name__ == "__main__":
    main()
