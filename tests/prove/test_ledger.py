"""The proof: a ledger under many processes, kills and edited bytes, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.transfer import export
from ccmotivate.model.period import Month
from tests.ledger.builders import AT, BY, Q1, longer_result, month_result
from tests.ledger.forging import forged
from tests.ledger.holding_out import cut, edited, office, opened
from tests.ledger.places import KINDS, place
from tests.ledger.strain import edit_bytes, kill_while_importing, kill_while_publishing, publish_together
from tests.ledger.test_strain import needs_fork
from tests.prove.record import record

PROCESSES, EACH, KILLS, EDITS = 8, 50, 50, 100
IMPORTS, CUTS, FORGERIES = 60, 20, 400


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
@needs_fork
@pytest.mark.parametrize("kind", KINDS)
def test_sixty_kills_while_importing(kind: str, tmp_path: Path) -> None:
    kills = kill_while_importing(kind, tmp_path, times=IMPORTS, seed=2025)
    journals = f" ({kills.in_writing} of them left a journal that was rolled back)" if kind == "sqlite" else ""
    record(
        f"Killed while importing, {kind}",
        [
            f"{IMPORTS} times `kill -9` at random moments of a `ledger import` (1,800 results) into a new ledger: all "
            f"of it there {kills.whole} times, nothing {kills.absent} times{journals}, anything else "
            f"{len(kills.wrong)} times; the chain holds after each."
        ],
    )
    assert kills.wrong == []
    assert (kills.whole + kills.absent, kills.absent > 0) == (IMPORTS, True)


@pytest.mark.prove
@pytest.mark.parametrize("kind", KINDS)
def test_an_altered_ledger_against_every_command(kind: str, tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    with place(kind, tmp_path) as address:
        here = office(tmp_path / "office", address)
        edits, cuts, guards = edited(here, EDITS, seed=2025), cut(here, CUTS), opened(here)
    record(
        f"An altered ledger, {kind}",
        [
            f"{edits.count} edits of one byte: not named by verify, or taken by awards, publish, honours or history: "
            f"{len(edits.wrong)}.",
            f"{cuts.count} cuts at the end, behind the hash on the last award list: not named by verify with that "
            f"list, or, where a publication lost a part, taken by one of these commands: {len(cuts.wrong)}.",
            f"{guards.count} ways to take the guards away (triggers dropped, replaced or added, a view in the table's "
            f"place): not named by verify, or taken by one of these commands: {len(guards.wrong)}.",
        ],
    )
    assert edits.wrong + cuts.wrong + guards.wrong == ()


@pytest.mark.prove
def test_forged_exports(tmp_path: Path) -> None:
    source = office(tmp_path, str(tmp_path / "source.db"))
    taken, told = 0, []
    for at, (what, lines) in enumerate(forged(list(export(source.ledger)), FORGERIES, seed=2025)):
        (tmp_path / "forged.jsonl").write_text("\n".join(lines), encoding="utf-8")
        here = replace(source, address=str(tmp_path / f"{at}.db"))
        ran = here.run("ledger", "import", "forged.jsonl")
        taken += ran.code == 0
        told += [] if ran.code == 0 or "line" in ran.err else [what]
        for words in (("verify",), ("history",), ("awards", "2025-Q1", "--out", "again")) if ran.code == 0 else ():
            here.run(*words)  # asserts that no command ends with a bug
    record(
        "Forged exports of a ledger",
        [
            f"{FORGERIES} exports with one odd value somewhere, every hash right: {FORGERIES - taken} refused by "
            f"import with the line ({len(told)} without it), {taken} of a right shape taken in and read by verify, "
            "history and awards; no bug lines."
        ],
    )
    assert told == []


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
