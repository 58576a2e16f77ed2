"""Raw cells with true addresses, from every format."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from ccmotivate.formats import csv_text, isolated, parser, sheets, xlsx, xlsx_package, xlsx_values
from ccmotivate.formats import xlsx_metadata as xlsx_marks
from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cell_metadata import CellMetadata
from ccmotivate.formats.cells import Cell, a1, column_letters
from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.guard import Package
from ccmotivate.formats.sheets import read_book
from tests.formats import hostile
from tests.samples import sample, sampled

DATA = Path(__file__).parent / "data"


def read(path: Path) -> Book:
    book, problems = read_book(path)
    assert book is not None, problems
    assert not any(found.is_error for found in problems)
    return book


def formats_of(sheet: Sheet) -> dict[int, list[tuple[str, list[int]]]]:
    return {column: [(code, rows.tolist()) for code, rows in found] for column, found in sheet.formats.items()}


def agents(path: Path) -> Path:
    """A sheet as a team lead has it: two title rows, ids and percents by format, an error, a hidden sheet."""
    with xlsxwriter.Workbook(path) as book:
        percent, padded = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "000000"})
        whole = book.add_format({"num_format": 9})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("坐席 ")
        sheet.write(0, 1, "三月")
        sheet.write_row(2, 1, ["工号", "姓名", "工作效率", "日期", "在岗", "比率"])
        sheet.write_row(3, 1, [12, "测试一"], padded)
        sheet.write(3, 3, 0.8, percent)
        sheet.write_datetime(3, 4, dt.datetime(2025, 3, 1), date)
        sheet.write_boolean(3, 5, True)
        sheet.write_formula(3, 6, "=1/0", None, "#DIV/0!")
        sheet.write(4, 1, "000013")
        sheet.write(4, 2, "NA")
        sheet.write(4, 3, 0.955, whole)
        sheet.write_blank(5, 3, None, percent)
        sheet.write(5, 2, " Agent Alpha ")
        hidden = book.add_worksheet("藏")
        hidden.write(0, 0, 1)
        hidden.hide()
        deep = book.add_worksheet("deeper")
        deep.very_hidden()
        chart = book.add_chartsheet("图")
        columns = book.add_chart({"type": "column"})
        columns.add_series({"values": "=藏!$A$1"})
        chart.set_chart(columns)
    return path


def test_an_ordinary_workbook(tmp_path: Path) -> None:
    path = agents(tmp_path / "march.xlsx")
    book = read(path)
    assert (book.kind, book.name, book.encoding, book.other_sheets) == ("xlsx", "march.xlsx", None, ("图",))
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(sheet.name, sheet.visible) for sheet in book.sheets] == [
        ("坐席 ", True),
        ("藏", False),
        ("deeper", False),
    ]
    sheet = book.sheets[0]
    assert [list(column) for column in sheet.columns] == [
        [None] * 6,
        ["三月", None, "工号", 12.0, "000013", None],
        [None, None, "姓名", "测试一", "NA", " Agent Alpha "],
        [None, None, "工作效率", 0.8, 0.955, None],
        [None, None, "日期", dt.date(2025, 3, 1), None, None],
        [None, None, "在岗", True, None, None],
        [None, None, "比率", None, None, None],
    ]
    assert formats_of(sheet) == {1: [("000000", [3])], 3: [("0.0%", [3]), ("0%", [4])]}
    assert sheet.errors == {(3, 6): "#DIV/0!"}
    assert sheet.uncalculated == frozenset()
    assert sheet.height == 6


def test_formulas_never_calculated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([1, "=A1*2", "=A1+1"])
    sheet.append(["x", None, "=IF(A1>1,1,2)"])
    book.save(tmp_path / "openpyxl.xlsx")
    found = read(tmp_path / "openpyxl.xlsx").sheets[0]
    assert found.uncalculated == {(0, 1), (0, 2), (1, 2)}
    assert list(found.columns[0]) == [1.0, "x"]
    assert [list(column) for column in found.columns[1:]] == [[None, None], [None, None]]


def test_a_formula_whose_result_is_the_empty_text_is_calculated(tmp_path: Path) -> None:
    row = '<row r="3"><c r="A3" t="str"><f>""</f><v></v></c><c r="B3" t="str"><f>1</f><v>ok</v></c></row>'
    sheet = read(hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(row))).sheets[0]
    assert sheet.uncalculated == frozenset()
    assert sheet.columns[1][2] == "ok"


def test_an_empty_workbook_is_a_problem(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "empty.xlsx") as book:
        book.add_worksheet()
    found, problems = read_book(tmp_path / "empty.xlsx", "empty.xlsx")
    assert found is None
    assert [problem.code for problem in problems] == ["empty-workbook"]


# -- the quick and the exact reading of the XML agree --

SHAPES: dict[str, Callable[[str], str]] = {
    "usual": lambda xml: xml,
    "single quotes": lambda xml: xml.replace('"', "'"),
    "prefixes": lambda xml: (
        xml.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    ),
    "style before reference": lambda xml: xml.replace('<c r="D4" s="1">', '<c s="1" r="D4">'),
    "comment": lambda xml: xml.replace("<sheetData>", '<!-- <c r="ZZ9" t="e"> --><sheetData>'),
    "line breaks": lambda xml: xml.replace("<c r=", "<c\nr="),
    "type before style": lambda xml: xml.replace('<c r="D4" s="1">', '<c r="D4" t="n" s="1">'),
    "lower case": lambda xml: xml.replace('r="D4"', 'r="d4"'),
    "types of cells": lambda xml: xml.replace(' s="2"><v>1.25', ' t="n" s="2"><v>1.25'),
    "merged cells with a prefix": lambda xml: xml.replace("<mergeCell ", "<x:mergeCell ").replace(
        "<worksheet ", '<worksheet xmlns:x="urn:x" '
    ),
    "hidden as a word": lambda xml: xml.replace('hidden="1"', 'hidden="true"'),
    "hidden first": lambda xml: re.sub(r'<(row|col) ([^<>]*) hidden="1"', r'<\1 hidden="1" \2', xml),
    "no height and no width": lambda xml: re.sub(
        r'<(row|col) ([^<>]*?)( width="[^"]*")?([^<>]*) hidden="1"',
        lambda tag: f"<{tag[1]} {tag[2]}{tag[4]} " + ('ht="0"' if tag[1] == "row" else 'width="0.0"'),
        xml,
    ),
    "attributes before the row": lambda xml: xml.replace('<row r="', '<row collapsed="0" r="'),
    "styled rows": lambda xml: xml.replace('<row r="4"', '<row r="4" s="1" customFormat="1"'),
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("alone", [True, False], ids=["looked at by the parser", "looked at here"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_xml_gives_the_same_sheet(
    tmp_path: Path, shape: str, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not alone:
        monkeypatch.setattr(sheets, "MAX_ALONE", 0)
    with xlsxwriter.Workbook(tmp_path / "plain.xlsx") as book:
        percent = book.add_format({"num_format": "0.0%"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(3, 3, 0.5, percent)
        sheet.write(4, 3, 0.6, percent)
        sheet.write_formula(5, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(5, 1, "=1+1", percent, "")
        sheet.write(5, 3, 1.25, book.add_format({"num_format": "h:mm"}))
        sheet.merge_range("A8:B9", "both")
        sheet.merge_range("A10:C10", "")
        sheet.write(8, 2, "last")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(4, 0)
        sheet.set_row(7, 0.75)
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("C:C", 0)
        sheet.set_column("D:D", 0.5)
    package = Package((tmp_path / "plain.xlsx").read_bytes())
    parts = {name: package.read(name) for name in package.names}
    parts[hostile.SHEET] = SHAPES[shape](parts[hostile.SHEET].decode()).encode()
    found = read(hostile.write_zip(tmp_path / "shaped.xlsx", parts)).sheets[0]
    assert formats_of(found) == {3: [("0.0%", [3, 4])]}
    assert found.errors == {(5, 0): "#DIV/0!"}
    assert found.uncalculated == {(5, 1)}
    assert list(found.columns[3])[3:6] == [0.5, 0.6, dt.timedelta(hours=30)]
    assert found.merged == ((7, 0, 8, 1),)  # the other one lies below the last filled row
    assert found.hidden_rows.tolist() == [2, 4]
    assert found.hidden_columns == {1, 2}


def test_both_readings_agree_on_a_large_sheet(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        percents = [book.add_format({"num_format": code}) for code in ("0%", "0.00%", "0000")]
        sheet = book.add_worksheet()
        for row in range(3000):
            for column in range(30):
                if (row * column) % 7 == 3:
                    sheet.write(row, column, row / 7, percents[column % 3])
                elif (row + column) % 11:
                    sheet.write(row, column, f"t{row}")
            if row % 500 == 0:
                sheet.write_formula(row, 30, "=NA()", percents[0], "#N/A")
    package = Package(path.read_bytes())
    styles = xlsx_marks.telling_styles(package.xml("xl/styles.xml"))
    fast = xlsx_marks._Fast(styles).run(package.xml(hostile.SHEET))
    slow = xlsx_marks._Slow(styles).run(package.xml(hostile.SHEET))
    assert fast is not None
    assert fast.errors == slow.errors
    assert len(slow.errors) == 6
    assert (fast.cells, fast.columns) == (slow.cells, slow.columns)
    assert slow.rows <= fast.rows < 10_000

    def places(marks: CellMetadata) -> dict[str, set[tuple[int, int]]]:
        return {
            code: set(zip(rows, columns, strict=True)) - marks.errors.keys() for code, rows, columns in marks.formats
        }

    assert places(fast) == places(slow)
    assert set(places(slow)) == {"0%", "0.00%", "0000"}


def test_a_first_style_that_tells_reaches_cells_without_a_style(tmp_path: Path) -> None:
    parts = hostile.plain_parts()
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'<xf numFmtId="0"', b'<xf numFmtId="9"')
    sheet = read(hostile.write_zip(tmp_path / "a.xlsx", parts)).sheets[0]
    assert formats_of(sheet) == {0: [("0%", [1])]}


def test_positions() -> None:
    rows, columns = xlsx_marks.positions([b"A1", b"Z9", b"aa10", b"XFD1048576"])
    assert rows == [0, 8, 9, 1_048_575]
    assert columns == [0, 25, 26, 16_383]
    assert xlsx_marks.positions([]) == ([], [])
    assert [column_letters(column) for column in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert a1(1, 4) == "E2"


def test_cells_without_references_are_counted_as_the_parser_counts_them(tmp_path: Path) -> None:
    rows = '<row><c t="n"><v>1</v></c><c t="e"><v>#REF!</v></c></row>'
    sheet = read(hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(rows))).sheets[0]
    assert sheet.errors == {(2, 1): "#REF!"}
    assert list(sheet.columns[0]) == ["x", 5.0, 1.0]


@pytest.mark.parametrize("failure", [ValueError("odd"), type("PanicException", (BaseException,), {})("odd")])
def test_whatever_the_parser_raises_is_one_refusal(
    failure: BaseException, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def read(_data: bytes) -> None:
        raise failure

    monkeypatch.setattr(xlsx_values, "read", read)
    monkeypatch.setattr(parser, "_limit_memory", lambda _most: None)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    assert parser.main("xlsx", 450) == 0
    sys.stdout.flush()
    answer = capfdbinary.readouterr().out
    assert json.loads(answer[8:]) == {"refused": "malformed-workbook", "facts": {"reason": "odd"}, "sheets": []}


@sampled
@pytest.mark.parametrize("memory", sample([8, 32, 40, 46], [8, *range(30, 48, 2)]))  # to start, to unpack, to parse
@pytest.mark.parametrize("alone", [True, False])
def test_a_parser_that_dies_of_little_memory_gets_more_once_the_file_has_passed(
    tmp_path: Path, alone: bool, memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not alone:
        monkeypatch.setattr(sheets, "MAX_ALONE", 0)
    monkeypatch.setattr(isolated, "NARROW", memory)
    assert [sheet.name for sheet in read(agents(tmp_path / "march.xlsx")).sheets] == ["坐席 ", "藏", "deeper"]


@pytest.mark.parametrize("alone", [True, False])
def test_a_damaged_part_is_named(tmp_path: Path, alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not alone:
        monkeypatch.setattr(sheets, "MAX_ALONE", 0)
    path = agents(tmp_path / "march.xlsx")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        part = package.getinfo(hostile.SHEET)
    start = part.header_offset + 30 + len(part.filename)
    data[start : start + 8] = b"\xff" * 8
    path.write_bytes(data)
    _, (found,) = read_book(path)
    assert (found.code, found.value) == ("broken-zip", hostile.SHEET)


@pytest.mark.parametrize("most", [0, 2**30])
def test_a_file_that_is_not_read_by_arrays_is_parsed_beside_the_guard_or_behind_it(
    tmp_path: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_ALONE", 0)
    monkeypatch.setattr(xlsx, "MAX_UNSEEN", most)
    done: list[object] = []

    class Told(isolated.Parsing):
        def __init__(self, data: bytes, kind: str, memory: int | None = None) -> None:
            done.append((kind, memory))
            super().__init__(data, kind, memory)

    look = xlsx_package.look

    def told(data: bytes) -> xlsx_package.Seen:
        done.append("guard")
        return look(data)

    for module in (sheets, xlsx):
        monkeypatch.setattr(module, "Parsing", Told)
    monkeypatch.setattr(xlsx_package, "look", told)
    row = '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c></row>'
    path = hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(row))
    assert list(read(path).sheets[0].columns[0]) == ["x", 5.0, 2.0]
    behind = ["guard", ("xlsx-values", isolated.WIDE)]
    assert done == [("xlsx-plain", None), *(behind if most == 0 else [("xlsx-values", None), "guard"])]


_AMBIGUOUS = {
    "a character reference": "<v>1&#50;3</v>",
    "a comment": "<v>12<!-- x -->3</v>",
    "CDATA": "<v><![CDATA[12]]>3</v>",
    "CDATA alone": "<v><![CDATA[123]]></v>",
    "CDATA in a text": '@ t="str"><v>A<![CDATA[B]]>C</v>',
    "a processing instruction": "<v>12<?x y?>3</v>",
    "two values": "<v>12</v><v>3</v>",
    "two values, one empty": "<v/><v>3</v>",
    "two values, with attributes": '<v xml:space="preserve">12</v><v>3</v>',
    "two values, apart": "<v>12</v> <v>3</v>",
    "a text and a value": '@ t="inlineStr"><is><t>7</t></is><v>8</v>',
    "an element in it": "<v>12<x>9</x>3</v>",
    "a reference after a formula": "<f>1+1</f><v>1&#50;</v>",
    "a reference to a text": '@ t="s"><v>&#48;</v>',
    "no number": "<v>NaN</v>",
    "no end": "<v>inf</v>",
    "too large": "<v>1e999</v>",
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("inside", _AMBIGUOUS.values(), ids=_AMBIGUOUS)
def test_a_value_that_is_not_one_plain_text_is_refused_with_its_cell(tmp_path: Path, inside: str) -> None:
    body = inside[1:] if inside.startswith("@") else ">" + inside
    row = f'<row r="3"><c r="B3"{body}</c></row>'
    _, (found,) = read_book(hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(row)))
    assert (found.code, found.source.sheet, found.source.cell) == ("ambiguous-value", "s", "B3")


_PLAIN: dict[str, tuple[str, Cell]] = {
    "an entity in a text": (' t="str"><f>A1</f><v>A&amp;B</v>', "A&B"),
    "a comment in a text": (' t="inlineStr"><is><t>A<!-- x -->B</t></is>', "AB"),
    "a formula with a comparison": ("><f>1&lt;2</f><v>7</v>", 7.0),
    "attributes": ('><v xml:space="preserve">7</v>', 7.0),
    "written apart": (">\n<v>7</v>\n", 7.0),
    "never calculated": ("><f>1+1</f><v/>", None),
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("inside, expected", _PLAIN.values(), ids=_PLAIN)
def test_a_value_that_looks_unusual_is_read(tmp_path: Path, inside: str, expected: Cell) -> None:
    row = f'<row r="3"><c r="A3"{inside}</c></row>'
    book, problems = read_book(hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(row)))
    assert book is not None and problems == ()
    assert [*book.sheets[0].columns[0], None][2] == expected


def test_columns_keep_every_cell_and_count_distinct_ones_once() -> None:
    cells: list[Cell] = [1, None, "a", True, 2.5, dt.date(2025, 3, 1), "a", "", dt.datetime(2025, 3, 1), -0.5]
    column = CellColumn.of(cells)
    assert list(column) == [1.0, None, "a", True, 2.5, dt.date(2025, 3, 1), "a", None, dt.datetime(2025, 3, 1), -0.5]
    assert [column[at] for at in range(len(column))] == list(column)
    assert list(column[1:4]) == list(column.take(np.array([1, 2, 3]))) == [None, "a", True]
    assert column.values == ("a", True, dt.date(2025, 3, 1), dt.datetime(2025, 3, 1))
    assert column.places()["a"] == [2, 6]
    assert np.flatnonzero(column.is_number).tolist() == [0, 4, 9]
    assert list(column.padded(12))[8:] == [dt.datetime(2025, 3, 1), -0.5, None, None]
    made: list[Cell] = []
    column.each(made.append)
    assert len(made) == len(column.values) + 1 + 3  # blank once, three numbers


def test_a_parser_that_nobody_asks_is_ended() -> None:
    begun = sheets.begin(DATA / "small.xls", "small.xls")
    assert begun.parsing is not None
    begun.stop()
    found, problems = sheets.finish(begun)
    assert (found, [one.code for one in problems]) == (None, ["reader-stopped"])


# -- the isolated formats --


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_open_formats(kind: str) -> None:
    book = read(DATA / f"small.{kind}")
    assert book.kind == kind
    assert [(sheet.name, sheet.visible) for sheet in book.sheets] == [("坐席", True), ("藏", False)]
    sheet = book.sheets[0]
    assert [list(column) for column in sheet.columns[:5]] == [
        ["工号", 12.0, 13.0],
        ["姓名", "测试一", "NA"],
        ["效率", 0.8, 0.955],
        ["日期", dt.date(2025, 3, 1), None],
        ["时长", dt.time(0, 3, 25), None],
    ]
    assert formats_of(sheet) == {0: [("000000", [1, 2])], 2: [("0.0%" if kind == "xls" else "0%", [1, 2])]}
    assert sheet.errors == {(1, 6): "#DIV/0!"}


def test_ods_repeats_column_styles_notes_and_formulas(tmp_path: Path) -> None:
    styles = (
        '<number:number-style style:name="N1"><number:number number:decimal-places="0" '
        'number:min-integer-digits="4"/></number:number-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    )
    number = '<table:table-cell office:value-type="{}" office:value="{}"{}/>'
    note = "<office:annotation><text:p>note</text:p></office:annotation>"
    table = (
        '<table:table-column table:default-cell-style-name="ce1"/><table:table-column/>'
        '<table:table-row table:number-rows-repeated="2">'
        + number.format("float", 12, "")
        + number.format("percentage", "0.5", ' table:number-columns-repeated="2"')
        + f"<table:table-cell>{note}</table:table-cell>"
        + '</table:table-row><table:table-row><table:table-cell table:formula="of:=1+1"/></table:table-row>'
        + '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    )
    sheet = read(hostile.ods(tmp_path / "a.ods", table, styles)).sheets[0]
    assert formats_of(sheet) == {0: [("0000", [0, 1])], 1: [("0%", [0, 1])], 2: [("0%", [0, 1])]}
    assert sheet.uncalculated == {(2, 0)}
    assert list(sheet.columns[0]) == [12.0, 12.0, None]


# -- text tables --


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("工号,姓名\n0012,测试一\n".encode(), "utf-8"),
        ("工号,姓名\n0012,测试一\n".encode("utf-8-sig"), "utf-8-sig"),
        ("工号\t姓名\r\n0012\t测试一\r\n".encode("gb18030"), "gb18030"),
        ("工号;姓名\n0012;测试一\n".encode("utf-16"), "utf-16"),
    ],
)
def test_encodings_and_separators(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    book = read(path)
    assert (book.kind, book.encoding, book.sheets[0].name) == ("csv", encoding, "csv")
    assert [list(column) for column in book.sheets[0].columns] == [["工号", "0012"], ["姓名", "测试一"]]
    assert book.sheets[0].formats == {}


def test_text_named_like_a_workbook_is_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes("工号\t姓名\n0012\t测试一\n".encode("gb18030"))
    book, (note,) = read_book(path)
    assert book is not None
    assert (book.kind, note.code, note.is_error) == ("csv", "text-not-excel", False)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_text_table_that_breaks_off_within_its_last_line(tmp_path: Path, separator: str, encoding: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("工号,通话,满意度\n0012,203,5\n0013,34".replace(",", separator), encoding=encoding)
    book, (found,) = read_book(path)
    assert book is not None
    assert (found.code, found.value, found.is_error) == ("csv-cut-off", "34", True)


@pytest.mark.parametrize("last", ["0013,345,4", "0013,345,4\n", "0013,34\n", "0013,,", "Made by 0013", '0013,"3,4",5'])
def test_a_last_line_that_is_whole(tmp_path: Path, last: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f"Agent,Talk,Rating\n0012,203,5\n{last}", encoding="utf-8")
    assert read_book(path)[1] == ()


def test_csv_cells_are_text_blank_is_none_and_short_rows_are_filled_up() -> None:
    columns, _ = csv_text.parse(b'a,b,c\n"x, y",,007\n\n1\n,,\n')
    assert [list(column) for column in columns] == [
        ["a", "x, y", None, "1"],
        ["b", None, None, None],
        ["c", "007", None, None],
    ]


@pytest.mark.parametrize(
    ("text", "separator"),
    [("a;b;c\n1,5;2,5;3,5\n", ";"), ("a\tb\n1,2\t3\n", "\t"), ("a\nb\n", ","), ('"a;b",c\n"d;e",f\n', ",")],
)
def test_separators(text: str, separator: str) -> None:
    assert csv_text.separator_of(text) == separator


def test_csv_that_says_where_it_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x"y\n')
    _, (found,) = read_book(path)
    assert (found.code, found.fields["line"]) == ("csv-malformed", "2")
    monkeypatch.setattr(csv_text, "MAX_ROWS", 2)
    path.write_text("a,b\n1,2\n3,4\n")
    assert [found.code for found in read_book(path)[1]] == ["csv-too-long"]
