"""Which month a row is of: a column of months or days, the headers, a name, or a question."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np

from ccmotivate.formats.cells import Cell
from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, Line, Question, Remark
from ccmotivate.model.period import Month
from ccmotivate.readers.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR_FIRST,
    days_in,
    has_short_year,
    order_in,
    order_of,
    parse_in_either_order,
    parse_stamp,
    titles_of_rows,
)
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.mapping.columns import SeenColumn, counts_days
from ccmotivate.readers.mapping.days_in_headers import A_WEEK, NOT_WHEN, OWN_DAY, WHEN
from ccmotivate.readers.mapping.lexicon import plain
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.tables import SeenTable
from ccmotivate.readers.month_column import MonthOptions, month_named, read_months
from ccmotivate.readers.short_days import is_of_another_month, is_of_days

_WEEK, _FEW_WEEKS = 7, 3
_NO_YEAR = re.compile(r"\d{1,2}月\d{1,2}[日号]?")
_DAY_FIGURES = 4  # of a date with a month in words at least


def when_column(pool: Pool) -> SeenColumn | None:
    """The column of months, else of the days on which things began."""
    months = [one for one in pool.columns.values() if one.kind == "month" and not OWN_DAY.search(plain(one.header))]
    return next(iter([*months, *_days(pool)]), None)


def _days(pool: Pool) -> list[SeenColumn]:
    """The columns of days that are not a person's own, those on which things began first."""
    dated = [one for one in pool.columns.values() if one.kind in ("date", "moment")]
    days = [one for one in dated if not OWN_DAY.search(plain(one.header))]
    return sorted(days, key=lambda one: (_is_late(one), not WHEN.search(plain(one.header))))


def _is_late(column: SeenColumn) -> bool:
    return bool(NOT_WHEN.search(plain(column.header)))


def when_lines(pool: Pool, source: str, column: SeenColumn | None = None) -> list[Line]:
    """``month`` or ``across`` of a source, by a column that is given or ``when_column``."""
    if pool.across:
        why = Remark(N_("months side by side in the headers"))
        return [Line("across", pool.across, (why,))]
    column = column or when_column(pool)
    if column is None:
        return _by_names(pool, source)
    value: dict[str, str] = {"of": column.header}
    near = near_edges(column)
    if column.zone == "UTC" and near:
        value["written_in"] = "UTC"
    question = None
    if column.order is None:
        value["dates"] = OPEN
        short = any(map(has_short_year, column.texts))
        text = next(filter(None, column.texts))
        mixed = {DAY_FIRST, MONTH_FIRST} <= {order_of([one]) for one in dict.fromkeys(column.texts)}
        question = order_question(text, column.header, f"{source}.month.dates", short=short, mixed=mixed)
    elif column.order != YEAR_FIRST:
        value["dates"] = column.order
    shown: object = column.header if len(value) == 1 else value
    far = (Remark(_NO_ZONE, {"rows": sum(map(bool, column.texts))}),) if column.zone and not near else ()
    return [Line("month", shown, (*column.why, *_of_several(column, pool), *_weeks(column), *far), question)]


def _of_several(column: SeenColumn, pool: Pool) -> tuple[Remark, ...]:
    """Which of several columns of days says the month."""
    others = [one.header for one in _days(pool) if one is not column]
    if not others:
        return ()
    text = N_("a row counts in the month of {header}, and of none of {others}")
    return (Remark(text, {"header": column.header, "others": tuple(others)}),)


def _weeks(column: SeenColumn) -> list[Remark]:
    """How weeks count of which some lie in two months, where every day is the same day of the week."""
    if column.kind != "date" or not column.order:
        return []
    different = dict(zip(column.texts, column.cells, strict=True)).values()
    days = {day for cell in different if (day := column.day(cell)) is not None}
    halves = [day for day in days if (day + dt.timedelta(days=_WEEK - 1)).month != day.month]
    if len(days) < _FEW_WEEKS or len({day.weekday() for day in days}) > 1 or not halves:
        return []
    text = N_("weeks, of which {count} lie in two months: each counts in the month of its day here, like {day}")
    return [Remark(text, {"count": len(halves), "day": str(min(halves))})]


_NO_ZONE = N_(
    "in UTC or with a zone: none of the {rows} rows lies so near a month's edge that a zone would move it; before one "
    "does, say zone in scheme.yaml and written_in here"
)
_EAST, _WEST = 14, -12  # hours of the zones furthest from UTC


def near_edges(column: SeenColumn) -> list[int]:
    """The rows of stamps with a zone that some other zone would put into another month."""
    if not column.zone or column.kind != "moment":
        return []
    memory = {text: _moves(cell, text, column) for cell, text in zip(column.cells, column.texts, strict=True)}
    return [at for at, text in enumerate(column.texts) if memory[text]]


