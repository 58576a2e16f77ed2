"""Dates as exports write them → days and times, or none."""

from __future__ import annotations

import datetime as dt

import pytest

from ccmotivate.readers.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    UNIX_MILLISECONDS,
    UNIX_SECONDS,
    YEAR_FIRST,
    counted_in,
    days_in,
    order_of,
    parse_date,
    parse_stamp,
    titles_of_rows,
    without_dates,
)


@pytest.mark.parametrize(
    "text",
    [
        "01/Mar/25",
        "01-Mar-25",
        "Mar 1, 25",
        "Mar 1,25",
        "01-Mär-25",
        "1. März 2025",
        "1. MÄRZ 2025",
        "1-mrz-25",
        "1 Mar 25",
        "01/Mar/2025",
        "1. March 25",
        "０１/Mar/２５",
        "Sat, 1 Mar 25",
    ],
)
@pytest.mark.parametrize("order", [YEAR_FIRST, DAY_FIRST, MONTH_FIRST])
def test_a_month_in_words_needs_no_order(text: str, order: str) -> None:
    assert parse_date(text, order) == dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("01/Mar/25 9:05 AM", 9, 5),
        ("01/Mar/25 12:05 AM", 0, 5),
        ("1 Mar 25 9:05 PM", 21, 5),
        ("01-Mar-25 21:05", 21, 5),
    ],
)
def test_a_time_may_follow(text: str, hour: int, minute: int) -> None:
    stamp = parse_stamp(text, YEAR_FIRST)
    assert stamp is not None
    assert (stamp.day, stamp.seconds) == (dt.date(2025, 3, 1), hour * 3600 + minute * 60)


@pytest.mark.parametrize(("digits", "year"), [("00", 2000), ("68", 2068), ("69", 1969), ("99", 1999)])
def test_two_digits_of_a_year_are_of_1969_to_2068(digits: str, year: int) -> None:
    assert parse_date(f"07-Mar-{digits}", YEAR_FIRST) == dt.date(year, 3, 7)
    assert parse_date(f"03/07/{digits}", MONTH_FIRST, is_said=True) == dt.date(year, 3, 7)


@pytest.mark.parametrize(
    "text", ["31-Feb-25", "1 Min 25", "01/Mar/5", "01/Mar/125", "Sun, 1 Mar 25", "1 Mar 25 9", "Mar 25"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_date(text, DAY_FIRST, is_said=True) is None


@pytest.mark.parametrize("text", ["03/01/25", "3.1.25", "03-01-25 9:05 AM"])
def test_figures_with_two_digits_of_a_year_need_an_order_that_is_said(text: str) -> None:
    assert parse_date(text, DAY_FIRST, is_said=True) == dt.date(2025, 1, 3)
    assert parse_date(text, MONTH_FIRST, is_said=True) == dt.date(2025, 3, 1)
    for order in (YEAR_FIRST, DAY_FIRST, MONTH_FIRST):
        assert parse_date(text, order) is None


def test_even_equal_figures_may_begin_with_the_year() -> None:
    assert parse_date("03/03/2025", YEAR_FIRST) == dt.date(2025, 3, 3)
    assert parse_date("03/03/25", YEAR_FIRST) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/25", "03/25/25"], MONTH_FIRST),
        (["25/03/25"], YEAR_FIRST),  # may be of 2025-03-25
        (["25/03/25", "03/25/25"], YEAR_FIRST),
        (["25/03/2025", "01/02/25"], DAY_FIRST),
        (["25/03/2025", "03/25/25"], YEAR_FIRST),
    ],
)
def test_with_short_years_only_a_day_in_the_middle_tells(texts: list[str], order: str) -> None:
    assert order_of(texts, with_short=True) == order


def test_short_years_tell_no_order_unless_they_are_asked() -> None:
    assert order_of(["03/25/25"]) == YEAR_FIRST
    assert order_of(["03/25/25", "25/03/2025"]) == DAY_FIRST


