"""The tables of a workbook → one ``Dataset``: which rows are agents, stacked over all sheets, every decision noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ccmotivate.model.dataset import Dataset, TableColumns
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.results import InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Book, column_letters
from ccmotivate.readers.columns import Objects, Rows
from ccmotivate.readers.detail_sheets import read_details
from ccmotivate.readers.headers import Table
from ccmotivate.readers.identity import (
    TextColumn,
    blank_words,
    plain_cell,
    read_ids,
    read_required,
    read_roles,
    read_text,
)
from ccmotivate.readers.merged import filled_down
from ccmotivate.readers.month_column import MonthOptions, read_months
from ccmotivate.readers.numbers import fits_other_mark
from ccmotivate.readers.reading import Reading, ReadResult, agent_rows, cells_of, say_header, say_months
from ccmotivate.readers.values import SHOWN_CELLS, ReadColumn, Vocabulary, read_column

_TEXT_FIELDS = ("agent_id", "name", "role", "project", "team", "site")


@dataclass(slots=True)
class _Part:
    """One table's rows, before stacking."""

    table: Table
    rows: Rows
    months: Rows
    texts: dict[str, Objects]
    metrics: dict[str, Exact]
    bad: set[int]


def read_agents(
    book: Book, tables: Sequence[Table], rules: RuleSet, options: MonthOptions
) -> tuple[ReadResult | None, tuple[Problem, ...]]:
    """Everything that the tables of a workbook say about agents, to be passed on to ``together``.

    None when there is no row with an agent; the problems of a result stand in it.
    """
    reading = Reading(book, rules, options, Vocabulary.of(rules))
    reading.has_other_mark = any(_has_other_mark(table, rules) for table in tables)
    tables = [_filled(reading, table) for table in tables]
    agent_tables = [table for table in tables if table.detail is None]
    if book.encoding:
        reading.note("", "encoding", book.name, book.kind, book.encoding)
    parts = [_read_part(reading, table) for table in agent_tables]
    _say_absent(reading, agent_tables)
    if not any(len(part.rows) for part in parts):
        empty = problem("no-rows", SourceRef(book.name, agent_tables[0].sheet.name))
        return None, (*reading.problems, empty)
    details, detail_tables = read_details(reading, [table for table in tables if table.detail], len(parts))
    agents, bad = _stack(parts)
    sources = tuple(
        TableColumns(
            book.name,
            table.sheet.name,
            {n: column_letters(at) for n, at in table.columns.items()},
            frozenset((table.sheet.hidden_rows + 1).tolist()),
        )
        for table in (*agent_tables, *detail_tables)
    )
    names = sorted({name for part in parts for name in part.metrics})
    metrics = {n: Exact.concat([p.metrics.get(n) or Exact.empty(len(p.rows)) for p in parts]) for n in names}
    dataset = Dataset((InputFile(book.name, book.sha256),), agents, metrics, details, sources)
    result = ReadResult(
        dataset,
        tuple(reading.problems),
        tuple(reading.how),
        frozenset(bad),
        frozenset(reading.bad_details),
        agent_tables[0].sheet.name,
        tuple(header for table in agent_tables for header, _ in table.unused),
    )
    return result, ()


def _has_other_mark(table: Table, rules: RuleSet) -> bool:
    """True when a figure of the table is written with the decimal mark that the rules do not expect."""
    figures = [place for field, place in table.columns.items() if field not in rules.columns]
    cells = (cell for place in figures for cell in table.sheet.columns[place].values if isinstance(cell, str))
    return any(fits_other_mark(cell, rules.reading.decimal) for cell in cells)


def _filled(reading: Reading, table: Table) -> Table:
    table, notes = filled_down(table, reading.rules)
    reading.problems += notes
    return table


# -- one table --------------------------------------------------------------------------------------------------------


