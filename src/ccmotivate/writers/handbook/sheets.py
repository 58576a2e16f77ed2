"""The handbook as a workbook: a sheet for each chapter, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.files.signature import HANDBOOK
from ccmotivate.writers.handbook.content import (
    Block,
    Chapter,
    Definitions,
    Example,
    Handbook,
    Listing,
    Paragraph,
    TextTable,
)
from ccmotivate.writers.words.made import made_rows
from ccmotivate.writers.words.text import visible, wrapped_lines
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, LINE

_COLUMNS, _WIDTH = 16, 6.5  # of each sheet; tables spread over them
_NAMES = 4  # columns of the names of facts
_ALL = _COLUMNS * _WIDTH
_LINE_HEIGHT, _MOST, _NAME = 15.5, 4_000, 31
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")
_SHADE = "#F3F7FB"
Spans = Sequence[tuple[int, int]]


def write_handbook(path: Path, book: Handbook) -> WorkbookShape:
    """Write the workbook; returns what it must have when it is opened again."""
    made = Book(HANDBOOK, _safe(book.title), None, book.lang)
    for at, chapter in enumerate(_sheets_of(book), start=1):
        _Sheet(made.page(_sheet_name(at, chapter.title), landscape=False)).chapter(book, chapter, first=at == 1)
    return made.save(path)


def _sheets_of(book: Handbook) -> list[Chapter]:
    """A sheet for each chapter, and for each role: it is printed on a page of its own."""
    sheets = []
    for chapter in book.chapters:
        if any(isinstance(block, Example) for section in chapter.sections for block in section.blocks):
            sheets += [Chapter(section.title, section.blocks) for section in chapter.sections]
        else:
            sheets.append(chapter)
    return sheets


def _sheet_name(at: int, title: str) -> str:
    """``3 Inbound``: short, without characters invalid in a sheet name, unique by its number."""
    return f"{at} {_safe(title).translate(_FORBIDDEN)}"[:_NAME].strip()


class _Sheet:
    """A sheet in the making, from top to bottom."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.sheet.set_column(0, _COLUMNS - 1, _WIDTH)

    def chapter(self, book: Handbook, chapter: Chapter, *, first: bool) -> None:
        """The book's title on the first sheet, then the chapter."""
        formats = self.page.formats
        if first:
            self._wide(book.title, formats.get(bold=True, font_size=20, font_color=ACCENT), height=36)
            self._wide(" · ".join(text for text in (book.subtitle, book.since) if text), formats.subtitle)
            self.page.row += 1
        self._wide(chapter.title, formats.title, height=30)
        self.page.row += 1
        self.blocks(chapter.blocks)
        for section in chapter.sections:
            title = f"{section.title}  ({section.tag})" if section.tag else section.title
            self._wide(title, formats.section, height=22)
            self.blocks(section.blocks)
        if first:
            made_rows(self.page, book.made, book.lang, _COLUMNS - 1, _ALL)

    def blocks(self, blocks: Sequence[Block], shade: str = "") -> None:
        """The blocks, an empty row after each."""
        base = {"bg_color": shade} if shade else {}
        body = self.page.formats.get(text_wrap=True, valign="top", **base)
        for block in blocks:
            match block:
                case Paragraph():
                    self._wide(block.text, body)
                case Listing():
                    for at, item in enumerate(block.items, start=1):
                        self._wide(f"{at}. {item}" if block.numbered else f"• {item}", body)
                case Definitions():
                    self._facts(block)
                case TextTable():
                    self._table(block, base)
                case Example():
                    look = self.page.formats.get(bold=True, font_color=ACCENT, bg_color=_SHADE, top=2, top_color=ACCENT)
                    self._wide(block.title, look, height=20)
                    self.blocks(block.blocks, _SHADE)
            if not shade:
                self.page.row += 1

    def _facts(self, facts: Definitions) -> None:
        page = self.page
        line = {"bottom": 1, "bottom_color": LINE, "valign": "top", "text_wrap": True}
        for name, texts in facts.rows:
            text = "\n".join(texts)
            page.wide(page.row, 0, _NAMES - 1, _safe(name), page.formats.get(bold=True, **line))
            page.wide(page.row, _NAMES, _COLUMNS - 1, _lines(text), page.formats.get(**line))
            rows = max(wrapped_lines(text, _ALL - _NAMES * _WIDTH), wrapped_lines(name, _NAMES * _WIDTH))
            page.sheet.set_row(page.row, _LINE_HEIGHT * rows + 3)
            page.row += 1

    def _table(self, table: TextTable, base: dict[str, str]) -> None:
        """A table spread over the columns of the sheet, by its relative widths."""
        page = self.page
        spans = _spans(table.widths)
        if table.caption:
            self._wide(table.caption, page.formats.get(bold=True, font_color=ACCENT, **base))
        self._row(table.headers, table, spans, {"bold": True, "bg_color": ACCENT_LIGHT, "text_wrap": True})
        for row in table.rows:
            self._row(row, table, spans, {"text_wrap": True, "bottom": 1, "bottom_color": LINE, **base})
        if table.total:
            self._row(table.total, table, spans, {"bold": True, "top": 1, **base})

    def _row(self, texts: Sequence[str], table: TextTable, spans: Spans, look: dict[str, object]) -> None:
        page = self.page
        lines = 1
        for at, (text, (first, last)) in enumerate(zip(texts, spans, strict=True)):
            side = {"align": "right" if at in table.right else "left", "indent": 1}
            page.wide(page.row, first, last, _safe(text), page.formats.get(**look, valign="top", **side))
            lines = max(lines, wrapped_lines(text, (last - first + 1) * _WIDTH))
        page.sheet.set_row(page.row, _LINE_HEIGHT * lines + 3)
        page.row += 1

    def _wide(self, text: str, look: object, height: float = 0) -> None:
        """A text over the whole width."""
        self.page.wide(self.page.row, 0, _COLUMNS - 1, _safe(text), look)
        self.page.sheet.set_row(self.page.row, height or _LINE_HEIGHT * wrapped_lines(text, _ALL) + 2)
        self.page.row += 1


def _spans(widths: Sequence[int]) -> list[tuple[int, int]]:
    """First and last column of each of the table's columns: one at least, the rest by what is still lacking most."""
    counts = [1] * len(widths)
    for _extra in range(_COLUMNS - len(widths)):
        lacking = [width / count for width, count in zip(widths, counts, strict=True)]
        counts[lacking.index(max(lacking))] += 1
    ends = [sum(counts[: at + 1]) for at in range(len(counts))]
    return [(end - count, end - 1) for end, count in zip(ends, counts, strict=True)]


def _lines(text: str) -> str:
    return "\n".join(_safe(line) for line in text.split("\n"))


def _safe(text: str) -> str:
    return visible(text, _MOST)
