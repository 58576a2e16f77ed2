"""Exports of the usual shapes, each to the figures of a plain recomputation."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import COLUMNS, SCHEME, lines, scheme, scored
from tests.support import workbook

CALLS = [  # call, agent, day, month, seconds
    ("c1", "A1", 31, 1, 200),
    ("c2", "A2", 30, 1, 60),
    ("c3", "A1", 1, 2, 180),
    ("c4", "A1", 2, 2, 121),
    ("c5", "A2", 28, 2, 59),
    ("c6", "A2", 13, 3, 77),
    ("c7", "A1", 1, 3, 10),
    ("c8", "A1", 2, 3, 11),
    ("c9", "A1", 3, 3, 13),
]
STAFF = [("Login", "First", "Last", "Group"), ("A1", "Ada", "Example", "North"), ("A2", "Ben", "Muster", "South")]


def means(calls: Iterable[tuple[str, str, int, int, int]] = CALLS) -> dict[tuple[str, str], Fraction]:
    """The mean of the seconds by month and agent, exact."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for _call, agent, _day, month, seconds in calls:
        found[f"2025-{month:02}", agent].append(seconds)
    return {who: Fraction(sum(some), len(some)) for who, some in found.items()}


def clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


LOG = """
calls:
  files: calls_*.csv
  agent_id: Agent
  month: {of: Started, dates: day-month-year}
  columns: {talk: {name: Talk, kind: duration}}
staff:
  files: staff.csv
  agent_id: Login
  name: "{First} {Last}"
  team: Group
"""


def log(folder: Path, calls: Iterable[tuple[str, str, int, int, int]] = CALLS) -> Path:
    """A call log in three files, and who is who in a fourth."""
    rows = [(call, agent, f"{day:02}-{month:02}-2025 10:00", clock(some)) for call, agent, day, month, some in calls]
    for at in range(3):
        lines(folder / f"calls_{at}.csv", ("Call_Id", "Agent", "Started", "Talk"), *rows[at::3])
    lines(folder / "staff.csv", *STAFF)
    return folder


def test_a_call_log_in_three_files_with_a_roster(tmp_path: Path) -> None:
    found = scored(scheme(tmp_path / "rules", LOG), log(tmp_path / "in"))
    assert found.code == 0, found.said
    assert found.values("handling") == means()
    assert {who: one["name"] for who, one in found.agents().items() if who[0] == "2025-01"} == {
        ("2025-01", "A1"): "Ada Example",
        ("2025-01", "A2"): "Ben Muster",
    }
    assert {one["team"] for one in found.agents().values()} == {"North", "South"}


def test_strangers_to_the_roster_are_counted_and_named(tmp_path: Path) -> None:
    calls = [*CALLS, ("x1", "Z9", 3, 1, 5), ("x2", "Z9", 4, 1, 5), ("x3", "Z8", 4, 2, 5)]
    found = scored(scheme(tmp_path / "rules", LOG), log(tmp_path / "in", calls))
    assert found.values("handling") == means()
    said = found.problems("source-strangers")
    assert sum(int(one["value"]) for one in said) == 3
    assert "Z9" in str(said)
    assert "Z8" in str(said)


def test_without_a_roster_the_agents_are_those_who_have_rows(tmp_path: Path) -> None:
    folder = log(tmp_path / "in")
    (folder / "staff.csv").unlink()
    found = scored(scheme(tmp_path / "rules", LOG), folder)
    assert found.code == 0, found.said
    assert found.values("handling") == means()
    assert found.values("calls") == {("2025-01", "A1"): 1, ("2025-01", "A2"): 1, ("2025-02", "A1"): 2,
                                     ("2025-02", "A2"): 1, ("2025-03", "A2"): 1, ("2025-03", "A1"): 3}  # fmt: skip


DAILY = """
calls:
  agent_id: {of: Agent, as: "{name} ({id})"}
  name: {of: Agent, as: "{name} ({id})"}
  team: Team
  month: Date
  columns: {talk: {name: Avg talk, kind: duration}}
"""


