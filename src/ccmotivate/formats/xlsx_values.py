"""The values of xlsx and xlsm as python-calamine reads them, in the isolated process."""

from __future__ import annotations

import io

from ccmotivate.formats.raw_sheet import RawSheet, calamine_columns
from ccmotivate.formats.xlsx_package import look


def read(data: bytes) -> tuple[list[RawSheet], list[str]]:
    """The worksheets of a workbook that passes the guard, with their cell metadata, and the names of its other sheets.

    Raises:
        Refusal: hostile, malformed, or beyond the limits.
    """
    seen = look(data)
    sheets, others = read_values(data)
    for sheet in sheets:
        marks = seen.marks_of(sheet.name, sheet.place, len(sheets) + len(others))
        sheet.formats, sheet.uncalculated = marks.formats, sorted(marks.uncalculated)
        sheet.times, sheet.layout = marks.times, marks.layout
        sheet.errors = [(row, column, word) for (row, column), word in marks.errors.items()]
    return sheets, others


def read_values(data: bytes) -> tuple[list[RawSheet], list[str]]:
    """The same without cell metadata.

    Nothing is checked: the guard checks the same bytes elsewhere, and the result counts only if they pass.
    """
    import python_calamine as calamine

    book = calamine.load_workbook(io.BytesIO(data))
    sheets: list[RawSheet] = []
    others: list[str] = []
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            others.append(meta.name)
            continue
        visible = meta.visible == calamine.SheetVisibleEnum.Visible
        sheets.append(RawSheet(meta.name, visible, place, calamine_columns(book.get_sheet_by_index(place))))
    return sheets, others