def _moves(cell: Cell, text: str, column: SeenColumn) -> bool:
    if isinstance(cell, dt.datetime):
        moments = [cell]
    else:
        orders = [column.order] if column.order else [DAY_FIRST, MONTH_FIRST]
        stamps = [stamp for order in orders if (stamp := parse_stamp(text, order, is_said=True))]
        seconds = (stamp.since_start("UTC") for stamp in stamps)
        moments = [dt.datetime(1, 1, 1) + dt.timedelta(seconds=int(one)) for one in seconds]
    return any(_month_at(one, _EAST) != _month_at(one, _WEST) for one in moments)


def _month_at(moment: dt.datetime, hours: int) -> tuple[int, int]:
    try:
        there = moment.replace(tzinfo=None) + dt.timedelta(hours=hours)
    except OverflowError:  # where the calendar ends
        there = moment
    return there.year, there.month


_NO_DAY = N_("Is {text} in {header} day-month-year or month-day-year? No day above 12 tells.")
_MIXED = N_(
    "Is {text} in {header} day-month-year or month-day-year? Other days show both orders: write all of them in one, or "
    "map the files that have the one apart from those that have the other."
)
_SHORT_YEARS = N_(
    "Is {text} in {header} day-month-year or month-day-year? With two digits of a year the figures do not tell; where "
    "the year comes first, write such dates in the file like 2025-03-31 and map it again."
)


def order_question(text: str, header: str, name: str, *, short: bool, mixed: bool = False) -> Question:
    """What order a date is written in; ``short`` where years have two digits, ``mixed`` where days show both orders."""
    told = _MIXED if mixed else _SHORT_YEARS if short else _NO_DAY
    return Question(name, Remark(told, {"text": text, "header": header}), (DAY_FIRST, MONTH_FIRST), DAY_FIRST)


def _by_names(pool: Pool, source: str) -> list[Line]:
    """A question where titles or the names of sheets or files do not say the month, or days say another; else nothing.

    Files of several days cannot all have the month that a person says: the question is what these days are.
    """
    silent = [table for table in pool.tables if not named_month(table)]
    if not silent:
        return _by_other_days(pool, source)
    order = order_in(text for table in pool.tables for texts in _names(table) for text in texts)
    days = [_named_day(table, order) for table in pool.tables]
    if all(days) and len(set(days)) > 1:
        facts = {"count": len(set(days)), "file": pool.name, "day": str(days[0])}
        question = Question(f"{source}.month.days_in_names", Remark(_DAYS, facts), ("yes", "no"), "yes")
        dates = {} if order == YEAR_FIRST else {"dates": order}
        return [Line("month", {"days_in_names": OPEN, **dates}, (), question)]
    text = _which_month(silent[0], len(pool.tables))
    if unread := _unread(pool):
        facts = {"file": pool.name, "header": unread.header, "text": next(filter(_is_unread, unread.texts))}
        is_counted = unread.is_number and counts_days(unread)
        text = Remark(_COUNTED_DAYS if is_counted else _NO_DATES, facts)
    elif weeks := next((one for one in pool.columns.values() if _counts_weeks(one)), None):
        facts = {"file": pool.name, "header": weeks.header, "text": next(filter(None, weeks.texts))}
        text = Remark(_IN_WEEKS, facts)
    return [Line("month", {"value": OPEN}, (), Question(f"{source}.month.value", text, (), "2000-01"))]


_OF_ONE = N_("Which month is {file} of? Write it like 2025-03.")
_OF_SEVERAL = N_(
    "Which month is {file} of? One that is written here, like 2025-03, is that of all {count} files and sheets: if "
    "they are of several, write its month into the name of each or above its table, and map them again."
)
_AT_ODDS = N_(
    "Which month is {file} of? Its title, the name of the sheet and that of the file do not say the same. Correct what "
    "is wrong and map it again; a month written here, like 2025-03, is that of all files and sheets: {count}."
)


_ANOTHER = N_(
    "Which month is {file} of? A name says {month}, but {header} has {text}. Write such dates in the file like "
    "2025-03-31 and map it again; a month written here, like 2025-03, is that of every row."
)


def _by_other_days(pool: Pool, source: str) -> list[Line]:
    """A question where a column has days without a year (``4月1日``) that are not of the month that names say."""
    months = [Month.from_ordinal(one) for one in named_months(pool)]
    for column in _others_of_days(pool):
        is_day = is_of_days(column.header)
        for text, month in dict.fromkeys(zip(column.texts, months, strict=True)):
            if is_of_another_month(text, month, is_day=is_day):
                facts = {"file": pool.name, "month": str(month), "header": column.header, "text": text}
                question = Question(f"{source}.month.value", Remark(_ANOTHER, facts), (), "2000-01")
                return [Line("month", {"value": OPEN}, (), question)]
    return []


