"""Mentors' scores from section 6 of people.md alone, to check the program against.

In: a month, the rows of 师徒 (`Pairing`), and of every agent with a row in the month the own score as shown, or None
where no metric of the scorecard has data. Rows of people without a row, and rows beginning after the month, stand in
the list as they stand on the sheet; the functions leave them out.

Out:
    mentoring()    agent id -> the JSON keys "score" (blended), "own_score" and "mentees"; on everybody
    blended()      the exact blended score of one agent
    not_counted()  mentor id -> the mentees of the month that do not count, each with a note
    strangers(), later()  who gets a note for having no row; how many rows begin after the month

An agent without any data has the own score 0. Figures are data (`FIGURES`) that a test can replace.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.parts.pay.oracle import half_up, json_text

FIGURES: Mapping[str, Fraction] = {"share": Fraction(1, 10), "standard": Fraction(100)}


@dataclass(frozen=True)
class Pairing:
    """A row of 师徒; both days are included, until None = open."""

    mentor: str
    mentee: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Month:
    """What one month is decided on; month as 2025-03."""

    month: str
    scores: Mapping[str, Fraction | None]
    pairings: Sequence[Pairing]
    figures: Mapping[str, Fraction] = field(default_factory=lambda: FIGURES)


def mentoring(month: Month) -> dict[str, dict[str, Any]]:
    """The keys of every agent of the month, by id."""
    return {agent_id: keys(month, agent_id) for agent_id in sorted(month.scores)}


def keys(month: Month, agent_id: str) -> dict[str, Any]:
    """The keys of one agent."""
    return {
        "score": json_text(blended(month, agent_id)),
        "own_score": json_text(own(month, agent_id)),
        "mentees": [
            {"agent_id": mentee, "days": len(days), "score": json_text(own(month, mentee))}
            for mentee, days in counted(month, agent_id).items()
        ],
    }


def blended(month: Month, agent_id: str) -> Fraction:
    """Own score + share x d/D x (M - standard), at least 0, half-up to 2 decimals."""
    mentees = counted(month, agent_id)
    if not mentees:
        return own(month, agent_id)
    weights = {mentee: len(days) for mentee, days in mentees.items()}
    total = sum((days * own(month, mentee) for mentee, days in weights.items()), Fraction(0))
    mean = total / sum(weights.values())
    present = Fraction(len(set().union(*mentees.values())), len(days_of(month.month)))
    lift = month.figures["share"] * present * (mean - month.figures["standard"])
    return half_up(max(own(month, agent_id) + lift, Fraction(0)))


def counted(month: Month, mentor: str) -> dict[str, set[date]]:
    """The mentees that count, by id, with the days of the month on which they are mentored."""
    return {mentee: days for mentee, days in mentored(month, mentor).items() if month.scores.get(mentee) is not None}


def not_counted(month: Month) -> dict[str, list[str]]:
    """The mentees of the month without a row or data, by mentor with a row; mentors without such a mentee left out."""
    found = {mentor: sorted(set(mentored(month, mentor)) - set(counted(month, mentor))) for mentor in month.scores}
    return {mentor: mentees for mentor, mentees in sorted(found.items()) if mentees}


def mentored(month: Month, mentor: str) -> dict[str, set[date]]:
    """The mentees of a mentor by id, with the days of the month on which they are mentored."""
    days: dict[str, set[date]] = {}
    for row in month.pairings:
        if row.mentor == mentor:
            days.setdefault(row.mentee, set()).update(day for day in days_of(month.month) if covers(row, day))
    return {mentee: held for mentee, held in sorted(days.items()) if held}


def covers(row: Pairing, day: date) -> bool:
    """Whether a day lies in a pairing."""
    return row.since <= day and (row.until is None or day <= row.until)


def own(month: Month, agent_id: str) -> Fraction:
    """The own score; 0 without data."""
    return month.scores[agent_id] or Fraction(0)


def days_of(month: str) -> list[date]:
    """The days of a month."""
    year, number = map(int, month.split("-"))
    return [date(year, number, 1) + timedelta(days=day) for day in range(calendar.monthrange(year, number)[1])]


def strangers(month: Month) -> list[str]:
    """Who is on the sheet but has no row among the agents of the month."""
    return sorted({person for row in month.pairings for person in (row.mentor, row.mentee)} - set(month.scores))


def later(month: Month) -> int:
    """How many rows begin after the as-of day and are ignored; one note where not 0."""
    return sum(row.since > days_of(month.month)[-1] for row in month.pairings)
