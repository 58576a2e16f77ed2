"""Balanced scorecards against an oracle written from the text alone; the long run is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

from tests.parts.balanced.against import compare


def test_cards_and_floating_pay_are_those_of_the_oracle(tmp_path: Path) -> None:
    found = [compare(seed, tmp_path) for seed in range(6)]
    assert [text for one in found for text in one.differences] == []
    assert sum(one.people for one in found) > 0
    assert sum(one.cards for one in found) > 0
