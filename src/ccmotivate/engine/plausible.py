"""Computed metrics outside their plausible range: the same error as for a cell, at the cells they were made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np

from ccmotivate.engine.metrics import VersionMetrics
from ccmotivate.model.bounds import LIMIT, MOST_DIGITS
from ccmotivate.model.dataset import CellSources, Dataset
from ccmotivate.model.exact import plain_text, rough_text
from ccmotivate.model.metrics import Metric
from ccmotivate.problems import Problem, SourceRef, problem


def check_computed(by_version: Iterable[VersionMetrics]) -> tuple[list[Problem], set[int]]:
    """Formulas and detail metrics outside their plausible range or all limits: problems, and the agents concerned."""
    problems: list[Problem] = []
    bad: set[int] = set()
    for version in by_version:
        for found, agent in _implausible(version):
            problems.append(found)
            bad.add(int(version.rows[agent]))
    return problems, bad


def _implausible(version: VersionMetrics) -> Iterator[tuple[Problem, int]]:
    """The problems of one rule version by metric, with the positions of their agents in it."""
    data, rules, computed = version.data, version.rules, version.computed
    sources = CellSources(data, rules.metrics, computed.folded)
    for metric in rules.metrics.values():
        if _is_computed(metric, data) and metric.id in computed.metrics:
            values = computed.metrics[metric.id]
            beyond = values.beyond(LIMIT)
            for agent in np.flatnonzero(metric.plausible.outside(values) | beyond).tolist():
                if metric.formula or len(computed.folded[metric.id][agent]):
                    here, value = sources.ref(metric.id, agent), values[agent] or Fraction(0)
                    found = _too_large(metric, value, here) if beyond[agent] else _outside(metric, value, here)
                    yield found, agent


def _outside(metric: Metric, value: Fraction, here: SourceRef) -> Problem:
    return problem("computed-out-of-range", here, plain_text(value), metric=metric.id, range=metric.range_text())


def _too_large(metric: Metric, value: Fraction, here: SourceRef) -> Problem:
    return problem("computed-too-large", here, rough_text(value), metric=metric.id, digits=MOST_DIGITS)


def _is_computed(metric: Metric, data: Dataset) -> bool:
    return metric.formula is not None or (metric.detail is not None and metric.detail.sheet in data.details)
