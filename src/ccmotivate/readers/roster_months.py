"""Rosters that are named by months, by their names or a column: for which months each of them counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.period import Month
from ccmotivate.model.results import Interpretation
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.reading import NamedRoster, ReadResult, RosterRows, Who
from ccmotivate.readers.roster_days import absent_of

_WHO = ["agent_id", "month"]


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
            shown = ", ".join(map(shown_month, months))
            how.append(Interpretation(table.file, table.sheet, f"month-{one.origin}", "", "", shown))
        others = [shown_month(month) for month in months if month != one.month]
        if others:
            here = SourceRef(table.file, table.sheet)
            notes.append(problem("roster-of-month", here, shown_month(one.month), months=others))
    where = (roster.frame[name].tolist() for name in ("table", "month", "agent_id"))
    each = [
        [one for one in held[table].get(who, ()) if one not in absent] if table in held else (month,)
        for table, month, who, absent in zip(*where, absent_of(roster.frame), strict=True)
    ]
    return replace(
        part,
        roster=spread_over(replace(roster, left_out=roster.left_out.union(*map(roster.ids_of, held))), each),
        problems=(*part.problems, *notes),
        interpretations=(*part.interpretations, *how),
    )


def shown_month(month: int) -> str:
    return str(Month.from_ordinal(month))


def spread_over(roster: RosterRows, months: Sequence[Sequence[int]]) -> RosterRows:
    """The rows of a roster, each once for each of its months."""
    spread = roster.take(np.repeat(np.arange(len(months)), [len(some) for some in months]))
    each = np.array([month for some in months for month in some], dtype=np.int64)
    return replace(spread, frame=spread.frame.assign(month=each))
