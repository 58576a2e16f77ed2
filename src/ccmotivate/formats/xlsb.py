"""xlsb, in the isolated process: the binary records give bounds, formats and errors, calamine the values.

calamine forgets the format of a whole number that is stored as one, as Excel stores every date without a time: such
dates and times come from the records.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import struct
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct, field

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import add_time
from ccmotivate.formats.guard import Package
from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.number_formats import BUILT_IN, BUILT_IN_DATES, hides_time, is_date, is_time, tells
from ccmotivate.formats.raw_sheet import RawSheet, calamine_columns, check_box
from ccmotivate.formats.xml_events import Attributes, parse

# Record numbers of [MS-XLSB]
_ROW, _FMT, _XF, _BUNDLE_SHEET, _BEGIN_CELL_XFS, _END_CELL_XFS = 0, 44, 47, 156, 617, 618
_BLANK, _CELL_ERROR, _FORMULA_ERROR = 1, 3, 11
_RK, _REAL, _FORMULA_NUMBER = 2, 5, 9
_WORKBOOK_PROPERTIES = 153
_NUMBERS = frozenset({_RK, _REAL, _FORMULA_NUMBER})
_COLUMNS, _MERGED = 60, 176
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01  # bits of the bytes at 11 and 16
_WHOLE = 2  # of the two lowest bits of a packed number
_LAST_DAY = 2_950_000  # of either calendar, a few years short of the year 10000
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read(data: bytes) -> tuple[list[RawSheet], list[str]]:
    """The worksheets of a binary workbook and the names of its other sheets.

    Raises:
        Refusal: hostile, malformed, or a grid too large.
    """
    import python_calamine as calamine

    package = Package(data)
    for name in package.names:
        if package.is_xml(name):
            for _ in package.xml(name):
                pass
    styles = _telling_styles(package)
    scanned = {name: _scan(package, part, styles, name) for name, part in _listed(package)}
    from_1904 = _counts_from_1904(package)
    book = calamine.load_workbook(io.BytesIO(data))
    sheets: list[RawSheet] = []
    others: list[str] = []
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            others.append(meta.name)
            continue
        found = scanned.get(meta.name)
        if found is None:
            raise Refusal("malformed-workbook", reason=f"sheet {meta.name!r} has no part")
        raw = found.raw
        raw.visible = meta.visible == calamine.SheetVisibleEnum.Visible
        raw.columns = calamine_columns(book.get_sheet_by_index(index))
        for row, column, days in found.days:
            if column < len(raw.columns) and row < len(raw.columns[column].codes):
                raw.columns[column].put(row, _day(days, from_1904))
        sheets.append(raw)
    return sheets, others


def records(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """(number, payload) of each binary record."""
    at, view = 0, memoryview(data)
    while at < len(data):
        number, at = data[at], at + 1
        if number & 0x80:
            number, at = (number & 0x7F) | (data[at] & 0x7F) << 7, at + 1
        size = shift = 0
        while True:
            byte, at = data[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        yield number, view[at : at + size]
        at += size


def _text(payload: memoryview, at: int) -> tuple[str, int]:
    """A length-prefixed UTF-16 text and where the next field starts."""
    (length,) = struct.unpack_from("<I", payload, at)
    if length == 0xFFFFFFFF:  # a null text
        return "", at + 4
    end = at + 4 + 2 * length
    return bytes(payload[at + 4 : end]).decode("utf-16-le"), end


class _Style(NamedTuple):
    """The number format facts of a cell style; ``telling`` as in ``number_formats.tells``."""

    code: str
    telling: bool
    time: bool
    date: bool

    @classmethod
    def of(cls, code: str) -> _Style:
        return cls(code, tells(code), is_time(code), is_date(code))


class _Scanned(Struct):
    """A sheet's cell metadata, and its whole numbers with a date format: (row, column, days)."""

    raw: RawSheet
    days: list[tuple[int, int, int]] = field(default_factory=list)


