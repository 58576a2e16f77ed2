"""Read XML as a stream of events with local names, prefixes removed; declarations are never resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from ccmotivate.formats.limits import MAX_ELEMENTS, Refusal

Attributes = dict[str, str]
MAX_DEPTH = 1000


def local(name: str) -> str:
    """``x:row`` is ``row``."""
    return name.rpartition(":")[2]


def parse(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    raw: Callable[[str], None] | None = None,
) -> None:
    """Call ``start(local name, attributes)``, ``end(local name)`` and ``text(piece)`` in document order.

    ``raw(piece)`` instead of ``text`` gets all between the elements as it is written: character references, comments,
    processing instructions and CDATA marks too. Attribute names keep their prefix. Entity and document type
    declarations are refused.

    Raises:
        Refusal: malformed XML, too deep, or with declarations.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = elements = 0

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > MAX_DEPTH:
            raise Refusal("malformed-workbook", reason=f"XML deeper than {MAX_DEPTH}")
        if elements > MAX_ELEMENTS:
            raise Refusal("malformed-workbook", reason=f"more than {MAX_ELEMENTS} XML elements")
        start(local(name), attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local(name))

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if text is not None:
        parser.CharacterDataHandler = text
    if raw is not None:
        parser.DefaultHandler = raw
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeDecodeError, ValueError) as failure:
        raise Refusal("malformed-workbook", reason=failure) from None


def _refuse(*_: object) -> None:
    raise Refusal("xml-entities", part="")
