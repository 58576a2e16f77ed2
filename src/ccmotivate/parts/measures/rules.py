"""``measures.yaml``: what was done to motivate, since when, for whom, and what it was to change → measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

from msgspec import Struct
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.model.period import Month
from ccmotivate.model.rule_figures import Figure
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import FigureText, Id, OneName, Text, Texts, Written, as_list, blank_section
from ccmotivate.model.sheets import SCORE, SCORE_METRIC
from ccmotivate.model.words import nearest
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.resolver import Resolver

FILE = "measures.yaml"
ATTRITION = "attrition"
ATTRITION_METRIC = Metric(ATTRITION, Label("流失率", "Attrition"), MetricKind.PERCENT, Range(Fraction(0)), good="low")
DIMENSIONS: Mapping[str, str] = {"teams": "team", "projects": "project", "sites": "site"}
"""The keys that say for whom a measure is, and the column of the agents that each goes by."""
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


# -- as written -------------------------------------------------------------------------------------------------------


def first_month(text: str) -> Month:
    found = _MONTH.fullmatch(text)
    if found is None:
        raise PydanticCustomError("rule-not-a-month", "not a month")
    return Month(int(found[1]), int(found[2]))


def _worth_having(figure: Figure) -> Figure:
    if figure.value <= 0:
        raise PydanticCustomError("rule-nothing-worth", "not above 0")
    return figure


def _direction(value: Any) -> Any:
    """A bare figure says not which way."""
    if isinstance(value, str):
        raise PydanticCustomError("rule-one-direction", "no direction")
    return value


_Change = Annotated[FigureText, AfterValidator(_worth_having)]


class ExpectedRule(Written):
    """A change that is expected: exactly one direction."""

    up: _Change | None = Field(
        None, description=N_("The metric is to rise; the figure is the smallest change worth having, in its unit.")
    )
    down: _Change | None = Field(
        None, description=N_("The metric is to fall; the figure is the smallest change worth having, in its unit.")
    )

    @model_validator(mode="after")
    def _one(self) -> ExpectedRule:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("rule-one-direction", "exactly one direction")
        return self


class MeasureRule(Written):
    """A measure; with one of teams, projects and sites it is a pilot, without any it was for everybody."""

    name: OneName = Field(description=N_("The name, one text, or one for each language: {zh: …, en: …}."))
    from_: Annotated[Text, AfterValidator(first_month)] = Field(
        alias="from", description=N_("The first month in which it was done, like 2025-07.")
    )
    teams: Annotated[Texts, Field(min_length=1)] | None = Field(
        None, description=N_("The teams that had it; the other teams are what they are compared with.")
    )
    projects: Annotated[Texts, Field(min_length=1)] | None = Field(
        None, description=N_("The projects that had it; the other projects are what they are compared with.")
    )
    sites: Annotated[Texts, Field(min_length=1)] | None = Field(
        None, description=N_("The sites that had it; the other sites are what they are compared with.")
    )
    window: Annotated[int, Field(ge=1, le=24)] = Field(
        description=N_("How many months before the start are compared with as many from it on.")
    )
    expects: Annotated[dict[Id, Annotated[ExpectedRule, BeforeValidator(_direction)]], Field(min_length=1)] = Field(
        description=N_("What it is to change: metrics, score or attrition, each with its direction.")
    )
    introduces: Annotated[list[Text], BeforeValidator(as_list)] = Field(
        [], description=N_("The award, pay or line of the rules that came with it, like awards.csat_star.")
    )

    @model_validator(mode="after")
    def _one(self) -> MeasureRule:
        if len(self.model_fields_set & set(DIMENSIONS)) > 1:
            raise PydanticCustomError("rule-one-assignment", "at most one of teams, projects and sites")
        return self


class MeasuresFile(Written):
    """``measures.yaml``."""

    measures: Annotated[dict[Id, MeasureRule], BeforeValidator(blank_section)] = Field(
        description=N_("The measures by id.")
    )


SCHEMA = MeasuresFile
DESCRIPTION = N_("Measures: what was done to motivate, and what it was to change.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class Expected(Struct, frozen=True):
    """A change that a measure is to bring: ``least`` is the smallest worth having, in the metric's unit, above 0.

    A pass metric counts as the share that passes, in percent.
    """

    metric: Metric
    up: bool
    least: Fraction

    @property
    def id(self) -> str:
        """The id of the metric, ``score`` or ``attrition``."""
        return self.metric.id


class Measure(Struct, frozen=True):
    """Something done to motivate from ``start`` on.

    Attributes:
        dimension: ``team``, ``project`` or ``site`` of a pilot; None where it was for everybody.
        units: The names of the pilot's teams, projects or sites, and the line of each.
        window: How many months before the start are compared with as many from it on.
        introduces: Paths of the rules that came with it.
    """

    id: str
    label: Label
    start: Month
    dimension: str | None
    units: Mapping[str, SourceRef]
    window: int
    expects: tuple[Expected, ...]
    introduces: Mapping[str, SourceRef]
    source: SourceRef

    @property
    def design(self) -> str:
        """``pilot`` or ``before_after``."""
        return "before_after" if self.dimension is None else "pilot"


class MeasuresSettings(Struct, frozen=True):
    """The measures by id."""

    measures: Mapping[str, Measure]
    source: SourceRef


def resolve(written: MeasuresFile, resolver: Resolver, core: RuleSet) -> MeasuresSettings:
    """Follow every reference to a metric; teams, projects and sites are known only from the files."""
    made = {name: _measure(name, rule, resolver, core) for name, rule in written.measures.items()}
    return MeasuresSettings(made, resolver.at(FILE, "measures"))


def _measure(name: str, rule: MeasureRule, resolver: Resolver, core: RuleSet) -> Measure:
    path = ("measures", name)
    key = next((one for one in DIMENSIONS if getattr(rule, one)), None)
    places = [(unit, (*path, key, at)) for at, unit in enumerate(getattr(rule, key))] if key else []
    found = [_expected(metric, one, resolver, core, (*path, "expects", metric)) for metric, one in rule.expects.items()]
    return Measure(
        id=name,
        label=Label(rule.name.zh, rule.name.en),
        start=rule.from_,  # type: ignore[arg-type]  # the validator made a month of it
        dimension=DIMENSIONS[key] if key else None,
        units={unit: resolver.at(FILE, *place) for unit, place in places},
        window=rule.window,
        expects=tuple(one for one in found if one),
        introduces=_introduced(rule.introduces, resolver, core.texts, (*path, "introduces")),
        source=resolver.at(FILE, *path),
    )


def _expected(
    name: str, rule: ExpectedRule, resolver: Resolver, core: RuleSet, path: tuple[str, ...]
) -> Expected | None:
    choices = {**core.metrics, SCORE: SCORE_METRIC, ATTRITION: ATTRITION_METRIC}
    here = resolver.at(FILE, *path)
    if not resolver.known("metrics", name, choices, here):
        return None
    metric = choices[name]
    if metric.kind is MetricKind.LEVEL:
        resolver.say("rule-measure-levels", here, name)
        return None
    direction = next(iter(rule.model_fields_set))
    figure: Figure = getattr(rule, direction)
    worth = figure.worth(MetricKind.PERCENT if metric.kind is MetricKind.PASS else metric.kind, metric.unit)
    if worth is None:
        resolver.say("rule-wrong-unit", resolver.at(FILE, *path, direction), figure.text, kind=metric.kind)
        return None
    return Expected(metric, direction == "up", worth)


def _introduced(
    paths: list[str], resolver: Resolver, texts: Mapping[str, str], place: tuple[str, ...]
) -> dict[str, SourceRef]:
    """The paths of the rules that came with it, each with its line."""
    if not paths:
        return {}
    from ccmotivate.ruleset.paths import current_value, known_paths  # here: it loads what compares rules

    found = {one: resolver.at(FILE, *place, at) for at, one in enumerate(paths)}
    for one, here in found.items():
        if current_value(texts, one) is None:
            near = nearest(one, known_paths(texts), cutoff=0.3) or "–"
            resolver.say("rule-introduces", here, one, nearest=near)
    return found