def test_daily_rows_with_days_in_their_times_and_two_fields_in_one_cell(tmp_path: Path) -> None:
    days = [("Ada Example (A1)", 1, 213), ("Ada Example (A1)", 2, 10), ("Ben Muster (A2)", 2, 86399)]
    rows = [(who, "North", f"2025-03-{day:02}", f"0 days {clock(some):0>8}") for who, day, some in days]
    file = lines(tmp_path / "in" / "daily.csv", ("Agent", "Team", "Date", "Avg talk"), *rows)
    found = scored(scheme(tmp_path / "rules", DAILY), file)
    assert found.code == 0, found.said
    assert found.values("handling") == {("2025-03", "A1"): Fraction(223, 2), ("2025-03", "A2"): 86399}
    assert [one["name"] for one in found.agents().values()] == ["Ada Example", "Ben Muster"]
    assert found.sources("handling")["2025-03", "A1"] == "daily.csv!csv!D2,D3"


def test_a_cell_that_does_not_read_as_the_pattern_says(tmp_path: Path) -> None:
    rows = [("Ada Example (A1)", "North", "2025-03-01", "0:03"), ("Ben Muster", "North", "2025-03-01", "0:03")]
    file = lines(tmp_path / "daily.csv", ("Agent", "Team", "Date", "Avg talk"), *rows)
    found = scored(scheme(tmp_path / "rules", DAILY), file)
    assert found.code == 1
    one = found.problems("source-unlike")[0]
    assert (one["cell"], one["value"]) == ("A3", "Ben Muster")
    assert "{name} ({id})" in one["message"]
    assert "blank-id" not in found.codes


def test_a_team_that_differs_within_a_month_is_an_error_that_names_both_rows(tmp_path: Path) -> None:
    rows = [("Ada Example (A1)", team, "2025-03-01", "0:03:00") for team in ("North", "South")]
    file = lines(tmp_path / "daily.csv", ("Agent", "Team", "Date", "Avg talk"), *rows)
    found = scored(scheme(tmp_path / "rules", DAILY), file)
    assert found.code == 1
    (one,) = found.problems("source-differs")
    assert (one["cell"], one["value"]) == ("B3", "South")
    assert "B2" in one["message"]


BESIDE = """
calls:
  sheet: "Log*"
  agent_id: Operator
  month: Day
  columns: {talk: {name: Talk, kind: duration, unit: seconds}}
  only: {Status: [answered, "call*back"]}
  totals: [Gesamt]
  fill_down: [agent_id]
"""


def test_a_header_in_row_3_sparse_ids_totals_rows_that_do_not_count_and_a_table_beside(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Log of March", None, None, None, None, None, None],
        [],
        ["Operator", "Day", "Status", "Talk", None, "Queue", "Waiting"],
        ["A1", "2025-03-01", "answered", 10, None, "Sales", 4],
        [None, "2025-03-02", "lost", 999, None, "Care", 5],
        [None, "2025-03-03", "Answered", 21, None, "Desk", 6],
        ["Gesamt", None, None, 1030, None, None, None],
        ["A2", "2025-03-04", "call back", 5, None, None, None],
        [None, None, None, None, None, "Hotline", 9],
    ]
    file = workbook(tmp_path / "export.xlsx", {"Log March": [[*row, *[None] * (7 - len(row))] for row in rows]})
    found = scored(scheme(tmp_path / "rules", BESIDE), file)
    assert found.code == 0, found.said
    assert found.values("handling") == {("2025-03", "A1"): Fraction(31, 2), ("2025-03", "A2"): 5}
    assert [one["value"] for one in found.problems("dropped-filtered")] == ["1"]


ACROSS = """
calls:
  agent_id: Agent
  across: "{month} {column}"
  columns: {talk: {name: AHT, kind: duration, unit: seconds}, many: {name: Calls, kind: count}}
"""
OF_MONTHS = """
handling: {name: Handling time, kind: duration, good: low, detail: {from: calls, of: talk, take: mean}}
calls:    {name: Calls handled, kind: count, detail: {from: calls, of: many, take: sum}}
"""


