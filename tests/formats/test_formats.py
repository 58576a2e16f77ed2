"""The same sheet in every format: values, number formats, times, dates, merged and hidden cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from ccmotivate.formats import isolated
from ccmotivate.formats import xlsx_metadata as xlsx_marks
from ccmotivate.formats.book import Sheet
from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import clock_cell, milliseconds, seconds_of
from ccmotivate.formats.guard import Package
from ccmotivate.formats.layout import Layout
from ccmotivate.formats.number_formats import hides_time, is_date, is_time, tells, zero_padding
from ccmotivate.formats.sheets import read_book
from tests.formats import hostile
from tests.formats.builders import KINDS, LAYOUT_KINDS, Grid, Wrong, build
from tests.support import Styled

DAYS = ("xlsx", "xls", "xlsb")
"""The formats that hold times and dates as numbers of days."""

MARCH = 45717.0  # 2025-03-01
GRID = Grid(
    [
        ["工号", "姓名", "效率", "日期", "时长", "差错"],
        [
            Styled(12.0, "000000"),
            "测试一",
            Styled(0.8, "0.0%"),
            Styled(MARCH, "yyyy-mm-dd"),
            Styled(0.0025, "h:mm:ss"),
            3,
        ],
        [Styled(13.0, "000000"), None, Styled(0.955, "0.0%"), Styled(MARCH + 0.5, "yyyy-mm-dd hh:mm"), None, 1.5],
        ["A-7", "NA", None, None, Styled(1.25, "[h]:mm:ss"), Wrong("#DIV/0!")],
        [Styled(14.0, "000000"), " Agent Alpha ", True, None, Styled(220 / 86_400, "mm:ss"), -2],
    ],
    name="坐席 ",
    merged=[(1, 1, 2, 1), (3, 2, 4, 3)],
    hidden_rows=frozenset({2, 4}),
    hidden_columns=frozenset({3}),
)


def read(path: Path, kind: str, grid: Grid) -> Sheet:
    path = path / f"march.{kind}"
    path.write_bytes(build(kind, grid))
    book, problems = read_book(path)
    assert book is not None, problems
    assert book.kind == kind
    return book.sheets[0]


@pytest.mark.parametrize("kind", LAYOUT_KINDS)
def test_every_format_gives_the_same_sheet(tmp_path: Path, kind: str) -> None:
    sheet = read(tmp_path, kind, GRID)
    assert (sheet.name, sheet.visible, sheet.height) == ("坐席 ", True, 5)
    times = list(sheet.columns[4])
    covered = None if kind == "html" else True  # of a merged block a page holds the first cell only
    assert [list(column) for column in (*sheet.columns[:4], sheet.columns[5])] == [
        ["工号", 12.0, 13.0, "A-7", 14.0],
        ["姓名", "测试一", None, "NA", " Agent Alpha "],
        ["效率", 0.8, 0.955, None, covered],
        ["日期", dt.date(2025, 3, 1), dt.datetime(2025, 3, 1, 12), None, None],
        ["差错", 3.0, 1.5, None, -2.0],
    ]
    assert [seconds_of(cell) for cell in times] == [None, 216, None, 108_000, 220]
    percent = "0%" if kind == "ods" else "0.0%"
    assert {column: [(code, rows.tolist()) for code, rows in found] for column, found in sheet.formats.items()} == {
        0: [("000000", [1, 2, 4])],
        2: [(percent, [1, 2])],
    }
    assert sheet.errors == {(3, 5): "#DIV/0!"}
    assert sheet.merged == ((1, 1, 2, 1), (3, 2, 4, 3))
    assert sheet.hidden_rows.dtype == np.int64
    assert sheet.hidden_rows.tolist() == [2, 4]
    assert sheet.hidden_columns == {3}


def test_a_text_table_holds_what_is_shown(tmp_path: Path) -> None:
    sheet = read(tmp_path, "csv", GRID)
    assert [list(column) for column in sheet.columns] == [
        ["工号", "000012", "000013", "A-7", "000014"],
        ["姓名", "测试一", None, "NA", " Agent Alpha "],
        ["效率", "80%", "95.5%", None, "TRUE"],
        ["日期", "2025-03-01", "2025-03-01 12:00:00", None, None],
        ["时长", "0:03:36", None, "30:00:00", "0:03:40"],
        ["差错", "3", "1.5", None, "-2"],
    ]
    assert sheet.errors == {(3, 5): "#DIV/0!"}
    assert list(sheet.shown()[5]) == ["差错", "3", "1.5", "#DIV/0!", "-2"]
    assert (sheet.merged, sheet.hidden_rows.tolist(), sheet.hidden_columns) == ((), [], frozenset())
    assert set(KINDS) - set(LAYOUT_KINDS) == {"csv"}


# -- times and dates --

TIMES = ["h:mm:ss", "[h]:mm", "mm:ss", "h:mm AM/PM", "[$-F400]h:mm:ss", '[h]"时"mm"分"', "[Red]h:mm;@", '[=0]"-";h:mm']
SECONDS = {
    0.0025: 216,
    220 / 86_400: 220,
    0.0: 0,
    1.25: 108_000,
    1.0: 86_400,
    59.5: 5_140_800,
    60.5: 5_227_200,
    400.5: 34_603_200,
    3e6: 259_200_000_000,
    0.9999999999: 86_400,
    0.99999999: Fraction("86399.999"),
    -0.5: -43_200,
    -1.25: -108_000,
}
"""Days to seconds; 59.5 and 60.5 have the same date in Excel's calendar, and -0.5 and 0.5 the same time of day."""


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("kind", LAYOUT_KINDS)
def test_a_number_with_a_time_format_is_so_many_seconds(tmp_path: Path, kind: str, from_1904: bool) -> None:
    rows = [[Styled(days, code) for code in TIMES] for days in SECONDS]
    sheet = read(tmp_path, kind, Grid([["x"] * len(TIMES), *rows], from_1904=from_1904))
    for code, column in zip(TIMES, sheet.columns, strict=True):
        assert [seconds_of(cell) for cell in column] == [None, *SECONDS.values()], code
    assert not sheet.formats


