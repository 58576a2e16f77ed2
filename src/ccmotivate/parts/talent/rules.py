"""``talent.yaml``: two axes with their scorecards and lines, four quadrants, tiers in order → the settings."""

from __future__ import annotations

from collections.abc import Container, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BeforeValidator, Field

from ccmotivate.locale import N_
from ccmotivate.model.exact import plain_text
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Labelled, Number, OneName, Written, as_list
from ccmotivate.parts.talent.problems import LAST_TIER
from ccmotivate.points.written import PointsRule
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.resolver import Resolver, label_of
from ccmotivate.ruleset.roles import method_of

FILE = "talent.yaml"
OWN_SCORE = "own_score"
ENTHUSIASM, ABILITY = "enthusiasm", "ability"
AXES = (ENTHUSIASM, ABILITY)
QUADRANTS = ("I", "II", "III", "IV")
"""High and high, low enthusiasm and high ability, high enthusiasm and low ability, low and low."""

Quadrant = Literal["I", "II", "III", "IV"]
Side = Literal["high", "low"]


# -- as written -------------------------------------------------------------------------------------------------------


class AxisRule(Labelled):
    """One axis: a scorecard and its line."""

    cut: Number = Field(description=N_("The line; whoever is on it is high."))
    scorecard: dict[Id, PointsRule] = Field(
        description=N_("Weights and points of roster columns, metrics and own_score; the weights sum to 100.")
    )


class TreatmentRule(Written):
    """One way to deal with the people of a quadrant, for a manager to choose."""

    name: OneName = Field(description=N_("What it is called."))
    means: OneName | None = Field(None, description=N_("What is done."))


class QuadrantRule(Labelled):
    """One quadrant, as managers see it."""

    treatments: list[TreatmentRule] = Field(
        min_length=1, description=N_("Ways to go on, for a human to choose from; none is chosen by the program.")
    )
    style: OneName = Field(description=N_("The style of leading that suits."))


class WhenRule(Written):
    """What must hold for a tier, all of it."""

    qualified: Literal["yes", "no"] | None = Field(None, description=N_("Whether the person is qualified."))
    own_score: Number | None = Field(None, description=N_("The least own score."))
    tenure_below: Number | None = Field(None, description=N_("Fewer months of service than this."))
    quadrant: Annotated[list[Quadrant], BeforeValidator(as_list)] = Field([], description=N_("The quadrants."))
    enthusiasm: Side | None = Field(None, description=N_("On which side of the line of enthusiasm."))
    ability: Side | None = Field(None, description=N_("On which side of the line of ability."))


class TierRule(Labelled):
    """One tier of incentives."""

    when: WhenRule | None = Field(None, description=N_("What must hold, all of it; left out of the last tier."))
    offer: OneName | None = Field(None, description=N_("What the tier is offered."))


class TalentFile(Written):
    """``talent.yaml``."""

    enthusiasm: AxisRule = Field(description=N_("The axis of enthusiasm."))
    ability: AxisRule = Field(description=N_("The axis of ability."))
    near: Number = Field(description=N_("How many points from a line are near it, with that many."))
    quadrants: dict[Quadrant, QuadrantRule] = Field(description=N_("The four quadrants."))
    tiers: dict[Id, TierRule] = Field(
        min_length=1, description=N_("Tiers of incentives by id; the first that holds is a person's.")
    )


