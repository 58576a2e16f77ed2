"""Builders of workbooks that mean harm, or only look strange; each writes one small file."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
)

Edit = Callable[[str], str]


def plain_parts() -> dict[str, bytes]:
    """The members of an ordinary workbook: ``x`` in A1 and 5 in A2."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.datetime(2025, 1, 1)})  # the same bytes in every run
        sheet = book.add_worksheet("s")
        sheet.write(0, 0, "x")
        sheet.write(1, 0, 5)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path: Path, parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> Path:
    """A zip of these members; pairs may repeat a name."""
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def edited(path: Path, **edits: Edit) -> Path:
    """The ordinary workbook with ``sheet=``, ``strings=`` or ``types=`` edited as text."""
    names = {
        "sheet": SHEET,
        "strings": STRINGS,
        "types": "[Content_Types].xml",
        "workbook": "xl/workbook.xml",
    }
    parts = plain_parts()
    for which, edit in edits.items():
        before = parts[names[which]].decode()
        after = edit(before)
        assert after != before
        parts[names[which]] = after.encode()
    return write_zip(path, parts)


def with_row(row: str) -> Edit:
    """Adds a row of XML behind the last one."""
    return lambda xml: xml.replace("</sheetData>", row + "</sheetData>")


def ods(path: Path, table: str, styles: str = "") -> Path:
    """An OpenDocument spreadsheet with one table of this XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="t">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {
        "mimetype": _ODS.encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    return write_zip(path, parts)


def _record(number: int, payload: bytes = b"") -> bytes:
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(payload)
    length = bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])
    return head + length + payload


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, cells: Iterable[tuple[int, int, int, object]]) -> Path:
    """A binary workbook; ``cells`` are (row, column, style, value), style 1 is ``0.0%`` and 2 is ``000000``.

    A value is a text, a number, a bool, or bytes of one error code.
    """
    dimension = _record(148, struct.pack("<IIII", 0, 1, 0, 1))  # says nothing true; readers must not trust it
    sheet = _record(129) + dimension + _record(145)  # BeginSheet, WsDim, BeginSheetData
    last = -1
    for row, column, style, value in cells:
        if row != last:
            sheet += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
            last = row
        head = struct.pack("<II", column, style)
        if isinstance(value, bytes):
            sheet += _record(3, head + value)
        elif isinstance(value, bool):
            sheet += _record(4, head + bytes([value]))
        elif isinstance(value, str):
            sheet += _record(6, head + _wide(value))
        else:
            sheet += _record(5, head + struct.pack("<d", value))
    sheet += _record(146) + _record(130)
    formats = _record(44, struct.pack("<H", 164) + _wide("0.0%")) + _record(
        44, struct.pack("<H", 165) + _wide("000000")
    )
    xfs = b"".join(_record(47, struct.pack("<HH12x", 0, number)) for number in (0, 164, 165))
    styles = _record(278) + _record(615, struct.pack("<I", 2)) + formats + _record(616)
    styles += _record(617, struct.pack("<I", 3)) + xfs + _record(618) + _record(279)
    bundle = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("b"))
    workbook = (
        _record(131) + _record(153, struct.pack("<III", 0, 0, 0)) + _record(143) + bundle + _record(144) + _record(132)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    link = '<Relationship Id="{}" Type="' + office + '/{}" Target="{}"/>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    )
    inner = link.format("rId1", "worksheet", "worksheets/sheet1.bin") + link.format("rId2", "styles", "styles.bin")
    return write_zip(
        path,
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": rels.format(link.format("rId1", "officeDocument", "xl/workbook.bin")).encode(),
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": rels.format(inner).encode(),
            "xl/styles.bin": styles,
            "xl/worksheets/sheet1.bin": sheet,
        },
    )
