"""What the engine decides about a month, for every writer to show: arrays over agents, awards with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.calendar import Period
from ccmotivate.model.exact import Exact
from ccmotivate.model.parts import ComparedPart
from ccmotivate.model.period import Month
from ccmotivate.model.roster import NO_VALUES, RosterValues
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.variants import Variants
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # a file that cannot be read is refused without paying for pandas
    import pandas as pd

    from ccmotivate.model.explanation import Why
    from ccmotivate.model.payroll import Payroll
    from ccmotivate.model.recorded import LedgerView

PASS, FAIL, NO_DATA, NOT_ASKED = 1, 0, -1, -2
STATUS_WORDS = {PASS: "pass", FAIL: "fail", NO_DATA: "no_data"}
UNWEIGHED = -(2**63)  # the least number of 64 bits: no points are as few, not even below 0


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: its name and the hash of its bytes."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One reading decision, so that nothing is guessed silently.

    ``what`` is ``header``, ``column``, ``scale``, ``dropped``, ``sheet``, ``month``, ``default``, ``format`` …;
    ``where`` is a sheet, row, column or cell; ``subject`` what stood there; ``meaning`` how it was taken.
    """

    file: str
    sheet: str
    what: str
    where: str
    subject: str
    meaning: str


class Sources(Protocol):
    """Addresses of the cells behind values."""

    def of(self, metric: str, rows: Sequence[int] | NDArray[np.intp]) -> list[str]:
        """The addresses (``march.xlsx!坐席!E5``, ``""`` for none) of a metric for the agents at these positions."""
        ...


@dataclass(frozen=True)
class TieNote:
    """A tie on the ranking figure: who was equal, and what decided.

    ``members`` are agent ids (team names for a team award) at equal ``figure``, in final order; ``places`` their final
    places. ``decided_by`` is the tie-breaker that told at least two of them apart, None when the place stayed shared.
    ``figures`` are the members' values of that tie-breaker.
    """

    members: tuple[str, ...]
    figure: Fraction
    places: tuple[int, ...]
    decided_by: str | None
    figures: tuple[Fraction | None, ...] = ()

    @property
    def shared(self) -> bool:
        """True when two of them still stand on one place."""
        return bool(self.sharing)

    @cached_property
    def sharing(self) -> Mapping[int, tuple[str, ...]]:
        """The members of each place that several have, by place; looked for once, for every winner names it."""
        found: dict[int, list[str]] = {}
        for one, place in zip(self.members, self.places, strict=True):
            found.setdefault(place, []).append(one)
        return {place: tuple(ids) for place, ids in sorted(found.items()) if len(ids) > 1}


@dataclass(frozen=True, slots=True)
class Decision:
    """A human's word on one award of one period: ``verdict`` is ``grant`` or ``withhold``.

    ``agent_id`` is None for a team award, which names ``team``. ``place`` is the place granted of a ranked award,
    ``name`` the agent's when it was decided, ``""`` in old records.
    """

    period: str
    award: str
    agent_id: str | None
    team: str | None
    verdict: str
    reason: str
    by: str
    at: str
    place: int | None = None
    name: str = ""

    def concerns(self, given: AwardGiven) -> bool:
        """True for the award that it is about."""
        return (self.period, self.award, self.agent_id, self.team) == (
            given.period,
            given.award,
            given.agent_id,
            given.team if given.agent_id is None else None,
        )


