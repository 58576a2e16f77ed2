"""What a short run does not load, and how its calls are given room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import pytest

from ccmotivate.frames import in_one_piece
from tests.support import ROOT

_LOADED = (
    "import os, sys, ccmotivate.__main__ as own\n"
    "own.end = lambda code: print(code, [name for name in {names} if sys.modules.get(name)])\n"
    "sys.argv[1:] = {words}\n"
    "own.main()\n"
)


def test_a_small_month_loads_nothing_that_only_large_logs_and_databases_need(tmp_path: Path) -> None:
    words = ["score", str(ROOT / "examples" / "2025" / "2025-03.xlsx"), "--out", str(tmp_path), "--quiet"]
    names = ("pyarrow", "ibis", "duckdb", "sqlalchemy", "scipy", "openpyxl", "rich")
    program = _LOADED.format(names=names, words=words)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("0 []\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025-03.awards.xlsx", "2025-03.scored.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="page faults are counted on POSIX")
def test_calls_at_any_depth_take_no_memory_from_the_system() -> None:
    roomy = FunctionType(_calls_at_every_depth.__code__, globals())
    calls = 300 * 200
    assert _faults(in_one_piece(roomy)) < calls / 1000


def _calls_at_every_depth() -> None:
    for depth in range(300):
        _descend(depth)


def _descend(depth: int) -> None:
    if depth:
        _descend(depth - 1)
    else:
        for _ in range(200):
            _leaf()


def _leaf() -> None:
    pass


def _faults(function: Callable[[], None]) -> int:
    import resource

    function()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    function()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
