"""Computed metrics outside their plausible range: the same error as for a cell, at the cells they were made of."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ccmotivate.engine.metrics import compute_metrics
from ccmotivate.model.bounds import LIMIT, MOST_DIGITS
from ccmotivate.model.dataset import CellSources, Dataset
from ccmotivate.model.exact import plain_text, rough_text
from ccmotivate.model.metrics import Metric
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem


def check_computed(data: Dataset, rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """Formulas and folded detail sheets outside their range or all limits: the problems, and whose they are."""
    if not rules.versions:
        return _check(data, rules)
    problems: list[Problem] = []
    bad: set[int] = set()
    months = data.agents["month"].to_numpy(dtype=np.int64)
    for ordinal in sorted(set(months.tolist()) - {0}):
        rows = np.flatnonzero(months == ordinal)
        found, wrong = _check(data.take(rows), rules.version(Month.from_ordinal(ordinal)).rules or rules)
        problems += found
        bad |= {int(rows[at]) for at in wrong}
    return problems, bad


def _check(data: Dataset, rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """As ``check_computed``, under one set of rules."""
    made = [metric for metric in rules.metrics.values() if _is_computed(metric, data)]
    if not made:
        return [], set()
    computed = compute_metrics(data, rules)
    sources = CellSources(data, rules.metrics, computed.folded)
    problems: list[Problem] = []
    bad: set[int] = set()
    for metric in made:
        values = computed.metrics.get(metric.id)
        if values is None:
            continue
        beyond = values.beyond(LIMIT)
        for agent in np.flatnonzero(metric.plausible.outside(values) | beyond).tolist():
            if metric.formula or len(computed.folded[metric.id][agent]):
                here, value = sources.ref(metric.id, agent), values[agent] or Fraction(0)
                problems.append(_too_large(metric, value, here) if beyond[agent] else _outside(metric, value, here))
                bad.add(agent)
    return problems, bad


def _outside(metric: Metric, value: Fraction, here: SourceRef) -> Problem:
    return problem("computed-out-of-range", here, plain_text(value), metric=metric.id, range=metric.range_text())


def _too_large(metric: Metric, value: Fraction, here: SourceRef) -> Problem:
    return problem("computed-too-large", here, rough_text(value), metric=metric.id, digits=MOST_DIGITS)


def _is_computed(metric: Metric, data: Dataset) -> bool:
    return metric.formula is not None or (metric.detail is not None and metric.detail.sheet in data.details)
