"""The example month with sheets of parts beside its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.cli.commands import ROOT

MONTH = ROOT / "examples/2025/2025-03.xlsx"
Sheets = Mapping[str, Sequence[Sequence[object]]]
SAMPLES: Mapping[str, Sheets] = {
    "mentoring": {
        "师徒": [
            ("导师工号", "学员工号", "开始", "结束"),
            ("0015", "0018", "2025-02-10", None),
            ("0021", "0024", "2025-03-17", "2025-03-28"),
        ],
    },
    "coaching": {
        "质检记录": [
            ("日期", "工号", "类别", "事实", "时间", "有效投诉"),
            ("2024-11-20", "0018", "推诿", "让客户改天再打", "10:05", None),
            ("2025-03-04", "0018", "推诿", "客户问退款，答复“不归我管”", "14:32", None),
            ("2025-03-25", "0060", "态度不当", "客户没说完就挂断", "16:05", "是"),
            ("2025-03-27", "0024", "信息错误", "把保修期一年说成两年", None, "否"),
            ("2025-03-12", "0021", "主动关怀", "主动提醒客户保修将到期", "09:40", None),
        ],
        "辅导记录": [
            ("日期", "工号", "类别", "辅导人", "约定", "完成日期"),
            ("2024-11-22", "0018", "推诿", "顾言", "当场办结，办不了的约定回电时间", "2024-12-06"),
        ],
    },
    "talent": {
        "人员": [
            ("工号", "入职日期", "动机", "信心", "承诺"),
            ("0015", "2023-05-08", 5, 4, 4),
            ("0018", "2024-11-01", 4, 4, 4),
            ("0021", "2022-02-14", 2, 3, 3),
            ("0024", "2025-01-06", 3, 3, 3),
            ("0027", "2023-08-21", 4, None, 3),
            ("0030", None, 2, 2, 2),
        ],
    },
    "learning": {
        "培训": [
            ("日期", "工号", "课程", "积分", "证书"),
            ("2025-03-01", "0015", "投诉处理", 2.5, "初级证书"),
            ("2024-04-01", "0015", "产品知识", 3, "否"),
            ("2024-03-31", "0015", "产品知识", 9, "初级证书"),
            ("2025-03-31", "0018", "产品知识", 0, None),
        ],
    },
    "contests": {
        "竞赛": [
            ("称号", "工号", "初赛", "决赛"),
            ("产品专家", "0015", 92, 88),
            ("产品专家", "0018", 85, 94.5),
            ("投诉处理能手", "0042", 90, None),
        ],
        "授课": [("日期", "工号", "称号", "课时"), ("2025-03-20", "0018", "产品专家", 1.5)],
    },
    "goals": {
        "目标": [
            ("工号", "指标", "目标值"),
            ("0015", "客户满意度", 95),
            ("0015", "score", 100),
            ("0018", "Error rate", 0.1),
        ],
    },
}
"""Sheets of the example month by the part that reads them."""


def with_sheets(folder: Path, sheets: Sheets, month: Path = MONTH) -> Path:
    """A copy of the month in a folder with these sheets in the place of its own of the same name, header first."""
    book = openpyxl.load_workbook(month)
    for name, rows in sheets.items():
        if name in book.sheetnames:
            del book[name]
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / month.name)
    return folder / month.name


def without_sheet(folder: Path, name: str, month: Path = MONTH) -> Path:
    """A copy of the month in a folder, without one of its sheets."""
    book = openpyxl.load_workbook(month)
    del book[name]
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / month.name)
    return folder / month.name
