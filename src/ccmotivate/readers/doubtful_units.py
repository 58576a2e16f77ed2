"""Bare numbers beside numbers in 万 or 亿 that may be so many 万 or 亿 themselves.

Nothing in ``0.9`` beside ``1.2万`` says which it is, and nothing in ``412.8`` beside ``350.5万``. Numbers that are
larger by far than what is written before 万 are none in that unit, and show that others are written in full, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from ccmotivate.model.exact import Bools, Exact

_LARGER = 10
"""How many times the largest number before 万 a bare one must be to be in full."""

_FULL = 10
"""From how many times ``least_beside_units`` on a bare number shows that amounts to the cent are in full."""

_CENTS = re.compile(r".*[.,]\d\d", re.ASCII)


def least_in_full(coefficients: Iterable[Fraction], least: Fraction) -> Fraction:
    """From which size on a bare number is none in the unit: ``least``, which is raised for numbers before 万 above 10.

    Args:
        coefficients: What stands before 万 or 亿.
        least: The setting ``least_beside_units``.
    """
    return least * max([Fraction(1), *(abs(one) / _LARGER for one in coefficients)])


def doubtful(
    values: Exact, bare: Bools, times: Mapping[int, int], cents: Sequence[int], least: Fraction, *, is_count: bool
) -> Bools:
    """Which of the ``bare`` numbers may be in the unit of those at ``times``, which multiplies what stands before it.

    Where one of them is in full only fractions below ``least`` are; of counts, which may be small, only these. Amounts
    to the cent with a sign of currency (``cents``) are not beside amounts in full: ``￥88.50`` beside ``￥9,000.50``.
    """
    written = values.take(list(times)).to_list()
    coefficients = [one / by for one, by in zip(written, times.values(), strict=True) if one is not None]
    size, rows = values.where(values > 0, -values), np.arange(len(values))
    bare = bare & (size > 0) & ~np.isin(rows, list(times))
    large = bare & (size >= least_in_full(coefficients, least))
    if not (is_count or large.any()):
        return bare
    if (large & (size >= _FULL * least)).any():
        bare = bare & ~np.isin(rows, cents)
    is_fraction: Bools = (values.num % values.den != 0).astype(bool)
    return bare & (size < least) & is_fraction


def to_the_cent(amounts: Mapping[str, tuple[str, str]]) -> list[str]:
    """The texts of amounts with a sign of currency (``signed_amounts``) and two decimal places."""
    return [text for text, (number, _sign) in amounts.items() if _CENTS.fullmatch(number)]
