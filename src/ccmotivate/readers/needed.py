"""Columns that a role in the file needs and that all its agent sheets lack: errors, with the nearest header."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from ccmotivate.model.rules import Metric, RuleSet
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import ReadResult


def check_needed(part: ReadResult, details: Collection[str], rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """What the roles of one file need and its agent sheets lack; ``details`` are the detail sheets of the whole pool.

    Returns:
        The problems, and the positions of the agents of those roles.
    """
    data = part.dataset
    folded = {name for name, metric in rules.metrics.items() if metric.detail and metric.detail.sheet in details}
    bad: set[int] = set()
    roles = data.agents["role"].to_numpy()
    said: dict[str, list[str]] = {}
    for role in rules.roles.values():
        at = np.flatnonzero(roles == role.id)
        if not len(at):
            continue
        judged = [line.metric for line in (*role.must, *rules.eligible)]
        for metric in dict.fromkeys([*judged, *(line.metric for line in role.scorecard)]):
            lacking = _lacking(metric, rules.metrics, set(data.metrics) | folded)
            if lacking:
                said.setdefault(lacking, []).append(role.id)
                bad.update(at.tolist())
    here = SourceRef(data.inputs[0].file, part.sheet)
    problems = []
    for lacking, needing in said.items():
        words = [word for name in lacking.split("|") for word in rules.metrics[name].label.words]
        facts = {
            "metrics": lacking,
            "roles": "|".join(needing),
            "words": ", ".join(words),
            "nearest": next((found for word in words if (found := nearest(word, part.unused))), "–"),
        }
        problems.append(problem("column-missing", here, lacking.split("|")[0], **facts))
    return problems, bad


def _lacking(name: str, metrics: Mapping[str, Metric], present: set[str]) -> str:
    """The input that is absent (``a|b`` where one of several would do), ``""`` when all is there."""
    metric = metrics[name]
    if metric.formula is None:
        return "" if name in present else name
    for group in metric.needs():
        if all(_lacking(member, metrics, present) for member in group):
            return "|".join(group)
    return ""
