"""The columns of a table as whole numbers and words, and what stands in them that cannot be read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, NoReturn

import ibis
from msgspec import Struct

from ccmotivate.model.bounds import LIMIT
from ccmotivate.model.durations import DAY, UNITS
from ccmotivate.model.metrics import DetailColumn, MetricKind
from ccmotivate.model.period import Month
from ccmotivate.warehouse.sql import WIDE
from ccmotivate.warehouse.terms import CannotFoldError
from ccmotivate.warehouse.zones import from_universal, to_universal

MOST_PLACES = 9
_FLOAT_PLACES = 6
_MILLION = 1_000_000
_EPOCH = 719_162 * DAY  # seconds from 0001-01-01 to 1970-01-01
_PLAIN, _MOST = 2**31, 10**38

Worth = Callable[[DetailColumn, Sequence[str]], Sequence[Fraction | None]]
"""What texts are worth in a column of numbers, None for those that cannot be read."""


class Counted(Struct, frozen=True):
    """A column of whole numbers counted in ``1 / den``, NULL for no data."""

    whole: Any
    den: int = 1

    def over(self, den: int) -> Any:
        """The same numbers counted in ``1 / den``, a multiple of their own denominator."""
        return _times(self.whole, den // self.den)


class Typed(Struct, frozen=True):
    """A column as numbers; ``wrong`` are conditions that hold of cells in error, by the code of the problem."""

    numbers: Counted
    wrong: Mapping[str, Any]


class Clock(Struct, frozen=True):
    """The zones of a source: where its stamps without a zone were written, and where the centre counts its days."""

    zone: str | None
    written_in: str | None
    months: tuple[Month, ...]

    @property
    def of_stamps(self) -> str | None:
        """The zone of stamps that name none."""
        return self.written_in or self.zone


class UnfitError(ValueError):
    """A column of a type that cannot be read as its kind."""


def unfit(raw: Any) -> NoReturn:
    """Refuse a column.

    Raises:
        UnfitError: always.
    """
    raise UnfitError(str(raw.type()))


def whole(number: int) -> Any:
    """A whole number.

    Raises:
        CannotFoldError: more than 38 digits.
    """
    if abs(number) >= _MOST:
        raise CannotFoldError("size", str(number))
    return ibis.literal(number) if abs(number) < _PLAIN else ibis.literal(str(number)).cast(WIDE)


def _times(wholes: Any, factor: int) -> Any:
    return wholes if factor == 1 else wholes.cast(WIDE) * whole(factor)


def text_of(raw: Any) -> Any:
    """A column as text."""
    return raw if raw.type().is_string() else raw.cast("string")


def places_wanted(raw: Any) -> int:
    """How many decimal places have to be tried; 0 where the type says how many there are."""
    kind = raw.type()
    if kind.is_floating():
        return _FLOAT_PLACES
    return MOST_PLACES if kind.is_decimal() and (kind.scale is None or kind.precision is None) else 0


def is_finer(raw: Any, places: int) -> Any:
    """Where a number has more decimal places.

    Of a binary number that decimal is meant which it is the nearest to, as in ``Exact.from_floats``.
    """
    if raw.type().is_decimal():
        return raw.cast(f"decimal(38, {places})") != raw
    scaled = (raw.cast("float64") * float(10**places)).round().cast("float64")
    return ~((scaled / float(10**places)) == raw.cast("float64")) | ~_is_small(scaled)


def _is_small(scaled: Any) -> Any:
    return (scaled < 1e15) & (scaled > -1e15)


def as_number(raw: Any, places: int) -> Counted:
    """A column of numbers, with this many decimal places where its type does not say.

    Raises:
        UnfitError: it has none.
    """
    kind = raw.type()
    if kind.is_boolean():
        return Counted(ibis.ifelse(raw, 1, ibis.ifelse(~raw, 0, ibis.null("int8"))).cast("int64"))
    if kind.is_integer():
        return Counted(raw.cast(WIDE if kind.nbytes >= 8 and not kind.is_signed_integer() else "int64"))
    if kind.is_decimal():
        scale = kind.scale if kind.scale is not None and kind.precision is not None else places
        return Counted((raw.cast(f"decimal(38, {scale})") * whole(10**scale)).cast(WIDE), 10**scale)
    if not kind.is_floating():
        raise UnfitError(str(kind))
    scaled = (raw.cast("float64") * float(10**places)).round().cast("float64")
    return Counted(ibis.ifelse(_is_small(scaled), scaled, ibis.null("float64")).cast("int64"), 10**places)


def scaled_by(numbers: Counted, factor: Fraction) -> Counted:
    """Numbers times a fixed one."""
    return Counted(_times(numbers.whole, factor.numerator), numbers.den * factor.denominator)


def is_equal(numbers: Counted, value: Fraction) -> Any:
    """Where a number is this one."""
    den = math.lcm(numbers.den, value.denominator)
    return numbers.over(den) == whole(int(value * den))


def is_beyond(numbers: Counted, low: Fraction | None, high: Fraction | None) -> Any:
    """Where a number is below or above."""
    found = [ibis.literal(False)]
    for bound, is_low in ((low, True), (high, False)):
        if bound is not None:
            den = math.lcm(numbers.den, bound.denominator)
            mine, its = numbers.over(den), whole(int(bound * den))
            found.append(mine < its if is_low else mine > its)
    return reduce(lambda left, right: left | right, found)


def figures(column: DetailColumn, raw: Any, places: int, factor: Fraction, nothing: Sequence[Fraction]) -> Typed:
    """A column of numbers in the unit of its kind.

    Args:
        column: Its rules.
        raw: The column of the table.
        places: The decimal places where its type does not say them.
        factor: What a bare number stands for: 60 of minutes, 100 of a share in a percent column.
        nothing: Numbers that mean no data.

    Raises:
        UnfitError: it has no numbers.
    """
    found = as_number(raw, places)
    for value in nothing:
        found = Counted(ibis.ifelse(is_equal(found, value), ibis.null(WIDE), found.whole), found.den)
    wrong: dict[str, Any] = {}
    if places_wanted(raw):
        wrong["table-fine"] = is_finer(raw, places)
    wrong["number-size"] = is_beyond(found, Fraction(1 - LIMIT), Fraction(LIMIT - 1))
    if column.kind == MetricKind.COUNT and found.den != 1:
        wrong["not-whole"] = found.whole % whole(found.den) != 0
    if column.kind in (MetricKind.PASS, MetricKind.LEVEL):
        wrong["unknown-word"] = ~found.whole.isin([0, 1])
    found = scaled_by(found, factor)
    if column.plausible.low is not None or column.plausible.high is not None:
        wrong["out-of-range"] = is_beyond(found, column.plausible.low, column.plausible.high)
    return Typed(found, wrong)


def factor_of(column: DetailColumn, *, fractions: bool) -> Fraction:
    """What a bare number of a column stands for in the unit of its kind; percents may stand as shares of 1."""
    if column.kind == MetricKind.DURATION:
        return Fraction(UNITS[column.unit or "seconds"])
    return Fraction(100) if column.kind == MetricKind.PERCENT and fractions else Fraction(1)


def of_words(raw: Any, worth: Mapping[str, Fraction | None]) -> Typed:
    """A column of words with what each is worth; one that cannot be read has no value and is in error."""
    den = math.lcm(*(value.denominator for value in worth.values() if value is not None), 1)
    known = [(raw == text, whole(int(value * den))) for text, value in worth.items() if value is not None]
    wholes = ibis.cases(*known, else_=ibis.null(WIDE)).cast(WIDE) if known else ibis.null(WIDE)
    return Typed(Counted(wholes, den), {})


# -- days and times ---------------------------------------------------------------------------------------------------


def instants(column: DetailColumn, raw: Any, clock: Clock) -> Typed:
    """A column of days, times or moments in seconds, as ``model/instants.py`` counts them.

    Raises:
        UnfitError: it is of another type.
    """
    kind = raw.type()
    if column.kind == "time":
        if not kind.is_time():
            raise UnfitError(str(kind))
        seconds = raw.hour().cast("int64") * 3600 + raw.minute() * 60 + raw.second()
        return Typed(Counted(seconds * _MILLION + raw.microsecond(), _MILLION), {})
    if kind.is_date():
        return Typed(Counted(raw.cast("timestamp").epoch_seconds().cast("int64") + _EPOCH), {})
    if not kind.is_timestamp():
        raise UnfitError(str(kind))
    universal, far = _moments(raw, clock)
    if column.kind == "moment":
        return Typed(Counted(universal, _MILLION), {"table-far": far})
    zone = clock.zone
    local = (
        stamp_of(raw)
        if zone is None or not (kind.timezone or clock.written_in)
        else from_universal(universal, zone, clock.months)
    )
    return Typed(Counted(local - local % ibis.literal(DAY * _MILLION, type="int64"), _MILLION), {"table-far": far})


def stamp_of(raw: Any) -> Any:
    """Millionths of a second since the calendar's first day, as a stamp is written; of one with a zone universal."""
    seconds = raw.truncate("s").epoch_seconds().cast("int64") + ibis.literal(_EPOCH, type="int64")
    return seconds * ibis.literal(_MILLION, type="int64") + raw.microsecond().cast("int64")


def _moments(raw: Any, clock: Clock) -> tuple[Any, Any]:
    """Stamps by universal time, and where they are too far from the months for the clocks to be known."""
    stamp, zone = stamp_of(raw), clock.of_stamps
    if raw.type().timezone or zone is None:
        return stamp, ibis.literal(False)
    middle = (min(clock.months).ordinal, max(clock.months).ordinal)
    low, high = (
        ibis.timestamp(one.year + by, one.month, 1, 0, 0, 0)
        for one, by in ((Month.from_ordinal(middle[0]), -2), (Month.from_ordinal(middle[1]), 2))
    )
    return to_universal(stamp, zone, clock.months), (raw < low) | (raw > high)
