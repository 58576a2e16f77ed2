"""One sheet in every format that can hold it: ``build(kind, grid)`` gives the bytes of a file.

xlsx comes from XlsxWriter; the others are written record by record, for no writer of theirs is kept up that knows
merged and hidden cells. csv holds what a person sees, as Excel saves it: no layout, no number formats.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from tests.formats.hostile import ods_parts, zipped
from tests.support import Styled

KINDS = ("xlsx", "xls", "xlsb", "ods", "html", "spreadsheetml", "csv")
LAYOUT_KINDS = KINDS[:-1]
"""The formats that know merged and hidden cells."""

ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
"""The error words with their codes in the binary formats."""

Block = tuple[int, int, int, int]


@dataclass(frozen=True)
class Wrong:
    """An error cell, such as ``Wrong("#DIV/0!")``."""

    word: str


@dataclass(frozen=True)
class Grid:
    """One sheet from A1 on; everything 0-based.

    Attributes:
        rows: Cells: None, bool, number, text, ``Styled`` (a number with a format code; dates and times are numbers of
            days) or ``Wrong``.
        merged: First row, first column, last row, last column.
        hidden_rows: By hand; ``filtered_rows`` by a filter.
        from_1904: Dates count from 1904; not in ods and csv, which write dates in full.
    """

    rows: Sequence[Sequence[Any]]
    name: str = "s"
    merged: Sequence[Block] = ()
    hidden_rows: frozenset[int] = frozenset()
    filtered_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    from_1904: bool = False

    @property
    def unseen_rows(self) -> frozenset[int]:
        """The rows that are hidden either way."""
        return self.hidden_rows | self.filtered_rows

    def cells(self) -> Iterator[tuple[int, int, Any, str]]:
        """(row, column, value, format code) of the cells that are not blank."""
        for row, cells in enumerate(self.rows):
            for column, cell in enumerate(cells):
                value, code = (cell.value, cell.number_format) if isinstance(cell, Styled) else (cell, "General")
                if value is not None:
                    yield row, column, value, code

    def codes(self) -> list[str]:
        """The format codes, ``General`` first."""
        return list(dict.fromkeys(["General", *(code for *_, code in self.cells())]))


def build(kind: str, grid: Grid) -> bytes:
    """The bytes of a file of this kind with this sheet."""
    return _BUILDERS[kind](grid)


# -- xlsx -------------------------------------------------------------------------------------------------------------


def xlsx(grid: Grid) -> bytes:
    """A workbook of XML."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": grid.from_1904}) as book:
        sheet = book.add_worksheet(grid.name)
        formats = {code: book.add_format({"num_format": code}) for code in grid.codes()}
        for top, left, bottom, right in grid.merged:
            sheet.merge_range(top, left, bottom, right, "")
        for row, column, value, code in grid.cells():
            if isinstance(value, Wrong):
                sheet.write_formula(row, column, "=1/0", formats[code], value.word)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, formats[code])
            else:
                sheet.write(row, column, value, formats[code])
        if grid.filtered_rows:
            sheet.autofilter(0, 0, len(grid.rows) - 1, max(map(len, grid.rows)) - 1)
        for row in grid.unseen_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in grid.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
    return buffer.getvalue()


# -- xls: a BIFF8 stream, [MS-XLS] -----------------------------------------------------------------------------------


def xls(grid: Grid) -> bytes:
    """An old binary workbook, without the container around it, which readers do not ask for."""
    codes = grid.codes()
    styles = b"".join(_biff(0x41E, struct.pack("<H", 164 + at) + _biff_text(code)) for at, code in enumerate(codes))
    styles += b"".join(_biff(0xE0, struct.pack("<HHH14x", 0, 164 + at, 1)) for at in range(len(codes)))
    font = _biff(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05\x00Arial")
    head = _biff_start(5) + _biff(0x42, struct.pack("<H", 1200)) + _biff(0x22, struct.pack("<H", grid.from_1904))
    head += font * 5 + styles
    name = bytes([len(grid.name), 1]) + grid.name.encode("utf-16-le")
    start = len(head) + 4 + 6 + len(name) + 4  # of the sheet, behind this record and the end of the globals
    bound = _biff(0x85, struct.pack("<IBB", start, 0, 0) + name)
    return head + bound + _biff(0x0A) + _biff_sheet(grid, codes)


def _biff(number: int, payload: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(payload)) + payload


def _biff_start(kind: int) -> bytes:
    return _biff(0x809, struct.pack("<HHHHII", 0x600, kind, 0xDBB, 1996, 0, 6))


def _biff_text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _biff_sheet(grid: Grid, codes: Sequence[str]) -> bytes:
    parts = [_biff_start(0x10)]
    parts += [_biff(0x7D, struct.pack("<HHHHHH", at, at, 2340, 0, 1, 0)) for at in sorted(grid.hidden_columns)]
    for row, cells in enumerate(grid.rows):
        flags = 0x100 | (0x20 if row in grid.unseen_rows else 0)
        parts.append(_biff(0x208, struct.pack("<HHHHHHI", row, 0, len(cells), 255, 0, 0, flags)))
    for row, column, value, code in grid.cells():
        place = struct.pack("<HHH", row, column, codes.index(code))
        if isinstance(value, Wrong):
            parts.append(_biff(0x205, place + bytes([ERRORS[value.word], 1])))
        elif isinstance(value, bool):
            parts.append(_biff(0x205, place + bytes([value, 0])))
        elif isinstance(value, str):
            parts.append(_biff(0x204, place + _biff_text(value)))
        else:
            parts.append(_biff(0x203, place + struct.pack("<d", value)))
    blocks = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in grid.merged)
    parts += [_biff(0xE5, struct.pack("<H", len(grid.merged)) + blocks)] if grid.merged else []
    return b"".join([*parts, _biff(0x0A)])


