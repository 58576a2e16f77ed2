"""Cells found and compared in bytes are what Python's texts and regular expressions make of the same lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.warehouse.log_cells import EDGE, Cells, Combinations, KnownTexts, Lines
from ccmotivate.warehouse.log_kept import FREE, PLACES
from ccmotivate.warehouse.log_scan import are_some

NUMBERS = re.compile(rf"-?[0-9]{{1,9}}(\.[0-9]{{1,{PLACES}}})?")
TIMED = re.compile(r"(.{10})[ T](([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)")
SIGNS = st.text(st.sampled_from("0123456789-.:T aZ_/é客😀~\x1f\x7f"), max_size=20)
ALIKE = st.sampled_from(
    ["2025-03-01 23:59:59", "2025-03-01T00:00", "2025-03-01 24:00:00", "2025-03-01 19:60:00", "2025-03-01 2a:00:00",
     "2025-03-01  9:00:00", "-123456789", "1234567890", "-", "1.", ".5", "0.1234567", "-999999999.999999", "007", "--1"]
)  # fmt: skip
TEXTS = st.lists(SIGNS | ALIKE, min_size=1, max_size=30)


def lines(text: str, width: int = 1, separator: str = ",") -> Lines:
    data = b"\0" * EDGE + text.encode() + b"\0" * EDGE
    return Lines(np.frombuffer(data, np.uint8), ord(separator), width)


def cells(texts: Sequence[str]) -> Cells:
    return lines("".join(text + "\n" for text in texts)).column(0)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from([0, PLACES]))
def test_numbers_are_those_in_digits(texts: list[str], places: int) -> None:
    value, good = cells(texts).numbers(places)
    for at, text in enumerate(texts):
        found = NUMBERS.fullmatch(text)
        assert good[at] == (found is not None and (places > 0 or "." not in text))
        assert not good[at] or value[at] == Decimal(text) * 10**places


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from([0, 3]))
def test_dates_are_what_stands_before_a_time_of_the_clock(texts: list[str], hour: int) -> None:
    found = cells(texts).dates([10], hour)
    for at, text in enumerate(texts):
        timed = TIMED.fullmatch(text) if len(text.encode()) == len(text) else None
        if timed is not None or text.isascii():
            assert found.length[at] == (10 + hour if timed else len(text))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_names_and_printable_texts(texts: list[str]) -> None:
    found = cells(texts)
    printable, may_be = found.printable(["a", "t"])
    assert found.are_free().tolist() == [re.fullmatch(FREE, text) is not None for text in texts]
    assert printable.tolist() == [re.search("[^ -~]", text) is None for text in texts]
    assert all(may_be[at] for at, text in enumerate(texts) if set("atAT") & set(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(SIGNS.filter(bool), min_size=1, max_size=60, unique=True), TEXTS)
def test_known_texts_are_found_and_no_others(known: list[str], texts: list[str]) -> None:
    texts = [*texts, *known, known[0] + "x", known[0][:-1]]
    wanted = [known.index(text) if text in known else -1 for text in texts]
    assert KnownTexts(known).codes(cells(texts)).tolist() == wanted


def test_many_known_texts_are_told_apart() -> None:
    known = [f"{number * 7919}号" for number in range(20_000)]
    assert KnownTexts(known).codes(cells(known)).tolist() == list(range(20_000))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "a", "客服", "1.5", "x y"]), min_size=1, max_size=6), max_size=20),
       st.sampled_from(["\n", "\r\n"]))  # fmt: skip
def test_lines_of_no_more_cells_than_columns_are_rows(rows: list[list[str]], end: str) -> None:
    found = lines("".join(";".join(row) + end for row in rows), 3, ";")
    whole = [at for at, row in enumerate(rows) if len(row) <= 3]
    assert found.many == len(rows)
    assert (list(range(len(rows))) if found.rows is None else found.rows.tolist()) == whole
    for place in range(3):
        column = found.column(place)
        text = bytes(column.data)
        got = [text[at : at + long].decode() for at, long in zip(column.start, column.length, strict=True)]
        assert got == [(*rows[at], "", "")[place] for at in whole]
        signs = [at for at, row in enumerate(rows) if place < len(row) and "." in row[place]]
        assert sorted(set(found.with_sign(place, ".").tolist())) == signs


def test_combinations_keep_their_numbers() -> None:
    combined = Combinations([300, 5])
    codes = np.array([-1, 0, 0, 299, -1], np.int32), np.array([4, -1, 4, 4, 4], np.int32)
    first = combined.numbers(codes, np.array([True, False, True, True, True]))
    assert first[1] == -1
    assert first[0] == first[4] >= 0
    assert len({*first[[0, 2, 3]].tolist()}) == 3
    again = combined.numbers(codes, np.ones(5, np.bool_))
    assert again[[0, 2, 3, 4]].tolist() == first[[0, 2, 3, 4]].tolist()
    assert again[1] == 3


@pytest.mark.parametrize(("sizes", "can"), [([300, 300, 9], True), ([50_000] * 4, True), ([60_000] * 4, False)])
def test_combinations_of_too_many_texts_cannot_be_told(sizes: list[int], can: bool) -> None:
    assert Combinations.can_be_told(sizes) is can


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["n/a", "N/A", "n/A", "null", "NULL", "na", "n/a ", "-", "", "[", "{", "无", "客服"]) | SIGNS
    ),
    st.sets(st.sampled_from(["n/a", "null", "-", "{", "无"])),
)
def test_words_are_found_whatever_the_size_of_their_letters(texts: list[str], words: set[str]) -> None:
    texts = texts or ["n/a"]
    found = are_some(cells(texts), sorted(words))
    assert found.tolist() == [text.isascii() and text.lower() in words for text in texts]
