"""Text for cells and screens."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.writers.words.text import (
    CELL_LIMIT,
    cell_text,
    display_width,
    inline_string,
    label_text,
    visible,
    wrapped_lines,
)


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_well_formed_xml_and_comes_back(text: str) -> None:
    found = ElementTree.fromstring(inline_string(text))[0].text or ""
    assert found.replace("_x005F_", "_") == cell_text(text).replace("_x005F_", "_")


def test_hidden_characters_are_spelled_out() -> None:
    assert visible("a\x1b[31m\u202eb\n") == "a\\x1b[31m\\u202eb\\n"
    assert visible("长" * 100) == "长" * 79 + "…"


def test_a_cell_never_holds_more_than_excel_allows() -> None:
    assert len(cell_text("长" * 40_000)) == CELL_LIMIT
    assert cell_text("a\r\nb\rc\x00") == "a\nb\nc\ufffd"


def test_chinese_counts_two() -> None:
    assert display_width("工号a") == 5
    assert wrapped_lines("测" * 30, 20) == 4


def test_a_label_of_a_chart_is_never_a_reference(tmp_path: Path) -> None:
    path = tmp_path / "labels.xlsx"
    with xlsxwriter.Workbook(path) as book:
        chart, sheet = book.add_chart({"type": "line"}), book.add_worksheet("s")
        labels = {"value": True, "custom": [{"value": label_text("=s!A1")}]}
        chart.add_series({"values": ["s", 0, 0, 1, 0], "name": label_text("=s!A2"), "data_labels": labels})
        chart.set_title({"name": label_text("=s!A3")})
        chart.set_x_axis({"name": label_text("=s!A4")})
        sheet.insert_chart(0, 0, chart)
    with zipfile.ZipFile(path) as package:
        drawn = package.read("xl/charts/chart1.xml").decode()
    assert re.findall(r"<c:f>(.*?)</c:f>", drawn) == ["s!$A$1:$A$2"]
    assert all(f" =s!\u2060A{at}<" in drawn for at in range(1, 5))
    assert label_text("A=1 now!") == "A=1 now!"


def test_a_title_that_looks_like_a_reference_without_a_sign(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "title.xlsx") as book:
        chart, sheet = book.add_chart({"type": "line"}), book.add_worksheet("s")
        chart.add_series({"values": ["s", 0, 0, 1, 0], "categories": ["s", 0, 0, 1, 0]})
        chart.set_title({"name": label_text("Well done!B2 and more")})
        sheet.insert_chart(0, 0, chart)
    with zipfile.ZipFile(tmp_path / "title.xlsx") as package:
        assert "Well done!\u2060B2 and more" in package.read("xl/charts/chart1.xml").decode()
