"""Who works in the fictitious centre and what they achieve each month of 2025: the same values on every run.

Everyone is invented: the surnames (示 样 例 虚 拟: show, sample, example, void, draft) say so themselves.
Every agent and month draws from a generator of its own, and only through ``random()``, whose sequence Python
guarantees; so a change to one story never moves anybody else's figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from measures import practised
from stories import ABSENCES, ALIKE, JOINED, LEFT, MOVES, NAMESAKES, STEADY, STORIES, Cell

Choice = TypeVar("Choice")
Figures = dict[str, Cell]

SEED = "ccmotivate-2025"
MONTHS = tuple(range(1, 13))

SURNAMES = "示样例虚拟"
GIVEN_NAMES = (  # noqa: SIM905 - one name a line would be a page
    "安然 明远 知行 春和 若水 景行 清扬 子衿 望舒 星河 云舒 乐天 思齐 怀瑾 书白 听雨 晚晴 长风 青禾 "
    "南乔 北辰 东篱 西洲 木兰 石溪 竹影 松涛 梅雪 兰舟 菊潭 云帆 沧海 千帆 万里 九歌 八方 七弦 六合 "
    "五湖 四海 三秋 百川 初夏 仲秋 暮春 新雨 白露 谷雨 小满 芒种 立秋 霜降 惊蛰 天青 夏至 月白 冬至 "
    "处暑 秋分 寒露 雨水 立春"
).split()
REGIONS = ("华东", "华南", "华北", "西南", "华中")


@dataclass(frozen=True, slots=True)
class Team:
    """A team, its project and how many of each role it has beside its leader."""

    name: str
    project: str
    posts: Mapping[str, int]


TEAMS = (
    Team("信用卡一组", "信用卡", {"inbound": 6, "qa": 1}),
    Team("信用卡二组", "信用卡", {"outbound": 5, "email": 2}),
    Team("会员一组", "会员中心", {"data_entry": 5, "qa": 2}),
    Team("会员二组", "会员中心", {"email": 4, "inbound": 3}),
    Team("售后一组", "电商售后", {"inbound": 6, "qa": 1}),
    Team("售后二组", "电商售后", {"email": 4, "data_entry": 3}),
    Team("回访一组", "家电回访", {"outbound": 6}),
    Team("回访二组", "家电回访", {"outbound": 3, "data_entry": 2, "qa": 1}),
)
PROJECT_OF = {team.name: team.project for team in TEAMS}


@dataclass(frozen=True, slots=True)
class Agent:
    """One invented person; ``ability`` (0 to 1) is what the monthly figures scatter around."""

    agent_id: str
    name: str
    role: str
    team: str
    ability: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """One agent's invitations in one region: how many should have come and how many did."""

    region: str
    required: int | None
    attended: int | None


@dataclass(frozen=True, slots=True)
class AgentMonth:
    """One line of a month: who, where, the figures by metric id (absent = blank) and the meetings."""

    agent: Agent
    project: str
    team: str
    figures: Figures
    meetings: tuple[Meeting, ...] = field(default=())


def roster() -> tuple[Agent, ...]:
    """Everybody who worked in the centre at some time of the year, by id: 0012, 0015, …"""
    posts = [
        (role, team.name)
        for team in TEAMS
        for role in ("team_leader", *(role for role, count in team.posts.items() for _ in range(count)))
    ]
    return tuple(_agent(index, role, team) for index, (role, team) in enumerate(posts))


def _agent(index: int, role: str, team: str) -> Agent:
    agent_id = f"{12 + 3 * index:04d}"
    name = SURNAMES[index % len(SURNAMES)] + GIVEN_NAMES[index]
    return Agent(agent_id, NAMESAKES.get(agent_id, name), role, team, Random(f"{SEED}/{agent_id}").random())


def month_lines(month: int) -> Iterator[AgentMonth]:
    """The lines of one month (1 to 12), team by team, the leader first."""
    for agent in roster():
        if JOINED.get(agent.agent_id, 1) <= month <= LEFT.get(agent.agent_id, 12):
            yield _line(agent, month)


