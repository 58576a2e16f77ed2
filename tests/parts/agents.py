"""Rows of the agents' sheet for random people of all roles, and what the text says that each row comes to.

`agent(rng, agent_id, month, ...)` gives an `Agent`, whose `row` goes on the sheet 坐席. Built on the generator of pay.
A workbook is a dict of sheet name -> rows, a row a dict of header -> cell text ("" = blank cell); the header is
row 1 of a sheet and the row at index i of the list is row i + 2.
"""

import calendar
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.parts.pay.generate import AGENTS, HEADERS, PAY_HEADERS, ROLES, Row, cell, identity, metrics, workload_cells
from tests.parts.pay.scorecard import Value, qualified, score, scorecard

Workbook = dict[str, list[Row]]

FULL_MARKS = 11000
STRANGER = "X900"  # a person without a row among the agents
COUNTS = ("proposals_adopted", "colleague_assists", "contributions")


@dataclass(frozen=True)
class Agent:
    """One agent in one month.

    values: exact, by metric id, with the workload of the documents and the contributions; None = no data. score: own
    score as shown, before mentoring; 0 where no metric has data. has_data: some metric of the scorecard has data.
    """

    agent_id: str
    month: str
    role: str
    score: Fraction
    qualified: bool
    has_data: bool
    values: Mapping[str, Value]
    row: Row = field(repr=False)


def agent(
    rng: random.Random,
    agent_id: str,
    month: str,
    *,
    role: str | None = None,
    wanted: Fraction | None = None,
    must_qualify: bool = False,
    changes: Mapping[str, Value] | None = None,
    blank: bool = False,
) -> Agent:
    """An agent with exactly the wanted score (a random one if None).

    changes: values put in afterwards, of metrics with a column; the score follows them. blank: no metric has data.
    """
    held = role or rng.choice(list(ROLES))
    values = found(rng, held, wanted, must_qualify=must_qualify) | dict(changes or {})
    if blank:
        values = dict.fromkeys(values)
    heads = HEADERS | {name: head for name, head in PAY_HEADERS.items() if name in values}
    row = {"月份": month} | identity(agent_id, held) | {head: cell(name, values) for name, head in heads.items()}
    row |= workload_cells(rng, values) if values.get("workload") is not None else {}
    values["contributions"] = sum((exact(values.get(name)) for name in COUNTS[:2]), Fraction(0))
    has_data = any(values.get(metric) is not None for metric in scorecard(held))
    return Agent(agent_id, month, held, score(held, values), qualified(held, values), has_data, values, row)


def found(rng: random.Random, role: str, wanted: Fraction | None, *, must_qualify: bool) -> dict[str, Value]:
    """Values that give the wanted score, or those of the first random score that any values give."""
    if wanted is not None:
        return metrics(rng, role, wanted, must_qualify=must_qualify)
    least = 10000 if must_qualify else 6000
    return metrics(rng, role, Fraction(rng.randint(least, FULL_MARKS), 100), must_qualify=must_qualify)


def exact(value: Value) -> Fraction:
    """A count, 0 where it is blank."""
    return value if isinstance(value, Fraction) else Fraction(0)


def sheet(agents: Iterable[Agent]) -> Workbook:
    """The workbook that has these agents' rows and no other sheet."""
    return {AGENTS: [agent.row for agent in agents]}


def month_text(month: date) -> str:
    """A month as a column has it: 2025-03."""
    return f"{month.year}-{month.month:02}"


def first_day(month: str, later: int = 0) -> date:
    """The first day of a month, or of the month that lies some months later."""
    year, number = map(int, month.split("-"))
    year, number = divmod(year * 12 + number - 1 + later, 12)
    return date(year, number + 1, 1)


def month_after(month: str, later: int) -> str:
    """The month that lies some months later (earlier where negative)."""
    return month_text(first_day(month, later))


def last_day(month: str) -> date:
    """The last day of a month, the as-of day of everything decided for it."""
    first = first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def day_in(rng: random.Random, month: str) -> date:
    """A random day of a month."""
    return first_day(month) + timedelta(days=rng.randrange(last_day(month).day))
