"""Test cases of a scheme: agents with input figures, expected results, and the outcome of a run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct, field

from ccmotivate.model.calendar import Period
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult, Past, PeriodResult
from ccmotivate.problems import SourceRef

Want = Fraction | str | bool | tuple[str, ...] | None
"""What is expected or found; None is nothing: no rank, no prize, no data."""


class What(StrEnum):
    """What a check looks at."""

    STATUS = "status"
    POINTS = "points"
    VALUE = "value"
    SCORE = "score"
    RANK = "rank"
    QUALIFIED = "qualified"
    ELIGIBLE = "eligible"
    WINNERS = "winners"
    WINS = "wins"
    WITHIN = "within"
    PLACE = "place"
    PRIZE = "prize"
    FIGURE = "figure"
    VIA = "via"
    SHARED = "shared"
    TIE = "tie"
    REFUSED = "refused"
    REASON = "reason"
    PART = "part"


OF_AGENTS = (
    What.STATUS, What.POINTS, What.VALUE, What.SCORE, What.RANK, What.QUALIFIED, What.ELIGIBLE, What.PART,
)  # fmt: skip
"""The checks that are about an agent; the others are about an award."""


class DetailGiven(Struct, frozen=True):
    """One row of a detail sheet: its text columns and its number columns."""

    texts: Mapping[str, str]
    numbers: Mapping[str, Fraction | None]


class GivenRow(Struct, frozen=True):
    """An agent in a month: metric values in their units (None: no data), detail rows by sheet.

    ``on_standard``: what is not given meets the standards of the role exactly.
    """

    month: Month
    agent_id: str
    identity: Mapping[str, str]  # name, role, project, team
    values: Mapping[str, Fraction | None]
    details: Mapping[str, tuple[DetailGiven, ...]]
    on_standard: bool = False
    roster: Mapping[str, Fraction | str | None] = field(default_factory=dict)  # days as their numbers


class SheetGiven(Struct, frozen=True):
    """A row of a part's sheet: every column of its kind; ``month`` None for every month."""

    texts: Mapping[str, str]
    numbers: Mapping[str, Fraction | None]
    month: Month | None = None


class Check(Struct, frozen=True):
    """One thing that a case states.

    ``agent`` is an agent's id, or the team of a team award; ``""`` for all winners. ``subject`` is a metric, an award,
    or a part and its field (``pay performance_bonus.amount``). A ``reason`` that is a text is the whole reason, one
    that is a tuple holds words that must be in it.
    """

    what: What
    period: Period
    agent: str
    subject: str
    want: Want
    source: SourceRef


class Case(Struct, frozen=True):
    """One case; ``lang`` is the language of the reasons that it expects."""

    name: str
    lang: str
    period: Period
    rows: tuple[GivenRow, ...]
    checks: tuple[Check, ...]
    source: SourceRef
    sheets: Mapping[str, tuple[SheetGiven, ...]] = field(default_factory=dict)  # rows of parts' sheets, by kind
    won: Past = field(default_factory=dict)  # awards of periods before


class Failure(Struct, frozen=True):
    """A check that did not hold, and what was found instead."""

    check: Check
    got: Want


class CaseOutcome(Struct, frozen=True):
    """A case that was run: its months, the longer periods evaluated, the failed checks."""

    case: Case
    months: tuple[MonthResult, ...]
    periods: tuple[PeriodResult, ...]
    failures: tuple[Failure, ...]

    def result(self, period: Period) -> MonthResult | PeriodResult | None:
        """The result of a month or a longer period, None where there is none."""
        if len(period.months) == 1:
            return next((one for one in self.months if one.month == period.months[0]), None)
        return next((one for one in self.periods if one.period == period), None)


class Branch(Struct, frozen=True, order=True):
    """One branch of the rules: a line and one of its outcomes.

    ``owner`` is a role, an award or a metric, ``subject`` a metric, a tie-breaker or a condition, ``way`` what happens
    there (``pass``, ``at cap``, ``behind`` …), ``detail`` the figures of it.
    """

    kind: str
    owner: str
    subject: str
    way: str
    detail: str = ""


class Coverage(Struct, frozen=True):
    """The branches of the rules with their lines, and which of them some case has reached."""

    wanted: Mapping[Branch, SourceRef]
    reached: frozenset[Branch]

    @property
    def missing(self) -> tuple[tuple[Branch, SourceRef], ...]:
        """What no case has reached, in the order of the rules."""
        return tuple((branch, source) for branch, source in self.wanted.items() if branch not in self.reached)

    @property
    def percent(self) -> Fraction:
        """The share that was reached, in percent, exact; 100 where there is nothing to reach."""
        if not self.wanted:
            return Fraction(100)
        return Fraction(100 * (len(self.wanted) - len(self.missing)), len(self.wanted))


class TestRun(Struct, frozen=True):
    """All cases of a scheme, run; ``coverage`` None when it was not asked for."""

    __test__ = False  # not a test of pytest's

    outcomes: tuple[CaseOutcome, ...]
    coverage: Coverage | None = None

    @property
    def failures(self) -> int:
        """How many checks did not hold."""
        return sum(len(one.failures) for one in self.outcomes)

    @property
    def checks(self) -> int:
        """How many checks were made."""
        return sum(len(one.case.checks) for one in self.outcomes)
