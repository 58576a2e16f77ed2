"""Rosters of which there is one a month, by their names or by a column of months or of days for which they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ccmotivate.formats.cells import Cell
from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, Remark
from ccmotivate.model.period import Month, parse_month
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.days_in_headers import OWN_DAY
from ccmotivate.readers.mapping.lexicon import field_of, plain
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.when import named_months, when_column, when_lines

_AS_OF = re.compile(r"\bas (of|at)\b|snapshot|stichtag|截至|截止|(统计|数据|快照|基准)(日期|时间)$", re.IGNORECASE)
_SEVERAL = 2
_OWN_MONTH = re.compile(rf"{OWN_DAY.pattern}|\b(start|end|begin|probation)|开始|结束|试用", re.IGNORECASE)
_MONTH = re.compile(r"\bmonth\b|月份|\bmonat\b", re.IGNORECASE)


def own_months(pool: Pool) -> list[SeenColumn]:
    """The months of people, like ``Hire month``, and others where nobody of several months stands twice."""
    found = [one for one in pool.columns.values() if one.kind == "month"]
    is_once = any(field_of(one.header) in ("agent_id", "name") and _never_again(one) for one in pool.columns.values())
    return [one for one in found if _is_own(one) or (is_once and len(set(one.texts)) >= _SEVERAL)]


def _is_own(column: SeenColumn) -> bool:
    return bool(_OWN_MONTH.search(plain(column.header)))


def _never_again(column: SeenColumn) -> bool:
    return all(column.texts) and len(set(column.texts)) == len(column.texts)


def dated_column(pool: Pool) -> SeenColumn | None:
    """The column of months of people, or of the day for which a list of them holds: the same in all rows of a table."""
    columns, own = pool.columns.values(), own_months(pool)
    months = [one for one in columns if one.kind == "month" and not any(one is other for other in own)]
    days = [one for one in columns if one.kind == "date" and not _is_own(one)]
    of_months = [one for one in days if _MONTH.search(plain(one.header))]
    of_lists = [one for one in days if _AS_OF.search(plain(one.header)) and _is_of_tables(one, pool)]
    return next(iter([*months, *of_months, *of_lists]), None)


def _is_of_tables(column: SeenColumn, pool: Pool) -> bool:
    """True where each table has one text only in a column."""
    tables = [at for at, table in enumerate(pool.tables) for _row in table.rows]
    return all(column.texts) and len(set(zip(tables, column.texts, strict=True))) == len(pool.tables)


def times_of(pool: Pool) -> list[str]:
    """The month or day of each row by its column or the name of its table; one and the same where nothing says it."""
    dated = dated_column(pool)
    return list(map(str, named_months(pool))) if dated is None else dated.texts


def covers_months(
    people: Pool, texts: Sequence[str], data: Pool, agents: Sequence[str], prefix: str, enough: float
) -> bool:
    """True where in each month that both have, rosters of it list ``enough`` of the agents of the data.

    Those whose names tell the months list whom earlier ones list, too. ``prefix`` stands before the agents' ids.
    """
    rosters = _by_month(texts, _months_of(people, dated_column(people)))
    if len(rosters) < _SEVERAL:
        return True
    if dated_column(people) is None:
        ordered = sorted(rosters)
        rosters = {at: frozenset().union(*(rosters[one] for one in ordered if one <= at)) for at in ordered}
    ids = [text.removeprefix(prefix) for text in agents]
    seen = _by_month(ids, months_of_rows(data))
    both = [(seen[at], rosters[at]) for at in seen if at in rosters]
    every = frozenset().union(*seen.values())
    both = both or [(every, one) for one in rosters.values()]
    return all(len(these & listed) >= enough * len(these) for these, listed in both)


def months_of_rows(data: Pool) -> list[int]:
    """The month of each row of data; 0 where nothing says it."""
    return _months_of(data, None if data.across else when_column(data))


def fewest(people: Pool, texts: Sequence[str], among: frozenset[str]) -> int:
    """How many of those ``among`` whom it might list the month with the fewest of them does."""
    listed = _by_month(texts, _months_of(people, dated_column(people)))
    return min((len(ids & among) for ids in listed.values()), default=0)


def _by_month(texts: Sequence[str], months: Sequence[int]) -> dict[int, frozenset[str]]:
    """Who stands in the rows of each month."""
    found: dict[int, set[str]] = defaultdict(set)
    for month, text in set(zip(months, texts, strict=True)):
        if text:
            found[month].add(id_form(text))
    return {month: frozenset(ids) for month, ids in found.items()}


def _months_of(pool: Pool, column: SeenColumn | None) -> list[int]:
    """The month of each row by a column of months or days, else by the name of its table; 0 where nothing says it."""
    if column is None:
        return named_months(pool)
    months = {text: _month(cell, column) for cell, text in zip(column.cells, column.texts, strict=True)}
    return [months[text] for text in column.texts]


def _month(cell: Cell, column: SeenColumn) -> int:
    found = parse_month(cell) if column.kind == "month" else column.day(cell)
    return Month.ordinal_of(found) if found else 0


def month_lines(pool: Pool) -> list[Line]:
    """``month`` of a roster that has a column of months, or of several days for which it holds."""
    column = dated_column(pool)
    return [] if column is None or _is_of_one_day(column) else when_lines(pool, "", column)


def _is_of_one_day(column: SeenColumn) -> bool:
    return column.kind != "month" and len(set(column.texts)) < _SEVERAL


def of_months(pool: Pool) -> list[Remark]:
    """In which months a roster counts by its column, or several by names that tell different months."""
    column = dated_column(pool)
    if column is not None and _is_of_one_day(column):
        text = N_("{header} is {text} in every row: the list counts in every month")
        return [Remark(text, {"header": column.header, "text": column.texts[0]})]
    months = sorted({month for month in _months_of(pool, column) if month})
    shown = {"months": tuple(str(Month.from_ordinal(one)) for one in months)}
    if column is not None:
        return [Remark(N_("its people count in {months}: rows of other months are not used"), shown)]
    text = N_("one of each month: it says who is who from its month on, until the next one; {months}")
    return [Remark(text, shown)] if len(months) >= _SEVERAL else []
