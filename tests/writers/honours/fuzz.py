"""Damaged and twisted templates without end: bytes, members and XML changed at random, from sound and hostile ones."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from functools import cache
from pathlib import Path

from docx import Document
from lxml import etree

from ccmotivate.writers.files.refusals import UnfitTemplateError
from ccmotivate.writers.honours.certificates import write_certificates
from ccmotivate.writers.honours.template_file import read_template
from ccmotivate.writers.honours.word_package import active_content
from tests.writers.honours import payloads
from tests.writers.honours.cases import hostile

_WORDS = (
    "{{ name }}", "{% if place %}", "{% endif %}", "{%p if team %}", "{%p endif %}", "{%tr if team %}", "{{", "}}",
    "{%", "%}",
    "{#", "#}", "{{r name }}", "{{ logo }}", "{% raw %}", "DDE", "PAGE", "External", "rId1", "\U0010fffd0\U0010fffd",
    "&lt;", "file://h/x", "", "0", "-1", "99999999999999999999", "é", "\u202e", "x" * 3000, "image", "w:p",
)  # fmt: skip
_NAMES = (
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "body",
    "sectPr",
    "fldChar",
    "instrText",
    "fldSimple",
    "hyperlink",
    "drawing",
)


@cache
def seeds() -> tuple[bytes, ...]:
    """The templates from which the others are made."""
    document = Document()
    document.add_paragraph("{{ name }} {{ logo }}")
    document.add_table(2, 2).cell(0, 0).text = "{%tr if place %}"
    document.sections[0].header.paragraphs[0].add_run("{{ period }}")
    file = io.BytesIO()
    document.save(file)
    sound = [payloads.placed(name, xml, "document").data() for name, xml in payloads.SOUND.items()]
    twisted = [one.data() for one in [*payloads.placeholder_variants()][:8]]
    return (file.getvalue(), *sound, *twisted)


def changed(chance: random.Random) -> bytes:
    """One template, changed in one to four ways."""
    data = chance.choice(seeds())
    if chance.random() < 0.1:
        return _bytes(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(chance.randint(1, 4)):
        _change(parts, chance)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def _change(parts: dict[str, bytes], chance: random.Random) -> None:
    """Change a part, often one of those in which something happens."""
    likely = [name for name in parts if name.endswith((".rels", "document.xml", "header1.xml", "Types].xml"))]
    name = chance.choice(likely if likely and chance.random() < 0.8 else sorted(parts))
    kind = chance.random()
    if kind < 0.05:
        del parts[name]
    elif kind < 0.1:
        parts[chance.choice(("word/x.xml", "../x", "word/DOCUMENT.xml", "word/é.xml"))] = parts.pop(name)
    elif kind < 0.3:
        parts[name] = _bytes(parts[name], chance)
    else:
        parts[name] = _xml(parts[name], chance)
    if not parts:
        parts["x"] = b""


def _bytes(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.choice((0, 1, 4, 100)))
    put = chance.choice(
        (b"", bytes([chance.randrange(256)]), b"<", b">", b"\0", b"&#68;", b"<!--", b"]]>", b"\xff\xfe")
    )
    return data[:at] + put + data[to:]


def _xml(data: bytes, chance: random.Random) -> bytes:
    """Change the tree: take out, double, move, rename, wrap, or write a word of ours into a text or an attribute."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return data
    nodes = [one for one in root.iter() if isinstance(one.tag, str)]
    one, other = chance.choice(nodes), chance.choice(nodes)
    kind = chance.randrange(8)
    try:
        if kind == 0 and one is not root:
            one.getparent().remove(one)
        elif kind == 1 and one is not root:
            one.addnext(etree.fromstring(etree.tostring(one, with_tail=False)))
        elif kind == 2:
            other.append(one)
        elif kind == 3:
            one.tag = f"{{{payloads.W}}}{chance.choice(_NAMES)}"
        elif kind == 4 and one.attrib:
            one.set(chance.choice(sorted(one.attrib)), chance.choice(_WORDS))
        elif kind == 5 and one.attrib:
            del one.attrib[chance.choice(sorted(one.attrib))]
        elif kind == 6:
            texts = [node for node in nodes if node.text and node.text.strip()] or nodes
            chosen = chance.choice(texts)
            text = chosen.text or ""
            at = chance.randrange(len(text) + 1)
            chosen.text = text[:at] + chance.choice(_WORDS) + text[at:]
        else:
            one.append(etree.Element(f"{{{payloads.W}}}{chance.choice(_NAMES)}"))
    except ValueError:
        return data  # an element cannot stand within itself
    return etree.tostring(root)


def outcome(data: bytes, folder: Path) -> str:
    """What a template comes to: the code of its problem, or ``filled``; whatever else is raised is a fault of ours."""
    path = folder / "own.docx"
    path.write_bytes(data)
    template, problems = read_template(path, "en")
    if template is None:
        assert problems
        return problems[0].code
    try:
        write_certificates(folder / "out.docx", hostile(), "en", template)
    except UnfitTemplateError as error:
        return f"unfit: {error.problem.code}"
    written = (folder / "out.docx").read_bytes()
    assert active_content(written, "out.docx") is None
    Document(io.BytesIO(written))
    return "filled"


def digest(data: bytes) -> str:
    """A short name for a template that was found."""
    return f"{zlib.crc32(data):08x}"
