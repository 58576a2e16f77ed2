"""Months of a small company as workbooks, with a roster and vacancies, for tests of careers."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

HEAD = ("工号", "姓名", "岗位", "项目", "组别", "邮件回复", "工作效率", "工作态度", "出错率", "投诉记录", "采纳建议",
        "帮助同事", "五笔字数", "项目知识")  # fmt: skip
ON_STANDARD: Mapping[str, object] = {
    "邮件回复": 80, "工作效率": 80, "工作态度": "合格", "出错率": 1, "投诉记录": 0, "采纳建议": 0, "帮助同事": 0,
    "五笔字数": 70, "项目知识": "灵活运用",
}  # fmt: skip
ROSTER = (
    "工号",
    "入职日期",
    "职级",
    "品格",
    "兴趣态度",
    "培训前水平",
    "培训后能力",
    "轮岗次数",
    "晋升意向",
    "意向职位",
)
READY: Mapping[str, object] = {
    "入职日期": "2020-01-15", "职级": "初级客服", "品格": "合格", "兴趣态度": "合格", "培训前水平": "熟悉掌握",
    "培训后能力": "灵活运用", "轮岗次数": 1, "晋升意向": "是", "意向职位": None,
}  # fmt: skip
VACANCIES: Sequence[Sequence[object]] = (("职位", "名额"), ("中级客服", 1))
People = Mapping[str, Mapping[str, object]]


def month(
    folder: Path,
    number: int,
    people: People,
    vacancies: Sequence[Sequence[object]] | None = VACANCIES,
    *,
    roster: bool = True,
) -> Path:
    """``2025-0N.xlsx``: everybody exactly on standard and ready for the next step, but for what is said of a person."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "坐席"
    sheet.append(HEAD)
    for agent, own in people.items():
        who = {"工号": agent, "姓名": f"测试{agent}", "岗位": "邮件回复", "项目": "甲", "组别": "一组"}
        plain = {**who, **ON_STANDARD, **own}
        sheet.append([plain[name] for name in HEAD])
    if roster:
        table = book.create_sheet("人员")
        table.append(ROSTER)
        for agent, own in people.items():
            table.append([{"工号": agent, **READY, **own}[name] for name in ROSTER])
    if vacancies is not None:
        table = book.create_sheet("空缺")
        for row in vacancies:
            table.append(list(row))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"2025-{number:02d}.xlsx"
    book.save(path)
    return path


def half_year(folder: Path, people: People, vacancies: Sequence[Sequence[object]] | None = VACANCIES) -> list[Path]:
    """January to June, all alike."""
    first = month(folder, 1, people, vacancies)
    return [first, *(Path(shutil.copy(first, folder / f"2025-{number:02d}.xlsx")) for number in range(2, 7))]
