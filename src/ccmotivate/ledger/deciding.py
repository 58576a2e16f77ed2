"""What people decide: an award granted or withheld before its period is published, and a published period reopened."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from ccmotivate.ledger.bodies import AS_RULED, DECISION, REOPENING, VERDICTS, period_of, read
from ccmotivate.ledger.chain import Draft
from ccmotivate.ledger.codec import canonical, encode
from ccmotivate.ledger.records import publication_of
from ccmotivate.ledger.refused import refused
from ccmotivate.ledger.remembered import heads
from ccmotivate.ledger.signing import check_signature, check_texts
from ccmotivate.ledger.soundness import reading, writing
from ccmotivate.ledger.store import Ledger, append, find
from ccmotivate.ledger.tables import RECORDS
from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.recorded import Publication
from ccmotivate.model.results import Decision


def decide(ledger: Ledger, decision: Decision) -> bool:
    """Record a decision; the latest on an award and winner counts, the verdict ``as-ruled`` takes it back.

    Returns:
        False when the same decision is already in force; nothing is written then.

    Raises:
        LedgerRefused: the period (or a longer one that holds it) is published, no reason or name is given, or the
            ledger cannot be written.
        ValueError: the verdict, the period or the time is none.
    """
    period = parse_period(decision.period)
    if period is None or decision.verdict not in VERDICTS:
        raise ValueError(f"no such decision: {decision.verdict} for {decision.period}")
    check_signature(ledger, decision.by, decision.at)
    check_texts(ledger, [decision.agent_id, decision.team, decision.award, decision.name])
    if not decision.reason.strip():
        raise refused("ledger-no-reason", ledger.name)
    with writing(ledger) as connection:
        for closed, head in heads(connection, period.year).items():
            if closed == period or closed.holds(period):
                raise refused("decide-closed", ledger.name, str(closed), at=head.at, by=head.by)
        if _stands(connection, period, decision):
            return False
        draft = Draft(
            kind=DECISION, at=decision.at, by=decision.by, body=canonical(encode(decision)), period=str(period),
            agent_id=decision.agent_id, team=decision.team, award=decision.award, rank=decision.place,
        )  # fmt: skip
        append(connection, [draft])
    return True


def _stands(connection: Connection, period: Period, decision: Decision) -> bool:
    """The same was decided before and still counts; taking back what does not count is the same too."""
    now = next((one for one in effective(connection, period) if _about(one) == _about(decision)), None)
    if now is None or decision.verdict == AS_RULED:
        return now is None and decision.verdict == AS_RULED
    return (now.verdict, now.reason, now.by, now.place) == (
        decision.verdict,
        decision.reason,
        decision.by,
        decision.place,
    )


def _about(decision: Decision) -> tuple[str, str, str | None, str | None]:
    return decision.period, decision.award, decision.agent_id, decision.team if decision.agent_id is None else None


def decisions(ledger: Ledger, period: Period) -> tuple[Decision, ...]:
    """The decisions that count, of a period and of the shorter periods within it, in the order they were made.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    with reading(ledger) as connection:
        return effective(connection, period)


def pending(ledger: Ledger, period: Period | None = None) -> tuple[Decision, ...]:
    """The decisions that count and that no publication holds yet, of a period and those within it, or of all.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    with reading(ledger) as connection:
        closed = heads(connection, *(() if period is None else (period.year,)))
        return tuple(one for one in effective(connection, period) if not _closed(one, closed))


def _closed(decision: Decision, closed: Iterable[Period]) -> bool:
    """A publication of its period, or of a longer one, holds it."""
    about = parse_period(decision.period)
    return about is not None and any(one == about or one.holds(about) for one in closed)


def effective(connection: Connection, period: Period | None) -> tuple[Decision, ...]:
    """As ``decisions``, within a transaction; of all periods for None."""
    query = select(RECORDS).where(RECORDS.c.kind == DECISION)
    if period is not None:
        query = query.where(RECORDS.c.period.like(f"{period.year:04d}%"))
    latest: dict[tuple[str, str, str | None, str | None], Decision] = {}
    for record in find(connection, query.order_by(RECORDS.c.seq)):
        about = period_of(record)
        if period is None or about == period or period.holds(about):
            decision = read(Decision, record)
            latest.pop(_about(decision), None)
            latest[_about(decision)] = decision
    return tuple(one for one in latest.values() if one.verdict != AS_RULED)


def reopen(ledger: Ledger, period: Period, by: str, reason: str, at: str) -> Publication:
    """Declare a publication void, so that the period can be decided on and published again; nothing is deleted.

    Returns:
        The publication that no longer counts.

    Raises:
        LedgerRefused: the period is not published, published longer periods hold it (they are named, and must be
            reopened first), no reason or name is given, or the ledger cannot be written.
        ValueError: ``at`` is no UTC time.
    """
    check_signature(ledger, by, at)
    if not reason.strip():
        raise refused("ledger-no-reason", ledger.name)
    with writing(ledger) as connection:
        standing = heads(connection, period.year)
        if period not in standing:
            raise refused("reopen-not-published", ledger.name, str(period))
        above = sorted((one for one in standing if one.holds(period)), key=lambda one: len(one.months), reverse=True)
        if above:
            raise refused("reopen-needed", ledger.name, str(period), periods=above)
        head = standing[period]
        draft = Draft(
            kind=REOPENING, at=at, by=by, body=canonical({"reason": reason}), head=head.seq, period=str(period)
        )
        append(connection, [draft])
        return publication_of(head)
