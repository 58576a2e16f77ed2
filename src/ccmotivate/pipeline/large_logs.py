"""Logs too large for Python's rows: their plain rows are folded by DuckDB, a few others are read as any file's are.

The readers are given a small sheet of the log's own rows, each under its own number: one for whoever stands in it in
a month, and every odd row. So all problems are theirs. What they make of distinct texts goes to DuckDB.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ccmotivate.formats import large_text
from ccmotivate.formats.assembling import plain_sheet
from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.csv_text import separator_of
from ccmotivate.formats.large_text import LargeText
from ccmotivate.formats.limits import MAX_LINE, Refusal
from ccmotivate.locale import N_
from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.metrics import DetailSheet
from ccmotivate.model.period import parse_month
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.log_columns import MAX_ODD, LogColumns
from ccmotivate.pipeline.log_plan import NotLargeError
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.agents import read_agents
from ccmotivate.readers.headers import FoundTable, find_tables
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.readers.reading import ReadResult, row_ranges

_TRIES = 6
_ODD = N_("too many of them are written in unusual ways")
_UNFOLDED = {
    "size": N_("a fold counts numbers with too many digits"),
    "division": N_("a fold divides one column by another"),
}
_TOLD_BEFORE = ("dropped-total", "dropped-footnote", "dropped-header")
if TYPE_CHECKING:  # DuckDB loads slowly
    from ccmotivate.warehouse.log_scan import Pieces
    from ccmotivate.warehouse.log_table import LogTable

Read = tuple[ReadResult | None, tuple[Problem, ...]]
_NO_ROWS = DetailRows(pd.DataFrame(), {})
_CELL = re.compile(r"[A-Z]{1,3}([0-9]+)")


@dataclass(frozen=True, slots=True)
class Told:
    """What a log says; ``is_done`` is False where Python's rows are to tell. The book has no sheets."""

    book: Book | None = None
    read: ReadResult | None = None
    problems: tuple[Problem, ...] = ()
    is_done: bool = True


def read_log(
    path: Path, name: str, rules: RuleSet, options: MonthOptions, written: tuple[str | None, str | None]
) -> Told:
    """What a text file says that is a log of a source; ``written`` are its encoding and separator, where known."""
    try:
        head = _Head.of(path, name, rules, *written)
        if head.log is None:
            return Told(is_done=False)
        Thread(target=import_module, args=("ibis.backends.duckdb",), daemon=True).start()  # beside the look, for later
        text = large_text.looked_through(path, written[0])
        if text.encoding != head.book.encoding:
            head = _Head.of(path, name, rules, text.encoding, written[1])
        if head.log is None:
            return Told(is_done=False)
        book = replace(head.book, sha256=text.sha256)
        read, problems = _read_table(book, text, head.log, rules, options, head.separator)
        kept = replace(book, sheets=()) if read is not None else None
        return Told(kept, read, (*head.problems, *problems))
    except Refusal as refusal:
        here = SourceRef(name, refusal.sheet, refusal.cell)
        return Told(problems=(problem(refusal.code, here, refusal.value, **refusal.facts),))
    except NotLargeError as why:
        here = head.log.ref(head.log.header, why.place) if head.log and why.place is not None else SourceRef(name)
        return Told(problems=(problem("log-by-rows", here, reason=why.reason),), is_done=False)


@dataclass(frozen=True, slots=True)
class _Head:
    """The first rows of a text file; ``log`` is their table where its rows can be folded."""

    book: Book
    separator: str
    log: FoundTable | None
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, path: Path, name: str, rules: RuleSet, encoding: str | None, separator: str | None) -> _Head:
        text, used = large_text.head_of(path, encoding)
        separator = separator or separator_of(text)
        rows = large_text.head_rows(text, separator)
        sheet = plain_sheet("csv", [CellColumn.of(cells) for cells in zip(*rows, strict=True)])
        book = Book(name, path, "", "csv", (sheet,), (), used)
        tables, problems = find_tables(book, rules)
        return cls(book, separator, tables[0] if len(tables) == 1 and _is_log(tables[0]) else None, problems)


def _is_log(table: FoundTable) -> bool:
    """Whether the rows of a table only feed folds, each by itself."""
    source = table.source
    if source is None or not source.columns or not source.layout.is_mapped or table.twice or source.key:
        return False
    layout = source.layout
    return not (layout.across or layout.fill_down) and layout.header_rows == 1 and table.top == table.header


