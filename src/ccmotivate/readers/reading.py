"""One workbook being read: what every step shares, which rows of a table hold agents, and what is noted on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Book, column_letters
from ccmotivate.readers.columns import Rows
from ccmotivate.readers.headers import Table
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.merged import merged_figures
from ccmotivate.readers.month_column import MonthColumn, MonthOptions
from ccmotivate.readers.row_kinds import KeptRows, kept_rows
from ccmotivate.readers.values import SHOWN_CELLS, ColumnCells, Vocabulary


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a workbook became.

    ``bad`` are positions in ``dataset.agents`` with an error in their row, ``bad_details`` (agent id, month) of detail
    rows with one; ``sheet`` is the first sheet of agents and ``unused`` the headers that nobody knew.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...]
    bad: frozenset[int]
    bad_details: frozenset[tuple[str, int]] = frozenset()
    sheet: str = ""
    unused: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """One workbook being read."""

    book: Book
    rules: RuleSet
    options: MonthOptions
    words: Vocabulary
    problems: list[Problem] = field(default_factory=list)
    how: list[Interpretation] = field(default_factory=list)
    bad_details: set[tuple[str, int]] = field(default_factory=set)  # agent and month of detail rows in error
    has_other_mark: bool = False  # some number is written with the decimal mark that the rules do not expect

    def note(self, sheet: str, what: str, where: str, subject: str, meaning: str) -> None:
        self.how.append(Interpretation(self.book.name, sheet, what, where, subject, meaning))


def say_header(reading: Reading, table: Table) -> None:
    sheet = table.sheet
    rows = dict.fromkeys((table.top + 1, table.header + 1))
    reading.note(sheet.name, "header", ", ".join(map(str, rows)), "", table.detail or "agents")
    for name, place in table.columns.items():
        reading.note(sheet.name, "column", column_letters(place), table.headers[place], name)


def say_months(reading: Reading, table: Table, months: MonthColumn) -> None:
    """Which rows took their month from a name or the command line."""
    if months.named:
        rows, origin, month = months.named
        reading.note(table.sheet.name, f"month-{origin}", shown_rows(rows), "", str(month))


def cells_of(reading: Reading, table: Table, field: str, rows: Rows) -> ColumnCells:
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
        decimal=reading.rules.reading.decimal,
        has_other_mark=reading.has_other_mark,
    )


def agent_rows(reading: Reading, table: Table) -> tuple[Rows, set[int]]:
    """The 0-based sheet rows that hold agents, and the positions among them with an error.

    What was left out, and what is hidden or merged, is noted.
    """
    kept = kept_rows(table, reading.rules)
    here = SourceRef(reading.book.name, table.sheet.name)
    for why, places in kept.dropped.items():
        shown = shown_rows(places)
        reading.problems.append(problem(f"dropped-{why}", replace(here, cell=f"A{places[0] + 1}"), rows=shown))
        reading.note(table.sheet.name, "dropped", shown, why, str(len(places)))
    bad = set(kept.asked)
    ids = table.columns["agent_id"]
    for row in kept.asked:
        value = plain_cell(table.sheet.columns[ids][row])
        reading.problems.append(problem("total-or-person", table.ref(row, ids), value))
    for found, rows in merged_figures(table, reading.rules, kept.rows):
        reading.problems.append(found)
        bad.update(rows)
    bad |= _say_hidden(reading, table, kept)
    return kept.rows, set(np.flatnonzero(np.isin(kept.rows, list(bad))).tolist())


def _say_hidden(reading: Reading, table: Table, kept: KeptRows) -> set[int]:
    """A note on hidden rows and columns that were read; with ``hidden_rows: error`` the rows are in error."""
    here = SourceRef(reading.book.name, table.sheet.name)
    hidden = kept.hidden.tolist()
    refused = reading.rules.reading.hidden_rows == "error"
    if hidden:
        code = "hidden-rows-refused" if refused else "hidden-rows"
        first = replace(here, cell=f"A{hidden[0] + 1}")
        reading.problems.append(problem(code, first, rows=shown_rows(hidden)))
        reading.note(table.sheet.name, "hidden-rows", shown_rows(hidden), "", str(len(hidden)))
    columns = sorted(place for place in table.columns.values() if place in table.sheet.hidden_columns)
    if columns:
        letters = ", ".join(f"{column_letters(place)} ({table.headers[place]})" for place in columns)
        first = replace(here, cell=f"{column_letters(columns[0])}{table.header + 1}")
        reading.problems.append(problem("hidden-columns", first, columns=letters))
    return set(hidden) if refused else set()


def shown_rows(rows: Sequence[int]) -> str:
    """The numbers of 0-based sheet rows as people count them."""
    return ", ".join(str(row + 1) for row in rows[:SHOWN_CELLS]) + (" …" if len(rows) > SHOWN_CELLS else "")
