"""Random company-months for pay, on and beside every boundary: cell texts by Chinese header, and what the oracle needs.

`company_month(seed)` is repeatable. A sheet is a list of rows, a row a dict of header -> cell text ("" = blank cell); a
sheet without rows is not in the workbook. The workbooks hold no errors, only what gives notes.
"""

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from math import ceil, floor
from typing import Any

from tests.parts.pay.oracle import PERFORMANCE_BONUS, AgentMonth, json_text, on_curve, performance_bonus
from tests.parts.pay.scorecard import (
    MOST_ERRORS,
    ON_SITE,
    TYPING,
    WORKLOAD,
    Value,
    Values,
    productivity_for,
    qualified,
)

Row = dict[str, str]

AGENTS, ROSTER, FINDINGS, COACHINGS = "坐席", "人员", "质检记录", "辅导记录"
BALANCED, MENTORING = "平衡记分卡", "师徒"
ROLES = {
    "data_entry": "单据录入",
    "email": "邮件回复",
    "qa": "质量监控",
    "inbound": "呼入",
    "outbound": "外呼",
    "team_leader": "组长",
}
WORDS = {
    "none": "未掌握",
    "basic": "基本了解",
    "proficient": "熟悉掌握",
    "fluent": "灵活运用",
    "pass": "合格",
    "fail": "不合格",
}
HEADERS = {
    "typing_speed": "五笔字数",
    "project_knowledge": "项目知识",
    "productivity": "工作效率",
    "questionnaires": "调查问卷",
    "membership_forms": "入会申请单",
    "purchase_records": "老会员购买记录",
    "emails": "邮件回复",
    "qa_checks": "质检数量",
    "filing": "归档",
    "confirm_rate": "数据确认成功率",
    "meeting_turnout": "会议邀约完成率",
    "attitude": "工作态度",
    "error_rate": "出错率",
    "complaints": "投诉记录",
    "proposals_adopted": "采纳建议",
    "colleague_assists": "帮助同事",
}
PAY_HEADERS = {"csat": "客户满意度", "calls_taken": "接听量", "complaints_solved": "解决投诉数"}
DAY_HEADERS = {"days": "在岗天数", "working": "应出勤"}
PERCENT = {"productivity", "confirm_rate", "meeting_turnout", "csat"}

STEP = Fraction(1, 100)
SCORES = [
    Fraction(text) for text in ("59.98", "59.99", "60", "60.01", "99.99", "100", "100.01", "109.99", "110")
]  # 110.01 needs a mentee: full marks are 110
CSATS = [Fraction(text) for text in ("79.99", "79.995", "80", "80.01", "94.99", "94.999", "95", "95.01")]
FULL_MARKS = Fraction(110)
BALANCES = [Fraction(text) for text in ("0", "59.99", "60", "60.01", "99.99", "100", "120")]
MONTHS = [(2024, 2), (2025, 2), (2025, 3), (2025, 8), (2025, 12)]
NEGATIVE = ["推诿", "信息错误", "态度不当", "流程不规范"]
PRAISE = "主动关怀"
REPEAT_MONTHS = 6


@dataclass
class CompanyMonth:
    """One month of a company: `sheets` name -> rows of cell texts, `truth` agent id -> what the oracle needs."""

    month: str
    sheets: dict[str, list[Row]] = field(default_factory=dict)
    truth: dict[str, AgentMonth] = field(default_factory=dict)

    def add(self, sheet: str, *rows: Row) -> None:
        """Append rows to a sheet."""
        self.sheets.setdefault(sheet, []).extend(rows)


def company_month(seed: int, size: int = 18, *, mentoring: bool = False) -> CompanyMonth:
    """A company of `size` agents in one month; with mentoring, also a mentor on 110.01 points and a mentee."""
    rng = random.Random(seed)
    year, month = rng.choice(MONTHS)
    company = CompanyMonth(f"{year}-{month:02}")
    roster = rng.choice(["sheet", "sheet", "columns", None])
    for place in range(size):
        role = list(ROLES)[place % len(ROLES)]
        add_agent(rng, company, f"T{place + 1:03}", pay_inputs(rng, role, roster is not None), roster)
    if mentoring:
        add_mentoring(rng, company, roster)
    if rng.random() < 0.75:
        add_findings(rng, company, date(year, month, 1), coached=rng.random() < 0.8)
    if rng.random() < 0.5:
        add_balanced(rng, company)
    if rng.random() < 0.1:
        leave_out_pay_columns(rng, company)
    return company


