"""The columns of a blank month: identity and month, metrics of the chosen roles' criteria, metrics used by awards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from ccmotivate.locale import translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.metrics import Metric
from ccmotivate.model.parts import PartRules
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Role
from ccmotivate.writers.words.figures import standard_text

_IDENTITY = ("month", "agent_id", "name", "role", "project", "team", "site")


class Asked(Struct, frozen=True):
    """A metric column of a blank month; ``why`` says in a few lines what it is used for."""

    metric: Metric
    optional: bool
    why: tuple[str, ...]


def identity_fields(versions: Sequence[RuleSet], *, month: bool) -> tuple[str, ...]:
    """The identity columns in order; the month only on request, the site only where the rules use it."""
    left_out = set() if month else {"month"}
    if not any(_speaks_of_sites(rules) for rules in versions):
        left_out.add("site")
    return tuple(name for name in _IDENTITY if name not in left_out)


def _speaks_of_sites(rules: RuleSet) -> bool:
    scopes = [line.scope for line in rules.eligible] + [award.scope for award in rules.awards.values()]
    for role in rules.roles.values():
        scopes += [line.scope for line in role.must] + [line.scope for line in role.scorecard]
    return any(scope.sites for scope in scopes)


def asked_metrics(versions: Sequence[RuleSet], roles: Sequence[str], lang: str) -> tuple[Asked, ...]:
    """The metrics to fill in, in the order of ``metrics.yaml``, optional ones last.

    Args:
        versions: the rule versions that the workbook may be for; the last one names the metrics.
        roles: ids of the roles whose agents it is for.
        lang: ``zh`` or ``en``.
    """
    rules = versions[-1]
    needed: set[str] = set()
    optional = set(_unused(rules))
    for one in versions:
        chosen = [one.roles[role] for role in roles if role in one.roles]
        for role in chosen:
            needed |= inputs_of(one, _judged(one, role))
        for award in _awards_for(one, roles):
            optional |= inputs_of(one, _looked_at(award))
        for part in one.parts.values():
            optional |= inputs_of(one, _named_by(part, one))
    asked = [
        Asked(metric, name not in needed, _why(rules, name, roles, lang))
        for name, metric in rules.metrics.items()
        if name in (needed | optional) - _made(rules)
    ]
    return tuple(sorted(asked, key=lambda one: one.optional))


def _made(rules: RuleSet) -> set[str]:
    """The metrics that parts make of sheets of their own, which stand in the workbook too."""
    facets = [part.facet("metrics") for part in rules.parts.values()]
    return {name for facet in facets if facet is not None for name in facet.NAMES}


def inputs_of(rules: RuleSet, names: Iterable[str]) -> set[str]:
    """The metrics that must be filled in for these: themselves, or what their formulas are made of."""
    found: set[str] = set()
    seen: set[str] = set()
    ahead = list(names)
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        formula = rules.metrics[name].formula
        if formula is None:
            found.add(name)
        else:
            ahead += formula.names
    return found


def _judged(rules: RuleSet, role: Role) -> Iterator[str]:
    """The metrics that a role is judged by, for any of its agents."""
    yield from (line.metric for line in (*role.must, *rules.eligible))
    yield from (line.metric for line in role.scorecard)


def _awards_for(rules: RuleSet, roles: Sequence[str]) -> Iterator[Award]:
    """The awards that an agent of these roles may win."""
    yield from (award for award in rules.awards.values() if not award.roles or set(award.roles) & set(roles))


def _looked_at(award: Award) -> Iterator[str]:
    """The metrics that decide an award."""
    yield from award.need
    for step in award.condition.steps:
        yield from step.figure.metrics


def _named_by(part: PartRules, rules: RuleSet) -> list[str]:
    """The metrics that the file of a part names."""
    words = {word for fact in part.facts for word in ((fact.value,) if isinstance(fact.value, str) else fact.value)}
    return [name for name in rules.metrics if name in words]


def _unused(rules: RuleSet) -> Iterator[str]:
    """Metrics that no rule looks at: collected for their own sake."""
    judged = {name for role in rules.roles.values() for name in _judged(rules, role)}
    looked_at = {name for award in rules.awards.values() for name in _looked_at(award)}
    used = inputs_of(rules, judged | looked_at)
    yield from (name for name, metric in rules.metrics.items() if metric.formula is None and name not in used)


# -- why it is asked for ----------------------------------------------------------------------------------------------


def _why(rules: RuleSet, name: str, roles: Sequence[str], lang: str) -> tuple[str, ...]:
    """The standards that roles have for it, what it counts towards, the awards that look at it."""
    _ = translator(lang)
    lines = _standards(rules, name, roles, lang)
    towards = [one.label.text(lang) for one in rules.metrics.values() if one.formula and name in one.formula.names]
    if towards:
        lines.append(_("counts towards {metrics}").format(metrics=_(", ").join(towards)))
    awards = [award.label.text(lang) for award in _awards_for(rules, roles) if name in _looked_at(award)]
    parts = [part.part.label.text(lang) for part in rules.parts.values() if name in _named_by(part, rules)]
    if (awards or parts) and not lines:
        lines.append(_("for {awards}").format(awards=_(", ").join([*awards, *parts])))
    return tuple(lines)


def _standards(rules: RuleSet, name: str, roles: Sequence[str], lang: str) -> list[str]:
    """``at least 60: Inbound, Outbound``; the roles are left out where all the chosen ones share one standard."""
    _ = translator(lang)
    found: dict[str, list[str]] = {}
    chosen = [rules.roles[role] for role in roles if role in rules.roles]
    for role in chosen:
        for line in role.must:
            if line.metric == name:
                found.setdefault(standard_text(line, rules, lang), []).append(role.label.text(lang))
    if len(found) == 1 and len(next(iter(found.values()))) == len(chosen):
        return list(found)
    shown = _("{standard}: {roles}")
    return [shown.format(standard=one, roles=_(", ").join(dict.fromkeys(names))) for one, names in found.items()]
