"""The oracle of teams' goals against examples worked out by hand from the text, both sides of every boundary."""

from fractions import Fraction
from typing import Any

import pytest

from tests.parts.teams.oracle import FIGURES, Member, Month, TeamGoal, Value, strangers, teams, winners

F = Fraction


def team(name: str, *values: dict[str, Value]) -> dict[str, Member]:
    """Members with these values."""
    return {f"{name}{place}": Member(name, each) for place, each in enumerate(values)}


def judged(metric: str, target: str, *values: Value, **changes: Any) -> list[Any]:
    """Value, counted, met and attainment of one goal."""
    members = team("A", *({metric: value} for value in values))
    (told,) = teams(Month("2025-03", members, [TeamGoal("A", metric, F(target))], **changes))
    assert (told["team"], told["members"]) == ("A", len(values))
    (goal,) = told["goals"]
    assert list(goal) == ["metric", "target", "value", "counted", "met", "attainment"]
    assert (goal["metric"], goal["target"]) == (metric, target)
    return [goal[key] for key in ("value", "counted", "met", "attainment")]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("66.67", ["66.67", 3, True, "100"]),  # 200/3 is less, what is shown is not
        ("66.668", ["66.67", 3, True, "100"]),
        ("66.672", ["66.67", 3, False, "99.99"]),  # 99.997, down while not met
        ("66.66", ["66.67", 3, True, "100.02"]),  # 100.015
        ("0", ["66.67", 3, True, None]),
        ("100", ["66.67", 3, False, "66.67"]),
        ("90", ["66.67", 3, False, "74.07"]),  # 74.0777...
    ],
)
def test_what_is_shown_decides(target: str, told: list[Any]) -> None:
    assert judged("productivity", target, F(100), F(50), F(50)) == told


def test_who_has_data_counts() -> None:
    assert judged("csat", "90", F(90), None, F(91)) == ["90.5", 2, True, "100.56"]  # 100.555...
    assert judged("csat", "90", None, None) == [None, 0, None, None]
    assert judged("attitude", "50", "pass", "fail", None) == ["50", 2, True, "100"]
    assert judged("attitude", "66.67", "pass", "fail", "pass") == ["66.67", 3, True, "100"]
    assert judged("complaints_solved", "2", F(2), None) == ["2", 1, True, "100"]
    for metric in ("contributions", "proposals_adopted", "colleague_assists"):
        assert judged(metric, "1.5", F(2), None) == ["1", 2, False, "66.66"]


@pytest.mark.parametrize("metric", ["error_rate", "complaints", "handling_time", "response_time"])
def test_low_is_good(metric: str) -> None:
    assert judged(metric, "0.33", F(1), F(0), F(0)) == ["0.33", 3, True, None]  # 1/3 is more, what is shown is not
    assert judged(metric, "0.32", F(1), F(0), F(0)) == ["0.33", 3, False, None]
    assert judged(metric, "0", F(0)) == ["0", 1, True, None]


def test_a_metric_may_weigh() -> None:
    members = team("A", {"csat": F(90), "calls_taken": F(3)}, {"csat": F(80), "calls_taken": F(1)}, {"csat": F(10)})
    month = Month("2025-03", members, [TeamGoal("A", "csat", F(80))], FIGURES | {"weigh": "calls_taken"})
    assert teams(month)[0]["goals"][0]["value"] == "87.5"


def test_order_months_and_who_is_left_out() -> None:
    members = team("B", {"score": F(100)}) | team("A", {"score": F(90)}) | team("C", {}) | team("", {})
    rows = [
        TeamGoal("B", "score", F(100)),
        TeamGoal("A", "score", F(95), "2025-03"),
        TeamGoal("A", "csat", F(95)),
        TeamGoal("B", "csat", F(95), "2025-04"),
        TeamGoal("X", "csat", F(95)),
        TeamGoal("Y", "csat", F(95), "2025-04"),
    ]
    month = Month("2025-03", members, rows)
    assert [(one["team"], [goal["metric"] for goal in one["goals"]]) for one in teams(month)] == [
        ("A", ["csat", "score"]),
        ("B", ["score"]),
        ("C", []),
    ]
    assert strangers(month) == ["X"]


def awarded(*sides: tuple[str, list[tuple[int | None, str]]], goals: tuple[TeamGoal, ...] = ()) -> dict[str, Any]:
    """The award among teams of (colleagues helped, score), each with a goal that it meets."""
    members: dict[str, Member] = {}
    for name, people in sides:
        members |= team(
            name,
            *(
                {"colleague_assists": None if count is None else F(count), "score": F(score), "productivity": F(90)}
                for count, score in people
            ),
        )
    met = [TeamGoal(name, "productivity", F(90)) for name, _ in sides]
    return winners(Month("2025-03", members, [*met, *goals]))


def test_the_award() -> None:
    high, low = [(2, "100"), (1, "100"), (None, "100")], [(1, "110"), (1, "110"), (0, "110")]
    assert awarded(("A", low), ("B", high)) == {"B": {"score": F(1), "rank": 1, "tied": False}}
    assert awarded(("A", low), ("B", high[:2])) == {"A": {"score": F("0.67"), "rank": 1, "tied": False}}
    missed = TeamGoal("B", "productivity2", F(1))
    assert list(awarded(("A", low), ("B", high), goals=(missed,))) == ["A"]  # no data is not met
    failed = TeamGoal("B", "score", F("100.01"))
    assert list(awarded(("A", low), ("B", high), goals=(failed,))) == ["A"]
    assert awarded(("A", [(0, "100"), (None, "100"), (0, "100")])) == {}
    assert awarded() == {}
    assert winners(Month("2025-03", team("A", *[{"colleague_assists": F(1)}] * 3), [])) == {}


def test_ties_of_the_award() -> None:
    one = [(1, "100"), (1, "100"), (1, "100")]
    assert awarded(("A", one), ("B", one)) == {
        "A": {"score": F(1), "rank": 1, "tied": True},
        "B": {"score": F(1), "rank": 1, "tied": True},
    }
    assert list(awarded(("A", one), ("B", [*one[:2], (1, "100.02")]))) == ["B"]  # 100.01 shown
    # 100.00333... is shown as 100: a tie
    assert list(awarded(("A", one), ("B", [*one[:2], (1, "100.01")]))) == ["A", "B"]


def test_a_mean_that_is_shown_as_0_is_not_more_than_0() -> None:
    assert awarded(("A", [(1, "100")] + [(0, "100")] * 200)) == {}  # 1/201 = 0.00497...
    assert list(awarded(("A", [(1, "100")] + [(0, "100")] * 199))) == ["A"]  # 0.005 -> 0.01
