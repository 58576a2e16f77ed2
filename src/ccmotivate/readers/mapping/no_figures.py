"""Columns that look like figures and measure nothing: times of the day, targets and points that could be had.

Points lost are left out where the score says the same, lest they count twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from ccmotivate.locale import N_
from ccmotivate.model.durations import DAY
from ccmotivate.model.mapping import Remark
from ccmotivate.readers.mapping.columns import SeenColumn, is_of_1900
from ccmotivate.readers.mapping.days_in_headers import BARE_TIME, LOGGING_IN, LOGGING_OUT, TIME_OF_DAY
from ccmotivate.readers.mapping.evaluations import lost_points, possible_points
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.lexicon import is_target, plain
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.units import is_of_calls, middle, unit_beside

_CLOCK = re.compile(r"\d{1,2}[:：]\d\d([:：]\d\d)?")
_TIME_OF_CALL = re.compile(r"^(call )?time$", re.IGNORECASE)
_TOO_LONG = 4 * 3600  # seconds of a call in the middle


def no_figures(pool: Pool, grain: Grain, when: SeenColumn | None) -> Mapping[str, tuple[str, ...]]:
    """The headers of such columns by the sentence that says what they are."""
    headers = [one.header for one in pool.columns.values()]
    targets = tuple(header for header in headers if is_target(header, headers))
    lengths = tuple(
        one.header for one in pool.columns.values() if is_of_1900([cell for cell in one.cells if cell is not None])
    )
    times = tuple(_times_of_day(pool, grain, when))
    most = () if grain.parts else possible_points([*pool.columns.values()])
    lost = lost_points([*pool.columns.values()])
    unlike = tuple(one.header for one in pool.columns.values() if len(unit_beside(one, pool)[1]) > 1)
    found = {
        N_("times whose unit, in a column beside them, differs from row to row: {headers}"): unlike,
        N_("targets, which measure nothing: {headers}"): targets,
        N_("times of the day, which are no durations: {headers}"): times,
        N_("points that could be had, which measure nobody: {headers}"): tuple(one.header for one in most),
        N_("points lost, of which the score says the same: {headers}"): tuple(one.header for one in lost),
        N_("lengths of time in the format of dates of 1900, not read; format them like [h]:mm:ss: {headers}"): lengths,
    }
    return {text: headers for text, headers in found.items() if headers}


def left_out_remarks(found: Mapping[str, tuple[str, ...]]) -> list[Remark]:
    return [Remark(text, {"headers": headers}) for text, headers in found.items()]


def _times_of_day(pool: Pool, grain: Grain, when: SeenColumn | None) -> Iterator[str]:
    """The columns of clocks that say when: by their header, beside the day, or because no call lasts so long.

    Those of two parts may be minutes: only their header tells.
    """
    columns = list(pool.columns.values())
    clocks = [one for one in columns if _within_a_day(one)]
    day = when if when is not None and when.kind == "date" else None
    beside = [one for pair in pairwise(columns) if any(one is day for one in pair) for one in pair]
    key = grain.key.header if grain.key is not None and grain.is_single and day is not None else ""
    in_and_out = _in_and_out(clocks)
    for one in clocks:
        words = plain(one.header)
        is_beside = BARE_TIME.search(words) and _longest(one) > _TOO_LONG and any(one is other for other in beside)
        is_call = bool(key) and _TIME_OF_CALL.search(words) and (is_of_calls(key) or is_of_calls(words))
        is_long = is_call and _in_the_middle(one) > _TOO_LONG
        is_told = TIME_OF_DAY.search(words) or one.header in in_and_out
        if is_told or (not one.is_short and (is_beside or is_long)):
            yield one.header


def _in_and_out(clocks: Sequence[SeenColumn]) -> tuple[str, ...]:
    """The headers of logging in and out, where most log out after they logged in, and some past noon.

    Otherwise they may be lengths: the time logged in, and that not.
    """
    came = next((one for one in clocks if LOGGING_IN.search(plain(one.header))), None)
    went = next((one for one in clocks if LOGGING_OUT.search(plain(one.header))), None)
    if came is None or went is None or came.is_short != went.is_short or _longest(went) * _hours(went) <= DAY // 2:
        return ()
    pairs = [(a, b) for a, b in zip(came.values, went.values, strict=True) if a is not None and b is not None]
    return (came.header, went.header) if sum(a < b for a, b in pairs) * 2 > len(pairs) else ()


def _within_a_day(column: SeenColumn) -> bool:
    """True for clocks below 24 hours."""
    clocks = all(_CLOCK.fullmatch(text) for text in column.texts if text)
    return column.kind == "duration" and clocks and _longest(column) * _hours(column) < DAY


def _hours(column: SeenColumn) -> int:
    """By how much clocks of two parts are longer where they begin with hours."""
    return 60 if column.is_short else 1


def _longest(column: SeenColumn) -> Fraction:
    return max((value for value in column.values if value is not None), default=Fraction(0))


def _in_the_middle(column: SeenColumn) -> Fraction:
    return middle([value for value in column.values if value is not None]) or Fraction(0)
