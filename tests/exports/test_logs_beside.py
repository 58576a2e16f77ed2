"""Large logs beside other files say what the same files say that are all read row by row."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from ccmotivate.formats import large_text
from ccmotivate.formats.guard import Upload
from ccmotivate.formats.sheets import begin_start
from ccmotivate.pipeline import finding, inputs, large_logs, log_plan, log_repeats
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.log_folds import LogFolder
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import load_rules
from ccmotivate.pipeline.spool import Spool
from tests.cli.commands import ccmotivate
from tests.exports.random_logs import FOLDS, HEADER, LINES, PLAIN, listening
from tests.exports.shapes import COLUMNS, Scored, lines, scheme, scored
from tests.samples import sample, sampled
from tests.support import sheets_in

READ = """
  columns:
    talk: {name: Talk, kind: duration, unit: seconds, plausible: {from: 0}}
    solved: {name: Solved, kind: yes_no}
    rating: {name: Rating, kind: number}
    tries: {name: Tries, kind: count, plausible: {from: 0, to: 9}}
    queue: {name: Queue, kind: text}
"""
CALLS = """
calls:
  files: calls*.csv
  agent_id: Agent
  name: Name
  month: {of: Start%s}
  %s
""" + READ.lstrip("\n")
LOGINS = """
logins:
  files: logins*.csv
  agent_id: Agent
  month: {of: Day}
  columns:
    hours: {name: Hours, kind: number}
"""
ROSTER = """
people:
  files: people*.csv
  agent_id: Agent
  name: Name
  team: Team
