"""The days of a large log that its sampled lines do not show: a log in order has one day, or hour, after the other."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product

from msgspec import Struct

from ccmotivate.readers.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST

_PARTS = {YEAR_FIRST: "ymd", DAY_FIRST: "dmy", MONTH_FIRST: "mdy"}
_DATE = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}")


class _Form(Struct, frozen=True):
    """How days are written: the order of the parts, the sign between them, and how wide day and month are at least."""

    order: str
    sign: str
    width: int

    def write(self, day: date) -> str:
        """A day so written."""
        parts = {"y": f"{day.year:04}", "m": f"{day.month:0{self.width}}", "d": f"{day.day:0{self.width}}"}
        return self.sign.join(parts[one] for one in _PARTS[self.order])

    def read(self, text: str) -> date | None:
        """The day that is so written, None for another text."""
        try:
            numbers = dict(zip(_PARTS[self.order], map(int, text.split(self.sign)), strict=True))
            day = date(numbers["y"], numbers["m"], numbers["d"])
        except ValueError:
            return None
        return day if self.write(day) == text else None


_FORMS = tuple(_Form(*one) for one in product(_PARTS, "-/.", (1, 2)))


def days_of_months(texts: Iterable[str], order: str) -> Iterator[str]:
    """All days of the months in which these stand, as they are written.

    None are told of those that may be read in two ways, where ``order`` does not decide.
    """
    alike = defaultdict[tuple[str, bool], set[str]](set)
    for text in texts:
        if found := _DATE.fullmatch(text):
            alike[found[1], found.start(1) == len("2025")].add(text)
    for dates in alike.values():
        fitting = [form for form in _FORMS if all(map(form.read, dates))]
        orders = {form.order for form in fitting}
        if len(orders) > 1:
            orders &= {order}
        forms = [form for form in fitting if form.order in orders]
        read = (day for form in forms[:1] for day in map(form.read, dates) if day)
        for year, month in sorted({(one.year, one.month) for one in read}):
            for day in range(1, calendar.monthrange(year, month)[1] + 1):
                yield from {form.write(date(year, month, day)) for form in forms}


def hours_of(
    days: Iterable[str], signs: Iterable[str], hours: Sequence[str], endings: Sequence[str] = ("",)
) -> Iterator[str]:
    """The first minute of each of these hours of these days, after each sign that may part them, with each ending."""
    parts = [f"{sign}{hour}:00{ending}" for sign, hour, ending in product(sorted(set(signs)), hours, endings)]
    return (f"{day}{part}" for day in days for part in parts)
