"""Contests of a month: who entered, who reached the final, who won (people.md §7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

import numpy as np
from msgspec import Struct

from ccmotivate.model.sheets import SheetRows, first_places
from ccmotivate.parts.contests.columns import AGENT, FINAL, PRELIMINARY, TITLE, Terms


class Standing(StrEnum):
    """How far somebody got."""

    WINNER = "winner"
    FINALIST = "finalist"
    ENTERED = "entered"


class State(StrEnum):
    """Whether the final was held."""

    RUNNING = "running"
    DECIDED = "decided"


class Entry(Struct, frozen=True):
    """Somebody who entered: position among the agents, position among the rows of the sheet, scores of both rounds."""

    agent: int
    row: int
    preliminary: Fraction
    final: Fraction | None


class Contest(Struct, frozen=True, dict=True):
    """One title in one month, ``entries`` in the order of the agents."""

    title: str
    terms: Terms
    entries: tuple[Entry, ...]

    @cached_property
    def cut(self) -> Fraction:
        """The preliminary score that a finalist has at least."""
        passed = sorted((one.preliminary for one in self.entries if one.preliminary >= self.terms.line), reverse=True)
        return passed[self.terms.finalists - 1] if len(passed) >= self.terms.finalists else self.terms.line

    @cached_property
    def finalists(self) -> tuple[Entry, ...]:
        """The best by the preliminary round, with those who tie with the last."""
        return tuple(one for one in self.entries if self.reached(one))

    @cached_property
    def winners(self) -> tuple[Entry, ...]:
        """The best by the final, then by the preliminary round; those who are still equal share it."""
        best = max(((one.final, one.preliminary) for one in self.finalists if one.final is not None), default=None)
        return tuple(one for one in self.finalists if (one.final, one.preliminary) == best)

    @property
    def state(self) -> State:
        """Running while there are finalists and no final."""
        held = any(one.final is not None for one in self.finalists)
        return State.RUNNING if self.finalists and not held else State.DECIDED

    def standing(self, entry: Entry) -> Standing:
        """How far an entry got."""
        if entry in self.winners:
            return Standing.WINNER
        return Standing.FINALIST if self.reached(entry) else Standing.ENTERED

    def reached(self, entry: Entry) -> bool:
        """True for a finalist."""
        return entry.preliminary >= self.cut

    def of(self, agent: int) -> Entry | None:
        """The entry of the agent at this position."""
        return next((one for one in self.entries if one.agent == agent), None)

    def missing(self) -> tuple[Entry, ...]:
        """The finalists without a final beside others who have one."""
        lacking = tuple(one for one in self.finalists if one.final is None)
        return lacking if self.state is State.DECIDED else ()


def contests_of(
    titles: Iterable[str], terms: Terms, rows: SheetRows, ids: Sequence[str], files: Sequence[str]
) -> tuple[Contest, ...]:
    """The contests of a month in the order of these titles; of a title without rows there is none.

    Args:
        titles: Their ids.
        terms: Who reaches the final.
        rows: The rows of the month; people who are not among the agents are left out.
        ids: The ids of the agents of the month.
        files: The workbook of each. Where two workbooks have a row for somebody, that of the own one counts.
    """
    found = _entries(rows, ids, files)
    return tuple(Contest(title, terms, tuple(found[title].values())) for title in titles if title in found)


def _entries(rows: SheetRows, ids: Sequence[str], files: Sequence[str]) -> Mapping[str, Mapping[int, Entry]]:
    """Entries by title and agent, in the order of the agents."""
    agents = first_places(ids, rows.texts[AGENT])
    books = rows.frame["workbook"].tolist()
    there = [(agents[at], books[at] != files[agents[at]], at) for at in np.flatnonzero(agents >= 0).tolist()]
    first, second = (rows.numbers[name].to_list() for name in (PRELIMINARY, FINAL))
    found: dict[str, dict[int, Entry]] = {}
    for agent, _other, at in sorted(there):
        entry = Entry(int(agent), at, first[at] or Fraction(0), second[at])
        found.setdefault(rows.texts[TITLE][at], {}).setdefault(int(agent), entry)
    return found