"""
SOME_FOLDS = "".join(
    one for one in FOLDS.splitlines(keepends=True) if one.startswith(("talk", "longest", "queues", "many"))
)
HOURS = "hours: {name: Hours, kind: number, detail: {from: logins, of: hours, take: sum}}\n"


@contextmanager
def streamed(*names: str) -> Iterator[list[large_logs.Told]]:
    """These files are read as large logs; gives what each said."""
    with patch.object(finding, "is_log", lambda path, **_wanted: path.name in names), listening() as told:
        yield told


@dataclass(frozen=True)
class Files:
    """Files of a run, by name, each with its lines; ``logs`` are read as streams."""

    files: Mapping[str, Sequence[Sequence[str]]]
    logs: Sequence[str]
    more: str = ""
    words: Sequence[str] = ()
    sources: str = CALLS
    extra: Mapping[str, str] = field(default_factory=dict)
    folds: str = SOME_FOLDS

    def made(self, folder: Path) -> Path:
        for name, rows in self.files.items():
            path = folder / "in" / name
            if not path.exists():
                lines(path, *rows)
        if not (folder / "rules").exists():
            hours = HOURS if "logins:" in self.sources + self.more else ""
            calls = self.sources % ("", "") if "%s" in self.sources else self.sources
            scheme(folder / "rules", calls + self.more, self.folds + hours, **self.extra)
        return folder / "rules"

    def read(self, folder: Path) -> Scored:
        shutil.rmtree(folder / "out", ignore_errors=True)
        written = ("--out", folder / "out", "--force") if "--keep-going" in self.words else ()
        return scored(self.made(folder), folder / "in", *written, *self.words)


def without_reasons(document: Mapping[str, Any]) -> dict[str, Any]:
    return {**document, "problems": [one for one in document["problems"] if one["code"] != "log-by-rows"]}


def assert_alike(files: Files, *, all_streamed: bool = True) -> Scored:
    """Both ways say the same; gives what the rows say."""
    with TemporaryDirectory() as name:
        with streamed(*files.logs) as told:
            stream = files.read(Path(name))
        rows = files.read(Path(name))
    assert len(told) == len(files.logs)
    if all_streamed:
        assert all(one.is_done for one in told)
    assert without_reasons(stream.document)["problems"] == rows.document["problems"]
    assert without_reasons(stream.document) == rows.document
    assert stream.code == rows.code
    return rows


def call(number: int, agent: str = "A1", start: str = "2025-03-07 10:11:12", talk: str = "95") -> list[str]:
    return [f"C{number:09d}", agent, "Ada", start, talk, "Y" if number % 3 else "N", "5", "2", f"Q{number % 4}"]


MARCH = [call(at, "AB"[at % 2] + "1", talk=str(60 + at * 7)) for at in range(9)]
MORE = [call(at, "BC"[at % 2] + "1", talk=str(40 + at * 11)) for at in range(20, 29)]
APRIL = [call(at, "A1", "2025-04-02 09:00:00", str(at)) for at in range(30, 36)]
OTHERS = [call(at, "Z9", "2025-04-02 09:00:00", str(at)) for at in range(40, 43)]
PEOPLE = [("Agent", "Name", "Team"), ("A1", "Ada", "North"), ("B1", "Ben", "South"), ("D1", "Dee", "North")]
HOURS_ROWS = [
    ("Agent", "Day", "Hours"),
    ("A1", "2025-03-01", "7.5"),
    ("B1", "2025-03-02", "8"),
    ("A1", "2025-03-03", "6"),
]
BOTH = {"calls_1.csv": [HEADER, *MARCH], "calls_2.csv": [HEADER, *MORE]}


@pytest.mark.parametrize(
    "files",
    [
        Files(BOTH, ("calls_1.csv", "calls_2.csv")),
        Files(BOTH, ("calls_2.csv",)),
        Files({**BOTH, "calls_3.csv": [HEADER, *APRIL]}, ("calls_1.csv", "calls_3.csv")),
        Files({**BOTH, "people.csv": PEOPLE}, ("calls_1.csv", "calls_2.csv"), ROSTER),
        Files({**BOTH, "people.csv": PEOPLE, "logins.csv": HOURS_ROWS}, ("calls_1.csv", "logins.csv"), ROSTER + LOGINS),
        Files({**BOTH, "calls_4.csv": [HEADER, *MARCH]}, ("calls_1.csv", "calls_4.csv")),
        Files({"calls_1.csv": [HEADER, *MARCH, *APRIL], "calls_2.csv": [HEADER, *MORE]}, ("calls_1.csv",)),
        Files(
            {"calls_1.csv": [HEADER, *MARCH, *APRIL], "calls_2.csv": [HEADER, *MORE]},
            ("calls_1.csv", "calls_2.csv"),
            words=("--only", "2025-03"),
        ),
        Files({"calls_1.csv": [HEADER, *MARCH, *APRIL, *OTHERS]}, ("calls_1.csv",), words=("--only", "2025-03")),
        Files({"calls_1.csv": [HEADER, *MARCH, *APRIL, *OTHERS]}, ("calls_1.csv",), words=("--only", "2025-04")),
        Files(
            {**BOTH, "team.csv": [("Month", "Agent ID", "Name"), ("2025-03", "A1", "Ada"), ("2025-03", "C1", "Cem")]},
            ("calls_1.csv", "calls_2.csv"),
        ),
    ],
    ids=["two", "mixed", "months", "roster", "logins", "copies", "year", "only", "only March", "only April", "agents"],
)
def test_logs_beside_other_files_say_what_rows_say(files: Files) -> None:
    found = assert_alike(files)
    assert found.document["months"]


def test_a_median_over_two_files_is_that_of_all_their_rows() -> None:
    files = Files(
        {"calls_1.csv": [HEADER, call(1, talk="10"), call(2, talk="20")], "calls_2.csv": [HEADER, call(3)]}, ()
    )
    found = assert_alike(Files({**files.files}, ("calls_1.csv", "calls_2.csv")))
    assert found.values("many") == {("2025-03", "A1"): 3}
    assert found.sources("many") == {("2025-03", "A1"): "calls_1.csv!csv!B2,B3; calls_2.csv!csv!B2"}


SPLIT = st.builds(
    lambda parts, logs: Files(
        {f"calls_{at}.csv": [HEADER, *rows] for at, rows in enumerate(parts)},
        tuple(f"calls_{at}.csv" for at, is_log in enumerate(logs[: len(parts)]) if is_log or not at),
        folds=FOLDS,
    ),
    st.lists(st.lists(PLAIN | PLAIN | PLAIN | LINES, min_size=1, max_size=8), min_size=2, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
)


@sampled
@settings(max_examples=sample(4, 16), deadline=None)
@given(SPLIT)
def test_rows_split_over_files_say_the_same_both_ways(files: Files) -> None:
    cells = {
        name: [[one.replace("\n", " ").replace('"', "'") for one in row] for row in rows]
        for name, rows in files.files.items()
    }
    assert_alike(Files(cells, files.logs), all_streamed=False)


# -- every command ----------------------------------------------------------------------------------------------------

AWARDS = """
best:
  name: Best
  every: month
  who: everyone
  within: department
  rank: {by: score}
  prize: 100
best_of_quarter:
  name: Best of the quarter
  every: quarter
  who: everyone
  within: department
  rank: {by: score}
  prize: 300
