"""Dates as exports write them, with or without a time and a zone.

The year comes first, or the month is a word, or the order of day and month has to be known: ``03/04/2025`` is never
guessed from one cell. A weekday may stand in front; one that is not that of the date makes it no date.

Seconds and milliseconds since 1970, by universal time, are read only where the source says so (``dates:
unix-seconds``), for ``2503010905`` is a day and a time in other files.

Two digits of a year are 2000 to 2068 and 1969 to 1999, as POSIX has it. In figures alone (``03/04/25``), where they may
be a day too, they are read only where the order is said.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Collection, Iterable
from fractions import Fraction
from zoneinfo import ZoneInfo

from msgspec import Struct

from ccmotivate.model.durations import DAY
from ccmotivate.model.instants import day_seconds
from ccmotivate.model.period import MONTH_NAMES, month_number
from ccmotivate.model.words import half_width

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "year-month-day", "day-month-year", "month-day-year"
UNIX_SECONDS, UNIX_MILLISECONDS = "unix-seconds", "unix-milliseconds"

_TIME = (
    r"(?:[\sT]+(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,](?P<part>\d+))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?"
)
_DATES = (  # before a time
    r"(?P<year>\d{4})\s*([-/.])\s*(?P<month>\d{1,2})\s*\2\s*(?P<day>\d{1,2})",
    r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?",
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d{2})(?P<day>\d{2})",
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.,/-]+(?P<name>[a-zäÄ]{3,9})[\s.,/-]+(?P<year>\d{4}|\d\d)",
    r"(?P<name>[a-zäÄ]{3,9})[\s.,-]+(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,-]+(?P<year>\d{4}|(?<=,)\d\d|(?<=,\s)\d\d)",
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = rf"(?ai)^(?P<weekday>{'|'.join(_WEEKDAYS)})[a-z]*\.?,?\s+"
_NUMERIC = r"(?i)(?P<first>\d{1,2})\s*([-/.])\s*(?P<second_part>\d{1,2})\s*\2\s*(?P<year>\d{4}|\d\d)" + _TIME
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH_WORD = rf"(?P<name>{MONTH_NAMES})"
_NO_RANGE = "".join(rf"(?<!\b{day}{mark})" for day in (r"\d", r"\d\d") for mark in ("[-~–]", " [-~–] "))  # 1-31 March
_DAYS = (  # in the middle of a text
    rf"(?<!\d){_YEAR}(?P<mark>[-/._ ])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})",
    rf"(?<!\d){_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]",
    rf"(?<!\d){_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
    rf"(?<![a-z\d]){_NO_RANGE}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s._-]*{_MONTH_WORD}[\s.,_-]*{_YEAR}",
    rf"(?<![a-z]){_MONTH_WORD}[\s._-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,._-]+{_YEAR}",
    rf"(?<!\d)(?P<first>\d{{1,2}})(?P<mark>[-/._])(?P<second_part>\d{{1,2}})(?P=mark){_YEAR}",
)
_NUMBER, _LETTER = re.compile(r"\d+"), re.compile("[A-Za-z]")
_UNIX = {UNIX_SECONDS: re.compile(r"[0-9]{10}(\.[0-9]+)?"), UNIX_MILLISECONDS: re.compile(r"[0-9]{13}")}
_CLOCK_TIMES = re.compile(r"\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d", re.ASCII)  # 2503010905
_COMPACT = 8  # digits of 20250307
_LIKELY_YEARS = range(2001, 2033)  # of seconds since 1970 that begin with 1
_LAST_OF_2000S = 68  # of years in two digits


@functools.cache
def _compiled(patterns: tuple[str, ...], after: str) -> tuple[re.Pattern[str], ...]:
    """Patterns, each with what comes after it; compiled for the first text that may hold a day."""
    return tuple(re.compile(pattern + after, re.IGNORECASE | re.ASCII) for pattern in patterns)


def _may_hold_day(text: str) -> bool:
    """False for a text with too few numbers for a day, as most headers, titles and months are."""
    numbers = _NUMBER.findall(text)
    least = 2 if _LETTER.search(text) else 3  # the month may be a word
    return len(numbers) >= least or any(len(number) >= _COMPACT for number in numbers)


class Stamp(Struct, frozen=True):
    """A day with the time of it, as written: seconds of the day, and its own zone (``Z``, ``+08:00``) or ``""``.

    ``is_timed`` is False for a day without a time.
    """

    day: dt.date
    seconds: Fraction
    own: str
    is_timed: bool = True

    def in_zone(self, zone: str | None, written_in: str | None = None) -> dt.date:
        """Its day in a zone, as written where either has none; a time without one of its own is of ``written_in``."""
        if zone is None or not (self.own or (written_in and self.is_timed)):
            return self.day
        known = _offset(self.own) if self.own else ZoneInfo(written_in or "")
        try:
            return self.moment(known).astimezone(ZoneInfo(zone)).date()
        except OverflowError:  # where the calendar ends
            return self.day

    def moment(self, zone: dt.tzinfo) -> dt.datetime:
        """The moment that it is on the clocks of a zone, to the second below."""
        return dt.datetime.combine(self.day, dt.time(), zone) + dt.timedelta(seconds=int(self.seconds))

    def since_start(self, zone: str | None) -> Fraction:
        """Seconds from the calendar's first day by universal time; of one without any zone as it is written."""
        if not self.own and zone is None:
            return day_seconds(self.day) + self.seconds
        known = _offset(self.own) if self.own else ZoneInfo(zone or "")
        behind = self.moment(known).utcoffset() or dt.timedelta()
        return day_seconds(self.day) + self.seconds - Fraction(int(behind.total_seconds()))


