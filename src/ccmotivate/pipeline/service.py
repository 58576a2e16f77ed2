"""Awards by months of service, where the ledger, which keeps no days of hiring, says who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.model.ids import in_order
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import Decision, MonthFacts, MonthResult, Past, PeriodResult
    from ccmotivate.model.rules import RuleSet

_Asked = tuple[str, "Period"]
"""An award by months of service, and the period in which it is decided."""
_Wins = frozenset[tuple[Any, ...]]
"""Who won an award: agent, group and place of each."""


class Basis(Struct, frozen=True):
    """From what periods are decided: their months, the rules, people's decisions, and the awards of what was before."""

    months: Sequence[MonthFacts]
    rules: RuleSet
    decisions: Sequence[Decision] = ()
    past: Past = field(default_factory=dict)

    def of(self, period: Period) -> list[MonthFacts]:
        """The months of a period that are there."""
        return [one for one in self.months if one.month in period.months]


def decided_in_turn(
    basis: Basis,
    periods: Iterable[Period],
    standing: Sequence[PeriodResult] = (),
    was: Mapping[Period, PeriodResult] = MappingProxyType({}),
) -> list[PeriodResult]:
    """Periods, shorter ones first, each decided on those before it.

    Args:
        basis: The months of them all.
        periods: What is decided.
        standing: Other periods, whose awards count as they are.
        was: What was published of ``periods``: awards by months of service are as there where days are not known.
    """
    from ccmotivate.engine.periods import award_period

    found: list[PeriodResult] = []
    for period in periods:
        known = [*standing, *found]
        past = {**basis.past, **{one.period: one.awards for one in known}}
        result = award_period(period, basis.of(period), basis.rules, basis.decisions, known, past)
        found.append(as_served(result, was.get(period)))
    return found


def as_served(result: PeriodResult, was: PeriodResult | None) -> PeriodResult:
    """A result with the awards by months of service of what was published (``was``), where days are not known.

    That is where somebody stands in a month of the ledger for which there is no file, and no file says when they were
    hired.
    """
    from ccmotivate.conditions.tenure import Tenure

    if was is None or not _unknown(result.facts, {}):
        return result
    given = result.rules.awards_of(result.period.kind)
    kept = {one.id for one in given if any(isinstance(asked, Tenure) for asked in one.condition.walk())}

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


def _unknown(months: Iterable[MonthFacts], files: Mapping[Month, MonthResult]) -> frozenset[str]:
    """Who stands in a month of the ledger and not in a file (``files``) of it, without a day of hiring in any month."""
    from ccmotivate.conditions.result import ABSENT
    from ccmotivate.model.results import PublishedMonth

    kept, known = set[str](), set[str]()
    for one in months:
        ids = one.agents["agent_id"].tolist()
        if isinstance(one, PublishedMonth):
            file = files.get(one.month)
            kept.update(set(ids) - set(file.agents["agent_id"].tolist() if file else ()))
        if "hired" in one.agents:
            known.update(who for who, day in zip(ids, one.agents["hired"].tolist(), strict=True) if day != ABSENT)
    return frozenset(kept - known)


# -- what is not known ------------------------------------------------------------------------------------------------


def without_days(
    period: Period,
    basis: Basis,
    standing: Sequence[PeriodResult],
    files: Mapping[Month, MonthResult],
    *,
    paid: bool = False,
) -> list[Problem]:
    """What is to be said of awards by months of service where days of hiring are not known.

    An error where it depends on a day that the ledger does not keep who wins; else a note where all months are of files
    and none says any day.

    Args:
        period: The period, none of whose awards was published.
        basis: What it is decided from.
        standing: The shorter periods within it whose awards count as they were published.
        files: The months for which there are files, also where the ledger counts.
        paid: Whether prizes of shorter periods are paid too; else only their awards matter by which others go.
    """
    there = _shorter(period, basis)
    decided = [one for one in there if one not in {known.period for known in standing}]
    asked = dict.fromkeys(_asked_of(period, basis, there, decided if paid else ()))
    asked = {one: None for one in asked if one[1] in (period, *decided)}
    unknown = {part: _unknown(basis.of(part), files) for _award, part in asked}
    hanging = _hanging(asked, basis, [*decided, period], standing, unknown) if any(unknown.values()) else {}
    said = [
        problem("hired-not-kept", SourceRef(), award=award, period=part, agents=in_order(agents))
        for (award, part), agents in hanging.items()
    ]
    none = [one for one in asked if not unknown[one[1]] and not any("hired" in on.agents for on in basis.of(one[1]))]
    return [*said, *(problem("hired-not-given", SourceRef(), award=award, period=part) for award, part in none)]


