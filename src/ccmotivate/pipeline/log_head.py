"""The first rows of a large text file, and whether it is a log."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ccmotivate.formats import large_text
from ccmotivate.formats.assembling import plain_sheet
from ccmotivate.formats.book import Book
from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.csv_text import separator_of
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.readers.headers import FoundTable, find_tables


class LogHead(Struct, frozen=True):
    """The first rows of a text file; ``log`` is their table where its rows can be folded."""

    book: Book
    separator: str
    log: FoundTable | None
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, path: Path, name: str, rules: RuleSet, encoding: str | None, separator: str | None) -> LogHead:
        text, used = large_text.head_of(path, encoding)
        separator = separator or separator_of(text)
        rows = large_text.head_rows(text, separator)
        sheet = plain_sheet("csv", [CellColumn.of(cells) for cells in zip(*rows, strict=True)])
        book = Book(name, path, "", "csv", (sheet,), (), used)
        tables, problems = find_tables(book, rules)
        return cls(book, separator, tables[0] if len(tables) == 1 and _is_log(tables[0]) else None, problems)

    @property
    def table(self) -> FoundTable:
        assert self.log is not None
        return self.log


def _is_log(table: FoundTable) -> bool:
    """Whether the rows of a table only feed folds, each by itself."""
    source = table.source
    if source is None or not source.columns or table.twice:
        return False
    if not {*source.key} <= source.columns.keys():
        return False
    layout = source.layout
    return not (layout.across or layout.fill_down)
