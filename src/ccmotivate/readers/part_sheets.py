"""The sheets of parts (findings, goals, lessons …): their rows typed by their columns, every odd cell a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np
import pandas as pd
from msgspec import Struct, field

from ccmotivate.formats.columns import Objects, Rows
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Label, Metric
from ccmotivate.model.sheets import (
    PERCENT_SIGN,
    SCORE,
    SCORE_METRIC,
    TARGETS,
    CellKind,
    SheetColumn,
    SheetKind,
    SheetRows,
    stacked_sheets,
    target_metric,
)
from ccmotivate.problems import SourceRef, problem
from ccmotivate.readers.answers import read_answers
from ccmotivate.readers.days import read_days
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import (
    TextColumn,
    as_words,
    blank_words,
    read_ids,
    read_required,
    read_text,
)
from ccmotivate.readers.month_column import read_months
from ccmotivate.readers.reading import Reading, agent_rows, cells_of, say_header, say_placeholders
from ccmotivate.readers.values import ReadColumn, read_column

_Read = TypeVar("_Read", bound=TextColumn | ReadColumn)


def read_part_sheets(
    reading: Reading, tables: Sequence[FoundTable], first: int
) -> tuple[dict[str, SheetRows], set[tuple[str, int]]]:
    """The rows of each kind, and the agents (id, 0 for every month) of rows in error, ``""`` for one without agents.

    ``first`` is the place of the first of these tables among all tables of the workbook.
    """
    read = [_Table.read(reading, table, place) for place, table in enumerate(tables, start=first)]
    bad = {(agent, 0) for one in read for agent in one.whose()}
    return stacked_sheets([{one.kind.id: one.rows()} for one in read]), bad


class _Table(Struct):
    """One sheet being read: ``sheet_rows`` are 0-based, all columns aligned with them; ``bad`` positions in error."""

    reading: Reading
    table: FoundTable
    kind: SheetKind
    place: int
    sheet_rows: Rows
    bad: set[int]
    months: Rows
    numbers: dict[str, Exact] = field(default_factory=dict)
    texts: dict[str, Objects] = field(default_factory=dict)

    @classmethod
    def read(cls, reading: Reading, table: FoundTable, place: int) -> _Table:
        assert table.part is not None
        say_header(reading, table)
        rows, refused = agent_rows(reading, table)
        one = cls(reading, table, table.part, place, rows, refused, np.zeros(len(rows), dtype=np.int64))
        one.bad |= set(range(len(rows))) if table.twice else set()
        one.read_month()
        for column in sorted(one.kind.columns.values(), key=lambda column: column.kind in TARGETS):
            one.read_column(column)
        return one

    def read_month(self) -> None:
        """The months of a month column; without one the rows count for every month of the workbook."""
        if "month" in self.table.columns:
            blanks = blank_words(self.reading.rules)
            self.months = self._kept(read_months(self.table, self.sheet_rows, self.reading.options, blanks)).months

    def read_column(self, column: SheetColumn) -> None:
        """One column; one that the sheet lacks is blank."""
        there = column.id in self.table.columns
        if column.has_text and column.is_number:
            self.texts[column.id] = self._blank()
        if not column.is_number:
            self.texts[column.id] = self._texts(column).values if there else self._blank()
            return
        self.numbers[column.id] = self._numbers(column) if there else Exact.empty(len(self.sheet_rows))
        if there and column.required and not column.blank_ok:
            self._refuse_blanks(column)

    def _blank(self) -> Objects:
        return np.full(len(self.sheet_rows), "", dtype=object)

    def _kept(self, read: _Read) -> _Read:
        """What was read, its problems and errors taken over."""
        self.reading.problems += read.problems
        self.bad |= read.bad
        return read

    def _texts(self, column: SheetColumn) -> TextColumn:
        rules, rows = self.reading.rules, self.sheet_rows
        if column.kind is CellKind.AGENT:
            return self._kept(read_ids(self.table, rows, blank_words(rules), column.id))
        if column.required and not column.blank_ok:
            read = read_required(self.table, column.id, rows, rules)
        else:
            read = read_text(self.table, column.id, rows, blank_words(rules))
        if column.kind is CellKind.WORD:
            self._as_ids(column, read, column.words)
        elif column.kind is CellKind.METRIC:
            self._as_ids(column, read, {SCORE: SCORE_METRIC.label, **{n: m.label for n, m in rules.metrics.items()}})
        return self._kept(read)

    def _as_ids(self, column: SheetColumn, read: TextColumn, labels: Mapping[str, Label]) -> None:
        """Words of a list as ids; an unknown one is an error with the nearest."""
        as_words(read, labels, column.id, lambda position: self._ref(position, column.id))

    def _numbers(self, column: SheetColumn) -> Exact:
        if column.kind is CellKind.DATE:
            return self._kept(read_days(self.reading, self.table, column.id, self.sheet_rows)).values
        if column.kind in TARGETS:
            return self._targets(column)
        if column.kind is CellKind.ANSWER:
            return self._kept(
                read_answers(cells_of(self.reading, self.table, column.id, self.sheet_rows), column, self.reading.words)
            ).values
        return self._figures(column.id, column.metric, np.arange(len(self.sheet_rows)))

    def _figures(self, name: str, metric: Metric, at: Rows) -> Exact:
        """The figures of a column at these positions."""
        rows = self.sheet_rows[at]
        read = read_column(cells_of(self.reading, self.table, name, rows), metric, self.reading.words)
        if name in self.texts and read.signed is not None:
            self.texts[name][at[read.signed]] = PERCENT_SIGN
        say_placeholders(self.reading, self.table, name, self.table.columns[name], rows[read.no_data].tolist())
        self.reading.problems += read.problems
        self.bad |= {int(at[position]) for position in read.bad}
        return read.values

    def _targets(self, column: SheetColumn) -> Exact:
        """Figures each of which is read like a cell of the metric that its row names."""
        named = self.texts[next(one.id for one in self.kind.columns.values() if one.kind is CellKind.METRIC)]
        metrics = {SCORE: SCORE_METRIC, **self.reading.rules.metrics}
        order: list[Rows] = []
        values: list[Exact] = []
        for name in sorted(set(named.tolist())):
            at = np.flatnonzero(named == name)
            order.append(at)
            metric = target_metric(column.kind, metrics[name]) if name else None
            nothing = Exact.full(len(at), Fraction(0))  # of a level, which the part refuses, or of no metric
            values.append(self._figures(column.id, metric, at) if metric else nothing)
        back = np.argsort(np.concatenate(order)) if order else np.empty(0, dtype=np.intp)
        return Exact.concat(values).take(back) if values else Exact.empty(0)

    def _refuse_blanks(self, column: SheetColumn) -> None:
        """Errors for the blank cells of a number column that must be filled."""
        for position in np.flatnonzero(self.numbers[column.id].missing).tolist():
            if position not in self.bad:
                self._say("blank-field", position, column.id, field=column.id)

    def _ref(self, position: int, name: str) -> SourceRef:
        return self.table.ref(int(self.sheet_rows[position]), self.table.columns[name])

    def _say(self, code: str, position: int, name: str, **facts: object) -> None:
        self.reading.problems.append(problem(code, self._ref(position, name), **facts))
        self.bad.add(position)

    def whose(self) -> set[str]:
        """The agents of the rows in error."""
        return {str(self.texts[name][at]) for at in self.bad for name in self.kind.agents}

    def rows(self) -> SheetRows:
        """The sound rows."""
        book, count = self.reading.book.name, len(self.sheet_rows)
        frame = pd.DataFrame(
            {
                "workbook": pd.Series([book] * count, dtype=object),
                "month": self.months,
                "table": np.full(count, self.place, dtype=np.int64),
                "row": self.sheet_rows + 1,
            }
        )
        sound = np.setdiff1d(np.arange(count), np.array(sorted(self.bad), dtype=np.intp))
        refused = frozenset((book, agent) for agent in self.whose())
        return SheetRows(frame, self.numbers, self.texts, ((book, self.place),), refused).take(sound)