def _shorter(period: Period, basis: Basis) -> list[Period]:
    """The quarters, then the half-years, within a period of which there is any month."""
    from ccmotivate.model.calendar import PeriodKind

    kinds = (PeriodKind.QUARTER, PeriodKind.HALF)
    return [part for kind in kinds for part in period.parts(kind) if period.holds(part) and basis.of(part)]


def _asked_of(period: Period, basis: Basis, there: Sequence[Period], more: Iterable[Period]) -> Iterator[_Asked]:
    """The awards by months of service that matter to a period; a month of the ledger has its own.

    Args:
        period: The period.
        basis: Its months and rules.
        there: The shorter periods within it.
        more: Those of them whose prizes matter.
    """
    from ccmotivate.model.calendar import PeriodKind
    from ccmotivate.model.results import PublishedMonth

    for one in (period, *more):
        if one.kind is PeriodKind.MONTH and isinstance(basis.of(one)[0], PublishedMonth):
            continue
        for award in (award for award in basis.rules.awards_of(one.kind) if one == period or award.prizes):
            yield from _asked(award, one, there, basis.rules)


def _asked(award: Award, period: Period, there: Sequence[Period], rules: RuleSet) -> Iterator[_Asked]:
    """An award by months of service, and those of shorter periods by which an award goes."""
    from ccmotivate.conditions.consecutive import Consecutive
    from ccmotivate.conditions.not_won import NotWon
    from ccmotivate.conditions.tenure import Tenure

    for one in award.condition.walk():
        parts: list[Period] = []
        if isinstance(one, Tenure):
            yield award.id, period
        elif isinstance(one, Consecutive):
            parts = [part for part in there if part.kind is one.each and period.holds(part)]
            parts = parts if len(parts) >= one.times else []
        elif isinstance(one, NotWon):
            parts = [part for part in there if part.kind is one.each and part.months[-1] < period.months[0]]
        for part in parts:
            for other in one.others:
                yield from _asked(rules.awards[other], part, there, rules)


def _hanging(
    asked: Collection[_Asked],
    basis: Basis,
    periods: Sequence[Period],
    standing: Sequence[PeriodResult],
    unknown: Mapping[Period, frozenset[str]],
) -> dict[_Asked, frozenset[str]]:
    """The awards that others win if people were hired earlier or later, each with those people.

    Every period is decided with the days as they are, and with each number of months that awards ask for, and with
    none, as the service of all whose day is not known.
    """
    given = basis.rules.awards
    served = sorted({months for award, _period in asked for months in _thresholds(given[award])})
    cases = [_winners(asked, basis, periods, standing, None, unknown)]
    cases += [_winners(asked, basis, periods, standing, months, unknown) for months in (0, *served)]
    found: dict[_Asked, frozenset[str]] = {}
    for one in asked:
        wins = [case[one] for case in cases]
        people = unknown[one[1]]
        sometimes = frozenset[Any]().union(*wins) - wins[0].intersection(*wins)
        if sometimes:
            found[one] = frozenset(key[0] for key in sometimes) & people or people
    return found


def _thresholds(award: Award) -> Iterator[int]:
    from ccmotivate.conditions.tenure import Tenure

    return (one.months for one in award.condition.walk() if isinstance(one, Tenure))


def _winners(
    asked: Collection[_Asked],
    basis: Basis,
    periods: Sequence[Period],
    standing: Sequence[PeriodResult],
    served: int | None,
    unknown: Mapping[Period, frozenset[str]],
) -> dict[_Asked, _Wins]:
    """Who wins the awards if those of unknown day have ``served`` so many months (None: as it is)."""
    known = list(standing)
    for period in periods:
        months = basis.of(period)
        if served is not None:
            months = [_with_service(one, unknown.get(period, ()), served, months[-1].month) for one in months]
        known += decided_in_turn(replace(basis, months=months), [period], known)
    results = {one.period: one for one in known}
    return {
        (award, part): frozenset(
            (one.agent_id, one.team, one.within, one.rank) for one in results[part].awards if one.award == award
        )
        for award, part in asked
    }


def _with_service(facts: MonthFacts, people: Collection[str], served: int, last: Month) -> MonthFacts:
    """A month in which these people have a day of hiring: ``served`` months of service at the end of ``last``."""
    from ccmotivate.conditions.result import ABSENT
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import MonthResult, PublishedMonth

    assert isinstance(facts, MonthResult | PublishedMonth)
    since = Month.from_ordinal(last.ordinal - served)
    day = dt.date(since.year, since.month, 2).toordinal()
    agents = facts.agents
    days = agents["hired"].tolist() if "hired" in agents else [ABSENT] * len(agents)
    hired = [day if who in people else own for who, own in zip(agents["agent_id"].tolist(), days, strict=True)]
    return replace(facts, agents=agents.assign(hired=hired))
