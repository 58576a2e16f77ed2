"""A file that nobody vouches for becomes a book of raw cells, or one clear problem."""

from __future__ import annotations

from pathlib import Path

from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers import csv_text, guard, xlsx
from ccmotivate.readers.cells import Book, Cell, Sheet
from ccmotivate.readers.guard import Upload
from ccmotivate.readers.isolated import read_isolated
from ccmotivate.readers.limits import Refusal

__all__ = ["Book", "Cell", "Sheet", "read_book"]

_EXCEL_SUFFIXES = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".et"})


def read_book(path: Path, name: str | None = None) -> tuple[Book | None, tuple[Problem, ...]]:
    """Read a workbook or a text file.

    Args:
        path: The file.
        name: How problems name it; the file's own name when not given.

    Returns:
        The book and notes, or ``None`` and one fatal problem. Nothing in a file makes this raise or exit.
    """
    label = path.name if name is None else name
    try:
        upload = guard.receive(path, label)
        book = _book(upload)
    except Refusal as refusal:
        source = SourceRef(label, refusal.sheet, refusal.cell)
        return None, (problem(refusal.code, source, refusal.value, **refusal.facts),)
    except (MemoryError, RecursionError):
        return None, (problem("reader-stopped", SourceRef(label), reason="memory"),)
    return book, _notes(upload, book)


def _book(upload: Upload) -> Book:
    sheets: list[Sheet]
    others: list[str] = []
    encoding = None
    if upload.kind == "csv":
        columns, encoding = csv_text.parse(upload.data)
        sheets = [Sheet("csv", True, columns, {}, {}, frozenset())]
    elif upload.kind in ("xlsx", "xlsm"):
        sheets, others = xlsx.read(upload.data)
    else:
        sheets, others = read_isolated(upload.data, upload.kind)
    if not any(sheet.columns for sheet in sheets):
        raise Refusal("empty-workbook")
    return Book(upload.name, upload.path, upload.sha256, upload.kind, tuple(sheets), tuple(others), encoding)


def _notes(upload: Upload, book: Book) -> tuple[Problem, ...]:
    suffix = Path(upload.name).suffix.lower()
    if book.kind == "csv" and suffix in _EXCEL_SUFFIXES:
        return (problem("text-not-excel", SourceRef(upload.name), suffix=suffix, encoding=book.encoding),)
    return ()
