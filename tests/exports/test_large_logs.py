"""Logs folded as a stream say what the same logs say that are read row by row."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.formats import large_text
from ccmotivate.pipeline import large_logs, log_columns
from tests.exports.shapes import Scored, scheme, scored

FOLDS = """
talk:    {name: Mean talk, kind: duration, good: low, detail: {from: calls, of: talk, take: mean, blanks: left_out}}
longest: {name: Longest, kind: duration, detail: {from: calls, of: talk, take: max, where: 'queue != "Fax"', least: 2}}
solved:  {name: Solved, kind: percent, detail: {from: calls, of: solved == 1, take: share, blanks: left_out}}
rating:  {name: Rating, kind: number, detail: {from: calls, of: rating, take: median, blanks: left_out}}
worth:   {name: Worth, kind: number, detail: {from: calls, of: rating, weigh: tries, take: mean, blanks: left_out}}
queues:  {name: Queues, kind: count, detail: {from: calls, of: queue, take: distinct, blanks: left_out}}
busiest: {name: Busiest, kind: number, detail: {from: calls, of: tries, take: max, per: queue}}
many:    {name: Calls, kind: count, detail: {from: calls, of: "1", take: count}}
"""
CALLS = """
calls:
  files: calls*.csv
  agent_id: Agent
  name: Name
  month: {of: Start%s}
  %s
  columns:
    talk: {name: Talk, kind: duration, unit: seconds, plausible: {from: 0}}
    solved: {name: Solved, kind: yes_no}
    rating: {name: Rating, kind: number}
    tries: {name: Tries, kind: count, plausible: {from: 0, to: 9}}
    queue: {name: Queue, kind: text}
