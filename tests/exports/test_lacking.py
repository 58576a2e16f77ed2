"""“12 of 20 rows” and lines left out: the ledger keeps them, publishing and comparing show what differs in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.shapes import lines, scheme

SOURCES = """
checks:
  files: checks_*.csv
  agent_id: Agent
  month: Date
  columns:
    mark: {name: Mark, kind: number}
    calls: {name: Calls, kind: count}
"""
METRICS = """
calls:   {name: Calls, kind: count, detail: {from: checks, of: calls, take: sum}}
quality: {name: Quality, kind: number, detail: {from: checks, of: mark, take: mean, least: 3}}
"""
ROLE = """
role: agent
name: Agent
scorecard:
  calls: {weight: 50, curve: {0: 0, 100: 100}}
  quality: {weight: 50, curve: {0: 0, 100: 100}, if_no_data: left_out}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = scheme(tmp_path / "rules", SOURCES, METRICS)
    (folder / "roles" / "agent.yaml").write_text(ROLE, encoding="utf-8")
    return folder


def checks(folder: Path, *marks: Sequence[object]) -> Path:
    """Rows of A1 with three checks, and of A2 with those given."""
    rows = [("A1", f"2025-03-0{day}", 90, 10) for day in (1, 2, 3)]
    return lines(folder / "checks_1.csv", ("Agent", "Date", "Mark", "Calls"), *rows, *marks)


TWO = (("A2", "2025-03-01", 80, 10), ("A2", "2025-03-02", 70, 20))
ONE = (("A2", "2025-03-01", 80, 30),)


def test_a_month_is_kept_with_them_and_another_number_of_rows_differs(tmp_path: Path, rules: Path) -> None:
    ledger = ("--ledger", tmp_path / "ledger.db", "--rules", rules, "--lang", "en")
    ran = ccmotivate("publish", "2025-03", checks(tmp_path, *TWO), "--by", "Pat Example", "--yes", *ledger)
    assert ran.code == 0, ran.err
    exported = tmp_path / "ledger.jsonl"
    assert ccmotivate("ledger", "export", exported, "--ledger", tmp_path / "ledger.db").code == 0
    records = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    bodies = [json.loads(one["body"]) for one in records if one.get("kind") == "result"]
    assert [body["facts"]["2025-03"].get("lacking") for body in bodies] == [None, {"quality": "2/3 left_out"}]
    same = ccmotivate("publish", "2025-03", checks(tmp_path, *TWO), "--by", "Pat Example", "--yes", *ledger)
    assert same.code == 0, same.err
    other = ccmotivate("publish", "2025-03", checks(tmp_path, *ONE), "--by", "Pat Example", "--yes", *ledger)
    assert other.code == 1
    said = " ".join((other.out + other.err).split())
    assert "(2 of 3" in said
    assert "(1 of 3" in said


def test_two_files_that_differ_in_them_alone_are_told_apart(tmp_path: Path, rules: Path) -> None:
    old, new = checks(tmp_path / "old", *TWO), checks(tmp_path / "new", *ONE)
    ran = ccmotivate("diff", old, new, "--rules", rules, "--lang", "en")
    assert "Quality: no data (2 of 3 rows), its line left out → no data (1 of 3 rows), its line left out" in " ".join(
        (ran.out + ran.err).split()
    )
    document = json.loads(ccmotivate("diff", old, new, "--rules", rules, "--json").out)
    (change,) = document["results"]["people"]
    assert change["lacking"] == [{"metric": "quality", "old": "2/3 left_out", "new": "1/3 left_out"}]
