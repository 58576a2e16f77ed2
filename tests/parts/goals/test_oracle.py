"""The oracle of personal goals against examples worked out by hand from the text, both sides of every boundary."""

from fractions import Fraction
from typing import Any

import pytest

from tests.parts.goals.oracle import Goal, Month, Value, goals, strangers

F = Fraction


def judged(metric: str, value: Value, target: F | str, **changes: Any) -> tuple[bool | None, str | None]:
    """Whether a goal is met, and its attainment."""
    told = goals(Month("2025-03", {"a": {metric: value}}, [Goal("a", metric, target)], **changes))["a"]
    assert [entry["metric"] for entry in told] == [metric]
    return told[0]["met"], told[0]["attainment"]


@pytest.mark.parametrize(
    ("value", "target", "told"),
    [
        ("80", "80", (True, "100")),
        ("80.01", "80", (True, "100.01")),  # 100.0125
        ("80.004", "80", (True, "100.01")),  # 100.005, half-up
        ("79.999", "80", (False, "99.99")),  # 99.99875, down
        ("79.9999999", "80", (False, "99.99")),
        ("2", "3", (False, "66.66")),
        ("4", "3", (True, "133.33")),
        ("5", "3", (True, "166.67")),
        ("0", "3", (False, "0")),
        ("0", "0", (True, None)),
        ("5", "0", (True, None)),
        ("2", "1.5", (True, "133.33")),
        ("1", "1.5", (False, "66.66")),
    ],
)
def test_high_is_good(value: str, target: str, told: tuple[bool, str | None]) -> None:
    assert judged("productivity", F(value), F(target)) == told


@pytest.mark.parametrize(
    ("value", "target", "met"), [("0.5", "0.5", True), ("0.51", "0.5", False), ("0", "0", True), ("0.01", "0", False)]
)
def test_low_is_good(value: str, target: str, met: bool) -> None:
    for metric in ("error_rate", "complaints", "handling_time", "response_time"):
        assert judged(metric, F(value), F(target)) == (met, None)


@pytest.mark.parametrize(
    ("value", "target", "met"),
    [
        ("fluent", "fluent", True),
        ("fluent", "basic", True),
        ("proficient", "fluent", False),
        ("none", "none", True),
        ("none", "basic", False),
        ("pass", "pass", True),
        ("fail", "pass", False),
        ("fail", "fail", True),
        ("pass", "fail", True),
    ],
)
def test_words(value: str, target: str, met: bool) -> None:
    assert judged("attitude" if value in {"pass", "fail"} else "project_knowledge", value, target) == (met, None)


def test_no_data() -> None:
    assert judged("csat", None, F(90)) == (None, None)
    assert judged("project_knowledge", None, "fluent") == (None, None)


def test_the_keys_their_order_and_who_is_left_out() -> None:
    values: dict[str, dict[str, Value]] = {
        "b": {"score": F("103.5"), "workload": F(301, 3), "attitude": "pass"},
        "a": {},
    }
    rows = [
        Goal("b", "workload", F(100)),
        Goal("b", "score", F(104), "2025-03"),
        Goal("b", "score", F(1), "2025-04"),
        Goal("b", "attitude", "pass"),
        Goal("b", "csat", F("92.50")),
        Goal("x", "csat", F(90)),
        Goal("y", "csat", F(90), "2025-04"),
    ]
    month = Month("2025-03", values, rows)
    assert list(goals(month)) == ["a", "b"]
    assert goals(month)["a"] == []
    assert goals(month)["b"] == [
        {"metric": "attitude", "target": "pass", "value": "pass", "met": True, "attainment": None},
        {"metric": "csat", "target": "92.5", "value": None, "met": None, "attainment": None},
        {"metric": "score", "target": "104", "value": "103.5", "met": False, "attainment": "99.51"},  # 99.519...
        {"metric": "workload", "target": "100", "value": "301/3", "met": True, "attainment": "100.33"},
    ]
    assert strangers(month) == ["x"]


def test_other_figures() -> None:
    other = {"low_is_good": ["productivity"], "levels": ["b", "a"], "passes": []}
    assert judged("productivity", F(80), F(90), figures=other) == (True, None)
    assert judged("skill", "a", "b", figures=other) == (True, None)
    assert judged("skill", "b", "a", figures=other) == (False, None)
