"""What every part of resolving rules shares: the files, the problems, and figures in a metric's own unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field
from pydantic_core import PydanticCustomError

from ccmotivate.model import schema as s
from ccmotivate.model.bounds import FACTS
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metric_schema import MetricRule
from ccmotivate.model.metrics import NUMERIC, Label, Metric, MetricKind, Range
from ccmotivate.model.rule_figures import Figure, parse_figure
from ccmotivate.model.scorecards import EVERYBODY, Comparison, Criterion, Scope
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.ruleset.schema import AwardRule, RoleFile
from ccmotivate.ruleset.yaml_text import YamlPath, YamlText

if TYPE_CHECKING:  # few schemes have sources
    from ccmotivate.model.source_schema import SourceRule


class WrittenRules(Struct, frozen=True):
    """All files of a folder, each already valid by itself.

    ``other_awards`` are those not active in this month, with how often they are given: conditions may name them.
    """

    scheme: s.SchemeFile
    columns: s.ColumnsFile
    metrics: Mapping[str, MetricRule]
    roles: Mapping[str, RoleFile]
    awards: Mapping[str, AwardRule]
    texts: Mapping[str, YamlText]
    other_awards: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, SourceRule] = field(default_factory=dict)


class Resolver(Struct):
    """Where one resolving run collects its problems."""

    written: WrittenRules
    metrics: dict[str, Metric] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def zone(self) -> str | None:
        """The time zone of the centre: of ``scheme.yaml``, else of ``reading`` in ``columns.yaml``."""
        return self.written.scheme.zone or self.written.columns.reading.zone

    def at(self, file: str, *path: str | int) -> SourceRef:
        return self.written.texts[file].at(*path)

    def say(self, code: str, here: SourceRef, value: object = None, **facts: object) -> None:
        self.problems.append(problem(code, here, value, **facts))

    def known(self, what: str, word: str, choices: Iterable[str], here: SourceRef) -> bool:
        """True when ``word`` is one of the choices; else an error with the nearest."""
        options = list(choices)
        if word in options:
            return True
        self.say(
            "rule-unknown-word",
            here,
            word,
            what=what,
            nearest=nearest(word, options) or "–",
            allowed=options,
        )
        return False


def label_of(rule: s.Labelled) -> Label:
    return Label(rule.name.zh, rule.name.en, tuple(rule.aliases))


def in_unit(resolver: Resolver, figure: Figure, kind: MetricKind, here: SourceRef, unit: str | None = None) -> Fraction:
    """A figure as a value of a metric of this kind, whose bare figures are in ``unit``."""
    worth = figure.worth(kind, unit)
    if worth is None:
        resolver.say("rule-wrong-unit", here, figure.text, kind=kind)
    elif readings := figure.two_readings(kind):
        resolver.say("rule-fraction-or-percent", here, figure.text, **readings)
    return figure.value if worth is None else worth


def figure_of(resolver: Resolver, word: str, metric: Metric, here: SourceRef) -> Fraction | None:
    """A standard's word in the metric's unit: a number, a level, pass or fail."""
    levels = list(resolver.written.columns.levels)
    if metric.kind is MetricKind.LEVEL:
        return Fraction(levels.index(word)) if resolver.known("level", word, levels, here) else None
    if metric.kind is MetricKind.PASS:
        choices = {"pass": Fraction(1), "fail": Fraction(0)}
        return choices[word] if resolver.known("pass/fail", word, choices, here) else None
    try:
        return in_unit(resolver, parse_figure(word), metric.kind, here, metric.unit)
    except PydanticCustomError as error:
        resolver.say(error.type, here, word, **FACTS.get(error.type, {}))
        return None


def criterion_of(
    resolver: Resolver, file: str, path: YamlPath, metric_id: str, rule: s.CriterionRule
) -> Criterion | None:
    here = resolver.at(file, *path)
    if not resolver.known("metrics", metric_id, resolver.metrics, here):
        return None
    metric = resolver.metrics[metric_id]
    comparison = Comparison(rule.comparison)
    if metric.kind is MetricKind.PASS and comparison is not Comparison.EQUALS:
        resolver.say("rule-pass-compared", here, comparison)
        return None
    figures = [figure_of(resolver, word, metric, here) for word in rule.words]
    if any(figure is None for figure in figures):
        return None
    exact = tuple(figure for figure in figures if figure is not None)
    words = rule.words if metric.kind not in NUMERIC else [plain_text(figure) for figure in exact]
    standard = f"{comparison} {', '.join(words)}"
    since = resolver.written.texts[file].started(*path)
    criterion = Criterion(metric_id, comparison, exact, standard, here, scope_of(rule.active), since)
    levels = list(resolver.written.columns.levels)
    if criterion.divides(metric.reach(len(levels))) is False:
        possible = metric.range_text(levels)
        resolver.say("rule-standard-impossible", here, criterion.written(metric), metric=metric_id, range=possible)
    return criterion


def scope_of(active: s.ActiveRule | None) -> Scope:
    """For whom a line is there; when it is there was looked at before (``rule_dates.py``)."""
    if active is None:
        return EVERYBODY
    return Scope(tuple(active.teams), tuple(active.projects), tuple(active.sites))


def range_of(
    resolver: Resolver, rule: s.RangeRule | None, kind: str, here: SourceRef, unit: str | None = None
) -> Range:
    """A plausible range as values of the metric, whose bare figures are in ``unit``; only numbers have one.

    A duration is not below 0 unless the rules give a lower end.
    """
    least = Fraction(0) if kind == MetricKind.DURATION else None
    if rule is None:
        return Range(least)
    if kind not in NUMERIC:
        resolver.say("rule-range-of-words", here, kind)
        return Range()
    ends = (rule.low, rule.high)
    low, high = (None if end is None else in_unit(resolver, end, MetricKind(kind), here, unit) for end in ends)
    if low is not None and high is not None and low > high:
        resolver.say("rule-range-upside-down", here)
    return Range(least if low is None else low, high)


class FigureResolver(Struct, frozen=True):
    """A line at its place, as points methods resolve it: figures in the unit of its metric, problems at its place."""

    resolver: Resolver
    metric: Metric
    here: SourceRef

    @property
    def levels(self) -> Sequence[str]:
        return list(self.resolver.written.columns.levels)

    def say(self, code: str, value: object = None, **facts: object) -> None:
        self.resolver.say(code, self.here, value, **facts)

    def known(self, what: str, word: str, choices: Iterable[str]) -> bool:
        return self.resolver.known(what, word, choices, self.here)

    def figure(self, word: str) -> Fraction | None:
        return figure_of(self.resolver, word, self.metric, self.here)

    def in_unit(self, figure: Figure) -> Fraction:
        return in_unit(self.resolver, figure, self.metric.kind, self.here, self.metric.unit)