@pytest.mark.parametrize("kind", DAYS)
def test_dates_that_count_from_1904(tmp_path: Path, kind: str) -> None:
    rows = [[Styled(MARCH - 1462, "yyyy-mm-dd"), Styled(MARCH - 1461.75, 'yyyy"年"m"月"d"日"')]]
    sheet = read(tmp_path, kind, Grid(rows, from_1904=True))
    assert [column[0] for column in sheet.columns] == [dt.date(2025, 3, 1), dt.datetime(2025, 3, 1, 6)]


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("kind", DAYS)
def test_whole_numbers_with_a_format_of_dates_and_times(tmp_path: Path, kind: str, from_1904: bool) -> None:
    back = 1462 if from_1904 else 0
    days = [int(MARCH) - back, 61 - back if not from_1904 else 61]
    rows: list[list[object]] = [[Styled(day, code) for code in ("yyyy-mm-dd", "mmm-yy", '0"天"', "0%")] for day in days]
    rows += [[Styled(day, code) for code in ("h:mm", "[h]:mm", "General", "0.00")] for day in (0, 1)]
    sheet = read(tmp_path, kind, Grid(rows, from_1904=from_1904))
    first = dt.date(1904, 3, 2) if from_1904 else dt.date(1900, 3, 1)
    assert [list(column[:2]) for column in sheet.columns] == [
        [dt.date(2025, 3, 1), first],
        [dt.date(2025, 3, 1), first],
        *[[float(day) for day in days]] * 2,
    ]
    assert [[seconds_of(cell) for cell in column[2:]] for column in sheet.columns[:2]] == [[0, 86_400]] * 2
    assert [list(column[2:]) for column in sheet.columns[2:]] == [[0.0, 1.0]] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_error_words_that_are_texts(tmp_path: Path, kind: str) -> None:
    rows = [["x", "y"], ["#DIV/0!", "#1 team"], ["#N/A", "Err:502"], ["Err: 5", "#SPILL!"], ["# REF!", "#ref"]]
    sheet = read(tmp_path, kind, Grid(rows))
    assert sheet.errors == {(1, 0): "#DIV/0!", (2, 0): "#N/A", (2, 1): "Err:502", (3, 1): "#SPILL!"}
    assert [list(column) for column in sheet.columns] == [
        ["x", None, None, "Err: 5", "# REF!"],
        ["y", "#1 team", None, None, "#ref"],
    ]
    assert [list(column) for column in sheet.shown()] == [list(column) for column in zip(*rows, strict=True)]


