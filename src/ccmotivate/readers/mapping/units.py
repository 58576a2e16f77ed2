"""The unit of bare times, and what short clocks begin with: by the header, else by how long one call usually lasts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ccmotivate.locale import N_
from ccmotivate.model.durations import UNITS, clock_text
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.mapping import Remark
from ccmotivate.model.words import normal
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.lexicon import clock_in, is_average, is_total, plain, unit_in
from ccmotivate.readers.mapping.pools import Pool

_OF_CALLS = re.compile(
    r"\bcalls?\b|talk|\bring|\b(acd|aht|asa)\b|billsec|\bqueue|bound\b|通话|呼叫|呼入|外呼|振铃|接听|接通|anruf|gespr(ä|ae)ch",
    re.I,
)


_UNIT = re.compile(r"单位$|\bunits?$|\beinheit$", re.I)
_TIMES = ("", "时长", "时间", "duration", "time", "dauer", "zeit")
_OF_CHARGES = re.compile(r"计费|收费|计价|\b(billing|charging)\b", re.I)
_UNIT_WORDS = {
    word: unit
    for unit, words in {
        "seconds": "秒 sec seconds sekunden",
        "minutes": "分 分钟 min minutes minuten",
        "hours": "小时 时 hour hours stunden",
        "days": "天 日 day days tage",
    }.items()
    for word in words.split()
}
_ONLY_AS = N_("a call lasts {figure} in the middle{per}: only as {unit} is that usual")
_CLOCKS = {"minutes": Fraction(1), "hours": Fraction(60)}
"""What clocks of two parts may begin with, and by how much they are then longer than in minutes."""


_ASKED = "", Remark("")


def unit_of(
    column: SeenColumn, pool: Pool, *, is_single: bool, others: tuple[str, Remark] = _ASKED
) -> tuple[str, Remark]:
    """The unit of bare times: by the header, else the only one in which the middle one is a usual length of a call.

    ``is_single`` where a row is one contact. Where it may be the total of several, as well as their average, both must
    agree. Only files of calls are judged so: a ticket may take a day. Without the number of calls a total in seconds is
    as long as a call in milliseconds. Where neither tells, the unit of ``others``, but not of what has a unit beside it
    that cannot be: it is asked for.
    """
    said = unit_in(column.header)
    if said:
        return said, Remark(N_("by its header"))
    fitting = _usual(column, pool, UNITS, is_single=is_single)
    header, units = unit_beside(column, pool)
    if units:
        unit = next(iter(units))
        is_told = len(units) == 1 and unit != "days" and (not fitting or unit in fitting)  # no 24 hours are worked
        return (unit, Remark(N_("by {header}"), {"header": header})) if is_told else _ASKED
    may_be_total = not (is_single or is_average(column.header) or _counts(pool))
    if len(fitting) != 1 or (may_be_total and (is_total(column.header) or "milliseconds" in fitting)):
        return others
    only, (each, beside) = next(iter(fitting.items()))
    return only, Remark(_ONLY_AS, {"figure": _short(each), "unit": only, "per": beside})


def unit_beside(column: SeenColumn, pool: Pool) -> tuple[str, set[str]]:
    """The column that holds nothing but units of a bare time, like 天 and 小时, by its header, and these units.

    加班单位 is that of 加班时长, 单位 that of the time right before it, and 时长单位 that of the only one, too.
    """
    columns = list(pool.columns.values())
    bare = [one for one in columns if is_bare_time(one)]
    for before, one in zip((None, *columns), columns, strict=False):
        words = plain(one.header).casefold()
        said, found = {normal(text) for text in one.texts if text}, _UNIT.search(words)
        if not found or not said or not said <= {*_UNIT_WORDS} or _OF_CHARGES.search(words):
            continue
        what = words[: found.start()].strip()
        is_any = what in _TIMES and (column is before or (what and len(bare) == 1))
        is_own = what not in _TIMES and plain(column.header).casefold().startswith(what)
        if (is_any or is_own) and any(column is other for other in bare):
            return one.header, {_UNIT_WORDS[text] for text in said}
    return "", set()


def is_bare_time(column: SeenColumn) -> bool:
    measure = column.measure
    return column.is_number and measure is not None and measure.kind == "duration" and not unit_in(column.header)


def _usual(
    column: SeenColumn, pool: Pool, sizes: Mapping[str, Fraction], *, is_single: bool
) -> dict[str, tuple[Fraction, str]]:
    """The sizes in which the middle is a usual length of a call, with it; none in files that are not of calls."""
    measure = column.measure
    if measure is None or measure.seconds is None or not any(map(is_of_calls, _headers(pool))):
        return {}
    lengths = _lengths(column, pool, is_single=is_single)
    return {name: one for one in lengths for name, size in sizes.items() if fits(one[0] * size, measure.seconds)}


def unit_of_others(pool: Pool, *, is_single: bool) -> tuple[str, Remark]:
    """The unit that bare times of the file have as far as their usual lengths tell: the same one for the others."""
    bare = [one for one in pool.columns.values() if is_bare_time(one)]
    found = {one.header: unit_of(one, pool, is_single=is_single)[0] for one in bare}
    told = {unit: header for header, unit in reversed(found.items()) if unit}
    if len(told) != 1:
        return "", Remark("")
    unit, header = next(iter(told.items()))
    return unit, Remark(N_("as {header}"), {"header": header})


def clocks_of(pool: Pool, *, is_single: bool) -> dict[str, tuple[str, Remark]]:
    """What the clocks of two parts of a pool begin with, by header; ``""`` where nothing tells.

    Where one column tells that it is minutes, other lengths of a contact and averages are minutes too, but no times of
    a day or of logging in.
    """
    short = [one for one in pool.columns.values() if one.is_short]
    found = {one.header: _clock_of(one, pool, is_single=is_single) for one in short}
    told = next((header for header, (clock, _why) in found.items() if clock == "minutes"), None)
    each = {one.header for one in short if told is not None and _is_of_one(one)}
    as_told = ("minutes", Remark(N_("as {header}"), {"header": told}))
    return {header: as_told if header in each and not one[0] else one for header, one in found.items()}


def _is_of_one(column: SeenColumn) -> bool:
    measure = column.measure
    return measure is not None and (measure.take == "mean" or (is_average(column.header) and measure.id != "staffed"))


def _clock_of(column: SeenColumn, pool: Pool, *, is_single: bool) -> tuple[str, Remark]:
    """By the header, else minutes where only so a call is as long as usual; lengths never tell hours.

    What may be a total is judged only beside the calls of which it would be one.
    """
    said = clock_in(column.header)
    if said:
        return said, Remark(N_("by its header"))
    is_told = is_single or is_average(column.header) or _counts(pool) is not None
    fitting = _usual(column, pool, _CLOCKS, is_single=is_single)
    if not is_told or [*fitting] != ["minutes"]:
        return "", Remark("")
    each, beside = fitting["minutes"]
    return "minutes", Remark(_ONLY_AS, {"figure": clock_text(each), "unit": "minutes", "per": beside})


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


def _counts(pool: Pool) -> SeenColumn | None:
    """The calls beside lengths."""
    counts = pool.columns.get("answered")
    return counts if counts is not None and counts.is_number else None


def is_of_calls(header: str) -> bool:
    return bool(_OF_CALLS.search(plain(header)))


def _headers(pool: Pool) -> list[str]:
    return [one.header for one in pool.columns.values()]


def _lengths(column: SeenColumn, pool: Pool, *, is_single: bool) -> list[tuple[Fraction, str]]:
    """What one call may last by a column: the middle as it stands, and of totals divided by the calls."""
    counts = None if is_single else _counts(pool)
    found = []
    if not (is_total(column.header) and counts is not None) and (each := middle([one for one in column.values if one])):
        found.append((each, ""))
    if counts is not None and not is_average(column.header) and (each := middle_per_call(column, counts)):
        found.append((each, f" ({column.header} / {counts.header})"))
    return found


def _short(figure: Fraction) -> str:
    """With a decimal, of what is below 1 with four."""
    return fixed_text(figure, 1 if figure >= 1 else 4)
