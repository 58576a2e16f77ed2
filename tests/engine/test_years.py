"""The engine against the year oracle on small random years; ``tests/prove`` does the same on hundreds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.year_cases import make_year
from tests.engine.year_compare import periods_of, year_differences

# Chosen so that together they tell the oracle from sixteen slightly wrong ones: a lead without eligibility, a mean cut
# off, ranks among the eligible, a gap in the accuracy of another, two months that are not consecutive, and the like.
_SEEDS = [(35, 40, 12), (30, 12, 12), (37, 25, 12), (7, 25, 12), (4, 40, 9), (5, 40, 5)]


@settings(max_examples=8)
@given(st.data(), st.integers(2, 9), st.sampled_from((3, 4, 6)))
def test_small_years_are_decided_as_the_oracle_decides(data: st.DataObject, agents: int, months: int) -> None:
    year = make_year(lambda choices: data.draw(st.sampled_from(choices)), agents, months)
    assert year_differences(year)[1] == []


@pytest.mark.parametrize(("seed", "agents", "months"), _SEEDS)
def test_a_year_is_decided_as_the_oracle_decides(seed: int, agents: int, months: int) -> None:
    count, wrong = year_differences(make_year(random.Random(seed).choice, agents, months))
    assert wrong == []
    assert count["standings"] > 8 * count["periods"]
    assert count["awards"] > 3 * months


def test_the_year_of_nobody_but_one() -> None:
    """One star alone: leads every month, quarter and the year."""
    count, wrong = year_differences(make_year(random.Random(6).choice, 1))
    assert wrong == []
    assert count["periods"] == count["standings"] == 19


def test_every_whole_period_is_compared() -> None:
    whole = [f"2025-{at:02}" for at in range(1, 13)]
    assert periods_of(whole) == [*whole, "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2025-H1", "2025-H2", "2025"]
    assert periods_of(whole[:7]) == [*whole[:7], "2025-Q1", "2025-Q2", "2025-H1"]
