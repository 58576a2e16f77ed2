"""Careers in cases, ``careers: {status: not_ready, tenure: fail, pay: [5000, 6500]}``, and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch, Want
from ccmotivate.model.exact import Bools, plain_text
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import NO_DATA, PASS, STATUS_WORDS, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.decide import NONE, STATUSES, Asked, CareersResult, Condition, Places, Status
from ccmotivate.parts.careers.rules import CareersSettings
from ccmotivate.parts.careers.words import CONDITIONS
from ccmotivate.parts.careers.words import STATUSES as STATUS_NAMES
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

STATUS, TARGET, RANK, PAY, PAY_NOW = "status", "target", "rank", "pay", "pay_now"
_LABELS = {
    STATUS: Label("状态", "status"),
    TARGET: Label("下一步职位", "next step"),
    RANK: Label("名次", "rank"),
    PAY: Label("下一步的工资范围", "pay band of the next step"),
    PAY_NOW: Label("现职位的工资范围", "pay band of the present grade"),
}
_WAYS = {
    "pass": N_("{name}: no case meets it"),
    "fail": N_("{name}: no case fails it"),
    "no_data": N_("{name}: no case lacks the figure"),
    "on": N_("{name}: no case has exactly what is needed"),
    "way": N_("{name}: no case goes there from {detail}"),
    "held": N_("{name}: no case has this grade"),
    "status": N_("Careers: no case comes out as {detail}"),
    "wanted": N_("Careers: no case wants another position than the next of the ladder"),
    "next": N_("Careers: no case goes for the next of the ladder"),
    "tie_mean": N_("Careers: no case has equal mean scores that the metric in sum parts"),
    "tie_sum": N_("Careers: no case is equal in mean score and in sum, so that months of service decide"),
    "tie_all": N_("Careers: no case is equal in everything that is ranked by"),
    "short": N_("Careers: no case has a window in which a month is lacking"),
}


# -- what a case states -----------------------------------------------------------------------------------------------


def checks(
    part: PartRules, resolver: CaseResolver, written: Any, path: YamlPath
) -> Iterator[tuple[str, Want, YamlPath]]:
    """What is expected of an agent: field, word, figure or figures, and where it stands."""
    settings: CareersSettings = part.settings
    for name, word in resolver.mapping(written, path).items():
        here = (*path, name)
        field = resolver.one_of("fields", name, [*_LABELS, *Condition], here)
        if field in (PAY, PAY_NOW):
            listed = word if isinstance(word, list) else []
            figures = [resolver.plain_number(one, here) for one in listed]
            yield field, tuple(plain_text(one) for one in figures if one is not None), here
        elif field == RANK:
            yield field, resolver.plain_number(word, here), here
        elif field is not None:
            choices: dict[str, list[str]] = {STATUS: [*STATUSES], TARGET: [*settings.positions]}
            known = choices.get(field, ["pass", "fail", "no_data", "not_asked"])
            nothing = field == TARGET and isinstance(word, str) and resolver.is_nothing(word)
            yield field, None if nothing else resolver.one_of(field, word, known, here), here


def got(result: CareersResult | None, at: int, field: str) -> Want:
    """What came of it; None without the sheet."""
    if result is None:
        return None
    if field in (PAY, PAY_NOW):
        return _band(result, result.target if field == PAY else result.grade, at)
    if field == RANK:
        return Fraction(int(result.rank[at])) if result.rank[at] else None
    if field == TARGET:
        return result.position(result.target, at)
    if field == STATUS:
        return str(result.status_of(at))
    return STATUS_WORDS.get(int(result.asked[Condition(field)].status[at]), "not_asked")


def _band(result: CareersResult, places: Places, at: int) -> tuple[str, ...]:
    name = result.position(places, at)
    position = result.settings.positions[name] if name else None
    return () if position is None else (plain_text(position.low), plain_text(position.high))


def about_text(part: PartRules, field: str, lang: str) -> str:  # noqa: ARG001 - the contract's
    """The field by its name."""
    return _LABELS[field].text(lang) if field in _LABELS else translator(lang)(CONDITIONS[Condition(field)])


# -- what careers can do ----------------------------------------------------------------------------------------------


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:  # noqa: ARG001 - the contract's
    """Every way that a step can go."""
    settings: CareersSettings = part.settings
    here = settings.source
    found = {_branch("careers", "status", str(status)): here for status in STATUSES}
    found |= {_branch("careers", way): here for way in ("wanted", "next", "tie_mean", "tie_sum", "tie_all", "short")}
    for condition in Condition:
        ways = ["pass", "fail", *(["no_data"] if condition in _CAN_LACK else [])]
        found |= {_branch(str(condition), way): here for way in ways}
    for name, position in settings.positions.items():
        found |= {_branch(name, "way", source): position.source for source in position.sources}
        found[_branch(name, "held")] = position.source
        needs = (position.tenure, position.level_before, position.mean_score)
        conditions = (Condition.TENURE, Condition.LEVEL_BEFORE, Condition.MEAN_SCORE)
        for condition, needed in zip(conditions, needs, strict=True):
            if needed is not None and position.sources:
                found |= {_branch(f"{name}.{condition}", way): position.source for way in ("on", "fail")}
    for condition in (Condition.ABILITY_AFTER, Condition.ROTATION, Condition.QUALIFIED_MONTHS):
        found[_branch(str(condition), "on")] = here
    return found


_CAN_LACK = tuple(one for one in Condition if one not in (Condition.VACANCY, Condition.QUALIFIED_MONTHS))


def _branch(subject: str, way: str, detail: str = "") -> Branch:
    return Branch("part", "careers", subject, way, detail)


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the people of a month went."""
    result: CareersResult | None = month.parts.get(part.id)
    if result is None:
        return set()
    names = list(result.settings.positions)
    found = {_branch("careers", "status", str(STATUSES[code])) for code in np.unique(result.status).tolist()}
    found |= {_branch(names[place], "held") for place in np.unique(result.grade).tolist() if place != NONE}
    step = result.status > STATUSES.index(Status.UNREACHABLE)
    pairs = {(int(one), int(other)) for one, other in zip(result.grade[step], result.target[step], strict=True)}
    found |= {_branch(names[target], "way", names[grade]) for grade, target in pairs}
    found |= {branch for name, asked in result.asked.items() for branch in _of_condition(name, asked, result, step)}
    return found | {_branch("careers", way) for way in _of_all(result, step, pairs)}


