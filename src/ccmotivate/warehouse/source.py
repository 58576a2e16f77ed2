"""A table of a database as the rows of a source: who has rows, what is wrong with them, and their folds.

The queries, all of them SELECT: the people and months of the rows, how many rows have no day, the different words of
the columns that folds read as words, how fine numbers are where the type does not say, rows with a cell in error, rows
with the same key, and one that folds each month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

import ibis
from msgspec import Struct, field

from ccmotivate.model.folded import FoldedColumn
from ccmotivate.model.metrics import DetailColumn, DetailFold, DetailSheet
from ccmotivate.model.period import Month
from ccmotivate.model.words import normal
from ccmotivate.warehouse import columns as read
from ccmotivate.warehouse.columns import Clock
from ccmotivate.warehouse.failures import refuse
from ccmotivate.warehouse.folds import folded
from ccmotivate.warehouse.opening import Database, column_of
from ccmotivate.warehouse.rows import ROWS, SourceRows
from ccmotivate.warehouse.terms import CannotFoldError
from ccmotivate.warehouse.zones import after, first_moment

if TYPE_CHECKING:
    import pandas as pd

MOST_PEOPLE = 200_000
MOST_WORDS = 10_000
MOST_ODD = 1_000
_APART = "\x1f"
MONTH = "month of the row"


class Reading(Struct, frozen=True):
    """How a source is read.

    ``names`` are the words by which identity columns go that the source does not map; ``no_data`` words in compared
    form; ``worth`` tells what words are worth in a column of numbers, ``numbers`` what ``no_data`` of a column means.
    """

    source: DetailSheet
    names: Mapping[str, Sequence[str]]
    no_data: frozenset[str]
    clock: Clock
    worth: read.Worth
    numbers: Callable[[DetailColumn], Sequence[Fraction]]


class People(Struct, frozen=True):
    """Who has rows: texts by the header, one list each of equal length, and how many rows each line stands for.

    ``keys`` are what the database tells agents apart by, line by line.
    """

    texts: Mapping[str, list[str]]
    rows: list[int]
    keys: list[str]


class Wrong(Struct, frozen=True):
    """Cells in error of one agent in a month: in which column, the problem's code, and one of them."""

    key: str
    column: str
    code: str
    value: str


