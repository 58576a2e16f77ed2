"""Fields of a Word document: instructions that Word executes, split over runs and nested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

_ALLOWED = frozenset(
    (
        "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE",
        "SUBJECT", "AUTHOR", "LASTSAVEDBY", "KEYWORDS", "COMMENTS", "DOCPROPERTY", "SEQ", "STYLEREF", "REF", "PAGEREF",
        "NOTEREF", "TOC", "TC", "XE", "SYMBOL", "EQ", "ADVANCE", "LISTNUM", "FORMTEXT", "FORMCHECKBOX",
        "FORMDROPDOWN", "DISPLAYBARCODE",
    )
)  # fmt: skip
_CODE = re.compile(r"\s*([A-Za-z]+)(?=\s|\\|$)(.*)", re.DOTALL)
_LINK = re.compile(
    r"""\s*(?:"(?:https?://|mailto:)[^"\s\\]*"|(?:https?://|mailto:)[^"\s\\]+|(?=\\l\s))"""
    r"""(?:\s*\\[lotmnLOTMN](?:\s*"[^"\\]*"|\s+[^"\\\s]+)?)*\s*""",
    re.IGNORECASE,
)

_PLACES = ("Choice", "Fallback", "txbxContent", "ins", "del", "moveFrom", "moveTo")


class _Field(Struct):
    """A field that has begun; ``pieces`` of its instruction so far."""

    pieces: list[str] = field(default_factory=list)
    place: Any = None  # what it stands within: a text box, an alternative, a tracked change
    telling: bool = True  # its instruction goes on; else its result has begun
    nested: bool = False  # another field stands within the instruction


def forbidden_field(root: Any) -> Iterator[str]:
    """The codes of the fields of a part that are not listed, in the order in which they stand.

    Pieces of an instruction are joined over runs and paragraphs; text that stands among them counts, for Word reads
    it so. A field within an instruction is forbidden, for what it will say cannot be known; so is a piece outside
    of an instruction, or in an alternative or a tracked change that may fall away.
    """
    open_fields: list[_Field] = []
    for one in root.iter():
        name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if name == "fldSimple":
            nested = _telling(open_fields)
            yield from _judged(_Field(["".join(_values(one, "instr"))], nested=nested))
        elif name == "fldChar":
            yield from _at_mark(one, open_fields)
        elif name == "instrText" or (name in ("t", "sym") and _telling(open_fields)):
            yield from _piece(one, open_fields)
    for unclosed in open_fields:
        yield from _judged(unclosed)


def _piece(one: Any, open_fields: list[_Field]) -> Iterator[str]:
    """Add a piece to the instruction in which it stands; elsewhere nothing must stand."""
    text = "".join(one.itertext()) or ("\ufffd" if not len(one) and one.tag.endswith("}sym") else "")
    if _telling(open_fields) and open_fields[-1].place is _place(one):
        open_fields[-1].pieces.append(text)
    elif text.strip():
        yield text.strip()[:40]


def _place(one: Any) -> Any:
    return next((above for above in one.iterancestors() if above.tag.rpartition("}")[2] in _PLACES), None)


def _values(one: Any, name: str) -> list[str]:
    """The values of the attributes of this name, with any prefix."""
    return [value for key, value in one.attrib.items() if key.rpartition("}")[2] == name]


def _telling(open_fields: list[_Field]) -> bool:
    return bool(open_fields) and open_fields[-1].telling


def _at_mark(one: Any, open_fields: list[_Field]) -> Iterator[str]:
    """A field begins, its result begins, or it ends."""
    kind = "".join(_values(one, "fldCharType"))
    if kind == "begin":
        if _telling(open_fields):
            open_fields[-1].nested = True
        open_fields.append(_Field(place=_place(one)))
    elif kind == "separate" and open_fields:
        open_fields[-1].telling = False
        yield from _judged(open_fields[-1])
    elif kind == "end" and open_fields:
        ended = open_fields.pop()
        if ended.telling:
            yield from _judged(ended)
    else:
        yield f"fldChar {kind}".strip()


def _judged(one: _Field) -> Iterator[str]:
    """The code of a field that is not allowed."""
    instruction = "".join(one.pieces)
    found = _CODE.fullmatch(instruction)
    code = found[1].upper() if found else ""
    link = code == "HYPERLINK" and found is not None and bool(_LINK.fullmatch(found[2]))
    if one.nested or not (code in _ALLOWED or link) or "{" in instruction:
        yield code or instruction.strip()[:40] or "?"
