"""Random companies for personal goals: a workbook with 坐席 and 目标, and what the oracle decides on.

`company(seed)` is repeatable: `Company.sheets` is one workbook of one or two months: sheet name -> rows, a row a dict
of header -> cell text ("" = blank cell). `Company.truth` has a `Month` for each month, which `oracle.goals` takes, or
none where the workbook has no sheet 目标 (the part is off, the keys are absent); `Company.agents` says what the rows
of 坐席 come to. The sheet 目标 has a column 月份 or none; with one, each row counts for its month. No errors, only
what gives notes: people without a row, blank cells.
"""

import random
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.parts.agents import STRANGER, Agent, Workbook, agent, month_after, sheet
from tests.parts.goals.oracle import FIGURES, Goal, Month, Value
from tests.parts.pay.generate import HEADERS, PERCENT, WORDS, Row
from tests.parts.pay.oracle import json_text

GOALS = "目标"
MONTHS = ["2025-01", "2025-02", "2025-12"]
HANDLING = "平均处理时长"
MOST = {
    "score": 110, "typing_speed": 400, "productivity": 200, "confirm_rate": 100, "meeting_turnout": 300,
    "error_rate": 1000, "csat": 100, "handling_time": 3600,
}  # fmt: skip
NUMBERS = [
    *MOST, "workload", "emails", "qa_checks", "complaints", "contributions", "proposals_adopted", "complaints_solved"
]  # fmt: skip
METRICS = [*NUMBERS, "project_knowledge", "attitude", "filing"]
NAMES = HEADERS | {"csat": "客户满意度", "complaints_solved": "解决投诉数", "handling_time": HANDLING}
TINY = Fraction(1, 100)


@dataclass
class Company:
    """A workbook, what its agents' rows come to, and what the oracle needs of each of its months."""

    sheets: Workbook
    agents: list[Agent]
    truth: list[Month]


def company(seed: int, size: int = 10) -> Company:
    """A workbook of one or two months."""
    rng = random.Random(seed)
    first = rng.choice(MONTHS)
    months = [first, month_after(first, 1)][: rng.choice([1, 2])]
    agents = [agent_of(rng, f"Z{place:02}", month) for month in months for place in range(1, size + 1)]
    if rng.random() < 0.1:
        return Company(sheet(agents), agents, [])
    goals = goals_of(rng, agents, months=rng.choice([True, False]))
    rng.shuffle(goals)
    values = {month: {held.agent_id: told(held) for held in agents if held.month == month} for month in months}
    rows = {GOALS: [goal_row(rng, goal) for goal in goals]}
    return Company(sheet(agents) | rows, agents, [Month(month, values[month], goals) for month in months])


def told(held: Agent) -> dict[str, Value]:
    """The values of an agent, score and all."""
    return {**held.values, "score": held.score}


def agent_of(rng: random.Random, agent_id: str, month: str) -> Agent:
    """An agent of any role, with the optional columns, whose cells may be blank."""
    optional: dict[str, Value] = {
        "csat": rng.choice([None, Fraction("89.995"), Fraction(rng.randint(0, 100))]),
        "complaints_solved": rng.choice([None, Fraction(0), Fraction(rng.randint(1, 9))]),
    }
    place = int(agent_id[1:])
    role = ["data_entry", "email", "qa", "inbound", "outbound", "team_leader"][place % 6]
    held = agent(rng, agent_id, month, role=role, changes=optional)
    time = rng.choice([None, Fraction(rng.randint(60, 600))])
    row = held.row | {HANDLING: "" if time is None else rng.choice([f"{time}s", minutes(time)])}
    return replace(held, values={**held.values, "handling_time": time}, row=row)


def minutes(seconds: Fraction) -> str:
    """A duration as m:ss."""
    return f"{seconds // 60}:{int(seconds % 60):02}"


def goals_of(rng: random.Random, agents: list[Agent], *, months: bool) -> list[Goal]:
    """Up to six goals a person, each metric once in a month, around the values of the month or of the first one."""
    goals: list[Goal] = []
    held_by = {agent.agent_id: agent for agent in reversed(agents)}
    for held in agents if months else held_by.values():
        chosen = rng.sample(METRICS, rng.randint(0, 6))
        month = held.month if months else None
        goals += [Goal(held.agent_id, metric, target(rng, metric, told(held)), month) for metric in chosen]
    stranger = Goal(STRANGER, "productivity", Fraction(80), agents[0].month if months else None)
    return [*goals, stranger] if rng.random() < 0.3 else goals


def target(rng: random.Random, metric: str, values: dict[str, Value]) -> Fraction | str:
    """A target that is plausible: the value, beside it, parts and multiples of it, 0, fractions of counts, words."""
    if metric == "project_knowledge":
        return rng.choice(FIGURES["levels"])
    if metric in {"attitude", "filing"}:
        return rng.choice(["pass", "pass", "fail"])
    held = values.get(metric)
    value = held if isinstance(held, Fraction) else Fraction(rng.choice([1, 3, 7, 90]))
    step = Fraction(1) if metric == "handling_time" else TINY
    beside = [value, value - step, value + step, value + step / 10, value * 3, Fraction(rng.randint(1, 9)) * 3]
    wanted = rng.choice([*beside, Fraction(0), value + Fraction(1, 2), Fraction(3, 2)])
    wanted = min(max(wanted, Fraction(0)), Fraction(MOST.get(metric, 10**6)))
    return Fraction(round(wanted)) if metric == "handling_time" else wanted


def goal_row(rng: random.Random, goal: Goal) -> Row:
    """A row of 目标; the metric by its header or its id."""
    name = rng.choice([goal.metric, NAMES.get(goal.metric, goal.metric)])
    month = {"月份": goal.month} if goal.month else {}
    return month | {"工号": goal.agent_id, "指标": name, "目标值": target_cell(rng, goal)}


def target_cell(rng: random.Random, goal: Goal) -> str:
    """The target as a cell of the metric: a word, a duration, a percent with its sign or bare, per mille bare."""
    if isinstance(goal.target, str):
        return WORDS[goal.target]
    if goal.metric == "handling_time":
        return rng.choice([f"{goal.target}s", minutes(goal.target), json_text(goal.target)])
    if goal.metric == "error_rate" and rng.random() < 0.3:
        return json_text(goal.target / 10) + "%"
    return json_text(goal.target) + rng.choice(["%", ""]) * (goal.metric in {*PERCENT, "workload"})
