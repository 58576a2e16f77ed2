"""The days of hiring and leaving of a list of people, as roster columns of a scheme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import Struct

from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, Line, Remark
from ccmotivate.model.period import Month
from ccmotivate.model.roster import DAYS, RosterColumn
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.readers.dates import YEAR_FIRST, has_short_year, is_either_order, order_of, parse_in_either_order
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.days_in_headers import SERVICE
from ccmotivate.readers.mapping.lexicon import plain
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.when import order_question

_WHY = {
    "hired": N_("days of {count} people, like {text}: nobody is an agent of the months before"),
    "left": N_("days of {count} people: nobody is an agent of the months after"),
}

NEVER = Month(9999, 12).ordinal
"""The last month of those who are still there."""


class Service(Struct, frozen=True):
    """The roster columns that a list of people has, and what to say of those that cannot be read."""

    lines: tuple[Line, ...] = ()
    remarks: tuple[Remark, ...] = ()


def service_of(pool: Pool, source: str, rules: RuleSet, no_data: Collection[str]) -> Service:
    """The days of service in a list of people.

    ``rules`` lend their words for who is still there, ``no_data`` are more words for nothing.
    """
    found, remarks = _found(pool, rules, no_data)
    return Service(tuple(_lines(found, source, rules)), tuple(remarks))


def spans_of(pool: Pool, rules: RuleSet, no_data: Collection[str]) -> list[tuple[int, int]]:
    """The first and the last month (ordinals) of each row's service, by the days that are read for certain."""
    found, _remarks = _found(pool, rules, no_data)
    since, until = (_days(found[name][0]) if name in found else [None] * pool.rows for name in DAYS)
    return [
        (
            Month.ordinal_of(hired) if hired else 0,
            Month.ordinal_of(left) if left and not (hired and left < hired) else NEVER,
        )
        for hired, left in zip(since, until, strict=True)
    ]


def _days(column: SeenColumn) -> list[dt.date | None]:
    return [None if column.order is None else column.day(cell) for cell in column.cells]


def _found(
    pool: Pool, rules: RuleSet, no_data: Collection[str]
) -> tuple[dict[str, tuple[SeenColumn, list[str]]], list[Remark]]:
    """The columns of days, each with the texts of its days, and what to say of those that cannot be read."""
    found: dict[str, tuple[SeenColumn, list[str]]] = {}
    remarks: list[Remark] = []
    for name, roster in ((name, rules.roster[name]) for name in DAYS):
        nothing = {"", *map(normal, (*rules.words.no_data, *roster.no_data, *no_data))}
        for column in (one for one in pool.columns.values() if name not in found and _is_named(one, roster)):
            cells = [(cell, text) for cell, text in _cells(column) if normal(text) not in nothing]
            odd = next((text for cell, text in cells if not _is_day(cell, text)), None)
            if odd is not None:
                facts = {"header": column.header, "text": odd}
                remarks.append(Remark(N_("the days under {header} are not read, for {text} is none"), facts))
            elif cells or name == "left":
                found[name] = column, [text for _cell, text in cells]
    return found, remarks


def _lines(found: Mapping[str, tuple[SeenColumn, list[str]]], source: str, rules: RuleSet) -> Iterator[Line]:
    """The columns with the order of their dates where it is not plain; one column tells it of the other."""
    told = {name: order_of(texts, with_short=True) for name, (_column, texts) in found.items()}
    by = next((name for name, order in told.items() if order != YEAR_FIRST), None)
    unclear = {name: [text for text in texts if is_either_order(text)] for name, (_column, texts) in found.items()}
    asked = next((name for name, texts in unclear.items() if texts and by is None), None)
    for name, (column, texts) in found.items():
        value: dict[str, Any] = {"name": column.header}
        question = None
        if name == by:
            value["dates"] = told[name]
        elif name == asked:
            value["dates"] = OPEN
            short = any(map(has_short_year, unclear[name]))
            question = order_question(unclear[name][0], column.header, f"{source}.{name}.dates", short=short)
        if words := rules.roster[name].no_data:
            value["no_data"] = list(words)
        why = Remark(_WHY[name], {"count": len(texts), "text": next(iter(texts), "")})
        yield Line(name, value, (why,), question)


def _cells(column: SeenColumn) -> list[tuple[Any, str]]:
    return list(zip(column.cells, column.texts, strict=True))


def _is_named(column: SeenColumn, roster: RosterColumn) -> bool:
    """True for a header that is one of the words of the rules, or a usual one."""
    words = {normal(word) for word in roster.label.words}
    return normal(column.header) in words or bool(SERVICE[roster.id].search(plain(column.header)))


def _is_day(cell: Any, text: str) -> bool:
    return isinstance(cell, dt.date) or parse_in_either_order(text) is not None