def test_months_side_by_side(tmp_path: Path) -> None:
    header = ("Agent", "Jan AHT (s)", "Jan Calls", "Feb AHT (s)", "Feb Calls")
    rows = [("A1", 200, 3, 210, 4), ("A2", 90, 7, "", "")]
    file = lines(tmp_path / "agents 2025.csv", header, *rows)
    found = scored(scheme(tmp_path / "rules", ACROSS, OF_MONTHS), file)
    assert found.code == 0, found.said
    assert found.values("handling") == {("2025-01", "A1"): 200, ("2025-01", "A2"): 90, ("2025-02", "A1"): 210}
    assert found.values("calls") == {("2025-01", "A1"): 3, ("2025-01", "A2"): 7, ("2025-02", "A1"): 4}
    assert found.sources("calls")["2025-02", "A1"] == "agents 2025.csv!csv!E2"


def test_a_month_that_lacks_a_column_is_named(tmp_path: Path) -> None:
    file = lines(tmp_path / "agents 2025.csv", ("Agent", "Jan AHT", "Jan Calls", "Feb AHT"), ("A1", 200, 3, 210))
    found = scored(scheme(tmp_path / "rules", ACROSS, OF_MONTHS), file)
    assert found.code == 1
    (one,) = found.problems("across-lacks")
    assert (one["cell"], "Calls" in one["message"]) == ("D1", True)


def test_two_rows_of_header_are_read_together(tmp_path: Path) -> None:
    sources = """
calls:
  agent_id: Agent
  month: Month
  header: {rows: 2}
  columns: {talk: {name: Inbound AHT, kind: duration, unit: seconds}, many: {name: Outbound Calls, kind: count}}
"""
    rows = [("", "", "Inbound", "", "Outbound", ""), ("Agent", "Month", "AHT", "Calls", "AHT", "Calls"),
            ("A1", "2025-03", 200, 3, 999, 8)]  # fmt: skip
    found = scored(scheme(tmp_path / "rules", sources, OF_MONTHS), lines(tmp_path / "kpi.csv", *rows))
    assert found.code == 0, found.said
    assert (found.values("handling"), found.values("calls")) == ({("2025-03", "A1"): 200}, {("2025-03", "A1"): 8})


def test_pipes_decimal_commas_and_an_old_encoding(tmp_path: Path) -> None:
    sources = """
calls:
  files: alt_*.csv
  agent_id: Agent
  name: Name
  month: {value: 2025-03}
  separator: "|"
  decimal: ","
  encoding: cp1252
  columns: {talk: {name: Gespräch, kind: number}}
"""
    metrics = "handling: {name: Handling, kind: number, detail: {from: calls, of: talk, take: mean}}"
    file = lines(tmp_path / "alt_1.csv", ("Agent", "Name", "Gespräch"), ("A1", "Jörg Muster", "12,5"),
                 ("A1", "Jörg Muster", "1.000,25"), separator="|", encoding="cp1252")  # fmt: skip
    found = scored(scheme(tmp_path / "rules", sources, metrics), file)
    assert found.code == 0, found.said
    assert found.values("handling") == {("2025-03", "A1"): Fraction("506.375")}
    assert found.agents()["2025-03", "A1"]["name"] == "Jörg Muster"


def test_stamps_of_utc_at_the_edge_of_a_month_count_in_the_zone_of_the_centre(tmp_path: Path) -> None:
    sources = """
calls:
  agent_id: Agent
  month: {of: Started, written_in: UTC}
  columns: {talk: {name: Talk, kind: duration, unit: seconds}}
"""
    stamps = ["2025-03-31 15:59:59", "2025-03-31 16:00:00", "2025-03-31T15:00:00-05:00", "2025-04-01 00:00"]
    file = lines(tmp_path / "log.csv", ("Agent", "Started", "Talk"), *[("A1", one, 10) for one in stamps])
    zoned = "name: Made up\ncurrency: EUR\nzone: Asia/Shanghai\n"
    found = scored(scheme(tmp_path / "rules", sources, scheme=zoned), file)
    assert found.code == 0, found.said
    assert found.values("calls") == {("2025-03", "A1"): 1, ("2025-04", "A1"): 3}


