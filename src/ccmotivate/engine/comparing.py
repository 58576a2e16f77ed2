"""Two results of the same months → what is different, person by person, award by award, and in sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.comparison import AwardChange, Comparison, GroupTotals, PersonChange, Scenario, Standing, Totals
from ccmotivate.model.ids import in_order, natural_key
from ccmotivate.model.results import NOT_ASKED, STATUS_WORDS, UNWEIGHED, AwardGiven, MonthResult, PeriodResult

_ABSENT = -1
_NUMBERS = ("qualified", "eligible", "score", "rank")
_IDENTITY = ("agent_id", "name", "role", "project", "team")
_BY = ("award", "role", "project", "team", "period")
_Number = TypeVar("_Number", np.int8, np.int64)


def compare(old: Scenario, new: Scenario) -> Comparison:
    """Everything that ``new`` decides otherwise than ``old``."""
    before = {_period(result): result for result in old.results}
    after = {_period(result): result for result in new.results}
    people: list[PersonChange] = []
    for period in sorted({*before, *after}):
        people += _people(period, before.get(period), after.get(period))
    totals = _tally(old), _tally(new)
    return Comparison(
        old,
        new,
        tuple(people),
        _award_changes(old.awards, new.awards),
        (totals[0].whole, totals[1].whole),
        _groups(*totals),
    )


def totals_of(scenario: Scenario) -> Totals:
    """The sums of a scenario."""
    return _tally(scenario).whole


def _period(result: MonthResult | PeriodResult) -> Period:
    return Period.of_month(result.month) if isinstance(result, MonthResult) else result.period


# -- people -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a period, row by row of the ids of both; ``at`` is the place of each in ``agents``."""

    agents: pd.DataFrame
    at: NDArray[np.intp]
    status: Mapping[str, NDArray[np.int8]] = field(default_factory=dict)
    points: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    @classmethod
    def of(cls, result: MonthResult | PeriodResult | None, ids: pd.Index[str]) -> _Side:
        if result is None:
            return cls(pd.DataFrame(columns=[*_IDENTITY, *_NUMBERS]), np.full(len(ids), _ABSENT, dtype=np.intp))
        at = pd.Index(result.agents["agent_id"]).get_indexer(ids)
        if isinstance(result, MonthResult):
            return cls(result.agents, at, result.status, result.points)
        return cls(result.agents, at)

    def column(self, name: str) -> NDArray[np.int64]:
        """A number of the standings."""
        return self.spread(self.agents[name].to_numpy().astype(np.int64), _ABSENT)

    def spread(self, values: NDArray[_Number] | None, nothing: int) -> NDArray[np.int64]:
        """Values of the agents by the ids of both sides, ``nothing`` for who is not there."""
        spread = np.full(len(self.at), nothing, dtype=np.int64)
        if values is not None:
            there = self.at >= 0
            spread[there] = values[self.at[there]]
        return spread


@dataclass(frozen=True, slots=True)
class _Beside:
    """The values of a metric on both sides."""

    old: NDArray[np.int64]
    new: NDArray[np.int64]

    @property
    def differ(self) -> NDArray[np.bool_]:
        return np.asarray(self.old != self.new)


def _people(
    period: Period, old: MonthResult | PeriodResult | None, new: MonthResult | PeriodResult | None
) -> Iterator[PersonChange]:
    """Who stands differently in a period, by id."""
    ids: pd.Index[str] = pd.Index(in_order({agent for side in (old, new) if side for agent in side.agents["agent_id"]}))
    left, right = _Side.of(old, ids), _Side.of(new, ids)
    numbers = {name: _Beside(left.column(name), right.column(name)) for name in _NUMBERS}
    status = {
        name: _Beside(left.spread(left.status.get(name), NOT_ASKED), right.spread(right.status.get(name), NOT_ASKED))
        for name in dict.fromkeys((*left.status, *right.status))
    }
    points = {
        name: _Beside(left.spread(left.points.get(name), UNWEIGHED), right.spread(right.points.get(name), UNWEIGHED))
        for name in dict.fromkeys((*left.points, *right.points))
    }
    changed = np.zeros(len(ids), dtype=bool)
    for beside in (*numbers.values(), *status.values(), *points.values()):
        changed |= beside.differ
    identity = [side.agents[list(_IDENTITY)].to_dict("list") for side in (left, right)]
    for row in np.flatnonzero(changed).tolist():
        side = 1 if right.at[row] >= 0 else 0
        agent_id, name_, role, project, team = (
            str(identity[side][name][(left, right)[side].at[row]]) for name in _IDENTITY
        )
        yield PersonChange(
            str(period),
            agent_id,
            name_,
            role,
            project,
            team,
            old=_standing({name: int(beside.old[row]) for name, beside in numbers.items()}, there=left.at[row] >= 0),
            new=_standing({name: int(beside.new[row]) for name, beside in numbers.items()}, there=right.at[row] >= 0),
            criteria=tuple(
                (name, STATUS_WORDS.get(int(beside.old[row])), STATUS_WORDS.get(int(beside.new[row])))
                for name, beside in status.items()
                if beside.old[row] != beside.new[row]
            ),
            points=tuple(
                (name, _points(int(beside.old[row])), _points(int(beside.new[row])))
                for name, beside in points.items()
                if beside.old[row] != beside.new[row]
            ),
        )


