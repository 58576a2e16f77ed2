"""``pay.yaml``: pays by id, each with its steps in order → the settings that amounts are worked out by."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BeforeValidator, Field

from ccmotivate.locale import N_
from ccmotivate.model.metrics import NUMERIC, Label, Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import FigureText, Id, Labelled, Number, OneName, Text, Written
from ccmotivate.points.bands import BandRule, Bands, BandsFields
from ccmotivate.points.curve import Curve, CurveFields
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.resolver import FigureResolver, Resolver, label_of

FILE = "pay.yaml"
SCORE, DAYS, BALANCED = "score", "days", "balanced_score"
OF_OWN = {SCORE: Metric(SCORE, Label("综合得分", "Score"), MetricKind.NUMBER),
           BALANCED: Metric(BALANCED, Label("平衡记分卡得分", "Balanced score"), MetricKind.NUMBER)}  # fmt: skip


# -- as written -------------------------------------------------------------------------------------------------------


class FactorBandRule(Written):
    """One band: up to and with a value, below it, or the rest."""

    below: FigureText | None = Field(None, description=N_("The band ends below this value."))
    up_to: FigureText | None = Field(None, description=N_("The band ends with this value."))
    factor: Number = Field(description=N_("What the amount is multiplied by."))


class UnitsRule(Written):
    """An amount for each unit of a metric."""

    metric: Id = Field(description=N_("The metric whose units are paid."))
    each: Number = Field(description=N_("The money for one unit."))
    above: Number = Field(Fraction(0), description=N_("How many units are not paid, in a full month."))
    by_days: Literal["yes", "no"] = Field(
        "no", description=N_("Whether the units that are not paid shrink with the days in post.")
    )
    at_most: Number | None = Field(None, description=N_("The most that this step adds."))
    roles: list[Id] = Field([], description=N_("The roles that it is paid to; all without it."))
    none_if_zero: Id | None = Field(None, description=N_("A step before, whose factor of 0 leaves nothing to add."))


def _by_role(value: Any) -> Any:
    return value if isinstance(value, dict) else {"": value}


Money = Annotated[dict[Id | Literal[""], Number], BeforeValidator(_by_role)]


class StepRule(Written):
    """One step: exactly one of base, times, unless_qualified, add, at_most and if_repeat says what it does."""

    name: OneName | None = Field(None, description=N_("The name of the step; its id without it."))
    base: Money | None = Field(None, description=N_("The amount to begin with: one for all, or one for each role."))
    times: Id | None = Field(
        None, description=N_("What gives the factor: score, a metric, or days (in post by working days).")
    )
    unless_qualified: Number | None = Field(None, description=N_("The factor for whoever is not qualified."))
    add: UnitsRule | None = Field(None, description=N_("An amount for each unit of a metric."))
    at_most: Money | None = Field(None, description=N_("The most that the amount may be, for all or for each role."))
    if_repeat: Number | None = Field(None, description=N_("The factor where a finding of the month repeats one."))
    bands: list[FactorBandRule] | None = Field(None, description=N_("Factors by bands, ascending, the last one open."))
    curve: dict[Text, Number] | None = Field(None, description=N_("Factors on straight lines between values."))


class PayRule(Labelled):
    """One pay."""

    every: Literal["month"] = Field("month", description=N_("How often it is paid."))
    who: Literal["everyone", "balanced"] = Field(
        "everyone", description=N_("Whom it is paid to: everyone, or whoever has a balanced scorecard.")
    )
    steps: dict[Id, StepRule] = Field(description=N_("The steps by id, in the order in which they are taken."))


SCHEMA = dict[Id, PayRule]
DESCRIPTION = N_("Pays by id: amounts a person, step by step.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class Base(Struct, frozen=True):
    """The amount to begin with, by role; ``""`` is every other role."""

    amounts: Mapping[str, Fraction]


class Times(Struct, frozen=True):
    """A factor from a quantity: the score, a metric, or days in post by working days (without a method)."""

    quantity: str
    method: Bands | Curve | None = None


class UnlessQualified(Struct, frozen=True):
    """A factor for whoever is not qualified."""

    factor: Fraction


class Add(Struct, frozen=True):
    """Money for each unit of a metric above a number of them; never below 0."""

    metric: str
    each: Fraction
    above: Fraction
    by_days: bool
    at_most: Fraction | None
    roles: tuple[str, ...]
    none_if_zero: str | None


class AtMost(Struct, frozen=True):
    """The most that the amount may be, by role; a role without a figure has no limit."""

    amounts: Mapping[str, Fraction]


class IfRepeat(Struct, frozen=True):
    """A factor where a finding of the month repeats one."""

    factor: Fraction


What = Base | Times | UnlessQualified | Add | AtMost | IfRepeat


class Step(Struct, frozen=True):
    """One step of a pay."""

    id: str
    label: Label
    what: What
    source: SourceRef


class Pay(Struct, frozen=True):
    """One pay: its steps in order."""

    id: str
    label: Label
    who: str
    steps: tuple[Step, ...]


class PaySettings(Struct, frozen=True):
    """All pays, in the order of the file."""

    pays: tuple[Pay, ...]


# -- from the one to the other ----------------------------------------------------------------------------------------


def resolve(written: Mapping[str, PayRule], resolver: Resolver, core: RuleSet) -> PaySettings:
    """Follow every reference; what is wrong is said with its line."""
    return PaySettings(tuple(_pay(name, rule, resolver, core) for name, rule in written.items()))


def _pay(name: str, rule: PayRule, resolver: Resolver, core: RuleSet) -> Pay:
    made: list[Step] = []
    for step, what in rule.steps.items():
        here = resolver.at(FILE, name, "steps", step)
        found = _what(what, resolver, core, (name, "steps", step), [one.id for one in made])
        if found is not None:
            made.append(Step(step, _step_label(what, step), found, here))
    return Pay(name, label_of(rule), rule.who, tuple(made))


def _step_label(rule: StepRule, step: str) -> Label:
    return Label(rule.name.zh, rule.name.en) if rule.name else Label(step, step)


def _what(rule: StepRule, resolver: Resolver, core: RuleSet, path: tuple[str, ...], before: list[str]) -> What | None:
    here = resolver.at(FILE, *path)
    kinds = [key for key in ("base", "times", "unless_qualified", "add", "at_most", "if_repeat")
             if getattr(rule, key) is not None]  # fmt: skip
    if len(kinds) != 1:
        resolver.say("rule-one-step", here, path[-1], found=kinds or "–")
        return None
    if kinds != ["times"] and (rule.bands or rule.curve):
        resolver.say("rule-step-method", here, path[-1])
        return None
    match kinds[0]:
        case "base":
            return Base(_amounts(rule.base or {}, resolver, core, (*path, "base")))
        case "times":
            return _times(rule, resolver, core, path)
        case "unless_qualified":
            return UnlessQualified(rule.unless_qualified or Fraction(0))
        case "add":
            assert rule.add is not None
            return _add(rule.add, resolver, core, (*path, "add"), before)
        case "at_most":
            return AtMost(_amounts(rule.at_most or {}, resolver, core, (*path, "at_most")))
        case _:
            return IfRepeat(rule.if_repeat or Fraction(0))


def _amounts(
    written: Mapping[str, Fraction], resolver: Resolver, core: RuleSet, path: tuple[str, ...]
) -> dict[str, Fraction]:
    for role in written:
        if role:
            resolver.known("roles", role, core.roles, resolver.at(FILE, *path, role))
    return dict(written)


def _times(rule: StepRule, resolver: Resolver, core: RuleSet, path: tuple[str, ...]) -> Times | None:
    here, quantity = resolver.at(FILE, *path), str(rule.times)
    if quantity == DAYS:
        if rule.bands or rule.curve:
            resolver.say("rule-step-method", here, path[-1])
        return Times(DAYS)
    known = {**OF_OWN, **{name: metric for name, metric in core.metrics.items() if metric.kind in NUMERIC}}
    if not resolver.known("metrics", quantity, [*known, DAYS], resolver.at(FILE, *path, "times")):
        return None
    if (rule.bands is None) == (rule.curve is None):
        resolver.say("rule-step-method", here, path[-1])
        return None
    method = _method(rule, known[quantity], resolver, here)
    return None if method is None else Times(quantity, method)


def _method(rule: StepRule, metric: Metric, resolver: Resolver, here: SourceRef) -> Bands | Curve | None:
    """Bands or a curve as a points method, whose points are factors."""
    line = FigureResolver(resolver, metric, here)
    if rule.curve is not None:
        return Curve.resolve(CurveFields.model_construct(curve={word: [one] for word, one in rule.curve.items()}), line)
    bands = [BandRule.model_construct(below=one.below, up_to=one.up_to, points=one.factor) for one in rule.bands or []]
    return Bands.resolve(BandsFields.model_construct(bands=bands), line)


def _add(rule: UnitsRule, resolver: Resolver, core: RuleSet, path: tuple[str, ...], before: list[str]) -> Add | None:
    numeric = [name for name, metric in core.metrics.items() if metric.kind in NUMERIC]
    sound = resolver.known("metrics", rule.metric, numeric, resolver.at(FILE, *path, "metric"))
    for role in rule.roles:
        sound &= resolver.known("roles", role, core.roles, resolver.at(FILE, *path, "roles"))
    if rule.none_if_zero is not None:
        sound &= resolver.known("steps", rule.none_if_zero, before, resolver.at(FILE, *path, "none_if_zero"))
    if not sound:
        return None
    by_days = rule.by_days == "yes"
    return Add(rule.metric, rule.each, rule.above, by_days, rule.at_most, tuple(rule.roles), rule.none_if_zero)