def parse_date(
    text: str, order: str, zone: str | None = None, written_in: str | None = None, *, is_said: bool = False
) -> dt.date | None:
    """Parse a date, converted to ``zone`` where the text has a time zone; None for no date.

    Args:
        text: ``2025-03-07``, ``2025年3月7日``, ``7 Mar 2025``, ``2025-03-31T23:30:00Z`` …
        order: ``DAY_FIRST`` or ``MONTH_FIRST`` for ``03/04/2025``; with another such a text is no date, unless both
            parts are the same. ``UNIX_SECONDS`` and ``UNIX_MILLISECONDS`` read what counts these since 1970.
        zone: The name of a time zone; None keeps the date as it is written.
        written_in: The time zone of a stamp that names none; None takes it for one of ``zone``.
        is_said: Whether the order is said, not told by other dates: without that ``03/04/25`` is no date.
    """
    stamp = parse_stamp(text, order, is_said=is_said)
    return None if stamp is None else stamp.in_zone(zone, written_in)


def parse_in_either_order(text: str) -> Stamp | None:
    """A date of which the order is still to be said."""
    return parse_stamp(text, MONTH_FIRST, is_said=True) or parse_stamp(text, DAY_FIRST, is_said=True)


def parse_stamp(text: str, order: str, *, is_said: bool = False) -> Stamp | None:
    """A day with or without a time, as written; None for none. The order is as in ``parse_date``."""
    plain = half_width(text).strip()
    if not _may_hold_day(plain):
        return None
    if named := re.match(_WEEKDAY, plain):
        stamp = _parse_stamp(plain[named.end() :], order, is_said=is_said)
        fits = stamp is not None and _WEEKDAYS[stamp.day.weekday()] == named["weekday"].lower()
        return stamp if fits else None
    return _parse_stamp(plain, order, is_said=is_said)


def _parse_stamp(plain: str, order: str, *, is_said: bool) -> Stamp | None:
    """``parse_stamp`` of a text without a weekday."""
    for pattern in _compiled(_DATES, _TIME):
        if found := pattern.fullmatch(plain):
            month = month_number(found["name"]) if "name" in found.groupdict() else int(found["month"])
            return _stamp(found, _year(found["year"]), month or 0, int(found["day"]))
    if found := re.fullmatch(_NUMERIC, plain):
        first, second = int(found["first"]), int(found["second_part"])
        if (order not in (DAY_FIRST, MONTH_FIRST) and first != second) or (_is_short(found) and not is_said):
            return None
        day, month = (second, first) if order == MONTH_FIRST else (first, second)
        return _stamp(found, _year(found["year"]), month, day)
    return _since_1970(plain, order)


