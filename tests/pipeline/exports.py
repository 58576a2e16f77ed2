"""Small inbound exports for the tests of whole runs: a good row, and tables made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scoring import Outcome, score
from tests.support import shipped_rules, workbook

HEADER = (
    "月份",
    "工号",
    "姓名",
    "岗位",
    "项目",
    "组别",
    "五笔字数",
    "项目知识",
    "工作效率",
    "工作态度",
    "出错率",
    "投诉记录",
    "采纳建议",
)
GOOD: dict[str, Any] = {
    "月份": "2025-03",
    "工号": "0001",
    "姓名": "示一",
    "岗位": "呼入",
    "项目": "信用卡",
    "组别": "一组",
    "五笔字数": 70,
    "项目知识": "灵活运用",
    "工作效率": "80%",
    "工作态度": "合格",
    "出错率": 0,
    "投诉记录": 0,
    "采纳建议": 1,
}


def row(agent_id: str = "0001", **changes: Any) -> list[Any]:
    """A row of a good inbound agent, with changes by header."""
    return list({**GOOD, "工号": agent_id, **changes}.values())


def without(header: str, *rows: list[Any]) -> list[list[Any]]:
    """Header and rows without one column."""
    at = HEADER.index(header)
    return [[*line[:at], *line[at + 1 :]] for line in (list(HEADER), *rows)]


def run(path: Path, sheets: dict[str, list[list[Any]]], **options: Any) -> Outcome:
    """Write a workbook and score it."""
    settings = {"lang": "zh", "write": False, **options}
    return score([str(workbook(path, sheets))], shipped_rules(), Options(**settings))


def run_rows(path: Path, *rows: list[Any], header: tuple[Any, ...] = HEADER, **options: Any) -> Outcome:
    """Score one sheet with the usual header."""
    return run(path / "2025-03.xlsx", {"坐席": [list(header), *rows]}, **options)


def problems(outcome: Outcome, code: str) -> list[tuple[str, str | None]]:
    """(address, value) of the problems with a code."""
    return [(str(found.source), found.value) for found in outcome.all_problems if found.code == code]
