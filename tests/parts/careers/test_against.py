"""Promotion against an oracle written from the text alone; the long run is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

from tests.parts.careers.against import compare

SEEDS = (0, 1, 4, 15, 17)  # 1: too few months; 4 and 15: rows of other months in a workbook of all; 17: a tie


def test_what_is_decided_is_that_of_the_oracle(tmp_path: Path) -> None:
    found = [compare(seed, tmp_path) for seed in SEEDS]
    assert [text for one in found for text in one.differences] == []
    assert sum(one.rivals for one in found) > 0
    assert not all(one.people for one in found)
