"""What a database says of people, months and words, read as the cells of files are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cells import column_number
from ccmotivate.formats.columns import CellColumn, Objects, Rows
from ccmotivate.model.dataset import Dataset, DetailRows, TableColumns
from ccmotivate.model.folded import FoldedColumn
from ccmotivate.model.metrics import DetailColumn, DetailFold, DetailSheet
from ccmotivate.model.period import Month
from ccmotivate.model.results import InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sources import FieldFrom
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.agents import empty_agents, lacking_of
from ccmotivate.readers.detail_columns import number_of, read_figures
from ccmotivate.readers.headers import FoundTable, find_tables
from ccmotivate.readers.identity import blank_words, read_ids
from ccmotivate.readers.known_as import KnownAs, Naming
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.readers.people import people_of
from ccmotivate.readers.reading import Reading, ReadResult, RosterRows, dated_rows
from ccmotivate.readers.roster import read_roster
from ccmotivate.readers.sourced import sourced
from ccmotivate.readers.values import Vocabulary


class TablePeople(Struct, frozen=True):
    """Who has rows in a table: the id and the month (ordinal) of each line, what is said of them, and problems.

    ``lines`` are the places of the lines among those that the database gave; ``bad`` those in error.
    """

    table: FoundTable
    lines: Rows
    ids: Objects
    months: Rows
    people: RosterRows
    reading: Reading
    bad: frozenset[int]


def sheet_of(name: str, texts: Mapping[str, Sequence[str]]) -> Book:
    """Texts by header as a workbook of one sheet that is called like the table."""
    columns = [CellColumn.of([header, *(one or None for one in cells)]) for header, cells in texts.items()]
    sheet = Sheet("", True, columns, {}, {}, frozenset(), (), np.empty(0, dtype=np.int64), frozenset())
    told = hashlib.sha256(repr([(header, list(cells)) for header, cells in texts.items()]).encode()).hexdigest()
    return Book(name, Path(name), told, "table", (sheet,), ())


def _as_roster(source: DetailSheet, name: str, rules: RuleSet, month: str | None) -> RuleSet:
    """Rules by which the sheet of a table is told: as a source without columns; ``month`` heads the months found."""
    fields = dict(source.layout.fields)
    if month is not None:
        fields["month"] = FieldFrom(f"{{{month}}}", (month,))
    layout = replace(source.layout, files=(name,), table=None, fields=fields, only={}, written_in=None)
    return replace(rules, details={}, rosters={source.id: replace(source, columns={}, layout=layout, key=())})


def read_people(
    source: DetailSheet, book: Book, rules: RuleSet, options: MonthOptions, month: str | None
) -> tuple[TablePeople | None, tuple[Problem, ...]]:
    """Who has rows in a table, from the lines that its database gave; None and why where they cannot be read."""
    then = _as_roster(source, book.name, rules, month)
    tables, found = find_tables(book, then)
    if not tables:
        return None, found
    reading = Reading(book, then, replace(options, month=None), Vocabulary.of(then))
    (table,), wrong = sourced(tables[0], then)
    rows, refused, months = dated_rows(reading, table)
    ids = read_ids(table, rows, blank_words(then))
    reading.problems += [*found, *wrong, *months.problems, *ids.problems]
    people = people_of(reading, table, 0, rows, ids.values, months)
    bad = frozenset(refused | ids.bad | months.bad)
    return TablePeople(table, rows - 1, ids.values, months.months, people, reading, bad), ()


def with_known(found: TablePeople, counts: Sequence[int], others: Sequence[ReadResult], rules: RuleSet) -> TablePeople:
    """Who has rows in a table, by the ids of rosters among the ``others``; for how many rows each line stands."""
    known = KnownAs.of(others, rules, list(zip(found.ids.tolist(), found.months.tolist(), strict=True)))
    table = found.table
    header = table.headers[table.real(table.columns["agent_id"])]
    naming = Naming(known, [TableColumns(found.reading.book.name, "", {"agent_id": header}, key=())])
    frame = pd.DataFrame({"agent_id": pd.Series(found.ids, dtype=object), "month": found.months, "table": 0, "row": 0})
    ids = naming.named(frame.assign(rows=[counts[line] for line in found.lines.tolist()]))["agent_id"]
    people = replace(found.people, frame=naming.named(found.people.frame, says=False))
    found.reading.problems += naming.problems
    found.reading.bad_details |= naming.bad
    return replace(found, ids=ids.to_numpy(dtype=object), people=people)


def read_roster_table(
    source: DetailSheet, book: Book, rules: RuleSet, options: MonthOptions
) -> tuple[ReadResult | None, tuple[Problem, ...]]:
    """The rows of a roster, which is a table."""
    then = _as_roster(source, book.name, rules, None)
    tables, found = find_tables(book, then)
    if not tables:
        return None, found
    reading = Reading(book, then, options, Vocabulary.of(then))
    (table,), wrong = sourced(tables[0], then)
    roster = read_roster(reading, [table], 0)
    reading.problems += [*found, *wrong]
    result = _result(reading, table, {}, source.key, {})
    return replace(result, roster=roster), ()


def result_of(
    found: TablePeople,
    source: DetailSheet,
    frame: pd.DataFrame,
    folded: Mapping[DetailFold, FoldedColumn],
    digest: str,
    names: Mapping[str, str],
    none: frozenset[int],
) -> ReadResult:
    """The reading of a table whose rows were folded.

    ``frame`` has ``agent_id``, ``month`` and ``rows``; ``names`` are the columns of the table by those of the source,
    ``none`` the months of which it has no row.
    """
    details = {source.id: DetailRows(frame.assign(table=0, row=0), {}, folded, may_lack=none)}
    result = _result(found.reading, found.table, details, tuple(names.get(one, one) for one in source.key), names)
    wrong = {(str(found.ids[at]), int(found.months[at])) for at in found.bad}
    inputs = (InputFile(found.reading.book.name, digest),)
    return replace(
        result,
        dataset=replace(result.dataset, inputs=inputs),
        people=found.people,
        bad_details=result.bad_details | wrong,
    )


def _result(
    reading: Reading,
    table: FoundTable,
    details: Mapping[str, DetailRows],
    key: tuple[str, ...],
    names: Mapping[str, str],
) -> ReadResult:
    """A reading of one table; addresses name its columns in place of cells."""
    book = reading.book
    letters = {name: table.headers.get(table.real(place), "") or name for name, place in table.columns.items()}
    columns = TableColumns(book.name, "", {**letters, **names}, key=key)
    return ReadResult(
        Dataset((InputFile(book.name, book.sha256),), empty_agents(), {}, details, (columns,)),
        tuple(_named(one, table) for one in reading.problems if one.code not in _OF_CELLS),
        tuple(reading.how),
        frozenset(),
        frozenset(reading.bad_details),
        lacking=tuple(lacking_of(reading, [table])),
        left_out=tuple(map(Month.from_ordinal, sorted(reading.left_out))),
    )


_OF_CELLS = ("column-unused", "column-resembles")


def _named(found: Problem, table: FoundTable) -> Problem:
    """A problem of a cell as one of a column of the table."""
    letters = (found.source.cell or "").rstrip("0123456789")
    place = column_number(letters) if letters.isalpha() else -1
    if place not in table.headers:
        return found
    return replace(found, source=SourceRef(found.source.file, "", table.headers[place]), cells=())


# -- words and numbers ------------------------------------------------------------------------------------------------


def worth_of(source: DetailSheet, column: DetailColumn, texts: Sequence[str], rules: RuleSet) -> list[Fraction | None]:
    """What texts are worth in a column of numbers, None for those that cannot be read as one."""
    book = sheet_of(source.id, {column.id: texts})
    table = FoundTable(
        book.name, book.sheets[0], source.id, 0, 0, {column.id: 0}, {0: column.id}, {}, (), source=source
    )
    reading = Reading(book, rules, MonthOptions(), Vocabulary.of(rules))
    values, bad = read_figures(reading, table, source, column.id, np.arange(len(texts)) + 1)
    return [None if at in bad else value for at, value in enumerate(values.to_list())]


def nothing_of(column: DetailColumn) -> list[Fraction]:
    """The numbers that mean no data in a column."""
    return [value for word in column.no_data if (value := number_of(word, ".", column.clock)) is not None]


def wrong_cells(table: str, column: DetailColumn, name: str, code: str, value: str, rules: RuleSet) -> Problem:
    """A cell of a table in error, as the same cell of a file would be."""
    from ccmotivate.model.bounds import MOST_CELL_PLACES, MOST_DIGITS
    from ccmotivate.model.words import nearest

    words = Vocabulary.of(rules)
    allowed = column.values or (words.level_words if column.kind == "level" else words.pass_words)
    facts: dict[str, dict[str, object]] = {
        "number-size": {"digits": MOST_DIGITS, "places": MOST_CELL_PLACES},
        "not-whole": {"metric": column.id},
        "unknown-word": {"nearest": nearest(value, allowed) or "–", "allowed": allowed},
        "out-of-range": {"range": column.metric.range_text() if column.is_number else ""},
    }
    return problem(code, SourceRef(table, "", name), value, **facts.get(code, {}))
