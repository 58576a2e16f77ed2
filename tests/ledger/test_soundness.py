"""Nothing is taken from a ledger that was altered, and nothing is written to it; records of a wrong shape are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.holding_out import Office, cut, edited, office, opened


@pytest.fixture
def here(tmp_path: Path, address: str) -> Office:
    """An office with a ledger."""
    return office(tmp_path, address)


def test_every_command_refuses_an_altered_ledger(here: Office) -> None:
    for told, least in ((edited(here, 4, seed=8), 4), (opened(here), 5), (cut(here, 10), 10)):
        assert told.wrong == ()
        assert told.count >= least
    assert here.run("verify", str(here.list)).code == 0
    assert here.run("history").code == 0
