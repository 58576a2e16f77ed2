"""What people decided, and what was published, put in the place of what the rules give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from msgspec.structs import replace

from ccmotivate.model.award_rules import Award
from ccmotivate.model.ids import natural_key
from ccmotivate.model.recorded import Settled
from ccmotivate.model.results import AwardGiven, Decision, MonthResult, PeriodResult, PublishedMonth, TieNote, Withheld

GRANT, WITHHOLD = "grant", "withhold"
Result = TypeVar("Result", MonthResult, PeriodResult)
Key = tuple[str, str, str | None, str]


def with_decisions(result: Result, decisions: Sequence[Decision]) -> Result:
    """The result with recorded decisions applied: awards withheld or granted, each marked as such."""
    known_awards = result.rules.awards  # other rules that are tried may not have the award
    own = [one for one in decisions if one.period == str(result.period) and one.award in known_awards]
    if not own:
        return result
    stopped = [one for one in own if one.verdict == WITHHOLD]
    withheld: tuple[Withheld, ...] = tuple(
        Withheld(given, decision) for given in result.awards for decision in stopped if decision.concerns(given)
    )
    gone = {id(one.given) for one in withheld}
    kept: list[AwardGiven] = [given for given in result.awards if id(given) not in gone]
    rows = {agent_id: at for at, agent_id in enumerate(result.agents["agent_id"].tolist())}
    extra: list[AwardGiven] = [
        _granted(result, one, rows)
        for one in own
        if one.verdict == GRANT and not any(one.concerns(given) for given in kept)
    ]
    awards = sorted([*kept, *extra], key=_in_list)
    named = {given.award for given in extra}
    not_given = tuple(one for one in result.not_given if one.award not in named)
    known: tuple[Withheld, ...] = tuple(one for one in result.withheld if one.decision in stopped)
    return replace(result, awards=tuple(awards), withheld=(*known, *withheld), not_given=not_given)


def _in_list(given: AwardGiven) -> tuple[object, ...]:
    """The place of an award in the list: by award, group, rank, then id (of a team its name)."""
    group = given.within[0][1] if given.within else ""
    return given.award, natural_key(group), given.rank or 0, natural_key(given.agent_id or ""), given.team


def _granted(result: MonthResult | PeriodResult, decision: Decision, rows: Mapping[str, int]) -> AwardGiven:
    """An award that a human grants, with the figures of the period beside it."""
    award = result.rules.awards[decision.award]
    at = rows.get(decision.agent_id or "")
    row = None if at is None else result.agents.iloc[at]
    score = None if row is None or row["score"] < 0 else Fraction(int(row["score"]), 100)
    group = "" if row is None or award.within is None else str(row[award.within])
    return AwardGiven(
        award=award.id,
        period=decision.period,
        within=((award.within, group),) if award.within else (),
        rank=decision.place,
        agent_id=decision.agent_id,
        name="" if row is None else str(row["name"]),
        project="" if row is None else str(row["project"]),
        team=decision.team or ("" if row is None else str(row["team"])),
        score=score,
        figure="score",
        candidates=0,
        tied=False,
        tie=None,
        next_figure=None,
        prize=award.prize(decision.place),
        via="decision",
        decision=decision,
    )


# -- what was published -----------------------------------------------------------------------------------------------


def as_published(result: Result, was: PublishedMonth | PeriodResult, awards: Mapping[str, Award]) -> Result:
    """The awards as they were published, in the place of those that the rules give.

    Args:
        result: What files give; its standings stay.
        was: What was published of the same period. Of a file that holds some of the agents only, only their awards
            are shown.
        awards: The awards of the rules of then, for those that the rules of now no longer have.
    """
    rules = result.rules
    if set(awards) - set(rules.awards):
        rules = replace(rules, awards={**awards, **rules.awards})
    here = _Here(result)
    return replace(
        result,
        rules=rules,
        awards=tuple(one for one in was.awards if here.has(one)),
        withheld=tuple(one for one in was.withheld if here.has(one.given)),
        ties={award: found for award, notes in was.ties.items() if (found := here.ties(notes))},
        close=tuple(one for one in was.close if here.knows(one.agent_id, one.team)),
        not_given=was.not_given,
        published=was.published,
    )


class _Here:
    """The agents and teams in a result."""

    def __init__(self, result: MonthResult | PeriodResult) -> None:
        self.ids = set(result.agents["agent_id"].tolist())
        self.teams = set(result.agents["team"].tolist())

    def knows(self, agent_id: str | None, team: str) -> bool:
        return team in self.teams if agent_id is None else agent_id in self.ids

    def has(self, given: AwardGiven) -> bool:
        return self.knows(given.agent_id, given.team)

    def ties(self, notes: Sequence[TieNote]) -> tuple[TieNote, ...]:
        return tuple(one for one in notes if not (self.ids | self.teams).isdisjoint(one.members))


def decisions_here(result: MonthResult | PeriodResult, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions about agents and teams in the result; a file may hold only some of them."""
    here = _Here(result)
    return tuple(one for one in decisions if here.knows(one.agent_id, one.team or ""))


# -- a corrected period -----------------------------------------------------------------------------------------------


def settled(was: Sequence[AwardGiven], now: Sequence[AwardGiven]) -> tuple[Settled, ...]:
    """Who gains and who must give back: each award whose place or money is not what it was, by winner."""
    before, after = ({_key(one): one for one in given} for given in (was, now))
    lines = [Settled(before.get(key), after.get(key)) for key in {**before, **after}]
    other = [one for one in lines if one.was is None or one.now is None or _worth(one.was) != _worth(one.now)]
    return tuple(sorted(other, key=lambda one: (natural_key(one.given.agent_id or ""), *_in_list(one.given))))


def _key(given: AwardGiven) -> Key:
    return given.award, given.period, given.agent_id, given.team if given.agent_id is None else ""


def _worth(given: AwardGiven) -> tuple[int | None, Fraction | None]:
    return given.rank, given.prize
