"""Scores and qualification of the generator's agents, against examples worked out by hand."""

from fractions import Fraction

import pytest

from tests.parts.pay.scorecard import Value, productivity_for, qualified, score

F = Fraction


@pytest.mark.parametrize(
    ("role", "metric", "value"),
    [
        ("data_entry", "workload", 100),
        ("email", "emails", 80),
        ("qa", "qa_checks", 800),
        ("inbound", "", 0),
        ("outbound", "confirm_rate", 40),
        ("team_leader", "confirm_rate", 40),
    ],
)
def test_a_role_on_standard_has_100_points_and_is_qualified(role: str, metric: str, value: int) -> None:
    standard = {"data_entry": 80, "email": 80, "qa": 80, "inbound": 75}.get(role, 90)
    values: dict[str, Value] = {
        metric: F(value), "productivity": F(standard), "error_rate": F(0), "complaints": F(0), "typing_speed": F(70),
        "project_knowledge": "fluent", "attitude": "pass", "filing": "pass", "meeting_turnout": F(100),
    }  # fmt: skip
    best = values | {metric: F(2 * value), "productivity": F(100)}
    assert (score(role, values), qualified(role, values)) == (100, True)
    assert score(role, best) == 110
    assert not qualified(role, values | {"attitude": None})
    assert not qualified(role, values | {"productivity": standard - F("0.01")})
    assert productivity_for(role, best, F(110)) == 100


def test_scores_round_points_before_weights() -> None:
    # qa: productivity 70 of 80: 87.5 x 20 = 17.5; 701 of 800: 87.625 -> 87.63 x 30 = 26.289; typing 51 of 70:
    # 72.857... -> 72.86 x 10 = 7.286; knowledge 90 x 10 = 9; 1 complaint: 40 x 10 = 4; no error data: 0.
    # Sum 64.075 -> 64.08; of points that are not rounded 64.0732... -> 64.07.
    values: dict[str, Value] = {
        "productivity": F(70), "qa_checks": F(701), "typing_speed": F(51), "project_knowledge": "proficient",
        "complaints": F(1),
    }  # fmt: skip
    assert score("qa", values) == F("64.08")
    assert not qualified("qa", values)
