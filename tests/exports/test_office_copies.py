"""A file that an office gets twice, or again corrected, beside the first one: never counted twice without a word.

What tells nothing (a mark an agent, days without anything) is alike in right files too.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import COLUMNS, lines, scheme, scored
from tests.exports.test_logs_beside import streamed

LOG = """
calls:
  files: "calls_*"
  agent_id: Agent
  month: Day
  columns:
    talk: {name: Talk, kind: duration, unit: seconds}
"""
KEYED = LOG.replace("  columns:", "  key: [agent_id, day]\n  columns:\n    day: {name: Day, kind: date}")
TOTALS = """
talk:  {name: Talk, kind: duration, detail: {from: calls, of: talk, take: sum}}
calls: {name: Calls, kind: count, detail: {from: calls, of: "1", take: count}}
"""
HEADER = ("Agent", "Day", "Queue", "Talk")
DAYS = [(who, f"2025-03-{day:02}", "sales", 100 * day + at) for at, who in enumerate(("A1", "A2")) for day in (3, 4, 5)]
TALK = {("2025-03", "A1"): 1200, ("2025-03", "A2"): 1203}


def workbook(path: Path, rows: list[tuple[Any, ...]], *order: int) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADER, *rows):
        book.active.append([row[at] for at in order or range(len(row))])
    book.save(path)


def folder(path: Path, rows: list[tuple[Any, ...]], suffix: str = "csv") -> Path:
    """The month's file, and another one beside it."""
    lines(path / "calls_2025-03.csv", HEADER, *DAYS)
    if suffix == "csv":
        lines(path / "calls_2025-03_new.csv", HEADER, *rows)
    else:
        workbook(path / "calls_2025-03_new.xlsx", rows, 3, 1, 2, 0)
    return path


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "rows", [[*DAYS[:5], ("A2", "2025-03-05", "sales", 555)], DAYS[::-1], [*DAYS, ("A2", "2025-03-06", "sales", 9)]]
)
def test_rows_that_stand_in_two_files_are_said_and_count(
    tmp_path: Path, suffix: str, rows: list[tuple[Any, ...]]
) -> None:
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), folder(tmp_path / "in", rows, suffix))
    assert found.code == 0, found.said
    (one,) = found.problems("rows-in-two-files")
    assert (one["file"], one["severity"]) == (f"calls_2025-03_new.{suffix}", "note")
    same = len(set(rows) & set(DAYS))
    assert f"{same} of the {len(rows)} rows of 2025-03 stand in calls_2025-03.csv as well" in one["message"]
    counts = Counter(row[0] for row in (*DAYS, *rows))
    assert found.values("calls") == {("2025-03", who): count for who, count in counts.items()}


def test_it_is_said_on_the_screen_without_being_asked_for(tmp_path: Path) -> None:
    files = folder(tmp_path / "in", DAYS[::-1])
    ran = ccmotivate("check", files, "--rules", scheme(tmp_path / "rules", LOG, TOTALS), "--lang", "en")
    assert ran.code == 0
    assert "6 of the 6 rows of 2025-03 stand in calls_2025-03.csv as well" in ran.err
    assert "if both count, nothing is to be done" in ran.err


@pytest.mark.parametrize("zero", ["", " 00:00", " 0:00:00"])
def test_a_file_that_a_spreadsheet_saved_again_has_its_dates_in_another_form(tmp_path: Path, zero: str) -> None:
    again = [(who, f"2025/3/{int(day[-2:])}{zero}", *rest) for who, day, *rest in DAYS]
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), folder(tmp_path / "in", again))
    assert found.code == 0, found.said
    assert found.problems("rows-in-two-files")


def test_a_workbook_of_a_text_file_has_its_dates_as_dates(tmp_path: Path) -> None:
    again = [(who, datetime.fromisoformat(day), *rest) for who, day, *rest in DAYS]
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), folder(tmp_path / "in", again, "xlsx"))
    assert found.code == 0, found.said
    assert found.problems("rows-in-two-files")


