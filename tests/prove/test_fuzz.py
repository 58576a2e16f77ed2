"""The proof: each door for ten minutes with what coverage guides in, and nothing but problems comes out.

``CCMOTIVATE_FUZZ_SECONDS`` makes it shorter. Where atheris is installed (``pip install -e '.[fuzz]'``) the inputs are
guided by coverage, else they are random.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fuzz.doors import DOORS
from tests.prove.record import record
from tests.support import ROOT

SECONDS = float(os.environ.get("CCMOTIVATE_FUZZ_SECONDS", "600"))
LATE = 180.0  # seconds for the start and the last input

pytestmark = pytest.mark.prove


def test_nothing_breaks_a_door(tmp_path: Path) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda name: run(name, tmp_path / name), DOORS))
    guided = "guided by the coverage of our code (atheris)" if results[0]["guided"] else "at random"
    at_once = os.cpu_count()
    record(
        "Fuzzed doors",
        [
            f"{SECONDS / 60:.3g} minutes a door, {at_once} at a time, {guided}: whatever comes in, only problems and "
            "refusals come out.",
            *(f"{one['door']}: {one['runs']:,} inputs, {len(one['found'])} faults." for one in results),
        ],
    )
    assert {one["door"]: one["found"] for one in results if one["found"]} == {}


def run(name: str, folder: Path) -> dict[str, object]:
    """The result of a door in a process of its own, which says what stopped it where it did not end by itself."""
    folder.mkdir()
    words = [sys.executable, "-m", "tests.fuzz.running", name, str(SECONDS), str(secrets.randbelow(2**31)), str(folder)]
    with (folder / "said").open("wb") as said:
        done = subprocess.run(words, cwd=ROOT, stdout=said, stderr=said, timeout=SECONDS + LATE, check=False)
    assert done.returncode == 0, (folder / "said").read_text(encoding="utf-8", errors="replace")[-5000:]
    result: dict[str, object] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return result
