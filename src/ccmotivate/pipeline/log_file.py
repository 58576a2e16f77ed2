"""A large log that was read: some of its rows again, by their numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats import large_text
from ccmotivate.formats.assembling import plain_sheet
from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.large_text import LargeText
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.readers.agents import read_agents
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.warehouse.log_table import LogTable

if TYPE_CHECKING:  # they load slowly
    import pandas as pd

    from ccmotivate.warehouse.kept_rows import KeptRows


class LogFile(Struct, frozen=True):
    """How a log was read.

    Attributes:
        way: The options by which DuckDB reads it; of a copy without blank lines where ``is_copy``.
        witnesses: Rows whose dates tell the order of day and month.
        ids: Those of agents and months (ordinals) that are others than the log has.
    """

    book: Book
    text: LargeText
    table: FoundTable
    options: MonthOptions
    separator: str
    width: int
    way: str
    is_copy: bool
    witnesses: tuple[int, ...] = ()
    ids: Mapping[tuple[str, int], str] = {}

    def cells(self, rows: Sequence[int]) -> list[list[str]]:
        """All cells of these rows (0-based, ascending)."""
        if not (self.is_copy or self.text.has_quotes):
            return [cells[: self.width] for cells in cells_of_lines(self.text, rows, self.separator, self.width)]
        from ccmotivate.warehouse.log_server import LogServer

        with tempfile.TemporaryDirectory(prefix="ccmotivate-") as name:
            folder = Path(name)
            with large_text.plain_copy(self.text, folder, is_copy=self.is_copy) as path, closing(LogServer()) as server:
                server.open(folder, [path])
                log = LogTable.of(server, path, self.separator, self.width, self.table.header)
                log.go(self.way)
                return log.cells(rows, self.width)

    def table_of(self, rows: Iterable[int]) -> FoundTable:
        """The table with its header and these rows only."""
        every = sorted({*range(self.table.header + 1), *rows})
        return replace(self.table, sheet=sheet_of(self.table.sheet.name, every, self.cells(every)))

    def frame(self, rows: Sequence[int], rules: RuleSet) -> pd.DataFrame:
        """These rows, each of which counts, as the readers read them."""
        source = self.table.source
        assert source is not None
        read, _problems = read_agents(self.book, [self.table_of([*self.witnesses, *rows])], rules, self.options)
        assert read is not None
        frame = read.dataset.details[source.id].frame
        frame = frame[np.isin(frame["row"].to_numpy(np.int64) - 1, list(rows))].reset_index(drop=True)
        whose = zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True)
        return frame.assign(agent_id=[self.ids.get(who, who[0]) for who in whose]) if self.ids else frame


class KeptLog(Struct, frozen=True):
    """A log whose rows are laid aside."""

    rows: KeptRows
    file: LogFile


def with_ids(log: KeptLog, ids: Mapping[tuple[str, int], str]) -> KeptLog:
    """A log some agents of which go by other ids in a month (ordinal)."""
    if not ids:
        return log
    months = {month: str(Month.from_ordinal(month)) if month else "" for _agent, month in ids}
    other = {(agent, months[month]): one for (agent, month), one in ids.items()}
    return KeptLog(replace(log.rows, ids=other), replace(log.file, ids=ids))


def cells_of_lines(text: LargeText, rows: Sequence[int], separator: str, width: int) -> list[list[str]]:
    """The cells of these lines (ascending, from 0) of a file without quotation marks, at least so many of each."""
    found = [line.split(separator) for line in large_text.lines_at(text, rows)]
    return [cells + [""] * (width - len(cells)) for cells in found]


def sheet_of(name: str, rows: Sequence[int], cells: Sequence[Sequence[str]]) -> Sheet:
    """Some rows of a text file, each under its own number."""
    sheet = plain_sheet(name, [CellColumn.of(column) for column in zip(*cells, strict=True)])
    return replace(sheet, lines=np.array(rows, dtype=np.int64))
