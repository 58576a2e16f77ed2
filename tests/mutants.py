"""Mutants of a scheme: the same rules with one single thing changed, as a slip of the pen would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from msgspec.structs import replace

from ccmotivate.conditions.combine import AllOf, AnyOf
from ccmotivate.conditions.consecutive import Consecutive
from ccmotivate.conditions.lead_every import LeadEvery
from ccmotivate.conditions.rank import Rank
from ccmotivate.model.award_rules import Award, Condition, Figure, IndexPart, Who
from ccmotivate.model.cases import Case
from ccmotivate.model.formula import parse_formula
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison, Criterion, Role, ScoreLine
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.points.ratio import Ratio

_STEPS = {MetricKind.COUNT: Fraction(1), MetricKind.LEVEL: Fraction(1), MetricKind.NUMBER: Fraction(1, 10)}
_SMALL = Fraction(1, 100)  # of a percent, of a per mille
_OTHER = {
    Comparison.AT_LEAST: (Comparison.MORE_THAN, Comparison.AT_MOST),
    Comparison.AT_MOST: (Comparison.LESS_THAN, Comparison.AT_LEAST),
}
_TAKES = ("sum", "mean", "min", "max")
_GROUPS = (None, "project", "team", "role")


@dataclass(frozen=True)
class Mutant:
    """One change: what it is, the case file most likely to notice it, the rules with it."""

    name: str
    file: str
    rules: RuleSet

    def ordered(self, cases: Sequence[Case]) -> list[Case]:
        """The cases, those of the likely file first."""
        return sorted(cases, key=lambda case: not case.source.file.endswith(self.file))


def mutants(rules: RuleSet) -> Iterator[Mutant]:
    """Every mutant of the rules."""
    for role in rules.roles.values():
        for name, changed in _roles(role, rules):
            yield Mutant(
                f"{role.id}: {name}", f"{role.id}.yaml", replace(rules, roles={**rules.roles, role.id: changed})
            )
    for name, criteria in _criteria(rules.eligible, rules):
        yield Mutant(f"eligible: {name}", "eligibility.yaml", replace(rules, eligible=criteria))
    for award in (one for one in rules.awards.values() if not one.part):
        for name, other in _awards(award, rules):
            changed_awards = {**rules.awards, award.id: other}
            yield Mutant(f"{award.id}: {name}", f"awards_{award.every}.yaml", replace(rules, awards=changed_awards))
    for metric in rules.metrics.values():
        for name, made in _metrics(metric):
            file = (
                "outbound.yaml"
                if metric.detail
                else "data_entry.yaml"
                if metric.blanks_count is not None
                else "eligibility.yaml"
            )
            yield Mutant(f"{metric.id}: {name}", file, replace(rules, metrics={**rules.metrics, metric.id: made}))


# -- roles ------------------------------------------------------------------------------------------------------------


def _step(metric: Metric) -> Fraction:
    return _STEPS.get(metric.kind, _SMALL)


def _roles(role: Role, rules: RuleSet) -> Iterator[tuple[str, Role]]:
    for name, must in _criteria(role.must, rules):
        yield f"must {name}", replace(role, must=must)
    lines = role.scorecard
    for at, line in enumerate(lines):
        after = (at + 1) % len(lines)
        for giver, taker in ((at, after), (after, at)):
            yield (
                f"1 of weight from {lines[giver].metric} to {lines[taker].metric}",
                replace(role, scorecard=_moved(lines, giver, taker)),
            )
        for name, method in _methods(line.method, rules.metrics[line.metric]):
            changed = (*lines[:at], replace(line, method=method), *lines[at + 1 :])
            yield f"{line.metric} {name}", replace(role, scorecard=changed)


def _moved(lines: Sequence[ScoreLine], giver: int, taker: int) -> tuple[ScoreLine, ...]:
    shift = {giver: Fraction(-1), taker: Fraction(1)}
    return tuple(replace(line, weight=line.weight + shift.get(at, 0)) for at, line in enumerate(lines))


def _criteria(must: Sequence[Criterion], rules: RuleSet) -> Iterator[tuple[str, tuple[Criterion, ...]]]:
    for at, criterion in enumerate(must):
        before, after = tuple(must[:at]), tuple(must[at + 1 :])
        yield f"{criterion.metric} left out", (*before, *after)
        for name, changed in _criterion(criterion, rules.metrics[criterion.metric]):
            yield f"{criterion.metric} {name}", (*before, changed, *after)


def _criterion(criterion: Criterion, metric: Metric) -> Iterator[tuple[str, Criterion]]:
    figure = criterion.figures[0]
    if metric.kind is MetricKind.PASS:
        yield "the other way round", replace(criterion, figures=(1 - figure,))
        return
    for change in (_step(metric), -_step(metric)):
        yield f"{figure} -> {figure + change}", replace(criterion, figures=(figure + change,))
    for comparison in _OTHER[criterion.comparison]:
        yield f"{criterion.comparison} -> {comparison}", replace(criterion, comparison=comparison)


def _methods(method: Method, metric: Metric) -> Iterator[tuple[str, Method]]:
    match method:
        case Ratio():
            for change in (_step(metric), -_step(metric)):
                yield f"ratio {method.target + change}", replace(method, target=method.target + change)
            for cap in (method.cap + 1, method.cap - 1):
                yield f"cap {cap}", replace(method, cap=cap)
        case Curve():
            yield from _curves(method, metric)
        case Levels():
            for at, (level, points) in enumerate(method.table):
                for changed in (points + 1, points - 1):
                    table = (*method.table[:at], (level, changed), *method.table[at + 1 :])
                    if changed >= 0:
                        yield f"level {level}: {changed}", Levels(table)
        case _:
            raise AssertionError(f"no mutants of {method}")


def _curves(curve: Curve, metric: Metric) -> Iterator[tuple[str, Curve]]:
    for at, (value, points) in enumerate(curve.pairs):
        step = _step(metric)
        for pair in ((value + step, points), (value - step, points), (value, points + 1), (value, points - 1)):
            pairs = (*curve.pairs[:at], pair, *curve.pairs[at + 1 :])
            if pair[1] >= 0 and all(low[0] < high[0] for low, high in pairwise(pairs)):
                yield f"curve {value}: {points} -> {pair[0]}: {pair[1]}", Curve(pairs)


# -- awards -----------------------------------------------------------------------------------------------------------


def _awards(award: Award, rules: RuleSet) -> Iterator[tuple[str, Award]]:
    for at, prize in enumerate(award.prizes):
        for changed in (prize + 1, prize - 1):
            prizes = (*award.prizes[:at], changed, *award.prizes[at + 1 :])
            yield f"prize {at + 1} {changed}", replace(award, prizes=prizes)
    yield from _who(award, rules)
    for name, condition in _conditions(award.condition, rules):
        prizes = award.prizes
        if isinstance(condition, Rank) and prizes and condition.places != len(prizes):
            prizes = (*prizes, Fraction(1))[: condition.places]
        yield name, replace(award, condition=condition, prizes=prizes)


def _who(award: Award, rules: RuleSet) -> Iterator[tuple[str, Award]]:
    """Who may win, within what."""
    if award.winner == "team":
        for members in (award.min_members + 1, award.min_members - 1):
            yield f"members {members}", replace(award, min_members=members)
        return
    yield from ((f"who {who}", replace(award, who=who)) for who in Who if who is not award.who)
    yield from ((f"within {group}", replace(award, within=group)) for group in _GROUPS if group != award.within)
    if award.need:
        yield "need left out", replace(award, need=())
    if award.roles:
        yield "roles left out", replace(award, roles=())
        yield "other roles", replace(award, roles=tuple(name for name in rules.roles if name not in award.roles))


def _conditions(condition: Condition, rules: RuleSet) -> Iterator[tuple[str, Condition]]:
    match condition:
        case Rank():
            yield from _ranks(condition)
        case LeadEvery():
            for who in Who:
                if who is not condition.among:
                    yield f"lead among {who}", replace(condition, among=who)
                if who is not condition.who:
                    yield f"lead who {who}", replace(condition, who=who)
        case Consecutive():
            for times in (condition.times + 1, condition.times - 1):
                yield f"times {times}", replace(condition, times=times)
            for places in (1, 2) if rules.awards[condition.award].places else ():
                yield f"places {places}", replace(condition, places=places)
            yield from _other_award(condition, rules)
        case AnyOf():
            yield "all for any", AllOf(condition.conditions)
            yield "the conditions swapped", AnyOf(condition.conditions[::-1])
            for at, inner in enumerate(condition.conditions):
                rest = (*condition.conditions[:at], *condition.conditions[at + 1 :])
                yield f"condition {at + 1} left out", AnyOf(rest)
                for name, changed in _conditions(inner, rules):
                    yield name, AnyOf((*condition.conditions[:at], changed, *condition.conditions[at + 1 :]))
        case _:
            raise AssertionError(f"no mutants of {condition}")


def _other_award(condition: Consecutive, rules: RuleSet) -> Iterator[tuple[str, Condition]]:
    every = rules.awards[condition.award].every
    for other in rules.awards_of(every):
        if other.id != condition.award and other.winner == "agent":
            yield f"award {other.id}", replace(condition, award=other.id)


def _ranks(rank: Rank) -> Iterator[tuple[str, Rank]]:
    yield "best the other way", replace(rank, best=_turned(rank.best))
    for places in (rank.places + 1, rank.places - 1):
        if places:
            yield f"places {places}", replace(rank, places=places)
    for at, tie in enumerate(rank.then):
        before, after = rank.then[:at], rank.then[at + 1 :]
        yield f"tie-breaker {tie.by} left out", replace(rank, then=(*before, *after))
        turned = replace(tie, best=_turned(tie.best))
        yield f"tie-breaker {tie.by} {turned.best}", replace(rank, then=(*before, turned, *after))
    if len(rank.then) > 1:
        yield "tie-breakers swapped", replace(rank, then=rank.then[::-1])
    for name, figure in _figures(rank.figure):
        yield name, replace(rank, figure=figure)


def _turned(best: str) -> str:
    return "low" if best == "high" else "high"


def _figures(figure: Figure) -> Iterator[tuple[str, Figure]]:
    if figure.take:
        for take in _TAKES:
            if take != figure.take:
                yield f"{take} for {figure.id}", replace(figure, take=take)
    for at, part in enumerate(figure.parts):
        rest = (*figure.parts[:at], *figure.parts[at + 1 :])
        yield f"part {part.id} left out", replace(figure, parts=rest)
        for name, changed in _parts(part):
            yield name, replace(figure, parts=(*figure.parts[:at], changed, *figure.parts[at + 1 :]))


def _parts(part: IndexPart) -> Iterator[tuple[str, IndexPart]]:
    for take in _TAKES:
        if take != part.take:
            yield f"{take} for {part.id}", replace(part, take=take)
    yield f"{part.id} of best {not part.of_best}", replace(part, of_best=not part.of_best)
    yield f"{part.id} optional {not part.optional}", replace(part, optional=not part.optional)


# -- metrics ----------------------------------------------------------------------------------------------------------


def _metrics(metric: Metric) -> Iterator[tuple[str, Metric]]:
    if metric.formula is not None:
        for found in re.finditer(r"\b\d+\b", metric.formula.text):
            for change in (1, -1):
                text = metric.formula.text
                changed = f"{text[: found.start()]}{int(found.group()) + change}{text[found.end() :]}"
                if "-" not in changed:
                    yield changed, replace(metric, formula=parse_formula(changed))
        for name in metric.formula.names:
            changed = re.sub(rf"\b{name}\b", "0", metric.formula.text)
            yield changed, replace(metric, formula=parse_formula(changed))
    if metric.blanks_count is not None:
        yield "blanks count 1", replace(metric, blanks_count=metric.blanks_count + 1)
        yield "blanks are no data", replace(metric, blanks_count=None)
    if metric.detail is not None:
        for take in ("max", "mean", "sum"):
            yield f"take {take}", replace(metric, detail=replace(metric.detail, take=take))
        yield "not summed first", replace(metric, detail=replace(metric.detail, per=None))
        yield "where left out", replace(metric, detail=replace(metric.detail, where=None))
        for where in ("required >= 0", "required > 1"):
            yield where, replace(metric, detail=replace(metric.detail, where=parse_formula(where)))
