"""Awards by months of service, where the ledger, which keeps no days of hiring, says who was there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ccmotivate.model.ids import in_order
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.calendar import Period, PeriodKind
    from ccmotivate.model.results import MonthFacts, PeriodResult
    from ccmotivate.model.rules import RuleSet


def by_service(rules: RuleSet, kind: PeriodKind) -> list[str]:
    """The awards of such a period that ask for months of service."""
    from ccmotivate.conditions.tenure import Tenure

    given = rules.awards_of(kind)
    return [one.id for one in given if any(isinstance(asked, Tenure) for asked in one.condition.walk())]


def as_served(result: PeriodResult, was: PeriodResult | None) -> PeriodResult:
    """A result with the awards by months of service of what was published, where agents have no day of hiring.

    That is where a month of the ledger has them and no file says it: such awards are as they were.
    """
    kept = set(by_service(result.rules, result.period.kind)) if was and _without_day(result.facts) else set()
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


def _without_day(months: Sequence[MonthFacts]) -> list[str]:
    """The agents who stand in no month whose file says who was hired when."""
    said = [month.agents["agent_id"].tolist() for month in months if "hired" in month.agents]
    every = {agent for month in months for agent in month.agents["agent_id"].tolist()}
    return in_order(every.difference(*said))


def without_days(result: PeriodResult, standing: Iterable[PeriodResult]) -> list[Problem]:
    """What is to be said of awards by months of service where nothing says who was hired when.

    It is an error where months are of the ledger, for these do not tell who earned such an award, and a note where all
    are of files, or where somebody stands in months of the ledger alone.

    Args:
        result: The period, none of whose awards was published.
        standing: The shorter periods within it whose awards count as they were published.
    """
    from ccmotivate.model.results import PublishedMonth

    found: list[Problem] = []
    for award, period in _decided_here(result, {one.period for one in standing}):
        months = [one for one in result.facts if one.month in period.months]
        is_kept = any(isinstance(one, PublishedMonth) for one in months)
        is_known = any("hired" in one.agents for one in months)
        lacking = _without_day(months) if is_kept and is_known else []
        code = "hired-not-kept-of" if is_known else "hired-not-kept" if is_kept else "hired-not-given"
        if lacking or not is_known:
            found.append(problem(code, SourceRef(), award=award, period=period, agents=lacking))
    return found


def _decided_here(result: PeriodResult, standing: Set[Period]) -> Iterable[tuple[str, Period]]:
    """The awards by months of service that are decided here, with their periods; a month of the ledger has its own."""
    from ccmotivate.model.calendar import PeriodKind
    from ccmotivate.model.results import PublishedMonth

    period, rules = result.period, result.rules
    if period.kind is PeriodKind.MONTH and isinstance(result.facts[0], PublishedMonth):
        return ()
    there = {one.month for one in result.facts}
    shorter = [part for kind in (PeriodKind.QUARTER, PeriodKind.HALF) for part in period.parts(kind)]
    here = [one for one in shorter if one not in standing and not there.isdisjoint(one.months)]
    return dict.fromkeys(one for award in rules.awards_of(period.kind) for one in _asked(award, period, here, rules))


def _asked(award: Award, period: Period, here: Sequence[Period], rules: RuleSet) -> Iterator[tuple[str, Period]]:
    """An award by months of service, and those of shorter periods (of these) by which an award goes."""
    from ccmotivate.conditions.consecutive import Consecutive
    from ccmotivate.conditions.tenure import Tenure

    for one in award.condition.walk():
        if isinstance(one, Tenure):
            yield award.id, period
        elif isinstance(one, Consecutive):
            for part in (part for part in here if part.kind is one.each and period.holds(part)):
                yield from _asked(rules.awards[one.award], part, here, rules)
