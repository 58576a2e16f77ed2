"""Two results of the same months → what is different, person by person, award by award, and in sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec import Struct, field

from ccmotivate.model.award_changes import AwardChange, award_pairs
from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.comparison import Comparison, GroupTotals, PersonChange, Scenario, Totals
from ccmotivate.model.decided import Change, Standing, agent_changes, standings
from ccmotivate.model.ids import in_order, natural_key
from ccmotivate.model.kinds import Kind
from ccmotivate.model.results import AwardGiven, MonthResult, PeriodResult

_KINDS = (Kind.STANDING, Kind.STATUS, Kind.POINTS, Kind.PART, Kind.LACKING)
_BY = ("award", "role", "project", "team", "period")


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


def _people(
    period: Period, old: MonthResult | PeriodResult | None, new: MonthResult | PeriodResult | None
) -> Iterator[PersonChange]:
    """The agents whose standing differs in a period, by id."""
    found: dict[str, list[Change]] = {}
    for change in agent_changes(str(period), old, new, _KINDS):
        found.setdefault(change.subject.agent_id or "", []).append(change)
    before, after = ({} if one is None else standings(one.agents, found) for one in (old, new))
    for agent_id in in_order(found):
        yield _person(found[agent_id], before.get(agent_id), after.get(agent_id))


def _person(changes: Sequence[Change], old: Standing | None, new: Standing | None) -> PersonChange:
    by_kind = {kind: [one for one in changes if one.field.kind is kind] for kind in _KINDS}
    criteria, points = (
        tuple((one.field.key, one.old, one.new) for one in by_kind[kind]) for kind in (Kind.STATUS, Kind.POINTS)
    )
    who = changes[0].subject
    return PersonChange(
        who.period, who.agent_id or "", who.name, who.role, who.project, who.team, old, new, criteria, points,
        tuple(by_kind[Kind.PART]), tuple(by_kind[Kind.LACKING]),
    )  # fmt: skip


# -- awards -----------------------------------------------------------------------------------------------------------


def _award_changes(old: Iterable[AwardGiven], new: Iterable[AwardGiven]) -> tuple[AwardChange, ...]:
    """Awards that one side gives and the other does not, or gives at another place, prize or figure."""
    return tuple(sorted((change for change in award_pairs(old, new) if change.worth_differs), key=_order))


def _order(change: AwardChange) -> tuple[object, ...]:
    """By period, award, group, place, winner, as award lists are; what is lost after what took its place."""
    given = change.given
    winner = natural_key(given.agent_id or ""), given.team
    return parse_period(given.period), given.award, given.within, given.rank or 0, change.kind, winner


# -- sums -------------------------------------------------------------------------------------------------------------


class _Tally(Struct):
    """A scenario in sum: all of it, and by group."""

    whole: Totals = field(default_factory=Totals)
    parts: dict[tuple[str, str], Totals] = field(default_factory=dict)


class _Prizes(Struct):
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
