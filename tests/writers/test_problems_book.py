"""The problems workbook: marks and comments on a copy, the list in front, values only where nothing else goes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ccmotivate.problems import Problem, SourceRef, gathered, problem
from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.workbooks.problems_book import write_problems
from tests.writers import builders

SHEET = "坐席"


@pytest.fixture
def march(tmp_path: Path) -> Path:
    """An input with a title, a bold header and a text that looks like a formula."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for row in (("工号", "姓名"), ("", "测试一"), ("0002", "=1+1")):
        sheet.append(row)
    sheet["B3"].data_type = "s"
    sheet["A1"].font = openpyxl.styles.Font(bold=True)
    path = tmp_path / "march.xlsx"
    book.save(path)
    return path


def blank(sheet: str = SHEET, cell: str = "A2") -> Problem:
    """An error in a cell."""
    return problem("blank-id", SourceRef("march.xlsx", sheet, cell))


def write(target: Path, source: Path, *found: Problem, cells: dict[str, list[list[object]]] | None = None) -> None:
    """Write and verify."""
    data = source.read_bytes() if source.suffix == ".xlsx" else b""
    verify_workbook(target, write_problems(target, data, found, builders.rules(), "en", cells or {}))


def test_bad_cells_are_marked_on_a_copy_that_keeps_its_look(tmp_path: Path, march: Path) -> None:
    target = tmp_path / "march.problems.xlsx"
    note = problem("sheet-hidden", SourceRef("march.xlsx", "旧"))
    write(target, march, note, blank())
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Problems", SHEET]
    cell = book[SHEET]["A2"]
    assert cell.fill.fgColor.rgb == "00FFEB3B"
    assert "the agent id is blank" in cell.comment.text
    assert book[SHEET]["A1"].font.bold
    assert (book[SHEET]["B3"].value, book[SHEET]["B3"].data_type) == ("=1+1", "s")
    rows = [[cell.value for cell in row] for row in book["Problems"].iter_rows(min_row=5)]
    assert [row[0] for row in rows] == ["error", "note"]
    assert rows[0][2:4] == [SHEET, "A2"]
    assert kind_of(target) == "problems"


def test_the_same_bytes_twice(tmp_path: Path, march: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write(first, march, blank())
    monkeypatch.setattr("time.time", lambda: 1.8e9)
    monkeypatch.setattr("time.localtime", lambda *_when: (2027, 1, 15, 8, 0, 0, 4, 15, 0))
    write(second, march, blank())
    assert first.read_bytes() == second.read_bytes()


def test_a_corrected_problems_workbook_may_be_given_back(tmp_path: Path, march: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write(first, march, blank())
    write(second, first, blank())
    assert kind_of(second) == "problems"
    assert openpyxl.load_workbook(second).sheetnames[-1] == SHEET


def test_other_formats_are_copied_as_values(tmp_path: Path) -> None:
    source, target = tmp_path / "march.ods", tmp_path / "march.problems.xlsx"
    source.write_bytes(b"an ods")
    name = "三月/坐席[1]" + "长" * 40
    write(target, source, blank(name), cells={name: [["工号", None], ["姓名", "=1+1"]]})
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[1]
    assert sheet.title == ("三月_坐席_1_" + "长" * 40)[:31]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert sheet["A2"].comment is not None
    assert "values only" in book["Problems"]["A2"].value


def test_a_workbook_that_openpyxl_refuses_is_copied_as_values(tmp_path: Path) -> None:
    source, target = tmp_path / "march.xlsx", tmp_path / "march.problems.xlsx"
    source.write_bytes(b"PK\x03\x04 broken")
    write(target, source, blank(), cells={SHEET: [["工号"]]})
    assert openpyxl.load_workbook(target)[SHEET]["A1"].value == "工号"


def test_a_mistake_in_many_cells_is_one_line_and_every_cell_is_marked_with_its_own_value(
    tmp_path: Path, march: Path
) -> None:
    target = tmp_path / "march.problems.xlsx"
    values = {"B2": "abc", "B3": "def"}
    cells = [problem("not-a-number", SourceRef("march.xlsx", SHEET, cell), value) for cell, value in values.items()]
    (found,) = gathered(cells)
    write(target, march, found)
    book = openpyxl.load_workbook(target)
    for cell, value in values.items():
        assert book[SHEET][cell].fill.fgColor.rgb == "00FFEB3B"
        assert book[SHEET][cell].comment.text.startswith(f"{value} is not a number")
    (line,) = [[cell.value for cell in row] for row in book["Problems"].iter_rows(min_row=5)]
    assert line[3:6] == ["B2, B3", "abc, def", "abc is not a number"]
    assert "2" in book["Problems"]["A1"].value


def test_a_line_is_never_higher_than_a_row_may_be(tmp_path: Path, march: Path) -> None:
    target = tmp_path / "march.problems.xlsx"
    write(
        target,
        march,
        *gathered(problem("blank-id", SourceRef("march.xlsx", SHEET, f"A{row}")) for row in range(2, 9000)),
    )
    sheet = openpyxl.load_workbook(target)["Problems"]
    assert sheet.row_dimensions[5].height <= 409
    assert len(sheet["D5"].value) == 32_767


def test_every_cell_is_marked_and_the_first_are_commented(tmp_path: Path, march: Path) -> None:
    target = tmp_path / "march.problems.xlsx"
    rows = range(2, 3002)
    write(target, march, *gathered(problem("blank-id", SourceRef("march.xlsx", SHEET, f"A{row}")) for row in rows))
    sheet = openpyxl.load_workbook(target)[SHEET]
    assert {sheet[f"A{row}"].fill.fgColor.rgb for row in rows} == {"00FFEB3B"}
    assert [sheet[f"A{row}"].comment is not None for row in (2, 2001, 2002)] == [True, True, False]
