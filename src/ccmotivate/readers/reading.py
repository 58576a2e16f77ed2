"""One workbook being read: what every step shares, which rows of a table hold agents, and what is noted on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Book, column_letters
from ccmotivate.readers.headers import Table
from ccmotivate.readers.identity import MonthOptions, plain_cell
from ccmotivate.readers.values import SHOWN_CELLS, ColumnCells, Vocabulary


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a workbook became. ``bad`` are positions in ``dataset.agents`` with an error in their row."""

    dataset: Dataset
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...]
    bad: frozenset[int]


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

    def note(self, sheet: str, what: str, where: str, subject: str, meaning: str) -> None:
        self.how.append(Interpretation(self.book.name, sheet, what, where, subject, meaning))


def say_header(reading: Reading, table: Table) -> None:
    sheet = table.sheet
    reading.note(sheet.name, "header", str(table.header + 1), "", table.detail or "agents")
    for name, place in table.columns.items():
        header = " ".join(str(sheet.columns[place][table.header]).split())
        reading.note(sheet.name, "column", column_letters(place), header, name)


def cells_of(table: Table, place: int, rows: list[int], unit: str) -> ColumnCells:
    sheet, at = table.sheet, np.asarray(rows, dtype=np.int64)
    column = sheet.columns[place]
    contiguous = bool(rows) and rows[-1] - rows[0] + 1 == len(rows)
    cells = column[rows[0] : rows[-1] + 1] if contiguous else [column[row] for row in rows]
    formatted = [found for code, found in sheet.formats.get(place, ()) if "%" in code]
    percent = np.isin(at, np.concatenate(formatted)) if formatted else np.zeros(len(rows), dtype=bool)
    return ColumnCells(
        cells=cells,
        rows=at,
        percent=percent,
        errors={row: shown for (row, column_at), shown in sheet.errors.items() if column_at == place},
        uncalculated=frozenset(row for row, column_at in sheet.uncalculated if column_at == place),
        unit=unit,
        ref=lambda row: table.ref(row, place),
    )


def agent_rows(reading: Reading, table: Table) -> list[int]:
    """The 0-based sheet rows that hold agents; totals, footnotes, repeated headers and blank rows are left out."""
    sheet = table.sheet
    ids = sheet.columns[table.columns["agent_id"]]
    totals = {normal(word) for word in reading.rules.words.totals}
    header_words = {normal(word) for word in (*reading.rules.columns["agent_id"].label.words, "agent_id")}
    odd_words = totals | header_words
    rows: list[int] = []
    dropped: dict[str, list[int]] = {}
    for row in range(table.header + 1, sheet.height):
        cell = ids[row]
        if type(cell) is float:
            rows.append(row)
            continue
        word = normal(plain_cell(cell)).rstrip(":")
        if word and word not in odd_words:
            rows.append(row)
            continue
        why = _why_dropped(table, row, word, totals, header_words)
        if why is None:
            rows.append(row)
        elif why:
            dropped.setdefault(why, []).append(row)
    for why, places in dropped.items():
        shown = ", ".join(str(row + 1) for row in places[:SHOWN_CELLS]) + (" …" if len(places) > SHOWN_CELLS else "")
        reading.problems.append(
            problem(f"dropped-{why}", SourceRef(reading.book.name, sheet.name, f"A{places[0] + 1}"), rows=shown)
        )
        reading.note(sheet.name, "dropped", shown, why, str(len(places)))
    return rows


def _why_dropped(table: Table, row: int, word: str, totals: set[str], headers: set[str]) -> str | None:
    """``total``, ``footnote``, ``header``, ``""`` for a blank row, None for a row that stays."""
    filled = [text for column in table.sheet.columns if (text := plain_cell(column[row]))]
    if not filled and not _has_error(table, row):
        return ""
    if word in headers:
        return "header"
    if filled and normal(filled[0]).rstrip(":") in totals:
        return "total"
    return "footnote" if not word and len(filled) == 1 else None


def _has_error(table: Table, row: int) -> bool:
    return any(at == row for at, _ in table.sheet.errors) or any(at == row for at, _ in table.sheet.uncalculated)
