"""Learning points and the award for them from section 6 of people.md alone, to check the program against.

In: `Month`, one month with what its own workbook says: score and qualification of every agent with a row, and the rows
of 培训 (`Training`) in the order of the sheet, or None where the workbook has no such sheet. Rows dated after the month
and rows of people without a row stand in the list as they stand on the sheet; the functions leave them out.

Out:
    metrics()        agent id -> {"learning_points", "certificates", "points_earned": text of the exact value}, None
                     where the workbook has no sheet 培训 (the columns are absent)
    learning_star()  the entries of the award 学习之星 of a quarter's three months, by agent id: {"rank": 1, "agent_id",
                     "score": text of the sum that ranked, "tied": whether the place is shared after the tie-breaker}
    strangers(), later()  who gets a note for having no row; how many rows are dated after the month

Figures are data (`FIGURES`) that a test can replace.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tests.parts.pay.oracle import half_up, json_text

FIGURES: Mapping[str, int] = {"window": 12}


@dataclass(frozen=True)
class Training:
    """A row of 培训; certificate: its cell is filled."""

    day: date
    agent_id: str
    points: Fraction
    certificate: bool = False


@dataclass(frozen=True)
class Standing:
    """Score as shown and qualification of one agent in one month."""

    score: Fraction
    qualified: bool


@dataclass(frozen=True)
class Month:
    """One month as its workbook has it; month as 2025-03."""

    month: str
    agents: Mapping[str, Standing]
    training: Sequence[Training] | None
    figures: Mapping[str, int] = field(default_factory=lambda: FIGURES)


def metrics(month: Month) -> dict[str, dict[str, str]] | None:
    """The three metrics of every agent, by id."""
    if month.training is None:
        return None
    return {agent_id: metrics_of(month, agent_id) for agent_id in sorted(month.agents)}


def metrics_of(month: Month, agent_id: str) -> dict[str, str]:
    """The three metrics of one agent; 0 without a row."""
    window = in_window(month, agent_id, month.figures["window"])
    points = sum((row.points for row in window), Fraction(0))
    certificates = sum(row.certificate for row in window)
    return {
        "learning_points": json_text(points),
        "certificates": str(certificates),
        "points_earned": json_text(points_earned(month, agent_id)),
    }


def points_earned(month: Month, agent_id: str) -> Fraction:
    """The points dated in the month itself; 0 without the sheet."""
    return sum((row.points for row in in_window(month, agent_id, 1)), Fraction(0))


def in_window(month: Month, agent_id: str, months: int) -> list[Training]:
    """The rows of a person in the last so many months, the month itself included."""
    first, last = first_day(month.month, 1 - months), last_day(month.month)
    return [row for row in month.training or [] if row.agent_id == agent_id and first <= row.day <= last]


def learning_star(months: Sequence[Month]) -> list[dict[str, Any]]:
    """Who wins over the three months: the highest sum above 0, then the highest quarter score; ties share."""
    keys = {agent_id: (earned(months, agent_id), mean_score(months, agent_id)) for agent_id in candidates(months)}
    best = max(keys.values(), default=None)
    if best is None or best[0] <= 0:
        return []
    winners = [agent_id for agent_id, key in keys.items() if key == best]
    score, tied = json_text(best[0]), len(winners) > 1
    return [{"rank": 1, "agent_id": agent_id, "score": score, "tied": tied} for agent_id in winners]


def candidates(months: Sequence[Month]) -> list[str]:
    """Who has a row and is qualified in every month, by id."""
    first, *others = months
    return [
        agent_id
        for agent_id in sorted(first.agents)
        if all(agent_id in month.agents and month.agents[agent_id].qualified for month in [first, *others])
    ]


def earned(months: Sequence[Month], agent_id: str) -> Fraction:
    """The sum of the points earned, each month by its own workbook, as compared: half-up to 2 decimals."""
    return half_up(sum((points_earned(month, agent_id) for month in months), Fraction(0)))


def mean_score(months: Sequence[Month], agent_id: str) -> Fraction:
    """The mean of the months' scores as shown, half-up to 2 decimals."""
    return half_up(sum((month.agents[agent_id].score for month in months), Fraction(0)) / len(months))


def strangers(month: Month) -> list[str]:
    """Who is on the sheet but has no row among the agents of the month."""
    return sorted({row.agent_id for row in month.training or []} - set(month.agents))


def later(month: Month) -> int:
    """How many rows are dated after the month and ignored; one note where not 0."""
    return sum(row.day > last_day(month.month) for row in month.training or [])


def first_day(month: str, shift: int = 0) -> date:
    """The first day of a month, or of the month that lies some months later."""
    year, number = map(int, month.split("-"))
    year, number = divmod(year * 12 + number - 1 + shift, 12)
    return date(year, number + 1, 1)


def last_day(month: str) -> date:
    """The last day of a month."""
    first = first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
