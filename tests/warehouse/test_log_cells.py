"""Cells found and compared by Arrow are what Python's texts and regular expressions make of the same lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.warehouse.log_cells import (
    Combinations,
    Rows,
    are_free,
    are_without,
    days_in,
    iso_days,
    numbers_in,
    without_times,
)
from ccmotivate.warehouse.log_kept import FREE, PLACES, can_be_combined

NUMBERS = re.compile(rf"-?[0-9]{{1,9}}(\.[0-9]{{1,{PLACES}}})?")
TIMED = re.compile(r"(.{10})[ T](([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)")
SIGNS = st.text(st.sampled_from("0123456789-.:T aZ_/é客😀~\x1f\x7f"), max_size=20)
DIGITS = st.text(st.sampled_from("0123456789"), max_size=11)
ALIKE = st.sampled_from(
    ["2025-03-01 23:59:59", "2025-03-01T00:00", "2025-03-01 24:00:00", "2025-03-01 19:60:00", "2025-03-01 2a:00:00",
     "2025年03月01 23:59:59", "2025年3月01日 08:30", "2025-03-01 20:59:59", "2025-03-01 1::00:00", "2025-03-01 0:30:00",
     "2025-03-01  9:00:00", "-123456789", "1234567890", "-", "1.", ".5", "0.1234567", "-999999999.999999", "007", "--1"]
)  # fmt: skip
CLOCKS = st.text(st.sampled_from("0123456:9"), min_size=8, max_size=8).map("2025-03-01 {}".format)
TEXTS = st.one_of(st.lists(one, min_size=1, max_size=30) for one in (SIGNS | ALIKE, DIGITS, CLOCKS))


def cells(texts: Sequence[str]) -> pa.StringArray:
    """A column, which begins in the middle of what holds it."""
    return pa.array(["2025-03-01 00:00:00", *texts], pa.string())[1:]


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.booleans())
def test_numbers_are_those_in_digits(texts: list[str], decimals: bool) -> None:
    value, good = numbers_in(cells(texts), decimals=decimals)
    for text, number, is_number in zip(texts, value.to_pylist(), good.to_pylist(), strict=True):
        found = NUMBERS.fullmatch(text)
        assert is_number == (found is not None and (decimals or "." not in text))
        assert number == (Decimal(text) * 10 ** (PLACES * decimals) if is_number else None)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.booleans())
def test_dates_are_what_stands_before_a_time_of_the_clock(texts: list[str], hours: bool) -> None:
    found = without_times(cells(texts), 10, hours=hours).to_pylist()
    known = [f"{text[:13]}:00" if hours else text[:10] for text in texts]
    assert found == [one if TIMED.fullmatch(text) else text for text, one in zip(texts, known, strict=True)]


MOMENTS = st.datetimes().map(lambda one: one.isoformat(" ", "seconds")) | st.sampled_from(
    ["2025-03-01T23:59:59", "2025-02-28 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59"]
)
ODD = ALIKE | CLOCKS | st.text(st.sampled_from("0123-: TZ+W日"), min_size=19, max_size=19) | st.sampled_from(
    ["2025-02-30 10:00:00", "2025-03-01 10:10+01", "2025-03-01 10:10:1Z", "2025-3-001 10:10:10", "2025/03/01 10:10:10",
     "2025-W09-6 10:10:10", "2025-03-01\t10:10:10", "2025-03-01 10:10:60", "2025-03-01 10-10-10", ""]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(MOMENTS, max_size=20), st.lists(ODD, max_size=2))
def test_days_are_those_of_the_dates_before_times(moments: list[str], odd: list[str]) -> None:
    """Whoever has no other cells finds the same known dates by their days."""
    texts = [*moments, *odd]
    known = [*dict.fromkeys(text[:10] for text in moments[::2])]
    days, wanted = days_in(cells(texts)), iso_days(known)
    assert wanted is not None
    assert days is not None or odd
    if days is not None:
        found = [known.index(text) if text in known else None for text in without_times(cells(texts), 10).to_pylist()]
        assert pc.index_in(days, value_set=wanted).to_pylist() == found


@pytest.mark.parametrize("text", ["2025-W09-6", "20250301", "2025-02-30", "2025-3-01", "", "2025-03-01 10:00"])
def test_days_are_written_in_one_way(text: str) -> None:
    assert iso_days(["2025-03-01", text]) is None


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["(?i)at|[^ -~]", "(?i)t *a|[^ -~]"]))
def test_texts_without_a_pattern(texts: list[str], pattern: str) -> None:
    found = are_without(cells(texts), pattern, ["a", "t"])
    wanted = [re.search(pattern, text) is None for text in texts]
    assert (wanted == [True] * len(texts)) if isinstance(found, pa.Scalar) else (found.to_pylist() == wanted)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["n/a", "N/A", "n/A", "null", "NULL", "na", "n/a ", "-", "", "[", "{", "无", "客服"]) | SIGNS,
        min_size=1,
    ),
    st.sets(st.sampled_from(["n/a", "null", "-", "{", "无"])),
)
def test_names_and_the_words_that_are_none(texts: list[str], words: set[str]) -> None:
    found = are_free(cells(texts), sorted(words)).to_pylist()
    assert found == [re.fullmatch(FREE, text) is not None and text.lower() not in words for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "a", "客服", "x y", "\ufeffb"]), min_size=1, max_size=6), min_size=1,
                max_size=20),
       st.sampled_from(["\n", "\r\n"]))  # fmt: skip
def test_lines_of_no_more_cells_than_columns_are_rows(rows: list[list[str]], end: str) -> None:
    found = Rows.of("".join(";".join(row) + end for row in rows).encode(), ";", 3, {0, 2})
    assert list(found.cells) == [0, 2]
    assert found.many == len(rows)
    for place, column in found.cells.items():
        assert column.to_pylist() == ["" if len(row) > 3 else (*row, "", "")[place] for row in rows]


@pytest.mark.parametrize("sizes", [(300, 5), (50_000, 50_000)])
def test_combinations_keep_their_numbers(sizes: tuple[int, int]) -> None:
    combined = Combinations(sizes)
    codes = np.array([-1, 0, 0, sizes[0] - 1, -1], np.int32), np.array([4, -1, 4, 4, 4], np.int32)
    first = combined.numbers(codes)
    assert first[0] == first[4]
    assert sorted({*first.tolist()}) == [0, 1, 2, 3]
    assert combined.numbers([one[::-1] for one in codes]).tolist() == first[::-1].tolist()


@pytest.mark.parametrize(("sizes", "can"), [([300, 300, 9], True), ([50_000] * 4, True), ([60_000] * 4, False)])
def test_combinations_of_too_many_texts_cannot_be_told(sizes: list[int], can: bool) -> None:
    assert can_be_combined(sizes) is can
