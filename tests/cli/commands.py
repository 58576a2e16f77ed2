"""Run the command as a user does: in a process of its own, or in this one where only the result matters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from ccmotivate.cli import main; main()")


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str


def ccmotivate(*arguments: str | Path, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> Ran:
    """Run it in a process of its own; no traceback is ever allowed."""
    words = [*COMMAND, *map(str, arguments)]
    variables = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
    done = subprocess.run(words, cwd=folder, env=variables, capture_output=True, timeout=120, check=False)
    ran = Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
    assert "Traceback" not in ran.err, ran.err
    return ran
