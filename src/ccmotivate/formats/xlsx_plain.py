"""Large xlsx and xlsm packages that are written as every common writer writes them: cells by arrays, in one pass.

The guard looks at each chunk before its cells are taken, as it does for the parser; whatever is written in another way
raises ``Unusual``, and the package is read with that parser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import repeat
from operator import eq

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.formats.ahead import ahead
from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import DAY
from ccmotivate.formats.guard import Package
from ccmotivate.formats.limits import MIB, Refusal
from ccmotivate.formats.number_formats import BUILT_IN, Effect, effect_of
from ccmotivate.formats.raw_sheet import ArrayColumn, RawSheet
from ccmotivate.formats.xlsx_grid import BLANK, INLINE, MOMENTS, TRUE, Grid, read_grid
from ccmotivate.formats.xlsx_metadata import is_sheet, root_of, scan, style_formats, telling_styles
from ccmotivate.formats.xlsx_package import check_strings, relations_of, workbook_part
from ccmotivate.formats.xlsx_shape import Unusual, check_frame
from ccmotivate.formats.xml_events import Attributes, parse

_CHUNK = 1 * MIB  # so little that the arrays of its tags stay in the processor's cache
_MOST_STRINGS = 128 * MIB
_STRING = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t>(?:<phoneticPr[^<>]*/>)?</si>')
_BLANKS = " \t\n\r"
_BLANK_AT_END = re.compile(f"<t>[^<]*[{_BLANKS}]</t>")
_ENTITY = re.compile(r"&(?:#([1-9][0-9]{2,6})|(amp|lt|gt|quot|apos));")
_ODD_ENTITY = re.compile(r"&(?!(?:#[1-9][0-9]{2,6}|amp|lt|gt|quot|apos);)")
_QUOTED = re.compile(r"<[^<>]*'")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_FIRST_DAY, _END_OF_DAYS = 61, 2_958_465
_EPOCH = 25_569
"""1970-01-01 in Excel's days."""
_LONGEST = 1_000_000
"""Days of a duration."""
_PARTS = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}


class _Workbook(Struct, frozen=True):
    """What the package says of its sheets: names with their visibility and member, and the styles."""

    sheets: list[tuple[str, bool, str]]
    effects: dict[int, Effect]
    telling: dict[int, str]


def read(data: bytes) -> list[RawSheet]:
    """The worksheets of a package, all of it checked by the guard.

    Raises:
        Unusual: something in it must be read in another way.
        Refusal: hostile, malformed, or beyond the limits.
    """
    package = Package(data)
    workbook = _workbook(package)
    parts = {part: name for name, _, part in workbook.sheets}
    grids: dict[str, Grid] = {}
    for name in package.names:
        if not package.is_xml(name):
            for _ in package.chunks(name):
                pass  # unpacked only to be checked
        elif name in parts:
            grids[name] = _grid(package, name, workbook.effects, parts[name])
        elif name != _PARTS["sharedStrings"]:
            _check(package, name, workbook.telling)
    texts = _Texts(_strings(package))
    return [
        _sheet(grids[part], texts, workbook.telling, (name, visible, place))
        for place, (name, visible, part) in enumerate(workbook.sheets)
    ]


def _grid(package: Package, part: str, effects: Mapping[int, Effect], name: str) -> Grid:
    try:
        return read_grid(ahead(package.xml(part, _CHUNK)), effects)
    except Refusal as refusal:
        refusal.sheet = name
        raise


def _check(package: Package, name: str, telling: Mapping[int, str]) -> None:
    """Any other member of XML, also a sheet that the workbook does not list."""
    chunks = package.xml(name)
    if is_sheet(root_of(next(chunks, b""))):
        scan(package, name, telling)
    for _ in chunks:
        pass


