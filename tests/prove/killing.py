"""Commands that are killed and interrupted at moments spread over their whole run, and what they leave."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.ledger.store import walk
from ccmotivate.ledger.transfer import export
from ccmotivate.ledger.verify import verify
from tests.cli.commands import FOLLOWED, ROOT

MONTHS = [ROOT / "examples" / "2025" / f"2025-{month:02d}.xlsx" for month in (1, 2, 3)]
LEDGER = "ccmotivate.db"
_ORPHANS = 15.0  # seconds for a parser to notice that nobody waits for it


@dataclass(frozen=True)
class Command:
    """A command in a folder; what it writes is in ``out``, or in a ledger of so many records."""

    name: str
    words: tuple[str | Path, ...]
    records: tuple[int, ...] = ()


@dataclass
class Outcome:
    """What so many signals of a kind did: how many runs ended by them (the others were at their end), and all that is
    wrong."""

    hit: int = 0
    wrong: list[str] = field(default_factory=list)


def commands(folder: Path) -> tuple[Command, ...]:
    """Each command that writes, with its files."""
    copy = folder / "copy.jsonl"
    publish: tuple[str | Path, ...] = ("publish", "2025-03", MONTHS[2], "--by", "测试一", "--yes", "--ledger", LEDGER)
    subprocess.run([sys.executable, "-m", "ccmotivate", *publish], cwd=folder, check=True, capture_output=True)
    ledger = open_ledger(str(folder / LEDGER))
    copy.write_text("\n".join(export(ledger)) + "\n", encoding="utf-8")
    whole = sum(1 for _ in walk(ledger))
    (folder / LEDGER).unlink()
    out = ("--out", "out", "--no-ledger")
    return (
        Command("score", ("score", MONTHS[2], *out)),
        Command("awards", ("awards", "2025-Q1", *MONTHS, "--money", *out)),
        Command("honours", ("honours", "2025-Q1", *MONTHS, *out)),
        Command("publish", publish, (0, whole)),
        Command("ledger import", ("ledger", "import", copy, "--ledger", LEDGER), (0, whole)),
    )


class Killed:
    """A command in a folder of its own, started anew for each signal on what it had written before."""

    def __init__(self, command: Command, folder: Path) -> None:
        self._command, self._folder = command, folder
        folder.mkdir()
        self._old = self._new = dict[str, bytes]()
        self.lasts = 0.0
        if not command.records:
            self._whole("en")
            self._old = self._files()
        started = time.monotonic()
        self._whole("zh")
        self.lasts = time.monotonic() - started
        self._new = self._files()

    def signalled(self, number: int, times: int, seed: int) -> Outcome:
        """So many signals, one in each part of the time that a run takes."""
        chance, outcome = random.Random(seed), Outcome()
        for at in range(times):
            process = self._at((at + chance.random()) / times, keep_strays=number == signal.SIGKILL)
            to_all = number == signal.SIGINT and at % 2  # as a terminal does
            with suppress(ProcessLookupError):
                (os.killpg if to_all else os.kill)(process.pid, number)
            said = process.communicate(timeout=120)[1].decode("utf-8", "replace")
            wrong = [
                *self._ending(number, process.returncode, said),
                *self._left(number),
                *_orphans(process.pid, number),
            ]
            outcome.hit += process.returncode != 0
            outcome.wrong += [f"{self._command.name}, signal {number}, {at}: {one}" for one in wrong]
        if number == signal.SIGKILL:
            self._whole("zh")
            outcome.wrong += [f"{self._command.name}: {name} is left" for name in self._strays()]
        return outcome

    def _at(self, share: float, *, keep_strays: bool) -> subprocess.Popen[bytes]:
        """A run that has come so far; one that ends before tells how long a run lasts now."""
        while True:
            self._as_before(keep_strays=keep_strays)
            process, started = self._start("zh"), time.monotonic()
            try:
                process.communicate(timeout=self.lasts * share)
            except subprocess.TimeoutExpired:
                return process
            self.lasts = min(0.95 * self.lasts, time.monotonic() - started)

    def _start(self, lang: str) -> subprocess.Popen[bytes]:
        words = [*FOLLOWED, *map(str, self._command.words), "--lang", lang]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(
            words, cwd=self._folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, start_new_session=True, bufsize=0,
        )  # fmt: skip
        assert process.stderr is not None
        assert process.stderr.read(1) == b"!"
        return process

    def _whole(self, lang: str) -> None:
        process = self._start(lang)
        said = process.communicate(timeout=120)[1]
        assert process.returncode == 0, said.decode()

    def _files(self) -> dict[str, bytes]:
        """What stands in the folder of outputs."""
        out = self._folder / "out"
        return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}

    def _as_before(self, *, keep_strays: bool) -> None:
        """The outputs of the run before; no ledger."""
        out = self._folder / "out"
        if not keep_strays:
            shutil.rmtree(out, ignore_errors=True)
        for name, data in self._old.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(data)
        for path in self._folder.glob(f"{LEDGER}*"):
            path.unlink()

    def _ending(self, number: int, code: int, said: str) -> list[str]:
        if number == signal.SIGKILL:
            return []
        wrong = [
            f"says {word!r}: {said}" for word in ("Traceback", "this is a bug", "Exception ignored") if word in said
        ]
        return wrong if code in (0, 128 + number) else [*wrong, f"exit {code}: {said}"]

    def _left(self, number: int) -> list[str]:
        """What is wrong with the files or the ledger, and what should not be there."""
        if self._command.records:
            wrong = self._ledger(begun=number == signal.SIGKILL)
            return wrong if number == signal.SIGKILL else [*wrong, *(f"{name} is left" for name in self._strays())]
        files = self._files()
        wrong = [f"{name} is missing" for name in self._old if name not in files]
        wrong += [
            f"{name} is damaged" for name, data in files.items()
            if name in self._new and data not in (self._old.get(name), self._new[name])
        ]  # fmt: skip
        if number != signal.SIGKILL:
            wrong += [f"{name} is left" for name in self._strays()]
            if not wrong and files not in (self._old, self._new):
                wrong.append("some of the files are old and some new")
        return wrong

    def _strays(self) -> list[str]:
        known = {*self._old, *self._new}
        beside = [path.name for path in self._folder.iterdir() if path.name not in ("out", LEDGER)]
        return [*(name for name in self._files() if name not in known), *beside]

    def _ledger(self, *, begun: bool) -> list[str]:
        """What is wrong with the ledger; a file without tables is only where a run was killed."""
        path = self._folder / LEDGER
        if not path.exists():
            return []
        if not path.stat().st_size and not begun:
            return ["an empty ledger is left"]
        try:
            ledger = open_ledger(str(path), create=True)
            findings = [one.problem.code for one in verify(ledger).findings]
            count = sum(1 for _ in walk(ledger))
        except LedgerRefused as why:
            return [str(why.problem)]
        return findings if count in self._command.records else [*findings, f"{count} records"]


def _orphans(group: int, number: int) -> Sequence[str]:
    """Processes of a run that are there when it has ended: at once, or a while after it was killed."""
    end = time.monotonic() + (_ORPHANS if number == signal.SIGKILL else 0.5)
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return []
        time.sleep(0.02)
    return ["a process of it goes on"]
