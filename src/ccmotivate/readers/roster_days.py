"""Days of hiring and leaving on rosters of no month: nobody is an agent of months before the one or after the other.

The months in which a row of a roster lists nobody, ``absent`` (ordinals), stand beside it. A roster of a month itself
lists whoever is its agent, whatever the days say.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.dataset import DetailRows, TableColumns
from ccmotivate.model.exact import Bools
from ccmotivate.model.period import Month
from ccmotivate.model.roster import DAYS, LEFT
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import EVERY, ReadResult, RosterRows, Who
from ccmotivate.readers.roster_values import Pair, roster_differs

ABSENT = "absent"  # a column of the frames of rosters, where any has days
_ALWAYS = np.iinfo(np.int64).max


class _Day(Struct, frozen=True):
    """A day on a roster, with its month (ordinal) and its cell."""

    day: dt.date
    month: int
    cell: SourceRef


class Service(Struct, frozen=True):
    """When somebody came and left by a row of a roster of no month.

    ``table`` is its file and sheet, ``earlier`` the month (ordinal) of a leaving before the hiring.
    """

    table: tuple[str, str]
    hired: _Day | None
    left: _Day | None
    earlier: int = 0

    @property
    def since(self) -> int:
        return self.hired.month if self.hired else 0

    @property
    def until(self) -> int:
        return self.left.month if self.left else _ALWAYS

    def holds(self, month: int) -> bool:
        """Whether a month (ordinal) is of it."""
        return self.since <= month <= self.until

    def is_same(self, other: Service, months: Sequence[int]) -> bool:
        """Whether both are one service, though they tell different days of leaving.

        Without both days of hiring only where both leavings are in these months (ordinals, in order) or next to them:
        who left years ago by one roster may have come again.
        """
        if self.hired and other.hired:
            return self.since == other.since
        are_near = all(months[0] - 1 <= one.until <= months[-1] + 1 for one in (self, other))
        return are_near and self.since <= other.until and other.since <= self.until

    def completed(self, other: Service) -> Service:
        """With the days of another one that it lacks, but none that is of another service."""
        hired, left = self.hired or other.hired, self.left or other.left
        if hired and left and left.day < hired.day:
            return self
        return Service(self.table, hired, left)


Services = Mapping[str, Sequence[Service]]  # by agent id


def months_of(frames: Collection[pd.DataFrame]) -> list[int]:
    """The months of rows, in order."""
    return sorted({month for frame in frames for month in frame["month"].unique().tolist() if month})


def _months_of(parts: Sequence[ReadResult]) -> list[int]:
    frames = [part.dataset.agents for part in parts]
    return months_of(frames + [detail.frame for part in parts for detail in part.dataset.details.values()])


def with_days(parts: Sequence[ReadResult]) -> list[ReadResult]:
    """The readings with ``absent`` beside the rows of their rosters, where any has a day of hiring or leaving.

    A day that a row lacks is that of another roster, of the same service. Who has rows in a month before the first
    hiring stays an agent of it, which is an error, but for those of an earlier service.
    """
    services = services_of(parts)
    parts = list(map(_without_earlier, parts))
    if not services:
        return parts
    months = _months_of(parts)
    later = [who for who, some in services.items() if any(one.since > months[0] for one in some)] if months else []
    earlier = {who: max(one.earlier for one in services[who]) for who in later}
    seen = {one for one in _rows_of(parts, later) if one[1] > earlier[one[0]]}
    return [part if part.roster is None else _limited(part, part.roster, services, seen, months) for part in parts]


def services_of(parts: Sequence[ReadResult]) -> Services:
    """The services that rows of no month tell."""
    found: dict[str, list[Service]] = defaultdict(list)
    for part in parts:
        if part.roster is not None and any(name in part.roster.values.names for name in DAYS):
            ids = part.roster.frame["agent_id"].tolist()
            for at, one in enumerate(_of_rows(part.roster, part.dataset.tables)):
                if one is not None and (one.hired or one.left):
                    found[ids[at]].append(one)
    return found


def _of_rows(roster: RosterRows, tables: Sequence[TableColumns]) -> list[Service | None]:
    """What each row of no month tells; None of a month itself."""
    places = roster.frame["table"].tolist()
    days = (_days(roster, tables, name) for name in DAYS)
    found = (
        _service((tables[place].file, tables[place].sheet), hired, left)
        for place, hired, left in zip(places, *days, strict=True)
    )
    return [one if month == EVERY else None for one, month in zip(found, roster.frame["month"].tolist(), strict=True)]


def _service(table: tuple[str, str], hired: _Day | None, left: _Day | None) -> Service:
    if hired and left and left.day < hired.day:
        return Service(table, hired, None, left.month)
    return Service(table, hired, left)


def _without_earlier(part: ReadResult) -> ReadResult:
    """A reading without the days of leaving before those of hiring, which are of an earlier service: a note on each."""
    roster = part.roster
    if roster is None or not all(name in roster.values.numbers for name in DAYS):
        return part
    since, until = (roster.values.numbers[name] for name in DAYS)
    earlier = (until.compare(since) < 0) & ~until.missing & ~since.missing
    notes = [
        problem("left-before-hired", left.cell, str(left.day), hired=str(hired.day), other=hired.cell)
        for hired, left in zip(*(_days(roster, part.dataset.tables, name) for name in DAYS), strict=True)
        if hired and left and left.day < hired.day
    ]
    values = replace(roster.values, numbers={**roster.values.numbers, LEFT: until.without(earlier)})
    return replace(part, roster=replace(roster, values=values), problems=(*part.problems, *notes))


def _days(roster: RosterRows, tables: Sequence[TableColumns], name: str) -> list[_Day | None]:
    """The days in a column, by row."""
    column = roster.values.numbers.get(name)
    if column is None:
        return [None] * len(roster.frame)
    found: list[_Day | None] = []
    where = zip(column.to_list(), roster.frame["table"].tolist(), roster.frame["row"].tolist(), strict=True)
    for number, place, row in where:
        day = None if number is None else dt.date.fromordinal(int(number))
        found.append(None if day is None else _Day(day, Month.ordinal_of(day), tables[place].ref(name, row)))
    return found


def _limited(
    part: ReadResult, roster: RosterRows, services: Services, seen: Collection[Who], months: Sequence[int]
) -> ReadResult:
    named = {one.table: one.month for one in roster.named}
    absent: list[frozenset[int]] = []
    rows = zip(roster.frame["agent_id"].tolist(), roster.frame["table"].tolist(), strict=True)
    for (who, table), own in zip(rows, _of_rows(roster, part.dataset.tables), strict=True):
        every = services.get(who, ())
        if own is None or not every:
            absent.append(frozenset())
            continue
        times = [own.completed(one) for one in every if one.table != own.table] or [own]
        spans = [one.completed(other) for one in every for other in every if other.table != one.table] or every
        first = min(one.since for one in spans)
        is_first = min(one.since for one in times) == first
        absent.append(
            frozenset(
                month
                for month in months
                if month != named.get(table)
                and not any(one.holds(month) for one in times)
                and not (is_first and month < first and (who, month) in seen)
            )
        )
    return replace(
        part,
        roster=replace(roster, frame=roster.frame.assign(absent=pd.Series(absent, roster.frame.index, dtype=object))),
    )


def _rows_of(parts: Sequence[ReadResult], ids: Collection[str]) -> set[Who]:
    """The months in which some agents have detail rows."""
    found: set[Who] = set()
    for part in parts if ids else ():
        for detail in part.dataset.details.values():
            rows = detail.frame[detail.frame["agent_id"].isin(list(ids)) & (detail.frame["month"] != 0)]
            found.update(_keys(rows.drop_duplicates(["agent_id", "month"])))
    return found


def absent_of(frame: pd.DataFrame) -> Sequence[Collection[int]]:
    """The months (ordinals) in which each row of a roster lists nobody."""
    return frame[ABSENT].tolist() if ABSENT in frame else [()] * len(frame)


def may_complete(frame: pd.DataFrame) -> Iterator[Collection[int]]:
    """The months (ordinals) of which each row says nothing of somebody whom another roster lists: those in which it
    lists nobody, where another row of the person in the table does, or an earlier one says as little.
    """
    keys = list(zip(frame["agent_id"].tolist(), frame["table"].tolist(), strict=True))
    absent = absent_of(frame)
    rows: dict[tuple[str, int], list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        rows[key].append(at)
    for at, key in enumerate(keys):
        others = [one for one in rows[key] if one != at]
        yield [month for month in absent[at] if any(one < at or month not in absent[one] for one in others)]


# -- what is said of it -----------------------------------------------------------------------------------------------


class DaysSaid(Struct, frozen=True):
    """What is said on the days of rosters, and whose rows (id and month) are after the leaving."""

    problems: tuple[Problem, ...] = ()
    late: frozenset[Who] = frozenset()

    def is_late(self, frame: pd.DataFrame) -> Bools:
        """True for rows after the leaving."""
        if not self.late:
            return np.zeros(len(frame), dtype=bool)
        found = frame["agent_id"].isin([who for who, _month in self.late]).to_numpy(dtype=bool, copy=True)
        found[found] = [one in self.late for one in _keys(frame[found])]
        return found


def said_of_days(parts: Sequence[ReadResult], listing: Sequence[ReadResult], heads: Collection[ReadResult]) -> DaysSaid:
    """Notes on those whom days leave out of months whose agents rosters give, and on rows after the leaving.

    ``listing`` are the readings with the months for which rosters list somebody, whatever the days say. That nobody
    is left in a month is an error.
    """
    services, names = services_of(parts), _names(parts)
    if not services:
        return DaysSaid()
    months = _months_of(parts)
    agents = {key for head in heads for key in _keys(head.dataset.agents)}
    listed = {key for part in listing if part.roster is not None for key in _keys(part.roster.frame)}
    out: dict[str, list[_Day]] = {}
    without: set[int] = set()
    for who, some in services.items():
        every = (who, EVERY) in listed
        lacking = [one for one in months if (every or (who, one) in listed) and (who, one) not in agents]
        before = [one.hired for one in some if one.hired and any(month < one.since for month in lacking)]
        after = [one.left for one in some if one.left and any(month > one.until for month in lacking)]
        if before or after:
            out[who] = [*before, *after]
            without.update(lacking)
    here = {who for who, _month in agents}
    out = dict(sorted(out.items(), key=lambda one: one[0] not in here))  # first those of whom some months count
    shown = [f"{names[who]}: {', '.join(f'{one.day} ({one.cell})' for one in days)}" for who, days in out.items()]
    empty = [str(Month.from_ordinal(month)) for month in sorted(without - {month for _who, month in agents})]
    code = "roster-days-nobody" if empty else "roster-days"
    facts = {"agents": shown} | ({"months": empty} if empty else {})
    notes = [problem(code, next(iter(out.values()))[0].cell, **facts)] if out else []
    left = {who: min(one.until for one in some) for who, some in services.items()}
    left = {who: month for who, month in left.items() if months and month < months[-1]}
    late = frozenset(one for one in _rows_of(parts, left) - agents if one[1] > left[one[0]])
    said = DaysSaid((), late)
    found = (
        one
        for part in (parts if late else ())
        for detail in part.dataset.details.values()
        for one in _late_rows(part, detail, said, names, services)
    )
    return DaysSaid((*notes, *found, *_unlike_leavings(services, months)), late)


def _unlike_leavings(services: Services, months: Sequence[int]) -> Iterator[Problem]:
    """An error where two rosters tell different months of one leaving, and only one of them lists the person in any of
    these months: where both do, their cells are compared.
    """
    pairs: list[Pair] = []
    for some in services.values():
        for one, other in combinations(some, 2) if len({each.table for each in some}) == len(some) else ():
            if one.left and other.left and one.until != other.until and months and one.is_same(other, months):
                listed = [(one.holds(month), other.holds(month)) for month in months]
                unlike = [month for month, (here, there) in zip(months, listed, strict=True) if here != there]
                cells, days = (one.left.cell, other.left.cell), (str(one.left.day), str(other.left.day))
                pairs += [Pair(cells, days, month) for month in unlike if (True, True) not in listed]
    yield from roster_differs(LEFT, pairs)


def _late_rows(
    part: ReadResult, detail: DetailRows, said: DaysSaid, names: Mapping[str, str], services: Services
) -> Iterator[Problem]:
    """A note on the rows of each table that are after the leaving: how many, whose, and the first of each month."""
    rows = detail.frame.assign(count=detail.counts)[said.is_late(detail.frame)]
    for at in rows["table"].unique().tolist():
        some = rows[rows["table"] == at]
        table, first = part.dataset.tables[at], some.drop_duplicates(["agent_id", "month"])
        where = (first[name].tolist() for name in ("agent_id", "month", "row"))
        shown = [
            f"{names[who]}: {Month.from_ordinal(month)} ({table.ref('agent_id', row)}), "
            f"{max(one.left.day for one in services[who] if one.left and one.until < month)}"
            for who, month, row in zip(*where, strict=True)
        ]
        here = table.ref("agent_id", int(some["row"].iloc[0]))
        yield problem("rows-after-leaving", here, count=int(some["count"].sum()), agents=shown)


def _keys(frame: pd.DataFrame) -> Iterator[Who]:
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