"""
MEASURES = """
measures:
  bonus: {name: A bonus, from: 2025-02, window: 1, expects: {talk: {down: 2}}}
"""


def month_of_calls(month: int, first: int) -> list[list[str]]:
    agents, start = ("A1", "B1", "C1"), f"2025-{month:02d}-0{month} 10:11:12"
    return [call(first + at, agents[at % 3], start, str(60 + (at * 37 + month * 11) % 90)) for at in range(12)]


QUARTER = {
    "calls_1.csv": [HEADER, *month_of_calls(1, 0), *month_of_calls(2, 100)],
    "calls_2.csv": [HEADER, *month_of_calls(2, 200), *month_of_calls(3, 300)],
    "people.csv": PEOPLE,
}


def answers(folder: Path, ledger: str, jobs: str) -> list[object]:
    """What each command says, and what it writes, whatever the number of processes."""
    files = Files(QUARTER, (), ROSTER, extra={"awards": AWARDS, "measures": MEASURES}, folds=sample(SOME_FOLDS, FOLDS))
    rules, given, pages = files.made(folder), folder / "in", folder / "pages"
    other = folder / "other"
    if not other.exists():
        scheme(other, CALLS % ("", "") + ROSTER, FOLDS.replace("take: max, where", "take: min, where"), awards=AWARDS)
    common = ("--rules", rules, "--lang", "en")
    out, book = ("--out", folder / "out", "--force"), ("--ledger", folder / ledger)
    trial = ("simulate", given, "--against", rules, "--json", "--lang", "en")
    every: list[tuple[str | Path, ...]] = [
        ("check", given, "--json", *common),
        ("score", given, "--json", "--jobs", jobs, *out, *common),
        ("score", given, "--together", "--json", *out, *common),
        ("awards", "2025-Q1", given, "--json", *out, *common),
        ("explain", given, "--team", "North", "--out", pages, "--force", *common),
        (*trial, "--set", "roles.agent.talk=80", "--rules", rules),
        ("fairness", given, "--format", "json", *common),
        ("evaluate", given, "--format", "json", *common),
    ]
    more: list[tuple[str | Path, ...]] = [
        ("score", given, "--json", *out, *common),
        ("awards", "2025-03", given, "--json", *out, *common),
        ("explain", given, "--agent", "A1", "--json", *common),
        ("explain", given, "--agent", "A1", "--period", "2025-02", *common),
        (*trial, "--rules", other),
    ]
    ran = [ccmotivate(*words) for words in sample(every, every + more)]
    assert [one.code for one in ran] == [0] * len(ran), [one.out + one.err for one in ran if one.code]
    books = {book.name: sheets_in(book) for book in (folder / "out").iterdir()}
    shutil.rmtree(folder / "out")
    assert ccmotivate("publish", "2025-01", given, "--by", "Dee", "--yes", *common, *book).code == 0
    listed = json.loads(ccmotivate("awards", "2025-01", given, "--json", *out, *common, *book).out)
    written = [books, sorted((page.name, page.read_bytes()) for page in pages.glob("*"))]
    return [*((answer(one.out), one.err) for one in ran), listed["awards"], written]


def answer(text: str) -> object:
    return without_reasons(json.loads(text)) if text.startswith("{") else text


@sampled
def test_every_command_says_the_same_of_large_logs(tmp_path: Path) -> None:
    with streamed("calls_1.csv", "calls_2.csv") as told:
        stream = answers(tmp_path, "stream.db", "2")
    assert told and all(one.is_done for one in told)
    rows = answers(tmp_path, "rows.db", "1")
    for one, other in zip(stream, rows, strict=True):
        assert one == other


def test_a_log_that_another_process_read_is_folded_here(tmp_path: Path) -> None:
    files = Files(BOTH, ("calls_1.csv", "calls_2.csv"))
    rules, options = load_rules(files.made(tmp_path))[0], Options(lang="en")
    assert rules is not None
    logs = LogFolder()
    paths = sorted((tmp_path / "in").iterdir())
    with streamed(*files.logs):
        packed = [inputs.read_packed((rules, options), path, path.name, logs.path) for path in paths]
    there = [structs.replace(one, kept=Spool().keep(one.data), data=b"", logs=logs) for one in packed]
    (here,) = gather((one.unpacked() for one in there), rules).parts
    rows = here.dataset.details["calls"].counts
    assert rows.sum() == len(MARCH) + len(MORE)


# -- rows with the same key -------------------------------------------------------------------------------------------

KEYED = CALLS % ("", "key: call") + "    call: {name: Call, kind: text}\n"


def keyed(files: Mapping[str, Sequence[Sequence[str]]], *logs: str, **more: Any) -> Files:
    return Files(files, logs or tuple(files), sources=KEYED, **more)


ONE, TWO, OTHER, LATER = call(1), call(2), [*call(1)[:4], "7", *call(1)[5:]], call(50, start="2025-04-01 08:00:00")
NO_MONTH = call(1, start="2025-13-07 10:11:12")
SPACED = [*call(1)[:8], " Q1 "]


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        (keyed({"calls_1.csv": [HEADER, ONE, TWO]}), set()),
        (keyed({"calls_1.csv": [HEADER, ONE, TWO, ONE, ONE]}), {"detail-repeated"}),
        (keyed({"calls_1.csv": [HEADER, ONE, TWO], "calls_2.csv": [HEADER, TWO, call(3)]}), {"detail-repeated"}),
        (keyed({"calls_1.csv": [HEADER, ONE, TWO], "calls_2.csv": [HEADER, TWO, ONE]}), {"detail-repeated"}),
        (
            keyed({"calls_1.csv": [HEADER, ONE, TWO], "calls_2.csv": [HEADER, TWO, call(3)]}, "calls_2.csv"),
            {"detail-repeated"},
        ),
        (keyed({"calls_1.csv": [HEADER, ONE, TWO, SPACED]}), {"detail-repeated"}),
        (keyed({"calls_1.csv": [HEADER, ONE, TWO, OTHER]}), {"detail-contradicts"}),
        (keyed({"calls_1.csv": [HEADER, ONE, TWO], "calls_2.csv": [HEADER, OTHER]}), {"detail-contradicts"}),
        (keyed({"calls_1.csv": [HEADER, ONE, TWO], "calls_2.csv": [HEADER, NO_MONTH, call(9)]}), set()),
        (keyed({"calls_1.csv": [HEADER, NO_MONTH, TWO], "calls_2.csv": [HEADER, NO_MONTH, NO_MONTH]}), set()),
        (
            keyed(
                {"calls_1.csv": [HEADER, ONE, LATER], "calls_2.csv": [HEADER, LATER, TWO]}, words=("--only", "2025-03")
            ),
            set(),
        ),
        (
            keyed({"calls_1.csv": [HEADER, ONE, TWO, OTHER, call(9, "B1")]}, words=("--keep-going",)),
            {"detail-contradicts"},
        ),
        (keyed({"calls_1.csv": [HEADER, ONE, ["", *ONE[1:]], call(9, "B1")]}), {"blank-field"}),
        (
            keyed(
                {"calls_1.csv": [HEADER, ONE, TWO, call(5, "Z9"), call(5, "Z9")], "people.csv": PEOPLE},
                "calls_1.csv",
                more=ROSTER,
            ),
            set(),
        ),
    ],
)
def test_rows_with_one_key_count_once_however_they_are_read(files: Files, codes: set[str]) -> None:
    found = assert_alike(files)
    assert found.codes & {"detail-repeated", "detail-contradicts", "blank-field"} == codes


FEW = st.builds(lambda row, number: [f"C{number:09d}", *row[1:]], PLAIN, st.integers(1, 6))
AGAIN = st.builds(
    lambda rows, more, cuts: keyed(
        {
            name: [HEADER, *part]
            for name, part in zip(
                ("calls_1.csv", "calls_2.csv"), ((rows + more)[: 1 + cuts], (rows + more)[1 + cuts :]), strict=True
            )
            if part
        },
        "calls_1.csv",
        words=("--keep-going",),
        folds=FOLDS,
    ),
    st.lists(FEW, min_size=2, max_size=8),
    st.lists(FEW | LINES, max_size=4),
    st.integers(0, 7),
)


@sampled
@settings(max_examples=sample(4, 16), deadline=None)
@given(AGAIN)
def test_random_rows_with_few_keys_say_the_same_both_ways(files: Files) -> None:
    cells = {
        name: [[one.replace("\n", " ").replace('"', "'") for one in row] for row in rows]
        for name, rows in files.files.items()
    }
    doubled = {name: [*rows, *rows[1:3]] for name, rows in cells.items()}
    assert_alike(replace(files, files=doubled), all_streamed=False)


# -- months from names ------------------------------------------------------------------------------------------------

UNDATED = """
calls:
  files: calls*.csv
  agent_id: Agent
  name: Name
  only: {Queue: [Q1, Q2, Q3]}
