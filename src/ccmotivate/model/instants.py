"""Days, times of the day and moments as exact seconds, so that formulas can subtract and compare them.

A day and a moment count from the first day of the calendar (``0001-01-01``), a time of the day from midnight.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

from ccmotivate.model.durations import DAY, HOUR, MINUTE
from ccmotivate.model.words import half_width

_CLOCK = r"(?ai)(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:[.,]\d{1,9})?))?\s*(?P<half>[ap]\.?m\.?)?"
_HALF = 12


def parse_clock(text: str) -> Fraction | None:
    """A time of the day in seconds: ``18:05``, ``6:05 pm``, ``18:05:30.5``; None for anything else."""
    found = re.fullmatch(_CLOCK, half_width(text).strip())
    if found is None:
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= _HALF:
            return None
        hour = hour % _HALF + _HALF * found["half"].lower().startswith("p")
    seconds = Fraction((found["second"] or "0").replace(",", "."))
    return None if hour >= DAY // HOUR else hour * HOUR + int(found["minute"]) * MINUTE + seconds


def day_seconds(day: dt.date) -> Fraction:
    """The beginning of a day."""
    return Fraction((day.toordinal() - 1) * DAY)


def parse_instant(text: str, kind: str) -> Fraction | None:
    """What a rule or a case writes: ``18:05`` of a time, ``2025-03-07`` of a date, both of a moment."""
    if kind == "time":
        return parse_clock(text)
    day, _, clock = half_width(text).strip().replace("T", " ").partition(" ")
    try:
        start = day_seconds(dt.date.fromisoformat(day))
    except ValueError:
        return None
    if not clock.strip():
        return start
    seconds = parse_clock(clock) if kind == "moment" else None
    return None if seconds is None else start + seconds
