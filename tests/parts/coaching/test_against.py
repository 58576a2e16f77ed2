"""Coaching against an oracle written from the text alone."""

from __future__ import annotations

from pathlib import Path

from tests.parts.coaching.against import compare
from tests.parts.coaching.without import without_differences


def test_findings_states_and_repeats_are_those_of_the_oracle(tmp_path: Path) -> None:
    found = [compare(seed, tmp_path) for seed in range(8)]
    assert [text for one in found for text in one.differences] == []
    assert sum(one.people for one in found) > 100
    assert sum(one.findings for one in found) > 100
    assert sum(one.repeats for one in found) > 10


def test_what_a_talk_says_without_a_finding_and_of_a_repeat_is_what_runs_give(tmp_path: Path) -> None:
    found = [without_differences(seed, tmp_path) for seed in range(3)]
    assert [text for _tried, differences in found for text in differences] == []
    assert sum(tried for tried, _differences in found) > 10