@pytest.mark.parametrize(
    ("text", "month"), [("3. Jänner 2025", 1), ("3. Mai 25", 5), ("3-Okt-25", 10), ("3. Dezember 2025", 12)]
)
def test_german_months_are_read(text: str, month: int) -> None:
    assert parse_date(text, YEAR_FIRST) == dt.date(2025, month, 3)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (UNIX_SECONDS, "1740787195"),
        (UNIX_SECONDS, "1740787195.000"),
        (UNIX_SECONDS, "１７４０７８７１９５"),
        (UNIX_MILLISECONDS, "1740787195000"),
    ],
)
def test_seconds_and_milliseconds_since_1970_are_universal_time_where_it_is_said(unit: str, text: str) -> None:
    stamp = parse_stamp(text, unit, is_said=True)
    assert stamp is not None
    assert (stamp.day, stamp.seconds, stamp.own) == (dt.date(2025, 2, 28), 86395, "Z")
    assert parse_date(text, unit, "Asia/Shanghai", is_said=True) == dt.date(2025, 3, 1)
    others = {YEAR_FIRST, DAY_FIRST, MONTH_FIRST, UNIX_SECONDS, UNIX_MILLISECONDS} - {unit}
    assert not any(parse_stamp(text, other, is_said=True) for other in others)


@pytest.mark.parametrize("text", ["174078719", "17407871950", "174078719500", "1740787195000.5", "-1740787195"])
def test_other_numbers_are_no_moments(text: str) -> None:
    assert parse_stamp(text, UNIX_SECONDS, is_said=True) is None
    assert parse_stamp(text, UNIX_MILLISECONDS, is_said=True) is None


def test_days_stay_days_among_moments_since_1970_and_their_order_is_not_told() -> None:
    assert parse_date("2025-03-07", UNIX_SECONDS, is_said=True) == dt.date(2025, 3, 7)
    assert parse_date("03/04/2025", UNIX_SECONDS, is_said=True) is None


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (["1740787195", "1740787195.5"], UNIX_SECONDS),
        (["1740787195000"], UNIX_MILLISECONDS),
        (["1740787195", "1740787195000"], ""),
        (["1740787195", "2025-03-01"], ""),
        (["2025030809", "2025030910"], ""),
        (["2503010905", "2503020905"], ""),
        (["1503010905", "1503020905"], ""),
        (["1503010905", "1740787195"], UNIX_SECONDS),
    ],
)
def test_what_counts_since_1970_is_told_from_hours_of_days(texts: list[str], unit: str) -> None:
    assert counted_in(texts) == unit


@pytest.mark.parametrize("offset", ["+24:00", "-99:00", "+05:60"])
def test_an_offset_of_a_day_or_more_is_none(offset: str) -> None:
    assert parse_stamp(f"2025-03-05T10:00:00{offset}", YEAR_FIRST) is None


@pytest.mark.parametrize(
    "made",
    [
        *("Create Time:", "Creating date", "Creation:", "Creator X", "Generate Time:", "Generated", "Generation:"),
        *(
            "Generator",
            "Printing date:",
            "Printed",
            "Printout",
            "Export",
            "Downloaded",
            "导出时间：",
            "制表",
            "Erstellt am",
        ),
    ],
)
def test_a_title_of_the_export_is_not_that_of_the_rows(made: str) -> None:
    assert titles_of_rows([f"{made} 2025-04-02", "Call Report 2025-03-31"]) == ["Call Report 2025-03-31"]


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("填报日期：2025-04-02  打印日期：2025-04-03", 2),
        ("查询时间：2025-04-01 08:00 导出时间：2025-04-02 09:00", 2),
        ("通话明细：2025-04-01 导出时间：2025-04-02", 2),
        ("话务日报 统计日期：2025-04-01 导出时间：2025-04-02", 1),
        ("统计周期：2025-04-01 00:00:00 ～ 2025-04-30 23:59:59 制表：2025-05-02", 2),
        ("查询时间 2025-04-01 - 2025-04-30 Queue 5 导出 2025-05-02", 3),
    ],
)
def test_the_day_of_the_export_counts_unless_those_before_can_only_be_of_rows(title: str, days: int) -> None:
    assert len(days_in(title)) == days
    assert ("2025-04" in without_dates(title)) is ("统计" in title)