CALL = "{talk: {name: Talk, kind: duration}, call: {name: Call_Id, kind: text}}\n  key: call"
KEYED = LOG.replace("{talk: {name: Talk, kind: duration}}", CALL)


def test_the_same_key_with_the_same_content_counts_once_and_is_said(tmp_path: Path) -> None:
    found = scored(scheme(tmp_path / "rules", KEYED), log(tmp_path / "in", [*CALLS, CALLS[0]]))
    assert found.code == 0, found.said
    assert found.values("handling") == means()
    assert len(found.problems("detail-repeated")) == 1


def test_the_same_key_of_another_agent_is_an_error_that_names_both_cells(tmp_path: Path) -> None:
    found = scored(scheme(tmp_path / "rules", KEYED), log(tmp_path / "in", [*CALLS, ("c1", "A2", 31, 1, 200)]))
    assert found.code == 1
    (one,) = found.problems("detail-contradicts")
    assert "calls_0.csv!csv!B2" in one["message"]
    assert "add to key in sources.yaml the column" in one["hint"]


def test_a_sheet_that_a_pattern_claims_and_that_lacks_a_header(tmp_path: Path) -> None:
    lines(tmp_path / "in" / "calls_0.csv", ("Agent", "Start", "Talk"), ("A1", "2025-03-01", "1:00"))
    found = scored(scheme(tmp_path / "rules", LOG), tmp_path / "in")
    (one,) = found.problems("source-incomplete")
    assert "the headers Started of" in one["message"]
    assert one["message"].endswith("not known: Start")


def test_two_zones_are_refused(tmp_path: Path) -> None:
    zoned = SCHEME + "zone: Asia/Shanghai\n"
    rules = scheme(tmp_path / "rules", LOG, scheme=zoned, columns=COLUMNS + "reading: {zone: UTC}\n")
    found = scored(rules, log(tmp_path / "in"))
    assert found.code == 2
    assert found.codes == {"rule-two-zones"}


def test_a_roster_that_lists_people_once_a_skill_counts_each_once(tmp_path: Path) -> None:
    folder = log(tmp_path / "in")
    lines(
        folder / "staff.csv", (*STAFF[0], "Skill"), *[(*row, skill) for row in STAFF[1:] for skill in ("chat", "mail")]
    )
    found = scored(scheme(tmp_path / "rules", LOG), folder)
    assert found.code == 0, found.said
    assert found.values("handling") == means()
    (one,) = found.problems("detail-repeated")
    assert (one["file"], one["facts"]["rows"]) == ("staff.csv", ["3", "5"])


def test_people_of_one_roster_in_two_teams_are_an_error(tmp_path: Path) -> None:
    folder = log(tmp_path / "in")
    lines(folder / "staff.csv", *STAFF, ("A1", "Ada", "Example", "South"))
    found = scored(scheme(tmp_path / "rules", LOG), folder)
    assert found.code == 1
    assert [one["cell"] for one in found.problems("roster-twice")] == ["A4"]


def test_names_only_in_two_sheets_of_one_workbook(tmp_path: Path) -> None:
    sources = """
calls:
  sheet: Collections *
  agent_id: Collector
  name: Collector
  month: Paid on
  columns: {talk: {name: Amount, kind: money}}
"""
    metrics = "handling: {name: Collected, kind: money, detail: {from: calls, of: talk, take: sum}}"
    january = [["Ada Example", "2025-01-03", 10.5], ["Bo Muster", "2025-01-04", 3]]
    february = [["Ada Example", "2025-02-03", 1], ["Ada Example", "2025-01-31", 2.25], ["Total", None, 99]]
    pages = enumerate((january, february), start=1)
    sheets = {f"Collections {at}": [["Collector", "Paid on", "Amount"], *rows] for at, rows in pages}
    file = workbook(tmp_path / "paid.xlsx", {**sheets, "Read me": [["Made up"]]})
    found = scored(scheme(tmp_path / "rules", sources, metrics), file)
    assert found.code == 0, found.said
    assert found.values("handling") == {
        ("2025-01", "Ada Example"): Fraction("12.75"),
        ("2025-01", "Bo Muster"): 3,
        ("2025-02", "Ada Example"): 1,
    }


