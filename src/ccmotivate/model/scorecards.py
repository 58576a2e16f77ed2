"""What is asked of whom: criteria, scorecard lines and their methods, roles.

All figures are exact and in the metric's own unit, as ``rules.py`` has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.problems import SourceRef


class Comparison(StrEnum):
    """How a value is held against its standard."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    EQUALS = "equals"
    ONE_OF = "one_of"


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a line of the rules is there: for any of these teams, any of these projects, any of these sites.

    An empty tuple asks for nothing; those that are named must all fit.
    """

    teams: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def holds(self, team: str, project: str, site: str) -> bool:
        """True for an agent of this team, project and site (``""`` for none)."""
        pairs = ((self.teams, team), (self.projects, project), (self.sites, site))
        return all(not named or one in named for named, one in pairs)

    def __bool__(self) -> bool:
        return bool(self.teams or self.projects or self.sites)


EVERYBODY = Scope()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A metric and its standard. ``figures`` has one figure, more only for ``one_of``; ``since`` when it counts."""

    metric: str
    comparison: Comparison
    figures: tuple[Fraction, ...]
    standard: str  # the rule's words, e.g. ``at_least 80``, as in the JSON contract
    source: SourceRef = SourceRef()
    scope: Scope = EVERYBODY
    since: Month | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """100 x value / target, from 0 to ``cap``."""

    target: Fraction
    cap: Fraction


@dataclass(frozen=True, slots=True)
class Curve:
    """Straight lines through (value, points) pairs in ascending order, flat outside the ends."""

    pairs: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """One step: values below ``limit`` (with it, if ``included``) that no earlier band took; None takes the rest."""

    limit: Fraction | None
    included: bool
    points: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    """Steps in ascending order, the last one open."""

    steps: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """Points by level, as (level, points) pairs."""

    table: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class PassPoints:
    """Points for a pass; a fail has 0."""

    points: Fraction


Method = Ratio | Curve | Bands | Levels | PassPoints


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a scorecard."""

    metric: str
    weight: Fraction
    method: Method
    source: SourceRef = SourceRef()
    scope: Scope = EVERYBODY
    since: Month | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A role: what it must meet, and its scorecard (weights sum to 100 for every agent).

    A metric may stand several times, for different agents: the first line whose scope holds is the agent's.
    """

    id: str
    label: Label
    must: tuple[Criterion, ...]
    scorecard: tuple[ScoreLine, ...]
    source: SourceRef = SourceRef()

    @property
    def is_phased(self) -> bool:
        """True when not every line is there for everybody."""
        return any(line.scope for line in self.must) or any(line.scope for line in self.scorecard)

    def variant(self, team: str, project: str, site: str = "") -> Role:
        """The role as it is for an agent of this team, project and site."""
        if not self.is_phased:
            return self
        return replace(
            self,
            must=_first_lines(line for line in self.must if line.scope.holds(team, project, site)),
            scorecard=_first_lines(line for line in self.scorecard if line.scope.holds(team, project, site)),
        )

    def criterion(self, metric: str) -> Criterion | None:
        """This role's criterion on a metric, of an unphased role or a variant."""
        return next((line for line in self.must if line.metric == metric), None)


_Line = TypeVar("_Line", Criterion, ScoreLine)


def _first_lines(lines: Iterable[_Line]) -> tuple[_Line, ...]:
    """The first line of each metric, without its scope."""
    first: dict[str, _Line] = {}
    for line in lines:
        first.setdefault(line.metric, replace(line, scope=EVERYBODY))
    return tuple(first.values())
