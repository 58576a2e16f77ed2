"""Thousands of pages of a template: the markup of each kind of page is made and checked once, texts are put into it.

Pages whose markup is the same differ in their texts alone. One page of each kind is filled in and checked as ever
(``template_fill.py``, ``word_package.py``); the others are its markup with texts of their own, which the template has
escaped and which can hold no markup. Where texts could matter to more than what is read (fields, pictures), every page
is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from lxml import etree

from ccmotivate.writers.honours.pictures import Picture
from ccmotivate.writers.honours.template_file import Template
from ccmotivate.writers.honours.template_fill import Filled, filled, rendered
from ccmotivate.writers.honours.word_document import Described, save_document

_TEXT = re.compile(r"(<w:t(?: [^>]*)?>)([^<]+)(?=</w:t>)")  # a text that is not empty, after its opening tag
_PAGE_END = re.compile(r"</w:sectPr></w:pPr>.*?</w:p>", re.DOTALL)
_MATTERS = re.compile(r"<w:fld|<w:instrText|<wp:docPr|<w:pict|<mc:")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_KINDS = 100


def save_pages(
    path: Path, template: Template, pages: Sequence[Filled], described: Described, logo: Picture | None = None
) -> None:
    """Write a document with all pages, at least one.

    Raises:
        UnfitTemplateError: with these pages the template gives no document, or one that could run something.
    """
    whole = None if logo else _quickly(template, pages)
    sample, body = whole or (pages, None)
    save_document(path, filled(template.name, template.data, sample, logo), template.name, described, body)


def _quickly(template: Template, pages: Sequence[Filled]) -> tuple[list[Filled], bytes] | None:
    """A page of each kind and the last one, and the whole document by them; None where each page is to be filled in."""
    texts: list[list[str]] = []
    kinds: dict[str, int] = {}  # markup -> the place of the first page that has it
    places: list[int] = []
    for page, text in zip(pages, rendered(template.name, template.data, pages), strict=True):
        texts.append([found[1] for found in _TEXT.findall(text)])
        markup = _TEXT.sub(r"\1.", text)
        places.append(kinds.setdefault(markup, len(places)))
        if len(kinds) > _MOST_KINDS or _IMPOSSIBLE.search(text) or not page:
            return None
    sample = [pages[at] for at in (*kinds.values(), len(pages) - 1)]
    xml = etree.tostring(filled(template.name, template.data, sample).element, encoding="unicode")
    parts = None if _MATTERS.search(xml) else _parts(xml, len(sample))
    if parts is None:
        return None
    head, bodies, tail = parts
    moulds = [_TEXT.split(body) for body in bodies]
    owners = [*kinds.values(), len(pages) - 1]
    if any([unescape(one) for one in mould[2::3]] != [unescape(one) for one in texts[at]]
           for mould, at in zip(moulds, owners, strict=True)):  # fmt: skip
        return None
    by_place = dict(zip(kinds.values(), moulds, strict=False))
    chosen = [*(by_place[place] for place in places[:-1]), moulds[-1]]
    filled_in = (_put_in(mould, own) for mould, own in zip(chosen, texts, strict=True))
    return sample, "".join((_DECLARATION, head, *filled_in, tail)).encode()


_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


def _parts(xml: str, count: int) -> tuple[str, list[str], str] | None:
    """A document before its pages, each page, and what is behind them; None where pages cannot be told."""
    start = xml.find(">", xml.find("<w:body")) + 1
    last = xml.rfind("<w:sectPr")
    ends = [found.end() for found in _PAGE_END.finditer(xml, start, last)]
    if not 0 < start <= last or len(ends) != count - 1:
        return None
    begins = [start, *ends]
    return xml[:start], [xml[begin:end] for begin, end in zip(begins, (*ends, last), strict=True)], xml[last:]


def _put_in(mould: Sequence[str], texts: Sequence[str]) -> str:
    """A page: its markup with other texts."""
    pieces = list(mould)
    pieces[2::3] = texts
    return "".join(pieces)
