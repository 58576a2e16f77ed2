"""Rules → the facts of the handbook: examples computed by the engine, and dated changes.

The figures of the made-up agents are chosen from the standards by a fixed rule, so that the same rules give the same
examples: exactly on the standard; the heaviest metric that can be exceeded half-way to maximum points, in whole units;
the last metric that is both a standard and weighed lacking.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ccmotivate.engine.months import score_month
from ccmotivate.engine.rule_changes import differences
from ccmotivate.model.dataset import Dataset, TableColumns
from ccmotivate.model.exact import Exact, half_up
from ccmotivate.model.handbook import DatedChange, Example, ExampleLine, HandbookFacts, RoleExamples
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.results import NOT_ASKED, InputFile, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison, Criterion, Role, ScoreLine
from ccmotivate.pipeline.rules_diff import rules_at
from ccmotivate.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

Values = Mapping[str, Fraction | None]
_STRICT = {Comparison.MORE_THAN: 1, Comparison.LESS_THAN: -1}
_ON = 100  # points of a metric on its standard
_SOME_MONTH = Month(2025, 1)


def handbook_facts(rules: RuleSet, month: Month | None) -> tuple[HandbookFacts | None, tuple[Problem, ...]]:
    """The facts of the rules in force in a month, of the latest ones without it; the problem that there are none."""
    shown = month or (rules.boundaries[-1] if rules.boundaries else None)
    found, problems = rules_at(rules, shown) if shown else (rules, ())
    if found is None:
        return None, problems
    return HandbookFacts(found, shown, examples_of(found), dated_changes(rules)), problems


def dated_changes(rules: RuleSet) -> tuple[DatedChange, ...]:
    """The rule changes from each date on, ascending; dates without rules before them are left out."""
    made = []
    for before, after in zip(rules.versions, rules.versions[1:], strict=False):
        if before.rules is not None and after.rules is not None and after.start is not None:
            changes = differences(before.rules, after.rules)
            made += [DatedChange(after.start, changes)] if changes else []
    return tuple(made)


def examples_of(rules: RuleSet) -> Mapping[str, RoleExamples]:
    """The made-up agents of every role, scored by the engine in one go."""
    roles = {name: role.variant("", "", "") for name, role in rules.roles.items()}
    chosen = {name: _figures(role, rules) for name, role in roles.items()}
    rows = [(name, values) for name, four in chosen.items() for values in four]
    result = score_month(_dataset(rows, rules), rules, _SOME_MONTH)
    made: dict[str, RoleExamples] = {}
    for at, (name, role) in enumerate(roles.items()):
        standard, best, worked, short = (_example(role, result, 4 * at + which) for which in range(4))
        base, _best, better, lacking = chosen[name]
        changed = next((key for key, value in better.items() if value != base[key]), None)
        gone = next((key for key, value in lacking.items() if value is None), None)
        made[name] = RoleExamples(role, standard, best, worked, short, changed, gone)
    return made


def _figures(role: Role, rules: RuleSet) -> tuple[Values, Values, Values, Values]:
    """The figures of the four agents, by metric."""
    base: dict[str, Fraction | None] = {}
    best: dict[str, Fraction | None] = {}
    for line in role.scorecard:
        metric = rules.metrics[line.metric]
        base[line.metric], best[line.metric] = _enough(line, metric), _most(line, metric)
    for criterion in (*rules.eligible, *role.must):
        base[criterion.metric] = _exactly(criterion, rules.metrics[criterion.metric])
        best.setdefault(criterion.metric, base[criterion.metric])
    worked = dict(base)
    for line in sorted(role.scorecard, key=lambda line: -line.weight):
        better = _better(line, rules.metrics[line.metric], base[line.metric], best[line.metric])
        if better is not None:
            worked[line.metric] = better
            break
    asked = {criterion.metric for criterion in role.must}
    lacking = [
        line.metric for line in role.scorecard if line.metric in asked and worked[line.metric] == base[line.metric]
    ]
    return base, best, worked, {**worked, **dict.fromkeys(lacking[-1:])}


def _exactly(criterion: Criterion, metric: Metric) -> Fraction:
    """The figure that just meets a standard; one unit beside it where the standard itself does not pass."""
    return criterion.figures[0] + _STRICT.get(criterion.comparison, 0) * metric_step(metric)


def metric_step(metric: Metric) -> Fraction:
    """One unit of a metric, a hundredth where units are shares."""
    return Fraction(1, 100) if metric.share_scale != 1 else Fraction(1)


def _possible(line: ScoreLine, metric: Metric) -> list[Fraction]:
    """The candidates that the metric can have; all of them where it can have none."""
    known = list(line.method.examples())
    outside = metric.plausible.outside(Exact.from_fractions(known))
    return [value for value, out in zip(known, outside.tolist(), strict=True) if not out] or known


def _points(line: ScoreLine, values: Iterable[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """(points, value) pairs, as the engine counts them."""
    known = list(values)
    earned = line.method.points(Exact.from_fractions(known)).to_list()
    return [(points or Fraction(0), value) for points, value in zip(earned, known, strict=True)]


def _most(line: ScoreLine, metric: Metric) -> Fraction:
    """The nearest value with maximum points."""
    pairs = _points(line, _possible(line, metric))
    top = max(points for points, _value in pairs)
    return next(value for points, value in pairs if points == top)


def _enough(line: ScoreLine, metric: Metric) -> Fraction:
    """A value on standard, of a metric without one: the first with 100 points, else the one with most."""
    pairs = _points(line, _possible(line, metric))
    return next((value for points, value in pairs if points == _ON), _most(line, metric))


def _better(line: ScoreLine, metric: Metric, base: Fraction | None, best: Fraction | None) -> Fraction | None:
    """Half-way from the standard to maximum points, in whole units; None where the standard earns them already."""
    if base is None or best is None or base == best or metric.kind in (MetricKind.LEVEL, MetricKind.PASS):
        return None
    (before, _base), (after, middle) = _points(line, (base, half_up((base + best) / 2, 0)))
    return middle if after > before else None


def _dataset(rows: list[tuple[str, Values]], rules: RuleSet) -> Dataset:
    """The made-up agents as if they had been read; computed metrics are given as they are."""
    count = len(rows)
    text = {name: pd.Series([""] * count, dtype=object) for name in ("name", "project", "team", "site")}
    agents = pd.DataFrame(
        {
            "month": np.full(count, _SOME_MONTH.ordinal, dtype=np.int64),
            "agent_id": pd.Series([f"{at:06d}" for at in range(count)], dtype=object),
            "role": pd.Series([role for role, _values in rows], dtype=object),
            **text,
            "table": np.zeros(count, dtype=np.int64),
            "row": np.arange(count, dtype=np.int64) + 2,
        }
    )
    names = {name for _role, values in rows for name in values}
    metrics = {
        name: Exact.from_fractions([values.get(name) for _role, values in rows])
        for name in rules.metrics
        if name in names
    }
    return Dataset((InputFile("", ""),), agents, metrics, {}, (TableColumns("", "", {}),))


def _example(role: Role, result: MonthResult, at: int) -> Example:
    """What the engine says of one agent, standards first."""
    weights = {line.metric: line.weight for line in role.scorecard}
    names = dict.fromkeys([*(line.metric for line in role.must), *weights])
    lines = tuple(
        ExampleLine(
            name,
            result.metrics[name][at] if name in result.metrics else None,
            int(result.status[name][at]) if name in result.status else NOT_ASKED,
            Fraction(int(result.points[name][at]), 100) if name in weights else None,
            weights.get(name),
        )
        for name in names
    )
    agent = result.agents.iloc[at]
    score = Fraction(int(agent["score"]), 100)
    return Example(lines, score, bool(agent["qualified"]), bool(agent["eligible"]))
