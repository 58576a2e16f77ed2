"""Text as it may stand in a cell or on a screen: harmless characters, known widths.

Control characters and characters that turn the reading direction are shown as what they are, so that no name or
value can hide, break or reorder what stands around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from ccmotivate.locale.names import shown_name

CELL_LIMIT = 32_767
_TURNERS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff"
# Patterns as texts: ``re`` compiles one when it is needed first, which hardly any run does.
_HIDDEN = f"[\x00-\x1f\x7f-\x9f{_TURNERS}\ud800-\udfff\ufffe\uffff]"
_HIDDEN_BUT_LINES = f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNERS}\ud800-\udfff\ufffe\uffff]"
_HIDDEN_IN_JSON = f"[\x7f-\x9f{_TURNERS}\ud800-\udfff\ufffe\uffff]"
_REFERENCE = r"!(?=\$?[A-Z])"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\\s|\\s$")
_SPECIAL_AMONG = ("&", "<", ">", "_x", "| ", " |")  # beside what is not printable; outer spaces are next to a bar
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def visible(text: str, limit: int = 80) -> str:
    """The text on one line, at most ``limit`` characters, hidden characters spelled out (``\\x1b``)."""
    whole = shown_name(text)
    short = whole if len(whole) <= limit else whole[: limit - 1] + "…"
    return short if short.isprintable() else re.sub(_HIDDEN, _spelled, short)


def visible_lines(text: str) -> str:
    """As ``visible``, whole and with its line breaks and tabs."""
    return text if text.isprintable() else re.sub(_HIDDEN_BUT_LINES, _spelled, shown_name(text))


def escaped_json(text: str) -> str:
    """JSON with what ``visible`` spells out written as ``\\u202e``: the same document."""
    return text if text.isascii() and "\x7f" not in text else re.sub(_HIDDEN_IN_JSON, _json_spelled, shown_name(text))


def _json_spelled(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _spelled(found: re.Match[str]) -> str:
    code = ord(found.group())
    return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def cell_text(text: str) -> str:
    """The text as a workbook can hold it: legal in XML, within Excel's limit, line breaks as ``\\n``."""
    cut = text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"
    if "\r" in cut:
        cut = cut.replace("\r\n", "\n").replace("\r", "\n")
    return _ILLEGAL.sub("\ufffd", cut)


def label_text(text: str) -> str:
    """The text as a label of a chart: XlsxWriter takes ``=…``, and ``Team!A1 …`` too, for a reference to a cell.

    A space or a sign without width keeps them texts.
    """
    return cell_text(re.sub(_REFERENCE, "!\u2060", f" {text}" if text.startswith("=") else text))


def are_plain(texts: Sequence[str]) -> bool:
    """True when every one of the texts may stand in a cell's XML as it is; False also when that is only doubtful."""
    joined = "|" + "|".join(texts) + "|"
    special = not joined.isprintable() or any(sign in joined for sign in _SPECIAL_AMONG)
    return not special and max(map(len, texts), default=0) <= CELL_LIMIT


def inline_string(text: str) -> str:
    """The text as the inside of an inline string cell (``<is>…</is>``)."""
    if len(text) <= CELL_LIMIT and (text.isalnum() or not _SPECIAL.search(text)):  # ids and names skip the search
        return f"<is><t>{text}</t></is>"
    legal = _ESCAPE_LIKE.sub("_x005F_", cell_text(text))
    keep = ' xml:space="preserve"' if legal != legal.strip() or "\n" in legal else ""
    return f"<is><t{keep}>{escape(legal, quote=False)}</t></is>"


_PIECE = (
    r"[（《〔“]*(?:[^\x00-\u2e7f（《〔]|[^\s“”\u2e80-\uffff]+[分元名个人月年次位项]?)[，。；：、！？）》〕”]*|\s+|."
)
_LATIN_PIECE = r"\S+|\s+"  # what the same finds in ASCII, compiled in a tenth of the time


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def display_width(text: str) -> int:
    """Columns that the widest line of the text takes, Chinese characters counting two."""
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(sum(map(_char_width, line)) for line in text.split("\n"))


def breaks(text: str, width: int) -> list[int]:
    """Where to begin a new line so that no line is wider: between words and between Chinese characters.

    A number stays with its unit, a closing mark with what it closes, an opening one with what it opens; only a word
    that is wider than a line is cut.
    """
    if wide(text) <= width:
        return []
    offsets: list[int] = []
    used = 0
    for piece in re.finditer(_LATIN_PIECE if text.isascii() else _PIECE, text):
        if used and used + wide(piece[0].rstrip()) > width:
            offsets.append(piece.start())
            used = 0
        for at, char in enumerate(piece[0], start=piece.start()):
            if used and used + wide(char) > width and not char.isspace():
                offsets.append(at)
                used = 0
            used += wide(char)
    return offsets


def wide(text: str) -> int:
    """As terminals count: what is only wide among Chinese characters takes one column."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)


@lru_cache(maxsize=4096)  # thousands of winners share all but their names
def wrapped_lines(text: str, width: float) -> int:
    """Lines that the text takes in a cell of this width, generously estimated."""
    room = max(width - 1.5, 4)
    return sum(max(1, -(-display_width(line) // int(room))) for line in text.split("\n"))
