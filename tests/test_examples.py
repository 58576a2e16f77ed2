"""The example year holds what it promises, by a plain recomputation that shares no code with ccmotivate."""

from __future__ import annotations

import calendar
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
YEAR = tuple(range(1, 13))
AWAY = {"0048": 3, "0096": 6, "0150": 9}  # on leave in this month
QUARTERS = tuple(YEAR[start : start + 3] for start in range(0, 12, 3))

Row = Mapping[str, Any]


# -- the recomputation --


@dataclass(frozen=True)
class Standing:
    """One agent in one month, judged."""

    agent_id: str
    name: str
    role: str
    project: str
    qualified: bool
    contributions: int
    error_rate: Fraction
    score: Decimal

    @property
    def eligible(self) -> bool:
        return self.qualified and self.contributions > 0


def exact(value: object) -> Fraction | None:
    return Fraction(repr(value)) if isinstance(value, int | float) else None


def half_up(value: Fraction) -> Decimal:
    return Decimal((200 * value + 1) // 2).scaleb(-2)  # no negative values here


def percent(value: object) -> Fraction | None:
    found = exact(value)
    return None if found is None else 100 * found


@cache
def book_of(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def rows_of(path: Path, sheet: str, header_row: int) -> list[Row]:
    header, *lines = book_of(path)[sheet].iter_rows(min_row=header_row, values_only=True)
    return [dict(zip(map(str, header), line, strict=True)) for line in lines if line[1] is not None]


def workload(row: Row) -> Fraction | None:
    parts = [
        (exact(row["调查问卷"]), 300),
        (exact(row["入会申请单"]), 300),
        (exact(row["老会员购买记录"]), 600),
    ]
    if all(value is None for value, _ in parts):
        return None
    return sum((100 * (value or Fraction(0)) / of for value, of in parts), Fraction(0))


def turnout(meetings: Iterable[Row], agent_id: str) -> Fraction | None:
    regions: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in meetings:
        if row["工号"] == agent_id:
            regions[row["地区"]][0] += row["到会人数"]
            regions[row["地区"]][1] += row["要求到会人数"]
    rates = [Fraction(100 * attended, required) for attended, required in regions.values() if required]
    return min(rates, default=None)


TYPING = {"单据录入": 70, "邮件回复": 70, "质量监控": 70, "呼入": 60, "外呼": 60}
PRODUCTIVITY = {"单据录入": 80, "邮件回复": 80, "质量监控": 80, "呼入": 75, "外呼": 90, "组长": 90}
FLUENT = ("灵活运用", "熟悉掌握,灵活运用")
COMPLAINT_POINTS: Mapping[object, Fraction] = {0: Fraction(100), 1: Fraction(40)}
LEVEL_POINTS = {"基本了解": 60, "熟悉掌握": 90} | dict.fromkeys(FLUENT, 100)


def ratio(value: Fraction | None, target: int, cap: int) -> Fraction:
    return Fraction(0) if value is None else min(Fraction(cap), 100 * value / target)


def curve(value: Fraction | None, standard: int) -> Fraction:
    if value is None:
        return Fraction(0)
    if value <= standard:
        return 100 * value / standard
    return 100 + 20 * (min(value, Fraction(100)) - standard) / (100 - standard)


def falling(value: Fraction | None, full: int) -> Fraction:
    """100 points up to ``full`` per mille, none from one more."""
    return Fraction(0) if value is None else min(Fraction(100), max(Fraction(0), 100 * (full + 1 - value)))


def score_of_mentor(own: Standing, number: int, standings: Mapping[str, Standing], pairs: Iterable[Row]) -> Decimal:
    """Own score and a tenth of the mentees' distance to 100, in days of the month."""
    days = [date(2025, number, day) for day in range(1, calendar.monthrange(2025, number)[1] + 1)]
    mentored = {
        row["学员工号"]: [day for day in days if _on(row, day)] for row in pairs if row["导师工号"] == own.agent_id
    }
    total = sum(map(len, mentored.values()))
    if not total:
        return own.score
    mean = sum((len(on) * Fraction(standings[mentee].score) for mentee, on in mentored.items()), Fraction(0)) / total
    share = Fraction(len(set().union(*mentored.values())), len(days)) / 10
    return half_up(Fraction(own.score) + share * (mean - 100))


def _on(pair: Row, day: date) -> bool:
    return pair["开始"].date() <= day and (pair["结束"] is None or day <= pair["结束"].date())


def judge(row: Row, meetings: Iterable[Row]) -> Standing:
    role = row["岗位"]
    lenient = 1 if role in ("单据录入", "邮件回复") else 0
    typing, productivity, errors = exact(row["五笔字数"]), percent(row["工作效率"]), exact(row["出错率(‰)"])
    complaints, knowledge = exact(row["投诉记录"]), row["项目知识"]
    own: tuple[Fraction | None, int] | None = {
        "单据录入": (workload(row), 100),
        "邮件回复": (exact(row["邮件回复"]), 80),
        "质量监控": (exact(row["质检数量"]), 800),
        "外呼": (percent(row["数据确认成功率"]), 40),
        "组长": (percent(row["数据确认成功率"]), 40),
    }.get(role)
    attended = turnout(meetings, row["工号"]) if role in ("外呼", "组长") else None

    met = [
        productivity is not None and productivity >= PRODUCTIVITY[role],
        knowledge in FLUENT,
        row["工作态度"] == "合格",
        errors is not None and errors <= lenient,
        complaints == 0,
    ]
    points = [
        (20 if own else 50, curve(productivity, PRODUCTIVITY[role])),
        (10, Fraction(LEVEL_POINTS.get(knowledge, 0))),
    ]
    points.append((10 if role in ("外呼", "组长") else 20, falling(errors, lenient)))
    if role != "外呼":
        points.append((10, COMPLAINT_POINTS.get(complaints, Fraction(0))))
    if role in TYPING:
        met.append(typing is not None and typing >= TYPING[role])
        points.append((10, ratio(typing, TYPING[role], 100)))
    if own:
        met.append(own[0] is not None and own[0] >= own[1])
        points.append((30, ratio(*own, 120)))
    if role == "质量监控":
        met.append(row["归档"] == "是")
    if role in ("外呼", "组长"):
        met.append(attended is not None and attended >= 100)
        points.append((20, ratio(attended, 100, 100)))
    assert sum(weight for weight, _ in points) == 100
    score = half_up(sum((weight * Fraction(half_up(gained)) for weight, gained in points), Fraction(0)) / 100)
    helped = int(row["采纳建议"] or 0) + int(row["帮助同事"] or 0)
    return Standing(row["工号"], row["姓名"], role, row["项目"], all(met), helped, errors or Fraction(0), score)


@cache
def own(number: int) -> dict[str, Standing]:
    """Everybody by their own figures."""
    meetings = listed(number, "会议邀约")
    return {row["工号"]: judge(row, meetings) for row in rows_of(workbook(number), "考核数据", 2)}


@cache
def month(number: int) -> dict[str, Standing]:
    """Everybody with the score that counts: of mentors with a share of their mentees'."""
    standings, pairs = own(number), listed(number, "师徒")
    return {
        agent_id: replace(one, score=score_of_mentor(one, number, standings, pairs))
        for agent_id, one in standings.items()
    }


def workbook(number: int) -> Path:
    return EXAMPLES / "2025" / f"2025-{number:02d}.xlsx"


@cache
def listed(number: int, sheet: str) -> tuple[Row, ...]:
    """The rows of a sheet with its header on top."""
    return tuple(rows_of(workbook(number), sheet, 1))


def rank(agent_id: str, number: int) -> int:
    """By score among the qualified of the agent's project."""
    own = month(number)[agent_id]
    assert own.qualified
    rivals = [other for other in month(number).values() if other.project == own.project and other.qualified]
    return 1 + sum(other.score > own.score for other in rivals)


def place(agent_id: str, number: int) -> int | None:
    """The place of the monthly project award, tie-breakers applied, ranks shared; None without one."""
    own = month(number)[agent_id]
    if not own.eligible:
        return None
    rivals = [other for other in month(number).values() if other.project == own.project and other.eligible]
    found = 1 + sum(sorting(other) > sorting(own) for other in rivals)
    return found if found <= 3 else None


def sorting(standing: Standing) -> tuple[Decimal, Fraction, int]:
    return standing.score, -standing.error_rate, standing.contributions


def leads(agent_id: str, months: Iterable[int]) -> bool:
    return all(month(number)[agent_id].qualified and rank(agent_id, number) == 1 for number in months)


def quarter_scores(months: tuple[int, ...], project: str) -> dict[str, Decimal]:
    """Of those qualified in every month and in the project throughout."""
    first, *rest = (month(number) for number in months)
    steady = [
        agent_id
        for agent_id in first
        if all(agent_id in other for other in rest)
        and all(other[agent_id].qualified and other[agent_id].project == project for other in (first, *rest))
    ]
    return {
        agent_id: half_up(sum((Fraction(month(n)[agent_id].score) for n in months), Fraction(0)) / 3)
        for agent_id in steady
    }


def people_of(number: int) -> Mapping[str, Row]:
    """The rows of the roster of a month by id."""
    return {row["工号"]: row for row in listed(number, "人员")}


# -- the files --


def test_workbooks_are_what_the_script_writes() -> None:
    run = subprocess.run(
        [sys.executable, str(EXAMPLES / "make_examples.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("number", YEAR)
def test_each_month_is_a_whole_centre(number: int) -> None:
    standings = month(number).values()
    assert 58 <= len(standings) <= 62
    assert len({one.role for one in standings}) == 6
    assert all(one.agent_id.isdigit() and len(one.agent_id) == 4 for one in standings)
    assert 0.55 <= sum(one.qualified for one in standings) / len(standings) <= 0.80
    for project in ("信用卡", "会员中心", "电商售后", "家电回访"):
        assert sum(one.eligible for one in standings if one.project == project) >= 3


def test_names_do_not_identify() -> None:
    by_name = defaultdict(set)
    for one in month(3).values():
        by_name[one.name].add(one.agent_id)
    assert by_name["示云帆"] == {"0102", "0186"}


def test_joiner_leaver_mover_and_absences() -> None:
    assert "0153" not in month(3) and "0153" in month(4)
    assert "0126" in month(8) and "0126" not in month(9)
    assert [month(number)["0057"].project for number in (4, 5)] == ["信用卡", "电商售后"]
    assert not any(month(number)[agent_id].qualified for agent_id, number in AWAY.items())


def test_english_march_has_the_same_figures() -> None:
    english = rows_of(EXAMPLES / "en" / "march.xlsx", "Appraisal", 2)
    chinese = rows_of(workbook(3), "考核数据", 2)
    assert all(row["Month"] == "2025-03" and row["Name"].startswith("Agent ") for row in english)
    numbers = [[value for value in row.values() if isinstance(value, int | float)] for row in english]
    assert numbers == [[value for value in row.values() if isinstance(value, int | float)] for row in chinese]


@pytest.mark.parametrize("number", YEAR)
def test_the_roster_has_everybody_of_the_month(number: int) -> None:
    people = people_of(number)
    assert sorted(people) == sorted(month(number))
    end = datetime(2025, number, calendar.monthrange(2025, number)[1])
    assert all(one["入职日期"] <= end and 0 <= one["在岗天数"] <= one["应出勤"] for one in people.values())
    ratings = {agent_id: [one[rating] for rating in ("动机", "信心", "承诺")] for agent_id, one in people.items()}
    assert all(1 <= one <= 5 for agent_id, all_of in ratings.items() if agent_id not in AWAY for one in all_of)
    assert all(ratings[agent_id] == [None] * 3 for agent_id, away in AWAY.items() if away == number)
    for header in ("职级", "动机", "品格", "兴趣态度", "培训前水平", "培训后能力", "轮岗次数", "晋升意向"):
        assert len({one[header] for one in people.values()}) >= 2, header


def test_the_roster_has_what_pay_and_tenure_turn_on() -> None:
    assert people_of(3)["0024"]["入职日期"].day == 1
    hired = people_of(4)["0153"]["入职日期"]
    assert (hired.year, hired.month) == (2025, 4) and hired.day > 1
    shorter = [people_of(number)[agent_id] for agent_id, number in (("0048", 3), ("0153", 4), ("0126", 8))]
    assert all(one["在岗天数"] < one["应出勤"] for one in shorter)
    assert people_of(6)["0096"]["在岗天数"] == 0


# -- findings, coachings, goals, mentoring, training --


HISTORIES = ("质检记录", "辅导记录", "培训", "师徒", "授课")
DATES = ("日期", "完成日期", "开始", "结束")
STARS = ("0030", "0189", "0147", "0105")  # who learns most, by quarter


def test_histories_only_grow() -> None:
    """What a month knew the next ones know too; what is still to come (done, an end) may be filled later."""
    for before, after in pairwise(YEAR):
        for sheet in HISTORIES:
            known = [{**row, "完成日期": None, "结束": None} for row in listed(before, sheet)]
            later = [{**row, "完成日期": None, "结束": None} for row in listed(after, sheet)]
            assert [row for row in later if row in known] == known, (before, sheet)


@pytest.mark.parametrize("number", YEAR)
def test_no_row_is_of_the_future(number: int) -> None:
    end = datetime(2025, number, calendar.monthrange(2025, number)[1])
    days = [row[name] for sheet in HISTORIES for row in listed(number, sheet) for name in DATES if row.get(name)]
    assert days and max(days) <= end


@pytest.mark.parametrize("number", YEAR)
def test_every_complaint_has_its_finding(number: int) -> None:
    column = {row["工号"]: row["投诉记录"] for row in rows_of(workbook(number), "考核数据", 2) if row["投诉记录"]}
    valid = Counter(
        row["工号"] for row in listed(number, "质检记录") if row["有效投诉"] == "是" and row["日期"].month == number
    )
    assert valid == column


def test_facts_are_not_the_same_over_and_over() -> None:
    facts = Counter(row["事实"] for row in listed(12, "质检记录"))
    assert len(facts) >= 40 and max(facts.values()) <= 5
    kinds = {row["类别"] for row in listed(12, "质检记录")}
    assert kinds == {"推诿", "信息错误", "态度不当", "流程不规范", "主动关怀", "妥善解决"}


def test_english_findings_say_the_same_of_the_same() -> None:
    english, chinese = rows_of(EXAMPLES / "en" / "march.xlsx", "Findings", 1), listed(3, "质检记录")
    assert [(row["Date"], row["Agent ID"], row["Time"]) for row in english] == [
        (row["日期"], row["工号"], row["时间"]) for row in chinese
    ]
    assert all(max(row["Fact"]) < "一" for row in english)  # no Chinese character


def repeats(number: int) -> set[tuple[str, str, datetime]]:
    """Findings after a talk about an earlier one of the kind, within half a year."""
    findings, talks = listed(number, "质检记录"), listed(number, "辅导记录")
    return {
        (row["工号"], row["类别"], row["日期"])
        for row in findings
        for talk in talks
        for first in findings
        if all((one["工号"], one["类别"]) == (row["工号"], row["类别"]) for one in (talk, first))
        and first["日期"] <= talk["日期"] < row["日期"]
        and (row["日期"] - talk["日期"]).days < 180
    }


def test_shirking_is_repeated_once_and_nothing_else_ever() -> None:
    assert [row["时间"] for row in listed(3, "质检记录") if row["日期"] == datetime(2025, 3, 5)][:1] == ["14:32"]
    assert [repeats(number) for number in (3, 4, 12)] == [
        set(),
        {("0111", "推诿", datetime(2025, 4, 9))},
        {("0111", "推诿", datetime(2025, 4, 9))},
    ]


def test_march_has_mentees_above_and_below_the_standard_and_mentors_in_part_of_the_month() -> None:
    pairs = {row["导师工号"]: row for row in listed(3, "师徒")}
    assert pairs["0030"]["开始"] == datetime(2025, 3, 17)
    assert pairs["0189"]["结束"] == datetime(2025, 3, 14)
    mentees = {row["学员工号"] for row in listed(3, "师徒")}
    assert {own(3)[mentee].score > 100 for mentee in mentees} == {True, False}
    changed = {agent_id for agent_id, one in month(3).items() if one.score != own(3)[agent_id].score}
    assert changed == set(pairs)


def test_goals_are_for_figures_that_people_have() -> None:
    for number in YEAR:
        there = {row["工号"]: row for row in rows_of(workbook(number), "考核数据", 2)}
        goals = listed(number, "目标")
        assert 15 <= len({row["工号"] for row in goals}) <= 40
        assert len({(row["工号"], row["指标"]) for row in goals}) == len(goals)
        assert {"综合得分", "出错率"} <= {row["指标"] for quarter in YEAR for row in listed(quarter, "目标")}
        assert all(row["工号"] in there for row in goals)


@pytest.mark.parametrize(("months", "winner"), list(zip(QUARTERS, STARS, strict=True)))
def test_every_quarter_has_a_learning_star(months: tuple[int, ...], winner: str) -> None:
    points: Counter[str] = Counter()
    for row in listed(12, "培训"):
        if row["日期"].year == 2025 and row["日期"].month in months:
            points[row["工号"]] += row["积分"]
    qualified = {agent_id for agent_id in points if all(_qualified(agent_id, number) for number in months)}
    best = max(points[agent_id] for agent_id in qualified)
    tied = {agent_id for agent_id in qualified if points[agent_id] == best}
    assert tied == ({"0189", "0069"} if months == QUARTERS[1] else {winner})
    assert max(tied, key=lambda one: sum(month(number)[one].score for number in months)) == winner
    assert sum(bool(row["证书"]) for row in listed(12, "培训")) >= 5


def _qualified(agent_id: str, number: int) -> bool:
    return agent_id in month(number) and month(number)[agent_id].qualified


# -- vacancies, contests, lessons, balanced scorecards, team goals --


def first_half(agent_id: str) -> tuple[Decimal, int]:
    """Mean score and contributions from January to June."""
    those = [month(number)[agent_id] for number in YEAR[:6]]
    mean = half_up(sum((Fraction(one.score) for one in those), Fraction(0)) / 6)
    return mean, sum(one.contributions for one in those)


def test_two_tie_for_a_post_in_june_between_one_above_and_one_below() -> None:
    trainers = [agent_id for agent_id, row in people_of(6).items() if row["意向职位"] == "培训讲师"]
    ranked = sorted(trainers, key=first_half, reverse=True)
    assert (ranked[0], set(ranked[1:3]), ranked[3]) == ("0033", {"0015", "0021"}, "0105")
    assert first_half("0015") == first_half("0021")
    hired = {people_of(6)[agent_id]["入职日期"] for agent_id in ("0015", "0021")}
    assert len(hired) == 1
    assert {row["职位"]: row["名额"] for row in listed(6, "空缺")}["培训讲师"] == 2


def test_contests_have_winners_and_one_is_still_to_be_decided() -> None:
    finals = defaultdict(list)
    for number in (3, 4, 6):
        for row in listed(number, "竞赛"):
            finals[row["称号"], number].append((row["决赛"] or -1, row["初赛"], row["工号"]))
    winners = {key: [one[2] for one in rows if one[:2] == max(rows)[:2]] for key, rows in finals.items()}
    assert all(final == -1 for final, _, _ in finals.pop(("疑难问题处理专家", 3)))
    assert {key: winners[key] for key in finals} == {
        ("产品专家", 3): ["0030"],
        ("疑难问题处理专家", 4): ["0117"],
        ("投诉处理能手", 6): ["0087", "0120"],
    }
    given: Counter[str] = Counter()
    for row in listed(12, "授课"):
        given[row["工号"]] += row["课时"]
    assert {agent_id for agent_id, hours in given.items() if hours < 4} == {"0117"}


def test_scorecards_have_weights_of_100_and_one_figure_is_lacking() -> None:
    for number in YEAR:
        rows = listed(number, "平衡记分卡")
        for agent_id in ("0012", "0084"):
            assert sum(row["权重"] for row in rows if row["工号"] == agent_id) == 100
        lacking = [row["工号"] for row in rows if row["实际"] is None]
        assert lacking == (["0084"] if number in (3, 6) else [])
        assert {row["工号"] for row in rows} == {"0012", "0084"}


def test_all_but_one_team_have_goals() -> None:
    teams = {row["组别"] for row in rows_of(workbook(6), "考核数据", 2)}
    assert teams - {row["组别"] for row in listed(6, "团队目标")} == {"回访二组"}


# -- the stories --


def test_march_ties() -> None:
    march = month(3)
    assert march["0066"].score == march["0072"].score
    assert march["0066"].contributions > march["0072"].contributions
    assert (place("0072", 3), place("0066", 3)) == (2, 3)
    assert (march["0114"].score, march["0114"].error_rate) == (march["0123"].score, march["0123"].error_rate)
    assert (place("0123", 3), place("0114", 3)) == (1, 2)
    assert place("0162", 3) == place("0183", 3) == 1
    places = [place(one.agent_id, 3) for one in march.values() if one.project == "家电回访"]
    assert sorted(found for found in places if found) == [1, 1, 3]


def test_one_leads_every_month_of_two_quarters() -> None:
    assert leads("0018", YEAR[:6])
    assert all(month(number)["0018"].eligible for number in YEAR[:6])


def test_one_leads_every_quarter_by_score() -> None:
    for months in QUARTERS:
        scores = quarter_scores(months, "会员中心")
        assert scores["0087"] == max(scores.values())
        assert sum(score == scores["0087"] for score in scores.values()) == 1
    assert all(month(number)["0087"].eligible for number in YEAR)


def test_two_awards_running_without_leading() -> None:
    assert place("0138", 4) and place("0138", 5)
    assert place("0138", 6) is None
    assert not any(leads("0138", [number]) for number in (4, 5))


def test_two_awards_running_in_two_projects() -> None:
    assert place("0057", 4) and place("0057", 5)
    assert place("0057", 6) is None


def test_leading_without_being_eligible_throughout() -> None:
    assert leads("0168", (7, 8, 9))
    assert not month(8)["0168"].eligible
    assert not any(place("0168", one) and place("0168", other) for one, other in pairwise((7, 8, 9)))


@pytest.mark.parametrize("months", QUARTERS)
@pytest.mark.parametrize("role", ["组长", "质量监控"])
def test_every_quarter_has_leaders_and_woodpeckers(role: str, months: tuple[int, ...]) -> None:
    throughout = set.intersection(
        *({one.agent_id for one in month(n).values() if one.eligible and one.role == role} for n in months)
    )
    assert len(throughout) >= 2


def test_a_woodpecker_candidate_lacks_accuracy_in_november() -> None:
    rows = {row["工号"]: row for row in rows_of(workbook(11), "考核数据", 2)}
    assert rows["0081"]["质检准确率"] is None
    assert all(month(number)["0081"].eligible for number in (10, 11, 12))
