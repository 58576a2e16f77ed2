"""One workbook being read: what every step shares, which rows of a table hold agents, and what is noted on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.formats.book import Book
from ccmotivate.formats.cells import a1, column_letters
from ccmotivate.formats.columns import Rows
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.period import Month
from ccmotivate.model.results import Interpretation
from ccmotivate.model.roster import NO_VALUES, RosterValues
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.column_cells import ColumnCells
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import TextColumn, blank_words, plain_cell, read_ids
from ccmotivate.readers.merged import merged_figures
from ccmotivate.readers.month_column import MonthColumn, MonthOptions, read_months
from ccmotivate.readers.row_kinds import KeptRows, kept_rows
from ccmotivate.readers.values import Vocabulary

_WHO = ("agent_id", "name")
Who = tuple[str, int]
"""An agent's id and a month (ordinal)."""
EVERY = 0  # the month of rows of rosters that count for every month


class Lacking(Struct, frozen=True):
    """An identity column that a table (index into ``Dataset.tables``) lacks.

    Unless a roster gives it, ``problem`` is an error and ``how`` says that a default stands in; both may be None.
    """

    table: int
    field: str
    problem: Problem | None = None
    how: Interpretation | None = None


class NamedRoster(Struct, frozen=True):
    """A roster (index into ``Dataset.tables``) whose ``origin`` (title, sheet or file) names a month, an ordinal."""

    table: int
    source: str
    origin: str
    month: int


class Alias(Struct, frozen=True):
    """Another word for a person of a roster, in compared form, in a month (ordinal, 0 for every one), and its cell."""

    form: str
    agent_id: str
    month: int
    header: str
    cell: SourceRef


class Aliases(Struct, frozen=True):
    """By which words other files name the people of a roster, and the cell of each id."""

    words: tuple[Alias, ...]
    ids: Mapping[str, SourceRef]


class RosterRows(Struct, frozen=True):
    """The rows of rosters.

    ``frame`` has ``month`` (ordinal, 0 for every month), ``agent_id name role project team site`` (str, ``""`` for
    none), ``table`` (index into ``Dataset.tables``), ``row`` (1-based); ``values`` are the other columns, aligned with
    it; ``bad`` are positions with an error. ``named`` are rosters of sources of which something names a
    month, but no column, ``left_out`` the ids of rows of single months that were not wanted. ``aliases``
    are by table of those rosters that say by which of their columns others name people.
    """

    frame: pd.DataFrame
    bad: frozenset[int]
    values: RosterValues = NO_VALUES
    named: tuple[NamedRoster, ...] = ()
    left_out: frozenset[str] = frozenset()
    aliases: Mapping[int, Aliases] = {}

    def take(self, keep: NDArray[np.intp]) -> RosterRows:
        """The rows at these positions, ascending."""
        bad = frozenset(new for new, old in enumerate(keep.tolist()) if old in self.bad)
        frame = self.frame.iloc[keep].reset_index(drop=True)
        return replace(self, frame=frame, bad=bad, values=self.values.take(keep))

    def ids_of(self, table: int) -> set[str]:
        """Whom one of the rosters lists."""
        return set(self.frame["agent_id"][self.frame["table"] == table].tolist()) - {""}

    def moved(self, by: int) -> RosterRows:
        """The same with their table numbers shifted in the list of all tables."""
        named = tuple(replace(one, table=one.table + by) for one in self.named)
        aliases = {table + by: one for table, one in self.aliases.items()}
        return replace(self, frame=self.frame.assign(table=self.frame["table"] + by), named=named, aliases=aliases)