# -- xlsb, [MS-XLSB] -------------------------------------------------------------------------------------------------

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsb(grid: Grid) -> bytes:
    """A binary workbook in a zip."""
    link = f'<Relationship Id="{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    )
    inner = link.format("rId1", "worksheet", "worksheets/sheet1.bin") + link.format("rId2", "styles", "styles.bin")
    bundle = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(grid.name))
    properties = _record(153, struct.pack("<III", grid.from_1904, 0, 0))
    return zipped(
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": rels.format(link.format("rId1", "officeDocument", "xl/workbook.bin")).encode(),
            "xl/workbook.bin": _inside(131, properties + _inside(143, bundle, 144), 132),
            "xl/_rels/workbook.bin.rels": rels.format(inner).encode(),
            "xl/styles.bin": _xlsb_styles(grid.codes()),
            "xl/worksheets/sheet1.bin": _xlsb_sheet(grid),
        }
    )


def _record(number: int, payload: bytes = b"") -> bytes:
    return _in_sevens(number) + _in_sevens(len(payload)) + payload


def _in_sevens(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])


def _inside(begin: int, records: bytes, end: int) -> bytes:
    return _record(begin) + records + _record(end)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_styles(codes: Sequence[str]) -> bytes:
    formats = b"".join(_record(44, struct.pack("<H", 164 + at) + _wide(code)) for at, code in enumerate(codes))
    xfs = b"".join(_record(47, struct.pack("<HH12x", 0, 164 + at)) for at in range(len(codes)))
    counted = _record(615, struct.pack("<I", len(codes))) + formats + _record(616)
    counted += _record(617, struct.pack("<I", len(codes))) + xfs + _record(618)
    return _inside(278, counted, 279)


def _xlsb_sheet(grid: Grid) -> bytes:
    codes = grid.codes()
    dimension = _record(148, struct.pack("<IIII", 0, 1, 0, 1))  # says nothing true; readers must not trust it
    columns = [_record(60, struct.pack("<IIIIH", at, at, 2340, 0, 1)) for at in sorted(grid.hidden_columns)]
    rows = dict.fromkeys(grid.unseen_rows, b"")
    for row, column, value, code in grid.cells():
        rows[row] = rows.get(row, b"") + _xlsb_cell(struct.pack("<II", column, codes.index(code)), value)
    cells = b""
    for row, own in sorted(rows.items()):
        cells += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0x10 * (row in grid.unseen_rows), 0, 0)) + own
    blocks = [struct.pack("<IIII", top, bottom, left, right) for top, left, bottom, right in grid.merged]
    merged = _record(177, struct.pack("<I", len(blocks))) + b"".join(_record(176, block) for block in blocks)
    told = dimension + (_inside(390, b"".join(columns), 391) if columns else b"") + _inside(145, cells, 146)
    return _inside(129, told + (merged + _record(178) if blocks else b""), 130)


def _xlsb_cell(place: bytes, value: Any) -> bytes:
    if isinstance(value, Wrong):
        return _record(3, place + bytes([ERRORS[value.word]]))
    if isinstance(value, bool):
        return _record(4, place + bytes([value]))
    if isinstance(value, str):
        return _record(6, place + _wide(value))
    if isinstance(value, int) and abs(value) < 2**29:
        return _record(2, place + struct.pack("<i", value << 2 | 2))
    return _record(5, place + struct.pack("<d", value))


# -- ods --------------------------------------------------------------------------------------------------------------


def ods(grid: Grid) -> bytes:
    """An OpenDocument spreadsheet, in the way LibreOffice writes it."""
    styles = "".join(_ods_style(at, code) for at, code in enumerate(grid.codes()))
    table = f"<table:table table:name={quoteattr(grid.name)}>{_ods_table(grid)}</table:table>"
    return zipped(ods_parts(table, styles))


