"""Word templates (certificates, coaching sheets): documents with placeholders, checked before anything is filled in.

HR may bring its own, so it is taken for hostile: no larger than a letter needs to be, no macros, nothing fetched from
elsewhere, and of Jinja only placeholders, ``if`` and comparisons; where a form has lists, also loops over them, never
one inside another. There are no calls or sums in it, so nothing can run long or reach anything; the sandbox stands
behind as a second wall. It is filled in on trial, and what comes out is checked as the template was.
"""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from docx import Document
from jinja2 import TemplateSyntaxError, nodes
from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import bytes_of
from ccmotivate.writers.files.refusals import UnfitTemplateError
from ccmotivate.writers.honours.template_fill import (
    EVERYWHERE,
    FILLING_ERRORS,
    Filled,
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
_LOOP = (nodes.For, nodes.Getattr)  # where a form has lists
_SWITCH = (nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)
_FILTERS = ("upper", "lower", "title", "trim")
_SIZES = ("", "large", "medium", "small")
_TRIED = (0, 1, 2)  # how many items a list has on trial


class ItemForm(Struct, frozen=True):
    """What a list of a form is made of: the name of one item in a loop, and its placeholders."""

    name: str
    words: Mapping[str, str]


class Form(Struct, frozen=True):
    """What templates of one kind may ask for.

    Attributes:
        words: The placeholders of a page.
        who: One of them must stand in it; ``nobody`` is the code of the problem where none does.
        home: The package, and ``name`` the beginning of the name, of the shipped templates.
        lists: What a loop may go through, by name.
    """

    words: Mapping[str, str]
    who: tuple[str, ...]
    nobody: str
    home: str
    name: str
    lists: Mapping[str, ItemForm] = field(default_factory=dict)

    @property
    def known(self) -> tuple[str, ...]:
        """Every name that a template may use."""
        return (*self.words, *self.lists, *(item.name for item in self.lists.values()))

    def trials(self) -> tuple[Filled, ...]:
        """Pages to fill in on trial."""
        return tuple(
            {
                **dict.fromkeys(self.words, text),
                **{name: [dict.fromkeys(item.words, text)] * count for name, item in self.lists.items()},
            }
            for text in _SIZES
            for count in (_TRIED if self.lists else (0,))
        )


CERTIFICATE = Form(PLACEHOLDERS, WINNER, "template-no-winner", __package__, "certificate")


class Template(Struct, frozen=True):
    """A template that has been checked; ``data`` are the bytes of the Word document."""

    name: str
    data: bytes


def read_template(
    path: Path | None, lang: str, form: Form = CERTIFICATE
) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template of HR, or the shipped one for None; nothing with the reasons when it cannot be used."""
    if path is None:
        shipped = resources.files(form.home) / "templates" / f"{form.name}.{lang}.docx"
        return Template(shipped.name, shipped.read_bytes()), ()
    try:
        data = bytes_of(path, MOST_FILE)
    except OSError as error:
        return None, (problem("template-unreadable", SourceRef(path.name), why=error.strerror or error),)
    problems = _problems(data, path.name, form)
    return (None, problems) if problems else (Template(path.name, data), ())


def _problems(data: bytes, name: str, form: Form) -> tuple[Problem, ...]:
    """The problems of a template: of the package first, then of placeholders, then of the rendered document."""
    unsound = unusable(data, name)
    if unsound:
        return (unsound,)
    try:
        document = Document(io.BytesIO(data))
        body, around = document.element.body, [part.element for part in edges(document)]
        document.core_properties.title  # noqa: B018 - it is read when it is asked for, and may be broken
    except (*FILLING_ERRORS, *DAMAGED) as error:
        return (problem("template-no-word", SourceRef(name), visible(str(error) or name, 120)),)
    if body is None:
        return (problem("template-no-body", SourceRef(name)),)
    main = source_of(body)
    found = [*_wrong(main, form, name)]
    edge = replace(form, words=dict.fromkeys(EVERYWHERE, ""), lists={})
    for root in around:
        found += _wrong(source_of(root), edge, name)
    return tuple(found or _unfit(data, name, form) or _nobody(main.text, name, form))


def _nobody(body: str, name: str, form: Form) -> list[Problem]:
    """A template that names nobody: each page would be the same."""
    shown = [node.name for out in environment().parse(body).find_all(nodes.Output) for node in out.find_all(nodes.Name)]
    if any(word in form.who for word in shown):
        return []
    return [problem(form.nobody, SourceRef(name), lacking=form.who, known=tuple(form.words))]


def _unfit(data: bytes, name: str, form: Form) -> list[Problem]:
    """What only filling it in shows: an ``if`` that opens in one cell and closes in another, a field made by it."""
    try:
        draft = io.BytesIO()
        filled(name, data, form.trials()).save(draft)
    except UnfitTemplateError as error:
        return [error.problem]
    except (*FILLING_ERRORS, *DAMAGED) as error:
        return [problem("template-no-word", SourceRef(name), visible(str(error) or name, 120))]
    came_out = active_content(draft.getvalue(), name)
    return [] if came_out is None else [came_out]


def _wrong(source: Source, form: Form, name: str) -> Iterator[Problem]:
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
        found = _wrong_node(node, form)
        if found and found[1] not in seen:
            seen.add(found[1])
            yield _node_problem(*found, source.line(node.lineno), form, name)


def _wrong_node(node: nodes.Node, form: Form) -> tuple[str, str] | None:
    """The code and the word of what is wrong with a node."""
    if form.lists and isinstance(node, _LOOP):
        return _wrong_loop(node, form)
    if isinstance(node, nodes.Name) and node.name not in form.known:
        return "template-placeholder", node.name
    if isinstance(node, nodes.Filter) and (node.name not in _FILTERS or node.args or node.kwargs or _of_logo(node)):
        return "template-construct", node.name
    if not isinstance(node, (*_ALLOWED, nodes.Helper)):
        return "template-construct", "autoescape" if isinstance(node, _SWITCH) else type(node).__name__.lower()
    return None


def _wrong_loop(node: nodes.For | nodes.Getattr, form: Form) -> tuple[str, str] | None:
    """What is wrong with a loop, or with a placeholder of an item.

    A loop is plain and over one list of the form, by the name of its items, with no other inside.
    """
    if isinstance(node, nodes.Getattr):
        items = {item.name: item.words for item in form.lists.values()}
        of = node.node.name if isinstance(node.node, nodes.Name) else ""
        return None if node.attr in items.get(of, ()) else ("template-placeholder", f"{of}.{node.attr}")
    over = node.iter.name if isinstance(node.iter, nodes.Name) else ""
    named = isinstance(node.target, nodes.Name) and over in form.lists and node.target.name == form.lists[over].name
    inner = any(one is not node for one in node.find_all(nodes.For))
    plain = not (node.else_ or node.test or node.recursive or inner)
    return None if named and plain else ("template-construct", "for")


def _of_logo(node: nodes.Filter) -> bool:
    """True for a filter on the picture, which has no letters to change."""
    return any(name.name == "logo" for name in node.find_all(nodes.Name))


def _node_problem(code: str, word: str, line: str, form: Form, name: str) -> Problem:
    if code == "template-construct":
        return problem(code, SourceRef(name), word, line=line)
    known = (*form.words, *(f"{item.name}.{word}" for item in form.lists.values() for word in item.words))
    nearest = difflib.get_close_matches(word, known, 1, 0.4)
    return problem(code, SourceRef(name), word, line=line, nearest=nearest[0] if nearest else "–", known=known)
