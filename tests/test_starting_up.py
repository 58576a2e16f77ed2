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
from tests.exports.shapes import lines, scheme
from tests.support import ROOT

_LOADED = (
    "import os, sys, ccmotivate.__main__ as own\n"
    "own.end = lambda code: print(code, [name for name in {names} if sys.modules.get(name)])\n"
    "sys.argv[1:] = {words}\n"
    "own.main()\n"
)


_UNUSED = (
    *("pyarrow", "ibis", "duckdb", "sqlalchemy", "scipy", "openpyxl", "rich"),
    "xml.etree.ElementTree",
    *("ccmotivate.formats.csv_text", "ccmotivate.formats.xlsx_metadata"),
    *("ccmotivate.model.source_schema", "ccmotivate.model.comparison", "ccmotivate.model.rule_changes"),
    "ccmotivate.ruleset.paths",
    *("ccmotivate.engine.periods", "ccmotivate.engine.rescoring"),
)
"""What only large logs, databases, text files, unusual packages, longer periods or trials of rules need."""


def test_a_small_month_loads_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    words = ["score", str(ROOT / "examples" / "2025" / "2025-03.xlsx"), "--out", str(tmp_path), "--quiet"]
    program = _LOADED.format(names=_UNUSED, words=words)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("0 []\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025-03.awards.xlsx", "2025-03.scored.xlsx"]


def test_a_terminal_gets_its_summary_without_emoji(tmp_path: Path) -> None:
    words = ["score", str(ROOT / "examples" / "2025" / "2025-03.xlsx"), "--out", str(tmp_path), "--lang", "en"]
    program = _LOADED.format(names=("rich._emoji_codes", "rich.progress", "rich.live"), words=words)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("March 2025  2025-03.xlsx\n") and run.stdout.endswith("\n0 []\n")


def test_a_large_log_is_folded_by_another_process(tmp_path: Path) -> None:
    source = (
        "calls: {files: calls.csv, agent_id: Agent, month: {of: Start}, columns: {talk: {name: Talk, kind: number}}}"
    )
    metrics = "talk: {name: Talk, kind: number, good: low, detail: {from: calls, of: talk, take: mean}}"
    rules = scheme(tmp_path / "rules", source, metrics)
    log = lines(tmp_path / "calls.csv", ["Agent", "Start", "Talk"], *[["A1", "2025-03-07", "95"]] * 50)
    words = ["score", str(log), "--rules", str(rules), "--out", str(tmp_path / "out"), "--quiet"]
    program = "from ccmotivate.formats import large_text\nlarge_text.LARGE_TEXT = 1\n" + _LOADED.format(
        names=("ibis", "sqlglot", "duckdb", "pyarrow", "ccmotivate.pipeline.large_logs"), words=words
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("0 ['ccmotivate.pipeline.large_logs']\n", "")


def test_a_parser_is_started_before_numpy_is_loaded() -> None:
    loaded = "[one for one in ('numpy', 'pandas') if one in sys.modules]"
    program = f"import sys, ccmotivate.formats.sheets, ccmotivate.pipeline.log_process\nprint({loaded})"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


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
