"""Points and scores, rounded as they decide."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.input_changes import InputChanges
from ccmotivate.engine.fairness.gaps import at_standard
from ccmotivate.engine.months import score_months
from ccmotivate.model.award_rules import Figure
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from tests.support import MONTH, dataset, shipped_rules

F = Fraction

# -- scores -----------------------------------------------------------------------------------------------------------
# 75 % is 100 points and each point of a percent more 0.8: 76.66 is 101.328, 76.68 is 101.344, 76.68125 is 101.345.
# Half of the points (half-up 101.33, 101.34, 101.35) and 50 of the other lines: 100.665, 100.67, 100.675.

_PRODUCTIVE = {"76.66": "100.67", "76.68": "100.67", "76.68125": "100.68"}


def _productive(value: str) -> MonthResult:
    row = {"agent_id": "A", "role": "inbound", "project": "P", "typing_speed": 60, "project_knowledge": 3,
           "productivity": F(value), "attitude": 1, "error_rate": 0, "complaints": 0}  # fmt: skip
    (month,), _notes = score_months(dataset([row]), shipped_rules())
    return month


def test_points_and_scores_are_rounded_half_up() -> None:
    found = {value: _productive(value) for value in _PRODUCTIVE}
    assert [int(one.points["productivity"][0]) for one in found.values()] == [10133, 10134, 10135]
    assert {value: F(int(one.agents["score"].iloc[0]), 100) for value, one in found.items()} == {
        value: F(score) for value, score in _PRODUCTIVE.items()
    }


def test_advice_and_gaps_round_as_scores_do() -> None:
    for value, score in _PRODUCTIVE.items():
        month, changes = _productive("75"), ((MONTH, "productivity", F(value)),)
        inputs = InputChanges({MONTH: month}, "A")
        assert inputs.score(MONTH, changes) == F(score)
        role = month.rules.roles["inbound"]
        must = tuple(
            replace(line, figures=(F(value),)) if line.metric == "productivity" else line for line in role.must
        )
        assert at_standard(month, replace(role, must=must), 0, ("productivity",)) == F(score)


def test_the_mean_of_months_is_rounded_half_up() -> None:
    months = [replace(_productive(value), month=Month(2025, at)) for at, value in enumerate(("75", "76.66", "75"), 1)]
    inputs = InputChanges({one.month: one for one in months}, "A")
    two, three = [one.month for one in months[:2]], [one.month for one in months]
    assert inputs.mean_score(two, ()) == F("100.34")  # 200.67 / 2 = 100.335
    assert inputs.mean_score(three, ()) == F("100.22")  # 300.67 / 3 = 100.2233…
    mean = Figure("productivity", "mean")
    assert inputs.figure(mean, two, ()) == F("75.83")
    assert inputs.figure(mean, three, ()) == F("75.55")  # 226.66 / 3 = 75.5533…
    assert inputs.figure(Figure("productivity", "max"), three, ()) == F("76.66")
    assert inputs.figure(Figure("productivity", "min"), three, ()) == 75
    assert inputs.figure(Figure("productivity", "sum"), three, ()) == F("226.66")
    half = ((two[0], "productivity", F("75.01")), (two[1], "productivity", F("75")))
    assert inputs.figure(mean, two, half) == F("75.01")  # 75.005