SAMPLES = """
quality:
  files: "qa_*"
  agent_id: Agent
  month: Month
  columns:
    passed: {name: Passed, kind: yes_no}
    mark:   {name: Mark, kind: number}
"""
QUALITY = """
passed: {name: Quality, kind: percent, detail: {from: quality, of: passed == 1, take: share}}
mark:   {name: Mark, kind: number, detail: {from: quality, of: mark, take: mean}}
"""


@pytest.mark.parametrize("times", [1, 2, 5])
def test_two_evaluators_may_find_the_same(tmp_path: Path, times: int) -> None:
    agents = [f"A{at}" for at in range(1, 9)]
    for evaluator, other in (("li", "A2"), ("wang", "A3")):
        rows = [(who, "2025-03", *(("no", 4) if who == other else ("yes", 5))) for who in agents]
        lines(tmp_path / "in" / f"qa_{evaluator}.csv", ("Agent", "Month", "Passed", "Mark"), *rows * times)
    found = scored(scheme(tmp_path / "rules", SAMPLES, QUALITY), tmp_path / "in")
    assert found.code == 0, found.said
    assert not found.problems("rows-in-two-files")


def test_rows_that_only_seem_alike_by_what_is_read_count(tmp_path: Path) -> None:
    other = [(who, day, "service", talk) for who, day, _queue, talk in DAYS]
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), folder(tmp_path / "in", other))
    assert found.code == 0, found.said
    assert "rows-in-two-files" not in found.codes
    assert found.values("talk") == {who: 2 * talk for who, talk in TALK.items()}


def test_a_few_rows_alike_are_chance(tmp_path: Path) -> None:
    rows = [*DAYS[:2], *((who, day, "sales", 7) for who, day, _queue, _talk in DAYS[2:])]
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), folder(tmp_path / "in", rows))
    assert found.code == 0, found.said
    assert "rows-in-two-files" not in found.codes
    assert set(found.values("calls").values()) == {Fraction(6)}


@pytest.mark.parametrize(("share", "is_said"), [("33%", True), ("34%", False)])
def test_the_rules_say_how_many_rows_alike_make_a_copy(tmp_path: Path, share: str, is_said: bool) -> None:
    rows = [*DAYS[:2], *((who, day, "sales", 7) for who, day, _queue, _talk in DAYS[2:])]
    columns = f"{COLUMNS}reading: {{same_rows: {share}}}\n"
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS, columns=columns), folder(tmp_path / "in", rows))
    assert found.code == 0, found.said
    assert bool(found.problems("rows-in-two-files")) is is_said


def test_a_whole_copy_is_named_where_only_whole_ones_are(tmp_path: Path) -> None:
    rows = [*DAYS, DAYS[0]]
    folder(tmp_path / "in", rows[::-1])
    lines(tmp_path / "in" / "calls_2025-03.csv", HEADER, *rows)
    columns = f"{COLUMNS}reading: {{same_rows: 100%}}\n"
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS, columns=columns), tmp_path / "in")
    assert [one["facts"]["count"] for one in found.problems("rows-in-two-files")] == ["7"]


def test_days_without_anything_are_alike_in_every_file(tmp_path: Path) -> None:
    idle = [(who, day, "sales", 0) for who, day, _queue, _talk in DAYS]
    files = tmp_path / "in"
    lines(files / "calls_a.csv", HEADER, *DAYS, *idle)
    lines(files / "calls_b.csv", HEADER, *idle, ("A1", "2025-03-30", "sales", 8))
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), files)
    assert found.code == 0, found.said
    assert "rows-in-two-files" not in found.codes


def test_months_that_follow_each_other_have_no_rows_in_common(tmp_path: Path) -> None:
    files = folder(tmp_path / "in", [(who, day.replace("-03-", "-04-"), *rest) for who, day, *rest in DAYS])
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), files)
    assert found.code == 0, found.said
    assert "rows-in-two-files" not in found.codes
    assert found.values("talk") == {
        (month, who): talk for month in ("2025-03", "2025-04") for (_, who), talk in TALK.items()
    }


