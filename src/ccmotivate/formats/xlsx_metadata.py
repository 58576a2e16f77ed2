"""Cell metadata missing from the xlsx parser: number formats, error words, uncalculated formulas, layout, true bounds.

Each sheet's XML streams by once. Bytes regexes read the shape that every common writer makes,
``<c r="E5" s="3" t="n">``; any other form is read again by a real XML parser, with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from ccmotivate.formats.cell_metadata import CellMetadata
from ccmotivate.formats.cells import Position, a1, column_number
from ccmotivate.formats.clock import add_time
from ccmotivate.formats.guard import Package
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ROWS, Refusal, box_is_too_large
from ccmotivate.formats.number_formats import BUILT_IN, hides_time, is_time, tells
from ccmotivate.formats.xlsx_layout import hide_columns_of, integer, read_layout
from ccmotivate.formats.xml_events import Attributes, local, parse

_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
_REF = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})\"")
_TEXT_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})[0-9]')
_ERROR = re.compile(rb'<c r="([A-Za-z]{1,3}[0-9]{1,7})"[^<>]*? t="e"[^<>]*>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<v[^<>]*>([^<]+)</v>")
_UNCACHED = re.compile(
    rb'<c r="([A-Za-z]{1,3}[0-9]{1,7})"([^<>]*)><f(?:[^<>]*/>|(?:\s[^<>]*)?>[^<]*</f>)(?!<v[^<>]*>[^<])'
)
_ODD_VALUE = re.compile(rb"<v(?: [^<>]*)?(?:/>(?!</c>)|>(?<!/>)[^<]*<(?!/v></c>))|</is>(?!</c>)")
_NUMBER_WITH_REFERENCE = re.compile(
    rb'<c r="[A-Z]+[0-9]+"(?![^<>]* t="(?:str|inlineStr)")[^<>]*>(?:<f(?:[^<>]*/>|[^<>]*>[^<]*</f>))?<v[^<>]*>[^<&]*&'
)
_OTHER_CELL = re.compile(rb'<c(?! r=")[\s/>]')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_NUMBER_AFTER_STYLE = (
    rb'(?: (?:t="n"|(?!t=)[a-z]+="[^"<>]*"))*>\s*(?:<f(?:[^<>]*/>|(?:\s[^<>]*)?>[^<]*</f>)\s*)?<v[^<>]*>(%s)</v>'
)
_NO_CLOCK = re.compile(
    _NUMBER_AFTER_STYLE % rb"-[^<]*|[1-9][0-9.]*(?:[Ee]\+?[0-9]+)?|0\.99999999[^<]*|9\.9999999[0-9]*[Ee]-0*1"
)
_ANY_NUMBER = re.compile(_NUMBER_AFTER_STYLE % b"[^<]*")
_CLOCK = tuple(b"><v>0%s" % digit for digit in (b"<", *(b".%d" % digit for digit in range(9))))
_ZERO = re.compile(r"0+(?:\.0*)?")
_DIGITS = b"0123456789"
_FEW = 4
_MAX_GIANT = 64 * 1024 * 1024


def style_formats(chunks: Iterable[bytes]) -> tuple[list[int], list[tuple[int, str]]]:
    """The number of the number format of each style, and the numbers with their own codes (``styles.xml``)."""
    codes: list[tuple[int, str]] = []
    numbers: list[int] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = True
        elif name == "numFmt" and "formatCode" in attributes:
            codes.append((integer(attributes.get("numFmtId", "-1")), attributes["formatCode"]))
        elif name == "xf" and inside:
            numbers.append(integer(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    parse(chunks, start, end)
    return numbers, codes


def telling_styles(chunks: Iterable[bytes]) -> dict[int, str]:
    """Style number to number format code, of the styles whose format changes a meaning (``styles.xml``)."""
    numbers, own = style_formats(chunks)
    codes = BUILT_IN | dict(own)
    return {style: codes[number] for style, number in enumerate(numbers) if number in codes and tells(codes[number])}


def root_of(head: bytes) -> str:
    """Local name of the first element of an XML part."""
    body = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", head, flags=re.DOTALL)
    found = _ROOT.search(body)
    if found is None:
        raise Refusal("malformed-workbook", reason="XML without an element")
    return found[1].decode()


def scan(package: Package, part: str, styles: Mapping[int, str]) -> CellMetadata:
    """Read the cell metadata of one sheet part and check its grid against the limits.

    Raises:
        Refusal: the grid is too large, the XML is malformed or hostile, or a value is not one plain text; of one with
            references, comments or CDATA in it, programs read different parts.
    """
    fast = None if 0 in styles else _Fast(styles).run(package.xml(part))
    if fast is not None and not box_is_too_large(fast.rows, fast.columns, fast.cells):
        return fast
    slow = _Slow(styles).run(package.xml(part))
    if box_is_too_large(slow.rows, slow.columns, slow.cells):
        raise Refusal("grid-too-large", cell=a1(*slow.stray), rows=slow.rows, columns=slow.columns, cells=slow.cells)
    return slow


def positions(refs: Iterable[bytes]) -> tuple[list[int], list[int]]:
    """0-based rows and columns of A1 references."""
    rows: list[int] = []
    columns: list[int] = []
    numbers: dict[bytes, int] = {}
    for ref in refs:
        letters = ref.rstrip(_DIGITS)
        if letters not in numbers:
            numbers[letters] = column_number(letters.decode())
        rows.append(int(ref[len(letters) :]) - 1)
        columns.append(numbers[letters])
    return rows, columns


def _whole_cells(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of the XML that never cut a cell in two, nor a tag."""
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        cut = piece.rfind(b"<c ")
        if cut < 0:
            cut = max(piece.rfind(b"<"), 0)
        rest = piece[cut:]
        if len(rest) > _MAX_GIANT:
            raise Refusal("malformed-workbook", reason="a cell larger than 64 MiB")
        yield piece[:cut]
    yield rest


