"""Where the tables of a file stand: header rows, the rows below them, tables beside one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cells import Cell, a1
from ccmotivate.model.words import normal
from ccmotivate.readers.header_rows import HEADER_ROWS
from ccmotivate.readers.identity import plain_cell

MORE_TOTALS = ("Gesamt", "Summe", "Totaal", "Totaux", "Overall", "总和", "全部")


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A block of columns with its header: ``headers`` by column, ``rows`` below it that are no totals, 0-based.

    ``header_rows`` is 1 or 2; ``totals`` are the words of rows of totals that were left out.
    """

    book: Book
    sheet: Sheet
    header: int
    header_rows: int
    headers: Mapping[int, str]
    rows: Sequence[int]
    totals: tuple[str, ...] = ()

    def cells(self, place: int) -> list[Cell]:
        """The cells of a column in its rows."""
        every = list(self.sheet.columns[place])
        return [every[row] for row in self.rows]

    def address(self, at: int, place: int) -> str:
        """The address of the cell in one of its rows, by the row's place among them."""
        return a1(self.rows[at], place)

    @property
    def forms(self) -> frozenset[str]:
        """Its headers in compared form."""
        return frozenset(map(normal, self.headers.values()))


def tables_of(book: Book, totals: Sequence[str]) -> list[SeenTable]:
    """The largest table of each visible sheet; those beside it are no part of it."""
    found = (max(_blocks(book, sheet, totals), key=_size, default=None) for sheet in book.sheets if sheet.visible)
    return [table for table in found if table is not None and table.rows]


def _size(table: SeenTable) -> int:
    return len(table.rows) * len(table.headers)


def _blocks(book: Book, sheet: Sheet, totals: Sequence[str]) -> Iterator[SeenTable]:
    top = [[plain_cell(column[row]) for column in sheet.columns] for row in range(min(HEADER_ROWS, sheet.height))]
    header = _header_row(sheet, top)
    if header is None:
        return
    rows, texts = _joined(top, header)
    for places in _runs(sheet, texts):
        headers = {place: " ".join(texts[place].split()) for place in places if texts[place]}
        kept, words = _rows(sheet, places, header, totals)
        yield SeenTable(book, sheet, header, rows, headers, kept, words)


def _header_row(sheet: Sheet, top: Sequence[Sequence[str]]) -> int | None:
    """The first row that holds nothing but texts and is nearly as wide as any."""
    wide = max((sum(map(bool, texts)) for texts in top), default=0)
    for row, texts in enumerate(top[:-1] if len(top) > 1 else top):
        filled = [place for place, text in enumerate(texts) if text]
        worded = all(isinstance(sheet.columns[place][row], str) for place in filled)
        if len(filled) >= 2 and worded and len(filled) * 10 >= wide * 6:
            return row
    return None


def _joined(top: Sequence[Sequence[str]], header: int) -> tuple[int, list[str]]:
    """How many rows the header has, and its texts: two where texts stand twice and the row above tells them apart."""
    lower = list(top[header])
    if (
        header == 0
        or max(Counter(map(normal, filter(None, lower))).values()) == 1
        or sum(map(bool, top[header - 1])) < 2
    ):
        return 1, lower
    above, spans = "", []
    for text in top[header - 1]:
        above = text or above
        spans.append(above)
    both = [f"{over} {text}".strip() if text else "" for over, text in zip(spans, lower, strict=True)]
    return 2, both


def _runs(sheet: Sheet, texts: Sequence[str]) -> Iterator[list[int]]:
    """The columns of each block: a column without header and cells parts two of them."""
    run: list[int] = []
    for place, text in enumerate(texts):
        if text or not sheet.columns[place].is_blank.all():
            run.append(place)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _rows(sheet: Sheet, places: Sequence[int], header: int, totals: Sequence[str]) -> tuple[list[int], tuple[str, ...]]:
    """The rows of a block that say something, and the words of those of totals that are known to nobody else."""
    known, more = {normal(word) for word in totals}, {normal(word): word for word in MORE_TOTALS}
    columns = [list(sheet.columns[place]) for place in places]
    kept, words = [], []
    for row in range(header + 1, sheet.height):
        first = next((text for column in columns if (text := plain_cell(column[row]))), "")
        form = normal(first).rstrip(":")
        words += [first.rstrip(": ")] if form in more else []
        if first and form not in known and form not in more:
            kept.append(row)
    return kept, tuple(dict.fromkeys(words))