def add_agent(rng: random.Random, company: CompanyMonth, agent_id: str, wanted: AgentMonth, roster: str | None) -> None:
    """One agent: the row, the roster's row or columns, and the truth with the score and qualification of the row."""
    values = metrics(rng, wanted.role, wanted.score or Fraction(0), must_qualify=wanted.qualified)
    row = {"月份": company.month} | identity(agent_id, wanted.role)
    row |= {head: cell(name, values) for name, head in HEADERS.items()}
    row |= workload_cells(rng, values) if "workload" in values else {}
    row |= {head: cell(name, vars(wanted)) for name, head in PAY_HEADERS.items()}
    days = {head: cell(name, vars(wanted)) for name, head in DAY_HEADERS.items()}
    company.add(AGENTS, row | days if roster == "columns" else row)
    if roster == "sheet" and (any(days.values()) or ROSTER not in company.sheets or rng.random() < 0.5):
        company.add(ROSTER, {"工号": agent_id} | days)
    company.truth[agent_id] = replace(wanted, qualified=qualified(wanted.role, values))


def identity(agent_id: str, role: str) -> Row:
    """Who the row is of."""
    return {"工号": agent_id, "姓名": f"测试员{agent_id}", "岗位": ROLES[role], "项目": "演示项目", "组别": "演示组"}


def cell(name: str, values: Values) -> str:
    """The text of a value; percent says so, per mille and counts are bare."""
    value = values.get(name)
    if value is None:
        return ""
    return WORDS[value] if isinstance(value, str) else json_text(value) + "%" * (name in PERCENT)


def workload_cells(rng: random.Random, values: Values) -> Row:
    """A mix of documents that gives the workload: w % = 3 w questionnaires or forms, or 6 w purchase records, a day."""
    workload = values["workload"]
    assert isinstance(workload, Fraction)
    first, second = sorted(Fraction(rng.randint(0, 100), 100) for _ in range(2))
    amounts = (3 * first, 3 * (second - first), 6 * (1 - second))
    names = ("questionnaires", "membership_forms", "purchase_records")
    return {HEADERS[name]: json_text(amount * workload) for name, amount in zip(names, amounts, strict=True)}


def metrics(rng: random.Random, role: str, wanted: Fraction, *, must_qualify: bool) -> dict[str, Value]:
    """Values of a role's metrics that give exactly the wanted score. Raises ValueError where none were found."""
    for _ in range(2000):
        values = other_values(rng, role, perfect=must_qualify or rng.random() < 0.5)
        values["productivity"] = productivity_for(role, values, wanted)
        if values["productivity"] is not None and (qualified(role, values) or not must_qualify):
            return values
    raise ValueError(f"no values of {role} give {wanted} points")


def other_values(rng: random.Random, role: str, *, perfect: bool) -> dict[str, Value]:
    """Values of everything but productivity; perfect: on or above every standard, which leaves half the weight full."""
    values: dict[str, Value] = flaws(rng, role) if not perfect else {}
    if role in WORKLOAD:
        metric, target = WORKLOAD[role]
        percents = [100, 110, 120, 130] if perfect else [0, 50, 75, 99, 100, 120]
        values[metric] = Fraction(target * rng.choice(percents), 100)
    standard: dict[str, Value] = {
        "project_knowledge": "fluent",
        "error_rate": Fraction(rng.randint(0, MOST_ERRORS[role])),
        "complaints": Fraction(0),
        "attitude": "pass",
        "proposals_adopted": Fraction(rng.randint(0, 2)),
    }
    standard |= {"typing_speed": Fraction(TYPING[role] + rng.choice([0, 15]))} if role in TYPING else {}
    standard |= {"meeting_turnout": Fraction(rng.choice([100, 120]))} if role in ON_SITE else {}
    standard |= {"filing": "pass"} if role == "qa" else {}
    return standard | values


def flaws(rng: random.Random, role: str) -> dict[str, Value]:
    """One to four values below their standard, or missing."""
    below: dict[str, list[Value]] = {
        "project_knowledge": ["none", "basic", "proficient", None],
        "error_rate": [MOST_ERRORS[role] + Fraction(step, 10) for step in (1, 5, 10, 15)],
        "complaints": [Fraction(1), Fraction(2), Fraction(3)],
        "attitude": ["fail", None],
    }
    below |= {"typing_speed": [Fraction(TYPING[role] - 1), Fraction(30), None]} if role in TYPING else {}
    below |= {"meeting_turnout": [Fraction("99.99"), Fraction(80), None]} if role in ON_SITE else {}
    below |= {"filing": ["fail"]} if role == "qa" else {}
    return {metric: rng.choice(below[metric]) for metric in rng.sample(sorted(below), rng.randint(1, 4))}


