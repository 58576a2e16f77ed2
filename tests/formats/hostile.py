"""Builders of workbooks that mean harm, or only look strange; each writes one small file."""

from __future__ import annotations

import datetime
import io
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
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
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
    path.write_bytes(zipped(parts))
    return path


def zipped(parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """The bytes of such a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


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
    return write_zip(path, ods_parts(f'<table:table table:name="t">{table}</table:table>', styles))


def ods_parts(tables: str, styles: str) -> dict[str, bytes]:
    """The members of an OpenDocument spreadsheet."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return {
        "mimetype": _ODS.encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
