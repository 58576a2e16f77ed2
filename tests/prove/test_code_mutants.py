"""A sample of slips in the engine's code: the tests of the engine and the model notice them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.code_mutants import sample, survivors, workshops
from tests.prove.record import record
from tests.support import ROOT

_ENGINE = ROOT / "src" / "ccmotivate" / "engine"
_COUNT, _SEED, _FEWEST, _AT_ONCE = 60, 20261129, 55, 2


@pytest.mark.prove
def test_the_tests_notice_slips_in_the_engine(tmp_path: Path) -> None:
    """Comparisons, roundings and orders, each changed alone in a copy; those that no test notices are named."""
    start = time.monotonic()
    drawn = sample(_ENGINE, _COUNT, _SEED)
    unnoticed = survivors(drawn, workshops(ROOT, tmp_path, _AT_ONCE), print)
    noticed = len(drawn) - len(unnoticed)
    record(
        "Slips in the engine's code against its tests",
        [
            f"{len(drawn)} comparisons, roundings and orders of the engine, drawn at random (seed {_SEED}) and each "
            "changed alone: `<` and `<=`, `==` and `!=`, `min` and `max`, `any` and `all`, half-up and down, a sort "
            "and its reverse. On each ran the tests of `tests/engine` and `tests/model` that reach its function.",
            f"Noticed: {noticed} of {len(drawn)}.",
            *(f"Not noticed: `{one.name}`." for one in unnoticed),
            f"Time: {time.monotonic() - start:.0f} s, {_AT_ONCE} at a time.",
        ],
    )
    assert noticed >= _FEWEST, [one.name for one in unnoticed]
