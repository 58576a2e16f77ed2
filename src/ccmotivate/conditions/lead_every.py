"""``lead_every``: rank 1 by score in every month (or quarter) of the period, within the award's group.

In a rule file: ``lead_every: month``. Ranks are shared, and are among the qualified of the group in that part; the
award goes to who led every part, was eligible in every month, and stayed in one group throughout. Both demands can be
written out: ``lead_every: {each: month, among: qualified, who: eligible}``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from ccmotivate.conditions.condition import ConditionResolver, ListedCondition, Path, Wording, is_shorter
from ccmotivate.conditions.result import ABSENT, MOST_CLOSE, ConditionResult, Key, WinFacts
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import Bools
from ccmotivate.model.reasons import CloseReason, Missed, MissedReason
from ccmotivate.model.results import Behind, Close
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Whoever, Written

if TYPE_CHECKING:
    from ccmotivate.conditions.context import AwardContext, SubPeriod

Ints = NDArray[np.int64]
_LED_EVERY = {
    PeriodKind.MONTH: N_("no. 1 by score in every month among the {among}, and {who} in every month"),
    PeriodKind.QUARTER: N_("no. 1 by score in every quarter among the {among}, and {who} in every month"),
    PeriodKind.HALF: N_("no. 1 by score in every half-year among the {among}, and {who} in every month"),
}
_STANDINGS = {Who.ELIGIBLE: N_("eligible"), Who.QUALIFIED: N_("qualified"), Who.EVERYONE: N_("there")}
_AMONG = {
    Who.ELIGIBLE: N_("eligible of the group"),
    Who.QUALIFIED: N_("qualified of the group"),
    Who.EVERYONE: N_("agents of the group"),
}


class LeadRule(Written):
    """First by score in every part of the period."""

    each: Literal["month", "quarter", "half"] = Field(
        description=N_("First in every month, quarter or half-year of the period.")
    )
    among: Whoever = Field("qualified", description=N_("Whom the ranks are among, in every month of that part."))
    who: Whoever = Field("eligible", description=N_("What the winner must be in every month of the whole period."))


def _lead_shorthand(value: Any) -> Any:
    """``lead_every: month`` is short for ``lead_every: {each: month}``."""
    return {"each": value} if isinstance(value, str) else value


class LeadFields(Written):
    """How it is written."""

    lead_every: Annotated[LeadRule, BeforeValidator(_lead_shorthand)] | None = Field(
        None, description=N_("First by score in every month (or quarter) of the period.")
    )


class LeadEvery(ListedCondition, frozen=True):
    """Rank 1 by score in every part (``each``) of the period, among the ``among`` of the group, ranks shared.

    It asks to be ``who`` in every month, and one group throughout.
    """

    each: PeriodKind
    among: Who = Who.QUALIFIED
    who: Who = Who.ELIGIBLE

    word = "lead_every"
    Fields = LeadFields

    @classmethod
    def resolve(cls, rule: LeadRule, resolver: ConditionResolver, path: Path) -> LeadEvery | None:
        each = PeriodKind(rule.each)
        return cls(each, Who(rule.among), Who(rule.who)) if is_shorter(each, resolver, path) else None

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:  # noqa: ARG002 - asked of all
        """Who led every part."""
        return _decide(self, award, context)

    def words(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        return _(_LED_EVERY[self.each]).format(among=_(_AMONG[self.among]), who=_(_STANDINGS[self.who]))

    def refusals(self, award: Award) -> set[str]:
        found = {"behind", "absent"} | ({"moved"} if award.within else set())
        return found | {f"not_{who}" for who in (self.among, self.who) if who is not Who.EVERYONE}


class _Race(Struct, frozen=True):
    """The parts of a period: in each, everybody's rank (0: none), score in hundredths and group."""

    parts: tuple[SubPeriod, ...]
    ranks: Ints
    scores: Ints
    groups: Ints
    names: list[str]
    ids: list[str]


def _decide(condition: LeadEvery, award: Award, context: AwardContext) -> ConditionResult:
    """Who led every part."""
    race = _race(condition, award, context)
    may = context.in_every_month(condition.who)
    groups, names = context.throughout(award.within)
    may &= groups != ABSENT
    led = race.ranks == 1
    winners = np.flatnonzero(may & led.all(axis=1)).tolist()
    ran = may & (race.ranks > 0).all(axis=1)
    whole = context.score()
    candidates = np.bincount(groups[ran], minlength=len(names))
    seconds = [_seconds(race, number) for number in range(len(race.parts))]
    wins = {
        (at, names[groups[at]]): WinFacts(
            via="lead_every",
            score=whole[at],
            candidates=int(candidates[groups[at]]),
            behind=tuple(_behind(race, at, number, second) for number, second in enumerate(seconds)),
        )
        for at in winners
    }
    close = tuple(_close(condition, award, context, race, led, may))
    return ConditionResult(wins, int(ran.sum()), close=close, why=partial(_missed, condition, award, context, race))


def _race(condition: LeadEvery, award: Award, context: AwardContext) -> _Race:
    parts = context.parts_of(condition.each)
    ranks = [context.ranks(award.within, condition.among, part.months) for part in parts]
    scores = [context.score(part.months) for part in parts]
    groups = [context.throughout(award.within, part.months)[0] for part in parts]
    return _Race(
        parts=parts,
        ranks=np.stack(ranks, axis=1),
        scores=np.stack([np.where(score.missing, ABSENT, score.num).astype(np.int64) for score in scores], axis=1),
        groups=np.stack(groups, axis=1),
        names=context.throughout(award.within)[1],
        ids=context.ids,
    )


