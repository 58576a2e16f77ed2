"""Whether goals are met, and how far the way there is gone (people.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.goals import WORDS, Goal, attained
from ccmotivate.model.metrics import Metric
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SCORE, SCORE_METRIC, MonthSheets
from ccmotivate.parts.goals.rules import SHEET, TARGET, GoalsSettings
from ccmotivate.parts.goals.sheets import goal_rows
from ccmotivate.problems import SourceRef

MET, NOT_MET, NO_DATA = 1, 0, -1


class GoalsResult(Struct, frozen=True):
    """The goals of a month, by agent and by metric id: those of agent ``i`` are ``starts[i]:starts[i + 1]``.

    ``rows`` are their positions on the month's sheet.
    """

    rules: RuleSet
    starts: NDArray[np.intp]
    metrics: NDArray[np.object_]
    target: Exact
    value: Exact
    met: NDArray[np.int8]
    attainment: Exact
    rows: NDArray[np.intp]
    sheets: MonthSheets

    def metric(self, name: str) -> Metric:
        """What a goal is for."""
        return metric_of(name, self.rules.metrics)

    def of(self, at: int) -> range:
        """The places of the goals of an agent."""
        return range(int(self.starts[at]), int(self.starts[at + 1]))

    def goal(self, place: int) -> Goal:
        """The goal at a place."""
        met = int(self.met[place])
        return Goal(
            self.metric(str(self.metrics[place])),
            self.target[place] or Fraction(0),
            self.value[place],
            None if met == NO_DATA else met == MET,
            self.attainment[place],
        )

    def cell(self, place: int) -> SourceRef:
        """The cell of a goal's target."""
        return self.sheets.cell(SHEET, int(self.rows[place]), TARGET)


def metric_of(name: str, metrics: Mapping[str, Metric]) -> Metric:
    """A metric of the scheme, or the score as one."""
    return SCORE_METRIC if name == SCORE else metrics[name]


def decide(settings: GoalsSettings, month: MonthResult) -> GoalsResult:  # noqa: ARG001 - the contract's
    """The goals of the month's agents, held against the month's figures and scores as shown."""
    agents = month.agents
    ids, files = (agents[name].to_numpy(dtype=object) for name in ("agent_id", "file"))
    found = goal_rows(ids, files, month.sheets)
    at, rows, names = found.agent, found.row, found.metric
    target = month.sheets.rows[SHEET].numbers[TARGET].take(rows)
    value = _values(month, names, at)
    metrics = {name: metric_of(name, month.rules.metrics) for name in dict.fromkeys(names.tolist())}
    low = np.array([metrics[name].good == "low" for name in names.tolist()], dtype=bool)
    words = np.array([metrics[name].kind in WORDS for name in names.tolist()], dtype=bool)
    reached = np.where(low, value <= target, value >= target)
    met = np.where(value.missing, NO_DATA, np.where(reached, MET, NOT_MET)).astype(np.int8)
    return GoalsResult(
        rules=month.rules,
        starts=np.searchsorted(at, np.arange(len(ids) + 1)),
        metrics=names,
        target=target,
        value=value,
        met=met,
        attainment=attained(value, target, reached).without(low | words),
        rows=rows,
        sheets=month.sheets,
    )


def _values(month: MonthResult, names: NDArray[np.object_], at: NDArray[np.intp]) -> Exact:
    """The figure that each goal is held against."""
    made = Exact.empty(len(names))
    for name in dict.fromkeys(names.tolist()):
        column = month.metrics.get(name)
        if name == SCORE:
            column = Exact.from_ints(month.agents["score"].to_numpy(dtype=np.int64), den=100)
        if column is not None:
            made = made.where(names != name, column.take(at))
    return made
