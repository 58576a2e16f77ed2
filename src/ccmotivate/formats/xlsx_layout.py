"""Merged cells, hidden rows and hidden columns in pieces of a sheet's XML, as every common writer writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ccmotivate.formats.layout import Layout
from ccmotivate.formats.limits import Refusal

_MERGED = re.compile(rb'<mergeCell ref="([^"<>]*)"')
_ANY_MERGED = re.compile(rb"[<:]mergeCell[\s/>]")
_OTHER_ROW = re.compile(rb'[<:]row(?! r="[1-9])[\s/>]')
_NONE = rb'\s(?:hidden\s*=\s*"(?:1|true)"|%s\s*=\s*"0+(?:\.0*)?")'
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]{1,7})"(?=[^<>]*?%s)' % (_NONE % b"ht"))
_HIDDEN_COLUMN = re.compile(rb"<col(?=\s)(?=[^<>]*?%s)([^<>]*)>" % (_NONE % b"width"))
_ENDS = re.compile(rb'\s(min|max)\s*=\s*"([0-9]{1,5})"')
_NOTHING_SHOWN = (b"hidden", b'ht="0', b'width="0')


def read_layout(piece: bytes, layout: Layout) -> bool:
    """Merged cells, hidden rows and columns; False when some may be written in a way that is not seen here."""
    if b"g" in piece and b"mergeCell" in piece:  # one letter, seldom there, is looked for much faster
        merged = _MERGED.findall(piece)
        if len(merged) != len(_ANY_MERGED.findall(piece)):
            return False
        layout.merge_ranges(ref.decode("utf-8", "replace") for ref in merged)
    if b"h" not in piece or not any(sign in piece for sign in _NOTHING_SHOWN):
        return True
    for row in map(int, _HIDDEN_ROW.findall(piece)):
        layout.hide_rows(row - 1, row - 1)
    for attributes in _HIDDEN_COLUMN.findall(piece):
        hide_columns_of(layout, {name.decode(): end.decode() for name, end in _ENDS.findall(attributes)})
    return not _OTHER_ROW.search(piece) and b":col " not in piece


def hide_columns_of(layout: Layout, ends: Mapping[str, str]) -> None:
    """Hide the columns ``min`` to ``max``.

    Raises:
        Refusal: these are no columns.
    """
    first, last = integer(ends.get("min", "0")), integer(ends.get("max", "0"))
    if not 0 < first <= last:
        raise Refusal("malformed-workbook", reason=f"columns {first} to {last}")
    layout.hide_columns(first - 1, last - 1)


def integer(text: str) -> int:
    """A whole number in an attribute.

    Raises:
        Refusal: it is none.
    """
    try:
        return int(text[:20])
    except ValueError:
        raise Refusal("malformed-workbook", reason=f"number expected: {text[:20]!r}") from None
