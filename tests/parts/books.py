"""The example month with other sheets in the place of its own."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from tests.cli.commands import ROOT

MONTH = ROOT / "examples/2025/2025-03.xlsx"
Sheets = Mapping[str, Sequence[Sequence[object]] | None]
"""Rows by sheet, header first; None takes a sheet away."""
SAMPLES: Mapping[str, Sheets] = {
    "balanced": {
        "平衡记分卡": [
            ("工号", "维度", "指标", "权重", "目标", "实际", "越低越好", "行动计划"),
            ("0012", "财务", "人工成本（元）", 25, 300000, 310000, "是", "复核排班"),
            ("0012", "客户", "客户满意度", 20, "95%", "93%", None, "每周听三通差评录音，逐条回访"),
            ("0012", "客户", "48 小时内办结的投诉", "10%", "100%", "80%", "否", None),
            ("0012", "内部流程", "首次解决率", 20, "80%", "88%", None, None),
            ("0012", "内部流程", "平均排队时长（秒）", 10, 30, None, "是", "高峰时段增派两名坐席"),
            ("0012", "学习与成长", "内训课时", 15, 40, 40, None, None),
            ("0036", "财务", "人均产值（元）", 60, 12000, 12600, None, None),
            ("0036", "客户", "有效投诉（件）", 40, 0, 0, "是", None),
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
    "teams": {
        "团队目标": [
            ("组别", "指标", "目标"),
            ("信用卡一组", "客户满意度", "93%"),
            ("信用卡一组", "综合得分", 100),
            ("信用卡一组", "投诉记录", 0),
            ("会员一组", "工作态度", "95%"),
            ("会员一组", "帮助同事", 0.5),
            ("会员二组", "出错率", 0.2),
            ("售后一组", "score", 95),
        ],
    },
    "survey": {
        "调查": [
            ("组别", "q1", "q2", "q3"),
            *[("信用卡一组", 5 - at % 3, 4, 3) for at in range(8)],
            *[("会员一组", 4, 2 + at % 4, None) for at in range(6)],
            *[("售后一组", 3, 3, 5) for _at in range(3)],
        ],
    },
}
"""Sheets of the example month by the part that reads them, of parts whose sheets the example does not have."""


def with_sheets(folder: Path, sheets: Sheets, month: Path = MONTH, *, few: bool = False, formulas: bool = True) -> Path:
    """A copy of the month in a folder with these sheets in the place of its own of the same name, header first.

    Args:
        folder: Where it is put; its name is the month's.
        sheets: The sheets.
        month: The month.
        few: The first 26 agents, their meetings and days, and no other sheets: where nothing else counts.
        formulas: Texts that begin with = are formulas.
    """
    book = _loaded(month.read_bytes(), few)
    own = list(book.worksheets)
    for sheet in own:
        if sheet.title in sheets:
            book.remove(sheet)
    for name, rows in sheets.items():
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
            for cell in (one for row in sheet.iter_rows() for one in row if one.data_type == "f" and not formulas):
                cell.data_type = "s"
    folder.mkdir(parents=True, exist_ok=True)
    _Writer(book, ZipFile(folder / month.name, "w", ZIP_DEFLATED), own).save()
    book._sheets = own
    return folder / month.name


@functools.cache
def _loaded(month: bytes, few: bool) -> Workbook:
    """A month; its sheets are never changed, for they are written once."""
    book = openpyxl.load_workbook(io.BytesIO(month))
    for sheet in book.worksheets if few else ():
        if sheet.title not in ("考核数据", "会议邀约", "人员"):
            book.remove(sheet)
            continue
        for row in range(sheet.max_row, 2, -1):
            if not {cell.value for cell in sheet[row][:2]} & _FEW:
                sheet.delete_rows(row)
    return book


_FEW = {f"{number:04}" for number in range(12, 90, 3)}


_WRITTEN: dict[Worksheet, bytes] = {}


class _Writer(ExcelWriter):
    """Makes the XML of a month's ``own`` sheets once."""

    def __init__(self, book: Workbook, archive: ZipFile, own: Sequence[Worksheet]) -> None:
        super().__init__(book, archive)
        self._own = own

    def write_worksheet(self, sheet: Worksheet) -> None:
        if sheet in _WRITTEN:
            self._archive.writestr(sheet.path[1:], _WRITTEN[sheet])
            self.manifest.append(sheet)
            return
        super().write_worksheet(sheet)
        if sheet in self._own and not (sheet._rels or sheet._comments):  # which are numbered anew in every workbook
            _WRITTEN[sheet] = self._archive.read(sheet.path[1:])


def without_sheet(folder: Path, name: str, month: Path = MONTH, *, few: bool = False) -> Path:
    """A copy of the month in a folder, without one of its sheets."""
    return with_sheets(folder, {name: None}, month, few=few)
