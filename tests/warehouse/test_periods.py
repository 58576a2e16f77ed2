"""Commands on a period over tables alone: they read its months without ``--month``, as from the same rows in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import Ran, ccmotivate
from tests.exports.shapes import lines, scheme
from tests.warehouse.test_tables import Place, of_table, place

__all__ = ["place"]
COLUMNS = "call_id bigint, agent text, team text, started timestamp, talk bigint"
HEADERS = ["call_id", "agent", "team", "started", "talk"]
ROWS = [
    [month * 100 + at * 10 + call, f"A{at}", "North" if at % 2 else "South",
     f"{2024 + month // 12}-{month % 12 + 1:02}-{5 + call:02} 10:00:00", 100 * at + month * (1 + at % 2) + call]
    for month in range(6, 18) for at in range(1, 7) for call in range(2)
]  # fmt: skip
"""Two calls a month of each of six agents, from July 2024 to June 2025."""
METRICS = "talk: {name: Talk, kind: number, detail: {from: calls, of: talk, take: sum}}\n"
AWARDS = """
best: {name: Best, every: quarter, rank: {by: score, places: 2}, prize: [30, 20]}
most: {name: Most, every: month, within: team, rank: {by: talk}, prize: 5}
"""
MEASURES = "measures:\n  bonus: {name: Bonus, from: 2025-03, teams: [North], window: 3, expects: {talk: {up: 1}}}\n"
LINES: Mapping[str, Sequence[str]] = {
    "awards": ("awards", "2025-Q1"),
    "a month": ("awards", "2025-02"),
    "explain": ("explain", "--agent", "A5", "--period", "2025-Q1"),
    "fairness": ("fairness", "--period", "2025-H1"),
    "simulate": ("simulate", "--period", "2025-Q1", "--set", "roles.agent.talk=250", "--against", "@"),
    "evaluate": ("evaluate",),
    "evaluate --plan": ("evaluate", "--plan", "bonus"),
}


def rules_of(folder: Path, where: str, **more: str) -> Path:
    text = f"calls:\n  {where}\n  agent_id: agent\n  team: team\n  month: started\n  key: call_id\n  columns:\n"
    text += "    call_id: {name: call_id, kind: text}\n    talk: {name: talk, kind: number}\n"
    return scheme(folder, text, METRICS, awards=AWARDS, measures=MEASURES, **more)


def ran(rules: Path, words: Sequence[str], *files: Path, out: Path) -> Ran:
    where = ("--out", out) if words[0] == "awards" else ()
    ledger = () if words[0] == "evaluate" else ("--no-ledger",)
    words = [str(rules) if word == "@" else word for word in words]
    return ccmotivate(*words, *files, *where, *ledger, "--json", "--lang", "en", "--rules", rules)


def said(found: Ran) -> Any:
    """All of a document that is the same whether a row stands in a file or in a table."""
    assert found.code == 0, found.err + found.out
    return without(json.loads(found.out))


_OF_A_PLACE = ("source", "sources", "inputs", "problems", "rules", "how_it_was_read", "file", "sha256", "row", "rule")


def without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without(one) for name, one in value.items() if name not in _OF_A_PLACE}
    return [without(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", LINES)
def test_a_period_of_a_table_is_as_that_of_the_same_rows_in_a_file(place: Place, tmp_path: Path, name: str) -> None:
    first, last = {"fairness": (12, 17), "evaluate": (8, 16), "evaluate --plan": (6, 13)}.get(name, (12, 14))
    by_file = lines(tmp_path / "calls.csv", HEADERS, *(row for row in ROWS if first <= int(row[0]) // 100 <= last))
    place.table([], columns=COLUMNS)
    values = ", ".join("(" + ", ".join(f"'{cell}'" for cell in row) + ")" for row in ROWS)
    place.raw(f"INSERT INTO {place.named()} VALUES {values}")
    wanted = said(ran(rules_of(tmp_path / "f", "files: calls.csv"), LINES[name], by_file, out=tmp_path / "out"))
    found = said(ran(rules_of(tmp_path / "t", of_table(place)), LINES[name], out=tmp_path / "out"))
    assert found == wanted
    assert any(wanted.get(key) for key in ("awards", "agent_id", "months", "agents", "measures", "plan", "summary")), (
        wanted
    )


@pytest.mark.parametrize("name", ["fairness", "explain", "simulate"])
def test_without_a_period_it_is_asked_for(place: Place, tmp_path: Path, name: str) -> None:
    place.table(ROWS[:2], columns=COLUMNS)
    words = [word for word in LINES[name] if word != "--period" and not word.startswith("2025")]
    found = ran(rules_of(tmp_path / "t", of_table(place)), words, out=tmp_path / "out")
    assert found.code == 2
    assert [one["code"] for one in json.loads(found.out)["problems"] if one["severity"] == "error"] == ["table-months"]


@pytest.mark.parametrize("name", ["fairness", "explain", "simulate", "evaluate"])
def test_rules_without_tables_need_files(tmp_path: Path, name: str) -> None:
    found = ran(rules_of(tmp_path / "f", "files: calls.csv"), LINES[name], out=tmp_path / "out")
    assert found.code == 2
    assert "FILES…" in found.err


def test_a_period_of_which_a_file_has_nothing(tmp_path: Path) -> None:
    file = lines(tmp_path / "calls.csv", HEADERS, *ROWS)
    found = ran(rules_of(tmp_path / "f", "files: calls.csv"), ("fairness", "--period", "2023-Q1"), file, out=tmp_path)
    assert found.code == 2
    assert [one["code"] for one in json.loads(found.out)["problems"]][-1] == "period-without-data"


@pytest.mark.parametrize("only", [(), ("--only", "2025-03")], ids=["all", "only March"])
@pytest.mark.parametrize("line", ["{weight: 0, ratio: 1, cap: 100, if_no_data: left_out}", ""])
def test_a_month_without_rows_is_told_alike_alone_and_with_others(
    place: Place, tmp_path: Path, only: Sequence[str], line: str
) -> None:
    calls = lines(
        tmp_path / "calls.csv", ("Agent", "Day", "Talk"), *((f"A{at}", f"2025-0{3 + at % 2}-05", 60) for at in range(4))
    )
    place.table([("A1", "2025-04-05", 9)], "marks", "agent varchar(9), day date, mark integer")
    sources = (
        "calls:\n  files: calls.csv\n  agent_id: Agent\n  month: Day\n  columns: {talk: {name: Talk, kind: number}}\n"
    )
    sources += f"marks:\n  {of_table(place, 'marks')}\n  agent_id: agent\n  month: day\n"
    sources += "  columns: {mark: {name: mark, kind: number}}\n"
    mark = "mark: {name: Mark, kind: number, detail: {from: marks, of: mark, take: sum}}\n"
    rules = scheme(tmp_path / "rules", sources, METRICS)
    metrics = METRICS + mark + ("" if line else 'marks: {name: Marks, kind: number, formula: "coalesce(mark, 0)"}\n')
    (rules / "metrics.yaml").write_text(metrics, encoding="utf-8")
    role = rules / "roles" / "agent.yaml"
    role.write_text(role.read_text(encoding="utf-8") + (f"  mark: {line}\n" if line else ""), encoding="utf-8")
    found = ccmotivate("check", calls, "--rules", rules, "--json", *only)
    notes = [(one["file"], one["facts"]) for one in json.loads(found.out)["problems"] if one["code"] == "table-empty"]
    assert notes == [(place.named("marks"), {"months": ["2025-03"], "kind": "marks"})]
    assert "source-none" not in found.out
    assert found.code == 0, found.out
