"""(c) The floor: the fastest parse of the input's cells, and the fastest write of the cells that (b) writes.

``python benchmarks/floor.py INPUT COLUMNS OUT_FOLDER [--borrow]``. Nothing is decided, checked or styled: the input
is parsed by fastexcel and dropped; the output's cells come as columns from ``cells.keep_columns`` (text already as
distinct words and codes) and become the plainest XML, compressed at level 1 on a second thread while the next rows
are rendered; with ``--borrow`` by (b)'s own code, on all processors.
"""

from __future__ import annotations

import pickle
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import fastexcel
import numpy as np

CHUNK = 2_000  # rows
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def parse(path: Path) -> int:
    """Parse every cell of the first sheet; returns the rows."""
    return int(fastexcel.read_excel(path).load_sheet(0).height)


def letters(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    return (letters(index // 26 - 1) if index > 25 else "") + chr(65 + index % 26)


def keep(word: str) -> str:
    """What says that outer spaces count, where there are any."""
    return "" if word == word.strip() else ' xml:space="preserve"'


def fragments(column: tuple[Any, Any, list[str]], following: str) -> tuple[Any, Any]:
    """What follows a cell's row number, once for each distinct cell, and which of them stands in each row."""
    numbers, codes, words = column
    filled = ~np.isnan(numbers)
    distinct, places = np.unique(numbers[filled], return_inverse=True)
    codes = codes.copy()
    codes[filled] = places + len(words)
    texts = [f' t="inlineStr"><is><t{keep(word)}>{escape(word)}</t></is></c>' for word in words[1:]]
    values = [f"><v>{number:.16g}</v></c>" for number in distinct.tolist()]
    bodies = np.empty(len(words) + len(values), dtype=object)
    bodies[:] = [f'"{body}{following}'.encode() for body in ("/>", *texts, *values)]
    return bodies, codes


def rows_xml(rows: int, columns: list[Any]) -> Iterator[bytes]:
    """The ``<row>`` elements: a row's number is the separator that joins its fragments."""
    last = len(columns) - 1
    made = [
        fragments(column, "</row>" if at == last else f'<c r="{letters(at + 1)}') for at, column in enumerate(columns)
    ]
    for start in range(0, rows, CHUNK):
        stop = min(start + CHUNK, rows)
        parts = [bodies[codes[start:stop]].tolist() for bodies, codes in made]
        lines = zip(repeat(b'<row r="'), repeat(b'"><c r="A'), *parts, strict=False)
        yield b"".join([b"%d".__mod__(row).join(line) for row, line in enumerate(lines, start=start + 1)])


def write_part(package: zipfile.ZipFile, name: str, chunks: Iterator[bytes], worker: ThreadPoolExecutor | None) -> None:
    """Write one part of the package, each chunk compressed by the worker while the next is made; else by (b)'s code."""
    if worker is None:
        from ccmotivate.writers.workbooks.deflating import write_deflated

        write_deflated(package, zipfile.ZipInfo(name), chunks)
        return
    with package.open(name, "w", force_zip64=True) as part:
        pending: Future[int] | None = None
        for chunk in chunks:
            if pending is not None:
                pending.result()
            pending = worker.submit(part.write, chunk)
        if pending is not None:
            pending.result()


def sheet_xml(rows: int, columns: list[Any]) -> Iterator[bytes]:
    """A sheet with nothing but its rows."""
    yield _HEAD + f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
    yield from rows_xml(rows, columns)
    yield b"</sheetData></worksheet>"


def write_book(path: Path, sheets: list[Any], *, borrow: bool) -> None:
    """The plainest workbook that opens."""
    count = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for at in count
    )
    entries = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, (name, _, _) in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in count
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
    }
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        ThreadPoolExecutor(max_workers=1) as worker,
    ):
        for name, text in parts.items():
            package.writestr(name, _HEAD + text.encode())
        for at, (_, rows, columns) in enumerate(sheets, start=1):
            write_part(package, f"xl/worksheets/sheet{at}.xml", sheet_xml(rows, columns), None if borrow else worker)


def main(source: Path, kept: Path, out: Path, *, borrow: bool) -> None:
    parse(source)
    out.mkdir(parents=True, exist_ok=True)
    for file, sheets in pickle.loads(kept.read_bytes()).items():
        write_book(out / file, sheets, borrow=borrow)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), borrow="--borrow" in sys.argv[4:])
