"""The long run of the survey: against its oracle, and under the eyes of an attacker."""

from __future__ import annotations

import os
import time

import pytest

from tests.parts.survey.against import FEW, attacked, differences
from tests.parts.survey.generate import ITEMS
from tests.prove.record import record

SURVEYS = int(os.environ.get("CCMOTIVATE_SURVEYS", "1000"))


@pytest.mark.prove
def test_surveys_against_the_oracle_and_the_attacker() -> None:
    start, seeds = time.process_time(), range(1000, 1000 + SURVEYS)
    unlike = [one for seed in seeds for one in differences(seed, ITEMS if seed % 3 else FEW)]
    found = [attacked(seed) for seed in seeds]
    given_away = [text for one in found for text in one.given_away]
    items = sum(one.items for one in found)
    record(
        "Survey against an oracle and an attacker",
        [
            f"{SURVEYS:,} random surveys of one to six teams. Differences from the oracle: {len(unlike)}.",
            f"{items:,} items with hidden teams, enumerated exactly with all sums of shown cells known: "
            f"hidden counts, means and shares that can be one number alone: {len(given_away)} "
            "(but where all of the hidden answered alike).",
            f"Items where who knows the rule of hiding can work out how many answered in a hidden team: "
            f"{sum(one.counts for one in found)}.",
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert not unlike, unlike[:5]
    assert not given_away, given_away[:5]
