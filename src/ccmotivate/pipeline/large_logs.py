"""Logs too large for Python's rows: their plain rows are folded by DuckDB, a few others are read as any file's are.

The readers are given a small sheet of the log's own rows, each under its own number: one for whoever stands in it in
a month, and every odd row. So all problems are theirs. What they make of distinct texts goes to DuckDB.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import repeat
from os import stat_result
from pathlib import Path

import numpy as np
import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.formats import large_text
from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cells import a1
from ccmotivate.formats.large_text import LargeText
from ccmotivate.formats.limits import MAX_COLUMNS, Refusal
from ccmotivate.formats.sheets import cut_off
from ccmotivate.locale import N_
from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.metrics import DetailSheet
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.log_columns import MAX_ODD, LogColumns
from ccmotivate.pipeline.log_file import KeptLog, LogFile, cells_of_lines, sheet_of
from ccmotivate.pipeline.log_folds import UNFOLDED, with_folds
from ccmotivate.pipeline.log_head import LogHead
from ccmotivate.pipeline.log_notes import counted, rows_named, runs_of, with_filtered
from ccmotivate.pipeline.log_plan import NotLargeError, texts_of
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.agents import read_agents
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.readers.reading import ReadResult
from ccmotivate.warehouse.folds import folded
from ccmotivate.warehouse.log_rows import source_rows
from ccmotivate.warehouse.log_table import LogTable, Server, TableError
from ccmotivate.warehouse.terms import CannotFoldError

_TRIES = 6
_ODD = N_("too many of them are written in unusual ways")
_BLANK = N_("too many of them are blank")
_WIDER = N_("some of them have more cells than the first ones")
Read = tuple[ReadResult | None, tuple[Problem, ...]]
_NO_ROWS = DetailRows(pd.DataFrame(), {})


class Told(Struct, frozen=True):
    """What a log says; ``is_done`` is False where Python's rows are to tell. The book has no sheets.

    Where its rows are to be folded together with those of other files they are laid aside in ``kept``.
    """

    book: Book | None = None
    read: ReadResult | None = None
    problems: tuple[Problem, ...] = ()
    is_done: bool = True
    kept: KeptLog | None = None


def read_log(
    server: Server,
    name: str,
    rules: RuleSet,
    options: MonthOptions,
    written: tuple[str | None, str | None],
    aside: Path | None,
    meanwhile: Callable[[], None],
) -> Told:
    """What a text file says that is a log of a source, through which ``server`` is looking.

    ``written`` are its encoding and separator, where known; its rows are laid aside in the folder ``aside``, without
    one folded at once. ``meanwhile`` is called before a wait.
    """
    try:
        path = server.path
        head = LogHead.of(path, name, rules, *written)
        if head.log is None:
            return Told(is_done=False)
        seen = path.stat()
        task = _Task(server, head, rules, options, aside)
        with _telling(), task.followed() as followed:
            meanwhile()
            text = server.text()
            _refuse_other(text, seen)
            if text.encoding != head.book.encoding:
                head = LogHead.of(path, name, rules, text.encoding, written[1])
            if head.log is None:
                return Told(is_done=False)
            large_text.refuse_open_quotes(text, head.separator)
            head = replace(head, book=replace(head.book, sha256=text.sha256))
            (read, problems), kept = replace(task, head=head).done(text, followed)
            ends = () if text.ends else cut_off(large_text.last_bytes(path), head.book, head.table.sheet)
        bare = replace(head.book, sheets=()) if read is not None else None
        return Told(bare, read, (*ends, *head.problems, *problems), kept=kept)
    except Refusal as refusal:
        here = SourceRef(name, refusal.sheet, refusal.cell)
        return Told(problems=(problem(refusal.code, here, refusal.value, **refusal.facts),))
    except OSError as failure:
        if failure.filename is None or Path(failure.filename) != server.path:
            raise
        return Told(problems=(problem("unreadable-file", SourceRef(name), reason=failure.strerror or failure),))
    except NotLargeError as why:
        here = head.log.ref(head.log.header, why.place) if head.log and why.place is not None else SourceRef(name)
        return Told(problems=(problem("log-by-rows", here, reason=why.reason),), is_done=False)


def _refuse_other(text: LargeText, status: stat_result) -> None:
    """Refuse a file that was another one when it was looked through."""
    if not large_text.is_the_same(text, status):
        raise Refusal("unreadable-file", reason=N_("it changed while it was read"))


@contextmanager
def _telling() -> Iterator[None]:
    """Have what DuckDB cannot do told as what only Python's rows can tell."""
    try:
        yield
    except TableError as failure:
        raise NotLargeError(str(failure)) from failure
    except CannotFoldError as failure:
        raise NotLargeError(UNFOLDED[failure.args[0]]) from failure


