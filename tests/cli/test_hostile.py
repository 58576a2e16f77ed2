"""Hostile files through the whole command: one clear message, soon, in little memory, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import ROOT
from tests.formats.test_guard import BOMBS
from tests.samples import sample, sampled

FOLDER = ROOT.parent / "shared/data/hostile"
FILES = sorted(path for path in FOLDER.glob("*") if path.suffix != ".tsv") if FOLDER.is_dir() else []
_MEASURED = """
import resource, sys
from ccmotivate.cli import main
try:
    main()
finally:
    sys.stderr.flush()
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))  # getrusage counts who started us, too
    most = max(int(status["VmHWM"].split()[0]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(f"peak {most}", file=sys.__stderr__)
"""
SECONDS_BEFORE_IT_HANGS = 60  # the proof in tests/prove holds the real limit
MEGABYTES = 500
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux shows it")


def run(path: Path, out: Path) -> tuple[int, str, int, float]:
    """Exit code, what was said, peak memory in KiB and seconds of one run."""
    words = [sys.executable, "-c", _MEASURED, "score", str(path), "--lang", "en", "--out", str(out)]
    start = time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS_BEFORE_IT_HANGS, check=False, cwd=out)
    seconds = time.monotonic() - start
    said, _, peak = done.stderr.rpartition("peak ")
    return done.returncode, said, int(peak), seconds


def check(path: Path, out: Path) -> float:
    """One clear message, exit 1 or 2, nothing written, bounded memory; the seconds it took."""
    code, said, peak, seconds = run(path, out)
    assert code in (1, 2)
    assert "Traceback" not in said and "panicked" not in said
    errors = [line for line in said.splitlines() if line.startswith("error ")]
    assert len(errors) == 1, said
    assert path.name in errors[0]
    assert peak < MEGABYTES * 1024
    assert not [one for one in out.iterdir() if one != path]
    return seconds


@pytest.mark.skipif(not FILES, reason="needs ../shared/data, which is not part of the repository")
@sampled
@pytest.mark.parametrize("path", FILES[:: sample(16, 8)], ids=lambda path: path.name)
def test_odd_workbooks_of_other_readers(path: Path, tmp_path: Path) -> None:
    assert check(path, tmp_path) < SECONDS_BEFORE_IT_HANGS


@sampled
@pytest.mark.parametrize(("name", "build"), [(name, build) for name, _, build in BOMBS[:: sample(18, 9)]])
def test_bombs(name: str, build: Callable[[Path], Path], tmp_path: Path) -> None:
    assert check(build(tmp_path / name), tmp_path) < SECONDS_BEFORE_IT_HANGS
