"""Mentoring in an explanation: the mentees, and how they changed the score."""

from __future__ import annotations

from ccmotivate.locale import counted, translator
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.mentoring.decide import MentoringResult
from ccmotivate.parts.mentoring.words import blend_text, mean_text
from ccmotivate.writers.explain.blocks import Block, Line


def blocks(result: MentoringResult, at: int, rules: RuleSet, lang: str) -> list[Block]:  # noqa: ARG001 - the contract's
    """A block for a mentor; nothing for anybody else."""
    mentor = result.blend.mentors.get(at)
    if mentor is None:
        return []
    _ = translator(lang)
    lines = [
        Line(
            one.agent_id,
            fixed_text(one.score, 2),
            counted(_("own score, mentored on {count} days of the month"), count=one.days),
        )
        for one in mentor.mentees
    ]
    mean = _("mean of the mentees, by days")
    settings, score = result.settings, fixed_text(mentor.score, 2)
    lines.append(Line(mean, mean_text(mentor.mean), ""))
    lines.append(Line(_("Score"), score, blend_text(settings, mentor, lang), str(settings.source)))
    return [Block(_("Mentoring"), score, tuple(lines))]
