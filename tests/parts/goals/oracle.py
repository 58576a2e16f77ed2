"""Personal goals from section 4 of people.md alone, to check the program against.

In: `Month`, the exact values of every agent with a row by metric id (with "score", as shown and after mentoring, and
what formulas give: workload, contributions), in the unit that is reported (percent, per mille, seconds, words of
levels and passes as ids; None = no data), and the rows of 目标 (`Goal`), targets read in the same unit. Rows of people
without a row and rows of other months stand in the list; the functions leave them out.

Out: `goals()`, agent id -> the list of the JSON key "goals", by metric id; every agent has one. `strangers()`: who gets
a note for having no row. Where the workbook has no sheet 目标 there is no `Month` to ask.

What is low-is-good and the order of words are data (`FIGURES`) that a test can replace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from tests.parts.pay.oracle import half_up, json_text

Value = Fraction | str | None

FIGURES: Mapping[str, Sequence[str]] = {
    "low_is_good": ["error_rate", "complaints", "handling_time", "response_time"],
    "levels": ["none", "basic", "proficient", "fluent"],
    "passes": ["fail", "pass"],
}


@dataclass(frozen=True)
class Goal:
    """A row of 目标; month None = every month of the workbook."""

    agent_id: str
    metric: str
    target: Fraction | str
    month: str | None = None


@dataclass(frozen=True)
class Month:
    """What one month is decided on; month as 2025-03."""

    month: str
    values: Mapping[str, Mapping[str, Value]]
    goals: Sequence[Goal]
    figures: Mapping[str, Sequence[str]] = field(default_factory=lambda: FIGURES)


def goals(month: Month) -> dict[str, list[dict[str, Any]]]:
    """The goals of every agent, by agent id and metric id."""
    told: dict[str, list[dict[str, Any]]] = {agent_id: [] for agent_id in sorted(month.values)}
    for goal in sorted(month.goals, key=lambda goal: goal.metric):
        if goal.agent_id in told and goal.month in {None, month.month}:
            told[goal.agent_id].append(entry(month, goal))
    return told


def entry(month: Month, goal: Goal) -> dict[str, Any]:
    """One goal as the JSON has it."""
    value = month.values[goal.agent_id].get(goal.metric)
    return {
        "metric": goal.metric,
        "target": text(goal.target),
        "value": text(value),
        "met": is_met(month, goal, value),
        "attainment": text(attainment(month, goal, value)),
    }


def text(value: Value) -> str | None:
    """A value as the JSON has it."""
    return json_text(value) if isinstance(value, Fraction) else value


def is_met(month: Month, goal: Goal, value: Value) -> bool | None:
    """At least the target, at most where low is good; None without data."""
    if value is None:
        return None
    held, wanted = (size(month, each) for each in (value, goal.target))
    return held <= wanted if goal.metric in month.figures["low_is_good"] else held >= wanted


def size(month: Month, value: Fraction | str) -> Fraction:
    """A number that orders values: itself, or the place of a word among its words."""
    if isinstance(value, Fraction):
        return value
    words = month.figures["passes"] if value in month.figures["passes"] else month.figures["levels"]
    return Fraction(list(words).index(value))


def attainment(month: Month, goal: Goal, value: Value) -> Fraction | None:
    """100 x value / target, 2 decimals, half-up but down while not met; None where that says nothing."""
    if goal.metric in month.figures["low_is_good"] or not isinstance(goal.target, Fraction) or goal.target <= 0:
        return None
    if not isinstance(value, Fraction):
        return None
    exact = 100 * value / goal.target
    return half_up(exact) if is_met(month, goal, value) else Fraction(floor(exact * 100), 100)


def strangers(month: Month) -> list[str]:
    """Who has a goal for the month but no row among its agents."""
    return sorted({goal.agent_id for goal in month.goals if goal.month in {None, month.month}} - set(month.values))
