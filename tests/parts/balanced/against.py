"""A random company through the program and through the oracle: the scorecard and floating pay of everybody, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccmotivate.model.results import MonthResult
from ccmotivate.problems import Problem
from tests.parts import compared
from tests.parts.against import agents_of, as_numbers, months_of, refused, written
from tests.parts.balanced import oracle
from tests.parts.balanced.generate import SHEETS, company, flawed
from tests.parts.balanced.oracle import Month

_NOTES = {"sheet-strangers": "strangers", "balanced-blank": "blank", "balanced-no-action": "unplanned"}
_NAMED = {"blank": oracle.blank, "unplanned": oracle.unplanned}


@dataclass
class Compared(compared.Compared):
    """What was compared, and where the two differ."""

    cards: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """The company with this seed, month by month, and one with a flaw, which must be refused.

    The scorecards of odd seeds have numbers, those of even ones the same as text.
    """
    one, found, numeric = company(seed), Compared(), SHEETS if seed % 2 else ()
    months, notes = months_of(as_numbers(one.sheets, numeric), folder / f"{seed}.xlsx")
    truths = {truth.month: truth for truth in one.truth}
    for month in months:
        _compare(seed, month, truths.get(str(month.month)), notes, found)
    broken = written(as_numbers(flawed(seed).sheets, numeric), folder / f"{seed} flawed.xlsx")
    found.differences += () if refused(broken, SHEETS) else (f"{seed} flawed: {list(map(str, broken.problems))}",)
    return found


def _compare(seed: int, month: MonthResult, truth: Month | None, notes: Sequence[Problem], found: Compared) -> None:
    agents = agents_of(month)
    cards, pays = ({}, {}) if truth is None else (oracle.balanced(truth), oracle.floating_pay(truth))
    assert truth is None or sorted(cards) == sorted(agents)
    found.people += len(cards)
    found.cards += sum(card is not None for card in cards.values())
    found.differences += tuple(
        f"{seed} {month.month} {agent}: {told} for {wanted}"
        for agent, keys in agents.items()
        for told, wanted in (
            (keys.get("balanced", "off"), cards.get(agent, "off")),
            (_floating_pay(keys), pays.get(agent)),
        )
        if told != wanted
    )
    if truth is not None and _notes(month, notes) != _wanted_notes(truth):
        found.differences += (f"{seed} {month.month}: {_notes(month, notes)} for {_wanted_notes(truth)}",)


def _floating_pay(keys: dict[str, Any]) -> dict[str, Any] | None:
    """The floating pay of an agent, of each step whether it carries a note."""
    pays = [pay for pay in keys["pay"] if pay["pay"] == "floating_pay"]
    assert len(pays) <= 1
    noted = [{**pay, "steps": [{**step, "note": step["note"] is not None} for step in pay["steps"]]} for pay in pays]
    return noted[0] if noted else None


def _notes(month: MonthResult, notes: Sequence[Problem]) -> dict[str, str]:
    """Who and what the notes of a month name, by what they say."""
    return {
        _NOTES[one.code]: one.fields.get("measures") or one.fields["agents"]
        for one in notes
        if one.code in _NOTES and one.source.sheet in SHEETS and one.fields["month"] == str(month.month)
    }


def _wanted_notes(truth: Month) -> dict[str, str]:
    named = {name: [" ".join(each) for each in which(truth)] for name, which in _NAMED.items()}
    return {name: ", ".join(each) for name, each in (named | {"strangers": oracle.strangers(truth)}).items() if each}
