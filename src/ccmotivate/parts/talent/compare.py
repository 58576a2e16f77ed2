"""What is compared and recorded of talent: the axes, the quadrant, the tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.talent.decide import TalentResult

QUADRANT, TIER = "quadrant", "tier"
LABELS = {QUADRANT: Label("象限", "quadrant"), TIER: Label("激励层级", "tier")}


def values(result: TalentResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """By agent: the tier of everybody, the rest of those who have it."""
    tiers = [tier.id for tier in result.settings.tiers]
    found: dict[str, dict[str, PartValue]] = {
        agent: {TIER: tiers[tier]} for agent, tier in zip(ids, result.tier.tolist(), strict=True)
    }
    for at in result.on_roster.nonzero()[0].tolist():
        own = found[ids[at]]
        own |= {one.axis.id: value for one in result.axes if (value := one.value[at]) is not None}
        own |= {QUADRANT: result.quadrant[at]} if result.quadrant[at] else {}
    return found


def labels(result: TalentResult) -> Mapping[str, Label]:
    """The names of the axes, the quadrant and the tier."""
    return {**{axis.id: axis.label for axis in result.settings.axes}, **LABELS}
