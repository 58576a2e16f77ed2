"""The old binary workbook (.xls), read by xlrd in the isolated reader."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import clock_cell, milliseconds
from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.number_formats import is_time, tells
from ccmotivate.formats.raw_sheet import RawColumn, RawSheet, check_box


def read_xls(data: bytes) -> list[RawSheet]:
    """The worksheets of an old binary workbook (BIFF 2 to 8).

    Raises:
        Refusal: encrypted, or a grid too large; other failures are the parser's own exceptions.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=sys.stderr)
    except xlrd.XLRDError as failure:
        code = "encrypted" if "encrypt" in str(failure).lower() else "malformed-workbook"
        raise Refusal(code, reason=failure) from None
    return [_xls_sheet(book, sheet) for sheet in book.sheets()]


def _xls_sheet(book: Any, sheet: Any) -> RawSheet:
    raw = RawSheet(sheet.name, sheet.visibility == 0)
    _lay_out(raw, sheet)
    filled = [
        (row, column)
        for row in range(sheet.nrows)
        for column, kind in enumerate(sheet.row_types(row))
        if kind not in (0, 6)
    ]
    if not filled:
        return raw
    height, width = 1 + filled[-1][0], 1 + max(column for _, column in filled)
    check_box(raw.name, height, width, len(filled), max(filled, key=lambda at: (at[0] + 1) * (at[1] + 1)))
    codes = [book.format_map[xf.format_key].format_str for xf in book.xf_list]
    times = {index for index, code in enumerate(codes) if is_time(code)}
    telling = {index: code for index, code in enumerate(codes) if tells(code) and index not in times}
    cells: list[list[Cell]] = [[None] * height for _ in range(width)]
    formats: dict[str, tuple[list[int], list[int]]] = {}
    for row, column in filled:
        cell = sheet.cell(row, column)
        if cell.ctype == 5:
            raw.errors.append((row, column, _error_word(cell.value)))
            continue
        cells[column][row] = _xls_value(book, cell, cell.xf_index in times)
        if cell.ctype == 2 and cell.xf_index in telling:
            rows, columns = formats.setdefault(telling[cell.xf_index], ([], []))
            rows.append(row)
            columns.append(column)
    raw.columns = [RawColumn(column) for column in cells]
    raw.formats = [(code, rows, columns) for code, (rows, columns) in formats.items()]
    return raw


def _lay_out(raw: RawSheet, sheet: Any) -> None:
    for top, bottom, left, right in sheet.merged_cells:  # the ends are behind the last ones
        raw.layout.merge(top, left, bottom - 1, right - 1)
    for row, height in sorted(sheet.rowinfo_map.items()):
        if height.hidden or height.height == 0:
            raw.layout.hide_rows(row, row)
    for column, width in sorted(sheet.colinfo_map.items()):
        if width.hidden or width.width == 0:
            raw.layout.hide_columns(column, column)


def _error_word(code: int) -> str:
    import xlrd

    return str(xlrd.error_text_from_code.get(code, "#N/A"))


def _xls_value(book: Any, cell: Any, timed: bool) -> Cell:
    import xlrd

    if cell.ctype == 4:
        return bool(cell.value)
    value: float | str = cell.value
    if not (cell.ctype == 3 or (cell.ctype == 2 and timed)):
        return value
    try:
        if timed:
            return clock_cell(milliseconds(cell.value))
        moment: dt.datetime = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
    except (ValueError, OverflowError):
        return value  # no date of any calendar: the number itself
    if 0 <= cell.value < 1:
        return moment.time()
    return moment.date() if cell.value == int(cell.value) else moment
