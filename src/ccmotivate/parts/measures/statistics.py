"""Intervals and the paired test, by scipy, which only ``evaluate`` loads: it takes longer than the whole start-up."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from fractions import Fraction

from ccmotivate.model.exact import half_up

CONFIDENCE = 0.95
PLACES = 4
Interval = tuple[Fraction, Fraction]


def welch(pilot: Sequence[Fraction], rest: Sequence[Fraction]) -> Interval | None:
    """The 95 % interval of the difference of means (B. L. Welch, 1947), to 4 decimals.

    None where it cannot be had: a side with one unit has no spread. Without any spread it is the difference itself.
    """
    if not _spread(pilot) and not _spread(rest) and min(len(pilot), len(rest)) > 1:
        same = half_up(pilot[0] - rest[0], PLACES)
        return same, same
    if min(len(pilot), len(rest)) < 2:
        return None
    from scipy import stats  # heavy

    with warnings.catch_warnings():  # of values that are nearly alike: the interval is as narrow as they are
        warnings.simplefilter("ignore", RuntimeWarning)
        found = stats.ttest_ind(_floats(pilot), _floats(rest), equal_var=False).confidence_interval(CONFIDENCE)
    return _rounded(found.low, found.high)


def paired(before: Sequence[Fraction], after: Sequence[Fraction]) -> tuple[Fraction, Interval]:
    """p and the 95 % interval of the mean change, by the paired t test; at least two pairs.

    Where everybody changed alike there is no spread to test by: the interval is that change, and p 0, or 1 for none.
    """
    changes = [new - old for old, new in zip(before, after, strict=True)]
    if not _spread(changes):
        same = half_up(changes[0], PLACES)
        return Fraction(not changes[0]), (same, same)
    from scipy import stats  # heavy

    with warnings.catch_warnings():  # as above
        warnings.simplefilter("ignore", RuntimeWarning)
        test = stats.ttest_rel(_floats(after), _floats(before))
        found = test.confidence_interval(CONFIDENCE)
    return Fraction(float(test.pvalue)), _rounded(found.low, found.high)


def holm(shares: Sequence[Fraction]) -> list[Fraction]:
    """The p values corrected for being several (S. Holm, 1979), in their order."""
    order = sorted(range(len(shares)), key=lambda at: shares[at])
    corrected, least = [Fraction(1)] * len(shares), Fraction(0)
    for rank, at in enumerate(order):
        least = max(least, min(Fraction(1), shares[at] * (len(shares) - rank)))
        corrected[at] = least
    return corrected


def _spread(values: Sequence[Fraction]) -> bool:
    return any(one != values[0] for one in values)


def _floats(values: Sequence[Fraction]) -> list[float]:
    return [float(one) for one in values]


def _rounded(low: float, high: float) -> Interval:
    return half_up(Fraction(float(low)), PLACES), half_up(Fraction(float(high)), PLACES)
