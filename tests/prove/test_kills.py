"""The proof: killed at 50 random moments of a run, no target is ever unreadable or half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.test_outputs import kill_while_writing
from tests.prove.record import record

KILLS = 50


@pytest.mark.prove
def test_fifty_kills(tmp_path: Path) -> None:
    hit, wrong = kill_while_writing(tmp_path, times=KILLS, seed=2025)
    record(
        "Killed while writing",
        [
            f"{KILLS} times `kill -9` at random moments while `ccmotivate score` writes, {hit} of them before the "
            f"files were in place: {len(wrong)} unreadable targets, or strays left after the next run."
        ],
    )
    assert wrong == []
    assert hit > KILLS // 2
