"""A "single file web page" that calls itself .xls, in the isolated process: a workbook of pages, or one page."""

from __future__ import annotations

import email
import re
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from html import unescape
from urllib.parse import unquote

from msgspec import Struct

from ccmotivate.formats.css_formats import class_formats
from ccmotivate.formats.html_meta import is_visible, page_text, sheet_name
from ccmotivate.formats.html_page import check_table, parsed
from ccmotivate.formats.limits import MAX_ENTRIES, Refusal
from ccmotivate.formats.raw_sheet import RawSheet

_PART = re.compile(rb"^content-type:", re.I | re.M)
_SHEET = re.compile(r"<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>", re.I | re.S)
_SOURCE = re.compile(r"""<x:WorksheetSource\s+HRef\s*=\s*["']([^"'>]+)""", re.I)


class _Part(Struct):
    """A part of the file: the last piece of its address, its type, its bytes and the encoding that it names."""

    name: str
    kind: str
    data: bytes
    encoding: str | None


def read(data: bytes, encoding: str | None = None) -> tuple[list[RawSheet], str]:
    """The sheets of the workbook in their order, or the one of the only page, and the encoding of the first page.

    Raises:
        Refusal: there is no page with a table, it is hostile, or too large.
    """
    if sum(1 for _ in _PART.finditer(data)) > MAX_ENTRIES:
        raise Refusal("malformed-workbook", reason=f"> {MAX_ENTRIES} parts")
    whole = email.message_from_bytes(data.lstrip())
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for one in whole.walk() for defect in one.defects):
        raise Refusal("page-cut-off")
    parts = [_part(one) for one in whole.walk() if not one.is_multipart()]
    every = [one for one in parts if one.kind in ("text/html", "application/xhtml+xml")]
    if not every:
        raise Refusal("html-not-excel", title="-")
    first, pages = every[0], {one.name: one for one in reversed(every)}
    text, used = page_text(first.data, encoding, first.encoding)
    formats: dict[str, str] = {}
    for part in parts:
        if part.kind == "text/css":
            formats |= class_formats(part.data.decode("utf-8", "replace"))
    listed = [found for found in map(_listed, _SHEET.findall(text)) if found[1]]
    if not listed:
        page = parsed(text, sheet_name(text), 0, formats)
        check_table(page, text)
        return [page.grid.finished(visible=is_visible(text))], used
    sheets = []
    for place, (name, source) in enumerate(listed):
        if source not in pages:
            raise Refusal("malformed-workbook", sheet=name, reason=f"no part {source}")
        text, used = page_text(pages[source].data, encoding, pages[source].encoding)
        page = parsed(text, name, place, formats)
        sheets.append(page.grid.finished(visible=is_visible(text)))
    return sheets, used


def _part(message: Message) -> _Part:
    address = unquote(str(message.get("content-location", ""))).replace("\\", "/")
    payload = message.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return _Part(address.rpartition("/")[2].lower(), message.get_content_type(), data, message.get_content_charset())


def _listed(told: str) -> tuple[str, str]:
    """The name of a listed sheet and the part that it is in."""
    source = _SOURCE.search(told)
    address = unquote(unescape(source[1])).replace("\\", "/") if source else ""
    return sheet_name(told), address.rpartition("/")[2].lower()
