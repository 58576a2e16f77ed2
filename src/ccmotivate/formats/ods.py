"""ods, in the isolated process: repeats are counted before calamine expands them; formats come by style."""

from __future__ import annotations

import io
import re
from fractions import Fraction

from msgspec import Struct, field

from ccmotivate.formats.cells import Position
from ccmotivate.formats.clock import DAY, LONGEST
from ccmotivate.formats.guard import Package
from ccmotivate.formats.layout import Layout
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_ROWS, Refusal
from ccmotivate.formats.raw_sheet import RawSheet, calamine_columns, check_box
from ccmotivate.formats.xml_events import Attributes, parse

_MAX_DIGITS = 30
_PERIOD = re.compile(r"(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d+)?)S)?)?")
_CLOCK = re.compile(r"PT\d\dH\d\dM\d\d(?:\.\d{1,9})?S")  # calamine reads these, within a day
_HIDDEN = ("collapse", "filter")


def read(data: bytes) -> tuple[list[RawSheet], list[str]]:
    """The tables of an OpenDocument spreadsheet; there are no other kinds of sheets.

    Raises:
        Refusal: hostile, malformed, or a grid too large.
    """
    import python_calamine as calamine

    package = Package(data)
    content = package.find("content.xml")
    if content is None:
        raise Refusal("malformed-workbook", reason="content.xml")
    for name in package.names:
        if package.is_xml(name):
            for _ in package.xml(name):
                pass
    styles = _Styles()
    if (common := package.find("styles.xml")) is not None:
        parse(package.xml(common), styles.start)
    parse(package.xml(content), styles.start)
    scan = _Scan(styles)
    parse(package.xml(content), scan.start, scan.end, scan.text)
    book = calamine.load_workbook(io.BytesIO(data))
    sheets = []
    for index, (meta, table) in enumerate(zip(book.sheets_metadata, scan.tables, strict=True)):
        visible = meta.visible == calamine.SheetVisibleEnum.Visible
        columns = calamine_columns(book.get_sheet_by_index(index))
        sheets.append(table.finish(RawSheet(meta.name, visible, index, columns)))
    return sheets, []


class _Styles:
    """Cell style to zero-padding format code."""

    def __init__(self) -> None:
        self._padding: dict[str, str] = {}
        self._data_style: dict[str, str] = {}
        self._number_style = ""

    def start(self, name: str, attributes: Attributes) -> None:
        own = attributes.get("style:name", "")
        if name in ("number-style", "percentage-style", "currency-style", "date-style", "time-style"):
            self._number_style = own if name == "number-style" else ""
        elif name == "number" and self._number_style:
            digits = _count(attributes.get("number:min-integer-digits", "1"))
            if 2 <= digits <= _MAX_DIGITS and attributes.get("number:decimal-places", "0") == "0":
                self._padding[self._number_style] = "0" * digits
        elif name == "style" and "style:data-style-name" in attributes:
            self._data_style[own] = attributes["style:data-style-name"]

    def padding(self, cell_style: str) -> str:
        return self._padding.get(self._data_style.get(cell_style, ""), "")


class _Table(Struct):
    """What is found in one table; areas are (row, rows, column, columns, what)."""

    name: str
    column_styles: list[tuple[int, str]] = field(default_factory=list)  # (end column, style)
    rows: int = 0
    columns: int = 0
    cells: int = 0
    stray: tuple[int, int] = (0, 0)
    formats: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    errors: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int, int, int]] = field(default_factory=list)
    times: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout)

    def fill(self, row: int, rows: int, column: int, columns: int) -> None:
        """Count one filled cell with its repeats."""
        if row + rows > MAX_ROWS or column + columns > MAX_COLUMNS:
            raise Refusal("malformed-workbook", reason=f"{self.name}: row {row + rows}, column {column + columns}")
        self.rows, self.columns = max(self.rows, row + rows), max(self.columns, column + columns)
        self.cells += rows * columns
        last = (row + rows - 1, column + columns - 1)
        self.stray = max(self.stray, last, key=lambda at: (at[0] + 1) * (at[1] + 1))

    def finish(self, raw: RawSheet) -> RawSheet:
        places: dict[str, list[Position]] = {}
        for *area, code in self.formats:
            places.setdefault(code, []).extend(_places(*area))
        raw.formats = [(code, [r for r, _ in at], [c for _, c in at]) for code, at in places.items()]
        raw.errors = [(*place, word) for *area, word in self.errors for place in _places(*area)]
        raw.uncalculated = [place for area in self.uncalculated for place in _places(*area)]
        raw.times = [(*place, thousandths) for *area, thousandths in self.times for place in _places(*area)]
        raw.layout = self.layout
        return raw


