"""The rules as the engine uses them: checked, resolved, frozen.

``schema.py`` is how a manager writes them; ``readers/rule_files.py`` turns the one into the other. All figures here
are exact and in the metric's own unit: percent metrics in percent (80.5), per mille metrics in per mille, levels as
their place in the list of levels, pass as 1 and fail as 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

import numpy as np

from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import Bools, Exact, plain_text
from ccmotivate.model.formula import Formula
from ccmotivate.model.period import Month
from ccmotivate.problems import SourceRef


class MetricKind(StrEnum):
    """What a metric's cells hold."""

    NUMBER = "number"
    PERCENT = "percent"
    PERMILLE = "permille"
    COUNT = "count"
    DURATION = "duration"
    LEVEL = "level"
    PASS = "pass"
    MONEY = "money"


class Who(StrEnum):
    """Who may win an award."""

    ELIGIBLE = "eligible"
    QUALIFIED = "qualified"
    EVERYONE = "everyone"


class Comparison(StrEnum):
    """How a value is held against its standard."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    EQUALS = "equals"
    ONE_OF = "one_of"


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages, with the other words by which exports call it."""

    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """The name in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en

    @property
    def words(self) -> tuple[str, ...]:
        return (self.zh, self.en, *self.aliases)


@dataclass(frozen=True, slots=True)
class Range:
    """A plausible range, both ends included; None is open."""

    low: Fraction | None = None
    high: Fraction | None = None

    def outside(self, values: Exact) -> Bools:
        """True where a value lies below or above the range."""
        low = np.zeros(len(values), dtype=bool) if self.low is None else values < self.low
        high = np.zeros(len(values), dtype=bool) if self.high is None else values > self.high
        return low | high


@dataclass(frozen=True, slots=True)
class DetailFold:
    """How a detail sheet becomes one value an agent and month: ``take`` (min …) ``of`` a formula, over the rows left.

    Rows with the same ``per`` column are summed first; rows for which ``where`` does not hold are left out.
    """

    sheet: str
    take: str
    of: Formula
    per: str | None = None
    where: Formula | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A named, typed quantity of an agent in a month.

    ``formula`` computes it from other metrics: ``blanks_count`` is what a blank input counts where another input is
    filled. ``detail`` folds it from a sheet. In both, percent metrics read and give shares: 1 is 100 %.
    """

    id: str
    label: Label
    kind: MetricKind
    plausible: Range = Range()
    good: str = "high"
    scale: str | None = None
    formula: Formula | None = None
    blanks_count: Fraction | None = None
    detail: DetailFold | None = None
    source: SourceRef = SourceRef()

    @property
    def share_scale(self) -> int:
        """Units in a whole: 100 for percent, 1000 for per mille, 1 for the rest."""
        return {MetricKind.PERCENT: 100, MetricKind.PERMILLE: 1000}.get(self.kind, 1)

    def range_text(self) -> str:
        """The plausible range: ``0–200 %``, ``≥ 0``."""
        low, high = self.plausible.low, self.plausible.high
        unit = {MetricKind.PERCENT: " %", MetricKind.PERMILLE: " ‰"}.get(self.kind, "")
        if high is None:
            return f"≥ {plain_text(low or 0)}{unit}"
        return f"{'≤ ' if low is None else plain_text(low) + '–'}{plain_text(high)}{unit}"

    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Groups of input metrics of a formula; of each group at least one must be there."""
        if self.formula is None:
            return ()
        if self.blanks_count is not None:
            return (self.formula.names,)
        optional = tuple(name for name in self.formula.names if name in self.formula.optional)
        required = tuple((name,) for name in self.formula.names if name not in self.formula.optional)
        return (*required, optional) if optional else required


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


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an index: a metric over the period, as a share.

    ``of_best`` divides it by the best among the candidates. An ``optional`` part is left out for everybody as soon as
    one candidate lacks it.
    """

    take: str  # sum, mean, min or max over the months
    metric: str
    of_best: bool = False
    optional: bool = False

    @property
    def id(self) -> str:
        """``sum qa_checks``, as figures are called."""
        return f"{self.take} {self.metric}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What an award is decided by.

    ``score`` (of the period), ``mean_score`` and ``share_qualified`` (teams), a metric (``take`` None: the month's own
    value), a metric over the months of the period (``take``), or ``index``: 100 x the mean of its ``parts``.
    """

    name: str
    take: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def id(self) -> str:
        """How results name it: ``score``, ``csat``, ``sum contributions``, ``index``."""
        return f"{self.take} {self.name}" if self.take else self.name

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that it is made of."""
        if self.parts:
            return tuple(part.metric for part in self.parts)
        return () if self.name in PERIOD_FIGURES else (self.name,)


PERIOD_FIGURES = ("score", "mean_score", "share_qualified", "index")


@dataclass(frozen=True, slots=True)
class TieBreaker:
    """A figure that decides among equals, ``best`` being ``high`` or ``low``."""

    figure: Figure
    best: str

    @property
    def by(self) -> str:
        """The figure's id."""
        return self.figure.id


