"""Sources that are tables of a database, on DuckDB and PostgreSQL: scored as the same rows in a file are."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import ibis
import pytest

from tests.exports.shapes import Scored, lines, scheme, scored
from tests.ledger.places import NO_POSTGRES, POSTGRES

KINDS = ("duckdb", pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)))
TABLE = """
  call_id bigint, agent varchar(40), agent_name varchar(40), started timestamp, ended timestamp, day date,
  talk integer, hold numeric(8,3), score double precision, free numeric, share numeric(6,4), queue text,
  customer text, solved boolean, grade varchar(20), clock time
"""
NAMES = [one.split()[0] for one in TABLE.replace("(8,3)", "").replace("(6,4)", "").split(",")]


@dataclass(frozen=True)
class Place:
    """A database for a test: its address for the rules, and a way to run statements in it."""

    url: str
    schema: str
    raw: Any

    def table(self, rows: Sequence[Sequence[Any]], name: str = "calls", columns: str = TABLE) -> None:
        """Make a table with these rows."""
        made = [f"CREATE TABLE {self.schema}{name} ({columns})"]
        first = [one.split()[0] for one in re.sub(r"\(.*?\)", "", columns).split(",")]
        for width, some in groupby(rows, len):
            names, values = ", ".join(first[:width]), ", ".join(f"({', '.join(map(_literal, row))})" for row in some)
            made.append(f"INSERT INTO {self.schema}{name} ({names}) VALUES {values}")
        self.raw("; ".join(made))

    def named(self, name: str = "calls") -> str:
        return f"{self.schema}{name}"


def _literal(cell: object) -> str:
    return "NULL" if cell in (None, "") else "'" + str(cell).replace("'", "''") + "'"


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty database."""
    if request.param == "duckdb":
        path = tmp_path / "centre.duckdb"

        def run(statement: str) -> None:
            open_one = ibis.duckdb.connect(path)
            open_one.raw_sql(statement)
            open_one.disconnect()

        run("SELECT 1")
        yield Place(f"duckdb://{path}", "", run)
        return
    schema = f"test_{secrets.token_hex(8)}"
    backend = ibis.connect(POSTGRES)
    backend.raw_sql(f"CREATE SCHEMA {schema}").close()
    yield Place(POSTGRES, f"{schema}.", lambda statement: backend.raw_sql(statement).close())
    backend.raw_sql(f"DROP SCHEMA {schema} CASCADE").close()
    backend.disconnect()


COLUMNS_OF_CALLS = """
  columns:
    call_id:  {name: call_id, kind: text}
    started:  {name: started, kind: moment}
    ended:    {name: ended, kind: moment}
    talk:     {name: Talk, kind: duration, unit: seconds, no_data: [0]}
    hold:     {name: hold, kind: duration, unit: minutes}
    score:    {name: score, kind: number, plausible: {from: 0, to: 100}}
    free:     {name: free, kind: number}
    share:    {name: share, kind: percent}
    queue:    {name: queue, kind: text, values: [Sales, Care], no_data: [none]}
    customer: {name: customer, kind: text}
    solved:   {name: solved, kind: yes_no}
    clock:    {name: clock, kind: time}
"""
METRICS = """
talk: {name: Talk, kind: duration, detail: {from: calls, of: talk, take: mean, blanks: left_out}}
both: {name: Both, kind: duration, detail: {from: calls, of: talk + hold, take: median, blanks: left_out}}
took: {name: Took, kind: duration, detail: {from: calls, of: ended - started, take: mean}}
score: {name: Score, kind: number, detail: {from: calls, of: score, take: mean, weigh: free, least: 2}}
share: {name: Share, kind: percent, detail: {from: calls, of: share, take: max}}
sales:
  {name: Sales, kind: count, detail: {from: calls, of: "1", take: count, where: 'queue == "sales" and clock < "12:00"'}}
people: {name: People, kind: count, detail: {from: calls, of: customer, take: distinct, blanks: left_out}}
solved: {name: Solved, kind: percent, detail: {from: calls, of: solved, take: share}}
each: {name: Each, kind: duration, detail: {from: calls, of: talk, take: mean, per: customer, blanks: left_out}}
"""
ROWS: list[list[Any]] = [
    [
        at,
        f"{['Ann', 'Bob', 'ANN'][at % 3]} ({at % 2 + 7})",
        ["Ann", "Bob"][at % 2],
        f"2025-03-{at % 30 + 1:02} {at % 24:02}:00:00",
        f"2025-03-{at % 30 + 1:02} {at % 24:02}:0{at % 10}:30.5",
        f"2025-03-{at % 30 + 1:02}",
        [0, 61, 125, "", 30][at % 5],
        f"{at / 8:.3f}",
        f"{at / 4}",
        f"{1 + at % 7}.{at % 10}5",
        f"{at / 64:.4f}" if at % 4 else "",
        ["Sales", " sales", "ＳＡＬＥＳ", "Care", "none", ""][at % 6],
        ["K1", "k1", "客户", "é", "É", ""][at % 6],
        ["true", "false", ""][at % 2],
        "",
        f"{at % 24:02}:30:00",
    ]
    for at in range(60)
]  # fmt: skip


