"""Publish a period: record it whole in one transaction, or say why not. A published period is closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from ccmotivate.ledger.bodies import PUBLICATION, RULES
from ccmotivate.ledger.chain import Record
from ccmotivate.ledger.deciding import effective
from ccmotivate.ledger.difference import differences, month_differences
from ccmotivate.ledger.records import award_drafts, head_draft, publication_of, result_drafts, rules_draft
from ccmotivate.ledger.refused import LedgerRefused, refused
from ccmotivate.ledger.remembered import facts_of, heads, months_known, rebuilt, ruled_awards
from ccmotivate.ledger.signing import check_signature, check_texts
from ccmotivate.ledger.soundness import writing
from ccmotivate.ledger.store import Ledger, append
from ccmotivate.ledger.tables import RECORDS
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Difference, Published, PublishOutcome, Refused, Unchanged
from ccmotivate.model.results import Decision, PeriodResult
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef, problem


def publish(
    ledger: Ledger, result: PeriodResult, by: str, at: str, parts: Sequence[PeriodResult] = (), approved_by: str = ""
) -> PublishOutcome:
    """Record a period's result, unless it is published already.

    Args:
        ledger: Where to.
        result: The whole result, decisions applied.
        by: Who publishes.
        at: When: UTC, ``2025-04-02T08:00:00Z``.
        parts: Results of shorter periods that it was computed from (the quarters behind a year); those that are
            published must have been published the same.
        approved_by: A second person who approved it, other than ``by``; ``""`` for none.

    Returns:
        ``Published``; ``Unchanged`` when the same results were published before, and nothing is written; ``Refused``
        with the differences when it was published differently, or when a month or quarter behind it was.

    Raises:
        LedgerRefused: the ledger cannot be read or written.
        ValueError: ``at`` is no such time.
    """
    check_signature(ledger, by, at)
    try:
        _check_fit(ledger, result)
        _check_approval(ledger, by, approved_by)
        with writing(ledger) as connection:
            standing = heads(connection, result.period.year)
            if result.period in standing:
                return _again(ledger, connection, standing[result.period], result, approved_by)
            against = _against_parts(ledger, connection, result, parts)
            if against is not None:
                return against
            _check_decisions(ledger, connection, result)
            return Published(publication_of(_record(connection, result, by, at, approved_by)))
    except LedgerRefused as why:
        if why.problem.is_fatal:
            raise
        return Refused(why.problem)


def _check_fit(ledger: Ledger, result: PeriodResult) -> None:
    if result.partial:
        raise refused("publish-partial", ledger.name, str(result.period), missing=result.missing)
    check_texts(ledger, result.agents["agent_id"].tolist())
    check_texts(ledger, (text for one in result.awards for text in (one.agent_id, one.team)))


def _check_approval(ledger: Ledger, by: str, approved_by: str) -> None:
    """Check that the approver is not the publisher, however the name is written."""
    check_texts(ledger, [approved_by])
    if approved_by and normal(by) == normal(approved_by):
        raise refused("publish-same-person", ledger.name, approved_by)


# -- refusals ---------------------------------------------------------------------------------------------------------


def _again(
    ledger: Ledger, connection: Connection, head: Record, result: PeriodResult, approved_by: str
) -> PublishOutcome:
    """The period is published: the same again changes nothing, anything else is refused, a late approval too."""
    was, known = rebuilt(connection, head, result.rules), publication_of(head)
    found = differences(was, result)
    if found:
        source, counts = SourceRef(ledger.name), _counts(found)
        return Refused(problem("publish-differs", source, known.period, at=known.at, by=known.by, **counts), found)
    if approved_by and approved_by != known.approved_by:
        facts = {"at": known.at, "by": known.by, "approved": approved_by}
        return Refused(problem("publish-approved-late", SourceRef(ledger.name), known.period, **facts))
    other_inputs = tuple(one for one in result.inputs if one not in known.inputs)
    return Unchanged(known, other_inputs, result.rules.sha256 if result.rules.sha256 != known.rules else None)


def _against_parts(
    ledger: Ledger, connection: Connection, result: PeriodResult, parts: Sequence[PeriodResult]
) -> Refused | None:
    """What is known of the months and shorter periods behind a result, where it is something else."""
    found: dict[Difference, None] = {}
    named: dict[str, None] = {}
    known = months_known(connection, result.period.year)
    for facts in result.facts:
        head = known.get(facts.month)
        if head is not None:
            was = facts_of(connection, head, facts.month)
            other = month_differences(was, ruled_awards(connection, head, was), facts)
            named |= {str(head.period): None} if other else {}
            found |= dict.fromkeys(other)
    standing = heads(connection, result.period.year)
    for part in parts:
        if part.period in standing and result.period.holds(part.period):
            other = differences(rebuilt(connection, standing[part.period], part.rules), part)
            named |= {str(part.period): None} if other else {}
            found |= dict.fromkeys(other)
    if not found:
        return None
    source, counts = SourceRef(ledger.name), _counts(found)
    why = problem("publish-parts-differ", source, str(result.period), periods=tuple(named), **counts)
    return Refused(why, tuple(found))


def _counts(found: Collection[Difference]) -> dict[str, int]:
    """How many differences there are, and how many of them are of nobody, which other commands do not list."""
    return {"count": len(found), "notes": sum(one.is_of_nobody for one in found)}


def _check_decisions(ledger: Ledger, connection: Connection, result: PeriodResult) -> None:
    """The result has in it what people decided, that and nothing else: decisions may have come meanwhile."""
    period = str(result.period)
    now = [one for one in effective(connection, result.period) if one.period == period]
    applied = [one.decision for one in result.awards if one.decision] + [one.decision for one in result.withheld]
    gone = [one for one in applied if one not in now]
    lost = [one for one in now if one not in applied and not _held(one, result)]
    for one in (*gone, *lost):
        raise refused(
            "publish-decisions", ledger.name, period, award=one.award, winner=one.agent_id or one.team or "", by=one.by
        )


def _held(decision: Decision, result: PeriodResult) -> bool:
    """True when the rules alone already give the result that was decided."""
    given = any(decision.concerns(one) for one in result.awards)
    return given if decision.verdict == "grant" else not given


# -- writing ----------------------------------------------------------------------------------------------------------


def _record(connection: Connection, result: PeriodResult, by: str, at: str, approved_by: str) -> Record:
    """All records of a publication; the head of it."""
    of_rules = select(RECORDS.c.seq).where(RECORDS.c.rules == result.rules.sha256, RECORDS.c.kind == RULES)
    if connection.execute(of_rules).first() is None:
        append(connection, [rules_draft(result.rules, at, by)])
    earlier = select(func.count()).where(RECORDS.c.kind == PUBLICATION, RECORDS.c.period == str(result.period))
    version = (connection.execute(earlier).scalar() or 0) + 1
    known = _published_months(connection, result)
    head = append(connection, [head_draft(result, known, version, at, by, approved_by)])[0]
    append(connection, [*result_drafts(result, known, head), *award_drafts(result, head)])
    return head


def _published_months(connection: Connection, result: PeriodResult) -> dict[Month, int]:
    """The months behind a longer period that need not be kept again: the ledger holds them already."""
    if result.period.kind is PeriodKind.MONTH:
        return {}
    return {
        month: head.seq
        for month, head in months_known(connection, result.period.year).items()
        if head.period == str(month) and month in result.months
    }
