"""What awards are decided on: everybody of a period, month by month, as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.conditions.ranking import competition_ranks
from ccmotivate.conditions.result import ABSENT, Key
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.ids import in_order
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Missed, MissedReason
from ccmotivate.model.results import AwardGiven, Past
from ccmotivate.model.scorecards import Scope
from ccmotivate.model.sheets import NO_SHEETS, MonthSheets


class MonthAgents(Struct, frozen=True):
    """One month: its agents (as in ``MonthResult.agents``, sorted by id) and their metrics."""

    month: Month
    agents: pd.DataFrame
    metrics: Mapping[str, Exact]


class SubPeriod(Struct, frozen=True):
    """A shorter period within that of the context: which of its months, and the awards given in it."""

    period: Period
    months: slice
    awards: tuple[AwardGiven, ...]


class AwardContext(Struct, frozen=True):
    """Everybody of a period.

    ``ids`` are sorted. ``place[a, m]`` is the row of agent ``a`` in month ``m``, ``ABSENT`` where it has none;
    everything else that is by agent and month has the same shape. ``among`` are those who meet what is asked beside a
    rank, everybody where it is None. ``parts_of`` gives the shorter periods of a kind,
    with the awards that were decided in them; ``past`` are the awards of what was over before. ``sheets`` are what the
    sheets of parts say of a month, nothing of a longer period.
    """

    period: Period
    months: tuple[MonthAgents, ...]
    ids: list[str]
    place: NDArray[np.int64]
    parts_of: Callable[[PeriodKind], tuple[SubPeriod, ...]] = lambda _kind: ()
    among: Bools | None = None
    sheets: MonthSheets = NO_SHEETS
    cache: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    coded: dict[str, tuple[NDArray[np.int64], list[str]]] = field(default_factory=dict)
    past: Past = field(default_factory=dict)
    won: dict[tuple[str, int], Mapping[str, Period]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    # -- by agent and month -------------------------------------------------------------------------------------------

    def numbers(self, column: str) -> NDArray[np.int64]:
        """A whole-number or yes/no column by agent and month, ``ABSENT`` where there is no agent."""
        if column not in self.cache:
            values = [month.agents[column].to_numpy(dtype=np.int64) for month in self.months]
            self.cache[column] = np.stack([_spread(v, at) for v, at in zip(values, self.place.T, strict=True)], axis=1)
        return self.cache[column]

    def own_scores(self) -> NDArray[np.int64]:
        """Scores by agent and month before mentees count; of a month of the ledger as they were published."""
        if not all("own_score" in month.agents for month in self.months):
            return self.numbers("score")
        return self.numbers("own_score")

    def codes(self, column: str) -> tuple[NDArray[np.int64], list[str]]:
        """A text column by agent and month as codes in the order of its words; blanks and absences are ``ABSENT``."""
        if column not in self.coded:
            self.coded[column] = self._codes(column)
        return self.coded[column]

    def _codes(self, column: str) -> tuple[NDArray[np.int64], list[str]]:
        columns = [_texts(month.agents, column) for month in self.months]
        codes, words = pd.factorize(np.concatenate(columns), sort=True)
        names = [str(word) for word in words]
        blank = np.array([not name for name in names] or [False], dtype=bool)
        parts = np.split(codes.astype(np.int64), np.cumsum([len(part) for part in columns])[:-1])
        rows = [_spread(np.where(blank[c], ABSENT, c), at) for c, at in zip(parts, self.place.T, strict=True)]
        return np.stack(rows, axis=1), names

    def metric(self, name: str) -> list[Exact]:
        """A metric, one column a month, each by agent; missing where there is no agent or no data."""
        return [
            month.metrics[name].take(np.maximum(at, 0)).without(at == ABSENT)
            if name in month.metrics and len(month.agents)
            else Exact.empty(len(self))
            for month, at in zip(self.months, self.place.T, strict=True)
        ]

    def latest_wins(self, award: str, months: int) -> Mapping[str, Period]:
        """Who won an award in so many months before the period, by id, each with the last period of it."""
        if (award, months) not in self.won:
            self.won[award, months] = latest_wins(self.past, self.period, award, months)
        return self.won[award, months]

    # -- by agent -----------------------------------------------------------------------------------------------------

    def score(self, months: slice = slice(None)) -> Exact:
        """The mean of the months' scores, half-up to hundredths; missing for who lacks one."""
        scores = self.numbers("score")[:, months]
        lacking: Bools = np.asarray((scores < 0).any(axis=1))
        mean = Exact.from_ints(scores.sum(axis=1), lacking, den=100) / int(scores.shape[1])
        return mean.rounded(2)

    def in_every_month(self, who: Who, months: slice = slice(None)) -> Bools:
        """Who is eligible, or qualified, in every month; for everyone: who is there at all."""
        if who is Who.EVERYONE:
            return np.asarray((self.place[:, months] >= 0).any(axis=1))
        return np.asarray((self.numbers(who.value)[:, months] == 1).all(axis=1))

    def throughout(self, within: str | None, months: slice = slice(None)) -> tuple[NDArray[np.int64], list[str]]:
        """The group of each agent who was in one group in every month, else ``ABSENT``; the department is one group.

        Nobody needs to be in the department every month: what is ranked there says itself what it takes.
        """
        if within is None:
            return np.zeros(len(self), dtype=np.int64), [""]
        codes, names = self.codes(within)
        first = codes[:, months][:, :1]
        return np.where((codes[:, months] == first).all(axis=1), first[:, 0], ABSENT), names

    def may(self, award: Award) -> Bools:
        """Who may win an award: by eligibility, role and needed metrics, in every month."""
        may: Bools = np.ones(len(self), dtype=bool) if self.among is None else self.among.copy()
        for _why, _subject, met in self._demands(award):
            may &= met.all(axis=1)
        return may

    def universe(self, award: Award) -> list[Key]:
        """Everybody who may win, with each group in which they were in some month."""
        may = np.flatnonzero(self.may(award)).tolist()
        if award.within is None:
            return [(at, "") for at in may]
        codes, names = self.codes(award.within)
        return [(at, names[code]) for at in may for code in set(codes[at].tolist()) - {ABSENT}]

    def lacking(self, award: Award, at: int) -> Missed | None:
        """The first of the demands of ``may`` that an agent does not meet, and in which month."""
        for why, subject, met in self._demands(award):
            failed = np.flatnonzero(~met[at])
            if len(failed):
                month = str(self.months[failed[0]].month)
                told = MissedReason.ABSENT if self.place[at, failed[0]] == ABSENT else why
                return Missed(told, period=month, month=month, metric=subject, group=self.latest(award.within, at))
        return None

    def _demands(self, award: Award) -> Iterator[tuple[MissedReason, str | None, Bools]]:
        """What an award asks of everybody who may win it: why it fails, what it is about, met by agent and month."""
        if award.roles:
            yield MissedReason.ROLE, None, self._among("role", award.roles)
        for column_name, named in _named(award.scope):
            yield MissedReason.SCOPE, column_name, self._among(column_name, named)
        if award.who is not Who.EVERYONE:  # everybody of the context is there in some month
            yield MissedReason(f"not_{award.who.value}"), None, np.asarray(self.numbers(award.who.value) == 1)
        for name in award.need:
            yield MissedReason.NO_METRIC, name, np.stack([~column.missing for column in self.metric(name)], axis=1)

    def out_of_group(self, within: str | None, at: int) -> Missed | None:
        """Where an agent was not in one group throughout: the first month without a group, or in another one."""
        if within is None:
            return None
        codes, names = self.codes(within)
        for turn, code in enumerate(codes[at].tolist()):
            if code == ABSENT or code != codes[at, 0]:
                why = MissedReason.MOVED if code != ABSENT else MissedReason.NO_GROUP
                why = MissedReason.ABSENT if self.place[at, turn] == ABSENT else why
                month = str(self.months[turn].month)
                first = names[codes[at, 0]] if codes[at, 0] != ABSENT else ""
                return Missed(why, month, month, group=first, other=names[code] if why == MissedReason.MOVED else None)
        return None

    def latest(self, within: str | None, at: int) -> str:
        """The group of an agent in the last month that he has one, ``""`` for the department."""
        if within is None:
            return ""
        codes, names = self.codes(within)
        there = [code for code in codes[at].tolist() if code != ABSENT]
        return names[there[-1]] if there else ""

    def _among(self, column: str, named: tuple[str, ...]) -> Bools:
        """By agent and month: is the word of a column one of these?"""
        codes, names = self.codes(column)
        wanted = np.array([name in named for name in names] or [False], dtype=bool)
        return np.asarray(wanted[codes] & (codes != ABSENT))

    def ranks(self, within: str | None, among: Who, months: slice = slice(None)) -> NDArray[np.int64]:
        """Ranks by score within the group, over these months, among those who are ``among`` in every one; 0 for none.

        For a group that can be changed it takes one group throughout.
        """
        groups, _names = self.throughout(within, months)
        score = self.score(months)
        runs = self.in_every_month(among, months) & ~score.missing
        return competition_ranks(np.where(runs, groups, ABSENT), [-score.num.astype(np.int64)])


