"""Run a door for a while, guided by coverage where atheris is installed, blindly where it is not.

``python -m tests.fuzz.running DOOR SECONDS SEED FOLDER`` leaves its results in FOLDER/result.json and each input that
found something beside it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # atheris instruments what is imported after it
    from tests.fuzz.doors import Door

SLOW = 10.0
"""Seconds of a processor after which an input hangs."""

_POOL = 200
_INSTRUMENTED = ["ccmotivate.readers", "ccmotivate.ledger", "ccmotivate.engine", "ccmotivate.model"]


@dataclass
class Result:
    """What became of a door: how many inputs went through, and a traceback of each kind of fault."""

    door: str
    guided: bool
    runs: int = 0
    found: dict[str, str] = field(default_factory=dict)


class Watched:
    """A door whose faults are noted, one of each kind, and do not stop it."""

    def __init__(self, door: Door, result: Result, folder: Path | None = None) -> None:
        self._door, self.result, self._folder = door, result, folder

    def __call__(self, data: bytes) -> None:
        started = time.process_time()
        self.result.runs += 1
        try:
            self._door.body(data)
        except KeyboardInterrupt:
            raise
        except BaseException as failure:  # a panic is none of Exception
            last = traceback.extract_tb(failure.__traceback__)[-1]
            where = f"{type(failure).__name__} at {Path(last.filename).name}:{last.lineno}"
            self._note(where, data, traceback.format_exc())
        if time.process_time() - started > SLOW:
            self._note("hang", data, f"more than {SLOW:.0f} s")

    def _note(self, kind: str, data: bytes, text: str) -> None:
        if kind in self.result.found:
            return
        self.result.found[kind] = text
        if self._folder is not None:
            (self._folder / f"found-{len(self.result.found)}").write_bytes(data)


def blind(door: Door, seed: int, goes_on: Callable[[int], bool]) -> Result:
    """Edits of seeds and of edits, without looking at what they reach."""
    watched = Watched(door, Result(door.name, guided=False))
    run_blind(watched, door, seed, goes_on)
    return watched.result


def run_blind(watched: Watched, door: Door, seed: int, goes_on: Callable[[int], bool]) -> None:
    """As ``blind``, for a door that is watched already."""
    chance = Random(seed)
    pool = list(door.seeds())
    for one in pool:
        watched(one)
    while goes_on(watched.result.runs):
        data = door.edit(chance.choice(pool), chance)
        watched(data)
        if chance.random() < 0.2:
            pool.append(data)
            if len(pool) > _POOL:
                del pool[chance.randrange(len(door.seeds()), _POOL)]


def main(name: str, seconds: float, seed: int, folder: Path) -> None:
    """Run a door in this process, which ends with it."""
    end = time.monotonic() + seconds
    tempfile.tempdir = str(folder)  # whatever ends the process, nothing is left elsewhere
    is_guided = importlib.util.find_spec("atheris") is not None
    if is_guided:
        import atheris

        with atheris.instrument_imports(include=_INSTRUMENTED):
            from tests.fuzz.doors import DOORS
    else:
        from tests.fuzz.doors import DOORS
    door = DOORS[name]
    result = Result(name, is_guided)
    watched = Watched(door, result, folder)
    if not is_guided:
        run_blind(watched, door, seed, lambda _runs: time.monotonic() < end)
        write(result, folder)
        return
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for at, data in enumerate(door.seeds()):
        (folder / "corpus" / f"seed-{at}").write_bytes(data)

    def one_input(data: bytes) -> None:
        watched(data)
        if time.monotonic() > end:
            write(result, folder)
            os._exit(0)  # libFuzzer's own end says nothing of what was counted

    def edit(data: bytes, most: int, number: int) -> bytes:
        return door.edit(data, Random(number))[:most]

    options = [
        f"-artifact_prefix={folder}/",
        f"-seed={seed}",
        "-max_len=200000",
        "-len_control=0",
        "-rss_limit_mb=4096",
        "-timeout=120",
    ]
    atheris.Setup(
        [sys.argv[0], *options, "-print_final_stats=0", str(folder / "corpus")], one_input, custom_mutator=edit
    )
    atheris.Fuzz()


def write(result: Result, folder: Path) -> None:
    """Keep what was counted."""
    (folder / "result.json").write_text(json.dumps(asdict(result), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
