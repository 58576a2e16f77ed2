"""The clocks of a time zone as fixed numbers, so that a database needs none of its own rules for them.

A stamp without a zone is of the first of two hours where clocks went back, as ``readers/dates.py`` takes it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from ccmotivate.model.period import Month

START = dt.datetime(1, 1, 1)
YEARS = 3
"""How far from the months of a run stamps are reckoned; further ones are errors."""
_MILLION = 1_000_000


def first_moment(month: Month, zone: str | None) -> dt.datetime:
    """The beginning of a month in a zone, by universal time; as it is written without one."""
    first = dt.datetime(month.year, month.month, 1)
    return first if zone is None else first.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)


def after(month: Month) -> Month:
    """The next month."""
    return Month.from_ordinal(month.ordinal + 1)


def micros(moment: dt.datetime) -> int:
    """Millionths of a second since the calendar's first day."""
    return (moment - START) // dt.timedelta(microseconds=1)


def changes(zone: str, months: tuple[Month, ...]) -> list[tuple[int, int, int]]:
    """When a zone's clocks change around some months: the moment by universal time, seconds ahead before and after."""
    known = ZoneInfo(zone)
    at, end = (dt.datetime(month.year + by, 1, 1) for month, by in ((min(months), -YEARS), (max(months), YEARS + 1)))
    found: list[tuple[int, int, int]] = []
    while at < end:
        following = at + dt.timedelta(days=1)
        if _ahead(known, at) != _ahead(known, following):
            found.append(_between(known, at, following))
        at = following
    return found


def _ahead(zone: ZoneInfo, moment: dt.datetime) -> int:
    """Seconds that a zone's clocks are ahead of universal time at a moment of it."""
    behind = moment.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset()
    return 0 if behind is None else int(behind.total_seconds())


def _between(zone: ZoneInfo, low: dt.datetime, high: dt.datetime) -> tuple[int, int, int]:
    before = _ahead(zone, low)
    while high - low > dt.timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _ahead(zone, middle) == before else (low, middle)
    return micros(high), before, _ahead(zone, high)


def to_universal(stamp: Any, zone: str, months: tuple[Month, ...]) -> Any:
    """Stamps of a zone's clocks (millionths of a second) by universal time."""
    turns = [(at + max(before, later) * _MILLION, before, later) for at, before, later in changes(zone, months)]
    return stamp - _stepwise(stamp, turns, zone, months)


def from_universal(stamp: Any, zone: str, months: tuple[Month, ...]) -> Any:
    """Stamps by universal time as a zone's clocks show them."""
    return stamp + _stepwise(stamp, changes(zone, months), zone, months)


def _stepwise(stamp: Any, turns: list[tuple[int, int, int]], zone: str, months: tuple[Month, ...]) -> Any:
    """Millionths of a second that the clocks are ahead."""
    start = turns[0][1] if turns else _ahead(ZoneInfo(zone), dt.datetime(min(months).year, 1, 1))
    ahead = ibis.literal(start * _MILLION, type="int64")
    for at, _before, later in turns:
        ahead = ibis.ifelse(
            stamp >= ibis.literal(at, type="int64"), ibis.literal(later * _MILLION, type="int64"), ahead
        )
    return ahead
