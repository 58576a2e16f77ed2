"""``consecutive``: another award in so many of its periods running, within one group and one longer period.

In a rule file: ``consecutive: {award: monthly_project, times: 2}``: the monthly award (any place; ``places: 1`` for the
first alone) in two months running. It asks for nothing beyond those awards: not for the other months, nor for staying.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ccmotivate.conditions.condition import ConditionResolver, ListedCondition, Path, Wording, is_shorter
from ccmotivate.conditions.result import MOST_CLOSE, ConditionResult, Key, WinFacts
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.reasons import CloseReason, Missed, MissedReason
from ccmotivate.model.results import AwardGiven, Behind, Close
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Places, Written

if TYPE_CHECKING:
    from ccmotivate.conditions.context import AwardContext, SubPeriod

_RUNNING = {
    PeriodKind.MONTH: N_("the {award} in {count} months running"),
    PeriodKind.QUARTER: N_("the {award} in {count} quarters running"),
    PeriodKind.HALF: N_("the {award} in {count} half-years running"),
    PeriodKind.YEAR: N_("the {award} in {count} years running"),
}
_Wins = dict[int, AwardGiven]
"""The awards of one agent in one group, by the number of the part."""


class ConsecutiveRule(Written):
    """Another award, so many times running."""

    award: Id = Field(description=N_("The id of the other award."))
    times: Annotated[int, Field(ge=2, le=12)] = Field(description=N_("How many of its periods running."))
    places: Places | None = Field(None, description=N_("Only its first so many places; any place without it."))


class ConsecutiveFields(Written):
    """How it is written."""

    consecutive: ConsecutiveRule | None = Field(
        None, description=N_("Another award, so many times running: {award: monthly_project, times: 2}.")
    )


class Consecutive(ListedCondition, frozen=True):
    """Another award, ``times`` periods (``each``) of it running, within one group; ``places`` None takes any place."""

    award: str
    times: int
    places: int | None = None
    each: PeriodKind = PeriodKind.MONTH

    word = "consecutive"
    Fields = ConsecutiveFields

    @property
    def others(self) -> tuple[str, ...]:
        return (self.award,)

    @classmethod
    def resolve(cls, rule: ConsecutiveRule, resolver: ConditionResolver, path: Path) -> Consecutive | None:
        if not resolver.known("awards", rule.award, resolver.agent_awards, path):
            return None
        each = PeriodKind(resolver.agent_awards[rule.award])
        if not is_shorter(each, resolver, path):
            return None
        most = resolver.every.months // each.months
        if rule.times > most:
            resolver.say("rule-too-often", path, rule.times, most=most, every=resolver.every)
            return None
        return cls(rule.award, rule.times, rule.places, each)

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:  # noqa: ARG002 - asked of all
        """Who won the other award so often running."""
        return _decide(self, award, context)

    def words(self, wording: Wording) -> str:
        _, text = translator(wording.lang), self.brief(wording)
        if self.places is None:
            return _("winning {award}, whatever the place").format(award=text)
        return _("winning {award}, among the first {places}").format(award=text, places=self.places)

    def brief(self, wording: Wording) -> str:
        other = wording.rules.awards.get(self.award)
        kind = other.every if other else PeriodKind.MONTH
        return running_text(self.award, kind, self.times, wording.rules, wording.lang)

    def refusals(self, award: Award) -> set[str]:  # noqa: ARG002 - asked of all conditions
        return {"times"}


def running_text(award: str, kind: PeriodKind, count: int, rules: RuleSet, lang: str) -> str:
    """Another award so often in a row: ``the Monthly project award in 2 months running``."""
    label = rules.awards[award].label.text(lang) if award in rules.awards else award
    return translator(lang)(_RUNNING[kind]).format(award=label, count=count)


def _decide(condition: Consecutive, award: Award, context: AwardContext) -> ConditionResult:
    """Who won the other award so often running."""
    parts = context.parts_of(condition.each)
    rows = {agent_id: at for at, agent_id in enumerate(context.ids)}
    counted = _wins(condition, award, parts)
    whole = context.score()
    wins: dict[Key, WinFacts] = {}
    lost: dict[Key, _Wins] = {}
    for (agent_id, _inner, group), won in sorted(counted.items(), key=lambda item: item[0]):
        key = (rows[agent_id], group)
        run = _run(won, condition.times)
        if run and key not in wins:
            wins[key] = WinFacts(
                via="consecutive",
                score=whole[key[0]],
                behind=tuple(_behind(won[at]) for at in run),
            )
        elif not run and len(won) > len(lost.get(key, {})):
            lost[key] = won
    close = tuple(_close(condition, award, context, {key: won for key, won in lost.items() if key not in wins}, parts))
    return ConditionResult(
        wins,
        candidates=len({agent_id for agent_id, _, _ in counted}),
        close=close,
        why=partial(_missed, condition, award, context, counted, parts),
    )


def _missed(
    condition: Consecutive,
    award: Award,
    context: AwardContext,
    counted: Mapping[tuple[str, str, str], _Wins],
    parts: tuple[SubPeriod, ...],
    at: int,
) -> Missed | None:
    """In which parts an agent won the other award, of the group with most; None when that was often enough."""
    own = [(group, won) for (agent_id, _inner, group), won in sorted(counted.items()) if agent_id == context.ids[at]]
    if any(_run(won, condition.times) for _group, won in own):
        return None
    group, won = max(own, key=lambda one: len(one[1]), default=(context.latest(award.within, at), {}))
    met = tuple(str(parts[number].period) for number in sorted(won))
    return Missed(MissedReason.TIMES, group=group, met=met, times=condition.times, other=condition.award)


def _wins(condition: Consecutive, award: Award, parts: Iterable[SubPeriod]) -> dict[tuple[str, str, str], _Wins]:
    """The counted awards by agent, group of that award, and group of this one."""
    found: dict[tuple[str, str, str], _Wins] = {}
    for number, part in enumerate(parts):
        for given in part.awards:
            if given.award != condition.award or given.agent_id is None:
                continue
            if condition.places is not None and (given.rank or 1) > condition.places:
                continue
            group = _group(given, award.within)
            if group is not None:
                inner = given.within[0][1] if given.within else ""
                found.setdefault((given.agent_id, inner, group), {})[number] = given
    return found


def _group(given: AwardGiven, within: str | None) -> str | None:
    """The group of this award that a counted one falls into, None where that cannot be said."""
    if within is None:
        return ""
    if given.within and given.within[0][0] == within:
        return given.within[0][1]
    return {"project": given.project, "team": given.team}.get(within) or None


def _run(won: _Wins, times: int) -> list[int]:
    """The longest run of parts, the first of equals; none when it is shorter than ``times``."""
    numbers = sorted(won)
    runs: list[list[int]] = [[numbers[0]]]
    for before, number in pairwise(numbers):
        if number == before + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    longest = max(runs, key=len)
    return longest if len(longest) >= times else []


def _behind(given: AwardGiven) -> Behind:
    return Behind(given.period, given.score, award=given.award, rank=given.rank)


def _close(
    condition: Consecutive, award: Award, context: AwardContext, lost: dict[Key, _Wins], parts: tuple[SubPeriod, ...]
) -> list[tuple[Key, Close]]:
    """Who won it, but not so often running; those with most first in each group."""
    if len(parts) < condition.times:
        return []
    found: list[tuple[Key, Close]] = []
    for group in sorted({group for _, group in lost}):
        near = sorted((key for key in lost if key[1] == group), key=lambda key: (-len(lost[key]), key[0]))
        for key in near[:MOST_CLOSE]:
            met = tuple(str(parts[number].period) for number in sorted(lost[key]))
            within = ((award.within, group),) if award.within else ()
            found.append(
                (key, Close(award.id, within, context.ids[key[0]], "", "", CloseReason.APART, "score", met=met))
            )
    return found
