"""Awards by months of service, where a month of the ledger was published without days of hiring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ccmotivate.model.hiring import HIRED, hiring_days, with_hired
from ccmotivate.model.reasons import MissedReason
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:
    from ccmotivate.model.period import Month
    from ccmotivate.model.reasons import Missed
    from ccmotivate.model.results import MonthResult, PeriodResult, PublishedMonth


def dated(
    fresh: Mapping[Month, MonthResult], published: Mapping[Month, PublishedMonth]
) -> tuple[dict[Month, MonthResult], dict[Month, PublishedMonth]]:
    """Months of files and of the ledger with the days of hiring that count, whichever of both are used.

    Where a month was published with days, those that were published without have none. Where all were published
    without, those of their files count.
    """
    bare = [month for month, one in published.items() if HIRED not in one.agents]
    if len(bare) < len(published):
        agents = {month: one.agents.drop(columns=HIRED, errors="ignore") for month, one in fresh.items()}
        read = {at: replace(one, agents=agents[at]) if at in bare else one for at, one in fresh.items()}
        return read, dict(published)
    days = {month: hiring_days(one.agents) for month, one in fresh.items()}
    held = {at: replace(one, agents=with_hired(one.agents, days.get(at, {}))) for at, one in published.items()}
    return dict(fresh), held


def as_served(result: PeriodResult, was: PeriodResult | None) -> PeriodResult:
    """A result with the awards by months of service of what was published, where agents have no day of hiring.

    That is where months were published without any, and no file says them: such awards are as they were.
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
    """Whether somebody stands in no month whose file, or publication, says who was hired when."""
    said = [one for one in result.facts if HIRED in one.agents]
    found = {agent for one in said for agent in one.agents["agent_id"].tolist()}
    return not found.issuperset(result.agents["agent_id"].tolist())


def without_days(results: Iterable[MonthResult | PeriodResult]) -> list[Problem]:
    """A note on each award by months of service with those whom it does not consider, as no day of hiring is known."""
    notes = []
    for result in results:
        asked = [one for one in result.rules.awards_of(result.period.kind) if one.asks_service]
        for award in asked:
            won = {one.agent_id for one in result.awards if one.award == award.id}
            rest = [one for one in result.agents["agent_id"].tolist() if one not in won]
            why = result.trace.get(award.id)
            missed = [one for one in rest if why and _is_for_want(why(one))]
            if missed:
                notes.append(problem("hired-unknown", SourceRef(), award=award.id, month=result.period, agents=missed))
    return notes


def _is_for_want(missed: Missed | None) -> bool:
    """Whether a day of hiring was wanting, of one of several conditions at least."""
    return missed is not None and (missed.why is MissedReason.NO_HIRED or any(map(_is_for_want, missed.parts)))