def test_with_a_key_what_stands_again_counts_once_and_what_differs_is_named(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", KEYED, TOTALS)
    found = scored(rules, folder(tmp_path / "again", [*DAYS, ("A2", "2025-03-06", "sales", 9)]))
    assert found.code == 0, found.said
    assert found.values("talk") == {**TALK, ("2025-03", "A2"): 1212}
    found = scored(rules, folder(tmp_path / "corrected", [*DAYS[:5], ("A2", "2025-03-05", "sales", 555)]))
    assert found.codes >= {"detail-contradicts"}
    assert "rows-in-two-files" not in found.codes


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize(
    ("key", "april", "cell", "value"),
    [
        ("ticket", [("A1", "T-3", 62), ("A2", "T-2", 61)], "A3", "A2"),
        ("ticket", [("A1", "T-1", 60), ("A2", "T-3", 62)], "A2", "2025-04"),
        ("agent_id", [("A1", "T-1", 60), ("A2", "T-3", 61)], "A2", "2025-04"),
    ],
)
def test_a_key_without_the_month_that_only_names_of_files_tell(
    tmp_path: Path, key: str, april: list[tuple[Any, ...]], cell: str, value: str, is_large: bool
) -> None:
    columns = f"  key: [{key}]\n  columns:\n    ticket: {{name: Ticket, kind: text}}"
    source = LOG.replace("  month: Day\n", "").replace("  columns:", columns)
    lines(tmp_path / "in" / "calls_2025-03.csv", ("Agent", "Ticket", "Talk"), ("A1", "T-1", 60), ("A3", "T-2", 61))
    lines(tmp_path / "in" / "calls_2025-04.csv", ("Agent", "Ticket", "Talk"), *april)
    with streamed(*(f"calls_2025-0{month}.csv" for month in (3, 4) if is_large)) as told:
        found = scored(scheme(tmp_path / "rules", source, TOTALS), tmp_path / "in")
    assert key == "agent_id" or all(one.is_done for one in told)
    assert found.code == 1, found.said
    (one,) = found.problems("detail-contradicts")
    assert (one["file"], one["cell"], one["value"]) == ("calls_2025-04.csv", cell, value)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_copy_of_the_same_bytes_is_read_once(tmp_path: Path, jobs: str) -> None:
    files = folder(tmp_path / "in", [])
    shutil.copy(files / "calls_2025-03.csv", files / "calls_2025-03_new.csv")
    found = scored(scheme(tmp_path / "rules", LOG, TOTALS), files, "--jobs", jobs)
    assert found.code == 0, found.said
    assert found.values("talk") == TALK


def test_an_agents_month_that_comes_again_otherwise_is_an_error_by_the_key_that_map_writes(
    tmp_path: Path, mapped: Map
) -> None:
    header = ("Agent ID", "Calls answered", "Total talk time (s)")
    first = lines(tmp_path / "agents_2025-03.csv", header, ("A1", 100, 30_000), ("A2", 200, 50_000))
    made = mapped(first)
    assert made.code == 0, made.said
    again = lines(tmp_path / "agents_2025-03_new.csv", header, ("A1", 100, 30_000), ("A2", 201, 50_500))
    found = scored(made.folder / "rules", first, again)
    assert found.code == 1
    (one,) = found.problems("detail-contradicts")
    assert (one["file"], one["cell"], one["value"]) == ("agents_2025-03_new.csv", "B3", "201")
    assert "the row with the key A2, 2025-03 stands twice" in one["message"]
    assert found.problems("detail-repeated")
    april = lines(tmp_path / "agents_2025-04.csv", header, ("A1", 100, 30_000), ("A2", 201, 50_500))
    assert scored(made.folder / "rules", first, april).code == 0


@pytest.mark.parametrize("logs", [(1, 2), (1,), (2,)], ids=str)
@pytest.mark.parametrize(
    ("last", "fewest", "step", "is_said"),
    [
        (5, 40, 3, True),  # corrected: a row less of one of six
        (0, 40, 3, False),  # a row less of each
        (5, 200, 0, False),  # everybody has as many rows as others
        (5, 16, 3, False),  # as many as days
    ],
)
def test_of_large_logs_how_many_rows_each_agent_has_is_compared(
    tmp_path: Path, logs: tuple[int, ...], last: int, fewest: int, step: int, is_said: bool
) -> None:
    def rows(less: int) -> list[tuple[Any, ...]]:
        many = {f"A{at}": fewest + step * at - less * (at >= last) for at in range(6)}
        return [(who, f"2025-03-{1 + at % 28:02}", "sales", at + less) for who in many for at in range(many[who])]

    lines(tmp_path / "in" / "calls_1.csv", HEADER, *rows(0))
    lines(tmp_path / "in" / "calls_2.csv", HEADER, *rows(1))
    with streamed(*(f"calls_{at}.csv" for at in logs)) as told:
        found = scored(scheme(tmp_path / "rules", LOG, TOTALS), tmp_path / "in")
    assert [one.is_done for one in told] == [True] * len(logs)
    assert found.code == 0, found.said
    said = [(one["file"], one["value"], one["facts"]) for one in found.problems("rows-as-many-in-two-files")]
    facts = {"count": "5", "agents": "6", "month": "2025-03", "other": "calls_1.csv"}
    assert said == ([("calls_2.csv", "calls", facts)] if is_said else [])


def test_many_agents_have_as_many_rows_as_others(tmp_path: Path) -> None:
    for name, more in (("1", 0), ("2", 1)):
        rows = [(f"A{at}", "2025-03-03", "sales", more) for at in range(30) for _row in range(32 + at % 6)]
        lines(tmp_path / "in" / f"calls_{name}.csv", HEADER, *rows)
    with streamed("calls_1.csv", "calls_2.csv"):
        found = scored(scheme(tmp_path / "rules", LOG, TOTALS), tmp_path / "in")
    assert [one["facts"]["count"] for one in found.problems("rows-as-many-in-two-files")] == ["30"]


def test_a_large_log_of_the_same_bytes_is_read_once(tmp_path: Path) -> None:
    files = folder(tmp_path / "in", DAYS)
    with streamed("calls_2025-03.csv", "calls_2025-03_new.csv") as told:
        found = scored(scheme(tmp_path / "rules", LOG, TOTALS), files)
    assert [one.is_done for one in told] == [True, True]
    assert [one["file"] for one in found.problems("same-content")] == ["calls_2025-03_new.csv"]
    assert found.values("talk") == TALK


CHECKED = """
checked:
  files: "checked_*"
  agent_id: Agent
  columns:
    read: {name: Read, kind: yes_no}
    open: {name: Open, kind: count}
"""
ALL_CHECKED = ("checked_2025-01.csv", "checked_2025-02.csv")
READ = """
read: {name: Instructions read, kind: percent, detail: {from: checked, of: read == 1, take: share}}
open: {name: Open questions, kind: count, detail: {from: checked, of: open, take: sum}}
"""


@pytest.mark.parametrize("logs", [(), ("checked_2025-01.csv",), ("checked_2025-02.csv",), ALL_CHECKED])
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("rows", "both"),
    [
        ([("A1", "yes", 0), ("A2", "yes", 0), ("A3", "no", 0)], True),
        ([("A1", "yes", 0)], True),
        ([("A1", "yes", "-"), ("A2", "yes", 5)], True),
        ([("A1", "yes", 0), ("A2", "yes", 1)], False),
        ([("A1", "yes", 7)], False),
        ([("A1", "yes", 0), ("A2", "yes", 0), ("A2", "yes", 0)], False),
    ],
)
def test_a_list_without_figures_may_be_the_same_in_two_months(
    tmp_path: Path, rows: list[tuple[Any, ...]], both: bool, jobs: str, logs: tuple[str, ...]
) -> None:
    for name in ALL_CHECKED:
        lines(tmp_path / "in" / name, ("Agent", "Read", "Open"), *rows)
    with streamed(*logs):
        found = scored(scheme(tmp_path / "rules", CHECKED, READ), tmp_path / "in", "--jobs", jobs)
    assert found.code == (0 if both else 1), found.said
    told = found.problems("same-content-both" if both else "same-content-months")
    assert [(one["file"], one["value"]) for one in told] == [("checked_2025-02.csv", "2025-02")]
    if both:
        assert set(found.agents()) == {(month, row[0]) for month in ("2025-01", "2025-02") for row in rows}