def _line(agent: Agent, month: int) -> AgentMonth:
    moved_in, new_team = MOVES.get(agent.agent_id, (13, agent.team))
    team = new_team if month >= moved_in else agent.team
    absence = ABSENCES.get((agent.agent_id, month))
    if absence is not None:
        return AgentMonth(agent, PROJECT_OF[team], team, dict(absence))
    draw = Draw(Random(f"{SEED}/{agent.agent_id}/{month}"), agent.ability)
    told: Figures = {}
    for story in STORIES:
        if story.agent_id == agent.agent_id and month in story.months:
            told.update(story.figures)
    missed = () if told else _missed(agent, draw)
    drawn = practised(_figures(agent, draw, missed), team, month, TYPING_STANDARD.get(agent.role))
    figures = drawn | told | ALIKE.get((agent.agent_id, month), {})
    meetings = _meetings(draw, missed) if agent.role in ("outbound", "team_leader") else ()
    return AgentMonth(agent, PROJECT_OF[team], team, figures, meetings)


@dataclass(slots=True)
class Draw:
    """The chances of one agent in one month; ``low`` and ``high`` may themselves come up."""

    random: Random
    ability: float

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def anywhere(self, low: int, high: int) -> int:
        return low + int(self.random.random() * (high - low + 1))

    def able(self, low: int, high: int) -> int:
        """Drawn around the agent's ability: half ability, half luck."""
        return low + round((0.5 * self.ability + 0.5 * self.random.random()) * (high - low))

    def of(self, choices: tuple[Choice, ...]) -> Choice:
        return choices[int(self.random.random() * len(choices))]


TYPING_STANDARD = {"data_entry": 70, "email": 70, "qa": 70, "inbound": 60, "outbound": 60}
PRODUCTIVITY_STANDARD = {
    "data_entry": 80,
    "email": 80,
    "qa": 80,
    "inbound": 75,
    "outbound": 90,
    "team_leader": 90,
}
# What agents of a role miss when they miss something; what is named twice is missed twice as often.
MISSES = {
    "data_entry": "typing_speed project_knowledge productivity workload workload error_rate attitude",
    "email": "typing_speed project_knowledge productivity emails emails error_rate complaints attitude",
    "qa": "typing_speed project_knowledge productivity qa_checks qa_checks filing error_rate complaints",
    "inbound": "typing_speed project_knowledge productivity error_rate complaints complaints attitude",
    "outbound": "typing_speed project_knowledge productivity confirm_rate confirm_rate meetings complaints",
    "team_leader": "project_knowledge productivity confirm_rate meetings error_rate complaints",
}


def _missed(agent: Agent, draw: Draw) -> tuple[str, ...]:
    """The criteria the agent misses this month: none for the steady, else more likely with little ability."""
    if agent.agent_id in STEADY or not draw.chance(0.7 - 0.5 * agent.ability):
        return ()
    choices = tuple(MISSES[agent.role].split())
    return tuple({draw.of(choices), draw.of(choices)}) if draw.chance(0.2) else (draw.of(choices),)


def _figures(agent: Agent, draw: Draw, missed: tuple[str, ...]) -> Figures:
    figures = _common_figures(agent.role, draw, missed) | ROLE_FIGURES[agent.role](draw, missed)
    proposals = draw.of((0, 0, 0, 1, 1, 2))
    assists = draw.of((0, 0, 1, 1, 2))
    if agent.agent_id in STEADY and not proposals + assists:
        assists = 1
    return figures | {"proposals_adopted": proposals, "colleague_assists": assists or draw.of((0, None))}


def _common_figures(role: str, draw: Draw, missed: tuple[str, ...]) -> Figures:
    strict = role not in ("data_entry", "email")  # for these two the standard is 1 ‰, for the others 0
    usual_errors = (0,) if strict else (0, 0, 0, 0, 0.5, 1)
    many_errors = (0.5, 1, 2) if strict else (1.5, 2)
    standard = 10 * PRODUCTIVITY_STANDARD[role]
    tenths = draw.anywhere(standard - 100, standard - 1) if "productivity" in missed else draw.able(standard, 945)
    figures: Figures = {
        "project_knowledge": _knowledge(draw, missed),
        "productivity": tenths / 1000,
        "attitude": "fail" if "attitude" in missed else "pass",
        "error_rate": draw.of(many_errors if "error_rate" in missed else usual_errors),
        "complaints": draw.of((1, 1, 2)) if "complaints" in missed else 0,
    }
    if role in TYPING_STANDARD:
        least = TYPING_STANDARD[role]
        slow = "typing_speed" in missed
        figures["typing_speed"] = draw.anywhere(max(55, least - 12), least - 1) if slow else draw.able(least, 110)
    return figures


