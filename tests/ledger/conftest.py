"""A ledger for a test, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.store import Ledger
from tests.ledger.places import KINDS, place


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a ledger may be made."""
    with place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def ledger(address: str) -> Ledger:
    """A new ledger."""
    return open_ledger(address, create=True)