def _which_month(table: SeenTable, count: int) -> Remark:
    """The question for the month of a table, and for which of ``count`` tables the answer is."""
    _month, problems = month_named(_found(table), MonthOptions())
    text = _OF_SEVERAL if count > 1 else _OF_ONE
    if problems and problems[0].code == "month-conflict":
        text = _AT_ODDS
    is_whole = sum(sheet.visible for sheet in table.book.sheets) == 1
    place = table.book.name if is_whole else f"{table.book.name}!{table.sheet.name}"
    return Remark(text, {"file": place, "count": count})


_DAYS = N_(
    "Are the {count} days in the names, like {day} of {file}, those of the rows (yes), or those on which the files "
    "were made (no)? After no the name of each file or sheet has to say its month."
)


def _names(table: SeenTable, order: str = YEAR_FIRST) -> list[list[str]]:
    """The name of a table's file, that of its sheet, and its titles."""
    top = range(1 + table.header - table.header_rows)
    titles = [plain_cell(column[row]) for column in table.sheet.columns for row in top]
    return [[table.book.path.stem], [table.sheet.name], titles_of_rows(titles, order)]


def _named_day(table: SeenTable, order: str) -> dt.date | None:
    """The one day in the name of a table's file, of its sheet, or in a title."""
    for texts in _names(table, order):
        days = {day for text in texts for day in days_in(text, order) if day}
        if len(days) == 1:
            return days.pop()
    return None


_NO_DATES = N_(
    "Which month is {file} of? {header}, like {text}, cannot be read as a date. Write such dates in the file like "
    "2025-03-31 and map it again; a month written here, like 2025-03, is that of every row."
)


_COUNTED_DAYS = N_(
    "Which month is {file} of? {header}, like {text}, counts days as Excel does. Give its cells the format of a date, "
    "save the file and map it again; a month written here, like 2025-03, is that of every row."
)


_IN_WEEKS = N_(
    "Which month is {file} of? {header}, like {text}, says weeks, and a week may lie in two months. Add a column of "
    "days or months and map it again; a month written here, like 2025-03, is that of every row."
)


def _counts_weeks(column: SeenColumn) -> bool:
    return bool(A_WEEK.search(plain(column.header))) and any(re.search(r"\d", text) for text in column.texts)


def _unread(pool: Pool) -> SeenColumn | None:
    """The column of days by its header of which most cells are no dates that are read, but seconds since 1970, say."""
    others = _others_of_days(pool)
    return next((one for one in others if sum(map(_is_unread, one.texts)) * 2 > sum(map(bool, one.texts))), None)


def _others_of_days(pool: Pool) -> list[SeenColumn]:
    """The columns of days by their headers whose cells are not dates that are read."""
    named = [one for one in pool.columns.values() if WHEN.search(plain(one.header)) and not _is_late(one)]
    return [one for one in named if one.kind in ("text", "count") and one.measure is None]


def _is_unread(text: str) -> bool:
    """True for figures like those of a date that are none: ``45717``, and ``3月1日`` without a year."""
    return bool(_NO_YEAR.fullmatch(text)) or (
        sum(map(str.isdigit, text)) >= _DAY_FIGURES and parse_in_either_order(text) is None
    )


def named_month(table: SeenTable) -> int:
    """The month that reading finds of a table without such a column, 0 for none."""
    months = read_months(_found(table), np.array(table.rows[:1], np.int64), MonthOptions(), frozenset()).months
    return int(months[0])


def _found(table: SeenTable) -> FoundTable:
    top = 1 + table.header - table.header_rows
    return FoundTable(table.book.name, table.sheet, None, top, table.header, {}, {}, {}, ())


def named_months(pool: Pool) -> list[int]:
    """The month of each row by the name of its table; one and the same where names say none."""
    return [month for table in pool.tables for month in [named_month(table)] * len(table.rows)]


def zone_line(columns: Sequence[SeenColumn]) -> Line | None:
    """The zone of the scheme, to be asked for where it decides the month of stamps of UTC or with a zone."""
    found = [(one, near) for one in columns if (near := near_edges(one))]
    if not found:
        return None
    column, near = found[0]
    facts = {"header": column.header, "text": column.texts[near[0]], "near": len(near), "rows": len(column.texts)}
    text = Remark(
        N_(
            "In which time zone are days counted, like Asia/Shanghai? {header} is in UTC or names a zone; {near} of "
            "{rows} rows lie so near a month's edge that it decides their month, like {text}."
        ),
        facts,
    )
    return Line("zone", OPEN, (), Question("zone", text, (), "UTC"))