def _telling_styles(package: Package) -> dict[int, _Style]:
    """The cell styles that say more of a number than calamine does."""
    part = package.find("xl/styles.bin")
    codes, numbers, inside = dict.fromkeys(BUILT_IN_DATES, "yyyy-mm-dd") | BUILT_IN, list[int](), False
    for number, payload in records(package.read(part)) if part else ():
        if number in (_BEGIN_CELL_XFS, _END_CELL_XFS):
            inside = number == _BEGIN_CELL_XFS
        elif number == _FMT:
            codes[struct.unpack_from("<H", payload)[0]] = _text(payload, 2)[0]
        elif number == _XF and inside:
            numbers.append(struct.unpack_from("<H", payload, 2)[0])
    made = {number: _Style.of(codes[number]) for number in set(numbers) if number in codes}
    return {style: made[number] for style, number in enumerate(numbers) if number in made and any(made[number][1:])}


def _counts_from_1904(package: Package) -> bool:
    workbook = package.find("xl/workbook.bin")
    found = records(package.read(workbook)) if workbook else ()
    return any(payload[0] & 1 for number, payload in found if number == _WORKBOOK_PROPERTIES and len(payload))


def _day(days: int, from_1904: bool) -> Cell:
    """The date of a whole number; Excel's calendar from 1900 has a day too many, the 60th."""
    if from_1904:
        return dt.date(1904, 1, 1) + dt.timedelta(days)
    return dt.date(1899, 12, 30) + dt.timedelta(days + (days < 60)) if days else dt.time()


def _listed(package: Package) -> list[tuple[str, str]]:
    """Sheet names with their members."""
    rels, workbook = package.find("xl/_rels/workbook.bin.rels"), package.find("xl/workbook.bin")
    if rels is None or workbook is None:
        raise Refusal("malformed-workbook", reason="xl/workbook.bin")
    targets: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            member = package.find(target if target.startswith("/") else posixpath.normpath(f"xl/{target}"))
            if member is not None and "worksheet" in attributes.get("Type", ""):
                targets[attributes.get("Id", "")] = member

    parse(package.xml(rels), start)
    found: list[tuple[str, str]] = []
    for number, payload in records(package.read(workbook)):
        if number == _BUNDLE_SHEET:
            link, at = _text(payload, 8)
            if link in targets:
                found.append((_text(payload, at)[0], targets[link]))
    return found


def _scan(package: Package, part: str, styles: dict[int, _Style], name: str) -> _Scanned:
    scanned = _Scanned(raw := RawSheet(name, True))
    row = rows = columns = cells = 0
    stray = (0, 0)
    formats: dict[str, tuple[list[int], list[int]]] = {}
    for number, payload in records(package.read(part)):
        if number == _ROW:
            (row,) = struct.unpack_from("<I", payload)
            if len(payload) > 11 and payload[11] & _HIDDEN_ROW:
                raw.layout.hide_rows(row, row)
        elif _BLANK < number <= _FORMULA_ERROR:
            column, style = struct.unpack_from("<II", payload)
            cells += 1
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            stray = max(stray, (row, column), key=lambda at: (at[0] + 1) * (at[1] + 1))
            if number in (_CELL_ERROR, _FORMULA_ERROR):
                raw.errors.append((row, column, _ERRORS.get(payload[8], "#N/A")))
            elif number in _NUMBERS and (told := styles.get(style & 0xFFFFFF)):
                value, whole = _number(number, payload), number == _RK and payload[8] & 3 == _WHOLE
                if told.time:
                    add_time(raw.times, row, column, value, whole or hides_time(told.code))
                elif told.date and whole and 0 <= value <= _LAST_DAY:
                    scanned.days.append((row, column, int(value)))
                elif told.telling:
                    where = formats.setdefault(told.code, ([], []))
                    where[0].append(row)
                    where[1].append(column)
        elif number == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", payload)
            raw.layout.merge(top, left, bottom, right)
        elif number == _COLUMNS:
            first, last, width = struct.unpack_from("<III", payload)
            if payload[16] & _HIDDEN_COLUMN or width == 0:
                raw.layout.hide_columns(first, last)
    check_box(name, rows, columns, cells, stray)
    raw.formats = [(code, at_rows, at_columns) for code, (at_rows, at_columns) in formats.items()]
    return scanned


def _number(kind: int, payload: memoryview) -> float:
    """The number of a cell: a double, or 30 bits of one or of an integer, perhaps in hundredths."""
    if kind != _RK:
        number: float = struct.unpack_from("<d", payload, 8)[0]
        return number
    (packed,) = struct.unpack_from("<i", payload, 8)
    number = packed >> 2 if packed & 2 else struct.unpack("<d", struct.pack("<q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number