def _since_1970(plain: str, unit: str) -> Stamp | None:
    """The moment so many seconds or milliseconds after the beginning of 1970, if it is a likely one."""
    if unit not in _UNIX or not _UNIX[unit].fullmatch(plain):
        return None
    seconds = Fraction(plain) / (1000 if unit == UNIX_MILLISECONDS else 1)
    day = dt.date(1970, 1, 1) + dt.timedelta(days=int(seconds // DAY))
    return Stamp(day, seconds % DAY, "Z") if day.year in _LIKELY_YEARS else None


def counted_in(texts: Collection[str]) -> str:
    """``UNIX_SECONDS`` or ``UNIX_MILLISECONDS`` where all texts are likely to count these, else ``""``.

    Texts that may all be days with their hours (``2025030809``) or times (``1503010905``) do not.
    """
    unit = next((unit for unit in _UNIX if all(_is_likely(text, unit) for text in texts)), "")
    return "" if all(_CLOCK_TIMES.fullmatch(half_width(text).strip()) for text in texts) else unit


def _is_likely(text: str, unit: str) -> bool:
    return _since_1970(half_width(text).strip(), unit) is not None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= _LAST_OF_2000S else 1900)


def _is_short(numeric: re.Match[str]) -> bool:
    """True for two digits of a year."""
    return len(numeric["year"]) == 2


def _stamp(found: re.Match[str], year: int, month: int, day: int) -> Stamp | None:
    date, own, clock = _date(year, month, day), found["zone"], int(found["hour"] or 0)
    hour = clock % 12 + 12 * found["half"].lower().startswith("p") if found["half"] else clock
    if date is None or hour > 23:
        return None
    seconds = Fraction(f"{found['second'] or 0}.{found['part'] or 0}")
    return Stamp(date, hour * 3600 + int(found["minute"] or 0) * 60 + seconds, own or "", bool(found["hour"]))


def dated_in(cell: dt.date, zone: str | None, written_in: str | None) -> dt.date:
    """The day of a date cell; one with a time that is written in another zone is dated in ``zone``."""
    if not isinstance(cell, dt.datetime):
        return cell
    clock = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    return Stamp(cell.date(), Fraction(int(clock.total_seconds())), "").in_zone(zone, written_in)


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
    """True for ``03/04/2025``, of which either number may be the day, and for every date like ``03/04/25``."""
    found = _numeric(text)
    return found is not None and (_is_short(found) or found["first"].lstrip("0") != found["second_part"].lstrip("0"))


def has_short_year(text: str) -> bool:
    """True for ``03/04/25``."""
    found = _numeric(text)
    return found is not None and _is_short(found)


def order_of(texts: Iterable[str], *, with_short: bool = False) -> str:
    """The order of the dates of a column, by the days above 12 in it; ``YEAR_FIRST`` when nothing decides.

    Dates with two digits of a year count only ``with_short``. They never tell that the day is first: ``25/03/01`` may
    begin with the year.
    """
    parts = [found for text in texts if (found := _numeric(text)) and (with_short or not _is_short(found))]
    day_first = [found for found in parts if int(found["first"]) > 12]
    month_first = any(int(found["second_part"]) > 12 for found in parts)
    if bool(day_first) == month_first:
        return YEAR_FIRST
    if month_first:
        return MONTH_FIRST
    return YEAR_FIRST if all(map(_is_short, day_first)) else DAY_FIRST


def _numeric(text: str) -> re.Match[str] | None:
    """A date of figures alone, after its weekday."""
    plain = half_width(text).strip()
    return re.fullmatch(_NUMERIC, re.sub(_WEEKDAY, "", plain, count=1)) if _may_hold_day(plain) else None


def without_dates(name: str) -> str:
    """A title or file name without the days in it, which say when it was made and not what it is about.

    Two days that are the first and the last of one month are that month, and so are days of one month before the one on
    which it was made: ``Calls 2025-03-01 (exported 2025-04-02)``.
    """
    rest = plain = half_width(name)
    if not _may_hold_day(plain):
        return plain
    for pattern in _compiled(_DAYS, r"(?!\d)"):
        rest = pattern.sub(" ", rest)
    found = _found_days(plain)
    of_rows = _before_export(plain, found)
    order = order_in([plain])  # the last of a month is above 12
    days = [day for one in of_rows if (day := _full(one, order))]
    if len(days) == len(of_rows) > 0 and (
        (len(of_rows) < len(found) and len({(day.year, day.month) for day in days}) == 1)
        or (len(days) == 2 and _is_month(*days))
    ):
        return f"{days[0]:%Y-%m}|{rest}"
    return rest


def days_in(text: str, order: str = YEAR_FIRST) -> list[dt.date | None]:
    """The days in a text that may be those of rows; None for one whose month is not known by the ``order``."""
    return [_full(one, order) for one in _before_export(half_width(text), _found_days(text))]


def order_in(texts: Iterable[str]) -> str:
    """The order of the days in the middle of texts, by those above 12; ``YEAR_FIRST`` when nothing decides."""
    found = [one.groupdict() for text in texts for one in _found_days(text)]
    return order_of("/".join((one["first"], one["second_part"], one["year"])) for one in found if one.get("first"))


def _found_days(text: str) -> list[re.Match[str]]:
    plain = half_width(text)
    patterns = _compiled(_DAYS, r"(?!\d)") if _may_hold_day(plain) else ()
    return sorted((one for pattern in patterns for one in pattern.finditer(plain)), key=re.Match.start)


_OF_ROWS = re.compile(
    r"(统计|数据|报表|业务)(日期|时间|周期)|\b(report|data|business) (date|day)|berichts?datum|auswertung", re.I
)
_OF_EXPORT = re.compile(
    r"导出|制表|生成|打印|下载|erstellt|gedruckt|heruntergeladen|"
    r"(?<![a-z])(export|creat(e|ing|ion|or)|generat(e|ing|ion|or)|print(ed|ing|out)?(?![a-z])|download)",
    re.I,
)
_TO_DAY_OF_EXPORT = re.compile(
    r"(导出|制表|生成|打印|下载)(日期|时间|于)?|erstellt|gedruckt|heruntergeladen|exportiert|(export|druck)datum|"
    r"(?<![a-z])(export(ed)?|created|generated|printed|download(ed)?|"
    r"(export|creation|generation|print|download) (date|time))",
    re.I,
)
_AFTER_WORD = re.compile(r"[\W_]*(on|at|am|um|vom)?[\W_]*", re.I)
_BETWEEN = r"[\s_(-]*"
_BEFORE_DAY_OF_ROWS = re.compile(  # 统计日期：, or no other words than those of a report's name
    r"(.*((统计|数据|业务)日期|统计周期|(?<![a-z])(data|business) (date|day))[\W_]*|"
    rf"{_BETWEEN}((话务|通话|来电|工单|会话|坐席|座席|客服|日报|calls?|tickets?|chats?|contacts?|agents?|daily|"
    rf"anrufe?|gespräche?|kontakte?){_BETWEEN})+"
    rf"((明细|清单|报表|表|reports?|details?|statistics|log|list|bericht|liste|statistik){_BETWEEN})*)",
    re.I | re.DOTALL,
)
_CLOCK = r"(\s*T?\d{1,2}:\d\d(:\d\d)?)?"
_SPAN = re.compile(rf"{_CLOCK}\s*([-~–—_至到]|(to|bis|until|till|through)(?![a-z]))\s*", re.I)
_BEFORE_EXPORT = re.compile(rf"{_CLOCK}[\W_]*", re.I)


def _before_export(plain: str, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The days before that of the export, where a text ends with it and they can only be those of rows.

    They are a span, or one day behind words for a day of rows or behind nothing but the name of a report:
    ``Calls 2025-03-01 (exported 2025-04-02)``, but not ``Last updated 2025-04-01, exported 2025-04-02``.
    """
    if len(found) < 2 or found[-2].group() == found[-1].group() or _OF_EXPORT.search(plain, 0, found[0].start()):
        return found
    between = plain[found[-2].end() : found[-1].start()]
    made = next((one for one in _TO_DAY_OF_EXPORT.finditer(between) if _AFTER_WORD.fullmatch(between, one.end())), None)
    if made is None or not _BEFORE_EXPORT.fullmatch(between, 0, made.start()):
        return found
    is_day = len(found) == 2 and _BEFORE_DAY_OF_ROWS.fullmatch(plain, 0, found[0].start())
    is_span = len(found) == 3 and _SPAN.fullmatch(plain, found[0].end(), found[1].start())
    return found[:-1] if is_day or is_span else found


def titles_of_rows(titles: Iterable[str], order: str = YEAR_FIRST) -> list[str]:
    """The titles with days that say so of the rows below them, else those that say nothing of the export, else all."""
    dated = [text for text in titles if any(days_in(text, order))]
    told = [text for text in dated if _OF_ROWS.search(text)]
    return told or [text for text in dated if not _OF_EXPORT.search(text)] or dated


def _full(found: re.Match[str], order: str) -> dt.date | None:
    """A day whose month is known."""
    parts = found.groupdict()
    if parts.get("first"):
        year, first, second = (int(parts[name]) for name in ("year", "first", "second_part"))
        if order == DAY_FIRST:
            return _date(year, second, first)
        return _date(year, first, second) if order == MONTH_FIRST else None
    month = month_number(parts.get("month") or parts.get("name") or "")
    return _date(int(parts["year"]), month, int(parts["day"])) if month else None


def _is_month(first: dt.date, last: dt.date) -> bool:
    return (
        first.day == 1
        and (last + dt.timedelta(days=1)).day == 1
        and (first.year, first.month) == (last.year, last.month)
    )
