"""The oracle of contests and duties against examples worked out by hand from the text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.parts.contests.oracle import (
    Entry,
    Lesson,
    Month,
    awards,
    contests,
    duties,
    errors,
    later,
    strangers,
    without_final,
)

F = Fraction
PRODUCT, HARD, COMPLAINT = "product_expert", "hard_case_expert", "complaint_expert"
PEOPLE = list("abcdefg")


def entries(*told: tuple[str, str] | tuple[str, str, str]) -> list[Entry]:
    """Entries of the product experts: (id, preliminary) or (id, preliminary, final)."""
    return [Entry(PRODUCT, held, F(first), F(final[0]) if final else None) for held, first, *final in told]


def contest(*told: tuple[str, str] | tuple[str, str, str]) -> dict[str, Any]:
    """The contest of the product experts."""
    found = contests(Month("2025-03", PEOPLE, entries(*told)))
    assert found is not None
    return found[0]


def test_a_contest_and_its_award() -> None:
    rows = entries(("a", "92", "88"), ("b", "85", "94.5"), ("c", "59.99"), ("x", "100", "100"))
    month = Month("2025-03", PEOPLE, [*rows, Entry(COMPLAINT, "d", F(90))])
    assert contests(month) == [
        {"title": PRODUCT, "entrants": 3, "finalists": ["a", "b"], "winners": ["b"], "state": "decided"},
        {"title": COMPLAINT, "entrants": 1, "finalists": ["d"], "winners": [], "state": "running"},
    ]
    assert awards(month) == [
        {
            "award": "contest:product_expert", "period": "2025-03", "within": {}, "rank": None, "agent_id": "b",
            "score": "94.5", "tied": False, "prize": {"amount": "200", "currency": "CNY"},
        }
    ]  # fmt: skip
    assert strangers(month) == ["x"]


@pytest.mark.parametrize(
    ("told", "inside"),
    [
        ([("a", "60"), ("b", "59.995"), ("c", "59.99")], "a"),
        ([(held, "70") for held in "abcdefg"], "abcdefg"),  # all tied at the cut
        ([("a", "90"), ("b", "80"), ("c", "80"), ("d", "70"), ("e", "65"), ("f", "64.99"), ("g", "60")], "abcde"),
        ([("a", "90"), ("b", "80"), ("c", "80"), ("d", "70"), ("e", "65"), ("f", "65"), ("g", "60")], "abcdef"),
        ([("a", "90"), ("b", "80"), ("c", "70"), ("d", "70"), ("e", "70"), ("f", "70"), ("g", "60")], "abcdef"),
        ([("a", "90"), ("b", "80"), ("c", "70"), ("d", "65"), ("e", "59"), ("f", "59"), ("g", "59")], "abcd"),
        ([("a", "59.999")], ""),
    ],
)
def test_finalists(told: list[tuple[str, str]], inside: str) -> None:
    assert contest(*told)["finalists"] == list(inside)
    assert contest(*told)["state"] == ("running" if inside else "decided")


def test_the_cut_is_among_people_who_are_there() -> None:
    rows = [("x", "99"), ("a", "90"), ("b", "80"), ("c", "70"), ("d", "70"), ("e", "65"), ("f", "64")]
    assert contest(*rows)["finalists"] == list("abcde")


@pytest.mark.parametrize(
    ("told", "won", "tied"),
    [
        ([("a", "70", "88"), ("b", "80", "88.005")], "b", False),
        ([("a", "70", "88"), ("b", "80", "88")], "b", False),
        ([("a", "80", "88"), ("b", "80", "88"), ("c", "70", "88")], "ab", True),
        ([("a", "80", "0"), ("b", "90")], "a", False),
        ([("a", "80"), ("b", "90")], "", False),
    ],
)
def test_winners(told: list[tuple[str, str, str]], won: str, tied: bool) -> None:
    assert contest(*told)["winners"] == list(won)
    given = awards(Month("2025-03", PEOPLE, entries(*told)))
    assert [one["agent_id"] for one in given] == list(won)
    assert {one["tied"] for one in given} <= {tied}


def test_who_has_no_final_beside_others() -> None:
    month = Month("2025-03", PEOPLE, entries(("a", "80", "88"), ("b", "90"), ("c", "50"), ("d", "70")))
    assert without_final(month) == {PRODUCT: ["b", "d"]}
    assert without_final(Month("2025-03", PEOPLE, entries(("a", "80"), ("b", "90")))) == {}


def test_rows_by_month_no_rows_and_no_sheet() -> None:
    rows = [replace(one, month="2025-02") for one in entries(("a", "80", "88"))]
    assert contests(Month("2025-03", PEOPLE, rows)) == []
    assert duties(Month("2025-03", PEOPLE, rows)) == []
    assert contests(Month("2025-03", PEOPLE, entries(("x", "80", "88")))) == []
    assert contests(Month("2025-03", PEOPLE, None)) is None
    assert duties(Month("2025-03", PEOPLE, None)) is None


# -- duties -----------------------------------------------------------------------------------------------------------

WON = Month("2025-03", PEOPLE, entries(("a", "80", "88")))


def lesson(day: str, hours: str, title: str = PRODUCT, agent_id: str = "a") -> Lesson:
    """A lesson of a."""
    return Lesson(date.fromisoformat(day), agent_id, title, F(hours))


def duty(month: str, *lessons: Lesson, before: Sequence[Month] = (WON,)) -> list[tuple[str, str, str, str | None]]:
    """The duties of a in a month without a contest: won, given, state, day."""
    found = duties(Month(month, PEOPLE, [], lessons), before)
    assert found is not None
    return [(one["won"], one["given"], one["state"], one["done_on"]) for one in found]


@pytest.mark.parametrize(
    ("month", "lessons", "told"),
    [
        ("2025-04", [], ("0", "open", None)),
        ("2025-06", [], ("0", "open", None)),  # the third month after
        ("2025-07", [], ("0", "overdue", None)),
        ("2025-06", [("2025-03-01", "1.5"), ("2025-06-30", "2.5")], ("4", "done", "2025-06-30")),
        ("2025-06", [("2025-02-28", "4")], ("0", "open", None)),  # before the month of the win
        ("2025-06", [("2025-03-01", "3.99")], ("3.99", "open", None)),
        ("2025-07", [("2025-03-01", "3.99")], ("3.99", "overdue", None)),
        ("2025-07", [("2025-07-02", "0.01"), ("2025-03-01", "3.99")], ("4", "done", "2025-07-02")),  # late
        ("2025-05", [("2025-03-01", "3"), ("2025-05-31", "3")], ("4", "done", "2025-05-31")),
        ("2025-05", [("2025-03-01", "3"), ("2025-06-01", "3")], ("3", "open", None)),  # after the as-of day
        ("2025-04", [("2025-03-09", "9"), ("2025-04-01", "1")], ("4", "done", "2025-03-09")),
    ],
)
def test_a_duty(month: str, lessons: list[tuple[str, str]], told: tuple[str, str, str | None]) -> None:
    assert duty(month, *(lesson(*one) for one in lessons)) == [("2025-03", *told)]


def test_lessons_of_others_and_of_other_titles_do_not_serve() -> None:
    given = [lesson("2025-03-09", "9", HARD), lesson("2025-03-09", "9", agent_id="b")]
    assert duty("2025-04", *given) == [("2025-03", "0", "open", None)]


def test_hours_serve_the_oldest_duty_that_is_not_done_once() -> None:
    again = replace(WON, month="2025-05")
    both = (again, WON)
    assert duty("2025-06", lesson("2025-05-02", "3"), before=both) == [
        ("2025-03", "3", "open", None),
        ("2025-05", "0", "open", None),
    ]
    assert duty("2025-06", lesson("2025-05-02", "3"), lesson("2025-05-09", "3"), before=both) == [
        ("2025-03", "4", "done", "2025-05-09"),
        ("2025-05", "2", "open", None),
    ]
    assert duty("2025-07", lesson("2025-04-30", "9"), before=both) == [
        ("2025-03", "4", "done", "2025-04-30"),
        ("2025-05", "0", "open", None),
    ]
    assert duty("2025-08", lesson("2025-05-01", "9"), before=both) == [
        ("2025-03", "4", "done", "2025-05-01"),
        ("2025-05", "4", "done", "2025-05-01"),
    ]
    assert duty("2025-04", lesson("2025-05-01", "9"), before=both) == [("2025-03", "0", "open", None)]


def test_duties_of_the_month_itself_in_order_and_only_of_people_who_are_there() -> None:
    rows = [
        Entry(HARD, "b", F(80), F(88)),
        Entry(PRODUCT, "c", F(80), F(88)),
        Entry(PRODUCT, "b", F(80), F(88)),
    ]
    before = Month("2025-02", ["a", "g"], [replace(one, agent_id="g") for one in entries(("a", "80", "88"))])
    found = duties(Month("2025-03", ["b", "c", "g"], rows), [WON, before, replace(WON, month="2025-01")])
    assert found is not None
    assert [(one["title"], one["won"], one["agent_id"]) for one in found] == [
        (PRODUCT, "2025-02", "g"),
        (PRODUCT, "2025-03", "b"),
        (PRODUCT, "2025-03", "c"),
        (HARD, "2025-03", "b"),
    ]
    assert found[0] == {
        "title": PRODUCT, "agent_id": "g", "won": "2025-02", "owed": "4", "given": "0", "state": "open", "done_on": None
    }  # fmt: skip


def test_lessons_dated_later_are_counted_for_the_note() -> None:
    month = Month("2025-03", PEOPLE, [], [lesson("2025-03-31", "1"), lesson("2025-04-01", "1")])
    assert later(month) == 1


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (entries(("a", "80", "88"), ("b", "90")), set()),
        (entries(("a", "100", "100"), ("b", "0")), set()),
        (entries(("a", "100.01", "88")), {("range", PRODUCT, "a")}),
        (entries(("a", "80", "-0.01")), {("range", PRODUCT, "a")}),
        (entries(("a", "59.99", "88"), ("b", "80")), {("no finalist", PRODUCT, "a")}),
        (entries(("a", "80"), ("a", "80")), {("twice", PRODUCT, "a")}),
        ([*entries(("a", "80")), Entry(HARD, "a", F(80))], set()),
        ([replace(one, month="2025-02") for one in entries(("a", "50", "88"))], set()),
        (entries(("x", "50", "88")), set()),
    ],
)
def test_what_the_sheet_may_not_hold(rows: list[Entry], kinds: set[tuple[str, str, str]]) -> None:
    assert errors(Month("2025-03", PEOPLE, rows)) == kinds
