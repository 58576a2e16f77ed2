"""Mentoring in cases, ``mentoring: {own_score: 104, mentees: 2, days: 31}``, and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch
from ccmotivate.model.metrics import Label, by_word
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.mentoring.blend import Blended
from ccmotivate.parts.mentoring.compare import LABELS, MENTEES, OWN
from ccmotivate.parts.mentoring.decide import MentoringResult
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

DAYS = "days"
_FIELDS = {**LABELS, DAYS: Label("带教天数", "days mentored")}
_WAYS = {
    "above": N_("Mentoring: no case has a mentee above the standard"),
    "on": N_("Mentoring: no case has a mentee exactly on the standard"),
    "below": N_("Mentoring: no case has a mentee below the standard"),
    "all": N_("Mentoring: no case is mentored on every day of the month"),
    "some": N_("Mentoring: no case is mentored on some days of the month only"),
    "several": N_("Mentoring: no case has several mentees of one mentor"),
    "zero": N_("Mentoring: no case would fall below 0"),
    "uncounted": N_("Mentoring: no case has a mentee who does not count"),
}


def checks(
    part: PartRules,  # noqa: ARG001 - the contract's
    resolver: CaseResolver,
    written: Any,
    path: YamlPath,
) -> Iterator[tuple[str, Fraction | None, YamlPath]]:
    """What is expected of an agent: the field, the figure, and where it stands."""
    yield from resolver.numbers(written, path, by_word(_FIELDS))


def got(result: MentoringResult | None, at: int, field: str) -> Fraction | None:
    """What came of it; None without the sheet."""
    if result is None:
        return None
    if field == OWN:
        return Fraction(int(result.own[at]), 100)
    mentor = result.blend.mentors.get(at)
    if mentor is None:
        return Fraction(0)
    return Fraction(len(mentor.mentees) if field == MENTEES else mentor.days)


def about_text(part: PartRules, field: str, lang: str) -> str:  # noqa: ARG001 - the contract's
    """The field by its name."""
    return _FIELDS[field].text(lang)


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:  # noqa: ARG001 - the contract's
    """Every way that mentoring can go."""
    return {_branch(way): part.settings.source for way in _WAYS}


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the mentors of a month went."""
    result: MentoringResult | None = month.parts.get(part.id)
    if result is None:
        return set()
    ways = {way for one in result.blend.mentors.values() for way in _ways(one, result.settings.standard)}
    return {_branch(way) for way in (*ways, *(["uncounted"] if result.blend.uncounted else []))}


def _ways(one: Blended, standard: Fraction) -> Iterator[str]:
    yield "above" if one.mean > standard else "below" if one.mean < standard else "on"
    yield "all" if one.days == one.of_days else "some"
    yield from ["several"] if len(one.mentees) > 1 else []
    yield from ["zero"] if one.score == 0 and one.own > 0 else []


def _branch(way: str) -> Branch:
    return Branch("part", "mentoring", "mentoring", way)


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:  # noqa: ARG001 - the contract's
    """What no case has reached."""
    return translator(lang)(_WAYS[branch.way])
