"""Where the tables of a file stand: header rows, the rows below them, tables beside one another."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from msgspec import Struct

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cells import Cell, a1
from ccmotivate.model.words import normal
from ccmotivate.readers.header_rows import HEADER_ROWS, Head, Header, double_headers
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.mapping.lexicon import field_of
from ccmotivate.readers.mapping.sums import are_teams, rows_of_sums
from ccmotivate.readers.row_kinds import TotalWords, is_sign_off, is_sum_mark

_UNIT = re.compile(
    r"[\[(（]?\s*(%|‰|#|n|no\.?|count|number|ms|milliseconds?|s|secs?|seconds?|sek\.?|m|mins?|minutes?|h|hrs?|hours?|std\.?"
    r"|\[?h{1,2}\]?:mm(:ss)?|mm:ss|[$€£¥￥₹]|[A-Z]{3}|毫秒|秒|分钟?|小时|时:分(:秒)?|分:秒|次|个|通|条|件|元|人|分)\s*[\])）]?",
    re.IGNORECASE,
)
_DATE_FORM = re.compile(r"[\[(（]?[ymd年月日][ymd年月日 ./-]*[\])）]?", re.IGNORECASE)
_FEWEST_DAYS = 28
_YEAR = r"([-/. ]\d{2,4})?"
_WEEKDAY = r"(\s*[(（]?(周|星期)?[一二三四五六日天][)）]?)?"
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"((\d{{4}}[-/.年])?\d{{1,2}}[-/月])?(?P<day>\d{{1,2}})[日号]?{_WEEKDAY}",
        rf"(?P<day>\d{{1,2}})[./](\d{{1,2}}\.?{_YEAR})?",
        rf"(?P<day>\d{{1,2}})[-./ ]{{1,2}}[a-zä]{{2,9}}\.?{_YEAR}",
    )
)
"""``1``, ``3月1日``, ``3/1 (一)``; ``1.3.``, ``1/3``; ``1-Mar``, ``1 Mo``."""
_LONGEST = 200  # characters of a header
_OF_PEOPLE = ("agent_id", "name", "first", "last", "role")
MORE_TOTALS = (
    "Gesamt",
    "Summe",
    "Gesamtsumme",
    "Zwischensumme",
    "Gesamtergebnis",
    "Durchschnitt",
    "Mittelwert",
    "Insgesamt",
    "Promedio",
    "Totaal",
    "Totaux",
    "Overall",
    "总和",
    "全部",
)


class SeenTable(Struct, frozen=True):
    """A block of columns with its header: ``headers`` by column, ``rows`` below it that are no totals, 0-based.

    ``header_rows`` is 1 or 2; ``totals`` are the words of rows of totals that were left out, ``sums`` those of teams
    whose figures are sums, and ``like_sums`` others with such figures, who stay; ``unclear`` are headers that stand
    twice, or are too long for the rules; ``alone`` are texts above its rows that have a row of their own. Where these
    are the only ones of a column of agents, that is ``down``: they are meant for the blank cells below them. Columns of
    the days of a month, of which there are ``days``, are not among the headers.
    """

    book: Book
    sheet: Sheet
    header: int
    header_rows: int
    headers: Mapping[int, str]
    rows: Sequence[int]
    totals: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    like_sums: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    down: int | None = None
    days: int = 0

    def cells(self, place: int) -> list[Cell]:
        """The cells of a column in its rows, blank ones of ``down`` as the one above."""
        every = list(self.sheet.columns[place])
        if place == self.down:
            every = [*every[: self.header + 1], *accumulate(every[self.header + 1 :], or_above)]
        return [every[row] for row in self.rows]

    @property
    def rows_above(self) -> int:
        """How many rows hold nothing but a text of ``down``."""
        column = [] if self.down is None else list(self.sheet.columns[self.down])[self.header + 1 : self.rows[-1]]
        return sum(bool(plain_cell(cell)) for cell in column)

    def address(self, at: int, place: int) -> str:
        """The address of the cell in one of its rows, by the row's place among them."""
        return a1(self.rows[at], place)

    @property
    def is_of_days(self) -> bool:
        """True where its header counts the days of a month."""
        return bool(self.days) or any(_days(self.sheet, self.header - at) for at in range(self.header_rows))

    @property
    def forms(self) -> frozenset[str]:
        """Its headers in compared form."""
        return frozenset(map(normal, self.headers.values()))


def or_above(above: Cell, cell: Cell) -> Cell:
    """A cell, or the one above where it is blank."""
    return cell if plain_cell(cell) else above


def tables_of(book: Book, totals: TotalWords) -> list[SeenTable]:
    """The largest table of each visible sheet; those beside it are no part of it."""
    found = (max(_blocks(book, sheet, totals), key=_size, default=None) for sheet in book.sheets if sheet.visible)
    return [table for table in found if table is not None and table.rows]


