"""xlsx and xlsm packages: check every member with the guard and collect each sheet's cell metadata.

No numpy here: the isolated process checks small files itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from ccmotivate.formats.cell_metadata import CellMetadata
from ccmotivate.formats.guard import Package
from ccmotivate.formats.limits import MAX_STRINGS, Refusal
from ccmotivate.formats.xlsx_metadata import is_sheet, root_of, scan, telling_styles
from ccmotivate.formats.xml_events import Attributes, parse

_STRING = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")


class Seen(Struct, frozen=True):
    """Contents of a package: the sheets as the workbook lists them, each with its member; cell metadata by member."""

    listed: Sequence[tuple[str, str]]
    marks: Mapping[str, CellMetadata]

    def marks_of(self, name: str, place: int, count: int) -> CellMetadata:
        """The cell metadata of the sheet with this name and this place among ``count`` in the parser's result.

        Raises:
            Refusal: there is no such sheet.
        """
        part = self.listed[place][1] if len(self.listed) == count else dict(self.listed).get(name, "")
        if part not in self.marks:
            raise Refusal("malformed-workbook", reason=f"sheet {name!r} has no part")
        return self.marks[part]


def look(data: bytes) -> Seen:
    """Hold a workbook against the limits and scan its sheets.

    Raises:
        Refusal: hostile, malformed, or beyond the limits.
    """
    package = Package(data)
    workbook = workbook_part(package)
    relations = relations_of(package, workbook)
    styles_part = next((target for kind, target in relations.values() if kind == "styles"), None)
    styles = telling_styles(package.index(styles_part)) if styles_part else {}
    listed = [(name, relations[link][1] if link in relations else "") for name, link in _listed(package, workbook)]
    return Seen(listed, _scan_parts(package, styles, {part: name for name, part in listed}))


def _scan_parts(package: Package, styles: Mapping[int, str], sheets: Mapping[str, str]) -> dict[str, CellMetadata]:
    """Check every XML member with the guard; of sheets also collect the cell metadata."""
    marks: dict[str, CellMetadata] = {}
    for name in package.names:
        if not package.is_xml(name):
            for _ in package.chunks(name):
                pass  # unpacked only to be checked
            continue
        chunks = package.xml(name)
        head = next(chunks, b"")
        root = root_of(head)
        if is_sheet(root):
            try:
                marks[name] = scan(package, name, styles)
            except Refusal as refusal:
                refusal.sheet = sheets.get(name)
                raise
            continue
        if root == "sst":
            check_strings(head, chunks)
        for _ in chunks:
            pass  # unpacked only to be checked
    return marks


def check_strings(head: bytes, chunks: Iterator[bytes]) -> None:
    """Look through the shared strings.

    Raises:
        Refusal: too many.
    """
    strings = 0
    for chunk in chain((head,), chunks):
        strings += chunk.count(b"</si>") + chunk.count(b"<si/>") or sum(1 for _ in _STRING.finditer(chunk))
        if strings > MAX_STRINGS:
            raise Refusal("malformed-workbook", reason=f"more than {MAX_STRINGS} shared strings")


def workbook_part(package: Package) -> str:
    """The member that lists the sheets.

    Raises:
        Refusal: there is none.
    """
    rels = package.find("_rels/.rels")
    if rels is not None:
        for kind, target in _relations_in(package, rels, "").values():
            if kind == "officeDocument":
                return target
    usual = package.find("xl/workbook.xml")
    if usual is None:
        raise Refusal("malformed-workbook", reason="xl/workbook.xml")
    return usual


def relations_of(package: Package, workbook: str) -> dict[str, tuple[str, str]]:
    """Relation id of the workbook to (kind, member)."""
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