class _Scan:
    """Reads content.xml; positions follow the repeat attributes."""

    def __init__(self, styles: _Styles) -> None:
        self.tables: list[_Table] = []
        self._styles = styles
        self._row = self._rows = self._column = self._columns = self._column_end = 0
        self._row_style = ""
        self._error: str | None = None
        self._untyped = False
        self._notes = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self.tables.append(_Table(attributes.get("table:name", "")))
            self._row = self._rows = self._column_end = 0
        elif not self.tables:
            return
        elif name == "table-column":
            first, self._column_end = self._column_end, self._column_end + _repeats(attributes, "columns")
            if attributes.get("table:visibility") in _HIDDEN:
                self.tables[-1].layout.hide_columns(first, self._column_end - 1)
            style = attributes.get("table:default-cell-style-name", "")
            self.tables[-1].column_styles.append((self._column_end, style))
        elif name == "table-row":
            self._row, self._rows = self._row + self._rows, _repeats(attributes, "rows")
            if attributes.get("table:visibility") in _HIDDEN:
                self.tables[-1].layout.hide_rows(self._row, self._row + self._rows - 1)
            self._column = self._columns = 0
            self._row_style = attributes.get("table:default-cell-style-name", "")
        elif name in ("table-cell", "covered-table-cell"):
            self._column += self._columns
            self._columns = _repeats(attributes, "columns")
            self._cell(attributes)
        elif name == "annotation":
            self._notes += 1
        elif name == "p" and self._untyped and not self._notes:
            self._untyped = False
            self.tables[-1].fill(self._row, self._rows, self._column, self._columns)

    def end(self, name: str) -> None:
        if name == "annotation":
            self._notes -= 1
        elif name in ("table-cell", "covered-table-cell"):
            if self._error is not None:
                self.tables[-1].errors.append((*self._area(), self._error.strip() or "#N/A"))
            self._error, self._untyped = None, False
        elif name == "table" and self.tables:
            table = self.tables[-1]
            check_box(table.name, table.rows, table.columns, table.cells, table.stray)

    def text(self, piece: str) -> None:
        if self._error is not None and not self._notes and len(self._error) < 100:
            self._error += piece

    def _area(self) -> tuple[int, int, int, int]:
        return self._row, self._rows, self._column, self._columns

    def _cell(self, attributes: Attributes) -> None:
        table, area = self.tables[-1], self._area()
        rows, columns = (_count(attributes.get(f"table:number-{way}-spanned", "1")) for way in ("rows", "columns"))
        table.layout.merge(self._row, self._column, self._row + rows - 1, self._column + columns - 1)
        kind = attributes.get("office:value-type")
        self._untyped = kind is None
        if kind is None:
            if "table:formula" in attributes:
                table.fill(*area)
                table.uncalculated.append(area)
            return
        table.fill(*area)
        if attributes.get("calcext:value-type") == "error":
            self._error = ""
        elif kind == "percentage":
            table.formats.append((*area, "0%"))
        elif kind == "time":
            self._time(attributes.get("office:time-value", ""))
        elif kind == "float" and (code := self._styles.padding(self._style_of(attributes))):
            table.formats.append((*area, code))

    def _time(self, text: str) -> None:
        found = _milliseconds(text)
        if found is not None and abs(found) <= LONGEST and not (_CLOCK.fullmatch(text) and found < DAY):
            self.tables[-1].times.append((*self._area(), found))

    def _style_of(self, attributes: Attributes) -> str:
        own = attributes.get("table:style-name") or self._row_style
        if own:
            return own
        return next((style for end, style in self.tables[-1].column_styles if self._column < end), "")


def _places(row: int, rows: int, column: int, columns: int) -> list[Position]:
    return [(r, c) for r in range(row, row + rows) for c in range(column, column + columns)]


def _milliseconds(text: str) -> int | None:
    """A period without months, such as ``PT30H00M00.5S`` or ``-P1DT6H``, to the next millisecond; half-up."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (Fraction(part or 0) for part in found.groups()[1:])
    size = int(1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days))) + Fraction(1, 2))
    return -size if found[1] else size


def _repeats(attributes: Attributes, way: str) -> int:
    return _count(attributes.get(f"table:number-{way}-repeated", "1"))


def _count(text: str) -> int:
    if not text.isdigit() or len(text) > 9:
        raise Refusal("malformed-workbook", reason=f"number expected: {text[:20]!r}")
    return int(text)
