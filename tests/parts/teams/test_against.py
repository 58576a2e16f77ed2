"""Teams' goals against an oracle written from the text alone; the long run is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

from tests.parts.teams.against import compare


def test_what_is_decided_is_that_of_the_oracle(tmp_path: Path) -> None:
    found = [compare(seed, tmp_path) for seed in range(8)]
    assert [text for one in found for text in one.differences] == []
    assert sum(one.goals for one in found) > 0
    assert sum(one.awards for one in found) > 0
