"""Columns of whole numbers that may outgrow 64 bits: int64 where bounds prove it safe, else Python's own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]  # int64, or object holding Python ints

SAFE = 2**62
_FEW_ROWS = 64


def bound(numbers: Ints) -> int:
    """The largest absolute value in the array."""
    if not len(numbers):
        return 0
    if len(numbers) <= _FEW_ROWS:  # where numpy takes longer to begin than Python to end
        return int(max(map(abs, numbers.tolist())))
    return max(abs(int(numbers.max())), abs(int(numbers.min())))


def is_wide(one: Ints, other: Ints) -> bool:
    return one.dtype.hasobject or other.dtype.hasobject


def wide(numbers: Ints) -> Ints:
    return numbers.astype(object)


def times(left: Ints, right: Ints) -> Ints:
    if is_wide(left, right) or bound(left) * bound(right) >= SAFE:
        return wide(left) * wide(right)
    return left * right


def plus(left: Ints, right: Ints) -> Ints:
    if is_wide(left, right) or bound(left) + bound(right) >= SAFE:
        return wide(left) + wide(right)
    return left + right


def _kind_for(number: int) -> type:
    return np.int64 if number < SAFE else object


def single(number: int) -> Ints:
    return np.array([number], dtype=_kind_for(abs(number)))


def repeated(number: int, rows: int) -> Ints:
    return np.full(rows, number, dtype=_kind_for(abs(number)))


def narrow(numbers: Ints) -> Ints:
    if numbers.dtype == object and bound(numbers) < SAFE:
        return numbers.astype(np.int64)
    return numbers
