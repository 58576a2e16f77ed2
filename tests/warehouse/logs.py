"""Random logs and folds, folded by pandas and by the databases that are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import strategies as st

from ccmotivate.engine.folds import OwnedRows, fold
from ccmotivate.model.connections import TableFrom
from ccmotivate.model.folded import SHOWN_ROWS
from ccmotivate.model.formula import parse_formula
from ccmotivate.model.metrics import DetailFold
from ccmotivate.model.period import Month
from ccmotivate.model.words import normal
from ccmotivate.warehouse.folds import FoldedQuery, folded
from ccmotivate.warehouse.opening import Database
from ccmotivate.warehouse.rows import ROWS, SourceRows, group_column
from tests.support import dataset, detail_rows

Maybe = Fraction | None
MONTHS = (Month(2025, 2), Month(2025, 3))
AGENTS = [("A", MONTHS[0]), ("B", MONTHS[0]), ("A", MONTHS[1])]
DENS = {"x": 100, "y": 1, "z": 1000}
NONE = "n/a"


@dataclass(frozen=True)
class Line:
    """A row of the random log: whose it is, its words and its numbers."""

    agent: str
    month: Month
    g: str
    k: str
    x: Maybe
    y: Maybe
    z: Maybe


def _numbers(den: int, most: int) -> st.SearchStrategy[Maybe]:
    wholes = st.integers(-3 * den, 6 * den) | st.integers(-most, most)
    return st.none() | st.integers(-2, 3).map(Fraction) | wholes.map(lambda number: Fraction(number, den))


lines = st.builds(
    Line,
    st.sampled_from("AB"),
    st.sampled_from(MONTHS),
    st.sampled_from(["东", "西 1", ""]),
    st.sampled_from(["Sales", " sales", "ＳＡＬＥＳ", "quit’s", "é", "", "N/A", "客服", "it's", "a\\b"]),
    _numbers(100, 10**14),
    _numbers(1, 10**15 - 1),
    _numbers(1000, 10**9),
)
_OF = [
    "x", "y", "1", "x + y", "x - z / 7", "x * y", "x >= z", "-z * 0.5", "coalesce(x, 0)", "coalesce(x, z, y)",
    "min(x, y)", "max(x, y, z)", "x in (1, 2, -1)", "not x != 1", "filled(x)", "(x > 0 and y > 0) + (z > 0)",
    "x / 0", "x / -0.3",
]  # fmt: skip
_WHERE = [
    None, "y > 0", "x < y", "coalesce(y, 1) > 0", "not filled(y) or y > 0", "x > 0 or y > 0", "x > 0 and z > 0",
    "z in (1, 0, 3)", "y", "not (x > 0 and y > 0)",
]  # fmt: skip
_WORDS = [
    None,
    'k == "sales"',
    'k != "SALES" and filled(k)',
    'k not in ("Sales", "É")',
    '"客服" == k or not filled(k)',
    r'k == "it\'s" or k != "a\\b"',
]
_TAKES = ["sum", "mean", "min", "max", "count", "share", "median", "distinct"]


def _rule(take: str, of: str, where: tuple[str | None, str | None], per: bool, weigh: str | None, least: int | None,
          blanks: str) -> DetailFold:  # fmt: skip
    written = " and ".join(f"({text})" for text in where if text)
    weight = weigh if take in ("mean", "share") else None
    texts = frozenset("k") if where[1] or of == "k" else frozenset[str]()
    condition = parse_formula(written) if written else None
    return DetailFold("log", take, parse_formula(of), "g" if per else None, condition, weight, least, blanks, texts)


folds = st.builds(
    _rule,
    st.sampled_from(_TAKES),
    st.sampled_from(_OF),
    st.tuples(st.sampled_from(_WHERE), st.sampled_from(_WORDS)),
    st.booleans(),
    st.sampled_from([None, "x", "y", "z"]),
    st.none() | st.integers(1, 4),
    st.sampled_from(["no_data", "left_out"]),
) | st.builds(
    _rule,
    st.sampled_from(["distinct", "count"]),
    st.just("k"),
    st.tuples(st.sampled_from(_WHERE), st.sampled_from(_WORDS)),
    st.just(False),
    st.none(),
    st.none() | st.integers(1, 3),
    st.sampled_from(["no_data", "left_out"]),
)

Answer = tuple[Maybe, int, int, tuple[int | str, ...]]
"""A value, of how many values it is made, how many rows counted, and the first of them."""


def by_pandas(log: Sequence[Line], rules: Sequence[DetailFold]) -> list[list[Answer]]:
    """The answers of the engine, for each fold one an agent."""
    written = [
        {"agent_id": one.agent, "month": one.month, "g": one.g, "k": one.k, "x": one.x, "y": one.y, "z": one.z}
        for one in log
    ]
    sheet = OwnedRows.of(
        dataset(
            [{"agent_id": agent, "month": month} for agent, month in AGENTS],
            {},
            {"log": detail_rows(written, ["g", "k"], ["x", "y", "z"])},
        ),
        "log",
        [NONE],
    )
    return [_answers(sheet, rule) for rule in rules]


def _answers(sheet: OwnedRows, rule: DetailFold) -> list[Answer]:
    made = fold(sheet, rule)
    behind = sheet.behind(made.counted)
    rows = [tuple(behind[at].tolist()) for at in range(len(AGENTS))]
    return [(made.values[at], int(made.rows[at]), len(rows[at]), rows[at][:SHOWN_ROWS]) for at in range(len(AGENTS))]


def _whole(value: Maybe, den: int) -> Decimal | None:
    return None if value is None else Decimal(int(value * den))


def as_arrow(log: Sequence[Line]) -> pa.Table:
    """The log as a table with the columns of ``SourceRows``: x wide, y and z of 64 bits."""
    wide, narrow = pa.decimal128(38, 0), pa.int64()
    words = [normal(one.k) for one in log]
    columns: dict[str, Any] = {
        "agent_id": pa.array([one.agent for one in log], pa.string()),
        "month": pa.array([str(one.month) for one in log], pa.string()),
        "row": pa.array(list(range(len(log))), narrow),
        "x": pa.array([_whole(one.x, DENS["x"]) for one in log], wide),
        "y": pa.array([None if one.y is None else int(one.y) for one in log], narrow),
        "z": pa.array([None if one.z is None else int(one.z * DENS["z"]) for one in log], narrow),
        "k": pa.array([None if word in ("", normal(NONE)) else word for word in words], pa.string()),
        group_column("g"): pa.array([one.g for one in log], pa.string()),
    }
    return pa.table(columns)


def by_database(backend: Any, table: Any, rules: Sequence[DetailFold]) -> list[list[Answer]]:
    """The answers of a database that has the log in this table."""
    query = folded(SourceRows(DENS, is_embedded=False), rules)
    asked = Database(TableFrom("log"), backend, ()).over(ROWS, table, query.sql, query.kinds("int64"))
    return _read(query, backend.to_pyarrow(asked), rules)


def embedded(log: Sequence[Line], rules: Sequence[DetailFold]) -> list[list[Answer]]:
    """The answers of DuckDB as it is opened for files."""
    query = folded(SourceRows(DENS), rules)
    with duckdb.connect() as duck:
        duck.register(ROWS, as_arrow(log))
        return _read(query, duck.sql(query.sql).to_arrow_table(), rules)


def _read(query: FoldedQuery, found: pa.Table, rules: Sequence[DetailFold]) -> list[list[Answer]]:
    frame, columns = query.read(found.to_pydict())
    places = {who: at for at, who in enumerate(zip(frame["agent_id"], frame["month"], strict=True))}
    at = [places.get((agent, str(month)), -1) for agent, month in AGENTS]
    return [
        [
            (None, 0, 0, ())
            if place < 0
            else (
                columns[rule].values[place],
                int(columns[rule].counts[place]),
                int(columns[rule].rows[place]),
                columns[rule].first[place],
            )
            for place in at
        ]
        for rule in rules
    ]


def put(backend: Any, log: Sequence[Line]) -> Any:
    """The log as a table of a database."""
    if backend.name != "pyspark":
        return ibis.memtable(as_arrow(log))
    backend._session.createDataFrame(as_arrow(log)).createOrReplaceTempView("log")
    return backend.table("log")
