"""Write the benchmark's input: one month of a large contact centre, as Excel would save its export.

``python benchmarks/make_input.py ROWS FILE``. Six identity columns and the shipped scheme's twenty metrics, every
metric filled for everybody but for blanks. All people are invented. Text goes to the shared strings, as Excel does it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import xlsxwriter

SEED = "ccmotivate-benchmark"
BLANKS = 0.02
TEAM_SIZE = 12
PERCENT = "0.00%"
PROJECTS = ("信用卡", "会员中心", "电商售后", "家电回访", "保险咨询", "航空票务", "宽带报修", "银行热线")
ROLES = ("单据录入", "邮件回复", "质量监控", "呼入", "外呼")
LEADER = "组长"

Cell = str | float


@dataclass(frozen=True, slots=True)
class Metric:
    """A column: its header, how a cell is drawn, and its number format ("" = general)."""

    header: str
    draw: Callable[[Random], Cell]
    number: str = ""


def _number(low: float, high: float, decimals: int = 0) -> Callable[[Random], Cell]:
    return lambda random: round(random.uniform(low, high), decimals)


def _mostly(usual: Cell, *others: Cell, chance: float = 0.02) -> Callable[[Random], Cell]:
    return lambda random: random.choice(others) if random.random() < chance else usual


def _either(
    chance: float, usual: Callable[[Random], Cell], other: Callable[[Random], Cell]
) -> Callable[[Random], Cell]:
    return lambda random: (usual if random.random() < chance else other)(random)


def _count(most: int) -> Callable[[Random], Cell]:
    return lambda random: random.randint(0, most)


METRICS = (
    Metric("五笔字数", _either(0.98, _number(70, 130), _number(40, 70))),
    Metric("项目知识", _mostly("灵活运用", "熟悉掌握", "基本了解", "未掌握")),
    Metric("工作效率", _either(0.97, _number(0.90, 1.0, 4), _number(0.60, 0.90, 4)), PERCENT),
    Metric("调查问卷", _number(100, 240, 1)),
    Metric("入会申请单", _number(100, 240, 1)),
    Metric("老会员购买记录", _number(200, 480, 1)),
    Metric("邮件回复", _either(0.97, _number(80, 130, 1), _number(60, 80, 1))),
    Metric("质检数量", _either(0.97, _number(800, 1200), _number(600, 800))),
    Metric("归档", _mostly("合格", "不合格")),
    Metric("质检准确率", _number(90, 100, 2)),
    Metric("数据确认成功率", _either(0.97, _number(0.40, 0.65, 4), _number(0.20, 0.40, 4)), PERCENT),
    Metric("会议邀约完成率", _either(0.97, _number(100, 130, 1), _number(60, 100, 1))),
    Metric("工作态度", _mostly("合格", "不合格")),
    Metric("出错率", _mostly(0, *(tenths / 10 for tenths in range(1, 30)))),
    Metric("投诉记录", _mostly(0, 1, 1, 1, 2, 3)),
    Metric("采纳建议", _count(2)),
    Metric("帮助同事", _count(2)),
    Metric("客户满意度", _number(85, 100, 2)),
    Metric("接听量", _count(2400)),
    Metric("解决投诉数", _count(60)),
)
IDENTITY = ("月份", "工号", "姓名", "岗位", "项目", "组别")


def identity(row: int, month: str, team_size: int = TEAM_SIZE) -> tuple[str, ...]:
    """The first six cells of an agent: teams, the first of each the leader, the other roles in turn."""
    team, place = divmod(row, team_size)
    project = PROJECTS[team % len(PROJECTS)]
    role = LEADER if place == 0 else ROLES[row % len(ROLES)]
    return month, f"{row + 1:07d}", f"测试{row + 1}", role, project, f"{project}{team // len(PROJECTS) + 1}组"


def write_input(
    rows: int,
    target: Path,
    month: str = "2025-03",
    beside: Callable[[xlsxwriter.Workbook], None] | None = None,
    team_size: int = TEAM_SIZE,
) -> None:
    """Write the workbook; the same month and number of rows give the same cells. ``beside`` adds other sheets."""
    random = Random(f"{SEED}/{rows}" + (f"/{month}" if month != "2025-03" else ""))
    target.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(target)) as book:
        book.set_properties({"created": datetime(2025, 4, 1)})
        formats = {metric.number: book.add_format({"num_format": metric.number}) for metric in METRICS if metric.number}
        sheet = book.add_worksheet("坐席")
        sheet.write_row(0, 0, (*IDENTITY, *(metric.header for metric in METRICS)))
        for row in range(rows):
            for column, text in enumerate(identity(row, month, team_size)):
                sheet.write_string(row + 1, column, text)
            for column, metric in enumerate(METRICS, start=len(IDENTITY)):
                cell = metric.draw(random)
                if random.random() < BLANKS:
                    continue
                if isinstance(cell, str):
                    sheet.write_string(row + 1, column, cell)
                else:
                    sheet.write_number(row + 1, column, cell, formats.get(metric.number))
        if beside is not None:
            beside(book)


if __name__ == "__main__":
    write_input(int(sys.argv[1]), Path(sys.argv[2]))
