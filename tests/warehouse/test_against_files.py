"""Random rows in a table and in a csv: ``only``, levels, durations as text, days, stamps where clocks change."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exports.shapes import COLUMNS as IDENTITY
from tests.exports.shapes import SCHEME, Scored, lines, scheme, scored
from tests.samples import sample, sampled
from tests.warehouse.test_tables import Place, of_table, place

__all__ = ["place"]
COLUMNS = "call_id bigint, agent text, queue text, started timestamp, ended timestamp, day date, talk text, level text"
HEADERS = [one.split()[0] for one in COLUMNS.split(",")]
SOURCE = """
calls:
  {where}
  agent_id: agent
  month: {month}
  only: {{queue: {only}}}
  key: call_id
  columns:
    call_id: {{name: call_id, kind: text}}
    day:     {{name: day, kind: date}}
    start:   {{name: started, kind: moment}}
    end:     {{name: ended, kind: moment}}
    talk:    {{name: talk, kind: duration, no_data: [none]}}
    level:   {{name: level, kind: level}}
"""
METRICS = """
calls:  {name: Calls, kind: count, detail: {from: calls, of: "1", take: count}}
talk:   {name: Talk, kind: duration, detail: {from: calls, of: talk, take: sum, blanks: left_out}}
middle: {name: Middle, kind: duration, detail: {from: calls, of: talk, take: median, blanks: left_out}}
took:   {name: Took, kind: duration, detail: {from: calls, of: end - start, take: sum, blanks: left_out}}
days:   {name: Days, kind: count, detail: {from: calls, of: day, take: distinct, blanks: left_out}}
good:   {name: Good, kind: percent, detail: {from: calls, of: 'level >= "fair"', take: share, blanks: left_out}}
"""
WORDS = {
    "columns": IDENTITY
    + """
levels:
  poor: {name: Poor, aliases: [P]}
  fair: {name: Fair, aliases: [F, so so]}
  good: {name: Good, aliases: [G]}
"""
}
NAMES = ("calls", "talk", "middle", "took", "days", "good")
# clocks change on 9 March 2025 at 7:00 UTC in New York, 30 March at 1:00 in Berlin, 5 April at 15:00 on Lord Howe
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC", "Asia/Kolkata")
EDGES = (
    "2025-03-01 00:00", "2025-03-09 02:00", "2025-03-09 07:00", "2025-03-30 01:00", "2025-03-30 02:00",
    "2025-03-31 13:00", "2025-04-01 00:00", "2025-04-05 15:00", "2025-04-30 23:30", "2024-11-03 06:00",
)  # fmt: skip

stamps = st.builds(
    lambda edge, seconds: dt.datetime.fromisoformat(edge) + dt.timedelta(seconds=seconds),
    st.sampled_from(EDGES),
    st.integers(-3 * 3600, 3 * 3600),
)
TALKS = ["0:03:25", "3:25", "4m 12s", "90s", "1h 2min", "none", "", "-", "25:00:00", "3分25秒"]
rows = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A2", "a1 "]),
        st.sampled_from(["Sales", " sales", "SALES EU", "Care", "ＣＡＲＥ", "", "é", "[x]", "a?b"]),
        stamps,
        st.integers(0, 9_000) | st.none(),
        st.dates(dt.date(2025, 2, 27), dt.date(2025, 4, 2)) | st.none(),
        st.sampled_from(TALKS),
        st.sampled_from(["P", "f", "so so", "ＧＯＯＤ", "good", "", "-"]),
    ),
    min_size=1,
    max_size=12,
)


def cells(made: Sequence[Any]) -> list[list[Any]]:
    """The rows, each call with an id of its own, and one of somebody else, so that the month is never without any."""
    day = dt.datetime(2025, 3, 15, 12)
    found: list[list[Any]] = [[100, "Z9", "Sales", day, day, day.date(), "90s", "good"]]
    for at, (agent, queue, start, length, date, talk, level) in enumerate(made):
        end = "" if length is None else start + dt.timedelta(seconds=length)
        found.append([at, agent, queue, start, end, date or "", talk, level])
    return found


def outcome(found: Scored) -> Any:
    """The figures, or the codes of what is wrong where there are none."""
    if found.code:
        errors = {one["code"] for one in found.document["problems"] if one["severity"] == "error"}
        assert not any(code.startswith("rule") for code in errors), found.said
        return found.code, {"table-undated" if code in ("month-blank", "no-month") else code for code in errors}
    return {name: found.values(name) for name in NAMES}


@pytest.mark.parametrize(
    "month", ["started", "day", "{{of: started, written_in: UTC}}", "{{of: started, written_in: Asia/Kolkata}}"]
)
@sampled
@settings(max_examples=sample(3, 12), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=rows,
    zone=st.sampled_from(ZONES),
    only=st.sampled_from(["['*']", "[sales, care]", "['s*', é]", "['[x]', 'a?b', sales]"]),
)
def test_a_table_gives_what_the_same_rows_in_a_file_give(
    place: Place, month: str, made: Sequence[Any], zone: str, only: str
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        written = cells(made)
        place.raw(f"DROP TABLE IF EXISTS {place.named()}")
        place.table(written, columns=COLUMNS)
        month = month.replace("{{", "{").replace("}}", "}")
        more = {**WORDS, "scheme": SCHEME + f"zone: {zone}\n"}
        texts = {name: SOURCE.format(where=where, month=month, only=only)
                 for name, where in (("file", "files: calls.csv"), ("table", of_table(place)))}  # fmt: skip
        by_file, by_table = (scheme(folder / name, text, METRICS, **more) for name, text in texts.items())
        log = lines(folder / "calls.csv", HEADERS, *written)
        wanted, found = (
            scored(rules, *file, "--only", "2025-03") for rules, file in ((by_file, [log]), (by_table, []))
        )
        assert outcome(found) == outcome(wanted), (found.said[-2000:], wanted.said[-2000:])
    finally:
        shutil.rmtree(folder)
