"""Steps that a process works on and that end it; a process that does them loads nothing else."""

from __future__ import annotations

import os
import pickle
import signal
from pathlib import Path
from typing import Any

from ccmotivate.pipeline import side_by_side

_score_one = side_by_side._score_one


def dies(shared: object, how: str) -> str:
    """A step that ends its process, or does not."""
    if how == "killed":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if how == "fails":
        raise ValueError(how)
    return f"{shared} {how}"


class Ring:
    """Refers to itself, so that only a look for cycles frees it."""

    alive = 0

    def __init__(self) -> None:
        Ring.alive += 1
        self.own = self

    def __del__(self) -> None:
        Ring.alive -= 1


def makes_a_ring(_shared: object) -> int:
    """A step that leaves a cycle behind; how many there are."""
    Ring()
    return Ring.alive


def dies_of_f(shared: Any, data: bytes, held: frozenset[Path]) -> Any:
    """The step that scores, whose process is killed by one file."""
    if pickle.loads(data).name == "f.xlsx":
        dies(shared, "killed")
    return _score_one(shared, data, held)
