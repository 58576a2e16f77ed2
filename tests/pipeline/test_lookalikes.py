"""Rows, names and cells that look like something else: each is asked about with its place, never taken silently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import load
from ccmotivate.pipeline.scoring import Outcome, score
from ccmotivate.readers.dates import without_dates

RULES = {
    "scheme.yaml": "name: {zh: 方案, en: Scheme}\ncurrency: CNY\n",
    "columns.yaml": """columns:
  month:    {name: {zh: 月份, en: Month}}
  agent_id: {name: {zh: 工号, en: ID}}
  name:     {name: {zh: 姓名, en: Name}}
  role:     {name: {zh: 岗位, en: Role}, default: agent}
  project:  {name: {zh: 项目, en: Project}, default: All}
  team:     {name: {zh: 组别, en: Team}}
words: {pass: [pass], fail: [fail], no_data: ["-"], totals: [Total]}
""",
    "metrics.yaml": """calls: {name: {zh: 接听量, en: Calls}, kind: number}
talk:  {name: {zh: 通话时长, en: Talk}, kind: duration, unit: seconds, good: low}
""",
    "roles/agent.yaml": """role: agent
name: {zh: 员工, en: Agent}
must: {talk: {at_most: 180}}
scorecard: {calls: {weight: 100, ratio: 100, cap: 1000}}
""",
    "awards.yaml": "star: {name: {zh: 星, en: Star}, every: month, rank: {by: calls}}\n",
}
HEADER = "ID,Name,Calls,Talk"


def scored(file: Path, **options: Any) -> Outcome:
    """Score a file by rules of two metrics."""
    folder = file.parent / "rules"
    (folder / "roles").mkdir(parents=True)
    for name, text in RULES.items():
        (folder / name).write_text(text, encoding="utf-8")
    rules, problems = load(folder, "--rules")
    assert rules is not None, problems
    return score([str(file)], rules, Options(**{"lang": "en", "write": False, **options}))


def scored_text(tmp_path: Path, *lines: str, name: str = "2025-03.csv", **options: Any) -> Outcome:
    file = tmp_path / name
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return scored(file, **options)


def errors(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(found.code, found.source.cell) for found in outcome.all_problems if found.is_error]


def agents(outcome: Outcome) -> list[str]:
    return [one for job in outcome.jobs for month in job.scored.months for one in month.agents["agent_id"]]


@pytest.mark.parametrize(
    ("header", "line", "cell"),
    [
        (HEADER, "2,Total,230,170", "B3"),
        ("Name,ID,Calls,Talk", "Sum Wing,A7,300,170", "A3"),
        ("Project,ID,Calls,Talk", "Target,A7,300,170", "A3"),
    ],
    ids=["name", "person", "project"],
)
def test_a_total_word_beside_an_id_is_asked_about(tmp_path: Path, header: str, line: str, cell: str) -> None:
    first = "Alpha,A1,120,170" if header != HEADER else "A1,Alpha,120,170"
    assert errors(scored_text(tmp_path, header, first, line)) == [("total-or-person", cell)]


def test_a_named_agent_of_a_project_called_like_a_total_stays(tmp_path: Path) -> None:
    outcome = scored_text(tmp_path, "Project,ID,Name,Calls,Talk", "Target,A7,Gamma,300,170", "Total,,,300,170")
    assert (outcome.exit_code, agents(outcome)) == (0, ["A7"])


def test_a_total_with_a_blank_id_is_dropped_whatever_names_it(tmp_path: Path) -> None:
    outcome = scored_text(tmp_path, "Name,ID,Calls,Talk", "Alpha,A1,120,170", "North Total,,120,170")
    assert (outcome.exit_code, agents(outcome)) == (0, ["A1"])


def test_a_repeated_header_in_another_order_is_an_error(tmp_path: Path) -> None:
    lines = [HEADER, "A1,Alpha,120,170", "ID,Name,Talk,Calls", "B1,Beta,170,100"]
    outcome = scored_text(tmp_path, *lines, keep_going=True)
    assert errors(outcome) == [("header-moved", "A3")]
    assert agents(outcome) == ["A1"]


def test_a_repeated_header_is_left_out(tmp_path: Path) -> None:
    outcome = scored_text(tmp_path, HEADER, "A1,Alpha,120,170", HEADER, "B1,Beta,100,170")
    assert (outcome.exit_code, agents(outcome)) == (0, ["A1", "B1"])


def test_a_unit_under_a_header_is_no_footnote(tmp_path: Path) -> None:
    outcome = scored_text(tmp_path, HEADER, ",,,(min)", "A1,Alpha,120,2.5")
    assert ("blank-id", "A2") in errors(outcome)


def test_thousands_among_decimal_commas_are_asked_about(tmp_path: Path) -> None:
    lines = [HEADER, "A1,Alpha,120,170", 'B1,Beta,"305,5",170', 'C1,Gamma,"1,200",170']
    assert agents(scored_text(tmp_path, *lines, keep_going=True)) == ["A1"]


def test_the_decimal_mark_of_a_total_says_nothing_of_agents(tmp_path: Path) -> None:
    outcome = scored_text(tmp_path, HEADER, "A1,Alpha,120.5,170", 'Total,,"230,5",170')
    assert (outcome.exit_code, agents(outcome)) == (0, ["A1"])


def test_a_figure_merged_into_another_column_is_an_error(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["ID", "Name", "Other", "Calls", "Talk"],
        ["A1", "Alpha", 120, None, 170],
        ["B1", "Beta", 1, 110, 170],
    ):
        sheet.append(line)
    sheet.merge_cells("C2:D2")
    book.save(tmp_path / "2025-03.xlsx")
    assert errors(scored(tmp_path / "2025-03.xlsx")) == [("merged-figure", "C2")]


def test_the_day_of_an_export_in_the_name_of_a_sheet_is_no_month(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "export 2025-04-01"
    for line in (HEADER.split(","), ["A1", "Alpha", 120, 170]):
        sheet.append(line)
    book.save(tmp_path / "calls.xlsx")
    assert errors(scored(tmp_path / "calls.xlsx")) == [("no-month", None)]


@pytest.mark.parametrize("day", ["Apr 1 2025", "1 April 2025", "1st Apr, 2025", "April 1, 2025", "1-Apr-2025"])
def test_a_day_with_its_month_as_a_word_is_the_day_of_the_export(tmp_path: Path, day: str) -> None:
    assert errors(scored_text(tmp_path, HEADER, "A1,Alpha,120,170", name=f"export {day}.csv")) == [("no-month", None)]
    title = scored_text(tmp_path / "rules", f'"Printed {day}"', HEADER, "A1,Alpha,120,170", name="a.csv")
    assert errors(title) == [("no-month", None)]


@pytest.mark.parametrize(
    "name",
    ["March 2025", "v2 March 2025", "Mar-2025", "1-31 March 2025", "1 Mar 2025 - 31 Mar 2025", "Team 12 2025-03"],
)
def test_a_month_is_no_day(tmp_path: Path, name: str) -> None:
    outcome = scored_text(tmp_path, HEADER, "A1,Alpha,120,170", name=f"{name}.csv")
    assert [str(month.month) for job in outcome.jobs for month in job.scored.months] == ["2025-03"]


def test_days_of_two_months_name_none() -> None:
    assert "2025" not in without_dates("1 March 2025 - 30 April 2025")


def test_an_agent_twice_in_no_known_month_is_only_told_that_the_month_is_missing(tmp_path: Path) -> None:
    outcome = scored_text(tmp_path, HEADER, "A1,Alpha,120,170", "A1,Alpha,110,170", name="calls.csv")
    assert errors(outcome) == [("no-month", None)]


def test_a_letter_and_its_accent_are_one_character_in_ids(tmp_path: Path) -> None:
    outcome = scored_text(tmp_path, HEADER, "Jos\u00e9,A,100,60", "Jose\u0301,B,90,60")
    assert errors(outcome) == [("id-twice", "A3")]


@pytest.mark.parametrize("talk", ["-5", "−0:05"])
def test_no_length_of_time_is_below_zero(tmp_path: Path, talk: str) -> None:
    outcome = scored_text(tmp_path, HEADER, "1,A,100,60", f"2,B,90,{talk}")
    assert [cell for _, cell in errors(outcome)] == ["D3"]
