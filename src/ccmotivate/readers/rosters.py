"""Several rosters in a run: each counts for its own months, and those that list the same people are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from ccmotivate.model.dataset import pooled
from ccmotivate.model.period import Month
from ccmotivate.model.results import Interpretation
from ccmotivate.problems import SourceRef, problem
from ccmotivate.readers.reading import NamedRoster, ReadResult, RosterRows
from ccmotivate.readers.roster import EVERY, stacked_rows, with_agents
from ccmotivate.readers.roster_columns import repeated

_WHO = ["agent_id", "month"]
Held = Mapping[NamedRoster, Sequence[int]]


# -- rosters that are named by months ---------------------------------------------------------------------------------


def in_their_months(parts: Sequence[ReadResult]) -> list[ReadResult]:
    """The readings with each roster in the months (of all rows) for which it counts.

    Of a source several of whose rosters name different months each counts from its own month to the next one's, the
    first also before; any other counts for every month.
    """
    months = _months(parts)
    held = _held([one for part in parts if part.roster is not None for one in part.roster.named], months)
    return [part if part.roster is None else _in_months(_told(part, held, months), part.roster, held) for part in parts]


def _told(part: ReadResult, held: Held, months: Sequence[int]) -> ReadResult:
    """A reading with a note on each of its rosters that counts for other months than its name says."""
    notes = []
    for one in part.roster.named if part.roster is not None else ():
        others = [_shown(month) for month in held.get(one, months) if month != one.month]
        table = part.dataset.tables[one.table]
        here = SourceRef(table.file, table.sheet)
        notes += [problem("roster-of-month", here, _shown(one.month), months=others)] if others else []
    return replace(part, problems=(*part.problems, *notes))


def _months(parts: Sequence[ReadResult]) -> list[int]:
    """The months of all agents and detail rows."""
    frames = [part.dataset.agents for part in parts]
    frames += [detail.frame for part in parts for detail in part.dataset.details.values()]
    return sorted({month for frame in frames for month in frame["month"].unique().tolist() if month})


def _held(named: Sequence[NamedRoster], months: Sequence[int]) -> dict[NamedRoster, list[int]]:
    """The months for which rosters count, of the sources of which several months are named."""
    of_source: dict[str, set[int]] = {}
    for one in named:
        of_source.setdefault(one.source, set()).add(one.month)
    held: dict[NamedRoster, list[int]] = {}
    for one in named:
        own = of_source[one.source]
        if len(own) > 1:
            held[one] = [at for at in months if max((m for m in own if m <= at), default=min(own)) == one.month]
    return held


def _in_months(part: ReadResult, roster: RosterRows, held: Held) -> ReadResult:
    """A reading whose rows of rosters stand once for each month for which they count."""
    told = {one.table: (one, held[one]) for one in roster.named if one in held}
    where = roster.frame["table"].tolist(), roster.frame["month"].tolist()
    each = [told[table][1] if table in told else (month,) for table, month in zip(*where, strict=True)]
    how = [
        Interpretation(table.file, table.sheet, f"month-{one.origin}", "", "", ", ".join(map(_shown, months)))
        for one, months in told.values()
        for table in (part.dataset.tables[one.table],)
    ]
    roster = _spread(replace(roster, named=()), each)
    return replace(part, roster=roster, interpretations=(*part.interpretations, *how))


def _shown(month: int) -> str:
    return str(Month.from_ordinal(month))


def _spread(roster: RosterRows, months: Sequence[Sequence[int]]) -> RosterRows:
    """The rows of a roster, each once for each of its months."""
    spread = roster.take(np.repeat(np.arange(len(months)), [len(some) for some in months]))
    each = np.array([month for some in months for month in some], dtype=np.int64)
    return replace(spread, frame=spread.frame.assign(month=each))


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


def as_one(parts: Sequence[ReadResult], months: Sequence[int]) -> ReadResult:
    """Readings with rosters that list the same people as one, which gives the agents.

    Agents of a month are those whom a roster of that month lists, by the first that does; without any such roster those
    of the rosters for every month. All other rows stay a roster, that fills what those lack and is held against them.
    """
    whole, roster = together(parts, [part.roster for part in parts])
    frame = roster.frame
    listed = (frame["month"] != EVERY).to_numpy()
    listed = listed if listed.any() else ~listed
    first = frame[listed].groupby(_WHO)["table"].transform("first").reindex(frame.index)
    own = listed & (first == frame["table"]).to_numpy()
    head = with_agents(replace(whole, roster=roster.take(np.flatnonzero(own))), months)
    rest = roster.take(np.flatnonzero(~own & ~repeated(roster)))
    return replace(head, roster=rest if len(rest.frame) else None)


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
