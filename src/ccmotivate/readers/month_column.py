"""The month of each row: its cell, else ``--month``, else what the title, the sheet's or the file's name says.

A month is never taken from the day on which a file was made, and a column that is filled in some rows and blank in
others leaves nothing to be guessed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import PurePath

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats.cells import Cell, texts_in
from ccmotivate.formats.columns import CellColumn, Rows, blank_column
from ccmotivate.model.period import Month, MonthHint, cell_hint, month_hint, parse_month
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.dates import (
    YEAR_FIRST,
    dated_in,
    days_in,
    is_either_order,
    order_of,
    parse_date,
    titles_of_rows,
    without_dates,
)
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import TextColumn, plain_cell, read_broken, texts_of
from ccmotivate.readers.short_days import is_of_days, with_dates, without_days_alone

_DAY_ALONE = re.compile(r"\d{1,2}")


class MonthOptions(Struct, frozen=True):
    """What the command line says of the month, and how the rules say that dates are written.

    ``month`` and ``year`` are for rows that do not say; of ``only`` alone the rows are wanted. Stamps without a zone
    are of ``written_in``, where that is known, and are dated in ``zone``.
    """

    month: Month | None = None
    year: int | None = None
    dates: str = YEAR_FIRST
    zone: str | None = None
    only: Month | None = None
    written_in: str | None = None


class MonthColumn(TextColumn):
    """The month ordinal of each row (0 where none is known), and what rows took it from a name or the command line.

    ``named`` is (sheet rows, what named it: ``option``, ``title``, ``sheet`` or ``file``, the month).
    """

    months: Rows
    named: tuple[list[int], str, Month] | None = None

    def of(self, only: Month) -> tuple[Rows, MonthColumn]:
        """The positions of one month and of rows whose month cannot be read, and the column there."""
        wanted = np.isin(self.months, [0, only.ordinal])
        wanted[list(self.bad)] = True
        kept = np.flatnonzero(wanted)
        bad = set(np.flatnonzero(np.isin(kept, list(self.bad))).tolist())
        named = self.named if self.named and self.named[2] == only else None
        return kept, MonthColumn(self.values[kept], self.problems, bad, self.months[kept], named)


def read_months(table: FoundTable, rows: Rows, options: MonthOptions, blanks: frozenset[str]) -> MonthColumn:
    """The month of each of these sheet rows, by the order of the module's first line.

    Problems: a cell that is no month, a date of unknown order, a blank among filled cells, ``--month`` against the
    cells, names that contradict each other, no month at all.
    """
    options = _options_of(table, options)
    names = _Names.of(table, options)
    broken = read_broken(table, "month", rows, blanks)
    is_day = _is_of_days(table)
    cells = with_dates(_cells(table, rows), names.month, options.dates, is_day=is_day)
    blank = cells.every(lambda distinct: _are_blank(distinct, blanks)).astype(bool)
    order = _order(cells, options)
    said = cells.every(lambda distinct: _ordinals(distinct, names, order, options)).astype(np.int64)
    read = MonthColumn(broken.values, broken.problems, broken.bad, np.where(blank, 0, said))
    _say_unreadable(table, rows, cells, np.flatnonzero(~blank & (said == 0)), order, read)
    silent = np.flatnonzero(blank & ~np.isin(np.arange(len(rows)), sorted(read.bad)))
    if (~blank).any() or read.bad:
        _refuse(table, rows, silent, "month-blank", read)
        _hold_against_option(table, rows, options, read)
        _note_other_name(table, names, rows, read)
    elif len(silent):
        _take_name(table, names, rows, silent, read)
    return read


def month_named(table: FoundTable, options: MonthOptions) -> tuple[Month | None, list[Problem]]:
    """The month of rows that do not say theirs, where something names one.

    An error where two names disagree, a note where ``--month`` outranks one.
    """
    names = _Names.of(table, options)
    if names.month is None and names.conflict:
        return None, [names.refused(table)]
    return names.month, names.outranked(table)


def _options_of(table: FoundTable, options: MonthOptions) -> MonthOptions:
    """The options with what the source of a table says of its dates."""
    layout = table.layout
    return replace(options, dates=layout.dates or options.dates, written_in=layout.written_in)


def _cells(table: FoundTable, rows: Rows) -> CellColumn:
    place = table.columns.get("month")
    if place is None:
        return blank_column(len(rows))
    cells = table.sheet.columns[place].take(rows)
    return without_days_alone(cells) if _is_of_days(table) else cells


def _is_of_days(table: FoundTable) -> bool:
    """Whether the column of the month has the header of a day."""
    return is_of_days(table.headers.get(table.columns.get("month", -1), ""))


def _order(cells: CellColumn, options: MonthOptions) -> str:
    """How the dates of the column are written: as the rules say, else as a day above 12 decides."""
    if options.dates != YEAR_FIRST:
        return options.dates
    return order_of(texts_in(cells.others()))


def _are_blank(cells: Sequence[Cell], blanks: frozenset[str]) -> list[bool]:
    """Which cells hold nothing or a placeholder; dates by the hundred thousand are not written out for that."""
    texts = list(dict.fromkeys(texts_in(cells)))
    if not texts:
        return [cell is None for cell in cells]
    empty = {text for text, read in zip(texts, texts_of(texts, blanks), strict=True) if not read}
    return [cell is None or (isinstance(cell, str) and cell in empty) for cell in cells]


def _ordinals(cells: Sequence[Cell], names: _Names, order: str, options: MonthOptions) -> list[int]:
    """The ordinals of cells' months; 0 for none."""
    as_written = options.zone is None or options.written_in is None

    def ordinal(cell: Cell) -> int:
        month = _month_of_cell(cell, names, order, options)
        return month.ordinal if month else 0

    days = datetime.date if as_written else ()  # whatever the time, it is of the day as written
    return [Month.ordinal_of(cell) if isinstance(cell, days) else ordinal(cell) for cell in cells]


