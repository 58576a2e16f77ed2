"""The tables of a workbook → what it says of agents, details and its roster, every decision noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from types import MappingProxyType

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats.book import Book
from ccmotivate.formats.cells import Cell, column_letters
from ccmotivate.formats.columns import Objects, Rows
from ccmotivate.model.dataset import Dataset, DetailRows, TableColumns
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.results import InputFile, Interpretation
from ccmotivate.model.roster import RosterValues, stacked
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sources import KNOWN_AS
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.readers.detail_sheets import dated, read_details
from ccmotivate.readers.headers import ROSTER_FIELDS, FoundTable
from ccmotivate.readers.identity import (
    blank_words,
    read_ids,
    read_required,
    read_roles,
    read_text,
)
from ccmotivate.readers.merged import filled_down
from ccmotivate.readers.month_column import MonthOptions, month_named, read_months
from ccmotivate.readers.numbers import fits_other_mark
from ccmotivate.readers.part_sheets import read_part_sheets
from ccmotivate.readers.reading import (
    Lacking,
    Reading,
    ReadResult,
    RosterRows,
    cells_of,
    dated_rows,
    say_blanks,
    say_header,
    say_left_out,
    say_placeholders,
)
from ccmotivate.readers.roster import REQUIRED, read_roster
from ccmotivate.readers.roster_columns import read_roster_columns
from ccmotivate.readers.row_kinds import kept_rows
from ccmotivate.readers.sourced import sourced
from ccmotivate.readers.values import ReadColumn, Vocabulary, read_column

_TEXT_FIELDS = ("agent_id", "name", "role", "project", "team", "site")


class _Part(Struct):
    """One table's rows, before stacking."""

    rows: Rows
    months: Rows
    texts: dict[str, Objects]
    metrics: dict[str, Exact]
    roster: RosterValues
    bad: set[int]


def read_agents(
    book: Book,
    tables: Sequence[FoundTable],
    rules: RuleSet,
    options: MonthOptions,
    left_out: Mapping[int, int] = MappingProxyType({}),
) -> tuple[ReadResult | None, tuple[Problem, ...]]:
    """Everything that the tables of a workbook say, to be passed on to ``companions.joined``.

    ``left_out`` are rows of other months that are not in the tables, by ordinal.
    None when no row stands below the headers, without any row when none is of the month that alone is asked for; the
    problems of a result stand in it.
    """
    reading = Reading(book, rules, options, Vocabulary.of(rules), left_out=Counter(left_out))
    tables = [one for table in tables for one in _sourced(reading, table)]
    reading.has_other_mark = any(_has_other_mark(table, rules) for table in tables)
    tables = [_filled(reading, table) for table in tables]
    agent_tables = [table for table in tables if table.kind == "agents"]
    if book.encoding:
        reading.note("", "encoding", book.name, book.kind, book.encoding)
    parts = [_read_part(reading, table) for table in agent_tables]
    detail_tables = [table for table in tables if table.detail]
    details, people = read_details(reading, detail_tables, len(parts))
    rosters = [table for table in tables if table.roster]
    roster = read_roster(reading, rosters, len(parts) + len(detail_tables))
    of_parts = [table for table in tables if table.part]
    sheets, bad_sheets = read_part_sheets(reading, of_parts, len(parts) + len(detail_tables) + len(rosters))
    empty = list(_none_told(reading, detail_tables, details, parts))
    for kind, none in empty:
        details[kind] = replace(details[kind], may_lack=details[kind].may_lack | none)
    may_lack = frozenset[int]().union(*(none for _kind, none in empty))
    if not (_has_rows(parts, details, roster) or (sheets and not parts) or empty) and not reading.left_out:
        nothing = problem("no-rows", SourceRef(book.name, tables[0].sheet.name))
        return None, (*reading.problems, nothing)
    say_left_out(reading)
    agents, bad = _stack(parts)
    if parts and not len(agents):
        sheets = {}  # of the months of its agents, none of which is asked for
    ordered = (*agent_tables, *detail_tables, *rosters, *of_parts)
    sources = tuple(_columns_of(book, table) for table in ordered)
    names = sorted({name for part in parts for name in part.metrics})
    metrics = {n: Exact.concat([p.metrics.get(n) or Exact.empty(len(p.rows)) for p in parts]) for n in names}
    own = stacked([(part.roster, len(part.rows)) for part in parts])
    result = ReadResult(
        Dataset((InputFile(book.name, book.sha256),), agents, metrics, details, sources, own, sheets),
        tuple(reading.problems),
        tuple(reading.how),
        frozenset(bad),
        frozenset(reading.bad_details | bad_sheets),
        tables[0].sheet.name,
        tuple(header for table in agent_tables or rosters for header, _ in table.unused),
        roster,
        people,
        tuple(lacking_of(reading, ordered)),
        tuple(map(Month.from_ordinal, sorted({*reading.left_out, *_of_others(may_lack, options)}))),
        {kind: frozenset(whose) for kind, whose in reading.elsewhere.items()},
    )
    return result, ()


