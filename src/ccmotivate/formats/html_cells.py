"""A cell of a web page: its text as a browser shows it, and what Excel's attributes make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ccmotivate.formats.css_formats import format_of
from ccmotivate.formats.number_formats import zero_padding
from ccmotivate.formats.sheet_grid import SheetGrid, number_of

BREAK = "\0"
"""A line break among the pieces of a text; no page holds it."""

Attributes = Mapping[str, str]

_BLANKS = re.compile("[ \t\r\n\f]+")
_SIDES = " \xa0"
_FORMULA = re.compile(r'="([^"]*)"\s*')
_KEPT_AS_TEXT = re.compile(r"0\d+|\d{16,}")  # ids, whatever number stands beside them
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")  # 1500 to some programs: left to the readers, like any with commas


def put_cell(
    grid: SheetGrid, row: int, column: int, text: str, attributes: Attributes, formats: Mapping[str, str]
) -> None:
    """A cell by its text and Excel's attributes."""
    if word := attributes.get("x:err"):
        grid.put_error(row, column, word)
        return
    if not text and "x:fmla" in attributes and not attributes.get("x:num"):
        grid.put_uncalculated(row, column)
        return
    if word := attributes.get("x:bool"):
        grid.put(row, column, word.upper() == "TRUE")
        return
    told = attributes.get("x:str", "")  # with its blanks, and the quote before it that the cell may have in Excel
    text = (told if text.startswith("'") else told.removeprefix("'")) or text
    if found := _FORMULA.fullmatch(text):
        text = found[1]
    if "x:num" in attributes:
        code = format_of(attributes.get("style", ""))
        for name in attributes.get("class", "").split() if code is None else ():
            code = formats.get(name, code)
        number = number_of(attributes["x:num"] or ("" if _GROUPED.fullmatch(text) else text))
        code = code or ""
        is_id = code == "@" or (_KEPT_AS_TEXT.fullmatch(text) and not zero_padding(code))
        if number is not None and not is_id:
            grid.put_number(row, column, number, code)
            return
    if text:
        grid.put(row, column, text)


def is_filled(attributes: Attributes) -> bool:
    """True for a cell without text that holds something."""
    return bool("x:fmla" in attributes or any(attributes.get(one) for one in ("x:num", "x:err", "x:bool", "x:str")))


def shown(pieces: list[str]) -> str:
    """A text as a browser shows it: blanks collapsed, without blank lines."""
    text = "".join(pieces)
    if BREAK not in text:
        return _BLANKS.sub(" ", text).strip(_SIDES)
    lines = (_BLANKS.sub(" ", line).strip(_SIDES) for line in text.split(BREAK))
    return "\n".join(line for line in lines if line)


def span(text: str | None, most: int) -> int:
    """``colspan``, ``rowspan`` or ``span``, as far as there is room."""
    text = (text or "").strip()
    return max(1, min(int(text[:9]), most)) if text.isascii() and text.isdigit() else 1
