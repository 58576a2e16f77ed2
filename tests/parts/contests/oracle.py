"""Skill contests and the duties of those who won them, from section 7 of people.md alone, to check the program against.

In: `Month`, who has a row in one month and what its own workbook says: the rows of 竞赛 (`Entry`) in any order, or None
where it has no such sheet, and those of 授课 (`Lesson`), the whole history known to that month, or None. Rows of people
without a row, contest rows of other months and lessons dated later stand in the lists as they stand on the sheets; the
functions leave them out.

Out, of a month (and of the months known from before it, for duties); None without a sheet 竞赛 (the part is off):
    contests()       the JSON key "contests"; a title without a row of somebody who is there has no contest
    duties()         the JSON key "duties"
    awards()         the wins as they stand among the month's awards
    strangers(), later(), without_final()   what gets a note
    errors()         what the sheet 竞赛 may not hold, by kind, title and person

Figures are data (`FIGURES`) that a test can replace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from tests.parts.agents import first_day, last_day, month_after
from tests.parts.pay.oracle import json_text

FIGURES: Mapping[str, Any] = {
    "titles": ["product_expert", "hard_case_expert", "complaint_expert"],
    "least": Fraction(60),
    "finalists": 5,
    "most": Fraction(100),
    "prize": Fraction(200),
    "owed": Fraction(4),
    "months": 3,
}


@dataclass(frozen=True)
class Entry:
    """A row of 竞赛; final None = blank; month None = every month of the workbook."""

    title: str
    agent_id: str
    preliminary: Fraction
    final: Fraction | None = None
    month: str | None = None


@dataclass(frozen=True)
class Lesson:
    """A row of 授课."""

    day: date
    agent_id: str
    title: str
    hours: Fraction


@dataclass(frozen=True)
class Month:
    """One month as its workbook has it; month as 2025-03."""

    month: str
    people: Sequence[str]
    entries: Sequence[Entry] | None
    lessons: Sequence[Lesson] | None = None
    figures: Mapping[str, Any] = field(default_factory=lambda: FIGURES)


class Duty(NamedTuple):
    """What a win owes: hours given, and the day on which they sufficed."""

    title: str
    won: str
    agent_id: str
    given: Fraction
    done_on: date | None


# -- contests ---------------------------------------------------------------------------------------------------------


def contests(month: Month) -> list[dict[str, Any]] | None:
    """The contests of a month, titles in the order of the rules, people by id."""
    if month.entries is None:
        return None
    return [contest(month, title) for title in month.figures["titles"] if entrants(month, title)]


def contest(month: Month, title: str) -> dict[str, Any]:
    """One contest."""
    those = finalists(month, title)
    return {
        "title": title,
        "entrants": len(entrants(month, title)),
        "finalists": ids(those),
        "winners": ids(winners(month, title)),
        "state": "running" if those and not with_final(those) else "decided",
    }


def entrants(month: Month, title: str) -> list[Entry]:
    """The entries of a title in the month, of people who have a row."""
    return [
        one
        for one in month.entries or []
        if one.title == title and one.month in {None, month.month} and one.agent_id in month.people
    ]


def finalists(month: Month, title: str) -> list[Entry]:
    """Those from the least preliminary on who have fewer than five better ones: ties at the cut are all in."""
    able = [one for one in entrants(month, title) if one.preliminary >= month.figures["least"]]
    return [
        one for one in able if sum(other.preliminary > one.preliminary for other in able) < month.figures["finalists"]
    ]


def with_final(those: Sequence[Entry]) -> list[Entry]:
    """Those who have a final."""
    return [one for one in those if one.final is not None]


def winners(month: Month, title: str) -> list[Entry]:
    """The best final among the finalists, then the best preliminary; who is still tied shares."""
    those = with_final(finalists(month, title))
    best = max(map(standing, those), default=None)
    return [one for one in those if standing(one) == best]


def standing(one: Entry) -> tuple[Fraction, Fraction]:
    """What decides."""
    assert one.final is not None
    return one.final, one.preliminary


def ids(entries: Sequence[Entry]) -> list[str]:
    """Whose entries they are, by id."""
    return sorted(one.agent_id for one in entries)


def awards(month: Month) -> list[dict[str, Any]]:
    """The wins among the month's awards, titles by id."""
    return [award(month, one) for title in sorted(month.figures["titles"]) for one in by_id(winners(month, title))]


def award(month: Month, one: Entry) -> dict[str, Any]:
    """One win."""
    assert one.final is not None
    return {
        "award": f"contest:{one.title}",
        "period": month.month,
        "within": {},
        "rank": None,  # it is not ranked: a condition decides
        "agent_id": one.agent_id,
        "score": json_text(one.final),
        "tied": len(winners(month, one.title)) > 1,
        "prize": {"amount": json_text(month.figures["prize"]), "currency": "CNY"},
    }


