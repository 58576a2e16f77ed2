"""The oracle of promotion against examples worked out by hand from the text, both sides of every boundary."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.parts.careers.oracle import FIGURES, MonthFacts, Person, Row, Run, promote

F = Fraction
MONTHS = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]
READY = Row(
    "junior", None, date(2020, 5, 4), character=True, fit=True, level_before="basic", ability_after="fluent",
    rotations=1, wish=True,
)  # fmt: skip
STEADY = [Person(F(100))] * 6
People = dict[str, tuple[Row | None, list[Person | None]]]


def run(people: People, vacancies: dict[str, int] | None = None, months: list[str] = MONTHS, **more: Any) -> Run:
    """A run: everybody's row and months, None where the person is not there; roster and vacancies on the last month."""
    facts = {
        month: MonthFacts({who: held[at] for who, (_, held) in people.items() if held[at] is not None})
        for at, month in enumerate(months)
    }
    rows = {who: row for who, (row, _) in people.items() if row is not None}
    facts[months[-1]] = replace(facts[months[-1]], roster=rows, vacancies=vacancies)
    return Run(months[-1], facts, {who: who.upper() for who in people}, **more)


def told(held: Run) -> dict[str, dict[str, Any]]:
    """The people of a run by id."""
    found = promote(held)
    assert found is not None
    return {person["agent_id"]: person for person in found["people"]}


def alone(row: Row | None, months: list[Person | None] | None = None, number: int = 1) -> dict[str, Any]:
    """What is told of one person, with so many vacancies of every position."""
    return told(run({"a": (row, list(months or STEADY))}, dict.fromkeys(FIGURES["least"], number)))["a"]


def condition(name: str, row: Row, months: list[Person | None] | None = None) -> tuple[str, str | None, str]:
    """Status, value and what is needed of one condition."""
    (found,) = [each for each in alone(row, months)["conditions"] if each["condition"] == name]
    return found["status"], found["value"], found["needed"]


def test_a_person_who_has_all() -> None:
    assert alone(READY) == {
        "agent_id": "a", "name": "A", "grade": "junior", "target": "middle", "lateral": False, "status": "proposed",
        "rank": 1,
        "conditions": [
            {"condition": "tenure", "status": "pass", "value": "61", "needed": "6"},
            {"condition": "character", "status": "pass", "value": "pass", "needed": "pass"},
            {"condition": "fit", "status": "pass", "value": "pass", "needed": "pass"},
            {"condition": "level_before", "status": "pass", "value": "basic", "needed": "basic"},
            {"condition": "ability_after", "status": "pass", "value": "fluent", "needed": "fluent"},
            {"condition": "vacancy", "status": "pass", "value": "1", "needed": "1"},
            {"condition": "wish", "status": "pass", "value": "yes", "needed": "yes"},
            {"condition": "rotation", "status": "pass", "value": "1", "needed": "1"},
            {"condition": "mean_score", "status": "pass", "value": "100", "needed": "100"},
            {"condition": "qualified_months", "status": "pass", "value": "6", "needed": "5"},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "wanted", "target", "lateral"),
    [
        ("junior", None, "middle", False),
        ("middle", None, "senior", False),
        ("senior", None, "supervisor", False),
        ("middle", "trainer", "trainer", True),
        ("senior", "after_sales", "after_sales", True),
        ("trainer", "after_sales", "after_sales", True),
        ("trainer", "supervisor", "supervisor", False),
    ],
)
def test_steps(grade: str, wanted: str | None, target: str, lateral: bool) -> None:
    found = alone(replace(READY, grade=grade, wanted=wanted))
    assert (found["target"], found["lateral"], len(found["conditions"])) == (target, lateral, 10)


@pytest.mark.parametrize(
    ("grade", "wanted", "status"),
    [
        (None, None, "no_grade"),
        (None, "middle", "no_grade"),
        ("supervisor", None, "top"),
        ("trainer", None, "top"),
        ("junior", "senior", "unreachable"),
        ("junior", "trainer", "unreachable"),
        ("junior", "junior", "unreachable"),
        ("trainer", "trainer", "unreachable"),
        ("trainer", "senior", "unreachable"),
        ("supervisor", "trainer", "unreachable"),
        ("middle", "junior", "unreachable"),
    ],
)
def test_no_step(grade: str | None, wanted: str | None, status: str) -> None:
    found = alone(replace(READY, grade=grade, wanted=wanted, wish=False))
    assert (found["status"], found["conditions"], found["rank"]) == (status, [], None)
    assert found["target"] == (wanted if status == "unreachable" else None)
    assert found["lateral"] == (found["target"] == "trainer")


