"""The table of probes: options × things, names × places, figures × places, odd documents."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import figures, places
from tests.hostile.probing import THINGS, Ran, Word, ccmotivate, changed, foreign

_ALONE = ("nothing", "/dev/zero", "/dev/stdin", "/dev/full", "beneath a file", "a long name")  # no thing at a place
_OF_EVERYTHING = ("standard", "weight", "cap", "curve point", "curve points", "band", "points", "prize", "plausible",
                  "eligible", "case", "expected")  # fmt: skip
_SCORE = ("score", "m.xlsx", "--rules", "rules", "--no-ledger", "--out", "out")
_COMPUTED = (
    _SCORE,
    ("awards", "2025-Q1", "m.xlsx", "--partial", "--money", "--rules", "rules", "--no-ledger", "--out", "out"),
    ("explain", "m.xlsx", "--agent", "A1", "--rules", "rules", "--no-ledger", "--json"),
    ("fairness", "m.xlsx", "--rules", "rules", "--no-ledger", "--keep-going"),
    ("evaluate", "before.xlsx", "m.xlsx", "--rules", "rules", "--keep-going"),
)


@dataclass(frozen=True)
class Probe:
    """A command in a folder that is made for it."""

    name: str
    make: Callable[[Path], list[Word]]

    def run(self, folder: Path, seconds: float) -> tuple[Ran, list[str]]:
        """What it left behind, and every fault: what no input may cause, and what it changed that is not ours."""
        words = self.make(places.prepared(folder))
        before = foreign(folder)
        ran = ccmotivate(*words, folder=folder, seconds=seconds)
        return ran, [*ran.faults, *(f"changed {path}" for path in changed(before, foreign(folder)))]


def probes() -> Iterator[Probe]:
    """All of them."""
    yield from _things()
    yield from _inside()
    yield from _names()
    yield from _cells()
    yield from _rules()
    yield from _settings()
    yield from _documents()


def _things() -> Iterator[Probe]:
    for line in (*places.READ, *places.WRITTEN):
        for thing, make in THINGS.items():
            at = line.index(places.THING)
            yield Probe(
                f"{' '.join(line[:2])} {line[at - 1]} {thing}",
                lambda folder, line=line, make=make: places.with_thing(line, make(folder / "thing.xlsx")),  # type: ignore[misc]
            )


def _inside() -> Iterator[Probe]:
    for place, line in places.INSIDE.items():
        for thing in [one for one in THINGS if one not in _ALONE]:
            yield Probe(
                f"{place} {thing}",
                lambda folder, place=place, line=line, thing=thing: _put(folder, place, thing, line),  # type: ignore[misc]
            )


def _put(folder: Path, place: str, thing: str, line: places.Line) -> list[Word]:
    """A thing at a place that the command looks into by itself."""
    target = folder / place
    if target.is_dir():
        shutil.rmtree(target)
    target.parent.mkdir(exist_ok=True)
    target.unlink(missing_ok=True)
    if place == "in/second.xlsx":
        figures.month(folder / "in/first.csv")
    if place == "rules/logo.png":
        (folder / "rules/scheme.yaml").write_text("name: Figures\ncurrency: CNY\nlogo: logo.png\n")
    if not (place.endswith(".lock") and thing == "empty file"):  # that is how ours looks
        THINGS[thing](target)
    return list(line)


def _names() -> Iterator[Probe]:
    for name, raw in places.NAMES.items():
        for line in places.NAMED:
            yield Probe(f"{name} {' '.join(line[:3])}", lambda folder, raw=raw, line=line: _named(folder, raw, line))  # type: ignore[misc]
    for name in ("GBK", "no text", "newline", "escape"):
        for line in places.TEXTS:
            yield Probe(
                f"{name} as text {' '.join(line[:6])}",
                lambda _folder, name=name, line=line: places.with_thing(line, places.NAMES[name]),  # type: ignore[misc]
            )


def _named(folder: Path, raw: bytes, line: places.Line) -> list[Word]:
    """A month, a bad month and a rules folder of that name beside a sound month."""
    inside = folder / "in"
    inside.mkdir()
    figures.month(inside / "sound.csv")
    shutil.copy(folder / "m.xlsx", inside / os.fsdecode(raw + b".xlsx"))
    figures.month(folder / "b.xlsx", calls="x").rename(inside / os.fsdecode(raw[:200] + b".bad.xlsx"))
    shutil.copytree(folder / "rules", folder / os.fsdecode(raw[:200] + b".rules"))
    (folder / "rules/roles/agent.yaml").rename(folder / "rules/roles" / os.fsdecode(raw[:200] + b".yaml"))
    return places.with_thing(line, raw[:200] if line[0] != "score" or places.THING in line else raw)


def _cells() -> Iterator[Probe]:
    for name, cell in figures.CELLS.items():
        for column in ("calls", "rate", "talk", "value", "month", "agent_id", "project"):
            yield Probe(f"cell {column} {name}", lambda folder, c=column, v=cell: _month(folder, {c: v}, _SCORE))  # type: ignore[misc]
        for line in _COMPUTED:
            both = {"value": cell, "sold": cell}
            yield Probe(f"{line[0]} value and sold {name}", lambda folder, b=both, x=line: _month(folder, b, x))  # type: ignore[misc]


def _month(folder: Path, cells: dict[str, object], line: places.Line) -> list[Word]:
    figures.month(folder / "m.xlsx", **cells)
    return list(line)


def _rules() -> Iterator[Probe]:
    for place in figures.PLACES:
        for figure in figures.WRITTEN if place in _OF_EVERYTHING else figures.WRITTEN[:6]:
            yield Probe(f"rules {place} {figure[:24]}", lambda folder, p=place, f=figure: _figure(folder, p, f))  # type: ignore[misc]


def _figure(folder: Path, place: str, figure: str) -> list[Word]:
    shutil.rmtree(folder / "rules")
    figures.with_figure(folder / "rules", place, figure)
    if place in ("change", "window", "start"):
        return ["evaluate", "before.xlsx", "m.xlsx", "--rules", "rules"]
    return ["rules", "test", "rules"] if place in ("case", "expected") else list(_SCORE)


def _settings() -> Iterator[Probe]:
    for path in (
        "roles.agent.together",
        "roles.agent.scorecard.rate.cap",
        "awards.best.prize.1",
        "metrics.share.formula",
    ):
        for figure in figures.WRITTEN:
            line = ["simulate", "m.xlsx", "--rules", "rules", "--no-ledger", "--set", f"{path}={figure}"]
            yield Probe(f"--set {path}={figure[:24]}", lambda _folder, line=line: list(line))  # type: ignore[misc]


def _documents() -> Iterator[Probe]:
    for name, text in figures.TREES.items():
        for file in (
            "scheme.yaml",
            "columns.yaml",
            "metrics.yaml",
            "roles/agent.yaml",
            "awards.yaml",
            "measures.yaml",
            "cases/first.yaml",
        ):
            yield Probe(f"{file} {name}", lambda folder, file=file, text=text: _document(folder, file, text))  # type: ignore[misc]


def _document(folder: Path, file: str, text: str) -> list[Word]:
    (folder / "rules" / file).write_text(text, encoding="utf-8", newline="\n")
    return ["rules", "test" if file.startswith("cases") else "check", "rules"]