@dataclass(frozen=True, slots=True)
class Behind:
    """One month or quarter behind an award.

    ``value`` is the winner's figure of that part (the score, the month's value of the metric that is summed), ``next``
    the best of the others it was held against, ``award`` and ``rank`` the award of that part where one counts.
    """

    period: str
    value: Fraction | None = None
    next: Fraction | None = None
    award: str | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody ahead who had a place but for a condition of the award; the fields are those of ``Missed``."""

    agent_id: str
    why: str
    period: str | None = None
    value: Fraction | None = None
    needed: Fraction | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class AwardGiven:
    """One award to one winner, with the facts that its reason is made of."""

    award: str
    period: str
    within: tuple[tuple[str, str], ...]  # (("project", "信用卡"),), () for department-wide
    rank: int | None
    agent_id: str | None
    name: str
    project: str
    team: str
    score: Fraction | None  # the figure that ranked it; the period's score where a condition decided, None without one
    figure: str  # which figure: "score", a metric's id, "mean_score", "sum contributions", "index"
    candidates: int  # how many could have won
    tied: bool
    tie: TieNote | None
    next_figure: Fraction | None  # the figure of the first one without a place, None if there is none
    prize: Fraction | None
    members: int | None = None  # team awards: how many members
    via: str | None = None  # "lead_every", "consecutive", "decision": what decided, None for a rank
    behind: tuple[Behind, ...] = ()  # the months or quarters behind it, for awards of longer periods
    parts: tuple[tuple[str, Fraction], ...] = ()  # an index: its parts, as shares
    decision: Decision | None = None  # a human granted it
    passed_over: tuple[PassedOver, ...] = ()  # who would have a place of the group but for another condition


@dataclass(frozen=True, slots=True)
class Close:
    """Who came close to an award, and what was missing.

    ``why`` is ``behind`` (``value`` against ``needed``), ``not_eligible``, ``not_qualified``, ``absent``, ``moved`` (in
    ``period``), ``apart`` (awards that do not follow each other, ``count`` of them) or ``condition``. ``met`` names the
    parts that were led or won.
    """

    award: str
    within: tuple[tuple[str, str], ...]
    agent_id: str | None
    name: str
    team: str
    why: str
    figure: str
    value: Fraction | None = None
    needed: Fraction | None = None
    period: str | None = None
    met: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An optional part of an index that was left out for everybody: who lacked the metric, and in which months."""

    award: str
    metric: str
    lacking: tuple[tuple[str, str], ...]  # (agent id, month)


@dataclass(frozen=True, slots=True)
class Withheld:
    """An award that the rules give and a human withheld."""

    given: AwardGiven
    decision: Decision


@dataclass(frozen=True, slots=True)
class NotGiven:
    """An award for nobody: ``reason`` is ``no-candidates``, ``not-met`` or ``no-column`` (the needed metric)."""

    award: str
    reason: str
    metric: str | None = None


