"""Samples of what the proofs do in full: processes at once, kills in the middle, edited bytes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.store import Ledger
from ccmotivate.model.period import Month
from tests.ledger.builders import AT, BY, Q1, longer_result, month_result
from tests.ledger.places import KINDS
from tests.ledger.strain import edit_bytes, kill_while_importing, kill_while_publishing, publish_together

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@needs_fork
def test_three_processes_at_once_from_the_first_moment(address: str) -> None:
    assert publish_together(address, processes=3, each=5) == (15, 0)


@needs_fork
def test_killed_while_publishing_it_is_whole_or_absent(address: str) -> None:
    kills = kill_while_publishing(address, times=5, seed=3)
    assert kills.wrong == []
    assert (kills.whole + kills.absent, kills.absent > 0) == (5, True)


@needs_fork
@pytest.mark.parametrize("kind", KINDS)
def test_killed_while_importing_it_is_whole_or_absent(kind: str, tmp_path: Path) -> None:
    kills = kill_while_importing(kind, tmp_path, times=5, seed=3)
    assert kills.wrong == []
    assert kills.whole + kills.absent == 5


def test_edited_bytes_are_found(ledger: Ledger) -> None:
    publish(ledger, month_result(Month(2025, 3)), BY, AT)
    publish(ledger, longer_result(Q1), BY, AT)
    assert edit_bytes(ledger, times=20, seed=5) == []