def _read_table(
    book: Book, text: LargeText, table: FoundTable, rules: RuleSet, options: MonthOptions, separator: str
) -> Read:
    """What the table of a large text file says, as ``readers.agents.read_agents``, its rows folded.

    Raises:
        NotLargeError: it says something that only Python's rows can tell, and what.
    """
    import duckdb

    from ccmotivate.warehouse.terms import CannotFoldError

    tasks = (_Task(book, text, table, rules, options, separator, is_copy) for is_copy in (False, True))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the libraries tell each other's authors
            found = next(task.read() for task in tasks if task.may_do)
    except duckdb.Error as failure:
        raise NotLargeError(str(failure).splitlines()[0][:200]) from failure
    except CannotFoldError as failure:
        raise NotLargeError(_UNFOLDED[failure.args[0]]) from failure
    if not large_text.is_the_same(text):
        raise Refusal("unreadable-file", reason=N_("it changed while it was read"))
    return found


@dataclass(frozen=True, slots=True)
class _Task:
    """A log to be read from the file itself, or from a copy that has no blank lines."""

    book: Book
    text: LargeText
    table: FoundTable
    rules: RuleSet
    options: MonthOptions
    separator: str
    is_copy: bool

    @property
    def may_do(self) -> bool:
        """Whether the file itself is enough: DuckDB passes over blank lines, which show but not among quotes."""
        return self.is_copy or (self.text.is_plain and not self.text.has_blanks_among_quotes)

    @property
    def _pieces(self) -> Pieces:
        from ccmotivate.warehouse.log_scan import Pieces

        return Pieces(self.text.path, large_text.PIECE, self.text.lines, MAX_LINE)

    def read(self) -> Read:
        """What it says."""
        from ccmotivate.warehouse.log_table import log_table

        with tempfile.TemporaryDirectory(prefix="ccmotivate-") as name:
            folder = Path(name)
            with large_text.plain_copy(self.text, folder, is_copy=self.is_copy) as path:
                sample = large_text.sampled(path)
                columns = LogColumns.of(self.table, self.rules, self.options, sample, self.separator)
                with log_table(path, self.separator, columns.width, self.table.header, folder) as log:
                    columns.keep_what_is_silent()
                    if self.is_copy or self.text.has_quotes or len(self.separator.encode()) > 1:
                        log.make(columns.kept, columns.told, has_quotes=self.text.has_quotes)
                    else:
                        log.fill(columns.scan(self._pieces))
                    columns.weigh(log)
                    return _Log(
                        self.book, self.text, self.table, self.rules, self.options, columns, log, self.is_copy
                    ).read()


@dataclass(frozen=True, slots=True)
class _Group:
    """The plain rows of one who in one month: how many, and the first of them (0-based row of the file)."""

    who: tuple[int, ...]
    month: int
    rows: int
    first: int


