"""How awards are decided: by a ranking, by a condition over months, or by both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.model.scorecards import EVERYBODY, Scope
from ccmotivate.problems import SourceRef


class Who(StrEnum):
    """Who may win an award."""

    ELIGIBLE = "eligible"
    QUALIFIED = "qualified"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class IndexPart:
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
    parts: tuple[IndexPart, ...] = ()

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

    ``prizes`` is one amount a place, empty without a prize, ``prize_as`` whether that is the value of a ``gift`` or is
    paid in ``money``; ``winner`` is ``agent`` or ``team``.
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
    prize_as: str = "gift"
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