def _read_part(reading: Reading, table: Table) -> _Part:
    rules = reading.rules
    say_header(reading, table)
    rows, refused = agent_rows(reading, table)
    blanks = blank_words(rules)
    months = read_months(table, rows, reading.options, blanks)
    texts = {
        "agent_id": read_ids(table, rows, blanks),
        "name": read_text(table, "name", rows, frozenset()),
        "role": read_roles(table, rows, rules),
        "project": read_required(table, "project", rows, rules),
        "team": read_text(table, "team", rows, blanks),
        "site": read_text(table, "site", rows, blanks),
    }
    say_months(reading, table, months)
    _say_blank_teams(reading, table, rows, texts["team"])
    part = _Part(table, rows, months.months, {name: read.values for name, read in texts.items()}, {}, refused)
    for read in (*texts.values(), months):
        reading.problems += read.problems
        part.bad |= read.bad
    if table.twice:
        part.bad |= set(range(len(rows)))
    for name, place in table.columns.items():
        metric = rules.metrics.get(name)
        if metric is not None:
            column = read_column(cells_of(reading, table, name, rows), metric, reading.words)
            part.metrics[name] = column.values
            part.bad |= column.bad
            _say_column(reading, table, metric, column, place, rows)
    return part


def _say_blank_teams(reading: Reading, table: Table, rows: Rows, teams: TextColumn) -> None:
    """Placeholders in the team column: no team, and a note."""
    place = table.columns.get("team")
    if place is None:
        return
    blank = rows[teams.values == ""].tolist()
    cells = [table.ref(row, place) for row in blank if plain_cell(table.sheet.columns[place][row])]
    if cells:
        reading.problems.append(problem("placeholder", cells[0], field="team", cells=shown_cells(cells)))


# -- how it was read --------------------------------------------------------------------------------------------------


def _say_absent(reading: Reading, tables: Sequence[Table]) -> None:
    """Identity columns that sheets lack: the default that stands in, an error for a role or project, else a note."""
    rules = reading.rules
    for table in tables:
        for name in ("role", "project", "team", "name"):
            column = rules.columns[name]
            if name in table.columns:
                continue
            if column.default:
                reading.note(table.sheet.name, "default", "", name, column.default)
            elif name in ("role", "project"):
                headers = [header for header, _ in table.unused]
                like = next((near for word in column.label.names if (near := nearest(word, headers))), "–")
                here = SourceRef(reading.book.name, table.sheet.name)
                words = ", ".join(column.label.words)
                reading.problems.append(problem("no-identity-column", here, field=name, words=words, nearest=like))
    absent = [name for name in ("name", "team") if all(name not in table.columns for table in tables)]
    if absent:
        reading.problems.append(problem("column-absent", SourceRef(reading.book.name), fields="|".join(absent)))


def _say_column(reading: Reading, table: Table, metric: Metric, column: ReadColumn, place: int, rows: Rows) -> None:
    reading.problems += column.problems
    letter = column_letters(place)
    if column.scale:
        what = "unit" if metric.kind is MetricKind.DURATION else "scale"
        reading.note(table.sheet.name, what, letter, metric.id, column.scale)
    if column.no_data:
        cells = [table.ref(row, place) for row in rows[column.no_data].tolist()]
        reading.problems.append(problem("placeholder", cells[0], field=metric.id, cells=shown_cells(cells)))


def shown_cells(cells: Sequence[SourceRef]) -> str:
    """The first addresses, and how many there are when they are many."""
    shown = ", ".join(cell.cell or "" for cell in cells[:SHOWN_CELLS])
    return shown + (f" … ({len(cells)})" if len(cells) > SHOWN_CELLS else "")


# -- all tables -------------------------------------------------------------------------------------------------------


def _stack(parts: Sequence[_Part]) -> tuple[pd.DataFrame, set[int]]:
    """The rows of all tables under each other, and the positions in error."""
    sizes = [len(part.rows) for part in parts]
    offsets = np.cumsum([0, *sizes])
    frame: dict[str, object] = {"month": np.concatenate([part.months for part in parts])}
    for name in _TEXT_FIELDS:
        frame[name] = pd.Series(np.concatenate([part.texts[name] for part in parts]), dtype=object)
    frame["table"] = np.repeat(np.arange(len(parts)), sizes)
    frame["row"] = np.concatenate([part.rows for part in parts]) + 1
    return pd.DataFrame(frame), {int(offsets[at]) + place for at, part in enumerate(parts) for place in part.bad}
