"""Balanced scorecards in cases, ``balanced: {score: 92.5, measures: {毛利: 97.89}}``, and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch
from ccmotivate.model.metrics import by_word
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.parts.balanced.compare import MEASURES, SCORE
from ccmotivate.parts.balanced.decide import ON_TARGET, BalancedResult, Measure, unbounded
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

NO_ACTION = "no_action"
_FIELDS = {SCORE: N_("balanced score"), NO_ACTION: N_("measures without an action plan")}
_WAYS = {
    "below 0": N_("Balanced scorecard: no case has a measure that would have points below 0"),
    "zero": N_("Balanced scorecard: no case has a measure with exactly 0 points"),
    "below": N_("Balanced scorecard: no case has a measure below its target"),
    "on": N_("Balanced scorecard: no case has a measure exactly on its target"),
    "above": N_("Balanced scorecard: no case has a measure above its target and below the cap"),
    "cap": N_("Balanced scorecard: no case has a measure exactly on the cap"),
    "above cap": N_("Balanced scorecard: no case has a measure above the cap"),
    "low below 0": N_("Balanced scorecard: no case has a measure where lower is better that would have points below 0"),
    "low zero": N_("Balanced scorecard: no case has a measure where lower is better with exactly 0 points"),
    "low below": N_("Balanced scorecard: no case has a measure where lower is better that misses its target"),
    "low on": N_("Balanced scorecard: no case has a measure where lower is better exactly on its target"),
    "low above": N_("Balanced scorecard: no case has a measure where lower is better that is better than its target"),
    "low cap": N_("Balanced scorecard: no case has a measure where lower is better exactly on the cap"),
    "low above cap": N_("Balanced scorecard: no case has a measure where lower is better above the cap"),
    "none met": N_("Balanced scorecard: no case meets a target of 0"),
    "none missed": N_("Balanced scorecard: no case misses a target of 0"),
    "blank": N_("Balanced scorecard: no case lacks an actual figure"),
    "action": N_("Balanced scorecard: no case has an action plan for a measure that asks for one"),
    NO_ACTION: N_("Balanced scorecard: no case lacks an action plan"),
    "no card": N_("Balanced scorecard: no case is without a scorecard"),
}
_PERSPECTIVE = N_("Balanced scorecard: no case has a measure of the perspective {detail}")


def checks(
    part: PartRules, resolver: CaseResolver, written: Any, path: YamlPath
) -> Iterator[tuple[str, Fraction | None, YamlPath]]:
    """What is expected of an agent: field, figure, and where it stands."""
    fields = {**by_word(part.settings.perspectives), **{name: name for name in (SCORE, NO_ACTION, MEASURES)}}
    for name, word in resolver.mapping(written, path).items():
        here = (*path, name)
        field = resolver.one_of("fields", name, fields, here)
        if field == MEASURES:
            for measure, points in resolver.mapping(word, here).items():
                yield f"{MEASURES}.{measure}", resolver.plain_number(points, (*here, measure)), (*here, measure)
        elif field is not None:
            yield field, resolver.plain_number(word, here), here


def got(result: BalancedResult | None, at: int, field: str) -> Fraction | None:
    """What came of it; None without a card, or such a perspective or measure."""
    card = result.cards.get(at) if result else None
    if card is None:
        return None
    if field == SCORE:
        return card.score
    if field == NO_ACTION:
        return Fraction(sum(one.lacks_action for one in card.measures))
    kind, dot, name = field.partition(".")
    found = {normal(one.row.measure): one.points for one in card.measures}
    return found.get(normal(name)) if dot else {one.id: one.score for one in card.perspectives}.get(kind)


def about_text(part: PartRules, field: str, lang: str) -> str:
    """The field by its name."""
    _ = translator(lang)
    kind, dot, name = field.partition(".")
    if dot:
        return _("points of {name}").format(name=name)
    if kind in _FIELDS:
        return _(_FIELDS[kind])
    return _("balanced score: {name}").format(name=part.settings.perspectives[kind].text(lang))


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:  # noqa: ARG001 - the contract's
    """Every way that a measure can go, and every perspective."""
    found = {_branch("perspective", name): source for name, source in part.settings.sources.items()}
    return found | {_branch(way): part.settings.source for way in _WAYS}


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the measures of a month went."""
    result: BalancedResult | None = month.parts.get(part.id)
    if result is None:
        return set()
    measures = [one for card in result.cards.values() for one in card.measures]
    found = {_branch("perspective", one.row.perspective) for one in measures}
    found |= {_branch("no card")} if len(result.cards) < len(month.agents) else set()
    return found | {_branch(way) for one in measures for way in _ways(one, result)}


def _ways(measure: Measure, result: BalancedResult) -> Iterator[str]:
    row, settings = measure.row, result.settings
    if measure.points < settings.action_below:
        yield NO_ACTION if measure.lacks_action else "action"
    if row.actual is None:
        yield "blank"
    elif row.target == 0:
        yield "none met" if row.actual == 0 else "none missed"
    else:
        points = unbounded(row)
        lines = {Fraction(0): ("zero", "below 0"), Fraction(ON_TARGET): ("on", "below"), settings.cap: ("cap", "above")}
        on = [way for line, (way, _below) in lines.items() if points == line]
        under = [way for line, (_on, way) in lines.items() if points < line]
        yield ("low " if row.lower else "") + [*on, *under, "above cap"][0]


def _branch(way: str, detail: str = "") -> Branch:
    return Branch("part", "balanced", "balanced", way, detail)


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:  # noqa: ARG001 - the contract's
    """What no case has reached."""
    _ = translator(lang)
    if branch.way in _WAYS:
        return _(_WAYS[branch.way])
    return _(_PERSPECTIVE).format(detail=part.settings.perspectives[branch.detail].text(lang))
