"""The values of xlsx and xlsm, in the isolated process: whatever python-calamine makes of the file.

Nothing is checked here: the guard looks at the same bytes meanwhile, and the answer counts only if they pass.
"""

from __future__ import annotations

import io

from ccmotivate.readers.raw_sheet import RawSheet, calamine_columns


def read(data: bytes) -> tuple[list[RawSheet], list[str]]:
    """The worksheets of a workbook, without their marks, and the names of its other sheets."""
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