def _seconds(race: _Race, number: int) -> Ints:
    """The second best score of each group in one part, equal to the best where two led; ``ABSENT`` without a second."""
    ran = np.flatnonzero(race.ranks[:, number] > 0)
    groups, scores = race.groups[ran, number], race.scores[ran, number]
    order = np.lexsort((-scores, groups))
    starts = np.searchsorted(groups[order], np.arange(len(race.names) + 1))
    found = np.full(len(race.names), ABSENT, dtype=np.int64)
    several = np.flatnonzero(np.diff(starts) > 1)
    found[several] = scores[order[starts[several] + 1]]
    return found


def _behind(race: _Race, at: int, number: int, seconds: Ints) -> Behind:
    """One part that was led, and the best of the others."""
    second = int(seconds[race.groups[at, number]])
    best = None if second == ABSENT else Fraction(second, 100)
    return Behind(str(race.parts[number].period), Fraction(int(race.scores[at, number]), 100), best, rank=1)


def _close(
    condition: LeadEvery, award: Award, context: AwardContext, race: _Race, led: Bools, may: Bools
) -> list[tuple[Key, Close]]:
    """Who led some parts but did not win, those with most first, and the first thing that was missing."""
    found: list[tuple[Key, Close]] = []
    won = may & led.all(axis=1)
    met: dict[int, dict[int, list[str]]] = {}
    for at, turn in np.argwhere(led & ~won[:, None]).tolist():
        here = met.setdefault(int(race.groups[at, turn]), {})
        here.setdefault(at, []).append(str(race.parts[turn].period))
    for number, lost in sorted(met.items()):
        for at in sorted(lost, key=lambda one: -len(lost[one]))[:MOST_CLOSE]:
            missing = _missing(condition, award, context, race, (at, number), tuple(lost[at]))
            found.append(((at, race.names[number]), missing))
    return found


def _missing(
    condition: LeadEvery, award: Award, context: AwardContext, race: _Race, place: tuple[int, int], met: tuple[str, ...]
) -> Close:
    """The first thing that was missing, for somebody who led some part in this group."""
    at, number = place
    within = ((award.within, race.names[number]),) if award.within else ()
    first = _first_missing(condition, award, context, race, place)
    if first is None:
        return Close(award.id, within, context.ids[at], "", "", CloseReason.CONDITION, "score", met=met)
    why = CloseReason.MOVED if first.why == MissedReason.NO_GROUP else CloseReason(first.why)
    return Close(award.id, within, context.ids[at], "", "", why, "score", first.value, first.needed, first.period, met)


def _missed(condition: LeadEvery, award: Award, context: AwardContext, race: _Race, at: int) -> Missed | None:
    """What anybody missed first: of who was in no group, or changed it, seen from the group of the first month."""
    number = int(context.codes(award.within)[0][at, 0]) if award.within else 0
    if number == ABSENT:
        return context.out_of_group(award.within, at)
    return _first_missing(condition, award, context, race, (at, number))


def _first_missing(
    condition: LeadEvery, award: Award, context: AwardContext, race: _Race, place: tuple[int, int]
) -> Missed | None:
    """The first thing that was missing: there, in the group, qualified, in front, eligible."""
    at, number = place
    months = [str(month.month) for month in context.months]
    told = partial(Missed, group=race.names[number], figure="score")
    absent = np.flatnonzero(context.place[at] == ABSENT)
    if len(absent):
        return told(MissedReason.ABSENT, months[absent[0]], months[absent[0]])
    if award.within:
        elsewhere = np.flatnonzero(context.codes(award.within)[0][at] != number)
        if len(elsewhere):
            month = months[elsewhere[0]]
            code = int(context.codes(award.within)[0][at, elsewhere[0]])
            return (
                told(MissedReason.MOVED, month, month, other=race.names[code])
                if code != ABSENT
                else told(MissedReason.NO_GROUP, month, month)
            )
    for turn, part in enumerate(race.parts):
        met = tuple(str(one.period) for one, rank in zip(race.parts, race.ranks[at], strict=True) if rank == 1)
        if race.ranks[at, turn] == 0:
            lacking = np.flatnonzero(context.numbers(condition.among.value)[at, part.months] != 1)
            return told(
                MissedReason(f"not_{condition.among}"), str(part.period), months[part.months][lacking[0]], met=met
            )
        if race.ranks[at, turn] > 1:
            return _behind_leader(race, part, (at, number, turn), told(MissedReason.BEHIND, met=met))
    if condition.who is Who.EVERYONE:
        return None
    lacking = np.flatnonzero(context.numbers(condition.who.value)[at] != 1)
    return told(MissedReason(f"not_{condition.who}"), months[lacking[0]], months[lacking[0]]) if len(lacking) else None


def _behind_leader(race: _Race, part: SubPeriod, place: tuple[int, int, int], told: Missed) -> Missed:
    """Not in front in one part: the own score against the leader's."""
    at, number, turn = place
    here = race.groups[:, turn] == number
    leader = int(np.flatnonzero(here & (race.ranks[:, turn] == 1))[0])
    return replace(
        told,
        period=str(part.period),
        value=Fraction(int(race.scores[at, turn]), 100),
        needed=Fraction(int(race.scores[leader, turn]), 100),
        rank=int(race.ranks[at, turn]),
        tied=int((here & (race.ranks[:, turn] == race.ranks[at, turn])).sum()) > 1,
        candidates=int((here & (race.ranks[:, turn] > 0)).sum()),
        rival=race.ids[leader],
    )
