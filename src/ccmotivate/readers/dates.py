"""Dates as exports write them, with or without a time and a zone.

The year comes first, or the month is a word, or the order of day and month has to be known: ``03/04/2025`` is never
guessed from one cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from ccmotivate.model.period import MONTH_NAMES, month_number
from ccmotivate.model.words import half_width

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "year-month-day", "day-month-year", "month-day-year"

_TIME = (
    r"(?:[\sT]+(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_DATES = tuple(
    re.compile(pattern + _TIME, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})\s*([-/.])\s*(?P<month>\d{1,2})\s*\2\s*(?P<day>\d{1,2})",
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?",
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.,-]+(?P<name>[a-z]{3,9})[\s.,-]+(?P<year>\d{4})",
        r"(?P<name>[a-z]{3,9})[\s.,-]+(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,-]+(?P<year>\d{4})",
    )
)
_NUMERIC = re.compile(r"(?P<first>\d{1,2})\s*([-/.])\s*(?P<second_part>\d{1,2})\s*\2\s*(?P<year>\d{4})" + _TIME, re.I)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH_WORD = rf"(?P<name>{MONTH_NAMES})"
_NO_RANGE = "".join(rf"(?<!\b{day}{mark})" for day in (r"\d", r"\d\d") for mark in ("[-~–]", " [-~–] "))  # 1-31 March
_DAYS = tuple(  # in the middle of a text
    re.compile(pattern + r"(?!\d)", re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"(?<!\d){_YEAR}(?P<mark>[-/._ ])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})",
        rf"(?<!\d){_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]",
        rf"(?<!\d){_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
        rf"(?<![a-z\d]){_NO_RANGE}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s._-]*{_MONTH_WORD}[\s.,_-]*{_YEAR}",
        rf"(?<![a-z]){_MONTH_WORD}[\s._-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,._-]+{_YEAR}",
        rf"(?<!\d)\d{{1,2}}(?P<mark>[-/._])\d{{1,2}}(?P=mark){_YEAR}",
    )
)


def parse_date(text: str, order: str, zone: str | None = None, written_in: str | None = None) -> dt.date | None:
    """Parse a date, converted to ``zone`` where the text has a time zone; None for no date.

    Args:
        text: ``2025-03-07``, ``2025年3月7日``, ``7 Mar 2025``, ``2025-03-31T23:30:00Z`` …
        order: ``DAY_FIRST`` or ``MONTH_FIRST`` for ``03/04/2025``; with ``YEAR_FIRST`` such a text is no date,
            unless both parts are the same.
        zone: The name of a time zone; None keeps the date as it is written.
        written_in: The time zone of a stamp that names none; None takes it for one of ``zone``.
    """
    plain = half_width(text).strip()
    for pattern in _DATES:
        if found := pattern.fullmatch(plain):
            month = month_number(found["name"]) if "name" in found.groupdict() else int(found["month"])
            return _day(found, int(found["year"]), month or 0, int(found["day"]), zone, written_in)
    if found := _NUMERIC.fullmatch(plain):
        first, second = int(found["first"]), int(found["second_part"])
        if order == YEAR_FIRST and first != second:
            return None
        day, month = (second, first) if order == MONTH_FIRST else (first, second)
        return _day(found, int(found["year"]), month, day, zone, written_in)
    return None


def _day(
    found: re.Match[str], year: int, month: int, day: int, zone: str | None, written_in: str | None
) -> dt.date | None:
    date, own, clock = _date(year, month, day), found["zone"], int(found["hour"] or 0)
    hour = clock % 12 + 12 * found["half"].lower().startswith("p") if found["half"] else clock
    if hour > 23:
        return None
    if date is None or zone is None or not (own or (written_in and found["hour"])):
        return date
    moment = dt.datetime(year, month, day, hour, int(found["minute"]), int(found["second"] or 0))
    return _date_in(moment.replace(tzinfo=_offset(own) if own else ZoneInfo(written_in or "")), zone)


def _date_in(moment: dt.datetime, zone: str) -> dt.date | None:
    """The day of a moment in a time zone; None where the calendar ends."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        return None


def dated_in(cell: dt.date, zone: str | None, written_in: str | None) -> dt.date:
    """The day of a date cell; one with a time that is written in another zone is dated in ``zone``."""
    if not isinstance(cell, dt.datetime) or zone is None or written_in is None:
        return cell
    return _date_in(cell.replace(tzinfo=ZoneInfo(written_in)), zone) or cell


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _offset(text: str) -> dt.timezone:
    if text[0] not in "+-":
        return dt.UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if text[0] == "-" else minutes))


def is_either_order(text: str) -> bool:
    """True for ``03/04/2025``: either number may be the day."""
    found = _NUMERIC.fullmatch(half_width(text).strip())
    return found is not None and found["first"].lstrip("0") != found["second_part"].lstrip("0")


def order_of(texts: Iterable[str]) -> str:
    """The order of the dates of a column, by the days above 12 in it; ``YEAR_FIRST`` when nothing decides."""
    parts = [found for text in texts if (found := _NUMERIC.fullmatch(half_width(text).strip()))]
    day_first = any(int(found["first"]) > 12 for found in parts)
    month_first = any(int(found["second_part"]) > 12 for found in parts)
    if day_first == month_first:
        return YEAR_FIRST
    return DAY_FIRST if day_first else MONTH_FIRST


def without_dates(name: str) -> str:
    """A title or file name without the days in it, which say when it was made and not what it is about.

    Two days that are the first and the last of one month are that month.
    """
    rest = plain = half_width(name)
    for pattern in _DAYS:
        rest = pattern.sub(" ", rest)
    days = [_full(one) for one in _days_in(plain)]
    if len(days) == 2 and all(days) and _is_month(*days):
        return f"{days[0]:%Y-%m}|{rest}"
    return rest


def _days_in(text: str) -> list[re.Match[str]]:
    """The days that a text holds, in its order."""
    return sorted((one for pattern in _DAYS for one in pattern.finditer(text)), key=re.Match.start)


def _full(found: re.Match[str]) -> dt.date | None:
    """A day whose month is known."""
    parts = found.groupdict()
    month = month_number(parts.get("month") or parts.get("name") or "")
    return _date(int(parts["year"]), month, int(parts["day"])) if month else None


def _is_month(first: dt.date | None, last: dt.date | None) -> bool:
    if first is None or last is None:
        return False
    return (
        first.day == 1
        and (last + dt.timedelta(days=1)).day == 1
        and (first.year, first.month) == (last.year, last.month)
    )
