"""What folding costs: ``ccmotivate score`` of a log of calls, beside reading the same workbook: parse and typing alone.

``python benchmarks/folds.py [--rows 100000] [--agents 100] [--repeat 5]``. The input is one workbook: a sheet of agents
and a sheet of calls with 8 columns, of which 4 folds read 3 beside who and when; the others are there as in any export.
Both are processes of their own, imports included, taken in turn; the limit is 1.5 times the reading. Prints Markdown.
Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

import xlsxwriter

from measure import MIB, Command, Run, in_turn
from run import DATA, PROGRAM, aside, machine, python, spread, table

SEED = "ccmotivate-folds"
LIMIT = 1.5
AGENTS, CALLS = "坐席", "通话"
HEADERS = ("工号", "通话编号", "日期", "队列", "通话秒数", "等待秒数", "是否解决", "评分")
QUEUES = ("信用卡", "会员中心", "电商售后", "家电回访")
RULES = {
    "scheme.yaml": "name: {zh: 通话, en: Calls}\ncurrency: CNY\n",
    "columns.yaml": """
columns:
  month: {name: {zh: 月份, en: Month}}
  agent_id: {name: {zh: 工号, en: Agent ID}}
  name: {name: {zh: 姓名, en: Name}}
  role: {name: {zh: 岗位, en: Role}, default: agent}
  project: {name: {zh: 项目, en: Project}, default: 全部}
  team: {name: {zh: 组别, en: Team}}
detail_sheets:
  calls:
    name: {zh: 通话, en: Calls}
    columns:
      call: {name: {zh: 通话编号, en: Call}, kind: text}
      day: {name: {zh: 日期, en: Date}, kind: date}
      queue: {name: {zh: 队列, en: Queue}, kind: text}
      talk: {name: {zh: 通话秒数, en: Talk}, kind: number, plausible: {from: 0}}
      hold: {name: {zh: 等待秒数, en: Hold}, kind: number, plausible: {from: 0}}
      solved: {name: {zh: 是否解决, en: Solved}, kind: count}
      rating: {name: {zh: 评分, en: Rating}, kind: number}
words: {pass: [pass], fail: [fail], no_data: ["-"], totals: [Total]}
""",
    "metrics.yaml": """
days: {name: {zh: 出勤, en: Days}, kind: number}
talk: {name: {zh: 平均通话, en: Mean talk}, kind: number, good: low, detail: {from: calls, take: mean, of: talk, where: talk > 0}}
solved: {name: {zh: 解决率, en: Solved}, kind: percent, detail: {from: calls, take: share, of: solved == 1}}
calls: {name: {zh: 接听量, en: Calls taken}, kind: count, detail: {from: calls, take: count, of: talk, where: talk > 0}}
queue: {name: {zh: 最高队列, en: Busiest queue}, kind: number, detail: {from: calls, take: max, of: talk / 60, per: queue}}
""",  # noqa: E501 - a rule stands on a line
    "roles/agent.yaml": """
role: agent
name: {zh: 员工, en: Agent}
must: {days: {at_least: 1}, talk: {at_most: 400}, solved: {at_least: 50%}, calls: {at_least: 1}, queue: {at_least: 1}}
scorecard: {talk: {weight: 50, curve: {0: 120, 400: 100, 900: 0}}, solved: {weight: 50, ratio: 80%, cap: 120}}
""",
    "awards.yaml": "star: {name: {zh: 星, en: Star}, every: month, who: qualified, rank: {by: score}, prize: 200}\n",
}


def write_rules(folder: Path) -> Path:
    """A small scheme with four folds."""
    for name, text in RULES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder


def write_calls(agents: int, rows: int, target: Path) -> None:
    """Write the workbook; the same numbers give the same cells. The calls are sorted by time, as a log is."""
    random = Random(f"{SEED}/{agents}/{rows}")
    ids = [f"{number:04d}" for number in range(1, agents + 1)]
    with xlsxwriter.Workbook(str(target)) as book:
        book.set_properties({"created": datetime(2025, 4, 1)})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(AGENTS)
        sheet.write_row(0, 0, ("月份", "工号", "姓名", "组别", "出勤"))
        for row, agent in enumerate(ids, start=1):
            sheet.write_row(row, 0, ("2025-03", agent, f"测试{row}", f"{row % 9 + 1}组", 20))
        sheet = book.add_worksheet(CALLS)
        sheet.write_row(0, 0, HEADERS)
        for row in range(1, rows + 1):
            sheet.write_string(row, 0, random.choice(ids))
            sheet.write_string(row, 1, f"C{row:07d}")
            sheet.write_datetime(row, 2, datetime(2025, 3, 1) + timedelta(days=row * 31 // (rows + 1)), day)
            sheet.write_string(row, 3, random.choice(QUEUES))
            for column, number in enumerate((round(random.expovariate(1 / 180), 1), random.randint(0, 60)), start=4):
                sheet.write_number(row, column, number)
            sheet.write_number(row, 6, int(random.random() < 0.8))
            if random.random() < 0.3:
                sheet.write_number(row, 7, random.randint(1, 5))


def read_alone(path: Path, rules: Path) -> None:
    """Parse the workbook and type its columns, as ``score`` does it, and nothing else.

    Raises:
        RuntimeError: it was not read.
    """
    from ccmotivate.pipeline.inputs import Inputs
    from ccmotivate.pipeline.options import Options
    from ccmotivate.pipeline.scheme import load_rules

    inputs = Inputs([str(path)])
    loaded, problems = load_rules(rules)
    if loaded is None or not all(entry.read for entry in inputs.read(loaded, Options(write=False))):
        raise RuntimeError(f"not read: {problems}")


def commands_for(agents: int, rows: int) -> dict[str, Command]:
    """Both, on the same workbook."""
    rules, source = write_rules(DATA / "folds" / "rules"), DATA / "folds" / f"{agents}x{rows}.xlsx"
    aside(write_calls, agents, rows, source)
    words = ("--rules", rules, "--out", DATA / "folds" / "out", "--lang", "en", "--quiet")
    return {
        "score": python(*PROGRAM, "score", source, *words),
        "read": python(Path(__file__).resolve(), "--read", source, rules),
    }


def report(agents: int, rows: int, runs: dict[str, list[Run]]) -> list[str]:
    """A line each, and the median of the rounds' own ratios."""
    ratio = median(one.wall / beside.wall for one, beside in zip(runs["score"], runs["read"], strict=True))
    names = {"score": "`ccmotivate score`", "read": "reading: parse and typing alone"}
    lines = [
        (
            names[name],
            spread(own),
            f"{median(run.cpu for run in own):.2f}",
            f"{max(run.peak for run in own) / MIB:.0f}",
        )
        for name, own in runs.items()
    ]
    headers = (f"{rows:,} calls of {agents:,} agents, 8 columns, 4 folds", "seconds, median [min–max]")
    met = "met" if ratio <= LIMIT else "**not met**"
    return [
        *table((*headers, "processor seconds", "peak memory, MiB"), lines),
        f"Ratio {ratio:.2f} (median of {len(runs['read'])} rounds), wanted ≤ {LIMIT}: {met}.",
        "",
        *machine(),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--agents", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--read", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        read_alone(*asked.read)
        return
    (DATA / "folds").mkdir(parents=True, exist_ok=True)
    commands = commands_for(asked.agents, asked.rows)
    in_turn(commands, 1)
    print("\n".join(report(asked.agents, asked.rows, in_turn(commands, asked.repeat))))


if __name__ == "__main__":
    sys.exit(main())
