"""Run the same commands with two checkouts of ccmotivate and list every byte that differs.

    python tests/same_outputs.py BEFORE AFTER

Each checkout is run with the Python of its own ``.venv``, in both languages, with and without ``--json``, on the
examples and rules of BEFORE, in the same folder at the same fixed time. Compared are exit codes, stdout, stderr and
every file written; workbooks and Word files part by part. Exit code 1 when anything differs.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

LANGUAGES = (("--lang", "en"), ("--lang", "zh"))
QUARTER = "2025-Q1"
MARCH = "examples/2025/2025-03.xlsx"
SIGNED = ("--by", "Manager One", "--yes")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("score", MARCH, "--out", "out"),
    ("score", "examples/2025", "--out", "out/year"),
    ("score", "examples/en/march.xlsx", "--out", "out/en"),
    ("awards", "2025-03", MARCH, "--out", "out"),
    ("awards", QUARTER, "examples/2025", "--out", "out", "--money"),
    ("awards", "2025", "examples/2025", "--out", "out"),
    ("explain", MARCH, "--agent", "0018", "--html", "out/0018.html"),
    ("explain", "examples/2025", "--agent", "0087", "--period", QUARTER),
    ("simulate", MARCH, "--set", "roles.inbound.productivity=78%", "--out", "out/trial.xlsx"),
    ("fairness", "examples/2025", "--out", "out/fairness.html"),
    ("fairness", "examples/2025", "--out", "out/fairness.xlsx"),
    ("evaluate", "examples/2025", "--out", "out/evaluation.html"),
    ("evaluate", "examples/2025", "--out", "out/evaluation.xlsx"),
    ("rules", "show", "rules", "--out", "out/handbook.html"),
    ("rules", "show", "rules", "--out", "out/handbook.xlsx"),
    ("rules", "show", "rules", "--out", "out/handbook.md"),
    ("honours", QUARTER, "examples/2025", "--out", "out/honours"),
    ("diff", "examples/2025/2025-02.xlsx", MARCH, "--out", "out/diff"),
    ("publish", "2025-03", MARCH, *SIGNED),
    ("publish", QUARTER, "examples/2025", *SIGNED),
    ("history",),
    ("history", "--period", QUARTER, "--out", "out/history.xlsx"),
    ("awards", "2025-03", "--out", "out/published"),
)
"""In this order, in one folder for each language and way of output: what is published is there for those behind it."""

START = """
import sys
from datetime import datetime
import ccmotivate.cli.publish as publish

class Clock(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(2026, 1, 5, 9, tzinfo=tz)

publish.datetime = Clock
from ccmotivate.__main__ import main
main()
"""
ENVIRONMENT = {
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "200",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",  # a checkout is left as it is
}
_UNKNOWN = ("No such command", "No such option", "没有命令", "没有选项")
ABSENT = b"there is no such command or option"
_BINARY = (".db", ".db-shm", ".db-wal")  # a ledger is compared by what history and awards say of it

Outputs = dict[str, bytes]


def parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file as it is, a package as its parts in their order: ``a.xlsx!xl/workbook.xml``."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield name, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        yield f"{name}!", "\n".join(f"{one.filename} {one.date_time}" for one in package.infolist()).encode()
        for one in package.infolist():
            yield f"{name}!{one.filename}", package.read(one)


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """A line for each name whose bytes differ, with the first line that does; names of one side only are said."""
    return [
        f"{name}: {_difference(before.get(name), after.get(name))}"
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]


def _difference(before: bytes | None, after: bytes | None) -> str:
    if before is None or after is None:
        return "only after" if before is None else "only before"
    pairs = zip_longest(_lines(before), _lines(after))
    at, (old, new) = next((at, pair) for at, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return f"line {at}: {_short(old)} → {_short(new)}"


def _lines(content: bytes) -> list[bytes]:
    """Lines with their ends; an element of markup, which often stands in one line with all the others, is one too."""
    return content.replace(b"><", b">\n<").splitlines(keepends=True)


def _short(line: bytes | None) -> str:
    return "nothing" if line is None else repr(line.decode("utf-8", "backslashreplace"))[:160]


def absent(said: Mapping[str, bytes]) -> list[str]:
    """The commands, with their words, that a checkout does not have."""
    return [name.removesuffix(": exit code") for name, content in said.items() if content == ABSENT]


def run(tree: Path, words: Sequence[str], folder: Path) -> Outputs:
    """Exit code, stdout and stderr of a command."""
    python = tree / ".venv/bin/python"
    environment = {**ENVIRONMENT, "PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(tree / "src")}
    command = [python, "-P", "-c", START, *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    if done.returncode == 2 and any(words.encode() in done.stderr for words in _UNKNOWN):
        return {"exit code": ABSENT}
    return {"exit code": str(done.returncode).encode(), "stdout": done.stdout, "stderr": done.stderr}


def outputs(tree: Path, inputs: Path, folder: Path, more: Sequence[str]) -> Outputs:
    """What all commands say and leave behind in a new folder, each file when it was written last."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("examples", "rules"):
        shutil.copytree(inputs / name, folder / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    said: Outputs = {}
    for words in COMMANDS:
        for name, content in run(tree, [*words, *more], folder).items():
            said[f"{' '.join((*words, *more))}: {name}"] = content
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in _BINARY:
            said.update(parts(path.relative_to(folder).as_posix(), path.read_bytes()))
    return said


def report(title: str, before: Outputs, after: Outputs) -> list[str]:
    """The lines of one comparison: how many outputs, what differs, what one of the checkouts does not have."""
    found = differences(before, after)
    missing = [
        f"not {when}: {words}" for when, said in (("before", before), ("after", after)) for words in absent(said)
    ]
    return [f"== {title}: {len(before)} outputs, {len(found)} differ", *found, *missing]


def main(before: Path, after: Path) -> int:
    """Compare two checkouts; 1 when anything differs."""
    differs = False
    with tempfile.TemporaryDirectory() as place:
        for more in ((*lang, *json) for lang in LANGUAGES for json in ((), ("--json",))):
            old, new = (outputs(tree, before, Path(place) / "work", more) for tree in (before, after))
            differs = differs or old != new
            print("\n".join(report(" ".join(more), old, new)), flush=True)  # noqa: T201
    return int(differs)


if __name__ == "__main__":
    sys.exit(main(*(Path(one).resolve() for one in sys.argv[1:3])))
