"""The days of a large log that its sampled lines do not show: a log in order has one day, or hour, after the other."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from ccmotivate.readers.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST

_FORMS = tuple(
    (order, form.replace("-", sign))
    for order, form in ((YEAR_FIRST, "%Y-%m-%d"), (DAY_FIRST, "%d-%m-%Y"), (MONTH_FIRST, "%m-%d-%Y"))
    for sign in "-/."
)


def days_of_months(texts: Iterable[str], order: str) -> list[str]:
    """All days of the months in which these stand, as they are written.

    None are told where they are written in several ways, or may be read in two and ``order`` does not decide.
    """
    dates = [text for text in dict.fromkeys(texts) if re.fullmatch(r"[0-9]{2,4}([-/.])[0-9]{2}\1[0-9]{2,4}", text)]
    fitting = [(told, form) for told, form in _FORMS if dates and all(_fits(text, form) for text in dates)]
    forms = [form for told, form in fitting if len(fitting) == 1 or told == order]
    if len(forms) != 1:
        return []
    read = (datetime.strptime(text, forms[0]) for text in dates)
    months = sorted({(one.year, one.month) for one in read})
    return [
        datetime(year, month, day).strftime(forms[0])
        for year, month in months
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
    ]


def hours_of(days: Sequence[str], signs: Iterable[str]) -> list[str]:
    """Each hour of these days, after each sign that may part them."""
    return [f"{day}{sign}{hour:02d}" for sign in sorted(set(signs)) for day in days for hour in range(24)]


def _fits(text: str, form: str) -> bool:
    try:
        return datetime.strptime(text, form).strftime(form) == text
    except ValueError:
        return False
