"""A ledger of real months under alterations, and what every command then says: tests take a sample, proofs all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.store import Ledger, walk
from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.ledger.strain import cuts, edits, unguarded
from tests.parts.books import with_sheets

EXAMPLES = ROOT / "examples/2025"
BY = ("--by", "Manager One")
COMMANDS = (
    ("awards", "2025-Q1", "--out", "again"),
    ("publish", "2025-Q2", *map(str, sorted(EXAMPLES.glob("2025-0[456].xlsx"))), *BY, "--yes"),
    ("honours", "2025-Q1", "--out", "honours"),
    ("history",),
)


@dataclass(frozen=True)
class Office:
    """A working folder, a ledger with the first quarter and decisions on April, and the last award list written."""

    folder: Path
    address: str
    ledger: Ledger
    list: Path

    def run(self, *words: str) -> Ran:
        """A command on this ledger."""
        return ccmotivate(*words, "--lang", "en", folder=self.folder, environment={"CCMOTIVATE_LEDGER": self.address})


def office(folder: Path, address: str) -> Office:
    """An office whose first quarter is published and whose award list for April stands behind the last decision."""
    for month in ("2025-01", "2025-02", "2025-03"):
        with_sheets(folder, {}, EXAMPLES / f"{month}.xlsx", few=True)
    april = str(with_sheets(folder / "later", {}, EXAMPLES / "2025-04.xlsx", few=True))

    def run(*words: str) -> None:
        ran = ccmotivate(*words, "--lang", "en", folder=folder, environment={"CCMOTIVATE_LEDGER": address})
        assert ran.code == 0, ran.err

    run("publish", "2025-Q1", ".", *BY, "--yes")
    winners = json.loads(
        ccmotivate(
            "awards",
            "2025-04",
            april,
            "--json",
            "--out",
            "o",
            folder=folder,
            environment={"CCMOTIVATE_LEDGER": address},
        ).out
    )["awards"]
    for won in [one for one in winners if one.get("agent_id") and one["award"] == "monthly_project"][:8]:
        words = ("--award", won["award"], "--agent", won["agent_id"], "--reason", "an error came up")
        run("decide", "2025-04", "withhold", april, *words, *BY)
    run("awards", "2025-04", april, "--out", "lists")
    return Office(folder, address, open_ledger(address), folder / "lists/2025-04.awards.xlsx")


@dataclass
class Told:
    """How many alterations there were, and those of which a command did not say what it should."""

    count: int = 0
    wrong: tuple[str, ...] = ()


def edited(here: Office, times: int, seed: int) -> Told:
    """Edits: ``verify`` names the record, every other command refuses."""
    told = Told()
    for what, seq in edits(here.ledger, times, seed):
        told.count += 1
        told.wrong += tuple(_unsaid(here, what, lambda found, seq=seq: seq in {one["record"] for one in found}))
        told.wrong += tuple(_taken(here, what))
    return told


def cut(here: Office, times: int) -> Told:
    """Cuts at the end, behind the hash on the last award list: ``verify`` with the list names them.

    A publication that lost a part of its records is refused by every command.
    """
    told = Told()
    held = {one.seq: one.kind for one in walk(here.ledger)}
    for what, last in cuts(here.ledger, times):
        told.count += 1
        told.wrong += tuple(_unsaid(here, what, lambda found: "list-ahead" in _codes(found), str(here.list)))
        if held[last + 1] != "decision":
            told.wrong += tuple(_taken(here, what))
    return told


def opened(here: Office) -> Told:
    """The table's guards taken away: ``verify`` names it, every other command refuses."""
    told = Told()
    for what in unguarded(here.ledger):
        told.count += 1
        told.wrong += tuple(_unsaid(here, what, lambda found: _codes(found) & _GUARDS != set()))
        told.wrong += tuple(_taken(here, what))
    return told


_GUARDS = {"trigger-gone", "trigger-added", "table-replaced"}


def _codes(found: Iterable[dict[str, Any]]) -> set[str]:
    return {one["problem"]["code"] for one in found}


def _unsaid(here: Office, what: str, named: Callable[[list[dict[str, Any]]], bool], *lists: str) -> Iterator[str]:
    ran = here.run("verify", *lists, "--json")
    if ran.code != 1 or not named(json.loads(ran.out)["findings"]):
        yield f"{what}: verify ended with {ran.code}"


def _taken(here: Office, what: str) -> Iterator[str]:
    """The commands that went on."""
    for words in COMMANDS:
        ran = here.run(*words)
        if ran.code != 1 or "ledger" not in ran.err:
            yield f"{what}: {words[0]} ended with {ran.code}: {ran.err}"