def _standing(numbers: Mapping[str, int], *, there: bool) -> Standing | None:
    if not there:
        return None
    score, rank = _hundredths(numbers["score"]), numbers["rank"] or None
    return Standing(bool(numbers["qualified"]), bool(numbers["eligible"]), score, rank)


def _hundredths(number: int) -> Fraction | None:
    """Hundredths of a score as a number, None for the marks of absence, which are negative."""
    return None if number < 0 else Fraction(number, 100)


def _points(number: int) -> Fraction | None:
    """Hundredths of points as a number, None where they are not weighed."""
    return None if number == UNWEIGHED else Fraction(number, 100)


# -- awards -----------------------------------------------------------------------------------------------------------


def _award_changes(old: Iterable[AwardGiven], new: Iterable[AwardGiven]) -> tuple[AwardChange, ...]:
    """Awards that one side gives and the other does not, or gives at another place, prize or figure."""
    before, after = {_key(given): given for given in old}, {_key(given): given for given in new}
    changes = [
        AwardChange(before.get(key), after.get(key))
        for key in dict.fromkeys((*after, *before))
        if key not in before or key not in after or _worth(before[key]) != _worth(after[key])
    ]
    return tuple(sorted(changes, key=_order))


def _key(given: AwardGiven) -> tuple[object, ...]:
    return given.period, given.award, given.within, given.agent_id, given.team if given.agent_id is None else ""


def _worth(given: AwardGiven) -> tuple[object, ...]:
    return given.rank, given.prize, given.figure, given.score, given.tied, given.via


def _order(change: AwardChange) -> tuple[object, ...]:
    """By period, award, group, place, winner, as award lists are; what is lost after what took its place."""
    given = change.given
    winner = natural_key(given.agent_id or ""), given.team
    return parse_period(given.period), given.award, given.within, given.rank or 0, change.kind, winner


# -- sums -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tally:
    """A scenario in sum: all of it, and by group."""

    whole: Totals = field(default_factory=Totals)
    parts: dict[tuple[str, str], Totals] = field(default_factory=dict)


@dataclass(slots=True)
class _Prizes:
    """Awards being counted."""

    awards: int = 0
    money: Fraction = Fraction(0)
    winners: set[tuple[str | None, str]] = field(default_factory=set)

    def add(self, given: AwardGiven) -> None:
        self.awards += 1
        self.money += given.prize or 0
        self.winners.add((given.agent_id, given.team if given.agent_id is None else ""))


def _tally(scenario: Scenario) -> _Tally:
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    prizes: dict[tuple[str, str], _Prizes] = defaultdict(_Prizes)
    for result in scenario.results:
        period = str(_period(result))
        for key, numbers in _counts(result, period) if isinstance(result, MonthResult) else ():
            counts[key] = [one + more for one, more in zip(counts[key], numbers, strict=True)]
        roles = dict(zip(result.agents["agent_id"].tolist(), result.agents["role"].tolist(), strict=True))
        for given in result.awards:
            role = "" if given.agent_id is None else roles.get(given.agent_id, "")
            words = (given.award, role, given.project, given.team, period)
            for key in (("", ""), *zip(_BY, words, strict=True)):
                prizes[key].add(given)
    whole = {key: _totals(counts[key], prizes[key]) for key in {*counts, *prizes}}
    return _Tally(whole.pop(("", ""), Totals()), whole)


def _totals(counts: Sequence[int], prizes: _Prizes) -> Totals:
    agents, qualified, eligible = counts
    return Totals(agents, qualified, eligible, prizes.awards, len(prizes.winners), prizes.money)


def _counts(result: MonthResult, period: str) -> Iterator[tuple[tuple[str, str], list[int]]]:
    """Agents, qualified and eligible of a month: all, by role, by project, by team."""
    agents = result.agents
    qualified, eligible = (agents[name].to_numpy(dtype=bool) for name in ("qualified", "eligible"))
    everybody = [len(agents), int(qualified.sum()), int(eligible.sum())]
    yield ("", ""), everybody
    yield ("period", period), everybody
    for by in ("role", "project", "team"):
        codes, words = pd.factorize(agents[by])
        sums = [np.bincount(codes[rows], minlength=len(words)) for rows in (slice(None), qualified, eligible)]
        for word, *numbers in zip(words.tolist(), *(column.tolist() for column in sums), strict=True):
            yield (by, str(word)), numbers


def _groups(old: _Tally, new: _Tally) -> tuple[GroupTotals, ...]:
    """Every group of either side, awards in the order of their ids."""
    keys = sorted({*old.parts, *new.parts}, key=lambda key: (_BY.index(key[0]), _calendar(key)))
    return tuple(GroupTotals(*key, old.parts.get(key, Totals()), new.parts.get(key, Totals())) for key in keys)


def _calendar(key: tuple[str, str]) -> tuple[object, ...]:
    """Periods in the order of time, names as they are."""
    by, word = key
    return (parse_period(word), word) if by == "period" else (0, word)
