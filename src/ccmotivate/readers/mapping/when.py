"""Which month a row is of: a column of months or days, the headers, a name, or a question."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, Line, Question, Remark
from ccmotivate.model.period import month_hint
from ccmotivate.readers.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, without_dates
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.lexicon import NOT_WHEN, WHEN, plain
from ccmotivate.readers.mapping.pools import Pool


def when_column(pool: Pool) -> SeenColumn | None:
    """The column of months, else of the days on which things began."""
    months = [one for one in pool.columns.values() if one.kind == "month"]
    days = [
        one
        for one in pool.columns.values()
        if one.kind in ("date", "moment") and not NOT_WHEN.search(plain(one.header))
    ]
    days.sort(key=lambda one: not WHEN.search(plain(one.header)))
    late = [one for one in pool.columns.values() if one.kind in ("date", "moment")]
    return next(iter([*months, *days, *late]), None)


def when_lines(pool: Pool, source: str) -> list[Line]:
    """``month`` or ``across`` of a source."""
    if pool.across:
        why = Remark(N_("months side by side in the headers"))
        return [Line("across", pool.across, (why,))]
    column = when_column(pool)
    if column is None:
        return _by_names(pool, source)
    value: dict[str, str] = {"of": column.header}
    if column.zone == "UTC":
        value["written_in"] = "UTC"
    question = None
    if column.order is None:
        value["dates"] = OPEN
        question = _order_question(column, source)
    elif column.order != YEAR_FIRST:
        value["dates"] = column.order
    shown: object = column.header if len(value) == 1 else value
    return [Line("month", shown, column.why, question)]


def _order_question(column: SeenColumn, source: str) -> Question:
    text = Remark(
        N_("Is {text} in {header} day-month-year or month-day-year? No day above 12 tells."),
        {"text": next(filter(None, column.texts)), "header": column.header},
    )
    return Question(f"{source}.month.dates", text, (DAY_FIRST, MONTH_FIRST), DAY_FIRST)


def _by_names(pool: Pool, source: str) -> list[Line]:
    """Nothing where every sheet or file is named after its month, else a question."""
    if all(_named(table.sheet.name, table.book.name) for table in pool.tables):
        return []
    text = Remark(N_("Which month is {file} of? Write it like 2025-03."), {"file": pool.name})
    return [Line("month", {"value": OPEN}, (), Question(f"{source}.month.value", text, (), "2000-01"))]


def _named(sheet: str, file: str) -> bool:
    return month_hint(without_dates(sheet)).merged(month_hint(without_dates(file))).full is not None


def zone_line(columns: Sequence[SeenColumn]) -> Line | None:
    """The zone of the scheme, to be asked for where stamps are of UTC or name a zone."""
    zoned = [one for one in columns if one.zone]
    if not zoned:
        return None
    text = Remark(
        N_("In which time zone are days counted, like Asia/Shanghai? {header} is in UTC or names a zone: {text}."),
        {"header": zoned[0].header, "text": next(filter(None, zoned[0].texts))},
    )
    return Line("zone", OPEN, (), Question("zone", text, (), "UTC"))
