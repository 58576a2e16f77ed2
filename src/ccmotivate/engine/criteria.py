"""Pass, fail or no data: each agent's metrics compared with the standards of the agent's role."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.results import FAIL, NO_DATA, NOT_ASKED, PASS
from ccmotivate.model.scorecards import Comparison, Criterion
from ccmotivate.model.variants import Variants


def meets(values: Exact, criterion: Criterion) -> Bools:
    """True where a value meets the standard, by its exact value; False without data."""
    figure = criterion.figures[0]
    match criterion.comparison:
        case Comparison.AT_LEAST:
            return values >= figure
        case Comparison.AT_MOST:
            return values <= figure
        case Comparison.MORE_THAN:
            return values > figure
        case Comparison.LESS_THAN:
            return values < figure
        case Comparison.EQUALS:
            return values.equals(figure)
        case Comparison.ONE_OF:
            met: Bools = np.logical_or.reduce([values.equals(figure) for figure in criterion.figures])
            return met


def judge(metrics: Mapping[str, Exact], variants: Variants) -> dict[str, NDArray[np.int8]]:
    """The status of every criterion metric: PASS, FAIL, NO_DATA, or NOT_ASKED where the role has no such criterion."""
    rows = len(variants.keys)
    status: dict[str, NDArray[np.int8]] = {}
    for key, role in variants.roles.items():
        at = np.flatnonzero(variants.keys == key)
        if not len(at):
            continue
        for criterion in role.must:
            column = status.setdefault(criterion.metric, np.full(rows, NOT_ASKED, dtype=np.int8))
            values = metrics.get(criterion.metric, Exact.empty(rows)).take(at)
            met = np.where(meets(values, criterion), PASS, FAIL)
            column[at] = np.where(values.missing, NO_DATA, met)
    return status


def all_met(status: Mapping[str, NDArray[np.int8]], rows: int) -> Bools:
    """True where every criterion that is asked of an agent is passed (qualified)."""
    met = np.ones(rows, dtype=bool)
    for column in status.values():
        met &= (column == PASS) | (column == NOT_ASKED)
    return met
