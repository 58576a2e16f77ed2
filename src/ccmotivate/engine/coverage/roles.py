"""Branches of roles and metrics: each standard passed, failed and without data, each interval of points, each input."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.engine.criteria import meets
from ccmotivate.engine.folds import OwnedRows
from ccmotivate.engine.folds import fold as fold_rows
from ccmotivate.engine.formulas import evaluate, evaluated
from ccmotivate.model.cases import Branch, Case, DetailGiven
from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import DetailFold, Metric
from ccmotivate.model.results import STATUS_WORDS, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, Role, ScoreLine
from ccmotivate.model.variants import within
from ccmotivate.points.intervals import intervals
from ccmotivate.problems import SourceRef

NO_DATA = "no data"
_GOAL = "goal "  # before a way of whoever has a target of their own


def wanted(rules: RuleSet) -> dict[Branch, SourceRef]:
    """What cases can reach in the roles, the eligibility and the metrics of these rules."""
    found: dict[Branch, SourceRef] = {}
    for role in rules.roles.values():
        for criterion in role.must:
            found |= {_side(role, criterion, way): criterion.source for way in STATUS_WORDS.values()}
        for line in role.scorecard:
            here = intervals(line.method, rules.metrics[line.metric])
            ways = [(one.way, one.detail) for one in here]
            ways += [(f"{_GOAL}{one.way}", "") for one in here] if line.method.by_person else []
            found |= {_points(role, line, *way): line.source for way in [*ways, (NO_DATA, "")]}
    for asked in rules.eligible:
        found |= {_eligible(asked, met): asked.source for met in (True, False)}
    needed = _used(rules)
    for name in needed:
        found |= dict.fromkeys(_inputs(rules.metrics[name]), rules.metrics[name].source)
    return found


def _used(rules: RuleSet) -> list[str]:
    """The metrics that decide anything."""
    standards = [criterion.metric for role in rules.roles.values() for criterion in role.must]
    weighed = [line.metric for role in rules.roles.values() for line in role.scorecard]
    return list(dict.fromkeys([*standards, *weighed, *(criterion.metric for criterion in rules.eligible)]))


def _inputs(metric: Metric) -> Iterator[Branch]:
    """What a formula or a detail sheet can be given."""
    if metric.formula is not None:
        for name in metric.formula.names:
            yield Branch("formula", metric.id, name, "filled")
            if metric.blanks_count is not None or name in metric.formula.optional:
                yield Branch("formula", metric.id, name, "blank")
    if metric.detail is not None:
        yield Branch("detail", metric.id, metric.detail.sheet, "folded")
        if metric.detail.per is not None:
            yield Branch("detail", metric.id, metric.detail.sheet, "summed", metric.detail.per)
        if metric.detail.where is not None:
            yield Branch("detail", metric.id, metric.detail.sheet, "left out")
        if metric.detail.blanks == "left_out":
            yield Branch("detail", metric.id, metric.detail.sheet, "blank")
        if metric.detail.least is not None:
            yield Branch("detail", metric.id, metric.detail.sheet, "too few", str(metric.detail.least))


def _side(role: Role, criterion: Criterion, way: str) -> Branch:
    return Branch("criterion", role.id, criterion.metric, way, criterion.standard)


def _points(role: Role, line: ScoreLine, way: str, detail: str) -> Branch:
    return Branch("points", role.id, line.metric, way, detail)


def _eligible(criterion: Criterion, met: bool) -> Branch:
    return Branch("eligible", "", criterion.metric, "pass" if met else "fail", criterion.standard)


def reached(result: MonthResult) -> set[Branch]:
    """What the agents of a month reached."""
    rules, found = result.rules, set[Branch]()
    for (role_id, *kind), agents in result.agents.groupby(["role", "team", "project", "site"], sort=False):
        role = rules.roles[str(role_id)].variant(*map(str, kind))
        at = agents.index.to_numpy()
        for criterion in role.must:
            statuses = set(result.status[criterion.metric][at].tolist())
            found |= {_side(role, criterion, STATUS_WORDS[status]) for status in statuses}
        for line in role.scorecard:
            found |= _points_reached(result, role, line, at)
    rows = len(result.agents)
    qualified = result.agents["qualified"].to_numpy(dtype=bool)
    for asked in rules.eligible:
        met = np.asarray(meets(result.metrics.get(asked.metric, Exact.empty(rows)), asked))
        found |= {_eligible(asked, side) for side in set(met[qualified & within(asked.scope, result.agents)].tolist())}
    return found


def _points_reached(result: MonthResult, role: Role, line: ScoreLine, at: NDArray[np.intp]) -> set[Branch]:
    """The intervals in which the values of these agents lie, those with a target of their own apart."""
    values = result.metrics.get(line.metric, Exact.empty(len(result.agents))).take(at).to_list()
    found = {_points(role, line, NO_DATA, "")} if None in values else set()
    given = {
        (line.method.for_target(result.target(line.metric, row)), value)
        for row, value in zip(at.tolist(), values, strict=True)
        if value is not None
    }
    for method in {method for method, _value in given}:
        numbers = [value for one, value in given if one == method]
        held = [one for one in intervals(method, result.rules.metrics[line.metric]) if any(map(one.holds, numbers))]
        if method == line.method:
            found |= {_points(role, line, one.way, one.detail) for one in held}
        else:
            found |= {_points(role, line, f"{_GOAL}{one.way}", "") for one in held}
    return found


# -- what metrics are made of -----------------------------------------------------------------------------------------


def inputs_reached(case: Case, rules: RuleSet) -> set[Branch]:
    """Which inputs of formulas and of detail sheets the rows of a case use."""
    found: set[Branch] = set()
    for row in case.rows:
        for metric in rules.metrics.values():
            if metric.formula is not None:
                filled = [name for name in metric.formula.names if row.values.get(name)]
                found |= {Branch("formula", metric.id, name, "filled") for name in filled}
                blank = [name for name in metric.formula.names if row.values.get(name) is None]
                found |= {Branch("formula", metric.id, name, "blank") for name in blank if filled}
            if metric.detail is not None and row.details.get(metric.detail.sheet):
                found |= _folded(metric, metric.detail, row.details[metric.detail.sheet])
    return found


def _folded(metric: Metric, fold: DetailFold, rows: tuple[DetailGiven, ...]) -> set[Branch]:
    found = {Branch("detail", metric.id, fold.sheet, "folded")}
    if fold.per is not None:
        groups = [row.texts[fold.per] for row in rows]
        if len(set(groups)) < len(groups):
            found.add(Branch("detail", metric.id, fold.sheet, "summed", fold.per))
    sheet = _owned(rows)
    columns = sheet.columns(fold)
    if fold.where is not None and not evaluate(fold.where.tree, columns, len(rows)).equals(1).all():
        found.add(Branch("detail", metric.id, fold.sheet, "left out"))
    if fold.blanks == "left_out" and evaluated(fold.of.tree, columns, len(rows)).missing.any():
        found.add(Branch("detail", metric.id, fold.sheet, "blank"))
    if fold.least is not None and fold_rows(sheet, fold).rows[0] < fold.least:
        found.add(Branch("detail", metric.id, fold.sheet, "too few", str(fold.least)))
    return found


def _owned(rows: tuple[DetailGiven, ...]) -> OwnedRows:
    """The rows of a sheet that a case states for one agent."""
    numbers = {name: Exact.from_fractions([row.numbers[name] for row in rows]) for name in rows[0].numbers}
    texts = {name: pd.Series([row.texts[name] for row in rows], dtype=object) for name in rows[0].texts}
    frame = pd.DataFrame(texts, index=range(len(rows)))
    return OwnedRows(DetailRows(frame, numbers), np.arange(len(rows)), np.zeros(len(rows), dtype=np.int64), 1)
