"""Only files are opened, and no more is read of them than is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ccmotivate.regular import NotRegularError, bytes_of, opened, refuse_other
from tests.support import posix


def test_a_file_is_read_up_to_a_limit_and_one_byte_more(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert [bytes_of(path, limit) for limit in (5, 4, 2)] == [b"12345", b"12345", b"123"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="devices of POSIX")
@pytest.mark.parametrize("ask", [opened, lambda path: bytes_of(path, 10), refuse_other], ids=["open", "read", "write"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, ask: Callable[[Path], object]) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, words in ((tmp_path, "folder"), (tmp_path / "pipe", "named pipe"), (Path("/dev/zero"), "device")):
        with pytest.raises(NotRegularError, match=words):
            ask(path)


@posix
def test_a_link_is_read_and_not_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert bytes_of(tmp_path / "b.txt", 1) == b"1"
    with pytest.raises(NotRegularError, match="link"):
        refuse_other(tmp_path / "b.txt")
    refuse_other(tmp_path / "a.txt")
    refuse_other(tmp_path / "nothing.txt")
