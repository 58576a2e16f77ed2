"""Who a row is about: ids, roles, projects, teams and the month, each read as text and never guessed.

Names never identify. An id is text; a number is its digits, zero-padded as its number format shows it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ccmotivate.model.period import Month, MonthHint, cell_hint, month_hint, parse_month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import nearest, normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Cell
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


def blank_words(rules: RuleSet) -> frozenset[str]:
    """The placeholders for no data, in compared form."""
    return frozenset(normal(word) for word in rules.words.no_data)


def read_broken(table: Table, field: str, rows: Sequence[int], blanks: frozenset[str]) -> TextColumn:
    """Error cells and formulas that were never calculated in a text column; the error ``#N/A`` is a placeholder."""
    read = TextColumn([], [], set())
    place = table.columns.get(field)
    if place is None or not (table.sheet.errors or table.sheet.uncalculated):
        return read
    for position, row in enumerate(rows):
        shown = table.sheet.errors.get((row, place))
        code = "formula-not-calculated" if (row, place) in table.sheet.uncalculated else "cell-error"
        if code == "cell-error" and (shown is None or normal(shown) in blanks):
            continue
        read.problems.append(problem(code, table.ref(row, place), shown))
        read.bad.add(position)
    return read


def read_ids(table: Table, rows: Sequence[int], blanks: frozenset[str]) -> TextColumn:
    """The agent ids of these sheet rows; blank ones are errors."""
    place = table.columns["agent_id"]
    column = table.sheet.columns[place]
    padding = _padding(table, place)
    read = read_broken(table, "agent_id", rows, blanks)
    for position, row in enumerate(rows):
        cell = column[row]
        if type(cell) is float and cell.is_integer() and 0 <= cell < _EXACT_UP_TO:
            read.values.append(str(int(cell)).zfill(padding.get(row, 0)))
            continue
        text = plain_cell(cell)
        read.values.append("" if normal(text) in blanks else text)
        if (type(cell) is str and read.values[-1]) or position in read.bad:
            continue
        code = "blank-id" if not read.values[-1] else "id-not-text"
        if isinstance(cell, float) and abs(cell) >= _EXACT_UP_TO:
            code = "id-lost-digits"
        read.problems.append(problem(code, table.ref(row, place), text or None))
        read.bad.add(position)
    return read


def _padding(table: Table, place: int) -> dict[int, int]:
    """Sheet row → digits that the number format shows at least (``0000`` is 4)."""
    widths: dict[int, int] = {}
    for code, rows in table.sheet.formats.get(place, ()):
        if zero_padding(code):
            widths |= dict.fromkeys(rows.tolist(), zero_padding(code))
    return widths


def read_text(table: Table, field: str, rows: Sequence[int], blanks: frozenset[str]) -> TextColumn:
    """A text column, ``""`` for blanks and for the words in ``blanks`` (compared form)."""
    if field not in table.columns:
        return TextColumn([""] * len(rows), [], set())
    read = read_broken(table, field, rows, blanks)
    column = table.sheet.columns[table.columns[field]]
    cells = [column[row] for row in rows]
    texts = {cell: cell.strip() for cell in set(cells) if type(cell) is str}
    if blanks:
        texts = {cell: "" if normal(text) in blanks else text for cell, text in texts.items()}
    read.values = [texts[cell] if type(cell) is str else plain_cell(cell) for cell in cells]
    return read


def read_required(table: Table, field: str, rows: Sequence[int], rules: RuleSet) -> TextColumn:
    """A text column that must be filled (role, project); the rules' default stands in for an absent column."""
    default = rules.columns[field].default
    if field not in table.columns:
        lacking = set() if default else set(range(len(rows)))
        return TextColumn([default or ""] * len(rows), [], lacking)
    place = table.columns[field]
    read = read_text(table, field, rows, blank_words(rules))
    for position, text in enumerate(read.values):
        if not text and position not in read.bad:
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
        if text and not memory[text]:
            place = table.columns.get("role")
            here = SourceRef(table.file, table.sheet.name) if place is None else table.ref(rows[position], place)
            like = nearest(text, words) or "–"
            if place is not None or position == 0:
                read.problems.append(problem("unknown-role", here, text, nearest=like, allowed=", ".join(words)))
            read.bad.add(position)
    read.values = [memory[text] for text in read.values]
    return read


@dataclass(slots=True)
class MonthColumn(TextColumn):
    """The month ordinal of each row (0 where none is known), and what rows took it from a name or the command line.

    ``named`` is (sheet rows, what named it: ``sheet``, ``file`` or ``option``, the month).
    """

    months: list[int]
    named: tuple[list[int], str, Month] | None = None


def read_months(table: Table, rows: Sequence[int], options: MonthOptions, blanks: frozenset[str]) -> MonthColumn:
    """The month of each row: its cell, else the sheet name, the file name, the command line."""
    names = _Names.of(table, options)
    broken = read_broken(table, "month", rows, blanks)
    read = MonthColumn([], broken.problems, broken.bad, [])
    column = table.sheet.columns[table.columns["month"]] if "month" in table.columns else None
    memory: dict[Cell, Month | None] = {}
    silent: list[int] = []
    told: dict[Month, int] = {}
    for position, row in enumerate(rows):
        cell = column[row] if column is not None else None
        if cell is None or (isinstance(cell, str) and (not cell.strip() or normal(cell) in blanks)):
            if position not in read.bad:
                silent.append(position)
            read.months.append(names.month.ordinal if names.month else 0)
            continue
        if cell not in memory:
            memory[cell] = _month_of_cell(cell, names)
        month = memory[cell]
        read.months.append(month.ordinal if month else 0)
        if month is None:
            here = table.ref(row, table.columns["month"])
            read.problems.append(problem("month-unreadable", here, plain_cell(cell)))
            read.bad.add(position)
        else:
            told.setdefault(month, row)
    _say_overruled(table, names, told, read)
    if silent and names.month is None:
        code = "month-conflict" if names.conflict else "no-month"
        here = SourceRef(table.file, table.sheet.name)
        read.problems.append(problem(code, here, sheet=table.sheet.name, file=table.file))
        read.bad.update(silent)
    elif silent and names.month is not None:
        read.named = ([rows[position] for position in silent], names.origin, names.month)
    return read


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


def _say_overruled(table: Table, names: _Names, told: dict[Month, int], read: MonthColumn) -> None:
    """A note when the month column says another month than the name of the sheet or the file."""
    odd = {
        month: row
        for month, row in told.items()
        if not all(name.agrees(MonthHint(month.year, month.month)) for name in (names.sheet, names.file))
    }
    if odd:
        here = table.ref(next(iter(odd.values())), table.columns["month"])
        texts = ", ".join(str(month) for month in sorted(odd))
        facts = {"sheet": table.sheet.name, "file": table.file}
        read.problems.append(problem("month-column-outranks", here, texts, **facts))


def _month_of_cell(cell: Cell, names: _Names) -> Month | None:
    """A month cell; a bare month name or number takes its year from the sheet, the file or the command line."""
    if isinstance(cell, datetime.date):
        return parse_month(cell)
    return cell_hint(cell).merged(MonthHint(names.year)).full if cell_hint(cell).month else None