class _Opened(Struct, frozen=True):
    """A table that a log becomes, and how; its rows may be laid aside in the file ``aside``."""

    columns: LogColumns
    log: LogTable
    aside: Path | None


class _Task(Struct, frozen=True):
    """A log to be read."""

    server: Server
    head: LogHead
    rules: RuleSet
    options: MonthOptions
    aside: Path | None

    @contextmanager
    def followed(self) -> Iterator[_Opened | None]:
        """A table filled while the file is looked through; None where it cannot be, or not yet be told why."""
        with ExitStack() as stack:
            found = None
            if self.head.book.encoding in large_text.PLAIN:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ccmotivate-")))
                with suppress(NotLargeError):
                    opened = stack.enter_context(self._opened(self.server.path, folder))
                    if opened.columns.can_be_scanned:
                        self.server.fill(opened.columns.scan())
                        found = opened
            yield found

    @contextmanager
    def _opened(self, path: Path, folder: Path) -> Iterator[_Opened]:
        """A table of a file of UTF-8 lines, planned by samples.

        Raises:
            NotLargeError: it says something that only Python's rows can tell, and what.
        """
        target = None if self.aside is None else self.aside / f"{folder.name}.parquet"
        table, separator = self.head.table, self.head.separator
        self.server.open(folder, [path] if target is None else [path, target])
        try:
            texts = texts_of(large_text.sampled(path), separator, len(table.sheet.columns))
            columns = LogColumns.of(table, self.rules, self.options, texts, separator)
            columns.keep_what_is_silent()
            yield _Opened(columns, LogTable.of(self.server, path, separator, columns.width, table.header), target)
        finally:
            self.server.close()

    def done(self, text: LargeText, followed: _Opened | None) -> tuple[Read, KeptLog | None]:
        """What it says, as ``readers.agents.read_agents``, its rows folded."""
        if text.blanks > large_text.MAX_BLANKS:
            raise NotLargeError(_BLANK)
        if text.has_formulas:
            raise NotLargeError(N_("its texts are written as formulas"))
        found = None
        if followed is not None and text.can_be_followed:
            found = self._read(text, followed, is_copy=False)
        elif text.is_plain and not (text.has_quotes and text.blanks):
            found = self._made(text, is_copy=False)
        found = found or self._made(text, is_copy=True)
        assert found is not None
        _refuse_other(text, self.server.path.stat())
        return found

    def _made(self, text: LargeText, *, is_copy: bool) -> tuple[Read, KeptLog | None] | None:
        """What DuckDB reads in the file itself, or in a copy; None where it passed over blank lines."""
        with (
            tempfile.TemporaryDirectory(prefix="ccmotivate-") as name,
            large_text.plain_copy(text, Path(name), is_copy=is_copy) as path,
            self._opened(path, Path(name)) as opened,
        ):
            opened.log.make(opened.columns.kept, opened.columns.told, has_quotes=text.has_quotes)
            return self._read(text, opened, is_copy=is_copy)

    def _read(self, text: LargeText, opened: _Opened, *, is_copy: bool) -> tuple[Read, KeptLog | None] | None:
        columns, log = opened.columns, opened.log
        if not (is_copy or text.has_quotes or log.rows == text.rows):
            return None
        columns.weigh(log)
        how = (self.rules, self.options, columns, log, opened.aside, is_copy)
        found = _Log(self.head.book, text, self.head.table, *how)
        return found.read(), found.kept


