"""Contests in the outputs of a month, broken sheets, and decisions on wins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import SAMPLES, with_sheets

HEAD = ("称号", "工号", "初赛", "决赛")
LESSONS = ("日期", "工号", "称号", "课时")


def month(folder: Path, *rows: tuple[object, ...], lessons: tuple[tuple[object, ...], ...] = ()) -> Path:
    return with_sheets(folder, {"竞赛": [HEAD, *rows], "授课": [LESSONS, *lessons]})


def test_a_win_is_an_award_and_a_duty(tmp_path: Path) -> None:
    path = with_sheets(tmp_path, SAMPLES["contests"])
    done = ccmotivate("score", path, "--out", tmp_path / "out", "--json", "--lang", "en")
    found = json.loads(done.out)["months"][0]
    assert found["contests"] == [
        {"title": "product_expert", "entrants": 2, "finalists": ["0015", "0018"], "winners": ["0018"],
         "state": "decided"},
        {"title": "complaint_expert", "entrants": 1, "finalists": ["0042"], "winners": [], "state": "running"},
    ]  # fmt: skip
    assert found["duties"] == [
        {"title": "product_expert", "agent_id": "0018", "won": "2025-03", "owed": "4", "given": "1.5",
         "state": "open", "done_on": None}
    ]  # fmt: skip
    wins = [one for one in found["awards"] if one["award"].startswith("contest:")]
    assert [(one["award"], one["agent_id"], one["prize"]["amount"]) for one in wins] == [
        ("contest:product_expert", "0018", "200")
    ]


def test_a_contest_is_told_to_whoever_entered_it_or_asks(tmp_path: Path) -> None:
    path = with_sheets(tmp_path, SAMPLES["contests"])

    def told(agent: str, *words: str) -> list[str]:
        done = ccmotivate("explain", path, "--agent", agent, "--json", "--lang", "en", *words)
        found = [one for one in json.loads(done.out)["awards"] if one["award"].startswith("contest:")]
        return [f"{one['award']} {one['won'] or one['reason']}" for one in found]

    assert told("0018") == ["contest:product_expert True"]
    assert told("0015") == ["contest:product_expert Finalist with 88 in the final; the best final was 94.5."]
    assert told("0021") == []
    asked = told("0021", "--award", "contest:product_expert")
    assert asked == ["contest:product_expert Did not enter this contest."]


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([("产品专家", "0015", None, 80)], "blank-field", "C2"),
        ([("产品专家", "0015", 101, None)], "out-of-range", "C2"),
        ([("产品专家", "0015", 80, -1)], "out-of-range", "D2"),
        ([("产品专家", "15", 80, None)], "id-alike", "B2"),
        ([("产品专家", "0015", 80, 70), ("产品专家", "0015", 81, 70)], "contest-twice", "B3"),
        ([("产品专家", "0015", 59.99, 70)], "contest-no-finalist", "D2"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    tmp_path: Path, rows: list[tuple[object, ...]], code: str, cell: str
) -> None:
    done = ccmotivate("check", month(tmp_path, *rows), "--json")
    errors = [one for one in json.loads(done.out)["problems"] if one["severity"] == "error"]
    assert [(one["code"], one["sheet"], one["cell"]) for one in errors] == [(code, "竞赛", cell)]


def test_a_win_that_is_withheld_obliges_to_nothing(tmp_path: Path) -> None:
    path, book = with_sheets(tmp_path, SAMPLES["contests"]), tmp_path / "ledger.db"
    january = ROOT / "examples/2025/2025-01.xlsx"
    assert ccmotivate("publish", "2025-01", january, "--by", "甲", "--yes", "--ledger", book).code == 0
    award = ("--award", "contest:product_expert", "--by", "甲", "--reason", "核实", "--ledger", book)
    assert ccmotivate("decide", "2025-03", "withhold", path, *award, "--agent", "0018").code == 0
    assert ccmotivate("decide", "2025-03", "withhold", path, *award, "--agent", "0015").code == 1
    done = ccmotivate("score", path, "--out", tmp_path / "out", "--ledger", book, "--json")
    found = json.loads(done.out)["months"][0]
    assert found["duties"] == []
    assert [one["award"] for one in found["withheld"]] == ["contest:product_expert"]
