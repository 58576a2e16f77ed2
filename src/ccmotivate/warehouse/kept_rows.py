"""The typed rows of several files of one source: laid aside file by file, then folded together."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.folded import LINES, FoldedColumn
from ccmotivate.model.metrics import DetailFold
from ccmotivate.model.period import Month
from ccmotivate.warehouse.confined import confined
from ccmotivate.warehouse.folds import WHO, folded
from ccmotivate.warehouse.log_table import LogTable
from ccmotivate.warehouse.rows import ROWS, SourceRows, compared, group_column
from ccmotivate.warehouse.sql import WIDE, literal, quoted
from ccmotivate.warehouse.terms import CannotFoldError

_PLAIN = 2**62
_MOST = 10**38


class KeptRows(Struct, frozen=True):
    """The rows of a file in a Parquet file, as ``SourceRows`` has them; ``dens`` are the denominators of numbers.

    ``ids`` are those of agents and months that are others than the file has.
    """

    path: Path
    dens: Mapping[str, int]
    ids: Mapping[tuple[str, str], str] = {}


class LooseRows(Struct, frozen=True):
    """The rows of a file that was read row by row: as ``KeptRows``, in memory.

    ``row`` counts lines from that of ``table * LINES`` on, the table's number being that in the file.
    """

    table: pa.Table
    dens: Mapping[str, int]


Rows = KeptRows | LooseRows


def keep(log: LogTable, rows: SourceRows, agents: Mapping[int, str], path: Path) -> KeptRows:
    """Lay the rows of a log aside (the view that ``log_rows.source_rows`` made), with the ids of its agents."""
    log.server.put("ids", {"number": ("integer", list(agents)), "id": ("varchar", list(agents.values()))})
    named = f"select {ROWS}.* replace (ids.id as agent_id) from {ROWS}"
    joined = f"{named} join ids on ids.number = {ROWS}.agent_id"
    log.server.execute(f"copy ({joined}) to {literal(str(path))} (format parquet)")
    return KeptRows(path, rows.dens)


def loose(detail: DetailRows, texts: Collection[str], per: Collection[str], blanks: frozenset[str]) -> LooseRows:
    """Rows that were read row by row, for folds that read these columns of texts.

    Raises:
        CannotFoldError: numbers too fine or too large.
    """
    frame = detail.frame
    dens = {name: _den(column) for name, column in detail.numbers.items()}
    columns = {
        "agent_id": pa.array(frame["agent_id"].tolist(), pa.string()),
        "month": _each(frame["month"].to_numpy(), lambda one: str(Month.from_ordinal(int(one))) if one else ""),
        "row": pa.array(frame["table"].to_numpy(np.int64) * LINES + frame["row"].to_numpy(np.int64), pa.int64()),
    }
    for name, den in dens.items():
        columns[name] = _wholes(detail.numbers[name], den)
    for name in texts:
        columns[name] = _each(frame[name].to_numpy(), lambda one: compared(one, blanks))
        if name in per:
            columns[group_column(name)] = pa.array(frame[name].tolist(), pa.string())
    return LooseRows(pa.table(columns), dens)


def _each(values: NDArray[np.object_], made: Callable[[str], str | None]) -> pa.Array:
    """What is made of each value, worked out once for each different one."""
    codes, kinds = pd.factorize(values)
    return pa.array([made(one) for one in kinds.tolist()], pa.string()).take(pa.array(codes))


def _den(column: Exact) -> int:
    return math.lcm(*map(int, np.unique(column.den).tolist()))


def _wholes(column: Exact, den: int) -> pa.Array:
    """Numbers counted in ``1/den``."""
    largest = int(np.abs(column.num).max(initial=0)) * den
    if largest >= _MOST:
        raise CannotFoldError("size", str(den))
    if largest < _PLAIN:
        found = column.num.astype(np.int64) * (den // column.den.astype(np.int64))
        return pa.array(found, pa.int64(), mask=column.missing)
    exact = column.num.astype(object) * (den // column.den.astype(object))
    texts = [None if blank else str(one) for one, blank in zip(exact, column.missing, strict=True)]
    return pa.array(texts, pa.string()).cast(pa.decimal128(38, 0))


class Together(Struct, frozen=True):
    """The rows of several parts as one table, in which each line counts from its part's number times ``LINES`` on."""

    duck: duckdb.DuckDBPyConnection
    dens: Mapping[str, int]

    def repeated(self, key: Sequence[str], most: int) -> list[tuple[int, str, str, str]]:
        """The rows of which another one has the same key, in order: row, key, agent and month; at most so many.

        A row with a blank in its key is none of them.
        """
        names = [quoted(name if name in WHO else group_column(name)) for name in key]
        filled = " and ".join(f"{name} <> ''" for name in names)
        listed = ", ".join(names)
        again = f"select {listed} from all_rows where {filled} group by all having count(*) > 1"
        found = f"select row, to_json([{listed}])::varchar, agent_id, month from all_rows semi join ({again})"
        return self.duck.execute(f"{found} using ({listed}) order by row limit {most}").fetchall()

    def fold(
        self, folds: Sequence[DetailFold], left_out: Sequence[int] = ()
    ) -> tuple[pd.DataFrame, dict[DetailFold, FoldedColumn]]:
        """The folds of all rows but some, as ``FoldedQuery.read``.

        Raises:
            CannotFoldError: they cannot be computed exactly.
        """
        self.duck.register("given_out", pa.table({"row": pa.array(left_out, pa.int64())}))
        self.duck.execute("create temp table left_out as from given_out")
        self.duck.unregister("given_out")
        rest = "all_rows anti join left_out using (row)" if left_out else "all_rows"
        self.duck.execute(f"create temp view {ROWS} as from {rest}")
        query = folded(SourceRows(self.dens), folds)
        return query.read(self.duck.sql(query.sql).to_arrow_table().to_pydict())