def heads_of(book: Book, totals: TotalWords) -> list[SeenTable]:
    """The tables of each visible sheet that are nothing but a header."""
    blocks = (table for sheet in book.sheets if sheet.visible for table in _blocks(book, sheet, totals))
    return [table for table in blocks if not table.rows]


def _size(table: SeenTable) -> int:
    return len(table.rows) * len(table.headers)


def _blocks(book: Book, sheet: Sheet, totals: TotalWords) -> Iterator[SeenTable]:
    head = Head.of(sheet)
    first = _header_row(sheet, head)
    if first is None:
        return
    double = next((one for one in double_headers(head) if _is_double(sheet, head, one, first)), None)
    header = Header(first, first, _texts(head.rows[first])) if double is None else double
    texts = [" ".join(_shown(header, place).split()) for place in range(len(sheet.columns))]
    for places in _runs(sheet, texts):
        often = Counter(normal(texts[place]) for place in places)
        shown = [place for place in places if texts[place]]
        headers = {p: texts[p] for p in shown if often[normal(texts[p])] == 1 and len(texts[p]) <= _LONGEST}
        days = _places_of_days(headers)
        headers = {place: text for place, text in headers.items() if place not in days}
        shown = [place for place in shown if place not in days]
        unclear = tuple(dict.fromkeys(texts[place] for place in shown if place not in headers))
        kept, words, alone = _rows(sheet, {place: texts[place] for place in places}, header.last, totals)
        who = _who(sheet, {place: texts[place] for place in places}, kept)
        sums = rows_of_sums(who, (_cells(sheet, place, kept) for place in places))
        left, like = (sums, {}) if are_teams(sums, who) else ({}, sums)
        kept = [row for at, row in enumerate(kept) if at not in left]
        more, likely = (tuple(dict.fromkeys(filter(None, some.values()))) for some in (left, like))
        count, down = 1 + header.last - header.top, _down(sheet, headers, header.last, kept)
        yield SeenTable(
            book,
            sheet,
            header.last,
            count,
            headers,
            kept,
            (*words, *more),
            unclear,
            more,
            likely,
            alone,
            down,
            len(days),
        )


def _down(sheet: Sheet, headers: Mapping[int, str], header: int, kept: Sequence[int]) -> int | None:
    """The column of agents that is blank in all rows, with several texts above these."""
    for place, text in headers.items():
        if kept and field_of(text) in ("agent_id", "name") and not any(map(plain_cell, _cells(sheet, place, kept))):
            above = {plain_cell(cell) for cell in list(sheet.columns[place])[header + 1 : kept[-1]]} - {""}
            if len(above) > 1 and plain_cell(list(sheet.columns[place])[header + 1]):
                return place
    return None


def _cells(sheet: Sheet, place: int, rows: Sequence[int]) -> list[Cell]:
    column = list(sheet.columns[place])
    return [column[row] for row in rows]


def _who(sheet: Sheet, headers: Mapping[int, str], rows: Sequence[int]) -> list[str]:
    """The only text of each row that says who it is of; ``""`` where a name stands beside an id, or a role."""
    places = [place for place, text in headers.items() if field_of(text) in _OF_PEOPLE]
    found = (
        set(filter(None, map(plain_cell, cells)))
        for cells in zip(*(_cells(sheet, p, rows) for p in places), strict=True)
    )
    return [one.pop() if len(one) == 1 else "" for one in found]


def _texts(row: Sequence[str]) -> dict[int, list[str]]:
    return {place: [text] for place, text in enumerate(row) if text.strip()}


def _shown(header: Header, place: int) -> str:
    """What stands above a column: the upper and the lower text with a space between them."""
    texts = header.texts.get(place, [""])
    return texts[1] if len(texts) > 1 else texts[0]


def _header_row(sheet: Sheet, head: Head) -> int | None:
    """The first row that holds nothing but texts and is nearly as wide as any."""
    count = min(HEADER_ROWS, sheet.height)
    blank = [column[:count].is_blank for column in sheet.columns]
    wide = max((sum(not one[row] for one in blank) for row in range(count)), default=0)
    for row in range(count - 1 if count > 1 else count):
        filled = len(_texts(head.rows[row]))
        days = 0 if head.plain[row] else _days(sheet, row)
        if (head.plain[row] or days) and filled >= (1 if days else 2) and (filled + days) * 10 >= wide * 6:
            return row
    return None


def _days(sheet: Sheet, row: int) -> int:
    """How many numbers a row holds, where these are the days of a month, 1 to 28 at least; else 0."""
    cells = [column[row] for column in sheet.columns]
    found = [cell for cell in cells if cell is not None and not isinstance(cell, str)]
    return len(found) if _are_days([cell.day if isinstance(cell, dt.date) else cell for cell in found]) else 0


