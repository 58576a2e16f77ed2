"""A part of a Word document as a Jinja2 template: only what stands in text is a tag, only text is filled in.

The tags are found in the parsed paragraphs, over all their runs, and stand in the source where their first letter
stood. Everything else is XML as it was, in which no tag can begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any

from docx.oxml.ns import qn
from lxml import etree
from msgspec import Struct

from ccmotivate.writers.words.text import visible

LONGEST_TAG, MOST_TAGS = 500, 2000
_TAG = re.compile(
    rf"\{{\{{.{{0,{LONGEST_TAG}}}?\}}\}}|\{{%.{{0,{LONGEST_TAG}}}?%\}}|\{{#.{{0,{LONGEST_TAG}}}?#\}}", re.DOTALL
)
_OPENING = re.compile(r"\{[{%#]")
_FOR_ITSELF = re.compile(r"^\{([%#])(p|tr|tc|r)(?=\s)")
_RAW = re.compile(r"^\{\{(?:r|p|tr|tc)\s")
_SIGN = "\U0010fffd"  # stands around the number of a tag while the document is a tree
_NUMBERED = re.compile(f"{_SIGN}(\\d+){_SIGN}")
_QUOTES = str.maketrans("“”‘’\u00a0", "\"\"'' ")
_MARKUP = re.compile(r"<[^>]*>")
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


class Source(Struct, frozen=True):
    """A part as a Jinja2 template, each paragraph on a line of its own, and what cannot be one.

    ``wrong`` holds the code of a problem, its value and the text of the paragraph.
    """

    text: str
    wrong: tuple[tuple[str, str, str], ...] = ()

    def line(self, number: int | None) -> str:
        """The words of the paragraph on this line of the source, from 1 on."""
        lines = self.text.split("\n")
        return unescape(_MARKUP.sub("", lines[number - 1])).strip() if number and number <= len(lines) else ""


def source_of(root: Any) -> Source:
    """The template of a part; the part itself stays as it is."""
    plain = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    tree = etree.fromstring(etree.tostring(root, with_tail=False), plain)
    if _SIGN in etree.tostring(tree, encoding="unicode"):
        return Source("", (("template-misplaced", visible(_SIGN), ""),))
    for one in tree.iter():  # line breaks part paragraphs and nothing else
        one.text, one.tail = _on_one_line(one.text), _on_one_line(one.tail)
    tags: list[str] = []
    wrong: list[tuple[str, str, str]] = []
    for paragraph in list(tree.iter(qn("w:p"))):
        _mark(paragraph, tags, wrong)
        _break_before(paragraph)
    _lift(tree, tags, wrong)
    text = etree.tostring(tree, encoding="unicode", with_tail=False)
    wrong += _misplaced(text, wrong)
    if len(tags) > MOST_TAGS:
        wrong.append(("template-too-large", f"{{{{ … }}}} × {len(tags)}", ""))
    return Source(_NUMBERED.sub(lambda found: tags[int(found[1])], text), tuple(wrong))


def _on_one_line(text: str | None) -> str | None:
    return text and text.replace("\r", " ").replace("\n", " ")


def _mark(paragraph: Any, tags: list[str], wrong: list[tuple[str, str, str]]) -> None:
    """Put numbers in place of the tags of a paragraph, each into the text where it begins."""
    texts = [one for one in paragraph.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is paragraph]
    pieces = ["".join(one.itertext()) for one in texts]
    whole = "".join(pieces)
    if not _OPENING.search(whole):
        return
    line = whole.strip()
    chars = list(whole)
    for found in _TAG.finditer(whole):
        tag = found[0].translate(_QUOTES)
        wrong += [(code, found[0], line) for code in _wrong_tag(tag)]
        chars[found.start() : found.end()] = [f"{_SIGN}{len(tags)}{_SIGN}", *[""] * (len(found[0]) - 1)]
        tags.append(tag)
    if re.search(rf"\{{[{{%#{_SIGN}]", "".join(chars)):
        wrong.append(("template-unclosed", line, line))
    rest = iter(chars)
    for one, piece in zip(texts, pieces, strict=True):
        _set_text(one, "".join(islice(rest, len(piece))))


def _set_text(one: Any, text: str) -> None:
    for child in list(one):
        one.remove(child)  # a comment in the middle of a word
    one.text = text
    if text != text.strip() or _SIGN in text:
        one.set(_PRESERVE, "preserve")


def _wrong_tag(tag: str) -> Iterator[str]:
    """Tags that would take the place of a run, paragraph, row or cell, and those in which another could begin."""
    if _RAW.match(tag) or re.match(r"\{%[-+]?\s*(?:end)?raw\b", tag):
        yield "template-construct"
    inner = tag[2:-2]
    if tag[1] != "#" and (_OPENING.search(inner) or inner.count('"') % 2 or inner.count("'") % 2):
        yield "template-unclosed"


def _break_before(paragraph: Any) -> None:
    """A line break before the paragraph, outside of all text."""
    before = paragraph.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + "\n"
    elif paragraph.getparent() is not None:
        paragraph.getparent().text = (paragraph.getparent().text or "") + "\n"


def _lift(tree: Any, tags: list[str], wrong: list[tuple[str, str, str]]) -> None:
    """Let ``{%p … %}`` and the like take the place of the paragraph, row, cell or run in which they stand."""
    hosts: dict[Any, list[str]] = {}
    for one in list(tree.iter(qn("w:t"))):
        for number in _NUMBERED.findall(one.text or ""):
            asked = _FOR_ITSELF.match(tags[int(number)])
            if asked is None:
                continue
            host = next(one.iterancestors(qn(f"w:{asked[2]}")), None)
            if host is None or host.getparent() is None:
                wrong.append(("template-misplaced", tags[int(number)], ""))
                continue
            tags[int(number)] = "{" + asked[1] + tags[int(number)][2 + len(asked[2]) :]
            hosts.setdefault(host, []).append(f"{_SIGN}{number}{_SIGN}")
    for host, numbers in hosts.items():
        before, parent = host.getprevious(), host.getparent()
        said = "".join(numbers) + (host.tail or "")
        if before is not None:
            before.tail = (before.tail or "") + said
        else:
            parent.text = (parent.text or "") + said
        host.tail = None
        parent.remove(host)


def _misplaced(text: str, wrong: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Openings of tags that stand outside of text, where nothing is filled in."""
    found = None if any(code == "template-unclosed" for code, _value, _line in wrong) else _OPENING.search(text)
    return [] if found is None else [("template-misplaced", text[found.start() : found.start() + 40], "")]
