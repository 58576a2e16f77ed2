"""The results of the fairness report: rows with exact figures, and findings.

A row is a counted fact, a finding a row (or all of them) beyond a stated limit. Probabilities are exact fractions.
Persons are given by id; ``Fairness.names`` has the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.calendar import Period
from ccmotivate.model.period import Month
from ccmotivate.model.results import InputFile
from ccmotivate.model.rules import RuleSet

SMALL = 5
"""Fewer candidates than this are named as a small group, and nothing is tested."""

SIGNIFICANT = Fraction(1, 20)
"""Significance level: the largest adjusted probability reported as more or less than chance."""


class Wins(Struct, frozen=True):
    """The places of one winner (an agent's id, or a team's name) in one ranked award.

    ``chances`` are the decisions in which the winner was a candidate, ``expected`` the places that chance gives in
    them, ``p`` the probability of so many or more, ``adjusted`` that by Holm over all ``compared``, every
    candidate of every award; both are None for a single win, which is not tested against chance.
    """

    award: str
    winner: str
    wins: int
    chances: int
    expected: Fraction
    compared: int = 0
    p: Fraction | None = None
    adjusted: Fraction | None = None


class Concentration(Struct, frozen=True):
    """How the places of one award (None: of all awards) and their money spread.

    ``by_chance`` is how many different winners chance gives on average, None over all awards. ``top`` and
    ``top_money`` are the shares of places and money that the three who hold most hold; ``gini`` of the places (of
    the money, over all awards) among ``candidates``: 0 when all hold the same, near 1 when one holds everything.
    """

    award: str | None
    places: int
    winners: int
    candidates: int
    by_chance: Fraction | None
    top: Fraction
    gini: Fraction
    paid: int = 0  # places with a prize
    money: Fraction = Fraction(0)
    top_money: Fraction | None = None


class Comparison(Struct, frozen=True):
    """The places of one award that one group (a team, role or project) had, against chance.

    ``candidates`` are different people, ``chances`` the decisions in which the group competed with others,
    ``expected`` the places that chance gives. ``p`` is exact and two-sided: every place of a decision falls to every
    candidate equally likely; None for a small group. ``adjusted`` is that by Holm. ``people`` have won, and
    ``p_people`` counts each person once, however often he won.
    """

    kind: str  # team, role, project
    group: str
    award: str
    candidates: int
    chances: int
    places: int
    expected: Fraction
    people: int
    p: Fraction | None = None
    p_none: Fraction | None = None  # the probability of no place at all
    adjusted: Fraction | None = None
    p_people: Fraction | None = None

    @property
    def small(self) -> bool:
        """True when nothing was tested, for there were too few candidates."""
        return self.candidates < SMALL


class CloseCall(Struct, frozen=True):
    """A place decided by less than the rounding of the data can move.

    ``ahead`` got ``place``; ``behind`` came next (``lost``: without a place). ``effect`` is how far the gap moves when
    one metric of each of the two is off by half a step as written; ``metric`` is the one that moves most, ``step`` its
    step; both None: the figure's own last digit.
    """

    period: str
    award: str
    group: str
    place: int
    ahead: str
    behind: str
    lost: bool
    figure: str
    margin: Fraction
    metric: str | None
    step: Fraction | None
    effect: Fraction


class CriterionUse(Struct, frozen=True):
    """What one criterion of one role (role None: of eligibility, among the qualified) decided, in agent-months.

    ``alone`` failed this one and no other, ``stopped`` are all who failed any; ``near`` failed by no more than one
    ``step`` of the metric as written.
    """

    role: str | None
    metric: str
    asked: int
    met: int
    failed: int
    no_data: int
    alone: int
    stopped: int
    near: int
    step: Fraction | None


class TieCall(Struct, frozen=True):
    """A tie that decided something: ``lost`` went without a place, ``lower`` only got a lower one.

    ``breaker`` is the tie-breaker that decided, None when the place was shared.
    """

    period: str
    award: str
    group: str
    members: tuple[str, ...]
    figure: Fraction
    breaker: str | None
    lost: tuple[str, ...]
    lower: tuple[str, ...]
    shared: bool


class Gap(Struct, frozen=True):
    """A place that missing data may have cost.

    ``score`` is what the agent had (a metric without data earns 0), ``at_standard`` what it would have been with the
    missing ``metrics`` exactly on their standards; ``needed`` the last place's. ``certain``: ``score`` alone was
    enough, had the agent only been qualified.
    """

    period: str
    award: str
    group: str
    agent: str
    metrics: tuple[str, ...]
    score: Fraction
    at_standard: Fraction
    needed: Fraction

    @property
    def certain(self) -> bool:
        """True when the score as it was would have had the place."""
        return self.score >= self.needed


Row = Wins | Concentration | Comparison | CloseCall | CriterionUse | TieCall | Gap


class Finding(Struct, frozen=True):
    """Something worth a sentence: its code and the rows that it is about."""

    code: str
    rows: tuple[Row, ...]


class FindingKind(Struct, frozen=True):
    """One kind of finding: everything counted, of which ``findings`` crossed a line; ``looked`` is out of how many."""

    kind: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    looked: int


class Fairness(Struct, frozen=True):
    """The fairness report of the given months and of the complete quarters, half-years and years among them.

    ``decisions`` counts the ranked decisions tested against chance, ``by_condition`` the awards given on a condition,
    which follow from others and are in no test. ``names`` has the name of each agent by id.
    """

    months: tuple[Month, ...]
    periods: tuple[Period, ...]
    inputs: tuple[InputFile, ...]
    rules: RuleSet
    names: Mapping[str, str]
    agents: int
    decisions: int
    by_condition: int
    parts: tuple[FindingKind, ...]

    def part(self, kind: str) -> FindingKind:
        """The part of a kind."""
        return next(part for part in self.parts if part.kind == kind)
