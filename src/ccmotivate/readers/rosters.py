"""Several rosters in a run: those that list the same people are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.dataset import TableColumns, pooled
from ccmotivate.model.exact import Bools
from ccmotivate.model.roster import RosterValues
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, problem
from ccmotivate.readers.headers import ROSTER_FIELDS
from ccmotivate.readers.reading import EVERY, ReadResult, RosterRows
from ccmotivate.readers.roster import People, cell_of, stacked_rows, with_agents
from ccmotivate.readers.roster_columns import repeated
from ccmotivate.readers.roster_days import ABSENT, absent_of, may_complete, months_of
from ccmotivate.readers.roster_months import shown_month, spread_over
from ccmotivate.readers.roster_values import shown_text, shown_value

_WHO = ["agent_id", "month"]


# -- people who stand in rosters several times ------------------------------------------------------------------------


def by_service(parts: Sequence[ReadResult]) -> list[ReadResult]:
    """The readings, beside sheets of agents, with several rows of a person that are of no month each in the months of
    its service: the first in one that is of none of them.
    """
    months = months_of([part.dataset.agents for part in parts])
    rows: dict[str, list[Collection[int]]] = defaultdict(list)
    for roster in (part.roster for part in parts if part.roster is not None):
        for agent_id, absent in _undated(roster):
            rows[agent_id].append(absent)
    begun: set[str] = set()

    def spread(roster: RosterRows) -> RosterRows:
        months_of_rows = []
        for (agent_id, absent), month in zip(_undated(roster), roster.frame["month"].tolist(), strict=True):
            others = rows[agent_id] if agent_id else []
            is_first = agent_id not in begun
            begun.add(agent_id)
            own = [one for one in months if one not in absent or (is_first and all(one in other for other in others))]
            months_of_rows.append(own if len(others) > 1 and any(others) else [month])
        whole = spread_over(roster, months_of_rows)
        return replace(whole, frame=whole.frame.drop(columns=ABSENT, errors="ignore"))

    return [part if part.roster is None else replace(part, roster=spread(part.roster)) for part in parts]


def _undated(roster: RosterRows) -> Iterator[tuple[str, Collection[int]]]:
    """The id in each row that is of no month, else ``""``, and the months in which it lists nobody."""
    named = {one.table for one in roster.named}
    where = (roster.frame[name].tolist() for name in ("agent_id", "month", "table"))
    for agent_id, month, table, absent in zip(*where, absent_of(roster.frame), strict=True):
        yield (agent_id if month == EVERY and table not in named else ""), absent


# -- rosters that list the same people --------------------------------------------------------------------------------


def sharing(rosters: Mapping[int, RosterRows], months: Sequence[int]) -> list[list[int]]:
    """The places of rosters, those together that have somebody in common in one of the months."""
    if len(rosters) == 1:
        return [list(rosters)]
    parent: dict[int, int] = {}
    owner: dict[tuple[str, int], int] = {}

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for at, roster in rosters.items():
        parent[at] = at
        frame = _by_month(roster, months).frame
        for key in zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True):
            first, later = sorted((root(owner.setdefault(key, at)), root(at)))
            parent[later] = first
    groups: dict[int, list[int]] = {}
    for at in rosters:
        groups.setdefault(root(at), []).append(at)
    return list(groups.values())


def ids_by_month(parts: Sequence[ReadResult]) -> frozenset[str]:
    """Whom rosters of single months list, in months that were left out too."""
    rosters = [part.roster for part in parts if part.roster is not None]
    listed = [one.frame["agent_id"][one.frame["month"] != EVERY].tolist() for one in rosters]
    return frozenset[str]().union(*listed, *(one.left_out for one in rosters))


def as_one(parts: Sequence[ReadResult], months: Sequence[int], by_month: Collection[str], rules: RuleSet) -> ReadResult:
    """Readings with rosters that list the same people as one, which gives the agents.

    Agents of a month are those whom a roster of that month lists, by the first that does. Those of rosters for every
    month are too where there is no such roster, and who is not in ``by_month`` everywhere. All other rows stay a
    roster, that fills what those lack; those of the month are held against them.
    """
    whole, roster = together(parts, [part.roster for part in parts])
    shares = _shared_out(roster.frame, months, by_month)
    roster = spread_over(roster, [[*own, *other] for own, other in shares])
    frame = roster.frame
    listed = np.array([month in own for own, other in shares for month in (*own, *other)], dtype=bool)
    first = frame[listed].groupby(_WHO)["table"].transform("first").reindex(frame.index)
    own = listed & (first == frame["table"]).to_numpy()
    given = roster.take(np.flatnonzero(own))
    head = with_agents(replace(whole, roster=given), months)
    left = np.flatnonzero(~own & ~repeated(roster))
    rest, notes = _without_told(roster.take(left), ~listed[left], given, whole.dataset.tables, rules)
    return replace(head, problems=(*head.problems, *notes), roster=rest if len(rest.frame) else None)


def _without_told(
    rest: RosterRows, of_today: Bools, given: RosterRows, tables: Sequence[TableColumns], rules: RuleSet
) -> tuple[RosterRows, list[Problem]]:
    """Rows of rosters, those ``of_today`` without what rosters of other sources say themselves of their own months.

    A note on each column in which one says something else of somebody in the last month: people move. None where the
    same two rows have to agree in another month, for which the roster only counts as well.
    """
    people = People.of(given, tables)
    at = _told_at(rest, of_today, people)
    if not (at >= 0).any():
        return rest, []
    frame, values = rest.frame, given.values.take(at)
    differs: dict[str, Bools] = {}
    for name in ROSTER_FIELDS:
        ours, theirs = frame[name], given.frame[name].iloc[at].set_axis(frame.index)
        told = (at >= 0) & _has(given, name, tables)[at] & (theirs != "").to_numpy(dtype=bool)
        both = told & _has(rest, name, tables) & (ours != "").to_numpy(dtype=bool)
        differs[name] = both & (ours.map(normal) != theirs.map(normal)).to_numpy(dtype=bool)
        frame = frame.assign(**{name: ours.mask(told, "")})
    numbers, texts = dict(rest.values.numbers), dict(rest.values.texts)
    for name in rest.values.names:
        told = (at >= 0) & ~values.is_blank(name)
        if name in numbers:
            differs[name] = told & (numbers[name].compare(values.numbers[name]) != 0)
            numbers[name] = numbers[name].without(told)
        else:
            differs[name] = told & (texts[name] != "") & (texts[name] != values.texts[name])
            texts[name] = np.where(told, "", texts[name])
    last = (frame["month"] == frame["month"][at >= 0].max()).to_numpy(dtype=bool) & ~_held_elsewhere(frame, at, people)
    notes: list[Problem] = []
    for name, mask in differs.items():
        for _table, rows in frame.reset_index()[mask & last].groupby("table")["index"]:
            first = int(rows.iloc[0])
            (here, value), (other, there) = (
                (cell_of(tables, one.frame, name, place), _shown_value(one, name, place, rules))
                for one, place in ((rest, first), (given, int(at[first])))
            )
            facts = {
                "month": shown_month(int(frame["month"].iloc[first])),
                "agents": frame["agent_id"].iloc[rows].tolist(),
            }
            notes.append(problem("roster-of-today", here, value, field=name, there=there, other=other, **facts))
    return replace(rest, frame=frame, values=RosterValues(numbers, texts)), notes


def _held_elsewhere(frame: pd.DataFrame, at: NDArray[np.intp], people: People) -> Bools:
    """True for rows that are held against the same row of a roster in another month, where nothing is ``told``."""
    who = zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True)
    other = [people.places.get(key, -1) if told < 0 else told for key, told in zip(who, at.tolist(), strict=True)]
    ours, theirs = (one[["table", "row"]].to_numpy().tolist() for one in (frame, people.rows.frame))
    pairs = [(*ours[row], *theirs[place]) if place >= 0 else () for row, place in enumerate(other)]
    held = {pair for pair, told in zip(pairs, at.tolist(), strict=True) if told < 0}
    return np.array([pair in held for pair in pairs], dtype=bool)


def _told_at(rest: RosterRows, of_today: Bools, people: People) -> NDArray[np.intp]:
    """For each row ``of_today`` the row of its person that a roster of another source tells of its own month, else -1.

    A roster whose name tells a month is of that month: it is no list of today, and in months for which it only counts
    as well it has to agree with one.
    """
    given, tables, there = people.rows, people.tables, people.places
    months = {one.table: one.month for one in given.named}
    sources = [tables[place].source for place in given.frame["table"].tolist()]
    own = [
        months.get(table, month) == month
        for table, month in zip(given.frame["table"].tolist(), given.frame["month"].tolist(), strict=True)
    ]
    found = np.full(len(rest.frame), -1, dtype=np.intp)
    where = zip(*(rest.frame[name].tolist() for name in ("agent_id", "month", "table")), strict=True)
    for row, (agent_id, month, table) in enumerate(where):
        at = there.get((agent_id, month), -1) if of_today[row] and table not in months else -1
        if at >= 0 and own[at] and sources[at] != tables[table].source:
            found[row] = at
    return found


def _has(roster: RosterRows, name: str, tables: Sequence[TableColumns]) -> Bools:
    """True for rows of rosters that have the column: in others a default stands in."""
    places = [place for place in set(roster.frame["table"]) if name in tables[place].letters]
    return roster.frame["table"].isin(places).to_numpy(dtype=bool)


def _shown_value(roster: RosterRows, name: str, at: int, rules: RuleSet) -> str:
    if name in ROSTER_FIELDS:
        return shown_text(rules, name, str(roster.frame[name].iloc[at]))
    return shown_value(roster.values, name, at, rules)


def _shared_out(
    frame: pd.DataFrame, months: Sequence[int], by_month: Collection[str]
) -> list[tuple[Sequence[int], Sequence[int]]]:
    """The months in which each row of rosters gives an agent, and those in which it only completes another one."""
    covered = set(frame["month"].tolist()) - {EVERY}
    within = [month for month in months if month in covered]
    without = [month for month in months if month not in covered]
    shares: list[tuple[Sequence[int], Sequence[int]]] = []
    rows = zip(frame["agent_id"].tolist(), frame["month"].tolist(), absent_of(frame), may_complete(frame), strict=True)
    for agent_id, month, absent, silent in rows:
        if within and month == EVERY and agent_id in by_month:
            own, other = (
                [one for one in some if one not in out] for some, out in ((without, absent), (within, silent))
            )
            shares.append((own, other))
        elif ABSENT in frame and month == EVERY and months:
            shares.append(([one for one in months if one not in absent], ()))
        else:
            shares.append(((month,), ()))
    return shares


def together(parts: Sequence[ReadResult], rosters: Sequence[RosterRows | None]) -> tuple[ReadResult, RosterRows]:
    """Several readings as one, and a roster of each (some may have none) under each other."""
    offsets = np.cumsum([0, *(len(part.dataset.tables) for part in parts[:-1])]).tolist()
    people = stacked_rows([one.moved(by) for one, by in zip(rosters, offsets, strict=True) if one is not None])
    assert people is not None
    lacking = [
        replace(one, table=one.table + by) for part, by in zip(parts, offsets, strict=True) for one in part.lacking
    ]
    whole = replace(
        parts[0],
        dataset=pooled([part.dataset for part in parts]),
        problems=tuple(one for part in parts for one in part.problems),
        interpretations=tuple(how for part in parts for how in part.interpretations),
        bad_details=frozenset(key for part in parts for key in part.bad_details),
        lacking=tuple(lacking),
    )
    return whole, people


def _by_month(roster: RosterRows, months: Sequence[int]) -> RosterRows:
    """The rows of a roster, those that count for every month once for each of them."""
    return spread_over(roster, [months if month == EVERY else (month,) for month in roster.frame["month"].tolist()])
