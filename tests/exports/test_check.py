"""What ``check`` tells of mapped files: rows read, counted and left out, agents, months, the way to two figures."""

from __future__ import annotations

from pathlib import Path

from tests.cli.commands import ccmotivate
from tests.exports.shapes import scheme
from tests.exports.test_shapes import CALLS, KEYED, log

ONLY = KEYED.replace("  key: call", "  key: call\n  only: {Agent: ['A*', 'Z*']}")
FOLDER = [*CALLS, CALLS[0], ("x1", "Z9", 3, 1, 5), ("x2", "B9", 3, 1, 5)]


def said(folder: Path, lang: str) -> list[str]:
    rules = scheme(folder / "rules", ONLY)
    ran = ccmotivate("check", log(folder / "in", FOLDER), "--rules", rules, "--lang", lang)
    assert ran.code == 0, ran.err
    return " ".join(ran.out.split()).replace("\n", " ").split("calls", 1)[1:]


def test_check_tells_what_became_of_every_row_and_how_two_agents_got_their_figures(tmp_path: Path) -> None:
    text = " ".join(said(tmp_path, "en"))
    assert "12 rows read in calls_0.csv, calls_1.csv, calls_2.csv" in text
    assert "counted: 9, of 2 agents in" in text
    for reason in ("not counted by only: 1", "repeated: 1", "of unknown ids: 1"):
        assert reason in text
    assert "staff: 2 rows read in staff.csv" in text
    assert "Ada Example (A1), March 2025: Handling time 0:00:11" in text
    assert "calls_0.csv!csv!D4" in text
    assert "Ben Muster (A2), March 2025: Calls handled 1" in text


def test_the_same_in_chinese(tmp_path: Path) -> None:
    text = " ".join(said(tmp_path, "zh"))
    assert "12 行" in text
    assert "重复：1" in text
