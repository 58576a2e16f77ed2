"""The awards that a case says were won before its period: ``won: {2024-11: {monthly_project: [A]}}``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ccmotivate.model import case_schema as words
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import Period
from ccmotivate.model.results import AwardGiven, Past
from ccmotivate.model.words import normal
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath


def won_before(resolver: CaseResolver, written: Any, path: YamlPath, when: Period, agents: Collection[str]) -> Past:
    """The awards by period; who is named in none of them won nothing."""
    found: dict[Period, tuple[AwardGiven, ...]] = {}
    for word, awards in resolver.mapping(written, path).items():
        here = (*path, word)
        period = resolver.period(word, here)
        if period is None:
            continue
        if period.months[-1] >= when.months[0]:
            resolver.say("case-not-before", here, word, period=when)
            continue
        won = [one for name, who in resolver.mapping(awards, here).items()
               for one in _won(resolver, name, who, (*here, name), period, agents)]  # fmt: skip
        found[period] = (*found.get(period, ()), *won)
    return found


def _won(
    resolver: CaseResolver, name: str, written: Any, path: YamlPath, period: Period, agents: Collection[str]
) -> list[AwardGiven]:
    known = resolver.one_of("awards", name, resolver.awards, path)
    if known is None:
        return []
    award = resolver.all_awards[known]
    if award.every is not period.kind:
        resolver.say("case-award-period", path, award=known, every=award.every, period=period)
        return []
    if isinstance(written, str):
        written = [] if normal(written) in words.NOBODY else [written]
    if not isinstance(written, list):
        resolver.wrong_shape(written, path, "[…]")
        return []
    choices = {normal(one): one for one in agents}
    who = [resolver.one_of("agents", one, choices, path) for one in written]
    return [_given(award, period, one) for one in who if one is not None]


def _given(award: Award, period: Period, agent_id: str) -> AwardGiven:
    """A win of which nothing is known but who, what and when."""
    return AwardGiven(
        award=award.id,
        period=str(period),
        within=(),
        rank=None,
        agent_id=agent_id,
        name="",
        project="",
        team="",
        score=None,
        figure="score",
        candidates=0,
        tied=False,
        tie=None,
        next_figure=None,
        prize=None,
    )
