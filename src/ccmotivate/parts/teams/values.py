"""A team's figures: the mean of its members in a metric or the score, and its goals held against them.

The mean is over the members with data, half-up to 2 decimals; of a pass metric it is the share that passes in percent.
Of counts a blank is 0, so all members count. Weighed by another metric it is Σ weight × figure ÷ Σ weight over those
who have both (people.md §9).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.goals import Goal, attained
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SCORE, SCORE_METRIC, SheetRows, as_team_figure
from ccmotivate.parts.teams.columns import METRIC, TARGET, TEAM

if TYPE_CHECKING:  # rules are read without pandas
    import pandas as pd

_PLACES, _WHOLE = 2, 100


class TeamFigures(Struct, frozen=True):
    """Metrics of which a blank is 0, and metric → metric by which its figures are weighed."""

    blank_is_zero: frozenset[str]
    weighed: tuple[tuple[str, str], ...]

    def weight(self, metric: str) -> str | None:
        """What the figures of a metric are weighed by."""
        return dict(self.weighed).get(metric)


class TeamGoal(Struct, frozen=True):
    """A goal of a team: ``counted`` are the members with data, ``row`` is its position on the month's sheet."""

    goal: Goal
    counted: int
    row: int


class Team(Struct, frozen=True):
    """A team of the month: its goals by metric id."""

    name: str
    members: int
    goals: tuple[TeamGoal, ...]

    @property
    def met(self) -> int:
        """How many of its goals are met."""
        return sum(one.goal.met is True for one in self.goals)

    @property
    def all_met(self) -> bool:
        """True for a team that has a goal and met all of them."""
        return 0 < len(self.goals) == self.met


class Members(Struct, frozen=True):
    """Everybody of a month by team: the teams' names, the place of each agent's team (-1 for none), all figures."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]
    metrics: Mapping[str, Exact]
    rules: RuleSet

    @classmethod
    def of(cls, agents: pd.DataFrame, metrics: Mapping[str, Exact], rules: RuleSet) -> Members:
        """Those of a month; teams by name, a blank one is none."""
        teams = agents["team"].to_numpy(dtype=object)
        names = tuple(sorted({str(name) for name in set(teams.tolist()) if name}))
        place = {name: at for at, name in enumerate(names)}
        codes = np.array([place.get(name, -1) for name in teams.tolist()], dtype=np.int64)
        score = agents["own_score" if "own_score" in agents else "score"].to_numpy(dtype=np.int64)
        return cls(names, codes, {**metrics, SCORE: Exact.from_ints(score, score < 0, 100)}, rules)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many members each team has."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.names)).astype(np.int64)

    def metric(self, name: str) -> Metric:
        """A metric as teams have it."""
        if name == SCORE:
            return SCORE_METRIC
        found = as_team_figure(self.rules.metrics[name])
        assert found is not None, name  # the reading of sheets and rules refuses levels
        return found

    def means(self, metric: str, figures: TeamFigures) -> tuple[Exact, NDArray[np.int64]]:
        """Each team's figure in a metric, and how many members have data."""
        weight, teams = figures.weight(metric), len(self.names)
        weights = None if weight is None else self._column(weight, figures)
        column = self._column(metric, figures)
        column = column if weights is None else column * weights
        at = np.flatnonzero((self.codes >= 0) & ~column.missing)
        codes = self.codes[at]
        counted = np.bincount(codes, minlength=teams).astype(np.int64)
        total = Exact.from_ints(counted) if weights is None else weights.take(at).sums(codes, teams)
        mean = column.take(at).sums(codes, teams) / total
        if self._is_share(metric):
            mean = mean * _WHOLE
        return mean.rounded(_PLACES), counted

    def _is_share(self, metric: str) -> bool:
        return metric != SCORE and self.rules.metrics[metric].kind is MetricKind.PASS

    def _column(self, metric: str, figures: TeamFigures) -> Exact:
        column = self.metrics.get(metric, Exact.empty(len(self.codes)))
        return column.filled(Fraction(0)) if metric in figures.blank_is_zero else column


def teams_of(members: Members, rows: SheetRows, figures: TeamFigures) -> tuple[Team, ...]:
    """Every team of the month with its goals; of a goal that two workbooks know the first counts."""
    places = {name: at for at, name in enumerate(members.names)}
    known: dict[str, dict[int, int]] = {}  # the row of each team's goal, by metric
    for row, (team, metric) in enumerate(zip(rows.texts[TEAM].tolist(), rows.texts[METRIC].tolist(), strict=True)):
        if team in places:
            known.setdefault(metric, {}).setdefault(places[team], row)
    goals: list[list[TeamGoal]] = [[] for _name in members.names]
    for metric, those in sorted(known.items()):
        found = _goals(members, metric, figures, list(those), rows.numbers[TARGET].take(list(those.values())))
        for team, row, (goal, counted) in zip(those, those.values(), found, strict=True):
            goals[team].append(TeamGoal(goal, counted, row))
    sizes = members.sizes.tolist()
    return tuple(Team(*one) for one in zip(members.names, sizes, map(tuple, goals), strict=True))


def _goals(
    members: Members, name: str, figures: TeamFigures, teams: Sequence[int], target: Exact
) -> list[tuple[Goal, int]]:
    """The goals of these teams in a metric, held against their figures as shown, and the members that count."""
    metric = members.metric(name)
    means, counted = members.means(name, figures)
    value, low = means.take(teams), metric.good == "low"
    reached = value <= target if low else value >= target
    share = attained(value, target, reached)
    met = [None if gone else bool(one) for one, gone in zip(reached.tolist(), value.missing.tolist(), strict=True)]
    shares = [None] * len(teams) if low else share.to_list()
    columns = zip(target.to_list(), value.to_list(), met, shares, strict=True)
    made = (Goal(metric, wanted or Fraction(0), figure, is_met, part) for wanted, figure, is_met, part in columns)
    return list(zip(made, counted[teams].tolist(), strict=True))
