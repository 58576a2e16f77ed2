"""The oracle of coaching against examples worked out by hand from the text, both sides of every boundary."""

from datetime import date
from typing import Any

import pytest

from tests.parts.coaching.oracle import (
    Coaching,
    Finding,
    History,
    complaints,
    findings,
    later,
    months_before,
    repeats,
    strangers,
)

AS_OF = date(2025, 8, 31)


def judged(slips: list[date], talks: list[date], **changes: Any) -> list[tuple[str | None, bool]]:
    """State and repeat of a person's findings, all of one kind and by date."""
    history = History(
        AS_OF,
        ["A1"],
        [Finding(day, "A1", "shirking") for day in slips],
        [Coaching(day, "A1", "shirking") for day in talks],
        **changes,
    )
    return [(told["state"], told["repeat"]) for told in findings(history)["A1"]]


@pytest.mark.parametrize(
    ("slip", "talks", "state"),
    [
        (date(2025, 8, 24), [], "open"),  # 7 days
        (date(2025, 8, 23), [], "overdue"),  # 8 days
        (date(2025, 8, 31), [], "open"),
        (date(2025, 8, 23), [date(2025, 8, 23)], "coached"),
        (date(2025, 8, 23), [date(2025, 8, 31)], "coached"),
        (date(2025, 8, 23), [date(2025, 9, 1)], "overdue"),
        (date(2025, 8, 24), [date(2025, 9, 1)], "open"),
        (date(2025, 8, 23), [date(2025, 8, 22)], "overdue"),
    ],
)
def test_state(slip: date, talks: list[date], state: str) -> None:
    assert judged([slip], talks) == [(state, False)]


@pytest.mark.parametrize(
    ("first", "talk", "again", "repeat"),
    [
        (date(2025, 2, 1), date(2025, 2, 28), date(2025, 8, 31), False),  # six months earlier is clipped to 28 Feb
        (date(2025, 2, 1), date(2025, 3, 1), date(2025, 8, 31), True),
        (date(2025, 2, 1), date(2025, 2, 28), date(2025, 8, 28), False),
        (date(2025, 2, 1), date(2025, 2, 28), date(2025, 8, 27), True),
        (date(2025, 3, 1), date(2025, 3, 1), date(2025, 8, 31), True),  # coached on the day of the first slip
        (date(2025, 3, 2), date(2025, 3, 1), date(2025, 8, 31), False),  # preventive
        (date(2020, 1, 1), date(2025, 8, 30), date(2025, 8, 31), True),
        (date(2020, 1, 1), date(2025, 8, 31), date(2025, 8, 31), False),
        (date(2025, 8, 31), date(2025, 8, 30), date(2025, 8, 31), False),
    ],
)
def test_repeat(first: date, talk: date, again: date, repeat: bool) -> None:
    assert judged([first, again], [talk])[1][1] is repeat


def test_in_a_leap_year_the_edge_is_29_february() -> None:
    assert months_before(date(2024, 8, 31), 6) == date(2024, 2, 29)
    assert months_before(date(2025, 8, 31), 6) == date(2025, 2, 28)
    assert months_before(date(2025, 3, 15), 6) == date(2024, 9, 15)


def test_a_repeat_may_be_coached_by_a_later_talk_and_open_by_none() -> None:
    slips, talk = [date(2025, 8, 1), date(2025, 8, 25)], date(2025, 8, 10)
    assert judged(slips, [talk]) == [("coached", False), ("open", True)]
    assert judged(slips, [talk, date(2025, 8, 26)]) == [("coached", False), ("coached", True)]


def test_other_figures() -> None:
    slips, talk = [date(2025, 6, 1), date(2025, 8, 24)], date(2025, 7, 24)
    assert judged(slips, [talk])[1] == ("open", True)
    assert judged(slips, [talk], figures={"due_days": 6, "repeat_months": 1})[1] == ("overdue", False)


def test_another_person_or_kind_neither_coaches_nor_makes_a_repeat() -> None:
    first, again = date(2025, 8, 1), date(2025, 8, 20)
    slips = [Finding(first, "A1", "shirking"), Finding(again, "A1", "attitude"), Finding(again, "A2", "shirking")]
    told = findings(History(AS_OF, ["A1", "A2"], slips, [Coaching(first, "A1", "shirking")]))
    assert [(entry["state"], entry["repeat"]) for entry in told["A1"] + told["A2"]] == [
        ("coached", False),
        ("overdue", False),
        ("overdue", False),
    ]


def test_the_keys_their_order_and_who_is_left_out() -> None:
    rows = [
        Finding(date(2025, 8, 2), "A2", "shirking", True, "f!A2"),
        Finding(date(2025, 8, 2), "A2", "attitude", False, "f!A3"),
        Finding(date(2025, 8, 2), "A2", "shirking", False, "f!A4"),
        Finding(date(2025, 8, 1), "A2", "problem_solved", False, "f!A5"),
        Finding(date(2025, 7, 31), "A2", "shirking", True, "f!A6"),
        Finding(date(2025, 9, 1), "A2", "shirking", True, "f!A7"),
        Finding(date(2025, 8, 1), "X9", "shirking", True, "f!A8"),
    ]
    history = History(AS_OF, ["A2", "A1"], rows)
    told = findings(history)
    assert list(told) == ["A1", "A2"]
    assert told["A1"] == []
    assert [entry["source"] for entry in told["A2"]] == ["f!A6", "f!A5", "f!A3", "f!A2", "f!A4"]
    assert told["A2"][1] == {
        "date": "2025-08-01", "kind": "problem_solved", "sign": "positive", "valid_complaint": False, "state": None,
        "repeat": False, "source": "f!A5",
    }  # fmt: skip
    assert complaints(history) == {"A1": 0, "A2": 1}
    assert strangers(history) == ["X9"]
    assert later(history) == {"质检记录": 1, "辅导记录": 0}


def test_only_repeats_of_the_month_halve_pay() -> None:
    rows = [Finding(day, "A1", "shirking") for day in (date(2025, 6, 1), date(2025, 7, 31))]
    talks = [Coaching(date(2025, 6, 2), "A1", "shirking")]
    assert repeats(History(AS_OF, ["A1"], rows, talks)) == {"A1": False}
    assert repeats(History(date(2025, 7, 31), ["A1"], rows, talks)) == {"A1": True}
    assert repeats(History(AS_OF, ["A1"], [*rows, Finding(AS_OF, "A1", "shirking")], talks)) == {"A1": True}