def test_the_formats_that_excel_knows_by_number(tmp_path: Path) -> None:
    numbers = [18, 19, 20, 21, 32, 33, 45, 46, 47]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row, number in enumerate(numbers):
            sheet.write(row, 0, 1.25, book.add_format({"num_format": number}))
    found, _ = read_book(tmp_path / "a.xlsx")
    assert found is not None
    assert [seconds_of(cell) for cell in found.sheets[0].columns[0]] == [108_000] * len(numbers)


def test_times_of_formulas_and_beside_texts_dates_and_formats_of_rows(tmp_path: Path) -> None:
    rows = (
        '<row r="3" s="1" customFormat="1"><c r="A3" s="1" cm="1"><f>A1</f><v>1.5</v></c>'
        '<c r="B3" s="1" t="s"><v>0</v></c>'
        '<c r="C3" s="1"/><c r="D3" s="1" t="str"><f>1</f><v>2.5</v></c><c r="E3" s="1" t="b"><v>1</v></c>'
        '<c r="F3" s="1" t="e"><v>#N/A</v></c><c r="G3" s="2"><v>1.5</v></c><c r="H3" s="1"><v>1e300</v></c></row>'
    )
    parts = hostile.plain_parts()
    xml = parts[hostile.SHEET].decode()
    parts[hostile.SHEET] = hostile.with_row(rows)(xml).encode()
    styles = parts["xl/styles.xml"].decode()
    formats = '<numFmts count="1"><numFmt numFmtId="164" formatCode="h:mm"/></numFmts><fonts'
    more = '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    parts["xl/styles.xml"] = styles.replace("<fonts", formats, 1).replace("</cellXfs>", more).encode()
    quick = parts[hostile.SHEET]
    for shape, sheet_xml in {"quick": quick, "exact": quick.replace(b's="1"', b"s='1'")}.items():
        path = hostile.write_zip(tmp_path / f"{shape}.xlsx", parts | {hostile.SHEET: sheet_xml})
        book, _ = read_book(path)
        assert book is not None
        row = [column[2] for column in book.sheets[0].columns]
        assert row[:5] == [dt.timedelta(days=1.5), "x", None, "2.5", True], shape
        assert row[5:] == [None, dt.datetime(1900, 1, 1, 12), 1e300], shape
        assert book.sheets[0].errors == {(2, 5): "#N/A"}


def test_every_second_of_a_day_survives_the_day_fraction() -> None:
    for second in range(86_400):
        days = second / 86_400
        assert milliseconds(days) == milliseconds(float(f"{days:.15g}")) == second * 1000
        assert seconds_of(clock_cell(second * 1000)) == second


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        (dt.time(0, 3, 36), 216),
        (dt.time(0, 0, 0, 500_000), Fraction(1, 2)),
        (dt.time(23, 59, 59, 999_999), 86_400),  # an ods that writes 24 h a little short
        (dt.timedelta(hours=30), 108_000),
        (dt.timedelta(hours=-30), -108_000),
        (dt.timedelta(microseconds=-1500), Fraction(-2, 1000)),
        (dt.datetime(1900, 1, 1, 6), None),
        (dt.date(2025, 3, 1), None),
        (216.0, None),
        (True, None),
        ("3:36", None),
        (None, None),
    ],
)
def test_the_seconds_of_a_cell(cell: Cell, seconds: Fraction | int | None) -> None:
    assert seconds_of(cell) == seconds


