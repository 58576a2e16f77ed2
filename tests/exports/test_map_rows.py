"""``map`` where a guess that nothing tells apart would make a wrong figure without a word."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.locale import translator
from ccmotivate.pipeline.mapping import map_files
from ccmotivate.writers.starter.mapped import asked as question_text
from tests.exports.made import Made, Map
from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import lines

PEOPLE = ("Ada Example", "Ben Muster", "Cleo Sample")
DAYS = [(who, f"2025-03-{day:02}") for day in range(1, 9) for who in PEOPLE]


def asked(made: Made) -> set[str]:
    """The ids of the questions that ``map`` left open."""
    return set(re.findall(r"--answer (\S+?)=", made.said))


def by_person(rows: Sequence[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for who, _day, some in rows:
        sums["2025-03", who] += some
    return sums


def test_times_of_a_day_that_are_usual_as_total_and_as_average_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    talks = [(*day, 600 + 7 * at) for at, day in enumerate(DAYS)]
    rows = [(who, day, 4, talk) for who, day, talk in talks]
    file = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered", "Talk time (s)"), *rows)
    assert asked(mapped(file)) == {"daily.talk_time_s.take"}
    shutil.rmtree(tmp_path / "out")
    made = mapped(file, answers={"daily.talk_time_s.take": "sum"})
    assert made.code == 0, made.said
    assert made.values("talk_time_s") == by_person(talks)


def test_totals_of_a_month_are_not_taken_for_milliseconds(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, f"2025-0{month}", 500, 100_000 + month) for who in PEOPLE for month in (3, 4)]
    file = lines(tmp_path / "months.csv", ("Agent", "Month", "Calls", "Talk time"), *rows)
    assert asked(mapped(file)) == {"months.columns.talk_time.unit"}
    shutil.rmtree(tmp_path / "out")
    made = mapped(file, answers={"months.columns.talk_time.unit": "seconds"})
    assert made.values("talk_time") == {(month, who): talk for who, month, _calls, talk in rows}


def test_tickets_are_not_as_long_as_calls(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, day, 90_000) for who, day in DAYS]
    made = mapped(lines(tmp_path / "incidents.csv", ("Agent", "Opened", "Business duration"), *rows))
    assert "incidents.columns.business_duration.unit" in asked(made)


def test_a_call_taken_at_once_waited_0_seconds(tmp_path: Path, mapped: Map) -> None:
    rows = [(1000 + at, who, day, 200, at % 4) for at, (who, day) in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "calls.csv", ("Call ID", "Agent", "Date", "Talk time (s)", "Wait time (s)"), *rows))
    assert made.code == 0, made.said
    waits = by_person([(who, day, wait) for _id, who, day, _talk, wait in rows])
    assert made.values("wait_time_s") == {key: Fraction(wait, 8) for key, wait in waits.items()}


def test_an_average_of_0_weighs_by_its_calls(tmp_path: Path, mapped: Map) -> None:
    header = ("Agent", "Date", "Calls answered", "Avg hold time (s)")
    rows = [("A1", "2025-03-01", 10, 0), ("A1", "2025-03-02", 30, 20), ("A1", "2025-03-03", 0, 0)]
    made = mapped(lines(tmp_path / "daily.csv", header, *rows))
    assert made.values("avg_hold_time_s") == {("2025-03", "A1"): 15}


@pytest.mark.parametrize("header", ["Transfer rate", "Abandoned ratio", "Missed calls pct", "投诉率"])
def test_rates_of_counts_are_averaged(tmp_path: Path, mapped: Map, header: str) -> None:
    rates = [f"0.{at % 7}" for at, _day in enumerate(DAYS)]
    rows = [(*day, 10, rate) for day, rate in zip(DAYS, rates, strict=True)]
    made = mapped(lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered", header), *rows))
    assert made.code == 0, made.said
    found: dict[str, list[Fraction]] = defaultdict(list)
    for (who, _day), rate in zip(DAYS, rates, strict=True):
        found[who].append(100 * Fraction(rate))
    metric = "complaints_rate" if header == "投诉率" else header.lower().replace(" ", "_")
    assert made.values(metric) == {("2025-03", who): sum(each) / len(each) for who, each in found.items()}


def test_a_ticket_counts_in_the_month_in_which_it_was_opened(tmp_path: Path, mapped: Map) -> None:
    header = ("Last modified date", "Ticket ID", "Create date", "Due date", "Agent")
    rows = [("2025-06-02", 1000 + at, f"2025-0{3 + at % 2}-10", "2025-05-01", PEOPLE[at % 3]) for at in range(12)]
    made = mapped(lines(tmp_path / "tickets.csv", header, *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {(f"2025-0{month}", who): 2 for month in (3, 4) for who in PEOPLE}
    assert "month of Create date, and of none of Last modified date, Due date" in " ".join(
        made.text("sources").replace("#", " ").split()
    )


def test_points_that_may_part_thousands_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03", "1.234"), ("A2", "2025-03", "987"), ("A3", "2025-03", "12.000")]
    file = lines(tmp_path / "months.csv", ("Agent", "Month", "Calls answered"), *rows, separator=";")
    assert asked(mapped(file)) == {"months.decimal"}
    shutil.rmtree(tmp_path / "out")
    made = mapped(file, answers={"months.decimal": ","})
    assert made.code == 0, made.said
    assert [int(value) for value in made.values("calls_answered").values()] == [1234, 987, 12000]


@pytest.mark.parametrize(("quality", "calls"), [("4,5", 1234), ("4.5", Fraction("1.234"))])
def test_another_column_tells_the_decimal_mark(tmp_path: Path, mapped: Map, quality: str, calls: Fraction) -> None:
    header = ("Agent", "Month", "Calls answered", "Quality")
    made = mapped(lines(tmp_path / "months.csv", header, ("A1", "2025-03", "1.234", quality), separator=";"))
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): calls}


def test_notes_below_a_table_are_no_rows(tmp_path: Path, mapped: Map) -> None:
    header = ("Case Owner", "Case Number", "Date/Time Opened", "Reopened Count")
    rows = [(PEOPLE[at % 3], f"0000{1200 + at}", f"3/{13 + at}/2025 2:05 PM", at % 2) for at in range(12)]
    notes = [(), ("Confidential Information - Do Not Distribute",), ("Generated By: Ada Example  5/2/2025",)]
    made = mapped(lines(tmp_path / "report.csv", header, *rows, *notes))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", who): 4 for who in PEOPLE}
    assert "names only, 3 different ones" in made.text("sources")


@pytest.mark.parametrize("sign", ["--", "–", "null", "暂无"])
def test_signs_for_no_figure_are_written_with_the_words_of_cells(tmp_path: Path, mapped: Map, sign: str) -> None:
    rows = [("A1", "2025-03-01", 5, "83.5%", "0:03:00"), ("A1", "2025-03-02", 0, sign, sign)]
    header = ("Agent", "Date", "Calls answered", "Goodwill", "Avg dwell")
    made = mapped(lines(tmp_path / "daily.csv", header, *rows))
    assert made.code == 0, made.said
    assert made.values("goodwill") == {("2025-03", "A1"): Fraction("83.5")}
    assert made.values("avg_dwell") == {("2025-03", "A1"): 180}


@pytest.mark.parametrize(
    "header", ["Case Owner", "Ticket owner", "assigned_to", "Assigned Agent", "Teammate currently assigned", "受理人"]
)
def test_who_has_a_ticket_is_its_agent(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(f"T{at}", f"2025-03-{1 + at:02}", PEOPLE[at % 3] if at else "", 1) for at in range(7)]
    made = mapped(lines(tmp_path / "tickets.csv", ("Ticket ID", "Created", header, "Reopens"), *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", who): 2 for who in PEOPLE}


@pytest.mark.parametrize("header", ["Issue key", "number", "会话ID", "对话ID"])
def test_the_id_of_any_thing_counts_the_rows(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(f"S-{9000 + at}", "A1", f"2025-03-{1 + at:02} 10:00", 5) for at in range(6)]
    made = mapped(lines(tmp_path / "things.csv", (header, "Agent", "Created", "Reopens"), *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", "A1"): 6}


@pytest.mark.parametrize(
    ("header", "metric"), [("会话量", "answered"), ("Closed conversations", "closed_conversations")]
)
def test_conversations_are_counted_and_weigh(tmp_path: Path, mapped: Map, header: str, metric: str) -> None:
    rows = [("A1", "2025-03-01", 10, 100), ("A1", "2025-03-02", 30, 300)]
    made = mapped(lines(tmp_path / "daily.csv", ("Agent", "Date", header, "Avg wait (s)"), *rows))
    assert made.code == 0, made.said
    assert made.values(metric) == {("2025-03", "A1"): 40}
    assert made.values("avg_wait_s") == {("2025-03", "A1"): 250}


def test_an_extension_is_no_figure(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, 7001, day, 10) for who, day in DAYS]
    made = mapped(lines(tmp_path / "daily.csv", ("Agent", "Extension", "Date", "Calls answered"), *rows))
    assert made.code == 0, made.said
    assert "extension" not in made.text("metrics")


def test_an_accented_letter_alone_in_front_of_a_word_is_western(tmp_path: Path, mapped: Map) -> None:
    file = tmp_path / "daily.csv"
    file.write_bytes("Agent;Date;Ø Calls answered\nA1;2025-03-01;5\n".encode("cp1252"))
    made = mapped(file)
    assert made.code == 0, made.said
    assert "encoding: cp1252" in made.text("sources")


@pytest.mark.parametrize("written", ["2025:03:{:02} 8:34", "01/Marzo/25 {}:56 PM", "1740818{:02}000"])
def test_dates_that_are_not_read_are_named_where_the_month_is_asked_for(
    tmp_path: Path, mapped: Map, written: str
) -> None:
    rows = [("A1", written.format(1 + at), 200) for at in range(9)]
    made = mapped(lines(tmp_path / "calls.csv", ("Agent", "Created", "Talk time (s)"), *rows))
    assert asked(made) == {"calls.month.value"}
    assert f"Created, like {rows[0][1]}, cannot be read as a date" in made.said


def test_a_cell_that_is_no_date_is_named_and_the_others_are_read(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", f"2025-03-{1 + at:02}", 5) for at in range(12)]
    made = mapped(lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered"), *rows, ("A1", "soon", 7)))
    assert made.code == 1
    assert "soon in B14 is no date" in made.text("sources")
    assert "daily.csv!csv!B14: " in made.said


def test_who_the_agents_are_decides_what_a_row_is(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, day, 10 + at, 120 + at) for at, (who, day) in enumerate(DAYS)]
    file = lines(tmp_path / "daily.csv", ("Colleague", "Date", "Calls answered", "AHT (s)"), *rows, ("", "", 9, 9))
    assert "daily.agent_id" in asked(mapped(file))
    shutil.rmtree(tmp_path / "out")
    made = mapped(file, answers={"daily.agent_id": "Colleague"})
    assert made.code == 0, made.said
    calls = by_person([(who, day, some) for who, day, some, _aht in rows])
    times = by_person([(who, day, some * aht) for who, day, some, aht in rows])
    assert made.values("aht_s") == {key: Fraction(time, calls[key]) for key, time in times.items()}
    assert "no agent stands twice on a day" in made.text("sources")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "answer this one with --answer days.agent_id=…"), ("zh", "本题请用 --answer days.agent_id=… 回答")],
)
@pytest.mark.parametrize("names", [["X", "Y", "X", "Y"], ["Ada", "Ben", "Ada", "Cy"]])
def test_beside_the_question_of_the_agent_stands_how_to_answer_it(
    tmp_path: Path, mapped: Map, names: Sequence[str], lang: str, said: str
) -> None:
    header = "Colleague" if "X" in names else "Agent name"
    rows = [(name, f"2025-03-0{at}", 10 + at) for at, name in enumerate(names, start=1)]
    file = lines(tmp_path / "days.csv", (header, "Date", "Calls answered"), *rows)
    assert said in mapped(file, lang=lang).text("sources")
    shutil.rmtree(tmp_path / "out")
    assert "--answer" not in mapped(file, lang=lang, answers={"days.agent_id": header}).text("sources")


@pytest.mark.parametrize("calls", [24, 100])
def test_a_transferred_call_counts_for_each_of_its_agents(tmp_path: Path, mapped: Map, calls: int) -> None:
    rows = [(f"C{at:03}", PEOPLE[at % 3], f"2025-03-{1 + at % 28:02} 10:00", 60 + at) for at in range(calls)]
    again = [(call, PEOPLE[(at + 1) % 3], day, 5) for at, (call, _who, day, _talk) in enumerate(rows[:4])]
    header = ("Call ID", "Agent", "Started", "Talk time (s)")
    made = mapped(lines(tmp_path / "calls.csv", header, *rows, *again, rows[-1]))
    assert made.code == 0, made.said
    assert made.values("contacts") == by_person([(who, day, 1) for _call, who, day, _talk in [*rows, *again]])
    assert "Call ID stands again in 5 rows, with another agent" in made.text("sources")


def test_addresses_of_agents_are_no_list_of_words(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, f"{who[:3]}@example.org", ("care", "sales")[at % 2], day, 5) for at, (who, day) in enumerate(DAYS)]
    header = ("Agent", "Email", "Queue", "Date", "Calls answered")
    made = mapped(lines(tmp_path / "daily.csv", header, *rows))
    assert made.code == 0, made.said
    assert "@example.org" not in made.text("sources")
    assert "values: [care, sales]" in made.text("sources")


def test_an_agent_that_stands_above_blank_cells_is_that_of_their_rows(tmp_path: Path, mapped: Map) -> None:
    rows = [(who if at == 0 else "", f"C{who[0]}{at}", f"2025-03-{1 + at:02}", 60 + at)
            for who in PEOPLE for at in range(6)]  # fmt: skip
    header = ("Agent", "Call ID", "Started", "Talk time (s)")
    made = mapped(lines(tmp_path / "grouped.csv", header, *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", who): 6 for who in PEOPLE}
    assert "fill_down: [agent_id, name]" in made.text("sources")


def test_names_in_two_orders_are_named(tmp_path: Path, mapped: Map) -> None:
    rows = [(who if at % 2 else ", ".join(reversed(who.split())), day, 5) for at, (who, day) in enumerate(DAYS)]
    made = mapped(lines(tmp_path / "daily.csv", ("Sales rep", "Date", "Calls answered"), *rows))
    assert made.code == 0, made.said
    assert "Example, Ada and Ada Example count as two people" in " ".join(made.text("sources").replace("#", "").split())


def test_how_parts_of_one_are_read_is_said(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-01", "0.055"), ("A1", "2025-03-02", "0.045")]
    made = mapped(lines(tmp_path / "daily.csv", ("Agent", "Date", "Error rate"), *rows))
    assert made.values("error_rate") == {("2025-03", "A1"): 5}
    assert "parts of one: 0.055 is read as 5.5%" in made.text("sources")


def test_customers_with_several_tickets_are_no_key(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"K{at % 20}", PEOPLE[at % 4 % 3], f"2025-03-{1 + at:02}", at) for at in range(28)]
    made = mapped(lines(tmp_path / "tickets.csv", ("Contact ID", "Agent", "Created", "Reopens"), *rows))
    assert made.code == 0, made.said
    assert "key:" not in made.text("sources")


def test_numbers_of_phones_are_no_key(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"+49301234{at}", "A1", f"2025-03-{1 + at:02} 10:00", 5) for at in range(6)]
    made = mapped(lines(tmp_path / "calls.csv", ("Number", "Agent", "Started", "Calls answered"), *rows))
    assert made.code == 0, made.said
    assert "key:" not in made.text("sources")


def test_hours_of_logging_in_are_no_durations_and_short_clocks_are_named(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, day, "08:31:00", "17:02:00", 10, "3:25") for who, day in DAYS]
    header = ("Agent", "Date", "First login", "Last logout", "Calls answered", "Avg talk time")
    made = mapped(lines(tmp_path / "daily.csv", header, *rows))
    assert made.code == 0, made.said
    assert not {"first_login", "last_logout"} & {*re.findall(r"^\w+", made.text("metrics"), re.M)}
    assert "minutes and seconds, not hours: 3:25 in F2" in made.text("sources")
    assert "clock:" not in made.text("sources")


LOGINS = [("A1", "2025-03-01", "07:44"), ("A1", "2025-03-02", "08:02"), ("B2", "2025-03-01", "6:30")]


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize(("clock", "seconds"), [("minutes", 464 + 482), ("hours", 60 * (464 + 482))])
def test_clocks_of_two_parts_are_asked_for(
    tmp_path: Path, mapped: Map, clock: str, seconds: int, is_large: bool
) -> None:
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "Login Time"), *LOGINS)
    with read_as_stream() if is_large else nullcontext():
        made = mapped(file)
        assert asked(made) == {"days.columns.login_time.clock"}
        shutil.rmtree(tmp_path / "out")
        made = mapped(file, answers={"days.columns.login_time.clock": clock})
        assert made.code == 0, made.said
        assert made.values("login_time") == {("2025-03", "A1"): seconds, ("2025-03", "B2"): seconds * 390 // 946}
    assert f"clock: {clock}" in made.text("sources")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "in minutes and seconds (A1 0:07:44, B2 0:06:30) or in hours and minutes (A1 7:44:00, B2 6:30:00)?"),
        ("zh", "是分钟和秒（A1 0:07:44、B2 0:06:30），还是小时和分钟（A1 7:44:00、B2 6:30:00）？"),
    ],
)
def test_the_question_has_both_readings_for_two_agents(tmp_path: Path, lang: str, said: str) -> None:
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "Login Time"), *LOGINS)
    made = map_files([str(file)], tmp_path / "out", "EUR", lang, {}, lambda _asked: None, force=False)
    (question,) = made.questions
    assert said in question_text(question, translator(lang))


@pytest.mark.parametrize(
    ("header", "clock"),
    [
        ("Login Time (hh:mm)", "hours"),
        ("Login time [h]:mm", "hours"),
        ("Staffed hours", "hours"),
        ("登录时长(小时)", "hours"),
        ("登录时长（时:分）", "hours"),
        ("Login Time (mm:ss)", "minutes"),
        ("Login Time (h:mm:ss)", "minutes"),
        ("Login Time (min)", "minutes"),
        ("登录时长（分:秒）", "minutes"),
        ("登录时长（时:分:秒）", "minutes"),
    ],
)
def test_a_header_tells_what_clocks_begin_with(tmp_path: Path, mapped: Map, header: str, clock: str) -> None:
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", header), *LOGINS))
    assert made.code == 0, made.said
    assert ("clock: hours" in made.text("sources")) == (clock == "hours")


def test_another_length_of_a_call_tells_minutes_but_not_of_logging_in(tmp_path: Path, mapped: Map) -> None:
    rows = [(*login, 40, "3:25", "0:20") for login in LOGINS]
    header = ("Agent", "Date", "Login Time", "Calls answered", "Avg talk time", "Avg hold time")
    made = mapped(lines(tmp_path / "days.csv", header, *rows))
    assert asked(made) == {"days.columns.login_time.clock"}
    assert "minutes and seconds, not hours: 0:20 in F4; as Avg talk time" in made.text("sources")


def test_what_may_be_a_total_of_hours_is_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, day, 40, "2:10") for who, day in DAYS]
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "Calls answered", "Talk time"), *rows)
    assert asked(mapped(file)) == {"days.columns.talk_time.clock", "days.talk_time.take"}
    shutil.rmtree(tmp_path / "out")
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "Talk time"), *(row[:2] + row[3:] for row in rows))
    assert asked(mapped(file)) == {"days.columns.talk_time.clock", "days.talk_time.take"}


@pytest.mark.parametrize("varies", [False, True])
def test_days_are_no_key_beside_a_column_that_tells_rows_apart_and_is_not_read(
    tmp_path: Path, mapped: Map, varies: bool
) -> None:
    header, agents = ("Agent", "Date", "Client", "Calls handled"), ("A1", "A2", "A3")
    days = [(who, f"2025-03-{day:02}", day) for day in range(1, 13) for who in agents]
    rows = [(who, day, f"Client {at if varies else who}", 4 + at % 5) for at, (who, day, _no) in enumerate(days)]
    first = lines(tmp_path / "daily_1.csv", header, *rows)
    made = mapped(first)
    assert made.code == 0, made.said
    assert ("key: [agent_id, date]" in made.text("sources")) != varies
    again = lines(
        tmp_path / "daily_2.csv", header, (*rows[0][:2], "Client X", rows[0][3]), *[("A1", "2025-03-20", "Client Y", 1)]
    )
    own = sum(row[3] for row in rows if row[0] == "A1") + 1 + (rows[0][3] if varies else 0)
    assert replace(made, files=(first, again)).values("calls_handled")["2025-03", "A1"] == own


@pytest.mark.parametrize("day", ["{}月{}日", "0{}/{:02}", "{1}-{2}", "serial"])
@pytest.mark.parametrize("month", [3, 4])
def test_days_without_a_year_of_another_month_than_the_name_says_are_asked_about(
    tmp_path: Path, mapped: Map, day: str, month: int
) -> None:
    def shown(at: int) -> str:
        if day == "serial":
            return str(45717 + 31 * (month - 3) + at)
        return day.format(month, at + 1, ("Mar", "Apr")[month - 3])

    rows = [(f"c{at}", f"A{at % 3}", shown(at), 60 + at) for at in range(20)]
    made = mapped(lines(tmp_path / "calls 2025-03.csv", ("Call ID", "Agent ID", "Date", "Talk time (s)"), *rows))
    assert made.code == (month == 4), made.said
    assert (f"A name says 2025-03, but Date has {shown(0)}." in made.said) is (month == 4)
