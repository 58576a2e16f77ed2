"""The shape of a sheet's XML: every tag of a piece is one of a row or a cell in the usual way, nothing is between."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.xlsx_words import LONGEST, Piece, Places, Tags, digits, first
from ccmotivate.formats.xml_events import parse

NUMBER, SHARED, BOOL, ERROR, INLINE_TEXT = range(5)
KINDS = {None: NUMBER, b"n": NUMBER, b"s": SHARED, b"b": BOOL, b"e": ERROR, b"inlineStr": INLINE_TEXT}
"""What the types of cells say."""

_PRESERVED = b'<t xml:space="preserve">'
_ROW = re.compile(rb'"(?: [A-Za-z0-9:]+="[^"&\x80-\xff]*")*/?>')
_DIMENSION = re.compile(rb'<dimension(?! ref="[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?"/>)')
_ODD_FRAME = re.compile(rb"<(?:row|c)[\s/>]|<!|='|:(?:row|c|dimension)[\s/>]|sheetData|.<\?", re.DOTALL)


class Unusual(Exception):  # noqa: N818 - it is no error: the sheet is read in another way
    """The XML is not in the usual shape."""


def check_frame(xml: bytes) -> None:
    """The XML around the rows or the texts; the usual way says what is wrong.

    Raises:
        Unusual: it is not well-formed or not as usual.
    """
    if _ODD_FRAME.search(xml) or _DIMENSION.search(xml):
        raise Unusual
    try:
        parse([xml], lambda _name, _attributes: None)
    except Refusal:
        raise Unusual from None


def contents(piece: Piece, tags: Tags, cells: Places, kinds: Places, alone: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Which cells hold a value and which an inline text.

    Raises:
        Unusual: some element of the piece is none of the usual ones, or a text stands elsewhere.
    """
    ahead = Tags(*(np.concatenate([one, np.zeros(6, one.dtype)]) for one in (tags.opens, tags.closes, tags.heads)))
    inside = cells + 1
    is_empty = ~alone & ahead.is_(b"</c>", inside)
    is_value = ~alone & ahead.is_(b"<v>", inside) & ahead.is_(b"</v>", inside + 1) & ahead.is_(b"</c>", inside + 2)
    is_value &= kinds != INLINE_TEXT
    inline = np.flatnonzero(~alone & (kinds == INLINE_TEXT) & ahead.is_(b"<is>", inside))
    for at, tag in ((1, b"<t"), (2, b"</t>"), (3, b"</is>"), (4, b"</c>")):
        inline = inline[ahead.is_(tag, inside[inline] + at)]
    values = np.flatnonzero(is_value)
    if len(values) + len(inline) + np.count_nonzero(is_empty | alone) != len(cells):
        raise Unusual
    if ((is_empty | alone) & (kinds == ERROR)).any():
        raise Unusual
    _check_texts(piece, tags, inside[inline] + 1)
    rows = _rows(piece, tags, cells)
    elements = 4 * len(values) + 6 * len(inline) + 2 * int(np.count_nonzero(is_empty)) + int(np.count_nonzero(alone))
    lengths = tags.opens[inside[values] + 1] - tags.closes[inside[values]] - 1
    texts = tags.opens[inside[inline] + 2] - tags.closes[inside[inline] + 1] - 1
    gaps = np.count_nonzero(tags.opens[1:] != tags.closes[:-1] + 1)
    if elements + rows != len(tags.opens) or (lengths < 1).any() or gaps != len(values) + np.count_nonzero(texts):
        raise Unusual
    return values, inline


def _rows(piece: Piece, tags: Tags, cells: Places) -> int:
    """The number of tags of rows.

    Raises:
        Unusual: they are not closed one after the other, or a cell is not in one.
    """
    opens, closes = np.flatnonzero(tags.is_(b"<row")), np.flatnonzero(tags.is_(b"</row>"))
    numbers = tags.opens[opens] + len(b'<row r="')
    words = piece.words(numbers)
    sizes = first(words, b'"')
    _, are = digits(words, np.clip(sizes, 1, LONGEST))
    behind = numbers + sizes
    if not (tags.is_(b'<row r="', opens) & are & (sizes > 0) & (behind < tags.closes[opens])).all():
        raise Unusual
    if not all(map(_ROW.fullmatch, set(piece.texts(behind, tags.closes[opens] + 1)))):
        raise Unusual
    depth = np.zeros(len(tags.opens), dtype=np.int8)
    depth[opens], depth[closes] = ~piece.is_(b"/", tags.closes[opens] - 1), -1
    np.cumsum(depth, out=depth)
    if depth.min(initial=0) < 0 or depth.max(initial=0) > 1 or depth[-1] != 0 or (depth[cells] != 1).any():
        raise Unusual
    return len(opens) + len(closes)


def _check_texts(piece: Piece, tags: Tags, places: Places) -> None:
    """Refuse ``<t>`` with anything but ``xml:space``, and without it texts that begin or end with a blank."""
    starts, ends = tags.opens[places], tags.closes[places] + 1
    plain = tags.is_(b"<t>", places)
    if set(piece.texts(starts[~plain], ends[~plain])) - {_PRESERVED}:
        raise Unusual
    starts, ends = ends[plain], tags.opens[places[plain] + 1]
    if (piece.is_blank(starts) | piece.is_blank(ends - 1)).any():
        raise Unusual
