"""The certificate template: a Word document with placeholders, checked before anything is filled in.

HR may bring its own, so it is taken for hostile: no larger than a letter needs to be, no macros, nothing fetched from
elsewhere, and of Jinja only placeholders, ``if`` and comparisons. There are no loops, calls or sums in it, so nothing
can run long or reach anything; the sandbox stands behind as a second wall.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import bytes_of

PLACEHOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "name": "the winner's name",
        "agent_id": "the agent id, empty for a team",
        "award": "the award",
        "period": "the period, with a mark while it is provisional",
        "group": "the project, team or role of the award, empty for the department",
        "project": "the winner's project",
        "team": "the winner's team",
        "place": "the place, empty for an award of a single place",
        "prize": "the prize, empty without one",
        "reason": "why, in one sentence",
        "scheme": "the name of the rules",
        "company": "the company, empty where scheme.yaml names none",
        "logo": "its logo, a picture; empty without one",
        "signatory": "who signs, empty where scheme.yaml names nobody",
        "decided_by": "who decided, empty where the rules did",
        "name_size": "large, medium or small, by the length of the name",
        "award_size": "the same for the award",
        "group_size": "the same for the project, team or role",
        "reason_size": "the same for the reason",
        "company_size": "the same for the company",
        "signatory_size": "the same for who signs",
    }
)
EVERYWHERE = ("period", "scheme", "company", "signatory")  # what headers and footers may ask for
WINNER = ("name", "agent_id", "team")  # one of them must stand on a certificate
_MIB = 1 << 20
_MOST_FILE, _MOST_PARTS, _MOST_UNPACKED, _MOST_TEXT = 10 * _MIB, 500, 40 * _MIB, 2 * _MIB
_MOST_RATIO, _SMALL = 100, 100_000
_BODY = "word/document.xml"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE = re.compile(rb'<Relationship\b[^>]*TargetMode\s*=\s*["\']External["\'][^>]*>', re.IGNORECASE)
_REACHING = re.compile(rb"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|RD)\b")
_INSTRUCTIONS = re.compile(rb"<w:instrText[^>]*>([^<]*)<|\bw:instr=\"([^\"]*)\"")
_ACTIVE = ("vbaproject", "/embeddings/", "/activex", "/afchunk")
_RAW = re.compile(r"\{\{(?:r|p|tr|tc)\s[^}]*\}*")
_MARKUP = re.compile(r"<[^>]+>")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
)  # fmt: skip
_FILTERS = ("upper", "lower", "title", "trim")


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been checked; ``data`` are the bytes of the Word document."""

    name: str
    data: bytes

    def open(self) -> DocxTemplate:
        """The document, to be filled in once."""
        return DocxTemplate(io.BytesIO(self.data))


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja2 as templates get it: sandboxed, escaping, strict about unknown names."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def read_template(path: Path | None, lang: str) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template of HR, or the shipped one for None; nothing with the reasons when it cannot be used."""
    if path is None:
        shipped = resources.files(__package__) / "templates" / f"certificate.{lang}.docx"
        return Template(shipped.name, shipped.read_bytes()), ()
    try:
        data = bytes_of(path, _MOST_FILE)
    except OSError as error:
        return None, (problem("template-unreadable", SourceRef(path.name), why=error.strerror or error),)
    problems = tuple(_problems(data, path.name))
    return (None, problems) if problems else (Template(path.name, data), ())


def _problems(data: bytes, name: str) -> Iterator[Problem]:
    """What speaks against these bytes: the package first, then the placeholders."""
    unsafe = _unsafe(data)
    if unsafe:
        code, what = unsafe
        yield problem(code, SourceRef(name), what)
        return
    try:
        template = DocxTemplate(io.BytesIO(data))
        template.init_docx()
        body, edges = str(template.get_xml()), list(_edges(template))
    except (KeyError, ValueError, SyntaxError, OSError, zipfile.BadZipFile, AttributeError, IndexError):
        yield problem("template-no-word", SourceRef(name), name)
        return
    found = [*_raw(body, name), *_wrong(jinja_text(template, body), tuple(PLACEHOLDERS), name)]
    for xml in edges:
        found += [*_raw(xml, name), *_wrong(jinja_text(template, xml), EVERYWHERE, name)]
    yield from found or _unfit(jinja_text(template, body), name) or _nobody(jinja_text(template, body), name)


def _nobody(body: str, name: str) -> list[Problem]:
    """A template that names no winner: each certificate would be the same."""
    shown = [node.name for out in environment().parse(body).find_all(nodes.Output) for node in out.find_all(nodes.Name)]
    if any(word in WINNER for word in shown):
        return []
    return [problem("template-no-winner", SourceRef(name), lacking=WINNER, known=tuple(PLACEHOLDERS))]


