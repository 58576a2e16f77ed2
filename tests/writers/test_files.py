"""Files in place whole or not at all: replacing, refusing, clearing strays, knowing our own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from ccmotivate.regular import NotRegularError
from ccmotivate.writers.files.replacing import (
    NotOursError,
    NotVerifiedError,
    SheetShape,
    WorkbookShape,
    archive,
    replace_files,
    verify_workbook,
)
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.workbooks.scored_book import write_scored
from tests.support import HANGS, is_private
from tests.writers import builders

ROOT = Path(__file__).resolve().parents[2]
WRITE = partial(write_scored, scored=builders.scored(12), lang="en")


def strays(folder: Path) -> list[str]:
    """Temporary files in a folder."""
    return [path.name for path in folder.iterdir() if path.name.endswith("-tmp")]


def test_a_new_file_is_private_and_ours(tmp_path: Path) -> None:
    target = tmp_path / "march.scored.xlsx"
    replace_files({target: WRITE})
    assert is_private(target)
    assert kind_of(target) == "scored"
    replace_files({target: WRITE})
    assert strays(tmp_path) == []


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    target = tmp_path / "march.scored.xlsx"
    openpyxl.Workbook().save(target)
    before = target.read_bytes()
    with pytest.raises(NotOursError) as refused:
        replace_files({target: WRITE})
    assert refused.value.path == target
    assert target.read_bytes() == before
    replace_files({target: WRITE}, force=True)
    assert kind_of(target) == "scored"


def test_a_writer_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    replace_files({first: WRITE})
    before = first.read_bytes()

    def fails(path: Path) -> WorkbookShape:
        path.write_bytes(b"half")
        raise OSError(28, "no space left on device")

    with pytest.raises(OSError, match="no space"):
        replace_files({first: WRITE, second: fails})
    assert first.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx"]


def test_what_does_not_read_back_never_takes_its_place(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"

    def lies(path: Path) -> WorkbookShape:
        shape = WRITE(path)
        return WorkbookShape((*shape.sheets[:-1], SheetShape(shape.sheets[-1].name, 9_999, 3)))

    with pytest.raises(NotVerifiedError):
        replace_files({target: lies})
    assert list(tmp_path.iterdir()) == []


def test_big_sheets_are_verified_by_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    shape = write_scored(path, builders.scored(9_000), "en")
    assert max(sheet.rows * sheet.cols for sheet in shape.sheets) > 200_000
    verify_workbook(path, shape)
    short = tuple(SheetShape(sheet.name, sheet.rows - 1, sheet.cols) for sheet in shape.sheets)
    with pytest.raises(NotVerifiedError):
        verify_workbook(path, WorkbookShape(short))


def test_strays_of_dead_writers_are_cleared_and_living_ones_stay(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    dead = tmp_path / f".a.xlsx.{child.pid}.0123abcd.ccmotivate-tmp"
    alive = tmp_path / f".a.xlsx.{os.getppid()}.0123abcd.ccmotivate-tmp"
    other = tmp_path / f".b.xlsx.{child.pid}.0123abcd.ccmotivate-tmp"
    for path in (dead, alive, other):
        path.touch()
    replace_files({target: WRITE})
    assert [path.exists() for path in (dead, alive, other)] == [False, True, True]


def test_killed_at_any_moment_the_target_stays_whole(tmp_path: Path) -> None:
    target = tmp_path / "march.scored.xlsx"
    replace_files({target: WRITE})
    code = (
        "import sys\nfrom pathlib import Path\nfrom functools import partial\nfrom tests.writers import builders\n"
        "from ccmotivate.writers.files.replacing import replace_files\n"
        "from ccmotivate.writers.workbooks.scored_book import write_scored\n"
        "write = partial(write_scored, scored=builders.scored(300), lang='en')\nprint('go', flush=True)\n"
        "while True: replace_files({Path(sys.argv[1]): write})\n"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    for delay in (0.02, 0.11, 0.23):
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(target)],
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay)
        child.kill()
        child.wait()
        child.stdout.close()
        assert openpyxl.load_workbook(target, read_only=True).sheetnames[0] == "Summary"
    replace_files({target: WRITE})
    assert strays(tmp_path) == []


def test_an_earlier_output_becomes_stale_and_others_are_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "march.scored.xlsx"
    replace_files({target: WRITE})
    assert archive(target) == tmp_path / "march.scored.stale.xlsx"
    assert not target.exists()
    assert archive(target) is None
    target.write_bytes(b"not a workbook")
    assert archive(target) is None
    assert target.exists()


def test_garbage_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    for content in (b"", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18, os.urandom(5_000)):
        path.write_bytes(content)
        assert not kind_of(path)
    assert not kind_of(tmp_path / "absent.xlsx")


def test_a_hostile_property_part_is_read_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("docProps/custom.xml", b" " * 50_000_000 + b'name="ccmotivate"><lpwstr>scored<')
    started = time.perf_counter()
    assert not kind_of(path)
    assert time.perf_counter() - started < HANGS


def _no_file(kind: str, path: Path) -> None:
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(path))
    else:
        path.symlink_to(path.with_name("precious.txt"))


@pytest.mark.skipif(os.name == "nt", reason="links, pipes and sockets of POSIX")
@pytest.mark.parametrize(
    ("kind", "force"),
    [("folder", False), ("folder", True), ("pipe", False), ("pipe", True), ("socket", True), ("link", False)],
)
def test_what_is_no_file_is_not_replaced_nor_is_its_pair(tmp_path: Path, kind: str, force: bool) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    (tmp_path / "precious.txt").write_text("of somebody else")
    replace_files({first: WRITE})
    before = first.read_bytes()
    _no_file(kind, second)
    with pytest.raises(NotRegularError, match=kind):
        replace_files({first: WRITE, second: WRITE}, force=force)
    assert first.read_bytes() == before
    assert (tmp_path / "precious.txt").read_text() == "of somebody else"
    assert strays(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_is_replaced_by_force_and_never_followed(tmp_path: Path) -> None:
    precious, target = tmp_path / "precious.txt", tmp_path / "a.xlsx"
    precious.write_text("of somebody else")
    target.symlink_to(precious)
    replace_files({target: WRITE}, force=True)
    assert not target.is_symlink()
    assert precious.read_text() == "of somebody else"


@pytest.mark.parametrize("links", [True, False], ids=["links", "copies"])
def test_a_pair_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    old, new, fails = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    for target in (old, fails):
        replace_files({target: WRITE})
    os.utime(old, (1, 1))
    kept = old.stat()

    def one_is_open(self: Path, target: Path) -> Path:
        if target == fails:
            raise PermissionError(13, "open in Excel", str(self), None, str(target))
        os.replace(self, target)  # noqa: PTH105 - what is replaced here
        return target

    def none(*_: object) -> None:
        raise OSError(95, "no second names")

    if not links:
        monkeypatch.setattr(os, "link", none)
    with monkeypatch.context() as patched, pytest.raises(PermissionError):
        patched.setattr(Path, "replace", one_is_open)
        replace_files({old: WRITE, new: WRITE, fails: WRITE})
    assert (old.stat().st_mtime_ns, old.stat().st_size) == (kept.st_mtime_ns, kept.st_size)
    assert not new.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "c.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_to_a_file_of_ours_is_not_ours(tmp_path: Path) -> None:
    elsewhere, target = tmp_path / "else.awards.xlsx", tmp_path / "march.awards.xlsx"
    replace_files({elsewhere: WRITE})
    target.symlink_to(elsewhere)
    assert archive(target) is None
    assert target.is_symlink()
