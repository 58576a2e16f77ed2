"""Templates that would run or fetch something, made of what × how it is written × where it stands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from docx import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True, slots=True)
class Variant:
    """A template: ``parts`` of it that are put in or replaced, ``types`` of them, and a word for the winner."""

    name: str
    parts: Mapping[str, bytes] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    text: str = "{{ name }}"

    def data(self) -> bytes:
        """The package."""
        parts = dict(plain())
        body = parts["word/document.xml"].decode()
        inside = self.parts.get("word/document.xml", b"").decode()
        paragraph = f"<w:p><w:r><w:t>{self.text}</w:t></w:r></w:p>"
        parts["word/document.xml"] = body.replace("<w:sectPr", f"{paragraph}{inside}<w:sectPr", 1).encode()
        listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in self.types.items())
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", listed.encode() + b"</Types>")
        parts |= {part: data for part, data in self.parts.items() if part != "word/document.xml"}
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for part, data in parts.items():
                package.writestr(part, data)
        return file.getvalue()


@cache
def plain() -> Mapping[str, bytes]:
    """An empty document, by part."""
    file = io.BytesIO()
    Document().save(file)
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


CODES = (
    'DDE cmd "/c x"', 'DDEAUTO cmd "/c x"', 'INCLUDEPICTURE "http://h.invalid/x.png" \\d', 'INCLUDETEXT "c:\\x.docx"',
    'LINK Excel.Sheet.8 "c:\\x.xls"', 'IMPORT "http://h.invalid/x"', "MACROBUTTON AutoOpen press", "GOTOBUTTON x press",
    'HYPERLINK "file://h/x.exe"', 'HYPERLINK "javascript:x()"', 'HYPERLINK "\\\\\\\\h\\\\x"',
    'HYPERLINK "ms-word:ofe|u|x"',
    'DATABASE \\d "c:\\x"', 'RD "c:\\x.docx"', "ADDIN x", "EMBED Package", 'FILLIN "your password"', 'ASK x "what"',
    "QUOTE 68 68 69", "AUTOTEXT x", "PRINT x", "USERADDRESS", 'IF 1 = 1 "x"', "PRIVATE", "MERGEFIELD x", "= 1 + 1",
)  # fmt: skip


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _run(inside: str) -> str:
    return f"<w:r>{inside}</w:r>"


_BEGIN, _SEPARATE, _END = (_run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))


def _told(pieces: list[str], between: str = "") -> str:
    """A field whose instruction stands in these pieces, XML already."""
    runs = between.join(_run(f'<w:instrText xml:space="preserve">{piece}</w:instrText>') for piece in pieces)
    return f"<w:p>{_BEGIN}{runs}{_SEPARATE}{_run('<w:t>x</w:t>')}{_END}</w:p>"


def _letters(code: str) -> list[str]:
    return [_escaped(letter) for letter in code]


def _entities(code: str) -> str:
    return "".join(f"&#x{ord(letter):x};" if at % 2 else f"&#{ord(letter)};" for at, letter in enumerate(code))


def _text_box(inside: str) -> str:
    return (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="wps"/><mc:Fallback><w:pict>'
        f"<w:txbxContent>{inside}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def _branch(code: str) -> str:
    """``PAGE`` in an alternative that falls away, before what is meant."""
    away = f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="wps"><w:instrText>PAGE </w:instrText></mc:Choice></mc:AlternateContent>'  # noqa: E501
    return f"<w:p>{_BEGIN}{_run(away)}{_run(f'<w:instrText>{_escaped(code)}</w:instrText>')}{_SEPARATE}{_END}</w:p>"


def _tracked(code: str) -> str:
    """``PAGE`` in a deletion, before what is meant."""
    away = f'<w:del w:id="1" w:author="x">{_run("<w:instrText>PAGE </w:instrText>")}</w:del>'
    return f"<w:p>{_BEGIN}{away}{_run(f'<w:instrText>{_escaped(code)}</w:instrText>')}{_SEPARATE}{_END}</w:p>"


def field_forms(code: str) -> Mapping[str, str]:
    """The same field, as it may be written."""
    plain = _escaped(code)
    inner = f"{_BEGIN}{_run(f'<w:instrText>{plain}</w:instrText>')}{_SEPARATE}{_END}"
    other = _told(_letters(code)).replace("w:", "q:").replace("<q:p>", f'<q:p xmlns:q="{W}">', 1)
    return {
        "simple": f'<w:p><w:fldSimple w:instr=" {plain} "/></w:p>',
        "simple, entities": f'<w:p><w:fldSimple w:instr="{_entities(code)}"/></w:p>',
        "whole": _told([plain]),
        "lower case": _told([_escaped(code.lower())]),
        "letters over runs": _told(_letters(code)),
        "over paragraphs": _told(_letters(code), "</w:p><w:p>"),
        "entities": _told([_entities(code)]),
        "cdata": _told([f"<![CDATA[{code}]]>"]),
        "comment inside": _told([f"{plain[:1]}<!-- > -->{plain[1:]}"]),
        "instruction inside": _told([f"{plain[:1]}<?mso-application x?>{plain[1:]}"]),
        "other prefix": other,
        "default namespace": _told([plain])
        .replace("<w:", "<")
        .replace("</w:", "</")
        .replace("<p>", f'<p xmlns="{W}">', 1)
        .replace(" w:", f' xmlns:k="{W}" k:'),
        "nested": f"<w:p>{_BEGIN}{_run('<w:instrText> PAGE </w:instrText>')}{inner}{_SEPARATE}{_END}</w:p>",
        "nested in nothing": f"<w:p>{_BEGIN}{inner}{_SEPARATE}{_END}</w:p>",
        "in a result": f"<w:p>{_BEGIN}{_run('<w:instrText>PAGE</w:instrText>')}{_SEPARATE}{inner}{_END}</w:p>",
        "after the mark": f"<w:p>{_BEGIN}{_run('<w:instrText>PAGE</w:instrText>')}{_SEPARATE}{_run(f'<w:instrText>{plain}</w:instrText>')}{_END}</w:p>",  # noqa: E501
        "as text": f"<w:p>{_BEGIN}{_run(f'<w:t>{plain}</w:t>')}{_SEPARATE}{_END}</w:p>",
        "never ended": f"<w:p>{_BEGIN}{_run(f'<w:instrText>{plain}</w:instrText>')}</w:p>",
        "never begun": f"<w:p>{_run(f'<w:instrText>{plain}</w:instrText>')}</w:p>",
        "deleted": f"<w:p>{_BEGIN}{_run(f'<w:delInstrText>{plain}</w:delInstrText>')}{_END}</w:p>",
        "text box": _text_box(_told([plain])),
        "alternative": _branch(code),
        "tracked": _tracked(code),
        "control": f"<w:sdt><w:sdtContent>{_told([plain])}</w:sdtContent></w:sdt>",
    }


PLACES = ("document", "header", "footer", "footnotes", "endnotes", "comments", "glossary")


def placed(name: str, xml: str, place: str) -> Variant:
    """A template with this XML in its body or another part of text."""
    if place == "document":
        return Variant(name, {"word/document.xml": xml.encode()})
    part = "word/glossary/document.xml" if place == "glossary" else f"word/{place}7.xml"
    kind = f"{_TYPE}.{'document.glossary' if place == 'glossary' else place}+xml"
    return Variant(name, {part: f'<w:x xmlns:w="{W}">{xml}</w:x>'.encode()}, {part: kind})


def field_variants(codes: tuple[str, ...] = CODES, places: tuple[str, ...] = PLACES) -> Iterator[Variant]:
    """Every code in every form, the places in turn."""
    at = 0
    for code in codes:
        for form, xml in field_forms(code).items():
            place = places[at % len(places)]
            at += 1
            yield placed(f"field {code.split()[0]} ({form}) in {place}", xml, place)


_OUTSIDE = (
    'Target="http://h.invalid/x" TargetMode="External"',
    "TargetMode='External' Target='file://h/x'",
    'Target="http://h.invalid/x" TargetMode="&#69;xternal"',
    'Target="http://h.invalid/x" TargetMode="&#x45;xter&#110;al"',
    'Title="a>b" Target="http://h.invalid/x" TargetMode="External"',
    'Target="http://h.invalid/x" TargetMode="external"',
    'Target="http://h.invalid/x"\n\tTargetMode = "External"',
    'Target="http://h.invalid/x"',
    'Target="file:///c:/x"',
    'Target="\\\\h\\x"',
    'Target="//h/x"',
)
_KINDS = (
    "image", "attachedTemplate", "oleObject", "aFChunk", "subDocument", "package", "frame", "mailMergeSource", "header",
    "hyperlink", "control", "video",
)  # fmt: skip
_RELATED = ("document", "header7", "footer7", "settings", "footnotes", "comments", "glossary/document")


def relation_variants() -> Iterator[Variant]:
    """Relations that lead out of the package, in every spelling; links to web pages are allowed and left out."""
    at = 0
    for kind in _KINDS:
        for outside in _OUTSIDE:
            if kind == "hyperlink" and "http://h" in outside and '"External"' in unescape(outside):
                continue  # a link to a web page
            folder, _, name = _RELATED[at % len(_RELATED)].rpartition("/")
            at += 1
            part = f"word/{folder + '/' if folder else ''}_rels/{name}.xml.rels"
            prefix = "p:" if at % 3 == 0 else ""
            root = f'<{prefix}Relationships xmlns{":p" if prefix else ""}="{RELATIONS}">'
            xml = f'{root}<{prefix}Relationship Id="r9" Type="{OFFICE}/{kind}" {outside}/></{prefix}Relationships>'
            yield Variant(f"relation {kind} [{outside}] in {part}", {part: xml.encode()})


_V, _O = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office"
_A, _R = "http://schemas.openxmlformats.org/drawingml/2006/main", OFFICE
ELEMENTS = {
    "altChunk": f'<w:altChunk xmlns:r="{_R}" r:id="r1"/>',
    "subDoc": f'<w:subDoc xmlns:r="{_R}" r:id="r1"/>',
    "object": "<w:p><w:r><w:object/></w:r></w:p>",
    "OLEObject": f'<w:p><w:r><w:pict><o:OLEObject xmlns:o="{_O}" Type="Link"/></w:pict></w:r></w:p>',
    "control": f'<w:p><w:r><w:pict><w:control xmlns:r="{_R}" r:id="r1"/></w:pict></w:r></w:p>',
    "attachedTemplate": f'<w:attachedTemplate xmlns:r="{_R}" r:id="r1"/>',
    "mailMerge": "<w:mailMerge/>",
    "macro of a form": '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:entryMacro w:val="x"/></w:ffData></w:fldChar></w:r></w:p>',  # noqa: E501
    "imagedata": f'<w:p><w:r><w:pict><v:shape xmlns:v="{_V}"><v:imagedata src="http://h.invalid/x"/></v:shape></w:pict></w:r></w:p>',
    "imagedata href": f'<w:p><w:r><w:pict><v:shape xmlns:v="{_V}" xmlns:o="{_O}"><v:imagedata o:href="http://h.invalid/x"/></v:shape></w:pict></w:r></w:p>',
    "fill": f'<w:p><w:r><w:pict><v:rect xmlns:v="{_V}"><v:fill src="\\\\h\\x"/></v:rect></w:pict></w:r></w:p>',
    "shape href": f'<w:p><w:r><w:pict><v:shape xmlns:v="{_V}" href="file://h/x.exe"/></w:pict></w:r></w:p>',
    "action": f'<w:p><w:r><w:drawing><a:hlinkClick xmlns:a="{_A}" action="ppaction://program?x"/></w:drawing></w:r></w:p>',
    "web video": '<w:p><w:r><w:drawing><q:webVideoPr xmlns:q="urn:x" embeddedHtml="x"/></w:drawing></w:r></w:p>',
    "style sheet": "<w:p><?xml-stylesheet href='http://h.invalid/x'?></w:p>",
    "script": '<w:p><h:script xmlns:h="http://www.w3.org/1999/xhtml">x()</h:script></w:p>',
}


def element_variants() -> Iterator[Variant]:
    """Elements that embed, run or fetch, in the body and in a header."""
    for name, xml in ELEMENTS.items():
        for place in ("document", "header"):
            yield placed(f"element {name} in {place}", xml, place)


_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink">{}</svg>'
_ACTIVE_PARTS = {
    "word/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "word/activeX/activeX1.xml": "application/vnd.ms-office.activeX+xml",
    "word/embeddings/x.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/embeddings/x.bin": "application/vnd.openxmlformats-officedocument.oleObject",
    "word/afchunk.htm": "text/html",
    "word/media/x.png": "application/vnd.ms-office.vbaProject",
    "word/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "word/webextensions/webextension1.xml": "application/vnd.ms-office.webextension+xml",
    "word/customizations.xml": "application/vnd.ms-word.keyMapCustomizations+xml",
    "word/attachedToolbars.bin": "application/vnd.ms-word.attachedToolbars",
    "customUI/customUI.xml": "application/vnd.ms-office.customUI",
    "word/strange.xyz": "application/octet-stream",
}
_SVGS = (
    "<script>x()</script>", '<rect onclick="x()"/>', '<image l:href="http://h.invalid/x"/>',
    '<a l:href="javascript:x()"/>',
    "<foreignObject/>", "<style>@import 'http://h.invalid/x';</style>", '<rect style="fill:url(http://h.invalid/x)"/>',
)  # fmt: skip


def part_variants() -> Iterator[Variant]:
    """Parts of a kind that a certificate does not have, and drawings with something in them."""
    for part, kind in _ACTIVE_PARTS.items():
        yield Variant(f"part {part}", {part: b"<x/>"}, {part: kind})
    for at, inside in enumerate(_SVGS):
        part = f"word/media/x{at}.svg"
        yield Variant(f"drawing {inside}", {part: _SVG.format(inside).encode()}, {part: "image/svg+xml"})
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        xml = f'<?xml version="1.0" encoding="UTF-16"?><w:x xmlns:w="{W}">{_told(["DDE x"])}</w:x>'
        yield Variant(
            f"part in {encoding}", {"word/x.xml": xml.encode(encoding)}, {"word/x.xml": f"{_TYPE}.footer+xml"}
        )
    flat = '<x>&lt;pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/&gt;</x>'
    yield Variant("part with a package in it", {"customXml/item7.xml": flat.encode()})
    declared = f'<?xml version="1.0" encoding="UTF-7"?><w:x xmlns:w="{W}"/>'
    yield Variant("part in utf-7", {"word/x.xml": declared.encode()}, {"word/x.xml": f"{_TYPE}.footer+xml"})
    entity = f'<!DOCTYPE x [<!ENTITY e "DDE x">]><w:x xmlns:w="{W}"><w:fldSimple w:instr="&e;"/></w:x>'
    yield Variant("part with an entity", {"word/x.xml": entity.encode()}, {"word/x.xml": f"{_TYPE}.footer+xml"})


_MARKUP = '&lt;/w:t&gt;&lt;w:fldSimple w:instr="DDE x"/&gt;&lt;w:t&gt;'
PLACEHOLDER_TEXTS = {
    "raw": "{% raw %}{{ " + _MARKUP + " }}{% endraw %}",
    "raw, trimmed": "{%- raw -%}{{ " + _MARKUP + " }}{%- endraw -%}",
    "autoescape off": "{% autoescape false %}{{ '" + _MARKUP + "' }}{% endautoescape %}",
    "autoescape by a name": "{% autoescape name %}{{ name }}{% endautoescape %}",
    "safe": "{{ ('" + _MARKUP + "')|safe }}",
    "loop": "{% for a in range(999999999) %}x{% endfor %}",
    "loop over a name": "{% for a in name recursive %}{{ loop(a) }}{% endfor %}",
    "call": "{{ name.__class__.__mro__ }}",
    "while": "{% while true %}x{% endwhile %}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "repeated": "{{ name * 999999999 }}",
    "wide": "{{ name|center(999999999) }}",
    "format": "{{ '%0999999999d'|format(1) }}",
    "import": "{% import 'x' as y %}",
    "extends": "{% extends 'x' %}",
    "include": "{% include '/etc/passwd' %}",
    "block": "{% block x %}{% endblock %}",
    "macro": "{% macro x() %}{% endmacro %}",
    "set": "{% set name = 'x' %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "test": "{{ name is defined }}",
    "never closed": "{{ name",
    "ten thousand never closed": "{{ " * 10_000,
    "ten thousand spaces": "{% colspan" + " " * 10_000 + "%}",
    "closed in another": "{{ name %}",
    "a tag within": "{{ '{% raw %}' }}",
    "half a text": "{{ 'name }} and ' }}",
    "deep": "{% if name %}" * 500 + "x" + "{% endif %}" * 500,
    "very deep": "{% if name %}" * 1_900 + "x",
    "brackets": "{{ " + "(" * 240 + "name" + ")" * 240 + " }}",
    "many": "{{ name }}" * 5_000,
    "a comparison of unlikes": "{% if name < 3 %}x{% endif %}",
    "a brace before": "{{% if name %}x{% endif %}",
    "a row outside of tables": "{%tr if name %}{%tr endif %}",
    "a whole run": "{{r name }}",
}


def placeholder_variants() -> Iterator[Variant]:
    """Placeholders that would do more than stand for a text, and those where no text is."""
    for name, text in PLACEHOLDER_TEXTS.items():
        yield Variant(f"placeholder: {name}", text="{{ name }} " + text)
    for place, xml in {
        "an attribute": '<w:p><w:pPr><w:pStyle w:val="{{ name }}"/></w:pPr></w:p>',
        "a field": '<w:p><w:fldSimple w:instr="{{ name }}"/></w:p>',
        "a field after a code": '<w:p><w:fldSimple w:instr="PAGE {{ name }}"/></w:p>',
        "an instruction": _told(["{{ name }}"]),
        "a text among instructions": f"<w:p>{_BEGIN}{_run('<w:t>{{ name }}</w:t>')}{_SEPARATE}{_END}</w:p>",
        "a deletion": "<w:p><w:r><w:delText>{{ name }}</w:delText></w:r></w:p>",
        "no paragraph": "<w:sdt><w:sdtContent><w:t>{{ name }}</w:t></w:sdtContent></w:sdt>",
        "a begun field": f"<w:p>{_run('<w:t>{%r if name %}</w:t>')}{_BEGIN}{_run('<w:t>{%r endif %}</w:t>')}</w:p>",
    }.items():
        yield placed(f"placeholder in {place}", xml, "document")


def variants() -> Iterator[Variant]:
    """All of them."""
    yield from field_variants()
    yield from relation_variants()
    yield from element_variants()
    yield from part_variants()
    yield from placeholder_variants()


_PAGE = _told([" PA", "GE "])
SOUND = {
    "a page number over runs": _PAGE,
    "a page number in a text box": _text_box(_PAGE),
    "a date": '<w:p><w:fldSimple w:instr=" DATE \\@ &quot;d MMMM yyyy&quot; "/></w:p>',
    "a link": _told(['HYPERLINK "https://example.com/a?b=1&amp;c" \\o "our page"']),
    "a link within": _told(['HYPERLINK \\l "top"']),
    "mail": _told(['HYPERLINK "mailto:hr@example.com"']),
    "a comment": "<w:p><w:r><w:t>a<!-- note -->b</w:t></w:r></w:p>",
    "a condition over paragraphs": "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("{%p if place %}", "{{ place }}", "{%p endif %}")
    ),
    "a placeholder over runs": "<w:p>"
    + "".join(_run(f"<w:t>{piece}</w:t>") for piece in ("{", "{ na", "me", " }", "}"))
    + "</w:p>",
    "curly quotes": "<w:p><w:r><w:t>{% if name_size == “large” %}x{% endif %}</w:t></w:r></w:p>",
    "a word in braces": "<w:p><w:r><w:t>{name} 100 % } {</w:t></w:r></w:p>",
}