@pytest.mark.parametrize("days", [float("inf"), 1e300, -1e9])
def test_what_is_too_long_for_a_time(days: float) -> None:
    with pytest.raises(OverflowError):
        milliseconds(days)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT00H03M36S", 216),
        ("PT00H03M39.9999999S", 220),
        ("PT24H00M00S", 86_400),
        ("PT23H59M59.9999999S", 86_400),
        ("-PT12H00M00S", -43_200),
        ("PT216S", 216),
        ("PT3M", 180),
        ("P1DT6H", 108_000),
        ("P999999999D", None),
        ("P1M", None),
        ("3:36", None),
    ],
)
def test_times_of_ods(tmp_path: Path, text: str, seconds: int | None) -> None:
    cell = f'<table:table-cell office:value-type="time" office:time-value="{text}"/>'
    book, problems = read_book(hostile.ods(tmp_path / "a.ods", f"<table:table-row>{cell}</table:table-row>"))
    assert book is not None, problems
    found = book.sheets[0].columns[0][0]
    assert seconds_of(found) == seconds
    assert seconds is not None or found == text


# -- number formats --


@pytest.mark.parametrize(
    ("code", "telling"),
    [
        ("0%", True),
        ("0.00%;[Red]-0.00%", True),
        ('[=0]"-";0.0%', True),
        ("000000", True),
        ('"A"0000', True),
        ("h:mm", True),
        ("[h]:mm", False),
        ('[=0]"-";[h]:mm', True),
        ("General", False),
        ('0.0" %"', False),
        (r"0\%", False),
        ("0", False),
        ("0.00", False),
        ("yyyy-mm-dd", False),
    ],
)
def test_telling_formats(code: str, telling: bool) -> None:
    assert tells(code) is telling


@pytest.mark.parametrize(
    ("code", "time"),
    [
        *((code, True) for code in TIMES),
        ("HH:MM:SS", True),
        ("[mm]:ss", True),
        ("[ss].00", True),
        ("mm:ss.0", True),
        ('上午/下午h"时"mm"分"', True),
        ("[>1][h]:mm;h:mm", True),
        ('s"秒"', True),
        ("[$-409]h:mm:ss AM/PM;@", True),
        ("yyyy-mm-dd hh:mm", False),
        ('d "days" h:mm', False),
        ("mm", False),
        ("mmm-yy", False),
        ('e"年"m"月"', False),
        ("General", False),
        ("@", False),
        ('0.0 "h"', False),
        ('0"s"', False),
        ("[$CHF] 0.00", False),
        ("0.00E+00", False),
        ('G/通用格式"小时"', False),
        ("0;h:mm", False),  # of negative numbers only
        ("", False),
    ],
)
def test_time_formats(code: str, time: bool) -> None:
    assert is_time(code) is time


@pytest.mark.parametrize(
    ("code", "date"),
    [
        ("yyyy-mm-dd", True),
        ('yyyy"年"m"月"', True),
        ("[$-804]e/m/d;@", True),
        ("mmm-yy", True),
        ("yyyy-mm-dd hh:mm:ss.000", True),
        ('[=0]"-";d.m.yy', True),
        ("h:mm", False),
        ("General", False),
        ("0.00E+00", False),
        ('0" days"', False),
        ("[Red]0", False),
        ("@", False),
        ('G/通用格式"月"', False),
        ("", False),
    ],
)
def test_date_formats(code: str, date: bool) -> None:
    assert is_date(code) is date


def test_times_behind_a_section_for_zero() -> None:
    assert hides_time('[=0]"-";h:mm')
    assert not hides_time("[<1]h:mm;[h]:mm")
    assert not hides_time("0.0")
    assert zero_padding('[=0]"";0000') == 4


# -- layout --


