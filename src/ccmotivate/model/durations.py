"""A length of time as text → exact seconds, and back.

The grammar; words without regard to case, signs and digits full-width too, spaces between the parts::

    duration = clock | day-count [","] h ":" mm ":" ss | hours | parts | iso
    clock    = m ":" ss | [h] ":" mm ":" ss       3:25 (minutes, seconds), 0:03:25, :03:25, 30:15:00, 0:03:25.5
    hours    = h ":" mm [":" ss] hour-unit      02:15 hrs (hours, minutes), 1:30:05 h
    parts    = amount unit { ["," | "零"] amount unit }   4m 12s, 3分25秒, 1h 2min, 1小时2分, 300s, 5 min, 2 days
    unit     = d day days 天 | h hr hrs hour hours 小时 时 | m min mins minute minutes 分钟 分 ' ′
             | s sec … 秒 秒钟 " ″ ''
             | ms msec … 毫秒
    iso      = "P" [n "D"] ["T" [n "H"] [n "M"] [n "S"]]      PT30S, PT1H5M, P1DT2H (ISO 8601)

The first part may be as large as it likes (hours past 24, minutes past 60); those after it stay below the next larger
unit. Only the last part may have decimals. Parts go from large to small, each unit once. Where a clock of two parts is
said to begin with hours, it is ``h ":" mm`` without decimals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from ccmotivate.model.exact import fixed_text
from ccmotivate.model.words import half_width

MINUTE, HOUR, DAY = 60, 3_600, 86_400
UNITS: Mapping[str, Fraction] = {
    "days": Fraction(DAY), "hours": Fraction(HOUR), "minutes": Fraction(MINUTE), "seconds": Fraction(1),
    "milliseconds": Fraction(1, 1000),
}  # fmt: skip
"""Seconds in each unit, largest first."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "days": ("days", "day", "d", "天"),
    "hours": ("hours", "hour", "hrs", "hr", "h", "个小时", "小时", "小時", "时"),
    "minutes": ("minutes", "minute", "mins", "min", "m", "分钟", "分鐘", "分", "'", "’", "′"),
    "seconds": ("seconds", "second", "secs", "sec", "s", "秒钟", "秒鐘", "秒", '"', "”", "″", "''"),
    "milliseconds": ("milliseconds", "millisecond", "msecs", "msec", "ms", "毫秒"),
}
"""The words of each unit, largest unit first."""

_BELOW = {"hours": 24, "minutes": 60, "seconds": 60, "milliseconds": 1000}  # where a larger unit stands before it
_MOST = 40
_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PARTS = "".join(  # compiled when a duration is read that is text
    rf"(?:(?P<{unit}>{_AMOUNT})\s*(?:{'|'.join(words)})(?:[\s,零]*(?=\d)|$))?" for unit, words in WORDS.items()
)
_CLOCK = (
    rf"(?:(?P<days>\d+)\s*(?:{'|'.join(WORDS['days'])}),?\s*(?=\d+:\d+:))?"
    r"(?:(?P<hours>\d*):(?P<mm>[0-5]\d)|(?P<minutes>\d+)):(?P<seconds>[0-5]\d(?:\.\d+)?)"
)
_HOURS = rf"(?P<hours>\d+):(?P<mm>[0-5]\d)(?::(?P<seconds>[0-5]\d(?:\.\d+)?))?\s*(?:{'|'.join(WORDS['hours'])})"
_ISO = r"p(?:(?P<days>N)d)?(?:t(?=\d)(?:(?P<hours>N)h)?(?:(?P<minutes>N)m)?(?:(?P<seconds>N)s)?)?".replace(
    "N", r"\d+(?:\.\d+)?"
)


def parse_duration(text: str, begins: str | None = None) -> Fraction | None:
    """The seconds of a duration as written; None for anything else, bare and negative numbers too.

    ``begins`` is what a clock of two parts begins with: ``hours``, else minutes.
    """
    if len(text) > _MOST:
        return None
    plain = half_width(text).strip().lower()
    clock = re.fullmatch(_CLOCK, plain, re.ASCII)
    if clock:
        minutes = clock["mm"] or clock["minutes"]
        whole = int(clock["days"] or 0) * DAY + int(clock["hours"] or 0) * HOUR + int(minutes) * MINUTE
        seconds = whole + Fraction(clock["seconds"])
        if begins != "hours" or clock["mm"]:
            return seconds
        return None if "." in clock["seconds"] else seconds * MINUTE
    if hours := re.fullmatch(_HOURS, plain, re.ASCII):
        return int(hours["hours"]) * HOUR + int(hours["mm"]) * MINUTE + Fraction(hours["seconds"] or 0)
    found = re.fullmatch(_PARTS, plain, re.ASCII) or re.fullmatch(_ISO, plain, re.ASCII)
    return _sum({unit: word for unit, word in found.groupdict().items() if word}) if found else None


def _sum(parts: Mapping[str, str]) -> Fraction | None:
    """The seconds of amounts by unit, largest first; None where one of them is out of place."""
    amounts = {unit: Fraction(word.replace(",", "")) for unit, word in parts.items()}
    units = list(amounts)
    whole = all(amounts[unit].denominator == 1 for unit in units[:-1])
    small = all(amounts[unit] < _BELOW[unit] for unit in units[1:])
    if not units or not whole or not small:
        return None
    return sum((amount * UNITS[unit] for unit, amount in amounts.items()), Fraction(0))


def unit_of_word(word: str) -> str | None:
    """The name of a unit (``minutes``) for a word of the grammar (``分钟``, ``min``), else None."""
    plain = half_width(word).strip().lower()
    return next((unit for unit, words in WORDS.items() if plain in words), None)


def clock_text(seconds: Fraction, places: int = 0) -> str:
    """``h:mm:ss``, rounded half-up to this many decimals of a second."""
    whole, _dot, rest = fixed_text(abs(seconds), places).partition(".")
    minutes, second = divmod(int(whole), MINUTE)
    clock = f"{minutes // 60}:{minutes % 60:02d}:{second:02d}" + (f".{rest}" if rest else "")
    return f"-{clock}" if seconds < 0 else clock
