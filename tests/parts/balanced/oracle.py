"""Managers' balanced scorecards, and the floating pay that they pay, from sections 8 and 1 of people.md alone.

In: `Month`, everybody with a row (with the days in post and working days of the month) and the rows of 平衡记分卡
(`Measure`) in the order of the sheet. Rows of people without a row and rows of other months stand in the list; the
functions leave them out. Where the workbook has no sheet 平衡记分卡 there is no `Month` to ask.

Out:
    balanced()      agent id -> the object of the JSON key "balanced", None without a measure
    floating_pay()  agent id -> the floating pay's object in the JSON key "pay", None without a balanced scorecard;
                    the "note" of a step says whether there is one
    strangers()     who gets a note for having no row
    blank()         the measures without an actual value, each named
    unplanned()     the measures below 100 points without an action plan, each with a note
    errors()        what a sheet may not hold, by kind and person

Figures are data (`FIGURES`) that a test can replace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.parts.pay import oracle as pay
from tests.parts.pay.oracle import half_up, json_text

FIGURES: Mapping[str, Any] = {
    "perspectives": ["financial", "customer", "process", "learning"],
    "most": Fraction(120),
    "plan_below": Fraction(100),
    "floating_pay": pay.FLOATING_PAY,
}


@dataclass(frozen=True)
class Measure:
    """A row of 平衡记分卡; weight in percent, target and actual in one unit; month None = every month."""

    agent_id: str
    perspective: str
    name: str
    weight: Fraction
    target: Fraction
    actual: Fraction | None = None
    lower: bool = False
    action: bool = False
    month: str | None = None


@dataclass(frozen=True)
class Days:
    """Days in post and working days; None = blank."""

    in_post: Fraction | None = None
    working: Fraction | None = None


@dataclass(frozen=True)
class Month:
    """What one month is decided on; month as 2025-03. roster: the workbook has days in post at all."""

    month: str
    people: Mapping[str, Days]
    measures: Sequence[Measure]
    roster: bool = False
    figures: Mapping[str, Any] = field(default_factory=lambda: FIGURES)


def balanced(month: Month) -> dict[str, dict[str, Any] | None]:
    """The balanced scorecard of every agent, by id."""
    return {agent_id: card(month, agent_id) for agent_id in sorted(month.people)}


def card(month: Month, agent_id: str) -> dict[str, Any] | None:
    """The object of one agent."""
    held = measures_of(month, agent_id)
    if not held:
        return None
    return {
        "score": json_text(score(month, agent_id)),
        "perspectives": [of_perspective(month, name, held) for name in used(month, held)],
        "measures": [
            {"measure": one.name, "points": json_text(points(month, one)), "action": one.action} for one in held
        ],
    }


def measures_of(month: Month, agent_id: str) -> list[Measure]:
    """The measures of a person in the month, as on the sheet."""
    return [one for one in month.measures if one.agent_id == agent_id and one.month in {None, month.month}]


def used(month: Month, held: Sequence[Measure]) -> list[str]:
    """The perspectives that have a measure, in the order of the rules."""
    return [name for name in month.figures["perspectives"] if any(one.perspective == name for one in held)]


def of_perspective(month: Month, name: str, held: Sequence[Measure]) -> dict[str, str]:
    """One perspective: its weight, and the mean of its measures by weight."""
    rows = [one for one in held if one.perspective == name]
    weight = sum((one.weight for one in rows), Fraction(0))
    return {
        "perspective": name,
        "weight": json_text(weight),
        "score": json_text(half_up(earned(month, rows) / weight)),
    }


def score(month: Month, agent_id: str) -> Fraction:
    """The balanced score as shown."""
    return half_up(earned(month, measures_of(month, agent_id)) / 100)


def earned(month: Month, rows: Sequence[Measure]) -> Fraction:
    """The sum of weight x points as shown."""
    return sum((one.weight * points(month, one) for one in rows), Fraction(0))


def points(month: Month, one: Measure) -> Fraction:
    """The points of a measure, 2 decimals half-up, from 0 to the most; 0 without an actual value."""
    if one.actual is None:
        return Fraction(0)
    if one.target == 0:
        return Fraction(100 if one.actual == 0 else 0)
    share = one.actual / one.target
    return half_up(min(max(100 * (2 - share if one.lower else share), Fraction(0)), month.figures["most"]))


def floating_pay(month: Month) -> dict[str, dict[str, Any] | None]:
    """The floating pay of every agent, by id."""
    return {agent_id: pay_of(month, agent_id) for agent_id in sorted(month.people)}


def pay_of(month: Month, agent_id: str) -> dict[str, Any] | None:
    """The floating pay of one agent."""
    if not measures_of(month, agent_id):
        return None
    days = month.people[agent_id]
    agent = pay.AgentMonth(
        "", roster=month.roster, days=days.in_post, working=days.working, balanced=score(month, agent_id)
    )
    found = pay.floating_pay(agent, month.figures["floating_pay"])
    assert found is not None
    steps = [{"step": one.step, "amount": json_text(one.amount), "note": one.note is not None} for one in found.steps]
    return {"pay": "floating_pay", "amount": json_text(found.amount), "currency": "CNY", "steps": steps}


def strangers(month: Month) -> list[str]:
    """Who has a measure in the month but no row among its agents."""
    return sorted({one.agent_id for one in month.measures if one.month in {None, month.month}} - set(month.people))


def blank(month: Month) -> list[tuple[str, str]]:
    """Agent and measure of each one without an actual value, by agent, as on the sheet."""
    return [(agent_id, one.name) for agent_id, one in held(month) if one.actual is None]


def unplanned(month: Month) -> list[tuple[str, str]]:
    """Agent and measure of each one below 100 points without an action plan, by agent, as on the sheet."""
    below = month.figures["plan_below"]
    return [(agent_id, one.name) for agent_id, one in held(month) if points(month, one) < below and not one.action]


def held(month: Month) -> list[tuple[str, Measure]]:
    """Every measure of everybody with a row, by agent, as on the sheet."""
    return [(agent_id, one) for agent_id in sorted(month.people) for one in measures_of(month, agent_id)]


def errors(months: Sequence[str], measures: Sequence[Measure]) -> set[tuple[str, str]]:
    """What a sheet may not hold: (kind, agent id); a person's weights are those of one month."""
    found = {(kind, one.agent_id) for one in measures for kind in wrong(one)}
    for month in months:
        rows = [one for one in measures if one.month in {None, month}]
        for agent_id in {one.agent_id for one in rows}:
            held = [one for one in rows if one.agent_id == agent_id]
            found |= {("sum", agent_id)} if sum(one.weight for one in held) != 100 else set()
            found |= {("twice", agent_id)} if len({one.name for one in held}) < len(held) else set()
    return found


def wrong(one: Measure) -> list[str]:
    """What is wrong with a row alone."""
    return [
        kind
        for kind, holds in (
            ("weight", one.weight <= 0),
            ("negative target", one.target < 0),
            ("target 0", one.target == 0 and not one.lower),
        )
        if holds
    ]