def test_what_lies_beyond_the_last_filled_cell_is_cut_off(tmp_path: Path) -> None:
    everything = '<cols><col min="2" max="16384" width="9" hidden="1"/></cols><sheetData>'
    merged = '</sheetData><mergeCells count="4">{}</mergeCells>'.format(
        "".join(f'<mergeCell ref="{text}"/>' for text in ("A2:A1048576", "A1:XFD1", "B5:C9", "$A$4", "D4:C3"))
    )
    rows = '<row r="3"><c r="C3"><v>1</v></c></row><row r="4"><c r="D4"><v>1</v></c></row>'
    rows += '<row r="5" hidden="1"/><row r="1048576" hidden="1"/>'
    path = hostile.edited(
        tmp_path / "a.xlsx",
        sheet=lambda xml: (
            xml.replace("<sheetData>", everything).replace("</sheetData>", rows + merged).replace("$A$4", "A4")
        ),
    )
    book, problems = read_book(path)
    assert book is not None, problems
    sheet = book.sheets[0]
    assert (sheet.height, len(sheet.columns)) == (4, 4)
    assert sheet.merged == ((0, 0, 0, 3), (1, 0, 3, 0), (2, 2, 3, 3))
    assert sheet.hidden_rows.tolist() == []
    assert sheet.hidden_columns == {1, 2, 3}


def test_hidden_ranges_and_merged_cells_of_ods(tmp_path: Path) -> None:
    number = '<table:table-cell office:value-type="float" office:value="1"{}/>'
    span = ' table:number-rows-spanned="999999" table:number-columns-spanned="2"'
    table = (
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="16383"/>'
        f"<table:table-row>{number.format(span)}<table:covered-table-cell/>{number.format('')}</table:table-row>"
        '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
        + number.format(' table:number-columns-repeated="3"')
        + f"</table:table-row><table:table-row>{number.format('')}</table:table-row>"
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048572"><table:table-cell/>'
        "</table:table-row>"
    )
    book, problems = read_book(hostile.ods(tmp_path / "a.ods", table))
    assert book is not None, problems
    sheet = book.sheets[0]
    assert sheet.merged == ((0, 0, 3, 1),)
    assert sheet.hidden_rows.tolist() == [1, 2]
    assert sheet.hidden_columns == {1, 2}


@pytest.mark.parametrize("size", [7, 64, 999])
def test_no_tag_is_cut_in_two(size: int) -> None:
    columns = "".join(f'<col min="{at}" max="{at}" width="9" hidden="1"/>' for at in (2, 4))
    rows = "".join(f'<row r="{at}" hidden="1"/>' for at in range(10, 60, 2))
    xml = (
        f'<worksheet><cols>{columns}</cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
    ).encode()
    marks = xlsx_marks._Fast({}).run(xml[at : at + size] for at in range(0, len(xml), size))
    assert marks is not None
    assert marks.layout == Layout([(0, 0, 0, 1)], [(at, at) for at in range(9, 59, 2)], [(1, 1), (3, 3)])


def test_a_layout_joins_neighbours() -> None:
    layout = Layout()
    for first, last in ((3, 3), (4, 9), (5, 6), (11, 11), (1, 1)):
        layout.hide_rows(first, last)
    assert layout.hidden_rows == [(3, 9), (11, 11), (1, 1)]
    layout.merge(2, 2, 2, 2)
    assert layout.merged == []


@pytest.mark.parametrize("alone", [True, False])
def test_layout_crosses_the_pipe_and_the_guard_alike(
    tmp_path: Path, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not alone:
        monkeypatch.setattr("ccmotivate.formats.sheets.MAX_ALONE", 0)
    sheet = read(tmp_path, "xlsx", replace(GRID, name="s"))
    assert (sheet.merged, sheet.hidden_rows.tolist()) == (((1, 1, 2, 1), (3, 2, 4, 3)), [2, 4])
    parsed, _ = isolated.Parsing(build("xls", GRID), "xls").sheets()
    assert parsed[0].layout == Layout([(1, 1, 2, 1), (3, 2, 4, 3)], [(2, 2), (4, 4)], [(3, 3)])
    package = Package(build("xlsx", GRID))
    styles = xlsx_marks.telling_styles(package.xml("xl/styles.xml"))
    assert xlsx_marks._Fast(styles).run(package.xml(hostile.SHEET)) is not None  # the quick reading sees it all
