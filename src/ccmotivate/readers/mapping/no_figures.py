"""Columns that look like figures and measure nothing: times of the day, and targets beside the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from ccmotivate.locale import N_
from ccmotivate.model.durations import DAY
from ccmotivate.model.mapping import Remark
from ccmotivate.readers.mapping.columns import SeenColumn, is_of_1900
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.lexicon import BARE_TIME, LOGGING_IN, LOGGING_OUT, TIME_OF_DAY, is_target, plain
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.units import middle

_CLOCK = re.compile(r"\d{1,2}[:：]\d\d([:：]\d\d)?")
_TOO_LONG = 4 * 3600  # seconds of a call in the middle


def no_figures(pool: Pool, grain: Grain, when: SeenColumn | None) -> Mapping[str, tuple[str, ...]]:
    """The headers of such columns by the sentence that says what they are."""
    headers = [one.header for one in pool.columns.values()]
    targets = tuple(header for header in headers if is_target(header, headers))
    lengths = tuple(
        one.header for one in pool.columns.values() if is_of_1900([cell for cell in one.cells if cell is not None])
    )
    times = tuple(_times_of_day(pool, grain, when))
    found = {
        N_("targets, which measure nothing: {headers}"): targets,
        N_("times of the day, which are no durations: {headers}"): times,
        N_("lengths of time in the format of dates of 1900, not read; format them like [h]:mm:ss: {headers}"): lengths,
    }
    return {text: headers for text, headers in found.items() if headers}


def left_out_remarks(found: Mapping[str, tuple[str, ...]]) -> list[Remark]:
    return [Remark(text, {"headers": ", ".join(headers)}) for text, headers in found.items()]


def _times_of_day(pool: Pool, grain: Grain, when: SeenColumn | None) -> Iterator[str]:
    """The columns of clocks that say when: by their header, beside the day, or because no call lasts so long."""
    columns = list(pool.columns.values())
    clocks = [one for one in columns if _within_a_day(one)]
    day = when if when is not None and when.kind == "date" else None
    beside = [pair for pair in pairwise(columns) if any(one is day for one in pair)]
    points = (
        [TIME_OF_DAY, LOGGING_IN] if any(LOGGING_OUT.search(plain(one.header)) for one in clocks) else [TIME_OF_DAY]
    )
    for one in clocks:
        words = plain(one.header)
        is_beside = BARE_TIME.search(words) and _longest(one) > _TOO_LONG and any(one in pair for pair in beside)
        is_long = day is not None and grain.is_single and _lasts_too_long(one)
        if is_beside or is_long or any(point.search(words) for point in points):
            yield one.header


def _within_a_day(column: SeenColumn) -> bool:
    """True for clocks below 24 hours."""
    clocks = all(_CLOCK.fullmatch(text) for text in column.texts if text)
    return column.kind == "duration" and clocks and _longest(column) < DAY


def _longest(column: SeenColumn) -> Fraction:
    """In seconds, where clocks of two parts begin with hours."""
    return max((value for value in column.values if value is not None), default=Fraction(0)) * _size(column)


def _size(column: SeenColumn) -> int:
    return 60 if column.is_short else 1


def _lasts_too_long(column: SeenColumn) -> bool:
    """True where a call, by the header, would last hours in the middle."""
    each = middle([value for value in column.values if value is not None])
    is_of_call = BARE_TIME.search(plain(column.header)) or (column.measure is not None and column.measure.seconds)
    return bool(is_of_call) and each is not None and each * _size(column) > _TOO_LONG
