"""A period and those within it → what each person is to get, each period as ``awards`` shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ccmotivate.pipeline.counting import Memory, differing, files_differ, gone, settlement_of

if TYPE_CHECKING:  # pandas is loaded where there is something to pay
    from ccmotivate.model.known import KnownPeriod
    from ccmotivate.model.outcomes import Awarded
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import MonthResult, PeriodResult

Fresh = Mapping["Month", "MonthResult"]
Latest = tuple["Month", frozenset[str]]


def with_payroll(
    awarded: Awarded, result: PeriodResult, fresh: Fresh, memory: Memory | None, latest: Latest, lang: str
) -> Awarded:
    """The period with its money table, and what is to be said of the periods within it.

    Where nothing is paid or won it is as it was.

    Args:
        awarded: The call, ``result`` being what came of it.
        fresh: The months of files.
        memory: The ledger, None without one.
        latest: The latest month at hand and its agents.
        lang: ``zh`` or ``en``, for what the files would change.
    """
    from ccmotivate.engine.payroll import payroll

    parts = [*_shorter(awarded, result, fresh, memory), result]
    found = payroll(parts)
    if not (found.worths or found.paid):
        return awarded
    said = {one.fields.get("period") for one in awarded.problems if one.code == "published-differs"}
    notes = [note for part in parts[:-1] if str(part.period) not in said for note in differing(part, lang)]
    paid = replace(result, awards=tuple(payment.given for payment in found.payments))
    told = [one for one in awarded.problems if one.code != "winner-gone"]  # of this period alone
    return replace(awarded, payroll=found, problems=(*told, *notes, *gone(paid, latest)))


def _shorter(awarded: Awarded, result: PeriodResult, fresh: Fresh, memory: Memory | None) -> list[PeriodResult]:
    """The periods within a result: what was published of them, else what their months give."""
    from ccmotivate.engine.periods import award_shorter_periods
    from ccmotivate.model.calendar import PeriodKind

    period = result.period
    kinds = [kind for kind in PeriodKind if kind.months < len(period.months)]
    found = [memory.published(part) for kind in kinds for part in period.parts(kind)] if memory else []
    standing = {one.result.period: one for one in found if one is not None}
    published = [one.result for one in standing.values()]
    decisions = memory.decisions(period) if memory else ()
    parts = award_shorter_periods(period, result.facts, awarded.rules, decisions, published, result.past)
    if memory is None:
        return parts
    return [_seen(part, standing.get(part.period), awarded, fresh, memory) for part in parts]


def _seen(
    part: PeriodResult, known: KnownPeriod | None, awarded: Awarded, fresh: Fresh, memory: Memory
) -> PeriodResult:
    """A period within with what the ledger says of it."""
    from ccmotivate.model.recorded import LedgerView

    pending = tuple(one for one in memory.pending(part.period) if one.period == str(part.period)) if not known else ()
    view = LedgerView(part.period, pending=pending, settlement=settlement_of(part, memory))
    if known is not None:
        found = files_differ(part, fresh, awarded.rules, memory)
        view = replace(view, publication=known.publication, differences=found)
    return replace(_under_rules_of_then(part, memory), ledger=view)


def _under_rules_of_then(part: PeriodResult, memory: Memory) -> PeriodResult:
    """A month that stands behind a longer publication, with the rules of that one."""
    from ccmotivate.model.calendar import PeriodKind, parse_period

    known = memory.months(part.period.months) if part.period.kind is PeriodKind.MONTH else ()
    holder = parse_period(known[0].publication.period) if known else None
    standing = memory.published(holder) if holder else None
    return replace(part, rules=standing.result.rules) if standing else part
