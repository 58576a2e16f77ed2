"""The table of a source → tables whose columns are fields, so that everything after this reads it like any other.

Months side by side become a table each. A field that is no column as it stands (a template, a part of a cell, a fixed
text) becomes a column more at the right of the sheet. Blank cells that mean the one above are filled, rows that do not
count are set aside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from ccmotivate.formats.columns import CellColumn, Objects
from ccmotivate.model.metrics import DetailSheet
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sources import FieldFrom
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, problem
from ccmotivate.readers.header_words import source_headers
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words, padding, plain_cells
from ccmotivate.readers.row_kinds import kept_rows, rows_fitting

_MONTH = "\0"  # between the field and the month of a header of months side by side


def sourced(table: FoundTable, rules: RuleSet) -> tuple[list[FoundTable], list[Problem]]:
    """The tables that a found one stands for, itself where no source maps it; and months that lack a column."""
    source = table.source
    if source is None or not table.layout.is_mapped:
        return [table], []
    tables, problems = _months_apart(table, source)
    return [_mapped(one, source, rules) for one in tables], problems


def _mapped(table: FoundTable, source: DetailSheet, rules: RuleSet) -> FoundTable:
    found, slots = table.columns, source_headers(rules, source).places
    fields = {name: made.of_sheet(table.sheet.name) for name, made in source.layout.fields.items()}
    places = {name: [found[slots[normal(one)]] for one in made.headers] for name, made in fields.items()}
    columns = {name: place for name, place in found.items() if not name.startswith("@")}
    columns |= {name: some[0] for name, some in places.items() if some}
    anchor = columns.get("agent_id", next(iter(found.values())))
    table = replace(table, columns=columns | {name: anchor for name, some in places.items() if not some})
    beside = np.logical_and.reduce([table.sheet.columns[place].is_blank for place in found.values()])
    table = _without(table, "", np.flatnonzero(beside).tolist())
    down = [place for name in source.layout.fill_down for place in places.get(name) or _there(columns, name)]
    table = _filled_down(table, list(dict.fromkeys(down)), rules) if down else table
    for header, texts in source.layout.only.items():
        place = found[slots.get(header) or slots[normal(header)]]
        below = np.arange(table.header + 1, table.sheet.height)
        rest = np.setdiff1d(below, rows_fitting(table.sheet.columns[place], below, texts, blank_words(rules)))
        table = _without(table, "filtered", rest.tolist())
    for name, made in fields.items():
        table = table if made.is_header else _with_field(table, name, made, places[name], anchor)
    return table


def _there(columns: Mapping[str, int], name: str) -> list[int]:
    """The column of a field, if there is one."""
    return [columns[name]] if name in columns else []


def _without(table: FoundTable, why: str, rows: Sequence[int]) -> FoundTable:
    """The table with more rows that are not of it."""
    gone = sorted({*table.others.get(why, ()), *rows})
    return replace(table, others={**table.others, why: gone})


# -- months side by side ----------------------------------------------------------------------------------------------


def _months_apart(table: FoundTable, source: DetailSheet) -> tuple[list[FoundTable], list[Problem]]:
    """A table for each month that stands in the headers, itself where none does."""
    if not source.layout.across:
        return [table], []
    tables, problems = [], []
    for month in dict.fromkeys(name.partition(_MONTH)[2] for name in table.columns if _MONTH in name):
        own = {name: f"{name}{_MONTH}{month}" for name in source.columns}
        lacking = [name for name, one in own.items() if one not in table.columns]
        if lacking:
            first = next(place for name, place in table.columns.items() if name.endswith(f"{_MONTH}{month}"))
            missing = ["/".join(source.columns[name].label.names) for name in lacking]
            problems.append(problem("across-lacks", table.ref(table.header, first), month, missing=missing))
            continue
        tables.append(_of_month(table, own, month))
    return tables, problems


def _of_month(table: FoundTable, own: Mapping[str, str], month: str) -> FoundTable:
    """The columns of one month and those of no month; a row without any figure is none of it."""
    plain = {name: place for name, place in table.columns.items() if _MONTH not in name}
    places = {name: table.columns[one] for name, one in own.items()}
    blank = np.logical_and.reduce([table.sheet.columns[place].is_blank for place in places.values()])
    units = {**table.units, **{name: table.units[one] for name, one in own.items()}}
    one = _without(replace(table, columns={**plain, **places}, units=units), "", np.flatnonzero(blank).tolist())
    return _with_column(one, "month", [month] * table.sheet.height, [next(iter(places.values()))], month)


# -- cells that mean the one above ------------------------------------------------------------------------------------


def _filled_down(table: FoundTable, places: Sequence[int], rules: RuleSet) -> FoundTable:
    """The table with the blank cells of these columns filled from above, in rows that are no totals and not blank."""
    sheet = table.sheet
    told = kept_rows(table, rules)
    rows = np.ones(sheet.height, dtype=bool)
    rows[: table.header + 1] = False
    rows[list(table.others.get("", ()))] = False
    rows[[row for why in ("total", "header") for row in told.dropped.get(why, ())]] = False
    rows &= np.logical_or.reduce([~column.is_blank for column in sheet.columns])
    columns = list(sheet.columns)
    for place in places:
        filled = ~columns[place].is_blank & rows
        last = np.maximum.accumulate(np.where(filled, np.arange(sheet.height), -1))
        take = np.where(rows & ~filled & (last >= 0), last, np.arange(sheet.height))
        columns[place] = columns[place].take(take)
    return replace(table, sheet=replace(sheet, columns=columns))


# -- fields that are made ---------------------------------------------------------------------------------------------


def _with_field(table: FoundTable, name: str, made: FieldFrom, places: Sequence[int], anchor: int) -> FoundTable:
    """The table with a column for a field that no column holds as it is."""
    made_of = [_texts(table, place) for place in places]
    memory: dict[tuple[str, ...], str | None] = {}
    cells = list(zip(*made_of, strict=True)) if made_of else [()] * table.sheet.height
    for texts in cells:
        if texts not in memory:
            memory[texts] = made.filled(texts)
    values = [memory[texts] for texts in cells]
    unlike = {row: " ".join(filter(None, cells[row])) for row, value in enumerate(values) if value is None}
    shown = made.text if made.headers else ""
    table = _with_column(table, name, [value or "" for value in values], places or [anchor], shown)
    return replace(table, unlike={**table.unlike, **{(row, table.columns[name]): text for row, text in unlike.items()}})


def _texts(table: FoundTable, place: int) -> list[str]:
    """A column as texts, numbers with the zeros that their format shows in front."""
    texts: Objects = table.sheet.columns[place].every(plain_cells)
    widths = padding(table, place)
    if widths.any():
        return [text.zfill(width) if text else text for text, width in zip(texts, widths.tolist(), strict=True)]
    return list(texts)


def _with_column(table: FoundTable, name: str, values: Sequence[str], places: Sequence[int], shown: str) -> FoundTable:
    """The table with a field in a column more, whose cells stand for those of the first of ``places``."""
    sheet, new = table.sheet, len(table.sheet.columns)
    errors = {(row, new): word for (row, place), word in sheet.errors.items() if place in places}
    broken = {(row, new) for row, place in sheet.uncalculated if place in places}
    column = CellColumn.of([value or None for value in values])
    return replace(
        table,
        sheet=replace(
            sheet,
            columns=[*sheet.columns, column],
            errors={**sheet.errors, **errors},
            uncalculated=sheet.uncalculated | broken,
        ),
        columns={**table.columns, name: new},
        headers={**table.headers, new: shown},
        origin={**table.origin, new: places[0]},
    )
