"""Publications read back: a period's result whole, and the months that later periods are computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import Connection, and_, or_, select

from ccmotivate.ledger.bodies import (
    AWARD,
    PUBLICATION,
    REOPENING,
    RESULT,
    RULES,
    ReopeningBody,
    RulesBody,
    period_of,
    read,
)
from ccmotivate.ledger.chain import Record
from ccmotivate.ledger.records import Stored, awards_named, given_of, month_facts, months_of, publication_of, result_of
from ccmotivate.ledger.refused import refused
from ccmotivate.ledger.soundness import reading
from ccmotivate.ledger.store import Ledger, find, tip
from ccmotivate.ledger.tables import RECORDS
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.ids import natural_key
from ccmotivate.model.known import KnownMonth, KnownPeriod
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Reopening, Tip, WithdrawnPeriod
from ccmotivate.model.results import AwardGiven, MonthFacts, PeriodResult, PublishedMonth
from ccmotivate.model.rules import RuleSet

LoadRules = Callable[[Mapping[str, str]], RuleSet]


def known_period(ledger: Ledger, period: Period, load_rules: LoadRules) -> KnownPeriod | None:
    """The publication of a period in force, None without one.

    Args:
        ledger: Where to look.
        period: The period.
        load_rules: Makes the scheme of the texts of its files, by name.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    with reading(ledger) as connection:
        head = heads(connection, period.year).get(period)
        if head is None:
            return None
        rules = load_rules(_rules_texts(connection, head))
        result = rebuilt(connection, head, rules)
        check_awards(ledger, result, rules.awards)
        return KnownPeriod(result, publication_of(head))


def check_awards(ledger: Ledger, one: MonthFacts | PeriodResult, awards: Iterable[str]) -> None:
    """Check that every award in a published result is one of these.

    Raises:
        LedgerRefused: one is not.
    """
    unknown = sorted(awards_named(one).difference(awards))
    if unknown:
        raise refused("ledger-record", ledger.name, reason=", ".join(unknown))


def known_months(ledger: Ledger, months: Sequence[Month]) -> tuple[KnownMonth, ...]:
    """Those of these months that are known: published themselves, or behind a published longer period.

    The latter have ``published`` None: their awards are as the rules gave them, and decisions still apply to them.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    with reading(ledger) as connection:
        known = months_known(connection, *{month.year for month in months})
        found = [(known[month], facts_of(connection, known[month], month)) for month in months if month in known]
        return tuple(
            KnownMonth(facts, ruled_awards(connection, head, facts), publication_of(head)) for head, facts in found
        )


def withdrawn(ledger: Ledger, period: Period) -> WithdrawnPeriod | None:
    """The version of a period that was reopened last, None where none was.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    gone = RECORDS.alias()
    with reading(ledger) as connection:
        query = select(RECORDS).join(gone, and_(gone.c.head == RECORDS.c.seq, gone.c.kind == REOPENING))
        query = query.where(RECORDS.c.kind == PUBLICATION, RECORDS.c.period == str(period)).order_by(gone.c.seq.desc())
        found = find(connection, query.limit(1))
        if not found:
            return None
        (head,) = found
        query = select(RECORDS).where(RECORDS.c.kind == REOPENING, RECORDS.c.head == head.seq)
        (reopened,) = find(connection, query)
        given = map(given_of, _records(connection, head, AWARD))
        awards = tuple(one for one, withheld in given if withheld is None)
        why = Reopening(reopened.at, reopened.by, read(ReopeningBody, reopened).reason)
        return WithdrawnPeriod(awards, publication_of(head), why)


