"""The hash chain: each record has the hash of the one before, so that changed or removed records are detected."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from msgspec import Struct

GENESIS = "0" * 64
UNFIT = re.compile("[\0\ud800-\udfff]")  # no database holds these in a column


class Draft(Struct, frozen=True, kw_only=True):
    """What a record says, before it has its place in the chain; the columns are those of ``tables.RECORDS``."""

    kind: str
    at: str
    by: str
    body: str
    head: int | None = None
    period: str | None = None
    agent_id: str | None = None
    team: str | None = None
    award: str | None = None
    rank: int | None = None
    prize: str | None = None
    currency: str | None = None
    rules: str | None = None


class Record(Draft, frozen=True, kw_only=True):
    """A record in its place."""

    seq: int
    previous: str
    hash: str


class Fault(Struct, frozen=True):
    """How a record is unsound: ``record-changed``, ``record-gap``, ``record-link``, ``record-shape``; its facts."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


class UnsoundError(ValueError):
    """A record is not as it was written, or not a ledger record."""

    def __init__(self, record: Record) -> None:
        super().__init__(named(record))
        self.record = record


def about(record: Record) -> tuple[str, ...]:
    """What a record is about: kind, period, award, whose."""
    parts = (record.kind, record.period, record.award, record.agent_id or record.team)
    return tuple(shown(part) for part in parts if part)


def shown(value: object) -> str:
    """The value of a column of a record that may have been edited, as printable text."""
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", str(value))


def named(record: Record) -> str:
    """``12 (award, 2025-03, best_agent, 0018)``."""
    return f"{record.seq} ({', '.join(about(record))})"


_NAMES = {kind: kind.__struct_fields__ for kind in (Draft, Record)}
_SEALED = (
    "seq", "kind", "head", "period", "agent_id", "team", "award", "rank", "prize", "currency", "rules", "at", "by",
    "body", "previous",
)  # fmt: skip
_sealed = attrgetter(*_SEALED)
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr)


def columns_of(record: Draft) -> dict[str, Any]:
    """Its columns by name."""
    return {name: getattr(record, name) for name in _NAMES[type(record)]}


def digest(record: Record) -> str:
    """The hash of a record: SHA-256 over every other column, as a JSON list in UTF-8.

    A column that holds what it never should (an edited record: bytes, half a character) has a hash too, another one.
    """
    return hashlib.sha256(_JSON.encode(_sealed(record)).encode("utf-8", "surrogatepass")).hexdigest()


def sealed(drafts: Sequence[Draft], seq: int, previous: str) -> list[Record]:
    """The drafts as records that follow record ``seq``, whose hash is ``previous``."""
    records = []
    for draft in drafts:
        seq += 1
        unsealed = Record(**columns_of(draft), seq=seq, previous=previous, hash="")
        previous = digest(unsealed)
        records.append(Record(**columns_of(unsealed) | {"hash": previous}))
    return records


def checked(records: Iterable[Record]) -> Iterator[tuple[Record, tuple[Fault, ...]]]:
    """Each record with the fault of itself or of its link to the one before; ``records`` ascend by seq.

    A record whose own hash was edited is reported alone: the next one still has the right hash.
    """
    last, hashes = 0, {GENESIS}
    for record in records:
        right = digest(record)
        wrong = []
        gap = record.seq > last + 1
        if gap:
            wrong.append(Fault("record-gap", (("first", str(last + 1)), ("last", str(record.seq - 1)))))
        if record.hash != right:
            wrong.append(Fault("record-changed"))
        elif record.seq <= last or (not gap and record.previous not in hashes):
            wrong.append(Fault("record-link"))
        yield record, tuple(wrong)
        last, hashes = record.seq, {right, record.hash}
