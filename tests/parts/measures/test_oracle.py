"""The oracle of ``evaluate`` against examples worked out by hand from the text."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.parts.measures.oracle import Months, evaluated, four, holm, month, six

F = Fraction
HALF = F(1, 2)


def company(changes: dict[str, list[int]], leavers: tuple[str, ...] = ()) -> Months:
    """People by team who are at 80 in June and have changed in July; of an evening team the leavers are gone then."""
    months: Months = {"2025-06": {}, "2025-07": {}}
    for team, people in changes.items():
        for place, change in enumerate(people):
            row = {"teams": team, "projects": "P", "sites": None}
            months["2025-06"][f"{team}{place}"] = row | {"values": {"csat": F(80)}}
            if f"{team}{place}" not in leavers:
                months["2025-07"][f"{team}{place}"] = row | {"values": {"csat": F(80 + change)}}
    return months


def told(months: Months, metric: str = "csat", **changes: Any) -> dict[str, Any]:
    """The one row of a measure from July on."""
    measure = {"id": "m", "from": "2025-07", "level": "teams", "pilot": ["A", "B", "C", "D"], "window": 1}
    (row,) = evaluated(months, measure | {"expects": {metric: ("up", HALF)}} | changes)
    return row


EIGHT = {
    "A": [5, 5], "B": [6], "C": [7], "D": [8, 10], "E": [1, 3], "F": [0], "G": [1], "H": [2],
}  # fmt: skip


def test_a_pilot_by_hand() -> None:
    """Units 5, 6, 7, 9 and 2, 0, 1, 2: nothing is further apart but the opposite, of 70 assignments."""
    row = told(company(EIGHT))
    assert (row["people"], row["units"], row["effect"], row["rest_change"]) == ([6, 5], [4, 4], "5.5", "1.25")
    assert (row["p"], row["verdict"], row["pre_trend"]) == ("0.0285714", "improved", None)
    assert row["interval"] == ["2.9373", "8.0627"]  # 5.5 ± 2.618 × √(2.9167/4 + 0.9167/4), 4.72 degrees of freedom
    assert told(company(EIGHT), expects={"csat": ("down", HALF)})["verdict"] == "worsened"


def test_what_is_too_few() -> None:
    assert told(company({**EIGHT, "E": [1]}))["verdict"] == "too_few"  # four people in the rest
    assert told(company({**EIGHT, "I": [1]}), pilot=["A", "D"])["verdict"] == "too_few"  # 36 assignments, four people
    assert told(company({**EIGHT, "A": [5] * 4, "I": [1]}), pilot=["A", "D"])["p"] is None  # 36 assignments
    assert told(company(EIGHT), level=None)["verdict"] == "improved"
    assert told(company({"A": [1, 2, 3, 4]}), level=None)["verdict"] == "too_few"


def test_attrition_by_hand() -> None:
    row = told(company(EIGHT, leavers=("A0", "E0", "H0")), "attrition")
    assert (row["effect"], row["rest_change"]) == ("-25", "37.5")  # 50, 0, 0, 0 and 50, 0, 0, 100
    assert told(company(EIGHT), "attrition", level=None)["verdict"] == "cannot_tell"


@pytest.mark.parametrize(
    ("ps", "adjusted"),
    [
        ([F(1, 100), None, F(4, 100)], [F(2, 100), None, F(4, 100)]),
        ([F(4, 100), F(1, 100), F(3, 100)], [F(6, 100), F(3, 100), F(6, 100)]),
        ([F(9, 10), F(8, 10)], [F(1), F(1)]),
    ],
)
def test_holm_by_hand(ps: list[Any], adjusted: list[Any]) -> None:
    assert holm(ps) == adjusted


def test_figures() -> None:
    assert [four(F(one)) for one in ("1.00005", "-1.00005", "1.00004999", "-0.00001")] == [
        "1.0001",
        "-1.0001",
        "1",
        "0",
    ]
    assert [six(F(1, 3)), six(F(1, 70)), six(F(1))] == ["0.333333", "0.0142857", "1"]
    assert [month("2025-01", -1), month("2025-11", 2)] == ["2024-12", "2026-01"]
