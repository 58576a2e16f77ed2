"""What the parts of people.md cost: all of them on against all off, and ``promote`` against scoring its months.

``python benchmarks/parts.py [--agents 10000] [--rounds 5]``. The months have every sheet that a part reads, as many
rows as an office of that size would have. Both sides read the same workbooks, in turn, by the shipped rules with and
without the files of the parts. Ratios are medians of the rounds' own ratios, of wall and of processor time (children
included). Prints Markdown. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

import xlsxwriter

from make_input import SEED, TEAM_SIZE, identity, write_input
from measure import MIB, Command, Run, in_turn
from run import DATA, HERE, PROGRAM, machine, table

RULES = HERE.parent / "rules"
PARTS = ("balanced", "careers", "coaching", "contests", "goals", "learning", "mentoring", "pay", "talent", "teams")
WINDOW = tuple(f"2025-{number:02d}" for number in range(1, 7))
GROWTH = ("balanced", "careers", "contests", "teams")
LIMITS = {"score": 1.8, "people": 1.5, "promote": 1.2}
FIRST_DAY = date(2025, 1, 1)
HEADERS = ("", "wall time", "processor time", "seconds", "processor seconds", "peak MiB", "wanted")
Cell = str | float | date | None
Rows = Iterator[tuple[Cell, ...]]


def sheets(agents: int, month: str) -> dict[str, tuple[tuple[str, ...], Rows]]:
    """Headers and rows of each part's sheet, as known at the end of a month."""
    random = Random(f"{SEED}/parts/{agents}/{month}")
    number = int(month[-2:])
    known = [FIRST_DAY + timedelta(days=day) for day in range(31 * number - 4)]
    people = [identity(row, month) for row in range(agents)]
    ids = [person[1] for person in people]
    leaders = ids[::TEAM_SIZE]

    def some(share: float) -> list[str]:
        return random.sample(ids, max(1, round(share * agents)))

    def day() -> date:
        return random.choice(known)

    kinds, titles = ("推诿", "信息错误", "态度不当", "流程不规范"), ("产品专家", "疑难问题处理专家", "投诉处理能手")
    posts = ("初级客服", "中级客服", "高级客服", "售后专家")
    levels = ("未掌握", "基本了解", "熟悉掌握", "灵活运用")
    measures = (
        ("财务", "人工成本", 25),
        ("客户", "满意度", 25),
        ("内部流程", "一次解决率", 25),
        ("学习与成长", "课时", 25),
    )
    return {
        "人员": (
            ("工号", "入职日期", "职级", "在岗天数", "应出勤", "动机", "信心", "承诺", "品格", "兴趣态度", "培训前水平",
             "培训后能力", "轮岗次数", "晋升意向", "意向职位"),
            (
                (one, date(2019, 1, 1) + timedelta(days=hash_of(one) % 2100), posts[hash_of(one) % 4],
                 random.randint(18, 22), 22, *(random.randint(2, 5) for _ in range(3)), "合格", "合格",
                 random.choice(levels[1:]), random.choice(levels[2:]), random.randint(0, 2),
                 "是" if random.random() < 0.4 else "否", None)
                for one in ids
            ),
        ),
        "质检记录": (
            ("日期", "工号", "类别", "事实", "时间", "有效投诉"),
            ((day(), one, random.choice(kinds), "客户来电咨询账单，坐席未核实即答复", "10:32", "否")
             for one in some(0.05 * number)),
        ),
        "辅导记录": (
            ("日期", "工号", "类别", "辅导人", "约定", "完成日期"),
            ((day(), one, random.choice(kinds), "测试", "先核实再答复", None) for one in some(0.03 * number)),
        ),
        "目标": (("工号", "指标", "目标值"), ((one, "score", random.randint(90, 108)) for one in some(0.3))),
        "空缺": (("职位", "名额"), ((post, agents // 500) for post in (*posts[1:], "客服主管"))),
        "培训": (
            ("日期", "工号", "课程", "积分", "证书"),
            ((day(), one, "沟通技巧", 5, None) for one in some(0.1 * number)),
        ),
        "师徒": (
            ("导师工号", "学员工号", "开始", "结束"),
            ((mentor, mentee, FIRST_DAY, None) for mentor, mentee in zip(ids[1::60], ids[2::60], strict=False)),
        ),
        "竞赛": (
            ("称号", "工号", "初赛", "决赛"),
            ((title, one, random.randint(40, 90), None) for title in titles for one in some(0.01)),
        ),
        "授课": (("日期", "工号", "称号", "课时"), ((day(), one, titles[0], 1) for one in some(0.002))),
        "平衡记分卡": (
            ("工号", "维度", "指标", "权重", "目标", "实际", "越低越好", "行动计划"),
            ((one, *measure, 100, random.randint(80, 115), None, "复盘") for one in leaders for measure in measures),
        ),
        "团队目标": (
            ("组别", "指标", "目标"),
            ((team, metric, target) for team in dict.fromkeys(person[5] for person in people)
             for metric, target in (("score", 100), ("帮助同事", 1))),
        ),
    }  # fmt: skip


def hash_of(agent_id: str) -> int:
    """A number that belongs to a person, the same in every month."""
    return int(agent_id) * 7919


def write_sheets(agents: int, month: str, book: xlsxwriter.Workbook) -> None:
    """Every part's sheet of a month."""
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, (headers, rows) in sheets(agents, month).items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, headers)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, days)
                elif isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write_number(at, column, cell)


def months(agents: int) -> list[Path]:
    """The workbooks, written where they are not there yet."""
    paths = [DATA / "parts" / str(agents) / f"{month}.xlsx" for month in WINDOW]
    for path in paths:
        if not path.exists():
            write_input(agents, path, path.stem, partial(write_sheets, agents, path.stem))
    return paths


def rules(name: str, without: Sequence[str] = ()) -> Path:
    """A copy of the shipped rules without these parts."""
    folder = DATA / "parts" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(RULES, folder, ignore=lambda _folder, names: [one for one in names if Path(one).stem in without])
    return folder


def line(told: str, limit: float, runs: Mapping[str, Sequence[Run]]) -> tuple[str, ...]:
    """A line of the table: the ratios of the first command to the second, then both."""
    ours, theirs = runs.values()

    def ratio(figure: Callable[[Run], float]) -> str:
        found = median(figure(one) / figure(other) for one, other in zip(ours, theirs, strict=True))
        return f"{found:.2f}" if found <= limit else f"**{found:.2f}**"

    def both(figure: Callable[[Run], float], digits: int) -> str:
        return " / ".join(f"{median(map(figure, each)):.{digits}f}" for each in (ours, theirs))

    figures = [
        ratio(lambda run: run.wall),
        ratio(lambda run: run.cpu),
        both(lambda run: run.wall, 1),
        both(lambda run: run.cpu, 1),
        both(lambda run: run.peak / MIB, 0),
    ]
    return told, *figures, f"≤ {limit}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    files = months(asked.agents)
    on, people, off = rules("on"), rules("people", GROWTH), rules("off", PARTS)
    path = {"PYTHONPATH": str(HERE.parent / "src")}

    def command(*words: str | Path, code: int = 0) -> Command:
        more = ("--out", DATA / "parts" / "out", "--lang", "en", "--force", "--no-ledger")
        return Command((sys.executable, *PROGRAM, *map(str, (*words, *more))), DATA, path, code)

    pairs = {
        "score": {
            "on": command("score", files[2], "--rules", on, "--quiet"),
            "off": command("score", files[2], "--rules", off, "--quiet"),
        },
        "people": {
            "on": command("score", files[2], "--rules", people, "--quiet"),
            "off": command("score", files[2], "--rules", off, "--quiet"),
        },
        "promote": {
            "promote": command("promote", WINDOW[-1], *files, "--rules", on),
            "score": command("score", *files, "--together", "--rules", on, "--quiet"),
        },
    }
    told = {
        "score": f"`score`, {asked.agents:,} agents, all parts on / all off",
        "people": f"the same without {', '.join(GROWTH)}",
        "promote": f"`promote` / `score --together`, 6 × {asked.agents:,} agents",
    }
    lines = [line(told[name], LIMITS[name], in_turn(pair, asked.rounds)) for name, pair in pairs.items()]
    print("\n".join([*table(HEADERS, lines), *machine()]))


if __name__ == "__main__":
    main()
