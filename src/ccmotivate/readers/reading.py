"""One workbook being read: what every step shares, which rows of a table hold agents, and what is noted on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.period import Month
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal, normals
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Book, Cell, column_letters
from ccmotivate.readers.columns import Rows
from ccmotivate.readers.headers import Table
from ccmotivate.readers.identity import MonthColumn, MonthOptions, blank_words, plain_cells, read_months
from ccmotivate.readers.values import SHOWN_CELLS, ColumnCells, Vocabulary


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a workbook became.

    ``bad`` are positions in ``dataset.agents`` with an error in their row, ``bad_details`` (agent id, month) of detail
    rows with one; ``sheet`` is the first sheet of agents, ``unused`` the headers that nobody knew, and ``left_out`` the
    months whose rows nobody asked for.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...]
    bad: frozenset[int]
    bad_details: frozenset[tuple[str, int]] = frozenset()
    sheet: str = ""
    unused: tuple[str, ...] = ()
    left_out: tuple[Month, ...] = ()


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
    left_out: Counter[int] = field(default_factory=Counter)  # rows of months that nobody asked for, by ordinal

    def note(self, sheet: str, what: str, where: str, subject: str, meaning: str) -> None:
        self.how.append(Interpretation(self.book.name, sheet, what, where, subject, meaning))


def say_header(reading: Reading, table: Table) -> None:
    sheet = table.sheet
    reading.note(sheet.name, "header", str(table.header + 1), "", table.detail or "agents")
    for name, place in table.columns.items():
        header = " ".join(str(sheet.columns[place][table.header]).split())
        reading.note(sheet.name, "column", column_letters(place), header, name)


def say_months(reading: Reading, table: Table, months: MonthColumn) -> None:
    """Which rows took their month from a name or the command line."""
    if months.named:
        rows, origin, month = months.named
        reading.note(table.sheet.name, f"month-{origin}", shown_rows(rows), "", str(month))


def dated_rows(reading: Reading, table: Table) -> tuple[Rows, MonthColumn]:
    """The rows of agents with their months; where one month alone is asked for, those of others are only counted."""
    rows = agent_rows(reading, table)
    months = read_months(table, rows, reading.options, blank_words(reading.rules))
    if reading.options.only is not None:
        kept, wanted = months.of(reading.options.only)
        reading.left_out.update(np.delete(months.months, kept).tolist())
        rows, months = rows[kept], wanted
    say_months(reading, table, months)
    return rows, months


def say_left_out(reading: Reading) -> None:
    """A note on the rows of other months."""
    if reading.left_out:
        months = ", ".join(f"{Month.from_ordinal(one)} ({many})" for one, many in sorted(reading.left_out.items()))
        count, here = reading.left_out.total(), SourceRef(reading.book.name)
        reading.problems.append(problem("other-months", here, reading.options.only, count=count, months=months))


def cells_of(table: Table, place: int, rows: Rows, unit: str) -> ColumnCells:
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
        unit=unit,
        ref=lambda row: table.ref(row, place),
    )


def agent_rows(reading: Reading, table: Table) -> Rows:
    """The 0-based sheet rows that hold agents; totals, footnotes, repeated headers and blank rows are left out."""
    sheet, ids = table.sheet, table.sheet.columns[table.columns["agent_id"]]
    kinds = _RowKinds.of(reading.rules, table)
    odd = ids.every(kinds.are_odd).astype(bool)
    keep = np.arange(sheet.height) > table.header
    dropped: dict[str, list[int]] = {}
    for row in np.flatnonzero(keep & odd).tolist():
        why = kinds.why_dropped(row)
        keep[row] = why is None
        if why:
            dropped.setdefault(why, []).append(row)
    for why, places in dropped.items():
        shown = shown_rows(places)
        reading.problems.append(
            problem(f"dropped-{why}", SourceRef(reading.book.name, sheet.name, f"A{places[0] + 1}"), rows=shown)
        )
        reading.note(sheet.name, "dropped", shown, why, str(len(places)))
    return np.flatnonzero(keep)


def _words(cells: Iterable[Cell]) -> list[str]:
    """Cells as rows are told by them."""
    return [form.rstrip(":") for form in normals(plain_cells(cells))]


def shown_rows(rows: Sequence[int]) -> str:
    """The numbers of 0-based sheet rows as people count them."""
    return ", ".join(str(row + 1) for row in rows[:SHOWN_CELLS]) + (" …" if len(rows) > SHOWN_CELLS else "")


@dataclass(frozen=True, slots=True)
class _RowKinds:
    """What tells a row of totals, a footnote or a repeated header from an agent."""

    table: Table
    totals: frozenset[str]
    headers: frozenset[str]
    blanks: frozenset[str]
    odd_words: frozenset[str]
    marked: Mapping[int, int]  # row → cells with an error or a formula that was never calculated

    @classmethod
    def of(cls, rules: RuleSet, table: Table) -> _RowKinds:
        totals = frozenset(normal(word) for word in rules.words.totals)
        headers = frozenset(normal(word) for word in (*rules.columns["agent_id"].label.words, "agent_id"))
        marked = Counter(row for row, _ in (*table.sheet.errors, *table.sheet.uncalculated))
        blanks = blank_words(rules)
        return cls(table, totals, headers, blanks, totals | headers | blanks | {""}, marked)

    def are_odd(self, cells: Sequence[Cell]) -> list[bool]:
        """True for each cell of the id column that makes its row worth a look."""
        pairs = zip(cells, _words(cells), strict=True)
        return [word in self.odd_words and type(cell) is not float for cell, word in pairs]

    def why_dropped(self, row: int) -> str | None:
        """``total``, ``footnote``, ``header``, ``""`` for a blank row, None for a row that stays."""
        texts = _words(column[row] for column in self.table.sheet.columns)
        word = texts[self.table.columns["agent_id"]]
        if word in self.headers:
            return "header"
        filled = [text for text in texts if text]
        marked = self.marked.get(row, 0)
        if not filled and not marked:
            return ""
        if filled and filled[0] in self.totals:
            return "total"
        blank = not word or word in self.blanks
        place = (row, self.table.columns["agent_id"])
        broken = place in self.table.sheet.errors or place in self.table.sheet.uncalculated
        only = [text for text in filled if text not in self.blanks]
        return "footnote" if blank and not broken and len(only) + marked == 1 else None