def _holds(piece: bytes, sign: bytes) -> bool:
    """``sign in piece``, several times faster when the rarer of its two bytes is absent."""
    rare = sign[:1] if sign[:1] == b":" else sign[1:]
    return rare in piece and sign in piece


def _split_style(piece: bytes, style: bytes) -> list[bytes] | None:
    """The cells of one style where it follows the reference, ``<c r="E5" s="3"``; None when it may stand elsewhere."""
    seen = piece.count(b's="%s"' % style)
    heads = piece.split(b'" s="%s"' % style) if seen else [b""]
    refs = [head[head.rfind(b'"') + 1 :] for head in heads[:-1]]
    usual = all(head.endswith(b'<c r="' + ref) for head, ref in zip(heads, refs, strict=False))
    return refs if usual and len(refs) == seen else None


class _Fast:
    """The regex reading; ``run`` gives None as soon as something is not in the usual shape."""

    def __init__(self, styles: Mapping[int, str]) -> None:
        self._styles = {style: code for style, code in styles.items() if not is_time(code)}
        self._times = {b"%d" % style: hides_time(code) for style, code in styles.items() if is_time(code)}
        ids = b"|".join(b"%d" % style for style in self._styles)
        self._any_style = re.compile(rb's="(?:%s)"' % ids)
        self._row_style = re.compile(rb'<row[^<>]*? s="(?:%s)"' % ids)
        self._styled = re.compile(rb'<c r="([A-Za-z]{1,3}[0-9]{1,7})"(?: (?!s=)[a-z:]+="[^"<>]*")*? s="(%s)"' % ids)
        self._letters, self._digits, self._first = 1, 1, 1
        self._refs: dict[bytes, list[bytes]] = {b"%d" % style: [] for style in self._styles}
        self._marks = CellMetadata()

    def run(self, chunks: Iterable[bytes]) -> CellMetadata | None:
        columns: set[bytes] = set()
        for piece in _whole_cells(chunks):
            if not (self._is_usual(piece) and self._widen(piece) and self._read_styles(piece)):
                return None
            if not (self._read_errors(piece) and self._read_times(piece) and read_layout(piece, self._marks.layout)):
                return None
            if self._letters > 1:
                columns.update(_WIDE.findall(piece))
            self._read_formulas(piece)
        return self._marks if self._close(columns) else None

    def _is_usual(self, piece: bytes) -> bool:
        """Count the cells; False when some may be written in a way that the regexes do not see."""
        count = piece.count(b'<c r="')
        self._marks.cells += count
        if _holds(piece, b"<!") or _holds(piece, b"='") or piece.find(b"<?", 2) >= 0:
            return False
        if piece.count(b"<c") != count and _OTHER_CELL.search(piece):
            return False
        if _holds(piece, b":c") and _PREFIXED_CELL.search(piece):
            return False
        return not (b"&" in piece and _NUMBER_WITH_REFERENCE.search(piece)) and not _ODD_VALUE.search(piece)

    def _widen(self, piece: bytes) -> bool:
        """Raise the upper bound of the row numbers and letters until every reference is within it."""
        at = 0
        while found := self._beyond().search(piece, at):
            ref = _REF.match(piece, found.end())
            if ref is None or ref[2].startswith(b"0") or not ref[1].isupper():
                return False
            digits, first = len(ref[2]), ref[2][0] - 48
            self._letters = max(self._letters, len(ref[1]))
            self._digits, self._first = max((self._digits, self._first), (digits, first))
            at = found.start()
        return True

    def _beyond(self) -> re.Pattern[bytes]:
        shorter = rb"[1-9][0-9]{0,%d}\"|" % (self._digits - 2) if self._digits > 1 else b""
        within = shorter + rb"[1-%d][0-9]{%d}\"" % (self._first, self._digits - 1)
        return re.compile(rb'<c r="(?![A-Z]{1,%d}(?:%s))' % (self._letters, within))

    def _read_styles(self, piece: bytes) -> bool:
        if not self._styles:
            return True
        found = {} if len(self._refs) > _FEW else {style: _split_style(piece, style) for style in self._refs}
        if not found or any(refs is None for refs in found.values()):
            return self._search_styles(piece)
        for style, refs in found.items():
            self._refs[style] += refs or []
        return True

    def _search_styles(self, piece: bytes) -> bool:
        """Cells of all styles, with any attributes before the style."""
        seen = len(self._any_style.findall(piece))
        found = self._styled.findall(piece)
        for style, refs in self._refs.items():
            refs.extend([ref for ref, own in found if own == style])
        return len(found) == seen or len(found) == seen - len(self._row_style.findall(piece))

    def _read_errors(self, piece: bytes) -> bool:
        expected = piece.count(b't="e"')
        if not expected:
            return True
        found = _ERROR.findall(piece)
        rows, columns = positions([ref for ref, _ in found])
        for row, column, (_, body) in zip(rows, columns, found, strict=True):
            word = _VALUE.search(body)
            self._marks.errors[row, column] = word[1].decode("utf-8", "replace") if word else "#N/A"
        return len(found) == expected

    def _read_formulas(self, piece: bytes) -> None:
        if not _holds(piece, b"<f"):
            return
        found = [ref for ref, attributes in _UNCACHED.findall(piece) if b't="str"' not in attributes]
        rows, columns = positions(found)
        self._marks.uncalculated.update(zip(rows, columns, strict=True))

    def _read_times(self, piece: bytes) -> bool:
        """Numbers with a time format that are no time of day; False when one does not look as usual."""
        for style, always in self._times.items():
            number, usual = (_ANY_NUMBER, ()) if always else (_NO_CLOCK, _CLOCK)
            for head, tail in pairwise(piece.split(b' s="%s"' % style)):
                if tail.startswith(usual) or not (found := number.match(tail)):
                    continue
                cell = head[head.rfind(b"<c ") :]
                ref = _REF.match(cell, len(b'<c r="'))
                if ref is None or b" t=" in cell:
                    return False
                ((row,), (column,)) = positions([ref[1] + ref[2]])
                add_time(self._marks.times, row, column, found[1], always)
        return True

    def _close(self, columns: set[bytes]) -> bool:
        marks = self._marks
        bound = (self._first + 1) * 10 ** (self._digits - 1) - 1
        marks.rows = min(bound, MAX_ROWS) if marks.cells else 0
        if self._letters == 1:
            marks.columns = 26
        else:
            marks.columns = 1 + max(column_number(letters.decode()) for letters in columns)
        for style, code in self._styles.items():
            refs = self._refs[b"%d" % style]
            if refs:
                marks.formats.append((code, *positions(refs)))
        return marks.columns <= MAX_COLUMNS and bound < 2 * 10**6


