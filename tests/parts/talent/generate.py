"""Random companies for the talent model: workbooks with 坐席 and 人员, and what the oracle decides on.

`company(seed)` is repeatable and holds two months in order (the second has movement); `CompanyMonth.sheets` is one
workbook: sheet name -> rows, a row a dict of header -> cell text ("" = blank cell). `CompanyMonth.truth` is what
`oracle.talent` takes, that of the first month as `before` of the second; `CompanyMonth.agents` says what the rows of
坐席 come to. Where a month has no sheet 人员, its columns may stand on 坐席, which does not count for talent. No
errors, only what gives notes: people without a row here or there, blank cells, columns that are absent.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.parts.agents import STRANGER, Agent, Workbook, agent, first_day, last_day, month_after, sheet
from tests.parts.pay.generate import ROSTER, Row
from tests.parts.pay.oracle import half_up, json_text
from tests.parts.talent.oracle import FIGURES, Month, Person

MONTHS = ["2024-03", "2025-01", "2025-03", "2025-08"]
RATINGS = {"motivation": "动机", "confidence": "信心", "commitment": "承诺"}
HIRED = "入职日期"
HUNDREDTH = Fraction(1, 100)
BESIDE = [step * HUNDREDTH for step in (-201, -200, -199, -1, 0, 1, 199, 200, 201)]  # around a cut line, in points
ONE = timedelta(days=1)


@dataclass
class CompanyMonth:
    """One month of a company: the workbook, what its agents' rows come to, and what the oracle needs."""

    month: str
    sheets: Workbook
    agents: list[Agent]
    truth: Month


def company(seed: int, size: int = 18) -> list[CompanyMonth]:
    """Two months of a company in order."""
    rng = random.Random(seed)
    last = rng.choice(MONTHS)
    hired = {f"P{place:02}": rng.choice(hirings(last)) for place in range(1, size + 1)}
    absent = rng.choice([None] * 8 + [HIRED, *RATINGS.values()])
    without = rng.choice([None] * 8 + [last, month_after(last, -1)])
    return [month_of(rng, month, hired, absent, roster=month != without) for month in (month_after(last, -1), last)]


def hirings(month: str) -> list[date | None]:
    """Days of hiring: 4 to 7 months of service, on the 1st and beside it, in the month itself, long ago, blank."""
    firsts = [first_day(month, -later) for later in (4, 5, 6)]
    beside = [day for first in firsts for day in (first - ONE, first, first + ONE)]
    return [*beside, *beside, last_day(month), first_day(month), date(2020, 5, 4), date(2020, 5, 4), None]


def month_of(
    rng: random.Random, month: str, hired: dict[str, date | None], absent: str | None, *, roster: bool
) -> CompanyMonth:
    """The workbook of one month; whoever is hired later is not there, nor are a few others."""
    served = {agent_id: day for agent_id, day in hired.items() if day is None or day <= last_day(month)}
    present = [agent_id for agent_id in served if rng.random() < 0.93]
    agents = [agent_of(rng, agent_id, month) for agent_id in present]
    people = {held.agent_id: person_of(rng, held, served[held.agent_id], absent) for held in agents}
    truth = Month(month, people, roster)
    held_rows = {agent_id: roster_row(agent_id, person, absent) for agent_id, person in people.items()}
    if not roster:
        beside = rng.random() < 0.5
        rows = [held.row | held_rows[held.agent_id] if beside else held.row for held in agents]
        return CompanyMonth(month, {"坐席": rows}, agents, truth)
    listed = [held_rows[agent_id] for agent_id, person in people.items() if person.on_roster]
    listed += [roster_row(STRANGER, next(iter(people.values())), absent)] if rng.random() < 0.4 else []
    rng.shuffle(listed)
    return CompanyMonth(month, sheet(agents) | {ROSTER: listed}, agents, truth)


def agent_of(rng: random.Random, agent_id: str, month: str) -> Agent:
    """An agent beside the line of ability or of the excellent, or anywhere, or without any data."""
    kind = rng.random()
    if kind < 0.05:
        return agent(rng, agent_id, month, blank=True)
    if kind < 0.3:
        steps = (-1, 0, 1)
        wanted = FIGURES["excellent"] + rng.choice(steps) * HUNDREDTH
        return agent(rng, agent_id, month, wanted=wanted, must_qualify=rng.random() < 0.8)
    if kind < 0.8:
        return agent(rng, agent_id, month, wanted=beside_ability(rng))
    return agent(rng, agent_id, month)


def beside_ability(rng: random.Random) -> Fraction:
    """A score that with fluent knowledge comes to a wanted ability (70 % of it and 30 points), or beside."""
    ability = FIGURES["axes"]["ability"]["cut"] + rng.choice(BESIDE)
    return half_up((ability - 30) / Fraction(7, 10)) + rng.choice([-1, 0, 0, 1]) * HUNDREDTH


def person_of(rng: random.Random, held: Agent, hired: date | None, absent: str | None) -> Person:
    """What the oracle needs of an agent: ratings beside the line of enthusiasm, or anywhere, some of them blank."""
    contributions = held.values["contributions"]
    ratings = beside_enthusiasm(rng, contributions) if rng.random() < 0.7 else whole_ratings(rng)
    on_roster = rng.random() < 0.93
    lacking = [name for name, head in RATINGS.items() if head == absent or not on_roster or rng.random() < 0.02]
    told = {
        **ratings,
        **dict.fromkeys(lacking),
        "contributions": contributions,
        "score": held.score,
        "project_knowledge": held.values["project_knowledge"],
    }
    return Person(told, held.qualified, None if absent == HIRED or not on_roster else hired, on_roster)


def whole_ratings(rng: random.Random) -> dict[str, Fraction]:
    """Ratings of whole numbers."""
    return {name: Fraction(rng.randint(1, 5)) for name in RATINGS}


def beside_enthusiasm(rng: random.Random, contributions: object) -> dict[str, Fraction]:
    """Ratings (points / 20) that come to a wanted enthusiasm: 30 % of each one's points, and 10 for a contribution."""
    wanted = FIGURES["axes"]["enthusiasm"]["cut"] + rng.choice(BESIDE) - (10 if contributions else 0)
    total = half_up(wanted / Fraction(3, 10))
    first = half_up(total / 3) + rng.randint(-1500, 1500) * HUNDREDTH
    second = half_up((total - first) / 2)
    return {name: held / 20 for name, held in zip(RATINGS, (first, second, total - first - second), strict=True)}


def roster_row(agent_id: str, person: Person, absent: str | None) -> Row:
    """A row of 人员 without the absent column."""
    hired = {HIRED: person.hired.isoformat() if person.hired else ""}
    told = {head: person.values[name] for name, head in RATINGS.items()}
    ratings = {head: json_text(held) if isinstance(held, Fraction) else "" for head, held in told.items()}
    return {head: text for head, text in ({"工号": agent_id} | hired | ratings).items() if head != absent}
