"""Text for cells and screens."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.writers.words.text import CELL_LIMIT, cell_text, display_width, inline_string, visible, wrapped_lines


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
