"""Sources that mean harm: one clear problem each, in bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.exports.shapes import METRICS, lines, scheme, scored
from tests.exports.test_shapes import DAILY, LOG
from tests.support import HANGS

HEADER = b"Agent,Started,Talk\n"
BOMBS = {
    "a million columns": HEADER + b"," * 1_000_000 + b"\n",
    "an endless line": HEADER + b'A1,2025-03-01,"' + b"9" * 20_000_000,
    "an endless cell": HEADER + b"A1,2025-03-01," + b"9" * 20_000_000 + b"\n",
    "no text": HEADER + bytes(range(256)) * 100,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_a_text_file_is_one_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / "calls_1.csv").write_bytes(BOMBS[name])
    start = time.monotonic()
    found = scored(scheme(tmp_path / "rules", LOG), tmp_path / "calls_1.csv")
    assert time.monotonic() - start < HANGS
    assert found.code == 2
    errors = [one for one in found.document["problems"] if one["severity"] == "error"]
    assert len(errors) == 1
    assert errors[0]["file"] == "calls_1.csv"
    assert len(errors[0]["message"]) < 1_000


def test_a_pattern_of_many_parts_is_held_against_a_long_cell_at_once(tmp_path: Path) -> None:
    sources = DAILY.replace("{name} ({id})", "{a} {b} {c} {d} {e} {name} ({id})").replace("{id})", "{id})!")
    file = lines(tmp_path / "daily.csv", ("Agent", "Team", "Date", "Avg talk"),
                 ("a (" * 30_000, "North", "2025-03-01", "0:03:00"))  # fmt: skip
    start = time.monotonic()
    found = scored(scheme(tmp_path / "rules", sources), file)
    assert time.monotonic() - start < HANGS
    assert found.codes & {"source-unlike"}


def test_a_row_filter_of_many_stars_is_held_against_a_long_cell_at_once(tmp_path: Path) -> None:
    sources = LOG.replace("  files: calls_*.csv", "  files: calls_*.csv\n  only: {Agent: ['" + "a*" * 60 + "b']}")
    file = lines(tmp_path / "calls_1.csv", ("Agent", "Started", "Talk"), ("a" * 30_000, "01-03-2025", "0:03:00"))
    start = time.monotonic()
    found = scored(scheme(tmp_path / "rules", sources), file)
    assert time.monotonic() - start < HANGS
    assert found.codes & {"dropped-filtered", "no-rows"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("files: ../../*", "rule-pattern-outside"),
        ("files: /etc/*", "rule-pattern-outside"),
        ("files: C:\\*", "rule-pattern-outside"),
        ('name: "{} {}"', "rule-template-empty"),
        ("month: {of: Started, written_in: Mars/Olympus}", "rule-unknown-zone"),
    ],
)
def test_what_the_rules_refuse(tmp_path: Path, line: str, code: str) -> None:
    sources = f"calls:\n  agent_id: Agent\n  columns: {{talk: {{name: Talk, kind: duration}}}}\n  {line}\n"
    found = scored(scheme(tmp_path / "rules", sources, METRICS), tmp_path)
    assert found.code == 2
    assert [one["code"] for one in found.document["problems"]] == [code]
    assert "sources.yaml" in found.document["problems"][0]["file"]