class MonthFacts(Protocol):
    """What longer periods need of a month, be it just scored or published before."""

    @property
    def month(self) -> Month: ...
    @property
    def inputs(self) -> tuple[InputFile, ...]: ...
    @property
    def agents(self) -> pd.DataFrame: ...
    @property
    def metrics(self) -> Mapping[str, Exact]: ...
    @property
    def awards(self) -> tuple[AwardGiven, ...]: ...
    @property
    def ties(self) -> Mapping[str, tuple[TieNote, ...]]: ...
    @property
    def not_given(self) -> tuple[NotGiven, ...]: ...
    @property
    def close(self) -> tuple[Close, ...]: ...
    @property
    def withheld(self) -> tuple[Withheld, ...]: ...
    @property
    def published(self) -> str | None: ...
    @property
    def compared(self) -> Mapping[str, ComparedPart]: ...


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A month as the ledger remembers it: ``published`` says when and by whom, decisions are already in its awards.

    ``agents`` has the columns of ``MonthResult.agents`` but ``file sheet row rank_department rank_everyone``.
    """

    month: Month
    inputs: tuple[InputFile, ...]
    agents: pd.DataFrame
    metrics: Mapping[str, Exact]
    awards: tuple[AwardGiven, ...]
    published: str | None
    ties: Mapping[str, tuple[TieNote, ...]] = field(default_factory=dict)
    not_given: tuple[NotGiven, ...] = ()
    close: tuple[Close, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    compared: Mapping[str, ComparedPart] = field(default_factory=dict)  # what parts decided


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """Everything decided about a period: standings of everybody, and the awards of the period's own kind.

    ``agents`` has one row for each agent of any month, sorted by id, index 0…n-1: ``agent_id``, ``name`` (the latest),
    ``role project team`` (str, ``""`` where it changed or there is none), ``months months_qualified`` (int64, how
    many), ``qualified eligible`` (bool, in every month), ``score`` (int64, hundredths, -1 for an agent who lacks a
    month), ``rank rank_department rank_everyone`` (int64, 0 where not ranked: among those qualified in every month of
    the project or of the department, among all who have a score; a ledger keeps only the first). ``scores`` are the
    hundredths by agent and month, shape
    ``(n, len(months))``, -1 where absent. ``missing`` are the months that a period which is not over still lacks.
    """

    period: Period
    months: tuple[Month, ...]
    missing: tuple[Month, ...]
    inputs: tuple[InputFile, ...]
    rules: RuleSet
    agents: pd.DataFrame
    scores: NDArray[np.int64]
    awards: tuple[AwardGiven, ...]
    ties: Mapping[str, tuple[TieNote, ...]]
    close: tuple[Close, ...]
    not_given: tuple[NotGiven, ...]
    left_out: tuple[LeftOut, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    facts: tuple[MonthFacts, ...] = ()  # its months, in order
    published: str | None = None
    trace: Mapping[str, Why] = field(default_factory=dict)  # award id -> what anybody missed first
    ledger: LedgerView | None = None  # what the ledger says of it, where that was asked

    @property
    def partial(self) -> bool:
        """True while the period is not over."""
        return bool(self.missing)


@dataclass(frozen=True, slots=True)
class MonthResult:
    """Everything decided about one month.

    ``agents`` has one row an agent, sorted by id, index 0…n-1: ``agent_id name role project team site`` (str, ``""``
    for none), ``file sheet`` (str), ``row`` (int, 1-based), ``qualified eligible`` (bool), ``score`` (int64, hundredths
    of a point), ``rank rank_department rank_everyone`` (int64, 0 where not ranked: among the qualified of the project,
    among all that are qualified, among all); where a sheet or roster says it also ``hired`` (int64, the day number, -1
    for none). All arrays below have its length and order.
    """

    month: Month
    inputs: tuple[InputFile, ...]
    rules: RuleSet
    agents: pd.DataFrame
    metrics: Mapping[str, Exact]  # every metric read or computed, in the metric's unit
    status: Mapping[str, NDArray[np.int8]]  # criterion metric -> PASS, FAIL, NO_DATA or NOT_ASKED
    points: Mapping[
        str, NDArray[np.int64]
    ]  # scorecard metric -> hundredths, UNWEIGHED where the role does not weigh it
    awards: tuple[AwardGiven, ...]
    ties: Mapping[str, tuple[TieNote, ...]]  # award id -> every tie in it that touches a place
    not_given: tuple[NotGiven, ...]
    sources: Sources
    roles: Variants  # each agent's role with the lines that apply to the agent
    close: tuple[Close, ...] = ()
    published: str | None = None
    trace: Mapping[str, Why] = field(default_factory=dict)  # award id -> what anybody missed first
    withheld: tuple[Withheld, ...] = ()
    ledger: LedgerView | None = None  # what the ledger says of it, where that was asked
    roster: RosterValues = NO_VALUES
    parts: Mapping[str, Any] = field(default_factory=dict)  # what each part decided, by its id

    @property
    def period(self) -> Period:
        """The month as a period."""
        return Period.of_month(self.month)

    @property
    def compared(self) -> Mapping[str, ComparedPart]:
        """What parts decided, of those that have values to compare, by their ids."""
        ids: list[str] = self.agents["agent_id"].tolist()
        facets = {name: self.rules.parts[name].facet("compare") for name in self.parts}
        return {
            name: ComparedPart(facet.values(self.parts[name], ids), facet.labels(self.parts[name]))
            for name, facet in facets.items()
            if facet is not None
        }

    def statuses(self) -> NDArray[np.int8]:
        """``status`` as a table, agents by criteria; without criteria it has no column."""
        columns = list(self.status.values())
        return np.stack(columns, axis=1) if columns else np.empty((len(self.agents), 0), dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Scored:
    """The outcome of one ``score`` job (a workbook, or a pooled month): months ascending, problems, how it was read."""

    inputs: tuple[InputFile, ...]
    rules: RuleSet
    months: tuple[MonthResult, ...]
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...] = ()
    unscored: tuple[str, ...] = field(default=())  # --keep-going: agent rows left out, as addresses


@dataclass(frozen=True, slots=True)
class Awarded:
    """The outcome of one ``awards`` call: the period, its problems, how its files were read.

    ``result`` is None when the data has errors or a month is missing, ``payroll`` where nobody asked for it.
    """

    period: Period
    inputs: tuple[InputFile, ...]
    rules: RuleSet
    result: PeriodResult | None
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...] = ()
    unscored: tuple[str, ...] = ()
    payroll: Payroll | None = None
