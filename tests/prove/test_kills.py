"""The proofs: killed or interrupted at any moment, a command leaves whole files, a sound ledger and no process."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.pipeline.test_outputs import kill_while_writing
from tests.prove.killing import Killed, commands
from tests.prove.record import record

KILLS = 50
TIMES = {signal.SIGKILL: 60, signal.SIGTERM: 30, signal.SIGINT: 30} if os.name == "posix" else {}

pytestmark = [pytest.mark.prove, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]


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


def test_every_command_killed_and_interrupted(tmp_path: Path) -> None:
    lines, wrong = [], list[str]()
    for command in commands(tmp_path):
        killed = Killed(command, tmp_path / command.name.replace(" ", "-"))
        found = {number: killed.signalled(number, times, seed=2025) for number, times in TIMES.items()}
        wrong += [one for outcome in found.values() for one in outcome.wrong]
        told = ", ".join(f"{TIMES[number]} × {number.name} ({one.hit} ended it)" for number, one in found.items())
        lines.append(f"`{command.name}`: {told}; {sum(len(one.wrong) for one in found.values())} damaged or left.")
        assert all(one.hit > TIMES[number] // 2 for number, one in found.items()), lines
    record(
        "Killed and interrupted",
        [
            "From the first instruction of the entry point to the end of the run, one signal in each part of it. "
            "Afterwards every output is byte for byte the old or the new one, the ledger verifies and holds all or "
            "nothing, no process goes on; after SIGTERM and SIGINT besides: all outputs old or all new, no strays, no "
            "traceback, exit 143 and 130.",
            *lines,
        ],
    )
    assert wrong == []