def _ods_style(at: int, code: str) -> str:
    digits = len(code) if code.strip("0") == "" else 1
    return (
        f'<number:number-style style:name="N{at}"><number:number number:decimal-places="0" '
        f'number:min-integer-digits="{digits}"/></number:number-style>'
        f'<style:style style:name="ce{at}" style:family="table-cell" style:data-style-name="N{at}"/>'
    )


def _ods_table(grid: Grid) -> str:
    width, cells = max(map(len, grid.rows)), {(row, column): rest for row, column, *rest in grid.cells()}
    hidden = [' table:visibility="collapse"' * (column in grid.hidden_columns) for column in range(width)]
    table = "".join(f"<table:table-column{attribute}/>" for attribute in hidden)
    names = _ods_names(grid)
    for row in range(len(grid.rows)):
        hidden_by = "filter" if row in grid.filtered_rows else "collapse" * (row in grid.hidden_rows)
        table += f'<table:table-row table:visibility="{hidden_by or "visible"}">'
        for place in ((row, column) for column in range(width)):
            name, span = names.get(place, ("table-cell", ""))
            table += f"<table:{name}{span}{_ods_value(grid, *cells.get(place, (None, 'General')))}</table:{name}>"
        table += "</table:table-row>"
    return table


def _ods_names(grid: Grid) -> dict[tuple[int, int], tuple[str, str]]:
    """The element and its span for every cell of a merged block."""
    names: dict[tuple[int, int], tuple[str, str]] = {}
    for top, left, bottom, right in grid.merged:
        block = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        names |= dict.fromkeys(block, ("covered-table-cell", ""))
        span = f'table:number-rows-spanned="{bottom - top + 1}" table:number-columns-spanned="{right - left + 1}"'
        names[top, left] = ("table-cell", f" {span}")
    return names


def _ods_value(grid: Grid, value: Any, code: str) -> str:
    """The attributes of a cell, the end of its tag and its text."""
    if value is None:
        return ">"
    text = f"<text:p>{escape(shown(value, code))}</text:p>"
    if isinstance(value, Wrong):
        return f' office:value-type="string" office:string-value="" calcext:value-type="error">{text}'
    if isinstance(value, bool):
        return f' office:value-type="boolean" office:boolean-value="{str(value).lower()}">{text}'
    if isinstance(value, str):
        return f' office:value-type="string">{text}'
    kind = _kind(code)
    style = f' table:style-name="ce{grid.codes().index(code)}"'
    if kind == "date":
        return f'{style} office:value-type="date" office:date-value="{_moment(value)}">{text}'
    if kind == "time":
        return f'{style} office:value-type="time" office:time-value="{_period(value)}">{text}'
    return f'{style} office:value-type="{kind}" office:value="{value!r}">{text}'


def _kind(code: str) -> str:
    if "%" in code:
        return "percentage"
    if "y" in code:
        return "date"
    return "time" if "h" in code or ":" in code else "float"


def _moment(days: float) -> str:
    """An ISO date, with its time where it is not midnight."""
    moment = dt.datetime(1899, 12, 30) + dt.timedelta(milliseconds=round(Fraction(days) * 86_400_000))
    return moment.isoformat().removesuffix("T00:00:00")


def _period(days: float) -> str:
    seconds = Fraction(round(abs(Fraction(days)) * 86_400_000), 1000)
    minutes, rest = divmod(seconds, 60)
    return f"{'-' * (days < 0)}PT{minutes // 60:02}H{minutes % 60:02}M{float(rest):012.9f}S"


# -- html -------------------------------------------------------------------------------------------------------------


def html(grid: Grid) -> bytes:
    """A web page, in the way Excel writes it."""
    cells = {(row, column): rest for row, column, *rest in grid.cells()}
    spans = {block[:2]: block for block in grid.merged}
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    columns = range(max(map(len, grid.rows)))
    table = "".join("<col style=display:none>" if column in grid.hidden_columns else "<col>" for column in columns)
    for row, line in enumerate(grid.rows):
        table += "<tr style=display:none>" if row in grid.unseen_rows else "<tr>"
        for place in ((row, column) for column in range(len(line))):
            if place not in covered:
                top, left, bottom, right = spans.get(place, (*place, *place))
                size = f" rowspan={bottom - top + 1} colspan={right - left + 1}" * (place in spans)
                table += f"<td{size}{_html_value(*cells.get(place, (None, 'General')))}</td>"
        table += "</tr>\n"
    name = f"<xml><x:ExcelWorksheet><x:Name>{escape(grid.name)}</x:Name></x:ExcelWorksheet></xml>"
    head = f"<meta charset=utf-8><!--[if gte mso 9]>{name}<![endif]-->"
    return f'<html xmlns:x="urn:x"><head>{head}</head><body><table>{table}</table></body></html>'.encode()


