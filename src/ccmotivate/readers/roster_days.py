"""Days of hiring and leaving on rosters of no month: nobody is an agent of months before the one or after the other.

The months ``since`` and ``until`` (ordinals) stand beside the rows of rosters. A roster of a month itself lists whoever
is its agent, whatever the days say.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.dataset import TableColumns
from ccmotivate.model.period import Month
from ccmotivate.model.roster import DAYS
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import EVERY, ReadResult, RosterRows

SPAN = ["since", "until"]
_EVER = (0, np.iinfo(np.int64).max)


class _Day(Struct, frozen=True):
    """A day on a roster, with its month (ordinal) and its cell."""

    day: dt.date
    month: int
    source: str
    cell: SourceRef


_Told = Mapping[str, Mapping[str, Sequence[_Day]]]  # by column and agent id


def has_days(parts: Sequence[ReadResult]) -> bool:
    """True where a roster has a day of hiring or leaving."""
    rosters = [part.roster for part in parts if part.roster is not None]
    return any(name in roster.values.names for roster in rosters for name in DAYS)


def with_days(parts: Sequence[ReadResult]) -> list[ReadResult]:
    """The readings with ``since`` and ``until`` beside the rows of rosters that are of no month.

    A day that a row lacks is that of a roster of another source. Who has rows in months before the hiring stays an
    agent of these, which is an error.
    """
    if not has_days(parts):
        return list(parts)
    told = _told(parts)
    first = {agent_id: min(months) for agent_id, months in _rows_of(parts, told["hired"]).items()}
    return [part if part.roster is None else _limited(part, part.roster, told, first) for part in parts]


def _told(parts: Sequence[ReadResult]) -> _Told:
    """The days of rows of no month."""
    told: dict[str, dict[str, list[_Day]]] = {name: defaultdict(list) for name in DAYS}
    for part in parts:
        for name in DAYS if part.roster is not None else ():
            assert part.roster is not None
            for at, day in _days(part.roster, name, part.dataset.tables).items():
                told[name][str(part.roster.frame["agent_id"].iat[at])].append(day)
    return told


def _days(roster: RosterRows, name: str, tables: Sequence[TableColumns]) -> dict[int, _Day]:
    """The days in a column, by the positions of rows of no month."""
    column = roster.values.numbers.get(name)
    if column is None:
        return {}
    places, rows = (roster.frame[one].tolist() for one in ("table", "row"))
    found: dict[int, _Day] = {}
    for at in np.flatnonzero(~column.missing & (roster.frame["month"] == EVERY).to_numpy(dtype=bool)).tolist():
        table, day = tables[places[at]], dt.date.fromordinal(int(column.num[at]))
        cell = table.ref(name, rows[at])
        found[at] = _Day(day, Month(day.year, day.month).ordinal, table.source or table.file, cell)
    return found


def _limited(part: ReadResult, roster: RosterRows, told: _Told, first: Mapping[str, int]) -> ReadResult:
    tables = part.dataset.tables
    own = {name: _days(roster, name, tables) for name in DAYS}
    since, until = (np.full(len(roster.frame), ever, dtype=np.int64) for ever in _EVER)
    where = zip(*(roster.frame[name].tolist() for name in ("agent_id", "month", "table")), strict=True)
    for at, (agent_id, month, place) in enumerate(where):
        if month != EVERY:
            continue
        source = tables[place].source or tables[place].file
        hired, left = (
            [own[name][at].month] if at in own[name] else _of_others(told[name].get(agent_id, ()), source)
            for name in DAYS
        )
        since[at] = min([*hired, first.get(agent_id, _EVER[1])]) if hired else _EVER[0]
        until[at] = max(left, default=_EVER[1])
    return replace(part, roster=replace(roster, frame=roster.frame.assign(since=since, until=until)))


def _of_others(days: Sequence[_Day], source: str) -> list[int]:
    return [one.month for one in days if one.source != source]


def _rows_of(parts: Sequence[ReadResult], ids: Collection[str]) -> dict[str, dict[int, SourceRef]]:
    """The months in which some agents have detail rows, each with the cell of a first row."""
    found: dict[str, dict[int, SourceRef]] = defaultdict(dict)
    for part in parts:
        for detail in part.dataset.details.values():
            rows = detail.frame[detail.frame["agent_id"].isin(list(ids)) & (detail.frame["month"] != 0)]
            rows = rows.drop_duplicates(["agent_id", "month"])
            for who, month, place, row in zip(
                *(rows[name].tolist() for name in ("agent_id", "month", "table", "row")), strict=True
            ):
                found[who].setdefault(month, part.dataset.tables[place].ref("agent_id", row))
    return found


def spans(frame: pd.DataFrame) -> Iterator[range]:
    """The months (ordinals) in which each row of a roster may hold."""
    if "since" not in frame:
        return iter([range(*_EVER)] * len(frame))
    return (range(since, until + (until < _EVER[1])) for since, until in frame[SPAN].itertuples(index=False))


# -- what is said of it -----------------------------------------------------------------------------------------------


def say_days(
    parts: Sequence[ReadResult], listing: Sequence[ReadResult], heads: Collection[ReadResult], months: Sequence[int]
) -> Iterator[Problem]:
    """Notes on those whom days leave out of months whose agents rosters give, and on their rows after the leaving.

    ``listing`` are the readings with the months for which rosters list somebody, whatever the days say. That nobody
    is left is an error.
    """
    told = _told(parts)
    agents = {key for head in heads for key in _keys(head.dataset.agents)}
    listed = {key for part in listing if part.roster is not None for key in _keys(part.roster.frame)}
    names = _names(parts)
    out: dict[str, list[_Day]] = {}
    for who in dict.fromkeys(chain(*(told[name] for name in DAYS))):
        every = (who, EVERY) in listed
        lacking = [one for one in months if (every or (who, one) in listed) and (who, one) not in agents]
        before = [day for day in told["hired"].get(who, ()) if any(month < day.month for month in lacking)]
        after = [day for day in told["left"].get(who, ()) if any(month > day.month for month in lacking)]
        if before or after:
            out[who] = [*before, *after]
    if not out:
        return
    here = {who for who, _month in agents}
    out = dict(sorted(out.items(), key=lambda one: one[0] not in here))  # first those of whom some months count
    shown = [f"{names[who]}: {', '.join(f'{one.day} ({one.cell})' for one in days)}" for who, days in out.items()]
    code = "roster-days" if agents else "roster-days-nobody"
    yield problem(code, next(iter(out.values()))[0].cell, agents=shown)
    last = {who: max(one.month for one in told["left"][who]) for who in out if who in told["left"]}
    late = [
        (cell, f"{names[who]}: {Month.from_ordinal(month)} ({cell})")
        for who, rows in _rows_of(parts, last).items()
        for month, cell in sorted(rows.items())
        if month > last[who] and (who, month) not in agents
    ]
    if late:
        yield problem("rows-after-leaving", late[0][0], agents=[text for _cell, text in late])


def _keys(frame: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """The id and month of each row."""
    return zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True)


def _names(parts: Sequence[ReadResult]) -> dict[str, str]:
    """How people of rosters are shown: the name, where one tells it, with the id."""
    found: dict[str, str] = {}
    for roster in (part.roster for part in parts if part.roster is not None):
        for agent_id, name in zip(roster.frame["agent_id"].tolist(), roster.frame["name"].tolist(), strict=True):
            if found.get(agent_id, agent_id) == agent_id:
                found[agent_id] = f"{name} {agent_id}".strip()
    return found