def _month_of_cell(cell: Cell, names: _Names, order: str, options: MonthOptions) -> Month | None:
    """A month cell; a bare month name or number takes its year from the command line or a name."""
    if isinstance(cell, datetime.date):
        return parse_month(dated_in(cell, options.zone, options.written_in))
    is_said = options.dates != YEAR_FIRST
    date = parse_date(plain_cell(cell), order, options.zone, options.written_in, is_said=is_said)
    if date is not None:
        return Month(date.year, date.month)
    hint = cell_hint(cell, days=False)
    return hint.merged(MonthHint(names.year)).full if hint.month else None


def _say_unreadable(
    table: FoundTable, rows: Rows, cells: CellColumn, wrong: Sequence[int] | Rows, order: str, read: MonthColumn
) -> None:
    """Problems of cells that are no month, and of dates with unknown day and month order."""
    is_day = _is_of_days(table)
    for position in map(int, wrong):
        if position in read.bad:
            continue
        text = plain_cell(cells[position])
        here = table.ref(int(rows[position]), table.columns["month"])
        if is_day and _DAY_ALONE.fullmatch(text):
            read.problems.append(problem("day-alone", here, text, header=table.headers[table.columns["month"]]))
        else:
            code = "date-ambiguous" if order == YEAR_FIRST and is_either_order(text) else "month-unreadable"
            read.problems.append(problem(code, here, text))
        read.bad.add(position)


def _refuse(table: FoundTable, rows: Rows, positions: Rows, code: str, read: MonthColumn) -> None:
    for position in positions.tolist():
        read.problems.append(problem(code, table.ref(int(rows[position]), table.columns["month"])))
        read.bad.add(position)


def _hold_against_option(table: FoundTable, rows: Rows, options: MonthOptions, read: MonthColumn) -> None:
    """An error for every cell that says another month than ``--month``."""
    if options.month is None:
        return
    others = np.flatnonzero((read.months != 0) & (read.months != options.month.ordinal))
    for position in others.tolist():
        here = table.ref(int(rows[position]), table.columns["month"])
        month = Month.from_ordinal(int(read.months[position]))
        read.problems.append(problem("month-option-conflict", here, month, option=options.month))
        read.bad.add(position)


def _note_other_name(table: FoundTable, names: _Names, rows: Rows, read: MonthColumn) -> None:
    """A note when the month column says another month than a name does."""
    months = [Month.from_ordinal(ordinal) for ordinal in np.unique(read.months).tolist() if ordinal]
    odd = [m for m in months if not all(hint.agrees(MonthHint(m.year, m.month)) for hint in names.said.values())]
    if odd:
        first = rows[np.isin(read.months, [month.ordinal for month in odd])][0]
        here = table.ref(int(first), table.columns["month"])
        facts = {"sheet": table.sheet.name, "file": table.file}
        read.problems.append(problem("month-column-outranks", here, ", ".join(map(str, odd)), **facts))


