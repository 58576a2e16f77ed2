"""A large text file as a compact table: known texts by number, plain numbers as numbers, all else set apart.

A row is *plain* when every cell that matters is blank, a text known beforehand or a number in digits; what that is
worth was worked out by the readers, once for each distinct text. All other rows are *odd* and read by the readers.
The table stands in DuckDB, at a server that looks through the file before anybody knows how it is to be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from msgspec import Struct

from ccmotivate.formats.large_text import LargeText
from ccmotivate.warehouse.log_kept import Kept, Scan, Telling, cell
from ccmotivate.warehouse.sql import literal

Kind = Literal["integer", "bigint", "varchar"]
Columns = Mapping[str, tuple[Kind, Sequence[Any]]]
"""The columns of a table, by name."""


class TableError(Exception):
    """What DuckDB cannot do, in its words."""


class Server(Protocol):
    """Reads the log at ``path`` and answers queries about it: ``LogServer``, or ``LogProcess`` with one of its own.

    Whatever asks DuckDB raises ``TableError``.
    """

    path: Path

    def look(self, path: Path, named: str | None) -> None:
        """Begin to look through a file; ``named`` is its encoding, where it is known."""

    def text(self) -> LargeText:
        """What was seen in the file.

        Raises:
            Refusal: as ``text_look.looked_through``.
        """

    def open(self, folder: Path, files: Sequence[Path]) -> None:
        """Open a database that may read and write these files, with ``folder`` for what it lays aside."""

    def close(self) -> None:
        """Close it."""

    def fill(self, scan: Scan) -> None:
        """Begin to make the table ``log`` of the file that is looked through, as far as its lines are rows."""

    def own(self) -> None:
        """Let rows of the table be changed."""

    def put(self, name: str, columns: Columns) -> None:
        """Make a table of these columns."""

    def execute(self, query: str) -> None:
        """Run a query that gives nothing."""

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def columns(self, query: str) -> dict[str, list[Any]]:
        """All rows of a query, by column."""


class LogTable(Struct):
    """The rows of a text file by their number, which is ``rowid``; ``header`` is the last row that is none of them."""

    server: Server
    file: str
    header: int
    source: str = ""
    way: str = ""

    @classmethod
    def of(cls, server: Server, path: Path, separator: str, width: int, header: int) -> LogTable:
        """A table to be, of a file of UTF-8 lines."""
        names = ", ".join(f"{literal(cell(place))}: 'VARCHAR'" for place in range(width))
        options = (
            f"columns = {{{names}}}, header = false, auto_detect = false, delim = {literal(separator)}, quote = '\"',"
            " escape = '\"', strict_mode = true, nullstr = ''"
        )
        return cls(server, f"{literal(str(path))}, {options}", header)

    def make(self, kept: Mapping[int, Kept], told: Telling, *, has_quotes: bool) -> None:
        """Let DuckDB read the file.

        It does so on several processors where no cell holds a line break, or no row is short.
        """
        for place, one in kept.items():
            if one.texts:
                listed = ", ".join(map(literal, one.texts))
                self.server.execute(f"create type e{place} as enum ({listed})")
        columns = {name: sql for place, one in kept.items() for name, sql in one.columns(place).items()}
        plain = " and ".join([told.sql, *(one.is_plain(place) for place, one in kept.items())])
        made = ", ".join(f"{sql} as {name}" for name, sql in (*columns.items(), ("plain", f"({plain})")))
        ways = ("", "parallel = false, null_padding = true") if has_quotes else ("null_padding = true",)
        for at, way in enumerate(ways, start=1):
            self.go(way)
            try:
                self.server.execute(f"create table log as select {made} from {self.source}")
            except TableError:
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
        return self.server.ask(query)

    def odd(self, most: int) -> list[int]:
        """The rows that are not plain, at most so many and one more."""
        wanted = f"select rowid from log where not plain and rowid > {self.header} order by 1 limit {most + 1}"
        return [row for (row,) in self.ask(wanted)]

    def set_apart(self, condition: str) -> None:
        """Make more rows odd."""
        self.server.own()
        self.server.execute(f"update log set plain = false where plain and rowid > {self.header} and ({condition})")

    def cells(self, rows: Sequence[int], width: int) -> list[list[str]]:
        """All cells of these rows (ascending), by another way through the file."""
        names = ", ".join(map(cell, range(width)))
        numbered = f"select row_number() over () - 1 as line, {names} from (from {self.source} limit {rows[-1] + 1})"
        self.server.put("wanted", {"line": ("bigint", rows)})
        found = self.ask(f"select {names} from ({numbered}) semi join wanted using (line) order by line")
        return [[text or "" for text in row] for row in found]
