"""What is asked of whom: criteria, scorecard lines, roles.

All figures are exact and in the metric's own unit, as ``rules.py`` has them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.exact import Exact
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.model.period import Month
from ccmotivate.problems import SourceRef


class Comparison(StrEnum):
    """How a value is compared with its standard."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    EQUALS = "equals"
    ONE_OF = "one_of"


class Scope(Struct, frozen=True):
    """To whom a line of the rules applies: agents in any of these teams, any of these projects, any of these sites.

    An empty tuple is no restriction; all non-empty ones must match.
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


class Criterion(Struct, frozen=True):
    """A metric and its standard. ``figures`` has one figure, more only for ``one_of``; ``since`` when it counts.

    Failing a ``critical`` one makes the score 0; no data is no failure.
    """

    metric: str
    comparison: Comparison
    figures: tuple[Fraction, ...]
    standard: str  # the rule's words, e.g. ``at_least 80``, as in the JSON contract
    source: SourceRef = SourceRef()
    scope: Scope = EVERYBODY
    since: Month | None = None
    critical: bool = False

    def written(self, metric: Metric) -> str:
        """The standard with its units, as the rules write it: ``at_least 80%``, ``at_most 0:03:25``."""
        if metric.kind in (MetricKind.LEVEL, MetricKind.PASS):
            return self.standard
        return f"{self.comparison} {', '.join(metric.bare_text(one) + metric.sign for one in self.figures)}"

    def divides(self, plausible: Range) -> bool | None:
        """True where every plausible value meets it, False where none does, None where some do."""
        figure, low, high = self.figures[0], plausible.low, plausible.high
        match self.comparison:
            case Comparison.AT_LEAST | Comparison.MORE_THAN:
                return _side(figure, low, high, strict=self.comparison is Comparison.MORE_THAN)
            case Comparison.AT_MOST | Comparison.LESS_THAN:
                ends = (None if end is None else -end for end in (high, low))
                return _side(-figure, *ends, strict=self.comparison is Comparison.LESS_THAN)
        return None if any(plausible.holds(one) for one in self.figures) else False


def _side(least: Fraction, low: Fraction | None, high: Fraction | None, *, strict: bool) -> bool | None:
    """True where all from ``low`` to ``high`` is at least (strictly: more than) ``least``, False where nothing is."""
    if low is not None and (low > least or (low == least and not strict)):
        return True
    return False if high is not None and (high < least or (high == least and strict)) else None


class ScoreLine(Struct, frozen=True):
    """One line of a scorecard.

    For whoever has no data it earns 0, or with ``may_go`` it is ``left_out`` and weighs 0; what the rules have it weigh
    is in ``written`` wherever that is not its ``weight``.
    """

    metric: str
    weight: Fraction
    method: Method
    source: SourceRef = SourceRef()
    scope: Scope = EVERYBODY
    since: Month | None = None
    may_go: bool = False
    left_out: bool = False
    written: Fraction | None = None

    @property
    def as_written(self) -> ScoreLine:
        """The line as the rules have it."""
        return self if self.written is None else replace(self, weight=self.written, written=None, left_out=False)


class Role(Struct, frozen=True):
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

    @property
    def full_marks(self) -> Fraction:
        """The most that its scorecard can give, whatever is left out of it."""
        going = sorted((line for line in self.scorecard if line.may_go), key=lambda line: _most(line.method))
        whole = sum((line.weight * _most(line.method) for line in self.scorecard), Fraction(0)) / 100
        fewer = (set(going[:count]) for count in range(1, len(going) + 1))
        return max([whole, *(_marks([line for line in self.scorecard if line not in gone]) for gone in fewer)])

    def variant(self, team: str, project: str, site: str = "") -> Role:
        """The role as it is for an agent of this team, project and site."""
        if not self.is_phased:
            return self
        return replace(
            self,
            must=_first_lines(line for line in self.must if line.scope.holds(team, project, site)),
            scorecard=_first_lines(line for line in self.scorecard if line.scope.holds(team, project, site)),
        )

    @property
    def may_change(self) -> bool:
        """True where lines may be left out."""
        return any(line.may_go for line in self.scorecard)

    def reckoned(self, known: Callable[[str], bool]) -> Role:
        """The role for whoever has data of the metrics that are ``known``.

        The weights of lines that are left out go to the others in proportion. Where nothing would be left, nothing is
        left out: every line earns 0.
        """
        lines = [line.as_written for line in self.scorecard]
        stays = [not line.may_go or known(line.metric) for line in lines]
        left = sum((line.weight for line, here in zip(lines, stays, strict=True) if here), Fraction(0))
        if left and not all(stays):
            lines = [_reweighed(line, left, stays=here) for line, here in zip(lines, stays, strict=True)]
        return replace(self, scorecard=tuple(lines))

    def criterion(self, metric: str) -> Criterion | None:
        """This role's criterion on a metric, of an unphased role or a variant."""
        return next((line for line in self.must if line.metric == metric), None)


def _marks(lines: Sequence[ScoreLine]) -> Fraction:
    """The most that these lines can give together where the others are left out."""
    weights = sum((line.weight for line in lines), Fraction(0))
    return sum((line.weight * _most(line.method) for line in lines), Fraction(0)) / (weights or 1)


def _reweighed(line: ScoreLine, left: Fraction, *, stays: bool) -> ScoreLine:
    """A line where only those with the weight ``left`` of 100 stay."""
    weight = line.weight * 100 / left if stays else Fraction(0)
    return replace(line, weight=weight, written=line.weight, left_out=not stays)


@functools.lru_cache(256)
def _most(method: Method) -> Fraction:
    """The most points that a method gives, at least 0."""
    points = method.points(Exact.from_fractions(method.examples())).to_list()
    return max((one or Fraction(0) for one in points), default=Fraction(0))


_Line = TypeVar("_Line", Criterion, ScoreLine)


def _first_lines(lines: Iterable[_Line]) -> tuple[_Line, ...]:
    """The first line of each metric, without its scope."""
    first: dict[str, _Line] = {}
    for line in lines:
        first.setdefault(line.metric, replace(line, scope=EVERYBODY))
    return tuple(first.values())