def _html_value(value: Any, code: str) -> str:
    """The attributes of a cell, the end of its tag and its text."""
    if value is None:
        return ">"
    text = escape(shown(value, code)).replace("\n", "<br>")
    if isinstance(value, Wrong):
        return f" x:err={quoteattr(value.word)}>{text}"
    if isinstance(value, bool):
        return f" x:bool={text}>{text}"
    if isinstance(value, str):
        return f" x:str={quoteattr(value)}>{text}" if value != value.strip() else f">{text}"
    return f" style='mso-number-format:{_css(code)}' x:num=\"{value!r}\">{text}"


def _css(code: str) -> str:
    """A number format as a text of a style: every sign of it escaped."""
    signs = (sign if sign.isalnum() else f"\\{ord(sign):04x} " if sign in "\"'&<>" else f"\\{sign}" for sign in code)
    return f'"{"".join(signs)}"'


# -- spreadsheetml ----------------------------------------------------------------------------------------------------


def spreadsheetml(grid: Grid) -> bytes:
    """An XML spreadsheet of 2003."""
    cells = {(row, column): rest for row, column, *rest in grid.cells()}
    spans = {block[:2]: block for block in grid.merged}
    table = "".join(f'<Column ss:Index="{column + 1}" ss:Hidden="1"/>' for column in sorted(grid.hidden_columns))
    for row, line in enumerate(grid.rows):
        table += f'<Row ss:Index="{row + 1}" ss:Hidden="{int(row in grid.unseen_rows)}">'
        for place in ((row, column) for column in range(len(line))):
            if place in cells or place in spans:
                top, left, bottom, right = spans.get(place, (*place, *place))
                size = f' ss:MergeAcross="{right - left}" ss:MergeDown="{bottom - top}"' * (place in spans)
                value, code = cells.get(place, (None, "General"))
                data = "" if value is None else _xml_data(grid, value, code)
                style = grid.codes().index(code)
                table += f'<Cell ss:Index="{place[1] + 1}" ss:StyleID="s{style}"{size}>{data}</Cell>'
        table += "</Row>"
    styles = "".join(
        f'<Style ss:ID="s{at}"><NumberFormat ss:Format={quoteattr(code)}/></Style>'
        for at, code in enumerate(grid.codes())
    )
    urn = "urn:schemas-microsoft-com:office:"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{urn}spreadsheet" xmlns:ss="{urn}spreadsheet">'
        f'<ExcelWorkbook xmlns="{urn}excel">{"<Date1904/>" * grid.from_1904}</ExcelWorkbook>'
        f"<Styles>{styles}</Styles>"
        f"<Worksheet ss:Name={quoteattr(grid.name)}><Table>{table}</Table></Worksheet></Workbook>"
    ).encode()


def _xml_data(grid: Grid, value: Any, code: str) -> str:
    if isinstance(value, Wrong):
        kind, text = "Error", value.word
    elif isinstance(value, bool):
        kind, text = "Boolean", str(int(value))
    elif isinstance(value, str):
        kind, text = "String", value
    elif _kind(code) in ("date", "time") and (0 <= value < 60 or 61 <= value < 1_000_000):
        start = dt.datetime(1904, 1, 1) if grid.from_1904 else dt.datetime(1899, 12, 30 if value >= 61 else 31)
        moment = start + dt.timedelta(milliseconds=round(Fraction(value) * 86_400_000))
        kind, text = "DateTime", moment.isoformat(timespec="milliseconds")
    else:
        kind, text = "Number", repr(value)
    return f'<Data ss:Type="{kind}">{escape(text)}</Data>'


# -- csv --------------------------------------------------------------------------------------------------------------


def csv_text(grid: Grid) -> bytes:
    """A text table in UTF-8."""
    lines = [["" for _ in cells] for cells in grid.rows]
    for row, column, value, code in grid.cells():
        lines[row][column] = shown(value, code)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(lines)
    return buffer.getvalue().encode()


def shown(value: Any, code: str) -> str:
    """A cell as a person sees it: ``80%``, ``000012``, ``2025-03-01``, ``30:00:00``."""
    if isinstance(value, Wrong):
        return value.word
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    kind = _kind(code)
    if kind == "percentage":
        return f"{100 * value:.15g}%"
    if kind == "date":
        return _moment(value).replace("T", " ")
    if kind == "time":
        seconds = round(abs(Fraction(value)) * 86_400)
        return f"{'-' * (value < 0)}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{value:.15g}".zfill(len(code) if code.strip("0") == "" else 0)


_MAKERS: Sequence[Callable[[Grid], bytes]] = (xlsx, xls, xlsb, ods, html, spreadsheetml, csv_text)
_BUILDERS = dict(zip(KINDS, _MAKERS, strict=True))
