"""How awards are decided: by a ranking, by a condition over months, or by both."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

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


class IndexPart(Struct, frozen=True):
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


class Figure(Struct, frozen=True):
    """What an award is decided by.

    ``score`` (of the period), ``mean_score`` and ``share_qualified`` (teams), a metric (``take`` None: the month's own
    value), a metric over the months of the period (``take``), or ``index``: 100 x the mean of its ``parts``. ``blank``
    is what a month without data of the metric counts; None for nothing.
    """

    name: str
    take: str | None = None
    parts: tuple[IndexPart, ...] = ()
    blank: Fraction | None = None

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


class TieBreaker(Struct, frozen=True):
    """A figure that decides among equals, ``best`` being ``high`` or ``low``."""

    figure: Figure
    best: str

    @property
    def by(self) -> str:
        """The figure's id."""
        return self.figure.id


class LooksBack(Struct, frozen=True):
    """Periods of a ``kind`` that are looked at: those that ended in so many ``months`` before another period."""

    kind: PeriodKind
    months: int


class Condition(Struct, frozen=True):
    """The condition of an award. The kinds of conditions are in ``conditions/``, one file each."""

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions that it is made of."""
        return ()

    @property
    def others(self) -> tuple[str, ...]:
        """The other awards that it looks at itself."""
        return ()

    @property
    def looks_back(self) -> LooksBack | None:
        """What it looks at itself that was over before the period."""
        return None

    @property
    def asks_service(self) -> bool:
        """Whether it asks itself for months of service, which go by the day of hiring."""
        return False

    @property
    def winning_places(self) -> int | None:
        """How many places win, None where it does not rank."""
        return None

    @property
    def steps(self) -> tuple[TieBreaker, ...]:
        """Every figure by which it ranks, tie-breakers included."""
        return tuple(step for part in self.parts for step in part.steps)

    def walk(self) -> Iterator[Condition]:
        """Itself and every condition within it."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Award(Struct, frozen=True):
    """An award: who may win it, within what, how it is decided, what it gives.

    ``prizes`` is one amount a place, empty without a prize, ``prize_as`` whether that is the value of a ``gift`` or is
    paid in ``money``; ``winner`` is ``agent`` or ``team``; ``part`` is the part that gives it, ``""`` of those in
    ``awards.yaml``.
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
    part: str = ""

    @property
    def places(self) -> int | None:
        """How many places win, None for an award that a condition decides."""
        return self.condition.winning_places

    @property
    def looks_back(self) -> tuple[LooksBack, ...]:
        """What its conditions look at that was over before the period."""
        return tuple(one.looks_back for one in self.condition.walk() if one.looks_back is not None)

    @property
    def asks_service(self) -> bool:
        """Whether any of its conditions asks for months of service."""
        return any(one.asks_service for one in self.condition.walk())

    def prize(self, place: int | None) -> Fraction | None:
        """The amount of a place (1 is the first), None without a prize; one for all where a condition decides.

        There a rank among the conditions may tell a place too.
        """
        paid = 1 if place is None or self.places is None else place
        return self.prizes[paid - 1] if self.prizes else None
