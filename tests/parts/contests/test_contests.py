"""Contests in the outputs of a month, broken sheets, and decisions on wins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import SAMPLES, with_sheets
from tests.parts.broken import errors_in, message_of, notes_in

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


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([("产品专家", "0015", None, 80)], "blank-field", "C2"),
        ([("产品专家", "0015", 101, None)], "out-of-range", "C2"),
        ([("产品专家", "0015", 80, -1)], "out-of-range", "D2"),
        ([("产品专家", "15", 80, None)], "id-alike", "B2"),
        ([("产品专家", "0015", 80, 70), ("产品专家", "0015", 81, 70)], "contest-twice", "B3"),
        ([("产品专家", "0015", 59.99, 70)], "contest-no-finalist", "D2"),
        ([("产品专家", f"00{at}", 70 + at, 70) for at in (12, 15, 18, 21, 24, 27)], "contest-no-finalist", "D2"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    tmp_path: Path, rows: list[tuple[object, ...]], code: str, cell: str
) -> None:
    assert errors_in(month(tmp_path, *rows)) == [(code, "竞赛", cell)]


@pytest.mark.parametrize(
    ("lesson", "code", "cell"),
    [
        (("2025-03-20", "0018", "产品专佳", 1), "sheet-word", "C2"),
        (("2025-03-20", "0018", "产品专家", -1), "out-of-range", "D2"),
        (("2025-03-20", "0018", "产品专家", None), "blank-field", "D2"),
    ],
)
def test_a_broken_lesson_is_one_problem_with_its_cell(
    lesson: tuple[object, ...], code: str, cell: str, tmp_path: Path
) -> None:
    path = month(tmp_path, ("产品专家", "0018", 85, 94), lessons=(lesson,))
    assert errors_in(path) == [(code, "授课", cell)]


def test_a_finalist_without_a_final_beside_others_is_noted(tmp_path: Path) -> None:
    rows = (("产品专家", "0015", 92, None), ("产品专家", "0018", 85, 94))
    path = month(tmp_path, *rows)
    assert errors_in(path) == []
    assert [one[0] for one in notes_in(path, "contest-final-lacking")] == ["contest-final-lacking"]
    assert "0015" in message_of(path, "contest-final-lacking")
    assert notes_in(month(tmp_path / "running", ("产品专家", "0015", 92, None)), "contest-final-lacking") == []


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
