"""Read an untrusted file into a book of raw cells, or one problem."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats import guard
from ccmotivate.formats.guard import Upload
from ccmotivate.formats.isolated import MARKUP, Parsed, Parsing
from ccmotivate.formats.limits import END_OF_TEXT, MAX_ALONE, MAX_COPIED, Refusal
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:  # numpy is loaded while a parser is at work already
    from ccmotivate.formats.book import Book, Sheet

_XML_KINDS = ("xlsx", "xlsm")
_EXCEL_SUFFIXES = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".et"})


class Begun(Struct, frozen=True):
    """An input file or its refusal, and its parser, which runs concurrently."""

    label: str
    upload: Upload | Refusal
    parsing: Parsing | None = None

    def opened(self) -> Upload:
        """The file.

        Raises:
            Refusal: it cannot be read.
        """
        if isinstance(self.upload, Refusal):
            raise self.upload
        return self.upload

    def stop(self) -> None:
        """Stop the parser when the book is not needed."""
        if self.parsing is not None:
            self.parsing.stop()


def begin(path: Path, name: str) -> Begun:
    """Take a file in and let its parser begin, so that something else can be done meanwhile; never raises.

    Neither numpy nor pandas is loaded here: there is time for that while the parser works.
    """
    try:
        upload = guard.receive(path, name)
        return Begun(name, upload, _parsing(upload))
    except Refusal as refusal:
        return Begun(name, refusal)
    except (MemoryError, RecursionError):
        return Begun(name, Refusal("reader-stopped", reason="memory"))


def begin_start(path: Path, name: str) -> Begun:
    """The first lines of a text file that is too large to be held; those of a table that breaks off are left out."""
    from ccmotivate.formats.large_text import first_lines

    try:
        data = first_lines(path)
    except Refusal as refusal:
        return Begun(name, refusal)
    if data.count(b'"') % 2:  # the last line is within quotes
        data = data[: data.rfind(b"\n", 0, data.rindex(b'"')) + 1]
    return Begun(name, Upload(path, name, data, hashlib.sha256(data).hexdigest(), "csv"))


def _parsing(upload: Upload) -> Parsing | None:
    """The parser of a file, but for text; of large packages of XML the one that reads by arrays."""
    if upload.kind == "csv":
        return None
    if upload.kind in _XML_KINDS:
        return Parsing(upload.data, "xlsx" if len(upload.data) <= MAX_ALONE else "xlsx-plain")
    return Parsing(upload.data, upload.kind)


def read_book(path: Path, name: str | None = None) -> tuple[Book | None, tuple[Problem, ...]]:
    """Read a workbook or a text file.

    Args:
        path: The file.
        name: How problems name it; the file's own name when not given.

    Returns:
        The book and notes, or ``None`` and one fatal problem. Nothing in a file makes this raise or exit.
    """
    return finish(begin(path, path.name if name is None else name))


def finish(
    begun: Begun,
    meanwhile: Callable[[], None] = lambda: None,
    encoding: str | None = None,
    separator: str | None = None,
) -> tuple[Book | None, tuple[Problem, ...]]:
    """The book of a started file, as from ``read_book``.

    Args:
        begun: The file.
        meanwhile: Called before a wait for its parser.
        encoding, separator: Of a text file, the encoding also of a page; None to detect them.
    """
    label = begun.label
    try:
        upload = begun.opened()
        book = _book(upload, begun.parsing, meanwhile, encoding, separator)
    except Refusal as refusal:
        source = SourceRef(label, refusal.sheet, refusal.cell)
        return None, (problem(refusal.code, source, refusal.value, **refusal.facts),)
    except (MemoryError, RecursionError):
        return None, (problem("reader-stopped", SourceRef(label), reason="memory"),)
    finally:
        begun.stop()
    return book, _notes(upload, book)


def _book(
    upload: Upload,
    parsing: Parsing | None,
    meanwhile: Callable[[], None],
    encoding: str | None,
    separator: str | None,
) -> Book:
    from ccmotivate.formats.assembling import assemble, marks_of, plain_sheet  # here: they load numpy
    from ccmotivate.formats.book import Book

    sheets: list[Sheet]
    others: list[str] = []
    used = None
    if upload.kind == "csv":
        from ccmotivate.formats import csv_text  # here: a workbook needs none of it

        columns, used = csv_text.parse(upload.data, csv_text.TextFormat(encoding, separator))
        sheets = [plain_sheet("csv", columns)]
    elif upload.kind in _XML_KINDS:
        from ccmotivate.formats import xlsx  # here: text needs none of it

        sheets, others = xlsx.read(upload.data, parsing, meanwhile)
    else:
        if parsing is not None and encoding and upload.kind in MARKUP:
            parsing.stop()
            parsing = None
        named = encoding if upload.kind in MARKUP else None
        parsing = parsing or Parsing(upload.data, upload.kind, encoding=named)
        meanwhile()
        parsed, others = parsing.sheets()
        used = parsing.encoding
        sheets = [assemble(_named(sheet, upload.name), marks_of(sheet)) for sheet in parsed]
    if not any(sheet.columns for sheet in sheets):
        raise Refusal("empty-workbook")
    kept = upload.data if upload.kind in _XML_KINDS and len(upload.data) <= MAX_COPIED else b""
    return Book(upload.name, upload.path, upload.sha256, upload.kind, tuple(sheets), tuple(others), used, kept)


def _named(sheet: Parsed, file: str) -> Parsed:
    """A sheet with a name: Excel calls that of a page like its file."""
    return sheet if sheet.name else replace(sheet, name=Path(file).stem[:31])


def _notes(upload: Upload, book: Book) -> tuple[Problem, ...]:
    if book.kind != "csv":
        return ()
    suffix = Path(upload.name).suffix.lower()
    is_named_so = suffix in _EXCEL_SUFFIXES
    notes = [problem("text-not-excel", SourceRef(upload.name), suffix=suffix, encoding=book.encoding)] * is_named_so
    return (*notes, *cut_off(upload.data[-END_OF_TEXT:], book, book.sheets[0]))


def cut_off(end: bytes, book: Book, sheet: Sheet) -> tuple[Problem, ...]:
    """The problem of a text file whose last line breaks off, by the last bytes of it and its columns."""
    from ccmotivate.formats.csv_text import last_words

    words = last_words(end.decode(book.encoding or "utf-8", "ignore"), len(sheet.columns))
    return () if words is None else (problem("csv-cut-off", SourceRef(book.name, sheet.name), words),)
