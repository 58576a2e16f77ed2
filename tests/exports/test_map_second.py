"""``map`` on columns and rows that look like figures, agents and months and are something else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.readers.mapping.lexicon import field_of, is_target, measure_of
from tests.cli.commands import ccmotivate
from tests.exports.made import Made, Map
from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import lines
from tests.support import Styled, workbook

PEOPLE = ("Ada Example", "Ben Muster", "Cleo Sample")
DAYS = [(who, f"2025-03-{day:02}") for day in range(1, 9) for who in PEOPLE]


def metrics(made: Made) -> set[str]:
    """The ids of the metrics that ``map`` made."""
    return set(re.findall(r"^\w+", made.text("metrics"), re.M))


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        (("Shift start", "Shift end"), ("22:00", "06:00")),
        (("Login", "Logout"), ("08:58:12", "17:01:40")),
        (("Login time", "Logout time"), ("08:58:12", "17:01:40")),
        (("签到时间", "签退时间"), ("08:58:12", "17:01:40")),
        (("登录时间", "登出时间"), ("08:58", "17:01")),
        (("Dienstbeginn", "Dienstende"), ("06:00", "14:00")),
    ],
)
def test_times_of_the_day_are_no_durations(
    tmp_path: Path, mapped: Map, columns: tuple[str, str], cells: tuple[str, str]
) -> None:
    rows = [(*day, *cells, 10) for day in DAYS]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", *columns, "Calls handled"), *rows))
    assert made.code == 0, made.said
    assert metrics(made) == {"calls_handled"}
    assert f"times of the day, which are no durations: {columns[0]}, {columns[1]}" in made.text("sources")


def test_a_time_beside_the_day_is_that_of_the_row(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, f"{9 + at % 8:02}:15:00", 180 + at) for at, day in enumerate(DAYS)]
    file = lines(tmp_path / "log.csv", ("Agent", "Date", "Time", "Avg talk time (s)"), *rows)
    assert metrics(mapped(file)) == {"avg_talk_time_s"}


def test_a_time_apart_from_the_day_is_a_length(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, 40, "4:02:10") for day in DAYS]
    made = mapped(lines(tmp_path / "agents.csv", ("Agent", "Date", "Calls handled", "Time"), *rows))
    assert made.values("time") == {("2025-03", who): 8 * 14530 for who in PEOPLE}


@pytest.mark.parametrize(("first", "is_figure"), [("09:15:20", False), ("00:03:20", True)])
def test_no_call_lasts_hours(tmp_path: Path, mapped: Map, first: str, is_figure: bool) -> None:
    rows = [(f"C{at}", who, day, first) for at, (who, day) in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Call time"), *rows))
    assert made.code == 0, made.said
    assert ("call_time" in metrics(made)) == is_figure


@pytest.mark.parametrize(
    ("key", "header"), [("Ticket ID", "Handle time"), ("Ticket ID", "Time"), ("Call ID", "Duration")]
)
def test_hours_of_tickets_and_under_the_name_of_a_length_are_figures(
    tmp_path: Path, mapped: Map, key: str, header: str
) -> None:
    rows = [(f"C{at}", who, day, "x", "05:20:00") for at, (who, day) in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "rows.csv", (key, "Agent", "Date", "Note", header), *rows))
    assert header.casefold().replace(" ", "_") in metrics(made)
    assert "times of the day" not in made.text("sources")


def test_minutes_and_seconds_are_no_times_of_the_day(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"C{at}", who, day, f"{4 + at % 3}:1{at % 3}") for at, (who, day) in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Talk time"), *rows))
    assert made.code == 0, made.said
    assert set(made.values("talk_time").values()) == {250, 311, 372}


def test_minutes_under_a_bare_time_beside_the_day_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, "4:10", 5) for day in DAYS]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Time", "Calls handled"), *rows))
    assert "--answer days.columns.time.clock=" in made.said


@pytest.mark.parametrize(
    ("headers", "cells", "is_figure"),
    [
        (("上班时间", "在线时长"), ("7:30:00", "6:40:00"), True),
        (("Login", "Logout"), ("7:30:00", "0:40:00"), True),
        (("Login", "Logout"), ("0:40:00", "7:30:00"), True),
        (("Login", "Logout"), ("7:30", "0:40"), True),
        (("Logout", "Login"), ("17:01:40", "08:58:12"), False),
        (("上班时间", "下班时间"), ("08:58:12", "17:01:40"), False),
        (("Clock in", "Clock out"), ("08:58", "17:01"), False),
    ],
)
def test_logging_in_and_out_are_times_only_as_a_day_goes(
    tmp_path: Path, mapped: Map, headers: tuple[str, str], cells: tuple[str, str], is_figure: bool
) -> None:
    rows = [(*day, *cells, 10) for day in DAYS]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", *headers, "Calls handled"), *rows))
    assert ("times of the day" not in made.text("sources")) == is_figure
    assert (made.code == 1) == is_figure, made.said


def test_targets_beside_the_figures_are_none(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "2025-03", 310, 400, "0:04:10", "0:05:00") for who in PEOPLE]
    header = ("Agent", "Month", "Calls handled", "Calls target", "AHT", "AHT target")
    made = mapped(lines(tmp_path / "months.csv", header, *rows))
    assert made.code == 0, made.said
    assert metrics(made) == {"calls_handled", "aht"}
    assert "targets, which measure nothing: Calls target, AHT target" in made.text("sources")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("CSAT target %", True),
        ("满意度目标", True),
        ("AHT Ziel", True),
        ("AHT target (s)", True),
        ("Target calls", False),
        ("Quota sales", False),
        ("目标客户数", False),
        ("目标客户接通数", False),
        ("AHT vs target", False),
        ("Target attainment", False),
        ("目标达成率", False),
        ("% of goal", False),
        ("Calls within target", False),
    ],
)
def test_what_is_held_against_a_target_is_none(header: str, found: bool) -> None:
    assert is_target(header) == found


@pytest.mark.parametrize(("header", "is_left"), [("Target AHT", True), ("Zielwert AHT", True), ("Target calls", False)])
def test_a_target_before_its_figure_is_one_beside_it_only(
    tmp_path: Path, mapped: Map, header: str, is_left: bool
) -> None:
    rows = [(who, "2025-03", "0:04:10", "0:05:00" if is_left else 90) for who in PEOPLE]
    made = mapped(lines(tmp_path / "months.csv", ("Agent", "Month", "AHT", header), *rows))
    assert made.code == 0, made.said
    assert (metrics(made) == {"aht"}) == is_left


def test_durations_are_no_shares(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, "7:12:00") for day in DAYS]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Time in adherence"), *rows))
    assert "--answer days.time_in_adherence.take=" in made.said


def test_a_text_that_no_row_shares_is_no_agent(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"c-{at}", f"{{Username: {who}; Talk: {at}}}", day) for at, (who, day) in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "contacts.csv", ("ContactId", "Agent", "Initiated"), *rows))
    assert "--answer contacts.agent_id=" in made.said
    assert "is another one in each of its 24 rows" in made.said


@pytest.mark.parametrize("header", ["Agent ID", "Agent", "工号"])
def test_a_call_of_each_agent_is_no_doubt(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(f"C{at}", f"A{at}", "2025-03-01", 80 + at) for at in range(12)]
    made = mapped(lines(tmp_path / "checks.csv", ("Call ID", header, "Date", "QA score"), *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", f"A{at}"): 1 for at in range(12)}


def test_an_id_beside_names_that_never_repeat_is_theirs(tmp_path: Path, mapped: Map) -> None:
    rows = [(7000 + at, f"Ada {chr(65 + at)}", 300 + at, f"2025-03-{9 + at:02} 10:00") for at in range(12)]
    made = mapped(lines(tmp_path / "people.csv", ("ID", "Name", "Calls handled", "Last login"), *rows))
    assert "agent_id: ID" in made.text("sources")
    assert metrics(made) == {"calls_handled"}


def test_an_agent_of_several_rows_goes_before_one_of_each(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"T{at}", f"o-{at}", who, day, 5) for at, (who, day) in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "tickets.csv", ("Ticket ID", "Owner ID", "Assignee", "Created", "Reopens"), *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", who): 8 for who in PEOPLE}


@pytest.mark.parametrize("days", [("Start date", "End date"), ("Hired", "Left")])
def test_a_roster_with_days_is_a_roster(tmp_path: Path, mapped: Map, days: tuple[str, str]) -> None:
    daily = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls handled"), *((*day, 10) for day in DAYS))
    people = [
        (who, team, "2020-01-01", end) for who, team, end in zip(PEOPLE, "ABB", ("", "2025-04-30", ""), strict=True)
    ]
    made = mapped(daily, lines(tmp_path / "staff.csv", ("Employee ID", "Team", *days), *people))
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {("2025-03", who): 80 for who in PEOPLE}
    assert "it says who is who" in made.text("sources")


@pytest.mark.parametrize("header", [("Agent", "Date", "Reason"), ("工号", "日期", "表扬内容")])
def test_what_happened_to_some_agents_is_no_roster(tmp_path: Path, mapped: Map, header: tuple[str, ...]) -> None:
    daily = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls handled"), *((*day, 10) for day in DAYS))
    rows = [(who, f"2025-03-0{at}", f"text {at}") for at, who in enumerate(PEOPLE, start=1)]
    made = mapped(daily, lines(tmp_path / "praise.csv", header, *rows))
    assert made.code == 0, made.said
    assert "it says who is who" not in made.text("sources")


def test_a_roster_with_somebody_twice_says_who(tmp_path: Path, mapped: Map) -> None:
    daily = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls handled"), *((*day, 10) for day in DAYS))
    people = [(PEOPLE[0], "North"), (PEOPLE[1], "North"), (PEOPLE[1], "South"), (PEOPLE[2], "South")]
    made = mapped(daily, lines(tmp_path / "staff.csv", ("Employee ID", "Team"), *people))
    assert made.code == 1
    assert "staff.csv!csv!A4: " in made.said


def test_complaints_of_which_each_agent_has_one_are_no_roster(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"K{at}", who, "2025-03-01") for at, who in enumerate(PEOPLE)]
    made = mapped(lines(tmp_path / "complaints.csv", ("Case ID", "Agent", "Date"), *rows))
    assert made.values("contacts") == {("2025-03", who): 1 for who in PEOPLE}


def test_answers_to_a_survey_are_to_be_put_beside_their_tickets(tmp_path: Path, mapped: Map) -> None:
    tickets = [(f"T{at}", who, day, 300) for at, (who, day) in enumerate(DAYS)]
    header = ("Ticket ID", "Agent", "Created", "Handle time (s)")
    answers = [(f"T{at}", "2025-03-09", 4) for at in range(0, 24, 3)]
    made = mapped(
        lines(tmp_path / "tickets.csv", header, *tickets),
        lines(tmp_path / "survey.csv", ("Ticket ID", "Answered", "CSAT"), *answers),
    )
    assert "100 per cent of its Ticket ID stand under Ticket ID in tickets.csv: put its columns there" in made.said


def test_agents_in_the_names_of_sheets_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    sheets = {who: [["Date", "Calls handled"], ["2025-03-01", 10], ["2025-03-02", 20]] for who in PEOPLE}
    made = mapped(workbook(tmp_path / "agents.xlsx", sheets))
    assert "If each sheet is one agent's (Ada Example, Ben Muster, Cleo Sample), answer {sheet}" in made.said


def test_agents_in_headers_are_to_be_turned_into_rows(tmp_path: Path, mapped: Map) -> None:
    rows = [(queue, *range(10, 13)) for queue in ("Sales", "Care")]
    made = mapped(lines(tmp_path / "queues_2025-03.csv", ("Queue", *PEOPLE), *rows))
    assert "If the headers are agents (Ada Example, Ben Muster, Cleo Sample), turn them into rows" in made.said


STATES = ("On Call", "After Call Work", "Not Ready")


@pytest.mark.parametrize("id_", [False, True])
def test_the_time_in_each_state_is_summed(tmp_path: Path, mapped: Map, id_: bool) -> None:
    rows = [(*day, state, 100 * (1 + STATES.index(state)) + at) for at, day in enumerate(DAYS) for state in STATES]
    shown = [(f"R{at}", *row) for at, row in enumerate(rows)] if id_ else rows
    header = ("Record ID", "Agent", "Date", "State", "Duration (s)")[not id_ :]
    made = mapped(lines(tmp_path / "states.csv", header, *shown))
    assert made.code == 0, made.said
    for state, name in zip(STATES, ("on_call_state", "after_call_work_state", "not_ready_state"), strict=True):
        for who in PEOPLE:
            sum_ = sum(row[3] for row in rows if row[0] == who and row[2] == state)
            assert made.values(name)["2025-03", who] == sum_
    assert "duration_s:" not in made.text("metrics")


@pytest.mark.parametrize("header", ["状态", "AUX原因"])
def test_words_of_states_may_be_chinese(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(who, f"{day} 09:00:00", state, 60) for who, day in DAYS for state in ("空闲", "通话", "小休")]
    made = mapped(lines(tmp_path / "状态.csv", ("工号", "开始时间", header, "持续时长(秒)"), *rows))
    assert made.code == 0, made.said
    assert made.values("column_c_3") == {("2025-03", who): 8 * 60 for who in PEOPLE}


def test_a_state_in_two_spellings_is_one(tmp_path: Path, mapped: Map) -> None:
    spellings = ("On Call", "On-Call", "Not Ready")
    rows = [(*day, state, 100 + at) for at, day in enumerate(DAYS) for state in spellings]
    made = mapped(lines(tmp_path / "states.csv", ("Agent", "Date", "State", "Duration (s)"), *rows))
    assert made.code == 0, made.said
    assert metrics(made) == {"on_call_state", "not_ready_state"}
    for at, who in enumerate(PEOPLE):
        assert made.values("on_call_state")["2025-03", who] == 2 * sum(range(100 + at, 124, 3))


@pytest.mark.parametrize(
    ("key", "header", "words", "length", "metric"),
    [
        (
            "Ticket ID",
            "Category",
            ("Login issue", "Logout error", "Refund", "Other"),
            "Handle time (s)",
            "handle_time_s",
        ),
        ("", "队列", ("会议预约", "培训报名"), "通话时长(秒)", "talk"),
        ("", "Result", ("Busy", "Answered", "On hold drop", "Voicemail"), "Duration (s)", "duration_s"),
        ("", "Status", ("Talk", "Hold", "Idle"), "Talk time (s)", "talk_time_s"),
        ("Call ID", "Status", ("Busy", "On hold"), "Duration (s)", "duration_s"),
    ],
)
def test_times_of_calls_are_not_taken_apart(
    tmp_path: Path, mapped: Map, key: str, header: str, words: tuple[str, ...], length: str, metric: str
) -> None:
    rows = [(*day, word, 200 + at) for at, day in enumerate(DAYS) for word in words]
    shown = [(f"T{at}", *row) for at, row in enumerate(rows)] if key else rows
    columns = (key, "Agent", "Date", header, length)[not key :]
    made = mapped(lines(tmp_path / "rows.csv", columns, *shown))
    assert metrics(made) - {"contacts"} == {metric}
    assert "good: low" in made.text("metrics")


def test_measures_one_below_the_other_are_taken_apart(tmp_path: Path, mapped: Map) -> None:
    values = {"Calls handled": 40, "CSAT": 4, "Smiles": 7}
    rows = [(*day, name, value + at) for at, day in enumerate(DAYS) for name, value in values.items()]
    file = lines(tmp_path / "long.csv", ("Agent", "Date", "Metric", "Value"), *rows)
    made = mapped(file)
    assert re.findall(r"--answer (\S+?)=", made.said) == ["long.smiles_metric.take"]
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"long.smiles_metric.take": "mean"})
    assert made.code == 0, made.said
    ada = range(0, 24, 3)
    assert made.values("calls_handled_metric")["2025-03", PEOPLE[0]] == sum(40 + at for at in ada)
    assert made.values("csat_metric")["2025-03", PEOPLE[0]] == sum(4 + at for at in ada) / Fraction(8)
    assert made.values("smiles_metric")["2025-03", PEOPLE[0]] == sum(7 + at for at in ada) / Fraction(8)


def test_figures_beside_queues_are_not_taken_apart(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, queue, 10) for day in DAYS for queue in ("Sales", "Care")]
    made = mapped(lines(tmp_path / "queues.csv", ("Agent", "Date", "Queue", "Calls handled"), *rows))
    assert made.values("calls_handled") == {("2025-03", who): 160 for who in PEOPLE}


def stamps(unit: int, hours: int) -> list[tuple[str, str, int, int]]:
    """Calls with the second at which they began since 1970, ``hours`` apart from the beginning of March 2025."""
    first = 1740787200
    return [(f"C{at}", PEOPLE[at % 3], (first + at * hours * 3600) * unit, 60 + at) for at in range(60)]


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize(("unit", "said"), [(1, "seconds"), (1000, "milliseconds")])
def test_moments_counted_since_1970(tmp_path: Path, mapped: Map, unit: int, said: str, is_large: bool) -> None:
    rows = stamps(unit, 24)
    file = lines(tmp_path / "calls.csv", ("Call ID", "Agent", "created_at", "Talk time (s)"), *rows)
    with read_as_stream() if is_large else nullcontext():
        assert re.findall(r"--answer (\S+?)=", mapped(file).said) == ["zone"]
        (tmp_path / "out").rename(tmp_path / "before")
        made = mapped(file, answers={"zone": "America/New_York"})
        assert made.code == 0, made.said
        assert f"# {said} since 1970: 17407" in made.text("sources")
        assert f"dates: unix-{said}" in made.text("sources").replace('"', "")
        assert sum(made.values("contacts").values()) == 60
        assert {month for month, _who in made.values("contacts")} == {"2025-02", "2025-03", "2025-04"}
        assert made.values("contacts")["2025-02", PEOPLE[0]] == 1


@pytest.mark.parametrize("written", ["20250308{:02}", "250308{:02}05"])
def test_hours_of_days_are_no_seconds_since_1970(tmp_path: Path, mapped: Map, written: str) -> None:
    rows = [(f"C{at}", "A1", written.format(at), 60) for at in range(9, 18)]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Talk time (s)"), *rows))
    assert re.findall(r"--answer (\S+?)=", made.said) == ["calls.month.value"]


def test_one_hour_among_days_is_no_month(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, 5) for day in DAYS]
    mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled"), *rows))
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled"), *rows, ("Ada Example", "2025030909", 5))
    ran = ccmotivate("check", file, "--rules", tmp_path / "out/rules", "--lang", "en")
    assert ran.code == 1
    assert "B26" in ran.out + ran.err


def test_long_numbers_under_another_header_are_no_days(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"C{at}", "A1", f"2025-03-{1 + at:02}", 1740787200 + at) for at in range(9)]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Account number"), *rows))
    assert made.values("contacts") == {("2025-03", "A1"): 9}
    assert "1970" not in made.text("sources")


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("day", ["{}-Mär-25", "{}. März 2025", "Mar {}, 25", "{}-Mrz-25 9:05"])
def test_months_in_words(tmp_path: Path, mapped: Map, day: str, is_large: bool) -> None:
    rows = [(who, day.format(at), 10 + at) for at in range(1, 29) for who in PEOPLE]
    file = lines(tmp_path / "tage.csv", ("Mitarbeiter", "Datum", "Anrufe"), *rows, separator=";")
    with read_as_stream() if is_large else nullcontext():
        made = mapped(file)
        assert made.code == 0, made.said
        assert made.values("anrufe") == {("2025-03", who): sum(range(11, 39)) for who in PEOPLE}


KOREAN = [("김철수", "2025-03-01", 10), ("이영희", "2025-03-02", 20), ("김철수", "2025-03-03", 5)]


@pytest.mark.parametrize(
    ("encoding", "name", "seen"),
    [("cp932", "山田太郎", "山田太郎"), ("cp932", "アダ", "アダ"), ("big5", "王小明", "王小明")],
)
def test_encodings_of_east_asia_are_told_by_their_signs(
    tmp_path: Path, mapped: Map, encoding: str, name: str, seen: str
) -> None:
    rows = [(name, "2025-03-01", 10), (name, "2025-03-02", 20)]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled"), *rows, encoding=encoding))
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {("2025-03", name): 30}
    assert f"encoding: {encoding}" in made.text("sources")
    assert f"{seen} in line 2" in made.text("sources")


KATAKANA = [("山田ｻﾄｳ", "2025-03-01", 10), ("ﾀﾅｶ", "2025-03-02", 20), ("山田ｻﾄｳ", "2025-03-03", 5)]


@pytest.mark.parametrize(
    ("encoding", "agents"),
    [("cp932", {"山田ｻﾄｳ": 15, "ﾀﾅｶ": 20}), ("latin-1", {"\x8eR\x93c»Ä³": 15, "ÀÅ¶": 20})],
)
def test_narrow_katakana_is_asked_for(tmp_path: Path, mapped: Map, encoding: str, agents: dict[str, int]) -> None:
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled"), *KATAKANA, encoding="cp932")
    assert "cp932: 山田ｻﾄｳ" in mapped(file).said
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"days.encoding": encoding})
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {("2025-03", who): calls for who, calls in agents.items()}


def test_korean_that_reads_as_chinese_too_is_asked_for(tmp_path: Path, mapped: Map) -> None:
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled"), *KOREAN, encoding="cp949")
    said = mapped(file).said
    assert "gb18030: 辫枚荐, cp949: 김철수" in said
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"days.encoding": "cp949"})
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {("2025-03", "김철수"): 15, ("2025-03", "이영희"): 20}


def test_usual_chinese_is_no_korean(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-01", 10), ("A1", "2025-03-02", 20)]
    file = lines(tmp_path / "days.csv", ("工号", "日期", "接听量"), *rows, encoding="gb18030")
    assert "encoding: gb18030" in mapped(file).text("sources")


@pytest.mark.parametrize(("lang", "said"), [("en", "to answer first, with --answer"), ("zh", "请先回答（用 --answer")])
def test_what_decides_the_look_is_answered_before_a_scheme_is_written(
    tmp_path: Path, mapped: Map, lang: str, said: str
) -> None:
    file = lines(tmp_path / "days.csv", ("Colleague", "Date", "Smiles"), *KOREAN, encoding="cp949")
    made = mapped(file, lang=lang)
    assert f"{said} days.encoding=…" in made.said
    assert f"{said} days.agent_id=…" in made.said
    assert f"{said} days.smiles.take=…" not in made.said
    assert "--answer days.smiles.take=…" in made.said
    assert made.text("sources").count("--answer days.encoding=…") == 1


def test_an_unknown_word_for_agents_is_no_header_of_agents(tmp_path: Path, mapped: Map) -> None:
    file = lines(tmp_path / "days.csv", ("Colleague", "Date", "Smiles", "Jokes"), *((*day, 1, 2) for day in DAYS))
    assert "If the headers are agents" not in mapped(file).said


@pytest.mark.parametrize("headers", [("応答数", "保留数"), ("Smiles (s)", "Jokes (s)"), ("Smile count", "Joke count")])
def test_headers_of_figures_are_no_agents(tmp_path: Path, mapped: Map, headers: tuple[str, str]) -> None:
    rows = [(f"2025-03-{day:02}", 10, 20) for day in range(1, 9)]
    made = mapped(lines(tmp_path / "days.csv", ("日付", *headers), *rows))
    assert "Which column of days.csv tells the agents apart?" in made.said
    assert "If the headers are agents" not in made.said


@pytest.mark.parametrize(
    "units", [("", "", "", "(sec)", "(%)"), ("ID", "yyyy-mm-dd", "(#)", "(sec)", "(%)"), ("", "", "No.", "s", "%")]
)
def test_units_below_the_header_are_part_of_it(tmp_path: Path, mapped: Map, units: tuple[str, ...]) -> None:
    rows = [(f"A{at % 3}", f"2025-03-{1 + at // 3:02}", 10, 20 + at, 90) for at in range(24)]
    header = ("Agent", "Date", "Calls handled", "Avg hold time", "Service level")
    made = mapped(lines(tmp_path / "days.csv", header, units, *rows))
    assert made.code == 0, made.said
    assert sum(made.values("service_level").values()) == 3 * 90
    (times,) = metrics(made) - {"service_level", *(name for name in metrics(made) if name.startswith("calls"))}
    assert made.values(times)["2025-03", "A0"] == sum(range(20, 44, 3)) / Fraction(8)
    assert "unit: seconds" in made.text("sources")


@pytest.mark.parametrize("is_above", [False, True])
def test_rows_that_are_sums_of_those_beside_them_are_totals(tmp_path: Path, mapped: Map, is_above: bool) -> None:
    teams = {"Team North": (("A1", 310), ("A2", 420)), "Team South": (("A3", 305), ("A4", 512), ("A5", 290))}
    rows: list[tuple[str, str, int]] = []
    for team, people in teams.items():
        sum_ = (team, "2025-03", sum(calls for _who, calls in people))
        agents = [(who, "2025-03", calls) for who, calls in people]
        rows += [sum_, *agents] if is_above else [*agents, sum_]
    made = mapped(lines(tmp_path / "months.csv", ("Agent", "Month", "Calls handled"), *rows))
    assert made.code == 0, made.said
    assert {who for _month, who in made.values("calls_handled")} == {"A1", "A2", "A3", "A4", "A5"}
    text = " ".join(made.text("sources").replace("#", "").split())
    assert "rows whose figures are the sums of those beside them: Team North, Team South" in text


@pytest.mark.parametrize(
    "calls", [(1, 1, 2, 2, 1, 3), (310, 420, 730, 305, 512, 290), (310, 420, 730, 305, 512, 817, 4)]
)
def test_sums_by_chance_are_no_totals(tmp_path: Path, mapped: Map, calls: tuple[int, ...]) -> None:
    rows = [(f"A{at}", "2025-03", some) for at, some in enumerate(calls)]
    made = mapped(lines(tmp_path / "months.csv", ("Agent", "Month", "Calls handled"), *rows))
    assert len(made.values("calls_handled")) == len(calls)


@pytest.mark.parametrize(
    ("header", "rows", "is_said"),
    [
        (("Agent",), [("Ann", 310, 310), ("Bob", 420, 420), ("Cy", 730, 730)], False),
        (("Agent",), [("A1", 100, 300), ("A2", 100, 300), ("A3", 200, 600)], True),
        (("Agent",), [("王芳", 310, 9), ("李雷", 420, 8), ("小组长王芳芳", 730, 17)], True),
        (("Agent",), [("Team 1", 310, 9), ("Team 2", 420, 8), ("Team 3", 730, 17)], True),
        (("Agent ID", "Name"), [("A1", "Ann", 310, 9), ("A2", "Bob", 420, 8), ("T1", "Team North", 730, 17)], False),
        (("Agent ID", "Role"), [("A1", "agent", 310, 9), ("A2", "agent", 420, 8), ("L1", "lead", 730, 17)], False),
    ],
)
def test_people_whose_figures_are_sums_count(
    tmp_path: Path, mapped: Map, header: tuple[str, ...], rows: list[tuple[str | int, ...]], is_said: bool
) -> None:
    months = [(*row[:-2], "2025-03", *row[-2:]) for row in rows]
    made = mapped(lines(tmp_path / "months.csv", (*header, "Month", "Calls handled", "Transfers"), *months))
    assert {who for _month, who in made.values("calls_handled")} == {row[0] for row in rows}
    text = " ".join(made.text("sources").replace("#", "").split())
    assert (f"counted, though their figures are the sums of those beside them: {rows[-1][0]}" in text) == is_said


@pytest.mark.parametrize("times", [1, 1001])
def test_teams_below_their_agents_are_told_by_the_column_of_agents(tmp_path: Path, mapped: Map, times: int) -> None:
    days = [f"2025-{1 + at // 28 % 12:02}-{1 + at % 28:02}" for at in range(times)]
    people = (("A1", 310), ("A2", 420), ("A3", 305), ("A4", 512), ("Team North", 1547))
    rows = [(day, who, calls) for day in days for who, calls in people]
    made = mapped(lines(tmp_path / "days.csv", ("Date", "Agent", "Calls handled"), *rows))
    assert re.search(r"totals: \W*Team North\b", made.text("sources"))


def test_a_total_in_place_of_an_agent_is_none(tmp_path: Path, mapped: Map) -> None:
    rows = [("North", "A1", "2025-03", 3), ("North", "A2", "2025-03", 4), ("North", "Team total", "2025-03", 9)]
    made = mapped(lines(tmp_path / "months.csv", ("Team", "Agent", "Month", "Calls handled"), *rows))
    assert made.values("calls_handled") == {("2025-03", "A1"): 3, ("2025-03", "A2"): 4}
    assert "a row is an agent's month" in made.text("sources")
    assert "2 different ids in 2 rows" in made.text("sources")


def test_an_id_of_rows_with_days_is_no_agent(tmp_path: Path, mapped: Map) -> None:
    rows = [(at, who, f"{day} 10:00", 1) for at, (who, day) in enumerate(DAYS)]
    file = lines(tmp_path / "calls.csv", ("ID", "Сотрудник", "Date", "Transfers"), *rows)
    assert "--answer calls.agent_id=" in mapped(file).said
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"calls.agent_id": "Сотрудник"})
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", who): 8 for who in PEOPLE}


def test_a_share_is_no_duration_of_which_less_is_better(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, "95%") for day in DAYS]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "First response within SLA"), *rows))
    assert made.code == 0, made.said
    assert "good: low" not in made.text("metrics")


def test_a_total_in_seconds_is_no_call_in_milliseconds(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "2025-03", 150_000 + at, 210) for at, who in enumerate(PEOPLE)]
    file = lines(tmp_path / "months.csv", ("Agent", "Month", "Talk time", "Avg talk time"), *rows)
    made = mapped(file)
    assert made.code == 0, made.said
    assert "unit: milliseconds" not in made.text("sources")
    assert made.values("talk_time") == {("2025-03", who): 150_000 + at for at, who in enumerate(PEOPLE)}
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(lines(tmp_path / "total.csv", ("Agent", "Month", "Total talk time"), *(row[:3] for row in rows)))
    assert "--answer total.columns.total_talk_time.unit=" in made.said


def test_an_average_too_long_for_a_call_is_not_divided_by_the_calls(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "2025-03", 300, "0:50:00") for who in PEOPLE]
    made = mapped(lines(tmp_path / "months.csv", ("Agent", "Month", "Calls handled", "Handle time"), *rows))
    assert made.code == 0, made.said
    assert metrics(made) == {"calls_handled", "handle_time"}
    assert "a total or an average: of one row a month both are the same" in made.text("metrics").replace("\n# ", " ")


def test_a_time_on_hold_beside_no_calls_is_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, "0:08:20") for day in DAYS]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Hold time"), *rows))
    assert "--answer days.hold_time.take=" in made.said


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("Score", "score"),
        ("综合得分", "score"),
        ("质检得分", "quality"),
        ("Happiness Score", "csat"),
        ("准确率", "accuracy"),
        ("Accuracy %", "accuracy"),
        ("完成条数", "output"),
        ("Tickets closed", "output"),
        ("返工条数", "errors"),
        ("接听电话数", "answered"),
        ("Accepted", "answered"),
        ("Conversations closed", "answered"),
        ("Not Accepted", "not_answered"),
        ("Messages sent", "replies"),
        ("消息数", "replies"),
        ("抽检条数", ""),
        ("Messages per hour", ""),
        ("接待量", "answered"),
        ("Error score", ""),
        ("差错评分", ""),
        ("投诉得分", ""),
        ("Transfer score", ""),
        ("Abandon score", ""),
        ("不合格率", ""),
        ("Inaccuracy rate", ""),
        ("未处理数", ""),
        ("待审核数", ""),
        ("重复处理数", ""),
        ("超时未处理量", ""),
        ("Rejected items processed", ""),
        ("Overdue tasks completed", ""),
        ("Dissatisfied customers", ""),
        ("无应答次数", ""),
        ("Calls not handled", ""),
        ("Lost sales", ""),
        ("人工处理量", "output"),
        ("未接通率", "not_answered_rate"),
        ("接通率(不含放弃)", ""),
        ("首次解决率（非转接）", ""),
        ("Answer rate (not incl. abandoned)", ""),
    ],
)
def test_what_headers_measure(header: str, measure: str) -> None:
    found = measure_of(header)
    assert (found.id if found else "") == measure


@pytest.mark.parametrize(
    "header", ["Score", "Customer effort score", "Risk score", "差评得分", "不准确率", "遗漏处理数"]
)
def test_whether_more_is_better_is_in_doubt(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(*day, 10 + at) for at, day in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", header), *rows))
    assert "is more of it better?" in " ".join(made.text("metrics").replace("#", "").split())


@pytest.mark.parametrize("header", ["% Target", "Sales % Goal", "AHT % Goal", "绩效考核值"])
def test_a_share_of_a_target_is_none(header: str) -> None:
    assert not is_target(header)


@pytest.mark.parametrize(
    ("header", "field"),
    [("Assignee name", "name"), ("Owner name", "name"), ("Processor", "agent_id"), ("Call SID", "")],
)
def test_who_headers_name(header: str, field: str) -> None:
    assert field_of(header) == field


def test_a_month_that_a_person_says_is_that_of_these_files_only(tmp_path: Path, mapped: Map) -> None:
    files = [
        lines(tmp_path / f"calls_20250401_{part}.csv", ("Agent", "Calls handled"), *((who, 9 + part) for who in PEOPLE))
        for part in range(1, 4)
    ]
    assert 'files: "calls_20250401_*.csv"' in mapped(*files).text("sources")
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(*files, answers={"calls.month.value": "2025-03"})
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {("2025-03", who): 33 for who in PEOPLE}
    assert "agents stand several times in a month" in made.text("sources")
    shutil.rmtree(tmp_path / "out")
    assert "files: calls_20250401_1.csv" in mapped(files[0]).text("sources")


@pytest.mark.parametrize(
    "names", [("a", "b"), ("north", "south"), ("calls 1", "calls 2"), ("calls_20250301", "more_20250301")]
)
def test_a_month_that_a_person_says_is_that_of_no_file_to_come(
    tmp_path: Path, mapped: Map, names: tuple[str, str]
) -> None:
    header, rows = ("Agent", "Calls handled"), [(who, 10) for who in PEOPLE]
    files = [lines(tmp_path / f"{name}.csv", header, *rows) for name in names]
    found = re.search(r"^ *files: (.+)", mapped(*files).text("sources"), re.M)
    assert found is not None
    assert found[1].replace('"', "") == f"[{names[0]}.csv, {names[1]}.csv]"


def test_a_row_of_all_agents_is_a_total(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "2025-03", 300 + at, 5 + at) for at, who in enumerate(PEOPLE)]
    all_ = ("Everybody", "2025-03", sum(row[2] for row in rows), sum(row[3] for row in rows))
    header = ("Agent", "Month", "Calls handled", "Transfers")
    made = mapped(lines(tmp_path / "months.csv", header, *rows, all_))
    assert made.values("calls_handled") == {("2025-03", row[0]): row[2] for row in rows}


def test_a_header_that_stands_again_is_no_row(tmp_path: Path, mapped: Map) -> None:
    header = ("Agent", "Date", "Calls handled", "Dwell")
    rows = [(*day, 10, "0:03:20") for day in DAYS]
    made = mapped(lines(tmp_path / "pages.csv", header, *rows[:12], header, *rows[12:]))
    assert "--answer pages.dwell.take=" in made.said
    assert "a row is an agent's day" in made.text("sources")


def test_agents_of_one_file_that_are_none_of_another_are_named(tmp_path: Path, mapped: Map) -> None:
    calls = [(f"C{at}", *day, 3) for at, day in enumerate(DAYS)]
    tickets = [(f"T{at}", f"{who[:3].lower()}@example.org", day) for at, (who, day) in enumerate(DAYS)]
    made = mapped(
        lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Smiles"), *calls),
        lines(tmp_path / "tickets.csv", ("Ticket ID", "Assignee", "Created"), *tickets),
    )
    text = " ".join(made.text("sources").replace("#", "").split())
    assert "none of them stands in Assignee of tickets.csv: who stands in both needs one id, or counts twice" in text


@pytest.mark.parametrize("is_weekly", [False, True])
def test_weeks_in_two_months_are_named(tmp_path: Path, mapped: Map, is_weekly: bool) -> None:
    days = [f"2025-03-{day:02}" for day in ((3, 10, 17, 24, 31) if is_weekly else (3, 10, 18, 24, 31))]
    file = lines(tmp_path / "weeks.csv", ("Agent", "Week", "Calls handled"), *(("A1", day, 50) for day in days))
    text = " ".join(mapped(file).text("sources").replace("#", "").split())
    assert ("weeks, of which 1 lie in two months" in text) == is_weekly


def test_a_letter_alone_is_no_answer(tmp_path: Path, mapped: Map) -> None:
    rows = [(*day, "N", 10, "N") for day in DAYS]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Region", "Calls handled", "FCR"), *rows))
    assert made.code == 0, made.said
    assert metrics(made) == {"calls_handled", "fcr"}


def test_flags_that_are_never_set_are_a_share(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"C{at}", *day, "N") for at, day in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Escalated"), *rows))
    assert made.code == 0, made.said
    assert made.values("escalated") == {("2025-03", who): 0 for who in PEOPLE}


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (("质检项", "扣分"), [("服务质量", 3), ("差错", 2), ("满意度", 1), ("投诉处理", 5)]),
        (("Reason", "Points"), [("Complaint", -5), ("Error", -2), ("Quality", 3)]),
        (("Call status", "Duration (s)"), [("Answered", 200), ("No answer", 20), ("Busy", 3), ("Unavailable", 2)]),
        (("Status", "Duration (s)"), [("Answered", 200), ("Busy", 3), ("Offline", 2)]),
    ],
)
def test_reasons_and_results_are_no_measures_of_their_own(
    tmp_path: Path, mapped: Map, headers: tuple[str, str], cells: list[tuple[str, int]]
) -> None:
    rows = [(*day, *pair) for day in DAYS for pair in cells]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", *headers), *rows))
    assert len(metrics(made)) == 1
    assert "where" not in made.text("metrics")


def test_a_list_of_leaves_is_no_roster_of_the_staff(tmp_path: Path, mapped: Map) -> None:
    daily = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls handled"), *((*day, 10) for day in DAYS))
    away = [(who, "Sick", "2025-03-03", "2025-03-04") for who in PEOPLE[:2]]
    leave = lines(tmp_path / "leave.csv", ("Agent", "Leave type", "Start date", "End date"), *away)
    made = mapped(daily, leave)
    assert made.code == 1
    assert "leave.csv!csv: map makes nothing of this sheet" in made.said
    assert "leave" not in made.text("sources")
    assert mapped(daily).values("calls_handled") == {("2025-03", who): 80 for who in PEOPLE}


def test_days_that_excel_counts_are_no_figures(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", 45717 + at, 10) for at in range(9)]
    said = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled"), *rows)).said
    assert re.findall(r"--answer (\S+?)=", said) == ["days.month.value"]


@pytest.mark.parametrize("header", ["Break time (s)", "Words per day", "Time bonus points"])
def test_figures_as_high_as_days_are_figures(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(who, "2025-03", 45000 + 1000 * at) for at, who in enumerate(PEOPLE)]
    made = mapped(lines(tmp_path / "months.csv", ("Agent", "Month", header), *rows))
    assert made.code == 0, made.said
    (metric,) = metrics(made)
    assert made.values(metric) == {("2025-03", row[0]): row[2] for row in rows}


def test_lengths_in_the_format_of_dates_are_no_months(tmp_path: Path, mapped: Map) -> None:
    days = [Styled(1.27, "yyyy-mm-dd h:mm:ss"), Styled(2.5, "yyyy-mm-dd h:mm:ss"), Styled(9.25, "yyyy-mm-dd h:mm:ss")]
    rows = [[who, "2025-03", 10, day] for who, day in zip(PEOPLE, days, strict=True)]
    header = ["Agent", "Month", "Calls handled", "Logged in time"]
    made = mapped(workbook(tmp_path / "months.xlsx", {"S": [header, *rows]}))
    assert made.values("calls_handled") == {("2025-03", who): 10 for who in PEOPLE}
    text = " ".join(made.text("sources").replace("#", "").split())
    assert "not read; format them like [h]:mm:ss: Logged in time" in text


def test_occupancy_weighs_by_the_time_logged_in(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-01", "8:00:00", "50%"), ("A1", "2025-03-02", "2:00:00", "100%")]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Logged in time", "Occupancy"), *rows))
    assert made.code == 0, made.said
    assert made.values("occupancy") == {("2025-03", "A1"): 60}


def test_agents_in_rows_of_their_own_are_to_be_put_into_a_column(tmp_path: Path, mapped: Map) -> None:
    rows = [row for who in PEOPLE for row in [(who, "", ""), *((f"2025-03-{day:02}", 10, 2) for day in range(1, 9))]]
    made = mapped(lines(tmp_path / "days.csv", ("Date", "Calls handled", "Transfers"), *rows))
    assert "If they stand in rows of their own (Ada Example, Ben Muster, Cleo Sample), write each" in made.said


@pytest.mark.parametrize(
    ("header", "take"), [("Max talk time (s)", max), ("Longest call (s)", max), ("最短通话时长(秒)", min)]
)
def test_of_extremes_the_extreme_is_taken(
    tmp_path: Path, mapped: Map, header: str, take: Callable[[list[int]], int]
) -> None:
    times = [300 + 17 * at % 40 for at, _day in enumerate(DAYS)]
    rows = [(*day, 10, time) for day, time in zip(DAYS, times, strict=True)]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "Calls handled", header), *rows))
    assert made.code == 0, made.said
    (metric,) = metrics(made) - {"calls_handled"}
    assert made.values(metric) == {("2025-03", who): take(times[at::3]) for at, who in enumerate(PEOPLE)}


def test_a_customer_tells_no_call(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"u-{at}", f"+91981234{at:03}", *day, 1) for at, day in enumerate(DAYS)]
    header = ("UUID", "Customer Number", "Agent", "Date", "Transfers")
    made = mapped(lines(tmp_path / "calls.csv", header, *rows))
    assert made.code == 0, made.said
    assert "key: uuid" in made.text("sources")


@pytest.mark.parametrize("nobody", ["NA", "System", "IVR", "机器人"])
def test_what_is_no_person_is_no_agent(tmp_path: Path, mapped: Map, nobody: str) -> None:
    rows = [(f"C{at}", who, day, 60) for at, (who, day) in enumerate([*DAYS, (nobody, "2025-03-09")])]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Talk time (s)"), *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", who): 8 for who in PEOPLE}
    assert "rows with nothing under Agent, left out: 1" in made.text("sources")
