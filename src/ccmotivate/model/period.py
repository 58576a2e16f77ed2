"""Months, and the many ways in which exports write them.

Time is an argument everywhere: a month comes from a cell, a sheet name, a file name or the command line, never from
today's date.
"""

from __future__ import annotations

import datetime
import re

from msgspec import Struct

from ccmotivate.model.words import half_width

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
_GERMAN = (
    ("jan", "jän", "januar", "jänner"),
    ("feb", "februar", "feber"),
    ("mär", "mrz", "märz", "maerz"),
    ("apr", "april"),
    ("mai",),
    ("jun", "juni"),
    ("jul", "juli"),
    ("aug", "august"),
    ("sep", "september"),
    ("okt", "oktober"),
    ("nov", "november"),
    ("dez", "dezember"),
)
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")

_NO_DAY = re.compile(r"份?\|份?")
_COMPACT_DAY = re.compile(r"\d{8}")
_IN_GERMAN = {word: at for at, words in enumerate(_GERMAN, start=1) for word in words}
_NUMBERS = {
    **_IN_GERMAN,
    **{word: at % 12 + 1 for at, word in enumerate((*_ENGLISH_FULL, *_ENGLISH, *_CHINESE))},
    "sept": 9,
}

_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_NAMES = "|".join((*_ENGLISH_FULL, "sept", *_ENGLISH))
_GERMAN_NAMES = "|".join(sorted(_IN_GERMAN.keys() - {*_ENGLISH}, key=lambda word: (-len(word), word)))
MONTH_NAMES = f"{_GERMAN_NAMES}|{_NAMES}"
"""A pattern of the English and German ones, the long forms first."""


def _beside_a_year(names: str) -> tuple[str, str]:
    return (
        rf"(?<![a-z])(?P<name>{names})(?![a-z])[\s.,_/-]*(?P<year>(?:19|20)\d\d)(?!\d)",
        rf"{_YEAR}[\s.,_/-]*(?P<name>{names})(?![a-z])",
    )