""" + READ.lstrip("\n")
ODD = [*call(1)[:4], "1:35", *call(1)[5:]]
UNLIKE = [*call(3)[:2], " Ada ", *call(3)[3:]]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("calls 2025-03.csv", "calls 2025-04.csv"), ()),
        (("calls 2025-03.csv",), ()),
        (("calls 2025-03.csv", "calls 2025-04.csv"), ("--only", "2025-04")),
        (("calls.csv",), ("--month", "2025-05")),
        (("calls 2025-03.csv",), ("--month", "2025-05")),
        (("calls.csv",), ()),
    ],
)
def test_months_from_names_are_those_of_rows(names: Sequence[str], words: Sequence[str]) -> None:
    rows = [HEADER, *MARCH, ODD, ["", "Total", *[""] * 7], UNLIKE, *MORE[:3]]
    files = Files(dict.fromkeys(names, rows[:-1]) | {names[0]: rows}, names, sources=UNDATED, words=words)
    found = assert_alike(files, all_streamed=bool(words) or len(names[0]) > 9)
    assert ("no-month" in found.codes) == (names == ("calls.csv",) and not words)


def test_words_for_no_data_among_many_texts_are_none() -> None:
    columns = COLUMNS.replace('no_data: ["-"]', 'no_data: ["-", "n/a", "NONE"]')
    rows = [[*call(at)[:8], text] for at, text in enumerate(["n/a", "N/A", "none", "Q1", "Q2", "NONE", "-"])]
    files = Files({"calls_1.csv": [HEADER, *rows]}, ("calls_1.csv",), extra={"columns": columns})
    with patch.object(log_plan, "MAX_KNOWN", 20):
        found = assert_alike(files)
    assert found.values("queues") == {("2025-03", "A1"): 2}


# -- detail sheets in the short form ----------------------------------------------------------------------------------

SHORT = """
detail_sheets:
  calls:
    name: Calls
    %s
    columns:
      talk: {name: Talk, kind: duration, unit: seconds, plausible: {from: 0}}
      solved: {name: Solved, kind: yes_no}
      rating: {name: Rating, kind: number}
      tries: {name: Tries, kind: count, plausible: {from: 0, to: 9}}
      queue: {name: Queue, kind: text}
      call: {name: Call, kind: text}
      start: {name: Start, kind: moment}