SCHEMA = TalentFile
DESCRIPTION = N_("The talent model: enthusiasm and ability, quadrants, tiers.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class AxisLine(Struct, frozen=True):
    """One line of an axis; ``whole`` where its values move by whole steps (ratings)."""

    metric: Metric
    weight: Fraction
    method: Method
    of_roster: bool
    source: SourceRef


class Axis(Struct, frozen=True):
    """One axis, its lines in the order of the file."""

    id: str
    label: Label
    cut: Fraction
    lines: tuple[AxisLine, ...]
    source: SourceRef


class Treatment(Struct, frozen=True):
    """One way to deal with the people of a quadrant."""

    name: Label
    means: Label | None


class QuadrantWords(Struct, frozen=True):
    """A quadrant's name, treatments and style."""

    label: Label
    treatments: tuple[Treatment, ...]
    style: Label


class Tier(Struct, frozen=True):
    """A tier and what must hold for it; None and () ask for nothing."""

    id: str
    label: Label
    offer: Label | None
    qualified: bool | None
    own_score: Fraction | None
    tenure_below: Fraction | None
    quadrants: tuple[str, ...]
    sides: Mapping[str, bool]  # axis -> whether it must be high
    source: SourceRef


class TalentSettings(Struct, frozen=True):
    """Both axes (enthusiasm first), what is near a line, the quadrants by id, the tiers in order."""

    axes: tuple[Axis, Axis]
    near: Fraction
    quadrants: Mapping[str, QuadrantWords]
    tiers: tuple[Tier, ...]
    source: SourceRef


# -- from the one to the other ----------------------------------------------------------------------------------------


def resolve(written: TalentFile, resolver: Resolver, core: RuleSet) -> TalentSettings:
    """Follow every reference; what is wrong is said with its line."""
    known = quantities(core)
    enthusiasm = _axis(ENTHUSIASM, written.enthusiasm, resolver, known, core.roster)
    ability = _axis(ABILITY, written.ability, resolver, known, core.roster)
    for name in QUADRANTS:
        if name not in written.quadrants:
            resolver.say("rule-missing-key", resolver.at(FILE, "quadrants"), key=name)
    tiers = tuple(_tier(name, rule, resolver) for name, rule in written.tiers.items())
    _check_tiers(written.tiers, resolver)
    quadrants: dict[str, QuadrantWords] = {name: _quadrant(rule) for name, rule in sorted(written.quadrants.items())}
    return TalentSettings((enthusiasm, ability), written.near, quadrants, tiers, resolver.at(FILE))


def quantities(core: RuleSet) -> dict[str, Metric]:
    """What axes can be made of, by id: metrics, roster columns of numbers, the own score."""
    own = Metric(OWN_SCORE, Label("本人得分", "Own score"), MetricKind.NUMBER, Range(Fraction(0), core.full_marks))
    roster = {name: column.metric for name, column in core.roster.items() if column.is_number}
    return {**core.metrics, **roster, OWN_SCORE: own}


def _axis(name: str, rule: AxisRule, resolver: Resolver, known: Mapping[str, Metric], roster: Container[str]) -> Axis:
    here = resolver.at(FILE, name, "scorecard")
    path = (name, "scorecard")
    lines = [_line(metric, line, resolver, known, roster, (*path, metric)) for metric, line in rule.scorecard.items()]
    total = sum((line.weight for line in rule.scorecard.values()), Fraction(0))
    if total != 100:
        resolver.say("rule-weights", here, plain_text(total))
    return Axis(name, label_of(rule), rule.cut, tuple(line for line in lines if line), resolver.at(FILE, name))


def _line(
    name: str,
    rule: PointsRule,
    resolver: Resolver,
    known: Mapping[str, Metric],
    roster: Container[str],
    path: tuple[str, ...],
) -> AxisLine | None:
    here = resolver.at(FILE, *path)
    if not resolver.known("metrics", name, known, here):
        return None
    method = method_of(resolver, known[name], rule, here)
    return AxisLine(known[name], rule.weight, method, name in roster, here) if method else None


def _quadrant(rule: QuadrantRule) -> QuadrantWords:
    treatments = tuple(Treatment(_label(one.name), _label(one.means) if one.means else None) for one in rule.treatments)
    return QuadrantWords(label_of(rule), treatments, _label(rule.style))


def _tier(name: str, rule: TierRule, resolver: Resolver) -> Tier:
    when = rule.when or WhenRule.model_validate({})
    sides = {ENTHUSIASM: when.enthusiasm, ABILITY: when.ability}
    return Tier(
        name,
        label_of(rule),
        _label(rule.offer) if rule.offer else None,
        None if when.qualified is None else when.qualified == "yes",
        when.own_score,
        when.tenure_below,
        tuple(when.quadrant),
        {axis: side == "high" for axis, side in sides.items() if side is not None},
        resolver.at(FILE, "tiers", name),
    )


def _label(name: Any) -> Label:
    return Label(name.zh, name.en)


def _check_tiers(written: Mapping[str, TierRule], resolver: Resolver) -> None:
    """Everybody has a tier, and every tier can be reached: the last has no condition, and only the last."""
    last = list(written)[-1]
    for name, rule in written.items():
        asks = rule.when is not None and bool(rule.when.model_fields_set)
        if asks == (name == last):
            resolver.say(LAST_TIER, resolver.at(FILE, "tiers", name), name)
