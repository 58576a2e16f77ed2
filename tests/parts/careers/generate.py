"""Random companies for promotion: workbooks of five to eight months, and what the oracle decides on.

`company(seed)` is repeatable: `Company.books` has one workbook a month, or one of all months, by name of the file;
sheet name -> rows, a row a dict of header -> cell text ("" = blank cell). `Company.truth` is what `oracle.promote`
takes, with the month asked for. One month of the window may lack (sometimes two, which is an error), and months before
the window and after the month asked for may be there. 人员 and 空缺 stand in any of the months, with other words in
those that do not count. Rivals for a position are alike but for one thing. Apart from lacking months no errors, only
what gives notes.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.parts.agents import STRANGER, Agent, Workbook, agent, first_day, last_day, month_after, sheet
from tests.parts.careers import oracle
from tests.parts.careers.oracle import FIGURES, MonthFacts, Person, Run
from tests.parts.mentoring import oracle as mentoring
from tests.parts.pay.generate import MENTORING, ROSTER, WORDS, Row
from tests.parts.pay.generate import ROLES as ROLE_WORDS
from tests.parts.pay.scorecard import Value

VACANCIES = "空缺"
ASKED = ["2025-06", "2025-02", "2024-12"]
ROLES = list(ROLE_WORDS)
POSITIONS = {
    "junior": "初级客服",
    "middle": "中级客服",
    "senior": "高级客服",
    "supervisor": "客服主管",
    "after_sales": "售后专家",
    "complaint_officer": "投诉处理专员",
    "trainer": "培训讲师",
}
STEPS = [(grade, wanted) for wanted, grades in FIGURES["reached_from"].items() for grade in grades]
OFTEN = [*STEPS, *[(grade, wanted) for grade, wanted in STEPS if grade not in FIGURES["lateral"]] * 2]
NO_STEPS = [
    (None, None), (None, "middle"), ("supervisor", None), ("trainer", None), ("junior", "senior"), ("junior", "junior"),
    ("trainer", "trainer"), ("after_sales", "senior"), ("supervisor", "trainer"), ("middle", "junior"),
]  # fmt: skip
FLAWS: list[dict[str, object]] = [
    {"wish": False}, {"wish": None}, {"character": False}, {"character": None}, {"fit": False}, {"fit": None},
    {"level_before": "none"}, {"level_before": "basic"}, {"level_before": "proficient"}, {"level_before": None},
    {"ability_after": "proficient"}, {"ability_after": None}, {"rotations": 0}, {"rotations": None}, {"rotations": 2},
    {"hired": None},
]  # fmt: skip
HEADS = {
    "hired": "入职日期", "grade": "职级", "character": "品格", "fit": "兴趣态度", "level_before": "培训前水平",
    "ability_after": "培训后能力", "rotations": "轮岗次数", "wish": "晋升意向", "wanted": "意向职位",
}  # fmt: skip
YES_NO = [("是", "否"), ("合格", "不合格"), ("Y", "N"), ("pass", "fail")]
ONE = timedelta(days=1)
LOW, STANDARD, FULL = 7000, 10000, 10900  # hundredths of a point


@dataclass(frozen=True)
class Month:
    """What a person is in one month: the score wanted, whether the standards are to be met, what was contributed."""

    score: Fraction
    qualified: bool
    proposals: int | None = None
    assists: int | None = None


@dataclass(frozen=True)
class Plan:
    """A person: the role, the months there, and the row on 人员 (None: none)."""

    role: str
    months: Mapping[str, Month]
    row: oracle.Row | None


@dataclass
class Company:
    """Workbooks by name, what the rows of 坐席 come to, and what the oracle needs."""

    books: dict[str, Workbook]
    agents: list[Agent]
    truth: Run


def company(seed: int) -> Company:
    """The files of a run."""
    rng = random.Random(seed)
    asked = rng.choice(ASKED)
    months = months_of(rng, asked)
    plans = people_of(rng, asked, months)
    pair = rng.sample(sorted(plans), 2) if rng.random() < 0.3 else None
    agents = [agent_of(rng, who, month, plan) for who, plan in plans.items() for month in plan.months]
    one_book = rng.random() < 0.4
    facts = {month: facts_of(agents, month, pair) for month in months}
    same = one_book and rng.random() < 0.3
    add_sheets(rng, facts, plans, asked, same=same)
    names = {held.agent_id: held.row["姓名"] for held in agents}
    parts = {"all": months} if one_book else {month: [month] for month in months}
    books = {
        name: book(rng, agents, {month: facts[month] for month in part}, pair, same=same)
        for name, part in parts.items()
    }
    return Company(books, agents, Run(asked, facts, names))


def months_of(rng: random.Random, asked: str) -> list[str]:
    """The months that have a file: those of the window but for none, one or (an error) two, and others beside it."""
    window = [month_after(asked, -back) for back in range(FIGURES["window"])]
    lacking = rng.sample(window[1:], rng.choice([0, 0, 0, 0, 0, 1, 1, 1, 1, 2]))
    beside = [month_after(asked, -FIGURES["window"])] if rng.random() < 0.3 else []
    beside += [month_after(asked, 1)] if rng.random() < 0.3 else []
    return sorted({*window, *beside} - set(lacking))


def people_of(rng: random.Random, asked: str, months: Sequence[str]) -> dict[str, Plan]:
    """Rivals for two positions and others, by id."""
    plans = [plan for step in rng.sample(STEPS, 2) for plan in rivals(rng, asked, months, step)]
    plans += [other(rng, asked, months) for _ in range(8)]
    rng.shuffle(plans)
    return {f"R{at:02}": plan for at, plan in enumerate(plans, 1)}


def rivals(rng: random.Random, asked: str, months: Sequence[str], step: tuple[str, str]) -> list[Plan]:
    """One to four people who are ready, alike but for a hundredth of the mean, a contribution or a month."""
    hired = first_day(asked, -rng.randint(25, 40)) + ONE
    row = ready(step, hired)
    there = [month for month in months if FIGURES["window"] > oracle.number(asked) - oracle.number(month) >= 0]
    scores = scores_of(rng, len(there), FIGURES["least"][step[1]][2] * 100, 30, unqualified=len(there) - 5)
    marks = {
        month: replace(mark, proposals=rng.choice([None, 0, 1])) for month, mark in zip(there, scores, strict=True)
    }
    first = Plan(rng.choice(ROLES), beside_window(rng, months, marks), row)
    return [first, *(changed(rng, first, asked) for _ in range(rng.randint(0, 3)))]


def ready(step: tuple[str, str], hired: date | None) -> oracle.Row:
    """The row of somebody who has all for a step, which is the next of the line where that is not wanted by name."""
    order = FIGURES["order"]
    line = step[0] in order and step[1] in order
    level = FIGURES["least"][step[1]][1]
    return oracle.Row(
        step[0], None if line else step[1], hired, character=True, fit=True, level_before=level,
        ability_after="fluent", rotations=1, wish=True,
    )  # fmt: skip


def beside_window(rng: random.Random, months: Sequence[str], marks: Mapping[str, Month]) -> dict[str, Month]:
    """The months of the window and anything in the others."""
    return {month: marks.get(month) or Month(Fraction(rng.randint(LOW, FULL), 100), False, 3) for month in months}


def changed(rng: random.Random, plan: Plan, asked: str) -> Plan:
    """A rival: the same, a hundredth more in the mean, a contribution more, or hired a day or a month earlier."""
    kind = rng.choice(["same", "same", "score", "contribution", "day", "month"])
    assert plan.row is not None and plan.row.hired is not None
    mark = plan.months[asked]
    row = plan.row
    if kind == "score":
        mark = replace(mark, score=mark.score + rng.choice([Fraction(5, 100), Fraction(6, 100)]))
    if kind == "contribution":
        mark = replace(mark, assists=(mark.assists or 0) + 1)
    if kind in {"day", "month"}:
        row = replace(row, hired=row.hired - (ONE if kind == "day" else 31 * ONE))
    return replace(plan, months={**plan.months, asked: mark}, row=row, role=rng.choice(ROLES))


def other(rng: random.Random, asked: str, months: Sequence[str]) -> Plan:
    """Anybody: without a step, with a flaw, beside a boundary of tenure or mean score, absent in some months."""
    if rng.random() < 0.2:
        grade, wanted = rng.choice(NO_STEPS)
        row = replace(
            ready(("junior", "middle"), date(2020, 5, 4)), grade=grade, wanted=wanted, wish=rng.choice([True, False])
        )
        return Plan(rng.choice(ROLES), beside_window(rng, months, {}), row)
    step = rng.choice(OFTEN)
    tenure, _level, score = FIGURES["least"][step[1]]
    row = ready(step, rng.choice(hirings(asked, tenure)))
    for flaw in rng.sample(FLAWS, rng.choice([0, 0, 1, 1, 2])):
        row = replace(row, **flaw)
    absent = rng.sample([month for month in months if month != asked], rng.choice([0, 0, 0, 1, 2]))
    absent += [asked] * (rng.random() < 0.07)
    there = [month for month in months if month not in absent and served(row.hired, month)]
    own = [month for month in there if FIGURES["window"] > oracle.number(asked) - oracle.number(month) >= 0]
    marks = scores_of(rng, len(own), score * 100, rng.choice([0, 0, 0, 60]), unqualified=rng.choice([0, 1, 1, 1, 2]))
    return Plan(rng.choice(ROLES), beside_window(rng, there, dict(zip(own, marks, strict=True))), on_roster(rng, row))


def on_roster(rng: random.Random, row: oracle.Row) -> oracle.Row | None:
    """The row, or in few cases none."""
    return row if rng.random() < 0.93 else None


def served(hired: date | None, month: str) -> bool:
    """Whether somebody was already there."""
    return hired is None or hired <= last_day(month)


def hirings(asked: str, tenure: int) -> list[date]:
    """Days of hiring around a tenure: on the first, beside it, a month more and less; long ago and just now."""
    firsts = [first_day(asked, -tenure + later) for later in (0, 1, 2)]
    return [*(day for first in firsts for day in (first - ONE, first, first + ONE)), date(2020, 5, 4), last_day(asked)]


def scores_of(rng: random.Random, count: int, needed: Fraction, more: int, *, unqualified: int) -> list[Month]:
    """Months whose mean is on, beside or half a hundredth below a boundary (in hundredths), or a little more."""
    half = count // 2
    total = count * floor(needed) + (more or rng.choice([-half - 1, -half - 1, -half, 0, count, count]))
    bad = set(rng.sample(range(count), min(max(unqualified, 0), count)))
    return [
        Month(Fraction(held, 100), at not in bad, *rng.choice([(None, None), (0, 1), (1, None), (2, 0)]))
        for at, held in enumerate(split(rng, total, [LOW if at in bad else STANDARD for at in range(count)]))
    ]


def split(rng: random.Random, total: int, least: Sequence[int]) -> list[int]:
    """Amounts between their least and FULL that sum to the total, where that can be."""
    parts: list[int] = []
    for at, low in enumerate(least):
        rest = total - sum(parts)
        later = least[at + 1 :]
        lowest, highest = max(low, rest - FULL * len(later)), min(FULL, rest - sum(later))
        parts.append(min(max(rng.randint(*sorted((lowest, highest))), low), FULL))
    return parts


def agent_of(rng: random.Random, agent_id: str, month: str, plan: Plan) -> Agent:
    """The agent of a month of a plan; a bad attitude, which no scorecard counts, keeps from qualifying."""
    mark = plan.months[month]
    told: dict[str, Value] = {
        "proposals_adopted": None if mark.proposals is None else Fraction(mark.proposals),
        "colleague_assists": None if mark.assists is None else Fraction(mark.assists),
    }
    if not mark.qualified:
        told["attitude"] = rng.choice(["fail", None])
    held = agent(rng, agent_id, month, role=plan.role, wanted=mark.score, must_qualify=mark.qualified, changes=told)
    return agent(rng, agent_id, month, role=plan.role, blank=True) if rng.random() < 0.003 else held


def facts_of(agents: Sequence[Agent], month: str, pair: Sequence[str] | None) -> MonthFacts:
    """Who is there in a month, with scores as shown: the mentor's is blended."""
    present = {held.agent_id: held for held in agents if held.month == month}
    people = {who: Person(held.score, held.qualified, number_of(held)) for who, held in present.items()}
    if pair is not None and set(pair) <= set(present):
        mentor, mentee = (present[who] for who in pair)
        people[pair[0]] = replace(people[pair[0]], score=blended(month, mentor, mentee))
    return MonthFacts(people)