def _workbook(package: Package) -> _Workbook:
    part = workbook_part(package)
    relations = relations_of(package, part)
    sheets: list[tuple[str, bool, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "workbookPr" and attributes.get("date1904", "0") not in ("0", "false"):
            raise Unusual
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            kind, member = relations.get(link, ("", ""))
            state = attributes.get("state", "visible")
            if kind != "worksheet" or "name" not in attributes or state not in ("visible", "hidden", "veryHidden"):
                raise Unusual
            sheets.append((attributes["name"], state == "visible", member))

    parse(package.index(part), start)
    usual = part == "xl/workbook.xml" and all(_PARTS.get(kind, member) == member for kind, member in relations.values())
    if not usual or len({member for *_, member in sheets}) != len(sheets):
        raise Unusual
    styles = _PARTS["styles"]
    needed = [styles, *(member for *_, member in sheets)]
    if not all(member in package.names and package.is_xml(member) for member in needed):
        raise Unusual
    return _Workbook(sheets, _effects(package), telling_styles(package.index(styles)))


def _effects(package: Package) -> dict[int, Effect]:
    """What each style makes of a number; the first one holds for cells without a style, too."""
    numbers, own = style_formats(package.index(_PARTS["styles"]))
    codes = dict(own)
    odd = {number for number, code in own if number in BUILT_IN or number < 164 or codes[number] != code}
    effects = {
        style: Effect.UNSURE if number in odd else effect_of(number, codes.get(number))
        for style, number in enumerate(numbers)
    }
    if effects.setdefault(0, Effect.NONE) != Effect.NONE:
        raise Unusual
    return effects


def _strings(package: Package) -> list[str]:
    """The shared strings."""
    part = _PARTS["sharedStrings"]
    if part not in package.names:
        return []
    chunks = list(package.xml(part))
    if sum(map(len, chunks)) > _MOST_STRINGS:
        raise Unusual
    check_strings(b"", iter(chunks))
    try:
        xml = b"".join(chunks).decode()
    except UnicodeDecodeError:
        raise Unusual from None
    texts = _STRING.findall(xml)
    if {xml.count("<si"), xml.count("</si>"), xml.count("</si><si>") + bool(texts)} != {len(texts)} or _is_odd(xml):
        raise Unusual
    begin, end = (xml.find("<si>"), xml.rfind("</si>") + len("</si>")) if texts else (0, 0)
    check_frame((xml[:begin] + xml[end:]).encode())
    if "<t" in xml[:begin] or "<t" in xml[end:]:
        raise Unusual
    if "xml:space" in xml:
        is_trimmed = not (re.search(f"<t>[{_BLANKS}]", xml) or _BLANK_AT_END.search(xml))
    else:
        is_trimmed = all(map(eq, texts, map(str.strip, texts, repeat(_BLANKS))))
    if not is_trimmed:
        raise Unusual
    return [_plain(text) for text in texts] if "&" in xml else texts


def _is_odd(xml: str) -> bool:
    """True for XML that says its texts in other ways than by themselves and the usual entities."""
    if any(sign in xml for sign in ("<!", "_x", "\r")):
        return True
    return bool(("&" in xml and _ODD_ENTITY.search(xml)) or ("'" in xml and _QUOTED.search(xml)))


def _plain(text: str) -> str:
    """A text without its entities.

    Raises:
        Unusual: it means something else yet.
    """
    if "&" not in text:
        return text
    text = _ENTITY.sub(_character, text)
    if "_x" in text:
        raise Unusual
    return text


def _character(found: re.Match[str]) -> str:
    """openpyxl writes letters beyond ASCII as numbers."""
    if found[2]:
        return _NAMED[found[2]]
    number = int(found[1])
    if 0xD800 <= number < 0xE000 or number > 0x10FFFF:
        raise Unusual
    return chr(number)


class _Texts:
    """The distinct texts of a workbook, and for each shared string its place among them, -1 when it is empty."""

    def __init__(self, shared: list[str]) -> None:
        self.distinct = shared
        self._known: dict[str, int] = {}
        self.shared = np.arange(len(shared))
        if len(set(shared)) < len(shared):
            self.distinct = list(dict.fromkeys(shared))
            self._know()
            self.shared = np.fromiter(map(self._known.__getitem__, shared), np.int64, len(shared))
        if "" in self.distinct:
            self.shared[self.shared == self.distinct.index("")] = -1

    def _know(self) -> None:
        self._known = self._known or {text: place for place, text in enumerate(self.distinct)}

    def with_inline(self, texts: Mapping[bytes, int]) -> NDArray[np.int64]:
        """Add texts; the place of each.

        Raises:
            Unusual: one is not plain.
        """
        self._know()
        xml = b"<".join(texts)
        try:
            plain = xml.decode().split("<") if texts else []
        except UnicodeDecodeError:
            raise Unusual from None
        if any(sign in xml for sign in (b"_x", b"\r")) or _ODD_ENTITY.search(xml.decode()):
            raise Unusual
        if b"&" in xml:
            plain = list(map(_plain, plain))
        places = [self._known.setdefault(text, len(self._known)) for text in plain]
        self.distinct = list(self._known)
        found = np.array(places, dtype=np.int64)
        found[[place for place, text in enumerate(plain) if not text]] = -1
        return found


def _sheet(grid: Grid, texts: _Texts, telling: Mapping[int, str], facts: tuple[str, bool, int]) -> RawSheet:
    inline = texts.with_inline(grid.inline) if grid.inline else np.empty(0, np.int64)
    formats = []
    for style, parts in grid.formats.items():
        rows, columns = (np.concatenate([part[at] for part in parts]).tolist() for at in (0, 1))
        if rows:
            formats.append((telling[style], rows, columns))
    errors = [(row, column, word) for (row, column), word in grid.errors.items()]
    columns = [_column(grid, at, texts, inline) for at in range(grid.columns)]
    return RawSheet(*facts, columns, formats, errors, layout=grid.layout)


def _column(grid: Grid, at: int, texts: _Texts, inline: NDArray[np.int64]) -> ArrayColumn:
    numbers = np.full(grid.rows, np.nan)
    codes = np.full(grid.rows, BLANK, dtype=np.int32)
    row = 0
    for of_numbers, of_codes in grid.blocks:
        end = row + of_numbers.shape[1]
        if at < len(of_numbers):
            numbers[row:end], codes[row:end] = of_numbers[at], of_codes[at]
        row = end
    values = _name_texts(codes, texts, inline)
    moments: list[NDArray[np.int64]] = []
    kinds: list[tuple[str, int]] = []
    for effect, code in MOMENTS.items():
        rows = np.flatnonzero(codes == code)
        if len(rows):
            days, numbers[rows] = numbers[rows], np.nan
            for kind, own, thousandths in _moments(effect, days):
                distinct, places = np.unique(thousandths, return_inverse=True)
                codes[rows[own]] = places + len(values) + sum(many for _, many in kinds)
                moments.append(distinct)
                kinds.append((kind, len(distinct)))
    return ArrayColumn(numbers, codes, values, np.concatenate([np.empty(0, np.int64), *moments]), kinds)


def _name_texts(codes: NDArray[np.int32], texts: _Texts, inline: NDArray[np.int64]) -> list[Cell]:
    """Make the codes of texts and truths places among the column's own, in the order in which they come."""
    rows = np.flatnonzero((codes >= 0) | (codes <= INLINE) | ((codes < BLANK) & (codes >= TRUE)))
    found = codes[rows].astype(np.int64)
    many = len(texts.distinct)
    if len(found) and found.max() >= len(texts.shared):
        raise Unusual
    of_shared, of_inline = found >= 0, found <= INLINE
    found[~of_shared & ~of_inline] += many - TRUE
    found[of_shared] = texts.shared[found[of_shared]]
    found[of_inline] = inline[INLINE - codes[rows][of_inline]]
    codes[rows] = BLANK
    rows, found = rows[found >= 0], found[found >= 0]
    first = np.full(many + 2, len(codes))
    first[found[::-1]] = rows[::-1]
    used = np.flatnonzero(first < len(codes))
    used = used[np.argsort(first[used])]
    first[used] = np.arange(len(used))
    codes[rows] = first[found]
    cells: list[Cell] = [*texts.distinct, True, False]
    return [cells[one] for one in used.tolist()]


def _moments(effect: Effect, days: NDArray[np.float64]) -> list[tuple[str, NDArray[np.bool_], NDArray[np.int64]]]:
    """Day fractions as (kind, which of them, their milliseconds).

    Raises:
        Unusual: some are no such moments, or of the days on which calendars differ.
    """
    lowest, highest = (_FIRST_DAY, _END_OF_DAYS) if effect == Effect.DATE else (-_LONGEST, _LONGEST)
    if not ((days >= lowest) & (days < highest)).all():
        raise Unusual
    thousandths = np.floor(days * DAY + 0.5).astype(np.int64)
    if effect != Effect.DATE:
        return [("clock" if effect == Effect.CLOCK else "duration", np.full(len(days), True), thousandths)]
    is_day = days == np.floor(days)
    thousandths -= _EPOCH * DAY
    told = [("date", is_day, thousandths[is_day]), ("datetime", ~is_day, thousandths[~is_day])]
    return [one for one in told if len(one[2])]