class ReadResult(Struct, frozen=True):
    """The result of reading a workbook: its agents (perhaps none), detail rows and roster.

    ``bad`` are positions in ``dataset.agents`` with an error in their row, ``bad_details`` (agent id, month) of detail
    rows with one; ``sheet`` is the first sheet of agents, ``unused`` the unknown headers. ``lacking`` are the
    identity columns that its sheets of agents and rosters do not have, ``people`` who stands in the rows of sources,
    ``left_out`` the months that were not requested, ``elsewhere`` whose rows of these there are, by the kind of table.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...]
    bad: frozenset[int]
    bad_details: frozenset[tuple[str, int]] = frozenset()
    sheet: str = ""
    unused: tuple[str, ...] = ()
    roster: RosterRows | None = None
    people: RosterRows | None = None
    lacking: tuple[Lacking, ...] = ()
    left_out: tuple[Month, ...] = ()
    elsewhere: Mapping[str, frozenset[Who]] = {}

    @property
    def is_empty(self) -> bool:
        """True when there is no row at all, of agents, details or a roster, and no sheet of a part."""
        details = any(len(detail.frame) for detail in self.dataset.details.values()) or bool(self.dataset.sheets)
        return not (len(self.dataset.agents) or details or (self.roster is not None and len(self.roster.frame)))


class Reading(Struct):
    """One workbook being read."""

    book: Book
    rules: RuleSet
    options: MonthOptions
    words: Vocabulary
    problems: list[Problem] = field(default_factory=list)
    how: list[Interpretation] = field(default_factory=list)
    bad_details: set[tuple[str, int]] = field(default_factory=set)  # agent and month of detail rows in error
    has_other_mark: bool = False  # some number is written with the decimal mark that the rules do not expect
    left_out: Counter[int] = field(default_factory=Counter)  # rows of months not requested, by ordinal
    elsewhere: dict[str, set[Who]] = field(default_factory=dict)  # whose they are, by the kind of their table

    def note(self, sheet: str, what: str, where: str, subject: str, meaning: str) -> None:
        self.how.append(Interpretation(self.book.name, sheet, what, where, subject, meaning))


def say_header(reading: Reading, table: FoundTable) -> None:
    sheet = table.sheet
    rows = dict.fromkeys((table.top + 1, table.header + 1))
    reading.note(sheet.name, "header", ", ".join(map(str, rows)), "", table.kind)
    for name, place in table.columns.items():
        reading.note(sheet.name, "column", table.letters(name), table.headers[place], name.partition(" ")[0])


def say_rows(reading: Reading, table: FoundTable, rows: Rows) -> None:
    """How many rows of a source were read."""
    if table.source is not None and table.layout.is_mapped:
        reading.note(table.sheet.name, "rows", "", table.source.id, str(len(rows)))


def say_months(reading: Reading, table: FoundTable, months: MonthColumn) -> None:
    """Which rows took their month from a name or the command line."""
    if months.named:
        rows, origin, month = months.named
        lines = [table.sheet.line(row) for row in rows]
        reading.note(table.sheet.name, f"month-{origin}", row_ranges(lines), "", str(month))


def dated_rows(reading: Reading, table: FoundTable) -> tuple[Rows, set[int], MonthColumn]:
    """The rows of agents, the positions among them with an error, and their months; with ``--only`` of one month."""
    given, wrong = agent_rows(reading, table)
    every = read_months(table, given, reading.options, blank_words(reading.rules))
    rows, wrong, months = only_wanted(reading, given, wrong, every)
    if len(rows) < len(given):
        out = ~np.isin(given, rows)
        ids = read_ids(table, given[out], blank_words(reading.rules)).values
        whose = zip(ids.tolist(), every.months[out].tolist(), strict=True)
        reading.elsewhere.setdefault(table.kind, set()).update(whose)
    say_months(reading, table, months)
    return rows, wrong, months


def only_wanted(
    reading: Reading, rows: Rows, wrong: set[int], months: MonthColumn
) -> tuple[Rows, set[int], MonthColumn]:
    """The rows of the month that alone is asked for, where one is; those of others are only counted."""
    if reading.options.only is None:
        return rows, wrong, months
    kept, wanted = months.of(reading.options.only)
    reading.left_out.update(np.delete(months.months, kept).tolist())
    return rows[kept], set(np.flatnonzero(np.isin(kept, list(wrong))).tolist()), wanted


def say_blanks(reading: Reading, table: FoundTable, field: str, rows: Rows, texts: TextColumn) -> None:
    """A note on the placeholders of a text column that may be blank."""
    place = table.columns.get(field)
    if place is not None:
        blank = rows[texts.values == ""].tolist()
        cells = table.sheet.columns[place]
        say_placeholders(reading, table, field, place, [row for row in blank if plain_cell(cells[row])])


def say_placeholders(reading: Reading, table: FoundTable, field: str, place: int, rows: Sequence[int]) -> None:
    """A note on the cells of a column that were taken as no data."""
    if rows:
        cells = [a1(table.sheet.line(row), table.real(place)) for row in rows]
        reading.problems.append(problem("placeholder", table.ref(rows[0], place), field=field, cells=cells))


def say_left_out(reading: Reading) -> None:
    """A note on the rows of other months."""
    if reading.left_out:
        months = [f"{Month.from_ordinal(one)} ({many})" for one, many in sorted(reading.left_out.items())]
        count, here = reading.left_out.total(), SourceRef(reading.book.name)
        reading.problems.append(problem("other-months", here, reading.options.only, count=count, months=months))


def cells_of(reading: Reading, table: FoundTable, field: str, rows: Rows) -> ColumnCells:
    """The cells of a known column in these sheet rows."""
    place = table.columns[field]
    sheet = table.sheet
    percent = np.zeros(sheet.height, dtype=bool)
    for code, formatted in sheet.formats.get(place, ()):
        if "%" in code:
            percent[formatted] = True
    return ColumnCells(
        cells=sheet.columns[place].take(rows),
        rows=rows,
        percent=percent[rows],
        errors={row: shown for (row, column_at), shown in sheet.errors.items() if column_at == place},
        uncalculated=frozenset(row for row, column_at in sheet.uncalculated if column_at == place),
        unit=table.units.get(field, ""),
        ref=lambda row: table.ref(row, place),
        decimal=table.decimal(reading.rules),
        has_other_mark=reading.has_other_mark,
        header=table.headers.get(place, ""),
        least_beside_units=reading.rules.reading.least_beside_units,
    )


def agent_rows(reading: Reading, table: FoundTable) -> tuple[Rows, set[int]]:
    """The 0-based sheet rows that hold agents, and the positions among them with an error.

    What was left out, and what is hidden or merged, is noted.
    """
    kept = kept_rows(table, reading.rules)
    sheet = SourceRef(reading.book.name, table.sheet.name)
    for why, places in kept.dropped.items():
        lines = [table.sheet.line(row) for row in places]
        first = replace(sheet, cell=f"A{lines[0] + 1}")
        if why == "filtered":  # may be most of a log
            reading.problems.append(problem("dropped-filtered", first, len(places), first=lines[0] + 1))
        else:
            reading.problems.append(problem(f"dropped-{why}", first, rows=[_told(table, row, why) for row in places]))
        reading.note(table.sheet.name, "dropped", row_ranges(lines), why, str(len(places)))
    bad = set(kept.asked)
    for row, place in kept.asked.items():
        value = plain_cell(table.sheet.columns[place][row])
        reading.problems.append(problem("total-or-person", table.ref(row, place), value))
    for row in kept.moved:
        here = table.ref(row, table.anchor)
        reading.problems.append(problem("header-moved", here, first=table.header + 1))
        bad.update(kept.rows[kept.rows > row].tolist())
    for found, rows in merged_figures(table, reading.rules, kept.rows):
        reading.problems.append(found)
        bad.update(rows)
    bad |= _say_hidden(reading, table, kept)
    return kept.rows, set(np.flatnonzero(np.isin(kept.rows, list(bad))).tolist())


def _told(table: FoundTable, row: int, why: str) -> str:
    """A row as a note names it; one that the rules exclude with whom it is about."""
    who = [plain_cell(table.sheet.columns[place][row]) for field, place in table.columns.items() if field in _WHO]
    number = table.sheet.line(row) + 1
    return f"{number} ({', '.join(filter(None, who))})" if why == "excluded" and any(who) else str(number)


def _say_hidden(reading: Reading, table: FoundTable, kept: KeptRows) -> set[int]:
    """A note on hidden rows and columns that were read; with ``hidden_rows: error`` the rows are in error."""
    here = SourceRef(reading.book.name, table.sheet.name)
    hidden = kept.hidden.tolist()
    refused = reading.rules.reading.hidden_rows == "error"
    if hidden:
        code = "hidden-rows-refused" if refused else "hidden-rows"
        first = replace(here, cell=f"A{hidden[0] + 1}")
        reading.problems.append(problem(code, first, rows=[row + 1 for row in hidden]))
        reading.note(table.sheet.name, "hidden-rows", row_ranges(hidden), "", str(len(hidden)))
    columns = sorted(place for place in table.columns.values() if place in table.sheet.hidden_columns)
    if columns:
        letters = [f"{column_letters(place)} ({table.headers[place]})" for place in columns]
        first = replace(here, cell=f"{column_letters(columns[0])}{table.header + 1}")
        reading.problems.append(problem("hidden-columns", first, columns=letters))
    return set(hidden) if refused else set()


def row_ranges(rows: Sequence[int]) -> str:
    """Ascending 0-based sheet rows as people count them, neighbours together: ``2, 5-9``."""
    if not rows:
        return ""
    counted = np.asarray(rows) + 1
    runs = np.split(counted, np.flatnonzero(np.diff(counted) != 1) + 1)
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
