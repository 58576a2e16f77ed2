"""The talent model from section 3 of people.md alone, to check the program against.

In: `Month`, what one month's workbook says of every agent with a row (`Person`) and whether it has a sheet 人员; and
the same of the month before (None: not among the files).

Out: `talent()`, agent id -> the object of the JSON key "talent", by id; None where the workbook has no sheet 人员 (the
part is off, the key absent). Whoever has no row on Roster has nulls, `near` [] and a tier.

Figures are data (`FIGURES`) that a test can replace: an axis has a cut line and lines metric -> (weight, method), a
method being ("ratio", target), ("bands", [(below, points), ..., (None, points)]), ("levels", {word: points}) or
("as_is", most).
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tests.parts.pay.oracle import half_up, json_text

Value = Fraction | str | None

LEVELS = {"none": Fraction(0), "basic": Fraction(60), "proficient": Fraction(90), "fluent": Fraction(100)}
FIGURES: Mapping[str, Any] = {
    "axes": {
        "enthusiasm": {
            "cut": Fraction(60),
            "lines": {
                "motivation": (30, ("ratio", Fraction(5))),
                "confidence": (30, ("ratio", Fraction(5))),
                "commitment": (30, ("ratio", Fraction(5))),
                "contributions": (10, ("bands", [(Fraction(1), Fraction(0)), (None, Fraction(100))])),
            },
        },
        "ability": {
            "cut": Fraction(90),
            "lines": {"score": (70, ("as_is", Fraction(120))), "project_knowledge": (30, ("levels", LEVELS))},
        },
    },
    "near": Fraction(2),
    "excellent": Fraction(105),
    "new": 6,
}
QUADRANTS = {(True, True): "I", (False, True): "II", (True, False): "III", (False, False): "IV"}  # enthusiasm, ability


@dataclass(frozen=True)
class Person:
    """One agent in one month; values by metric id, None = no data.

    values: motivation, confidence, commitment (1 to 5), contributions (a count, 0 where blank), score (own score as
    shown, before mentoring), project_knowledge (a level). on_roster: has a row on 人员.
    """

    values: Mapping[str, Value]
    qualified: bool = False
    hired: date | None = None
    on_roster: bool = True


@dataclass(frozen=True)
class Month:
    """One month as its workbook has it; month as 2025-03."""

    month: str
    people: Mapping[str, Person]
    roster: bool = True
    figures: Mapping[str, Any] = field(default_factory=lambda: FIGURES)


def talent(month: Month, before: Month | None = None) -> dict[str, dict[str, Any]] | None:
    """The objects of all agents of the month, by id."""
    if not month.roster:
        return None
    return {agent_id: talent_of(month, before, agent_id) for agent_id in sorted(month.people)}


def talent_of(month: Month, before: Month | None, agent_id: str) -> dict[str, Any]:
    """The object of one agent."""
    axes = {name: axis(month, agent_id, name) for name in month.figures["axes"]}
    told = {name: None if points is None else json_text(points) for name, points in axes.items()}
    return told | {
        "quadrant": quadrant(month, agent_id),
        "near": [name for name, points in axes.items() if is_near(month, name, points)],
        "from": came_from(month, before, agent_id),
        "tier": tier(month, agent_id),
    }


def axis(month: Month, agent_id: str, name: str) -> Fraction | None:
    """The points of an axis as shown; None where a metric is missing or the person has no row on Roster."""
    person = month.people[agent_id]
    lines = month.figures["axes"][name]["lines"]
    if not person.on_roster or any(person.values.get(metric) is None for metric in lines):
        return None
    earned = (weight * half_up(points(person.values[metric], how)) for metric, (weight, how) in lines.items())
    return half_up(sum(earned, Fraction(0)) / 100)


def points(value: Value, how: tuple[str, Any]) -> Fraction:
    """The points that a value earns by a method."""
    method, figures = how
    if isinstance(value, str):
        return Fraction(figures[value])
    assert value is not None, "an axis with a missing metric has no points"
    if method == "bands":
        return Fraction(next(earned for below, earned in figures if below is None or value < below))
    return 100 * value / Fraction(figures) if method == "ratio" else min(max(value, Fraction(0)), Fraction(figures))


def is_high(month: Month, agent_id: str, name: str) -> bool | None:
    """Whether an axis reaches its cut line; None without data."""
    held = axis(month, agent_id, name)
    return None if held is None else held >= month.figures["axes"][name]["cut"]


def is_near(month: Month, name: str, held: Fraction | None) -> bool:
    """Whether an axis is within so many points of its cut line, whatever the other axis."""
    return held is not None and abs(held - month.figures["axes"][name]["cut"]) <= month.figures["near"]


def quadrant(month: Month, agent_id: str) -> str | None:
    """I to IV by both axes; None where one has no data."""
    enthusiasm, ability = (is_high(month, agent_id, name) for name in ("enthusiasm", "ability"))
    return None if enthusiasm is None or ability is None else QUADRANTS[enthusiasm, ability]


def came_from(month: Month, before: Month | None, agent_id: str) -> str | None:
    """The quadrant of the calendar month before; None where the person, the month or its Roster is not there.

    Whoever has no row on Roster this month has nulls, this one too.
    """
    if before is None or not before.roster or agent_id not in before.people or not month.people[agent_id].on_roster:
        return None
    return quadrant(before, agent_id) if months_of(before.month) == months_of(month.month) - 1 else None


def tier(month: Month, agent_id: str) -> str:
    """The first tier that holds."""
    person = month.people[agent_id]
    score, served = person.values.get("score"), tenure(person.hired, month.month) if person.on_roster else None
    holds = {
        "excellent": person.qualified and isinstance(score, Fraction) and score >= month.figures["excellent"],
        "new": served is not None and served < month.figures["new"],
        "support": quadrant(month, agent_id) == "IV",
        "potential": is_high(month, agent_id, "enthusiasm") is True,
        "steady": True,
    }
    return next(name for name, held in holds.items() if held)


def tenure(hired: date | None, month: str) -> int | None:
    """Months of service: from the month of hiring to the month, plus 1 if hired on the 1st. Raises ValueError after."""
    if hired is None:
        return None
    year, number = map(int, month.split("-"))
    if hired > date(year, number, calendar.monthrange(year, number)[1]):
        raise ValueError(f"hired on {hired}, after {month}")
    return months_of(month) - (hired.year * 12 + hired.month) + (hired.day == 1)


def months_of(month: str) -> int:
    """A month as a number of months."""
    year, number = map(int, month.split("-"))
    return year * 12 + number
