"""The sheets Findings and Coachings: what quality monitors noted in the fictitious year, and who talked about it.

Every complaint of a month's column has its finding. A few are told, the others drawn from generators of their own, so
that no figure of ``fictitious_year`` moves. A month's sheets hold what was known at its end: later coachings, and
days on which something agreed was done, are not there yet.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from fictitious_year import MONTHS, SEED, Agent, AgentMonth, Draw, month_lines, roster
from people import Column, PersonCell
from quality_words import AGREED, FACTS, KINDS, NEGATIVE, Text

FINDING_COLUMNS: tuple[Column, ...] = (
    ("date", "日期", "Date", 12),
    ("agent_id", "工号", "Agent ID", 9),
    ("time", "时间", "Time", 8),
    ("kind", "类别", "Kind", 18),
    ("fact", "事实", "Fact", 80),
    ("valid_complaint", "有效投诉", "Valid complaint", 15),
)
COACHING_COLUMNS: tuple[Column, ...] = (
    ("date", "日期", "Date", 12),
    ("agent_id", "工号", "Agent ID", 9),
    ("kind", "类别", "Kind", 18),
    ("coach", "辅导人", "Coach", 16),
    ("agreed", "约定", "Agreed", 70),
    ("done", "完成日期", "Done", 12),
)
MANAGER = "虚知远"  # coaches the team leaders
CHANNELS: Mapping[str, str] = {
    "inbound": "call",
    "team_leader": "call",
    "outbound": "outbound",
    "email": "email",
    "qa": "desk",
    "data_entry": "desk",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noted about an agent on a day; ``coached`` is the day of the talk, None for praise."""

    day: date
    agent_id: str
    kind: str
    time: str
    fact: Text
    complaint: bool
    coached: date | None = None
    agreed: Text | None = None
    done: date | None = None


# A slip of 5 March that led to a complaint, talked about on the 10th and repeated on 9 April: half the pay of April.
_SHIRKING = (
    Finding(
        date(2025, 3, 5),
        "0111",
        "shirking",
        "14:32",
        Text(
            "客户询问退款为何未到账，答“这不归我管，您打财务吧”，未转接、未登记工单，客户当天投诉",
            "Customer asked for a late refund: “Not my job, call Finance”; no transfer, no ticket, complaint that day",
        ),
        complaint=True,
        coached=date(2025, 3, 10),
        agreed=Text(
            "退款类来电由本人跟到底：当场查进度，查不到的登记工单，两小时内回电",
            "Own every refund call: look it up at once, else write a ticket and call back within two hours",
        ),
        done=date(2025, 3, 24),
    ),
    Finding(
        date(2025, 4, 9),
        "0111",
        "shirking",
        "10:47",
        Text(
            "客户询问换货进度，答“您去问快递吧”，系统中可查到物流单号",
            "Customer asked about an exchange: “Ask the courier”, although the tracking number was on the screen",
        ),
        complaint=False,
        coached=date(2025, 4, 11),
        agreed=Text(
            "一个月内每周由组长旁听 5 通，跟进清单每日下班前交组长",
            "For a month the team leader sits in on 5 calls a week; list of open cases handed in every evening",
        ),
        done=date(2025, 5, 9),
    ),
)
# Of March: talked about too late, and not yet.
_WAITING = (
    Finding(
        date(2025, 3, 13),
        "0099",
        "wrong_information",
        "09:18",
        Text(
            "把会员日折扣说成全场八折，实际只限指定商品，客户下单后投诉",
            "Said members’ day is 20 % off everything, it is for marked goods only; complaint after the order",
        ),
        complaint=True,
        coached=date(2025, 4, 2),
        agreed=AGREED["wrong_information"][0],
        done=date(2025, 4, 9),
    ),
    Finding(
        date(2025, 3, 27),
        "0060",
        "procedure",
        "16:05",
        Text(
            "接手升级来电后承诺当日答复，未建工单，次日客户再次投诉",
            "Took over an escalated call, promised an answer that day, wrote no ticket; complaint the next day",
        ),
        complaint=True,
        coached=date(2025, 4, 3),
        agreed=AGREED["procedure"][0],
        done=date(2025, 4, 10),
    ),
)
TOLD = _SHIRKING + _WAITING
SLIPS_A_MONTH, PRAISE_A_MONTH = 2, 3  # drawn ones that are no complaint


