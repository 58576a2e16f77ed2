"""What is compared of goals: of each its target, whether it is met, and the attainment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ccmotivate.locale import N_, translator
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.goals.decide import GoalsResult

TARGET, MET, ATTAINMENT = "target", "met", "attainment"
_NAMES = {TARGET: N_("{name}: goal"), MET: N_("{name}: goal met"), ATTAINMENT: N_("{name}: attainment")}
_MARKS = {True: "✓", False: "–", None: None}


def values(result: GoalsResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """By agent and metric; who has no goal has none."""
    found: dict[str, dict[str, PartValue]] = {}
    for at in np.flatnonzero(np.diff(result.starts)).tolist():
        own = found.setdefault(ids[at], {})
        for goal in map(result.goal, result.of(at)):
            own[f"{goal.metric.id}.{TARGET}"] = goal.target
            own[f"{goal.metric.id}.{MET}"] = _MARKS[goal.met]
            own[f"{goal.metric.id}.{ATTAINMENT}"] = goal.attainment
    return found


def labels(result: GoalsResult) -> Mapping[str, Label]:
    """The names of the fields."""
    metrics = {name: result.metric(name).label for name in set(result.metrics.tolist())}
    return {
        f"{name}.{field}": _label(template, label)
        for name, label in metrics.items()
        for field, template in _NAMES.items()
    }


def _label(template: str, label: Label) -> Label:
    zh, en = (translator(lang)(template).format(name=label.text(lang)) for lang in ("zh", "en"))
    return Label(zh, en)
