"""A Word package as it may be filled in and passed on: whole, of a sane size, with nothing that runs or fetches.

What is allowed is listed: kinds of parts, of relations and of fields. Everything is judged as parsed, for entities,
prefixes and pieces make the same thing look different in the text.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from lxml import etree

from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.writers.honours.word_fields import forbidden_field
from ccmotivate.writers.words.text import visible

BODY = "word/document.xml"
MOST_TEXT = 2 << 20  # bytes of a part into which something may be filled
_MIB = 1 << 20
MOST_FILE, _MOST_PARTS, _MOST_UNPACKED = 10 * _MIB, 500, 40 * _MIB
_MOST_RATIO, _SMALL = 100, 100_000
_TYPES = "[Content_Types].xml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)
"""What reading a damaged package raises."""

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office makes of a document with a password
_LOCKED = 0x1  # the flag of an encrypted zip entry
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_TEXT_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_TOO_DEEP = re.compile("depth|too deep|huge|limit", re.IGNORECASE)
_IMPOSSIBLE_NAME = re.compile(r"^/|\\|:|(?:^|/)\.{1,2}(?:/|$)|//|[\x00-\x1f\x7f\ud800-\udfff]")

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PARTS = {
    _RELATIONS_TYPE,
    "application/xml",
    "text/xml",
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.ms-word.stylesWithEffects+xml",
    "application/vnd.ms-office.classificationlabels+xml",
    "application/vnd.ms-office.drawingml.diagramDrawing+xml",
    _WORD + "printerSettings",
    _OFFICE + "obfuscatedFont",
    "application/x-fontdata",
    *(
        f"{_WORD}{kind}+xml"
        for kind in (
            "document.main", "document.glossary", "styles", "settings", "webSettings", "fontTable", "numbering",
            "header", "footer", "footnotes", "endnotes", "comments", "commentsExtended", "commentsIds",
            "commentsExtensible", "people",
        )
    ),
    *(
        f"{_OFFICE}{kind}+xml"
        for kind in (
            "theme", "themeOverride", "extended-properties", "custom-properties", "customXmlProperties",
            "drawingml.diagramData", "drawingml.diagramLayout", "drawingml.diagramStyle", "drawingml.diagramColors",
        )
    ),
    *(f"image/{kind}" for kind in ("png", "jpeg", "jpg", "pjpeg", "gif", "bmp", "x-ms-bmp", "tiff", "tif")),
    *(f"image/{kind}" for kind in ("x-emf", "x-wmf", "emf", "wmf", "svg+xml", "vnd.ms-photo")),
}  # fmt: skip
_ALLOWED_PARTS = frozenset(kind.lower() for kind in _PARTS)
_ALLOWED_RELATIONS = frozenset(
    (
        *(
            f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
            for kind in (
                "officeDocument", "styles", "settings", "webSettings", "fontTable", "theme", "numbering",
                "header", "footer", "footnotes", "endnotes", "comments", "glossaryDocument", "image", "hyperlink",
                "customXml", "customXmlProps", "extended-properties", "custom-properties", "font", "printerSettings",
                "themeOverride", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors",
            )
        ),
        *(
            f"http://schemas.openxmlformats.org/package/2006/relationships/metadata/{kind}"
            for kind in ("core-properties", "thumbnail")
        ),
        *(
            f"http://schemas.microsoft.com/office/{kind}"
            for kind in (
                "2007/relationships/stylesWithEffects", "2007/relationships/hdphoto",
                "2007/relationships/diagramDrawing", "2011/relationships/commentsExtended",
                "2011/relationships/people", "2016/09/relationships/commentsIds",
                "2018/08/relationships/commentsExtensible", "2020/02/relationships/classificationlabels",
            )
        ),
    )
)  # fmt: skip
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f\\]*", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//|\\)|\\")
_ACTIVE_ELEMENTS = frozenset(
    (
        "altChunk", "object", "OLEObject", "control", "ocx", "subDoc", "attachedTemplate", "mailMerge", "entryMacro",
        "exitMacro", "externalData", "oleObj", "contentPart", "frameset", "sourceFileName", "saveThroughXslt",
        "attachedSchema", "script", "delInstrText", "audioFile", "videoFile", "quickTimeFile", "wavAudioFile",
        "webVideoPr", "mcds", "tcg",
    )
)  # fmt: skip
_STILL_PICTURE = frozenset(("script", "foreignObject", "handler", "set", "animate", "iframe", "audio", "video"))
_SVG = "{http://www.w3.org/2000/svg}"
_FLAT = "schemas.microsoft.com/office/2006/xmlPackage"  # a package in data, which a content control would unfold
_FETCHED = ("src", "althref", "manifestLocation")  # attributes that name a file to be read
_FETCHING_ELEMENTS = ("imagedata", "fill", "stroke", "image", "feImage", "use")
_INLINE_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_STYLE_FETCH = re.compile(r"@import|expression|javascript|url\s*\(\s*(?!['\"]?#)", re.IGNORECASE)
_INSTRUCTIONS = ("mso-application", "mso-contentType")  # processing instructions that Office writes


def unusable(data: bytes, name: str) -> Problem | None:
    """Why no library should see this package: no Word document, locked, too large, active; None for a sound one."""

    def wrong(code: str, value: str) -> Problem:
        return problem(code, SourceRef(name), visible(value, 120))

    if len(data) > MOST_FILE:
        return wrong("template-too-large", f"> {MOST_FILE // _MIB} MB")
    if data.startswith(_COMPOUND):
        return problem("template-locked", SourceRef(name))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            found = _misshapen(package) or active(package)
    except DAMAGED:
        found = ("template-no-word", "zip")
    return wrong(*found) if found else None


def active_content(data: bytes, name: str) -> Problem | None:
    """What in a document of ours could run or fetch something, or is no XML; None where nothing is."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        found = active(package)
    return problem(found[0], SourceRef(name), visible(found[1], 120)) if found else None