def _take_name(table: FoundTable, names: _Names, rows: Rows, silent: Rows, read: MonthColumn) -> None:
    """The month of rows without one: from the command line or a name."""
    month = names.month
    if month is None:
        read.problems.append(names.refused(table))
        read.bad.update(silent.tolist())
        return
    read.problems += names.outranked(table)
    read.months[silent] = month.ordinal
    read.named = (rows[silent].tolist(), names.origin, month)


class _Names(Struct, frozen=True):
    """What the title rows, the sheet's name and the file's name say of the month, beside the command line."""

    said: dict[str, MonthHint]
    option: Month | None
    option_year: int | None

    @classmethod
    def of(cls, table: FoundTable, options: MonthOptions) -> _Names:
        sheet, file = table.sheet.name, PurePath(table.file).stem
        names = {"title": _title_hint(table), "sheet": _hint_of_name(sheet), "file": _hint_of_name(file)}
        if table.layout.days_in_names:
            titles = titles_of_rows(_titles(table), options.dates)
            days = {"file": [file], "sheet": [sheet], "title": titles}
            told = ((name, _month_of_days(texts, options.dates)) for name, texts in days.items())
            names |= dict([next((one for one in told if one[1].full), ("title", names["title"]))])
        return cls(names, options.month, options.year)

    @property
    def conflict(self) -> bool:
        """True when two of the names disagree."""
        hints = list(self.said.values())
        return not all(one.agrees(other) for one in hints for other in hints)

    @property
    def month(self) -> Month | None:
        """The month for rows that do not say: ``--month``, else what the names give together."""
        if self.option:
            return self.option
        return None if self.conflict else self._merged.merged(MonthHint(self.option_year)).full

    @property
    def _merged(self) -> MonthHint:
        made = MonthHint()
        for hint in self.said.values():
            made = made.merged(hint)
        return made

    @property
    def origin(self) -> str:
        """What gave the month: ``option``, ``title``, ``sheet`` or ``file``."""
        return "option" if self.option else next((name for name, hint in self.said.items() if hint.month), "option")

    @property
    def told(self) -> str:
        """The distinct months in the names."""
        return ", ".join(dict.fromkeys(str(hint.full) for hint in self.said.values() if hint.full))

    def refused(self, table: FoundTable) -> Problem:
        """The error that there is no month, or that two names disagree."""
        facts = {"sheet": table.sheet.name, "file": table.file}
        code = "month-conflict" if self.conflict else "no-month"
        return problem(code, SourceRef(table.file, table.sheet.name), self.told or None, **facts)

    def outranked(self, table: FoundTable) -> list[Problem]:
        """A note where the month of the command line is none of those that are named."""
        month = self.month
        if self.origin != "option" or month is None:
            return []
        if all(hint.agrees(MonthHint(month.year, month.month)) for hint in self.said.values()):
            return []
        facts = {"other": self.told, "sheet": table.sheet.name, "file": table.file}
        return [problem("month-option-outranks", SourceRef(table.file, table.sheet.name), month, **facts)]

    @property
    def year(self) -> int | None:
        """The year for a bare month name in a cell."""
        return self._merged.year or self.option_year or (self.option.year if self.option else None)


def _title_hint(table: FoundTable) -> MonthHint:
    """The month with its year that the rows above the header name; nothing when they name several."""
    full = {hint for hint in map(_hint_of_name, _titles(table)) if hint.full}
    return full.pop() if len(full) == 1 else MonthHint()


def _titles(table: FoundTable) -> list[str]:
    cells = (column[row] for column in table.sheet.columns for row in range(table.top))
    return [_text_of(cell) for cell in cells if isinstance(cell, str | datetime.date)]


def _text_of(cell: str | datetime.date) -> str:
    return cell if isinstance(cell, str) else f"{cell:%Y-%m-%d}"


def _hint_of_name(text: str) -> MonthHint:
    """``2025年3月``, ``March 2025``; a day is the day of the export."""
    return month_hint(without_dates(text))


def _month_of_days(texts: Sequence[str], order: str) -> MonthHint:
    """The month of the days in texts that are those of the rows, if it is one."""
    months = {(day.year, day.month) if day else None for text in texts for day in days_in(text, order)}
    known = months.pop() if len(months) == 1 else None
    return MonthHint(*known) if known else MonthHint()
