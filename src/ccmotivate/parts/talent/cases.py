"""Talent in cases, ``talent: {enthusiasm: 72, quadrant: I, near: [ability]}``, and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch, Want
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import MonthResult
from ccmotivate.model.roster import UNKNOWN
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.talent.compare import LABELS, QUADRANT, TIER
from ccmotivate.parts.talent.decide import AxisResult, TalentResult
from ccmotivate.parts.talent.rules import AXES, QUADRANTS, TalentSettings, Tier
from ccmotivate.points.intervals import intervals
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath
from ccmotivate.writers.words.figures import level_text

NEAR, FROM = "near", "from"
NO_DATA = "no_data"
_WAYS = {
    "point": N_("{name}: no case lies exactly on {detail}"),
    "between": N_("{name}: no case lies between {detail}"),
    "before": N_("{name}: no case lies below {detail}"),
    "behind": N_("{name}: no case lies above {detail}"),
    "zero": N_("{name}: no case lies at 0 or below"),
    "below cap": N_("{name}: no case lies below {detail}"),
    "at cap": N_("{name}: no case lies at {detail} or above"),
    "band": N_("{name}: no case lies in band {detail}"),
    "boundary": N_("{name}: no case lies exactly on the boundary {detail}"),
    "level": N_("{name}: no case has the level {detail}"),
    "above": N_("{name}: no case lies above the line"),
    "on": N_("{name}: no case lies exactly on the line"),
    "below": N_("{name}: no case lies below the line"),
    NO_DATA: N_("{name}: no case lacks the figure"),
    "near": N_("{name}: no case lies as far from the line as is still near"),
    "far": N_("{name}: no case is not near the line"),
    "quadrant": N_("{name}: no case stands in quadrant {detail}"),
    "apart": N_("{name}: no case stands in no quadrant"),
    "absent": N_("{name}: no case is without a row on the roster"),
    "tier": N_("{name}: no case has this tier"),
    "score": N_("{name}: no case has exactly the least own score"),
    "served": N_("{name}: no case has served exactly so many months"),
    "unhired": N_("{name}: no case is without a day of hiring"),
    "moved": N_("{name}: no case stands elsewhere than the month before"),
    "stayed": N_("{name}: no case stands where it stood the month before"),
    "other": N_("{name}: no case goes the way {detail}"),
}


# -- what a case states -----------------------------------------------------------------------------------------------


def checks(
    part: PartRules, resolver: CaseResolver, written: Any, path: YamlPath
) -> Iterator[tuple[str, Want, YamlPath]]:
    """What is expected of an agent: field, figure, word or words, and where it stands."""
    settings: TalentSettings = part.settings
    choices = {TIER: [tier.id for tier in settings.tiers], QUADRANT: list(QUADRANTS), FROM: list(QUADRANTS)}
    for name, word in resolver.mapping(written, path).items():
        here = (*path, name)
        field = resolver.one_of("fields", name, [*AXES, QUADRANT, NEAR, FROM, TIER], here)
        if field in AXES:
            yield field, resolver.plain_number(word, here), here
        elif field == NEAR:
            listed = word if isinstance(word, list) else [word]
            named = [resolver.one_or_none("axes", one, AXES, here) for one in listed]
            yield field, tuple(one for one in named if one), here
        elif field is not None:
            yield field, resolver.one_or_none(field, word, choices[field], here), here


def got(result: TalentResult | None, at: int, field: str) -> Want:
    """What came of it; None without the sheet."""
    if result is None:
        return None
    for one in result.axes:
        if one.axis.id == field:
            return one.value[at]
    found: dict[str, Want] = {
        QUADRANT: result.quadrant[at] or None,
        FROM: result.before.quadrant[at] or None,
        NEAR: result.near_of(at),
        TIER: result.settings.tiers[result.tier[at]].id,
    }
    return found[field]


def about_text(part: PartRules, field: str, lang: str) -> str:
    """The field by its name."""
    settings: TalentSettings = part.settings
    labels = {axis.id: axis.label for axis in settings.axes} | dict(LABELS)
    labels |= {NEAR: Label("临线", "near a line"), FROM: Label("上月象限", "quadrant of the month before")}
    return labels[field].text(lang)


# -- what talent can do -----------------------------------------------------------------------------------------------


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:  # noqa: ARG001 - the contract's
    """Every way that talent can go."""
    settings: TalentSettings = part.settings
    found: dict[Branch, SourceRef] = {}
    for axis in settings.axes:
        for line in axis.lines:
            held = intervals(line.method, line.metric)
            found |= {_branch(f"{axis.id}.{line.metric.id}", one.way, one.detail): line.source for one in held}
        found |= {_branch(axis.id, way): axis.source for way in ("above", "on", "below", NO_DATA, "near", "far")}
    found |= {_branch("talent", "quadrant", name): settings.source for name in QUADRANTS}
    found |= {_branch("talent", way): settings.source for way in ("apart", "absent", "moved", "stayed")}
    for tier in settings.tiers:
        found |= {_branch(tier.id, way): tier.source for way in _ways_of(tier)}
    return found


def _ways_of(tier: Tier) -> Iterator[str]:
    yield "tier"
    yield from ["score"] if tier.own_score is not None else []
    yield from ["served", "unhired"] if tier.tenure_below is not None else []


def _branch(subject: str, way: str, detail: str = "") -> Branch:
    return Branch("part", "talent", subject, way, detail)


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the agents of a month went."""
    result: TalentResult | None = month.parts.get(part.id)
    if result is None:
        return set()
    found = {branch for one in result.axes for branch in _of_axis(one, result)}
    names = set(result.quadrant[result.on_roster].tolist())
    found |= {_branch("talent", "quadrant", name) for name in names if name}
    was, now = result.before.quadrant, result.quadrant
    ways: dict[str, Bools] = {
        "apart": result.on_roster & (now == ""),
        "absent": ~result.on_roster,
        "moved": (was != "") & (now != "") & (was != now),
        "stayed": (was != "") & (was == now),
    }
    found |= {_branch("talent", way) for way, there in ways.items() if there.any()}
    return found | {branch for place in range(len(result.settings.tiers)) for branch in _of_tier(place, result, month)}


