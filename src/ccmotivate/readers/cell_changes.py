"""Compare two exports of the same months: changed cells, added and removed agents and columns.

Rows are found by agent and month and columns by what their headers mean, so that moving them changes nothing; nor does
writing the same value otherwise (80 % or 0.8, a blank or a placeholder).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.formats.book import Book
from ccmotivate.formats.cells import a1
from ccmotivate.model.comparison import (
    ADDED,
    CHANGED,
    REMOVED,
    RENAMED,
    CellChange,
    CellText,
    ColumnChange,
    RowChange,
)
from ccmotivate.model.dataset import Dataset, DetailRows, pooled
from ccmotivate.model.exact import Exact
from ccmotivate.model.ids import natural_key
from ccmotivate.model.metrics import ROW_FIELDS, DetailSheet
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef
from ccmotivate.readers.headers import FoundTable, find_tables
from ccmotivate.readers.identity import blank_words, plain_cell
from ccmotivate.readers.reading import ReadResult
from ccmotivate.readers.sourced import sourced

_KEYS = ("month", "agent_id")


class Changes(Struct, frozen=True):
    """Everything that differs between two exports, by month, agent and column."""

    cells: tuple[CellChange, ...]
    rows: tuple[RowChange, ...]
    columns: tuple[ColumnChange, ...]


def _place(file: str, sheet: str, letters: Mapping[str, str]) -> Hashable:
    """What tells a table: several may stand on one sheet, months side by side."""
    return file, sheet, frozenset(letters.items())


class Export(Struct, frozen=True, dict=True):
    """What was read from a workbook and the files beside it, with its tables by file, sheet and columns."""

    data: Dataset
    tables: Mapping[Hashable, FoundTable]
    blanks: frozenset[str]
    details: Mapping[str, DetailSheet]

    @classmethod
    def of(
        cls, books: Sequence[Book], parts: Sequence[ReadResult], rules: RuleSet, logs: Sequence[FoundTable] = ()
    ) -> Export:
        """Of books and what was read from them; of large logs the tables hold the rows in which agents stand."""
        found = [*(table for book in books for table in find_tables(book, rules)[0]), *logs]
        tables = [table for one in found for table in sourced(one, rules)[0]]
        data = parts[0].dataset if len(parts) == 1 else pooled([part.dataset for part in parts])
        letters = ({name: table.letters(name) for name in table.columns} for table in tables)
        known = {_place(table.file, table.sheet.name, own): table for table, own in zip(tables, letters, strict=True)}
        return cls(data, known, blank_words(rules), rules.details)

    def table(self, at: int) -> FoundTable:
        """The table of this place among those of the dataset."""
        source = self.data.tables[at]
        return self.tables[_place(source.file, source.sheet, source.letters)]

    @cached_property
    def rows(self) -> dict[tuple[int, str, int], int]:
        """Positions of agents by month, id and how often both stood before, which is an error but for 0."""
        seen: dict[tuple[int, str], int] = defaultdict(int)
        places = {}
        for at, key in enumerate(zip(*(self.data.agents[name].tolist() for name in _KEYS), strict=True)):
            places[*key, seen[key]] = at
            seen[key] += 1
        return places

    @cached_property
    def _standing(self) -> list[list[tuple[FoundTable, int]]]:
        """The tables and rows, from 0, of each agent: its own, then the one in a roster, if any."""
        tables = [self.table(at) for at in range(len(self.data.tables))]
        agents = self.data.agents
        standing = [[_standing(tables[at], row)] for at, row in zip(agents["table"], agents["row"], strict=True)]
        if "roster" in agents:
            for places, at, row in zip(standing, agents["roster"], agents["roster_row"], strict=True):
                places.extend([_standing(tables[at], row)] if at >= 0 else [])
        return standing

    @cached_property
    def headers(self) -> dict[str, tuple[str, SourceRef]]:
        """Every column of agents by its field (by ``?`` and its header where the rules do not know it): text, place."""
        found: dict[str, tuple[str, SourceRef]] = {}
        for table in self.tables.values():
            for field, place in self.places(table).items():
                text = " ".join(str(table.sheet.columns[table.real(place)][table.header]).split())
                found.setdefault(field, (text, table.ref(table.header, place)))
        return found

    def places(self, table: FoundTable) -> dict[str, int]:
        """The columns of agents or of a roster; none of other sheets, whose rows are looked at on their own."""
        if table.detail or table.part:
            return {}
        return {**table.columns, **{"?" + normal(header): place for header, place in table.unused}}

    def cell(self, field: str, at: int, value: object = None) -> CellText:
        """The cell of a field in an agent's rows; without such a column the first row's sheet, and no text."""
        for table, row in self._standing[at]:
            place = self.places(table).get(field)
            if place is not None:
                return CellText(table.ref(row, place), self.text(table, row, place), value)  # type: ignore[arg-type] # Fraction
        table, _row = self._standing[at][0]
        return CellText(SourceRef(table.file, table.sheet.name), "")

    def text(self, table: FoundTable, row: int, place: int) -> str:
        """The text of a cell, ``""`` for a blank or a placeholder; row and column counted from 0."""
        shown = table.sheet.errors.get((row, place)) or plain_cell(table.sheet.columns[place][row])
        return "" if normal(shown) in self.blanks else shown


def _standing(table: FoundTable, row: int) -> tuple[FoundTable, int]:
    """A table, and the place in its sheet of a row of the file (1-based)."""
    lines = table.sheet.lines
    return table, row - 1 if lines is None else int(np.searchsorted(lines, row - 1))


def folded_kinds(*exports: Export) -> list[str]:
    """The kinds of detail sheets whose rows were folded in any of the exports, so that they cannot be compared."""
    details = (kind for one in exports for kind in one.data.details.items())
    return sorted({kind for kind, detail in details if detail.folded is not None})


def changes_between(old: Export, new: Export) -> Changes:
    """What differs from one export to the other."""
    both = [(at, new.rows[key]) for key, at in old.rows.items() if key in new.rows]
    fields = [field for field in old.headers if field in new.headers and field not in _KEYS]
    cells = [change for field in fields for change in _field_changes(old, new, field, both)]
    cells += _detail_changes(old, new)
    order = {field: at for at, field in enumerate([*old.headers, *new.headers])}
    return Changes(
        tuple(
            sorted(
                cells,
                key=lambda one: (one.month, natural_key(one.agent_id), order.get(one.field, len(order)), one.header),
            )
        ),
        (*_row_changes(old, new, REMOVED), *_row_changes(new, old, ADDED)),
        tuple(_column_changes(old, new)),
    )


# -- columns and rows -------------------------------------------------------------------------------------------------


def _column_changes(old: Export, new: Export) -> Iterator[ColumnChange]:
    for field, (text, at) in old.headers.items():
        known = "" if field.startswith("?") else field
        if field not in new.headers:
            yield ColumnChange(REMOVED, known, text, None, at)
        elif new.headers[field][0] != text:
            yield ColumnChange(RENAMED, known, text, *new.headers[field])
    for field, (text, at) in new.headers.items():
        if field not in old.headers:
            yield ColumnChange(ADDED, "" if field.startswith("?") else field, None, text, at)


def _row_changes(here: Export, there: Export, kind: str) -> list[RowChange]:
    """Agents who are in the first export only."""
    names = here.data.agents["name"].tolist()
    return [
        RowChange(kind, key[1], names[at], _month(key[0]), here.cell("agent_id", at).at)
        for key, at in sorted(here.rows.items(), key=lambda row: (row[0][0], natural_key(row[0][1])))
        if key not in there.rows
    ]


def _month(ordinal: int) -> str:
    return str(Month.from_ordinal(ordinal)) if ordinal else ""


# -- cells ------------------------------------------------------------------------------------------------------------


def _field_changes(old: Export, new: Export, field: str, both: Sequence[tuple[int, int]]) -> Iterator[CellChange]:
    """The cells of one column that differ; ``both`` are the positions of everybody who is in both exports."""
    before, after = (np.array([pair[side] for pair in both], dtype=np.intp) for side in (0, 1))
    if field in old.data.metrics or field in new.data.metrics:
        values = [_metric(one, field).take(at) for one, at in ((old, before), (new, after))]
        suspects = np.flatnonzero(_differ(*values) | (values[0].missing & values[1].missing))
        exact = [values[0].to_list(), values[1].to_list()]
    else:
        texts = [_texts(old, field).take(before), _texts(new, field).take(after)]
        suspects, exact = np.flatnonzero((texts[0] != texts[1]) | (texts[0] == "")), [[None] * len(both)] * 2
    for at in suspects.tolist():
        left, right = old.cell(field, before[at], exact[0][at]), new.cell(field, after[at], exact[1][at])
        if (
            left.value is None
            and right.value is None
            and _reading(old, field, before[at], left) == _reading(new, field, after[at], right)
        ):
            continue
        who = new.data.agents.iloc[after[at]]
        header = new.headers[field][0]
        known = "" if field.startswith("?") else field
        yield CellChange(CHANGED, who["agent_id"], who["name"], _month(int(who["month"])), known, header, left, right)


def _metric(export: Export, field: str) -> Exact:
    return export.data.metrics.get(field, Exact.empty(len(export.data.agents)))


def _texts(export: Export, field: str) -> NDArray[np.object_]:
    """A text column, blank where the rules have no such column."""
    agents = export.data.agents
    return agents[field].to_numpy(dtype=object) if field in agents else np.full(len(agents), "", dtype=object)


def _differ(old: Exact, new: Exact) -> NDArray[np.bool_]:
    return np.asarray((old.missing != new.missing) | (~old.missing & ~new.missing & ~old.equals(new)))


def _reading(export: Export, field: str, at: int, cell: CellText) -> str:
    """The value of a text cell: for a role its id, else its text."""
    agents = export.data.agents
    taken = str(agents[field].iat[at]) if field in agents else ""
    return taken or cell.text


# -- rows of detail sheets --------------------------------------------------------------------------------------------


class _Line(Struct, frozen=True):
    """A row of a detail sheet: its cells by column, numbers with their values."""

    cells: Mapping[str, CellText]
    at: SourceRef

    @property
    def text(self) -> str:
        return " · ".join(cell.text or "–" for cell in self.cells.values())

    @property
    def values(self) -> tuple[object, ...]:
        return tuple(cell.text if cell.value is None else cell.value for cell in self.cells.values())


def _detail_changes(old: Export, new: Export) -> Iterator[CellChange]:
    """Match rows by agent, month and text columns: equal rows are dropped first, then the others are paired."""
    names = {agent: name for one in (old, new) for agent, name in zip(*_columns(one, "agent_id", "name"), strict=True)}
    folded = folded_kinds(old, new)
    for kind in (one for one in dict.fromkeys((*old.data.details, *new.data.details)) if one not in folded):
        before, after = _lines(old, kind), _lines(new, kind)
        for key in sorted({*before, *after}, key=str):
            left, right = list(before.get(key, ())), list(after.get(key, ()))
            for line in tuple(left):
                twin = next((other for other in right if other.values == line.values), None)
                if twin is not None:
                    left.remove(line)
                    right.remove(twin)
            who = (str(key[1]), names.get(str(key[1]), ""), _month(int(str(key[0]))))
            yield from _line_changes(kind, who, left, right)


def _columns(export: Export, *names: str) -> list[list[str]]:
    return [export.data.agents[name].tolist() for name in names]


def _line_changes(
    kind: str, who: tuple[str, str, str], left: Sequence[_Line], right: Sequence[_Line]
) -> Iterator[CellChange]:
    for old, new in zip(left, right, strict=False):
        for field, cell in old.cells.items():
            if field in new.cells and (cell.value, cell.text) != (new.cells[field].value, new.cells[field].text):
                yield CellChange(CHANGED, *who, f"{kind}.{field}", field, cell, new.cells[field])
    for line in left[len(right) :]:
        yield CellChange(REMOVED, *who, kind, kind, CellText(line.at, line.text), None)
    for line in right[len(left) :]:
        yield CellChange(ADDED, *who, kind, kind, None, CellText(line.at, line.text))


def _lines(export: Export, kind: str) -> dict[tuple[Hashable, ...], list[_Line]]:
    """The rows of a kind of detail sheet by month, agent and words."""
    found: dict[tuple[Hashable, ...], list[_Line]] = defaultdict(list)
    detail: DetailRows | None = export.data.details.get(kind)
    if detail is None:
        return found
    sheet = export.details[kind]
    words = [name for name, column in sheet.columns.items() if not column.is_number]
    numbers = {name: column.to_list() for name, column in detail.numbers.items()}
    for at, row in enumerate(detail.frame[list(ROW_FIELDS)].to_dict("records")):
        table = export.table(int(row["table"]))
        line = int(row["row"]) - 1
        cells = {
            name: CellText(
                table.ref(line, place),
                export.text(table, line, place),
                numbers[name][at] if name in numbers else None,
            )
            for name, place in table.columns.items()
            if name in sheet.columns
        }
        first = min(table.columns.values())
        where = SourceRef(table.file, table.sheet.name, a1(line, first))
        found[row["month"], row["agent_id"], *(cells[word].text for word in words)].append(_Line(cells, where))
    return found
