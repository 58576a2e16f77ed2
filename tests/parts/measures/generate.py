"""Random companies over some months with measures, and what the oracle needs of them.

`company(seed)` is repeatable: `Company.sheets` is one workbook with all its months, `Company.rules` the text of its
measures.yaml, `Company.months` and `Company.measures` what the oracle takes. People come, go, are away for a month,
change team, have no team; units are of unequal size; metrics lack data. No errors, only what gives notes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from tests.parts.agents import Agent, Workbook, agent, month_after
from tests.parts.measures.oracle import Months
from tests.parts.pay.generate import AGENTS, PAY_HEADERS, ROLES, Row
from tests.parts.pay.oracle import json_text

HEADS = {"teams": "组别", "projects": "项目", "sites": "职场"}
METRICS = ["csat", "error_rate", "productivity", "attitude", "score", "attrition", "complaints_solved"]
PASSES = {"pass": Fraction(100), "fail": Fraction(0)}
PERCENT = {"csat", "productivity", "attitude", "attrition"}
WORTH = [Fraction(text) for text in ("0.05", "0.5", "1", "3", "10", "40")]
POOL = 90


@dataclass
class Company:
    """A workbook, its measures, and both as the oracle takes them."""

    sheets: Workbook
    rules: str
    months: Months = field(default_factory=dict)
    measures: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Person:
    """Where somebody is, and what his satisfaction is about."""

    agent_id: str
    level: float
    units: dict[str, str]
    first: int
    last: int


def company(seed: int) -> Company:
    """A workbook of three to nine months, and two to five measures that fit it."""
    rng = random.Random(seed)
    names = [month_after("2025-01", at) for at in range(rng.randint(3, 9))]
    if len(names) > 5 and rng.random() < 0.2:
        names.remove(rng.choice(names[1:-1]))
    people = staff(rng, len(names))
    units = {level: sorted({one.units[level] for one in people}) for level in HEADS}
    measures = [measure(rng, f"m{at}", names, units) for at in range(rng.randint(2, 5))]
    made = Company({AGENTS: []}, "", {name: {} for name in names}, measures)
    moves = planted(rng, measures)
    for at, name in enumerate(names):
        for one in people:
            add(rng, made, one, at, name, moves, units)
    fit = [one for one in measures if one["level"] is None or seen(made.months, one)]
    made.measures = fit or [measures[0] | {"level": None, "pilot": []}]
    made.rules = measures_text(made.measures)
    return made


def seen(months: Months, done: dict[str, Any]) -> bool:
    """Whether somebody is in every unit of a pilot in some month."""
    there = {row[done["level"]] for rows in months.values() for row in rows.values()}
    return set(done["pilot"]) <= there


def staff(rng: random.Random, months: int) -> list[Person]:
    """People in teams, projects and sites of unequal size; some come later, some leave."""
    sizes = {"teams": rng.choice([7, 8, 9, 10]), "projects": rng.choice([8, 9, 42]), "sites": rng.choice([3, 8, 9])}
    marks = {level: [rng.random() ** 2 + 0.1 for _ in range(count)] for level, count in sizes.items()}
    return [one_person(rng, f"E{place:03}", months, marks) for place in range(rng.choice([9, 45, 60, 70, 80]))]


def one_person(rng: random.Random, agent_id: str, months: int, marks: dict[str, list[float]]) -> Person:
    """Somebody who is there from the beginning, or comes later; who stays, or leaves."""
    units = {level: f"{HEADS[level]}{rng.choices(range(len(own)), own)[0]:02}" for level, own in marks.items()}
    stays, comes = rng.random() < 0.8, rng.random() < 0.15
    first = rng.randrange(months) if comes else 0
    last = months if stays else rng.randrange(first, months)
    return Person(agent_id, rng.gauss(85, 5), units, first, last)


def measure(rng: random.Random, name: str, months: list[str], units: dict[str, list[str]]) -> dict[str, Any]:
    """A measure that starts after the first month given, for some units or everybody."""
    level = rng.choice([*HEADS, *HEADS, None])
    known = units[level] if level else []
    level = level if len(known) > 1 else None
    half = 1 if len(known) > 12 else rng.choice([1, *[len(known) // 2] * 6, rng.randint(1, max(1, len(known) - 1))])
    metrics = rng.sample(METRICS, rng.choice([1, 1, 2, 3]))
    return {
        "id": name,
        "from": rng.choice(months[1:]),
        "level": level,
        "pilot": rng.sample(known, half or 1) if level else [],
        "window": rng.choice([1, 2, 3, 3, 4]),
        "expects": {metric: (rng.choice(["up", "down"]), rng.choice(WORTH)) for metric in metrics},
    } | ({"from": next_after(rng, months)} if len(months) > 2 else {})


def next_after(rng: random.Random, months: list[str]) -> str:
    """A month whose month before is given."""
    return rng.choice([name for name in months if month_after(name, -1) in months])


def measures_text(measures: list[dict[str, Any]]) -> str:
    """measures.yaml."""
    return "\n".join(["measures:", *(line for one in measures for line in measure_lines(one)), ""])


def measure_lines(one: dict[str, Any]) -> Iterator[str]:
    """One measure."""
    yield f"  {one['id']}:"
    yield f"    name: {one['id']}"
    yield f"    from: {one['from']}"
    if one["level"]:
        yield f"    {one['level']}: [{', '.join(one['pilot'])}]"
    yield f"    window: {one['window']}"
    yield "    expects:"
    for metric, (direction, worth) in one["expects"].items():
        yield f"      {metric}: {{{direction}: {json_text(worth)}{'%' if metric in PERCENT else ''}}}"


def planted(rng: random.Random, measures: list[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    """Some measures change satisfaction."""
    return [(one, rng.choice([-8, -3, 3, 8, 15])) for one in measures if rng.random() < 0.5]


def add(
    rng: random.Random,
    made: Company,
    one: Person,
    at: int,
    name: str,
    moves: list[tuple[dict[str, Any], int]],
    units: dict[str, list[str]],
) -> None:
    """The row of somebody in a month, if there is one."""
    if not one.first <= at <= one.last or rng.random() < 0.03:
        return
    if rng.random() < 0.04:
        level = rng.choice(list(HEADS))
        one.units[level] = rng.choice(units[level])
    here = {level: None if level != "projects" and rng.random() < 0.02 else unit for level, unit in one.units.items()}
    gained = sum(gain for done, gain in moves if name >= done["from"] and reached(done, here))
    satisfied = None if rng.random() < 0.06 else round(Fraction(one.level + gained + rng.gauss(0, 3)), 2)
    satisfied = satisfied and min(max(satisfied, Fraction(0)), Fraction(100))
    held = rng.choice(pool())
    values = {key: PASSES.get(str(value), value) for key, value in held.values.items()}
    values |= {"csat": satisfied, "score": held.score}
    made.months[name][one.agent_id] = {**here, "values": {metric: values.get(metric) for metric in METRICS}}
    made.sheets[AGENTS].append(row_of(held, one.agent_id, name, here, satisfied))


def reached(done: dict[str, Any], here: dict[str, str | None]) -> bool:
    """Whether a measure is for somebody who is here."""
    return done["level"] is None or here[done["level"]] in done["pilot"]


def row_of(held: Agent, agent_id: str, name: str, here: dict[str, str | None], satisfied: Fraction | None) -> Row:
    """The row of a prototype, of somebody else in another month."""
    own = {"月份": name, "工号": agent_id, "姓名": f"测试员{agent_id}"}
    own[PAY_HEADERS["csat"]] = "" if satisfied is None else json_text(satisfied) + "%"
    return held.row | own | {HEADS[level]: unit or "" for level, unit in here.items()}


@cache
def pool() -> list[Agent]:
    """Agents of all roles with exact scores, made once: what their rows hold is drawn from for every row."""
    rng = random.Random(11)
    roles = list(ROLES)
    return [
        agent(rng, "E000", "2025-01", role=roles[at % len(roles)], changes={"complaints_solved": rng.choice(SOLVED)})
        for at in range(POOL)
    ]


SOLVED: list[Fraction | None] = [None, *map(Fraction, (0, 1, 3, 8))]