def latest_wins(past: Past, period: Period, award: str, months: int) -> Mapping[str, Period]:
    """Who won an award in so many months before a period, by id, each with the last period of it."""
    first = period.months[0].ordinal
    ended = sorted(one for one in past if first - months <= one.months[-1].ordinal < first)
    return {
        given.agent_id: one
        for one in ended
        for given in past[one]
        if given.award == award and given.agent_id is not None
    }


def _texts(agents: pd.DataFrame, column: str) -> NDArray[np.object_]:
    """A text column; a month that was published before there were sites has none."""
    if column not in agents:
        return np.full(len(agents), "", dtype=object)
    return agents[column].to_numpy(dtype=object)


def _named(scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
    """The columns that a scope asks something of."""
    pairs = [("team", scope.teams), ("project", scope.projects), ("site", scope.sites)]
    return [(column, named) for column, named in pairs if named]


def _spread(values: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """A month's values by agent, ``ABSENT`` where the agent has no row."""
    if not len(values):
        return np.full(len(at), ABSENT, dtype=np.int64)
    return np.where(at == ABSENT, ABSENT, values[np.maximum(at, 0)])


def award_context(
    period: Period,
    months: Sequence[MonthAgents],
    parts_of: Callable[[PeriodKind], tuple[SubPeriod, ...]] = lambda _kind: (),
    past: Past | None = None,
    sheets: MonthSheets = NO_SHEETS,
) -> AwardContext:
    """The award context of a period from its months, ascending."""
    past = past or {}
    columns = [month.agents["agent_id"].to_numpy(dtype=object) for month in months]
    if len(columns) == 1:
        ids = columns[0].tolist()
        alone = np.arange(len(ids), dtype=np.int64).reshape(-1, 1)
        return AwardContext(period, tuple(months), ids, alone, parts_of, past=past, sheets=sheets)
    ids = in_order({agent_id for column in columns for agent_id in column.tolist()})
    index = pd.Index(ids, dtype=object)
    place = np.full((len(ids), len(months)), ABSENT, dtype=np.int64)
    for at, column in enumerate(columns):
        place[index.get_indexer(pd.Index(column, dtype=object)), at] = np.arange(len(column))
    return AwardContext(period, tuple(months), ids, place, parts_of, past=past, sheets=sheets)
