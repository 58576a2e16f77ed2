"""Contests in an explanation: what the agent entered, and the lessons that the agent owes."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.contests.contest import Contest, Entry, Standing
from ccmotivate.parts.contests.decide import ContestsResult
from ccmotivate.parts.contests.duties import Duty
from ccmotivate.parts.contests.words import DUTIES, STANDINGS, hours_text, size_text, title_text, until_text, won_text
from ccmotivate.writers.explain.blocks import Block, Line


def blocks(result: ContestsResult, at: int, rules: RuleSet, lang: str) -> list[Block]:  # noqa: ARG001 - the contract's
    """A block on contests and one on lessons, for whoever has any."""
    _ = translator(lang)
    entered = tuple(_entered(*one, result, lang) for one in result.entered(at))
    owed = tuple(_owed(one, result, lang) for one in result.owed(at))
    found = [Block(_("Skill contests"), str(len(entered)), entered)] if entered else []
    return found + ([Block(_("Lessons owed by winners"), str(len(owed)), owed)] if owed else [])


def _entered(contest: Contest, entry: Entry, standing: Standing, result: ContestsResult, lang: str) -> Line:
    _ = translator(lang)
    texts = [_("preliminary round {score}").format(score=plain_text(entry.preliminary))]
    if entry.final is not None:
        texts.append(_("final {score}").format(score=plain_text(entry.final)))
    texts.append(_("final from {cut} on").format(cut=plain_text(contest.cut)))
    texts.append(size_text(contest, lang))
    name = title_text(result, contest.title, lang)
    return Line(name, STANDINGS[standing].text(lang), _("; ").join(texts), str(result.settings.source))


def _owed(duty: Duty, result: ContestsResult, lang: str) -> Line:
    _ = translator(lang)
    texts = [won_text(duty, lang), hours_text(duty, lang), until_text(duty, lang)]
    name = title_text(result, duty.win.title, lang)
    return Line(name, DUTIES[duty.state].text(lang), _("; ").join(texts), str(result.settings.duty))
