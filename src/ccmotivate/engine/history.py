"""What was over before the months that are decided, for parts and awards that look back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.engine.parts import with_parts
from ccmotivate.model.award_rules import LooksBack
from ccmotivate.model.before import NOTHING_BEFORE, Before
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, MonthFacts, MonthResult, Past, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem


class History(Struct):
    """The awards of what is over, as months are added in their order; those of ``before`` count as they are there."""

    rules: RuleSet
    before: Before = NOTHING_BEFORE
    facts: dict[Month, list[MonthFacts]] = field(default_factory=dict)
    past: dict[Period, tuple[AwardGiven, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.past |= {**self.before.stated, **{one.period: one.awards for one in self.before.published}}
        for one in self.before.months:
            self._add(one)

    def add(self, result: MonthResult) -> None:
        """A month that was scored; of several workbooks each by itself, one after the other."""
        if all(one.month != result.month for one in self.before.months):
            self._add(result)

    def _add(self, facts: MonthFacts) -> None:
        if self.rules.awards_window:
            period = Period.of_month(facts.month)
            self.facts.setdefault(facts.month, []).append(facts)
            self.past[period] = (*self.past.get(period, ()), *self._awards(period, [facts]))

    def until(self, month: Month) -> Past:
        """The awards of everything that was over before a month; nothing where no award looks back."""
        for ended in sorted(one for one in self.facts if one < month):
            for kind in self.rules.past_kinds - {PeriodKind.MONTH}:
                self._complete(Period.ending(kind, ended))
        return {period: awards for period, awards in self.past.items() if period.months[-1] < month}

    def _complete(self, period: Period | None) -> None:
        """Decide a longer period of which every month is known."""
        if period is None or period in self.past:
            return
        months = [self.facts.get(month, []) for month in period.months]
        if all(len(found) == 1 for found in months) and self._has_rules(period):
            self.past[period] = self._awards(period, [found[0] for found in months])

    def _awards(self, period: Period, facts: Sequence[MonthFacts]) -> tuple[AwardGiven, ...]:
        """The awards of a period with what people decided in it."""
        is_told = any(one.period == str(period) for one in self.before.decisions) and self._has_rules(period)
        if period.kind is PeriodKind.MONTH and not is_told:
            return facts[0].awards
        from ccmotivate.engine.periods import award_period  # here: a month alone needs no longer period

        within = [one for one in self.before.published if period.holds(one.period)]
        return award_period(period, facts, self.rules, self.before.decisions, within, self.past).awards

    def _has_rules(self, period: Period) -> bool:
        return self.rules.version(period.months[-1]).rules is not None


def looking_back(months: Sequence[MonthResult], rules: RuleSet, before: Before) -> tuple[MonthResult, ...]:
    """Months of several workbooks, each scored by itself, that look at those of the other workbooks too."""
    seen = [_with_others(month, months, rules.looks_back) for month in months]
    history = History(rules, before)
    for month in sorted({one.month for one in months}) if rules.awards_window else ():
        past = history.until(month)
        seen = [_with_past(one, past) if one.month == month else one for one in seen]
        for one in seen:
            if one.month == month:
                history.add(one)
    return tuple(seen)


def _with_others(month: MonthResult, others: Sequence[MonthFacts], window: int) -> MonthResult:
    """A month whose parts look at months of other workbooks; what they know already (the ledger) counts before."""
    known = {one.month for one in month.earlier}
    first = month.month.ordinal - window
    own = {id(one) for one in month.given}
    more = [one for one in others if first <= one.month.ordinal < month.month.ordinal and id(one) not in own]
    if not more:
        return month
    unknown = [one for one in more if one.month not in known]
    earlier, given = (
        tuple(sorted(both, key=lambda one: one.month)) for both in ((*month.earlier, *unknown), (*month.given, *more))
    )
    return with_parts(replace(month, earlier=earlier, given=given, parts={}))


def _with_past(month: MonthResult, past: Past) -> MonthResult:
    if month.past == past:
        return month
    from ccmotivate.engine.rescoring import awards_again  # here: hardly any month is decided again

    return awards_again(replace(month, past=past))


# -- what is not known ------------------------------------------------------------------------------------------------


def unseen(results: Iterable[MonthResult | PeriodResult]) -> list[Problem]:
    """A note for each award that looks at earlier winners and could not look at some of those months."""
    lacking: dict[str, set[Month]] = {}
    for result in results:
        for award in result.rules.awards_of(result.period.kind) if result.published is None else ():
            for one in award.looks_back:
                lacking.setdefault(award.id, set()).update(_lacking(result, one))
    return [
        problem("months-unseen", SourceRef(), award=award, months=sorted(months), count=len(months))
        for award, months in sorted(lacking.items())
        if months
    ]


def _lacking(result: MonthResult | PeriodResult, looked: LooksBack) -> set[Month]:
    """The months that are not known of the periods that are looked at."""
    first = result.period.months[0].ordinal
    ends = (Period.ending(looked.kind, Month.from_ordinal(one)) for one in range(first - looked.months, first))
    periods = [period for period in ends if period is not None and period not in result.past]
    return {month for period in periods for month in period.months if Period.of_month(month) not in result.past}
