"""Fill a certificate template in: the whole template once for each certificate, each a section of its own."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Length, Mm
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ccmotivate.problems import SourceRef, problem
from ccmotivate.writers.files.refusals import UnfitTemplateError
from ccmotivate.writers.honours.pictures import Picture
from ccmotivate.writers.honours.template_source import source_of
from ccmotivate.writers.words.text import visible

Item = Mapping[str, str]
Filled = Mapping[str, str | Sequence[Item]]
"""What the placeholders of a page stand for: texts, and lists of items that have placeholders of their own."""
EVERYWHERE = ("period", "scheme", "company", "signatory")  # what headers and footers may use
MOST_FILLED = 200 << 20  # characters of all certificates together
_LOGO_ROOM = (60.0, 12.0)  # mm across and down that a logo may take
_SIGN = "\U0010fffd"  # no letter; what holds it is not of the facts
_LOGO = f"{_SIGN}logo{_SIGN}"  # placeholder for the picture
_EDGES = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
FILLING_ERRORS = (
    TemplateError, SyntaxError, ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError,
    RecursionError, ArithmeticError, MemoryError,
)  # fmt: skip


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja2 as templates get it: sandboxed, escaping, strict about unknown names."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def edges(document: Any) -> list[Any]:
    """The parts of the headers and footers, each once."""
    found = [one.target_part for one in document.part.rels.values() if one.reltype in _EDGES and not one.is_external]
    return list({id(part): part for part in found}.values())


def filled(name: str, data: bytes, pages: Sequence[Filled], logo: Picture | None = None) -> Any:
    """The document with all pages: the template's body once for each, each but the last ending its section.

    Args:
        name: of the template's file, as problems name it.
        data: the template.
        pages: the placeholder values of each page; at least one.
        logo: the picture that ``{{ logo }}`` stands for.

    Raises:
        UnfitTemplateError: what came out is no document, or too large.
    """
    try:
        return _filled(name, data, pages, logo)
    except FILLING_ERRORS as error:
        raise _unfit(name, error) from None


def _filled(name: str, data: bytes, pages: Sequence[Filled], logo: Picture | None) -> Any:
    document = Document(io.BytesIO(data))
    body = document.element.body
    template = environment().from_string(source_of(body).text)
    picture = None if logo is None else _inline(document, logo)
    ending = copy.deepcopy(body.sectPr)
    for child in list(body):
        body.remove(child)
    last: Any = None
    for at, blocks in enumerate(_blocks(name, template, pages, picture)):
        body.extend(blocks)
        last = blocks[-1] if blocks else last
        if at < len(pages) - 1:
            last = _end_section(body, last, ending)
    if ending is not None:
        body.append(ending)
    for number, drawing in enumerate(body.iter(qn("wp:docPr")), start=1):
        drawing.set("id", str(number))
    common = {word: pages[0][word] for word in EVERYWHERE}
    for part in edges(document):
        _fill_edge(part, common)
    return document


def rendered(name: str, data: bytes, pages: Sequence[Filled]) -> Iterator[str]:
    """The text of the body of each page, without a picture: XML in which only texts differ from the template.

    Raises:
        UnfitTemplateError: the template cannot be filled in, or what came out is too large.
    """
    try:
        template = environment().from_string(source_of(Document(io.BytesIO(data)).element.body).text)
        yield from _texts(name, template, pages, "")
    except FILLING_ERRORS as error:
        raise _unfit(name, error) from None


def _unfit(name: str, error: Exception) -> UnfitTemplateError:
    why = visible(str(error) or type(error).__name__, 200)
    return UnfitTemplateError(problem("template-syntax", SourceRef(name), "{% if %}", why=why))


def _texts(name: str, template: Template, pages: Sequence[Filled], logo: str) -> Iterator[str]:
    """Each page as the template gives it."""
    length = 0
    for page in pages:
        pieces: list[str] = []
        for piece in template.generate({**_clean(page), "logo": logo}):
            pieces.append(piece)
            length += len(piece)
            if length > MOST_FILLED:
                raise UnfitTemplateError(problem("template-too-large", SourceRef(name), f"> {MOST_FILLED >> 20} MB"))
        yield "".join(pieces)


def _blocks(name: str, template: Template, pages: Sequence[Filled], picture: Any) -> Iterator[list[Any]]:
    """The paragraphs and tables of each page."""
    for text in _texts(name, template, pages, "" if picture is None else _LOGO):
        tree = parse_xml(text.encode())
        _without_marks(tree)
        _place(tree, picture)
        yield [block for block in tree if block.tag != qn("w:sectPr")]


def _clean(page: Filled) -> dict[str, Any]:
    """The facts without the sign that stands for the place of a picture."""
    return {
        word: value.replace(_SIGN, "\ufffd") if isinstance(value, str) else [_clean(item) for item in value]
        for word, value in page.items()
    }


def _fill_edge(part: Any, common: Filled) -> None:
    """Fill a header or footer in, in its place."""
    template = environment().from_string(source_of(part.element).text)
    tree = parse_xml(template.render(common).encode())
    root = part.element
    for child in list(root):
        root.remove(child)
    root.extend(list(tree))


def _inline(document: Any, logo: Picture) -> Any:
    """The logo as an inline picture of Word, as large as fits."""
    scale = min(room / side for room, side in zip(_LOGO_ROOM, (logo.width, logo.height), strict=True))
    taken = {str(part.partname).lower() for part in document.part.package.iter_parts()}
    names = (f"/word/media/logo{number}.{logo.kind}" for number in range(len(taken) + 1))
    place = PackURI(next(name for name in names if name not in taken))
    key = document.part.relate_to(ImagePart(place, f"image/{logo.kind}", logo.data), RELATIONSHIP_TYPE.IMAGE)
    wide, high = (Length(Mm(side * scale)) for side in (logo.width, logo.height))
    return CT_Inline.new_pic_inline(1, key, place.filename, wide, high)


def _place(tree: Any, picture: Any) -> None:
    """Put the picture where it belongs, between what stands before and after it."""
    for text in [one for one in tree.iter(qn("w:t")) if _LOGO in (one.text or "")]:
        first, *rest = text.text.split(_LOGO)
        text.text = first
        for words in reversed(rest):
            after = copy.deepcopy(text)
            after.text = words
            drawing = OxmlElement("w:drawing")
            drawing.append(copy.deepcopy(picture))
            text.addnext(after)
            text.addnext(drawing)


def _without_marks(tree: Any) -> None:
    """Take out what must be there only once in a document: bookmarks and the ids of paragraphs."""
    for mark in list(tree.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    for element in tree.iter():
        for name in [name for name in element.attrib if name.endswith(("}paraId", "}textId"))]:
            del element.attrib[name]


def _end_section(body: Any, last: Any, ending: Any) -> Any:
    """Let the last paragraph end the section; after a table, a paragraph of its own does. The last block is returned.

    It is given, for a body counts its blocks anew whenever it is asked for one from its end.
    """
    if last is None or last.tag != qn("w:p") or last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        last = OxmlElement("w:p")
        body.append(last)
    section = OxmlElement("w:sectPr") if ending is None else copy.deepcopy(ending)
    for kind in section.findall(qn("w:type")):
        section.remove(kind)  # so that the next certificate begins on a new page
    properties = last.get_or_add_pPr()
    change = properties.find(qn("w:pPrChange"))
    if change is None:
        properties.append(section)
    else:
        change.addprevious(section)
    return last
