"""The oracle of the talent model against examples worked out by hand from the text, both sides of every boundary."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.parts.talent.oracle import FIGURES, Month, Person, Value, talent, tenure

F = Fraction
PLAIN: dict[str, Value] = {
    "motivation": F(5), "confidence": F(4), "commitment": F(3), "contributions": F(0), "score": F(100),
    "project_knowledge": "fluent",
}  # fmt: skip


def person(*, qualified: bool = False, hired: date | None = None, on_roster: bool = True, **changes: Value) -> Person:
    """Somebody on 72 and 100 but for some values."""
    return Person(PLAIN | changes, qualified, hired, on_roster)


def told(held: Person, before: Month | None = None, **changes: Any) -> dict[str, Any]:
    """The object of a person in March 2025."""
    found = talent(Month("2025-03", {"a": held}, **changes), before)
    assert found is not None
    return found["a"]


def test_the_object_of_a_plain_person() -> None:
    # 30 % of 100, 80 and 60 = 72; 70 % of 100 + 30 % of 100 = 100.
    assert told(person()) == {
        "enthusiasm": "72", "ability": "100", "quadrant": "I", "near": [], "from": None, "tier": "potential",
    }  # fmt: skip
    assert list(told(person())) == ["enthusiasm", "ability", "quadrant", "near", "from", "tier"]


@pytest.mark.parametrize(
    ("ratings", "contributions", "enthusiasm"),
    [
        (("1", "1", "1"), 0, "18"),
        (("5", "5", "5"), 0, "90"),
        (("5", "5", "5"), 1, "100"),
        (("5", "5", "5"), 7, "100"),
        (("3.33", "3.33", "3.34"), 0, "60"),
        (("3.33", "3.33", "3.33"), 0, "59.94"),  # 66.6 each
        (("3.33325", "3", "3"), 0, "56"),  # 66.665 -> 66.67 before weighing: 20.001 + 36
        (("3.3335", "3.3335", "3.3335"), 0, "60"),  # 66.67 each: 60.003
    ],
)
def test_enthusiasm(ratings: tuple[str, str, str], contributions: int, enthusiasm: str) -> None:
    motivation, confidence, commitment = map(F, ratings)
    held = person(motivation=motivation, confidence=confidence, commitment=commitment, contributions=F(contributions))
    assert told(held)["enthusiasm"] == enthusiasm


@pytest.mark.parametrize(
    ("score", "level", "ability", "high"),
    [
        ("100", "fluent", "100", True),
        ("110", "proficient", "104", True),
        ("90", "proficient", "90", True),
        ("89.99", "proficient", "89.99", False),  # 62.993 + 27
        ("85.71", "fluent", "90", True),  # 59.997 + 30 = 89.997, shown as 90
        ("85.70", "fluent", "89.99", False),
        ("100", "basic", "88", False),
        ("100", "none", "70", False),
        ("0", "fluent", "30", False),
        ("120", "fluent", "114", True),
        ("121", "fluent", "114", True),
    ],
)
def test_ability(score: str, level: str, ability: str, high: bool) -> None:
    found = told(person(score=F(score), project_knowledge=level))
    assert (found["ability"], found["quadrant"]) == (ability, "I" if high else "III")


@pytest.mark.parametrize(
    ("rating", "score", "quadrant"), [("4", "100", "I"), ("1", "100", "II"), ("4", "50", "III"), ("1", "50", "IV")]
)
def test_quadrants(rating: str, score: str, quadrant: str) -> None:
    held = person(motivation=F(rating), confidence=F(rating), commitment=F(rating), score=F(score))
    assert told(held)["quadrant"] == quadrant


@pytest.mark.parametrize(
    ("score", "near"), [("99.99", []), ("100", ["ability"]), ("105.71", ["ability"]), ("105.73", [])]
)
def test_two_points_are_near(score: str, near: list[str]) -> None:
    # basic: 99.99 -> 87.993 = 87.99; 100 -> 88; 105.71 -> 91.997 = 92; 105.73 -> 92.011 = 92.01.
    assert told(person(score=F(score), project_knowledge="basic"))["near"] == near


def test_enthusiasm_is_named_first_and_also_alone() -> None:
    both = person(motivation=F(4), confidence=F(3), commitment=F(3), score=F(100), project_knowledge="basic")
    assert told(both)["near"] == ["enthusiasm", "ability"]  # 60 and 88
    alone = person(motivation=F(4), confidence=F(3), commitment=F(3), project_knowledge=None)
    assert (told(alone)["near"], told(alone)["ability"], told(alone)["quadrant"]) == (["enthusiasm"], None, None)
    other = person(motivation=None, project_knowledge="basic")
    assert (told(other)["near"], told(other)["enthusiasm"]) == (["ability"], None)


@pytest.mark.parametrize(
    ("held", "tier"),
    [
        (person(qualified=True, score=F(105), hired=date(2025, 3, 1)), "excellent"),
        (person(qualified=True, score=F("104.99"), hired=date(2025, 3, 1)), "new"),
        (person(qualified=False, score=F(110), hired=date(2024, 10, 2)), "new"),  # 5 months
        (person(score=F(110), hired=date(2024, 10, 1)), "potential"),  # 6 months
        (person(score=F(110), hired=date(2024, 9, 30)), "potential"),
        (person(motivation=F(1), confidence=F(1), score=F(10), hired=date(2024, 10, 2)), "new"),
        (person(motivation=F(1), confidence=F(1), score=F(10)), "support"),
        (person(motivation=F(1), confidence=F(1)), "steady"),
        (person(project_knowledge=None), "potential"),  # enthusiasm alone is high
        (person(motivation=None, score=F(10)), "steady"),
        (person(qualified=True, score=F(105), on_roster=False), "excellent"),
        (person(score=F(10), on_roster=False), "steady"),
    ],
)
def test_tiers(held: Person, tier: str) -> None:
    assert told(held)["tier"] == tier


def test_movement_is_the_quadrant_of_the_calendar_month_before() -> None:
    low = person(score=F(10))
    assert told(person(), Month("2025-02", {"a": low}))["from"] == "III"
    assert told(person(), Month("2025-02", {"a": person()}))["from"] == "I"
    assert told(person(), Month("2025-01", {"a": low}))["from"] is None
    assert told(person(), Month("2025-02", {"b": low}))["from"] is None
    assert told(person(), Month("2025-02", {"a": low}, roster=False))["from"] is None
    assert told(person(), Month("2025-02", {"a": person(on_roster=False)}))["from"] is None


def test_without_a_row_on_roster_there_are_nulls_and_without_roster_nothing() -> None:
    assert told(person(on_roster=False), Month("2025-02", {"a": person()})) == {
        "enthusiasm": None, "ability": None, "quadrant": None, "near": [], "from": None, "tier": "steady",
    }  # fmt: skip
    assert talent(Month("2025-03", {"a": person()}, roster=False)) is None


def test_other_figures() -> None:
    axes = FIGURES["axes"]
    other = {**FIGURES, "near": F(12), "new": 0, "axes": {**axes, "ability": {**axes["ability"], "cut": F(101)}}}
    found = told(person(hired=date(2025, 3, 5)), figures=other)
    assert (found["quadrant"], found["near"], found["tier"]) == ("III", ["enthusiasm", "ability"], "potential")


def test_tenure() -> None:
    days = [date(2025, 3, 31), date(2025, 3, 1), date(2025, 2, 28), date(2024, 9, 2), date(2024, 9, 1)]
    assert [tenure(day, "2025-03") for day in days] == [0, 1, 1, 6, 7]
    assert tenure(None, "2025-03") is None
    with pytest.raises(ValueError, match="2025-04-01"):
        tenure(date(2025, 4, 1), "2025-03")
