"""Computed metrics outside their plausible range: the same error as for a cell, at the cells they were made of."""

from __future__ import annotations

import numpy as np

from ccmotivate.engine.metrics import compute_metrics
from ccmotivate.model.dataset import CellSources, Dataset
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Metric, Range
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, problem


def check_computed(data: Dataset, rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """Formulas and folded detail sheets with a range: the problems, and the positions of their agents."""
    if not rules.epochs:
        return _check(data, rules)
    problems: list[Problem] = []
    bad: set[int] = set()
    months = data.agents["month"].to_numpy(dtype=np.int64)
    for ordinal in sorted(set(months.tolist()) - {0}):
        rows = np.flatnonzero(months == ordinal)
        found, wrong = _check(data.take(rows), rules.epoch(Month.from_ordinal(ordinal)).rules or rules)
        problems += found
        bad |= {int(rows[at]) for at in wrong}
    return problems, bad


def _check(data: Dataset, rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """As ``check_computed``, under one set of rules."""
    made = [metric for metric in rules.metrics.values() if _is_computed(metric, data) and metric.plausible != Range()]
    if not made:
        return [], set()
    computed = compute_metrics(data, rules)
    sources = CellSources(data, rules.metrics, computed.folded)
    problems: list[Problem] = []
    bad: set[int] = set()
    for metric in made:
        values = computed.metrics.get(metric.id)
        for agent in [] if values is None else np.flatnonzero(metric.plausible.outside(values)).tolist():
            if metric.formula or len(computed.folded[metric.id][agent]):
                shown = plain_text(values[agent] or 0) if values is not None else ""
                problems.append(
                    problem(
                        "computed-out-of-range",
                        sources.ref(metric.id, agent),
                        shown,
                        metric=metric.id,
                        range=metric.range_text(),
                    )
                )
                bad.add(agent)
    return problems, bad


def _is_computed(metric: Metric, data: Dataset) -> bool:
    return metric.formula is not None or (metric.detail is not None and metric.detail.sheet in data.details)