def _unfit(body: str, name: str) -> list[Problem]:
    """What only filling it in shows: an ``if`` that opens in one cell and closes in another."""
    try:
        for facts in (dict.fromkeys(PLACEHOLDERS, ""), dict.fromkeys(PLACEHOLDERS, "large")):
            parse_xml(environment().from_string(body).render(facts).encode())
    except (TemplateError, SyntaxError, RecursionError) as error:
        return [problem("template-syntax", SourceRef(name), "{% if %}", why=error)]
    return []


def _unsafe(data: bytes) -> tuple[str, str] | None:
    """Why no parser should see this package, as a code and a value."""
    if len(data) > _MOST_FILE:
        return "template-too-large", f"> {_MOST_FILE // _MIB} MB"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _unsafe_parts(package)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError):
        return "template-no-word", "zip"


def _unsafe_parts(package: zipfile.ZipFile) -> tuple[str, str] | None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if _BODY not in names or len(set(names)) < len(names):
        return "template-no-word", _BODY
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        return "template-too-large", f"> {_MOST_UNPACKED // _MIB} MB, > {_MOST_PARTS}"
    for part in parts:
        if part.file_size > _SMALL and part.file_size > _MOST_RATIO * part.compress_size:
            return "template-too-large", part.filename
        if any(word in part.filename.lower() for word in _ACTIVE):
            return "template-active", part.filename
        if part.filename.endswith((".xml", ".rels")):
            found = _unsafe_text(part.filename, package.read(part))
            if found:
                return found
    return None


def _unsafe_text(name: str, text: bytes) -> tuple[str, str] | None:
    """What an XML part must not have; the encoding must be one in which that can be seen."""
    if name == _BODY and len(text) > _MOST_TEXT:
        return "template-too-large", name
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in text[:200] or _DECLARATION.search(text):
        return "template-no-word", name
    if any(b"/hyperlink" not in link for link in _OUTSIDE.findall(text)):
        return "template-active", name
    words = b" ".join(found[1] or found[2] or b"" for found in _INSTRUCTIONS.finditer(text)).upper()
    reaching = _REACHING.search(words)
    return ("template-active", reaching[0].decode()) if reaching else None


def _edges(template: DocxTemplate) -> Iterator[str]:
    """The XML of the headers and footers."""
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.get_part_xml(part)


def jinja_text(template: DocxTemplate, xml: str) -> str:
    """The XML as a Jinja2 template, each paragraph on a line of its own, so that errors can name it."""
    return _paragraphs(str(template.patch_xml(xml)))


def _raw(xml: str, name: str) -> Iterator[Problem]:
    """Placeholders that would take the place of a whole run, paragraph, row or cell: text does not belong there."""
    for paragraph in _paragraphs(xml).splitlines():
        line = _MARKUP.sub("", paragraph)
        for raw in _RAW.finditer(line):
            yield problem("template-construct", SourceRef(name), raw[0], line=line)


def _paragraphs(xml: str) -> str:
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", xml)


def _wrong(text: str, known: tuple[str, ...], name: str) -> Iterator[Problem]:
    """Syntax errors, constructs that are not allowed, and placeholders that nobody fills."""
    try:
        tree = environment().parse(text)
        every = list(tree.find_all(nodes.Node))
    except TemplateSyntaxError as error:
        yield problem("template-syntax", SourceRef(name), line_text(text, error.lineno), why=error.message)
        return
    except RecursionError:
        yield problem("template-too-large", SourceRef(name), "((…))")
        return
    seen: set[str] = set()
    for node in every:
        found = _wrong_node(node, known)
        if found and found[1] not in seen:
            seen.add(found[1])
            yield _node_problem(*found, line_text(text, node.lineno), known, name)


def _wrong_node(node: nodes.Node, known: tuple[str, ...]) -> tuple[str, str] | None:
    """The code and the word of what is wrong with a node."""
    if isinstance(node, nodes.Name) and node.name not in known:
        return "template-placeholder", node.name
    if isinstance(node, nodes.Filter) and (node.name not in _FILTERS or node.args or node.kwargs or _of_logo(node)):
        return "template-construct", node.name
    if not isinstance(node, (*_ALLOWED, nodes.Helper)):
        return "template-construct", type(node).__name__.lower()
    return None


def _of_logo(node: nodes.Filter) -> bool:
    """True for a filter on the picture, which has no letters to change."""
    return any(name.name == "logo" for name in node.find_all(nodes.Name))


def _node_problem(code: str, word: str, line: str, known: tuple[str, ...], name: str) -> Problem:
    if code == "template-construct":
        return problem(code, SourceRef(name), word, line=line)
    nearest = difflib.get_close_matches(word, known, 1, 0.4)
    return problem(code, SourceRef(name), word, line=line, nearest=nearest[0] if nearest else "–", known=tuple(known))


def line_text(text: str, line: int) -> str:
    """The words of the paragraph on this line of a ``jinja_text``."""
    lines = text.splitlines()
    return _MARKUP.sub("", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
