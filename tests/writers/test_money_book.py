"""Where the pages of a money table end: nobody has one row alone on a page, and no page holds more than it can."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.writers.workbooks.money_book import page_breaks


@pytest.mark.parametrize(
    ("rows", "breaks"),
    [
        ([1, 1, 1], []),
        ([1] * 12, [10]),
        ([8, 3], [8]),  # three rows of a person stay together
        ([8, 6], [10]),  # six may be parted
        ([9, 6], [9]),  # but not after the first
        ([5, 6], [9]),  # nor before the last
        ([25], [10, 20]),
    ],
)
def test_where_a_page_of_ten_rows_ends(rows: list[int], breaks: list[int]) -> None:
    assert page_breaks([[1.0] * count for count in rows], 10, 10) == breaks


@given(st.lists(st.integers(1, 20), min_size=1, max_size=40), st.integers(5, 30))
def test_no_page_is_overfull_and_nobody_has_a_row_alone(rows: list[int], room: int) -> None:
    heights = [[1.0] * count for count in rows]
    ends = [0, *page_breaks(heights, room, room), sum(rows)]
    assert ends == sorted(set(ends))
    assert all(after - before <= room for before, after in pairwise(ends))
    start = 0
    for count in rows:
        inside = [end - start for end in ends if start < end < start + count]
        parts = [after - before for before, after in zip([0, *inside], [*inside, count], strict=True)]
        assert count == 1 or min(parts) > 1
        start += count
