"""The unit of bare times: by the header, else by how long one call usually lasts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ccmotivate.locale import N_
from ccmotivate.model.durations import UNITS
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.mapping import Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.lexicon import is_average, is_total, plain, unit_in
from ccmotivate.readers.mapping.pools import Pool

_OF_CALLS = re.compile(
    r"\bcalls?\b|talk|\bring|\b(acd|aht|asa)\b|billsec|\bqueue|bound\b|通话|呼叫|呼入|外呼|振铃|接听|接通", re.I
)


def unit_of(column: SeenColumn, pool: Pool, *, is_single: bool) -> tuple[str, Remark]:
    """The unit of bare times: by the header, else the only one in which the middle one is a usual length of a call.

    ``is_single`` where a row is one contact. Where it may be the total of several, as well as their average, both must
    agree. Only files of calls are judged so: a ticket may take a day.
    """
    said = unit_in(column.header)
    measure = column.measure
    if said:
        return said, Remark(N_("by its header"))
    if measure is None or measure.seconds is None or not any(_OF_CALLS.search(plain(h)) for h in _headers(pool)):
        return "", Remark("")
    lengths = _lengths(column, pool, is_single=is_single)
    fitting = {unit: one for one in lengths for unit, size in UNITS.items() if fits(one[0] * size, measure.seconds)}
    if len(fitting) != 1:
        return "", Remark("")
    unit, (each, beside) = next(iter(fitting.items()))
    text = N_("a call lasts {figure} in the middle{per}: only as {unit} is that usual")
    return unit, Remark(text, {"figure": _short(each), "unit": unit, "per": beside})


def unit_of_others(pool: Pool, *, is_single: bool) -> tuple[str, Remark]:
    """The unit that bare times of the file have as far as their usual lengths tell: the same one for the others."""
    bare = [one for one in pool.columns.values() if one.is_number and one.measure and one.measure.kind == "duration"]
    found = {one.header: unit_of(one, pool, is_single=is_single)[0] for one in bare if not unit_in(one.header)}
    told = {unit: header for header, unit in reversed(found.items()) if unit}
    if len(told) != 1:
        return "", Remark("")
    unit, header = next(iter(told.items()))
    return unit, Remark(N_("as {header}"), {"header": header})


def fits(seconds: Fraction, usual: tuple[int, int]) -> bool:
    return usual[0] <= seconds <= usual[1]


def middle(values: Sequence[Fraction]) -> Fraction | None:
    """The lower median, which is one of the values."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def middle_per_call(column: SeenColumn, counts: SeenColumn) -> Fraction | None:
    """The middle of what a column says, divided by the calls beside it."""
    pairs = zip(column.values, counts.values, strict=True)
    return middle([one / many for one, many in pairs if one is not None and many])


def _headers(pool: Pool) -> list[str]:
    return [one.header for one in pool.columns.values()]


def _lengths(column: SeenColumn, pool: Pool, *, is_single: bool) -> list[tuple[Fraction, str]]:
    """What one call may last by a column: the middle as it stands, and of totals divided by the calls."""
    counts = pool.columns.get("answered")
    is_counted = counts is not None and counts.is_number and not is_single
    found = []
    if not (is_total(column.header) and is_counted) and (each := middle([one for one in column.values if one])):
        found.append((each, ""))
    if (
        counts is not None
        and is_counted
        and not is_average(column.header)
        and (each := middle_per_call(column, counts))
    ):
        found.append((each, f" ({column.header} / {counts.header})"))
    return found


def _short(figure: Fraction) -> str:
    """With a decimal, of what is below 1 with four."""
    return fixed_text(figure, 1 if figure >= 1 else 4)
