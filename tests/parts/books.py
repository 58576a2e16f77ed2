"""The example month with other sheets in the place of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.cli.commands import ROOT

MONTH = ROOT / "examples/2025/2025-03.xlsx"
Sheets = Mapping[str, Sequence[Sequence[object]] | None]
"""Rows by sheet, header first; None takes a sheet away."""


def with_sheets(folder: Path, sheets: Sheets, month: Path = MONTH) -> Path:
    """A copy of the month in a folder with these sheets in the place of its own of the same name, header first."""
    book = openpyxl.load_workbook(month)
    for name, rows in sheets.items():
        if name in book.sheetnames:
            del book[name]
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / month.name)
    return folder / month.name


def without_sheet(folder: Path, name: str, month: Path = MONTH) -> Path:
    """A copy of the month in a folder, without one of its sheets."""
    return with_sheets(folder, {name: None}, month)
