"""Weeks are no months, whatever their numbers look like; and what an answer is the month of, its question says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exports.made import Map
from tests.exports.shapes import lines
from tests.support import workbook

PEOPLE = ("A1", "A2", "A3")
HEADER = ("Agent ID", "Calls handled")
ROWS = [(who, 90 + at) for at, who in enumerate(PEOPLE)]


@pytest.mark.parametrize("header", ["KW", "Week", "Calendar week", "Year_Week", "Week no.", "Semana", "周次"])
@pytest.mark.parametrize("form", ["2025{:02}", "{:02}/2025", "2025-{:02}", "{}", "KW {}", "2025-W{:02}"])
def test_a_column_of_weeks_says_no_month(tmp_path: Path, mapped: Map, header: str, form: str) -> None:
    rows = [(who, form.format(week), 90 + week) for week in (1, 2, 3, 6, 9) for who in PEOPLE]
    made = mapped(lines(tmp_path / "calls.csv", ("Agent ID", header, "Calls handled"), *rows))
    assert made.code == 1
    assert f"Which month is calls.csv of? {header}, like {form.format(1)}, says weeks" in made.said
    assert made.said.count("to answer first") == 1
    assert made.text("metrics").count("detail:") == 1


def test_figures_by_week_are_figures(tmp_path: Path, mapped: Map) -> None:
    headers = ("Calls/Week", "Sales week", "Bonus CW")
    rows = [(who, *(10 * at + number for number in range(3))) for at, who in enumerate(PEOPLE, start=1)]
    made = mapped(lines(tmp_path / "numbers_2025-03.csv", ("Agent ID", *headers), *rows))
    assert made.code == 0, made.said
    for number, metric in enumerate(("calls_week", "sales_week", "bonus_cw")):
        assert made.values(metric) == {("2025-03", who): 10 * at + number for at, who in enumerate(PEOPLE, start=1)}


def test_months_below_month_or_week_are_months(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, f"2025-0{month}", 90 + month) for month in (1, 2, 3) for who in PEOPLE]
    made = mapped(lines(tmp_path / "per.csv", ("Agent ID", "Month/Week", "Calls handled"), *rows))
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {(f"2025-0{at}", who): 90 + at for at in (1, 2, 3) for who in PEOPLE}


@pytest.mark.parametrize(("header", "day"), [("Week", "2025-03-{:02}"), ("Week", "{:02}.03.2025")])
def test_days_below_week_are_days(tmp_path: Path, mapped: Map, header: str, day: str) -> None:
    rows = [(who, day.format(at), 90 + at) for at in (3, 10, 17, 24) for who in PEOPLE]
    made = mapped(lines(tmp_path / "calls.csv", ("Agent ID", header, "Calls handled"), *rows))
    assert made.values("calls_handled") == {("2025-03", who): 360 + 54 for who in PEOPLE}


def test_titles_of_weeks_name_no_month(tmp_path: Path, mapped: Map) -> None:
    sheets = {f"KW{week:02}": [(f"Bericht KW {week:02}/2025", None), HEADER, *ROWS] for week in (2, 3, 4)}
    made = mapped(workbook(tmp_path / "Wochen.xlsx", sheets))
    assert made.code == 1
    assert "Which month is Wochen.xlsx!KW02 of?" in made.said
    assert "is that of all 3 files and sheets" in made.said


def test_a_quarter_in_a_name_is_not_its_first_month(tmp_path: Path, mapped: Map) -> None:
    made = mapped(workbook(tmp_path / "Agents Q1.2025.xlsx", {"Sheet1": [HEADER, *ROWS]}))
    assert made.code == 1
    assert "Which month is Agents Q1.2025.xlsx of? Write it like 2025-03." in made.said


def test_a_sheet_that_was_copied_with_its_title_is_named(tmp_path: Path, mapped: Map) -> None:
    titles = {"February": "February 2025", "March": "March 2025", "April": "March 2025"}
    sheets = {name: [(f"Scorecard {title}", None), HEADER, *ROWS] for name, title in titles.items()}
    made = mapped(workbook(tmp_path / "Scorecards.xlsx", sheets))
    assert made.code == 1
    assert "Which month is Scorecards.xlsx!April of? Its title, the name of the sheet and that of the file" in made.said


def test_files_of_which_one_month_would_be_said(tmp_path: Path, mapped: Map) -> None:
    files = [lines(tmp_path / f"data ({at}).csv", HEADER, *ROWS) for at in (1, 2, 3)]
    made = mapped(*files)
    assert made.code == 1
    assert "Which month is data (1).csv of? One that is written here" in made.said
    assert "is that of all 3 files and sheets" in made.said
