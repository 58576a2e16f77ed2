"""A folder is held by one run at a time; the others wait or say who holds it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ccmotivate.writers.folder_lock import LOCK, FolderBusyError, Holder, holder_of, holding
from tests.support import HANGS

HOLD = """
import sys, time
from pathlib import Path
from ccmotivate.writers.folder_lock import holding
with holding(Path(sys.argv[1]), 30):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def other_run(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until its input is closed."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "held\n"
        yield run


def test_a_second_run_says_who_holds_the_folder(tmp_path: Path) -> None:
    with other_run(tmp_path) as other, pytest.raises(FolderBusyError) as busy, holding(tmp_path, 0.0):
        pass
    assert busy.value.holder.pid == other.pid
    assert str(other.pid) in str(busy.value.holder)


def test_a_second_run_waits_for_the_first_to_end(tmp_path: Path) -> None:
    with other_run(tmp_path) as other:
        assert other.stdin is not None
        other.stdin.close()
        with holding(tmp_path, HANGS):
            assert holder_of(tmp_path / LOCK).pid == os.getpid()


def test_a_killed_run_lets_go(tmp_path: Path) -> None:
    with other_run(tmp_path) as other:
        other.send_signal(signal.SIGKILL)
    assert (tmp_path / LOCK).exists()
    with holding(tmp_path, 5.0):
        pass
    assert not (tmp_path / LOCK).exists()


def test_nothing_stays_behind_and_the_folder_can_be_held_again(tmp_path: Path) -> None:
    for _ in range(3):
        with holding(tmp_path, 0.0):
            assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == []


def test_a_lock_without_a_signature_names_nobody(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("half", encoding="utf-8")
    assert holder_of(tmp_path / LOCK) == Holder()
    assert holder_of(tmp_path / "none") == Holder()


def _count(folder: Path, times: int) -> None:
    for _ in range(times):
        with holding(folder, HANGS):
            number = int((folder / "n").read_text())
            time.sleep(0.001)
            (folder / "n").write_text(str(number + 1))


def test_two_never_hold_it_at_once(tmp_path: Path) -> None:
    (tmp_path / "n").write_text("0")
    runs = [multiprocessing.get_context("spawn").Process(target=_count, args=(tmp_path, 20)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(HANGS)
    assert (tmp_path / "n").read_text() == "60"
