"""Who a row is about: ids, roles, projects, teams and the month, each read as text and never guessed.

Names never identify. An id is text; a number is its digits, zero-padded as its number format shows it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from ccmotivate.model.period import Month, MonthHint, cell_hint, month_hint, parse_month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import nearest, normal, normals
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Cell
from ccmotivate.readers.columns import Objects, Rows, blank_column
from ccmotivate.readers.headers import Table
from ccmotivate.readers.limits import zero_padding

_EXACT_UP_TO = 10**15  # Excel keeps 15 significant digits


@dataclass(frozen=True, slots=True)
class MonthOptions:
    """What the command line says of the month, for rows that do not say."""

    month: Month | None = None
    year: int | None = None

    @property
    def hint(self) -> MonthHint:
        if self.month:
            return MonthHint(self.month.year, self.month.month)
        return MonthHint(self.year, None)


@dataclass(slots=True)
class TextColumn:
    """A text column that was read: one value a row, problems, positions in error."""

    values: Objects  # of str
    problems: list[Problem]
    bad: set[int]


def plain_cell(cell: Cell) -> str:
    """A cell as text: trimmed, a whole number without its ``.0``."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT_UP_TO else format(cell, ".15g")
    return str(cell)


def plain_cells(cells: Iterable[Cell]) -> list[str]:
    """``plain_cell`` of each cell."""
    return [cell.strip() if type(cell) is str else plain_cell(cell) for cell in cells]


def blank_words(rules: RuleSet) -> frozenset[str]:
    """The placeholders for no data, in compared form."""
    return frozenset(normal(word) for word in rules.words.no_data)


def read_broken(table: Table, field: str, rows: Rows, blanks: frozenset[str]) -> TextColumn:
    """Error cells and formulas that were never calculated in a text column; the error ``#N/A`` is a placeholder.

    Every value is ``""`` so far.
    """
    read = TextColumn(np.full(len(rows), "", dtype=object), [], set())
    place = table.columns.get(field)
    if place is None or not (table.sheet.errors or table.sheet.uncalculated):
        return read
    for position, row in enumerate(rows.tolist()):
        shown = table.sheet.errors.get((row, place))
        code = "formula-not-calculated" if (row, place) in table.sheet.uncalculated else "cell-error"
        if code == "cell-error" and (shown is None or normal(shown) in blanks):
            continue
        read.problems.append(problem(code, table.ref(row, place), shown))
        read.bad.add(position)
    return read


def read_ids(table: Table, rows: Rows, blanks: frozenset[str]) -> TextColumn:
    """The agent ids of these sheet rows; blank ones are errors."""
    place = table.columns["agent_id"]
    cells = table.sheet.columns[place].take(rows)
    read = read_broken(table, "agent_id", rows, blanks)
    read.values = cells.every(lambda distinct: _texts_of(distinct, blanks))
    sound = cells.each(_is_id).astype(bool) & (read.values != "")
    for position in np.flatnonzero(~sound).tolist():
        if position in read.bad:
            continue
        cell = cells[position]
        code = "id-not-text" if read.values[position] else "blank-id"
        if isinstance(cell, float) and abs(cell) >= _EXACT_UP_TO:
            code = "id-lost-digits"
        read.problems.append(problem(code, table.ref(int(rows[position]), place), plain_cell(cell) or None))
        read.bad.add(position)
    digits = _padding(table, place)[rows]
    for position in np.flatnonzero(digits).tolist():
        if sound[position]:
            read.values[position] = read.values[position].zfill(int(digits[position]))
    return read


def _is_id(cell: Cell) -> bool:
    """True for text and for whole numbers of which Excel keeps every digit."""
    return type(cell) is str or (type(cell) is float and cell.is_integer() and 0 <= cell < _EXACT_UP_TO)


def _texts_of(cells: Sequence[Cell], blanks: frozenset[str]) -> list[str]:
    """Cells as texts, ``""`` for a placeholder."""
    texts = plain_cells(cells)
    forms = normals(texts) if blanks else texts
    return [
        "" if form in blanks and isinstance(cell, str) else text
        for cell, text, form in zip(cells, texts, forms, strict=True)
    ]


def _padding(table: Table, place: int) -> Rows:
    """For each sheet row the digits that the number format shows at least (``0000`` is 4); only numbers have any."""
    widths = np.zeros(table.sheet.height, dtype=np.int64)
    for code, rows in table.sheet.formats.get(place, ()):
        widths[rows] = zero_padding(code) or widths[rows]
    return widths


def read_text(table: Table, field: str, rows: Rows, blanks: frozenset[str]) -> TextColumn:
    """A text column, ``""`` for blanks and for the words in ``blanks`` (compared form)."""
    read = read_broken(table, field, rows, blanks)
    if field in table.columns:
        cells = table.sheet.columns[table.columns[field]].take(rows)
        read.values = cells.every(lambda distinct: _texts_of(distinct, blanks))
    return read


def read_required(table: Table, field: str, rows: Rows, rules: RuleSet) -> TextColumn:
    """A text column that must be filled (role, project); the rules' default stands in for an absent column."""
    default = rules.columns[field].default
    if field not in table.columns:
        lacking = set() if default else set(range(len(rows)))
        return TextColumn(np.full(len(rows), default or "", dtype=object), [], lacking)
    place = table.columns[field]
    read = read_text(table, field, rows, blank_words(rules))
    for position in np.flatnonzero(read.values == "").tolist():
        if position not in read.bad:
            here = table.ref(int(rows[position]), place)
            read.problems.append(problem("blank-field", here, field=field))
            read.bad.add(position)
    return read


