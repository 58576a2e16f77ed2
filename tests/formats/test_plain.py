"""Large packages read by arrays: the same cells as in the usual way, or not at all."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from ccmotivate.formats import sheets, xlsx_plain
from ccmotivate.formats.book import Book
from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import seconds_of
from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.number_formats import Effect, effect_of
from ccmotivate.formats.xlsx_shape import Unusual
from ccmotivate.formats.xlsx_words import Piece, decimals, digits, first, word
from tests.formats import hostile
from tests.formats.test_sheets import SHAPES
from tests.samples import sample, sampled

pytestmark = pytest.mark.usefixtures("in_this_process")

FORMATS = ("General", "0.00", "#,##0", "0.0%", "0%", "0000", "yyyy-mm-dd", "yyyy/m/d h:mm", "h:mm:ss", "[h]:mm:ss", "@")
TEXTS = ("安", " 前", "后 ", "a&b", "<c>", "it's", "", "\n", "长" * 50, "\u3000x", "0012", "é", "😀")


def books_of(data: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Book, Book]:
    """A file read by arrays and in the usual way, whole."""
    (folder / "book.xlsx").write_bytes(data)
    found = []
    for most in (0, len(data)):
        monkeypatch.setattr(sheets, "MAX_ALONE", most)
        book, problems = sheets.read_book(folder / "book.xlsx")
        assert book is not None, problems
        found.append(book)
    return found[0], found[1]


def in_milliseconds(cell: Cell) -> Any:
    """A duration as far as it counts: long ones lose a microsecond on their way from the parser."""
    return seconds_of(cell) if isinstance(cell, dt.timedelta) else cell


def facts_of(book: Book) -> list[Any]:
    """All that a book holds."""
    return [
        (
            sheet.name,
            sheet.visible,
            [[(type(cell), in_milliseconds(cell)) for cell in column] for column in sheet.columns],
            {at: sorted((code, rows.tolist()) for code, rows in found) for at, found in sheet.formats.items()},
            (sheet.errors, sheet.uncalculated, sheet.merged, sheet.hidden_rows.tolist(), sheet.hidden_columns),
        )
        for sheet in book.sheets
    ]


def filled(seed: int, inline: bool, rows: int = 400) -> bytes:
    """A workbook of every kind of cell that is read by arrays."""
    random, buffer = Random(f"plain/{seed}"), io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": inline, "strings_to_numbers": False}) as book:
        styles = [book.add_format({"num_format": code}) for code in FORMATS]
        for name in ("坐席", "藏"):
            sheet = book.add_worksheet(name)
            sheet.set_column(2, 2, None, None, {"hidden": random.random() < 0.5})
            for row in range(random.randint(0, 3), rows):
                if random.random() < 0.02:
                    sheet.set_row(row, None, None, {"hidden": True})
                for column in range(random.choice((5, 5, 5, 30))):
                    style = random.choice([None, *styles])
                    match random.randint(0, 9):
                        case 0:
                            sheet.write_blank(row, column, None, style)
                        case 1:
                            sheet.write_boolean(row, column, random.random() < 0.5, style)
                        case 2 | 3 | 4:
                            sheet.write_string(row, column, random.choice(TEXTS) or "x", style)
                        case 5 | 6:
                            sheet.write_number(row, column, random.randint(61, 99_999), style)
                        case 7:
                            sheet.write_number(
                                row, column, round(random.uniform(61, 99_999), random.randint(1, 4)), style
                            )
                        case 8:
                            sheet.write_number(row, column, random.uniform(61, 50_000), style)
                        case _:
                            sheet.write_string(row, column, f"t{random.randint(0, 9999)}")
            sheet.merge_range(rows, 1, rows + 1, 2, "both")
        sheet.hide()
    return buffer.getvalue()


@sampled
@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("seed", sample(range(2), range(20)))
def test_any_cells_are_those_of_the_parser(
    seed: int, inline: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = filled(seed, inline)
    assert xlsx_plain.read(data)
    by_arrays, usual = books_of(data, tmp_path, monkeypatch)
    assert facts_of(by_arrays) == facts_of(usual)


def test_what_openpyxl_writes_is_read_by_arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in range(500):
        sheet.append([f"{row:04d}", "组", row / 8, dt.date(2025, 3, row % 28 + 1), dt.time(row % 24, 5), row % 2 == 0])
        sheet.cell(row + 1, 3).number_format = "0.0%"
    sheet.merge_cells("A3:A5")
    book.create_sheet("空")
    book.save(buffer)
    assert len(xlsx_plain.read(buffer.getvalue())) == 2
    by_arrays, usual = books_of(buffer.getvalue(), tmp_path, monkeypatch)
    assert facts_of(by_arrays) == facts_of(usual)


_CELLS = {
    "a style behind the type": '<c r="B9" t="s" s="0"><v>0</v></c>',
    "exponents": '<c r="B9"><v>1.5E-3</v></c><c r="C9"><v>-12e2</v></c><c r="D9"><v>+5</v></c>',
    "many digits": '<c r="B9"><v>0.30000000000000004</v></c><c r="C9"><v>123456789012345678</v></c>',
    "zeros before a number": '<c r="B9"><v>00000000000007.5</v></c><c r="C9"><v>007</v></c>',
    "points": '<c r="B9"><v>5.</v></c><c r="C9"><v>.5</v></c><c r="D9"><v>-0</v></c><c r="E9"><v>-.25</v></c>',
    "far columns": '<c r="Z9"><v>1</v></c><c r="AA9"><v>2</v></c><c r="ZZ9"><v>3</v></c><c r="AAA9"><v>4</v></c>',
    "errors": '<c r="B9" t="e"><v>#DIV/0!</v></c><c r="C9" t="e"><v>#N/A</v></c>',
    "truths": '<c r="B9" t="b"><v>1</v></c><c r="C9" t="b"><v>0</v></c><c r="D9" t="n"><v>1</v></c>',
    "no values": '<c r="B9"/><c r="C9" s="0"></c><c r="D9" t="inlineStr"><is><t></t></is></c>',
    "an inline text": '<c r="B9" t="inlineStr"><is><t>x</t></is></c>',
    "an entity": '<c r="C9" t="inlineStr"><is><t>a&amp;amp;b</t></is></c>',
    "an apostrophe": '<c r="B9" t="inlineStr"><is><t>it\'s &#23433;</t></is></c>',
    "a preserved text": '<c r="B9" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c>',
}  # fmt: skip


@pytest.mark.parametrize("cells", _CELLS.values(), ids=_CELLS)
def test_a_usual_cell_is_read_by_arrays(cells: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(f'<row r="9">{cells}</row>'))
    assert xlsx_plain.read(path.read_bytes())
    by_arrays, usual = books_of(path.read_bytes(), tmp_path, monkeypatch)
    assert facts_of(by_arrays) == facts_of(usual)


_ODD_CELLS = {
    "a formula": "<f>1+1</f><v>2</v>",
    "a reference in a number": "<v>1&#50;</v>",
    "a comment": "<v>1<!-- x -->2</v>",
    "an element": "<v>12<x>9</x></v>",
    "two values": "<v>1</v><v>2</v>",
    "an empty value": "<v></v>",
    "an empty element": "<v/>",
    "attributes of a value": '<v xml:space="preserve">1</v>',
    "a blank beside the value": " <v>1</v>",
    "a blank in the value": "<v> 1</v>",
    "an underscore": "<v>1_0</v>",
    "no number": "<v>NaN</v>",
    "no end": "<v>1e999</v>",
    "two points": "<v>1.2.3</v>",
    "a word": "<v>seven</v>",
    "an unknown type": '@ t="d"><v>2025-03-01</v>',
    "a text of a formula": '@ t="str"><v>x</v>',
    "an attribute more": '@ cm="1"><v>1</v>',
    "a type twice": '@ t="n" t="s"><v>0</v>',
    "no such shared text": '@ t="s"><v>7</v>',
    "a shared text with a point": '@ t="s"><v>0.0</v>',
    "no truth": '@ t="b"><v>2</v>',
    "a truth of two digits": '@ t="b"><v>01</v>',
    "no error": '@ t="e"><v>#WHAT!</v>',
    "an error without a word": '@ t="e">',
    "an inline text of runs": '@ t="inlineStr"><is><r><t>x</t></r></is>',
    "an inline text with a comment": '@ t="inlineStr"><is><t>a<!-- x -->b</t></is>',
    "an inline text with an escape": '@ t="inlineStr"><is><t>a_x0041_</t></is>',
    "an inline text with a reference": '@ t="inlineStr"><is><t>&#65;</t></is>',
    "an inline text with a part of a letter": '@ t="inlineStr"><is><t>&#55296;</t></is>',
    "an inline text with an escape in references": '@ t="inlineStr"><is><t>_&#120;0041_</t></is>',
    "an inline text that is trimmed": '@ t="inlineStr"><is><t> x</t></is>',
    "an inline text and a value": '@ t="inlineStr"><is><t>7</t></is><v>8</v>',
    "a value of an inline text": '@ t="inlineStr"><v>8</v>',
}


@pytest.mark.parametrize("inside", _ODD_CELLS.values(), ids=_ODD_CELLS)
def test_a_cell_that_is_written_in_another_way_is_left_to_the_parser(tmp_path: Path, inside: str) -> None:
    body = inside[1:] if inside.startswith("@") else ">" + inside
    path = hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(f'<row r="3"><c r="B3"{body}</c></row>'))
    with pytest.raises((Unusual, Refusal)) as raised:
        xlsx_plain.read(path.read_bytes())
    assert isinstance(raised.value, Unusual) or raised.value.code == "xml-entities"


_ODD_ROWS = {
    "a cell without an address": '<row r="3"><c><v>1</v></c></row>',
    "an address in lower case": '<row r="3"><c r="b3"><v>1</v></c></row>',
    "row 0": '<row r="3"><c r="B0"><v>1</v></c></row>',
    "a row with a zero before it": '<row r="3"><c r="B03"><v>1</v></c></row>',
    "no row": '<row r="3"><c r="B"><v>1</v></c></row>',
    "beyond the last row": '<row r="3"><c r="B1048577"><v>1</v></c></row>',
    "beyond the last column": '<row r="3"><c r="XFE3"><v>1</v></c></row>',
    "a row without a number": '<row><c r="B3"><v>1</v></c></row>',
    "a row with a word for a number": '<row r="x"><c r="B3"><v>1</v></c></row>',
    "an attribute of a row without its end": '<row r="3" spans="1:2><c r="B3"><v>1</v></c></row>',
    "rows in rows": '<row r="3"><row r="4"><c r="B4"><v>1</v></c></row></row>',
    "a cell between rows": '<row r="3"/><c r="B3"><v>1</v></c>',
    "no root": '</sheetData></worksheet><sheetData><row r="3"/>',
    "four letters": '<row r="3"><c r="AAAA3"><v>1</v></c></row>',
    "a cell twice": '<row r="3"><c r="B3"><v>1</v></c><c r="B3"><v>2</v></c></row>',
    "cells backwards": '<row r="3"><c r="C3"><v>1</v></c><c r="B3"><v>2</v></c></row>',
    "rows backwards": '<row r="4"><c r="B4"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>',
    "a value outside": '<row r="3"><v>1</v></row>',
    "a text between": '<row r="3">x<c r="B3"><v>1</v></c></row>',
    "an element between": '<row r="3"><x/><c r="B3"><v>1</v></c></row>',
    "single quotes": "<row r='3' hidden='1'><c r=\"B3\"><v>1</v></c></row>",
    "a sign in an attribute": '<row r="3" x="&gt;>"><c r="B3"><v>1</v></c></row>',
    "a grid that is too large": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "a sparse grid": '<row r="1048576"><c r="C1048576"><v>1</v></c></row>',
    "a processing instruction": '<row r="3"><?x y?><c r="B3"><v>1</v></c></row>',
    "rows behind the rows": '</sheetData><sheetData><row r="3"><c r="B3"><v>1</v></c></row>',
}


@pytest.mark.parametrize("rows", _ODD_ROWS.values(), ids=_ODD_ROWS)
def test_rows_that_are_written_in_another_way_are_left_to_the_parser(tmp_path: Path, rows: str) -> None:
    path = hostile.edited(tmp_path / "a.xlsx", sheet=hostile.with_row(rows))
    with pytest.raises(Unusual):
        xlsx_plain.read(path.read_bytes())


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_xml_is_the_same_or_left_to_the_parser(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = hostile.plain_parts()
    more = '<row r="4" hidden="1"><c r="D4" s="1"><v>0.5</v></c></row>'
    xml = (
        parts[hostile.SHEET]
        .decode()
        .replace("</sheetData>", more + '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    )
    styles = parts["xl/styles.xml"].decode()
    styles = re.sub(r"(<cellXfs count=\"1\">)(<xf [^<>]*/>)", r'\1\2<xf numFmtId="9"/>', styles)
    data = hostile.zipped(parts | {hostile.SHEET: SHAPES[shape](xml).encode(), "xl/styles.xml": styles.encode()})
    by_arrays, usual = books_of(data, tmp_path, monkeypatch)
    assert facts_of(by_arrays) == facts_of(usual)
    assert [code for code, _ in by_arrays.sheets[0].formats[3]] == ["0%"]


_STRINGS = {
    "runs": "<si><r><t>x</t></r></si>",
    "an escape": "<si><t>_x0041_</t></si>",
    "a reference": "<si><t>&#65;</t></si>",
    "a reference to an escape": "<si><t>_&#120;0041_</t></si>",
    "a blank that is trimmed": "<si><t>x </t></si>",
    "a comment": "<si><t>x<!-- y --></t></si>",
    "a prefix": "<x:si><x:t>x</x:t></x:si>",
    "a text beside it": "<si><t>x</t></si>y<si><t>z</t></si>",
    "no end": "<si><t>x</t></si><x>",
    "a carriage return": "<si><t>x\ry</t></si>",
}


@pytest.mark.parametrize("text", _STRINGS.values(), ids=_STRINGS)
def test_shared_texts_that_are_written_in_another_way_are_left_to_the_parser(tmp_path: Path, text: str) -> None:
    path = hostile.edited(tmp_path / "a.xlsx", strings=lambda xml: xml.replace("<si><t>x</t></si>", text))
    with pytest.raises(Unusual):
        xlsx_plain.read(path.read_bytes())


def test_shared_texts_that_are_the_same_are_one_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    phonetic = '<phoneticPr fontId="1" type="noConversion"/>'
    strings = f"<si><t>x</t></si><si><t>a&lt;b</t>{phonetic}</si><si><t>x</t></si><si><t></t></si>"
    parts = hostile.plain_parts()
    parts[hostile.STRINGS] = parts[hostile.STRINGS].replace(b"<si><t>x</t></si>", strings.encode())
    cells = "".join(f'<row r="{at + 3}"><c r="A{at + 3}" t="s"><v>{at}</v></c></row>' for at in range(4))
    inline = '<row r="9"><c r="A9" t="inlineStr"><is><t>x</t></is></c></row>'
    parts[hostile.SHEET] = hostile.with_row(cells + inline)(parts[hostile.SHEET].decode()).encode()
    (sheet,) = xlsx_plain.read(hostile.zipped(parts))
    assert sheet.columns[0].values == ["x", "a<b"]
    by_arrays, usual = books_of(hostile.zipped(parts), tmp_path, monkeypatch)
    assert facts_of(by_arrays) == facts_of(usual)


_CODES = (
    *("General", "0", "0.00", "#,##0.00", "0.00%", "0000", "0.0E+00", "0.00_ ", "0_);(0)", "¥0", "[Red]0", "@"),
    *("0.00;-0.00", "yyyy-mm-dd", "yyyy/m/d", "m/d/yyyy", "d-mmm-yy", 'yyyy"年"m"月"d"日"', "yyyy-mm-dd hh:mm:ss"),
    *("[$-804]yyyy-mm-dd", "yyyy/m/d;@", "yyyy\\-mm\\-dd", "h:mm", "hh:mm:ss", "h:mm:ss AM/PM", "mm:ss", "mm:ss.0"),
    *("[h]:mm:ss", "[hh]:mm", "h:mm;@", '"d"0', "[Blue]0%", "0.0%;[Red]-0.0%", "[>100]0;0.00", "[s]", "e/m/d", "dddd"),
    *("yyyy", "[=0]0;h:mm", "#\\ ?/?"),
)  # fmt: skip


@pytest.mark.parametrize("code", _CODES)
def test_a_number_format_means_what_it_means_to_the_parser(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, style = book.add_worksheet(), book.add_format({"num_format": code})
        is_date = effect_of(164, code) == Effect.DATE
        for row, days in enumerate(
            (45_717, 45_717.5, 45_717.0003125, 61, *(() if is_date else (0.25, 0, 0.999999999)))
        ):
            sheet.write_number(row, 0, days, style)
    by_arrays, usual = books_of(buffer.getvalue(), tmp_path, monkeypatch)
    assert facts_of(by_arrays) == facts_of(usual)


@pytest.mark.parametrize("number", range(60))
def test_a_built_in_format_means_what_it_means_to_the_parser(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = hostile.plain_parts()
    xf = f'<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
    styles = re.sub(r"<cellXfs.*</cellXfs>", xf, parts["xl/styles.xml"].decode())
    cells = '<row r="3"><c r="A3" s="1"><v>45717.5</v></c></row>'
    xml = hostile.with_row(cells)(parts[hostile.SHEET].decode())
    data = hostile.zipped(parts | {hostile.SHEET: xml.encode(), "xl/styles.xml": styles.encode()})
    by_arrays, usual = books_of(data, tmp_path, monkeypatch)
    assert facts_of(by_arrays) == facts_of(usual)


@pytest.mark.parametrize("days", [0.5, 1, 60, -1, 2_958_465, 3_000_000])
def test_days_on_which_calendars_differ_are_left_to_the_parser(days: float) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_number(0, 0, days, book.add_format({"num_format": "yyyy-mm-dd"}))
    with pytest.raises(Unusual):
        xlsx_plain.read(buffer.getvalue())


def test_days_from_1904_are_left_to_the_parser() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(0, 0, dt.datetime(2025, 3, 1))
    with pytest.raises(Unusual):
        xlsx_plain.read(buffer.getvalue())


@pytest.mark.parametrize("change", [None, b"no XML at all"])
def test_a_listed_sheet_that_is_none_is_left_to_the_parser(change: bytes | None) -> None:
    buffer, made = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_number(0, 0, 1)
    with zipfile.ZipFile(buffer) as package, zipfile.ZipFile(made, "w") as changed:
        for name in package.namelist():
            data = change if name.startswith("xl/worksheets/sheet") else package.read(name)
            if data is not None:
                changed.writestr(name, data)
    with pytest.raises(Unusual):
        xlsx_plain.read(made.getvalue())


# -- words ------------------------------------------------------------------------------------------------------------


def test_numbers_in_words_are_what_python_reads() -> None:
    random = Random("words")
    texts = [f"{random.randrange(10 ** random.randint(1, 8))}" for _ in range(2_000)]
    for _ in range(2_000):
        size = random.randint(3, 8)
        shown, at = f"{random.randrange(10**size):0{size}d}"[:size], random.randint(1, size - 2)
        texts.append(shown[:at] + "." + shown[at + 1 :])
    words = np.array([word(text.encode()) for text in texts])
    values, are = decimals(words, np.array(list(map(len, texts))))
    assert are.all()
    assert values.tolist() == list(map(float, texts))


@pytest.mark.parametrize(
    "text", ["", "a", "1a", "/", ":", "1:", "-1", "1.", ".1", "1.2.", "1..2", "1,2", "\x7f", "\xff", "1 "]
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    data = text.encode("latin-1")
    _, are = decimals(np.array([word(data)]), np.array([max(1, len(data))]))
    assert not are[0]
    _, are = digits(np.array([word(data)]), np.array([max(1, len(data))]))
    assert not are[0]


def test_the_first_place_of_a_sign() -> None:
    words = np.array([word(text) for text in (b'12"45"78', b'"', b"12345678", b'1234567"', b'!!"!')])
    assert first(words, b'"').tolist() == [2, 0, 8, 7, 2]


@pytest.mark.parametrize(
    ("xml", "are"), [(b"<a>x</a>", True), (b"<a>>x</a>", False), (b"<a<b>", False), (b"a<", False)]
)
def test_tags_alternate(xml: bytes, are: bool) -> None:
    assert (Piece(xml).tags() is not None) == are
