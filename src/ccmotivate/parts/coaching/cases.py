"""Coaching in cases, ``coaching: {overdue: 1, repeat: 1}``, and what no case has reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch
from ccmotivate.model.metrics import by_word
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.coaching.compare import NAMES, fields_of
from ccmotivate.parts.coaching.decide import CoachingResult, Finding, State, months_before
from ccmotivate.parts.coaching.rules import CoachingSettings
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

_WAYS = {
    "open": N_("Coaching: no case has a finding that is open with days to spare"),
    "last_day": N_("Coaching: no case has a finding on the last day on which it is open"),
    "overdue": N_("Coaching: no case has a finding on the first day on which it is overdue"),
    "same_day": N_("Coaching: no case is coached on the day of the finding"),
    "later": N_("Coaching: no case is coached after the day of the finding"),
    "earlier": N_("Coaching: no case was coached before the finding only"),
    "praise": N_("Coaching: no case has praise"),
    "valid": N_("Coaching: no case has a valid complaint"),
    "repeat": N_("Coaching: no case has a finding that repeats"),
    "inside": N_("Coaching: no case repeats on the last day on which it does"),
    "outside": N_("Coaching: no case has a finding on the first day on which it repeats no more"),
    "preventive": N_("Coaching: no case has a first finding after a preventive coaching"),
    "first": N_("Coaching: no case has a finding without any coaching before"),
    "before": N_("Coaching: no case has a repeat of an earlier month, which does not count for this one"),
}
_FIELDS = by_word({str(key): label for key, label in NAMES.items()})
_KIND = N_("Coaching: no case has a finding of the kind {detail}")


def checks(
    part: PartRules,  # noqa: ARG001 - the contract's
    resolver: CaseResolver,
    written: Any,
    path: YamlPath,
) -> Iterator[tuple[str, Fraction | None, YamlPath]]:
    """How many findings of a state are expected of an agent, and where it says so."""
    yield from resolver.numbers(written, path, _FIELDS)


def got(result: CoachingResult | None, at: int, field: str) -> Fraction | None:
    """How many there are; None without the sheet."""
    if result is None:
        return None
    return Fraction(sum(field in fields_of(one) for one in result.of(at)))


def about_text(part: PartRules, field: str, lang: str) -> str:
    """The state by its name."""
    name = next(label for key, label in NAMES.items() if str(key) == field)
    return translator(lang)(N_("{name}: {text}")).format(name=part.part.label.text(lang), text=name.text(lang))


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:  # noqa: ARG001 - the contract's
    """Every way that findings can go, and every kind."""
    settings: CoachingSettings = part.settings
    kinds = {_branch("kind", kind.id): kind.source for kind in settings.kinds.values()}
    signs = {kind.negative for kind in settings.kinds.values()}
    ways = [way for way in _WAYS if (way == "praise" and False in signs) or (way != "praise" and True in signs)]
    return {_branch(way): settings.source for way in ways} | kinds


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the findings of a month went."""
    result: CoachingResult | None = month.parts.get(part.id)
    if result is None:
        return set()
    kinds = {_branch("kind", one.kind.id) for one in result.findings}
    return kinds | {_branch(way) for one in result.findings for way in _ways(one, result)}


def _ways(one: Finding, result: CoachingResult) -> Iterator[str]:
    if one.state is None:
        yield "praise"
        return
    yield from ["valid"] if one.valid else []
    if one.coached_by is not None:
        yield "same_day" if one.coached_by.day == one.day else "later"
    else:
        left = result.settings.due_days - (result.as_of - one.day).days
        yield from {0: ["last_day"], -1: ["overdue"]}.get(left, ["open"] if one.state is State.OPEN else [])
        yield from ["earlier"] if one.before is not None else []
    yield from _of_repeats(one, result)


def _of_repeats(one: Finding, result: CoachingResult) -> Iterator[str]:
    if one.before is None:
        yield "first"
        return
    if one.before.day < one.earliest:
        yield "preventive"
        return
    beyond = (one.before.day - months_before(one.day, result.settings.repeat_months)) // dt.timedelta(days=1)
    yield from {0: ["outside"], 1: ["inside"]}.get(beyond, [])
    yield from ["repeat" if result.in_month(one) else "before"] if one.repeat else []


def _branch(way: str, detail: str = "") -> Branch:
    return Branch("part", "coaching", "coaching", way, detail)


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:  # noqa: ARG001 - the contract's
    """What no case has reached."""
    _, settings = translator(lang), part.settings
    if branch.way in _WAYS:
        return _(_WAYS[branch.way])
    return _(_KIND).format(detail=settings.kinds[branch.detail].label.text(lang))
