"""What is compared of findings: the dates of each kind and state, and of repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.coaching.decide import CoachingResult, Finding, State

REPEAT, PRAISE = "repeat", "praise"
NAMES = {
    State.OPEN: Label("待辅导", "open"),
    State.OVERDUE: Label("辅导逾期", "overdue"),
    State.COACHED: Label("已辅导", "coached"),
    REPEAT: Label("重复", "repeat"),
    PRAISE: Label("表扬", "praise"),
}
"""How states and signs are called."""


def fields_of(finding: Finding) -> tuple[str, ...]:
    """The state of a finding, or that it is praise; and that it repeats."""
    return (str(finding.state or PRAISE), *([REPEAT] if finding.repeat else []))


def values(result: CoachingResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """Dates by agent and field, ``overdue.shirking``; who has no finding is not named."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for one in result.findings:
        fields = found[ids[one.agent]]
        for field in fields_of(one):
            name = f"{field}.{one.kind.id}"
            fields[name] = (*fields.get(name, ()), one.day.isoformat())
    return {agent: dict(fields) for agent, fields in found.items()}


def labels(result: CoachingResult) -> Mapping[str, Label]:
    """``Shirking: overdue`` and so on."""
    return {
        f"{field}.{kind.id}": Label(f"{kind.label.zh}（{name.zh}）", f"{kind.label.en} ({name.en})")
        for kind in result.settings.kinds.values()
        for field, name in NAMES.items()
    }
