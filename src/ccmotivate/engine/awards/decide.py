"""One award decided: its condition says who meets it, its winners get their prizes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.conditions.condition import asked
from ccmotivate.conditions.context import AwardContext
from ccmotivate.conditions.result import ConditionResult, Key, WinFacts
from ccmotivate.model.award_rules import Award
from ccmotivate.model.ids import natural_key
from ccmotivate.model.reasons import Missed, MissedReason, NotGivenReason, Why
from ccmotivate.model.results import AwardGiven, Close, LeftOut, NotGiven, TieNote
from ccmotivate.model.rules import RuleSet

People = Sequence[tuple[str, str, str]]
"""Name, project and team of each candidate row."""


def _nobody(_who: str) -> Missed | None:
    return None


class _One(Struct, frozen=True):
    """One award decided."""

    given: tuple[AwardGiven, ...] = ()
    ties: tuple[TieNote, ...] = ()
    close: tuple[Close, ...] = ()
    not_given: NotGiven | None = None
    left_out: tuple[LeftOut, ...] = ()
    why: Why = _nobody


class Outcome(Struct, frozen=True):
    """Awards decided: winners by award, group, rank and id; ties, who came close, what was not given or left out."""

    given: tuple[AwardGiven, ...] = ()
    ties: Mapping[str, tuple[TieNote, ...]] = field(default_factory=dict)
    close: tuple[Close, ...] = ()
    not_given: tuple[NotGiven, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    trace: Mapping[str, Why] = field(default_factory=dict)


def decide_awards(awards: Sequence[Award], context: AwardContext, agents: pd.DataFrame, rules: RuleSet) -> Outcome:
    """Every award of a period; ``agents`` has a row for each row of the context, with name, project and team."""
    columns = (agents[name].astype(str).tolist() for name in ("name", "project", "team"))
    people = list(zip(*columns, strict=True))
    ordered = sorted(awards, key=lambda one: one.id)
    decided = {award.id: _decide(award, context, people, rules) for award in ordered}
    found = {name: one for name, one in decided.items() if one is not None}
    return Outcome(
        given=tuple(given for one in found.values() for given in one.given),
        ties={name: one.ties for name, one in found.items() if one.ties},
        close=tuple(close for one in found.values() for close in one.close),
        not_given=tuple(one.not_given for one in found.values() if one.not_given),
        left_out=tuple(left for one in found.values() for left in one.left_out),
        trace={name: one.why for name, one in found.items()},
    )


def _decide(award: Award, context: AwardContext, people: People, rules: RuleSet) -> _One | None:
    """One award, None where there was nothing to decide."""
    wanted = [*award.need, *(step.figure.name for step in award.condition.steps if step.figure.blank is not None)]
    absent = [name for name in wanted if all(column.missing.all() for column in context.metric(name))]
    if absent:
        missed = Missed(MissedReason.NO_COLUMN, metric=absent[0])
        return _One(not_given=NotGiven(award.id, NotGivenReason.NO_COLUMN, absent[0]), why=lambda _who: missed)
    result = asked(award.condition).decide(award, context, rules)
    if not result.held:
        return None
    wins = result.wins
    if award.winner == "agent" and award.places is None:
        may = context.may(award)
        wins = {key: facts for key, facts in wins.items() if may[key[0]]}
    missing = None
    if not wins and (not award.part or asked(award.condition).lists_nobody):
        missing = NotGiven(award.id, NotGivenReason.NOT_MET if result.candidates else NotGivenReason.NO_CANDIDATES)
    ordered = sorted(wins.items(), key=lambda item: (natural_key(item[0][1]), item[1].rank or 0, item[0][0]))
    return _One(
        given=tuple(_given(award, context, people, result, key, facts) for key, facts in ordered),
        ties=result.ties,
        close=tuple(_named(one, people, key[0]) for key, one in result.close),
        not_given=missing,
        left_out=result.left_out,
        why=partial(_why, award, context, result),
    )


def _why(award: Award, context: AwardContext, result: ConditionResult, who: str) -> Missed | None:
    """The first condition of an award that an agent (by id) or a team (by name) missed, None for a winner."""
    if award.winner == "team":
        return result.why(result.team_names.index(who)) if who in result.team_names else Missed(MissedReason.NO_TEAM)
    at = bisect_left(context.ids, natural_key(who), key=natural_key)
    if at == len(context) or context.ids[at] != who:
        return Missed(MissedReason.ABSENT)
    return context.lacking(award, at) or result.why(at)


def _given(
    award: Award, context: AwardContext, people: People, result: ConditionResult, key: Key, wins: WinFacts
) -> AwardGiven:
    at, group = key
    is_team = award.winner == "team"
    name, project, team = ("", "", result.team_names[at]) if is_team else people[at]
    return AwardGiven(
        award=award.id,
        period=str(context.period),
        within=((award.within, group),) if award.within else (),
        rank=wins.rank,
        agent_id=None if is_team else context.ids[at],
        name=name,
        project=group if award.within == "project" else project,
        team=team,
        score=wins.score,
        figure=wins.figure,
        candidates=wins.candidates,
        tied=wins.tied,
        tie=wins.tie,
        next_figure=wins.next_figure,
        prize=award.prize(wins.rank),
        members=wins.members,
        via=wins.via,
        behind=wins.behind,
        parts=wins.parts,
        passed_over=wins.passed_over,
    )


def _named(close: Close, people: People, at: int) -> Close:
    """The name beside the id, the team of an agent."""
    if close.agent_id is None:
        return close
    name, _project, team = people[at]
    return replace(close, name=name, team=team)
