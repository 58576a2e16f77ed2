"""Who a row is about: ids, roles, projects, teams and the month, each read as text and never guessed.

Names never identify. An id is text; a number is its digits, zero-padded as its number format shows it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ccmotivate.model.period import Month, MonthHint, month_hint, parse_month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import nearest, normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Cell
from ccmotivate.readers.headers import Table

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

    values: list[str]
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


def read_ids(table: Table, rows: Sequence[int]) -> TextColumn:
    """The agent ids of these sheet rows; blank ones are errors."""
    place = table.columns["agent_id"]
    column = table.sheet.columns[place]
    padding = _padding(table, place)
    read = TextColumn([], [], set())
    for position, row in enumerate(rows):
        cell = column[row]
        if type(cell) is str:
            read.values.append(cell.strip())
            continue
        if type(cell) is float and cell.is_integer() and 0 <= cell < _EXACT_UP_TO:
            read.values.append(str(int(cell)).zfill(padding.get(row, 0)))
            continue
        here = table.ref(row, place)
        error = table.sheet.errors.get((row, place))
        if cell is None:
            code = "cell-error" if error else "blank-id"
        else:
            code = "id-lost-digits" if isinstance(cell, float) and abs(cell) >= _EXACT_UP_TO else "id-not-text"
        read.problems.append(problem(code, here, error or (None if cell is None else plain_cell(cell))))
        read.bad.add(position)
        read.values.append(plain_cell(cell))
    return read


def _padding(table: Table, place: int) -> dict[int, int]:
    """Sheet row → digits that the number format shows at least (``0000`` is 4)."""
    widths: dict[int, int] = {}
    for code, rows in table.sheet.formats.get(place, ()):
        if set(code) == {"0"}:
            widths |= dict.fromkeys(rows.tolist(), len(code))
    return widths


def read_text(table: Table, field: str, rows: Sequence[int], blanks: frozenset[str]) -> list[str]:
    """A text column, ``""`` for blanks and for the words in ``blanks`` (compared form)."""
    if field not in table.columns:
        return [""] * len(rows)
    column = table.sheet.columns[table.columns[field]]
    cells = [column[row] for row in rows]
    texts = {cell: cell.strip() for cell in set(cells) if type(cell) is str}
    if blanks:
        texts = {cell: "" if normal(text) in blanks else text for cell, text in texts.items()}
    return [texts[cell] if type(cell) is str else plain_cell(cell) for cell in cells]


def read_required(table: Table, field: str, rows: Sequence[int], rules: RuleSet) -> TextColumn:
    """A text column that must be filled (role, project); the rules' default stands in for an absent column."""
    default = rules.columns[field].default
    if field not in table.columns:
        return TextColumn([default or ""] * len(rows), [], set())
    place = table.columns[field]
    blanks = frozenset(normal(word) for word in rules.words.no_data)
    read = TextColumn(read_text(table, field, rows, blanks), [], set())
    for position, text in enumerate(read.values):
        if not text:
            here = table.ref(rows[position], place)
            read.problems.append(problem("blank-field", here, field=field))
            read.bad.add(position)
    return read


def read_roles(table: Table, rows: Sequence[int], rules: RuleSet) -> TextColumn:
    """Role ids; an unknown word is an error with the nearest role."""
    known = {normal(word): role.id for role in rules.roles.values() for word in (*role.label.words, role.id)}
    words = [word for role in rules.roles.values() for word in (role.label.zh, role.label.en)]
    read = read_required(table, "role", rows, rules)
    memory = {text: known.get(normal(text), "") for text in set(read.values)}
    for position, text in enumerate(read.values):
        if text and not memory[text] and "role" in table.columns:
            here = table.ref(rows[position], table.columns["role"])
            like = nearest(text, words) or "–"
            read.problems.append(problem("unknown-role", here, text, nearest=like, allowed=", ".join(words)))
            read.bad.add(position)
    read.values = [memory[text] for text in read.values]
    return read


def read_months(table: Table, rows: Sequence[int], options: MonthOptions) -> tuple[list[int], TextColumn, str]:
    """The month ordinal of each row, the problems, and where the month came from (``column``, ``name``, ``option``)."""
    named, conflict = _month_of_names(table, options)
    read = TextColumn([], [], set())
    column = table.sheet.columns[table.columns["month"]] if "month" in table.columns else None
    memory: dict[Cell, Month | None] = {}
    months: list[int] = []
    silent: list[int] = []
    overruled: dict[Month, int] = {}
    for position, row in enumerate(rows):
        cell = column[row] if column is not None else None
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            silent.append(position)
            months.append(named.ordinal if named else 0)
            continue
        if cell not in memory:
            memory[cell] = _month_of_cell(cell, table, options)
        month = memory[cell]
        months.append(month.ordinal if month else 0)
        if month is None:
            here = table.ref(row, table.columns["month"])
            read.problems.append(problem("month-unreadable", here, plain_cell(cell)))
            read.bad.add(position)
        elif named and month != named:
            overruled.setdefault(month, row)
    if overruled and column is not None:
        here = table.ref(next(iter(overruled.values())), table.columns["month"])
        texts = ", ".join(str(month) for month in sorted(overruled))
        read.problems.append(problem("month-column-outranks", here, texts, named=named))
    if silent and (conflict or named is None):
        sheet = SourceRef(table.file, table.sheet.name)
        code = "month-conflict" if conflict else "no-month"
        read.problems.append(problem(code, sheet, sheet=table.sheet.name, file=table.file))
        read.bad.update(silent)
    whence = "column" if column is not None and len(silent) < len(rows) else "name"
    return months, read, whence


def _month_of_cell(cell: Cell, table: Table, options: MonthOptions) -> Month | None:
    """A month cell; a bare month name takes its year from the sheet, the file or the command line."""
    if isinstance(cell, str):
        hint = month_hint(cell)
        if hint.month and hint.year is None:
            return hint.merged(_names(table).merged(options.hint)).full
        return hint.full
    if isinstance(cell, float) and cell.is_integer() and 1 <= cell <= 12:
        return MonthHint(None, int(cell)).merged(MonthHint(_names(table).year or options.hint.year)).full
    return parse_month(cell) if isinstance(cell, float | datetime.date) else None


def _names(table: Table) -> MonthHint:
    sheet, file = month_hint(table.sheet.name), month_hint(PurePath(table.file).stem)
    return sheet.merged(file)


def _month_of_names(table: Table, options: MonthOptions) -> tuple[Month | None, bool]:
    """The month that sheet name, file name and command line give together; True when sheet and file disagree."""
    sheet, file = month_hint(table.sheet.name), month_hint(PurePath(table.file).stem)
    if not sheet.agrees(file):
        return None, True
    return sheet.merged(file).merged(options.hint).full, False