def read_roles(table: Table, rows: Rows, rules: RuleSet) -> TextColumn:
    """Role ids; an unknown word is an error with the nearest role."""
    known = {normal(word): role.id for role in rules.roles.values() for word in (*role.label.words, role.id)}
    words = [word for role in rules.roles.values() for word in role.label.names]
    read = read_required(table, "role", rows, rules)
    memory = {text: known.get(normal(text), "") for text in set(read.values)}
    for position, text in enumerate(read.values):
        if text and not memory[text]:
            place = table.columns.get("role")
            here = SourceRef(table.file, table.sheet.name) if place is None else table.ref(int(rows[position]), place)
            like = nearest(text, words) or "–"
            if place is not None or position == 0:
                read.problems.append(problem("unknown-role", here, text, nearest=like, allowed=", ".join(words)))
            read.bad.add(position)
    read.values = np.array([memory[text] for text in read.values], dtype=object)
    return read


@dataclass(slots=True)
class MonthColumn(TextColumn):
    """The month ordinal of each row (0 where none is known), and what rows took it from a name or the command line.

    ``named`` is (sheet rows, what named it: ``sheet``, ``file`` or ``option``, the month).
    """

    months: Rows
    named: tuple[list[int], str, Month] | None = None


def read_months(table: Table, rows: Rows, options: MonthOptions, blanks: frozenset[str]) -> MonthColumn:
    """The month of each row: its cell, else the sheet name, the file name, the command line."""
    names = _Names.of(table, options)
    broken = read_broken(table, "month", rows, blanks)
    place = table.columns.get("month")
    cells = blank_column(len(rows)) if place is None else table.sheet.columns[place].take(rows)
    blank = cells.every(lambda distinct: _texts_of(distinct, blanks)) == ""
    said = cells.each(lambda cell: _ordinal(None if cell is None else _month_of_cell(cell, names))).astype(np.int64)
    read = MonthColumn(broken.values, broken.problems, broken.bad, np.where(blank, _ordinal(names.month), said))
    silent = [position for position in np.flatnonzero(blank).tolist() if position not in read.bad]
    for position in np.flatnonzero(~blank & (read.months == 0)).tolist():
        here = table.ref(int(rows[position]), table.columns["month"])
        read.problems.append(problem("month-unreadable", here, plain_cell(cells[position])))
        read.bad.add(position)
    _say_overruled(table, names, rows, np.where(blank, 0, said), read)
    if silent and names.month is None:
        code = "month-conflict" if names.conflict else "no-month"
        here = SourceRef(table.file, table.sheet.name)
        read.problems.append(problem(code, here, sheet=table.sheet.name, file=table.file))
        read.bad.update(silent)
    elif silent and names.month is not None:
        read.named = (rows[silent].tolist(), names.origin, names.month)
    if options.month and not (read.named and read.named[1] == "option"):
        others = [Month.from_ordinal(one) for one in np.unique(read.months).tolist() if one]
        if others and others != [options.month]:
            here = SourceRef(table.file, table.sheet.name)
            read.problems.append(problem("month-option-unused", here, options.month, month=", ".join(map(str, others))))
    return read


def _ordinal(month: Month | None) -> int:
    return month.ordinal if month else 0


@dataclass(frozen=True, slots=True)
class _Names:
    """What sheet name, file name and command line say of the month."""

    sheet: MonthHint
    file: MonthHint
    option: MonthHint

    @classmethod
    def of(cls, table: Table, options: MonthOptions) -> _Names:
        return cls(month_hint(table.sheet.name), month_hint(PurePath(table.file).stem), options.hint)

    @property
    def conflict(self) -> bool:
        """True when sheet and file disagree."""
        return not self.sheet.agrees(self.file)

    @property
    def month(self) -> Month | None:
        """The month for rows that do not say."""
        return None if self.conflict else self.sheet.merged(self.file).merged(self.option).full

    @property
    def origin(self) -> str:
        """What gave the month: ``sheet``, ``file`` or ``option``."""
        return "sheet" if self.sheet.month else "file" if self.file.month else "option"

    @property
    def year(self) -> int | None:
        return self.sheet.year or self.file.year or self.option.year


def _say_overruled(table: Table, names: _Names, rows: Rows, said: Rows, read: MonthColumn) -> None:
    """A note when the month column says another month than the name of the sheet or the file."""
    months = [Month.from_ordinal(ordinal) for ordinal in np.unique(said).tolist() if ordinal]
    odd = [
        month
        for month in months
        if not all(name.agrees(MonthHint(month.year, month.month)) for name in (names.sheet, names.file))
    ]
    if odd:
        first = rows[np.isin(said, [month.ordinal for month in odd])][0]
        here = table.ref(int(first), table.columns["month"])
        texts = ", ".join(map(str, odd))
        facts = {"sheet": table.sheet.name, "file": table.file}
        read.problems.append(problem("month-column-outranks", here, texts, **facts))


def _month_of_cell(cell: Cell, names: _Names) -> Month | None:
    """A month cell; a bare month name or number takes its year from the sheet, the file or the command line."""
    if isinstance(cell, datetime.date):
        return parse_month(cell)
    return cell_hint(cell).merged(MonthHint(names.year)).full if cell_hint(cell).month else None
