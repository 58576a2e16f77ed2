"""Notes of ``rules check`` on standards that every value meets or that do not earn 100 points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from msgspec.structs import replace

from ccmotivate.model.exact import Exact, half_up, plain_text
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import EVERYBODY, Comparison, Criterion, Role, ScoreLine
from ccmotivate.problems import Problem, problem

_ON = 100
_BESIDE = Fraction(1, 10**9)  # of a figure that itself does not pass
_STRICT = {Comparison.MORE_THAN: 1, Comparison.LESS_THAN: -1}


def standard_notes(rules: RuleSet) -> tuple[Problem, ...]:
    """A note on each such line of any rule version; equal notes of several versions appear once."""
    notes: dict[Problem, None] = {}
    for then in rules.version_rules:
        for criterion in (*then.eligible, *(line for role in then.roles.values() for line in role.must)):
            notes |= dict.fromkeys(_idle(criterion, then))
        for role in then.roles.values():
            notes |= dict.fromkeys(_off_standard(role, then))
    return tuple(notes)


def _idle(criterion: Criterion, rules: RuleSet) -> Iterator[Problem]:
    metric = rules.metrics[criterion.metric]
    if criterion.divides(metric.reach(len(rules.levels))):
        facts = {"metric": metric.id, "range": metric.range_text(rules.level_ids())}
        yield problem("rule-standard-idle", criterion.source, criterion.written(metric), **facts)


def _off_standard(role: Role, rules: RuleSet) -> Iterator[Problem]:
    for criterion, line in product(role.must, role.scorecard):
        if criterion.metric != line.metric or len(criterion.figures) > 1 or not _meet(criterion, line, role):
            continue
        metric = rules.metrics[line.metric]
        points = half_up(_points(criterion, line, metric), 2)
        if points != _ON:
            facts = {"metric": metric.id, "points": plain_text(points), "first": criterion.source}
            yield problem("rule-standard-points", line.source, criterion.written(metric), **facts)


def _points(criterion: Criterion, line: ScoreLine, metric: Metric) -> Fraction:
    """The points on the standard, or just beside it where the figure itself does not pass."""
    step = 1 if metric.kind in (MetricKind.COUNT, MetricKind.LEVEL) else _BESIDE
    figure = criterion.figures[0] + _STRICT.get(criterion.comparison, 0) * step
    return line.method.points(Exact.from_fractions([figure]))[0] or Fraction(0)


def _meet(criterion: Criterion, line: ScoreLine, role: Role) -> bool:
    """True when both are there for one agent: of the kinds of agents that their scopes name, one has just these two."""
    here, there = criterion.scope, line.scope
    kinds = product(
        _both(here.teams, there.teams), _both(here.projects, there.projects), _both(here.sites, there.sites)
    )
    wanted = replace(criterion, scope=EVERYBODY), replace(line, scope=EVERYBODY)
    roles = (role.variant(*kind) for kind in kinds)
    return any(wanted[0] in one.must and wanted[1] in one.scorecard for one in roles)


def _both(some: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """The names that fit both; ``""``, nobody's name, where neither asks for one."""
    if some and others:
        return [name for name in some if name in others]
    return some or others or ("",)