def by_id(entries: Sequence[Entry]) -> list[Entry]:
    """The entries in the order of the ids."""
    return sorted(entries, key=lambda one: one.agent_id)


# -- duties -----------------------------------------------------------------------------------------------------------


def duties(month: Month, before: Sequence[Month] = ()) -> list[dict[str, Any]] | None:
    """The duty of every known win of people who have a row, titles in the order of the rules, then by won and id."""
    if month.entries is None:
        return None
    titles = list(month.figures["titles"])
    found = [one for one in owed(month, before) if one.agent_id in month.people]
    return [told(month, one) for one in sorted(found, key=lambda one: (titles.index(one.title), *one[1:3]))]


def owed(month: Month, before: Sequence[Month]) -> list[Duty]:
    """Every known win with what was given for it."""
    wins: dict[tuple[str, str], list[str]] = {}
    for each in sorted([*(one for one in before if one.month < month.month), month], key=lambda one: one.month):
        for title in each.figures["titles"]:
            for one in winners(each, title):
                wins.setdefault((title, one.agent_id), []).append(each.month)
    return [duty for (title, agent_id), won in wins.items() for duty in served(month, title, agent_id, won)]


def served(month: Month, title: str, agent_id: str, won: Sequence[str]) -> list[Duty]:
    """The duties of one person and title, oldest first, each hour given to the oldest that is not done yet."""
    found = [Duty(title, each, agent_id, Fraction(0), None) for each in won]
    for lesson in lessons_of(month, title, agent_id):
        left = lesson.hours
        for at, duty in enumerate(found):
            taken = min(left, month.figures["owed"] - duty.given) if first_day(duty.won) <= lesson.day else Fraction(0)
            left -= taken
            done = taken > 0 and duty.given + taken == month.figures["owed"]
            found[at] = duty._replace(given=duty.given + taken, done_on=lesson.day if done else duty.done_on)
    return found


def lessons_of(month: Month, title: str, agent_id: str) -> list[Lesson]:
    """The lessons of a person and title up to the as-of day, by date."""
    those = [one for one in month.lessons or [] if (one.title, one.agent_id) == (title, agent_id)]
    return sorted((one for one in those if one.day <= last_day(month.month)), key=lambda one: one.day)


def told(month: Month, duty: Duty) -> dict[str, Any]:
    """A duty as the JSON has it."""
    return {
        "title": duty.title,
        "agent_id": duty.agent_id,
        "won": duty.won,
        "owed": json_text(month.figures["owed"]),
        "given": json_text(duty.given),
        "state": state(month, duty),
        "done_on": duty.done_on and duty.done_on.isoformat(),
    }


def state(month: Month, duty: Duty) -> str:
    """Done, else overdue after the last month in which it may be done, else open."""
    if duty.given >= month.figures["owed"]:
        return "done"
    return "overdue" if month.month > month_after(duty.won, month.figures["months"]) else "open"


# -- notes and errors -------------------------------------------------------------------------------------------------


def strangers(month: Month) -> list[str]:
    """Who has a contest row for the month but no row among its agents."""
    return sorted({one.agent_id for one in month.entries or [] if one.month in {None, month.month}} - {*month.people})


def later(month: Month) -> int:
    """How many lessons are dated after the month and ignored; one note where not 0."""
    return sum(one.day > last_day(month.month) for one in month.lessons or [])


def without_final(month: Month) -> dict[str, list[str]]:
    """Finalists without a final beside others who have one, by title."""
    found: dict[str, list[str]] = {}
    for title in month.figures["titles"]:
        those = finalists(month, title)
        if with_final(those) and len(with_final(those)) < len(those):
            found[title] = ids([one for one in those if one.final is None])
    return found


def errors(month: Month) -> set[tuple[str, str, str]]:
    """What the sheet may not hold in a month: (kind, title, agent id)."""
    found: set[tuple[str, str, str]] = set()
    for title in month.figures["titles"]:
        rows, inside = entrants(month, title), ids(finalists(month, title))
        for one in rows:
            scores = [score for score in (one.preliminary, one.final) if score is not None]
            wrong = {
                "range": not all(0 <= score <= month.figures["most"] for score in scores),
                "twice": sum(other.agent_id == one.agent_id for other in rows) > 1,
                "no finalist": one.final is not None and one.agent_id not in inside,
            }
            found |= {(kind, title, one.agent_id) for kind, holds in wrong.items() if holds}
    return found
