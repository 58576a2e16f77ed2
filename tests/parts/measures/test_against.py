"""``evaluate`` against an oracle written from the text alone; the long run is in ``tests/prove``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.parts.measures.against import compare


def test_what_is_told_is_that_of_the_oracle(tmp_path: Path) -> None:
    found = [compare(seed, tmp_path) for seed in range(6)]
    assert [text for one in found for text in one.differences] == []
    verdicts = sum((one.verdicts for one in found), Counter[str]())
    assert {word.split()[1] for word in verdicts} >= {"too_few", "cannot_tell", "no_sign"}
