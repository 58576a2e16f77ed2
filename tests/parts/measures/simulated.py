"""Companies drawn as arrays, many of them quickly: seasons, leavers and newcomers, teams whose people move together.

A person's value in a month has the standard deviation ``SPREAD``: the share ``within`` of its variance is the team's,
half of that for good and half anew every month; half of the rest is the person's for good and half anew every month. On
top comes a season, the same for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.rules import Measure
from tests.parts.measures.worlds import CSAT, ERRORS, expected, measure

FIRST = Month(2025, 1)
SPREAD, MIDDLE = 6, 100
LEAVE = 0.02
NO_DATA = 0.03


@dataclass(frozen=True, slots=True)
class Shape:
    """A company: ``side`` teams with the measure and as many without, of ``size`` people; ``within`` the correlation.

    Its measure starts after ``before`` months; ``window`` months from then on are there.
    """

    side: int
    within: float
    size: int = 12
    before: int = 12
    window: int = 3

    @property
    def months(self) -> int:
        return self.before + self.window

    @property
    def teams(self) -> tuple[str, ...]:
        return tuple(f"T{at:02}" for at in range(2 * self.side))


def company(seed: int, shape: Shape) -> Panel:
    """A company in which nothing was done."""
    draw = np.random.Generator(np.random.PCG64([seed, shape.side, round(100 * shape.within)]))
    people, months = _people(draw, shape), shape.months
    names = sorted(shape.teams)
    values = {metric.id: _values(draw, shape, people) for metric in (CSAT, ERRORS)}
    units = np.where(people.present, people.team[:, None], -1)
    stood = tuple(Month.from_ordinal(FIRST.ordinal + at) for at in range(months))
    return Panel(stood, people.present, {"team": units}, {"team": tuple(names)}, values)


def pilot(seed: int, shape: Shape, metrics: int = 1) -> Measure:
    """A pilot in half of the teams, drawn at random."""
    draw = np.random.Generator(np.random.PCG64([seed, shape.side]))
    chosen = sorted(draw.choice(shape.teams, shape.side, replace=False).tolist())
    wanted = [expected(CSAT, up=True), expected(ERRORS, up=False)][:metrics]
    made = measure(chosen, window=shape.window, expects=wanted)
    return replace(made, start=Month.from_ordinal(FIRST.ordinal + shape.before))


def planted(panel: Panel, done: Measure, effect: Fraction) -> Panel:
    """The same company in which the satisfaction of the pilot's people is ``effect`` higher from the start on."""
    start = panel.months.index(done.start)
    codes = [at for at, name in enumerate(panel.names["team"]) if name in done.units]
    mine = np.isin(panel.units["team"][:, start - 1], codes)
    columns = panel.values[CSAT.id]
    risen = [column.where(~mine, column + effect) if at >= start else column for at, column in enumerate(columns)]
    return replace(panel, values={**panel.values, CSAT.id: tuple(risen)})


@dataclass(frozen=True, slots=True)
class _People:
    team: NDArray[np.int64]
    present: NDArray[np.bool_]


def _people(draw: np.random.Generator, shape: Shape) -> _People:
    """Every seat of a team is held by one person until he leaves, and by another from the next month on."""
    seats = np.repeat(np.arange(2 * shape.side), shape.size)
    leaves = draw.random((len(seats), shape.months)) < LEAVE
    holder = np.cumsum(np.pad(leaves[:, :-1], ((0, 0), (1, 0))), axis=1)
    team, present = [], []
    for seat, row in zip(seats, holder, strict=True):
        for person in range(row[-1] + 1):
            team.append(seat)
            present.append(row == person)
    return _People(np.array(team), np.array(present))


def _values(draw: np.random.Generator, shape: Shape, people: _People) -> tuple[Exact, ...]:
    n, months, teams = *people.present.shape, 2 * shape.side
    of_team = np.sqrt(shape.within / 2) * (draw.standard_normal((teams, 1)) + draw.standard_normal((teams, months)))
    of_person = np.sqrt((1 - shape.within) / 2) * (draw.standard_normal((n, 1)) + draw.standard_normal((n, months)))
    season = np.sin(2 * np.pi * (np.arange(months) + draw.integers(12)) / 12)
    numbers = np.rint(100 * (MIDDLE + SPREAD * (of_team[people.team] + of_person + season))).astype(np.int64)
    gone = ~people.present | (draw.random((n, months)) < NO_DATA)
    return tuple(Exact.from_ints(numbers[:, at], gone[:, at], den=100) for at in range(months))
