"""xlsx and xlsm: the values of the isolated parser, and the cell metadata of the package.

A small file is checked and parsed in the isolated process, and so is a large one that is written plainly, by arrays.
Any other is checked here while its values are parsed there, or first, where it is so large that they need much memory.
"""

from __future__ import annotations

from collections.abc import Callable

from ccmotivate.formats.assembling import assemble, marks_of
from ccmotivate.formats.book import Sheet
from ccmotivate.formats.isolated import WIDE, Parsed, Parsing
from ccmotivate.formats.limits import MAX_UNSEEN, UNUSUAL, Refusal


def read(data: bytes, parsing: Parsing | None, meanwhile: Callable[[], None]) -> tuple[list[Sheet], list[str]]:
    """The worksheets of a workbook and the names of its other sheets.

    Args:
        data: The file.
        parsing: The same file at its parser: as ``xlsx`` or ``xlsx-plain``, checked and parsed there; as
            ``xlsx-values``, whose answer counts only when the file has passed here; None when that is to begin then.
        meanwhile: Called before waiting for the parser.

    Raises:
        Refusal: hostile, malformed, or beyond the limits.
    """
    if parsing is not None and parsing.kind in ("xlsx", "xlsx-plain"):
        meanwhile()
        try:
            parsed, others = parsing.sheets()
        except Refusal as refusal:
            if refusal.code != UNUSUAL and not parsing.may_lack_memory(refusal):
                raise
            is_unseen = parsing.kind == "xlsx-plain" and len(data) <= MAX_UNSEEN
            parsing = Parsing(data, "xlsx-values") if is_unseen else None  # or when the file has been seen here
        else:
            return [assemble(sheet, marks_of(sheet)) for sheet in parsed], others
    from ccmotivate.formats.xlsx_package import look  # here: hardly any file needs it

    try:
        seen = look(data)
        meanwhile()
        parsed, others = _values(data, parsing)
    finally:
        if parsing is not None:
            parsing.stop()
    count = len(parsed) + len(others)
    return [assemble(sheet, seen.marks_of(sheet.name, sheet.place, count)) for sheet in parsed], others


def _values(data: bytes, parsing: Parsing | None) -> tuple[list[Parsed], list[str]]:
    """The parsed values; a parser that lacked memory is run again with more, as the file has passed the checks."""
    if parsing is not None:
        try:
            return parsing.sheets()
        except Refusal as refusal:
            if not parsing.may_lack_memory(refusal):
                raise
    return Parsing(data, "xlsx-values", WIDE).sheets()
