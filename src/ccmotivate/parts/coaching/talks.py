"""Whom a month is talked about with: findings and praise, each with what the month would be without it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ccmotivate.model.results import MonthResult, PublishedMonth
from ccmotivate.parts.coaching.decide import CoachingResult, Finding, State
from ccmotivate.parts.coaching.trial import (
    COACHING,
    RepeatCost,
    Standing,
    Without,
    published_standings,
    repeat_costs,
    standings,
    standings_without,
)


class Discussed(Struct, frozen=True):
    """A finding that is talked about, and where the person would stand without it, None where the sheet ``differs``."""

    finding: Finding
    without: Without | None


class TalkSheet(Struct, frozen=True):
    """What is said to one person.

    Attributes:
        agent: The position among the agents of the month.
        now: Where the person stands, as it was published where it was.
        differs: The files give another standing than was published, so that nothing can be told by them.
        wrong: Findings open, overdue or repeated in the month.
        cost: What a repeat costs, None where nothing is paid or nothing can be told.
        praise: Praise of the month.
    """

    agent: int
    now: Standing
    differs: bool
    wrong: tuple[Discussed, ...]
    cost: RepeatCost | None
    praise: tuple[Finding, ...]


def to_talk_about(result: CoachingResult, agent: int) -> tuple[list[Finding], list[Finding]]:
    """What stands on an agent's sheet: findings open, overdue or repeated in the month, and praise of the month."""
    own = list(result.of(agent))
    wrong = [
        one
        for one in own
        if one.state in (State.OPEN, State.OVERDUE) or (one.kind.negative and one.repeat and result.in_month(one))
    ]
    return wrong, [one for one in own if not one.kind.negative and result.in_month(one)]


def people(result: CoachingResult) -> list[int]:
    """The agents who have a sheet, in the order of the ids."""
    return [at for at in sorted({one.agent for one in result.findings}) if any(to_talk_about(result, at))]


def talk_sheets(month: MonthResult, agents: Sequence[int], published: PublishedMonth | None = None) -> list[TalkSheet]:
    """What is said to each of these agents; figures as they were published count before those of the files."""
    talked = {at: to_talk_about(month.parts[COACHING], at) for at in agents}
    files = standings(month, agents)
    shown = files if published is None else published_standings(published, month, agents)
    same = {at for at in agents if shown.get(at) == files[at]}
    without = standings_without(month, [wrong for at, (wrong, _praise) in talked.items() if at in same])
    costs = repeat_costs(month, same)
    return [
        TalkSheet(
            at, shown.get(at, files[at]), at not in same,
            tuple(Discussed(one, without.get(one.row)) for one in wrong),
            costs.get(at), tuple(praise),
        )
        for at, (wrong, praise) in talked.items()
    ]  # fmt: skip
