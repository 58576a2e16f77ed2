"""Findings in an explanation: each with what was seen, and what came of it."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.coaching.decide import CoachingResult, Finding
from ccmotivate.parts.coaching.words import mark_text, talk_text, when_text
from ccmotivate.writers.explain.blocks import Block, Line


def blocks(result: CoachingResult, at: int, rules: RuleSet, lang: str) -> list[Block]:  # noqa: ARG001 - the contract's
    """A block where there is any finding; nothing for anybody else."""
    lines = tuple(_line(one, lang) for one in result.of(at))
    return [Block(result.settings.findings.label.text(lang), str(len(lines)), lines)] if lines else []


def _line(one: Finding, lang: str) -> Line:
    _ = translator(lang)
    texts = [one.fact]
    if one.coached_by is not None:
        texts.append(_("coached: {talk}").format(talk=talk_text(one.coached_by, lang)))
    if one.repeat:
        texts.append(_("after the coaching of {talk}").format(talk=talk_text(one.before, lang)))
    name = _("{name}: {text}").format(name=when_text(one), text=one.kind.label.text(lang))
    return Line(name, mark_text(one, lang), _("; ").join(texts), str(one.kind.source))