def _is_none(attributes: Attributes, size: str) -> bool:
    """True for a row or column that is hidden, or has no height or width."""
    hidden = attributes.get("hidden") in ("1", "true")
    return hidden or bool(_ZERO.fullmatch(attributes.get(size, "")))


class _Slow:
    """The exact reading through an XML parser: any prefix, any quote, cells without a reference."""

    def __init__(self, styles: Mapping[int, str]) -> None:
        self._styles = styles
        self._times = {style: hides_time(code) for style, code in styles.items() if is_time(code)}
        self._marks = CellMetadata()
        self._found: dict[int, list[Position]] = {}
        self._row, self._column = -1, -1
        self._cell: Attributes | None = None
        self._formula = False
        self._inside = self._value = ""
        self._values = 0

    def run(self, chunks: Iterable[bytes]) -> CellMetadata:
        parse(chunks, self._start, self._end, raw=self._text)
        for style, where in self._found.items():
            rows, columns = [row for row, _ in where], [column for _, column in where]
            self._marks.formats.append((self._styles[style], rows, columns))
        return self._marks

    def _start(self, name: str, attributes: Attributes) -> None:
        if self._cell is not None:
            self._start_in_cell(name)
        elif name == "row":
            self._row = integer(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if _is_none(attributes, "ht"):
                self._marks.layout.hide_rows(self._row, self._row)
        elif name == "c":
            self._cell, self._formula, self._value, self._values = attributes, False, "", 0
            self._place(attributes.get("r"))
        elif name == "mergeCell":
            self._marks.layout.merge_ranges([attributes.get("ref", "")])
        elif name == "col" and _is_none(attributes, "width"):
            hide_columns_of(self._marks.layout, attributes)

    def _start_in_cell(self, name: str) -> None:
        if name == "f":
            self._formula = True
        self._values += name in ("v", "is")
        if self._inside == "v" or self._values > 1:
            raise self._ambiguous(f"<{name}>")
        if name in ("v", "t"):
            self._inside = name

    def _ambiguous(self, reason: str) -> Refusal:
        return Refusal("ambiguous-value", cell=a1(self._row, self._column), reason=reason)

    def _place(self, ref: str | None) -> None:
        self._column += 1
        if ref is None:
            self._row = max(self._row, 0)
        else:
            found = _TEXT_REF.fullmatch(ref)
            if found is None:
                raise Refusal("malformed-workbook", reason=f"address {ref[:20]!r}")
            self._row = int(found[2]) - 1
            self._column = column_number(found[1])
        if not (0 <= self._row < MAX_ROWS and self._column < MAX_COLUMNS):
            raise Refusal("malformed-workbook", reason=f"address {ref or self._row + 1!r}")

    def _text(self, piece: str) -> None:
        if self._cell is None or not self._inside:
            return
        is_split = piece.startswith("<") or (piece.startswith("&") and self._cell.get("t") != "str")
        if self._inside == "v" and is_split:
            raise self._ambiguous(piece[:40])
        if len(self._value) < 100:
            self._value += piece

    def _end(self, name: str) -> None:
        if name == self._inside:
            self._inside = ""
        elif name == "c" and self._cell is not None:
            self._take(self._cell)
            self._cell = None

    def _take(self, attributes: Attributes) -> None:
        where = (self._row, self._column)
        kind = attributes.get("t", "n")
        if kind == "e":
            self._marks.errors[where] = self._value or "#N/A"
        if not self._value and self._formula and kind != "str":
            self._marks.uncalculated.add(where)
        if not (self._value or self._formula or kind == "e"):
            return  # a blank that only has a format costs nothing
        marks = self._marks
        marks.cells += 1
        if (where[0] + 1) * (where[1] + 1) > (marks.stray[0] + 1) * (marks.stray[1] + 1):
            marks.stray = where
        marks.rows, marks.columns = max(marks.rows, where[0] + 1), max(marks.columns, where[1] + 1)
        style = integer(attributes.get("s", "0"))
        if style in self._times:
            if kind == "n":
                add_time(self._marks.times, *where, self._value, self._times[style])
        elif style in self._styles:
            self._found.setdefault(style, []).append(where)


def is_sheet(root: str) -> bool:
    """True for the root element of a worksheet part."""
    return local(root) == "worksheet"