@dataclass(frozen=True, slots=True)
class Rank:
    """The first ``places`` by a figure."""

    figure: Figure
    best: str
    places: int
    then: tuple[TieBreaker, ...] = ()

    @property
    def by(self) -> str:
        """The figure's id."""
        return self.figure.id


@dataclass(frozen=True, slots=True)
class LeadEvery:
    """Rank 1 by score in every part (``each``) of the period, among the ``among`` of the group, ranks shared.

    It asks to be ``who`` in every month, and one group throughout.
    """

    each: PeriodKind
    among: Who = Who.QUALIFIED
    who: Who = Who.ELIGIBLE


@dataclass(frozen=True, slots=True)
class Consecutive:
    """Another award, ``times`` periods (``each``) of it running, within one group; ``places`` None takes any place."""

    award: str
    times: int
    places: int | None = None
    each: PeriodKind = PeriodKind.MONTH


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds; the first that does is the one that decided."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold, for somebody who may win."""

    condition: Condition


Condition = Rank | LeadEvery | Consecutive | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Award:
    """An award: who may win it, within what, how it is decided, what it gives.

    ``prizes`` is one amount a place, empty without a prize; ``winner`` is ``agent`` or ``team``.
    """

    id: str
    label: Label
    every: PeriodKind
    who: Who
    within: str | None
    condition: Condition
    winner: str = "agent"
    roles: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    min_members: int = 1
    prizes: tuple[Fraction, ...] = ()
    recognition: tuple[str, ...] = ()
    source: SourceRef = SourceRef()
    scope: Scope = EVERYBODY
    since: Month | None = None

    @property
    def rank(self) -> Rank | None:
        """How it ranks, None for an award that a condition decides."""
        return self.condition if isinstance(self.condition, Rank) else None

    def prize(self, place: int | None) -> Fraction | None:
        """The amount of a place (1 is the first; None for an award without places), None without a prize."""
        return self.prizes[(place or 1) - 1] if self.prizes else None


@dataclass(frozen=True, slots=True)
class IdentityColumn:
    """A column that says who and when; ``default`` stands in where an export lacks the column."""

    id: str
    label: Label
    default: str | None = None


@dataclass(frozen=True, slots=True)
class DetailColumn:
    """A column of a detail sheet: ``text`` or one of the metric kinds."""

    id: str
    label: Label
    kind: str
    plausible: Range = Range()


@dataclass(frozen=True, slots=True)
class DetailSheet:
    """A sheet with several rows an agent."""

    id: str
    label: Label
    columns: Mapping[str, DetailColumn]
    source: SourceRef = SourceRef()


@dataclass(frozen=True, slots=True)
class Words:
    """Words of cells: passes, fails, placeholders for no data, first cells of total rows."""

    passes: tuple[str, ...]
    fails: tuple[str, ...]
    no_data: tuple[str, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Epoch:
    """The rules from a month on, until the next epoch.

    ``start`` is None for the time before the first boundary. ``rules`` is None where a dated value has none yet;
    ``lacking`` is then the line that says so.
    """

    start: Month | None
    rules: RuleSet | None
    lacking: SourceRef = SourceRef()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A whole scheme. ``sha256`` is over the text of its files; ``texts`` keeps them, by file name.

    Where values are dated or lines active for a time only, ``epochs`` has the rules of each stretch of time, ascending,
    and the rest of this is the last of them; ``at`` gives the rules that are in force in a month.
    """

    name: Label
    currency: str
    folder: str
    sha256: str
    texts: Mapping[str, str]
    columns: Mapping[str, IdentityColumn]
    details: Mapping[str, DetailSheet]
    units: tuple[str, ...]
    words: Words
    levels: Mapping[str, Label]
    metrics: Mapping[str, Metric]
    roles: Mapping[str, Role]
    eligible: tuple[Criterion, ...]
    awards: Mapping[str, Award]
    epochs: tuple[Epoch, ...] = ()

    @property
    def boundaries(self) -> tuple[Month, ...]:
        """The months from which on something is different."""
        return tuple(epoch.start for epoch in self.epochs if epoch.start is not None)

    def epoch(self, month: Month) -> Epoch:
        """The stretch of time that a month belongs to."""
        if not self.epochs:
            return Epoch(None, self)
        return [epoch for epoch in self.epochs if epoch.start is None or epoch.start <= month][-1]

    def at(self, month: Month) -> RuleSet:
        """The rules in force in a month.

        Raises:
            ValueError: a dated value has none for it yet; ask ``epoch`` first.
        """
        rules = self.epoch(month).rules
        if rules is None:
            raise ValueError(f"no rules are in force in {month}")
        return rules

    def awards_of(self, kind: PeriodKind) -> tuple[Award, ...]:
        """The awards that are given every month, quarter, half-year or year, in the order of the file."""
        return tuple(award for award in self.awards.values() if award.every is kind)

    def level_ids(self) -> tuple[str, ...]:
        """Levels, lowest first; a level's number is its place here."""
        return tuple(self.levels)
