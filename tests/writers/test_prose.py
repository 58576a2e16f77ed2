"""Lines on the screen: no number, money or name is cut, no line begins with a closing mark."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from ccmotivate.writers.terminal.prose import Text
from ccmotivate.writers.terminal.screens import table_for
from ccmotivate.writers.words.text import breaks, wide

SENTENCE = (
    "得分107.28分，在“信用卡”项目9名员工中列第2名；比未获奖者最高分高0.36分（第3名，106.92分），奖品价值1,200元。"
)


def lines(text: str, width: int) -> list[str]:
    edges = [0, *breaks(text, width), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@pytest.mark.parametrize("width", range(14, 60))
def test_numbers_keep_their_digits_and_units(width: int) -> None:
    broken = lines(SENTENCE, width)
    assert "".join(broken) == SENTENCE
    for number in ("107.28分", "0.36分", "106.92分", "1,200元"):
        assert any(number in line for line in broken), (width, number)
    assert not any(line[0] in "，。；：）”" for line in broken)
    assert not any(line[-1] in "（“" for line in broken)
    assert max(map(wide, broken)) <= width


@given(st.text("中，（）“”。ab1.0%分 ", max_size=80), st.integers(10, 30))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text: str, width: int) -> None:
    broken = lines(text, width)
    assert "".join(broken) == text
    assert all(wide(line.rstrip()) <= width for line in broken)


def test_money_is_whole_in_a_narrow_table() -> None:
    stream = io.StringIO()
    out = Console(file=stream, width=40)
    table = table_for(out, [("奖项", "left"), ("理由", "left"), ("价值", "right")])
    table.add_row(Text("月度项目奖"), Text(SENTENCE) + Text("完"), Text("1,234,567.50元"))
    out.print(table)
    shown = stream.getvalue()
    assert "1,234,567.50元" in shown
    assert all(number in shown for number in ("107.28分", "106.92分", "1,200元"))
    assert max(map(wide, shown.splitlines())) <= 40
