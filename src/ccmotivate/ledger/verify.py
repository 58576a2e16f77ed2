"""Verify that every record is as it was written, by the hash chain and by an exported copy.

The chain proves that no record within it was changed, removed or inserted. It cannot show that records at the end were
removed, or that all records from some point on were rewritten with new hashes: that takes a copy exported before and
stored elsewhere, or the last hash written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ccmotivate.ledger import guards
from ccmotivate.ledger.chain import GENESIS, Record, about, shown
from ccmotivate.ledger.examining import examined
from ccmotivate.ledger.soundness import Last, readable, reading
from ccmotivate.ledger.store import Ledger, walk
from ccmotivate.ledger.transfer import Reader
from ccmotivate.model.recorded import Expected, Finding, Verified
from ccmotivate.problems import Problem, SourceRef, problem

_SHORTEST = 16  # least hexadecimal digits that identify a hash


def verify(ledger: Ledger, against: Iterable[str] | None = None, expected: Sequence[Expected] = ()) -> Verified:
    """Look at every record, and hold it against an exported copy and against hashes that were kept, if there are any.

    Args:
        ledger: The ledger.
        against: The lines of an export that was made before; the ledger may have grown since.
        expected: Last hashes of before, from award lists or written down: each must still be there.

    Raises:
        LedgerRefused: the ledger cannot be read at all, or the copy is none or broken itself.
    """
    with readable(ledger):
        return _verified(ledger, None if against is None else Reader(ledger).sound(against), expected)


def _verified(ledger: Ledger, copy: Iterator[Record] | None, expected: Sequence[Expected]) -> Verified:
    findings = _unguarded(ledger)
    missing = dict.fromkeys(one for one in expected if not GENESIS.startswith(one.hash))
    last, count, last_hash = Last(), 0, GENESIS
    replaced = any(one.problem.code == guards.TABLE_REPLACED for one in findings)
    for record, wrong in examined(map(last.seen, () if replaced else walk(ledger))):
        count, last_hash = count + 1, shown(record.hash)
        findings += [_finding(ledger, record, fault.code, **dict(fault.facts)) for fault in wrong]
        if copy is not None:
            findings += _against(ledger, record, next(copy, None), broken=bool(wrong))
        for one in [one for one in missing if _is(record, one)]:
            del missing[one]
    if last.head is not None and not any(one.seq >= last.head.seq for one in findings):
        findings += _incomplete(ledger, last.head, last)
    findings += _beyond(ledger, copy or iter(()))
    findings += [_gone(ledger, one) for one in missing]
    return Verified(count, last_hash, tuple(findings))


def _unguarded(ledger: Ledger) -> list[Finding]:
    """What of the table and its triggers is not as it was made."""
    with reading(ledger) as connection:
        faults = guards.faults(connection)
    return [Finding(0, "", "", None, problem(code, SourceRef(ledger.name), name, reason=name)) for code, name in faults]


def _is(record: Record, expected: Expected) -> bool:
    return expected.seq in (None, record.seq) and str(record.hash).startswith(expected.hash)


def _gone(ledger: Ledger, expected: Expected) -> Finding:
    """A former last hash that is missing: the records up to it were removed or rewritten."""
    code = "list-ahead" if expected.source else "hash-missing"
    why = problem(code, SourceRef(ledger.name), expected.hash, record=expected.seq or "", file=expected.source)
    return Finding(expected.seq or 0, "", "", None, why)


def expected_hash(text: str) -> Expected | None:
    """Parse a hash, whole or its first digits; None for other text."""
    plain = text.strip().lower()
    fits = _SHORTEST <= len(plain) <= len(GENESIS) and not plain.strip("0123456789abcdef")
    return Expected(plain) if fits else None


def _against(ledger: Ledger, record: Record, kept: Record | None, *, broken: bool) -> list[Finding]:
    """A record that differs from the one at its place in the copy, unless it is known to be broken."""
    if kept is None or kept == record or broken:
        return []
    return [_finding(ledger, record, "copy-differs")]


def _beyond(ledger: Ledger, copy: Iterator[Record]) -> Iterator[Finding]:
    """Records that the copy has and the ledger lost from its end."""
    for record in copy:
        yield _finding(ledger, record, "copy-longer")


def _incomplete(ledger: Ledger, latest: Record, last: Last) -> list[Finding]:
    """The last publication lacks records of its own: they were taken off the end."""
    if last.held == last.needed:
        return []
    return [_finding(ledger, latest, "record-incomplete", needed=last.needed, count=last.held)]


def _finding(ledger: Ledger, record: Record, code: str, **facts: object) -> Finding:
    return Finding(
        seq=record.seq,
        kind=shown(record.kind),
        period=shown(record.period or ""),
        agent_id=None if record.agent_id is None else shown(record.agent_id),
        problem=_problem(ledger, record, code, facts),
    )


def _problem(ledger: Ledger, record: Record, code: str, facts: dict[str, object]) -> Problem:
    return problem(code, SourceRef(ledger.name), record.seq, about=about(record), **facts)
