"""The header of a sheet: one of its first 30 rows, or two of which the upper one spans columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from msgspec import Struct

from ccmotivate.formats.book import Sheet
from ccmotivate.readers.header_words import Words

HEADER_ROWS = 30
_JOINT = " · "


class Header(Struct, frozen=True):
    """A header of one row, or of two of which the upper one spans columns.

    ``texts`` are by column, of those that are filled: what its header may be matched by, the most telling first.
    """

    top: int
    last: int
    texts: Mapping[int, Sequence[str]]

    def fields(self, words: Words) -> set[str]:
        return {field for texts in self.texts.values() if (field := words.find(texts)[0])}

    def fields_beside(self, words: Words, known: Words) -> set[str]:
        """The fields of ``known`` in columns in which ``words`` know nothing."""
        rest = (texts for texts in self.texts.values() if not words.find(texts)[0])
        return {field for texts in rest if (field := known.find(texts)[0])}


class Head(Struct, frozen=True):
    """The rows of a sheet among which its header is sought, and one more.

    ``rows`` are their texts by column, up to the last column that is filled in any of them; whatever is no text is no
    header and ``""``. ``plain`` tells the rows that hold nothing but texts, ``single`` are the headers of one row.
    """

    sheet: Sheet
    rows: Sequence[Sequence[str]]
    plain: Sequence[bool]
    single: Sequence[Header]

    @classmethod
    def of(cls, sheet: Sheet) -> Head:
        count = min(HEADER_ROWS + 1, sheet.height)
        tops = [column[:count] for column in sheet.columns]
        filled = [place for place, column in enumerate(tops) if not column.is_blank.all()]
        rows = [[""] * (filled[-1] + 1 if filled else 0) for _ in range(count)]
        plain = [True] * count
        for place in filled:
            for row, cell in enumerate(tops[place]):
                if isinstance(cell, str):
                    rows[row][place] = cell
                elif cell is not None:
                    plain[row] = False
        texts = [{place: [text] for place, text in enumerate(row) if text} for row in rows[:HEADER_ROWS]]
        return cls(sheet, rows, plain, [Header(row, row, one) for row, one in enumerate(texts) if one])


def find_header(
    head: Head, words: Words, enough: Callable[[set[str]], bool], least: int = 1, rows: int = 1
) -> Header | None:
    """The first header (of so many ``rows``) whose fields are enough; ``least`` is how many columns that takes."""
    found = headers(head, words) if rows == 1 else double_headers(head)
    wide = (header for header in found if len(header.texts) >= least)
    return next((header for header in wide if enough(header.fields(words))), None)


def headers(head: Head, words: Words) -> Iterator[Header]:
    """Every row that may be a header; one with the row under it first, where that row belongs to it."""
    for header in head.single:
        joined = _joined(head, header.top, head.rows[header.top], words)
        if joined is not None:
            yield joined
        yield header


def double_headers(head: Head) -> Iterator[Header]:
    """Every two rows as one header: the text of an upper cell counts for the blanks at its right too."""
    for row, (upper, lower) in enumerate(pairwise(head.rows)):
        spans = _spans(head.sheet, row, upper) or _beside(upper)
        pairs = enumerate(zip(upper, lower, strict=True))
        joint = {at: _joint(over or spans.get(at, ""), over, text) for at, (over, text) in pairs}
        if any(upper) and any(lower):
            yield Header(row, row + 1, {at: texts for at, texts in joint.items() if texts})


def _joined(head: Head, row: int, upper: Sequence[str], words: Words) -> Header | None:
    """The header that a row makes with the one under it; None where that one is no part of it.

    It is one where both hold only texts, the agent id stands in one of them with nothing in the other half of its
    header, and a cell is merged over both rows, or the upper row spans columns (``_spans``) that the lower one names.
    """
    if row + 1 >= len(head.rows) or not head.plain[row + 1]:
        return None
    sheet, lower = head.sheet, head.rows[row + 1]
    spans = _spans(sheet, row, upper)
    is_upper = [bool(text) and words.field_of(text) == "agent_id" for text in upper]
    ids_above = any(is_upper) and not any(text for text, here in zip(lower, is_upper, strict=True) if here)
    ids_below = any(words.field_of(text) == "agent_id" for text in lower if text)
    down = any(lower) and _is_merged_down(sheet, row)
    wide = ids_above and _names_spans(sheet, row, upper, lower, spans, words)
    if not (wide or (down and (ids_above or ids_below))):
        return None
    pairs = (
        (over or spans.get(place, ""), over, text) for place, (over, text) in enumerate(zip(upper, lower, strict=True))
    )
    joint = {place: _joint(*pair) for place, pair in enumerate(pairs)}
    return Header(row, row + 1, {place: texts for place, texts in joint.items() if texts})


def _joint(above: str, own: str, text: str) -> list[str]:
    """What a two-row header may be matched by: both texts, the lower one; the upper one where nothing is under it."""
    if not text:
        return [own] if own else []
    return [f"{above}{_JOINT}{text}", f"{above} {text}", text] if above else [text]


def _names_spans(
    sheet: Sheet, row: int, upper: Sequence[str], lower: Sequence[str], spans: Mapping[int, str], words: Words
) -> bool:
    """True when the lower row names columns that a cell of the upper one spans.

    By merging; without merged cells only where the upper row has no known header but the id, or the lower one no other.
    """
    under = [place for place in spans if lower[place]]
    if any(top <= row <= bottom and left < right for top, left, bottom, right in _near(sheet, row)):
        return bool(under)
    known = {field for text in upper if (field := words.field_of(text))}
    return bool(under) and (len(known) == 1 or all(words.field_of(text) for text in lower if text))


def _spans(sheet: Sheet, row: int, upper: Sequence[str]) -> dict[int, str]:
    """The columns over which a cell of the row extends, with its text: by merging, or by the blanks beside it."""
    found: dict[int, str] = {}
    for top, left, bottom, right in _near(sheet, row):
        if top <= row <= bottom and right > left and upper[left : left + 1] != [""]:
            found |= dict.fromkeys(range(left, min(right + 1, len(upper))), upper[left])
    return found or ({} if sheet.merged else _beside(upper))


def _beside(upper: Sequence[str]) -> dict[int, str]:
    """The columns over which a text extends by the blanks at its right, with that text."""
    found: dict[int, str] = {}
    for place in range(1, len(upper)):
        if not upper[place]:
            text = found.get(place - 1, upper[place - 1])
            found |= {place - 1: text, place: text} if text else {}
    return found


def _is_merged_down(sheet: Sheet, row: int) -> bool:
    """True when a cell is merged over this row and the next one."""
    return any(top <= row < bottom for top, _left, bottom, _right in _near(sheet, row))


def _near(sheet: Sheet, row: int) -> Iterator[tuple[int, int, int, int]]:
    """The merged blocks that begin in this row or above it; they stand in order."""
    return takewhile(lambda block: block[0] <= row, sheet.merged)
