"""Slips of exports that would change who wins: each is an error or a note with its place, never a silent guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scoring import Outcome, score
from tests.pipeline.exports import HEADER, problems, row, run, run_rows, without
from tests.support import Formula, Styled, shipped_rules, workbook

NOT_CALCULATED = Formula("=A1")


def codes(outcome: Outcome) -> list[str]:
    return [found.code for found in outcome.all_problems if found.is_error]


@pytest.mark.parametrize("header", ["岗位", "项目"])
def test_nobody_is_scored_without_a_role_or_project(tmp_path: Path, header: str) -> None:
    outcome = run(tmp_path / "2025-03.xlsx", {"坐席": without(header, row(), row("0002"))}, keep_going=True)
    assert codes(outcome) == ["no-identity-column"]
    assert len(outcome.jobs[0].scored.unscored) == 2
    assert not outcome.jobs[0].scored.months


def test_a_field_given_twice_scores_nobody(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, [*row(), 10], header=(*HEADER, "Productivity"), keep_going=True)
    assert codes(outcome) == ["column-twice"]
    assert len(outcome.jobs[0].scored.unscored) == 1


@pytest.mark.parametrize("header", ["工号", "姓名", "岗位", "项目", "组别", "月份"])
@pytest.mark.parametrize(
    ("cell", "code"),
    [(Formula("=1/0", "#DIV/0!"), "cell-error"), (NOT_CALCULATED, "formula-not-calculated")],
    ids=["error", "not calculated"],
)
def test_broken_cells_in_text_columns(tmp_path: Path, header: str, cell: Formula, code: str) -> None:
    path = tmp_path / "2025-03.xlsx"
    workbook(path, {"坐席": [list(HEADER), row(), row("0002")]})
    book = openpyxl.load_workbook(path)
    target = book["坐席"].cell(3, HEADER.index(header) + 1)
    if code == "cell-error":
        target.value = "#DIV/0!"
        target.data_type = "e"
    else:
        target.value = cell.text
    book.save(path)
    outcome = score([str(path)], shipped_rules(), Options(write=False))
    letter = "ABCDEFGHIJKLM"[HEADER.index(header)]
    assert [(found.code, found.source.cell) for found in outcome.all_problems if found.is_error] == [
        (code, f"{letter}3")
    ]


def test_a_row_of_formulas_is_no_footnote(tmp_path: Path) -> None:
    line = [None if cell == "0002" else NOT_CALCULATED for cell in row("0002")]
    line[HEADER.index("姓名")] = "示二"
    path = tmp_path / "2025-03.xlsx"
    workbook(path, {"坐席": [list(HEADER), row()]})
    book = openpyxl.load_workbook(path)
    for at, cell in enumerate(line, start=1):
        book["坐席"].cell(3, at).value = cell.text if isinstance(cell, Formula) else cell
    book.save(path)
    outcome = score([str(path)], shipped_rules(), Options(write=False))
    assert "blank-id" in codes(outcome)
    assert not problems(outcome, "dropped-footnote")


@pytest.mark.parametrize("word", ["-", "N/A", "无"])
def test_placeholders_are_blank_ids_and_months(tmp_path: Path, word: str) -> None:
    outcome = run_rows(tmp_path, row(), row(word))
    assert codes(outcome) == ["blank-id"]
    silent = run_rows(tmp_path, row(月份=word), row("0002", 月份=word))
    assert silent.exit_code == 0
    named = [how for how in silent.jobs[0].scored.interpretations if how.what == "month-file"]
    assert [(how.where, how.meaning) for how in named] == [("2-3", "2025-03")]
    once = run_rows(tmp_path, row(), row("0002", 月份=word))
    assert problems(once, "month-blank") == [("2025-03.xlsx!坐席!A3", None)]
    total = ["合计", word, None, None, None, None, 70, None, None, None, None, None, None]
    assert run_rows(tmp_path, row(), total).exit_code == 0


def test_a_placeholder_for_a_team_is_no_team_and_a_note(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, row(组别="无"))
    assert outcome.exit_code == 0
    assert [
        (one.fields["field"], one.fields["cells"]) for one in outcome.all_problems if one.code == "placeholder"
    ] == [("team", "F2")]


@pytest.mark.parametrize(
    ("code", "shown"),
    [("0000", "0013"), ("0000;-0000", "0013"), ("[$-804]00000", "00013"), ("0000_ ", "0013"), ("000-000", "000013")],
)
def test_ids_padded_by_their_format(tmp_path: Path, code: str, shown: str) -> None:
    outcome = run_rows(tmp_path, row(Styled(13, code)))
    assert outcome.jobs[0].scored.months[0].agents["agent_id"].tolist() == [shown]


@pytest.mark.parametrize("cell", ["2025年1-3月", "2025-03至2025-05", 2025.1, "x202503y"])
def test_months_that_could_be_two_are_not_guessed(tmp_path: Path, cell: Any) -> None:
    assert codes(run_rows(tmp_path, row(月份=cell))) == ["month-unreadable"]


def test_full_width_months(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, row(月份="２０２４年３月"))
    assert [str(month.month) for month in outcome.jobs[0].scored.months] == ["2024-03"]
    assert problems(outcome, "month-column-outranks") == [("2025-03.xlsx!坐席!A2", "2024-03")]


def test_the_column_is_held_against_sheet_and_file(tmp_path: Path) -> None:
    outcome = run(tmp_path / "2025-03.xlsx", {"2025-04": [list(HEADER), row()]})
    assert outcome.exit_code == 0
    assert problems(outcome, "month-column-outranks") == [("2025-03.xlsx!2025-04!A2", "2025-03")]


def test_a_month_without_an_agent_is_a_note(tmp_path: Path) -> None:
    lines = [row("0001", 月份="2025-01"), row("0002", 月份="2025-01"), row("0001", 月份="2025-02")]
    outcome = run(tmp_path / "q.xlsx", {"坐席": [list(HEADER), *lines]})
    (found,) = [one for one in outcome.all_problems if one.code == "agents-absent"]
    assert (found.value, found.fields["month"], outcome.exit_code) == ("0002", "2025-02", 0)


def test_own_outputs_are_left_out_even_when_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "march.xlsx", {"坐席": [list(HEADER), row()]})
    assert score([str(path)], shipped_rules(), Options()).exit_code == 0
    named = sorted(str(one) for one in tmp_path.glob("*.xlsx"))
    again = score(named, shipped_rules(), Options(write=False))
    assert (again.exit_code, len(again.jobs)) == (0, 1)
    assert len(problems(again, "own-output")) == 2
    only = score([str(tmp_path / "march.scored.xlsx")], shipped_rules(), Options(write=False))
    assert only.exit_code == 2


def test_one_file_under_two_names_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "march.xlsx", {"坐席": [list(HEADER), row()]})
    monkeypatch.chdir(tmp_path)
    outcome = score(["march.xlsx", str(path)], shipped_rules(), Options(write=False, together=True))
    assert outcome.exit_code == 0


def test_nothing_passes_for_current_when_the_problems_cannot_be_written(tmp_path: Path) -> None:
    path = workbook(tmp_path / "march.xlsx", {"坐席": [list(HEADER), row()]})
    assert score([str(path)], shipped_rules(), Options()).exit_code == 0
    (tmp_path / "march.problems.xlsx").write_bytes(b"theirs")
    workbook(path, {"坐席": [list(HEADER), row(五笔字数="abc")]})
    outcome = score([str(path)], shipped_rules(), Options())
    assert (outcome.exit_code, (tmp_path / "march.problems.xlsx").read_bytes()) == (2, b"theirs")
    assert sorted(one.name for one in tmp_path.glob("*.stale.xlsx")) == [
        "march.awards.stale.xlsx",
        "march.scored.stale.xlsx",
    ]


def test_a_sheet_with_a_mark_in_its_name(tmp_path: Path) -> None:
    lines = [[*HEADER, "数据确认成功率"], [*row(岗位="外呼", 工作效率="95%"), "45%"]]
    meetings = [["工号", "地区", "要求到会人数", "到会人数"], ["0001", "华北", 1, 9]]
    outcome = run(tmp_path / "2025-03.xlsx", {"坐!席": lines, "会!议": meetings})
    (found,) = [one for one in outcome.all_problems if one.code == "computed-out-of-range"]
    assert (found.source.sheet, found.source.cell) == ("会!议", "D2,C2")


@pytest.mark.parametrize("other", ["a1", "A 1"])
def test_meetings_of_an_id_that_looks_alike(tmp_path: Path, other: str) -> None:
    lines = [[*HEADER, "数据确认成功率"], [*row("A1", 岗位="外呼", 工作效率="95%"), "45%"]]
    meetings = [["工号", "地区", "要求到会人数", "到会人数"], ["A1", "华北", 1, 1], [other, "华东", 1, 0]]
    outcome = run(tmp_path / "2025-03.xlsx", {"坐席": lines, "会议邀约": meetings})
    assert problems(outcome, "id-alike") == [("2025-03.xlsx!会议邀约!A3", other)]


def test_a_negative_number_of_guests(tmp_path: Path) -> None:
    lines = [[*HEADER, "数据确认成功率"], [*row(岗位="外呼", 工作效率="95%"), "45%"]]
    meetings = [["工号", "地区", "要求到会人数", "到会人数"], ["0001", "华北", -5, 0], ["0001", "华东", 1, 1]]
    outcome = run(tmp_path / "2025-03.xlsx", {"坐席": lines, "会议邀约": meetings})
    assert problems(outcome, "out-of-range") == [("2025-03.xlsx!会议邀约!C2", "-5")]


def test_the_nearest_role_begins_alike(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, row(岗位="呼如"))
    (found,) = [one for one in outcome.all_problems if one.code == "unknown-role"]
    assert found.fields["nearest"] == "呼入"