def test_nobody_without_a_row_has_a_grade() -> None:
    assert (alone(None)["grade"], alone(None)["status"]) == (None, "no_grade")


@pytest.mark.parametrize(
    ("position", "grade", "tenure", "level", "score"),
    [
        ("middle", "junior", "6", "basic", "100"),
        ("senior", "middle", "12", "proficient", "102"),
        ("supervisor", "senior", "24", "proficient", "104"),
        ("after_sales", "middle", "12", "proficient", "102"),
        ("complaint_officer", "trainer", "12", "proficient", "102"),
        ("trainer", "senior", "12", "proficient", "102"),
    ],
)
def test_what_a_position_needs(position: str, grade: str, tenure: str, level: str, score: str) -> None:
    row = replace(READY, grade=grade, wanted=position)
    needed = [each["needed"] for each in alone(row)["conditions"]]
    assert needed == [tenure, "pass", "pass", level, "fluent", "1", "yes", "1", score, "5"]


@pytest.mark.parametrize(
    ("hired", "told"),
    [
        (date(2024, 12, 31), ("pass", "6", "6")),
        (date(2025, 1, 1), ("pass", "6", "6")),
        (date(2025, 1, 2), ("fail", "5", "6")),
        (date(2025, 6, 30), ("fail", "0", "6")),
        (None, ("no_data", None, "6")),
    ],
)
def test_tenure(hired: date | None, told: tuple[str, str | None, str]) -> None:
    assert condition("tenure", replace(READY, hired=hired)) == told


def test_what_the_roster_says() -> None:
    for level, status in (("none", "fail"), ("basic", "pass"), ("fluent", "pass")):
        assert condition("level_before", replace(READY, level_before=level)) == (status, level, "basic")
    assert condition("ability_after", replace(READY, ability_after="proficient")) == ("fail", "proficient", "fluent")
    assert condition("rotation", replace(READY, rotations=0)) == ("fail", "0", "1")
    assert condition("fit", replace(READY, fit=False)) == ("fail", "fail", "pass")
    blank = Row("junior")
    lacking = {each["condition"] for each in alone(blank)["conditions"] if each["status"] == "no_data"}
    assert lacking == {"tenure", "character", "fit", "level_before", "ability_after", "wish", "rotation"}


def scores(*texts: str) -> list[Person | None]:
    """Months with these scores, "" where the person is not there."""
    return [Person(F(text)) if text else None for text in texts]


@pytest.mark.parametrize(
    ("months", "told"),
    [
        (scores("100", "100", "100", "100", "100", "99.97"), ("pass", "100", "100")),  # 99.995, half-up
        (scores("100", "100", "100", "100", "100", "99.96"), ("fail", "99.99", "100")),  # 99.99333
        (scores("100", "", "100", "100", "100", "99.98"), ("pass", "100", "100")),  # 99.996
        (scores("100", "", "100", "100", "100", "99.97"), ("fail", "99.99", "100")),  # 99.994
        (scores("", "", "110", "110", "110", "110"), ("no_data", None, "100")),
    ],
)
def test_mean_score(months: list[Person | None], told: tuple[str, str | None, str]) -> None:
    assert condition("mean_score", READY, months) == told


def test_qualified_months() -> None:
    other = Person(F(100), qualified=False)
    assert condition("qualified_months", READY, [other, *STEADY[:5]]) == ("pass", "5", "5")
    assert condition("qualified_months", READY, [other, other, *STEADY[:4]]) == ("fail", "4", "5")
    assert condition("qualified_months", READY, [None, other, *STEADY[:4]]) == ("fail", "4", "5")
    assert condition("qualified_months", READY, [None, None, *STEADY[:4]]) == ("fail", "4", "5")