def _knowledge(draw: Draw, missed: tuple[str, ...]) -> str:
    if "project_knowledge" in missed:
        return draw.of(("proficient", "proficient", "proficient", "basic"))
    return "proficient_fluent" if draw.chance(0.08) else "fluent"


def _data_entry(draw: Draw, missed: tuple[str, ...]) -> Figures:
    """A mix of 100 to 112 % of a day's work (less if missed); a purchase record is half a form."""
    halves = draw.anywhere(530, 597) if "workload" in missed else draw.able(602, 672)
    questionnaires = None if draw.chance(0.08) else draw.anywhere(60, 120)  # a blank kind of document counts 0
    membership = draw.anywhere(50, 110)
    return {
        "questionnaires": questionnaires,
        "membership_forms": membership,
        "purchase_records": halves - 2 * (questionnaires or 0) - 2 * membership,
    }


def _email(draw: Draw, missed: tuple[str, ...]) -> Figures:
    return {
        "emails": draw.anywhere(70, 79) if "emails" in missed else draw.able(80, 94),
        "csat": draw.able(820, 975) / 1000,
        "complaints_solved": draw.anywhere(2, 14),
    }


def _qa(draw: Draw, missed: tuple[str, ...]) -> Figures:
    return {
        "qa_checks": draw.anywhere(700, 795) if "qa_checks" in missed else draw.able(800, 960),
        "filing": "no" if "filing" in missed else "yes",
        "qc_accuracy": draw.able(940, 998) / 1000,
    }


def _inbound(draw: Draw, missed: tuple[str, ...]) -> Figures:
    del missed  # no criterion of its own beside the common ones
    return {
        "csat": draw.able(820, 985) / 1000,
        "calls_taken": draw.able(1350, 2300),
        "complaints_solved": draw.anywhere(4, 26),
    }


def _outbound(draw: Draw, missed: tuple[str, ...]) -> Figures:
    return _team_leader(draw, missed) | {
        "csat": draw.able(800, 960) / 1000,
        "calls_taken": draw.able(900, 1700),
    }


def _team_leader(draw: Draw, missed: tuple[str, ...]) -> Figures:
    missing = "confirm_rate" in missed
    return {"confirm_rate": (draw.anywhere(350, 399) if missing else draw.able(400, 560)) / 1000}


ROLE_FIGURES: Mapping[str, Callable[[Draw, tuple[str, ...]], Figures]] = {
    "data_entry": _data_entry,
    "email": _email,
    "qa": _qa,
    "inbound": _inbound,
    "outbound": _outbound,
    "team_leader": _team_leader,
}


def _meetings(draw: Draw, missed: tuple[str, ...]) -> tuple[Meeting, ...]:
    """Two to four regions; missed means that one of them stays below its number."""
    first, count = draw.anywhere(0, len(REGIONS) - 1), draw.anywhere(2, 4)
    rows = []
    for offset in range(count):
        required = draw.anywhere(8, 30)
        attended = required + draw.anywhere(0, 5)
        if "meetings" in missed and offset == 0:
            attended = required - draw.anywhere(1, 4)
        rows.append(Meeting(REGIONS[(first + offset) % len(REGIONS)], required, attended))
    if draw.chance(0.06):  # nothing was asked of this region: it is ignored
        rows.append(Meeting(REGIONS[(first + count) % len(REGIONS)], 0, draw.anywhere(0, 2)))
    if draw.chance(0.06):  # a second session of the second region: repeated rows are summed
        rows.append(Meeting(rows[1].region, 5, 6))
    return tuple(rows)
