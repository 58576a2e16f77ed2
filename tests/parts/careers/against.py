"""A random company through ``promote --json`` and through the oracle: everybody and the vacancies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.commands import ccmotivate
from tests.parts import compared
from tests.parts.against import grid
from tests.parts.agents import Workbook
from tests.parts.careers import oracle
from tests.parts.careers.generate import POSITIONS, company
from tests.parts.english import in_english
from tests.support import RULES, workbook

IDS = {word: position for position, word in POSITIONS.items()}
KEYS = ("people", "vacancies")


@dataclass
class Compared(compared.Compared):
    """What was compared, and where the two differ."""

    rivals: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """The files of the company with this seed, in English where the seed is odd."""
    one = company(seed)
    truth = oracle.promote(one.truth)
    home = folder / str(seed)
    home.mkdir()
    code, got = promoted(
        one.truth.month, {n: in_english(b, IDS) if seed % 2 else b for n, b in one.books.items()}, home
    )
    told: Mapping[str, list[dict[str, Any]]] = truth or {key: [] for key in KEYS}
    found = Compared(len(told["people"]), rivals=sum(post["candidates"] for post in told["vacancies"]))
    if (code == 0) != (truth is not None):
        found.differences += (f"{seed}: exit code {code}",)
    if one.truth.month != got["month"]:
        found.differences += (f"{seed}: month {got['month']}",)
    for key in KEYS:
        found.differences += tuple(
            f"{seed} {key}: {unlike(mine, other)}" for mine, other in pairs(got[key], told[key]) if mine != other
        )
    return found


def unlike(one: Any, other: Any) -> Any:
    """What differs of two things; of two objects their keys that do, with what names them."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return one, other
    names = {key: one[key] for key in ("agent_id", "position") if key in one}
    return names | {key: unlike_parts(one[key], other[key]) for key in one if one[key] != other[key]}


def unlike_parts(one: Any, other: Any) -> Any:
    """What differs of two values; of two lists of conditions those that do."""
    return [pair for pair in pairs(one, other) if pair[0] != pair[1]] if isinstance(one, list) else (one, other)


def pairs(one: list[Any], other: list[Any]) -> list[tuple[Any, Any]]:
    """Two lists side by side, None where one is shorter."""
    size = max(len(one), len(other))
    return [(one[at] if at < len(one) else None, other[at] if at < len(other) else None) for at in range(size)]


def promoted(month: str, books: Mapping[str, Workbook], home: Path) -> tuple[int, dict[str, Any]]:
    """The exit code and the document of a run."""
    files = [
        workbook(home / f"{name}.xlsx", {sheet: grid(rows) for sheet, rows in book.items()})
        for name, book in books.items()
    ]
    ran = ccmotivate("promote", month, *files, "--rules", RULES, "--out", home / "out", "--no-ledger", "--json")
    found: dict[str, Any] = json.loads(ran.out)
    return ran.code, found
