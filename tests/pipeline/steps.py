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


def dies_of_f(shared: Any, data: bytes, held: frozenset[Path]) -> Any:
    """The step that scores, whose process is killed by one file."""
    if pickle.loads(data).name == "f.xlsx":
        dies(shared, "killed")
    return _score_one(shared, data, held)