_PATTERNS = (  # each is compiled when those before it have found nothing
    _YEAR + r"\s*年\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月",
    _YEAR + r"\s*[-./_ ]\s*(?P<month>0?[1-9]|1[0-2])(?!\d)",
    _YEAR + r"(?P<month>0[1-9]|1[0-2])(?:[0-2]\d|3[01])?(?!\d)",
    *_beside_a_year(_NAMES),
    r"(?<!\d)(?P<month>0?[1-9]|1[0-2])\s*[-./]\s*(?P<year>(?:19|20)\d\d)(?!\d)",
    r"(?<!\d)(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月",
    r"(?<![a-z])(?P<name>" + _NAMES + r")(?![a-z])",
)
_GERMAN_PATTERNS = _beside_a_year(_GERMAN_NAMES)  # where nothing else is found, for Mai is a name of people too
_SIGN = re.compile(r"[\da-z]|[一二三四五六七八九十]\s*月", re.IGNORECASE)  # one of which stands in every month
_SPAN = re.compile(
    r"(?<!\d)\d{1,2}\s*月?\s*[-~–—至到]\s*\d{1,2}\s*月|(?<![a-z])(?:"
    + MONTH_NAMES
    + r")\s*[-~–—]\s*(?:"
    + MONTH_NAMES
    + ")",
    re.IGNORECASE,
)
_DAY = re.compile(r"\|(?:\s*[-./]?\s*(?:0?[1-9]|[12]\d|3[01])\s*[日号]?(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?)?|份?\|份?")
_SHORT_YEAR = re.compile(r"(?P<name>[a-zä]{3,9})\s*[-'’]\s*(?P<year>[0-9]{2})", re.IGNORECASE)
_WORD_OF_PERIOD = (
    r"(?<![a-z])(?:kw|cw|wk|weeks?|(?:kalender)?wochen?|semanas?"  # weeks
    r"|quarters?|qtr|quartale?|trimestres?"
    r"|hj|halbjahre?)[\s._#-]*"  # half-years
)
_LETTER_OF_PERIOD = r"(?<![a-z\d])(?:w[\s._]?|q[\s._-]?(?=[1-4](?!\d))|h[\s._-]?(?=[12](?!\d))|[wqhst])"
_SIGN_OF_PERIOD = rf"(?:{_WORD_OF_PERIOD}|{_LETTER_OF_PERIOD})"
_NO_ISO_DAY = r"(?!\d{4}(?P<sign>[-./])\d{1,2}(?P=sign)\d{1,2}(?!\d))"
_ITS_YEAR = rf"(?:(?<=kw)|(?<=cw)|(?<=[\s._#-])){_NO_ISO_DAY}(?:19|20)\d\d[\s./_-]+"
_ITS_NUMBER = r"\d{1,2}(?!\d)"
_ITS_NUMBERS = rf"{_ITS_NUMBER}(?:\s*[-~–—+&]\s*{_SIGN_OF_PERIOD}?{_ITS_NUMBER})*"
_WEEK_BEHIND = r"(?<!\d)\d{1,2}\s*[./-]\s*(?P<before>(?:19|20)\d\d)\s*[kc]w(?![a-z]|[\s._#-]*\d)"
_CHINESE_PERIOD = r"(?<!\d)(?:\d{1,2}\s*[-~–—至到]\s*)?\d{1,2}\s*(?:周次?(?!(?-i:[\u3400-\u9fff]))|季度)"
_OTHER_PERIOD = re.compile(
    rf"{_SIGN_OF_PERIOD}(?P<year>(?:{_ITS_YEAR})?)(?P<numbers>{_ITS_NUMBERS})|{_WEEK_BEHIND}|{_CHINESE_PERIOD}",
    re.IGNORECASE,
)
"""A week, a quarter or a half-year, or several: ``KW 05``, ``Week 2025-05``, ``KW 01-04``, ``Q1``, ``5周``."""
_TWO_YEARS = re.compile(r"(?<!\d)(20\d\d)\s*[-~–—_/至到]\s*(20\d\d)(?!\d)")
_MONTH_BEHIND = re.compile(r".*?(?P<last>\d+)(?P<month>\s*[-–—]\s*(?P<number>\d+))", re.DOTALL)
_YEAR_BEHIND = re.compile(r"\s*[-./_]\s*(?:19|20)\d\d(?!\d)")
_ONLY_YEAR = re.compile(_YEAR + r"(?!\d)")


