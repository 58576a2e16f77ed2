"""Random companies for learning points: workbooks with 坐席 and 培训, and what the oracle decides on.

`company(seed)` is repeatable and holds the three months of a quarter in order; `CompanyMonth.sheets` is one workbook:
sheet name -> rows, a row a dict of header -> cell text ("" = blank cell). `CompanyMonth.truth` is what `oracle.metrics`
takes, and a list of the three what `oracle.learning_star` takes; `CompanyMonth.agents` says what the rows of 坐席 come
to. The sheet 培训 is a history of 14 months: that of a month has what was entered by then (rows dated some days after
the month too, while one row may be entered a month late). No errors, only what gives notes: people without a row, rows
dated after the month, a month without the sheet.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from tests.parts.agents import STRANGER, Agent, Workbook, agent, day_in, first_day, last_day, month_after, sheet
from tests.parts.learning.oracle import FIGURES, Month, Standing, Training
from tests.parts.pay.generate import Row
from tests.parts.pay.oracle import json_text

TRAINING = "培训"
QUARTERS = ["2024-01", "2025-01", "2025-04", "2025-10"]  # their first months
POINTS = [Fraction(text) for text in ("0", "1", "2", "0.5", "2.25", "10", "3")]
CERTIFICATES = ["演示证书甲", "演示证书乙"]
NONE = ["", "", "-", "无"]
SCORES = [Fraction(text) for text in ("100", "103", "105")]
Scores = list[Fraction] | None
Entered = tuple[Training, int]  # a row, and the number of months after its own at whose end it was entered


@dataclass
class CompanyMonth:
    """One month of a company: the workbook, what its agents' rows come to, and what the oracle needs."""

    month: str
    sheets: Workbook
    agents: list[Agent]
    truth: Month


def company(seed: int, size: int = 10) -> list[CompanyMonth]:
    """The three months of a quarter in order.

    All points of one company in four are 0, of another all are 1; in half of them several people did the same courses.
    """
    rng = random.Random(seed)
    first = rng.choice(QUARTERS)
    ids = [f"L{place:02}" for place in range(1, size + 1)]
    points = rng.choice([POINTS, POINTS, POINTS[:1], POINTS[1:2]])
    courses = [history(rng, first, points) for _ in range(rng.choice([3, size]))]
    entered = [(replace(row, agent_id=held), late) for held in [*ids, STRANGER] for row, late in rng.choice(courses)]
    rng.shuffle(entered)
    months = [month_after(first, later) for later in range(3)]
    without = rng.choice([[], [], [], months[:1], months[1:], months])
    scores = rng.choice([None, None, SCORES, SCORES[:1]])
    return [month_of(rng, month, ids, [] if month in without else entered, scores) for month in months]


def month_of(rng: random.Random, month: str, ids: list[str], entered: list[Entered], scores: Scores) -> CompanyMonth:
    """The workbook of one month; with scores everybody is there, qualified, on one of them."""
    present = [agent_id for agent_id in ids if scores or rng.random() < 0.95]
    agents = [agent_of(rng, agent_id, month, scores) for agent_id in present]
    known = last_day(month) + timedelta(days=rng.choice([0, 5]))
    rows = [row for row, late in entered if row.day <= known and (not late or month_after(month, -late) >= of(row.day))]
    standings = {held.agent_id: Standing(held.score, held.qualified) for held in agents}
    training = {TRAINING: [training_row(rng, row) for row in rows]} if rows else {}
    return CompanyMonth(month, sheet(agents) | training, agents, Month(month, standings, rows if rows else None))


def of(day: date) -> str:
    """The month of a day."""
    return day.isoformat()[:7]


def agent_of(rng: random.Random, agent_id: str, month: str, scores: Scores) -> Agent:
    """An agent; most are qualified."""
    if scores:
        return agent(rng, agent_id, month, wanted=rng.choice(scores), must_qualify=True)
    return agent(rng, agent_id, month, must_qualify=rng.random() < 0.85)


def history(rng: random.Random, first: str, points: list[Fraction]) -> list[Entered]:
    """Days in some months of 14 and around, and on and beside the edges of the window of each month."""
    if rng.random() < 0.15:
        return []
    spread = [day_in(rng, month_after(first, -later)) for later in range(-3, 14) if rng.random() < 0.3]
    edges = [day for later in range(3) if rng.random() < 0.4 for day in edges_of(month_after(first, later))]
    return [
        (Training(day, "", rng.choice(points), rng.random() < 0.4), rng.choice([0, 0, 0, 0, 1]))
        for day in [*spread, *edges]
    ]


def edges_of(month: str) -> list[date]:
    """The first day of the window of a month and of the month itself, the last, and the days beside them."""
    start, first, last = first_day(month_after(month, 1 - FIGURES["window"])), first_day(month), last_day(month)
    one = timedelta(days=1)
    return [start - one, start, first - one, first, last, last + one]


def training_row(rng: random.Random, row: Training) -> Row:
    """A row of 培训."""
    certificate = rng.choice(CERTIFICATES if row.certificate else NONE)
    told = {"日期": row.day.isoformat(), "工号": row.agent_id, "课程": "演示课程"}
    return told | {"积分": json_text(row.points), "证书": certificate}