def agents_since(ledger: Ledger, month: Month) -> tuple[Month, frozenset[str]] | None:
    """The latest published month after this one, and the ids of its agents; None without one.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    with reading(ledger) as connection:
        later = {one.months[0]: head for one, head in heads(connection).items() if one.kind is PeriodKind.MONTH}
        last = max((one for one in later if one > month), default=None)
        if last is None:
            return None
        query = select(RECORDS.c.agent_id).where(RECORDS.c.head == later[last].seq, RECORDS.c.kind == RESULT)
        return last, frozenset(connection.execute(query).scalars())


def ids_known(ledger: Ledger, year: int) -> dict[Month, frozenset[str]]:
    """The months of a year that are known, each with the ids in the publication that has its figures.

    Raises:
        LedgerRefused: the ledger or a record of it cannot be read.
    """
    with reading(ledger) as connection:
        known = months_known(connection, year)
        query = select(RECORDS.c.head, RECORDS.c.agent_id).where(RECORDS.c.kind == RESULT)
        query = query.where(RECORDS.c.head.in_([head.seq for head in known.values()]))
        ids: dict[int, set[str]] = defaultdict(set)
        for seq, agent_id in connection.execute(query):
            ids[seq].add(agent_id)
        return {month: frozenset(ids[head.seq]) for month, head in known.items()}


def last_record(ledger: Ledger) -> Tip | None:
    """The last record, None in an empty ledger.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    with reading(ledger) as connection:
        seq, last_hash = tip(connection)
    return Tip(seq, last_hash) if seq else None


def heads(connection: Connection, *years: int) -> dict[Period, Record]:
    """The publications in force (of these years, without any of all), by period."""
    gone = RECORDS.alias()
    reopened = select(gone.c.seq).where(and_(gone.c.head == RECORDS.c.seq, gone.c.kind == REOPENING)).exists()
    query = select(RECORDS).where(RECORDS.c.kind == PUBLICATION, ~reopened).order_by(RECORDS.c.seq)
    if years:
        query = query.where(or_(*(RECORDS.c.period.like(f"{year:04d}%") for year in sorted(years))))
    return {period_of(head): head for head in find(connection, query)}


def months_known(connection: Connection, *years: int) -> dict[Month, Record]:
    """The months of years with figures in the ledger, and the head of the publication that has them."""
    standing = heads(connection, *years)
    by_seq = {head.seq: head for head in standing.values()}
    known: dict[Month, Record] = {}
    for period in sorted(standing, key=lambda one: len(one.months), reverse=True):  # a month's own publication counts
        for month, seq in months_of(standing[period]).items():
            known[month] = by_seq[seq]
    return known


def rebuilt(connection: Connection, head: Record, rules: RuleSet) -> PeriodResult:
    """The result of a publication."""

    def month_of(seq: int, month: Month) -> PublishedMonth:
        return month_facts(own if seq == head.seq else stored(connection, _record(connection, seq)), month)

    own = stored(connection, head)
    return result_of(own, rules, month_of)


def facts_of(connection: Connection, head: Record, month: Month) -> PublishedMonth:
    """A month as stored in the publication that has its figures."""
    return month_facts(stored(connection, head), month)


def ruled_awards(connection: Connection, head: Record, facts: PublishedMonth) -> tuple[AwardGiven, ...]:
    """The awards of such a month as the rules gave them, before people decided."""
    if facts.published is None:
        return facts.awards
    records = _records(connection, head, AWARD)
    return tuple(given for given, _withheld in map(given_of, records) if given.decision is None)


def stored(connection: Connection, head: Record) -> Stored:
    """A publication with all its records."""
    results = sorted(_records(connection, head, RESULT), key=lambda record: natural_key(record.agent_id or ""))
    return Stored(head, tuple(results), _records(connection, head, AWARD))


def _records(connection: Connection, head: Record, kind: str) -> tuple[Record, ...]:
    query = select(RECORDS).where(RECORDS.c.head == head.seq, RECORDS.c.kind == kind).order_by(RECORDS.c.seq)
    return tuple(find(connection, query))


def _record(connection: Connection, seq: int) -> Record:
    return next(iter(find(connection, select(RECORDS).where(RECORDS.c.seq == seq))))


def _rules_texts(connection: Connection, head: Record) -> Mapping[str, str]:
    query = select(RECORDS).where(RECORDS.c.rules == head.rules, RECORDS.c.kind == RULES).order_by(RECORDS.c.seq)
    return read(RulesBody, next(iter(find(connection, query.limit(1))))).texts