"""
ZONE = "name: Made up\ncurrency: EUR\nzone: Europe/Berlin\n"
HEADER = ("Call", "Agent", "Name", "Start", "Talk", "Solved", "Rating", "Tries", "Queue")


@contextmanager
def read_as_stream() -> Iterator[list[large_logs.Told]]:
    """Every text file is a log; gives what each said."""
    told: list[large_logs.Told] = []
    read = large_logs.read_log

    def heard(*given: Any) -> large_logs.Told:
        told.append(read(*given))
        return told[-1]

    with patch.object(large_text, "LARGE_TEXT", 1), patch.object(large_logs, "read_log", heard):
        yield told


@dataclass(frozen=True)
class Log:
    """A csv to be read both ways."""

    rows: Sequence[Sequence[str]]
    dates: str = ""
    more: str = ""
    zone: bool = False
    separator: str = ","
    encoding: str = "utf-8"
    end: str = "\n"

    @property
    def data(self) -> bytes:
        out = io.StringIO()
        for row in (HEADER, *self.rows):
            cells = [f'"{c.replace(chr(34), chr(34) * 2)}"' if set(c) & {self.separator, '"', "\n"} else c for c in row]
            out.write(self.separator.join(cells) + self.end)
        return out.getvalue().encode(self.encoding)

    def read(self, folder: Path) -> Scored:
        file = folder / "calls_1.csv"
        if not file.exists():
            file.write_bytes(self.data)
            rules = {"scheme": ZONE} if self.zone else {}
            scheme(folder / "rules", CALLS % (self.dates, self.more), FOLDS, **rules)
        return scored(folder / "rules", file, "--out", folder / "out", "--force")


def both(log: Log) -> tuple[Scored, Scored, large_logs.Told]:
    """As a stream, row by row, and what the stream said."""
    with TemporaryDirectory() as name:
        with read_as_stream() as told:
            stream = log.read(Path(name))
        return stream, log.read(Path(name)), told[0]


def assert_alike(log: Log) -> large_logs.Told:
    stream, rows, told = both(log)
    found = {**stream.document, "problems": [p for p in stream.document["problems"] if p["code"] != "log-by-rows"]}
    assert found["problems"] == rows.document["problems"]
    assert found == rows.document
    assert stream.code == rows.code
    return told


# -- whatever stands in it --------------------------------------------------------------------------------------------

TALK = st.sampled_from(["180", "0:03:12", "12", "7.5", "3 min", "", "-", "95", "1:00"])
RARE = st.sampled_from(["x", "-5", "1,5", " 12 ", "１２", "1e3", "Total", "99999999999", "12 5", "#DIV/0!"])
STARTS = st.integers(1, 31).flatmap(
    lambda day: st.sampled_from(
        [f"2025-03-{day:02d} 10:11:12", f"2025-03-{day:02d} 23:30:00", f"2025-04-{min(day, 30):02d} 00:10:00"]
    )
)
LINES = st.tuples(
    st.integers(0, 10**9).map("C{:09d}".format) | st.sampled_from(["", "Total", "a-b"]),
    st.sampled_from(["A1", "A1", "B2", "B2", "C3", "", " A1", "a1", "Agent", "Grand Total"]),
    st.sampled_from(["Ada", "Ben", "Cem", ""]),
    STARTS | st.sampled_from(["2025-03-07", "07.03.2025", "", "soon", "2025-03-31T22:30:00", "2025-02-30 10:00:00"]),
    TALK | RARE,
    st.sampled_from(["Y", "N", "yes", "no", "1", "0", "", "-", "maybe"]),
    st.sampled_from(["1", "5", "4.5", "", "-3", "0.125", "007", "2.50"]) | RARE,
    st.sampled_from(["1", "2", "", "3", "9", "10", "2.0"]),
    st.sampled_from(["Fax", "fax", "Sales", "客服", "", "N/A", "-", ' the "best" ', "a,b", "two\nlines"]),
).map(list)
PLAIN = st.tuples(
    st.integers(0, 10**9).map("C{:09d}".format),
    st.sampled_from(["A1", "B2", "C3"]),
    st.just("Ada"),
    STARTS,
    st.integers(1, 900).map(str),
    st.sampled_from(["Y", "N"]),
    st.sampled_from(["1", "5", "4.5", ""]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["Fax", "Sales", "客服"]),
).map(list)
LOGS = st.builds(
    Log,
    st.lists(PLAIN | PLAIN | PLAIN | LINES, min_size=1, max_size=25),
    dates=st.sampled_from(["", ", dates: day-month-year"]),
    more=st.sampled_from(["", "only: {Queue: [Sales, 'F*']}", "totals: [a-b]"]),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    end=st.sampled_from(["\n", "\r\n"]),
)


@settings(max_examples=12, deadline=None)
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
        Log([ROW, [], ROW[:4], [], ROW]),
        Log([ROW, [*ROW[:8], "two\n\nlines"], ROW], end="\r\n"),
        Log([ROW] * 3, more="key: tries"),
        Log([], end="\r\n"),
    ],
    ids=["utf-16", "header again", "blank lines", "blank line in quotes", "key", "no rows"],
)
def test_small_logs_that_once_were_read_in_two_ways(log: Log) -> None:
    assert_alike(log)


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
def test_numbers_with_a_decimal_comma_are_numbers_where_the_source_says_so(rows: list[list[str]]) -> None:
    told = assert_alike(Log(rows, more="decimal: ','"))
    assert not [one for one in told.problems if one.code == "log-by-rows"] or "1.5" in {row[4] for row in rows}


@pytest.mark.parametrize("decimal", ["", "decimal: ','"])
def test_columns_of_many_texts_are_kept_as_they_are(decimal: str) -> None:
    rows = [[*ROW[:8], text] for text in ("Q-1", "n/a", "N/A", "-", "1.5", "a.b", "q-1", "x y", "Ä")]
    with patch.object(log_columns, "MAX_KNOWN", 20):
        told = assert_alike(Log(rows[:8:2] if decimal else rows, more=decimal))
    assert told.is_done or decimal


def test_what_only_rows_can_tell_is_said_with_its_column_and_read_row_by_row() -> None:
    told = assert_alike(Log([ROW, [*ROW[:4], "9,5", *ROW[5:]]]))
    (said,) = [one for one in told.problems if one.code == "log-by-rows"]
    assert (said.source.cell, said.is_error, told.is_done) == ("E1", False, False)
    assert said.fields["reason"] == "numbers of this column are written with another decimal mark"


def test_errors_far_down_are_listed_without_a_copy_of_the_file(tmp_path: Path) -> None:
    with read_as_stream():
        found = Log([ROW, [*ROW[:4], "nonsense", *ROW[5:]]]).read(tmp_path)
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
        (gzip.compress(b"x" * 1_000_000), "not-a-workbook"),
    ],
    ids=["no line ends", "an endless line", "open quotes", "nul", "columns", "bytes", "packed"],
)
def test_a_stream_that_is_no_table_is_one_problem(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "calls_1.csv").write_bytes(data)
    rules = scheme(tmp_path / "rules", CALLS % ("", ""), FOLDS)
    with read_as_stream():
        found = scored(rules, tmp_path / "calls_1.csv")
    assert (found.code, [one["code"] for one in found.document["problems"] if one["severity"] != "note"]) == (2, [code])
