"""Pay against an oracle written from the text alone; the long run is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parts.pay.against import compare


@pytest.mark.parametrize("seed", range(6))
def test_every_running_amount_is_that_of_the_oracle(seed: int, tmp_path: Path) -> None:
    found = compare(seed, tmp_path)
    assert found.people and found.steps == 9 * found.people
    assert not found.differences
