"""Several rosters in a run: each counts for its own months, and those that list the same people are one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.dataset import TableColumns, pooled
from ccmotivate.model.exact import Bools
from ccmotivate.model.period import Month
from ccmotivate.model.results import Interpretation
from ccmotivate.model.roster import RosterValues
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import ROSTER_FIELDS
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.reading import EVERY, NamedRoster, ReadResult, RosterRows, Who
from ccmotivate.readers.roster import People, cell_of, stacked_rows, with_agents
from ccmotivate.readers.roster_columns import repeated
from ccmotivate.readers.roster_days import ABSENT, absent_of, may_complete
from ccmotivate.readers.roster_values import shown_text, shown_value

_WHO = ["agent_id", "month"]


# -- rosters that are named by months ---------------------------------------------------------------------------------


class _Named(Struct, frozen=True):
    """The rosters of a run whose names tell months, and whose rows they are held against.

    Attributes:
        of_source: The months that the names of a source's rosters tell.
        told: Those of the rosters that list a person, by source and id.
        seen: The months of an id's rows, of agents or details; empty where no source names several months.
        used: The months in which anybody of the rosters of a source has rows.
        months: The months of all rows.
        share: How much of a roster's people another one must list to stand in its place, of 1.
    """

    of_source: Mapping[str, set[int]]
    told: Mapping[tuple[str, str], set[int]]
    seen: Mapping[str, set[int]]
    used: Mapping[str, set[int]]
    months: Sequence[int]
    share: Fraction

    @classmethod
    def of(cls, parts: Sequence[ReadResult], share: Fraction, more: Collection[Who] = ()) -> _Named:
        """Of readings; there are ``more`` agents and months with rows beside theirs."""
        of_source: dict[str, set[int]] = defaultdict(set)
        told: dict[tuple[str, str], set[int]] = defaultdict(set)
        for roster in (part.roster for part in parts if part.roster is not None):
            for one in roster.named:
                of_source[one.source].add(one.month)
                for agent_id in roster.ids_of(one.table):
                    told[one.source, agent_id].add(one.month)
        frames = [part.dataset.agents for part in parts]
        frames += [detail.frame for part in parts for detail in part.dataset.details.values()]
        every = {*(month for _id, month in more), *(at for frame in frames for at in frame["month"].unique().tolist())}
        months = sorted(month for month in every if month)
        seen = _seen(frames, more) if any(len(own) > 1 for own in of_source.values()) else {}
        used: dict[str, set[int]] = defaultdict(set)
        for source, agent_id in told:
            used[source] |= seen.get(id_form(agent_id), set())
        return cls(of_source, told, seen, used, months, share)

    def is_only(self, one: NamedRoster) -> bool:
        """True where no roster of the source is named by another month."""
        return len(self.of_source[one.source]) == 1

    def held(self, roster: RosterRows, one: NamedRoster) -> dict[str, list[int]] | None:
        """The months for which a roster counts for each of its people; None for every month, where it is the only one
        and no day of hiring or leaving is against any, which is not held against them in its own month.

        Another one that lists ``share`` of them stands in its place, a smaller one only for those whom it lists.
        """
        if self.is_only(one) and self.months != [one.month]:
            has_absent = any(absent_of(roster.frame))
            return {who: [*self.months] for who in roster.ids_of(one.table)} if has_absent else None
        told = {agent_id: self.told[one.source, agent_id] for agent_id in roster.ids_of(one.table)}
        many = Counter(month for months in told.values() for month in months)
        whole = {month for month, listed in many.items() if listed >= self.share * len(told)}
        seen = {one.month}.union(*(self.seen.get(id_form(agent_id), ()) for agent_id in told))
        used = self.used[one.source]
        mine = [at for at in self.months if at in seen or at not in used]
        return {
            agent_id: [at for at in mine if _nearest(at, whole | months) == one.month]
            for agent_id, months in told.items()
        }


def _nearest(at: int, months: Collection[int]) -> int:
    """The last of some months that is not after this one; else the first."""
    return max((month for month in months if month <= at), default=min(months))


def _seen(frames: Sequence[pd.DataFrame], more: Collection[Who]) -> dict[str, set[int]]:
    seen: dict[str, set[int]] = defaultdict(set)
    for agent_id, month in (*more, *(who for frame in frames for who in whose_rows(frame))):
        seen[id_form(agent_id)].add(month)
    return seen


def whose_rows(frame: pd.DataFrame) -> Iterator[Who]:
    """The agents and months of rows, each once."""
    who = frame[_WHO].drop_duplicates()
    return zip(who["agent_id"].tolist(), who["month"].tolist(), strict=True)


def in_their_months(parts: Sequence[ReadResult], share: Fraction) -> list[ReadResult]:
    """The readings with each roster in the months (of all rows) for which it counts.

    Where the names of a source's rosters tell several months, a roster counts from its own month until a later one
    lists ``share`` of its people, or the person in question, and also before where no earlier one does; beside its own
    month only where somebody of it has rows, or nobody of the source. Any other counts for every month.
    """
    named = _Named.of(parts, share)
    return [part if part.roster is None else _in_months(part, part.roster, named) for part in parts]


def months_held(
    parts: Sequence[ReadResult], share: Fraction, more: Collection[Who]
) -> list[dict[int, dict[str, list[int]]]]:
    """For each reading the months of each person in its rosters that are named by months, but for those of every one.

    There are ``more`` agents and months with rows than those of the readings.
    """
    named = _Named.of(parts, share, more)
    rosters = ((part.roster, part.roster.named) if part.roster is not None else (None, ()) for part in parts)
    return [
        {one.table: held for one in some if roster is not None and (held := named.held(roster, one)) is not None}
        for roster, some in rosters
    ]


def _in_months(part: ReadResult, roster: RosterRows, named: _Named) -> ReadResult:
    """A reading whose rows of rosters stand once for each month for which they count; a note on those not named."""
    held: dict[int, dict[str, list[int]]] = {}
    notes: list[Problem] = []
    how: list[Interpretation] = []
    for one in roster.named:
        table = part.dataset.tables[one.table]
        months: Sequence[int] = named.months
        if (by_person := named.held(roster, one)) is not None:
            held[one.table] = by_person
            months = sorted({month for some in by_person.values() for month in some})
        if by_person is not None and not named.is_only(one):
            shown = ", ".join(map(_shown, months))
            how.append(Interpretation(table.file, table.sheet, f"month-{one.origin}", "", "", shown))
        others = [_shown(month) for month in months if month != one.month]
        if others:
            here = SourceRef(table.file, table.sheet)
            notes.append(problem("roster-of-month", here, _shown(one.month), months=others))
    where = (roster.frame[name].tolist() for name in ("table", "month", "agent_id"))
    each = [
        [one for one in held[table].get(who, ()) if one not in absent] if table in held else (month,)
        for table, month, who, absent in zip(*where, absent_of(roster.frame), strict=True)
    ]
    return replace(
        part,
        roster=_spread(replace(roster, left_out=roster.left_out.union(*map(roster.ids_of, held))), each),
        problems=(*part.problems, *notes),
        interpretations=(*part.interpretations, *how),
    )


def _shown(month: int) -> str:
    return str(Month.from_ordinal(month))


def _spread(roster: RosterRows, months: Sequence[Sequence[int]]) -> RosterRows:
    """The rows of a roster, each once for each of its months."""
    spread = roster.take(np.repeat(np.arange(len(months)), [len(some) for some in months]))
    each = np.array([month for some in months for month in some], dtype=np.int64)
    return replace(spread, frame=spread.frame.assign(month=each))


# -- people who stand in rosters several times ------------------------------------------------------------------------


def by_service(parts: Sequence[ReadResult]) -> list[ReadResult]:
    """The readings, beside sheets of agents, with several rows of a person that are of no month each in the months of
    its service: the first in one that is of none of them.
    """
    frames = [part.dataset.agents for part in parts]
    months = sorted({month for frame in frames for month in frame["month"].unique().tolist() if month})
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
        whole = _spread(roster, months_of_rows)
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
    roster = _spread(roster, [[*own, *other] for own, other in shares])
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
            facts = {"month": _shown(int(frame["month"].iloc[first])), "agents": frame["agent_id"].iloc[rows].tolist()}
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
    return _spread(roster, [months if month == EVERY else (month,) for month in roster.frame["month"].tolist()])