def _columns_of(book: Book, table: FoundTable) -> TableColumns:
    return TableColumns(
        book.name,
        table.sheet.name,
        {name: table.letters(name) for name in table.columns},
        frozenset((table.sheet.hidden_rows + 1).tolist()),
        source=table.source.id if table.source else "",
    )


def _none_told(
    reading: Reading, tables: Sequence[FoundTable], details: Mapping[str, DetailRows], parts: Sequence[_Part]
) -> Iterator[tuple[str, set[int]]]:
    """The sources of which a sheet says that there are none: nothing stands below its header, or nothing wanted.

    With the months (ordinals) of which it says so, 0 for every one; a note says so.
    """
    elsewhere = {month for _, month in reading.elsewhere.get("agents", ())}
    agents = elsewhere.union(*(part.months.tolist() for part in parts)) - {0}
    for table in tables:
        if not table.layout.is_mapped or len(details[table.kind].frame) or table.kind in reading.elsewhere:
            continue
        here = SourceRef(table.file, table.sheet.name)
        filtered = kept_rows(table, reading.rules).dropped.get("filtered", ())
        if not filtered and not _is_bare(table):
            continue
        none, found = _none_in(reading, table, filtered, agents)
        months = [Month.from_ordinal(month) for month in sorted(none) if month]
        facts = {"month": "every-month" if 0 in none else months[0] if len(months) == 1 else months}
        facts["kind"] = table.kind
        if filtered:
            said = problem("source-filtered", here, len(filtered), **facts)
        else:
            said = problem("source-empty", here, **facts)
        reading.problems += found if has_errors(found) else [*found, said]
        yield table.kind, none


def _of_others(none: Set[int], options: MonthOptions) -> Set[int]:
    """The months of which there are none, where the month that alone is asked for is not among them."""
    return frozenset() if options.only is None or none & {0, options.only.ordinal} else none


def _is_bare(table: FoundTable) -> bool:
    """True when nothing stands below the header."""
    real = table.sheet.columns[: len(table.sheet.columns) - len(table.origin)]
    below = [column[table.header + 1 :] for column in real]
    return all(column.is_blank.all() for column in below) and all(row <= table.header for row, _ in table.sheet.errors)


def _none_in(
    reading: Reading, table: FoundTable, filtered: Sequence[int], agents: set[int]
) -> tuple[set[int], list[Problem]]:
    """The months (ordinals) of which a sheet says that there are none, and problems; 0 where nothing names any.

    They are those of the rows that were left out; where they do not say theirs, or there are none, those of the
    ``agents`` of the workbook, else what names one.
    """
    month, found = month_named(table, reading.options)
    if month is None and not found:
        return {0}, []
    named, found = (agents, []) if agents else ({month.ordinal} if month else {0}, found)
    if not filtered:
        return named, found
    table = dated(table, reading.rules.details[table.kind])
    own = read_months(table, np.array(filtered), reading.options, blank_words(reading.rules)).months.tolist()
    return ({*own} - {0}).union(named if 0 in own else ()), found if 0 in own else []


def _has_rows(parts: Sequence[_Part], details: Mapping[str, DetailRows], roster: RosterRows | None) -> bool:
    """True when a row stands below a header: of agents where there is a sheet of them, else of any kind."""
    if parts:
        return any(len(part.rows) for part in parts)
    return any(len(detail.frame) for detail in details.values()) or (roster is not None and len(roster.frame) > 0)