"""
TEAM = [("Month", "Agent ID", "Name"), ("2025-03", "A1", "Ada"), ("2025-03", "C1", "Cem")]
IDS = ("Call", "Agent ID", *HEADER[2:])


@pytest.mark.parametrize("key", ["", "key: call"])
@pytest.mark.parametrize("logs", [("calls_1.csv", "calls_2.csv"), ("calls_2.csv",)])
def test_a_detail_sheet_in_the_short_form_is_a_log_too(key: str, logs: Sequence[str]) -> None:
    again = [*MARCH[2:4], call(2, "Z9"), ["", *call(3)[1:]]] if not key else MARCH[2:4]
    files = {"calls_1.csv": [IDS, *MARCH, *APRIL], "calls_2.csv": [IDS, *MORE, ODD, *again], "team.csv": TEAM}
    found = assert_alike(Files(files, logs, sources="{}\n", extra={"columns": COLUMNS + SHORT % key}))
    assert {"detail-stranger"} <= found.codes
    assert ("detail-repeated" in found.codes) == bool(key)


TWO_ROWS = """
calls:
  files: calls*.csv
  header: {rows: 2}
  agent_id: Agent
  name: Name
  month: {of: Start}
  columns:
    talk: {name: Call Talk, kind: duration, unit: seconds, plausible: {from: 0}}
    solved: {name: Call Solved, kind: yes_no}
    rating: {name: Answer Rating, kind: number}
    tries: {name: Answer Tries, kind: count, plausible: {from: 0, to: 9}}
    queue: {name: Answer Queue, kind: text}
