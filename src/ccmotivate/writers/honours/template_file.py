"""The certificate template: a Word document with placeholders, checked before anything is filled in.

HR may bring its own, so it is taken for hostile: no larger than a letter needs to be, no macros, nothing fetched from
elsewhere, and of Jinja only placeholders, ``if`` and comparisons. There are no loops, calls or sums in it, so nothing
can run long or reach anything; the sandbox stands behind as a second wall. It is filled in on trial, and what comes out
is checked as the template was.
"""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from docx import Document
from jinja2 import TemplateSyntaxError, nodes

from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import bytes_of
from ccmotivate.writers.honours.template_fill import (
    EVERYWHERE,
    FILLING_ERRORS,
    UnfitTemplateError,
    edges,
    environment,
    filled,
)
from ccmotivate.writers.honours.template_source import Source, source_of
from ccmotivate.writers.honours.word_package import DAMAGED, MOST_FILE, active_content, unusable
from ccmotivate.writers.words.text import visible

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
WINNER = ("name", "agent_id", "team")  # one of them must stand on a certificate
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
)  # fmt: skip
_SWITCH = (nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)
_FILTERS = ("upper", "lower", "title", "trim")
_TRIALS = tuple(dict.fromkeys(PLACEHOLDERS, text) for text in ("", "large", "medium", "small"))


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been checked; ``data`` are the bytes of the Word document."""

    name: str
    data: bytes


def read_template(path: Path | None, lang: str) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template of HR, or the shipped one for None; nothing with the reasons when it cannot be used."""
    if path is None:
        shipped = resources.files(__package__) / "templates" / f"certificate.{lang}.docx"
        return Template(shipped.name, shipped.read_bytes()), ()
    try:
        data = bytes_of(path, MOST_FILE)
    except OSError as error:
        return None, (problem("template-unreadable", SourceRef(path.name), why=error.strerror or error),)
    problems = _problems(data, path.name)
    return (None, problems) if problems else (Template(path.name, data), ())


def _problems(data: bytes, name: str) -> tuple[Problem, ...]:
    """The problems of a template: of the package first, then of placeholders, then of the rendered document."""
    unsound = unusable(data, name)
    if unsound:
        return (unsound,)
    try:
        document = Document(io.BytesIO(data))
        body, around = document.element.body, [part.element for part in edges(document)]
        document.core_properties  # noqa: B018 - it is read when it is asked for, and may be broken
    except (*FILLING_ERRORS, *DAMAGED) as error:
        return (problem("template-no-word", SourceRef(name), visible(str(error) or name, 120)),)
    if body is None:
        return (problem("template-no-body", SourceRef(name)),)
    main = source_of(body)
    found = [*_wrong(main, tuple(PLACEHOLDERS), name)]
    for root in around:
        found += _wrong(source_of(root), EVERYWHERE, name)
    return tuple(found or _unfit(data, name) or _nobody(main.text, name))


def _nobody(body: str, name: str) -> list[Problem]:
    """A template that names no winner: each certificate would be the same."""
    shown = [node.name for out in environment().parse(body).find_all(nodes.Output) for node in out.find_all(nodes.Name)]
    if any(word in WINNER for word in shown):
        return []
    return [problem("template-no-winner", SourceRef(name), lacking=WINNER, known=tuple(PLACEHOLDERS))]


def _unfit(data: bytes, name: str) -> list[Problem]:
    """What only filling it in shows: an ``if`` that opens in one cell and closes in another, a field made by it."""
    try:
        draft = io.BytesIO()
        filled(name, data, _TRIALS).save(draft)
    except UnfitTemplateError as error:
        return [error.problem]
    except (*FILLING_ERRORS, *DAMAGED) as error:
        return [problem("template-no-word", SourceRef(name), visible(str(error) or name, 120))]
    came_out = active_content(draft.getvalue(), name)
    return [] if came_out is None else [came_out]


def _wrong(source: Source, known: tuple[str, ...], name: str) -> Iterator[Problem]:
    """Syntax errors, forbidden constructs, and unknown placeholders."""
    yield from (problem(code, SourceRef(name), visible(value, 200), line=line) for code, value, line in source.wrong)
    if source.wrong:
        return
    try:
        tree = environment().parse(source.text)
        every = list(tree.find_all(nodes.Node))
    except TemplateSyntaxError as error:
        yield problem("template-syntax", SourceRef(name), source.line(error.lineno), why=error.message)
        return
    except (RecursionError, MemoryError, ValueError):
        yield problem("template-too-large", SourceRef(name), "{% if … %}")
        return
    seen: set[str] = set()
    for node in every:
        found = _wrong_node(node, known)
        if found and found[1] not in seen:
            seen.add(found[1])
            yield _node_problem(*found, source.line(node.lineno), known, name)


def _wrong_node(node: nodes.Node, known: tuple[str, ...]) -> tuple[str, str] | None:
    """The code and the word of what is wrong with a node."""
    if isinstance(node, nodes.Name) and node.name not in known:
        return "template-placeholder", node.name
    if isinstance(node, nodes.Filter) and (node.name not in _FILTERS or node.args or node.kwargs or _of_logo(node)):
        return "template-construct", node.name
    if not isinstance(node, (*_ALLOWED, nodes.Helper)):
        return "template-construct", "autoescape" if isinstance(node, _SWITCH) else type(node).__name__.lower()
    return None


def _of_logo(node: nodes.Filter) -> bool:
    """True for a filter on the picture, which has no letters to change."""
    return any(name.name == "logo" for name in node.find_all(nodes.Name))


def _node_problem(code: str, word: str, line: str, known: tuple[str, ...], name: str) -> Problem:
    if code == "template-construct":
        return problem(code, SourceRef(name), word, line=line)
    nearest = difflib.get_close_matches(word, known, 1, 0.4)
    return problem(code, SourceRef(name), word, line=line, nearest=nearest[0] if nearest else "–", known=tuple(known))
