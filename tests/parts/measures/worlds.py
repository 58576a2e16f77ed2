"""Random companies over some months, as plain rows: who was where in which month, with which figures."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.model.period import Month
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.rules import ATTRITION_METRIC, Expected, Measure
from ccmotivate.problems import SourceRef

CSAT = Metric("csat", Label("满意度", "Satisfaction"), MetricKind.PERCENT, Range())
ERRORS = Metric("error_rate", Label("差错率", "Error rate"), MetricKind.PERCENT, Range(), good="low")
START = Month(2025, 7)


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one month; ``values`` by metric, None without data."""

    agent: str
    month: Month
    team: str
    values: Mapping[str, Fraction | None]


def measure(teams: Sequence[str] = (), window: int = 3, expects: Sequence[Expected] = ()) -> Measure:
    """A pilot of some teams, or without any a measure for everybody, from July on."""
    units = {team: SourceRef() for team in teams}
    chosen = tuple(expects) or (
        expected(CSAT, up=True),
        expected(ERRORS, up=False),
        expected(ATTRITION_METRIC, up=False),
    )
    label = Label("试点", "A pilot")
    return Measure("pilot", label, START, "team" if teams else None, units, window, chosen, {}, SourceRef())


def expected(metric: Metric, *, up: bool, least: Fraction | int = 2) -> Expected:
    return Expected(metric, up, Fraction(least))


def rows(seed: int, teams: int = 9, size: int = 6, months: int = 12, effect: int = 0) -> list[Row]:
    """People who come, go, change teams and lack data; the first four teams gain ``effect`` from July on."""
    chance = random.Random(seed)
    made = []
    for person in range(teams * size):
        team, level = person % teams, chance.gauss(88, 4)
        first, last = (chance.randrange(months), chance.randrange(months)) if chance.random() < 0.2 else (0, months)
        for at in range(months):
            if not first <= at <= last or chance.random() < 0.03:
                continue
            team = chance.randrange(teams) if chance.random() < 0.02 else team
            month = Month(2025, at + 1)
            gained = effect if team < 4 and month >= START else 0
            csat = Fraction(round((level + gained + chance.gauss(0, 3)) * 100), 100)
            errors = Fraction(chance.randrange(40), chance.randrange(20, 60))
            blank = chance.random() < 0.05
            name = "" if chance.random() < 0.01 else f"T{team}"
            made.append(Row(f"A{person:03}", month, name, {"csat": None if blank else csat, "error_rate": errors}))
    return made


def panel(of: Sequence[Row]) -> Panel:
    """The rows as arrays."""
    ids, months = sorted({row.agent for row in of}), sorted({row.month for row in of})
    names = sorted({row.team for row in of if row.team})
    present = np.zeros((len(ids), len(months)), dtype=bool)
    units = np.full(present.shape, -1, dtype=np.int64)
    values: dict[str, list[list[Fraction | None]]] = {
        name: [[None] * len(ids) for _month in months] for name in ("csat", "error_rate")
    }
    for row in of:
        who, when = ids.index(row.agent), months.index(row.month)
        present[who, when] = True
        units[who, when] = names.index(row.team) if row.team else -1
        for name, value in row.values.items():
            values[name][when][who] = value
    columns = {name: tuple(map(Exact.from_fractions, found)) for name, found in values.items()}
    return Panel(tuple(months), present, {"team": units}, {"team": tuple(names)}, columns)
