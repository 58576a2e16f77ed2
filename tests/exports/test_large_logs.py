"""Logs folded as a stream say what the same logs say that are read row by row."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.formats import csv_text, large_text
from ccmotivate.pipeline import large_logs, log_plan
from ccmotivate.warehouse import log_server
from tests.exports.random_logs import FOLDS, LOGS, Log, assert_alike, both, read_as_stream
from tests.exports.shapes import COLUMNS, lines, scheme, scored
from tests.samples import sample, sampled


@sampled
@settings(max_examples=sample(5, 24), deadline=None)
@given(LOGS)
def test_a_stream_says_what_rows_say(log: Log) -> None:
    assert_alike(log)


# -- what a stream leaves to rows, and what neither takes -------------------------------------------------------------

ROW = ["C000000001", "A1", "Ada", "2025-03-07 10:11:12", "95", "Y", "5", "2", "Sales"]


@pytest.mark.parametrize(
    "log",
    [
        Log([ROW], encoding="utf-16"),
        Log([ROW, ["C000000002", "Agent", *ROW[2:]]], more="only: {Queue: [Fax]}"),
        Log([ROW] * 2100 + [["C000000002", "*", *ROW[2:]], ROW]),
        Log([ROW, [], ROW[:4], [], ROW]),
        Log([ROW, [*ROW[:8], "two\n\nlines"], ROW], end="\r\n"),
        Log([ROW] * 3, more="key: tries"),
        Log([], end="\r\n"),
        Log([ROW, ROW[:7], ROW], end="\r\n"),
        Log([[*ROW, ""], ROW, [*ROW, ""]]),
        Log([ROW] * 2100 + [[*ROW, "more"]] + [ROW] * 100),
    ],
    ids=[
        "utf-16",
        "header again",
        "mark of a sum",
        "blank lines",
        "blank line in quotes",
        "key",
        "no rows",
        "short",
        "separators at the end",
        "more cells",
    ],
)
def test_small_logs_that_once_were_read_in_two_ways(log: Log) -> None:
    assert_alike(log)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("A1,2025-03-07,9", "csv-cut-off"),
        ('A1,2025-03-07,95,"two\nlines"\nA1,2025-03-07,9', "csv-cut-off"),
        ('A1,2025-03-07,9,"Ca', "csv-malformed"),
        ('A1,2025-03-07,"9', "csv-malformed"),
        ('A1,2025-03-07,9,"Ca""', "csv-malformed"),
        ('A1,2025-03-07,9,"Ca\n', "csv-malformed"),
        ('A1,2025-03-07,9,"Ca\nre', "csv-malformed"),
    ],
)
@pytest.mark.parametrize("queue", ["Care", '"Care, Fax"', '5" phone'])
@pytest.mark.parametrize("rows", [100, 101])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_log_that_breaks_off_says_so_either_way(
    tmp_path: Path, end: str, code: str, queue: str, rows: int, encoding: str
) -> None:
    talk = "talk: {name: Talk, kind: duration, unit: seconds}"
    sources = f"calls: {{files: calls.csv, agent_id: Agent, month: Day, columns: {{{talk}}}}}\n"
    rules = scheme(tmp_path / "rules", sources)
    path = tmp_path / "calls.csv"
    path.write_text("Agent,Day,Talk,Queue\n" + f"A1,2025-03-07,95,{queue}\n" * rows + end, encoding=encoding)
    by_rows = scored(rules, path)
    with read_as_stream() as told:
        as_stream = scored(rules, path)
    assert [one.is_done for one in told] == [True]
    assert as_stream.problems(code) == by_rows.problems(code) != []
    assert as_stream.code == by_rows.code != 0


def test_a_log_that_ends_with_closed_quotes_is_whole(tmp_path: Path) -> None:
    for rows in ([[*ROW[:8], "a, b"]] * 3, [[*ROW[:8], 'a "b"']] * 3):
        log = Log(rows)
        with patch.object(Log, "data", log.data.rstrip(b"\n")):
            assert_alike(log)


@pytest.mark.parametrize("slice_", [large_text._SLICE, 64])  # the sample is all of it, or few lines
@pytest.mark.parametrize("kind", ["number", "money"])
@pytest.mark.parametrize("bare", ["0.9", "900"])
def test_a_number_in_ten_thousands_makes_small_bare_ones_doubtful_wherever_it_stands(
    bare: str, kind: str, slice_: int
) -> None:
    rows = [[*ROW[:6], rating, *ROW[7:]] for rating in [*[bare] * 700, "1.2万", *[bare] * 700]]
    with patch.object(large_text, "_SLICE", slice_):
        stream, by_rows, _told = both(Log(rows, rating=f"kind: {kind}"))
    assert stream.problems("unit-doubtful") == by_rows.problems("unit-doubtful")
    assert bool(by_rows.problems("unit-doubtful")) is (bare == "0.9")


@pytest.mark.parametrize("slice_", [large_text._SLICE, 64])
@pytest.mark.parametrize("kind", ["number", "money", "count"])
def test_an_amount_in_ten_thousands_beside_bare_numbers_is_told_as_in_a_small_file(kind: str, slice_: int) -> None:
    rows = [[*ROW[:6], rating, *ROW[7:]] for rating in [*["9000"] * 700, "￥1.25万", *["9000"] * 700]]
    with patch.object(large_text, "_SLICE", slice_):
        stream, by_rows, _told = both(Log(rows, rating=f"kind: {kind}"))
    assert stream.code == by_rows.code
    told = [one for one in stream.document["problems"] if one["code"] != "log-by-rows"]
    assert told == by_rows.document["problems"]


@pytest.mark.parametrize("slice_", [large_text._SLICE, 64])
@pytest.mark.parametrize(
    ("kind", "bare", "least", "total"),
    [
        ("number", "9000", 100, 6_312_000),
        ("count", "9", 100, 18_300),
        ("money", "9000.5", 100, 6_312_350),
        ("number", "0.9", 0, 12_630),
    ],
)
def test_a_number_in_ten_thousands_beside_none_that_is_doubtful_leaves_a_log_large(
    tmp_path: Path, kind: str, bare: str, least: int, total: int, slice_: int
) -> None:
    source = f"calls: {{files: 'c*', agent_id: Agent, month: Day, columns: {{sold: {{name: Sold, kind: {kind}}}}}}}\n"
    metrics = f"sold: {{name: Sold, kind: {kind}, detail: {{from: calls, of: sold, take: sum}}}}\n"
    columns = f"{COLUMNS}reading: {{least_beside_units: {least}}}\n"
    rules = scheme(tmp_path / "rules", source, metrics, columns=columns)
    sold = [*[bare] * 350, "1.2万", *[bare] * 350]
    file = lines(tmp_path / "c.csv", ("Agent", "Day", "Sold"), *(("A1", "2025-03-01", one) for one in sold))
    with read_as_stream() as told, patch.object(large_text, "_SLICE", slice_):
        found = scored(rules, file)
    assert found.values("sold") == {("2025-03", "A1"): total}
    assert [one.is_done for one in told] == [True]


@pytest.mark.parametrize("slice_", [large_text._SLICE, 64])
@pytest.mark.parametrize(("others", "is_doubtful"), [("√", True), ("Y", True), ("", False), ("no", False)])
def test_x_beside_another_word_for_yes_is_no_answer(others: str, is_doubtful: bool, slice_: int) -> None:
    rows = [[*ROW[:5], solved, *ROW[6:]] for solved in [*[others] * 700, "x", "X", *[others] * 700]]
    with patch.object(large_text, "_SLICE", slice_):
        stream, by_rows, _told = both(Log(rows))
    assert stream.problems("unknown-word") == by_rows.problems("unknown-word")
    assert bool(by_rows.problems("unknown-word")) is is_doubtful
    assert stream.code == by_rows.code == is_doubtful


GERMAN = [
    [*ROW[:4], talk, "Y", rating, "2", "Sales"]
    for talk, rating in zip(["95", "9,5", "0,125"], ["5", "-4,25", ""], strict=True)
]


@pytest.mark.parametrize(
    "rows",
    [
        GERMAN,
        [*GERMAN, [*ROW[:4], "1.250", *ROW[5:]], [*ROW[:4], "1.250,5", *ROW[5:]]],
        [*GERMAN, [*ROW[:4], "1.5", *ROW[5:]]],
    ],
)
@pytest.mark.parametrize("separator", [",", ";"])  # with quotation marks and without
def test_numbers_with_a_decimal_comma_are_numbers_where_the_source_says_so(
    rows: list[list[str]], separator: str
) -> None:
    told = assert_alike(Log(rows, more="decimal: ','", separator=separator))
    assert not [one for one in told.problems if one.code == "log-by-rows"] or "1.5" in {row[4] for row in rows}


@pytest.mark.parametrize("dates", ["", ", dates: day-month-year", ", dates: month-day-year"])
@pytest.mark.parametrize(
    "days",
    [
        ["01/Mar/25 9:05 AM", "31/Mar/25 11:59 PM", "01/Apr/25 12:00 AM"],
        ["01-Mar-25 09:05:10", "31-Mar-25 23:59:59", "01-Apr-25 00:00:00"],
        ["1 Mar 25", "31 Mar 25", "1 Apr 25"],
        ["03/01/25", "03/12/25 10:11:12", "04/01/25"],
        ["03/01/25 10:11:12", "03/31/25 10:11:12", "13/03/2025 10:11:12"],
    ],
)
@pytest.mark.parametrize("more", ["", ", written_in: UTC"])
def test_dates_with_short_years_are_the_same_either_way(days: list[str], dates: str, more: str) -> None:
    told = assert_alike(Log([[*ROW[:3], day, *ROW[4:]] for day in days], dates=dates + more, zone=True))
    assert told.is_done


@pytest.mark.parametrize("more", ["", "decimal: ','"])
def test_durations_of_hours_and_of_iso_8601_are_the_same_either_way(more: str) -> None:
    talks = ["00:15 hrs", "01:30:05 hrs", "PT30S", "PT1H5M", "PT0.5S", "PT1,5S", "P1DT2H", "95", "P1M", "0:60 hrs"]
    assert_alike(Log([[*ROW[:4], talk, *ROW[5:]] for talk in talks], more=more))


@pytest.mark.parametrize(
    ("amounts", "is_done"),  # signs that the samples, taken from both ends, do not show are read with the odd rows
    [
        (["$5", "$1,234.50", "-$6"], False),
        (["$5", "7", "€6"], False),
        (["5"] * 90 + ["$5"] + ["7"] * 90, True),
        (["5.5"] * 90 + ["$5", "7", "€6", "1.234,5 €", "€1.5"] + ["7.125"] * 90, True),
        (["5", "6.5"], True),
    ],
)
@pytest.mark.parametrize("kind", ["kind: money", "kind: money, no_data: [5]", "kind: number"])
def test_amounts_of_money_are_the_same_either_way(amounts: list[str], kind: str, *, is_done: bool) -> None:
    log = Log([[*ROW[:6], amount, *ROW[7:]] for amount in amounts], rating=kind)
    with patch.object(large_text, "_SLICES", 2), patch.object(large_text, "_SLICE", 500):
        told = assert_alike(log)
    assert told.is_done == is_done or "money" not in kind


@pytest.mark.parametrize("decimal", ["", "decimal: ','"])
def test_columns_of_many_texts_are_kept_as_they_are(decimal: str) -> None:
    rows = [[*ROW[:8], text] for text in ("Q-1", "n/a", "N/A", "-", "1.5", "a.b", "q-1", "x y", "Ä")]
    with patch.object(log_plan, "MAX_KNOWN", 20):
        told = assert_alike(Log(rows[:8:2] if decimal else rows, more=decimal))
    assert told.is_done or decimal


def test_what_only_rows_can_tell_is_said_with_its_column_and_read_row_by_row() -> None:
    told = assert_alike(Log([ROW, [*ROW[:4], "9,5", *ROW[5:]]]))
    (said,) = [one for one in told.problems if one.code == "log-by-rows"]
    assert (said.source.cell, said.is_error, told.is_done) == ("E1", False, False)
    assert said.fields["reason"] == "numbers of this column are written with another decimal mark"


IN_ORDER = [
    ("%Y-%m-%d %H:%M:%S", ""),
    ("%Y-%m-%dT%H:%M", ""),
    ("%Y/%m/%d", ""),
    ("%d.%m.%Y %H:%M", ", dates: day-month-year"),
    ("%d.%m.%Y", ""),
    ("%m/%d/%Y %H:%M:%S", ""),
    ("%Y-%m-%d %H:%M:%S", ", written_in: UTC"),
]


@pytest.mark.parametrize(("form", "dates"), IN_ORDER)
def test_days_and_hours_between_the_sampled_ones_are_plain(form: str, dates: str) -> None:
    """Logs are in order as a rule: most days, and hours, stand nowhere else than between two samples."""
    moments = [datetime(2025, 2, 10) + timedelta(hours=7 * at, seconds=at) for at in range(160)]
    log = Log(
        [[f"C{at}", *ROW[1:3], f"{one:{form}}", *ROW[4:]] for at, one in enumerate(moments)], dates=dates, zone=True
    )
    with (
        patch.object(large_text, "_SLICES", 6),
        patch.object(large_text, "_SLICE", 250),
        patch.object(large_logs, "MAX_ODD", 9),
    ):
        assert assert_alike(log).is_done


STAMPS: dict[str, Callable[[datetime], str]] = {
    "Z": lambda one: f"{one:%Y-%m-%dT%H:%M:%SZ}",
    "UTC": lambda one: f"{one:%Y-%m-%d %H:%M:%S UTC}",
    "offset of nothing": lambda one: f"{one:%Y-%m-%dT%H:%M:%S+00:00}",
    "offset": lambda one: f"{one:%Y-%m-%dT%H:%M:%S+0800}",
    "offset of half an hour": lambda one: f"{one:%Y-%m-%dT%H:%M:%S+05:30}",
    "offsets": lambda one: f"{one:%Y-%m-%dT%H:%M}{'+02:00' if one > datetime(2025, 3, 30, 2) else '+01:00'}",
    "milliseconds": lambda one: f"{one:%Y-%m-%d %H:%M:%S}.{one.second * 16:03d}",
    "some milliseconds": lambda one: f"{one:%Y-%m-%dT%H:%M:%S}{'.123' * (one.second % 2)}Z",
    "half": lambda one: f"{one.month}/{one.day}/{one.year} {one.hour % 12 or 12}:{one:%M %p}",
    "half and seconds": lambda one: f"{one:%d.%m.%Y %I:%M:%S%p}",
    "hours": lambda one: f"{one:%d/%m/%Y} {one.hour}:{one:%M}",
    "days": lambda one: f"{one.day}.{one.month}.{one.year} {one:%H:%M}",
    "years first": lambda one: f"{one.year}/{one.month}/{one.day} {one.hour}:{one:%M:%S}",
    "all days": lambda one: f"{one.day}-{one.month}-{one.year}",
}


@pytest.mark.parametrize("queue", ["Sales", "a,b"])  # without quotation marks and with
@pytest.mark.parametrize(("more", "zone"), [("", False), ("", True), (", written_in: UTC", True)])
@pytest.mark.parametrize("stamp", STAMPS.values(), ids=STAMPS)
def test_stamps_of_any_usual_form_are_plain(
    stamp: Callable[[datetime], str], more: str, queue: str, *, zone: bool
) -> None:
    """Three months in order, their edges to the minute, and stamps of other forms among them."""
    start, edges = datetime(2025, 2, 20, 0, 5), [datetime(2025, 3, 1), datetime(2025, 4, 1)]
    moments = [start + timedelta(hours=9 * at, minutes=at, seconds=at) for at in range(130)]
    moments += [edge + timedelta(minutes=20 * at) for edge in edges for at in range(-45, 8)]
    texts = [stamp(one) for one in sorted(moments)]
    texts[60:60] = ["2025-03-31T23:30:00-05:00", "2025年3月7日 9:05", "2025-03-31T23:00", "2025-03-31T25:00:00Z"]
    log = Log([[f"C{at}", *ROW[1:3], one, *ROW[4:8], queue] for at, one in enumerate(texts)], dates=more, zone=zone)
    with (
        patch.object(large_text, "_SLICES", 12),
        patch.object(large_text, "_SLICE", 400),
        patch.object(large_logs, "MAX_ODD", 12),
    ):
        assert assert_alike(log).is_done


@pytest.mark.parametrize("stamp", STAMPS.values(), ids=STAMPS)
def test_a_log_of_more_lines_than_a_sheet_is_taken(tmp_path: Path, stamp: Callable[[datetime], str]) -> None:
    moments = [datetime(2025, 3, 10) + timedelta(hours=at, seconds=at) for at in range(400)]
    log = Log([[f"C{at}", *ROW[1:3], stamp(one), *ROW[4:]] for at, one in enumerate(moments)], zone=True)
    with (
        patch.object(csv_text, "MAX_ROWS", 99),
        patch.object(large_logs, "MAX_ODD", 9),
        patch.object(large_text, "_SLICES", 4),
        patch.object(large_text, "_SLICE", 400),
    ):
        assert log.read(tmp_path).problems("csv-too-long")
        with read_as_stream():
            assert log.read(tmp_path).code == 0


@pytest.mark.parametrize("queue", ["Sales", "a,b"])  # without quotation marks and with
def test_a_day_and_an_hour_alone_are_no_stamp_either_way(queue: str) -> None:
    stamps = [*(f"2025-03-31 {hour:02d}:10:11" for hour in range(24)), "2025-03-31 08"]
    log = Log([[*ROW[:3], one, *ROW[4:8], queue] for one in stamps], dates=", written_in: UTC", zone=True)
    told = assert_alike(log)
    assert told.is_done
    assert told.read is not None
    assert "month-unreadable" in {one.code for one in told.read.problems}


@pytest.mark.parametrize("odd", ["nonsense", "95"])
def test_rows_that_are_too_many_to_be_held_say_the_same(odd: str) -> None:
    rows = [[f"C{at}", "ABC"[at % 3] + "1", "Ada", *ROW[3:]] for at in range(40)]
    rows[30][4] = odd
    with patch.object(log_server, "HELD", 100):
        assert assert_alike(Log(rows)).is_done


def test_errors_far_down_are_listed_without_a_copy_of_the_file(tmp_path: Path) -> None:
    with read_as_stream():
        found = Log([ROW, [*ROW[:4], "nonsense", *ROW[5:]]]).read(tmp_path, "--out", tmp_path / "out")
    (wrong,) = [one for one in found.document["problems"] if one["severity"] == "error"]
    assert (wrong["code"], wrong["cell"]) == ("not-a-number", "E3")
    book = openpyxl.load_workbook(tmp_path / "out" / "calls_1.problems.xlsx")
    assert (len(book.worksheets), book.worksheets[0]["D5"].value) == (1, "E3")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * 5_000_000, "csv-malformed"),
        (Log([ROW]).data + b"x" * 1_000_000, "csv-malformed"),
        (b'"' + Log([ROW] * 9).data, "csv-malformed"),
        (Log([ROW]).data + b"\0" * 1_000_000, "not-a-workbook"),
        (b"," * 100_000 + b"\n" + Log([ROW]).data, "grid-too-large"),
        (Log([ROW]).data + b"\xff\xfe\xff", "csv-encoding"),
        (gzip.compress(b"x" * 1_000_000), "packed-file"),
    ],
    ids=["no line ends", "an endless line", "open quotes", "nul", "columns", "bytes", "packed"],
)
def test_a_stream_that_is_no_table_is_one_problem(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "calls_1.csv").write_bytes(data)
    rules = scheme(tmp_path / "rules", Log([]).calls, FOLDS)
    with read_as_stream():
        found = scored(rules, tmp_path / "calls_1.csv")
    assert (found.code, [one["code"] for one in found.document["problems"] if one["severity"] != "note"]) == (2, [code])


@given(
    st.lists(st.lists(st.sampled_from(["", " ", "a", "客", "\xa0", "1,5", "x y"]), min_size=3, max_size=3), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(st.integers(0, 7), max_size=2),
)
def test_the_texts_of_some_lines_are_those_that_csv_finds(rows: list[list[str]], end: str, uneven: list[int]) -> None:
    for at in uneven:
        rows = [[*row, "more"] if at == line else row for line, row in enumerate(rows)]
    lines = "".join(";".join(row) + end for row in rows)
    found = log_plan.texts_of(lines, ";", 3)
    width = max([3, *map(len, rows)])
    assert [set(texts) - {""} for texts in found] == [
        {row[place] for row in rows if place < len(row)} - {""} for place in range(width)
    ]


@pytest.mark.parametrize("year", [1899, 2100, 2568, 9999])
def test_the_months_of_any_year_have_figures_of_their_own(year: int) -> None:
    agents = [("A1", "Ada", "100"), ("A2", "Ben", "200"), ("A3", "Cem", "300")]
    rows = [
        [f"C{day}{agent}", agent, name, f"{when}-03-{day:02d} 10:00:00", talk, *ROW[5:]]
        for when in (year, 2025)
        for day in range(1, 9)
        for agent, name, talk in agents
    ]
    assert_alike(Log(rows))


@pytest.mark.parametrize("form", ["2025-{month:02}-{day:02}", "2025-{month:02}-{day:02} 10:00:00"])
@pytest.mark.parametrize("wanted", ["2025*", "2025-03-01*", "!2025-03-01*"])
def test_rows_of_some_months_are_left_out_by_their_whole_texts(form: str, wanted: str) -> None:
    rows = [
        [f"C{month}{day}", "A1", "Ada", form.format(month=month, day=day), "120", *ROW[5:]]
        for month in (3, 4, 5)
        for day in range(1, 29)
    ]
    with patch.object(large_text, "_SLICES", 2), patch.object(large_text, "_SLICE", 150):
        assert_alike(Log(rows, more=f"only: {{Start: ['{wanted}']}}"))


def test_stamps_with_a_blank_in_the_date_are_folded_beside_another_form() -> None:
    rows = [[f"C{day}", *ROW[1:3], f"{day:02} Mar 2025 10:00:00", *ROW[4:]] for day in range(1, 29)]
    log = Log([["C0", *ROW[1:3], "2025-03-01T00:00:00Z", *ROW[4:]], *rows])
    assert assert_alike(log).is_done