@contextmanager
def together(parts: Mapping[int, Rows], folder: Path) -> Iterator[Together]:
    """All parts as one table, by a database that can open nothing but files of the folder.

    Raises:
        CannotFoldError: their numbers have no denominator in common that can be counted with.
    """
    with confined(folder, folders=[folder]) as duck, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the libraries tell each other's authors
        names = next(iter(parts.values())).dens
        dens = {name: math.lcm(*(one.dens[name] for one in parts.values())) for name in names}
        queries = [_query(duck, at, one, dens) for at, one in parts.items()]
        duck.execute(f"create temp view all_rows as {' union all by name '.join(queries)}")
        yield Together(duck, dens)


def _query(duck: duckdb.DuckDBPyConnection, at: int, part: Rows, dens: Mapping[str, int]) -> str:
    """The rows of a part, its numbers counted as those of all."""
    if isinstance(part, KeptRows):
        source = f"read_parquet({literal(str(part.path))})"
        source = _with_ids(duck, at, source, part.ids) if part.ids else source
    else:
        source = f"part_{at}"
        duck.register(f"given_{at}", part.table)
        duck.execute(f"create temp table {source} as from given_{at}")
        duck.unregister(f"given_{at}")
    made = [f"{_number(duck, source, name, den // part.dens[name])} as {quoted(name)}" for name, den in dens.items()]
    made.append(f"row + {at * LINES}::bigint as row")
    return f"select * replace ({', '.join(made)}) from {source}"


def _with_ids(duck: duckdb.DuckDBPyConnection, at: int, source: str, ids: Mapping[tuple[str, str], str]) -> str:
    """The rows of a file with the ids of other agents in place of some, before they are folded."""
    agents, months = zip(*ids, strict=True)
    columns = {"agent_id": pa.array(agents, pa.string()), "month": pa.array(months, pa.string())}
    duck.register(f"given_ids_{at}", pa.table({**columns, "id": pa.array(list(ids.values()), pa.string())}))
    duck.execute(f"create temp table ids_{at} as from given_ids_{at}")
    duck.unregister(f"given_ids_{at}")
    told = f"rows.* replace (coalesce(ids.id, rows.agent_id) as agent_id) from {source} rows"
    return f"(select {told} left join ids_{at} ids using (agent_id, month))"


def _number(duck: duckdb.DuckDBPyConnection, source: str, name: str, times: int) -> str:
    """A column of numbers times a factor, wide where that needs more than 64 bits."""
    if times == 1:
        return quoted(name)
    low, high = duck.execute(f"select min({quoted(name)}), max({quoted(name)}) from {source}").fetchall()[0]
    largest = max(abs(int(low or 0)), abs(int(high or 0))) * times
    if largest >= _MOST:
        raise CannotFoldError("size", str(times))
    wide = largest >= _PLAIN
    return f"({quoted(name)}::hugeint * {times}::hugeint)::{WIDE if wide else 'bigint'}"
