"""Which row of a sheet is its header, and which column is which metric.

A visible sheet holds agents when one of its first 30 rows has an agent-id header and at least two other known headers;
it is a detail sheet when a row has the agent id and all columns of one. Whatever else stands in a header is named, with
the alias line to add where it resembles a known word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ccmotivate.model.metrics import DetailSheet, Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import nearest, normal, split_unit
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Book, Sheet, a1

HEADER_ROWS = 30
_OTHER_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header found.

    ``detail`` is the id of a detail sheet, None for agents; ``header`` the 0-based header row; ``columns`` field id →
    0-based column; ``units`` field id → the bracketed unit of its header; ``unused`` the other headers; ``twice`` is
    True when two columns claim one field, so that no row can be trusted.
    """

    file: str
    sheet: Sheet
    detail: str | None
    header: int
    columns: Mapping[str, int]
    units: Mapping[str, str]
    unused: tuple[tuple[str, int], ...]
    twice: bool = False

    def ref(self, row: int, column: int) -> SourceRef:
        """The address of a cell, both 0-based."""
        return SourceRef(self.file, self.sheet.name, a1(row, column))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that headers are matched with: compared form → field id."""

    fields: Mapping[str, str]
    units: frozenset[str]

    def find(self, cell: object) -> tuple[str | None, str]:
        """The field of a header cell and its bracketed unit."""
        if not isinstance(cell, str):
            return None, ""
        whole = normal(cell)
        if whole in self.fields:
            return self.fields[whole], split_unit(cell)[1]
        bare, unit = split_unit(cell)
        return (self.fields.get(bare), unit) if unit in self.units else (None, "")


def _words(labels: Mapping[str, Label], units: tuple[str, ...]) -> _Words:
    fields = {normal(word): name for name, label in labels.items() for word in (*label.words, name)}
    return _Words(fields, frozenset(normal(unit) for unit in units))


def agent_labels(rules: RuleSet) -> dict[str, Label]:
    """Every column that a sheet of agents may have, by field id."""
    identity = {name: column.label for name, column in rules.columns.items()}
    return identity | {name: metric.label for name, metric in rules.metrics.items() if metric.formula is None}


def _detail_labels(rules: RuleSet, detail: DetailSheet) -> dict[str, Label]:
    identity = {name: rules.columns[name].label for name in ("agent_id", "month", "name")}
    return identity | {name: column.label for name, column in detail.columns.items()}


def find_tables(book: Book, rules: RuleSet) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """The tables of a workbook: agents first, details after, each in the order of its sheets; none without agents."""
    tables: list[Table] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        if not sheet.visible:
            problems.append(problem("sheet-hidden", SourceRef(book.name, sheet.name)))
            continue
        table, found = _find_table(book.name, sheet, rules)
        problems += found
        if table:
            tables.append(table)
    problems += [problem("sheet-other-kind", SourceRef(book.name, name)) for name in book.other_sheets]
    if not any(table.detail is None for table in tables):
        label = rules.columns["agent_id"].label
        words = ", ".join((*label.names, "…"))
        return (), (*problems, problem("no-agents", SourceRef(book.name), words=words, rows=HEADER_ROWS))
    return tuple(sorted(tables, key=lambda table: table.detail is not None)), tuple(problems)


def _find_table(file: str, sheet: Sheet, rules: RuleSet) -> tuple[Table | None, list[Problem]]:
    for name, detail in rules.details.items():
        words = _words(_detail_labels(rules, detail), rules.units)
        wanted = {"agent_id", *detail.columns}
        row = _header_row(sheet, words, wanted.issubset)
        if row is not None:
            return _table(file, sheet, name, row, words, _detail_labels(rules, detail))
        named = normal(sheet.name) in {normal(word) for word in (*detail.label.words, name)}
        if named:
            return None, [_incomplete_detail(file, sheet, words, wanted, detail)]
    words = _words(agent_labels(rules), rules.units)
    row = _header_row(sheet, words, lambda found: "agent_id" in found and len(found) > _OTHER_KNOWN)
    if row is not None:
        return _table(file, sheet, None, row, words, agent_labels(rules))
    code = (
        "sheet-empty"
        if not any(any(cell is not None for cell in column) for column in sheet.columns)
        else "sheet-left-out"
    )
    return None, [problem(code, SourceRef(file, sheet.name))]


def _fields(sheet: Sheet, words: _Words, row: int) -> set[str]:
    """The fields that a row names as a header."""
    return {field for column in sheet.columns if (field := words.find(column[row])[0])}


def _header_row(sheet: Sheet, words: _Words, enough: Callable[[set[str]], bool]) -> int | None:
    for row in range(min(HEADER_ROWS, len(sheet.columns[0]) if sheet.columns else 0)):
        found = _fields(sheet, words, row)
        if enough(found):
            return row
    return None


def _incomplete_detail(file: str, sheet: Sheet, words: _Words, wanted: set[str], detail: DetailSheet) -> Problem:
    """A sheet that is called like a detail sheet, without all of its columns."""
    rows = range(min(HEADER_ROWS, len(sheet.columns[0]) if sheet.columns else 0))
    best: set[str] = max((_fields(sheet, words, row) for row in rows), key=len, default=set())
    labels = {name: column.label for name, column in detail.columns.items()}
    missing = ", ".join("/".join(labels[name].names) if name in labels else name for name in sorted(wanted - best))
    return problem("detail-incomplete", SourceRef(file, sheet.name), missing=missing)


def _table(
    file: str, sheet: Sheet, detail: str | None, row: int, words: _Words, labels: Mapping[str, Label]
) -> tuple[Table, list[Problem]]:
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    unused: list[tuple[str, int]] = []
    problems: list[Problem] = []
    for place, column in enumerate(sheet.columns):
        cell = column[row]
        field, unit = words.find(cell)
        here = SourceRef(file, sheet.name, a1(row, place))
        if field is None:
            if cell is not None:
                unused.append((str(cell), place))
            continue
        if field in columns:
            first = a1(row, columns[field])
            if place and sheet.columns[place - 1][row] is None:
                left = ", ".join(str(column[row]) for column in sheet.columns[place:] if column[row] is not None)
                problems.append(problem("second-table", here, cell, first=first, headers=left))
                break
            problems.append(problem("column-twice", here, cell, first=first, field=field))
            continue
        columns[field] = place
        units[field] = unit
    twice = any(found.code == "column-twice" for found in problems)
    table = Table(file, sheet, detail, row, columns, units, tuple(unused), twice)
    return table, [*problems, *_unused(table, labels)]


def _unused(table: Table, labels: Mapping[str, Label]) -> list[Problem]:
    problems = []
    free = {word: name for name, label in labels.items() if name not in table.columns for word in label.words}
    for header, place in table.unused:
        here = table.ref(table.header, place)
        like = nearest(split_unit(header)[0], free, cutoff=0.6)
        if like:
            text = " ".join(header.split())
            problems.append(problem("column-resembles", here, text, nearest=like, id=free[like]))
        else:
            problems.append(problem("column-unused", here, " ".join(header.split())))
    return problems
