"""What the engine decides about a month, for every writer to show: arrays over agents, awards with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.model.calendar import Period
from ccmotivate.model.exact import Exact
from ccmotivate.model.few_rows import FewRows
from ccmotivate.model.given import (
    AwardGiven,
    Behind,
    Close,
    Decision,
    InputFile,
    LeftOut,
    NotGiven,
    TieNote,
    Withheld,
)
from ccmotivate.model.lacking import Lacking, lack
from ccmotivate.model.parts import ComparedPart
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Why
from ccmotivate.model.recorded import LedgerView
from ccmotivate.model.roster import NO_VALUES, RosterValues
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import NO_SHEETS, MonthSheets
from ccmotivate.model.variants import Variants

if TYPE_CHECKING:  # a file that cannot be read is refused without paying for pandas
    import pandas as pd

__all__ = [  # what results are made of is imported from here or from ``given.py``
    "FAIL", "NOT_ASKED", "NO_DATA", "PASS", "STATUS_WORDS", "UNWEIGHED", "AwardGiven", "Behind", "Close", "Decision",
    "InputFile", "Interpretation", "LeftOut", "MonthFacts", "MonthResult", "NotGiven", "Past", "PeriodResult",
    "PublishedMonth", "Sources", "TieNote", "Withheld",
]  # fmt: skip

PASS, FAIL, NO_DATA, NOT_ASKED = 1, 0, -1, -2
STATUS_WORDS = {PASS: "pass", FAIL: "fail", NO_DATA: "no_data"}
UNWEIGHED = -(2**63)  # the least number of 64 bits: no points are as few, not even below 0
_IDENTITY = ("agent_id", "name", "role", "project", "team", "site", "file", "sheet")
_RANKS = ("rank", "rank_department", "rank_everyone")


Past = Mapping[Period, tuple[AwardGiven, ...]]
"""The awards of months and longer periods that are over, as they count: published, withheld and granted ones so.

A period that is not in it is not known.
"""


def hundredths_of(codes: NDArray[np.int64]) -> list[Fraction | None]:
    """Whole hundredths as numbers, None for UNWEIGHED."""
    return [None if code == UNWEIGHED else Fraction(code, 100) for code in codes.tolist()]


class Interpretation(Struct, frozen=True):
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


class MonthFacts(Protocol):
    """What longer periods need of a month, newly scored or published before."""

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
    @property
    def lacking(self) -> Lacking: ...


class PublishedMonth(Struct, frozen=True):
    """A month as stored in the ledger: ``published`` says when and by whom, decisions are already in its awards.

    ``agents`` has the columns of ``MonthResult.agents`` but ``file sheet row rank_department rank_everyone``, and
    ``hired`` where somebody has a day of hiring.
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
    lacking: Lacking = field(default_factory=dict)


class PeriodResult(Struct, frozen=True):
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
    past: Past = field(default_factory=dict)  # what was over before it, where awards look at that

    @property
    def partial(self) -> bool:
        """True while the period is not over."""
        return bool(self.missing)


class MonthResult(Struct, frozen=True):
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
    ]  # scorecard metric -> hundredths, UNWEIGHED where the role does not weigh it or it is left out
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
    own_scores: NDArray[np.int64] | None = None  # of the scorecards, hundredths, before any part changed them
    sheets: MonthSheets = NO_SHEETS  # the rows of parts' sheets that count for it
    targets: Mapping[str, Exact] = field(default_factory=dict)  # each agent's own target by metric
    earlier: tuple[MonthFacts, ...] = ()  # the months before it that parts may look at, ascending
    given: tuple[MonthFacts, ...] = ()  # of these months those of files of the run, also where a ledger holds them
    past: Past = field(default_factory=dict)  # what was over before it, where awards look at that
    few: Mapping[str, FewRows] = field(default_factory=dict)  # metrics folded of too few rows

    def left_out(self, metric: str) -> NDArray[np.bool_]:
        """Whose scorecard leaves a metric out, for lack of data."""
        roles = self.roles.roles.items()
        gone = [key for key, role in roles if any(one.left_out and one.metric == metric for one in role.scorecard)]
        return np.isin(self.roles.keys, gone)

    def too_few(self, metric: str, at: int) -> tuple[int, int] | None:
        """How many rows of how many wanted an agent has, where a metric (or what it is made of) has no data for it."""
        if not self.few or (metric in self.metrics and not self.metrics[metric].missing[at]):
            return None
        if metric in self.few:
            return self.few[metric].at(at)
        formula = self.rules.metrics[metric].formula if metric in self.rules.metrics else None
        found = (self.too_few(name, at) for name in (formula.names if formula else ()))
        return next((one for one in found if one is not None), None)

    def target(self, metric: str, at: int) -> Fraction | None:
        """The own target of a metric of the agent at this position, None without one."""
        return self.targets[metric][at] if metric in self.targets else None

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

    @property
    def lacking(self) -> Lacking:
        """For whom figures are not there for too few rows, or lines are left out."""
        if not self.few and not any(role.may_change for role in self.rules.roles.values()):
            return {}
        found = {metric: self._lacks(metric) for metric in self.rules.metrics}
        return {metric: agents for metric, agents in found.items() if agents}

    def _lacks(self, metric: str) -> dict[str, str]:
        """Who lacks a metric for one of these reasons, by id."""
        ids, out = self.agents["agent_id"].tolist(), self.left_out(metric)
        missing = self.metrics[metric].missing if self.few and metric in self.metrics else np.zeros(len(ids), bool)
        lacking = np.flatnonzero(out | missing).tolist()
        texts = {at: lack(self.too_few(metric, at), is_out=bool(out[at])) for at in lacking}
        return {ids[at]: text for at, text in texts.items() if text}

    def to_frame(self) -> pd.DataFrame:
        """The month as a table to go on with in pandas: one row an agent, sorted by id, index 0…n-1.

        Columns, in this order: ``agent_id name role project team site file sheet`` (str, ``""`` for none), ``row``
        (int64), ``qualified eligible`` (bool), ``score`` (Fraction, points), ``rank rank_department rank_everyone``
        (Int64, ``<NA>`` where not ranked); then by id in the order of the result ``metric_ID`` (Fraction in the
        metric's unit, None without data), ``status_ID`` (``pass``, ``fail``, ``no_data``, None where it is not asked)
        and ``points_ID`` (Fraction, None where it is not weighed). Nothing in it is rounded but what was decided on.
        """
        import pandas as pd

        frame = self.agents[[*_IDENTITY, "row", "qualified", "eligible"]].copy()
        columns: dict[str, list[Any]] = {"score": hundredths_of(self.agents["score"].to_numpy())}
        columns |= {f"metric_{name}": values.to_list() for name, values in self.metrics.items()}
        for name, codes in self.status.items():
            columns[f"status_{name}"] = [STATUS_WORDS.get(code) for code in codes.tolist()]
        columns |= {f"points_{name}": hundredths_of(codes) for name, codes in self.points.items()}
        exact = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
        ranks = self.agents[list(_RANKS)].astype("Int64").replace(0, pd.NA)
        return pd.concat([frame, exact[["score"]], ranks, exact.drop(columns="score")], axis=1)

    def statuses(self) -> NDArray[np.int8]:
        """``status`` as a table, agents by criteria; without criteria it has no column."""
        columns = list(self.status.values())
        return np.stack(columns, axis=1) if columns else np.empty((len(self.agents), 0), dtype=np.int8)
