"""Awards by months of service: which days of hiring count, and of whom none is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ccmotivate.model.hiring import HIRED
from ccmotivate.model.reasons import MissedReason
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:
    from ccmotivate.model.reasons import Missed
    from ccmotivate.model.results import MonthFacts, MonthResult, PeriodResult


def with_published_days(months: Iterable[MonthResult], published: Iterable[MonthFacts]) -> list[MonthResult]:
    """Months of files, those that were published without days of hiring without them: so they count ever after."""
    bare = {one.month for one in published if HIRED not in one.agents}
    return [
        replace(one, agents=one.agents.drop(columns=HIRED, errors="ignore")) if one.month in bare else one
        for one in months
    ]


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