def sources(where: str, name: str = "calls", more: str = COLUMNS_OF_CALLS, month: str = "started") -> str:
    """``sources.yaml`` of the calls; ``where`` is what says where they are."""
    agent = 'agent_id: {of: agent, as: "{name} ({id})"}\n  name: agent_name'
    return f"{name}:\n  {where}\n  {agent}\n  month: {month}\n  key: call_id\n{more}"


def of_table(place: Place, name: str = "calls") -> str:
    return f'table: {place.named(name)}\n  connect: "{place.url}"'


def figures(found: Scored) -> Mapping[str, Any]:
    """Every figure of a run, by metric."""
    names = [line.partition(":")[0] for line in METRICS.splitlines() if line[:1].isalpha()]
    assert found.code == 0, found.said
    return {name: found.values(name) for name in names}


def test_people_are_told_apart_whatever_their_moments(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccmotivate.warehouse.source.MOST_PEOPLE", 10)
    place.table(ROWS)
    found = scored(scheme(tmp_path / "rules", sources(of_table(place)), METRICS), "--month", "2025-03")
    assert figures(found)["talk"].keys() == {("2025-03", "7"), ("2025-03", "8")}


@pytest.mark.parametrize("rest", [ROWS, []])
def test_rows_without_a_day_are_an_error(place: Place, tmp_path: Path, rest: Sequence[Any]) -> None:
    blank = [[1000 + at, *row[1:3], "", *row[4:]] for at, row in enumerate(ROWS[:3])]
    place.table([*rest, *blank])
    rules = scheme(tmp_path / "rules", sources(of_table(place)), METRICS)
    found = scored(rules, "--month", "2025-03")
    (error,) = [one for one in found.document["problems"] if one["severity"] == "error"]
    assert (found.code, error["code"], error["cell"], error["value"]) == (1, "table-undated", "started", "3")
    assert "which are in no month: 3" in error["message"]


def test_a_table_without_rows_of_the_month_says_that_there_are_none(place: Place, tmp_path: Path) -> None:
    place.table(ROWS)
    sales = '{name: Sales, kind: count, detail: {from: calls, of: "1", take: count}}'
    done = "{name: Done, kind: count, detail: {from: tasks, of: tasks, take: sum}}"
    or_none = '{name: Or none, kind: count, formula: "coalesce(sales, 0)"}'
    tasks = "tasks:\n  files: tasks.csv\n  agent_id: Agent\n  columns:\n    tasks: {name: Tasks, kind: number}\n"
    made = sources(of_table(place)) + tasks
    rules = scheme(tmp_path / "rules", made, f"or_none: {or_none}\ndone: {done}\nsales: {sales}\n")
    file = lines(tmp_path / "tasks.csv", ("Agent", "Tasks"), ("7", 3), ("8", 4))
    found = scored(rules, file, "--month", "2025-05")
    assert (found.code, found.codes & {"source-missing", "table-empty"}) == (1, {"source-missing", "table-empty"})
    role = rules / "roles" / "agent.yaml"
    role.write_text(role.read_text(encoding="utf-8").replace("  sales: {at_least: 0}\n", ""), encoding="utf-8")
    found = scored(rules, file, "--month", "2025-05")
    assert found.code == 0, found.said
    assert found.values("or_none") == {("2025-05", "7"): 0, ("2025-05", "8"): 0}
    (one,) = found.problems("table-empty")
    assert (one["severity"], one["file"]) == ("note", place.named())
    assert one["message"].startswith("no row of 2025-05 that counts stands in this table")
    alone = scored(rules, "--month", "2025-05")
    assert alone.code == 2
    assert [one["code"] for one in alone.document["problems"]] == ["details-empty"]


def test_a_table_is_scored_as_the_same_rows_in_a_file(place: Place, tmp_path: Path) -> None:
    place.table(ROWS)
    by_file = scheme(tmp_path / "by_file", sources("files: calls.csv"), METRICS)
    by_table = scheme(tmp_path / "by_table", sources(of_table(place)), METRICS)
    file = lines(tmp_path / "calls.csv", NAMES, *ROWS)
    wanted = figures(scored(by_file, file))
    found = scored(by_table, "--month", "2025-03", "--out", tmp_path / "out")
    assert figures(found) == wanted
    assert set(wanted["talk"]) == {("2025-03", "7"), ("2025-03", "8")}
    named = "queue,clock,call_id=0,2,6,8,24,26,30,32,48,50,54,56"
    assert found.sources("sales")[("2025-03", "7")] == f"{place.named()}!{named},… (12)"
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["calls.awards.xlsx", "calls.scored.xlsx"]
