"""Columns of exact rational numbers: the only numbers that decide anything.

Binary floats put 23 % of the scores that lie exactly on a line below it, and decimals cannot hold a third. So a column
here is a pair of integer arrays, numerator and denominator, with a mask for "no data". It computes in 64-bit integers
as long as the bounds of its operands prove that nothing can overflow, and in Python's unbounded integers from there on.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.integers import SAFE, Ints, bound, is_wide, narrow, plus, repeated, single, times, wide

Bools = NDArray[np.bool_]

_BIG = 2**31
_MAX_FLOAT_DIGITS = 15
_TRY_PLACES = 7
_FEW_DENOMINATORS = 64
_THERE = np.zeros(1, dtype=bool)


class Exact(Struct, frozen=True, eq=False):
    """A column of exact numbers.

    ``num`` and ``den`` are integer arrays of one shape ``(n,)``, ``den`` positive; ``missing`` is the mask of rows
    without data (their ``num`` is 0 and their ``den`` 1). Arithmetic spreads missing; comparisons are False there.
    """

    num: Ints
    den: Ints
    missing: Bools

    # -- making ---------------------------------------------------------------------------------------------------

    @classmethod
    def from_fractions(cls, values: Sequence[Fraction | int | None]) -> Exact:
        """From Python numbers, None for no data."""
        fractions = [Fraction(0) if value is None else Fraction(value) for value in values]
        num = np.array([f.numerator for f in fractions], dtype=object)
        den = np.array([f.denominator for f in fractions], dtype=object)
        missing = np.array([value is None for value in values], dtype=bool)
        return cls(narrow(num), narrow(den), missing)

    @classmethod
    def from_ints(cls, values: NDArray[np.int64], missing: Bools | None = None, den: int = 1) -> Exact:
        """From whole numbers of ``1/den``."""
        mask = np.zeros(len(values), dtype=bool) if missing is None else missing
        num = np.where(mask, 0, values).astype(np.int64)
        return cls(num, np.full(len(values), den, dtype=np.int64), mask)

    @classmethod
    def from_floats(cls, values: NDArray[np.float64]) -> Exact:
        """From the numbers of cells: each is the decimal that Excel shows, its 15 significant digits; NaN is missing.

        ``round(x * 10**k) / 10**k == x`` proves the decimal with ``k`` places: both operands are exact in binary, so
        the division rounds to the double nearest to that decimal, and no other decimal of 15 digits shares it.
        """
        missing = np.isnan(values)
        plain = np.where(missing, 0.0, values)
        num = np.zeros(len(plain), dtype=np.int64)
        den = np.ones(len(plain), dtype=np.int64)
        left = ~missing
        for places in range(_TRY_PLACES):
            scale = float(10**places)
            with np.errstate(over="ignore"):  # beyond 1e302 the product is infinite and proves nothing
                scaled = np.rint(plain * scale)
            hit = left & (scaled / scale == plain) & (np.abs(scaled) < 1e15)
            num[hit] = scaled[hit].astype(np.int64)
            den[hit] = 10**places
            left &= ~hit
            if not left.any():
                return cls(num, den, missing)
        rest = np.flatnonzero(left)
        exact = cls.from_fractions([Fraction(shown_decimal(float(plain[row]))) for row in rest])
        if is_wide(exact.num, exact.den):
            num, den = wide(num), wide(den)
        num[rest], den[rest] = exact.num, exact.den
        return cls(num, den, missing)

    @classmethod
    def empty(cls, rows: int) -> Exact:
        """A column of ``rows`` rows without any data."""
        return cls(np.zeros(rows, np.int64), np.ones(rows, np.int64), np.ones(rows, bool))

    @classmethod
    def full(cls, rows: int, value: Fraction | int) -> Exact:
        """The same number in every row."""
        num, den = value.as_integer_ratio()
        return cls(repeated(num, rows), repeated(den, rows), np.zeros(rows, dtype=bool))

    @classmethod
    def concat(cls, parts: Sequence[Exact]) -> Exact:
        """The columns one under the other."""
        if not parts:
            return cls.empty(0)
        return cls(
            np.concatenate([part.num for part in parts]),
            np.concatenate([part.den for part in parts]),
            np.concatenate([part.missing for part in parts]),
        )

    # -- taking apart ---------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.num)

    def take(self, rows: NDArray[np.intp] | Sequence[int]) -> Exact:
        """The rows at these positions, in this order."""
        at = np.asarray(rows, dtype=np.intp)
        return Exact(self.num[at], self.den[at], self.missing[at])

    def __getitem__(self, row: int) -> Fraction | None:
        if self.missing[row]:
            return None
        return Fraction(int(self.num[row]), int(self.den[row]))

    def to_list(self) -> list[Fraction | None]:
        """Python fractions, None where there is no data."""
        return [
            None if gone else Fraction(n, d)
            for n, d, gone in zip(self.num.tolist(), self.den.tolist(), self.missing.tolist(), strict=True)
        ]

    def to_floats(self) -> NDArray[np.float64]:
        """Nearest doubles, NaN where there is no data: to show, never to decide."""
        if is_wide(self.num, self.den):
            pairs = zip(self.num.tolist(), self.den.tolist(), strict=True)
            numbers = np.array([n / d for n, d in pairs], dtype=np.float64)
        else:
            numbers = self.num / self.den
        return np.where(self.missing, np.nan, numbers)

    # -- arithmetic -----------------------------------------------------------------------------------------------

    def __neg__(self) -> Exact:
        return Exact(-self.num, self.den, self.missing)

    def __add__(self, other: Exact | Fraction | int) -> Exact:
        right = self._like(other)
        if (self.den == right.den).all():
            return self._made(plus(self.num, right.num), self.den, right)
        num = plus(times(self.num, right.den), times(right.num, self.den))
        return self._made(num, times(self.den, right.den), right)

    def __sub__(self, other: Exact | Fraction | int) -> Exact:
        return self + -self._like(other)

    def __mul__(self, other: Exact | Fraction | int) -> Exact:
        right = self._like(other)
        return self._made(times(self.num, right.num), times(self.den, right.den), right)

    def __truediv__(self, other: Exact | Fraction | int) -> Exact:
        """Division; a zero divisor gives no data."""
        right = self._like(other)
        zero = right.num == 0
        sign = np.where(right.num < 0, -1, 1)
        num = times(times(self.num, right.den), sign)
        den = times(self.den, np.where(zero, 1, times(right.num, sign)))
        made = self._made(num, den, right)
        return made.without(zero.astype(bool))

    def without(self, rows: Bools) -> Exact:
        """The same column with these rows made missing."""
        mask = self.missing | rows
        return Exact(np.where(mask, 0, self.num), np.where(mask, 1, self.den), mask)

    def filled(self, other: Exact | Fraction | int) -> Exact:
        """``other`` where this has no data (``coalesce``)."""
        return self.where(~self.missing, other)

    def where(self, keep: Bools, other: Exact | Fraction | int) -> Exact:
        """This where ``keep``, else ``other``."""
        right = self._like(other)
        return Exact(
            np.where(keep, self.num, right.num),
            np.where(keep, self.den, right.den),
            np.where(keep, self.missing, right.missing),
        )

    def lowest(self, other: Exact | Fraction | int) -> Exact:
        """The smaller of both, row by row; missing where either is."""
        right = self._like(other)
        return self.where(self.compare(right) <= 0, right).without(self.missing | right.missing)

    def highest(self, other: Exact | Fraction | int) -> Exact:
        """The larger of both, row by row; missing where either is."""
        right = self._like(other)
        return self.where(self.compare(right) >= 0, right).without(self.missing | right.missing)

    # -- comparing ------------------------------------------------------------------------------------------------

    def compare(self, other: Exact | Fraction | int) -> NDArray[np.int8]:
        """-1, 0 or 1 a row, by cross-multiplication; 0 where either has no data."""
        right = self._like(other)
        left_side, right_side = times(self.num, right.den), times(right.num, self.den)
        signs = (left_side > right_side).astype(np.int8) - (left_side < right_side).astype(np.int8)
        signs[self.missing | right.missing] = 0
        return np.asarray(signs, dtype=np.int8)

    def _holds(self, other: Exact | Fraction | int, test: Callable[[NDArray[np.int8]], Bools]) -> Bools:
        right = self._like(other)
        return test(self.compare(right)) & ~self.missing & ~right.missing

    def __ge__(self, other: Exact | Fraction | int) -> Bools:
        return self._holds(other, lambda sign: sign >= 0)

    def __gt__(self, other: Exact | Fraction | int) -> Bools:
        return self._holds(other, lambda sign: sign > 0)

    def __le__(self, other: Exact | Fraction | int) -> Bools:
        return self._holds(other, lambda sign: sign <= 0)

    def __lt__(self, other: Exact | Fraction | int) -> Bools:
        return self._holds(other, lambda sign: sign < 0)

    def equals(self, other: Exact | Fraction | int) -> Bools:
        """True where both have data and are the same number."""
        return self._holds(other, lambda sign: sign == 0)

    def order_keys(self) -> NDArray[np.int64]:
        """Dense ranks, 0 the smallest: equal numbers get equal keys; -1 without data."""
        keys = np.full(len(self), -1, dtype=np.int64)
        rows = np.flatnonzero(~self.missing)
        if not len(rows):
            return keys
        filled = self.take(rows)
        shared = filled._in_common()
        if shared is not None:
            keys[rows] = np.unique(shared[0], return_inverse=True)[1]
            return keys
        fractions = [Fraction(n, d) for n, d in zip(filled.num.tolist(), filled.den.tolist(), strict=True)]
        places = {value: place for place, value in enumerate(sorted(set(fractions)))}
        keys[rows] = [places[value] for value in fractions]
        return keys

    def beyond(self, limit: int, finest: int | None = None) -> Bools:
        """True where the size is ``limit`` or more, or the denominator larger than ``finest``."""
        largest = bound(self.den)
        finest = largest if finest is None else finest
        if bound(self.num) < limit and largest <= finest:
            return np.zeros(len(self), dtype=bool)
        if not is_wide(self.num, self.den) and largest <= finest:
            near = np.flatnonzero(np.abs(self.num / self.den) > 0.99 * limit)  # few; they are looked at exactly
            made = np.zeros(len(self), dtype=bool)
            made[near] = [value is not None and bool(abs(value) >= limit) for value in self.take(near).to_list()]
            return made
        pairs = zip(self.num.tolist(), self.den.tolist(), strict=True)
        return np.array([abs(num) >= limit * den or den > finest for num, den in pairs], dtype=bool) & ~self.missing

    # -- groups of rows -------------------------------------------------------------------------------------------

    def sums(self, group: NDArray[np.int64], groups: int) -> Exact:
        """The sum of each group's filled rows; a group without any has no data.

        Args:
            group: Which group each row belongs to, ``0 … groups - 1``.
            groups: How many there are.
        """
        rows = np.flatnonzero(~self.missing)
        rows = rows[np.argsort(group[rows], kind="stable")]
        made = np.zeros(groups, dtype=np.int64)
        if not len(rows):
            return Exact.from_ints(made, made == 0)
        found, starts = np.unique(group[rows], return_index=True)
        missing = np.ones(groups, dtype=bool)
        missing[found] = False
        num, den = self.take(rows)._added(starts)
        spread = np.zeros(groups, dtype=np.intp)
        spread[found] = np.arange(len(found))
        return Exact(np.where(missing, 0, num[spread]), np.where(missing, 1, den[spread]), missing)

    def extremes(self, group: NDArray[np.int64], groups: int, *, largest: bool) -> Exact:
        """The smallest (or largest) of each group's filled rows; a group without any has no data."""
        rows = np.flatnonzero(~self.missing)
        keys = self.order_keys()[rows]
        rows = rows[np.lexsort((-keys if largest else keys, group[rows]))]
        found, starts = np.unique(group[rows], return_index=True)
        place = np.full(groups, -1, dtype=np.intp)
        place[found] = rows[starts]
        return self.take(place).without(place < 0) if len(self) else Exact.empty(groups)

    def _added(self, starts: NDArray[np.intp]) -> tuple[Ints, Ints]:
        """The sums of the groups of consecutive rows that begin at ``starts``; no row is blank."""
        shared = self._in_common()
        if shared is None:
            values = [value or Fraction(0) for value in self.to_list()]
            ends = [*starts[1:].tolist(), len(self)]
            pairs = zip(starts.tolist(), ends, strict=True)
            added = Exact.from_fractions([sum(values[start:end], Fraction(0)) for start, end in pairs])
            return added.num, added.den
        scaled, common = shared
        longest = int(np.diff([*starts.tolist(), len(self)]).max())
        summed = narrow(np.add.reduceat(scaled if bound(scaled) * longest < SAFE else wide(scaled), starts))
        den = np.full(len(starts), common, dtype=np.int64 if common < SAFE else object)
        divisor = np.gcd(summed, den)
        return narrow(summed // divisor), narrow(den // divisor)

    def _in_common(self) -> tuple[Ints, int] | None:
        """The numerators over one denominator, and that; None where there are too many denominators."""
        kinds, which = np.unique(self.den, return_inverse=True)
        if len(kinds) > _FEW_DENOMINATORS:
            return None
        common = math.lcm(*kinds.tolist())
        factors = narrow(np.array([common // int(d) for d in kinds], dtype=object))
        return narrow(times(self.num, factors[which])), common

    # -- rounding -------------------------------------------------------------------------------------------------

    def rounded(self, places: int = 2) -> Exact:
        """Rounded half-up to ``places`` decimals (``-0.005`` goes to ``-0.01``: away from zero), den ``10**places``."""
        scale = 10**places
        doubled = times(np.abs(self.num), single(2 * scale))
        num = plus(doubled, self.den) // times(self.den, single(2))
        signed = narrow(np.where(self.num < 0, -num, num))
        return Exact(signed, repeated(scale, len(self)), self.missing)

    # -- inside ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _like(other: Exact | Fraction | int) -> Exact:
        """The other operand; a number as a single row, which numpy holds against every row."""
        if isinstance(other, Exact):
            return other
        num, den = other.as_integer_ratio()
        return Exact(single(num), single(den), _THERE)

    def _made(self, num: Ints, den: Ints, right: Exact) -> Exact:
        missing = self.missing | right.missing
        if missing.any():
            num, den = np.where(missing, 0, num), np.where(missing, 1, den)
        if is_wide(num, den) or bound(den) > _BIG:
            common = np.gcd(num, den)
            num, den = narrow(num // common), narrow(den // common)
        return Exact(num, den, missing)


def shown_decimal(number: float) -> decimal.Decimal:
    """The decimal that Excel shows for a cell's number: its 15 significant digits."""
    return decimal.Decimal(format(number, f".{_MAX_FLOAT_DIGITS}g"))


def half_up(value: Fraction, places: int = 2) -> Fraction:
    """``value`` rounded half-up (away from zero) to ``places`` decimals."""
    scale = 10**places
    return Fraction(_scaled(value, scale), scale) if scale % value.denominator else value


def _scaled(value: Fraction, scale: int) -> int:
    """``value * scale`` rounded half-up."""
    magnitude = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return -magnitude if value < 0 else magnitude


def plain_text(value: Fraction | int) -> str:
    """An exact number as text: a decimal without trailing zeros, or ``1/3`` where no decimal is exact."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    places = max(twos, fives)
    return _decimal(value.numerator * (10**places // value.denominator), places)


def rough_text(value: Fraction) -> str:
    """A number of any size by its first digits: ``1.7e+308``."""
    return format(decimal.Decimal(value.numerator) / decimal.Decimal(value.denominator), ".4g")


def fixed_text(value: Fraction, places: int) -> str:
    """A number with exactly ``places`` decimals, rounded half-up."""
    return _decimal(_scaled(value, 10**places), places)


def _digits(number: int) -> str:
    """An integer of any length as text: ``str`` gives up at 4,300 digits."""
    return str(number) if number.bit_length() < SAFE.bit_length() else format(decimal.Decimal(number), "f")


def _decimal(scaled: int, places: int) -> str:
    digits = _digits(abs(scaled)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
