"""Contests in the outputs of a month, broken sheets, and decisions on wins."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import SAMPLES, with_sheets
from tests.parts.broken import errors_in, message_of, notes_in
from tests.support import sheets_in

HEAD = ("称号", "工号", "初赛", "决赛")
LESSONS = ("日期", "工号", "称号", "课时")


def month(folder: Path, *rows: tuple[object, ...], lessons: tuple[tuple[object, ...], ...] = ()) -> Path:
    return with_sheets(folder, {"竞赛": [HEAD, *rows], "授课": [LESSONS, *lessons]}, few=True)


def test_a_win_is_an_award_and_a_duty(tmp_path: Path) -> None:
    path = with_sheets(tmp_path, SAMPLES["contests"], few=True)
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


def test_a_final_is_shown_with_all_the_digits_that_decide(tmp_path: Path) -> None:
    rows = [("Hard-case expert", "0015", 92, 94.505), ("hard case expert", "0018", 93, 94.5)]
    done = ccmotivate("score", month(tmp_path, *rows), "--out", tmp_path / "out", "--json")
    (win,) = [one for one in json.loads(done.out)["months"][0]["awards"] if one["award"].startswith("contest:")]
    assert (win["award"], win["agent_id"], win["score"]) == ("contest:hard_case_expert", "0015", "94.505")
    shown = ccmotivate("score", month(tmp_path, *rows), "--out", tmp_path / "out", "--force", "--lang", "en").out
    assert "94.505" in shown
    cells = [
        (cell.value, cell.number_format)
        for line in openpyxl.load_workbook(tmp_path / "out/2025-03.scored.xlsx")["Awards"].iter_rows()
        for cell in line
    ]
    assert (94.505, "0.000") in cells


def test_a_contest_is_told_to_whoever_entered_it_or_asks(tmp_path: Path) -> None:
    path = with_sheets(tmp_path, SAMPLES["contests"], few=True)

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
        ([("产品专家", "0015", 100.01, None)], "out-of-range", "C2"),
        ([("产品专家", "0015", 80, 100.01)], "out-of-range", "D2"),
        ([("产品专家", "0015", 80, -0.01)], "out-of-range", "D2"),
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
    path, book = with_sheets(tmp_path, SAMPLES["contests"], few=True), tmp_path / "ledger.db"
    january = ROOT / "examples/2025/2025-01.xlsx"
    assert ccmotivate("publish", "2025-01", january, "--by", "甲", "--yes", "--ledger", book).code == 0
    award = ("--award", "contest:product_expert", "--by", "甲", "--reason", "核实", "--ledger", book)
    assert ccmotivate("decide", "2025-03", "withhold", path, *award, "--agent", "0018").code == 0
    assert ccmotivate("decide", "2025-03", "withhold", path, *award, "--agent", "0015").code == 1
    done = ccmotivate("score", path, "--out", tmp_path / "out", "--ledger", book, "--json")
    found = json.loads(done.out)["months"][0]
    assert found["duties"] == []
    assert [one["award"] for one in found["withheld"]] == ["contest:product_expert"]


@pytest.mark.parametrize(
    ("lang", "sheet", "said", "told", "rule"),
    [
        (
            "zh", "业务能手竞赛", "投诉处理能手：1 人参赛，1 人入围；决赛尚未举行",
            ("获得称号（初赛 85；决赛 94.5；入围线 60；2 人参赛，2 人入围）", "1.5 / 4 课时；应于 2025-06-30 前完成"),
            "前 5 名入围决赛",
        ),
        (
            "en", "Skill contests", "Complaint expert: 1 entrant, 1 finalist; the final is still to come",
            ("winner (preliminary round 85; final 94.5; final from 60 on; 2 entrants, 2 finalists)",
             "1.5 of 4 hours; due by 2025-06-30"),
            "The best 5 of the preliminary round reach the final",
        ),
    ],
)  # fmt: skip
def test_workbook_screen_explanation_and_handbook(
    lang: str, sheet: str, said: str, told: tuple[str, str], rule: str, tmp_path: Path
) -> None:
    path = with_sheets(tmp_path, SAMPLES["contests"], few=True)
    words = ("--lang", lang, "--no-ledger")
    assert said in ccmotivate("score", path, "--out", tmp_path / "out", *words).out
    table = sheets_in(tmp_path / "out/2025-03.scored.xlsx")[sheet]
    cells = [[str(cell) for cell in row if cell is not None] for row in table]
    assert {agent for row in cells for agent in row} >= {"0015", "0018", "0042", "94.5"}
    explained = re.sub(r"\s", "", ccmotivate("explain", path, "--agent", "0018", *words).out)
    assert [text for text in told if re.sub(r"\s", "", text) not in explained] == []
    page = ccmotivate("rules", "show", ROOT / "rules", "--lang", lang).out
    assert re.sub(r"\s", "", rule) in re.sub(r"\s", "", page)


def test_a_title_that_is_granted_counts_like_one_that_is_won(tmp_path: Path) -> None:
    """A prize in the money table, a duty at once, and a month later from the ledger, served by lessons."""
    path, ledger = with_sheets(tmp_path, SAMPLES["contests"], few=True), ("--ledger", tmp_path / "ledger.db")
    signed = ("--by", "甲", *ledger)
    assert ccmotivate("publish", "2025-01", ROOT / "examples/2025/2025-01.xlsx", "--yes", *signed).code == 0
    grant = ("--award", "contest:product_expert", "--agent", "0015", "--reason", "核实")
    assert ccmotivate("decide", "2025-03", "grant", path, *grant, *signed).code == 0
    assert (
        ccmotivate("awards", "2025-03", path, "--out", tmp_path / "out", "--money", "--lang", "en", *ledger).code == 0
    )
    money, *_others = sheets_in(tmp_path / "out/2025-03.money.xlsx").values()
    prizes = {row[0]: row[5] for row in money if row[2] == "Product expert"}
    assert prizes == {"0015": 200, "0018": 200}
    assert ccmotivate("publish", "2025-03", path, "--yes", *signed).code == 0
    sheets = {"竞赛": [HEAD], "授课": [LESSONS, ("2025-04-02", "0015", "产品专家", 4)]}
    april = with_sheets(tmp_path, sheets, ROOT / "examples/2025/2025-04.xlsx", few=True)
    done = ccmotivate("score", april, "--out", tmp_path / "out", "--json", *ledger)
    duties = json.loads(done.out)["months"][0]["duties"]
    assert [(one["agent_id"], one["won"], one["state"], one["done_on"]) for one in duties] == [
        ("0015", "2025-03", "done", "2025-04-02"), ("0018", "2025-03", "open", None),
    ]  # fmt: skip


@pytest.mark.parametrize("words", [("score", "--together"), ("promote", "2025-03"), ("awards", "2025-03")])
def test_a_month_that_stands_in_two_files_is_refused_by_its_cells(words: tuple[str, ...], tmp_path: Path) -> None:
    for name in ("a", "b"):
        with_sheets(tmp_path / name, SAMPLES["contests"], few=True).rename(tmp_path / f"{name}.xlsx")
    files = (tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    done = ccmotivate(words[0], *words[1:], *files, "--out", tmp_path / "out", "--lang", "en")
    assert done.code == 1
    assert "0018" in done.err
