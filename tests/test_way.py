"""The way of one cell in docs/design.md is the one that a run takes."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from types import FrameType

import ccmotivate
from tests.cli.commands import ROOT
from tests.cli.commands import ccmotivate as run
from tests.nearby import _answer

_STEP = re.compile(r"\| (\d+) \| `([\w/]+\.py)` `(\w+)` \|")
_LIMIT = 25


def test_a_run_calls_what_the_table_says_in_its_order(tmp_path: Path) -> None:
    steps = _STEP.findall((ROOT / "docs/design.md").read_text(encoding="utf-8"))
    assert [int(number) for number, _file, _name in steps] == list(range(1, len(steps) + 1))
    assert 10 < len(steps) <= _LIMIT
    wanted = {(file, name) for _number, file, name in steps}
    called = _first_calls(wanted, tmp_path)
    assert called == [(file, name) for _number, file, name in steps]


def _first_calls(wanted: set[tuple[str, str]], folder: Path) -> list[tuple[str, str]]:
    """The functions among these that a run of ``score`` calls, in the order of their first calls."""
    home = Path(ccmotivate.__file__).parent
    found: dict[tuple[str, str], None] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        name = frame.f_code.co_name
        if event == "call" and name in names and frame.f_code.co_filename.startswith(str(home)):
            step = (Path(frame.f_code.co_filename).relative_to(home).as_posix(), name)
            if step in wanted:
                found.setdefault(step)

    names = {name for _file, name in wanted}
    _answer.cache_clear()  # the parser is on the way too
    month = shutil.copy(ROOT / "examples/2025/2025-03.xlsx", folder)  # which no other test has read
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        ran = run("score", month, "--out", folder)
    finally:
        sys.setprofile(before)
    assert ran.code == 0
    return list(found)
