"""Hundreds of random years of the engine against the oracle, every period of them: no difference allowed."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from tests.engine.year_cases import make_year
from tests.engine.year_compare import year_differences
from tests.prove.record import record

_YEARS = 210
_FEWEST, _MOST = 10, 40  # agents in a year


@pytest.mark.prove
def test_hundreds_of_years_without_a_difference() -> None:
    """Twelve months, four quarters, two halves and the year of each: every field of every standing and award."""
    start = time.monotonic()
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(_YEARS):
        agents = _FEWEST + seed % (_MOST - _FEWEST + 1)
        count, found = year_differences(make_year(random.Random(f"year {seed}").choice, agents))
        total.update(count, agents=agents)
        wrong += [f"year {seed}: {one}" for one in found]
    record(
        "Quarters and years against an oracle of their own",
        [
            f"{_YEARS} random years of {_FEWEST} to {_MOST} agents ({total['agents']:,} careers), each by its twelve "
            f"months, four quarters, two halves and the year, {total['periods']:,} periods: {len(wrong)} differences.",
            f"Compared field by field: {total['standings']:,} standings and {total['awards']:,} awards.",
            f"Time: {time.monotonic() - start:.0f} s on one processor.",
        ],
    )
    assert wrong == []
    assert total["periods"] == 19 * _YEARS
    assert total["awards"] > 100 * _YEARS
