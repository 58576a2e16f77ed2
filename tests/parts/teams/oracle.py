"""Teams' goals and the collaboration award from section 9 of people.md alone, to check the program against.

In: `Month`, every agent with a row (`Member`: the team, "" = none, and exact values by metric id in the unit that is
reported; "score" is the own score as shown, before mentoring; None = no data), and the rows of 团队目标 (`TeamGoal`;
the target of a pass metric is a percent). Rows of other months and of teams without members stand in the list.

Out: `teams()`, the list of the JSON key "teams": all teams of the month by name, their goals (may be none) by metric
id. `winners()`, team -> what the award says of it. Where the workbook has no sheet 团队目标 there is no `Month` to ask:
no key, no award.

Figures are data (`FIGURES`) that a test can replace; `weigh` names a metric that weights the members, None = none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from tests.parts.pay.oracle import half_up, json_text

Value = Fraction | str | None

FIGURES: Mapping[str, Any] = {
    "low_is_good": ["error_rate", "complaints", "handling_time", "response_time"],
    "never_blank": ["contributions", "proposals_adopted", "colleague_assists"],
    "weigh": None,
    "least_members": 3,
    "ranked_by": "colleague_assists",
    "then": "score",
}


@dataclass(frozen=True)
class Member:
    """One agent in one month."""

    team: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class TeamGoal:
    """A row of 团队目标; month None = every month of the workbook."""

    team: str
    metric: str
    target: Fraction
    month: str | None = None


@dataclass(frozen=True)
class Month:
    """What one month is decided on; month as 2025-03."""

    month: str
    members: Mapping[str, Member]
    goals: Sequence[TeamGoal]
    figures: Mapping[str, Any] = field(default_factory=lambda: FIGURES)


def teams(month: Month) -> list[dict[str, Any]]:
    """The teams of the month, by name."""
    named = sorted({member.team for member in month.members.values()} - {""})
    return [{"team": team, "members": len(of_team(month, team)), "goals": goals(month, team)} for team in named]


def counting(month: Month) -> list[TeamGoal]:
    """The goals that count in the month."""
    return [goal for goal in month.goals if goal.month in {None, month.month}]


def of_team(month: Month, team: str) -> list[Member]:
    """The members of a team."""
    return [member for member in month.members.values() if member.team == team]


def goals(month: Month, team: str) -> list[dict[str, Any]]:
    """The goals of a team by metric id."""
    own = [goal for goal in counting(month) if goal.team == team]
    return [entry(month, goal) for goal in sorted(own, key=lambda goal: goal.metric)]


def entry(month: Month, goal: TeamGoal) -> dict[str, Any]:
    """One goal as the JSON has it."""
    value = mean(month, goal.team, goal.metric)
    met, reached = is_met(month, goal, value), attainment(month, goal, value)
    return {
        "metric": goal.metric,
        "target": json_text(goal.target),
        "value": None if value is None else json_text(value),
        "counted": len(with_data(month, goal.team, goal.metric)),
        "met": met,
        "attainment": None if reached is None else json_text(reached),
    }


def with_data(month: Month, team: str, metric: str) -> list[tuple[Member, Fraction]]:
    """The members of a team with data in a metric: their values, 100 and 0 for a pass and a fail."""
    found = [(member, held(month, member, metric)) for member in of_team(month, team)]
    return [(member, value) for member, value in found if value is not None]


def held(month: Month, member: Member, metric: str) -> Fraction | None:
    """The number of a member that goes into the mean."""
    value = member.values.get(metric)
    if isinstance(value, str):
        return {"pass": Fraction(100), "fail": Fraction(0)}[value]
    return Fraction(0) if value is None and metric in month.figures["never_blank"] else value


def mean(month: Month, team: str, metric: str) -> Fraction | None:
    """The value of a team as shown; None where nobody has data."""
    weighed = [(weight(month, member), value) for member, value in with_data(month, team, metric)]
    total = sum((each for each, _ in weighed), Fraction(0))
    return half_up(sum((each * value for each, value in weighed), Fraction(0)) / total) if total else None


def weight(month: Month, member: Member) -> Fraction:
    """What a member counts: 1, or the value of the metric that weighs."""
    metric = month.figures["weigh"]
    return Fraction(1) if metric is None else held(month, member, metric) or Fraction(0)


def is_met(month: Month, goal: TeamGoal, value: Fraction | None) -> bool | None:
    """At least the target, at most where low is good; None without data."""
    if value is None:
        return None
    return value <= goal.target if goal.metric in month.figures["low_is_good"] else value >= goal.target


def attainment(month: Month, goal: TeamGoal, value: Fraction | None) -> Fraction | None:
    """100 x value / target, 2 decimals, half-up but down while not met; None where that says nothing."""
    if value is None or goal.target <= 0 or goal.metric in month.figures["low_is_good"]:
        return None
    exact = 100 * value / goal.target
    return half_up(exact) if is_met(month, goal, value) else Fraction(floor(exact * 100), 100)


def winners(month: Month) -> dict[str, dict[str, Any]]:
    """The teams that take the award, by name: figure, rank, tied."""
    ranked = {team: figures(month, team) for team in candidates(month)}
    best = max(ranked.values(), default=None)
    first = sorted(team for team, figures in ranked.items() if figures == best)
    return {team: {"score": ranked[team][0], "rank": 1, "tied": len(first) > 1} for team in first}


def candidates(month: Month) -> list[str]:
    """Teams of enough members whose goals, at least one, are all met, with a figure above 0."""
    return [
        one["team"]
        for one in teams(month)
        if one["members"] >= month.figures["least_members"]
        and one["goals"]
        and all(goal["met"] for goal in one["goals"])
        and figures(month, one["team"])[0] > 0
    ]


def figures(month: Month, team: str) -> tuple[Fraction, Fraction]:
    """What ranks a team, and what breaks its ties."""
    by, then = (simple_mean(month, team, month.figures[name]) for name in ("ranked_by", "then"))
    return by, then


def simple_mean(month: Month, team: str, metric: str) -> Fraction:
    """The mean over all members, as shown; no data is 0."""
    values = [held(month, member, metric) or Fraction(0) for member in of_team(month, team)]
    return half_up(sum(values, Fraction(0)) / len(values))


def strangers(month: Month) -> list[str]:
    """The teams that have a goal for the month but no member in it."""
    return sorted({goal.team for goal in counting(month)} - {member.team for member in month.members.values()})
