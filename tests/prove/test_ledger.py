"""The proof: a ledger under many processes, kills and edited bytes, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.model.period import Month
from tests.ledger.builders import AT, BY, Q1, longer_result, month_result
from tests.ledger.places import KINDS, place
from tests.ledger.strain import edit_bytes, kill_while_publishing, publish_together
from tests.ledger.test_strain import needs_fork
from tests.prove.record import record

PROCESSES, EACH, KILLS, EDITS = 8, 50, 50, 100


@pytest.mark.prove
@needs_fork
@pytest.mark.parametrize("kind", KINDS)
def test_eight_processes_fifty_publishes(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path) as address:
        standing, findings = publish_together(address, PROCESSES, EACH)
    record(
        f"Many writers of one ledger, {kind}",
        [
            f"{PROCESSES} processes x {EACH} publishes of different periods into one new ledger: {standing} of "
            f"{PROCESSES * EACH} there, {findings} findings of verify."
        ],
    )
    assert (standing, findings) == (PROCESSES * EACH, 0)


@pytest.mark.prove
@needs_fork
@pytest.mark.parametrize("kind", KINDS)
def test_fifty_kills_while_publishing(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path) as address:
        kills = kill_while_publishing(address, times=KILLS, seed=2025)
    journals = f" ({kills.in_writing} of them left a journal that was rolled back)" if kind == "sqlite" else ""
    record(
        f"Killed while publishing, {kind}",
        [
            f"{KILLS} times `kill -9` at random moments of a publish (300 agents): the period whole {kills.whole} "
            f"times, absent {kills.absent} times{journals}, anything else {len(kills.wrong)} times; verify clean "
            "after each."
        ],
    )
    assert kills.wrong == []
    assert (kills.whole + kills.absent, kills.absent > 0) == (KILLS, True)


@pytest.mark.prove
@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_edited_bytes(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path) as address:
        ledger = open_ledger(address, create=True)
        publish(ledger, month_result(Month(2025, 3)), BY, AT)
        publish(ledger, longer_result(Q1), BY, AT)
        missed = edit_bytes(ledger, EDITS, seed=2025)
    record(
        f"Edited bytes of a ledger, {kind}",
        [f"{EDITS} random edits of one byte of one column of one record: verify names {EDITS - len(missed)} of them."],
    )
    assert missed == []
