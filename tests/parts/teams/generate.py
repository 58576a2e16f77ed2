"""Random companies for teams' goals: a workbook with 坐席 and 团队目标, and what the oracle decides on.

`company(seed)` is repeatable: `Company.sheets` is one workbook of one or two months: sheet name -> rows, a row a dict
of header -> cell text ("" = blank cell). `Company.truth` has a `Month` for each month, or none where the workbook has
no sheet 团队目标 (the part is off); `Company.agents` says what the rows of 坐席 come to. In some companies two teams
are alike, in some people are mentored, which changes scores but no mean of a team. No errors, only what gives notes.
"""

import random
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.parts.agents import Agent, Workbook, agent, month_after, sheet
from tests.parts.goals.generate import HANDLING, MOST, NAMES, NUMBERS, minutes
from tests.parts.pay.generate import HEADERS, MENTORING, PERCENT, Row
from tests.parts.pay.oracle import json_text
from tests.parts.teams.oracle import FIGURES, Member, Month, TeamGoal, Value, mean

TEAM_GOALS = "团队目标"
TEAM = "组别"
MONTHS = ["2025-01", "2025-02", "2025-12"]
PASSES = ["attitude", "filing"]
METRICS = [*NUMBERS, *PASSES, "colleague_assists"]
OFTEN = ["attitude", "error_rate", "colleague_assists", "score", "handling_time", "csat"]
ROLES = ["data_entry", "email", "qa", "inbound", "outbound", "team_leader"]
SIZES = [1, 2, 2, 3, 3, 3, 4, 5]
STRANGERS = "无人组"  # a team without members
NO_TEAM = ""
TINY = Fraction(1, 100)


@dataclass
class Company:
    """A workbook, what its agents' rows come to, and what the oracle needs of each of its months."""

    sheets: Workbook
    agents: list[Agent]
    truth: list[Month]


@dataclass(frozen=True)
class Plan:
    """What a member is made of."""

    role: str
    score: Fraction
    assists: Fraction | None


def company(seed: int) -> Company:
    """A workbook of one or two months."""
    rng = random.Random(seed)
    first = rng.choice(MONTHS)
    months = [first, month_after(first, 1)][: rng.choice([1, 1, 2])]
    agents = [held for month in months for held in agents_of(rng, month)]
    mentoring = mentoring_rows(rng, agents) if rng.random() < 0.3 else {}
    if rng.random() < 0.08:
        return Company(sheet(agents) | mentoring, agents, [])
    blank = [Month(month, members(agents, month), []) for month in months]
    goals = goals_of(rng, blank, by_month=rng.choice([True, False]))
    rng.shuffle(goals)
    rows = {TEAM_GOALS: [goal_row(rng, goal) for goal in goals]}
    return Company(sheet(agents) | mentoring | rows, agents, [replace(month, goals=goals) for month in blank])


def members(agents: list[Agent], month: str) -> dict[str, Member]:
    """The agents of a month as the oracle takes them."""
    return {
        held.agent_id: Member(held.row[TEAM], {**held.values, "score": held.score})
        for held in agents
        if held.month == month
    }


def agents_of(rng: random.Random, month: str) -> list[Agent]:
    """Four teams, some alike but for a hundredth of a point or a colleague helped, and people without a team."""
    plans = {"甲组": plan(rng), "乙组": plan(rng), "丙组": plan(rng), "Team D": plan(rng)}
    if rng.random() < 0.6:
        plans["乙组"] = beside(rng, plans["甲组"])
    plans[NO_TEAM] = [one_plan(rng) for _ in range(rng.randint(0, 2))]
    together = [(team, each) for team, team_plan in plans.items() for each in team_plan]
    return [agent_of(rng, f"Z{place:02}", month, team, each) for place, (team, each) in enumerate(together)]


def plan(rng: random.Random) -> list[Plan]:
    """The members of a team."""
    return [one_plan(rng) for _ in range(rng.choice(SIZES))]


def one_plan(rng: random.Random) -> Plan:
    """A member of any role with a score above 80."""
    assists = rng.choice([None, *map(Fraction, (0, 1, 1, 2))])
    return Plan(rng.choice(ROLES), Fraction(rng.randint(8000, 10900), 100), assists)