def number_of(held: Agent) -> Fraction:
    """The outstanding contributions."""
    found = held.values["contributions"]
    assert isinstance(found, Fraction)
    return found


def blended(month: str, mentor: Agent, mentee: Agent) -> Fraction:
    """The mentor's score with the part of somebody who is mentored all the time."""
    scores = {held.agent_id: held.score if held.has_data else None for held in (mentor, mentee)}
    rows = [mentoring.Pairing(mentor.agent_id, mentee.agent_id, first_day(month))]
    return mentoring.blended(mentoring.Month(month, scores, rows), mentor.agent_id)


def add_sheets(
    rng: random.Random, facts: dict[str, MonthFacts], plans: Mapping[str, Plan], asked: str, *, same: bool
) -> None:
    """Put 人员 and 空缺 into the facts of some months; what stands in the last up to the one asked for counts."""
    counting = {who: plan.row for who, plan in plans.items() if plan.row is not None}
    wanted = sorted({step for plan in plans.values() if plan.row for step in [target_of(plan.row)] if step})
    open_posts = {step: rng.choice([0, 1, 1, 2, 2, 3]) for step in rng.sample(wanted, max(len(wanted) - 1, 0))}
    open_posts |= {rng.choice(list(POSITIONS)): rng.randint(0, 2)}
    before = [month for month in facts if month <= asked]
    last_roster, last_posts = (months_before(rng, before, same=same) for _ in range(2))
    for month, held in list(facts.items()):
        rows: dict[str, oracle.Row] | None = None
        if same or has_sheet(rng, month, last_roster, asked):
            right = same or month == last_roster
            rows = {who: row if right else stale(row) for who, row in counting.items()
                    if same or served(row.hired, month)}  # fmt: skip
        posts: dict[str, int] | None = None
        if same or has_sheet(rng, month, last_posts, asked):
            posts = open_posts if same or month == last_posts else {"middle": 9, "trainer": 0}
        facts[month] = replace(held, roster=rows, vacancies=posts)


