"""``map`` on exports of the usual shapes: what it writes scores to the figures of a plain recomputation."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.model.mapping import Question
from ccmotivate.pipeline.mapping import map_files
from ccmotivate.pipeline.scheme import load
from ccmotivate.readers.mapping.lexicon import unit_in
from tests.cli.commands import ccmotivate
from tests.exports.made import Made, Map
from tests.exports.shapes import lines
from tests.exports.test_shapes import CALLS, STAFF, clock, means
from tests.support import RULES, workbook

Who = tuple[str, str]
PREPPIN = Path(__file__).parents[3] / "shared" / "data" / "preppin"


def log(folder: Path, *more: tuple[Any, ...]) -> list[Path]:
    """A call log in three files."""
    rows = [
        (call, who, f"{day:02}-{month:02}-2025 10:00", clock(some)) for call, who, day, month, some in [*CALLS, *more]
    ]
    header = ("Call_Id", "Agent", "Started", "Talk time")
    return [lines(folder / f"calls_{at}.csv", header, *rows[at::3]) for at in range(3)]


def test_a_call_log_in_three_files_with_roster_and_logins(tmp_path: Path, mapped: Map) -> None:
    logins = [(who, f"{day:02}-{month:02}-2025", some * 60) for _call, who, day, month, some in CALLS]
    files = [*log(tmp_path), lines(tmp_path / "staff.csv", *STAFF),
             lines(tmp_path / "logins.csv", ("Agent", "Date", "Logged in (s)"), *logins)]  # fmt: skip
    made = mapped(*files)
    assert made.code == 0, made.said
    assert made.values("talk_time") == means()
    assert made.values("contacts") == {
        who: len([1 for c in CALLS if (f"2025-{c[3]:02}", c[1]) == who]) for who in means()
    }
    assert "Call_Id never repeats" in made.text("sources")
    assert "day-month-year: 31-01-2025 in C2" in made.text("sources")
    assert 'name: "{First} {Last}"' in made.text("sources")
    assert sum(made.values("logged_in_s").values()) == sum(some * 60 for *_rest, some in CALLS)


def test_daily_rows_with_days_in_their_times(tmp_path: Path, mapped: Map) -> None:
    days = [("A1", 1, 213, 10), ("A1", 2, 110, 30), ("A2", 2, 499, 7), ("A2", 13, 0, 0)]
    rows = [(who, f"2025-03-{day:02}", f"0 days {clock(some):0>8}", many) for who, day, some, many in days]
    file = lines(tmp_path / "daily.csv", ("Agent ID", "Date", "Avg Handle Time", "Calls Answered"), *rows)
    made = mapped(file)
    assert made.code == 0, made.said
    weighed = {"A1": Fraction(213 * 10 + 110 * 30, 40), "A2": Fraction(499)}
    assert made.values("avg_handle_time") == {("2025-03", who): value for who, value in weighed.items()}
    assert made.values("calls_answered") == {("2025-03", "A1"): 40, ("2025-03", "A2"): 7}
    assert "no agent stands twice on a day" in made.text("sources")


def test_a_header_in_row_3_totals_and_a_second_table_beside(tmp_path: Path, mapped: Map) -> None:
    rows: list[list[Any]] = [
        ["Report of March", None, None, None, None, None, None],
        [],
        ["Operator", "Day", "Calls Offered", "Calls Answered", None, "Queue", "Waiting"],
        ["A1", "2025-03-01", 12, 10, None, "Sales", 4],
        ["A2", "2025-03-01", 30, 15, None, "Care", 5],
        ["A1", "2025-03-02", 8, 8, None, None, None],
        ["A2", "2025-03-02", 20, 20, None, None, None],
        ["A2", "2025-03-03", 20, 10, None, None, None],
        ["Total", None, 90, 63, None, None, None],
    ]
    made = mapped(workbook(tmp_path / "export.xlsx", {"Days": [[*row, *[None] * (7 - len(row))] for row in rows]}))
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): 18, ("2025-03", "A2"): 45}
    assert made.values("answer_rate") == {("2025-03", "A1"): Fraction(90), ("2025-03", "A2"): Fraction(4500, 70)}


def test_days_before_months_and_missing_figures_that_are_0(tmp_path: Path, mapped: Map) -> None:
    days = [
        ("A1", "13-03-2025", 5, 200),
        ("A1", "14-03-2025", 0, 0),
        ("A2", "01-03-2025", 3, 310),
        ("A2", "02-03-2025", 4, 0),
    ]
    file = lines(tmp_path / "daily.csv", ("Agent", "Date", "CSAT", "AHT (sec)"), *days)
    made = mapped(file)
    assert made.code == 0, made.said
    assert made.values("csat") == {("2025-03", "A1"): 5, ("2025-03", "A2"): Fraction(7, 2)}
    assert made.values("aht_sec") == {("2025-03", "A1"): 200, ("2025-03", "A2"): 310}
    assert "day-month-year: 13-03-2025 in B2" in made.text("sources")
    assert "0 in 1 of 4 rows" in made.text("sources")


def test_dates_that_either_order_fits_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    days = [("A1", "03/04/2025", 10), ("A2", "03/04/2025", 20), ("A1", "05/04/2025", 30)]
    file = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered"), *days)
    made = mapped(file)
    assert made.code == 1
    assert 'dates: "?"' in made.text("sources")
    refused = ccmotivate("rules", "check", made.folder / "rules", "--lang", "en")
    assert refused.code == 1
    assert "Is 03/04/2025 in Date day-month-year or month-day-year?" in " ".join((refused.out + refused.err).split())


@pytest.mark.parametrize(("answer", "month"), [("day-month-year", "2025-04"), ("month-day-year", "2025-03")])
def test_an_answer_is_written_in_place_of_the_question(tmp_path: Path, mapped: Map, answer: str, month: str) -> None:
    days = [("A1", "03/04/2025", 10), ("A2", "03/04/2025", 20)]
    made = mapped(
        lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered"), *days), answers={"daily.month.dates": answer}
    )
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {(month, "A1"): 10, (month, "A2"): 20}


@pytest.mark.parametrize(("lang", "question"), [("en", "two digits of a year"), ("zh", "年份只有两位")])
def test_short_years_of_which_the_order_is_open_are_asked_for(
    tmp_path: Path, mapped: Map, lang: str, question: str
) -> None:
    days = [("A1", "25/03/25", 10), ("A2", "26/03/25", 20)]
    file = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered"), *days)
    made = mapped(file, lang=lang)
    assert made.code == 1
    assert 'dates: "?"' in made.text("sources")
    refused = ccmotivate("rules", "check", made.folder / "rules", "--lang", lang)
    assert question in " ".join((refused.out + refused.err).split())


def test_short_years_are_read_in_the_order_that_is_answered(tmp_path: Path, mapped: Map) -> None:
    days = [("A1", "25/03/25", 10), ("A2", "26/03/25", 20)]
    file = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered"), *days)
    made = mapped(file, answers={"daily.month.dates": "day-month-year"})
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): 10, ("2025-03", "A2"): 20}


def test_a_day_between_month_and_short_year_tells_the_order(tmp_path: Path, mapped: Map) -> None:
    days = [("A1", "3/4/25", 10), ("A2", "3/25/25", 20)]
    made = mapped(lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered"), *days))
    assert made.code == 0, made.said
    assert "month-day-year: 3/25/25 in B3" in made.text("sources")
    assert made.values("calls_answered") == {("2025-03", "A1"): 10, ("2025-03", "A2"): 20}


def test_tickets_as_jira_exports_them(tmp_path: Path, mapped: Map) -> None:
    rows = [
        ("HELP-1", "A1", "01/Mar/25 9:05 AM", 60),
        ("HELP-2", "A1", "31/Mar/25 11:59 PM", 90),
        ("HELP-3", "A2", "01/Apr/25 12:00 AM", 75),
    ]
    made = mapped(lines(tmp_path / "tickets.csv", ("Issue key", "Assignee", "Created", "Handle time (s)"), *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", "A1"): 2, ("2025-04", "A2"): 1}


@pytest.mark.parametrize(("lang", "reason"), [("en", "a duration: 00:05 hrs in C2"), ("zh", "时长：C2 中是 00:05 hrs")])
def test_durations_in_hours_and_of_iso_8601(tmp_path: Path, mapped: Map, lang: str, reason: str) -> None:
    rows = [
        ("A1", "2025-03-03 10:00", "00:05 hrs"),
        ("A1", "2025-03-04 10:00", "PT7M"),
        ("A2", "2025-03-04", "PT6M30S"),
    ]
    made = mapped(lines(tmp_path / "calls.csv", ("Agent", "Started", "Talk time"), *rows), lang=lang)
    assert made.code == 0, made.said
    assert reason in made.text("sources")
    assert made.values("talk_time") == {("2025-03", "A1"): 360, ("2025-03", "A2"): 390}


@pytest.mark.parametrize(
    ("lang", "reason"), [("en", "an amount of money: $1,200.50 in C2"), ("zh", "金额：C2 中是 $1,200.50")]
)
def test_amounts_with_a_sign_of_currency(tmp_path: Path, mapped: Map, lang: str, reason: str) -> None:
    rows = [("A1", "2025-03-03", "$1,200.50"), ("A1", "2025-03-04", "-$0.50"), ("A2", "2025-03-03", "$7")]
    file = lines(tmp_path / "sales.csv", ("Agent", "Date", "Total revenue"), *rows, separator=";")
    made = mapped(file, lang=lang)
    assert made.code == 0, made.said
    assert reason in made.text("sources")
    assert "kind: money" in made.text("sources")
    assert made.values("total_revenue") == {("2025-03", "A1"): 1200, ("2025-03", "A2"): 7}


def test_amounts_behind_which_euros_stand_may_have_decimal_commas(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-03", "1.200,50 €"), ("A1", "2025-03-04", "1.000 €"), ("A2", "2025-03-03", "7 €")]
    made = mapped(lines(tmp_path / "sales.csv", ("Agent", "Date", "Total revenue"), *rows, separator=";"))
    assert made.code == 0, made.said
    assert made.values("total_revenue") == {("2025-03", "A1"): Fraction("2200.5"), ("2025-03", "A2"): 7}


def test_amounts_in_two_currencies_are_no_figures(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-03", "$5", 3), ("A1", "2025-03-04", "€6", 4), ("A2", "2025-03-03", "$7", 5)]
    made = mapped(lines(tmp_path / "sales.csv", ("Agent", "Date", "Total revenue", "Calls answered"), *rows))
    assert made.code == 0, made.said
    assert "revenue" not in made.text("metrics")
    assert "Total revenue mixes currencies, $5 (C2) and €6 (C3)" in " ".join(made.text("sources").split("\n# "))
    assert made.text("sources").count("Total revenue") == 1  # nor is it said again that nothing is made of it


def test_collections_with_many_rows_a_month(tmp_path: Path, mapped: Map) -> None:
    paid = [("C1", "A1", "2025-03-01", "100.10"), ("C1", "A1", "2025-03-01", "20.05"), ("C2", "A2", "2025-03-02", "7"),
            ("C2", "A1", "2025-04-02", "0.5"), ("C3", "A2", "2025-03-09", "1")]  # fmt: skip
    made = mapped(lines(tmp_path / "paid.csv", ("Customer", "Collector", "Paid on", "Amount collected"), *paid))
    assert made.code == 0, made.said
    sums: dict[Who, Fraction] = defaultdict(Fraction)
    for _who, agent, day, amount in paid:
        sums[day[:7], agent] += Fraction(amount)
    assert made.values("amount_collected") == sums


def test_names_only(tmp_path: Path, mapped: Map) -> None:
    rows = [("Ada Example", "2025-03-01", 12), ("Ben Muster", "2025-03-01", 9), ("Ada Example", "2025-03-02", 3)]
    made = mapped(lines(tmp_path / "names.csv", ("Agent Name", "Date", "Calls handled"), *rows))
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {("2025-03", "Ada Example"): 15, ("2025-03", "Ben Muster"): 9}
    assert "names only, 2 different ones" in made.text("sources")


def test_months_side_by_side(tmp_path: Path, mapped: Map) -> None:
    header = ("Agent ID", "Jan AHT (s)", "Jan Calls answered", "Feb AHT (s)", "Feb Calls answered")
    made = mapped(lines(tmp_path / "agents 2025.csv", header, ("A1", 200, 3, 210, 4), ("A2", 90, 7, 95, 9)))
    assert made.code == 0, made.said
    assert made.values("aht_s") == {
        ("2025-01", "A1"): 200,
        ("2025-01", "A2"): 90,
        ("2025-02", "A1"): 210,
        ("2025-02", "A2"): 95,
    }
    assert 'across: "{month} {column}"' in made.text("sources")


def test_pipes_and_decimal_commas(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-01", "4,5"), ("A1", "2025-03-02", "3,25"), ("A2", "2025-03-02", "5")]
    made = mapped(lines(tmp_path / "survey_03.csv", ("Agent", "Day", "Satisfaction"), *rows, separator="|"))
    assert made.code == 0, made.said
    assert made.values("satisfaction") == {("2025-03", "A1"): Fraction("3.875"), ("2025-03", "A2"): 5}
    assert 'files: "survey_*.csv"' in made.text("sources")
    assert "a decimal comma: 4,5 in C2" in made.text("sources")


STAMPS = ("2025-03-31 15:59:59", "2025-03-31 16:00:00", "2025-04-02 01:00:00")


def test_stamps_of_utc_ask_for_the_zone_of_the_centre(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"T{at}", "A1", stamp, 60) for at, stamp in enumerate(STAMPS)]
    file = lines(tmp_path / "tickets.csv", ("Ticket ID", "Assignee", "Created at (UTC)", "Handle time (s)"), *rows)
    assert 'zone: "?"' in mapped(file).text("scheme")
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"zone": "Asia/Shanghai"})
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", "A1"): 1, ("2025-04", "A1"): 2}
    assert "written_in: UTC" in made.text("sources")


def test_a_zone_that_does_not_exist_makes_nothing(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"T{at}", "A1", stamp, 60) for at, stamp in enumerate(STAMPS)]
    file = lines(tmp_path / "tickets.csv", ("Ticket ID", "Assignee", "Created at (UTC)", "Handle time (s)"), *rows)
    made = mapped(file, answers={"zone": "Mars/Olympus"})
    assert made.code == 2
    assert "Mars/Olympus" in made.said
    assert not made.folder.exists()


def test_two_rows_of_headers(tmp_path: Path, mapped: Map) -> None:
    rows = [("", "", "Inbound", "", "Outbound", ""), ("Agent", "Month", "AHT (s)", "Calls", "AHT (s)", "Calls"),
            ("A1", "2025-03", 200, 3, 999, 8), ("A2", "2025-03", 100, 5, 400, 1)]  # fmt: skip
    made = mapped(lines(tmp_path / "kpi.csv", *rows))
    assert made.code == 0, made.said
    assert made.values("inbound_aht_s") == {("2025-03", "A1"): 200, ("2025-03", "A2"): 100}
    assert made.values("outbound_calls") == {("2025-03", "A1"): 8, ("2025-03", "A2"): 1}


def test_ids_in_two_spellings(tmp_path: Path, mapped: Map) -> None:
    calls = [("agent-101", "2025-03-01", 7), ("agent-102", "2025-03-01", 8), ("agent-213", "2025-03-01", 9)]
    staff = [(101, "Ada Example"), (102, "Ben Muster"), (213, "Cy Demo")]
    made = mapped(
        lines(tmp_path / "days.csv", ("Agent", "Date", "Calls"), *calls),
        lines(tmp_path / "staff.csv", ("Employee ID", "Full name"), *staff),
    )
    assert made.code == 0, made.said
    assert made.values("calls") == {("2025-03", "101"): 7, ("2025-03", "102"): 8, ("2025-03", "213"): 9}
    assert "ids in two spellings: agent-101 here, 101 in the roster" in made.text("sources")


def test_name_and_id_in_one_cell_and_answers_of_yes_and_no(tmp_path: Path, mapped: Map) -> None:
    rows = [("1", "Ada Example (A1)", "2025-03-01 10:00", "Y"),
            ("2", "Ada Example (A1)", "2025-03-01 10:05", "N"),
            ("3", "Ben Muster (A2)", "2025-03-01 10:07", "Y"),
            ("4", "Ada Example (A1)", "2025-03-02 10:05", "Y")]  # fmt: skip
    made = mapped(lines(tmp_path / "calls.csv", ("Call Id", "Agent", "Start", "Resolved"), *rows))
    assert made.code == 0, made.said
    assert made.values("resolved") == {("2025-03", "A1"): Fraction(200, 3), ("2025-03", "A2"): 100}


def test_bare_times_that_may_be_two_things_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-01", 12, 5), ("A2", "2025-03-01", 45, 9)]
    file = lines(tmp_path / "days.csv", ("Agent", "Date", "ASA", "Calls answered"), *rows)
    made = mapped(file)
    assert made.code == 1
    assert "What are the bare numbers of ASA, like 12: milliseconds, seconds, minutes, hours or days?" in made.said
    rules = made.folder / "rules" / "sources.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace('"?"', "minutes"), encoding="utf-8")
    assert ccmotivate("rules", "check", made.folder / "rules").code == 0
    assert made.values("asa") == {("2025-03", "A1"): 720, ("2025-03", "A2"): 2700}


def test_bare_times_of_one_file_are_in_one_unit(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-01", 4200, 210_000, 5), ("A2", "2025-03-01", 6100, 185_000, 9)]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "ASA", "Avg Talk", "Calls answered"), *rows))
    assert made.code == 0, made.said
    assert "only as milliseconds is that usual" in made.text("sources")
    assert "as Avg Talk" in made.text("sources")
    assert made.values("asa") == {("2025-03", "A1"): Fraction("4.2"), ("2025-03", "A2"): Fraction("6.1")}


def test_calls_that_nobody_took_and_rows_without_a_day_are_left_out_and_counted(tmp_path: Path, mapped: Map) -> None:
    rows = [("c1", "A1", "2025-03-01 10:00", 200), ("c2", "", "2025-03-01 10:05", 0), ("c3", "A2", "", 300)]
    made = mapped(lines(tmp_path / "calls.csv", ("Call Id", "Agent", "Started", "Talk time (s)"), *rows))
    assert made.code == 0, made.said
    assert 'only: {Agent: "*", Started: "*"}' in made.text("sources")
    assert "rows with nothing under Agent, left out: 1; rows with nothing under Started, left out: 1" in made.text(
        "sources"
    )
    assert made.values("contacts") == {("2025-03", "A1"): 1}


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("First reply time in minutes within business hours", "minutes"),
        ("Wait within business hours", ""),
        ("length_in_sec", "seconds"),
        ("Staffed hours", "hours"),
        ("Talk (ms)", "milliseconds"),
        ("通话时长(毫秒)", "milliseconds"),
        ("Calls per hour", ""),
    ],
)
def test_the_unit_that_a_header_names(header: str, unit: str) -> None:
    assert unit_in(header) == unit


def test_an_id_of_rows_is_no_agent(tmp_path: Path, mapped: Map) -> None:
    rows = [(at, who, f"2025-03-0{at} 10:00", 5 * at) for at, who in enumerate(("Ada Example", "Ben Muster") * 2, 1)]
    made = mapped(lines(tmp_path / "tickets.csv", ("Id", "Assignee", "Created at", "Replies"), *rows))
    assert made.code == 0, made.said
    assert "Id never repeats: one row is one of them" in made.text("sources")
    assert made.values("contacts") == {("2025-03", "Ada Example"): 2, ("2025-03", "Ben Muster"): 2}


def test_a_chinese_export_in_chinese(tmp_path: Path, mapped: Map) -> None:
    rows = [
        ("Z01", "示例甲", "2025-03-01", 30, 27, "0:03:10", "96%"),
        ("Z02", "示例乙", "2025-03-01", 20, 20, "0:02:30", "90%"),
        ("Z01", "示例甲", "2025-03-02", 10, 9, "0:04:10", "88%"),
    ]
    header = ("坐席工号", "姓名", "日期", "呼入量", "接通量", "平均处理时长", "满意度")
    made = mapped(lines(tmp_path / "日报.csv", header, *rows), lang="zh")
    assert made.code == 0, made.said
    rules, _problems = load(made.folder / "rules", "--rules")
    assert rules is not None
    ids = {metric.label.zh: name for name, metric in rules.metrics.items()}
    assert made.values(ids["平均处理时长"]) == {
        ("2025-03", "Z01"): Fraction(190 * 27 + 250 * 9, 36),
        ("2025-03", "Z02"): 150,
    }
    assert made.values(ids["接通率"]) == {("2025-03", "Z01"): 90, ("2025-03", "Z02"): 100}
    assert made.values(ids["满意度"]) == {("2025-03", "Z01"): 92, ("2025-03", "Z02"): 90}


def test_every_output_says_that_targets_are_placeholders(tmp_path: Path, mapped: Map) -> None:
    made = mapped(*log(tmp_path))
    rules = made.folder / "rules"
    shown = ccmotivate("score", *made.files, "--rules", rules, "--lang", "en", "--out", tmp_path / "scored")
    assert "placeholder targets" in shown.out + shown.err
    document = json.loads(ccmotivate("check", *made.files, "--rules", rules, "--json").out)
    assert document["rules"]["placeholder_targets"] is True
    books = [*(tmp_path / "scored").glob("*.xlsx")]
    assert books
    for book in books:
        sheets = openpyxl.load_workbook(book).worksheets
        assert any(
            "placeholder targets" in str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row
        )
    scheme = rules / "scheme.yaml"
    scheme.write_text(scheme.read_text(encoding="utf-8").replace("placeholder_targets: yes", ""), encoding="utf-8")
    after = ccmotivate("check", *made.files, "--rules", rules, "--json").out
    assert "placeholder" not in after


@pytest.mark.skipif(not PREPPIN.is_dir(), reason="the shared data are not there")
def test_metrics_of_twelve_sheets_and_a_roster_in_another_file(mapped: Map) -> None:
    files = [PREPPIN / "MetricData2021.xlsx", PREPPIN / "PeopleData.xlsx"]
    made = mapped(*files)
    assert made.code == 0, made.said
    expected: dict[str, dict[Who, Fraction]] = defaultdict(dict)
    book = openpyxl.load_workbook(files[0], read_only=True)
    for at, sheet in enumerate(book.worksheets, start=1):
        for who, offered, missed, answered, duration, sentiment, *_more in list(sheet.values)[1:]:
            key = f"2021-{at:02}", str(who)
            expected["calls_offered"][key] = Fraction(offered)
            expected["calls_not_answered"][key] = Fraction(missed)
            expected["calls_answered"][key] = Fraction(answered)
            expected["total_duration"][key] = Fraction(duration) * 60
            expected["sentiment"][key] = Fraction(sentiment)
            expected["answer_rate"][key] = Fraction(answered, offered) * 100
            expected["missed_rate"][key] = Fraction(missed, offered) * 100
            expected["time_each"][key] = Fraction(duration * 60, answered)
    assert len(expected["sentiment"]) == 1516
    for metric, values in expected.items():
        assert made.values(metric) == values, metric


def test_a_terminal_is_asked_one_by_one(tmp_path: Path, mapped: Map) -> None:
    rows = [("T1", "A1", "01/04/2025 01:00", 60), ("T2", "A1", "03/04/2025 02:00", 90)]
    header = ("Ticket ID", "Assignee", "Created (UTC)", "Handle time (s)")
    file = lines(tmp_path / "tickets.csv", header, *rows)
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.id)
        return question.choices[0] if question.choices else "Asia/Shanghai"

    done = map_files([str(file)], tmp_path / "out", "EUR", "en", {}, ask, force=False)
    assert asked == ["zone", "tickets.month.dates"]
    assert done.questions == ()
    assert Made(tmp_path / "out", [file], 0, "").values("contacts") == {("2025-04", "A1"): 2}


def test_a_file_that_holds_no_figures_makes_nothing(tmp_path: Path, mapped: Map) -> None:
    made = mapped(lines(tmp_path / "words.csv", ("Place", "Note"), ("here", "one"), ("there", "two")))
    assert made.code == 2
    assert "words.csv" in made.said
    assert not made.folder.exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, mapped: Map) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ours.txt").write_text("ours", encoding="utf-8")
    assert mapped(*log(tmp_path)).code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ours.txt"]


def test_an_answer_that_is_no_choice_is_refused(tmp_path: Path, mapped: Map) -> None:
    days = [("A1", "03/04/2025", 10), ("A2", "03/04/2025", 20)]
    file = lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered"), *days)
    made = mapped(file, answers={"daily.month.dates": "backwards"})
    assert made.code == 2
    assert "backwards" in made.said
    assert not made.folder.exists()


def test_what_is_a_word_of_cells_is_no_question(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    columns = rules / "columns.yaml"
    text = columns.read_text(encoding="utf-8")
    columns.write_text(text.replace('no_data: ["-"', 'no_data: ["?", "-"'), encoding="utf-8")
    assert '"?"' in columns.read_text(encoding="utf-8")
    assert ccmotivate("rules", "check", rules).code == 0


def test_numbers_of_rows_are_no_key_and_days_in_names_no_month(tmp_path: Path, mapped: Map) -> None:
    rows = [(1, "A1", 12), (2, "A2", 30)]
    made = mapped(lines(tmp_path / "export 2025-04-01.csv", ("序号", "工号", "接通量"), *rows))
    assert "key: [agent_id, month]" in made.text("sources")
    assert 'month: {value: "?"}' in made.text("sources")


def test_fractions_of_a_day_are_told_by_their_length(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "2025-03-01", "0.0025"), ("A2", "2025-03-01", "0.005")]
    made = mapped(lines(tmp_path / "days.csv", ("Agent", "Date", "AHT"), *rows))
    assert made.code == 0, made.said
    assert made.values("aht") == {("2025-03", "A1"): 216, ("2025-03", "A2"): 432}


def test_two_tables_of_one_workbook_with_a_roster_in_it(tmp_path: Path, mapped: Map) -> None:
    days = [
        ["Login", "Date", "Calls answered"],
        ["A1", "2025-03-01", 7],
        ["A2", "2025-03-01", 9],
        ["A1", "2025-03-02", 1],
    ]
    found = [["Q1", "A1", "2025-03-05", 90], ["Q2", "A1", "2025-03-06", 81], ["Q3", "A2", "2025-03-06", 77]]
    checks = [["Case ID", "Agent", "Checked on", "QA score"], *found]
    staff = [["Staff ID", "Full name", "Team"], ["A1", "Ada Example", "North"], ["A2", "Ben Muster", "South"]]
    made = mapped(workbook(tmp_path / "march.xlsx", {"Days": days, "Checks": checks, "Staff": staff}))
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): 8, ("2025-03", "A2"): 9}
    assert made.values("qa_score") == {("2025-03", "A1"): Fraction(171, 2), ("2025-03", "A2"): 77}


def test_rows_of_words_for_nobody_are_left_out(tmp_path: Path, mapped: Map) -> None:
    calls = [
        ("Ann Lee", "2025-03-01", 120, 1),
        ("[None]", "2025-03-01", 5, 1),
        ("Bob Ray", "2025-03-02", 200, 1),
        ("[No associated user]", "2025-03-02", 7, 1),
        ("Ann Lee", "2025-03-03", 90, 2),
    ]
    made = mapped(lines(tmp_path / "calls.csv", ("Agent", "Date", "Talk Time (sec)", "Calls"), *calls))
    assert made.code == 0, made.said
    assert made.values("calls") == {("2025-03", "Ann Lee"): 3, ("2025-03", "Bob Ray"): 1}
    assert "# rows with nothing under Agent, left out: 2\n  only: {Agent: " in made.text("sources")
    assert 'no_data: ["[None]", "[No associated user]", ' in made.text("columns")
