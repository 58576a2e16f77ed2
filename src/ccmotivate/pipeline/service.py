"""Awards by months of service, where a month of the ledger was published without days of hiring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ccmotivate.model.hiring import HIRED, hiring_days, with_hired
from ccmotivate.model.reasons import MissedReason
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:
    from ccmotivate.model.results import MonthResult, PeriodResult, PublishedMonth


def with_days_of(published: PublishedMonth, now: MonthResult | None) -> PublishedMonth:
    """A month of the ledger; of one that was published without any day of hiring, with those of its files."""
    if now is None or HIRED in published.agents:
        return published
    return replace(published, agents=with_hired(published.agents, hiring_days(now.agents)))


def as_served(result: PeriodResult, was: PeriodResult | None) -> PeriodResult:
    """A result with the awards by months of service of what was published, where agents have no day of hiring.

    That is where they are in months that were published without, and no file says it: such awards are as they were.
    """
    kept = {one.id for one in result.rules.awards_of(result.period.kind) if one.asks_service}
    if was is None or not kept or not _lacks_days(result):
        return result

    def both(field: str) -> tuple[Any, ...]:
        of_now, of_then = getattr(result, field), getattr(was, field)
        return (*(one for one in of_now if one.award not in kept), *(one for one in of_then if one.award in kept))

    ties = {award: one for award, one in result.ties.items() if award not in kept}
    return replace(
        result,
        awards=both("awards"),
        withheld=(
            *(one for one in result.withheld if one.given.award not in kept),
            *(one for one in was.withheld if one.given.award in kept),
        ),
        ties={**ties, **{award: one for award, one in was.ties.items() if award in kept}},
        close=both("close"),
        not_given=both("not_given"),
    )


def _lacks_days(result: PeriodResult) -> bool:
    """Whether somebody has no day of hiring in any month."""
    found = {agent_id for one in result.facts for agent_id in hiring_days(one.agents)}
    return not found.issuperset(result.agents["agent_id"].tolist())


def without_days(results: Iterable[MonthResult | PeriodResult]) -> list[Problem]:
    """A note on each award by months of service that somebody misses because no day of hiring is known."""
    notes = []
    for result in results:
        ids = result.agents["agent_id"].tolist()
        for award in result.rules.awards_of(result.period.kind):
            why = result.trace.get(award.id) if award.asks_service else None
            missed = (
                []
                if why is None
                else [one for one in ids if (found := why(one)) and found.why is MissedReason.NO_HIRED]
            )
            if missed:
                notes.append(problem("hired-unknown", SourceRef(), award=award.id, month=result.period, agents=missed))
    return notes
