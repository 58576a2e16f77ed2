"""The evaluation once more, person by person in plain Python, from the text of people.md §11 alone."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccmotivate.model.period import Month
from tests.parts.measures.worlds import Row

Changes = dict[str, list[Fraction]]


@dataclass(frozen=True, slots=True)
class Plain:
    """The changes of each unit's people, by unit."""

    pilot: Changes
    rest: Changes

    def effect(self) -> Fraction:
        return mean(self.of(self.pilot)) - mean(self.of(self.rest))

    @staticmethod
    def of(changes: Changes) -> list[Fraction]:
        """The change of each unit, by its name."""
        return [mean(changes[unit]) for unit in sorted(changes)]

    def share(self) -> Fraction:
        """The share of the assignments whose difference is at least the observed one."""
        values, k = [*self.of(self.pilot), *self.of(self.rest)], len(self.pilot)
        chosen = [set(one) for one in itertools.combinations(range(len(values)), k)]
        differences = [abs(_difference(values, one)) for one in chosen]
        return Fraction(sum(one >= abs(self.effect()) for one in differences), len(differences))


def _difference(values: Sequence[Fraction], chosen: set[int]) -> Fraction:
    own = [value for at, value in enumerate(values) if at in chosen]
    return mean(own) - mean([value for at, value in enumerate(values) if at not in chosen])


def mean(values: Iterable[Fraction]) -> Fraction:
    found = list(values)
    return sum(found, Fraction(0)) / len(found)


def span(first: Month, length: int) -> list[Month]:
    return [Month.from_ordinal(first.ordinal + at) for at in range(length)]


def windows(start: Month, length: int) -> tuple[list[Month], list[Month]]:
    return span(Month.from_ordinal(start.ordinal - length), length), span(start, length)


def person_changes(rows: Sequence[Row], metric: str, start: Month, length: int) -> dict[str, tuple[Fraction, Fraction]]:
    """The means before and after of everybody with a value in both."""
    found: list[dict[str, list[Fraction]]] = []
    for months in windows(start, length):
        own = defaultdict(list)
        for row in rows:
            value = row.values[metric]
            if row.month in months and value is not None:
                own[row.agent].append(value)
        found.append(own)
    before, after = found
    return {agent: (mean(before[agent]), mean(after[agent])) for agent in sorted(before.keys() & after.keys())}


def teams_before(rows: Sequence[Row], start: Month) -> dict[str, str]:
    """Where everybody was in the last month before."""
    last = Month.from_ordinal(start.ordinal - 1)
    return {row.agent: row.team for row in rows if row.month == last and row.team}


def compared(rows: Sequence[Row], metric: str, pilots: Sequence[str], start: Month, length: int) -> Plain:
    """Pilot and rest."""
    teams = teams_before(rows, start)
    plain = Plain(defaultdict(list), defaultdict(list))
    for agent, (before, after) in person_changes(rows, metric, start, length).items():
        if agent in teams:
            side = plain.pilot if teams[agent] in pilots else plain.rest
            side[teams[agent]].append(after - before)
    return plain


def left(rows: Sequence[Row], pilots: Sequence[str], start: Month, length: int) -> Plain:
    """Attrition: 100 for who is gone in the last month of the window after, 0 for who is there."""
    teams, last = teams_before(rows, start), Month.from_ordinal(start.ordinal + length - 1)
    there = {row.agent for row in rows if row.month == last}
    plain = Plain(defaultdict(list), defaultdict(list))
    for agent, team in teams.items():
        side = plain.pilot if team in pilots else plain.rest
        side[team].append(Fraction(0 if agent in there else 100))
    return plain
