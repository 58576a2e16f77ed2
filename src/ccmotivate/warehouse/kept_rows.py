"""The typed rows of several files of one source: laid aside file by file, then folded together."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.folded import LINES, FoldedColumn
from ccmotivate.model.metrics import DetailFold
from ccmotivate.model.period import Month
from ccmotivate.model.words import normal
from ccmotivate.warehouse.folds import folded
from ccmotivate.warehouse.log_table import MEMORY_MIB, LogTable, literal
from ccmotivate.warehouse.rows import WIDE, SourceRows, group_column
from ccmotivate.warehouse.terms import CannotFoldError

_PLAIN = 2**62
_MOST = 10**38


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The rows of a file in a Parquet file, as ``SourceRows`` has them; ``dens`` are the denominators of numbers."""

    path: Path
    dens: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LooseRows:
    """The rows of a file that was read row by row: as ``KeptRows``, in memory.

    ``row`` counts lines from that of ``table * LINES`` on, the table's number being that in the file.
    """

    table: pa.Table
    dens: Mapping[str, int]


Rows = KeptRows | LooseRows


def keep(log: LogTable, rows: SourceRows, path: Path) -> KeptRows:
    """Lay the rows of a log aside (the view that ``log_rows.source_rows`` made)."""
    log.duck.execute(f"copy (from source_rows) to {literal(str(path))} (format parquet)")
    return KeptRows(path, rows.dens)


def loose(
    detail: DetailRows, texts: Collection[str], per: Collection[str], is_blank: Callable[[str], bool]
) -> LooseRows:
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
        columns[name] = _each(frame[name].to_numpy(), lambda one: None if is_blank(one) else normal(one))
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


def fold_together(
    parts: Mapping[int, Rows], folds: Sequence[DetailFold], folder: Path
) -> tuple[pd.DataFrame, dict[DetailFold, FoldedColumn]]:
    """The folds over the rows of all parts, as ``FoldedQuery.read``.

    The first rows of each value tell their part: each line counts from the part's number times ``LINES`` on.

    Raises:
        CannotFoldError: they cannot be computed exactly.
    """
    with _connection(folder) as duck, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the libraries tell each other's authors
        names = next(iter(parts.values())).dens
        dens = {name: math.lcm(*(one.dens[name] for one in parts.values())) for name in names}
        queries = [_query(duck, at, one, dens) for at, one in parts.items()]
        duck.execute(f"create temp view source_rows as {' union all by name '.join(queries)}")
        table = ibis.duckdb.from_connection(duck).table("source_rows")
        query = folded(SourceRows(table, dens, "duckdb"), folds)
        return query.read(query.expression.to_pyarrow())


@contextmanager
def _connection(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that can open nothing but files of the folder."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{MEMORY_MIB}MiB",
        "temp_directory": str(folder),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(":memory:", config=settings) as duck:
        duck.execute(f"set allowed_directories = [{literal(str(folder))}]")
        duck.execute("set enable_external_access = false")
        yield duck


def _query(duck: duckdb.DuckDBPyConnection, at: int, part: Rows, dens: Mapping[str, int]) -> str:
    """The rows of a part, its numbers counted as those of all."""
    if isinstance(part, KeptRows):
        source = f"read_parquet({literal(str(part.path))})"
    else:
        source = f"part_{at}"
        duck.register(f"given_{at}", part.table)
        duck.execute(f"create temp table {source} as from given_{at}")
        duck.unregister(f"given_{at}")
    made = [f"{_number(duck, source, name, den // part.dens[name])} as {_quoted(name)}" for name, den in dens.items()]
    made.append(f"row + {at * LINES}::bigint as row")
    return f"select * replace ({', '.join(made)}) from {source}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _number(duck: duckdb.DuckDBPyConnection, source: str, name: str, times: int) -> str:
    """A column of numbers times a factor, wide where that needs more than 64 bits."""
    if times == 1:
        return _quoted(name)
    low, high = duck.execute(f"select min({_quoted(name)}), max({_quoted(name)}) from {source}").fetchall()[0]
    largest = max(abs(int(low or 0)), abs(int(high or 0))) * times
    if largest >= _MOST:
        raise CannotFoldError("size", str(times))
    wide = largest >= _PLAIN
    return f"({_quoted(name)}::hugeint * {times}::hugeint)::{WIDE if wide else 'bigint'}"
