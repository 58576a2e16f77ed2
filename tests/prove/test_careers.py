"""What careers say would be enough, on many random companies written as workbooks and decided again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ccmotivate.parts.careers.decide import Condition
from tests.parts.careers.enough import Found, judged
from tests.prove.record import record

COMPANIES = int(os.environ.get("CCMOTIVATE_CAREERS", "400"))


@pytest.mark.prove
def test_what_is_said_is_the_least(tmp_path: Path) -> None:
    start, found = time.process_time(), Found()
    for seed in range(1000, 1000 + COMPANIES):
        found += judged(seed, 12, tmp_path / str(seed))
    tried = ", ".join(f"{condition} {found.tried[condition]}" for condition in Condition)
    record(
        "What would be enough for the next step, from both sides",
        [
            f"{found.tried.total():,} conditions not met, in {COMPANIES} random companies with random rules, on and "
            "beside the lines: what explanation and development sheet say, put into the workbooks and decided again, "
            "and with one smallest step less.",
            f"By condition: {tried}.",
            f"Differences: {len(found.differences)}.",
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert not found.differences, found.differences[:5]
    assert set(found.tried) == set(Condition)