class _Group(Struct, frozen=True):
    """The plain rows of one who in one month: how many, and the first of them (0-based row of the file)."""

    who: tuple[int, ...]
    month: int
    rows: int
    first: int


class _Log(Struct):
    """A log being read."""

    book: Book
    text: LargeText
    table: FoundTable
    rules: RuleSet
    options: MonthOptions
    columns: LogColumns
    log: LogTable
    aside: Path | None
    is_copy: bool
    kept: KeptLog | None = None
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
            some = [one.first for one in groups] or self.columns.filtered_by_month(self.log)
            found = self._read([*odd, *self.columns.witnesses(self.log), *some], groups)
            self.columns.refuse_doubtful(self.log, [self.cells[row] for row in odd])
            doubtful = self._doubtful(found, {one.first for one in wanted})
            if not doubtful:
                return self._laid_aside(found, groups, set(odd))
            self.columns.set_apart(self.log, [one.who for one in wanted if one.first in doubtful])
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
        given, besides = {*range(self.table.header + 1), *rows}, Counter[int]()
        for one in groups:
            besides[one.month] += 0 if self._is_wanted(one.month) else one.rows - (one.first in given)
        sheet = self._sheet(sorted(given))
        table = replace(self.table, sheet=sheet)
        return read_agents(self.book, [table], self.rules, self.options, +besides)

    def _sheet(self, rows: Sequence[int]) -> Sheet:
        self._take([row for row in rows if row not in self.cells])
        return sheet_of(self.table.sheet.name, rows, [self.cells[row] for row in rows])

    def _take(self, rows: Sequence[int]) -> None:
        """Fetch the cells of more rows."""
        if not rows:
            return
        width = self.columns.width
        if not (self.is_copy or self.text.has_quotes):
            found = cells_of_lines(self.text, rows, self.columns.separator, width)
            if any(any(cells[width:]) for cells in found):
                self._refuse_too_wide(rows, found)
                raise NotLargeError(_WIDER)
            found = [cells[:width] for cells in found]
        else:
            found = self.log.cells(rows, width)
        self.cells |= dict(zip(rows, found, strict=True))

    def _refuse_too_wide(self, rows: Sequence[int], found: Sequence[Sequence[str]]) -> None:
        """Refuse a file without quotation marks with a line that Excel could not hold."""
        columns = max(map(len, found))
        if columns > MAX_COLUMNS:
            widest = next(row for row, cells in zip(rows, found, strict=True) if len(cells) == columns)
            cells = large_text.cells_in(self.text, self.columns.separator)
            here = a1(widest, columns - 1)
            raise Refusal("grid-too-large", cell=here, rows=self.text.rows, columns=columns, cells=cells)

    def _doubtful(self, found: Read, firsts: set[int]) -> set[int]:
        """Those rows of groups of which something was said, or that were left out: all rows of theirs may be so."""
        read, problems = found
        said = [*(read.problems if read else ()), *problems]
        named = {row - 1 for one in said for row in rows_named(one)}
        there: set[int] = set()
        if read is not None and self.source.id in read.dataset.details:
            there = set((read.dataset.details[self.source.id].frame["row"] - 1).tolist())
        return (firsts & named) | (firsts - there)

    # -- folded or laid aside -----------------------------------------------------------------------------------------

    def _laid_aside(self, found: Read, groups: Sequence[_Group], odd: set[int]) -> Read:
        """The reading with all rows of the log in the place of those few that were read, to be folded."""
        read, problems = self._with_filtered(*found)
        if read is None or not len(read.dataset.details.get(self.source.id, _NO_ROWS).frame):
            return read, problems
        detail = read.dataset.details[self.source.id]
        rows = detail.frame["row"].to_numpy(dtype=np.int64) - 1
        is_odd = np.isin(rows, sorted(odd))
        ids = dict(zip(rows.tolist(), detail.frame["agent_id"].tolist(), strict=True))
        whose = {one.who: ids[one.first] for one in groups if one.first in ids}
        apart = detail.take(np.flatnonzero(is_odd))
        plain = [one for one in groups if self._is_wanted(one.month)]
        told = [(whose[one.who], one.month, one.first + 1, one.rows) for one in plain]
        told += zip(*(apart.frame[name].tolist() for name in ("agent_id", "month", "row")), repeat(1), strict=False)
        frame = _by_agent(told).assign(table=int(detail.frame["table"].iloc[0]))
        frame = frame[["month", "agent_id", "table", "row", "rows"]]
        made = self._keep(DetailRows(frame, {}, {}), whose, apart, are_all=all(one.who in whose for one in plain))
        dataset = replace(read.dataset, details={**read.dataset.details, self.source.id: made})
        lines = runs_of(self.columns.counted(self.log), apart.frame["row"].tolist()) if self.columns.is_named else ""
        how = tuple(counted(one, int(frame["rows"].sum()), lines) for one in read.interpretations)
        return replace(read, dataset=dataset, interpretations=how), problems

    def _keep(
        self, made: DetailRows, whose: Mapping[tuple[int, ...], str], odd: DetailRows, *, are_all: bool
    ) -> DetailRows:
        """Fold the rows of the months that are wanted, or lay them aside; that they can be folded is seen at once."""
        plain = self.columns.plain_rows(
            self.log.header, whose, self._is_wanted, are_all=are_all, are_alone=self.aside is None
        )
        rows, agents = source_rows(self.log, plain, self.columns.odd_rows(odd), blank_words(self.rules))
        query = folded(rows, self.rules.folds_of(self.source.id))
        if self.aside is None:
            frame, columns = query.read(self.log.server.columns(query.sql))
            frame["agent_id"] = pd.Series([agents[number] for number in frame["agent_id"]], dtype=object)
            return with_folds(made, frame, columns)
        from ccmotivate.warehouse.kept_rows import keep  # here: it loads DuckDB

        witnesses = tuple(self.columns.witnesses(self.log))
        separator, width = self.columns.separator, self.columns.width
        how = (self.options, separator, width, self.log.way, self.is_copy, witnesses)
        file = LogFile(replace(self.book, sheets=()), self.text, self.table, *how)
        self.kept = KeptLog(keep(self.log, rows, agents, self.aside), file)
        return made

    def _with_filtered(self, read: ReadResult | None, problems: tuple[Problem, ...]) -> Read:
        """With the plain rows that ``only`` leaves out and the readers have not seen."""
        rows = [row for row in self.columns.filtered(self.log) if row not in self.cells]
        if not rows:
            return read, problems
        here = SourceRef(self.book.name, self.table.sheet.name)
        if read is None:
            return None, with_filtered((), problems, rows, here)[1]
        how, said = with_filtered(read.interpretations, read.problems, rows, here)
        return replace(read, interpretations=how, problems=said), problems


def _by_agent(told: Iterable[tuple[str, int, int, int]]) -> pd.DataFrame:
    """One row an agent and month, in the order of their first rows: that row, and how many there are."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for agent_id, month, row, many in told:
        first, before = found.get((agent_id, month), (row, 0))
        found[agent_id, month] = (min(row, first), before + many)
    lines = sorted((row, agent_id, month, many) for (agent_id, month), (row, many) in found.items())
    columns = list(zip(*lines, strict=True)) or [()] * 4
    frame = {"row": np.array(columns[0], np.int64), "agent_id": pd.Series(columns[1], dtype=object)}
    return pd.DataFrame({**frame, "month": np.array(columns[2], np.int64), "rows": np.array(columns[3], np.int64)})
