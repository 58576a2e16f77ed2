"""Who won what, when, from which files, under which rules, and who signed; what it came to, person by person."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec.structs import replace
from sqlalchemy import Connection, select

from ccmotivate.ledger.bodies import (
    AWARD,
    PUBLICATION,
    REOPENING,
    RESULT,
    PublicationBody,
    ReopeningBody,
    ResultBody,
    period_of,
    read,
)
from ccmotivate.ledger.chain import Record
from ccmotivate.ledger.records import given_of, publication_of
from ccmotivate.ledger.soundness import reading
from ccmotivate.ledger.store import Ledger, find
from ccmotivate.ledger.tables import RECORDS
from ccmotivate.model.calendar import Period
from ccmotivate.model.ids import natural_key
from ccmotivate.model.recorded import HistoryRow, Publication, Reopening, Total


def history(
    ledger: Ledger, agent_id: str | None = None, award: str | None = None, period: Period | None = None
) -> tuple[HistoryRow, ...]:
    """Every award that was ever published, reopened versions and withheld awards marked, by period and then as written.

    Args:
        ledger: Where to look.
        agent_id: Only awards of this agent.
        award: Only this award.
        period: Only this period and the shorter ones within it.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    query = select(RECORDS).where(RECORDS.c.kind == AWARD)
    if agent_id is not None:
        query = query.where(RECORDS.c.agent_id == agent_id)
    if award is not None:
        query = query.where(RECORDS.c.award == award)
    with reading(ledger) as connection:
        heads = {head.seq: head for head in _of_kind(connection, PUBLICATION)}
        reopened = {
            one.head: Reopening(one.at, one.by, read(ReopeningBody, one).reason)
            for one in _of_kind(connection, REOPENING)
        }
        found = [
            (period_of(one), one)
            for one in find(connection, query.order_by(RECORDS.c.seq))
            if period is None or period_of(one) == period or period.holds(period_of(one))
        ]
        published = {seq: (publication_of(head), read(PublicationBody, head).currency) for seq, head in heads.items()}
        return tuple(
            _row(one, *published[one.head or 0], reopened.get(one.head))
            for _period, one in sorted(found, key=lambda pair: (pair[0], pair[1].seq))
        )


def people(ledger: Ledger) -> dict[str, str]:
    """The latest name of every agent in a publication, by id.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    query = select(RECORDS).where(RECORDS.c.kind == RESULT)
    with reading(ledger) as connection:
        return {
            str(one.agent_id): read(ResultBody, one).name for one in find(connection, query.order_by(RECORDS.c.seq))
        }


def awards(ledger: Ledger) -> tuple[str, ...]:
    """The ids of all awards that were ever published.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    query = select(RECORDS.c.award).where(RECORDS.c.kind == AWARD).distinct().order_by(RECORDS.c.award)
    with reading(ledger) as connection:
        return tuple(map(str, connection.execute(query).scalars()))


def totals(rows: Iterable[HistoryRow]) -> tuple[Total, ...]:
    """What each winner was given each year, by currency; only awards still in force. By year, then winner."""
    sums: dict[tuple[int, str, str, str], Total] = {}
    for row in rows:
        if not row.counts:
            continue
        team = row.team if row.agent_id is None else ""
        key = (int(row.period[:4]), row.agent_id or "", team, row.currency)
        before = sums.get(key) or Total(key[0], row.agent_id, row.name, team, 0, Fraction(0), row.currency)
        amount = before.amount + (row.prize or 0)
        sums[key] = replace(before, name=row.name, awards=before.awards + 1, amount=amount)
    return tuple(sums[key] for key in sorted(sums, key=lambda key: (key[0], natural_key(key[1]), key[2:])))


def _of_kind(connection: Connection, kind: str) -> list[Record]:
    return find(connection, select(RECORDS).where(RECORDS.c.kind == kind).order_by(RECORDS.c.seq))


def _row(record: Record, publication: Publication, currency: str, reopened: Reopening | None) -> HistoryRow:
    given, withheld = given_of(record)
    return HistoryRow(
        publication, reopened, given.period, given.award, given.within, given.rank, given.agent_id, given.name,
        given.project, given.team, given.prize, currency, given.via, given.decision, withheld,
        given.tied,
    )  # fmt: skip
