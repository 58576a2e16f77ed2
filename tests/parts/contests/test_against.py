"""Contests against an oracle written from the text alone; the long run is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

from tests.parts.contests.against import compare


def test_contests_wins_and_duties_are_those_of_the_oracle(tmp_path: Path) -> None:
    found = [compare(seed, tmp_path) for seed in range(5)]
    assert [text for one in found for text in one.differences] == []
    assert sum(one.contests for one in found) > 0
    assert sum(one.duties for one in found) > 0
