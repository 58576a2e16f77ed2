"""The meetings sheet: folded to the lowest region, checked against its column, its slips named with their cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ccmotivate.pipeline.scoring import Outcome, score
from tests.pipeline.exports import HEADER, problems, row, run, run_rows, without
from tests.support import shipped_rules

AGENTS = [*HEADER, "数据确认成功率"]
MEETINGS = ["工号", "地区", "要求到会人数", "到会人数"]


def outbound(agent_id: str = "0001") -> list[Any]:
    return [*row(agent_id, 岗位="外呼", 工作效率="95%"), "45%"]


def meet(path: Path, *rows: list[Any], agents: list[list[Any]] | None = None, **options: Any) -> Outcome:
    """Outbound agents with a meetings sheet."""
    sheets = {"坐席": [AGENTS, *(agents or [outbound()])], "会议邀约": [MEETINGS, *rows]}
    return run(path / "2025-03.xlsx", sheets, **options)


def turnout(outcome: Outcome) -> float | None:
    value = outcome.jobs[0].scored.months[0].metrics["meeting_turnout"][0]
    return None if value is None else float(value)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["0001", "华北", 10, 10], ["0001", "华东", 10, 8]], 80),
        ([["0001", "华北", 10, 4], ["0001", "华北", 10, 12], ["0001", "华东", 4, 4]], 80),
        ([["0001", "华北", 0, 3], ["0001", "华东", 4, 4]], 100),
        ([["0001", "华北", None, 3], ["0001", "华东", 4, 6]], 150),
        ([["0001", "华北", 10, None], ["0001", "华东", 4, 4]], None),
        ([["0001", "华北", 0, None], ["0001", "华东", 3, 1]], 100 / 3),
        ([["0001", "华北", 0, 5]], None),
        ([["0002", "华北", 5, 5]], None),
    ],
)
def test_the_lowest_region_counts(tmp_path: Path, rows: list[list[Any]], expected: float | None) -> None:
    outcome = meet(tmp_path, *rows)
    assert outcome.exit_code == 0
    assert turnout(outcome) == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_the_cells_behind_a_folded_value(tmp_path: Path) -> None:
    outcome = meet(tmp_path, ["0001", "华北", 10, 10], ["0009", "华北", 1, 1], ["0001", "华东", 10, 8])
    month = outcome.jobs[0].scored.months[0]
    assert month.sources.of("meeting_turnout", [0]) == ["2025-03.xlsx!会议邀约!D2,C2,D4,C4"]
    assert problems(outcome, "detail-stranger") == [("2025-03.xlsx!会议邀约!A3", "0009")]


def test_totals_and_blank_rows_of_the_sheet_are_left_out(tmp_path: Path) -> None:
    outcome = meet(tmp_path, ["0001", "华北", 10, 9], [None, None, None, None], ["合计", None, 10, 9])
    assert (outcome.exit_code, turnout(outcome)) == (0, 90)
    assert problems(outcome, "dropped-total") == [("2025-03.xlsx!会议邀约!A4", None)]


def test_column_and_sheet_both_filled_is_an_error(tmp_path: Path) -> None:
    agents = [[*AGENTS, "会议邀约完成率"], [*outbound(), "100%"], [*outbound("0002"), "100%"]]
    sheets = {"坐席": agents, "会议邀约": [MEETINGS, ["0001", "华北", 10, 10]]}
    outcome = run(tmp_path / "2025-03.xlsx", sheets, keep_going=True)
    assert problems(outcome, "column-and-sheet") == [("2025-03.xlsx!坐席!O2", None)]
    assert outcome.jobs[0].scored.months[0].agents["agent_id"].tolist() == ["0002"]
    fine = run(tmp_path / "2025-03.xlsx", {**sheets, "坐席": [agents[0], [*outbound(), None], agents[2]]})
    assert fine.exit_code == 0
    values = fine.jobs[0].scored.months[0].metrics["meeting_turnout"]
    assert [values[0], values[1]] == [100, 100]


def test_a_computed_rate_has_the_plausible_range_too(tmp_path: Path) -> None:
    outcome = meet(tmp_path, ["0001", "华北", 1, 4], agents=[outbound(), outbound("0002")], keep_going=True)
    assert problems(outcome, "computed-out-of-range") == [("2025-03.xlsx!会议邀约!D2,C2", "400")]
    assert outcome.exit_code == 1
    assert outcome.jobs[0].scored.unscored == ("0001 (2025-03.xlsx!坐席!B2)",)


def test_a_bad_cell_of_the_sheet(tmp_path: Path) -> None:
    outcome = meet(
        tmp_path, ["0001", "华北", 2.5, 4], [None, "华北", 1, 4], agents=[outbound(), outbound("0002")], keep_going=True
    )
    assert problems(outcome, "not-whole") == [("2025-03.xlsx!会议邀约!C2", "2.5")]
    assert problems(outcome, "blank-id") == [("2025-03.xlsx!会议邀约!A3", None)]
    assert outcome.jobs[0].scored.unscored == ("0001 (2025-03.xlsx!坐席!B2)",)


def test_a_sheet_called_so_without_its_columns(tmp_path: Path) -> None:
    sheets = {"坐席": [AGENTS, outbound()], "会议邀约": [["工号", "地区", "到会人数"], ["0001", "华北", 4]]}
    outcome = run(tmp_path / "2025-03.xlsx", sheets)
    (found,) = [one for one in outcome.all_problems if one.code == "detail-incomplete"]
    assert found.fields["missing"] == "要求到会人数/Required"
    assert [one.fields["metrics"] for one in outcome.all_problems if one.code == "column-missing"] == [
        "meeting_turnout"
    ]


def test_meetings_in_another_file_of_the_pool(tmp_path: Path) -> None:
    run(tmp_path / "2025-03 a.xlsx", {"坐席": [AGENTS, outbound()], "会议邀约": [MEETINGS, ["0001", "华北", 5, 5]]})
    run(
        tmp_path / "2025-03 b.xlsx",
        {"坐席": [AGENTS, outbound("0002")], "会议邀约": [MEETINGS, ["0002", "华北", 5, 4]]},
    )
    from ccmotivate.pipeline.options import Options

    names = [str(path) for path in sorted(tmp_path.glob("*.xlsx"))]
    outcome = score(names, shipped_rules(), Options(together=True, write=False))
    assert outcome.exit_code == 0
    (job,) = outcome.jobs
    values = job.scored.months[0].metrics["meeting_turnout"]
    assert [values[0], values[1]] == [100, 80]
    assert job.scored.months[0].sources.of("meeting_turnout", [1]) == ["2025-03 b.xlsx!会议邀约!D2,C2"]


@pytest.mark.parametrize("header", ["岗位", "项目"])
def test_a_role_or_project_column_that_is_absent(tmp_path: Path, header: str) -> None:
    outcome = run(tmp_path / "2025-03.xlsx", {"坐席": without(header, row())})
    (found,) = [one for one in outcome.all_problems if one.code == "no-identity-column"]
    assert found.fields["words"].startswith(header)
    assert outcome.exit_code == 1


def test_month_cells_of_every_kind(tmp_path: Path) -> None:
    cells = [3.0, "3月", "March", "2025-03", "2025年3月", "202503"]
    lines = [row(f"000{at}", 月份=cell) for at, cell in enumerate(cells, start=1)]
    outcome = run_rows(tmp_path, *lines)
    assert outcome.exit_code == 0
    assert [str(month.month) for month in outcome.jobs[0].scored.months] == ["2025-03"]