def pay_inputs(rng: random.Random, role: str, roster: bool) -> AgentMonth:
    """What pay reads of an agent: on or beside the boundaries, or (one in five) on the cap of the role."""
    if roster and rng.random() < 0.2:
        return rng.choice(rng.choice([agents for agents in beside_cap(role) if agents]))
    days, working = days_in_post(rng) if roster else (None, None)
    wanted = rng.choice(SCORES) if rng.random() < 0.8 else STEP * rng.randint(2000, 11000)
    return AgentMonth(
        role,
        score=wanted,
        qualified=wanted >= 100 and rng.random() < 0.7,
        csat=rng.choice([*CSATS, *CSATS, None, STEP * rng.randint(0, 10000)]),
        roster=roster,
        days=days,
        working=working,
        calls_taken=calls_taken(rng, days / working if days is not None and working else Fraction(1)),
        complaints_solved=rng.choice([None, *map(Fraction, (0, 1, 39, 40, 41, 199, 200, 201))]),
    )


def days_in_post(rng: random.Random) -> tuple[Fraction | None, Fraction | None]:
    """Days in post and working days: either or both blank, none, one, half days, all but one, all."""
    working = Fraction(rng.randint(20, 23))
    days = rng.choice([None, Fraction(0), Fraction(1), working / 2, working - 1, working, working])
    return days, None if rng.random() < 0.1 else working


def calls_taken(rng: random.Random, presence: Fraction) -> Fraction | None:
    """Calls around the norm (800 x presence), around 300 calls above it and 1500 calls (300 in money) above it."""
    terms = PERFORMANCE_BONUS["calls"]
    norm = terms["norm"] * presence
    edges = [norm, norm + terms["most"], norm + terms["most"] / terms["each"]]
    around = [count for edge in edges for count in (floor(edge) - 1, floor(edge), ceil(edge), ceil(edge) + 1)]
    return rng.choice([None, Fraction(0), *(Fraction(max(count, 0)) for count in around)])


@cache
def beside_cap(role: str) -> tuple[list[AgentMonth], list[AgentMonth]]:
    """Qualified agents whose amount before the cap is the cap itself, and agents one smallest score beside that."""
    cap = PERFORMANCE_BONUS["cap"][role]
    on: list[AgentMonth] = []
    beside: list[AgentMonth] = []
    for agent in near_cap(role, cap):
        (on if before_cap(agent) == cap else beside).append(agent)
    return on, beside


def near_cap(role: str, cap: Fraction) -> Iterator[AgentMonth]:
    """For high satisfaction, nearly all days and any volume: the scores that come to the cap, or beside it."""
    factors = [(factor, points) for points, factor in PERFORMANCE_BONUS["score"]["curve"][1:]]
    for agent in plain_agents(role):
        steps = {step.step: step.amount for step in performance_bonus(agent).steps}
        needed = (cap - (steps["solved"] - steps["days"])) / steps["days"]
        if 1 <= needed <= factors[-1][0]:
            points = floor(on_curve(needed, factors) / STEP) * STEP
            yield from (replace(agent, score=held) for held in (points, points + STEP) if held <= FULL_MARKS)


def plain_agents(role: str) -> Iterator[AgentMonth]:
    """Agents on 100 points, whose factor is 1."""
    calls = (0, *range(2200, 2301, 20)) if role == "inbound" else (0,)
    for working, short, count, taken in product((18, 20, 21, 22), (0, 1, 2), range(41), calls):
        yield AgentMonth(
            role,
            score=Fraction(100),
            qualified=True,
            csat=Fraction(95),
            days=working - Fraction(short, 2),
            working=Fraction(working),
            calls_taken=Fraction(taken),
            complaints_solved=Fraction(count),
        )


def before_cap(agent: AgentMonth) -> Fraction:
    """The running amount of the step before the cap."""
    return next(step.amount for step in performance_bonus(agent).steps if step.step == "solved")


def add_mentoring(rng: random.Random, company: CompanyMonth, roster: str | None) -> None:
    """A mentor on 110 points all month with a mentee on 100.10: 110 + 10 % x (100.10 - 100) = 110.01 points."""
    mentee = replace(pay_inputs(rng, "inbound", roster is not None), score=Fraction("100.10"), qualified=True)
    mentor = replace(pay_inputs(rng, "inbound", roster is not None), score=Fraction(110), qualified=True)
    for agent_id, wanted in (("M1", mentor), ("M2", mentee)):
        add_agent(rng, company, agent_id, wanted, roster)
    company.add(MENTORING, {"导师工号": "M1", "学员工号": "M2", "开始": f"{company.month}-01", "结束": ""})
    company.truth["M1"] = replace(company.truth["M1"], score=Fraction("110.01"))


