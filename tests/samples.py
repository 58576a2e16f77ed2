"""How much a test looks at: a sample in ``make test``, all of it in ``make prove``."""

from __future__ import annotations

import os
from typing import TypeVar

import pytest

FULL = bool(os.environ.get("CCMOTIVATE_FULL"))
"""Set by ``make prove``, which runs every test marked ``sampled`` once more."""

sampled = pytest.mark.sampled
T = TypeVar("T")


def sample(few: T, full: T) -> T:
    """What a test marked ``sampled`` looks at: ``few`` of them in ``make test``, ``full`` in ``make prove``."""
    return full if FULL else few
