"""``consecutive``: another award in so many of its periods running, within one group and one longer period.

In a rule file: ``consecutive: {award: monthly_project, times: 2}``: the monthly award (any place; ``places: 1`` for the
first alone) in two months running. It asks for nothing beyond those awards: not for the other months, nor for staying.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import pairwise

from ccmotivate.engine.awards.condition_result import MOST_CLOSE, ConditionResult, Key, WinFacts
from ccmotivate.engine.awards.context import AwardContext, SubPeriod
from ccmotivate.model.award_rules import Award, Consecutive
from ccmotivate.model.explanation import Missed
from ccmotivate.model.results import AwardGiven, Behind, Close
from ccmotivate.model.rules import RuleSet

_Wins = dict[int, AwardGiven]
"""The awards of one agent in one group, by the number of the part."""


def decide(condition: Consecutive, award: Award, context: AwardContext, _rules: RuleSet) -> ConditionResult:
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
    return Missed("times", group=group, met=met, times=condition.times, other=condition.award)


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
            found.append((key, Close(award.id, within, context.ids[key[0]], "", "", "apart", "score", met=met)))
    return found