def _misshapen(package: zipfile.ZipFile) -> tuple[str, str] | None:
    """Check sizes and names before anything is unpacked."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & _LOCKED for part in parts):
        return "template-locked", ""
    impossible = next((name for name in names if _IMPOSSIBLE_NAME.search(name)), None)
    if impossible is not None:
        return "template-part-name", impossible
    if BODY not in names or len({name.lower() for name in names}) < len(names):
        return "template-no-word", BODY
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        return "template-too-large", f"> {_MOST_UNPACKED // _MIB} MB, > {_MOST_PARTS}"
    for part in parts:
        large = part.file_size > _SMALL and part.file_size > _MOST_RATIO * part.compress_size
        if large or (part.filename == BODY and part.file_size > MOST_TEXT):
            return "template-too-large", part.filename
    return None


def active(package: zipfile.ZipFile) -> tuple[str, str] | None:
    """The first thing that a package must not hold, as a code and a value.

    Raises:
        Exception: any exception of ``zipfile`` on a broken package.
    """
    names = [name for name in package.namelist() if not name.endswith("/")]
    if _TYPES not in names:
        return "template-no-word", _TYPES
    listed = _tree(_TYPES, package.read(_TYPES))
    if isinstance(listed, tuple):
        return listed
    types = _types(listed, names)
    for name in names:
        kind = types.get(name, "")
        if name != _TYPES and kind not in _ALLOWED_PARTS:
            return "template-active", name
        if name != _TYPES and kind.endswith(("+xml", "/xml")):
            found = _wrong_part(name, kind, package.read(name))
            if found:
                return found
    return None


@functools.lru_cache(32)
def _wrong_part(name: str, kind: str, text: bytes) -> tuple[str, str] | None:
    """What is wrong with an XML part; a template and the documents made of it share most of theirs."""
    tree = _tree(name, text)
    return tree if isinstance(tree, tuple) else _active_part(name, kind, tree)


def _types(tree: Any, names: list[str]) -> Mapping[str, str]:
    """The content type of each part, in lower case; none where none is declared."""
    endings, parts = {}, {}
    for one in tree:
        kind = str(one.get("ContentType", "")).lower()
        if _local(one) == "Override":
            parts[str(one.get("PartName", "")).lower().lstrip("/")] = kind
        elif _local(one) == "Default":
            endings[str(one.get("Extension", "")).lower()] = kind
    found = {name: parts.get(name.lower(), endings.get(name.lower().rpartition(".")[2], "")) for name in names}
    relations = {name: _RELATIONS_TYPE for name in names if name.lower().endswith(".rels")}
    return {**found, **relations}


def _tree(name: str, text: bytes) -> Any | tuple[str, str]:
    """The root of an XML part, or what is wrong with it."""
    declared = _ENCODING.match(text)
    plain = text.removeprefix(b"\xef\xbb\xbf")
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError:
        return "template-encoding", name
    if b"\0" in plain or (declared and declared[1].lower() not in _TEXT_ENCODINGS):
        return "template-encoding", name
    if _DECLARATION.search(plain):
        return "template-active", f"{name}: <!DOCTYPE>"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(plain, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        code = "template-too-large" if _TOO_DEEP.search(str(error)) else "template-broken-part"
        return code, name


def _active_part(name: str, kind: str, root: Any) -> tuple[str, str] | None:
    """What in a part could run or fetch something, named by the part and the thing."""
    around = (*root.itersiblings(preceding=True), *root.itersiblings())
    finders = (
        _foreign_relations(root) if kind == _RELATIONS_TYPE else iter(()),
        chain.from_iterable(map(_active_element, chain(around, root.iter()))),
        forbidden_field(root),
        iter(() if kind.startswith(_WORD) or _FLAT not in etree.tostring(root, encoding="unicode") else ["xmlPackage"]),
    )
    found = next(chain.from_iterable(finders), None)
    return None if found is None else ("template-active", f"{name}: {found}")


def _foreign_relations(root: Any) -> Iterator[str]:
    """Relations of a kind that is not listed, or that lead out of the package; links to web pages and mail may."""
    for relation in (one for one in root.iter() if _local(one) == "Relationship"):
        kind, target = str(relation.get("Type", "")), str(relation.get("Target", ""))
        mode = relation.get("TargetMode", "Internal")
        inside = mode == "Internal"
        short = kind.rpartition("/")[2] or "?"
        outside = kind == _HYPERLINK and bool(_LINK.fullmatch(target))
        if kind not in _ALLOWED_RELATIONS or mode not in ("Internal", "External"):
            yield short
        elif (inside and _ADDRESS.search(target)) or not (inside or outside):
            yield f"{short} {target}"


def _active_element(one: Any) -> Iterator[str]:
    """Elements and attributes that embed, run or fetch, with any prefix."""
    if not isinstance(one.tag, str):
        if one.tag is etree.PI and one.target not in _INSTRUCTIONS:
            yield f"<?{one.target}?>"
        elif one.tag is etree.Entity:
            yield f"&{one.name};"
        return
    name = _local(one)
    drawn = one.tag.startswith(_SVG)
    if name in _ACTIVE_ELEMENTS or (drawn and name in _STILL_PICTURE):
        yield name
    if name == "style" and _STYLE_FETCH.search(one.text or ""):
        yield name
    for key, value in one.attrib.items():
        if _fetches(name, key.rpartition("}")[2], value) or (drawn and key.lower().startswith("on")):
            yield f"{name} {key.rpartition('}')[2]}"


def _fetches(element: str, attribute: str, value: str) -> bool:
    """True for an attribute that names something to be read or run when the document is opened or clicked."""
    if attribute in _FETCHED:
        return bool(value)
    if attribute == "href":
        return not (
            not value
            or value.startswith("#")
            or _INLINE_PICTURE.fullmatch(value)
            or (element not in _FETCHING_ELEMENTS and _LINK.fullmatch(value))
        )
    if attribute in ("action", "macro", "onAction"):
        return bool(value)
    return attribute == "style" and bool(_STYLE_FETCH.search(value))


def _local(one: Any) -> str:
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
