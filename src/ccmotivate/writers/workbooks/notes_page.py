"""The sheet beside a list of awards, which is not signed: what is behind it, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ccmotivate.writers.words.made import made_rows
from ccmotivate.writers.words.text import wrapped_lines
from ccmotivate.writers.workbooks.pages import Page

_COLUMNS, _EACH = 8, 18  # not one wide one, which not every program fits on a page
_LAST, _WIDTH = _COLUMNS - 1, _COLUMNS * _EACH
_LINE, _TALLEST = 14.5, 409.0


class NotesPage(Struct, frozen=True):
    """Notes in the making, from top to bottom, over all its columns."""

    page: Page
    lang: str

    def head(self, title: str) -> None:
        """Whose notes they are."""
        self.page.sheet.set_column(0, _LAST, _EACH)
        self.page.wide(0, 0, _LAST, title, self.page.formats.title)
        self.page.tall(0, 32)
        self.page.row = 2

    def notes(self, heading: str, notes: Sequence[str], otherwise: str = "") -> None:
        """Notes under a heading; without any, ``otherwise``, or nothing at all."""
        page = self.page
        if not notes and not otherwise:
            return
        page.wide(page.row, 0, _LAST, heading, page.formats.section)
        page.tall(page.row, 22)
        look = page.formats.get(text_wrap=True, valign="top")
        for row, note in enumerate(notes or [otherwise], start=page.row + 1):
            page.wide(row, 0, _LAST, note, look)
            page.tall(row, min(_LINE * wrapped_lines(note, _WIDTH) + 3, _TALLEST))
        page.row += len(notes or [otherwise]) + 2

    def made(self, lines: Sequence[str]) -> None:
        """How it was made, in small print."""
        made_rows(self.page, lines, self.lang, _LAST, _WIDTH)
