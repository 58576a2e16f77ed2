"""A month that was scored, decided again under other rules: only what those rules change is worked out.

A sweep tries many values on the same months. What is read and computed stays, and so do the statuses and points of
roles whose lines are the same; the result equals that of ``score_month``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.conditions.context import MonthAgents, award_context
from ccmotivate.conditions.ranking import ranks_by_score
from ccmotivate.engine.awards.decide import Outcome, decide_awards
from ccmotivate.engine.criteria import all_met, judge
from ccmotivate.engine.metrics import compute_metrics
from ccmotivate.engine.parts import shown_scores, with_parts
from ccmotivate.engine.periods import PeriodCache
from ccmotivate.engine.scoring import score
from ccmotivate.engine.standings import standings
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import DetailSheet, Metric
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import (
    NOT_ASKED,
    UNWEIGHED,
    AwardGiven,
    Close,
    Decision,
    MonthResult,
    NotGiven,
    PeriodResult,
)
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, Role, ScoreLine
from ccmotivate.model.scored_month import ScoredMonth
from ccmotivate.model.variants import Variants, reckoned, variants
from ccmotivate.problems import SourceRef

_Number = TypeVar("_Number", np.int8, np.int64)


def can_rescore(old: RuleSet, new: RuleSet) -> bool:
    """True when both rule sets, as in force in the month, compute the same metrics and have the same roles."""
    metrics = [[_bare(metric) for metric in rules.metrics.values()] for rules in (old, new)]
    details = [[_bare(one) for one in (*rules.details.values(), *rules.rosters.values())] for rules in (old, new)]
    made = [
        [(part.id, part.settings) for part in rules.parts.values() if _before_scoring(part)] for rules in (old, new)
    ]
    same = metrics[0] == metrics[1] and details[0] == details[1] and made[0] == made[1]
    return same and list(old.roles) == list(new.roles)


def _before_scoring(part: PartRules) -> bool:
    """True for a part that gives metrics or own targets."""
    return part.facet("metrics") is not None or hasattr(part.facet("sheets"), "targets")


def rescore(before: MonthResult, rules: RuleSet) -> MonthResult:
    """The month under rules that ``can_rescore`` allows, as ``score_month`` decides it.

    Args:
        before: The month under other rules; its agents are reused where no standing changes.
        rules: The rules in force.
    """
    roles = reckoned(variants(before.agents, rules.roles), before.metrics)
    judged, weighed = _changed(before, rules, _must), _changed(before, rules, _scored)
    fresh = judge(before.metrics, _roles_in(judged, roles))
    status = _merged(fresh, before.status, judged, NOT_ASKED)
    points, own = score(before.metrics, _roles_in(weighed, roles), before.targets)
    own = np.where(weighed, own, _own_scores(before))
    scores = shown_scores(ScoredMonth(before.month, before.agents, own, before.metrics, before.sheets, rules, roles))
    qualified = all_met(status, len(roles.keys))
    decided = standings(before.agents, before.metrics, rules, qualified, scores)
    agents = before.agents.assign(**decided, own_score=own)
    points = _merged(points, before.points, weighed, UNWEIGHED)
    after = replace(before, rules=rules, status=status, points=points, roles=roles, own_scores=own)
    awards = rules.awards_of(PeriodKind.MONTH)
    old = {award.id: _bare(award) for award in before.rules.awards_of(PeriodKind.MONTH)}
    same = _same(before.agents, agents)
    kept = [award.id for award in awards if same and old.get(award.id) == _bare(award) and not award.looks_back]
    if same and len(kept) == len(old) == len(awards):
        return with_parts(replace(after, parts={}))
    return _decided_again(replace(after, agents=agents), kept)


def awards_again(month: MonthResult) -> MonthResult:
    """A month that has another past, with the awards that look at it decided again."""
    awards = month.rules.awards_of(PeriodKind.MONTH)
    return _decided_again(month, [award.id for award in awards if not award.looks_back])


def _decided_again(month: MonthResult, kept: Sequence[str]) -> MonthResult:
    """The month with all awards but those that are kept decided again, and what its parts make of that."""
    agents, rules = month.agents, month.rules
    awards = [award for award in rules.awards_of(PeriodKind.MONTH) if award.id not in kept]
    months = [MonthAgents(month.month, agents, month.metrics)]
    context = award_context(month.period, months, past=month.past, sheets=month.sheets)
    decided = decide_awards(awards, context, agents, rules)
    return with_parts(_with_awards(replace(month, parts={}), decided, kept))


def _own_scores(month: MonthResult) -> NDArray[np.int64]:
    """The scores of the scorecards (hundredths), which are those shown where no part changes them."""
    return month.agents["score"].to_numpy(dtype=np.int64, copy=True) if month.own_scores is None else month.own_scores


def with_agent(before: MonthResult, at: int, alone: Dataset, rules: RuleSet) -> MonthResult:
    """The month with one agent otherwise: everybody ranked again, and the awards of these rules decided, no others.

    Args:
        before: The month as it was.
        at: The agent's row in it.
        alone: The agent's row in the data, with what is otherwise.
        rules: The rules in force, with the awards that are decided.
    """
    agents = before.agents
    made = compute_metrics(alone, rules).metrics
    roles = reckoned(variants(alone.agents, rules.roles), made)
    targets = {name: column.take(np.array([at])) for name, column in before.targets.items()}
    scored = score(made, roles, targets)[1]
    decided = standings(alone.agents, made, rules, all_met(judge(made, roles), 1), scored)
    columns = {name: agents[name].to_numpy(copy=True) for name in ("qualified", "eligible")}
    for name, column in columns.items():
        column[at] = decided[name][0]
    own = _own_scores(before).copy()
    own[at] = scored[0]
    metrics = {name: _with_value(before.metrics.get(name), column[0], at, agents) for name, column in made.items()}
    columns["score"] = shown_scores(ScoredMonth(before.month, agents, own, metrics, before.sheets, rules, before.roles))
    projects = pd.factorize(agents["project"], sort=True)[0]
    agents = agents.assign(own_score=own, **columns, **ranks_by_score(projects, columns["qualified"], columns["score"]))
    months = [MonthAgents(before.month, agents, metrics)]
    context = award_context(before.period, months, past=before.past, sheets=before.sheets)
    awards = decide_awards(rules.awards_of(PeriodKind.MONTH), context, agents, rules)
    return _with_awards(replace(before, agents=agents, metrics=metrics, own_scores=own), awards, ())


def _with_value(column: Exact | None, value: Fraction | None, at: int, agents: pd.DataFrame) -> Exact:
    """A column with another value in a row; of one that is not there the rest is blank."""
    if column is not None and column[at] == value:
        return column
    here = np.arange(len(agents)) == at
    known = Exact.empty(len(agents)) if column is None else column
    return known.without(here) if value is None else known.where(~here, value)


def _with_awards(month: MonthResult, decided: Outcome, kept: Sequence[str]) -> MonthResult:
    """The month with the awards that were decided again beside those that stay, in the order of their ids."""
    stay = [one for one in month.awards if one.award in kept]
    ties = {name: notes for name, notes in month.ties.items() if name in kept} | dict(decided.ties)
    trace = {name: why for name, why in month.trace.items() if name in kept} | dict(decided.trace)
    close = [one for one in month.close if one.award in kept]
    not_given = [one for one in month.not_given if one.award in kept]
    return replace(
        month,
        awards=tuple(sorted([*stay, *decided.given], key=_award_of)),
        ties=dict(sorted(ties.items())),
        close=tuple(sorted([*close, *decided.close], key=_award_of)),
        not_given=tuple(sorted([*not_given, *decided.not_given], key=_award_of)),
        trace=dict(sorted(trace.items())),
    )


def _award_of(one: AwardGiven | Close | NotGiven) -> str:
    return one.award


def award_periods(
    periods: Sequence[Period],
    months: Sequence[MonthResult],
    rules: RuleSet,
    before: Sequence[PeriodResult] = (),
    decisions: Sequence[Decision] = (),
) -> tuple[PeriodResult, ...]:
    """The standings and awards of several periods, as ``award_period`` gives each, worked out once.

    Args:
        periods: What is awarded; shorter ones before those that hold them.
        months: Their months, ascending.
        rules: The scheme.
        before: The same periods from months that these were made of by ``rescore``; those of which no month and no
            award is different stay.
        decisions: What people decided in them.
    """
    known = {
        one.period: kept
        for one in before
        if (kept := _kept(one, [month for month in months if month.month in one.period.months], rules))
    }
    cache = PeriodCache(tuple(months), rules, tuple(decisions), known)
    return tuple(cache.result(period) for period in periods)


def _kept(before: PeriodResult, months: Sequence[MonthResult], rules: RuleSet) -> PeriodResult | None:
    """A period of which nothing is different, None otherwise."""
    pairs = list(zip(before.facts, months, strict=True))
    if any(old.agents is not new.agents or old.awards is not new.awards for old, new in pairs):
        return None
    now = rules.at(months[-1].month)
    if rules.awards_window:
        return None
    same = same_awards(before.rules.awards.values(), now.awards.values())
    return replace(before, rules=now, facts=tuple(months)) if same else None


def same_awards(old: Iterable[Award], new: Iterable[Award]) -> bool:
    """True when both are the same awards, wherever they are written."""
    return [_bare(award) for award in old] == [_bare(award) for award in new]


def _same(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """True when all standings are equal; ranks follow from the rest."""
    return all(before[name].equals(after[name]) for name in ("qualified", "eligible", "score", "own_score"))


def _must(role: Role) -> list[object]:
    """The parts of a role that decide whether an agent is qualified."""
    return [_bare(line) for line in role.must]


def _scored(role: Role) -> list[object]:
    """What the score is made of."""
    return [*map(_bare, role.scorecard), *(_bare(line) for line in role.must if line.critical)]


def _changed(before: MonthResult, rules: RuleSet, lines: Callable[[Role], list[object]]) -> NDArray[np.bool_]:
    """The agents of roles that have other lines of a kind now."""
    old = before.rules.roles
    changed = [name for name, role in rules.roles.items() if lines(role) != lines(old[name])]
    return before.agents["role"].isin(changed).to_numpy(dtype=bool)


def _roles_in(rows: NDArray[np.bool_], variants: Variants) -> Variants:
    """The roles of these agents only."""
    return replace(variants, roles={key: variants.roles[key] for key in dict.fromkeys(variants.keys[rows].tolist())})


_Written = TypeVar("_Written", Award, Criterion, DetailSheet, Metric, ScoreLine)


def _bare(written: _Written) -> _Written:
    """Without the place where it is written."""
    return replace(written, source=SourceRef())


def _merged(
    fresh: Mapping[str, NDArray[_Number]],
    kept: Mapping[str, NDArray[_Number]],
    rows: NDArray[np.bool_],
    nothing: int,
) -> dict[str, NDArray[_Number]]:
    """Columns by metric: what was decided again in these rows, what stays in the others; no column of nothing."""
    merged = {}
    for name in dict.fromkeys((*kept, *fresh)):
        new, old = fresh.get(name), kept.get(name)
        column = np.where(rows, nothing if new is None else new, nothing if old is None else old)
        if (column != nothing).any():
            merged[name] = column.astype((fresh if old is None else kept)[name].dtype)
    return merged
