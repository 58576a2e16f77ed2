"""Months in the many ways in which exports write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.model.period import Month, MonthHint, month_hint, parse_month

MARCH = Month(2025, 3)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03",
        "2025-3",
        "2025/03",
        "2025.3",
        "2025年3月",
        "2025年03月",
        "2025 年 3 月",
        "2025年三月",
        "202503",
        "20250331",
        "2025-03-31",
        "2025/3/1",
        "March 2025",
        "Mar 2025",
        "mar-2025",
        "MARCH, 2025",
        "2025 March",
        "März 2025",
        "Mrz-25",
        "Mär 2025",
        "03/2025",
        "3-2025",
        "2025年3月份",
        202503,
        202503.0,
        20250331.0,
        datetime.date(2025, 3, 1),
        datetime.datetime(2025, 3, 31, 23, 59),
    ],
)
def test_a_cell_that_says_march_2025(cell: object) -> None:
    assert parse_month(cell) == MARCH


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "三月",
        "March",
        "2025",
        2025.0,
        3.0,
        "2025-13",
        "2025-00",
        "202513",
        "2025年13月",
        "Q1",
        "abc",
        None,
        True,
        "20253",
        0.5,
        "1850-03",
    ],
)
def test_a_cell_that_names_no_month(cell: object) -> None:
    assert parse_month(cell) is None


@pytest.mark.parametrize(
    ("name", "year", "month"),
    [
        ("2025-03", 2025, 3),
        ("2025年3月考核", 2025, 3),
        ("三月", None, 3),
        ("十二月", None, 12),
        ("十一月", None, 11),
        ("3月", None, 3),
        ("12月", None, 12),
        ("march", None, 3),
        ("Sept", None, 9),
        ("May", None, 5),
        ("data2021", 2021, None),
        ("MetricData2021", 2021, None),
        ("Q1", None, None),
        ("2025 Q1", 2025, None),
        ("Sheet1", None, None),
        ("", None, None),
        ("坐席", None, None),
        ("marching", None, None),
        ("dismay", None, None),
        ("2024年三月", 2024, 3),
        ("13月", None, None),
        ("report_2025_03_final", 2025, 3),
        ("Jan", None, 1),
        ("2025年", 2025, None),
        ("2025-03 v2", 2025, 3),
        ("kpi-20250301-20250331", 2025, 3),
        ("十三月", None, None),
        ("März 2025", 2025, 3),
        ("2025_Mai", 2025, 5),
        ("Mai_2025-03", 2025, 3),
        ("Mai 2025-03 Juni", 2025, 3),
        ("Mai 2025 2025-03", 2025, 3),
        ("Mai 2025 Juni 2025", 2025, None),
        ("Mai-Juni 2025", 2025, None),
        ("Mai", None, None),
        ("Juni", None, None),
        ("Mai 3月", None, 3),
        ("calls Mai March 2025", 2025, 3),
        ("12345678", None, None),
        ("KW 05/2025", 2025, None),
        ("Report_KW05-2025", 2025, None),
        ("Week 2025-05", 2025, None),
        ("KW 01-04/2025", 2025, None),
        ("KW 01 - KW 04/2025", 2025, None),
        ("Semana 05/2025", 2025, None),
        ("W05/2025", 2025, None),
        ("Q1/2025", 2025, None),
        ("Q1-Q2/2025", 2025, None),
        ("H1.2025", 2025, None),
        ("Quarter 1/2025", 2025, None),
        ("2025-03 KW 10", 2025, 3),
        ("Week 2025-03-10", 2025, 3),
        ("Calls KW10-03.2025", 2025, 3),
        ("Calls Q1-03.2025", 2025, 3),
        ("Week 2 - 03.2025", 2025, 3),
        ("Week 1-03-2025 - Week 4-03-2025", 2025, 3),
        ("wk2025-03", 2025, 3),
        ("W2025-03", 2025, 3),
        ("8h5-03-2025", 2025, 3),
        ("Hotline24h7-03-2025", 2025, 3),
        ("Halle H1-03-2025", 2025, 3),
        ("March-W1-2025", 2025, 3),
        ("KW2025_05", 2025, None),
        ("05/2025 KW", 2025, None),
        ("03/2025 KW 10", 2025, 3),
        ("W 05/2025", 2025, None),
        ("S05/2025", 2025, None),
        ("T1/2025", 2025, None),
        ("Q 1/2025", 2025, None),
        ("Qtr 1/2025", 2025, None),
        ("HJ1/2025", 2025, None),
        ("Halbjahr 1/2025", 2025, None),
        ("2025-05周", 2025, None),
        ("2025-05周次", 2025, None),
        ("2025-03周报", 2025, 3),
        ("2025-1季度", 2025, None),
        ("2025 1-3季度汇总", 2025, None),
        ("2025_03_W2", 2025, 3),
        ("show 03/2025", 2025, 3),
        ("weekly 03/2025", 2025, 3),
        ("March 2025 (weeks 9-13)", 2025, 3),
    ],
)
def test_what_a_name_says(name: str, year: int | None, month: int | None) -> None:
    assert month_hint(name) == MonthHint(year, month)


@pytest.mark.parametrize(
    "name",
    [
        "CW 05/2025",
        "Kalenderwoche 05/2025",
        "Kalenderwochen 05-06/2025",
        "Wochen 01+02/2025",
        "Woche_05_2025",
        "semanas 1-4/2025",
        "wk.05-2025",
        "weeks #05 2025",
        "quarters 1&2/2025",
        "Quartale 1–2/2025",
        "trimestre 1/2025",
        "Halbjahre 1/2025",
        "KW 01 – 04/2025",
        "W1-W4/2025",
        "Q1+Q2/2025",
        "H2 2025",
        "H-1/2025",
        "q_3/2025",
        "Week 2025 05",
        "KW 2025/05",
        "Week 2025-05-04 03/2025",
        "05.2025 CW",
        "05-2025 KW.",
        "第5周 2025",
        "1至3周 2025",
        "5~6周次/2025",
        "KW10-11.2025",
    ],
)
def test_the_number_of_a_week_a_quarter_or_a_half_year_is_no_month(name: str) -> None:
    assert month_hint(name) == MonthHint(2025, None)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("KW2025-05-06", 5),
        ("Week2025-05", 5),
        ("05/2025 KWX", 5),
        ("2025-03 1季度", 3),
        ("KW 9-10-2025", 10),
        ("xQ1/2025", 1),
        ("1W05/2025", 5),
        ("T 05/2025", 5),
    ],
)
def test_what_is_no_sign_of_a_week_takes_no_month(name: str, month: int) -> None:
    assert month_hint(name) == MonthHint(2025, month)


def test_hints_agree_merge_and_fill_up() -> None:
    year, month = MonthHint(2025, None), MonthHint(None, 3)
    assert year.agrees(month)
    assert year.merged(month).full == MARCH
    assert not MonthHint(2024, 3).agrees(year)
    assert not MonthHint(None, 4).agrees(month)
    assert not MonthHint()
    assert month
    assert month.full is None


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_what_is_written_is_read(year: int, month: int) -> None:
    one = Month(year, month)
    assert parse_month(str(one)) == parse_month(f"{year}年{month}月") == parse_month(year * 100 + month) == one
    assert Month.from_ordinal(one.ordinal) == one


def test_months_are_in_order() -> None:
    assert Month(2024, 12) < Month(2025, 1)
    assert Month(2025, 1).ordinal - Month(2024, 12).ordinal == 1
