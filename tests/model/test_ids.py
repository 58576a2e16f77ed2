"""The natural order of ids: total, repeatable, numbers as numbers."""

from __future__ import annotations

import random
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.model.ids import in_order, natural_key, natural_order

_ids = st.lists(st.text(alphabet="0129Aa-工", max_size=7), max_size=12)


@pytest.mark.parametrize(
    "ordered",
    [
        ["1", "2", "10", "11", "100"],
        ["A2", "A10", "B1"],
        ["A2", "A2-1", "A2-10", "A10", "A10-2"],
        ["1B0", "10A"],
        ["A1B0", "A10B"],
        ["007", "7", "08", "8"],
        ["", "0", "00", "1"],
        ["工号2", "工号10"],
        ["2", "１０"],
        ["9" * 30, "1" + "0" * 30],
        ["0" * 5000, "1", "9" * 4999, "1" + "0" * 4999],
    ],
)
def test_numbers_count_as_numbers(ordered: list[str]) -> None:
    shuffled = ordered[:]
    random.Random(7).shuffle(shuffled)
    for given_order in (shuffled, ordered[::-1]):
        assert in_order(given_order) == ordered
        assert [given_order[at] for at in natural_order(given_order)] == ordered


@given(_ids, st.randoms())
def test_any_order_of_the_same_ids_gives_one_order(ids: list[str], rng: random.Random) -> None:
    shuffled = ids[:]
    rng.shuffle(shuffled)
    assert in_order(shuffled) == in_order(ids) == sorted(ids, key=natural_key)


@given(_ids)
def test_positions_are_those_of_the_sorted_texts_and_equal_ones_stay(ids: list[str]) -> None:
    order = natural_order(ids).tolist()
    assert [ids[at] for at in order] == in_order(ids)
    assert all(first < second for first, second in pairwise(order) if ids[first] == ids[second])


@given(st.lists(st.from_regex(r"[A-C][0-9]{4}", fullmatch=True), max_size=12))
def test_ids_of_one_shape_are_sorted_as_they_are_written(ids: list[str]) -> None:
    assert in_order(ids) == sorted(ids)


@given(_ids)
def test_the_order_is_that_of_the_runs_read_one_by_one(ids: list[str]) -> None:
    """Against the plain definition, where both have text or both have digits in the same places."""

    def runs(text: str) -> list[tuple[int, str] | str]:
        parts = ("".join(part) for _digit, part in groupby(text, lambda letter: letter in "0123456789"))
        return [(int(part), "") if part.isdigit() else part for part in parts]

    for one in ids:
        for other in ids:
            left, right = runs(one), runs(other)
            like = [type(part) for part in left] == [type(part) for part in right]
            if like and left != right and all(isinstance(a, tuple) or a == b for a, b in zip(left, right, strict=True)):
                assert (natural_key(one) < natural_key(other)) == (left < right)
