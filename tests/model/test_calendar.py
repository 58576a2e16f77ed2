"""Periods: the ways to write them, their months and parts, their order."""

from __future__ import annotations

import pytest

from ccmotivate.model.calendar import Period, PeriodKind, parse_period
from ccmotivate.model.period import Month

WRITTEN = [
    ("2025-03", "2025-03"), ("2025-3", "2025-03"), ("202503", "2025-03"), ("Mar 2025", "2025-03"),
    ("2025年3月", "2025-03"), ("2025-Q1", "2025-Q1"), ("2025q4", "2025-Q4"), ("2025 Q2", "2025-Q2"),
    ("2025年一季度", "2025-Q1"), ("2025年第3季度", "2025-Q3"), ("2025-H1", "2025-H1"), ("2025年下半年", "2025-H2"),
    ("2025", "2025"), ("2025年", "2025"), ("2025年度", "2025"), ("２０２５－Ｑ１", "2025-Q1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), WRITTEN)
def test_the_ways_to_write_a_period(text: str, shown: str) -> None:
    period = parse_period(text)
    assert str(period) == shown
    assert period is not None
    assert parse_period(str(period)) == period


@pytest.mark.parametrize(
    "text", ["", "soon", "2025-13", "2025-Q5", "2025-Q0", "2025-H3", "Q1", "25-Q1", "3025-Q1", "2025-Q1-x"]
)
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_the_periods_of_a_year_are_its_months_once_each(kind: PeriodKind) -> None:
    parts = Period.of(PeriodKind.YEAR, 2025).parts(kind)
    assert [month for part in parts for month in part.months] == [Month(2025, number) for number in range(1, 13)]
    assert [(part.kind, part.number) for part in parts] == [(kind, at) for at in range(1, 12 // kind.months + 1)]


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (PeriodKind.MONTH, ["2025-04", "2025-05", "2025-06"]),
        (PeriodKind.QUARTER, ["2025-Q2"]),
        (PeriodKind.HALF, []),
        (PeriodKind.YEAR, []),
    ],
)
def test_a_quarter_is_made_of_its_months_and_of_itself(kind: PeriodKind, parts: list[str]) -> None:
    assert [str(part) for part in Period.of(PeriodKind.QUARTER, 2025, 2).parts(kind)] == parts


def test_a_period_holds_the_shorter_ones_within_it() -> None:
    quarter = Period.of(PeriodKind.QUARTER, 2025, 2)
    assert quarter.holds(Period.of(PeriodKind.MONTH, 2025, 4))
    assert not quarter.holds(quarter)
    assert not quarter.holds(Period.of(PeriodKind.HALF, 2025, 1))
    assert not quarter.holds(Period.of(PeriodKind.MONTH, 2024, 4))
    assert Period.of(PeriodKind.HALF, 2025, 1).holds(quarter)


def test_periods_order_by_their_end_the_shorter_first() -> None:
    names = ["2025-01", "2025-02", "2025-03", "2025-Q1", "2025-04", "2025-06", "2025-Q2", "2025-H1", "2025-12", "2025"]
    periods = [parse_period(name) for name in names]
    assert [str(one) for one in sorted(one for one in reversed(periods) if one)] == names
