"""What the sheet Roster says of the people of the fictitious year: hiring, grade, days in post, ratings, wishes.

Its draws come from generators of their own, so that no figure of ``fictitious_year`` moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from fictitious_year import SEED, Agent, AgentMonth, Draw
from stories import ABSENCES, Cell

PersonCell = Cell | date
Column = tuple[str, str, str, int]
"""Id, Chinese and English header, width."""

WORKING_DAYS = (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23)  # of 2025, by month

COLUMNS: tuple[Column, ...] = (
    ("agent_id", "工号", "Agent ID", 9),
    ("name", "姓名", "Name", 16),
    ("hired", "入职日期", "Hired", 12),
    ("grade", "职级", "Grade", 14),
    ("days_in_post", "在岗天数", "Days in post", 12),
    ("working_days", "应出勤", "Working days", 13),
    ("motivation", "动机", "Motivation", 11),
    ("confidence", "信心", "Confidence", 11),
    ("commitment", "承诺", "Commitment", 12),
    ("character", "品格", "Character", 10),
    ("fit", "兴趣态度", "Fit", 10),
    ("level_before", "培训前水平", "Level before", 13),
    ("ability_after", "培训后能力", "Ability after", 13),
    ("rotations", "轮岗次数", "Rotations", 10),
    ("wants_promotion", "晋升意向", "Wants promotion", 16),
    ("wanted_position", "意向职位", "Wanted position", 17),
)

# Told, not drawn: hired in the month, hired on the 1st, new since December, one month of service short of a year.
HIRED: Mapping[str, date] = {
    "0153": date(2025, 4, 14),
    "0024": date(2024, 10, 1),
    "0162": date(2024, 12, 16),
    "0060": date(2024, 4, 2),
    "0021": date(2019, 7, 1),  # on the day of 0015
}
# Fewer days in post: long leave, joined, left, a half day.
DAYS_IN_POST: Mapping[tuple[str, int], float] = {
    ("0048", 3): 2,
    ("0096", 6): 0,
    ("0150", 9): 4,
    ("0153", 4): 14,
    ("0126", 8): 11,
    ("0021", 3): 10.5,
}
# Ratings of a quarter: just below the line of enthusiasm, while the ability is on its line in July, below it in August.
RATINGS: Mapping[tuple[str, int], Mapping[str, int]] = {
    ("0114", 3): {"motivation": 2, "confidence": 3, "commitment": 3},
}
WISHES: Mapping[str, str] = {
    "0015": "trainer",
    "0021": "trainer",
    "0033": "trainer",
    "0054": "complaint_officer",
    "0099": "after_sales",
    "0105": "trainer",
    "0171": "supervisor",
}
ROTATED = frozenset({"0015", "0021", "0033", "0105"})  # knows another post
FAILS: Mapping[str, str] = {"0111": "character", "0075": "fit", "0144": "fit"}
UNTRAINED = frozenset({"0153", "0162"})  # without a level before and an ability after training


def person(line: AgentMonth, month: int) -> dict[str, PersonCell]:
    """The row of one person in one month, by the ids of ``COLUMNS``."""
    agent = line.agent
    once = _once(agent)
    this_month = Draw(Random(f"{SEED}/roster/{agent.agent_id}/{month}"), agent.ability)
    return {
        "agent_id": agent.agent_id,
        "name": agent.name,
        **_service(agent, once),
        **_days(agent, month, this_month),
        **_ratings(agent, month),
        **{name: "fail" if FAILS.get(agent.agent_id) == name else "pass" for name in ("character", "fit")},
        **_career(agent, once),
    }


def _ratings(agent: Agent, month: int) -> Mapping[str, PersonCell]:
    """From 1 to 5, of the quarter; none of somebody on leave."""
    quarter = (month + 2) // 3
    draw = Draw(Random(f"{SEED}/roster/{agent.agent_id}/Q{quarter}"), agent.ability)
    away = (agent.agent_id, month) in ABSENCES
    drawn = {name: None if away else draw.able(2, 5) for name in ("motivation", "confidence", "commitment")}
    return drawn | RATINGS.get((agent.agent_id, quarter), {})


def hired(agent: Agent) -> date:
    """The day of hiring."""
    return HIRED.get(agent.agent_id) or _drawn_day(agent, _once(agent))


def _once(agent: Agent) -> Draw:
    return Draw(Random(f"{SEED}/roster/{agent.agent_id}"), agent.ability)


def _drawn_day(agent: Agent, draw: Draw) -> date:
    leads = agent.role == "team_leader"
    return date(2016 if leads else 2019, 1, 2) + timedelta(days=draw.anywhere(0, 1200 if leads else 2000))


def _service(agent: Agent, draw: Draw) -> dict[str, PersonCell]:
    """When hired, and the grade that goes with the years and the ability."""
    drawn = _drawn_day(agent, draw)
    day = HIRED.get(agent.agent_id, drawn)
    if agent.role == "team_leader":
        return {"hired": day, "grade": "supervisor"}
    able = agent.ability > 0.6
    grade = "senior" if able and day.year < 2022 else "middle" if day.year < 2024 else "junior"
    return {"hired": day, "grade": grade}


def _days(agent: Agent, month: int, draw: Draw) -> dict[str, PersonCell]:
    """Days in post: all working days for most, one to three fewer for some."""
    working = WORKING_DAYS[month - 1]
    absent = draw.anywhere(1, 3) if draw.chance(0.15) else 0
    return {
        "days_in_post": DAYS_IN_POST.get((agent.agent_id, month), working - absent),
        "working_days": working,
    }


def _career(agent: Agent, draw: Draw) -> dict[str, PersonCell]:
    """Levels before and after training, rotations, wishes."""
    before = ("basic", "proficient", "fluent")[min(2, draw.able(0, 3))]
    after = "fluent" if agent.ability > 0.25 or draw.chance(0.5) else "proficient"
    trained = agent.agent_id not in UNTRAINED
    wanted = WISHES.get(agent.agent_id)
    wants = wanted is not None or (agent.role != "team_leader" and draw.chance(0.3 + 0.5 * agent.ability))
    rotations = draw.of((0, 0, 1, 1, 2))
    return {
        "level_before": before if trained else None,
        "ability_after": after if trained else None,
        "rotations": max(1, rotations) if agent.agent_id in ROTATED else rotations,
        "wants_promotion": "yes" if wants else "no",
        "wanted_position": wanted,
    }