def _of_condition(name: Condition, asked: Asked, result: CareersResult, step: Bools) -> Iterator[Branch]:
    known = {"pass": asked.status == PASS, "fail": step & (asked.status != PASS) & (asked.status != NO_DATA),
             "no_data": asked.status == NO_DATA, "on": asked.value.equals(asked.needed)}  # fmt: skip
    for way, there in known.items():
        if (there & step).any():
            yield _branch(str(name), way)
    for place, position in enumerate(result.settings.positions):
        own = step & (result.target == place)
        yield from (_branch(f"{position}.{name}", way) for way in ("on", "fail") if (known[way] & own).any())


def _of_all(result: CareersResult, step: Bools, pairs: set[tuple[int, int]]) -> Iterator[str]:
    if step.any() and len(result.window.months) < result.settings.window:
        yield "short"
    order = list(result.settings.positions)
    ladder = [order.index(name) for name in result.settings.ladder]
    following = set(pairwise(ladder))
    yield from ["next"] if pairs & following else []
    yield from ["wanted"] if pairs - following else []
    keys = (result.asked[Condition.MEAN_SCORE].value, result.window.tie_breaker, result.asked[Condition.TENURE].value)
    for one in result.competitions:
        figures = np.array([key.take(one.people).order_keys() for key in keys])
        same = np.diff(figures) == 0
        yield from ["tie_mean"] if (same[0] & ~same[1]).any() else []
        yield from ["tie_sum"] if (same[0] & same[1] & ~same[2]).any() else []
        yield from ["tie_all"] if same.all(axis=0).any() else []


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:  # noqa: ARG001 - the contract's
    """What no case has reached, in words."""
    _, settings = translator(lang), part.settings
    owner, _dot, condition = branch.subject.partition(".")
    labels = {name: position.label.text(lang) for name, position in settings.positions.items()}
    names = {str(one): _(text) for one, text in CONDITIONS.items()}
    name = labels.get(owner) or names.get(owner) or part.part.label.text(lang)
    if condition:
        name = _("{name}: {text}").format(name=name, text=names[condition])
    detail = labels.get(branch.detail, branch.detail)
    if branch.way == "status":
        detail = _(STATUS_NAMES[Status(branch.detail)])
    return _(_WAYS[branch.way]).format(name=name, detail=detail)
