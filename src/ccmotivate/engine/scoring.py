"""Scorecards → points and scores, in whole hundredths of a point.

Points are rounded half-up to 2 decimals from the exact value; the score is the weighted sum of the rounded points
/ 100, rounded half-up to 2 decimals, and at least 0; 0 for agents who fail a critical standard. A metric without data
earns 0 and never re-weights the others, but for lines that the rules have left out then (``Role.reckoned``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ccmotivate.engine.criteria import meets
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.results import UNWEIGHED
from ccmotivate.model.scorecards import Role
from ccmotivate.model.variants import Variants


def score(
    metrics: Mapping[str, Exact], variants: Variants, targets: Mapping[str, Exact]
) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.int64]]:
    """Points by metric (hundredths, UNWEIGHED where it does not count) and the score (hundredths).

    ``targets`` are the agents' own, for lines that ask for them.
    """
    rows = len(variants.keys)
    points: dict[str, NDArray[np.int64]] = {}
    scores = np.zeros(rows, dtype=np.int64)
    for key, role in variants.roles.items():
        at = np.flatnonzero(variants.keys == key)
        if not len(at):
            continue
        total = Exact.full(len(at), 0)
        for line in (one for one in role.scorecard if not one.left_out):
            values = metrics.get(line.metric, Exact.empty(rows)).take(at)
            own = targets.get(line.metric, Exact.empty(rows)).take(at)
            earned = line.method.points_by_person(values, own).rounded(2).filled(0)
            column = points.setdefault(line.metric, np.full(rows, UNWEIGHED, dtype=np.int64))
            column[at] = hundredths(earned)
            total = total + earned * (line.weight / 100)
        counted = total.rounded(2).highest(0)
        scores[at] = np.where(_failed(role, metrics, at), 0, hundredths(counted))
    return points, scores


def _failed(role: Role, metrics: Mapping[str, Exact], at: NDArray[np.intp]) -> Bools:
    """Who of these rows fails a critical standard; no data fails none."""
    failed = np.zeros(len(at), dtype=bool)
    for criterion in role.must:
        if criterion.critical and criterion.metric in metrics:
            values = metrics[criterion.metric].take(at)
            failed |= ~values.missing & ~meets(values, criterion)
    return failed


def hundredths(values: Exact) -> NDArray[np.int64]:
    """Numbers of 2 decimals as whole hundredths."""
    return np.asarray(values.num * 100 // values.den, dtype=np.int64)
