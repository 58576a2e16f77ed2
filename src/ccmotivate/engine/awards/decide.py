"""One award decided: its condition is looked up by kind, its winners get their prizes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pandas as pd

from ccmotivate.engine.awards import combine, consecutive, lead_every, rank
from ccmotivate.engine.awards.condition_result import Held, Key, Verdict
from ccmotivate.engine.awards.context import Ground
from ccmotivate.model.award_rules import AllOf, AnyOf, Award, Condition, Consecutive, LeadEvery, Not, Rank
from ccmotivate.model.explanation import Missed, Why
from ccmotivate.model.ids import natural_key
from ccmotivate.model.results import AwardGiven, Close, LeftOut, NotGiven, TieNote
from ccmotivate.model.rules import RuleSet

People = Sequence[tuple[str, str, str]]
"""Name, project and team of each agent of the ground."""


def _nobody(_who: str) -> Missed | None:
    return None


@dataclass(frozen=True, slots=True)
class _One:
    """One award decided."""

    given: tuple[AwardGiven, ...] = ()
    ties: tuple[TieNote, ...] = ()
    close: tuple[Close, ...] = ()
    not_given: NotGiven | None = None
    left_out: tuple[LeftOut, ...] = ()
    why: Why = _nobody


@dataclass(frozen=True, slots=True)
class Outcome:
    """Awards decided: winners by award, group, rank and id; ties, who came close, what was not given or left out."""

    given: tuple[AwardGiven, ...] = ()
    ties: Mapping[str, tuple[TieNote, ...]] = field(default_factory=dict)
    close: tuple[Close, ...] = ()
    not_given: tuple[NotGiven, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    trace: Mapping[str, Why] = field(default_factory=dict)


def decide_awards(awards: Sequence[Award], ground: Ground, agents: pd.DataFrame, rules: RuleSet) -> Outcome:
    """Every award of a period; ``agents`` has a row for each agent of the ground, with name, project and team."""
    columns = (agents[name].astype(str).tolist() for name in ("name", "project", "team"))
    people = list(zip(*columns, strict=True))
    found = {award.id: _decide(award, ground, people, rules) for award in sorted(awards, key=lambda one: one.id)}
    return Outcome(
        given=tuple(given for one in found.values() for given in one.given),
        ties={name: one.ties for name, one in found.items() if one.ties},
        close=tuple(close for one in found.values() for close in one.close),
        not_given=tuple(one.not_given for one in found.values() if one.not_given),
        left_out=tuple(left for one in found.values() for left in one.left_out),
        trace={name: one.why for name, one in found.items()},
    )


def _decide(award: Award, ground: Ground, people: People, rules: RuleSet) -> _One:
    absent = [name for name in award.need if all(column.missing.all() for column in ground.metric(name))]
    if absent:
        missed = Missed("no_column", metric=absent[0])
        return _One(not_given=NotGiven(award.id, "no-column", absent[0]), why=lambda _who: missed)
    verdict = _verdict(award.condition, award, ground, rules)
    held = verdict.held
    if award.winner == "agent" and award.rank is None:
        may = ground.may(award)
        held = {key: facts for key, facts in held.items() if may[key[0]]}
    missing = None
    if not held:
        missing = NotGiven(award.id, "not-met" if verdict.runners else "no-candidates")
    ordered = sorted(held.items(), key=lambda item: (natural_key(item[0][1]), item[1].rank or 0, item[0][0]))
    return _One(
        given=tuple(_given(award, ground, people, verdict, key, facts) for key, facts in ordered),
        ties=verdict.ties,
        close=tuple(_named(one, people, key[0]) for key, one in verdict.close),
        not_given=missing,
        left_out=verdict.left_out,
        why=partial(_why, award, ground, verdict),
    )


def _why(award: Award, ground: Ground, verdict: Verdict, who: str) -> Missed | None:
    """What somebody (an agent's id, or a team's name) missed first of an award, None for a winner."""
    if award.winner == "team":
        return verdict.why(verdict.team_names.index(who)) if who in verdict.team_names else Missed("no_team")
    at = bisect_left(ground.ids, natural_key(who), key=natural_key)
    if at == len(ground) or ground.ids[at] != who:
        return Missed("absent")
    own = None if award.rank is not None else ground.lacking(award, at)
    return own or verdict.why(at)


def _given(award: Award, ground: Ground, people: People, verdict: Verdict, key: Key, held: Held) -> AwardGiven:
    at, group = key
    is_team = award.winner == "team"
    name, project, team = ("", "", verdict.team_names[at]) if is_team else people[at]
    return AwardGiven(
        award=award.id,
        period=str(ground.period),
        within=((award.within, group),) if award.within else (),
        rank=held.rank,
        agent_id=None if is_team else ground.ids[at],
        name=name,
        project=group if award.within == "project" else project,
        team=team,
        score=held.score,
        figure=held.figure,
        candidates=held.candidates,
        tied=held.tied,
        tie=held.tie,
        next_figure=held.next_figure,
        prize=award.prize(held.rank),
        members=held.members,
        via=held.via,
        behind=held.behind,
        parts=held.parts,
    )


def _named(close: Close, people: People, at: int) -> Close:
    """The name beside the id, the team of an agent."""
    if close.agent_id is None:
        return close
    name, _project, team = people[at]
    return replace(close, name=name, team=team)


def _verdict(condition: Condition, award: Award, ground: Ground, rules: RuleSet) -> Verdict:
    return CONDITIONS[type(condition)](condition, award, ground, rules)


CONDITIONS: Mapping[type[Any], Callable[[Any, Award, Ground, RuleSet], Verdict]] = {
    Rank: rank.decide,
    LeadEvery: lead_every.decide,
    Consecutive: consecutive.decide,
    AnyOf: partial(combine.decide_any, decide=_verdict),
    AllOf: partial(combine.decide_all, decide=_verdict),
    Not: partial(combine.decide_not, decide=_verdict),
}
