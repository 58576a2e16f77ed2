"""The sheets Goals, Training, Mentoring and Vacancies of the fictitious year.

Goals are agreed for a quarter. Trainings and mentoring are histories: a month's sheets hold what was known at its end.
What is drawn comes from generators of their own, so that no figure of ``fictitious_year`` moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from fictitious_year import SEED, Agent, AgentMonth, Draw, roster
from people import Column, PersonCell, hired
from quality import end_of
from quality_words import Text
from stories import PERCENTS, Percent

GOAL_COLUMNS: tuple[Column, ...] = (
    ("agent_id", "工号", "Agent ID", 9),
    ("metric", "指标", "Metric", 20),
    ("target", "目标值", "Target", 10),
)
TRAINING_COLUMNS: tuple[Column, ...] = (
    ("date", "日期", "Date", 12),
    ("agent_id", "工号", "Agent ID", 9),
    ("course", "课程", "Course", 34),
    ("points", "积分", "Points", 8),
    ("certificate", "证书", "Certificate", 32),
)
MENTORING_COLUMNS: tuple[Column, ...] = (
    ("mentor", "导师工号", "Mentor", 10),
    ("mentee", "学员工号", "Mentee", 10),
    ("from", "开始", "From", 12),
    ("to", "结束", "To", 12),
)
VACANCY_COLUMNS: tuple[Column, ...] = (
    ("position", "职位", "Position", 20),
    ("number", "名额", "Number", 8),
)

# -- goals ------------------------------------------------------------------------------------------------------------

# What people of a role aim at: a metric and targets to choose from.
AIMS: Mapping[str, tuple[tuple[str, tuple[float, ...]], ...]] = {
    "inbound": (("csat", (0.9, 0.92, 0.95)), ("calls_taken", (1700, 1900)), ("score", (104, 105))),
    "outbound": (("confirm_rate", (0.48, 0.5, 0.52)), ("csat", (0.88, 0.9)), ("score", (105, 107))),
    "email": (("emails", (84, 88)), ("csat", (0.9, 0.93)), ("complaints_solved", (8, 10))),
    "qa": (("qa_checks", (850, 900)), ("qc_accuracy", (0.97, 0.98)), ("score", (104, 105))),
    "data_entry": (("error_rate", (0.5,)), ("typing_speed", (80, 90)), ("score", (102, 104))),
    "team_leader": (("confirm_rate", (0.45, 0.5)), ("productivity", (0.92, 0.93)), ("score", (103, 106))),
}
# Told, by quarter: met and missed, the score, an error rate, and no complaint after the talk of March.
GOALS: Mapping[int, Mapping[str, Mapping[str, float]]] = {
    1: {"0015": {"csat": 0.95, "score": 106}, "0027": {"score": 100}, "0066": {"error_rate": 0.2}},
    2: {"0111": {"complaints": 0, "csat": 0.92}, "0015": {"csat": 0.95}},
    3: {"0111": {"score": 105}, "0153": {"typing_speed": 85}},
    4: {"0105": {"csat": 0.9, "score": 103}, "0153": {"score": 104}},
}
SHARE_WITH_GOALS = 0.35


def goal_rows(lines: tuple[AgentMonth, ...], month: int) -> Iterator[dict[str, PersonCell]]:
    """The goals of the quarter of those there in the month."""
    quarter = (month + 2) // 3
    for line in lines:
        agent = line.agent
        goals = GOALS[quarter].get(agent.agent_id) or _drawn_goals(agent, quarter)
        for metric, target in goals.items():
            shown = Percent(target) if metric in PERCENTS else target
            yield {"agent_id": agent.agent_id, "metric": metric, "target": shown}


def _drawn_goals(agent: Agent, quarter: int) -> Mapping[str, float]:
    draw = Draw(Random(f"{SEED}/goals/{agent.agent_id}/{quarter}"), agent.ability)
    if not draw.chance(SHARE_WITH_GOALS):
        return {}
    chosen = [draw.of(AIMS[agent.role]) for _ in range(draw.anywhere(1, 2))]
    return {metric: draw.of(targets) for metric, targets in chosen}


# -- training ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Course:
    """What can be learned: points, and a certificate for whoever passes."""

    name: Text
    points: float
    certificate: Text | None = None


COURSES: tuple[Course, ...] = (
    Course(Text("投诉处理技巧", "Handling complaints"), 2),
    Course(Text("情绪管理与沟通", "Emotions and conversation"), 2),
    Course(Text("信用卡产品知识", "Credit card products"), 1.5),
    Course(Text("售后政策更新", "News of the after-sales policy"), 0.5),
    Course(Text("数据安全与隐私保护", "Data security and privacy"), 1),
    Course(Text("会员系统操作", "Using the membership system"), 1),
    Course(Text("五笔提速训练", "Faster typing"), 1),
    Course(Text("质检标准校准", "Calibrating quality checks"), 1.5),
    Course(Text("外呼合规要点", "Compliance of outbound calls"), 1),
)
BASIC = Course(
    Text("初级客服技能认证", "Certified agent, level 1"), 4, Text("初级客服证书", "Agent certificate, level 1")
)
MIDDLE = Course(
    Text("中级客服技能认证", "Certified agent, level 2"), 6, Text("中级客服证书", "Agent certificate, level 2")
)
TEACHER = Course(Text("内训师认证", "Certified trainer"), 5, Text("内训师证书", "Trainer certificate"))
# Told: who learns most in each quarter of 2025. In the second two have the same points, and the quarter score decides.
LEARNED: Mapping[tuple[str, int], tuple[tuple[date, Course], ...]] = {
    ("0030", 1): (
        (date(2025, 1, 16), COURSES[0]),
        (date(2025, 2, 20), MIDDLE),
        (date(2025, 3, 18), COURSES[2]),
    ),
    ("0189", 2): ((date(2025, 4, 10), MIDDLE), (date(2025, 5, 15), COURSES[1]), (date(2025, 6, 12), COURSES[7])),
    ("0069", 2): ((date(2025, 4, 24), MIDDLE), (date(2025, 5, 15), COURSES[1]), (date(2025, 6, 19), COURSES[7])),
    ("0147", 3): ((date(2025, 7, 22), TEACHER), (date(2025, 8, 14), COURSES[0]), (date(2025, 9, 9), BASIC)),
    ("0105", 4): ((date(2025, 10, 16), COURSES[1]), (date(2025, 11, 13), MIDDLE), (date(2025, 12, 4), COURSES[0])),
}
FIRST_YEAR = 2024  # the trainings of twelve months are asked for in January 2025


def training_rows(month: int) -> Iterator[dict[str, PersonCell | Text]]:
    """The trainings up to the end of a month of 2025, by day and agent."""
    for day, agent, course in _trainings():
        if day <= end_of(month):
            yield {
                "date": day,
                "agent_id": agent.agent_id,
                "course": course.name,
                "points": course.points,
                "certificate": course.certificate,
            }


@cache
def _trainings() -> tuple[tuple[date, Agent, Course], ...]:
    found = [
        (day, agent, course)
        for agent in roster()
        for year in (FIRST_YEAR, 2025)
        for month in range(1, 13)
        for day, course in _learned(agent, year, month)
    ]
    return tuple(sorted(found, key=lambda one: (one[0], one[1].agent_id)))


def _learned(agent: Agent, year: int, month: int) -> Iterator[tuple[date, Course]]:
    """What is told of the quarter; else a course in one of four months, rarely a certificate."""
    told = LEARNED.get((agent.agent_id, (month + 2) // 3)) if year > FIRST_YEAR else None
    if told:
        yield from (one for one in told if one[0].month == month)
        return
    draw = Draw(Random(f"{SEED}/training/{agent.agent_id}/{year}-{month:02}"), agent.ability)
    day = date(year, month, draw.anywhere(3, 26))
    if draw.chance(0.25) and hired(agent) < day <= LAST_DAYS.get(agent.agent_id, day):
        yield day, BASIC if draw.chance(0.08) else draw.of(COURSES)


LAST_DAYS: Mapping[str, date] = {"0126": date(2025, 8, 15)}

# -- mentoring --------------------------------------------------------------------------------------------------------

# Mentor, mentee, from, to. One begins in the middle of March, one ends then; 0162 and 0153 are new; mentees are below
# and above the standard; 0030 has two in the summer.
PAIRS: tuple[tuple[str, str, date, date | None], ...] = (
    ("0189", "0192", date(2024, 12, 2), date(2025, 3, 14)),
    ("0171", "0162", date(2024, 12, 16), date(2025, 4, 30)),
    ("0105", "0099", date(2025, 1, 6), date(2025, 9, 30)),
    ("0141", "0144", date(2025, 4, 7), date(2025, 7, 31)),
    ("0030", "0027", date(2025, 3, 17), date(2025, 8, 31)),
    ("0189", "0153", date(2025, 4, 14), None),
    ("0030", "0024", date(2025, 7, 1), None),
)


def mentoring_rows(month: int) -> Iterator[dict[str, PersonCell]]:
    """The pairs that began by the end of a month; an end that is still to come is not known yet."""
    for mentor, mentee, first, last in PAIRS:
        if first <= end_of(month):
            yield {
                "mentor": mentor,
                "mentee": mentee,
                "from": first,
                "to": last if last and last <= end_of(month) else None,
            }


# -- vacancies --------------------------------------------------------------------------------------------------------

# By quarter. In June two compete for supervisor, three for senior, four for trainer with a tie at the cut, nobody for
# after-sales; what is not on the sheet, like middle, is not vacant.
VACANCIES: Mapping[int, Mapping[str, int]] = {
    1: {"senior": 1, "supervisor": 1},
    2: {"senior": 2, "supervisor": 1, "after_sales": 1, "trainer": 2},
    3: {"middle": 2, "senior": 1, "complaint_officer": 1},
    4: {"middle": 1, "senior": 2, "supervisor": 1, "trainer": 1},
}


def vacancy_rows(month: int) -> Iterator[dict[str, PersonCell]]:
    """The positions that are vacant in the month's quarter."""
    for position, number in VACANCIES[(month + 2) // 3].items():
        yield {"position": position, "number": number}
