"""xlsx and xlsm: the package is scanned first, then python-calamine reads the values of what passed."""

from __future__ import annotations

import io
import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain

import numpy as np

from ccmotivate.readers.cells import Cell, Sheet
from ccmotivate.readers.guard import Package
from ccmotivate.readers.limits import MAX_STRINGS, Refusal
from ccmotivate.readers.xlsx_marks import Integers, Marks, is_sheet, root_of, scan, telling_styles
from ccmotivate.readers.xml_events import Attributes, parse

_STRING = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")


def read(data: bytes) -> tuple[list[Sheet], list[str]]:
    """The worksheets of a workbook and the names of its other sheets.

    Raises:
        Refusal: hostile, malformed, or beyond the limits.
    """
    package = Package(data)
    workbook = _workbook_part(package)
    relations = _relations(package, workbook)
    styles_part = next((target for kind, target in relations.values() if kind == "styles"), None)
    styles = telling_styles(package.index(styles_part)) if styles_part else {}
    marks = _scan_parts(package, styles)
    parts = [(name, relations[link][1] if link in relations else "") for name, link in _listed(package, workbook)]
    with calamine_failures():
        return _sheets(data, parts, marks)


def _scan_parts(package: Package, styles: Mapping[int, str]) -> dict[str, Marks]:
    """Let every XML member pass the guard, whoever may read it later; sheets give their marks."""
    marks: dict[str, Marks] = {}
    for name in package.names:
        if not package.is_xml(name):
            for _ in package.chunks(name):
                pass  # unpacked only to be checked
            continue
        chunks = package.xml(name)
        head = next(chunks, b"")
        root = root_of(head)
        if is_sheet(root):
            marks[name] = scan(package, name, styles)
            continue
        if root == "sst":
            _check_strings(head, chunks)
        for _ in chunks:
            pass  # unpacked only to be checked
    return marks


def _check_strings(head: bytes, chunks: Iterator[bytes]) -> None:
    strings = 0
    for chunk in chain((head,), chunks):
        strings += chunk.count(b"</si>") + chunk.count(b"<si/>") or sum(1 for _ in _STRING.finditer(chunk))
        if strings > MAX_STRINGS:
            raise Refusal("malformed-workbook", reason=f"more than {MAX_STRINGS} shared strings")


def _workbook_part(package: Package) -> str:
    rels = package.find("_rels/.rels")
    if rels is not None:
        for kind, target in _relations_in(package, rels, "").values():
            if kind == "officeDocument":
                return target
    usual = package.find("xl/workbook.xml")
    if usual is None:
        raise Refusal("malformed-workbook", reason="xl/workbook.xml")
    return usual


def _relations(package: Package, workbook: str) -> dict[str, tuple[str, str]]:
    folder, _, name = workbook.rpartition("/")
    rels = package.find(f"{folder}/_rels/{name}.rels")
    return _relations_in(package, rels, folder) if rels is not None else {}


def _relations_in(package: Package, rels: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relation id to (kind, member); external targets and missing members are left out."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "").replace("\\", "/")
        member = package.find(target if target.startswith("/") else posixpath.normpath(f"{folder}/{target}"))
        if member is not None:
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], member)

    parse(package.index(rels), start)
    return found


def _listed(package: Package, workbook: str) -> list[tuple[str, str]]:
    """Sheet names with their relation ids, in the order of the workbook."""
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet" and "name" in attributes:
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            found.append((attributes["name"], link))

    parse(package.index(workbook), start)
    return found


def _sheets(data: bytes, parts: list[tuple[str, str]], marks: Mapping[str, Marks]) -> tuple[list[Sheet], list[str]]:
    import python_calamine as calamine  # here: only runs that read a workbook pay for it

    book = calamine.load_workbook(io.BytesIO(data))
    listed = book.sheets_metadata
    part_of = dict(parts)
    sheets: list[Sheet] = []
    others: list[str] = []
    for index, sheet in enumerate(listed):
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            others.append(sheet.name)
            continue
        part = parts[index][1] if len(parts) == len(listed) else part_of.get(sheet.name, "")
        if part not in marks:
            raise Refusal("malformed-workbook", reason=f"sheet {sheet.name!r} has no part")
        rows = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
        visible = sheet.visible == calamine.SheetVisibleEnum.Visible
        sheets.append(assemble(sheet.name, visible, columns_of(rows), marks[part]))
    return sheets, others


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Send what native code prints to the standard error stream to nowhere, for as long as a file is parsed."""
    try:
        kept = os.dup(2)
    except OSError:  # no standard error stream at all, as under some schedulers
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def calamine_failures() -> Iterator[None]:
    """Turn whatever calamine raises about a file into one refusal; its panics are BaseExceptions.

    A panic also prints its own lines to the standard error stream, past Python: they go nowhere.
    """
    try:
        with _quiet_stderr():
            yield
    except (Refusal, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as failure:
        if isinstance(failure, Exception) or type(failure).__name__ == "PanicException":
            raise Refusal("malformed-workbook", reason=str(failure)[:200] or type(failure).__name__) from None
        raise


_BLANKS: Mapping[Cell, Cell] = {"": None}


def columns_of(rows: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """Rows of equal length turned into columns, ``''`` into ``None``; blank columns at the end go."""
    columns = [
        tuple(map(_BLANKS.get, column, column)) if "" in column else column for column in zip(*rows, strict=True)
    ]
    while columns and all(cell is None for cell in columns[-1]):
        columns.pop()
    return columns


_NUMBERS = frozenset((float, int))


def assemble(name: str, visible: bool, columns: list[tuple[Cell, ...]], marks: Marks) -> Sheet:
    """A sheet from its values and marks: marks of blank cells that only carry a format go.

    Error cells and formulas without a result may lie beyond the last value: the grid is widened to hold them.
    """
    height = len(columns[0]) if columns else 0
    special = [*marks.errors, *(place for place in marks.uncalculated if _blank(columns, place))]
    if special:
        height = max(height, 1 + max(row for row, _ in special))
        width = max(len(columns), 1 + max(column for _, column in special))
        columns = [column + (None,) * (height - len(column)) for column in columns]
        columns += [(None,) * height] * (width - len(columns))
    formats: dict[int, list[tuple[str, Integers]]] = {}
    for code, rows, at in marks.formats:
        for column in np.unique(at[at < len(columns)]).tolist():
            values = columns[column]
            where = np.sort(rows[(at == column) & (rows < height)])
            kinds = list(map(type, map(values.__getitem__, where.tolist())))
            if not _NUMBERS.issuperset(kinds):
                where = where[[kind in _NUMBERS for kind in kinds]]
            if len(where):
                formats.setdefault(column, []).append((code, where.astype(np.int64)))
    uncalculated = frozenset(place for place in marks.uncalculated if _blank(columns, place))
    return Sheet(name, visible, columns, formats, marks.errors, uncalculated - marks.errors.keys())


def _blank(columns: Sequence[Sequence[Cell]], place: tuple[int, int]) -> bool:
    row, column = place
    return column >= len(columns) or row >= len(columns[column]) or columns[column][row] is None
