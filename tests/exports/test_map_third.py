"""``map`` on words that turn round what is good, and on shapes of files that no source or metric of it could say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import load
from ccmotivate.readers.mapping.lexicon import measure_of
from tests.cli.commands import ccmotivate
from tests.exports.made import Made, Map
from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import lines
from tests.support import workbook

PEOPLE = ("Ada Example", "Ben Muster", "Cleo Sample")
DAYS = [(who, f"2025-03-{day:02}") for day in range(1, 9) for who in PEOPLE]


def said(text: str) -> str:
    """Comments of several lines as one."""
    return " ".join(text.replace("#", "").split())


def rules_of(made: Made) -> RuleSet:
    """The rules that ``map`` made."""
    rules, problems = load(made.folder / "rules", "--rules")
    assert rules is not None, problems
    return rules


# -- words that turn round what is good -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "good"),
    [
        ("无差错率", "high"),
        ("零投诉率", "high"),
        ("0差错率", "high"),
        ("未转接率", "high"),
        ("未被投诉率", "high"),
        ("未出错率", "high"),
        ("无漏接率", "high"),
        ("无客户投诉率", "high"),
        ("无投诉天数", "high"),
        ("没有投诉", "high"),
        ("零不良率", "high"),
        ("Error-free rate", "high"),
        ("Defect-free units", "high"),
        ("No-complaint rate", "high"),
        ("No complaints (%)", "high"),
        ("Zero defects rate", "high"),
        ("Calls without errors", "high"),
        ("Not transferred rate", "high"),
        ("Never reopened rate", "high"),
        ("Untransferred calls", "high"),
        ("Non-transfer rate", "high"),
        ("Fehlerfreie Vorgänge", "high"),
        ("keine Beschwerden", "high"),
        ("nicht weitergeleitet", "high"),
        ("不良率", "low"),
        ("未接率", "low"),
        ("未接通率", "low"),
        ("无效率", "low"),
        ("非致命差错率", "low"),
        ("未处理投诉数", "low"),
        ("未解决投诉量", "low"),
        ("零售投诉量", "low"),
        ("有无投诉", "low"),
        ("是否投诉", "low"),
        ("投诉率(不含无效)", "low"),
        ("No-show rate", "low"),
        ("Non-compliance", "low"),
        ("No answer", "low"),
        ("Unanswered", "low"),
        ("Invalid records", "low"),
        ("Non-critical errors", "low"),
        ("Unresolved complaints", "low"),
        ("Errors not corrected", "low"),
        ("Yes/No error", "low"),
        ("No. errors", "low"),
        ("No. of complaints", "low"),
        ("No of complaints", "low"),
        ("No errors", ""),
        ("No-error days", ""),
        ("No error-free records", ""),
        ("Non-complaint tickets", ""),
        ("非投诉工单量", ""),
        ("Zero-touch errors", ""),
        ("投诉解决率", ""),
        ("投诉处理及时率", ""),
        ("无责投诉", ""),
        ("无效投诉率", ""),
        ("差错整改率", ""),
        ("转接成功率", ""),
        ("Complaint resolution rate", ""),
        ("Errors corrected", ""),
        ("Missed call callback rate", ""),
    ],
)
def test_which_side_is_good_of_what_is_negated(header: str, good: str) -> None:
    found = measure_of(header)
    assert (found.good if found else "") == good


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("质量差错率", "errors_rate"),
        ("QA errors", "errors"),
        ("Outbound calls missed", "not_answered"),
        ("投诉处理满意度", "csat"),
        ("Transfer accuracy", "accuracy"),
        ("Complaints handled", ""),
        ("Complaints per handled call", ""),
        ("Answered after transfer", ""),
        ("质检扣分", ""),
        ("质量问题数", ""),
        ("无差错率", "no_errors_rate"),
    ],
)
def test_good_and_bad_words_in_one_header(header: str, measure: str) -> None:
    found = measure_of(header)
    assert (found.id if found else "") == measure


def test_a_share_without_errors_is_better_high_beside_the_errors(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, f"{60 + at}%", f"{40 - at}%") for at, day in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Error-free rate", "Error rate"), *rows))
    assert made.code == 0, made.said
    free = {
        ("2025-03", who): Fraction(sum(60 + at for at in range(first, 24, 3)), 8) for first, who in enumerate(PEOPLE)
    }
    assert made.values("error_free_rate") == free
    assert made.values("error_rate") == {who: 100 - value for who, value in free.items()}
    assert {name: metric.good for name, metric in rules_of(made).metrics.items()} == {
        "error_free_rate": "high",
        "error_rate": "low",
    }
    assert "is more of it better?" not in said(made.text("metrics"))


# -- rosters by month -------------------------------------------------------------------------------------------------

MONTHS = ("2025-01", "2025-02", "2025-03")
IDS = ("A01", "A02", "A03", "A04")
ROSTER = ("Employee ID", "Name", "Team")


def people_of(month: str) -> list[tuple[str, str, str]]:
    """The staff of a month: the first changes the team in March, the last comes in February."""
    staff = [(who, f"Ada {who}", "North" if at % 2 else "South") for at, who in enumerate(IDS)]
    staff[0] = (*staff[0][:2], "North" if month == "2025-03" else "South")
    return staff[: 3 if month == "2025-01" else 4]


def days_of(month: str) -> list[tuple[str, str, int]]:
    """Calls a day in the first days of a month."""
    return [
        (who, f"{month}-0{day}", int(month[-1]) * 10 + day)
        for who, _name, _team in people_of(month)
        for day in range(1, 5)
    ]


def check_months(made: Made) -> None:
    """Every month has its own people in their teams, with the sums of their days."""
    assert made.code == 0, made.said
    teams = {(month, who): team for month in MONTHS for who, _name, team in people_of(month)}
    assert made.agents("team") == teams
    sums = dict.fromkeys(teams, 0)
    for who, day, calls in (row for month in MONTHS for row in days_of(month)):
        sums[day[:7], who] += calls
    assert made.values("calls_handled") == sums


@pytest.mark.parametrize("kind", ["files", "sheets", "column"])
def test_rosters_of_each_month(tmp_path: Path, mapped: Map, kind: str) -> None:
    header = ("Agent", "Date", "Calls handled")
    files = [lines(tmp_path / f"daily_{month}.csv", header, *days_of(month)) for month in MONTHS]
    if kind == "files":
        files += [lines(tmp_path / f"roster_{month}.csv", ROSTER, *people_of(month)) for month in MONTHS]
    elif kind == "sheets":
        sheets = {month: [list(ROSTER), *map(list, people_of(month))] for month in MONTHS}
        files += [workbook(tmp_path / "staff.xlsx", sheets)]
    else:
        rows = [(month, *row) for month in MONTHS for row in people_of(month)]
        files += [lines(tmp_path / "staff.csv", ("Month", *ROSTER), *rows)]
    made = mapped(*files)
    check_months(made)
    text = said(made.text("sources"))
    assert ("it says who is who from its month on, until the next one; 2025-01, 2025-02, 2025-03" in text) == (
        kind != "column"
    )
    assert ("month: Month" in text) == (kind == "column")


def test_people_of_two_rosters_of_a_month_stand_once(tmp_path: Path, mapped: Map) -> None:
    header = ("Agent", "Date", "Calls handled")
    files = [lines(tmp_path / f"daily_{month}.csv", header, *days_of(month)) for month in MONTHS]
    for month in MONTHS:
        for team in ("North", "South"):
            rows = [row for row in people_of(month) if row[2] == team]
            files.append(lines(tmp_path / f"roster_{team}_{month}.csv", ROSTER, *rows))
    check_months(mapped(*files))


def test_a_column_that_not_every_roster_has_is_named(tmp_path: Path, mapped: Map) -> None:
    files = [lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls handled"), *days_of("2025-03"))]
    rosters = {"2025-02": (), "2025-03": ("Site",)}
    for month, more in rosters.items():
        rows = [(*row, *(["Bonn"] if more else [])) for row in people_of(month)]
        files.append(lines(tmp_path / f"roster_{month}.csv", (*ROSTER, *more), *rows))
    made = mapped(*files)
    assert made.code == 0, made.said
    assert "not taken, for some sheets lack it: Site" in said(made.text("sources"))


# -- an agent's day ---------------------------------------------------------------------------------------------------

DAILY = ("Agent", "Date", "Calls handled", "Talk time (s)")
TOLD = [(who, day, 10 + at, 2000 + 7 * at) for at, (who, day) in enumerate(DAYS)]
KEY = "no two of 24 rows have the same agent and day: one that stands again is a copy or an error"


def days_written(form: str, told: Sequence[tuple[str, str, int, int]]) -> list[tuple[object, ...]]:
    """Rows with each day in another form, a week later."""
    days = [dt.date.fromisoformat(day) + dt.timedelta(days=7) for _who, day, *_rest in told]
    return [(who, f"{day:{form}}", *rest) for (who, _day, *rest), day in zip(told, days, strict=True)]


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d-%b-%Y"])
def test_an_agent_and_a_day_tell_a_row(tmp_path: Path, mapped: Map, form: str) -> None:
    rows = days_written(form, TOLD)
    first = lines(tmp_path / "daily_1.csv", DAILY, *rows)
    answers = {"daily.talk_time_s.take": "sum"} | ({"daily.month.dates": "day-month-year"} if "%y" in form else {})
    made = mapped(first, answers=answers)
    assert made.code == 0, made.said
    assert KEY in said(made.text("sources"))
    assert "key: [agent_id, date]" in made.text("sources")
    sums = {("2025-03", who): sum(row[2] for row in TOLD if row[0] == who) for who in PEOPLE}
    assert made.values("calls_handled") == sums
    new = days_written(form, [("Ada Example", "2025-03-20", 5, 400)])
    copy = lines(tmp_path / "daily_2.csv", DAILY, *rows[:5], *new)
    sums["2025-03", "Ada Example"] += 5
    assert replace(made, files=(first, copy)).values("calls_handled") == sums
    wrong = lines(tmp_path / "daily_3.csv", DAILY, (*rows[0][:2], 99, 100))
    ran = ccmotivate("check", first, wrong, "--rules", made.folder / "rules", "--lang", "en")
    assert ran.code == 1
    assert "stands twice: Calls handled is 99 here and 10 at daily_1.csv!csv!C2" in ran.out + ran.err


@pytest.mark.parametrize(
    "rows",
    [
        [*TOLD, ("Ada Example", "2025-03-01", 5, 400)],
        [row for at, row in enumerate(TOLD) if at % 3 == at // 3 % 3],
        TOLD[:9],
    ],
)
def test_rows_that_days_tell_apart_by_chance_have_no_key(
    tmp_path: Path, mapped: Map, rows: list[tuple[str, str, int, int]]
) -> None:
    made = mapped(lines(tmp_path / "daily.csv", DAILY, *rows), answers={"daily.talk_time_s.take": "sum"})
    assert made.code == 0, made.said
    assert "key:" not in made.text("sources")
    sums = {("2025-03", who): sum(row[2] for row in rows if row[0] == who) for who in PEOPLE}
    assert made.values("calls_handled") == sums


def test_of_a_large_file_days_are_no_key_for_only_its_first_rows_are_seen(tmp_path: Path, mapped: Map) -> None:
    file = lines(tmp_path / "daily.csv", DAILY, *TOLD)
    with read_as_stream():
        made = mapped(file, answers={"daily.talk_time_s.take": "sum"})
    assert made.code == 0, made.said
    assert "a row is an agent's day" in made.text("sources")
    assert "key:" not in made.text("sources")
