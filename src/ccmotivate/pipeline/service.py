"""Awards by months of service, where a month of the ledger was published without days of hiring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from ccmotivate.model.hiring import HIRED, hiring_days, with_hired
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:
    from ccmotivate.model.calendar import PeriodKind
    from ccmotivate.model.results import MonthFacts, MonthResult, PeriodResult, PublishedMonth
    from ccmotivate.model.rules import RuleSet

OneMonth = TypeVar("OneMonth", "MonthResult", "PublishedMonth")


def by_service(rules: RuleSet, kind: PeriodKind) -> list[str]:
    """The awards of such a period that ask for months of service."""
    from ccmotivate.conditions.tenure import Tenure

    given = rules.awards_of(kind)
    return [one.id for one in given if any(isinstance(asked, Tenure) for asked in one.condition.walk())]


def with_days_of(month: OneMonth, other: MonthFacts | None) -> OneMonth:
    """A month of files or of the ledger, with the days of hiring that only the other one says."""
    days = {} if other is None else {**hiring_days(other.agents), **hiring_days(month.agents)}
    return replace(month, agents=with_hired(month.agents, days)) if days else month


def as_served(result: PeriodResult, was: PeriodResult | None) -> PeriodResult:
    """A result with the awards by months of service of what was published, where agents have no day of hiring.

    That is where they are in months that were published without, and no file says it: such awards are as they were.
    """
    kept = set(by_service(result.rules, result.period.kind)) if was and _lacks_days(result) else set()
    if was is None or not kept:
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
    """Whether somebody stands in no month whose file says who was hired when."""
    said = [one for one in result.facts if HIRED in one.agents]
    found = {agent for one in said for agent in one.agents["agent_id"].tolist()}
    return not found.issuperset(result.agents["agent_id"].tolist())


def without_days(result: PeriodResult, months: Iterable[MonthFacts]) -> list[Problem]:
    """A note on each award by months of service where nothing says who was hired when, with where to say it."""
    from ccmotivate.model.results import PublishedMonth

    months = list(months)
    if any(HIRED in month.agents for month in months):
        return []
    is_kept = any(isinstance(month, PublishedMonth) for month in months)
    code = "hired-not-kept" if is_kept else "hired-not-given"
    awards = by_service(result.rules, result.period.kind)
    return [problem(code, SourceRef(), award=one, period=result.period) for one in awards]
