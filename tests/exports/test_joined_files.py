"""Text files joined end to end (``cat``): a header again on each, and a byte order mark in front of it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from ccmotivate.formats import large_text
from tests.exports.made import Map
from tests.exports.shapes import scheme, scored
from tests.exports.test_logs_beside import streamed

MARK = "\ufeff"
HEADER = "Call ID,Agent,Started,Talk time"
DAYS = [(f"{who}{day}", f"{who}, Example", f"2025-0{day % 3 + 1}-04", 100 + day) for day in range(9) for who in "AB"]
ROWS = [f'{one},"{who}",{day},0:{talk // 60:02}:{talk % 60:02}' for one, who, day, talk in DAYS]
TALK = {(day[:7], who): 0 for _one, who, day, _talk in DAYS}
for _one, _who, _day, _talk in DAYS:
    TALK[_day[:7], _who] += _talk


def joined(path: Path, *, mark: str, again: bool, end: str = "\r\n") -> Path:
    """The rows of three files one after another, of which the second and third may lack their header."""
    parts = [ROWS[at : at + 6] for at in range(0, len(ROWS), 6)]
    files = [[*([HEADER] if again or not at else []), *part] for at, part in enumerate(parts)]
    path.write_bytes("".join(mark + end.join(lines) + end for lines in files).encode())
    return path


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("mark", ["", MARK])
def test_map_leaves_out_headers_that_come_again(tmp_path: Path, mapped: Map, mark: str, again: bool) -> None:
    made = mapped(joined(tmp_path / "calls.csv", mark=mark, again=again))
    assert made.code == 0, made.said
    assert f"Rows: {len(ROWS)};" in made.text("sources")
    assert "is no date" not in made.text("sources")
    assert made.values("contacts") == dict.fromkeys(TALK, 3)
    assert made.values("talk_time") == {who: talk / 3 for who, talk in TALK.items()}


SOURCES = """
calls:
  files: "calls*.csv"
  agent_id: Agent
  month: Started
  key: call
  columns:
    call: {name: Call ID, kind: text}
    talk: {name: Talk time, kind: duration}
"""
METRICS = """
talk:  {name: Talk, kind: duration, detail: {from: calls, of: talk, take: sum}}
calls: {name: Calls, kind: count, detail: {from: calls, of: "1", take: count}}
"""


@pytest.mark.parametrize(
    ("end", "is_large"), [("\n", False), ("\r\n", False), ("\r", False), ("\n", True), ("\r\n", True)]
)
def test_a_byte_order_mark_is_no_part_of_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, is_large: bool
) -> None:
    monkeypatch.setattr(large_text, "PIECE", 64)
    file = joined(tmp_path / "calls.csv", mark=MARK, again=False, end=end)
    file.write_bytes(file.read_bytes() + (f"{MARK}{ROWS[0]}{end}").encode())  # a copy of the first row
    with streamed(file.name) if is_large else nullcontext():
        found = scored(scheme(tmp_path / "rules", SOURCES, METRICS), file)
    assert found.code == 0, found.said
    assert found.values("talk") == TALK
    assert found.values("calls") == dict.fromkeys(TALK, 3)
