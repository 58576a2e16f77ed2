"""The random agents of all parts: true to their own cells, with the wanted score, also blank or changed."""

import random
from datetime import date
from fractions import Fraction

import pytest

from tests.parts.agents import agent, first_day, last_day, month_after
from tests.parts.pay.generate import HEADERS, ROLES
from tests.parts.pay.scorecard import qualified, score
from tests.parts.pay.test_generate import read, value

F = Fraction


@pytest.mark.parametrize("role", list(ROLES))
def test_the_cells_give_score_qualification_and_contributions(role: str) -> None:
    rng = random.Random(7)
    for wanted in (F("60.01"), F("99.99"), F(105), None):
        held = agent(rng, "A1", "2025-03", role=role, wanted=wanted, changes={"csat": F("89.995")})
        values = read(held.row)
        assert (held.row["工号"], held.row["月份"], held.row["岗位"]) == ("A1", "2025-03", ROLES[role])
        assert held.score == score(role, values) == (held.score if wanted is None else wanted)
        assert held.qualified == qualified(role, values)
        assert held.values["contributions"] == (values["proposals_adopted"] or 0)
        assert value(held.row["客户满意度"]) == F("89.995")
        assert held.has_data
    assert agent(rng, "A1", "2025-03", role=role, must_qualify=True).qualified


@pytest.mark.parametrize("role", list(ROLES))
def test_a_blank_agent_has_a_row_without_data(role: str) -> None:
    held = agent(random.Random(7), "A1", "2025-03", role=role, blank=True)
    assert {held.row[header] for header in HEADERS.values()} == {""}
    assert (held.score, held.values["contributions"]) == (F(0), F(0))
    assert not held.qualified
    assert not held.has_data


def test_months() -> None:
    assert (month_after("2025-01", -1), month_after("2025-12", 1), month_after("2025-03", -12)) == (
        "2024-12", "2026-01", "2024-03",
    )  # fmt: skip
    assert (first_day("2024-12", 2), last_day("2024-02")) == (date(2025, 2, 1), date(2024, 2, 29))
