"""Months, and the many ways in which exports write them.

Time is an argument everywhere: a month comes from a cell, a sheet name, a file name or the command line, never from
today's date.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_FULL = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")

_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_MONTH_NAME = "|".join((*_ENGLISH_FULL, "sept", *_ENGLISH))
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _YEAR + r"\s*年\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月",
        _YEAR + r"\s*[-./_ ]\s*(?P<month>0?[1-9]|1[0-2])(?!\d)",
        _YEAR + r"(?P<month>0[1-9]|1[0-2])(?:[0-2]\d|3[01])?(?!\d)",
        r"(?<![a-z])(?P<name>" + _MONTH_NAME + r")(?![a-z])[\s.,_/-]*(?P<year>(?:19|20)\d\d)(?!\d)",
        _YEAR + r"[\s.,_/-]*(?P<name>" + _MONTH_NAME + r")(?![a-z])",
        r"(?<!\d)(?P<month>0?[1-9]|1[0-2])\s*[-./]\s*(?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<!\d)(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月",
        r"(?<![a-z])(?P<name>" + _MONTH_NAME + r")(?![a-z])",
    )
)
_ONLY_YEAR = re.compile(_YEAR + r"(?!\d)")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; ``str`` gives ``2025-03``."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def ordinal(self) -> int:
        """Months since year 0, so that consecutive months differ by one."""
        return self.year * 12 + self.month - 1

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Month:
        """The month with this ``ordinal``."""
        return cls(ordinal // 12, ordinal % 12 + 1)


@dataclass(frozen=True, slots=True)
class MonthHint:
    """What a name says of the month: both parts, one of them, or nothing."""

    year: int | None = None
    month: int | None = None

    @property
    def full(self) -> Month | None:
        """The month when both parts are known."""
        return Month(self.year, self.month) if self.year and self.month else None

    def __bool__(self) -> bool:
        return self.year is not None or self.month is not None

    def agrees(self, other: MonthHint) -> bool:
        """True when no part that both know differs."""
        same_year = self.year is None or other.year is None or self.year == other.year
        same_month = self.month is None or other.month is None or self.month == other.month
        return same_year and same_month

    def merged(self, other: MonthHint) -> MonthHint:
        """This hint, its gaps filled from ``other``."""
        return MonthHint(self.year or other.year, self.month or other.month)


def month_hint(text: str) -> MonthHint:
    """What a sheet or file name says: ``2025年3月``, ``Mar 2025``, ``march``, ``三月``, ``data2021``."""
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            parts = found.groupdict()
            month = _month_number(parts.get("month") or parts.get("name") or "")
            if month:
                year = int(parts["year"]) if parts.get("year") else _year_in(text)
                return MonthHint(year, month)
    return MonthHint(_year_in(text), None)


def parse_month(cell: object) -> Month | None:
    """The month of a cell: a date, ``2025-03``, ``2025年3月``, ``202503``, ``March 2025``; None if it is none."""
    if isinstance(cell, datetime.date):
        return Month(cell.year, cell.month)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        cell = str(int(cell)) if cell == int(cell) else str(cell)
    if not isinstance(cell, str):
        return None
    return month_hint(cell).full


def _year_in(text: str) -> int | None:
    found = _ONLY_YEAR.search(text)
    return int(found["year"]) if found else None


def _month_number(word: str) -> int | None:
    if word.isdecimal():
        number = int(word)
        return number if 1 <= number <= 12 else None
    if word in _CHINESE:
        return _CHINESE.index(word) + 1
    start = word[:3].casefold()
    return _ENGLISH.index(start) + 1 if start in _ENGLISH else None
