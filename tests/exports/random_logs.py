"""Random logs, each read as a stream and row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st

from ccmotivate.formats import large_text
from ccmotivate.pipeline import large_logs
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
  agent_id: {who}
  name: {name}
  month: {of: Start{dates}}
  {more}
  columns:
    talk: {name: Talk, kind: duration, unit: seconds, plausible: {from: 0}}
    solved: {name: Solved, kind: yes_no}
    rating: {name: Rating, {rating}}
    tries: {name: Tries, kind: count, plausible: {from: 0, to: 9}}
    queue: {name: Queue, kind: text{queue}}
"""
ZONE = "name: Made up\ncurrency: EUR\nzone: Europe/Berlin\n"
HEADER = ("Call", "Agent", "Name", "Start", "Talk", "Solved", "Rating", "Tries", "Queue")


@contextmanager
def listening() -> Iterator[list[large_logs.Told]]:
    """What each large log says that is read meanwhile."""
    told: list[large_logs.Told] = []
    read = large_logs.read_log

    def heard(*given: Any) -> large_logs.Told:
        told.append(read(*given))
        return told[-1]

    with patch.object(large_logs, "read_log", heard):
        yield told


@contextmanager
def read_as_stream() -> Iterator[list[large_logs.Told]]:
    """Every text file is a log, in pieces of a few lines; gives what each said."""
    with patch.object(large_text, "LARGE_TEXT", 1), patch.object(large_text, "PIECE", 301), listening() as told:
        yield told


@dataclass(frozen=True)
class Log:
    """A csv to be read both ways; by a source in which the texts from ``who`` to ``more`` stand."""

    rows: Sequence[Sequence[str]]
    who: str = "Agent"
    name: str = "Name"
    dates: str = ""
    rating: str = "kind: number"
    queue: str = ""
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

    @property
    def calls(self) -> str:
        """The sources."""
        found = CALLS
        for one in ("who", "name", "dates", "rating", "queue", "more"):
            found = found.replace(f"{{{one}}}", getattr(self, one))
        return found

    def read(self, folder: Path, *words: str | Path) -> Scored:
        file = folder / "calls_1.csv"
        if not file.exists():
            file.write_bytes(self.data)
            rules = {"scheme": ZONE} if self.zone else {}
            scheme(folder / "rules", self.calls, FOLDS, **rules)
        return scored(folder / "rules", file, *words)


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

TALK = st.sampled_from(["180", "0:03:12", "12", "7.5", "3 min", "", "-", "95", "1:00", "0:15 hrs", "PT1M5S"])
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
    STARTS
    | st.sampled_from(["2025-03-07", "07.03.2025", "", "soon", "2025-03-31T22:30:00", "2025-02-30 10:00:00"])
    | st.sampled_from(["2025-03-31T22:30:00Z", "2025-03-31T23:30:00.5-01:00", "3/31/2025 11:30 PM", "31.3.2025 9:05"])
    | st.sampled_from(["01/Mar/25 9:05 AM", "31-Mar-25 23:30:00", "03/01/25", "12/03/25 10:11:12"]),
    TALK | RARE,
    st.sampled_from(["Y", "N", "yes", "no", "1", "0", "", "-", "maybe"]),
    st.sampled_from(["1", "5", "4.5", "", "-3", "0.125", "007", "2.50", "50%", "5 EUR", "$1,234.5", "€1.234"]) | RARE,
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
    st.sampled_from(["1", "5", "4.5", ""]) | st.sampled_from(["0.5", "95%"]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["Fax", "Sales", "客服"]),
).map(list)
LOGS = st.builds(
    Log,
    st.lists(PLAIN | PLAIN | PLAIN | LINES, min_size=1, max_size=25),
    who=st.sampled_from(["Agent", "Agent", '"{Agent} {Name}"', '"{Queue}/{Agent}"']),
    name=st.sampled_from(["Name", '"{Name} {Agent}"']),
    dates=st.sampled_from(["", "", ", dates: day-month-year", ", written_in: UTC", ", written_in: Asia/Shanghai"]),
    rating=st.sampled_from(
        ["kind: number", "kind: number, no_data: [1]", "kind: percent", "kind: permille", "kind: money, no_data: [0]"]
    ),
    queue=st.sampled_from(["", "", ", values: [Fax, Sales, 客服]"]),
    more=st.sampled_from(["", "only: {Queue: [Sales, 'F*']}", "totals: [a-b]"]),
    separator=st.sampled_from([",", ";", "\t"]),
    zone=st.just(value=True),
    encoding=st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