"""
UPPER = ["", "", "", "", "Call", "", "Answer", "", ""]


@pytest.mark.parametrize("title", [[], [["Calls of the day", *[""] * 8]]])
def test_headers_of_two_rows_and_titles_above_are_read_the_same(title: list[list[str]]) -> None:
    rows = [*title, UPPER, HEADER, *MARCH, ODD, HEADER, ["", "Total", *[""] * 7], *APRIL]
    files = {"calls_1.csv": rows, "calls_2.csv": [UPPER, HEADER, *MORE]}
    assert assert_alike(Files(files, ("calls_1.csv", "calls_2.csv"), sources=TWO_ROWS)).document["months"]


def test_of_a_large_log_the_first_rows_are_mapped(tmp_path: Path) -> None:
    rows = [HEADER, *MARCH, [*call(9)[:8], "two words"]]
    log = lines(tmp_path / "calls.csv", *rows)
    with streamed("calls.csv") as told:
        ran = ccmotivate("map", log, "--out", tmp_path / "made", "--currency", "EUR", "--lang", "en")
    assert "only the first 11 rows of this large text file were looked at" in ran.out + ran.err
    assert told and all(one.is_done for one in told), "the figures in the comments are of the whole log"
    large = (tmp_path / "made" / "rules" / "sources.yaml").read_text("utf-8")
    assert ccmotivate("map", log, "--out", tmp_path / "other", "--currency", "EUR", "--lang", "en").code == ran.code
    assert large == (tmp_path / "other" / "rules" / "sources.yaml").read_text("utf-8")


def test_first_lines_end_outside_of_quotes(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes(b'a,b\n1,"two\nlines"\n2,"no end\nhere\n')
    upload = begin_start(path, "calls.csv").upload
    assert isinstance(upload, Upload)
    assert upload.data == b'a,b\n1,"two\nlines"\n'


@pytest.mark.parametrize("beside", [True, False], ids=["roster", "agents of rows"])
def test_of_large_logs_the_results_are_compared(tmp_path: Path, beside: bool) -> None:
    after = [*MARCH[:3], call(3, "B1", talk="600"), *MARCH[4:], call(90, "D1")]
    people = {"people.csv": PEOPLE} if beside else {}
    files = Files({"calls_1.csv": [HEADER, *MARCH], "calls_2.csv": [HEADER, *after], **people}, (), ROSTER)
    rules, given = files.made(tmp_path), tmp_path / "in"
    words = ("--with", given / "people.csv") if beside else ()
    words = ("diff", given / "calls_1.csv", given / "calls_2.csv", *words, "--json", "--rules", rules, "--lang", "en")
    rows = json.loads(ccmotivate(*words).out)
    with streamed("calls_1.csv", "calls_2.csv") as told:
        found = json.loads(ccmotivate(*words).out)
    assert len(told) == 2
    assert [one["code"] for one in found["problems"] if one not in rows["problems"]] == ["rows-not-compared"]
    changes = [one for one in rows["cells"] if not (one["column"] or "").startswith("calls")]
    assert len(changes) < len(rows["cells"]), rows["cells"]
    assert {**found, "problems": []} == {**rows, "problems": [], "cells": changes}


def test_a_text_of_too_many_lines_is_a_log_where_cells_are_wanted(tmp_path: Path) -> None:
    path = lines(tmp_path / "calls.csv", HEADER, *MARCH)
    with patch.object(large_text, "LARGE_TEXT", 1), patch.object(large_text, "MAX_ROWS", 9):
        assert finding.is_log(path, cells=True)
    with patch.object(large_text, "LARGE_TEXT", 1), patch.object(large_text, "MAX_ROWS", 10):
        assert finding.is_log(path)
        assert not finding.is_log(path, cells=True)


@pytest.mark.parametrize("most", ["MOST_REPEATED", "MOST_DIFFERENT"])
def test_too_many_rows_with_one_key_are_read_row_by_row(most: str) -> None:
    files = keyed({"calls_1.csv": [HEADER, ONE, TWO], "calls_2.csv": [HEADER, TWO, SPACED]})
    with patch.object(log_repeats, most, 1), TemporaryDirectory() as name, streamed(*files.logs):
        found = files.read(Path(name))
    (one, other) = found.problems("log-by-rows")
    assert (one["file"], other["file"]) == ("calls_1.csv", "calls_2.csv")
    assert "too many rows have the same key" in one["message"]
    assert found.values("many") == {("2025-03", "A1"): 2}


def test_a_table_of_a_database_stands_beside_a_large_log(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "hours.duckdb")) as duck:
        duck.execute("create table hours (agent varchar, day date, hours decimal(8, 2))")
        duck.execute(
            "insert into hours values ('A1', '2025-03-02', 7.5), ('B1', '2025-03-03', 8), ('A1', '2025-03-04', 6)"
        )
    table = LOGINS.replace("files: logins*.csv", f"table: hours\n  connect: duckdb:///{tmp_path}/hours.duckdb").lower()
    found = assert_alike(Files(BOTH, ("calls_1.csv", "calls_2.csv"), table))
    assert found.values("hours")["2025-03", "A1"] == Fraction(27, 2)