def target_of(row: oracle.Row) -> str | None:
    """The position that somebody aims at."""
    order = FIGURES["order"]
    return row.wanted or (order[order.index(row.grade) + 1] if row.grade in order[:-1] else None)


def months_before(rng: random.Random, before: Sequence[str], *, same: bool) -> str | None:
    """The month whose sheet counts: mostly the last one, or any other, or none."""
    kind = rng.random()
    return before[-1] if same or kind < 0.6 else rng.choice(before) if kind < 0.92 else None


def has_sheet(rng: random.Random, month: str, last: str | None, asked: str) -> bool:
    """Whether a month has the sheet: the one that counts, and some of those that do not."""
    if month == last:
        return True
    return rng.random() < 0.4 and (month > asked or (last is not None and month < last))


def stale(row: oracle.Row) -> oracle.Row:
    """Another row in the place of one."""
    return replace(row, grade="junior", wanted=None, wish=not row.wish, rotations=5)


def book(
    rng: random.Random,
    agents: Sequence[Agent],
    facts: Mapping[str, MonthFacts],
    pair: Sequence[str] | None,
    *,
    same: bool,
) -> Workbook:
    """The workbook of one month, or of several whose rows say their month unless the sheets are the same."""
    found = sheet(held for held in agents if held.month in facts)
    months = list(facts)[:1] if same else list(facts)
    by_month = len(facts) > 1 and not same
    people = [
        month_cell(month, by_month) | roster_row(rng, who, row)
        for month in months
        for who, row in (facts[month].roster or {}).items()
    ]
    posts = [
        month_cell(month, by_month) | {"职位": POSITIONS[position], "名额": str(number)}
        for month in months
        for position, number in (facts[month].vacancies or {}).items()
    ]
    if people and rng.random() < 0.3:
        people.append({**people[-1], "工号": STRANGER})
    rng.shuffle(people)
    rng.shuffle(posts)
    found |= {name: rows for name, rows in ((ROSTER, people), (VACANCIES, posts)) if rows}
    if pair is not None:
        found[MENTORING] = [{"导师工号": pair[0], "学员工号": pair[1], "开始": "2024-01-01", "结束": ""}]
    return found


def month_cell(month: str, by_month: bool) -> Row:
    """The cell that says the month, where there is such a column."""
    return {"月份": month} if by_month else {}


def roster_row(rng: random.Random, agent_id: str, row: oracle.Row) -> Row:
    """A row of 人员 in the words and forms of dates that people use."""
    yes, no = rng.choice(YES_NO)
    told = {
        "grade": POSITIONS.get(row.grade or "", ""),
        "wanted": POSITIONS.get(row.wanted or "", ""),
        "hired": date_cell(rng, row.hired),
        "rotations": "" if row.rotations is None else str(row.rotations),
    }
    told |= {name: WORDS.get(getattr(row, name) or "", "") for name in ("level_before", "ability_after")}
    told |= {name: {True: yes, False: no, None: ""}[getattr(row, name)] for name in ("character", "fit", "wish")}
    return {"工号": agent_id} | {head: told[name] for name, head in HEADS.items()}


def date_cell(rng: random.Random, day: date | None) -> str:
    """A date in one of its forms."""
    if day is None:
        return ""
    return rng.choice([day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"])
