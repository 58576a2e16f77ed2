"""What every kind of finding looks at: the months, their periods, and each ranked decision with all its candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec import Struct

from ccmotivate.conditions.context import AwardContext, MonthAgents, award_context
from ccmotivate.conditions.rank import Rank
from ccmotivate.conditions.ranked import agent_candidates, team_candidates
from ccmotivate.conditions.result import ABSENT
from ccmotivate.engine.periods import award_period
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.results import AwardGiven, Decision, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet

GROUP_KINDS = ("team", "role", "project")


class Contest(Struct, frozen=True):
    """One ranked decision: who could have won one award of one period in one group, and who did.

    ``figures`` are the candidates' ranking figures by id (a team's name for a team award); ``groups`` the team, role
    and project of every agent in this period (``""`` where it changed), empty for a team award; ``winners`` the places
    given.
    """

    award: Award
    rank: Rank
    period: Period
    group: str
    figures: Mapping[str, Fraction]
    groups: Mapping[str, Mapping[str, str]]
    winners: tuple[AwardGiven, ...]

    @property
    def won(self) -> tuple[str, ...]:
        """The winners' ids, best first."""
        return tuple(winner_id(given) for given in self.winners)


class Material(Struct, frozen=True):
    """Months ascending, the periods among them, their ranked decisions, everybody's latest name."""

    months: tuple[MonthResult, ...]
    results: tuple[PeriodResult, ...]
    contests: tuple[Contest, ...]
    names: Mapping[str, str]

    @property
    def by_condition(self) -> int:
        """How many awards a condition decided."""
        ruled = [given for result in self.results for given in result.awards if given.decision is None]
        return sum(given.via is not None for given in ruled)


def winner_id(given: AwardGiven) -> str:
    """The winner: an agent's id, or a team's name."""
    return given.team if given.agent_id is None else given.agent_id


def gather(months: Sequence[MonthResult], rules: RuleSet, decisions: Sequence[Decision] = ()) -> Material:
    """The material of these months, all scored by ``rules``.

    Raises:
        ValueError: there is no month, or one is given twice.
    """
    ordered = tuple(sorted(months, key=lambda one: one.month))
    if not ordered or len({one.month for one in ordered}) < len(ordered):
        raise ValueError("months must be there, each once")
    results = tuple(_results(ordered, rules, decisions))
    contests = tuple(found for result in results for found in _contests(result))
    names = {
        str(agent_id): str(name)
        for month in ordered
        for agent_id, name in zip(month.agents["agent_id"].tolist(), month.agents["name"].tolist(), strict=True)
    }
    return Material(ordered, results, contests, names)


def _results(months: tuple[MonthResult, ...], rules: RuleSet, decisions: Sequence[Decision]) -> Iterator[PeriodResult]:
    """Every month, and every longer period whose months are all there."""
    there = {one.month: one for one in months}
    years = {month.year for month in there}
    periods = [
        Period.of(kind, year, number)
        for year in years
        for kind in PeriodKind
        for number in range(1, 12 // kind.months + 1)
    ]
    for period in sorted(periods):
        if all(month in there for month in period.months):
            facts = [there[month] for month in period.months]
            yield award_period(period, facts, rules, decisions)


def _contests(result: PeriodResult) -> Iterator[Contest]:
    months = [MonthAgents(one.month, one.agents, one.metrics) for one in result.facts]
    context = award_context(result.period, months, past=result.past)
    groups = _groups(result.agents)
    for award in result.rules.awards_of(result.period.kind):
        rank = award.condition
        if not isinstance(rank, Rank) or all(given.award != award.id for given in result.awards):
            continue
        stopped = {winner_id(one.given) for one in result.withheld if one.given.award == award.id}
        for group, ran in _candidates(award, rank, context, result.rules).items():
            figures = {who: figure for who, figure in ran.items() if who not in stopped}
            winners = tuple(one for one in result.awards if one.award == award.id and _ruled_in(one, group))
            if winners:
                known = {} if award.winner == "team" else groups
                yield Contest(award, rank, result.period, group, figures, known, winners)


def _ruled_in(given: AwardGiven, group: str) -> bool:
    """It was won in this group, by the rules and not by a decision."""
    return given.decision is None and (given.within[0][1] if given.within else "") == group


def _groups(agents: pd.DataFrame) -> Mapping[str, Mapping[str, str]]:
    """The team, role and project of each agent."""
    columns = [agents[name].tolist() for name in ("agent_id", *GROUP_KINDS)]
    return {row[0]: dict(zip(GROUP_KINDS, row[1:], strict=True)) for row in zip(*columns, strict=True)}


def _candidates(
    award: Award, rank: Rank, context: AwardContext, rules: RuleSet
) -> Mapping[str, Mapping[str, Fraction]]:
    """The candidates of an award with their figures, by group: exactly those that the engine ranks."""
    runners = (
        team_candidates(rank, award, context)
        if award.winner == "team"
        else agent_candidates(rank, award, context, rules)
    )
    values = runners.figures[rank.by].values
    found: dict[str, dict[str, Fraction]] = {}
    for at in np.flatnonzero(runners.groups != ABSENT).tolist():
        group = runners.group_names[runners.groups[at]]
        found.setdefault(group, {})[runners.ids[at]] = values[at] or Fraction(0)
    return found
