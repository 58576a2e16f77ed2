"""Who a row is about: ids, roles, projects and teams, each read as text and never guessed.

Names never identify. An id is text; a number is its digits, zero-padded as its number format shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import seconds_of
from ccmotivate.formats.columns import Objects, Rows
from ccmotivate.formats.number_formats import zero_padding
from ccmotivate.model.durations import clock_text
from ccmotivate.model.metrics import Label, by_word
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import composed, half_width, nearest, normal, normals
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import FoundTable

_EXACT_UP_TO = 10**15  # Excel keeps 15 significant digits
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)


class TextColumn(Struct):
    """A text column that was read: one value a row, problems, positions in error."""

    values: Objects  # of str
    problems: list[Problem]
    bad: set[int]


def plain_cell(cell: Cell) -> str:
    """A cell as trimmed, composed text: whole numbers without ``.0``, times as ``0:03:36``, TRUE as Excel has it."""
    if isinstance(cell, str):
        return composed(cell.strip())
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT_UP_TO else format(cell, ".15g")
    seconds = seconds_of(cell)
    if seconds is not None:
        return clock_text(seconds, 0 if seconds.denominator == 1 else 3)
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def plain_cells(cells: Iterable[Cell]) -> list[str]:
    """``plain_cell`` of each cell."""
    return [composed(cell.strip()) if type(cell) is str else plain_cell(cell) for cell in cells]


def id_form(agent_id: str) -> str:
    """Normalise an id for comparison where names do not distinguish: no case, spaces, width, leading zeros."""
    return normal(agent_id).lstrip("0")


def blank_words(rules: RuleSet) -> frozenset[str]:
    """The placeholders for no data, in compared form."""
    return frozenset(normal(word) for word in rules.words.no_data)


def read_broken(table: FoundTable, field: str, rows: Rows, blanks: frozenset[str]) -> TextColumn:
    """Error cells and formulas that were never calculated in a text column; the error ``#N/A`` is a placeholder.

    Every value is ``""`` so far.
    """
    read = TextColumn(np.full(len(rows), "", dtype=object), [], set())
    place = table.columns.get(field)
    if place is None or not (table.sheet.errors or table.sheet.uncalculated or table.unlike):
        return read
    made = table.layout.fields.get(field)
    for position, row in enumerate(rows.tolist()) if table.unlike else ():
        if made and (row, place) in table.unlike:
            facts = {"field": field.partition(" ")[0], "pattern": made.shown}
            read.problems.append(problem("source-unlike", table.ref(row, place), table.unlike[row, place], **facts))
            read.bad.add(position)
    for position, row in enumerate(rows.tolist()):
        shown = table.sheet.errors.get((row, place))
        code = "formula-not-calculated" if (row, place) in table.sheet.uncalculated else "cell-error"
        if code == "cell-error" and (shown is None or normal(shown) in blanks):
            continue
        read.problems.append(problem(code, table.ref(row, place), shown))
        read.bad.add(position)
    return read


def read_ids(table: FoundTable, rows: Rows, blanks: frozenset[str], field: str = "agent_id") -> TextColumn:
    """The agent ids of these sheet rows; blank ones are errors."""
    place = table.columns[field]
    cells = table.sheet.columns[place].take(rows)
    read = read_broken(table, field, rows, blanks)
    read.values = cells.every(lambda distinct: texts_of(distinct, blanks))
    sound = cells.each(_is_id).astype(bool) & (read.values != "")
    for position in np.flatnonzero(~sound).tolist():
        if position in read.bad:
            continue
        cell = cells[position]
        code = _id_problem(cell) if read.values[position] else "blank-id"
        read.problems.append(problem(code, table.ref(int(rows[position]), place), plain_cell(cell) or None))
        read.bad.add(position)
    digits = padding(table, place)[rows]
    for position in np.flatnonzero(digits).tolist():
        if sound[position]:
            read.values[position] = read.values[position].zfill(int(digits[position]))
    return read


def _is_id(cell: Cell) -> bool:
    """True for text that is no damaged number, and for whole numbers of which Excel keeps every digit."""
    if type(cell) is str:
        return _SCIENTIFIC.fullmatch(half_width(cell).strip()) is None
    return type(cell) is float and cell.is_integer() and 0 <= cell < _EXACT_UP_TO


def _id_problem(cell: Cell) -> str:
    """What is wrong with a filled cell that is no id."""
    lost = (isinstance(cell, float) and abs(cell) >= _EXACT_UP_TO) or isinstance(cell, str)
    return "id-lost-digits" if lost else "id-not-text"


def texts_of(cells: Sequence[Cell], blanks: frozenset[str]) -> list[str]:
    """Cells as texts, ``""`` for a placeholder."""
    texts = plain_cells(cells)
    forms = normals(texts) if blanks else texts
    return [
        "" if form in blanks and isinstance(cell, str) else text
        for cell, text, form in zip(cells, texts, forms, strict=True)
    ]


def padding(table: FoundTable, place: int) -> Rows:
    """For each sheet row the digits that the number format shows at least (``0000`` is 4); only numbers have any."""
    widths = np.zeros(table.sheet.height, dtype=np.int64)
    for code, rows in table.sheet.formats.get(place, ()):
        widths[rows] = zero_padding(code) or widths[rows]
    return widths


def as_words(read: TextColumn, labels: Mapping[str, Label], field: str, ref: Callable[[int], SourceRef]) -> None:
    """Replace the words of a list by their ids; an unknown one is an error with the nearest.

    Args:
        read: The column; problems, errors and values are put into it.
        labels: The list, by id.
        field: The id of the column.
        ref: The address of the cell at a position.
    """
    known = by_word(labels)
    words = [word for label in labels.values() for word in label.names]
    ids = {text: known.get(normal(text), "") for text in set(read.values)}
    for position, text in enumerate(read.values.tolist()):
        if text and not ids[text]:
            facts = {"field": field, "nearest": nearest(text, words) or "–", "allowed": words}
            read.problems.append(problem("sheet-word", ref(position), text, **facts))
            read.bad.add(position)
    read.values = np.array([ids[text] for text in read.values], dtype=object)


def read_text(table: FoundTable, field: str, rows: Rows, blanks: frozenset[str]) -> TextColumn:
    """A text column, ``""`` for blanks and for the words in ``blanks`` (compared form)."""
    read = read_broken(table, field, rows, blanks)
    if field in table.columns:
        cells = table.sheet.columns[table.columns[field]].take(rows)
        read.values = cells.every(lambda distinct: texts_of(distinct, blanks))
    return read


def read_required(table: FoundTable, field: str, rows: Rows, rules: RuleSet) -> TextColumn:
    """A text column that must be filled (role, project); the rules' default stands in for an absent column.

    Without a default either, every value is ``""`` until a roster gives it (``roster.py``).
    """
    if field not in table.columns:
        return TextColumn(np.full(len(rows), rules.columns[field].default or "", dtype=object), [], set())
    read = read_text(table, field, rows, blank_words(rules))
    refuse_blanks(table, field, rows, read)
    return read


def refuse_blanks(table: FoundTable, field: str, rows: Rows, read: TextColumn) -> None:
    """Errors for the blank cells of a column that must be filled."""
    for position in np.flatnonzero(read.values == "").tolist():
        if position not in read.bad:
            here = table.ref(int(rows[position]), table.columns[field])
            read.problems.append(problem("blank-field", here, field=field))
            read.bad.add(position)


def read_roles(table: FoundTable, rows: Rows, rules: RuleSet) -> TextColumn:
    """Role ids; an unknown word is an error with the nearest role."""
    known = by_word({role.id: role.label for role in rules.roles.values()})
    words = [word for role in rules.roles.values() for word in role.label.names]
    read = read_required(table, "role", rows, rules)
    memory = {text: known.get(normal(text), "") for text in set(read.values)}
    for position, text in enumerate(read.values):
        if text and not memory[text]:
            place = table.columns.get("role")
            here = SourceRef(table.file, table.sheet.name) if place is None else table.ref(int(rows[position]), place)
            like = nearest(text, words) or "–"
            if place is not None or position == 0:
                read.problems.append(problem("unknown-role", here, text, nearest=like, allowed=words))
            read.bad.add(position)
    read.values = np.array([memory[text] for text in read.values], dtype=object)
    return read
