"""The isolated reader: ``python -m ccmotivate.readers.legacy KIND``, a file on stdin, JSON on stdout.

It limits its own memory before it parses anything, so that a file that asks for gigabytes ends this process
only. Neither pandas nor numpy is loaded here.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ccmotivate.readers.cells import a1
from ccmotivate.readers.limits import MIB, Refusal, box_is_too_large, tells

MEMORY = 450 * MIB
"""Address space of the child: a full xls sheet of 65,536 rows and 25 columns needs about 350 MiB."""


@dataclass(slots=True)
class RawSheet:
    """A sheet as it goes through the pipe: JSON values only; positions as (row, column)."""

    name: str
    visible: bool
    columns: list[list[Any]] = field(default_factory=list)
    formats: list[tuple[str, list[int], list[int]]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)


def main(kind: str) -> int:
    """Read stdin, write the answer; 0 unless the process itself fails."""
    _limit_memory()
    try:
        sheets, others = _read(sys.stdin.buffer.read(), kind)
        answer: dict[str, Any] = {"sheets": [asdict(sheet) for sheet in sheets], "others": others}
    except Refusal as refusal:
        facts = {name: str(fact) for name, fact in refusal.facts.items()}
        answer = {"refused": refusal.code, "cell": refusal.cell, "sheet": refusal.sheet, "facts": facts}
    except MemoryError:
        answer = {"refused": "reader-stopped", "facts": {"reason": "memory"}}
    except BaseException as failure:  # parsers raise anything on malformed files, panics included
        reason = str(failure)[:200] or type(failure).__name__
        answer = {"refused": "malformed-workbook", "facts": {"reason": reason}}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the timeout alone remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(data: bytes, kind: str) -> tuple[list[RawSheet], list[str]]:
    if kind == "xls":
        return read_xls(data), []
    if kind == "xlsb":
        from ccmotivate.readers import xlsb

        return xlsb.read(data)
    from ccmotivate.readers import ods

    return ods.read(data)


def columns_of(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows, ragged or not, turned into ``width`` columns of JSON values."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    for row in rows:
        for column, value in zip(columns, row, strict=False):
            column.append(plain(value))
        for column in columns[len(row) :]:
            column.append(None)
    return columns


def plain(value: Any) -> Any:
    """A cell as JSON: dates, times and durations are tagged lists, the empty text is null."""
    if isinstance(value, dt.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, dt.date):
        return ["date", value.isoformat()]
    if isinstance(value, dt.time):
        return ["time", value.isoformat()]
    if isinstance(value, dt.timedelta):
        return ["duration", value.total_seconds()]
    return None if value == "" else value


def check_box(name: str, rows: int, columns: int, cells: int, stray: tuple[int, int]) -> None:
    """Refuse a sheet whose grid is too large, naming the cell that stretches it.

    Raises:
        Refusal: always when ``box_is_too_large``.
    """
    if box_is_too_large(rows, columns, cells):
        raise Refusal("grid-too-large", sheet=name, cell=a1(*stray), rows=rows, columns=columns, cells=cells)


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
    telling = {index: code for index, code in enumerate(codes) if tells(code)}
    raw.columns = [[None] * height for _ in range(width)]
    formats: dict[str, tuple[list[int], list[int]]] = {}
    for row, column in filled:
        cell = sheet.cell(row, column)
        if cell.ctype == 5:
            raw.errors.append((row, column, _error_word(cell.value)))
            continue
        raw.columns[column][row] = _xls_value(book, cell, codes)
        if cell.ctype == 2 and cell.xf_index in telling:
            rows, columns = formats.setdefault(telling[cell.xf_index], ([], []))
            rows.append(row)
            columns.append(column)
    raw.formats = [(code, rows, columns) for code, (rows, columns) in formats.items()]
    return raw


def _error_word(code: int) -> str:
    import xlrd

    return str(xlrd.error_text_from_code.get(code, "#N/A"))


def _xls_value(book: Any, cell: Any, codes: list[str]) -> Any:
    import xlrd

    if cell.ctype == 4:
        return bool(cell.value)
    if cell.ctype != 3:
        return plain(cell.value)
    if codes[cell.xf_index].lower().lstrip().startswith(("[h", "[m", "[s")):
        return plain(dt.timedelta(days=cell.value))
    try:
        moment = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
    except (ValueError, OverflowError):
        return cell.value  # no date of any calendar: the number itself
    if 0 <= cell.value < 1:
        return plain(moment.time())
    return plain(moment.date() if cell.value == int(cell.value) else moment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
