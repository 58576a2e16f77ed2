"""Every operation of an exact column against Python's Fractions, far beyond 64 bits too."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ccmotivate.model.exact import Exact, fixed_text, half_up, plain_text, shown_decimal

F = Fraction
Value = Fraction | None

_EDGES = [0, 1, -1, 2**31, -(2**31), 2**61, 2**62 - 1, -(2**62), 2**63 - 1, -(2**63), 2**63, 2**64 + 1, 10**30]
_numerators = st.one_of(st.integers(-100, 100), st.sampled_from(_EDGES), st.integers(-(10**25), 10**25))
_denominators = st.one_of(st.integers(1, 12), st.sampled_from([100, 600, 10**9, 2**31, 2**62, 2**63, 10**20, 3**40]))
_values = st.one_of(st.none(), st.builds(Fraction, _numerators, _denominators))
_columns = st.lists(_values, min_size=1, max_size=8)
_pairs = st.lists(st.tuples(_values, _values), min_size=1, max_size=8)


def _split(pairs: list[tuple[Value, Value]]) -> tuple[list[Value], list[Value], Exact, Exact]:
    left, right = [list(side) for side in zip(*pairs, strict=True)]
    return left, right, Exact.from_fractions(left), Exact.from_fractions(right)


def _both(function: Callable[[Fraction, Fraction], Fraction], left: Value, right: Value) -> Value:
    return None if left is None or right is None else function(left, right)


@pytest.mark.parametrize("sign", [operator.add, operator.sub, operator.mul, operator.truediv])
@settings(max_examples=60)
@given(_pairs)
@example([(F(2**62 - 1), F(2**62 - 1)), (F(1, 3), F(1, 6)), (None, F(1))])
@example([(F(1, 2**62), F(1, 3**40)), (F(-(2**63)), F(-1))])
def test_arithmetic(sign: Callable[..., Any], pairs: list[tuple[Value, Value]]) -> None:
    left, right, a, b = _split(pairs)

    def exact(x: Fraction, y: Fraction) -> Value:
        return None if sign is operator.truediv and y == 0 else sign(x, y)

    wanted = [_both(exact, x, y) for x, y in zip(left, right, strict=True)]  # type: ignore[arg-type]  # None stays None
    assert sign(a, b).to_list() == wanted


@pytest.mark.parametrize("sign", [operator.ge, operator.gt, operator.le, operator.lt, operator.eq])
@settings(max_examples=60)
@given(_pairs)
@example([(F(10**15 + 1, 10**15), F(1)), (F(2**63), F(2**63 + 1)), (None, None), (F(1), None)])
def test_comparisons_are_false_without_data(sign: Callable[..., Any], pairs: list[tuple[Value, Value]]) -> None:
    left, right, a, b = _split(pairs)
    found = a.equals(b) if sign is operator.eq else sign(a, b)
    assert found.tolist() == [x is not None and y is not None and sign(x, y) for x, y in zip(left, right, strict=True)]


@settings(max_examples=60)
@given(_pairs)
def test_lowest_highest_filled_where(pairs: list[tuple[Value, Value]]) -> None:
    left, right, a, b = _split(pairs)
    rows = list(zip(left, right, strict=True))
    assert a.lowest(b).to_list() == [_both(min, x, y) for x, y in rows]
    assert a.highest(b).to_list() == [_both(max, x, y) for x, y in rows]
    assert a.filled(b).to_list() == [y if x is None else x for x, y in rows]
    keep = np.arange(len(rows)) % 2 == 0
    assert a.where(keep, b).to_list() == [x if at % 2 == 0 else y for at, (x, y) in enumerate(rows)]


@settings(max_examples=60)
@given(_columns, st.builds(Fraction, _numerators, _denominators))
def test_a_plain_number_stands_for_a_column(values: list[Value], number: Fraction) -> None:
    column = Exact.from_fractions(values)
    assert (column + number).to_list() == [None if v is None else v + number for v in values]
    assert (column * number).to_list() == [None if v is None else v * number for v in values]
    assert (-column).to_list() == [None if v is None else -v for v in values]
    assert column.compare(number).tolist() == [0 if v is None else (v > number) - (v < number) for v in values]


@settings(max_examples=80)
@given(_columns, st.integers(0, 6))
def test_rounding_is_half_up_away_from_zero(values: list[Value], places: int) -> None:
    wanted = [None if v is None else _half_up(v, places) for v in values]
    assert Exact.from_fractions(values).rounded(places).to_list() == wanted
    assert [None if v is None else half_up(v, places) for v in values] == wanted


def _half_up(value: Fraction, places: int) -> Fraction:
    whole, rest = divmod(abs(value) * 10**places, 1)
    return F(int(whole) + (rest >= F(1, 2)), 10**places) * (-1 if value < 0 else 1)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("0.00499999999999999", "0"),
        ("2.675", "2.68"),
        ("1.005", "1.01"),
        ("2/3", "0.67"),
        ("1/3", "0.33"),
        ("-2.5", "-2.5"),
        ("1/200", "0.01"),
        ("99.995", "100"),
    ],
)
def test_rounding_where_floats_and_bankers_go_wrong(value: str, wanted: str) -> None:
    assert Exact.from_fractions([F(value)]).rounded().to_list() == [F(wanted)]


@settings(max_examples=100)
@given(st.lists(_values, max_size=30))
@example([F(1, 2**62), F(1, 2**63 + 1), F(2), None, F(1, 3)])
@example([F(1, den) for den in range(1, 80)] + [None])
def test_order_keys_are_dense_ranks(values: list[Value]) -> None:
    places = {value: place for place, value in enumerate(sorted({v for v in values if v is not None}))}
    keys = Exact.from_fractions(values).order_keys().tolist()
    assert keys == [-1 if value is None else places[value] for value in values]


# -- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (0.1 + 0.2, "0.3"),
        (0.30000000000000004, "0.3"),
        (1 / 3, "0.333333333333333"),
        (2 / 3, "0.666666666666667"),
        (0.1 * 3, "0.3"),
        (1.1 * 1.1, "1.21"),
        (69.9999999999999, "69.9999999999999"),
        (70.0000000000001, "70.0000000000001"),
        (69.99999999999999, "70"),
        (123456789012345.0, "123456789012345"),
        (1234567890123456.0, "1234567890123460"),
        (1e20, str(10**20)),
        (1e-7, "1/10000000"),
        (1e-20, f"1/{10**20}"),
        (-0.07, "-0.07"),
        (-0.0, "0"),
        (0.285 * 100, "28.5"),
        (4.35 * 100, "435"),
        (999999999999999.9, "1000000000000000"),
        (5e-324, None),
    ],
)
def test_a_cells_number_is_its_15_digits(number: float, wanted: str | None) -> None:
    exact = F(wanted) if wanted else F(Decimal("4.94065645841247e-324"))
    assert Exact.from_floats(np.array([number])).to_list() == [exact]


@settings(max_examples=150)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_any_double_is_its_15_digits(numbers: list[float]) -> None:
    wanted = [F(Decimal(f"{number:.14e}")) for number in numbers]
    assert Exact.from_floats(np.array(numbers)).to_list() == wanted


@settings(max_examples=150)
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 15))
def test_a_decimal_of_15_digits_comes_back(digits: int, places: int) -> None:
    assert Exact.from_floats(np.array([digits / 10**places])).to_list() == [F(digits, 10**places)]


def test_nan_is_missing() -> None:
    column = Exact.from_floats(np.array([np.nan, 0.0, 1 / 3, np.nan]))
    assert column.missing.tolist() == [True, False, False, True]
    assert Exact.from_floats(np.array([])).to_list() == []


# -- making and taking apart ------------------------------------------------------------------------------------------


def test_thirds_add_up_to_exactly_one() -> None:
    parts = [Exact.from_ints(np.array([amount])) / full for amount, full in ((100, 300), (100, 300), (200, 600))]
    total = (parts[0] + parts[1] + parts[2]) * 100
    assert total.to_list() == [F(100)]
    assert (total >= 100).tolist() == [True]


def test_long_chains_outgrow_64_bits_and_come_back() -> None:
    column = Exact.from_fractions([F(1), F(2, 7), None])
    for step in range(1, 40):
        column = column * F(step, 3)
    for step in range(1, 40):
        column = column / F(step, 3)
    assert column.to_list() == [F(1), F(2, 7), None]
    assert column.num.dtype == np.int64


@settings(max_examples=40)
@given(_columns, _columns)
def test_concat_take_and_items(first: list[Value], second: list[Value]) -> None:
    whole = Exact.concat([Exact.from_fractions(first), Exact.from_fractions(second)])
    assert len(whole) == len(first) + len(second)
    assert whole.to_list() == first + second
    assert [whole[at] for at in range(len(whole))] == first + second
    assert whole.take([len(whole) - 1, 0]).to_list() == [(first + second)[-1], first[0]]
    assert Exact.concat([]).to_list() == []
    assert Exact.empty(2).to_list() == [None, None]
    assert Exact.full(2, F(1, 3)).to_list() == [F(1, 3)] * 2


@settings(max_examples=40)
@given(_columns)
def test_to_floats_is_the_nearest_double(values: list[Value]) -> None:
    found = Exact.from_fractions(values).to_floats().tolist()
    for value, number in zip(values, found, strict=True):
        assert np.isnan(number) if value is None else number == pytest.approx(float(value), rel=1e-15)


def test_from_ints_with_a_mask_and_a_denominator() -> None:
    column = Exact.from_ints(np.array([150, 7]), np.array([False, True]), den=100)
    assert column.to_list() == [F(3, 2), None]
    assert column.without(np.array([True, False])).to_list() == [None, None]


# -- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(80), "80"),
        (F("80.50"), "80.5"),
        (F(1, 3), "1/3"),
        (F(-1, 8), "-0.125"),
        (F(0), "0"),
        (F(1, 10**9), "0.000000001"),
        (F(10**20), str(10**20)),
        (F(-100, 3), "-100/3"),
        (F(99999, 100), "999.99"),
    ],
)
def test_plain_text(value: Fraction, text: str) -> None:
    assert plain_text(value) == text


@given(st.builds(Fraction, _numerators, _denominators))
def test_plain_text_is_exact(value: Fraction) -> None:
    assert F(plain_text(value)) == value


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6), st.integers(0, 4)
)
def test_fixed_text_is_decimal_half_up(number: Decimal, places: int) -> None:
    wanted = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert fixed_text(F(number), places) == str(wanted if wanted else abs(wanted))


def test_shown_decimal() -> None:
    assert shown_decimal(0.1 + 0.2) == Decimal("0.3")
