"""``roles/*.yaml`` resolved: what a role must meet, and its scorecard."""

from __future__ import annotations

from collections.abc import Sized
from fractions import Fraction
from itertools import product
from math import prod
from operator import attrgetter

from msgspec.structs import replace

from ccmotivate.model.exact import plain_text
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import Metric
from ccmotivate.model.scorecards import Role, ScoreLine
from ccmotivate.points.written import PointsRule, ScoreLineRule
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.resolver import FigureResolver, Resolver, criterion_of, label_of, scope_of
from ccmotivate.ruleset.schema import RoleFile
from ccmotivate.ruleset.yaml_text import YamlPath

MOST_KINDS = 2_000
_SCOPES = (attrgetter("teams"), attrgetter("projects"), attrgetter("sites"))


def role_of(resolver: Resolver, file: str, rule: RoleFile) -> Role:
    must = [
        criterion_of(resolver, file, _place("must", metric, standards, at), metric, standard)
        for metric, standards in rule.must.items()
        for at, standard in enumerate(standards)
    ]
    for metric in rule.critical:
        resolver.known("metrics", metric, rule.must, resolver.at(file, "critical"))
    lines = [
        _score_line(resolver, file, _place("scorecard", metric, several, at), metric, line)
        for metric, several in rule.scorecard.items()
        for at, line in enumerate(several)
    ]
    role = Role(
        rule.role,
        label_of(rule),
        tuple(replace(line, critical=line.metric in rule.critical) for line in must if line),
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
    """Check that the weights sum to 100 for every combination of scopes of the lines."""
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


def _score_line(resolver: Resolver, file: str, path: YamlPath, metric_id: str, rule: ScoreLineRule) -> ScoreLine | None:
    here = resolver.at(file, *path)
    if not resolver.known("metrics", metric_id, resolver.metrics, here):
        return None
    method = method_of(resolver, resolver.metrics[metric_id], rule, here)
    since = resolver.written.texts[file].started(*path)
    if method is None:
        return None
    return ScoreLine(metric_id, rule.weight, method, here, scope_of(rule.active), since, rule.if_no_data == "left_out")


def method_of(resolver: Resolver, metric: Metric, rule: PointsRule, here: SourceRef) -> Method | None:
    """The points method of a line, None after an error."""
    named = rule.method
    if metric.kind not in named.kinds:
        resolver.say("rule-method-of-kind", here, named.key, kind=metric.kind)
        return None
    return named.resolve(rule, FigureResolver(resolver, metric, here))