def _places_of_days(headers: Mapping[int, str]) -> frozenset[int]:
    """The columns called by the days of a month in one of the forms of ``_DAYS``, 1 to 28 at least."""
    for pattern in _DAYS:
        days = {place: int(one["day"]) for place, text in headers.items() if (one := pattern.fullmatch(text.strip()))}
        if _are_days([*days.values()]):
            return frozenset(days)
    return frozenset()


def _are_days(numbers: Sequence[object]) -> bool:
    return len(numbers) >= _FEWEST_DAYS and [*numbers] == [*range(1, len(numbers) + 1)]


def _is_double(sheet: Sheet, head: Head, header: Header, first: int) -> bool:
    """True where two rows are the header, of which the row ``first`` is one.

    Either texts that stand twice in it are told apart by those above, or each row names columns that the other leaves
    blank, those of the lower row with figures below, or the lower one holds the units of these.
    """
    if first not in (header.top, header.last) or not head.plain[header.top] or not head.plain[header.last]:
        return False
    upper, lower = (_texts(head.rows[row]) for row in (header.top, header.last))
    if header.top == first and _are_units(sheet, lower, header.last):
        return True
    if (
        header.last == first
        and len(upper) > 1
        and max(Counter(normal(text) for (text,) in lower.values()).values()) > 1
    ):
        return True
    parts = all(some.keys() - others.keys() for some, others in ((upper, lower), (lower, upper)))
    return (
        parts
        and len(upper) > 1
        and any(_figures(sheet, place, header.last + 1) for place in lower.keys() - upper.keys())
    )


def _are_units(sheet: Sheet, texts: Mapping[int, Sequence[str]], row: int) -> bool:
    """True for a row with two units or more above figures, and little else."""
    above = [text for place, (text,) in texts.items() if _figures(sheet, place, row + 1)]
    units = [text for text in above if _UNIT.fullmatch(text.strip())]
    dates = [text for text in above if _DATE_FORM.fullmatch(text.strip())]
    return len(units) > 1 and (len(units) + len(dates)) * 2 > len(above)


def _figures(sheet: Sheet, place: int, row: int) -> bool:
    """True where the first filled cell from a row on holds a figure."""
    cell = next((cell for cell in sheet.columns[place][row : row + HEADER_ROWS] if cell is not None), None)
    return cell is not None and (not isinstance(cell, str) or bool(re.search(r"\d", cell)))


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


def _rows(
    sheet: Sheet, headers: Mapping[int, str], header: int, totals: TotalWords
) -> tuple[list[int], tuple[str, ...], tuple[str, ...]]:
    """The rows of a block that say something, the words of those of totals that nobody else knows, and lone texts.

    Words of ``totals`` stand in the first cell of a row or in place of an agent; the others are no names of people
    beside an id, and a row of ``*`` instead of one is of totals too. A row with a single text, or with the names of
    who made and checked a report, is a footnote; a header may stand again on each page.
    """
    more = {normal(word) for word in MORE_TOTALS}
    columns = {place: list(sheet.columns[place]) for place in headers}
    filled = [[column[row] for column in columns.values() if plain_cell(column[row])] for row in range(sheet.height)]
    firsts = [cells[0] if cells else None for cells in filled]
    named = [columns[place] for place, text in headers.items() if field_of(text) in ("agent_id", "name")]
    of_totals = [any(held) for held in zip(*map(totals.found_in, [firsts, *named]), strict=True)]
    again = [normal(text) for text in headers.values() if text]
    kept, words, alone = [], [], dict[int, str]()
    for row in range(header + 1, sheet.height):
        cells, first = filled[row], plain_cell(firsts[row])
        who = [text for column in named if (text := plain_cell(column[row]))]
        told = [text for text in who if any(map(str.isalnum, text))]
        is_summed = any(map(is_sum_mark, who)) and not told
        texts = (first, *(told if len(told) == 1 else ()))
        word = next((text.rstrip(": ") for text in texts if normal(text).rstrip(":") in more), "")
        words += [word] if word else []
        is_note = is_sign_off(cells) or (len(cells) == 1 and len(columns) > 2 and isinstance(cells[0], str))
        is_header = [normal(first)] == again[:1] and [normal(plain_cell(cell)) for cell in cells] == again
        alone |= {row: first} if is_note else {}
        if first and not (is_note or of_totals[row] or word or is_summed or is_header):
            kept.append(row)
    above = (text for row, text in alone.items() if kept and row < kept[-1])
    return kept, tuple(dict.fromkeys(words)), tuple(dict.fromkeys(above))
