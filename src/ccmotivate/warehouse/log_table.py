"""A large text file as a compact table in DuckDB: known texts by number, plain numbers as numbers, all else set apart.

A row is *plain* when every cell that matters is blank, a text known beforehand or a number in digits; what that is
worth was worked out by the readers, once for each distinct text. All other rows are *odd* and read by the readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

MEMORY_MIB = 448
"""What DuckDB may take; beyond that it lays its tables aside on disk."""

PLACES = 6
"""Decimal places of numbers that are read as such."""

_WHOLE = r"-?[0-9]{1,9}"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"


def _decimal(mark: str) -> str:
    return rf"{_WHOLE}[{mark}][0-9]{{1,{PLACES}}}"


def cell(place: int) -> str:
    """The name of a column of cells."""
    return f"c{place}"


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Kept:
    """How a column of cells is kept.

    Attributes:
        texts: Those that are known, to be kept by number in ``code``.
        numbers: Whether numbers in digits are kept in ``number``; ``decimals`` those with a decimal ``mark``, too, in
            ``10 ** -PLACES``.
        pattern: What other texts must be like to be kept as they are in ``text``; None keeps none.
        dated: The length of dates before times, where only the date is the text to know, or the date and the hour
            (``hours``); ``is_iso`` where all are like 2025-03-31 23:59:59.
        without: A sign that must not stand in it, where nothing of it is kept.
        but: Texts in small letters that are like ``pattern`` and not kept all the same.
    """

    texts: tuple[str, ...] = ()
    numbers: bool = False
    decimals: bool = False
    mark: str = "."
    pattern: str | None = None
    dated: int = 0
    hours: bool = False
    is_iso: bool = False
    without: str | None = None
    but: tuple[str, ...] = ()

    def known_part(self, name: str) -> str:
        """The text that is to be known, in SQL."""
        if not self.dated:
            return name
        timed = f"regexp_full_match({name}, '.{{{self.dated}}}[ T]{_CLOCK}')"
        if self.is_iso:  # the same, sooner
            timed = f"cast(try_cast({name} as timestamp) as varchar) = {name}"
        return f"case when {timed} then left({name}, {self.dated + 3 * self.hours}) else {name} end"

    def columns(self, place: int) -> dict[str, str]:
        """Name and SQL of each column that is kept."""
        name, made = cell(place), dict[str, str]()
        if self.texts:
            made[f"k{place}"] = f"try_cast({self.known_part(name)} as e{place})"
        if self.numbers:
            whole = f"case when regexp_full_match({name}, '{_WHOLE}') then try_cast({name} as bigint) end"
            made[f"n{place}"] = f"({whole})::integer"
            if self.decimals:
                pointed = name if self.mark == "." else f"replace({name}, {literal(self.mark)}, '.')"
                part = f"try_cast({pointed} as decimal(18, {PLACES})) * {10**PLACES}"
                form = f"{_WHOLE}|{_decimal(self.mark)}"
                scaled = f"case when regexp_full_match({name}, '{form}') then ({part})::bigint end"
                made[f"n{place}"] = scaled
        if self.pattern is not None:
            fits = f"regexp_full_match({name}, {literal(self.pattern)})"
            if self.but:
                fits += f" and lower({name}) not in ({', '.join(map(literal, self.but))})"
            made[f"t{place}"] = f"case when {fits} then {name} end"
        return made

    def is_plain(self, place: int) -> str:
        """Whether nothing of a cell is lost, in SQL."""
        name = cell(place)
        if self.without is not None:
            return f"coalesce(not contains({name}, {literal(self.without)}), true)"
        made = " or ".join(f"{one} is not null" for one in self.columns(place))
        return f"({name} is null or {made})" if made else f"{name} is null"


@dataclass(slots=True)
class LogTable:
    """The rows of a text file by their number, which is ``rowid``; ``header`` is the last row that is none of them."""

    duck: duckdb.DuckDBPyConnection
    file: str
    header: int
    source: str = ""
    way: str = ""
    columns: dict[str, str] = field(default_factory=dict)

    def make(self, kept: Mapping[int, Kept], told: str, *, has_quotes: bool) -> None:
        """Read the file; ``told`` is a condition on a row for it to be plain.

        DuckDB reads a file on several processors where no cell holds a line break, or no row is short.
        """
        for place, one in kept.items():
            if one.texts:
                listed = ", ".join(map(literal, one.texts))
                self.duck.execute(f"create type e{place} as enum ({listed})")
        self.columns = {name: sql for place, one in kept.items() for name, sql in one.columns(place).items()}
        plain = " and ".join([told, *(one.is_plain(place) for place, one in kept.items())])
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
        self.duck.execute(f"update log set plain = false where plain and rowid > {self.header} and ({condition})")

    def cells(self, rows: Sequence[int], width: int) -> list[list[str]]:
        """All cells of these rows (ascending), by another way through the file."""
        names = ", ".join(map(cell, range(width)))
        numbered = f"select row_number() over () - 1 as line, {names} from (from {self.source} limit {rows[-1] + 1})"
        self.duck.execute("create or replace temp table wanted as select unnest(?::bigint[]) as line", [list(rows)])
        found = self.ask(f"select {names} from ({numbered}) semi join wanted using (line) order by line")
        return [[text or "" for text in row] for row in found]


@contextmanager
def log_table(
    path: Path, separator: str, width: int, header: int, folder: Path, aside: Path | None
) -> Iterator[LogTable]:
    """A table to be, of a file of UTF-8 lines; DuckDB can open nothing but it, ``folder`` and the file ``aside``."""
    names = ", ".join(f"{literal(cell(place))}: 'VARCHAR'" for place in range(width))
    options = (
        f"columns = {{{names}}}, header = false, auto_detect = false, delim = {literal(separator)}, quote = '\"',"
        " escape = '\"', strict_mode = true, nullstr = ''"
    )
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{MEMORY_MIB}MiB",
        "temp_directory": str(folder),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(":memory:", config=settings) as duck:
        allowed = ", ".join(literal(str(one)) for one in (path, aside) if one is not None)
        duck.execute(f"set allowed_paths = [{allowed}]")
        duck.execute("set enable_external_access = false")
        yield LogTable(duck, f"{literal(str(path))}, {options}", header)