def add_balanced(rng: random.Random, company: CompanyMonth) -> None:
    """A balanced scorecard of two measures for every team leader, both with the points that the score has."""
    for agent_id, agent in company.truth.items():
        if agent.role == "team_leader":
            balanced = rng.choice(BALANCES)
            for perspective, measure, weight in (("财务", "预算执行", "60"), ("客户", "客户评价", "40")):
                company.add(BALANCED, measure_row(agent_id, perspective, measure, weight, balanced))
            company.truth[agent_id] = replace(agent, balanced=balanced)


def measure_row(agent_id: str, perspective: str, measure: str, weight: str, points: Fraction) -> Row:
    """A measure whose target is 100, so that its points are the actual value."""
    row = {"工号": agent_id, "维度": perspective, "指标": measure, "权重": weight, "目标": "100"}
    return row | {"实际": json_text(points), "行动计划": "每周跟进" if points < 100 else ""}


def add_findings(rng: random.Random, company: CompanyMonth, first: date, *, coached: bool) -> None:
    """Findings of every agent, and coachings unless nobody was coached; decides who repeats."""
    for agent_id, agent in company.truth.items():
        findings, coachings, repeat = rng.choice(cases(rng, first))
        company.add(FINDINGS, *(finding_row(agent_id, day, kind) for day, kind in findings))
        company.add(COACHINGS, *(coaching_row(agent_id, day, kind) for day, kind in coachings if coached))
        company.truth[agent_id] = replace(agent, repeat=repeat and coached)
    company.sheets = {name: rows for name, rows in company.sheets.items() if rows}


Dated = list[tuple[date, str]]


def cases(rng: random.Random, first: date) -> list[tuple[Dated, Dated, bool]]:
    """Findings, coachings and whether a finding of the month that begins on `first` repeats."""
    kind, other = rng.sample(NEGATIVE, 2)
    end = calendar.monthrange(first.year, first.month)[1]
    day = first.replace(day=rng.randint(1, end))
    edge = months_before(day, REPEAT_MONTHS)
    one = timedelta(days=1)
    before = first - timedelta(days=40)
    slip, praise = (day, kind), (day, PRAISE)
    return [
        ([praise], [], False),  # praise has no state
        ([slip], [], False),
        ([(before, kind), slip], [(before, kind)], True),  # coached on the day of the first finding
        ([(edge, kind), slip], [(edge + one, kind)], True),  # the last day that is less than six months before
        ([(edge - one, kind), slip], [(edge, kind)], False),  # six months before by date
        ([(before, kind), slip], [(day - one, kind)], True),
        ([(before, kind), slip], [(day, kind)], False),  # coached on the day of the finding, not before it
        ([slip], [(before, kind)], False),  # a first slip after preventive coaching
        ([(before + one, kind), slip], [(before, kind)], False),  # the first finding came after the coaching
        ([(before, kind), slip], [(before, other)], False),  # coached for another kind
        ([(before, other), slip], [(before, kind)], False),  # another kind before
        ([(before, kind), slip, (first.replace(day=end), kind)], [(before, kind)], True),  # two repeats count once
        ([(before, kind), (first - one, kind)], [(before, kind)], False),  # repeated in the month before
        ([(before, kind), (first.replace(day=end) + one, kind)], [(before, kind)], False),  # repeats next month
        ([(before, kind), praise], [(before, kind)], False),
    ]


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, clipped to the end of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def finding_row(agent_id: str, day: date, kind: str) -> Row:
    """A row of Findings."""
    return {"日期": day.isoformat(), "工号": agent_id, "类别": kind, "事实": "演示通话中的表述"}


def coaching_row(agent_id: str, day: date, kind: str) -> Row:
    """A row of Coachings."""
    return {"日期": day.isoformat(), "工号": agent_id, "类别": kind, "辅导人": "演示辅导人"}


def leave_out_pay_columns(rng: random.Random, company: CompanyMonth) -> None:
    """Take one of the optional columns of pay out of the sheet."""
    name = rng.choice(sorted(PAY_HEADERS))
    absent: dict[str, Any] = {name: None}
    for row in company.sheets[AGENTS]:
        del row[PAY_HEADERS[name]]
    company.truth = {agent_id: replace(agent, **absent) for agent_id, agent in company.truth.items()}
