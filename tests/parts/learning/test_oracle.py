"""The oracle of learning points against examples worked out by hand from the text."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from tests.parts.learning.oracle import Month, Standing, Training, later, learning_star, metrics, strangers

F = Fraction
GOOD = Standing(F(100), qualified=True)


def points(*days: date, **changes: dict[str, int]) -> tuple[str, ...]:
    """The three metrics for March 2025 of somebody with 1.5 points and a certificate on each of these days."""
    rows = [Training(day, "a", F("1.5"), certificate=True) for day in days]
    told = metrics(Month("2025-03", {"a": GOOD}, rows, **changes))
    assert told is not None
    return tuple(told["a"].values())


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2024, 3, 31), ("0", "0", "0")),
        (date(2024, 4, 1), ("1.5", "1", "0")),
        (date(2025, 2, 28), ("1.5", "1", "0")),
        (date(2025, 3, 1), ("1.5", "1", "1.5")),
        (date(2025, 3, 31), ("1.5", "1", "1.5")),
        (date(2025, 4, 1), ("0", "0", "0")),
    ],
)
def test_the_window_of_12_months(day: date, told: tuple[str, ...]) -> None:
    assert points(day) == told


def test_sums_and_another_window() -> None:
    days = [date(2024, 4, 1), date(2025, 3, 2), date(2025, 3, 2)]
    assert points(*days) == ("4.5", "3", "3")
    assert points(*days, figures={"window": 11}) == ("3", "2", "3")
    assert points() == ("0", "0", "0")


def test_people_by_id_and_who_is_left_out() -> None:
    day = date(2025, 3, 2)
    rows = [Training(day, "b", F(2)), Training(day, "x", F(9)), Training(date(2025, 4, 1), "a", F(9))]
    month = Month("2025-03", {"b": GOOD, "a": GOOD}, rows)
    assert metrics(month) == {
        "a": {"learning_points": "0", "certificates": "0", "points_earned": "0"},
        "b": {"learning_points": "2", "certificates": "0", "points_earned": "2"},
    }
    assert (strangers(month), later(month)) == (["x"], 1)
    assert metrics(Month("2025-03", {"a": GOOD}, None)) is None


def quarter(*agents: Mapping[str, tuple[str, str | None]]) -> list[Month]:
    """Three months: agent -> score, and points on the 15th (None: not qualified and 9 points)."""
    return [
        Month(
            f"2025-{number:02}",
            {agent_id: Standing(F(score), earned is not None) for agent_id, (score, earned) in held.items()},
            [Training(date(2025, number, 15), agent_id, F(earned or 9)) for agent_id, (_, earned) in held.items()],
        )
        for number, held in enumerate(agents, start=1)
    ]


def winners(months: list[Month]) -> list[tuple[str, str, bool]]:
    """Who wins, with the figure that ranked and whether the place is shared."""
    assert all(entry["rank"] == 1 for entry in learning_star(months))
    return [(entry["agent_id"], entry["score"], entry["tied"]) for entry in learning_star(months)]


def test_the_highest_sum_of_those_qualified_in_every_month_wins() -> None:
    months = quarter(
        {"a": ("100", "2"), "b": ("100", "3"), "c": ("110", "9"), "d": ("110", "9")},
        {"a": ("100", "2"), "b": ("100", "3"), "c": ("110", None), "d": ("110", "9")},
        {"a": ("100", "2.5"), "b": ("100", "0"), "c": ("110", "9")},
    )
    assert winners(months) == [("a", "6.5", False)]


def test_the_quarter_score_decides_a_tie_and_equal_ones_share() -> None:
    months = quarter(*[{"a": ("100", "2"), "b": ("100.01", "2"), "c": ("100.01", "2"), "d": ("110", "1")}] * 3)
    assert winners(months) == [("b", "6", True), ("c", "6", True)]
    # 100, 100, 100.01: 100.003... is shown as 100 and ties with 100 in every month; 100, 100.01, 100.01 is 100.01.
    months = quarter({"a": ("100", "2"), "b": ("100", "2")}, *[{"a": ("100", "2"), "b": ("100.01", "2")}] * 2)
    assert winners(months) == [("b", "6", False)]
    months = quarter(*[{"a": ("100", "2"), "b": ("100", "2")}] * 2, {"a": ("100", "2"), "b": ("100.01", "2")})
    assert winners(months) == [("a", "6", True), ("b", "6", True)]


def test_more_than_0_is_needed_and_a_month_without_the_sheet_counts_0() -> None:
    months = quarter(*[{"a": ("100", "0"), "b": ("110", "0")}] * 3)
    assert winners(months) == []
    months = quarter(*[{"a": ("100", "1"), "b": ("100", "2")}] * 3)
    assert winners([*months[:2], Month("2025-03", months[2].agents, None)]) == [("b", "4", False)]
    assert winners([Month(month.month, month.agents, None) for month in months]) == []
    assert winners([Month(month.month, {}, []) for month in months]) == []


def test_each_month_counts_what_its_own_workbook_knows() -> None:
    months = quarter(*[{"a": ("100", "1"), "b": ("100", "1")}] * 3)
    late = Training(date(2025, 1, 31), "b", F(5))  # entered in February
    assert months[1].training is not None
    held = Month("2025-02", months[1].agents, [*months[1].training, late])
    assert winners([months[0], held, months[2]]) == [("a", "3", True), ("b", "3", True)]
