"""Days without a year, and days as Excel counts them, are read where a name or the command line says the month."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.formats.columns import CellColumn
from ccmotivate.model.period import Month
from ccmotivate.readers.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from ccmotivate.readers.short_days import is_of_days, with_dates, without_days_alone
from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import Scored, lines, scheme, scored
from tests.support import workbook

MARCH = Month(2025, 3)
FIRST, SECOND = dt.date(2025, 3, 1), dt.date(2025, 3, 2)


@pytest.mark.parametrize(
    ("cells", "month", "order", "wanted"),
    [
        (["3月1日", "３月２号"], MARCH, YEAR_FIRST, [FIRST, SECOND]),
        (["3月1日", "2 March"], None, YEAR_FIRST, None),
        (["1-Mar", "2. März", "4月1日"], MARCH, YEAR_FIRST, [FIRST, SECOND, "4月1日"]),
        (["03/01", "3/2"], MARCH, YEAR_FIRST, [FIRST, SECOND]),
        (["01/03", "2/3"], MARCH, YEAR_FIRST, [FIRST, SECOND]),
        (["03/01", "02/03"], MARCH, YEAR_FIRST, None),
        (["03/01", "03/02"], MARCH, DAY_FIRST, None),
        (["03/01", "03/13"], None, YEAR_FIRST, None),
        (["03/01", "03/02"], None, MONTH_FIRST, None),
        (["01/03", "02/03"], None, DAY_FIRST, None),
        ([45717.0, "45718", None], MARCH, YEAR_FIRST, [FIRST, SECOND, None]),
        ([45717.0, 45750.0, 3.0], MARCH, YEAR_FIRST, [FIRST, 45750.0, 3.0]),
        ([45717.0, "45718"], None, YEAR_FIRST, None),
        (["3.1", "13月1日", "2月30日", "1 Foo", 3.1, 45717.5, "2025-03-01"], MARCH, YEAR_FIRST, None),
    ],
)
def test_days_are_read_where_their_month_is_certain(
    cells: list[Any], month: Month | None, order: str, wanted: list[Any] | None
) -> None:
    assert list(with_dates(CellColumn.of(cells), month, order, is_day=True)) == (wanted or cells)


@pytest.mark.parametrize("order", [YEAR_FIRST, MONTH_FIRST, DAY_FIRST])
def test_what_may_be_a_month_of_another_year_is_no_day_without_the_header_of_one(order: str) -> None:
    cells = ["03/24", "24/03", "24-Mar", "1-Mar", "3月24日", 45740.0]
    found = with_dates(CellColumn.of(cells), MARCH, order, is_day=False)
    assert list(found) == [*cells[:4], dt.date(2025, 3, 24), dt.date(2025, 3, 24)]


def test_without_a_month_they_stay_as_they_are() -> None:
    cells = CellColumn.of(["3月1日", 45717.0])
    assert with_dates(cells, None, YEAR_FIRST, is_day=True) is cells


@pytest.mark.parametrize(
    ("headers", "is_day"),
    [
        (("日期", "Date", "Tag", "call_date", "CallDate", "Berichtstag", "Anrufdatum", "DATE"), True),
        (("月份", "Month", "统计年月日", "Date/Month", "Last update", "Montag", "Vertrag", ""), False),
    ],
)
def test_headers_of_days(headers: tuple[str, ...], is_day: bool) -> None:
    assert {header for header in headers if is_of_days(header) != is_day} == set()


def test_a_number_under_the_header_of_a_day_is_no_month() -> None:
    cells = [3.0, 13.0, None, "x", 3.5]
    assert list(without_days_alone(CellColumn.of(cells))) == ["3", *cells[1:]]


COLUMNS = "talk: {name: Talk, kind: duration, unit: seconds}"
SOURCES = f"calls: {{files: 'calls*', agent_id: Agent, month: DATE, columns: {{{COLUMNS}}}}}\n"


def _read(
    folder: Path, name: str, cells: list[Any], *words: str, way: str = "csv", header: str = "Date", dates: str = ""
) -> Scored:
    month = f"{{of: {header}, dates: {dates}}}" if dates else header
    rules = scheme(folder / "rules", SOURCES.replace("DATE", month))
    rows = [("Agent", header, "Talk"), *(("A1", cell, 90 + at) for at, cell in enumerate(cells))]
    if way == "xlsx":
        return scored(rules, workbook(folder / f"{name}.xlsx", {"Sheet1": rows}), *words)
    file = lines(folder / f"{name}.csv", *rows)
    if way == "csv":
        return scored(rules, file, *words)
    with read_as_stream():
        return scored(rules, file, *words)


@pytest.mark.parametrize("way", ["csv", "stream", "xlsx"])
@pytest.mark.parametrize(
    ("name", "words"), [("calls 2025-03", ()), ("calls 2025年3月", ()), ("calls", ("--month", "2025-03"))]
)
@pytest.mark.parametrize("cells", [["3月1日", "3月20日"], ["1-Mar", "20-Mar"], ["03/01", "03/20"], [45717, 45736]])
def test_every_reader_takes_them(tmp_path: Path, way: str, name: str, words: tuple[str, ...], cells: list[Any]) -> None:
    found = _read(tmp_path, name, cells, *words, way=way)
    assert found.code == 0, found.document["problems"]
    assert {*found.agents()} == {("2025-03", "A1")}


@pytest.mark.parametrize("way", ["csv", "stream", "xlsx"])
@pytest.mark.parametrize(
    ("name", "cells"),
    [("calls", ["3月1日"]), ("calls", [45717]), ("calls 2025-03", ["4月1日"]), ("calls 2025-03", [45750])],
)
def test_where_nothing_says_their_month_they_are_errors(tmp_path: Path, way: str, name: str, cells: list[Any]) -> None:
    found = _read(tmp_path, name, cells, way=way)
    assert [one["cell"] for one in found.problems("month-unreadable")] == ["B2"]


@pytest.mark.parametrize("way", ["csv", "stream", "xlsx"])
@pytest.mark.parametrize(
    ("name", "words", "cells", "dates"),
    [
        ("calls 2025", (), ["11/24", "12/24", "01/25", "02/25"], ""),
        ("calls FY2025", (), ["11/24", "12/24", "01/25"], ""),
        ("calls 2024-2025", (), ["11/24", "12/24", "01/25"], ""),
        ("calls", ("--year", "2025"), ["11/24", "12/24", "01/25"], ""),
        ("calls 2025", (), ["03/24", "04/24"], "month-day-year"),
        ("calls 2025", (), ["03/11", "04/11"], "day-month-year"),
        ("calls 2025", (), ["24-Jan", "24-Feb", "24-Mar"], ""),
        ("calls 2025", (), ["24-Dec", "25-Jan"], ""),
        ("calls 2025-03", (), ["03/24"], ""),
        ("calls 2024-2025", (), ["12月31日", "1月1日"], ""),
        ("calls 2025年第1周", (), ["12月30日", "12月31日", "1月1日"], ""),
        ("calls 2025-W01", (), ["12月30日", "12月31日", "1月1日"], ""),
        ("calls FY2025", (), ["12月30日", "1月1日"], ""),
        ("calls 2025财年", (), ["12月30日", "1月1日"], ""),
        ("calls", ("--year", "2025"), ["12月30日", "1月1日"], ""),
        ("calls 2025", (), ["3月1日", "3月2日"], ""),
        ("calls 2024-2025", (), ["12月", "1月"], ""),
    ],
)
def test_what_may_be_of_another_year_is_an_error(
    tmp_path: Path, way: str, name: str, words: tuple[str, ...], cells: list[str], dates: str
) -> None:
    found = _read(tmp_path, name, cells, *words, way=way, header="Month", dates=dates)
    assert len(found.problems("month-unreadable")) == len(cells)


@pytest.mark.parametrize("way", ["csv", "stream", "xlsx"])
@pytest.mark.parametrize("name", ["calls 2025-03", "calls 2025"])
@pytest.mark.parametrize("header", ["Date", "call_date", "CallDate", "Berichtstag"])
def test_days_alone_are_an_error(tmp_path: Path, way: str, name: str, header: str) -> None:
    found = _read(tmp_path, name, [1, 2, 3], way=way, header=header)
    said = found.problems("day-alone")
    assert [one["cell"] for one in said] == ["B2", "B3", "B4"]
    assert {one["facts"]["header"] for one in said} == {header}
