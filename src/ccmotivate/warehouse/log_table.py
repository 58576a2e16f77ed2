"""A large text file as a compact table in DuckDB: known texts by number, plain numbers as numbers, all else set apart.

A row is *plain* when every cell that matters is blank, a text known beforehand or a number in digits; what that is
worth was worked out by the readers, once for each distinct text. All other rows are *odd* and read by the readers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from msgspec import Struct, field

from ccmotivate.warehouse.log_kept import Kept, Telling, cell
from ccmotivate.warehouse.log_scan import Scan
from ccmotivate.warehouse.sql import literal

HELD = 384 * 2**20
"""Bytes of rows that are held in memory as they are, where DuckDB need not keep a table of them."""


class LogTable(Struct):
    """The rows of a text file by their number, which is ``rowid``; ``header`` is the last row that is none of them."""

    duck: duckdb.DuckDBPyConnection
    file: str
    header: int
    source: str = ""
    way: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    held: pa.Table | None = None

    @classmethod
    def of(cls, duck: duckdb.DuckDBPyConnection, path: Path, separator: str, width: int, header: int) -> LogTable:
        """A table to be, of a file of UTF-8 lines."""
        names = ", ".join(f"{literal(cell(place))}: 'VARCHAR'" for place in range(width))
        options = (
            f"columns = {{{names}}}, header = false, auto_detect = false, delim = {literal(separator)}, quote = '\"',"
            " escape = '\"', strict_mode = true, nullstr = ''"
        )
        return cls(duck, f"{literal(str(path))}, {options}", header)

    def fill(self, scan: Scan, lines: Iterable[Sequence[bytes | memoryview]]) -> None:
        """Take the lines of a file without quotation marks, in order."""
        batches, size, most, way = deque[pa.RecordBatch](), 0, HELD, "create table log as"
        for batch in scan.rows(lines):
            batches.append(batch)
            size += batch.nbytes
            if size > most:
                self._store(way, scan.schema, batches)
                size, most, way = 0, HELD // 8, "insert into log"
        if most < HELD:
            self._store(way, scan.schema, batches)
            return
        ends = np.cumsum([0, *map(len, batches)])
        numbers = [np.arange(*one, dtype=np.int32) for one in pairwise(ends)]  # one large array takes much longer
        table = pa.Table.from_batches(batches, scan.schema)
        self.held = table.append_column("rowid", pa.chunked_array(numbers, pa.int32()))
        self.duck.register("log", self.held)

    def _store(self, way: str, schema: pa.Schema, batches: deque[pa.RecordBatch]) -> None:
        """Move rows into a table of DuckDB."""
        moved = (batches.popleft() for _ in range(len(batches)))
        self.duck.register("given_log", pa.RecordBatchReader.from_batches(schema, moved))
        self.duck.execute(f"{way} from given_log")
        self.duck.unregister("given_log")

    def make(self, kept: Mapping[int, Kept], told: Telling, *, has_quotes: bool) -> None:
        """Let DuckDB read the file.

        It does so on several processors where no cell holds a line break, or no row is short.
        """
        for place, one in kept.items():
            if one.texts:
                listed = ", ".join(map(literal, one.texts))
                self.duck.execute(f"create type e{place} as enum ({listed})")
        self.columns = {name: sql for place, one in kept.items() for name, sql in one.columns(place).items()}
        plain = " and ".join([told.sql, *(one.is_plain(place) for place, one in kept.items())])
        made = ", ".join(f"{sql} as {name}" for name, sql in (*self.columns.items(), ("plain", f"({plain})")))
        ways = ("", "parallel = false, null_padding = true") if has_quotes else ("null_padding = true",)
        for at, way in enumerate(ways, start=1):
            self.go(way)
            try:
                self.duck.execute(f"create table log as select {made} from {self.source}")
            except duckdb.Error:
                if at == len(ways):
                    raise
            else:
                return

    def go(self, way: str) -> None:
        """Read the file in this way from now on."""
        self.way, self.source = way, f"read_csv({self.file}{way and ', '}{way})"

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return int(self.ask("select count(*) from log")[0][0])

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.duck.execute(query).fetchall()

    def odd(self, most: int) -> list[int]:
        """The rows that are not plain, at most so many and one more."""
        wanted = f"select rowid from log where not plain and rowid > {self.header} order by 1 limit {most + 1}"
        return [row for (row,) in self.ask(wanted)]

    def set_apart(self, condition: str) -> None:
        """Make more rows odd."""
        if self.held is not None:
            self.duck.execute("create table own_log as from log")
            self.duck.unregister("log")
            self.duck.execute("alter table own_log rename to log")
            self.held = None
        self.duck.execute(f"update log set plain = false where plain and rowid > {self.header} and ({condition})")

    def cells(self, rows: Sequence[int], width: int) -> list[list[str]]:
        """All cells of these rows (ascending), by another way through the file."""
        names = ", ".join(map(cell, range(width)))
        numbered = f"select row_number() over () - 1 as line, {names} from (from {self.source} limit {rows[-1] + 1})"
        self.duck.execute("create or replace temp table wanted as select unnest(?::bigint[]) as line", [list(rows)])
        found = self.ask(f"select {names} from ({numbered}) semi join wanted using (line) order by line")
        return [[text or "" for text in row] for row in found]
