"""The rows of parts' sheets that count for one month (people.md §0): by workbook, month, day and person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.dataset import NO_ROSTER, Dataset
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.ids import in_order
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.roster import last_day
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import NO_SHEETS, MonthSheets, SheetKind, SheetRows
from ccmotivate.problems import Problem, SourceRef, problem


def month_sheets(data: Dataset, rules: RuleSet, month: Month) -> MonthSheets:
    """What the sheets of a month's workbooks say; ``data.agents`` are those of the month."""
    kinds = [kind for part in rules.parts.values() for kind in part.sheets if kind.id in data.sheets]
    roster = _on_roster(data)
    if not kinds:
        return replace(NO_SHEETS, on_roster=roster)
    books = {data.tables[table].file for table in data.agents["table"].unique().tolist()}
    agents = set(data.agents["agent_id"].tolist())
    found = {kind.id: one for kind in kinds if (one := _of_kind(data, kind, books, agents, month)) is not None}
    return MonthSheets(
        {kind: one.rows for kind, one in found.items()},
        {kind: (one.later, one.head) for kind, one in found.items() if one.later},
        {kind: (one.strangers, one.head) for kind, one in found.items() if one.strangers},
        {at: (table.file, table.sheet, table.letters) for at, table in enumerate(data.tables)},
        roster,
        frozenset(kind for kind, one in found.items() if one.elsewhere),
    )


class _Cut(NamedTuple):
    """The rows of a kind that count for a month, how many are dated later, who is not there, and its first sheet.

    ``elsewhere``: there are rows, all of other months.
    """

    rows: SheetRows
    later: int
    strangers: tuple[str, ...]
    head: SourceRef
    elsewhere: bool


def _of_kind(data: Dataset, kind: SheetKind, books: set[str], agents: set[str], month: Month) -> _Cut | None:
    """What one kind of sheet says of the agents of the month; None where no workbook of the month has it."""
    whole = data.sheets[kind.id]
    places = [table for book, table in whole.tables if book in books]
    if not places:
        return None
    here = whole.take(_of_books(whole, books, data))
    known = _until(here, kind, month)
    of_month = np.isin(here.frame["month"], (0, month.ordinal))
    there = here.take(np.flatnonzero(known & of_month))
    gone = _unknown(there, kind, agents)
    named = set(_agents(there, kind, gone & _dated_in(there, kind, month)))
    strangers = in_order(named - agents - {""})
    kept = there if kind.history else there.take(np.flatnonzero(~gone))
    head = SourceRef(data.tables[places[0]].file, data.tables[places[0]].sheet)
    return _Cut(kept, int((~known).sum()), tuple(strangers), head, len(here) > 0 and not of_month.any())


def _on_roster(data: Dataset) -> Bools | None:
    """Who stands on a roster, None where no workbook has one."""
    if "roster" not in data.agents:
        return None
    places = data.agents["roster"].to_numpy(dtype=np.int64)
    there: Bools = places >= 0
    return None if (places == NO_ROSTER).all() else there


def _of_books(rows: SheetRows, books: set[str], data: Dataset) -> NDArray[np.intp]:
    """The rows about agents of these workbooks, each once: two workbooks may share a file of rows."""
    if books.issuperset(book for book, _table in rows.tables):
        at = np.arange(len(rows))
    else:
        at = np.flatnonzero(rows.frame["workbook"].isin(books).to_numpy(dtype=bool))
    if len(books) == 1 or not len(at):
        return at
    places = [(table.file, table.sheet) for table in data.tables]
    keys = pd.DataFrame(
        {"place": [places[table] for table in rows.frame["table"].iloc[at]], "row": rows.frame["row"].iloc[at]}
    )
    first: Bools = ~keys.duplicated().to_numpy(dtype=bool)
    return at[first]


def _until(rows: SheetRows, kind: SheetKind, month: Month) -> Bools:
    """True for the rows that are known at the end of the month."""
    if kind.day is None:
        return np.ones(len(rows), dtype=bool)
    end = Exact.full(len(rows), last_day(month).toordinal())
    return np.asarray(rows.numbers[kind.day].compare(end) <= 0)


def _dated_in(rows: SheetRows, kind: SheetKind, month: Month) -> Bools:
    """True for the rows of a history that are dated in the month, and for all of another sheet."""
    if kind.day is None:
        return np.ones(len(rows), dtype=bool)
    first = Exact.full(len(rows), last_day(month).replace(day=1).toordinal())
    return np.asarray(rows.numbers[kind.day].compare(first) >= 0)


def _unknown(rows: SheetRows, kind: SheetKind, agents: set[str]) -> Bools:
    """True for the rows that name somebody who is not among the agents of the month."""
    there = {"", *agents}
    named = [rows.texts[name].tolist() for name in kind.agents]
    return np.array([not there.issuperset(row) for row in zip(*named, strict=True)] or [False] * len(rows), dtype=bool)


def _agents(rows: SheetRows, kind: SheetKind, at: Bools) -> Iterator[str]:
    for name in kind.agents:
        yield from rows.texts[name][at].tolist()


def sheet_notes(result: MonthResult) -> Iterator[Problem]:
    """Rows that are dated after the month, and rows of people who are not there."""
    sheets = result.sheets
    for kind, (count, here) in sheets.later.items():
        yield problem("sheet-later", here, count, month=result.month, sheet=kind)
    for _kind, (agents, here) in sheets.strangers.items():
        yield problem("sheet-strangers", here, agents=agents, month=result.month)


def off_notes(results: Iterable[MonthResult]) -> Iterator[Problem]:
    """The parts that are left out for want of a sheet, and in which months: one note for all alike."""
    months: dict[tuple[tuple[str, ...], tuple[str, ...]], list[MonthResult]] = {}
    for result in results:
        off = [part for part in result.rules.parts.values() if result.sheets.lacks(part.needed_sheets)]
        names = dict.fromkeys(kind for part in off for kind in result.sheets.lacks(part.needed_sheets))
        months.setdefault((tuple(part.id for part in off), tuple(names)), []).append(result)
    for (parts, sheets), those in months.items():
        if parts:
            inputs = {one.file for result in those for one in result.inputs}
            here = SourceRef(inputs.pop() if len(inputs) == 1 else "")
            yield problem("parts-off", here, parts=parts, sheets=sheets, months=[one.month for one in those])