def test_the_first_status_that_holds() -> None:
    assert alone(replace(READY, wish=False, fit=False), number=0)["status"] == "no_wish"
    assert alone(replace(READY, wish=None))["status"] == "no_wish"
    assert alone(replace(READY, fit=False), number=0)["status"] == "not_ready"
    assert alone(replace(READY, fit=None))["status"] == "not_ready"
    assert alone(READY, number=0)["status"] == "ready"
    found = told(run({"a": (READY, list(STEADY))}, None))["a"]
    assert (found["status"], found["rank"], found["conditions"][5]["value"]) == ("ready", None, "0")


def competing(number: int, *rivals: tuple[str, int, date]) -> dict[str, tuple[str, int]]:
    """Status and rank by id of people with these mean scores, contributions and days of hiring."""
    people: People = {
        "abcdef"[at]: (
            replace(READY, hired=hired),
            [Person(F(score), contributions=F(count)), *[Person(F(score))] * 5],
        )
        for at, (score, count, hired) in enumerate(rivals)
    }
    held = run(people, {"middle": number})
    found = promote(held)
    assert found is not None
    statuses = {one["agent_id"]: (one["status"], one["rank"]) for one in found["people"]}
    for status in ("proposed", "tied"):
        assert found["vacancies"][0][status] == [who for who, (held_by, _) in statuses.items() if held_by == status]
    assert found["vacancies"][0]["candidates"] == len(rivals)
    return statuses


def test_competition() -> None:
    old, new = date(2020, 5, 4), date(2021, 5, 4)
    a, more, younger, best = ("101", 1, old), ("101", 2, old), ("101", 1, new), ("102", 0, new)
    ranked = competing(2, younger, a, more, best)
    assert ranked == {"d": ("proposed", 1), "c": ("proposed", 2), "b": ("outranked", 3), "a": ("outranked", 4)}
    assert competing(1, a, a) == {"a": ("tied", 1), "b": ("tied", 1)}
    assert competing(2, a, a) == {"a": ("proposed", 1), "b": ("proposed", 1)}
    assert competing(2, a, best, a) == {"a": ("tied", 2), "b": ("proposed", 1), "c": ("tied", 2)}
    assert competing(3, a, best, a) == {"a": ("proposed", 2), "b": ("proposed", 1), "c": ("proposed", 2)}
    assert competing(1, a, best, a) == {"a": ("outranked", 2), "b": ("proposed", 1), "c": ("outranked", 2)}


def test_which_months_count() -> None:
    four = [Person(F(100))] * 4
    assert promote(run({"a": (READY, list(four))}, None, MONTHS[:4])) is None
    held = run({"a": (READY, list(four))}, None, [MONTHS[0], *MONTHS[2:4], "2025-05"])
    assert promote(held) is None
    early = [Person(F(0)), *STEADY]
    whole = run({"a": (READY, list(early))}, {"middle": 1}, ["2024-12", *MONTHS])
    assert told(whole)["a"]["status"] == "proposed"  # the month before the window does not count
    last = MonthFacts(
        {"a": Person(F(0))}, {"a": replace(READY, grade="middle"), "b": READY}, {"senior": 1, "middle": 0}
    )
    asked = replace(whole, months={**whole.months, "2025-07": last})
    assert promote(asked) == promote(whole)


def test_the_sheets_of_the_last_month_that_has_them() -> None:
    whole = run({"a": (READY, list(STEADY)), "b": (READY, list(STEADY))}, {"middle": 3})
    june = whole.months["2025-06"]
    may = replace(whole.months["2025-05"], roster={"a": READY}, vacancies={"supervisor": 1, "middle": 1, "trainer": 0})
    moved = replace(whole, months={**whole.months, "2025-05": may, "2025-06": replace(june, roster=None)})
    found = told(moved)
    assert (found["a"]["status"], found["b"]["status"]) == ("proposed", "no_grade")
    bare = replace(june, roster=None, vacancies=None)
    both = promote(replace(whole, months={**whole.months, "2025-05": may, "2025-06": bare}))
    assert both is not None
    assert [(each["position"], each["number"], each["candidates"]) for each in both["vacancies"]] == [
        ("middle", 1, 1),
        ("supervisor", 1, 0),
        ("trainer", 0, 0),
    ]
    assert promote(replace(whole, months={**whole.months, "2025-06": bare})) is None  # no roster anywhere
