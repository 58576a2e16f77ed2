"""What a web page tells of itself outside of its tables: its encoding and what Excel wrote into it."""

from __future__ import annotations

import html
import re

from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.page_encoding import declared_in_xml, decode_page

_CHARSET = re.compile(rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.I)
_NAME = re.compile(r"<x:Name>([^<]{1,200})</x:Name>", re.I)
_HIDDEN_SHEET = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\b", re.I)
_FRAME = re.compile(r"<frameset\b|<x:WorksheetSource\b", re.I)
_HEAD = 64 * 1024


def page_text(data: bytes, encoding: str | None, declared: str | None = None) -> tuple[str, str]:
    """The text of a page and its encoding: the given one, or by what it declares, or what was ``declared`` for it.

    Raises:
        Refusal: in no encoding, or it holds NULs.
    """
    found = _CHARSET.search(data, 0, _HEAD)
    own = found[1].decode() if found else declared_in_xml(data)
    text, used = decode_page(data, encoding, own or declared)
    if "\0" in text:
        raise Refusal("not-a-workbook")
    return text, used


def sheet_name(text: str) -> str:
    """The name of the sheet that a page tells Excel."""
    found = _NAME.search(text)
    return html.unescape(found[1])[:31] if found else ""


def is_visible(text: str) -> bool:
    """False where a page tells Excel to hide its sheet."""
    return _HIDDEN_SHEET.search(text) is None


def is_frame(text: str) -> bool:
    """True for the frame of a workbook saved as a web page."""
    return _FRAME.search(text) is not None