def test_sheets_called_like_their_agents(tmp_path: Path) -> None:
    sources = """
calls:
  files: agents.xlsx
  agent_id: {value: "{sheet}"}
  name: {value: "Agent {sheet}"}
  month: Day
  columns: {talk: {name: Talk, kind: duration}}
"""
    rows = {
        who: [[f"2025-{month:02}-{day:02}", clock(some)] for _, other, day, month, some in CALLS if other == who]
        for who in ("A1", "A2")
    }
    workbook(tmp_path / "agents.xlsx", {f" {who}": [["Day", "Talk"], *some] for who, some in rows.items()})
    found = scored(scheme(tmp_path / "rules", sources), tmp_path / "agents.xlsx")
    assert found.code == 0, found.said
    assert found.values("handling") == means()
    assert {agent["name"] for agent in found.agents().values()} == {"Agent A1", "Agent A2"}
    assert found.sources("handling")["2025-02", "A2"] == "agents.xlsx! A2!B3"


def test_a_correction_of_months_side_by_side_names_the_cells_of_its_month(tmp_path: Path) -> None:
    header = ("Agent", "Jan AHT (s)", "Jan Calls", "Feb AHT (s)", "Feb Calls")
    files = [
        lines(tmp_path / folder / "agents 2025.csv", header, ("A1", 200, 3, 210, calls))
        for folder, calls in (("old", 4), ("new", 5))
    ]
    rules = scheme(tmp_path / "rules", ACROSS, OF_MONTHS)
    ran = ccmotivate("diff", *files, "--rules", rules, "--json", "--lang", "en")
    (change,) = json.loads(ran.out)["cells"]
    assert (change["month"], change["column"]) == ("2025-02", "calls.many")
    assert [change[side]["at"].rpartition("!")[2] for side in ("old", "new")] == ["E2", "E2"]


def test_a_sheet_that_fits_two_sources_alike_is_not_guessed(tmp_path: Path) -> None:
    more = DAILY + DAILY.replace("calls:", "chats:")
    file = lines(tmp_path / "daily.csv", ("Agent", "Team", "Date", "Avg talk"), ("A (A1)", "N", "2025-03-01", "0:03"))
    found = scored(scheme(tmp_path / "rules", more), file)
    assert found.code == 2
    assert [one["value"] for one in found.problems("source-two")] == ["calls, chats"]


def test_roles_by_the_team_of_rows_and_of_a_roster(tmp_path: Path) -> None:
    ruled = SCHEME + "role: {by: team, is: {North: agent, South: agent}}\n"
    columns = COLUMNS.replace("{name: Role, default: agent}", "{name: Role}")
    rows = [(f"A (A{at})", team, "2025-03-01", "0:03:00") for at, team in enumerate(("North", "South"))]
    file = lines(tmp_path / "daily.csv", ("Agent", "Team", "Date", "Avg talk"), *rows)
    found = scored(scheme(tmp_path / "rows", DAILY, scheme=ruled, columns=columns), file)
    assert found.code == 0, found.said
    assert [one["role"] for one in found.agents().values()] == ["agent", "agent"]
    of_roster = scored(scheme(tmp_path / "roster", LOG, scheme=ruled, columns=columns), log(tmp_path / "in"))
    assert of_roster.code == 0, of_roster.said
    assert of_roster.values("handling") == means()