@dataclass(slots=True)
class _Log:
    """A log being read."""

    book: Book
    text: LargeText
    table: FoundTable
    rules: RuleSet
    options: MonthOptions
    columns: LogColumns
    log: LogTable
    is_copy: bool
    cells: dict[int, list[str]] = field(default_factory=dict)

    @property
    def source(self) -> DetailSheet:
        assert self.table.source is not None
        return self.table.source

    def read(self) -> Read:
        """Read, and read again with more rows as odd, until what is left over is plain."""
        for _try in range(_TRIES):
            odd = self.log.odd(MAX_ODD)
            if len(odd) > MAX_ODD:
                raise NotLargeError(_ODD)
            groups = self._groups()
            wanted = [one for one in groups if self._is_wanted(one.month)]
            found = self._read([*odd, *self.columns.witnesses(self.log), *(one.first for one in wanted)], groups)
            doubtful = [one for one in wanted if one.first in self._doubtful(found, {one.first for one in wanted})]
            if not doubtful:
                return self._folded(found, groups, set(odd))
            self.columns.set_apart(self.log, [one.who for one in doubtful])
        raise NotLargeError(_ODD)

    def _is_wanted(self, month: int) -> bool:
        return self.options.only is None or month == self.options.only.ordinal

    def _groups(self) -> list[_Group]:
        """Whoever stands in plain rows that count, by month."""
        groups: dict[tuple[tuple[int, ...], int], tuple[int, int]] = {}
        for *who, month, rows, first in self.log.ask(self.columns.groups_sql(self.table.header)):
            key = (tuple(who), self.columns.month_of(month))
            before = groups.get(key, (0, first))
            groups[key] = (before[0] + rows, min(before[1], first))
        return [_Group(*key, *value) for key, value in groups.items()]

    # -- what the readers make of it ----------------------------------------------------------------------------------

    def _read(self, rows: Sequence[int], groups: Sequence[_Group]) -> Read:
        """The readers' word on these rows and the header."""
        besides = Counter({one.month: 0 for one in groups if not self._is_wanted(one.month)})
        for one in groups:
            besides[one.month] += 0 if self._is_wanted(one.month) else one.rows
        sheet = self._sheet(sorted({*range(self.table.header + 1), *rows}))
        table = replace(self.table, sheet=sheet)
        return read_agents(self.book, [table], self.rules, self.options, +besides)

    def _sheet(self, rows: Sequence[int]) -> Sheet:
        self._take([row for row in rows if row not in self.cells])
        filled = zip(*(self.cells[row] for row in rows), strict=True)
        sheet = plain_sheet(self.table.sheet.name, [CellColumn.of(column) for column in filled])
        return replace(sheet, lines=np.array(rows, dtype=np.int64))

    def _take(self, rows: Sequence[int]) -> None:
        """Fetch the cells of more rows."""
        if not rows:
            return
        width = self.columns.width
        if not (self.is_copy or self.text.has_quotes):
            lines = large_text.lines_at(self.text, rows)
            found = [line.split(self.columns.separator) for line in lines]
            if any(len(cells) > width for cells in found):
                raise NotLargeError(_ODD)
            found = [cells + [""] * (width - len(cells)) for cells in found]
        else:
            found = self.log.cells(rows, width)
        self.cells |= dict(zip(rows, found, strict=True))

    def _doubtful(self, found: Read, firsts: set[int]) -> set[int]:
        """Those rows of groups of which something was said, or that were left out: all rows of theirs may be so."""
        read, problems = found
        said = [*(read.problems if read else ()), *problems]
        named = {row - 1 for one in said for row in _rows_named(one)}
        there: set[int] = set()
        if read is not None and self.source.id in read.dataset.details:
            there = set((read.dataset.details[self.source.id].frame["row"] - 1).tolist())
        return (firsts & named) | (firsts - there)

    # -- folded -------------------------------------------------------------------------------------------------------

    def _folded(self, found: Read, groups: Sequence[_Group], odd: set[int]) -> Read:
        """The reading with all rows of the log folded in the place of those few that were read."""
        read, problems = self._with_filtered(*found)
        if read is None or not len(read.dataset.details.get(self.source.id, _NO_ROWS).frame):
            return read, problems
        detail = read.dataset.details[self.source.id]
        rows = detail.frame["row"].to_numpy(dtype=np.int64) - 1
        is_odd = np.isin(rows, sorted(odd))
        ids = dict(zip(rows.tolist(), detail.frame["agent_id"].tolist(), strict=True))
        whose = {one.who: ids[one.first] for one in groups if one.first in ids}
        place = int(detail.frame["table"].iloc[0])
        apart = detail.take(np.flatnonzero(is_odd))
        first = dict[tuple[str, int], int]()
        told = [(whose[one.who], one.month, one.first + 1) for one in groups if one.who in whose]
        told += zip(*(apart.frame[name].tolist() for name in ("agent_id", "month", "row")), strict=True)
        for agent_id, month, row in told:
            first[agent_id, month] = min(row, first.get((agent_id, month), row))
        are_all = all(one.who in whose for one in groups)
        made = self._fold(whose, apart, place, first, are_all=are_all)
        dataset = replace(read.dataset, details={**read.dataset.details, self.source.id: made})
        plain = sum(one.rows for one in groups if self._is_wanted(one.month))
        how = tuple(self._counted(one, int(is_odd.sum()) + plain) for one in read.interpretations)
        return replace(read, dataset=dataset, interpretations=how), problems

    def _counted(self, one: Interpretation, many: int) -> Interpretation:
        return replace(one, meaning=str(many)) if one.what == "rows" else one

    def _with_filtered(self, read: ReadResult | None, problems: tuple[Problem, ...]) -> Read:
        """With the plain rows that ``only`` leaves out."""
        rows = self.columns.filtered(self.log)
        if not rows:
            return read, problems
        if read is None:
            return None, self._say_filtered((), problems, rows)[1]
        how, said = self._say_filtered(read.interpretations, read.problems, rows)
        return replace(read, interpretations=how, problems=said), problems

    def _say_filtered(
        self, how: Sequence[Interpretation], problems: Sequence[Problem], rows: Sequence[int]
    ) -> tuple[tuple[Interpretation, ...], tuple[Problem, ...]]:
        """The rows that ``only`` leaves out, plain ones and odd ones together, in the readers' words."""
        ours = [one for one in how if (one.what, one.subject) == ("dropped", "filtered")]
        every = sorted({*rows, *(row for one in ours for row in _of_ranges(one.where))})
        file, sheet = self.book.name, self.table.sheet.name
        odd = [one for one in problems if one.code == "dropped-filtered"]
        many = len(rows) + sum(int(one.value or 0) for one in odd)
        first = min([every[0] + 1, *(int(str(one.fields["first"])) for one in odd)])
        told = problem("dropped-filtered", SourceRef(file, sheet, f"A{first}"), many, first=first)
        note = Interpretation(file, sheet, "dropped", row_ranges(every), "filtered", str(len(every)))
        kept = [one for one in how if one not in ours]
        said = [one for one in problems if one.code != told.code]
        at = next((at for at, one in enumerate(kept) if _comes_after(one)), len(kept))
        place = next((at for at, one in enumerate(said) if one.code not in _TOLD_BEFORE), len(said))
        return (*kept[:at], note, *kept[at:]), (*said[:place], told, *said[place:])

    def _fold(
        self,
        whose: Mapping[tuple[int, ...], str],
        odd: DetailRows,
        place: int,
        first: Mapping[tuple[str, int], int],
        *,
        are_all: bool,
    ) -> DetailRows:
        """One row an agent and month, each fold with its column."""
        from ccmotivate.warehouse.folds import folded
        from ccmotivate.warehouse.log_rows import source_rows

        plain = self.columns.plain_rows(self.log.header, whose, are_all=are_all)
        rows, agents = source_rows(self.log, plain, self.columns.odd_rows(odd), self.columns.is_blank)
        query = folded(rows, self.rules.folds_of(self.source.id))
        frame, made = query.read(query.expression.to_pyarrow())
        frame["agent_id"] = pd.Series([agents[number] for number in frame["agent_id"]], dtype=object)
        frame["month"] = np.array(
            [found.ordinal if (found := parse_month(one)) else 0 for one in frame["month"]], np.int64
        )
        keys = zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True)
        frame = frame.assign(table=place, row=np.array([first[key] for key in keys], np.int64))
        order = np.argsort(frame["row"].to_numpy(), kind="stable")
        frame = frame.iloc[order].reset_index(drop=True)[["month", "agent_id", "table", "row", "rows"]]
        return DetailRows(frame, {}, {fold: column.take(order) for fold, column in made.items()})


def _comes_after(one: Interpretation) -> bool:
    """Whether the readers note it after the rows that ``only`` leaves out."""
    return one.what.startswith(("month", "hidden", "rows")) or (one.what, one.subject) == ("dropped", "excluded")


def _rows_named(found: Problem) -> Iterable[int]:
    """The rows (1-based) that a problem is about: of its own cell, and of those in its facts."""
    texts = [found.source.cell or ""]
    for fact in found.fields.values():
        texts += [str(one) for one in fact] if isinstance(fact, list | tuple) else [str(fact)]
    for text in texts:
        for cell in text.split(","):
            if match := _CELL.fullmatch(cell.strip()) or re.match(r"([0-9]+)(?: \(|$)", cell.strip()):
                yield int(match[1])


def _of_ranges(text: str) -> Iterable[int]:
    """The 0-based rows of ``2, 5-9``."""
    for part in filter(None, text.split(", ")):
        first, _, last = part.partition("-")
        yield from range(int(first) - 1, int(last or first))
