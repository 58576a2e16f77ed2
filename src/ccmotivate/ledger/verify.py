"""Is every record as it was written? The chain says so, and an exported copy says what the chain cannot.

A chain proves that no record within it changed, went or came. Whoever rewrites every record from some place to the end,
hashes and all, or takes records off the end, leaves a chain that holds: only a copy that was exported before and kept
elsewhere (or the last hash, written down) tells that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccmotivate.ledger.chain import GENESIS, Record, checked
from ccmotivate.ledger.records import AWARD, PUBLICATION, RESULT, body_of
from ccmotivate.ledger.remembered import readable
from ccmotivate.ledger.store import Ledger, walk
from ccmotivate.ledger.transfer import sound
from ccmotivate.model.recorded import Finding, Verified
from ccmotivate.problems import Problem, SourceRef, problem


def verify(ledger: Ledger, against: Iterable[str] | None = None) -> Verified:
    """Look at every record, and hold it against an exported copy if there is one.

    Args:
        ledger: The ledger.
        against: The lines of an export that was made before; the ledger may have grown since.

    Raises:
        LedgerRefused: the ledger cannot be read at all, or the copy is none or broken itself.
    """
    copy = None if against is None else sound(ledger, against)
    latest: Record | None = None
    held = 0
    findings: list[Finding] = []
    count, last_hash = 0, GENESIS
    for record, wrong in checked(walk(ledger)):
        count, last_hash = count + 1, record.hash
        findings += [_finding(ledger, record, fault.code, **dict(fault.facts)) for fault in wrong]
        if copy is not None:
            findings += _against(ledger, record, next(copy, None), broken=bool(wrong))
        if record.kind == PUBLICATION:
            latest, held = record, 0
        held += record.kind in (RESULT, AWARD)
    if latest is not None and not any(one.seq >= latest.seq for one in findings):
        with readable(ledger):
            findings += _incomplete(ledger, latest, held)
    findings += _beyond(ledger, copy or iter(()))
    return Verified(count, last_hash, tuple(findings))


def _against(ledger: Ledger, record: Record, kept: Record | None, *, broken: bool) -> list[Finding]:
    """A record that differs from the one at its place in the copy, unless it is known to be broken."""
    if kept is None or kept == record or broken:
        return []
    return [_finding(ledger, record, "copy-differs")]


def _beyond(ledger: Ledger, copy: Iterator[Record]) -> Iterator[Finding]:
    """Records that the copy has and the ledger lost from its end."""
    for record in copy:
        yield _finding(ledger, record, "copy-longer")


def _incomplete(ledger: Ledger, latest: Record, held: int) -> list[Finding]:
    """The last publication lacks records of its own: they were taken off the end."""
    body = body_of(latest)
    needed = body["agents"] + body["awards"] + body["withheld"]
    return [_finding(ledger, latest, "record-incomplete", needed=needed, count=held)] if held != needed else []


def _finding(ledger: Ledger, record: Record, code: str, **facts: object) -> Finding:
    return Finding(
        seq=record.seq,
        kind=str(record.kind),
        period=str(record.period or ""),
        agent_id=None if record.agent_id is None else str(record.agent_id),
        problem=_problem(ledger, record, code, facts),
    )


def _problem(ledger: Ledger, record: Record, code: str, facts: dict[str, object]) -> Problem:
    named = [str(part) for part in (record.kind, record.period, record.award, record.agent_id or record.team) if part]
    return problem(code, SourceRef(ledger.name), record.seq, about=tuple(named), **facts)
