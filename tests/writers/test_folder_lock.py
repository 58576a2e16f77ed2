"""A folder is held by one run at a time; the others wait or say who holds it."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ccmotivate.writers.files.folder_lock import LOCK, FolderBusyError, Holder, holder_of, holding
from tests.support import HANGS, is_private

HOLD = """
import sys, time
from pathlib import Path
from ccmotivate.writers.files.folder_lock import holding
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
        other.kill()
    assert (tmp_path / LOCK).exists()
    with holding(tmp_path, 5.0):
        pass
    assert not (tmp_path / LOCK).exists()


def test_nothing_stays_behind_and_the_folder_can_be_held_again(tmp_path: Path) -> None:
    for _ in range(3):
        with holding(tmp_path, 0.0):
            assert is_private(tmp_path / LOCK)
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


def _link(path: Path, precious: Path) -> None:
    path.symlink_to(precious)


def _dangling(path: Path, precious: Path) -> None:
    path.symlink_to(precious.with_name("nowhere"))


def _second_name(path: Path, precious: Path) -> None:
    path.hardlink_to(precious)


def _own_file(path: Path, precious: Path) -> None:
    precious.rename(path)


def _deep(path: Path, _: Path) -> None:
    path.write_text("[" * 100_000)


def _other_words(path: Path, _: Path) -> None:
    path.write_text('{"user": ["a"], "host": "b", "pid": "c"}')


def _pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path, _: Path) -> None:
    path.mkdir()


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
@pytest.mark.parametrize(
    "plant",
    [_link, _dangling, _second_name, _own_file, _deep, _other_words, _pipe, _folder],
    ids=lambda one: one.__name__,
)
def test_what_is_no_lock_is_neither_followed_nor_touched(tmp_path: Path, plant: Callable[[Path, Path], None]) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("of somebody else")
    folder = tmp_path / "out"
    folder.mkdir()
    plant(folder / LOCK, precious)
    before = {path: path.lstat() for path in (*tmp_path.iterdir(), folder / LOCK)}
    with pytest.raises(OSError, match=r"stands in the place|it is a"), holding(folder, 0.0):
        pass
    after = {path: path.lstat() for path in (*tmp_path.iterdir(), folder / LOCK)}
    unchanged = [(one.st_ino, one.st_size, one.st_mtime_ns, one.st_nlink) for one in before.values()]
    assert [(one.st_ino, one.st_size, one.st_mtime_ns, one.st_nlink) for one in after.values()] == unchanged
    assert holder_of(folder / LOCK) == Holder()