def beside(rng: random.Random, plans: list[Plan]) -> list[Plan]:
    """The same, or with the first score a little more: a mean of three shows 0.02 more, of 0.01 it shows nothing."""
    step = rng.choice([Fraction(0), TINY, 2 * TINY])
    return [replace(plans[0], score=plans[0].score + step), *plans[1:]]


def agent_of(rng: random.Random, agent_id: str, month: str, team: str, wanted: Plan) -> Agent:
    """An agent with exactly that score, in a team, with optional columns whose cells may be blank."""
    optional: dict[str, Value] = {
        "csat": rng.choice([None, Fraction("89.995"), Fraction(rng.randint(60, 100))]),
        "complaints_solved": rng.choice([None, Fraction(0), Fraction(rng.randint(1, 9))]),
        "colleague_assists": wanted.assists,
    }
    if rng.random() < 0.04:
        held = agent(rng, agent_id, month, role=wanted.role, blank=True)
    else:
        held = agent(rng, agent_id, month, role=wanted.role, wanted=wanted.score, changes=optional)
    time = rng.choice([None, Fraction(rng.randint(60, 600))])
    row = held.row | {HANDLING: "" if time is None else rng.choice([f"{time}s", minutes(time)]), TEAM: team}
    return replace(held, values={**held.values, "handling_time": time}, row=row)


def mentoring_rows(rng: random.Random, agents: list[Agent]) -> Workbook:
    """Somebody mentors somebody all the time."""
    mentor, mentee = rng.sample(sorted({held.agent_id for held in agents}), 2)
    start = agents[0].month + "-01"
    return {MENTORING: [{"导师工号": mentor, "学员工号": mentee, "开始": start, "结束": ""}]}


def goals_of(rng: random.Random, months: list[Month], *, by_month: bool) -> list[TeamGoal]:
    """Goals of teams, each metric once in a month: easy ones of some teams, any of others, none of the rest."""
    goals: list[TeamGoal] = []
    for month in months if by_month else months[:1]:
        named = sorted({member.team for member in month.members.values()} - {NO_TEAM})
        for team in named:
            chosen = rng.sample(rng.choice([OFTEN, METRICS]), rng.choice([0, 1, 1, 2, 4]))
            easy = rng.random() < 0.6
            when = month.month if by_month else None
            goals += [TeamGoal(team, metric, target(rng, month, team, metric, easy=easy), when) for metric in chosen]
    stranger = TeamGoal(STRANGERS, "productivity", Fraction(80), months[0].month if by_month else None)
    return [*goals, stranger] if not goals or rng.random() < 0.3 else goals


def target(rng: random.Random, month: Month, team: str, metric: str, *, easy: bool) -> Fraction:
    """A plausible target: the value of the team, beside it, multiples of it, 0; an easy one is met if there is data."""
    held = mean(month, team, metric)
    value = Fraction(rng.choice([1, 3, 7, 90])) if held is None else held
    low = metric in FIGURES["low_is_good"]
    shift = TINY if low else -TINY
    near = [value, value, value + shift, value + shift / 10, value + 100 * shift]
    beside = [value - shift, value - shift / 10, value * 3, value * Fraction(3, 2), Fraction(0), value + Fraction(1, 2)]
    wanted = rng.choice(near if easy else [*near, *beside])
    return min(max(wanted, Fraction(0)), Fraction(100 if metric in PASSES else MOST.get(metric, 10**6)))


def goal_row(rng: random.Random, goal: TeamGoal) -> Row:
    """A row of 团队目标; the metric by its header or its id."""
    name = rng.choice([goal.metric, (NAMES | HEADERS).get(goal.metric, goal.metric)])
    month = {"月份": goal.month} if goal.month else {}
    return month | {TEAM: goal.team, "指标": name, "目标": target_cell(rng, goal)}


def target_cell(rng: random.Random, goal: TeamGoal) -> str:
    """The target as a cell: a percent with its sign or bare, per mille bare or as percent, a duration in seconds."""
    if goal.metric == "handling_time":
        whole = goal.target.denominator == 1
        return rng.choice([f"{json_text(goal.target)}s", minutes(goal.target) if whole else json_text(goal.target)])
    if goal.metric == "error_rate" and rng.random() < 0.3:
        return json_text(goal.target / 10) + "%"
    return json_text(goal.target) + rng.choice(["%", ""]) * (goal.metric in {*PERCENT, *PASSES, "workload"})
