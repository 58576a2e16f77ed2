"""The oracle of balanced scorecards against examples worked out by hand from the text."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.parts.balanced.oracle import (
    Days,
    Measure,
    Month,
    balanced,
    blank,
    errors,
    floating_pay,
    strangers,
    unplanned,
)

F = Fraction
ONE = Measure("a", "customer", "m", F(100), F(80), F(80), action=True)


def told(*measures: Measure, **changes: Any) -> dict[str, Any]:
    """The object of agent a."""
    found = balanced(Month("2025-03", {"a": Days(), "b": Days()}, measures, **changes))
    assert found["b"] is None
    assert found["a"] is not None
    return found["a"]


def points(target: str, actual: str | None, *, lower: bool = False) -> str:
    """The points of one measure."""
    value = None if actual is None else F(actual)
    (one,) = told(replace(ONE, target=F(target), actual=value, lower=lower))["measures"]
    return str(one["points"])


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("80", "80", "100"),
        ("3", "2", "66.67"),
        ("3", "1", "33.33"),
        ("80", "96", "120"),
        ("80", "95.99", "119.99"),  # 119.9875
        ("80", "97", "120"),
        ("80", "-1", "0"),
        ("80", "0", "0"),
        ("80", "79.996", "100"),  # 99.995, half-up
        ("80", "79.995", "99.99"),  # 99.99375
        ("0.8", "0.4", "50"),
        ("80", None, "0"),
    ],
)
def test_higher_is_better(target: str, actual: str | None, told: str) -> None:
    assert points(target, actual) == told


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("30", "30", "100"),
        ("30", "33", "90"),
        ("30", "60", "0"),
        ("30", "61", "0"),
        ("30", "24", "120"),
        ("30", "23", "120"),
        ("30", "0", "120"),
        ("3", "4", "66.67"),
        ("300000", "310000", "96.67"),
        ("30", None, "0"),
        ("0", "0", "100"),
        ("0", "0.01", "0"),
        ("0", "-1", "0"),  # 100 if actual is 0, else 0
        ("0", None, "0"),
    ],
)
def test_lower_is_better(target: str, actual: str | None, told: str) -> None:
    assert points(target, actual, lower=True) == told


def test_scores_of_the_card_and_its_perspectives_by_weight() -> None:
    # points 66.67, 100, 120, 0: 30 x 66.67 + 20 x 100 + 40 x 120 = 8800.1 -> 88.00; customer: 4000.1/60 = 66.668...
    rows = [
        Measure("a", "process", "p", F(40), F(10), F(13)),
        Measure("a", "customer", "c1", F(30), F(3), F(2), action=True),
        Measure("b", "financial", "f", F(100), F(1), F(1)),
        Measure("a", "customer", "c2", F(20), F(5), F(5), lower=True),
        Measure("a", "customer", "c3", F(10), F(5), None),
    ]
    found = balanced(Month("2025-03", {"a": Days()}, rows))
    assert found == {
        "a": {
            "score": "88",
            "perspectives": [
                {"perspective": "customer", "weight": "60", "score": "66.67"},
                {"perspective": "process", "weight": "40", "score": "120"},
            ],
            "measures": [
                {"measure": "p", "points": "120", "action": False},
                {"measure": "c1", "points": "66.67", "action": True},
                {"measure": "c2", "points": "100", "action": False},
                {"measure": "c3", "points": "0", "action": False},
            ],
        }
    }
    assert blank(Month("2025-03", {"a": Days()}, rows)) == [("a", "c3")]
    assert unplanned(Month("2025-03", {"a": Days()}, rows)) == [("a", "c3")]
    assert strangers(Month("2025-03", {"a": Days()}, rows)) == ["b"]


def test_rows_of_a_month_count_for_it_alone() -> None:
    rows = [replace(ONE, month="2025-02", actual=F(40)), replace(ONE, month="2025-03")]
    assert told(*rows)["score"] == "100"
    assert told(rows[0], replace(rows[1], month=None))["score"] == "100"


@pytest.mark.parametrize(
    ("first", "second", "amount"),
    [
        ("60", "60", "900"),
        ("59.99", "59.99", "0"),
        ("59.99", "60", "900"),  # 59.995 is shown, and decides, as 60.00
        ("59.98", "60", "0"),  # 59.99
        ("59.994", "59.994", "0"),  # points of 59.99
        ("59.995", "59.995", "900"),  # points of 60.00
        ("66.67", "66.67", "1000.05"),
        ("120", "120", "1800"),
    ],
)
def test_floating_pay(first: str, second: str, amount: str) -> None:
    rows = [Measure("a", "customer", name, F(50), F(100), F(each)) for name, each in (("m", first), ("n", second))]
    found = floating_pay(Month("2025-03", {"a": Days(), "b": Days()}, rows))
    assert found["b"] is None
    assert found["a"] is not None
    assert found["a"]["amount"] == amount


def test_floating_pay_by_days_is_rounded_once_at_the_end() -> None:
    row = replace(ONE, target=F(3), actual=F(2))
    month = Month("2025-03", {"a": Days(F(10), F(21))}, [row], roster=True)
    assert floating_pay(month)["a"] == {
        "pay": "floating_pay",
        "amount": "476.21",  # 1500 x 66.67 % = 1000.05; x 10/21 = 476.2142...
        "currency": "CNY",
        "steps": [
            {"step": "base", "amount": "1500", "note": False},
            {"step": "balanced", "amount": "1000.05", "note": False},
            {"step": "days", "amount": "6667/14", "note": False},
        ],
    }
    for people, roster in (({"a": Days(F(10), None)}, True), ({"a": Days()}, False)):
        pay = floating_pay(Month("2025-03", people, [row], roster))["a"]
        assert pay is not None
        assert pay["steps"][-1] == {"step": "days", "amount": "1000.05", "note": True}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"weight": F("99.99")}, "sum"),
        ({"weight": F("100.01")}, "sum"),
        ({"target": F(0)}, "target 0"),
        ({"target": F(-1)}, "negative target"),
        ({"target": F(-1), "lower": True}, "negative target"),
        ({"target": F(0), "lower": True}, None),
        ({"actual": F(-1)}, None),
        ({}, None),
    ],
)
def test_what_a_card_may_not_hold(changes: dict[str, Any], kind: str | None) -> None:
    assert errors(["2025-03"], [replace(ONE, **changes)]) == ({(kind, "a")} if kind else set())


def test_weights_and_names_of_one_person_in_one_month() -> None:
    half = replace(ONE, weight=F(50))
    assert errors(["2025-03"], [half, replace(half, agent_id="b")]) == {("sum", "a"), ("sum", "b")}
    assert errors(["2025-03"], [half, replace(half, perspective="process")]) == {("twice", "a")}
    assert errors(["2025-03"], [half, replace(half, name="n")]) == set()
    assert errors(["2025-03"], [replace(ONE, weight=F(0)), replace(ONE, name="n")]) == {("weight", "a")}
    months = ["2025-03", "2025-04"]
    each = [replace(ONE, month=month) for month in months]
    assert errors(months, each) == set()
    assert errors(months, [replace(half, month=months[0]), replace(half, month=months[1], name="n")]) == {("sum", "a")}
