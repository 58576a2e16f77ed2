"""Coaching against an oracle written from the text alone."""

from __future__ import annotations

from pathlib import Path

from tests.parts.coaching.against import compare


def test_findings_states_and_repeats_are_those_of_the_oracle(tmp_path: Path) -> None:
    found = [compare(seed, tmp_path) for seed in range(8)]
    assert [text for one in found for text in one.differences] == []
    assert sum(one.people for one in found) > 100
    assert sum(one.findings for one in found) > 100
    assert sum(one.repeats for one in found) > 10
