"""``map`` on words that turn round what is good, and on shapes of files that no source or metric of it could say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

import pytest

from ccmotivate.formats import large_text
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


def metrics(made: Made) -> set[str]:
    """The ids of the metrics that ``map`` made."""
    return set(re.findall(r"^\w+", made.text("metrics"), re.M))


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
        ("无效率", ""),
        ("非致命差错率", "low"),
        ("未处理投诉数", "low"),
        ("未解决投诉量", "low"),
        ("零售投诉量", "low"),
        ("有无投诉", "low"),
        ("是否投诉", "low"),
        ("投诉率(不含无效)", "low"),
        ("No-show rate", ""),
        ("Non-compliance", "low"),
        ("No answer", "low"),
        ("Unanswered", "low"),
        ("Invalid records", ""),
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
    made = mapped(first, answers={"daily.month.dates": "day-month-year"} if "%y" in form else {})
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
    made = mapped(lines(tmp_path / "daily.csv", DAILY, *rows))
    assert made.code == 0, made.said
    assert "key:" not in made.text("sources")
    sums = {("2025-03", who): sum(row[2] for row in rows if row[0] == who) for who in PEOPLE}
    assert made.values("calls_handled") == sums


@pytest.mark.parametrize("order", ["day-month-year", "month-day-year", None])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_later_rows_of_a_large_file_in_order_tell_day_from_month(
    tmp_path: Path, mapped: Map, order: str | None, encoding: str
) -> None:
    form = "{day}/{month}/2025" if order == "day-month-year" else "{month}/{day}/2025"
    days = range(1, 29 if order else 13)
    rows = [
        (form.format(day=day, month=month), who, 60, "客服") for month in (1, 2) for day in days for who in "ABC" * 9
    ]
    file = lines(tmp_path / "calls.csv", ("Start", "Agent ID", "Talk", "Queue"), *rows)
    file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    with read_as_stream(), patch.object(large_text, "_HEAD", 2000), patch.object(large_text, "_SLICE", 200):
        made = mapped(file, answers={"calls.encoding": encoding} if encoding == "gb18030" else {})
    assert made.code == (0 if order else 1), made.said
    assert ("Start day-month-year or month-day-year?" in made.said) is (order is None)
    if order:
        assert f'dates: "{order}"' in made.text("sources")
        assert "further down" in made.text("sources")


def test_of_a_large_file_days_are_no_key_for_only_its_first_rows_are_seen(tmp_path: Path, mapped: Map) -> None:
    file = lines(tmp_path / "daily.csv", DAILY, *TOLD)
    with read_as_stream():
        made = mapped(file)
    assert made.code == 0, made.said
    assert "a row is an agent's day" in made.text("sources")
    assert "key:" not in made.text("sources")


# -- words and events of rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cells", "listed"),
    [
        ("Segment", ("Gold", "Silver"), True),
        ("Issue", ("Billing", "Repair"), True),
        ("Audit ID", ("Q1", "Q2"), False),
        ("Order No", ("7-01", "7-02"), False),
    ],
)
def test_ids_are_no_list_of_words(
    tmp_path: Path, mapped: Map, header: str, cells: tuple[str, str], listed: bool
) -> None:
    rows = [(*day, cells[at % 2], 10) for at, day in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "days.csv", (*DAILY[:2], header, "Calls handled"), *rows))
    assert made.code == 0, made.said
    assert ("values: [" in made.text("sources")) == listed


def test_events_of_calls_are_no_criteria(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"C{at}", *day, kind, 60 + at) for at, day in enumerate(DAYS) for kind in ("Talk", "Hold")]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Part", "Talk time (s)"), *rows))
    assert "one a criterion" not in made.text("sources")


# -- files that nothing is made of, and figures of which no side is good ----------------------------------------------


@pytest.mark.parametrize(("with_roster", "count"), [(False, 2), (True, 2), (True, 3)])
def test_what_to_do_with_a_list_of_leaves_is_said(tmp_path: Path, mapped: Map, with_roster: bool, count: int) -> None:
    files = [lines(tmp_path / "daily.csv", DAILY[:3], *(row[:3] for row in TOLD))]
    if with_roster:
        files.append(lines(tmp_path / "staff.csv", ("Agent", "Team"), *((who, "North") for who in PEOPLE)))
    away = [(who, "Sick", "2025-03-03", "2025-03-04") for who in PEOPLE[:count]]
    away += [(PEOPLE[0], "Annual", "2025-03-10", "2025-03-12")]
    header = ("Agent", "Leave type", "Start date", "End date")
    made = mapped(*files, lines(tmp_path / "leave.csv", header, *away))
    assert made.code == 1
    assert f"no roster, for of 3 agents it names {count} help: leave it out when you score" in said(made.said)


def test_a_second_list_of_the_staff_is_to_be_put_into_the_first(tmp_path: Path, mapped: Map) -> None:
    daily = lines(tmp_path / "daily.csv", DAILY[:3], *(row[:3] for row in TOLD))
    staff = lines(tmp_path / "staff.csv", ("Agent", "Team"), *((who, "North") for who in PEOPLE))
    sites = lines(tmp_path / "sites.csv", ("Employee", "Site", "Desk"), *((who, "Bonn", f"d{who}") for who in PEOPLE))
    made = mapped(daily, staff, sites)
    assert "which says who is who help: put its columns into staff.csv" in said(made.said)


@pytest.mark.parametrize(
    ("name", "header", "good"),
    [("complaints", ("Agent", "Date", "Reason"), "low"), ("表扬_2025-03", ("工号", "日期", "表扬内容"), "high")],
)
def test_rows_of_a_list_without_figures_are_counted_and_it_is_no_roster(
    tmp_path: Path, mapped: Map, name: str, header: tuple[str, ...], good: str
) -> None:
    daily = lines(tmp_path / "daily.csv", DAILY[:3], *(row[:3] for row in TOLD))
    rows = [(PEOPLE[at % 2], f"2025-03-0{1 + at}", f"text {at}") for at in range(5)]
    made = mapped(daily, lines(tmp_path / f"{name}.csv", header, *rows))
    assert made.code == 0, made.said
    sums = {("2025-03", who): sum(row[2] for row in TOLD if row[0] == who) for who in PEOPLE}
    assert made.values("calls_handled") == sums
    (counted,) = metrics(made) - {"calls_handled"}
    assert made.values(counted) == {("2025-03", PEOPLE[0]): 3, ("2025-03", PEOPLE[1]): 2}
    assert rules_of(made).metrics[counted].good == good
    assert f"{counted}: {{weight: 0," in made.text("roles/agent")


@pytest.mark.parametrize("name", ["praise_2025-03", "praise"])
def test_months_without_rows_of_what_does_not_count_are_no_error(tmp_path: Path, mapped: Map, name: str) -> None:
    days = [(who, f"2025-0{month}-{day:02}", 10 + day) for month in (2, 3, 4) for day in (3, 4) for who in PEOPLE]
    daily = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls handled"), *days)
    rows = [(PEOPLE[at % 2], f"2025-03-0{1 + at}", f"text {at}") for at in range(5)]
    made = mapped(daily, lines(tmp_path / f"{name}.csv", ("Agent", "Date", "Reason"), *rows))
    assert made.code == 0, made.said
    assert made.values("praise_rows") == {("2025-03", PEOPLE[0]): 3, ("2025-03", PEOPLE[1]): 2}
    assert {month for month, _who in made.values("calls_handled")} == {"2025-02", "2025-03", "2025-04"}
    found = ccmotivate("check", *made.files, "--rules", made.folder / "rules")
    assert found.code == 0
    assert "no data" not in found.out + found.err
    role = made.folder / "rules" / "roles" / "agent.yaml"
    text = role.read_text(encoding="utf-8")
    assert "weight: 100" in text
    role.write_text(text.replace("weight: 100", "weight: 70").replace("weight: 0", "weight: 30"), encoding="utf-8")
    found = ccmotivate("check", *made.files, "--rules", made.folder / "rules")
    assert found.code == 1
    assert "no row of the source praise for 2025-02, 2025-04" in found.out + found.err


@pytest.mark.parametrize("days", [2, 12])
def test_rows_of_a_list_have_no_key_for_two_may_come_in_a_day(tmp_path: Path, mapped: Map, days: int) -> None:
    daily = lines(tmp_path / "daily.csv", DAILY[:3], *(row[:3] for row in TOLD))
    rows = [(who, f"2025-03-{day:02}", ("Tone", "Delay")[day % 2]) for day in range(1, days) for who in PEOPLE]
    made = mapped(daily, lines(tmp_path / "complaints.csv", ("Agent", "Date", "Reason"), *rows))
    assert made.code == 0, made.said
    assert made.text("sources").count("key:") == 1
    assert made.values("complaints_rows") == {("2025-03", who): days - 1 for who in PEOPLE}


@pytest.mark.parametrize("header", [("Agent", "Month", "Reason"), ("Agent", "Reason"), ("Name", "Reason")])
def test_a_list_of_some_agents_that_says_nothing_of_who_they_are_is_no_roster(
    tmp_path: Path, mapped: Map, header: tuple[str, ...]
) -> None:
    daily = lines(tmp_path / "daily.csv", DAILY[:3], *(row[:3] for row in TOLD))
    rows = [(who, *(["2025-03"] if "Month" in header else []), f"text {who}") for who in PEOPLE[:2]]
    made = mapped(daily, lines(tmp_path / "praise.csv", header, *rows))
    assert "it says who is who" not in made.text("sources")
    assert "no roster, for of 3 agents it names 2" in said(made.said)


def test_lists_of_the_staff_of_a_day_are_rosters_of_that_month(tmp_path: Path, mapped: Map) -> None:
    header = ("Agent", "Date", "Calls handled")
    files = [lines(tmp_path / f"daily_{month}.csv", header, *days_of(month)) for month in MONTHS]
    rosters = {
        letter: [(f"{month}-28", *row) for row in people_of(month)] for letter, month in zip("abc", MONTHS, strict=True)
    }
    files += [lines(tmp_path / f"staff {letter}.csv", ("As of", *ROSTER), *rows) for letter, rows in rosters.items()]
    made = mapped(*files)
    check_months(made)
    assert "month: As of" in made.text("sources")


@pytest.mark.parametrize("states", [("On Call", "Not Ready"), ("通话中", "小休")])
def test_that_nothing_says_of_any_figure_which_side_is_good_is_said(
    tmp_path: Path, mapped: Map, states: tuple[str, str]
) -> None:
    rows = [(*day, state, 100 + at) for at, day in enumerate(DAYS) for state in states]
    made = mapped(lines(tmp_path / "states.csv", ("Agent", "Date", "State", "Duration (s)"), *rows))
    assert made.code == 0, made.said
    assert "no header says which side of its figure is good" in said(made.said)
    (tmp_path / "out").rename(tmp_path / "before")
    known = mapped(lines(tmp_path / "days.csv", DAILY[:3], *(row[:3] for row in TOLD)))
    assert "no header says" not in known.said


# -- agents above their rows ------------------------------------------------------------------------------------------


def with_agents_above(*, sums: bool) -> list[tuple[object, ...]]:
    """Rows of each agent below one with nothing but the agent, or with the agent and the sum of the rows."""
    rows: list[tuple[object, ...]] = []
    for who in PEOPLE:
        own = [row for row in TOLD if row[0] == who]
        rows.append((who, "", *((sum(row[at] for row in own) if sums else "") for at in (2, 3))))
        rows += [("", *row[1:]) for row in own]
    return rows


@pytest.mark.parametrize("sums", [False, True])
def test_agents_in_rows_of_their_own_are_those_of_the_rows_below(tmp_path: Path, mapped: Map, sums: bool) -> None:
    rows = with_agents_above(sums=sums)
    made = mapped(lines(tmp_path / "daily.csv", DAILY, *rows))
    assert made.code == 0, made.said
    assert "fill_down: [agent_id, name]" in made.text("sources")
    assert "rows with nothing under Date, left out: 3" in said(made.text("sources"))
    for at, metric in ((2, "calls_handled"), (3, "talk_time_s")):
        sums_of = {("2025-03", who): sum(int(row[at]) for row in TOLD if row[0] == who) for who in PEOPLE}
        assert made.values(metric) == sums_of


@pytest.mark.parametrize("header", ["Agent", "Row Labels", "行标签"])
def test_days_below_agents_in_one_column_are_to_be_put_beside_them(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(who or day, calls, talk) for who, day, calls, talk in with_agents_above(sums=True)]
    made = mapped(lines(tmp_path / "pivot_2025-03.csv", (header, *DAILY[2:]), *rows))
    assert made.code == 1
    assert "(Ada Example, Ben Muster, Cleo Sample) and, below them, days (2025-03-01): put the agents" in said(
        made.said
    )


def test_tickets_of_a_survey_are_found_under_another_header(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"T{at}", who, day, 300 + at) for at, (who, day) in enumerate(DAYS)]
    tickets = lines(tmp_path / "tickets.csv", ("Ticket ID", "Agent", "Created", "Handle time (s)"), *rows)
    answers = [(f"T{at}", "2025-03-09", 4) for at in (*range(0, 24, 3), 90, 91)]
    survey = lines(tmp_path / "survey.csv", ("Case No.", "Answered", "CSAT"), *answers)
    made = mapped(tickets, survey)
    assert (
        "80 per cent of its Case No. stand under Ticket ID in tickets.csv: put its columns there, by Case No."
        in made.said
    )


def book_of_agents(path: Path, *more: str) -> Path:
    """A workbook with a sheet for each agent, and ``more`` sheets like the first."""
    rows = {who: [list(DAILY[1:3]), *([row[1], row[2]] for row in TOLD if row[0] == who)] for who in PEOPLE}
    return workbook(path, {**rows, **dict.fromkeys(more, rows[PEOPLE[0]])})


@pytest.mark.parametrize("with_roster", [False, True])
def test_sheets_are_agents_where_somebody_or_the_roster_says_so(tmp_path: Path, mapped: Map, with_roster: bool) -> None:
    files = [book_of_agents(tmp_path / "agents_2025-03.xlsx")]
    if with_roster:
        files.append(lines(tmp_path / "staff.csv", ("Employee", "Team"), *((who, "North") for who in PEOPLE)))
    made = mapped(*files, answers={} if with_roster else {"agents_file.agent_id": "{sheet}"})
    assert made.code == 0, made.said
    assert "each sheet is called like its agent" in said(made.text("sources"))
    sums = {("2025-03", who): sum(row[2] for row in TOLD if row[0] == who) for who in PEOPLE}
    assert made.values("calls_handled") == sums
    if with_roster:
        assert set(made.agents("team").values()) == {"North"}
    else:
        assert made.agents("name") == {("2025-03", who): who for who in PEOPLE}


@pytest.mark.parametrize("more", ["汇总", "Summary", "2025-03", "Sheet4"])
def test_sheets_of_which_one_is_no_agent_are_no_answer(tmp_path: Path, mapped: Map, more: str) -> None:
    made = mapped(book_of_agents(tmp_path / "agents.xlsx", more))
    assert "--answer agents_file.agent_id=" in made.said
    assert "{sheet}" not in made.said


@pytest.mark.parametrize("more", [("Calls handled",), ("Talk time (s)", "Calls handled")])
def test_running_numbers_of_a_survey_are_no_counts_of_calls(tmp_path: Path, mapped: Map, more: tuple[str, ...]) -> None:
    rows = [(*day, *(1 + at for _one in more)) for at, day in enumerate(DAYS)]
    daily = lines(tmp_path / "daily.csv", ("Agent", "Date", *more), *rows)
    survey = lines(
        tmp_path / "survey.csv", ("Case No.", "Answered", "CSAT"), *((at, "2025-03-09", 4) for at in range(1, 20))
    )
    made = mapped(daily, survey)
    assert "per cent of its Case No." not in made.said
    assert "Which column of survey.csv tells the agents apart?" in made.said