@pytest.mark.parametrize(
    ("header", "cells", "both"),
    [
        (("Name", "Team"), [("Ada", "North"), ("Ben", "South")], True),
        (("Sent by",), [("HR",), ("",)], True),
        (("Ticket",), [("T-1001",), ("T-1002",)], False),
        (("Received",), [("2025-01-03",), ("2025-01-03",)], False),
        (("Remark",), [("late",), ("rude",)], False),
    ],
)
def test_columns_that_nobody_reads_may_tell_the_month(
    tmp_path: Path, header: tuple[str, ...], cells: list[tuple[str, ...]], both: bool
) -> None:
    rows = [(who, "yes", 0, *more) for who, more in zip(("A1", "A2"), cells, strict=True)]
    for month in ("2025-01", "2025-02"):
        lines(tmp_path / "in" / f"checked_{month}.csv", ("Agent", "Read", "Open", *header), *rows)
    found = scored(scheme(tmp_path / "rules", CHECKED, READ), tmp_path / "in")
    assert found.code == (0 if both else 1), found.said
    assert bool(found.problems("same-content-both")) is both
    assert bool(found.problems("same-content-months")) is not both


def test_rows_that_are_counted_are_of_one_month(tmp_path: Path) -> None:
    for month in ("2025-01", "2025-02"):
        lines(tmp_path / "in" / f"checked_{month}.csv", ("Agent", "Read", "Open"), ("A1", "yes", 0), ("A2", "yes", 0))
    many = 'many: {name: Complaints, kind: count, good: low, detail: {from: checked, of: "1", take: count}}\n'
    found = scored(scheme(tmp_path / "rules", CHECKED, many), tmp_path / "in")
    assert found.code == 1
    assert [one["file"] for one in found.problems("same-content-months")] == ["checked_2025-02.csv"]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("A1", 5), ("A2", 6)], "same-content-both"),
        ([("A1", 5, "2025-02"), ("A2", 6, "2025-02")], ""),
    ],
)
def test_the_same_sheet_of_agents_in_two_months_is_said(
    tmp_path: Path, rows: list[tuple[Any, ...]], code: str, jobs: str
) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        lines(tmp_path / "in" / f"{month}.csv", ("Agent ID", "Calls handled", "Month")[: len(rows[0])], *rows)
    lines(tmp_path / "in" / "2025-03.csv", ("Agent ID", "Calls handled"), ("A1", 7), ("A2", 8))
    alone = "calls: {name: Calls handled, kind: count}\n"
    found = scored(scheme(tmp_path / "rules", LOG, alone), tmp_path / "in", "--jobs", jobs)
    assert found.code == 0, found.said
    told = {one["code"]: (one["file"], one["value"]) for one in found.document["problems"] if "same-" in one["code"]}
    assert told == ({code: ("2025-02.csv", "2025-02")} if code else {})