def _has_other_mark(table: FoundTable, rules: RuleSet) -> bool:
    """True when a figure of the table is written with the decimal mark that the rules do not expect."""

    def fits(cell: Cell) -> bool:
        return isinstance(cell, str) and fits_other_mark(cell, table.decimal(rules))

    columns = [table.sheet.columns[place] for field, place in table.columns.items() if not _is_of_people(field, rules)]
    doubtful = [column for column in columns if any(map(fits, column.values))]
    if not doubtful:
        return False
    rows = kept_rows(table, rules).rows
    return any(fits(cell) for column in doubtful for cell in column.take(rows).places())


def _is_of_people(field: str, rules: RuleSet) -> bool:
    """True for columns that say who somebody is."""
    return field in rules.columns or field.startswith(KNOWN_AS)


def _sourced(reading: Reading, table: FoundTable) -> list[FoundTable]:
    tables, found = sourced(table, reading.rules)
    reading.problems += found
    return tables


def _filled(reading: Reading, table: FoundTable) -> FoundTable:
    table, notes = filled_down(table, reading.rules)
    reading.problems += notes
    return table


# -- one table --------------------------------------------------------------------------------------------------------


def _read_part(reading: Reading, table: FoundTable) -> _Part:
    rules = reading.rules
    say_header(reading, table)
    rows, refused, months = dated_rows(reading, table)
    blanks = blank_words(rules)
    texts = {
        "agent_id": read_ids(table, rows, blanks),
        "name": read_text(table, "name", rows, blanks),
        "role": read_roles(table, rows, rules),
        "project": read_required(table, "project", rows, rules),
        "team": read_text(table, "team", rows, blanks),
        "site": read_text(table, "site", rows, blanks),
    }
    for name in ("name", "team", "site"):
        say_blanks(reading, table, name, rows, texts[name])
    roster, wrong = read_roster_columns(reading, table, rows)
    part = _Part(rows, months.months, {name: read.values for name, read in texts.items()}, {}, roster, refused)
    part.bad |= wrong
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


# -- how it was read --------------------------------------------------------------------------------------------------


def lacking_of(reading: Reading, tables: Sequence[FoundTable]) -> Iterator[Lacking]:
    """Identity columns that tables lack: the default that stands in, an error for a role or project, else nothing."""
    for place, table in enumerate(tables):
        for name in ROSTER_FIELDS if table.kind in ("agents", "roster") or table.layout.is_mapped else ():
            if name not in table.columns:
                yield _lacking_column(reading, table, place, name)


def _lacking_column(reading: Reading, table: FoundTable, place: int, name: str) -> Lacking:
    column, file, sheet = reading.rules.columns[name], reading.book.name, table.sheet.name
    if column.default:
        return Lacking(place, name, how=Interpretation(file, sheet, "default", "", name, column.default))
    if name not in REQUIRED:
        return Lacking(place, name)
    headers = [header for header, _ in table.unused]
    like = next((near for word in column.label.names if (near := nearest(word, headers))), "–")
    facts = {"field": name, "words": column.label.words, "nearest": like}
    return Lacking(place, name, problem("no-identity-column", SourceRef(file, sheet), **facts))


def _say_column(
    reading: Reading, table: FoundTable, metric: Metric, column: ReadColumn, place: int, rows: Rows
) -> None:
    reading.problems += column.problems
    letter = column_letters(place)
    if column.scale:
        what = "unit" if metric.kind is MetricKind.DURATION else "scale"
        reading.note(table.sheet.name, what, letter, metric.id, column.scale)
    say_placeholders(reading, table, metric.id, place, rows[column.no_data].tolist())


# -- all tables -------------------------------------------------------------------------------------------------------


def empty_agents() -> pd.DataFrame:
    """The agents of a file without any."""
    return _stack([])[0]


def _stack(parts: Sequence[_Part]) -> tuple[pd.DataFrame, set[int]]:
    """The rows of all tables under each other, and the positions in error."""
    sizes = [len(part.rows) for part in parts]
    offsets = np.cumsum([0, *sizes])
    frame: dict[str, object] = {"month": _concat([part.months for part in parts])}
    for name in _TEXT_FIELDS:
        texts = [part.texts[name] for part in parts]
        frame[name] = pd.Series(np.concatenate(texts) if texts else [], dtype=object)
    frame["table"] = np.repeat(np.arange(len(parts)), sizes)
    frame["row"] = _concat([part.rows for part in parts]) + 1
    return pd.DataFrame(frame), {int(offsets[at]) + place for at, part in enumerate(parts) for place in part.bad}


def _concat(columns: Sequence[Rows]) -> Rows:
    return np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)
