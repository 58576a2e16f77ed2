"""Folds of a call log by words, times and moments: medians, weights, too few rows, blanks that are left out."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import Outcome, score
from ccmotivate.writers.words.rules import fold_words
from tests.cli.commands import ccmotivate
from tests.formats.builders import KINDS, Grid, build
from tests.pipeline.calls import FILES
from tests.support import sheets_in

COLUMNS = """
      start: {name: Start, kind: moment}
      end: {name: End, kind: moment}
      shift: {name: Shift, kind: time}
      login: {name: Login, kind: time}
      queue: {name: Queue, kind: text}
      client: {name: Client, kind: text}
      calls: {name: Calls, kind: count}
      aht: {name: AHT, kind: duration, unit: seconds}
"""
METRICS = """
talk: {name: Talk, kind: duration, detail: {from: calls, take: median, of: end - start, blanks: left_out}}
late: {name: Late, kind: count, detail: {from: calls, take: sum, of: login > shift}}
lateness: {name: Lateness, kind: duration, detail: {from: calls, take: max, of: login - shift}}
evening: {name: Evening, kind: count, detail: {from: calls, take: count, of: "1", where: 'login >= "18:00"'}}
clients:
  name: Clients
  kind: count
  detail: {from: calls, take: distinct, of: client, where: 'queue in ("sales", "vip")'}
handling: {name: Handling, kind: duration, detail: {from: calls, take: mean, of: aht, weigh: calls}}
sold: {name: Sold, kind: percent, detail: {from: calls, take: share, of: 'queue == "SALES"', least: 3}}
twice: {name: Twice, kind: number, formula: "coalesce(sold, 0) * 0 + sold * 2"}
extra: {name: Extra, kind: number}
"""
HEADER = ["Start", "End", "Shift", "Login", "Queue", "Client", "Calls", "AHT"]
ROWS: list[list[Any]] = [
    ["A1", "2025-03-04 09:00:00", "2025-03-04 09:04:30", "08:00", "08:05", "Sales", "c1", 3, 100],
    ["A1", "2025-03-04 23:59:00", "2025-03-05T00:01:00", "18:00", "17:50", "sales ", "C1", 1, 200],
    ["A1", "2025-03-05 10:00", "", "18:00", "6:30 pm", "help", "c3", 0, ""],
    ["B1", "2025-03-05 10:00:00", "2025-03-05 10:00:10.5", "08:00", "08:00:00", "vip", "c9", 2, 50],
    ["B1", "2025-03-06 10:00:00", "2025-03-06 10:01:00", "08:00", "08:00:01", "-", "c9", 2, 51],
]  # fmt: skip


def rules(metrics: str = METRICS) -> RuleSet:
    head, _, rest = FILES["columns.yaml"].partition("      call:")
    words = rest[rest.index("words:") :]
    role = "role: agent\nname: Agent\nmust: {sold: {at_least: 50%}}\n"
    role += "scorecard: {extra: {weight: 60, ratio: 5, cap: 100}, sold: {weight: 40, ratio: 50, cap: 100}}\n"
    files = {"columns.yaml": head.replace("    KEY\n", "") + COLUMNS + words, "metrics.yaml": metrics}
    found, problems = rules_of(FILES | files | {"roles/agent.yaml": role}, "rules")
    assert found is not None, problems
    return found


def scored(folder: Path, kind: str) -> Outcome:
    agents = Grid([["月份", "工号", "姓名", "Extra"], ["2025-03", "A1", "示甲", 5], ["2025-03", "B1", "示乙", 4]])
    paths = []
    for name, grid in {"agents": agents, "log": Grid([["工号", *HEADER], *ROWS])}.items():
        paths.append(folder / f"{name}.{kind}")
        paths[-1].write_bytes(build(kind, grid))
    return score(list(map(str, paths)), rules(), Options(lang="en", write=True, out=folder / "out"))


@pytest.mark.parametrize("kind", KINDS)
def test_words_and_times_fold(tmp_path: Path, kind: str) -> None:
    outcome = scored(tmp_path, kind)
    assert outcome.exit_code == 0, outcome.all_problems
    (month,) = outcome.jobs[0].scored.months
    assert {name: month.metrics[name].to_list() for name in month.metrics if name != "extra"} == {
        "talk": [Fraction(195), Fraction("35.25")],
        "late": [2, 1],
        "lateness": [1800, 1],
        "evening": [1, None],
        "clients": [1, 1],
        "handling": [125, Fraction("50.5")],
        "sold": [Fraction(200, 3), None],
        "twice": [Fraction(4, 3), None],
    }
    assert month.too_few("sold", 0) is None
    assert month.too_few("sold", 1) == month.too_few("twice", 1) == (2, 3)
    assert "few-rows" in {one.code for one in outcome.all_problems}


def test_too_few_rows_are_told_wherever_there_is_no_data(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    for name, text in rules().texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    scored(tmp_path, "csv")
    books = [sheets_in(path) for path in (tmp_path / "out").glob("*.xlsx")]
    cells = [str(cell) for book in books for rows in book.values() for row in rows for cell in row]
    assert "no data (2 of 3 rows)" in cells
    assert any("Sold no data (2 of 3 rows)" in cell for cell in cells)
    files = [str(tmp_path / "agents.csv"), str(tmp_path / "log.csv"), "--rules", str(folder), "--lang", "en"]
    told = ccmotivate("explain", *files, "--agent", "B1")
    assert "no data (2 of 3 rows)" in told.out
    assert "the share of rows where Queue is “SALES”; fewer than 3 rows are no data" in " ".join(told.out.split())
    document = json.loads(ccmotivate("score", *files, "--json", "--out", tmp_path / "out").out)
    (first, second) = document["months"][0]["agents"]
    assert "few_rows" not in first["criteria"][0]
    assert second["criteria"][0]["few_rows"] == second["points"][1]["few_rows"] == {"rows": 2, "least": 3}


def test_the_handbook_says_how_a_fold_is_made() -> None:
    found = rules()
    said = {name: fold_words(one.detail, found, "en") for name, one in found.metrics.items() if one.detail}
    assert "the median of End − Start, rows without a value left out" in said["talk"]
    assert "the mean of AHT, weighed by Calls" in said["handling"]
    assert "fewer than 3 rows are no data" in said["sold"]
    assert "of rows where Queue is one of “sales”, “vip”" in said["clients"]