@cache
def findings() -> tuple[Finding, ...]:
    """Everything noted in the year, by day and agent."""
    found = list(TOLD)
    told = {(one.agent_id, one.day.month) for one in TOLD}
    slips: Counter[str] = Counter()  # how often somebody slipped: each time another kind, so that none repeats
    used: Counter[tuple[str, str]] = Counter()
    for month in MONTHS:
        lines = [line for line in month_lines(month) if line.figures]
        draw = Draw(Random(f"{SEED}/findings/{month}"), 0.5)
        untold = [line for line in lines if (line.agent.agent_id, month) not in told]
        clean = [line for line in untold if line.figures.get("complaints") == 0]
        for line in untold:
            found += _negative(line, month, _complaints(line), slips, used, complaint=True)
        for _ in range(SLIPS_A_MONTH):
            found += _negative(draw.of(tuple(clean)), month, 1, slips, used, complaint=False)
        for _ in range(PRAISE_A_MONTH):
            found.append(_praise(draw.of(tuple(clean)).agent, month, draw, used))
    return tuple(sorted(found, key=lambda one: (one.day, one.agent_id, one.time)))


def _complaints(line: AgentMonth) -> int:
    count = line.figures.get("complaints")
    return count if isinstance(count, int) else 0


def _negative(
    line: AgentMonth,
    month: int,
    count: int,
    slips: Counter[str],
    used: Counter[tuple[str, str]],
    *,
    complaint: bool,
) -> Iterator[Finding]:
    """So many findings of one kind about an agent, all talked about after the last of them."""
    if not count:
        return
    agent = line.agent
    draw = Draw(Random(f"{SEED}/findings/{agent.agent_id}/{month}/{slips[agent.agent_id]}"), agent.ability)
    start = Random(f"{SEED}/findings/{agent.agent_id}").random()
    kind = NEGATIVE[(int(4 * start) + slips[agent.agent_id]) % len(NEGATIVE)]
    slips[agent.agent_id] += 1
    days = sorted(_day(draw, month) for _ in range(count))
    coached = days[-1] + timedelta(days=draw.anywhere(1, 6))
    agreed, done = draw.of(AGREED[kind]), coached + timedelta(days=draw.anywhere(7, 14))
    for day in days:
        fact = _fact(kind, agent, used)
        yield Finding(day, agent.agent_id, kind, _time(draw), fact, complaint, coached, agreed, done)


def _praise(agent: Agent, month: int, draw: Draw, used: Counter[tuple[str, str]]) -> Finding:
    kind = draw.of(("customer_care", "problem_solved"))
    return Finding(_day(draw, month), agent.agent_id, kind, _time(draw), _fact(kind, agent, used), complaint=False)


def _fact(kind: str, agent: Agent, used: Counter[tuple[str, str]]) -> Text:
    """The next of the facts of the kind and channel, so that one comes again only after all the others."""
    key = kind, CHANNELS[agent.role]
    used[key] += 1
    return FACTS[key][(used[key] - 1) % len(FACTS[key])]


def _day(draw: Draw, month: int) -> date:
    return date(2025, month, draw.anywhere(1, monthrange(2025, month)[1]))


def _time(draw: Draw) -> str:
    return f"{draw.anywhere(8, 19):02}:{draw.anywhere(0, 59):02}"


def finding_rows(month: int) -> Iterator[dict[str, PersonCell | Text]]:
    """The rows of the sheet Findings of a month, by the ids of its columns."""
    for one in findings():
        if one.day <= end_of(month):
            yield {
                "date": one.day,
                "agent_id": one.agent_id,
                "time": one.time,
                "kind": KINDS[one.kind],
                "fact": one.fact,
                "valid_complaint": "yes" if one.complaint else "no",
            }


def coaching_rows(month: int) -> Iterator[dict[str, PersonCell | Text]]:
    """The rows of the sheet Coachings of a month: one a talk, which may be about several findings of a kind."""
    leaders = {one.team: one.name for one in roster() if one.role == "team_leader"}
    agents = {one.agent_id: one for one in roster()}
    talks = {(one.coached, one.agent_id, one.kind): one for one in findings() if one.coached}
    for (day, agent_id, _), one in sorted(talks.items(), key=lambda talk: (str(talk[0][0]), talk[0][1])):
        if day is None or day > end_of(month):
            continue
        agent = agents[agent_id]
        yield {
            "date": day,
            "agent_id": agent_id,
            "kind": KINDS[one.kind],
            "coach": MANAGER if agent.role == "team_leader" else leaders[agent.team],
            "agreed": one.agreed,
            "done": one.done if one.done and one.done <= end_of(month) else None,
        }


def end_of(month: int) -> date:
    """The last day of a month of the year."""
    return date(2025, month, monthrange(2025, month)[1])
