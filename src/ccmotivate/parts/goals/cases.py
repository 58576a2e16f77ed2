"""Goals in cases, ``goals: {csat: {met: yes, attainment: 102.27}}``, and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch
from ccmotivate.model.goals import Goal, ways
from ccmotivate.model.metrics import by_word
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SCORE, as_target
from ccmotivate.parts.goals.compare import ATTAINMENT, MET, TARGET
from ccmotivate.parts.goals.decide import GoalsResult, metric_of
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_goals import STATES, wanted_met
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

_FIELDS = {TARGET: N_("the goal for {metric}"), MET: N_("the goal for {metric} met"),
           ATTAINMENT: N_("the attainment of the goal for {metric}")}  # fmt: skip
_WAYS = {
    "above": N_("Goals: no case is better than its goal where more is better"),
    "on": N_("Goals: no case is exactly on its goal where more is better"),
    "below": N_("Goals: no case falls short of its goal where more is better"),
    "low below": N_("Goals: no case is better than its goal where less is better"),
    "low on": N_("Goals: no case is exactly on its goal where less is better"),
    "low above": N_("Goals: no case misses its goal where less is better"),
    "no data": N_("Goals: no case lacks the figure of its goal"),
    "score": N_("Goals: no case has a goal for the score"),
    "down": N_("Goals: no case has an attainment that is rounded down because the goal is not met"),
    "no share": N_("Goals: no case has a goal of 0 or of a word"),
}


def checks(
    part: PartRules, resolver: CaseResolver, written: Any, path: YamlPath
) -> Iterator[tuple[str, Fraction | str | None, YamlPath]]:
    """What is expected of an agent's goals: metric and field, figure or word, and where it stands."""
    metrics = by_word(part.settings.labels)
    for metric, word, figure, place in resolver.entries("metrics", written, path, metrics, MET):
        field = resolver.one_of("fields", word, list(_FIELDS), place)
        if field is not None:
            yield f"{metric}.{field}", _wanted(resolver, metric, field, figure, place), place


def _wanted(resolver: CaseResolver, metric: str, field: str, figure: Any, path: YamlPath) -> Fraction | str | None:
    if field == MET:
        return wanted_met(resolver, figure, path)
    if field == TARGET:
        return resolver.value(figure, as_target(metric_of(metric, resolver.rules.metrics)), path)
    return resolver.plain_number(figure, path)


def got(result: GoalsResult | None, at: int, field: str) -> Fraction | str | None:
    """What came of it; None without such a goal."""
    metric, _dot, name = field.partition(".")
    places = result.of(at) if result else ()
    goal = next((result.goal(one) for one in places if result and result.metrics[one] == metric), None)
    if goal is None:
        return None
    found: dict[str, Fraction | str | None] = {
        TARGET: goal.target,
        MET: STATES[goal.met],
        ATTAINMENT: goal.attainment,
    }
    return found[name]


def about_text(part: PartRules, field: str, lang: str) -> str:
    """The field by its name."""
    metric, _dot, name = field.partition(".")
    return translator(lang)(_FIELDS[name]).format(metric=part.settings.labels[metric].text(lang))


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:
    """Every way that a goal can go under these rules."""
    low = any(metric.good == "low" for metric in rules.metrics.values())
    return {_branch(way): part.settings.source for way in _WAYS if low or not way.startswith("low ")}


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the goals of a month went."""
    result: GoalsResult | None = month.parts.get(part.id)
    places = range(len(result.rows)) if result else ()
    return {_branch(way) for place in places if result for way in _ways(result.goal(place))}


def _ways(goal: Goal) -> Iterator[str]:
    if goal.metric.id == SCORE:
        yield "score"
    yield from ways(goal)


def _branch(way: str) -> Branch:
    return Branch("part", "goals", "goals", way)


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:  # noqa: ARG001 - the contract's
    """What no case has reached."""
    return translator(lang)(_WAYS[branch.way])
