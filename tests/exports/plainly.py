"""A plain recomputation of figures: columns of a row as exact numbers, and what is made of the rows of an agent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

Row = Mapping[str, str]
Of = Callable[[Row], Fraction | None]
Figure = Callable[[Sequence[Row]], Fraction]


def number(header: str, each: Fraction = Fraction(1)) -> Of:
    """A column as numbers, each of them ``each`` seconds."""
    return lambda row: Fraction(row[header].rstrip("%")) * each if row[header] else None


def clock(header: str) -> Of:
    """A column of ``h:mm:ss`` in seconds."""

    def seconds(row: Row) -> Fraction | None:
        hours, minutes, rest = row[header].split(":") if row[header] else ("", "", "")
        return Fraction(hours) * 3600 + Fraction(minutes) * 60 + Fraction(rest) if hours else None

    return seconds


def plus(*parts: Of) -> Of:
    return lambda row: sum((part(row) or Fraction(0) for part in parts), Fraction(0))


def is_word(header: str, *words: str) -> Of:
    return lambda row: Fraction(row[header] in words)


def known(of: Of, rows: Iterable[Row]) -> list[Fraction]:
    return [value for row in rows if (value := of(row)) is not None]


def total(of: Of) -> Figure:
    return lambda rows: sum(known(of, rows), Fraction(0))


def mean(of: Of) -> Figure:
    return lambda rows: Fraction(sum(known(of, rows)), len(known(of, rows)))


def middle(of: Of) -> Figure:
    return lambda rows: Fraction(median(known(of, rows)))


def share(of: Of, among: Of = lambda _row: Fraction(1)) -> Figure:
    return lambda rows: 100 * mean(of)([row for row in rows if among(row)])


def weighed(of: Of, weight: Of) -> Figure:
    """The mean of what has a value and a weight."""

    def figure(rows: Sequence[Row]) -> Fraction:
        pairs = [(value, much) for row in rows if (value := of(row)) is not None and (much := weight(row))]
        return Fraction(sum(value * much for value, much in pairs), sum(much for _value, much in pairs))

    return figure


def ratio(upper: Of, lower: Of, times: int = 100) -> Figure:
    return lambda rows: times * total(upper)(rows) / total(lower)(rows)


def count(rows: Sequence[Row]) -> Fraction:
    return Fraction(len(rows))


def year_first(header: str) -> Callable[[Row], str]:
    return lambda row: row[header][:7].replace("/", "-")


def month_first(header: str) -> Callable[[Row], str]:
    return lambda row: "{2}-{0:0>2}".format(*row[header].split("/"))


def in_zone(header: str, zone: str) -> Callable[[Row], str]:
    """The month on the clocks of a zone of a stamp in UTC."""

    def month(row: Row) -> str:
        stamp = dt.datetime.fromisoformat(row[header]).replace(tzinfo=dt.UTC)
        return f"{stamp.astimezone(ZoneInfo(zone)):%Y-%m}"

    return month


def seconds_between(start: str, end: str) -> Of:
    def between(row: Row) -> Fraction | None:
        if not (row[start] and row[end]):
            return None
        first, last = (dt.datetime.strptime(row[one], "%Y/%m/%d %H:%M:%S") for one in (start, end))
        return Fraction(int((last - first).total_seconds()))

    return between
