"""What the engine decides about a month, for every writer to show: arrays over agents, awards with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # a file that cannot be read is refused without paying for pandas
    import pandas as pd

PASS, FAIL, NO_DATA, NOT_ASKED = 1, 0, -1, -2
STATUS_WORDS = {PASS: "pass", FAIL: "fail", NO_DATA: "no_data"}
UNWEIGHED = -1


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


@dataclass(frozen=True, slots=True)
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
        return len(set(self.places)) < len(self.places)


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
    score: Fraction  # the figure that ranked it
    figure: str  # which figure: "score", a metric's id, "mean_score"
    candidates: int  # how many could have won
    tied: bool
    tie: TieNote | None
    next_figure: Fraction | None  # the figure of the first one without a place, None if there is none
    prize: Fraction | None
    members: int | None = None  # team awards: how many members


@dataclass(frozen=True, slots=True)
class NotGiven:
    """An award that went to nobody: ``reason`` is ``no-candidates`` or ``no-column`` (the needed metric)."""

    award: str
    reason: str
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class MonthResult:
    """Everything decided about one month.

    ``agents`` has one row an agent, sorted by id, index 0…n-1: ``agent_id name role project team`` (str, ``""`` for
    none), ``file sheet`` (str), ``row`` (int, 1-based), ``qualified eligible`` (bool), ``score`` (int64, hundredths
    of a point), ``rank`` (int64, 0 where not ranked). All arrays below have its length and order.
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


@dataclass(frozen=True, slots=True)
class Scored:
    """The outcome of one ``score`` job (a workbook, or a pooled month): months ascending, problems, how it was read."""

    inputs: tuple[InputFile, ...]
    rules: RuleSet
    months: tuple[MonthResult, ...]
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...] = ()
    unscored: tuple[str, ...] = field(default=())  # --keep-going: agent rows left out, as addresses