PEOPLE = ("0012", "0013", "0014")
CALLS = [(f"C{at:04}", who, f"2025-03-{at + 1:02} 09:{at:02}", 60 + at) for at, who in enumerate(PEOPLE * 5)]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (("通话流水号", "工号", "开始时间", "通话时长(秒)"), CALLS),
        (("工号", "日期", "接听量"), [(who, when[:10], talk) for _id, who, when, talk in CALLS]),
        (("工号", "月份", "接听量"), [(who, f"2025-0{at}", 90 + at) for who in PEOPLE for at in (1, 2, 3)]),
    ],
)  # fmt: skip
def test_map_writes_the_key_of_a_file_that_lies_beside_its_correction(
    tmp_path: Path, mapped: Map, header: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    files = [lines(tmp_path / "明细.csv", header, *rows), lines(tmp_path / "明细(1).csv", header, *rows[:-1])]
    made = mapped(*files)
    assert made.code == 0, made.said
    measure = "talk" if len(header) == 4 else "answered"
    told = made.values(measure)
    shutil.rmtree(tmp_path / "out")
    assert told == mapped(files[0]).values(measure)
    lines(files[1], header, *rows[:-1], (*rows[-1][:-1], 99))
    shutil.rmtree(tmp_path / "out")
    assert "99" in mapped(*files).said


def test_map_takes_parts_of_days_for_no_copies(tmp_path: Path, mapped: Map) -> None:
    days = [(who, f"2025-03-{day:02}") for day in range(3, 9) for who in PEOPLE]
    first = lines(tmp_path / "一线.csv", ("工号", "日期", "接听量"), *((*day, 20 + at) for at, day in enumerate(days)))
    then = lines(tmp_path / "二线.csv", ("工号", "日期", "接听量"), *((*day, 50 - at) for at, day in enumerate(days)))
    made = mapped(first, then)
    assert made.code == 0, made.said
    assert sum(made.values("answered").values()) == len(days) * 70


def test_map_takes_rare_counts_of_two_channels_for_no_copies(tmp_path: Path, mapped: Map) -> None:
    header = ("工号", "日期", "投诉量")
    days = [(who, f"2025-03-{day:02}") for day in range(3, 29) for who in PEOPLE]
    rows = [(*day, int(at in (3, 17, 40))) for at, day in enumerate(days)]
    phone = lines(tmp_path / "投诉日报_热线.csv", header, *rows)
    made = mapped(phone, lines(tmp_path / "投诉日报_在线.csv", header, *rows[:-1]))
    assert made.code == 0, made.said
    assert sum(made.values("complaints").values()) == 6


@pytest.mark.parametrize("share", [4, 9])
def test_map_takes_rare_counts_of_files_called_like_copies_for_none_where_they_differ(
    tmp_path: Path, mapped: Map, share: int
) -> None:
    header = ("工号", "日期", "迟到次数")
    days = [(who, f"2025-03-{day:02}") for day in range(3, 29) for who in PEOPLE]
    for name, rest in (("考勤.csv", 0), ("考勤(1).csv", 1)):
        lines(tmp_path / name, header, *((*day, int(at % share == rest)) for at, day in enumerate(days)))
    made = mapped(tmp_path / "考勤.csv", tmp_path / "考勤(1).csv")
    assert made.code == 0, made.said
    assert sum(made.values("late").values()) == sum(at % share < 2 for at in range(len(days)))


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (("工号", "月份", "投诉量"), [(who, f"2025-0{at}", at) for who in PEOPLE for at in (1, 2, 3)]),
        (("质检单号", "工号", "质检日期", "扣分"), [(f"Q{i}", who, when[:10], 2) for i, who, when, _ in CALLS]),
    ],
)  # fmt: skip
def test_map_takes_sheets_of_one_book_for_no_copies(
    tmp_path: Path, mapped: Map, header: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    book = openpyxl.Workbook()
    for name in ("服务态度", "业务流程"):
        sheet = book.create_sheet(name)
        for row in (header, *rows):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "质检.xlsx")
    made = mapped(tmp_path / "质检.xlsx", answers={"quality.column_d.take": "sum"} if len(header) == 4 else {})
    assert made.code == 0, made.said
    name = "complaints" if len(header) == 3 else "column_d"
    assert sum(made.values(name).values()) == 2 * sum(row[-1] for row in rows)


@pytest.mark.parametrize("points", [range(15), [0, 2] * 8])
def test_map_takes_gradings_of_one_id_in_two_files_for_no_copies(
    tmp_path: Path, mapped: Map, points: Sequence[int]
) -> None:
    header = ("质检单号", "工号", "质检日期", "扣分")
    for name, more in (("质检.csv", 0), ("质检(1).csv", 1)):
        rows = [(i, who, when[:10], point + more) for (i, who, when, _), point in zip(CALLS, points, strict=False)]
        lines(tmp_path / name, header, *rows)
    made = mapped(tmp_path / "质检.csv", tmp_path / "质检(1).csv", answers={"quality.column_d.take": "sum"})
    assert made.code == 0, made.said
    assert sum(made.values("column_d").values()) == 2 * sum(points[:15]) + 15
