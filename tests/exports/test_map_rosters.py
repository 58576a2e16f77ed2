"""Which lists ``map`` takes for rosters of a month, and which it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.exports.made import Map
from tests.exports.shapes import lines

MONTHS = ("2025-01", "2025-02", "2025-03")
IDS = tuple(f"A0{at}" for at in range(6))
CALLS = ("Agent ID", "Date", "Calls handled")


def said(text: str) -> str:
    """Comments of several lines as one."""
    return " ".join(text.replace("#", "").split())


def calls(folder: Path) -> list[Path]:
    """The calls of six agents in each of three months, a file a month."""
    days = {month: [(who, f"{month}-0{day}", 10 + day) for who in IDS for day in range(1, 4)] for month in MONTHS}
    return [lines(folder / f"calls_{month}.csv", CALLS, *rows) for month, rows in days.items()]


def everybody() -> dict[tuple[str, str], int]:
    return {(month, who): 11 + 12 + 13 for month in MONTHS for who in IDS}


@pytest.mark.parametrize("by", ["names", "column"])
def test_lists_of_some_agents_in_each_month_are_no_rosters(tmp_path: Path, mapped: Map, by: str) -> None:
    away = {"2025-01": IDS[:2], "2025-02": IDS[2:5], "2025-03": (IDS[0], IDS[5])}
    if by == "names":
        header = ("Employee ID", "Leave type")
        lists = [
            lines(tmp_path / f"leaves_{month}.csv", header, *((who, f"kind {who}") for who in some))
            for month, some in away.items()
        ]
    else:
        rows = [(month, who, f"kind {who}") for month, some in away.items() for who in some]
        lists = [lines(tmp_path / "leaves.csv", ("Month", "Employee ID", "Leave type"), *rows)]
    made = mapped(*calls(tmp_path), *lists)
    assert made.code == 1
    assert "no roster, for of 6 agents it names 2" in said(made.said)
    assert "error" not in made.said
    assert "leaves" not in made.text("sources")
    assert replace(made, files=made.files[:3]).values("calls_handled") == everybody()


def test_who_came_in_a_month_adds_to_the_roster_of_the_one_before(tmp_path: Path, mapped: Map) -> None:
    header = ("Employee ID", "Name", "Team")
    joined = {"2025-01": IDS, "2025-02": ("A07",)}
    days = [(who, "2025-02-03", 5) for who in (*IDS, "A07")]
    lists = [
        lines(tmp_path / f"roster_{month}.csv", header, *((who, f"Ada {who}", "North") for who in some))
        for month, some in joined.items()
    ]
    made = mapped(lines(tmp_path / "calls.csv", CALLS, *days), *lists)
    assert made.code == 0, made.said
    assert "one of each month" in said(made.text("sources"))


@pytest.mark.parametrize("header", ["Hire month", "Start month", "Contract month", "入职月份"])
def test_months_of_people_are_not_those_of_a_roster(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(who, f"Ada {who}", "North", MONTHS[at % 3]) for at, who in enumerate(IDS)]
    made = mapped(*calls(tmp_path), lines(tmp_path / "staff.csv", ("Employee ID", "Name", "Team", header), *rows))
    assert made.code == 0, made.said
    assert "it says who is who" in said(made.text("sources"))
    assert made.values("calls_handled") == everybody()
    assert set(made.agents("team").values()) == {"North"}


@pytest.mark.parametrize(("header", "text"), [("As of", "2025-03-31"), ("截至日期", "2025-03-31")])
def test_a_list_of_one_day_counts_in_every_month(tmp_path: Path, mapped: Map, header: str, text: str) -> None:
    rows = [(text, who, f"Ada {who}", "North") for who in IDS]
    made = mapped(*calls(tmp_path), lines(tmp_path / "staff.csv", (header, "Employee ID", "Name", "Team"), *rows))
    assert made.code == 0, made.said
    assert f"{header} is {text} in every row: the list counts in every month" in said(made.text("sources"))
    assert made.values("calls_handled") == everybody()
    assert set(made.agents("team").values()) == {"North"}


def test_of_a_list_of_one_month_is_said_that_it_counts_in_no_other(tmp_path: Path, mapped: Map) -> None:
    rows = [("2025-03", who, f"Ada {who}", "North") for who in IDS]
    made = mapped(*calls(tmp_path), lines(tmp_path / "staff.csv", ("Month", "Employee ID", "Name", "Team"), *rows))
    assert "its people count in 2025-03: rows of other months are not used" in said(made.text("sources"))
    assert made.values("calls_handled") == {who: value for who, value in everybody().items() if who[0] == "2025-03"}


def test_first_days_of_months_under_month_are_those_of_a_roster(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"{month}-01", who, f"Ada {who}", "North") for month in MONTHS for who in IDS]
    made = mapped(*calls(tmp_path), lines(tmp_path / "staff.csv", ("Month", "Employee ID", "Name", "Team"), *rows))
    assert made.code == 0, made.said
    assert "it says who is who" in said(made.text("sources"))
    assert "staff_rows" not in made.text("metrics")
    assert made.values("calls_handled") == everybody()


def test_a_roster_with_all_columns_of_the_figures_but_one_is_a_roster(tmp_path: Path, mapped: Map) -> None:
    head, who = ("Agent ID", "Name", "Team"), [(f"A{at}", f"Agent {at}", "North") for at in range(4)]
    calls = [
        lines(tmp_path / f"calls_2025-0{month}.csv", (*head, "Calls handled"), *((*one, 90 + month) for one in who))
        for month in (1, 2, 3)
    ]
    made = mapped(*calls, lines(tmp_path / "roster.csv", head, *who))
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {
        (f"2025-0{month}", id_): 90 + month for month in (1, 2, 3) for id_, *_rest in who
    }
    assert set(made.agents("team").values()) == {"North"}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Contract %", ("100%", "50%", "80%")),
        ("FTE (%)", (100, 50, 80)),
        ("Part-time", ("No", "Yes", "No")),
        ("Beschäftigungsgrad", ("100%", "50%", "80%")),
        ("是否在职", ("是", "是", "否")),
    ],
)
def test_how_people_are_employed_is_no_figure_of_theirs(
    tmp_path: Path, mapped: Map, header: str, cells: tuple[object, ...]
) -> None:
    people = [("E1", "Ada Example"), ("E2", "Ben Muster"), ("E3", "Cleo Sample")]
    staff = lines(
        tmp_path / "staff.csv",
        ("Employee No", "Full name", "Project", header),
        *((*who, "Alpha", cell) for who, cell in zip(people, cells, strict=True)),
    )
    rows = [(who, f"2025-03-{day:02}", 10 + day) for day in (3, 4, 5) for _id, who in people]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled"), *rows), staff)
    assert made.code == 0, made.said
    assert set(made.agents("project").values()) == {"Alpha"}
    assert set(made.values("calls_handled").values()) == {42}


@pytest.mark.parametrize("header", ["Working time %", "Working hours rate", "Contract %"])
def test_a_share_of_each_agent_in_the_only_file_is_a_figure(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(f"A{at}", f"Ann A{at}son", f"{80 + 3 * at}%") for at in range(4)]
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent ID", "Name", header), *rows))
    assert made.code == 0, made.said
    assert made.text("metrics").count("name:") == 1


@pytest.mark.parametrize("header", ["Working time %", "FTE %"])
def test_a_share_that_changes_by_month_is_a_figure(tmp_path: Path, mapped: Map, header: str) -> None:
    months = ("2025-01", "2025-02", "2025-03")
    shares = [(f"A{who}", month, f"{80 + at + who}%") for at, month in enumerate(months) for who in range(4)]
    calls = [(f"A{who}", month, 100 + who) for month in months for who in range(4)]
    made = mapped(
        lines(tmp_path / "shares.csv", ("Agent ID", "Month", header), *shares),
        lines(tmp_path / "calls.csv", ("Agent ID", "Month", "Calls handled"), *calls),
    )
    assert made.code == 0, made.said
    assert made.text("metrics").count("name:") == 2
