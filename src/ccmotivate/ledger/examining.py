"""Check every record: its hash, its link in the chain, its shape, and the records that it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from ccmotivate.ledger.bodies import (
    AwardBody,
    PublicationBody,
    ReopeningBody,
    ResultBody,
    RulesBody,
    month_of,
    period_of,
    whole,
)
from ccmotivate.ledger.chain import Fault, Record, checked, shown


def examined(records: Iterable[Record]) -> Iterator[tuple[Record, tuple[Fault, ...]]]:
    """As ``chain.checked``, with ``record-shape`` for a record that is none of ours though its hash is right.

    What records say of each other is looked at up to the first fault: behind it nothing is sure.
    """
    known: _Known | None = _Known()
    for record, wrong in checked(records):
        known, faults = None if wrong else known, wrong
        if not any(one.code == "record-changed" for one in wrong):
            reason = _misfit(record, known)
            faults += (Fault("record-shape", (("reason", reason),)),) if reason else ()
        known = None if faults else known
        yield record, faults


def _misfit(record: Record, known: _Known | None) -> str:
    try:
        body = whole(record)
        if known is not None:
            known.take(record, body)
    except ValueError as error:
        return shown(error)
    return ""


class _Head(Struct):
    """A publication: its period, its months, those of them whose figures it holds itself."""

    period: str
    months: frozenset[str]
    held: frozenset[str]
    stands: bool = True


class _Known(Struct):
    """What the records so far say."""

    rules: set[str] = field(default_factory=set)
    heads: dict[int, _Head] = field(default_factory=dict)
    last: int | None = None

    def take(self, record: Record, body: object) -> None:
        """Take the next record.

        Raises:
            ValueError: it refers to a record that does not exist.
        """
        match body:
            case RulesBody():
                self.rules.add(record.rules or "")
            case PublicationBody():
                self._publication(record, body)
            case ResultBody():
                head = self._head(record, self.last)
                if set(body.scores) != head.months or not head.held.issuperset(body.facts):
                    raise ValueError("its months are not those of its publication")
            case AwardBody():
                self._head(record, self.last)
            case ReopeningBody():
                self._head(record, record.head).stands = False

    def _publication(self, record: Record, body: PublicationBody) -> None:
        months = [entry.month for entry in body.months]
        if sorted(map(month_of, months)) != list(period_of(record).months):
            raise ValueError("its months are not those of its period")
        if record.rules not in self.rules:
            raise ValueError("its rules were not recorded")
        if any(head.stands and head.period == record.period for head in self.heads.values()):
            raise ValueError("its period stands published already")
        for entry in body.months:
            holder = None if entry.publication is None else self.heads.get(entry.publication)
            if entry.publication is not None and (holder is None or entry.month not in holder.held):
                raise ValueError(f"record {entry.publication} does not hold {entry.month}")
        held = frozenset(entry.month for entry in body.months if entry.publication is None)
        self.heads[record.seq] = _Head(record.period or "", frozenset(months), held)
        self.last = record.seq

    def _head(self, record: Record, expected: int | None) -> _Head:
        """The standing publication that a record belongs to."""
        head = self.heads.get(record.head or 0)
        if head is None or record.head != expected or head.period != record.period or not head.stands:
            raise ValueError(f"record {record.head} is not its publication")
        return head