def _of_axis(one: AxisResult, result: TalentResult) -> Iterator[Branch]:
    axis, there = one.axis, result.on_roster
    for line, column in zip(axis.lines, one.figures, strict=True):
        numbers = {value for value in column.take(np.flatnonzero(there)).to_list() if value is not None}
        held = intervals(line.method, line.metric)
        yield from (_branch(f"{axis.id}.{line.metric.id}", way.way, way.detail)
                    for way in held if any(map(way.holds, numbers)))  # fmt: skip
    known = there & ~one.value.missing
    ends = one.value.equals(axis.cut - result.settings.near) | one.value.equals(axis.cut + result.settings.near)
    ways: dict[str, Bools] = {
        "above": one.value > axis.cut,
        "on": one.value.equals(axis.cut),
        "below": one.value < axis.cut,
        NO_DATA: there & one.value.missing,
        "near": ends,
        "far": known & ~one.near,
    }
    yield from (_branch(axis.id, way) for way, holds in ways.items() if holds.any())


def _of_tier(place: int, result: TalentResult, month: MonthResult) -> Iterator[Branch]:
    tier = result.settings.tiers[place]
    own = month.agents["score"].to_numpy(dtype=np.int64) if month.own_scores is None else month.own_scores
    ways: dict[str, Bools] = {"tier": result.tier == place}
    if tier.own_score is not None:
        ways["score"] = Exact.from_ints(own, den=100).equals(tier.own_score)
    if tier.tenure_below is not None:
        ways["served"] = Exact.from_ints(result.tenure).equals(tier.tenure_below)
        ways["unhired"] = result.on_roster & (result.tenure == UNKNOWN)
    yield from (_branch(tier.id, way) for way, holds in ways.items() if holds.any())


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:
    """What no case has reached, in words."""
    settings: TalentSettings = part.settings
    _ = translator(lang)
    owner, _dot, metric = branch.subject.partition(".")
    labels = {axis.id: axis.label.text(lang) for axis in settings.axes}
    labels |= {tier.id: tier.label.text(lang) for tier in settings.tiers}
    name = labels.get(owner, part.part.label.text(lang))
    if metric:
        lines = {line.metric.id: line.metric.label.text(lang) for one in settings.axes for line in one.lines}
        name = _("{name}: {text}").format(name=name, text=lines[metric])
    detail = level_text(Fraction(branch.detail), rules, lang) if branch.way == "level" else branch.detail or branch.way
    return _(_WAYS.get(branch.way, _WAYS["other"])).format(name=name, detail=detail)
