"""Random companies for mentoring: workbooks with 坐席 and 师徒, and what the oracle decides on.

`company(seed)` is repeatable and holds two months in order; `CompanyMonth.sheets` is one workbook: sheet name -> rows,
a row a dict of header -> cell text ("" = blank cell). `CompanyMonth.truth` is what `oracle.mentoring` takes, and None
where the workbook has no sheet 师徒: the part is off, the keys are absent. `CompanyMonth.agents` says what the rows of
坐席 come to. Both workbooks hold the same history of pairs. No errors, only what gives notes: mentees without a row or
without data in any metric, people without a row, pairs that begin after the month.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.parts.agents import STRANGER, Agent, Workbook, agent, first_day, last_day, month_after, sheet
from tests.parts.mentoring.oracle import Month, Pairing
from tests.parts.pay.generate import MENTORING, Row
from tests.parts.pay.scorecard import Value

MONTHS = ["2024-02", "2025-02", "2025-03", "2025-04", "2025-12"]  # 29, 28, 31, 30 and 31 days
SCORES = [Fraction(text) for text in ("0", "60", "89.95", "99.99", "100", "100.01", "100.1", "110")]
ONE = timedelta(days=1)


@dataclass
class CompanyMonth:
    """One month of a company: the workbook, what its agents' rows come to, and what the oracle needs."""

    month: str
    sheets: Workbook
    agents: list[Agent]
    truth: Month | None


def company(seed: int, mentors: int = 6) -> list[CompanyMonth]:
    """Two months of a company in order: mentors G.., each with mentees g..-1 to g..-3; mentor G01 mentors G02 too."""
    rng = random.Random(seed)
    last = rng.choice(MONTHS)
    pairings = [row for place in range(1, mentors + 1) for row in pairings_of(rng, last, place)]
    pairings += [Pairing("G01", "G02", first_day(last), None)] if rng.random() < 0.5 else []
    pairings += [Pairing(STRANGER, "g01-1", first_day(last), None)] if rng.random() < 0.3 else []
    rng.shuffle(pairings)
    absent = rng.random() < 0.1
    return [month_of(rng, month, mentors, [] if absent else pairings) for month in (month_after(last, -1), last)]


def month_of(rng: random.Random, month: str, mentors: int, pairings: list[Pairing]) -> CompanyMonth:
    """The workbook of one month."""
    agents = [
        held for place in range(1, mentors + 1) for held in (mentor(rng, place, month), *mentees(rng, place, month))
    ]
    rows = {MENTORING: [pairing_row(row) for row in pairings]} if pairings else {}
    scores = {held.agent_id: held.score if held.has_data else None for held in agents}
    return CompanyMonth(month, sheet(agents) | rows, agents, Month(month, scores, pairings) if pairings else None)


def mentor(rng: random.Random, place: int, month: str) -> Agent:
    """A mentor, the first of them with the lowest score that there is."""
    wanted = Fraction(0) if place == 1 else rng.choice([*SCORES, None, None])
    return scored(rng, f"G{place:02}", month, wanted)


def mentees(rng: random.Random, place: int, month: str) -> list[Agent]:
    """Up to three mentees with a row, some of them without data in any metric."""
    ids = [f"g{place:02}-{number}" for number in (1, 2, 3) if rng.random() < 0.85]
    return [
        agent(rng, held, month, blank=True)
        if rng.random() < 0.12
        else scored(rng, held, month, rng.choice([*SCORES, None, None, None, None]))
        for held in ids
    ]


def scored(rng: random.Random, agent_id: str, month: str, wanted: Fraction | None) -> Agent:
    """An agent with a wanted score; 0 points are those of a row whose every metric is at its worst."""
    if wanted == 0:
        worst: dict[str, Value] = {
            "productivity": wanted, "typing_speed": wanted, "error_rate": Fraction(9), "complaints": Fraction(5),
            "project_knowledge": "none",
        }  # fmt: skip
        return agent(rng, agent_id, month, role="inbound", changes=worst)
    return agent(rng, agent_id, month, wanted=wanted)


def pairings_of(rng: random.Random, month: str, place: int) -> list[Pairing]:
    """The pairs of one mentor with one to three mentees."""
    ids = [f"g{place:02}-{number}" for number in range(1, rng.choice([2, 3, 4]))]
    return [Pairing(f"G{place:02}", mentee, *dates) for mentee in ids for dates in rng.choice(terms(rng, month))]


def terms(rng: random.Random, month: str) -> list[list[tuple[date, date | None]]]:
    """What the terms of a pair may be: both ends on and beside those of the month, in it, open, two in a row."""
    first, last = first_day(month), last_day(month)
    middle = first + ONE * rng.randrange(1, 25)
    return [
        [(first, None)],
        [(first - 100 * ONE, None)],
        [(first, last)],
        [(first - ONE, last + ONE)],
        [(first + ONE, last - ONE)],
        [(middle, None)],  # coming in the middle of the month
        [(first - 9 * ONE, middle)],
        [(middle, middle)],  # a single day
        [(last, None)],
        [(last - 200 * ONE, first)],
        [(first - 50 * ONE, first - ONE)],  # over before the month
        [(last + ONE, None)],  # begins after the month
        [(first - 9 * ONE, middle), (middle + 2 * ONE, None)],  # the same pair twice with a day between
        [(first, middle), (middle + ONE, last)],  # the same pair twice without a gap
    ]


def pairing_row(row: Pairing) -> Row:
    """A row of 师徒."""
    until = row.until.isoformat() if row.until else ""
    return {"导师工号": row.mentor, "学员工号": row.mentee, "开始": row.since.isoformat(), "结束": until}