def test_a_filter_by_a_header_called_like_a_field_and_a_month_that_is_no_column(tmp_path: Path) -> None:
    sources = """
calls:
  files: log *.csv
  agent_id: Agent
  only: {team: N*}
  fill_down: month
  columns: {talk: {name: Talk, kind: duration}}
"""
    rows = [("A1", "North", "10 s"), ("A1", "South", "99 s"), ("A2", "North", "30 s")]
    file = lines(tmp_path / "in" / "log 2025-03.csv", ("Agent", "Team", "Talk"), *rows)
    found = scored(scheme(tmp_path / "rules", sources), file)
    assert found.code == 0, found.said
    assert found.values("handling") == {("2025-03", "A1"): 10, ("2025-03", "A2"): 30}


WEEKDAYS = """
calls:
  agent_id: Agent
  month: Started
  only: {Agent: "*"}
  columns: {talk: {name: Talk, kind: duration, unit: milliseconds}}
"""


def test_weekdays_before_dates_milliseconds_and_calls_that_nobody_took(tmp_path: Path) -> None:
    rows = [("A1", "Mon, 03 Mar 2025 09:15:20", 1500), ("", "Tue, 4 March 2025", 99), ("A1", "Monday 31/03/2025", 250)]
    file = lines(tmp_path / "log.csv", ("Agent", "Started", "Talk"), *rows)
    found = scored(scheme(tmp_path / "rules", WEEKDAYS), file)
    assert found.code == 0, found.said
    assert found.values("handling") == {("2025-03", "A1"): Fraction("0.875")}
    assert [one["value"] for one in found.problems("dropped-filtered")] == ["1"]


def test_a_weekday_that_is_not_that_of_the_date_is_no_date(tmp_path: Path) -> None:
    file = lines(tmp_path / "log.csv", ("Agent", "Started", "Talk"), ("A1", "Sun, 03 Mar 2025 09:15:20", 1500))
    found = scored(scheme(tmp_path / "rules", WEEKDAYS), file)
    assert found.code == 1
    assert [one["cell"] for one in found.problems("month-unreadable")] == ["B2"]


@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        ('{"id": "A1", "name": "Ada Example"}', True),
        ('{"id":"A1","name":"Ada"}', False),
        ('"id": "A1", "name": "Ada"', False),
    ],
)
def test_braces_of_cells_are_written_twice(tmp_path: Path, cell: str, fits: bool) -> None:
    """An agent as JSON, as exports of chats have it."""
    source = """
calls:
  files: "chats*"
  agent_id: {of: agent, as: '{{"id": "{id}", "name": "{name}"}}'}
  month: Day
  columns: {talk: {name: Talk, kind: duration, unit: seconds}}
"""
    rules = scheme(tmp_path / "rules", source)
    rows = [('{"id": "B2", "name": "Ben Muster"}', "2025-03-01", 100), (cell, "2025-03-02", 200)]
    log = lines(tmp_path / "chats.csv", ("agent", "Day", "Talk"), *rows, separator=";")
    ran = ccmotivate("score", log, "--rules", rules, "--json", "--lang", "en")
    found = json.loads(ran.out)
    agents = {one["agent_id"] for month in found["months"] for one in month["agents"]}
    assert (ran.code == 0) == fits
    assert agents == ({"A1", "B2"} if fits else agents - {"A1"})


@pytest.mark.parametrize("large", [False, True])
def test_of_a_text_file_no_name_of_a_sheet_is_an_agent(tmp_path: Path, large: bool) -> None:
    sources = """
calls:
  files: agents*.csv
  agent_id: {value: "{sheet}"}
  month: Day
  columns: {talk: {name: Talk, kind: duration}}
"""
    rows = [(f"2025-02-{day:02}", "0:01:00") for day in range(1, 20)]
    file = lines(tmp_path / "agents_2025-02.csv", ("Day", "Talk"), *rows)
    rules = scheme(tmp_path / "rules", sources)
    with read_as_stream() if large else nullcontext():
        found = scored(rules, file)
    (one,) = found.problems("source-no-sheets")
    assert (found.code, one["value"]) == (2, "calls")
    assert found.codes == {"source-no-sheets"}
