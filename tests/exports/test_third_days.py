"""A file a day, without a column of days: the days in names and titles are those of the rows where a person says so."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import lines
from tests.support import workbook

DAYS = ["2025-01-30", "2025-01-31", "2025-02-01", "2025-02-02", "2025-03-31"]


def _by_day(folder: Path, name: str, title: str) -> tuple[list[Path], dict[tuple[str, str], Fraction]]:
    """A workbook a day, and the calls of each agent and month."""
    calls: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    files = []
    for at, day in enumerate(DAYS):
        rows = [("A1", 10 + at), ("A2", 30 - at)]
        for agent, count in rows:
            calls[day[:7], agent] += count
        called = name.format(day=day, compact=day.replace("-", ""))
        sheet = [["话务日报"], [title.format(day=day)], ["工号", "接听量"], *map(list, rows), ["合计", 40]]
        files.append(workbook(folder / f"{called}.xlsx", {"日报": sheet}))
    return files, calls


@pytest.mark.parametrize(
    ("name", "title"),
    [("话务日报{compact}", ""), ("calls {day}", "统计日期：{day}"), ("{compact}x", "制表：{day} 08:00")],
)
def test_days_in_names_are_those_of_the_rows(tmp_path: Path, mapped: Map, name: str, title: str) -> None:
    files, calls = _by_day(tmp_path, name, title)
    asked = mapped(*files)
    assert asked.code == 1
    assert "month.days_in_names" in asked.said and "5 days" in asked.said and "2025-01-30" in asked.said
    source = asked.said.partition("--answer ")[2].partition(".")[0]
    asked.folder.rename(tmp_path / "asked")
    made = mapped(*files, answers={f"{source}.month.days_in_names": "yes"})
    assert made.code == 0
    assert "days_in_names: yes" in made.text("sources").replace('"', "")
    metric = next(line for line in made.text("metrics").splitlines() if line.endswith(":"))[:-1]
    assert made.values(metric) == calls


def test_days_in_titles_only(tmp_path: Path, mapped: Map) -> None:
    files, calls = _by_day(tmp_path, "{day}", "统计日期：{day}")
    renamed = [file.rename(tmp_path / f"report_{letter}.xlsx") for letter, file in zip("abcde", files, strict=True)]
    made = mapped(*renamed, answers={"report_a.month.days_in_names": "yes"})
    assert made.code == 0, made.said
    metric = next(line for line in made.text("metrics").splitlines() if line.endswith(":"))[:-1]
    assert made.values(metric) == calls


def test_days_of_exports_tell_no_month(tmp_path: Path, mapped: Map) -> None:
    files, _calls = _by_day(tmp_path, "calls {day}", "")
    made = mapped(*files, answers={"calls.month.days_in_names": "no"})
    scored = ccmotivate("score", *files, "--rules", made.folder, "--out", tmp_path / "scored")
    assert scored.code == 1
    assert "month" in scored.err


def test_one_day_of_all_files_is_asked_for_as_a_month(tmp_path: Path, mapped: Map) -> None:
    """Two sites exported on the first of April."""
    for site in ("north", "south"):
        workbook(tmp_path / f"{site} 2025-04-01.xlsx", {"calls": [["工号", "接听量"], [f"{site[0]}1", 5]]})
    asked = mapped(*tmp_path.glob("*.xlsx"))
    assert asked.code == 1
    assert ".month.value" in asked.said


def test_days_that_are_alike_all_count(tmp_path: Path, mapped: Map) -> None:
    """Equal bytes under the names of three days, one of them of another month, are no copies; a second download is."""
    names = ["calls_20250120", "calls_20250121", "calls_20250203", "calls_20250121 (1)"]
    files = [lines(tmp_path / f"{name}.csv", ("Agent", "Calls handled"), ("A1", 30), ("A2", 35)) for name in names]
    made = mapped(*files[:3], answers={"calls.month.days_in_names": "yes"})
    assert made.code == 0, made.said
    figures = {("2025-01", "A1"): 60, ("2025-01", "A2"): 70, ("2025-02", "A1"): 30, ("2025-02", "A2"): 35}
    assert made.values("calls_handled") == figures
    checked = ccmotivate("check", *files, "--rules", made.folder)
    assert checked.code == 0
    assert "the same as calls_20250121 (1).csv, byte by byte" in checked.out + checked.err


@pytest.mark.parametrize("made", ["Create Time: {}", "Generate Time: {}", "Generation: {}", "Printing date: {}"])
def test_a_title_of_when_a_report_was_made_is_not_that_of_its_rows(tmp_path: Path, mapped: Map, made: str) -> None:
    files = []
    for at, day in enumerate(["2025-03-30", "2025-03-31", "2025-04-01"]):
        after = dt.date.fromisoformat(day) + dt.timedelta(days=1)
        sheet = [[f"Call Report {day}"], [made.format(after)], ["Agent ID", "Calls handled"], ["A1", 10 + at]]
        files.append(workbook(tmp_path / f"calls_{at}.xlsx", {"Sheet1": sheet}))
    found = mapped(*files, answers={"calls.month.days_in_names": "yes"})
    assert found.code == 0, found.said
    assert found.values("calls_handled") == {("2025-03", "A1"): 21, ("2025-04", "A1"): 12}


@pytest.mark.parametrize("is_named", [True, False])
def test_the_day_of_the_export_beside_that_of_the_rows(tmp_path: Path, mapped: Map, is_named: bool) -> None:
    """Each day's report is made in the morning after: at a month's end its title names the next month."""
    days = ["2025-01-30", "2025-01-31", "2025-02-01"]
    files = []
    for at, day in enumerate(days):
        after = f"{dt.date.fromisoformat(day) + dt.timedelta(days=1)}"
        titles = ["话务日报", f"制表时间：{after} 08:00"] if is_named else [f"统计日期：{day}", f"导出时间：{after}"]
        sheet = [[titles[0]], [titles[1]], ["工号", "接听量"], ["A1", 10 + at], ["A2", 30 - at]]
        name = f"calls {day}" if is_named else f"calls {'abc'[at]}"
        files.append(workbook(tmp_path / f"{name}.xlsx", {"日报": sheet}))
    made = mapped(*files, answers={"calls.month.days_in_names": "yes"} if is_named else None)
    if not is_named:
        source = made.said.partition("--answer ")[2].partition(".")[0]
        made.folder.rename(tmp_path / "asked")
        made = mapped(*files, answers={f"{source}.month.days_in_names": "yes"})
    assert made.code == 0, made.said
    assert made.values("answered") == {
        ("2025-01", "A1"): 21,
        ("2025-01", "A2"): 59,
        ("2025-02", "A1"): 12,
        ("2025-02", "A2"): 28,
    }
