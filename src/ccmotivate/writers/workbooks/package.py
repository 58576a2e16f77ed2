"""Finish a workbook package: XlsxWriter makes everything but the rows of the big tables, which are put in here.

XlsxWriter writes each big sheet with its header and one blank cell per style. From those cells the style ids are
read, as OOXML defines them, and the sheet's ``<sheetData>`` gets the real rows while the package is copied. Entries
keep their order and get fixed dates, so the same content gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from msgspec import Struct

from ccmotivate.writers.files.signature import CUSTOM, content_digest, marked_properties
from ccmotivate.writers.workbooks.deflating import write_deflated
from ccmotivate.writers.workbooks.shared_texts import PART, SharedTexts
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Table, column_name, rows_xml

Progress = Callable[[int], None]
_SYSTEM, _PRIVATE = 3, 0o600 << 16
_DATE = (1980, 1, 1, 0, 0, 0)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_ROW_OR_CELL = re.compile(rb'<c r="A(\d+)" s="(\d+)"')
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*<")
_BIG_CELLS = 20_000_000  # from here on an entry may pass 2 GiB


class Splice(Struct, frozen=True):
    """A table and the styles whose sample cells stand in column A from row 2 on."""

    table: Table
    samples: tuple[Style, ...]


def finish(target: Path | BinaryIO, draft: bytes, splices: Mapping[str, Splice], progress: Progress | None) -> None:
    """Copy the draft package to the target, with the tables' rows put in their sheets.

    Args:
        target: a path or a seekable stream.
        draft: the package as XlsxWriter made it.
        splices: table by the part of its sheet.
        progress: called with the number of rows just written.
    """
    with zipfile.ZipFile(io.BytesIO(draft)) as source, zipfile.ZipFile(target, "w") as package:
        texts = SharedTexts.after(source.read(PART)) if PART in source.namelist() else None
        for name in source.namelist():
            splice = splices.get(name)
            if splice is not None:
                _write_sheet(package, name, source.read(name), splice, texts, progress)
            elif name not in (PART, CUSTOM):
                package.writestr(entry(name), source.read(name), compresslevel=6)
        if texts is not None:  # last, for it holds what the sheets have added
            package.writestr(entry(PART), texts.continued(source.read(PART)), compresslevel=6)
        _put_properties(package, source.read(CUSTOM))


def restamp(
    target: Path | BinaryIO, draft: BinaryIO, *, stamps: bool = True, others: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Copy a package made by another library, without its times: the same content gives the same bytes.

    Args:
        target: a path or a seekable stream.
        draft: the package, its mark among the custom properties.
        stamps: it says when it was made; else its maker has seen to that.
        others: what takes the place of parts, by their names.
    """
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(target, "w") as package:
        for name in (one for one in source.namelist() if one != CUSTOM):
            part = others[name] if name in others else source.read(name)
            if name == _CORE and stamps:
                part = _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z<", part)
            package.writestr(entry(name), part, compresslevel=6)
        _put_properties(package, source.read(CUSTOM))


def _put_properties(package: zipfile.ZipFile, properties: bytes) -> None:
    """Write the last part of a package: the properties, whose mark holds the hash of all the others."""
    marked = marked_properties(properties, content_digest(package))
    package.writestr(entry(CUSTOM), marked, compresslevel=6)


def entry(name: str) -> zipfile.ZipInfo:
    """A zip entry that says nothing of time or machine."""
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = _SYSTEM, _PRIVATE
    return info


def _write_sheet(
    package: zipfile.ZipFile,
    name: str,
    xml: bytes,
    splice: Splice,
    texts: SharedTexts | None,
    progress: Progress | None,
) -> None:
    table = splice.table
    start, end = xml.index(b"<sheetData>"), xml.index(b"</sheetData>")
    rows = xml[start:end]
    ids = {int(row): style.decode() for row, style in _ROW_OR_CELL.findall(rows)}
    style_ids = {style: ids[at] for at, style in enumerate(splice.samples, start=2)}
    sample = rows.find(b'<row r="2"')
    header = rows if sample < 0 else rows[:sample]
    extent = f'<dimension ref="A1:{column_name(len(table.columns) - 1)}{table.rows + 1}"/>'.encode()
    head = _DIMENSION.sub(extent, xml[:start], count=1) + header
    chunks = _told(rows_xml(table, style_ids, 2, texts), progress)
    huge = table.rows * len(table.columns) > _BIG_CELLS
    write_deflated(package, entry(name), chain([head], chunks, [xml[end:]]), huge=huge)


def _told(chunks: Iterable[tuple[int, bytes]], progress: Progress | None) -> Iterator[bytes]:
    """The chunks, of which progress hears."""
    done = 0
    for rows, chunk in chunks:
        yield chunk
        if progress is not None:
            progress(rows - done)
        done = rows