class Month(Struct, frozen=True, order=True):
    """A calendar month; ``str`` gives ``2025-03``."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def ordinal(self) -> int:
        """Months since year 0, so that consecutive months differ by one."""
        return self.ordinal_of(self)

    @staticmethod
    def ordinal_of(day: Month | datetime.date) -> int:
        """The ``ordinal`` of the month of a day."""
        return day.year * 12 + day.month - 1

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Month:
        """The month with this ``ordinal``."""
        return cls(ordinal // 12, ordinal % 12 + 1)


class MonthHint(Struct, frozen=True):
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
        """True when no part known to both differs."""
        same_year = self.year is None or other.year is None or self.year == other.year
        same_month = self.month is None or other.month is None or self.month == other.month
        return same_year and same_month

    def merged(self, other: MonthHint) -> MonthHint:
        """This hint, its gaps filled from ``other``."""
        return MonthHint(self.year or other.year, self.month or other.month)


def month_hint(text: str) -> MonthHint:
    """What a sheet or file name says: ``2025年3月``, ``Mar 2025``, ``march``, ``三月``, ``data2021``.

    A name that holds two different months (``1-3月``, ``2025-01 to 2025-03``) says none of them, and the number of a
    week or a quarter (``KW 05/2025``, ``Q1/2025``) is no month.
    """
    plain = _OTHER_PERIOD.sub(_without_number, half_width(text))
    patterns, found = (_PATTERNS, None) if _SPAN.search(plain) else _first_match(plain)
    if found is None:
        return MonthHint(_year_in(plain), None)
    rest = plain[: found.start()] + "|" + plain[found.end() :]
    hint, other = _hint_of(found, plain), _match_of(rest, patterns)
    if other is not None and not hint.agrees(_hint_of(other, rest)):
        return MonthHint(_year_in(plain), None)
    return hint


def _without_number(found: re.Match[str]) -> str:
    """The year of a week or a quarter, and the month behind it (``KW10-03.2025``), which is no end of a range."""
    numbers = _MONTH_BEHIND.fullmatch(found["numbers"] or "")
    left = ""
    if numbers and _YEAR_BEHIND.match(found.string, found.end()):
        first, last = numbers["last"], numbers["number"]
        left = "" if len(first) == len(last) and int(first) < int(last) else numbers["month"]
    return f"|{found['year'] or found['before'] or ''}|{left}"


def parse_month(cell: object) -> Month | None:
    """The month of a cell: a date, ``2025-03``, ``2025年3月``, ``202503``, ``March 2025``; None if it is none.

    The whole cell must be a month, or a day of it.
    """
    if isinstance(cell, datetime.date):
        return Month(cell.year, cell.month)
    hint = cell_hint(cell)
    return hint.full


def cell_hint(cell: object, *, days: bool = True) -> MonthHint:
    """Parse a cell: a month (``Mar-25`` is March 2025), or a month's name or number without a year.

    With ``days`` a date gives its month; without, the caller has looked for dates before.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if cell != int(cell):
            return MonthHint()  # 2025.1 may be October
        cell = str(int(cell))
        if 1 <= int(cell) <= 12:
            return MonthHint(None, int(cell))
    if not isinstance(cell, str):
        return MonthHint()
    plain = half_width(cell).strip()
    short = _SHORT_YEAR.fullmatch(plain)
    if short and month_number(short["name"]):
        return MonthHint(2000 + int(short["year"]), month_number(short["name"]))
    if not days and _COMPACT_DAY.fullmatch(plain):
        return MonthHint()
    (_patterns, found), rest = _first_match(plain), _DAY if days else _NO_DAY
    if found is None or not rest.fullmatch(plain[: found.start()] + "|" + plain[found.end() :]):
        return MonthHint()
    return _hint_of(found, "")


def _first_match(text: str) -> tuple[tuple[str, ...], re.Match[str] | None]:
    """The most telling month in a text, with the patterns that it is one of."""
    found = _match_of(text, _PATTERNS)
    return (_PATTERNS, found) if found else (_GERMAN_PATTERNS, _match_of(text, _GERMAN_PATTERNS))


def _match_of(text: str, patterns: tuple[str, ...]) -> re.Match[str] | None:
    for pattern in patterns if _SIGN.search(text) else ():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            if month_number(_word_of(found)):
                return found
    return None


def _word_of(found: re.Match[str]) -> str:
    parts = found.groupdict()
    return parts.get("month") or parts.get("name") or ""


def _hint_of(found: re.Match[str], text: str) -> MonthHint:
    year = found.groupdict().get("year")
    return MonthHint(int(year) if year else _year_in(text), month_number(_word_of(found)))


def _year_in(text: str) -> int | None:
    """The year that a text says; ``2024-2025`` says none."""
    if (both := _TWO_YEARS.search(text)) and int(both[2]) == int(both[1]) + 1:
        return None
    found = _ONLY_YEAR.search(text)
    return int(found["year"]) if found else None


def month_number(word: str) -> int | None:
    """The number of a month: ``3``, ``三``, ``Mar``, ``March``; None for another word."""
    if word.isdecimal():
        number = int(word)
        return number if 1 <= number <= 12 else None
    return _NUMBERS.get(word.casefold())
