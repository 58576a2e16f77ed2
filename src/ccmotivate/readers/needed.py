"""Columns that a role in the file needs and that all its agent sheets lack: errors, with the nearest header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.rules import Metric
from ccmotivate.model.words import nearest
from ccmotivate.problems import SourceRef, problem
from ccmotivate.readers.headers import Table
from ccmotivate.readers.reading import Reading


def check_needed(reading: Reading, dataset: Dataset, tables: Sequence[Table]) -> set[int]:
    """Columns that a role in the file needs and that all its agent sheets lack."""
    rules = reading.rules
    present = set(dataset.metrics) | {
        name for name, metric in rules.metrics.items() if metric.detail and metric.detail.sheet in dataset.details
    }
    headers = [header for table in tables for header, _ in table.unused]
    bad: set[int] = set()
    roles = dataset.agents["role"].to_numpy()
    said: dict[str, list[str]] = {}
    for role in rules.roles.values():
        at = np.flatnonzero(roles == role.id)
        if not len(at):
            continue
        needed = dict.fromkeys(
            [c.metric for c in (*role.must, *rules.eligible)] + [line.metric for line in role.scorecard]
        )
        for metric in needed:
            lacking = _lacking(metric, rules.metrics, present)
            if lacking:
                said.setdefault(lacking, []).append(role.id)
                bad.update(at.tolist())
    here = SourceRef(reading.book.name, tables[0].sheet.name)
    for lacking, needing in said.items():
        names = lacking.split("|")
        words = [word for name in names for word in rules.metrics[name].label.words]
        like = next((found for word in words if (found := nearest(word, headers))), "–")
        reading.problems.append(
            problem(
                "column-missing",
                here,
                names[0],
                metrics="|".join(names),
                roles="|".join(needing),
                words=", ".join(words),
                nearest=like,
            )
        )
    return bad


def _lacking(name: str, metrics: Mapping[str, Metric], present: set[str]) -> str:
    """The input that is absent (``a|b`` where one of several would do), ``""`` when all is there."""
    metric = metrics[name]
    if metric.formula is None:
        return "" if name in present else name
    for group in metric.needs():
        if all(_lacking(member, metrics, present) for member in group):
            return "|".join(group)
    return ""