class SourceTable(Struct):
    """A source in a database; ``queries`` are those that were asked, in order."""

    database: Database
    reading: Reading
    folds: tuple[DetailFold, ...]
    table: Any = None
    raw: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)

    @property
    def source(self) -> DetailSheet:
        return self.reading.source

    @property
    def months(self) -> tuple[Month, ...]:
        return self.reading.clock.months

    def find(self) -> None:
        """Find the table and its columns, and leave out rows by ``only``.

        Raises:
            DatabaseError: something is not there.
        """
        self.table = self.database.table()
        for name, column in self.source.columns.items():
            self.raw[name] = self._named(column.label.words)
        fields = self.source.layout.fields
        for header in (one for made in fields.values() for one in made.headers):
            self.headers[header] = column_of(self.database, self.table, header).get_name()
        for name, words in self.reading.names.items():
            if name not in fields and (found := self._known(words)) is not None:
                self.headers[words[0]] = found
            elif name not in fields and name == "agent_id":
                self._named(words)
        for header, texts in self.source.layout.only.items():
            name = self.raw.get(header) or column_of(self.database, self.table, header).get_name()
            self.table = self.table.filter(self._among(name, texts))

    def _known(self, words: Sequence[str]) -> str | None:
        """The column that one of the words names."""
        forms = {normal(name): name for name in reversed(self.table.columns)}
        return next((forms[normal(word)] for word in words if normal(word) in forms), None)

    def _named(self, words: Sequence[str]) -> str:
        return self._known(words) or str(column_of(self.database, self.table, words[0]).get_name())

    def _among(self, name: str, texts: Sequence[str]) -> Any:
        """Rows whose cell is one of the texts, in which ``*`` stands for anything."""
        forms = [normal(text).replace("[", "[[]").replace("?", "[?]") for text in texts]
        known = [one for one in self.words(name) if any(fnmatchcase(normal(one), form) for form in forms)]
        return read.text_of(self.table[name]).isin(known) if known else ibis.literal(False)

    def words(self, name: str) -> list[str]:
        """The different texts of a column.

        Raises:
            DatabaseError: they are too many to be told apart here.
        """
        column = read.text_of(self.table[name])
        found = self.asked(self.table.select(text=column).distinct().limit(MOST_WORDS + 1))["text"]
        if len(found) > MOST_WORDS:
            refuse(self.database.of, "table-many-words", name, most=MOST_WORDS)
        return sorted(text for text in found if text is not None)

    def asked(self, query: Any) -> dict[str, list[Any]]:
        self.queries.append(self.database.shown(query))
        found = self.database.fetched(query)
        return {name: found.column(name).to_pylist() for name in found.column_names}

    # -- months -------------------------------------------------------------------------------------------------------

    @property
    def dated_by(self) -> str | None:
        """The column of days that says of which month a row is; None where words or a fixed month do."""
        made = self.source.layout.fields.get("month")
        if made is not None:
            name = self.headers[made.headers[0]] if made.is_header else None
        else:
            named = self.headers.get(self.reading.names["month"][0])
            dates = (name for name, one in self.source.columns.items() if one.kind in ("date", "moment"))
            name = named or self.raw.get(next(dates, ""))
        if name is None:
            return None
        kind = self.table[name].type()
        return name if kind.is_date() or kind.is_timestamp() else None

    @property
    def month_header(self) -> str | None:
        """The header of the words that say the month of rows; None where days or a fixed month do."""
        made = self.source.layout.fields.get("month")
        header = made.headers[0] if made and made.headers else self.reading.names["month"][0]
        return header if header in self.headers and self.dated_by is None else None

    def within(self, month: Month) -> Any:
        """The rows of a month by their day."""
        name = self.dated_by
        column = self.table[name]
        first, end = (self._bound(column, one) for one in (month, after(month)))
        return self.table.filter((column >= first) & (column < end))

    def _bound(self, column: Any, month: Month) -> Any:
        kind, clock = column.type(), self.reading.clock
        if kind.is_date():
            return ibis.date(month.year, month.month, 1)
        if kind.timezone is None and clock.written_in is None:
            return ibis.timestamp(month.year, month.month, 1, 0, 0, 0)
        if clock.zone is None:
            refuse(self.database.of, "table-zone", column.get_name())
        start = first_moment(month, clock.zone)
        if kind.timezone is not None:
            return ibis.literal(start.isoformat(sep=" ") + "+00:00").cast(kind)
        from datetime import UTC  # by the clocks of the zone in which stamps are written
        from zoneinfo import ZoneInfo

        local = start.replace(tzinfo=UTC).astimezone(ZoneInfo(clock.written_in or "UTC"))
        return ibis.timestamp(local.year, local.month, local.day, local.hour, local.minute, local.second)

    def _dated(self) -> Any:
        """The rows with ``month``: of each month of the run, or whatever the words of a column say."""
        if self.dated_by is None:
            made = self.source.layout.fields.get("month")
            fixed = made.text if made is not None and not made.headers else ""
            return self.table.mutate(**{MONTH: ibis.literal(fixed)})
        parts = [self.within(month).mutate(**{MONTH: ibis.literal(str(month))}) for month in self.months]
        return reduce(lambda left, right: left.union(right), parts)

    def undated(self) -> int:
        """How many rows have no day and so are in no month."""
        if self.dated_by is None:
            return 0
        rows = self.table.filter(self.table[self.dated_by].isnull())
        return int(self.asked(rows.aggregate(rows=rows.count()))["rows"][0])

    # -- people -------------------------------------------------------------------------------------------------------

    @property
    def told(self) -> dict[str, str]:
        """Header and column of all that is asked of people; of days, of which each row has its own, only the month."""
        fields = self.source.layout.fields
        others = {header for name, made in fields.items() if name != "month" for header in made.headers}
        dated = self.dated_by
        return {header: name for header, name in self.headers.items() if name != dated or header in others}

    @property
    def own_month(self) -> str | None:
        """What the months that ``people`` finds are called: as the column of days; None where words say the month."""
        if self.month_header is not None:
            return None
        return MONTH if self.dated_by is None or self.dated_by in self.told else self.dated_by

    def key(self, table: Any) -> Any:
        """What tells the agents of rows apart: the cells that their id is made of."""
        made = self.source.layout.fields.get("agent_id")
        names = (
            [self.headers[one] for one in made.headers] if made else [self.headers[self.reading.names["agent_id"][0]]]
        )
        if not names:
            return ibis.literal("")
        texts = [read.text_of(table[name]).fill_null("") for name in names]
        return reduce(lambda left, right: left + ibis.literal(_APART) + right, texts)

    def people(self) -> People:
        """Who has rows, in the order of what they are called.

        Raises:
            DatabaseError: they are too many, or the database failed.
        """
        table = self._dated()
        texts = {header: read.text_of(table[name]) for header, name in self.told.items()}
        named = {f"text {at}": one for at, one in enumerate(texts.values())}
        rows = table.select(key=self.key(table), month=table[MONTH], **named)
        groups = ["key", "month", *named]
        found = self.asked(rows.group_by(groups).aggregate(rows=rows.count()).order_by(groups).limit(MOST_PEOPLE + 1))
        if len(found["key"]) > MOST_PEOPLE:
            refuse(self.database.of, "table-many-people", MOST_PEOPLE)
        lists = {header: [one or "" for one in found[name]] for header, name in zip(texts, named, strict=True)}
        months = {} if self.own_month is None else {self.own_month: found["month"]}
        return People({**lists, **months}, found["rows"], found["key"])

    def fold(self, table: Any, rows: SourceRows) -> tuple[pd.DataFrame, dict[DetailFold, FoldedColumn]]:
        """The rows of a month folded, as ``FoldedQuery.read``.

        Raises:
            DatabaseError: one of the folds cannot be computed exactly there, or the database failed.
        """
        try:
            query = folded(rows, self.folds)
        except CannotFoldError as error:
            code, value = f"table-{error.args[0]}", error.args[1]
        else:
            asked = self.database.over(
                ROWS, table, query.sql, query.kinds(str(table["row"].type()) if rows.are_named else "")
            )
            self.queries.append(self.database.shown(asked))
            return query.read(self.database.fetched(asked).to_pydict())
        return refuse(self.database.of, code, value)

    def lines(self) -> dict[str, list[str]]:
        """Every row of a roster as texts by the header.

        Raises:
            DatabaseError: they are too many, or the database failed.
        """
        texts = {f"text {at}": read.text_of(self.table[name]) for at, name in enumerate(self.headers.values())}
        found = self.asked(self.table.select(**texts).order_by(list(texts)).limit(MOST_PEOPLE + 1))
        if len(found["text 0"]) > MOST_PEOPLE:
            refuse(self.database.of, "table-many-people", MOST_PEOPLE)
        return {
            header: [one or "" for one in cells] for header, cells in zip(self.headers, found.values(), strict=True)
        }
