"""What is known from before the months of a run: months of its files, and what the ledger holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from ccmotivate.pipeline.counting import Memory, decisions_of
from ccmotivate.pipeline.service import with_published_days

if TYPE_CHECKING:
    from ccmotivate.model.before import Before
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import MonthFacts, MonthResult, Past, PeriodResult
    from ccmotivate.model.rules import RuleSet


def known_before(
    months: Collection[Month],
    rules: RuleSet,
    memory: Memory | None,
    earlier: Sequence[MonthResult] = (),
    *,
    window: int,
    anew: bool = False,
) -> Before:
    """What parts and awards may look at that decide these months.

    Args:
        months: The months that are decided.
        rules: The scheme, which says how far back is looked.
        memory: The ledger, whose publications count before files, and whose decisions count.
        earlier: Months of files before them.
        window: How many months before them the ledger is read.
        anew: Files count before the ledger, of which only months without a file are taken.
    """
    from ccmotivate.model.before import Before
    from ccmotivate.model.period import Month

    if not window or not months:
        return Before()
    first, last = min(months).ordinal, max(months).ordinal
    wanted = [Month.from_ordinal(one) for one in range(first - window, last + 1)]
    decisions = decisions_of([*wanted, *(one.month for one in earlier)], memory) if rules.awards_window else ()
    held = {one.facts.month: one.facts for one in memory.months(wanted[:-1])} if memory else {}
    read = {one.month: one for one in with_published_days(earlier, held.values())}
    if anew:
        held = {month: one for month, one in held.items() if month not in months}
    known: dict[Month, MonthFacts] = {**held, **read} if anew else {**read, **held}
    published = [] if memory is None else _longer(wanted, rules, memory)
    there = {*months, *read}
    kept = [one for one in published if not anew or not set(one.period.months) <= there]
    return Before(tuple(known[month] for month in sorted(known)), decisions, tuple(kept))


def past_before(
    period: Period, rules: RuleSet, memory: Memory | None, earlier: Sequence[MonthResult], *, anew: bool
) -> Past:
    """The awards of what was over before a period, none of whose months is of a file."""
    from ccmotivate.engine.history import History

    first = period.months[0]
    before = known_before(period.months, rules, memory, earlier, window=rules.awards_window, anew=anew)
    return History(rules, before).until(first)


def _longer(wanted: Sequence[Month], rules: RuleSet, memory: Memory) -> list[PeriodResult]:
    """The longer periods that were published and that awards look at, and those within them."""
    from ccmotivate.model.calendar import Period, PeriodKind

    longest = max((kind.months for kind in rules.past_kinds), default=0)
    kinds = [kind for kind in PeriodKind if PeriodKind.MONTH.months < kind.months <= longest]
    ends = (Period.ending(kind, month) for month in wanted for kind in kinds)
    known = (memory.published(one) for one in ends if one is not None)
    return [one.result for one in known if one is not None]
