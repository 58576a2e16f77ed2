"""What is compared of mentoring: the own score of everybody, and each mentee of a mentor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.mentoring.blend import Blended
from ccmotivate.parts.mentoring.decide import MentoringResult

OWN, MENTEES = "own_score", "mentees"
LABELS = {OWN: Label("本人得分", "own score"), MENTEES: Label("学员", "mentees")}


def values(result: MentoringResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """By agent: the own score, the mentees with their days and scores."""
    found: dict[str, dict[str, PartValue]] = {
        agent: {OWN: Fraction(own, 100)} for agent, own in zip(ids, result.own.tolist(), strict=True)
    }
    for at, one in result.blend.mentors.items():
        found[ids[at]][MENTEES] = _mentees(one)
    return found


def _mentees(one: Blended) -> tuple[str, ...]:
    return tuple(f"{mentee.agent_id}×{mentee.days}: {plain_text(mentee.score)}" for mentee in one.mentees)


def labels(result: MentoringResult) -> Mapping[str, Label]:  # noqa: ARG001 - the contract's
    """The names of both."""
    return LABELS
