"""``roles/*.yaml`` resolved: what a role must meet, and its scorecard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from operator import attrgetter

from ccmotivate.model import schema as s
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.scorecards import Band, Bands, Curve, Levels, Method, PassPoints, Ratio, Role, ScoreLine
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.resolver import NUMERIC, Resolver, criterion_of, figure_of, in_unit, label_of, scope_of
from ccmotivate.ruleset.yaml_text import YamlPath

MOST_KINDS = 2_000
_SCOPES = (attrgetter("teams"), attrgetter("projects"), attrgetter("sites"))


def role_of(resolver: Resolver, file: str, rule: s.RoleFile) -> Role:
    must = [
        criterion_of(resolver, file, _place("must", metric, standards, at), metric, standard)
        for metric, standards in rule.must.items()
        for at, standard in enumerate(standards)
    ]
    lines = [
        _score_line(resolver, file, _place("scorecard", metric, several, at), metric, line)
        for metric, several in rule.scorecard.items()
        for at, line in enumerate(several)
    ]
    role = Role(
        rule.role,
        label_of(rule),
        tuple(line for line in must if line),
        tuple(line for line in lines if line),
        resolver.at(file, "role"),
    )
    if len(role.scorecard) == len(lines):
        _check_weights(resolver, file, role)
    return role


def _place(section: str, metric: str, alternatives: Sized, at: int) -> YamlPath:
    """Where a line stands: alternatives are items of a list."""
    return (section, metric, at) if len(alternatives) > 1 else (section, metric)


def _check_weights(resolver: Resolver, file: str, role: Role) -> None:
    """The weights sum to 100 for every kind of agent that the lines tell apart."""
    scopes = [line.scope for line in role.scorecard if line.scope]
    kinds = [[*sorted({name for scope in scopes for name in names(scope)}), ""] for names in _SCOPES]
    if prod(map(len, kinds)) > MOST_KINDS:
        resolver.say("rule-active-many", resolver.at(file, "scorecard"), MOST_KINDS)
        return
    for team, project, site in product(*kinds):
        total = sum((line.weight for line in role.variant(team, project, site).scorecard), Fraction(0))
        if total != 100:
            whom = ", ".join(word for word in (team, project, site) if word)
            code = "rule-weights-of" if whom else "rule-weights"
            resolver.say(code, resolver.at(file, "scorecard"), plain_text(total), whom=whom)
            return


def _score_line(
    resolver: Resolver, file: str, path: YamlPath, metric_id: str, rule: s.ScoreLineRule
) -> ScoreLine | None:
    here = resolver.at(file, *path)
    if not resolver.known("metrics", metric_id, resolver.metrics, here):
        return None
    method_key = next(key for key in _METHODS if key in rule.model_fields_set)
    kinds, build = _METHODS[method_key]
    metric = resolver.metrics[metric_id]
    if metric.kind not in kinds:
        resolver.say("rule-method-of-kind", here, method_key.strip("_"), kind=metric.kind)
        return None
    method = build(resolver, rule, metric, here)
    since = resolver.written.texts[file].started(*path)
    return ScoreLine(metric_id, rule.weight, method, here, scope_of(rule.active), since) if method else None


def _ratio(resolver: Resolver, rule: s.ScoreLineRule, metric: Metric, here: SourceRef) -> Method | None:
    figure: s.Figure = rule.ratio  # type: ignore[assignment]  # the method was chosen because ratio is set
    target = in_unit(resolver, figure, metric.kind, here, metric.unit)
    if target <= 0:
        resolver.say("rule-ratio-zero", here, figure.text)
        return None
    if metric.good == "low":
        worse = metric.bare_text(2 * target) + metric.sign
        resolver.say("rule-ratio-of-low", here, metric.bare_text(target) + metric.sign, metric=metric.id, worse=worse)
    return Ratio(target, rule.cap or Fraction(0))


def _curve(resolver: Resolver, rule: s.ScoreLineRule, metric: Metric, here: SourceRef) -> Method | None:
    pairs: list[tuple[Fraction, Fraction]] = []
    for word, points in (rule.curve or {}).items():
        value = figure_of(resolver, word, metric, here)
        if value is None:
            return None
        pairs.append((value, points))
    if len(pairs) < 2 or any(low[0] >= high[0] for low, high in pairwise(pairs)):
        resolver.say("rule-curve-order", here)
        return None
    return Curve(tuple(pairs))


def _bands(resolver: Resolver, rule: s.ScoreLineRule, metric: Metric, here: SourceRef) -> Method | None:
    steps: list[Band] = []
    for step in rule.bands or []:
        figure = step.below if step.below is not None else step.up_to
        limit = None if figure is None else in_unit(resolver, figure, metric.kind, here, metric.unit)
        steps.append(Band(limit, step.below is None, step.points))
    limits = [step.limit for step in steps[:-1]]
    ascending = all(a is not None and b is not None and a < b for a, b in pairwise(limits))
    twice = any(step.below is not None and step.up_to is not None for step in rule.bands or [])
    if not steps or None in limits or steps[-1].limit is not None or not ascending or twice:
        resolver.say("rule-bands-order", here)
        return None
    return Bands(tuple(steps))


def _levels(resolver: Resolver, rule: s.ScoreLineRule, _metric: Metric, here: SourceRef) -> Method | None:
    table = rule.levels or {}
    levels = list(resolver.written.columns.levels)
    known = [resolver.known("level", word, levels, here) for word in table]
    missing = [level for level in levels if level not in table]
    if missing:
        resolver.say("rule-levels-missing", here, ", ".join(missing))
    if missing or not all(known):
        return None
    return Levels(tuple((Fraction(levels.index(word)), points) for word, points in table.items()))


def _pass(_desk: Resolver, rule: s.ScoreLineRule, _metric: Metric, _here: SourceRef) -> Method | None:
    return PassPoints(rule.pass_ or Fraction(0))


_Build = Callable[[Resolver, s.ScoreLineRule, Metric, SourceRef], Method | None]
_METHODS: Mapping[str, tuple[tuple[MetricKind, ...], _Build]] = {
    "ratio": (NUMERIC, _ratio),
    "curve": (NUMERIC, _curve),
    "bands": (NUMERIC, _bands),
    "levels": ((MetricKind.LEVEL,), _levels),
    "pass_": ((MetricKind.PASS,), _pass),
}
