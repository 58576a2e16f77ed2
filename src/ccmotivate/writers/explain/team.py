"""The pages of a team: how their files are called, and the index that leads to them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from jinja2 import Template
from msgspec import Struct

from ccmotivate.locale import translator
from ccmotivate.model.explanation import Explanation
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.page import LANGUAGES, style
from ccmotivate.writers.explain.words import span_text
from ccmotivate.writers.files.offline_page import page_text, policy, templates_of
from ccmotivate.writers.files.signature import EXPLANATION
from ccmotivate.writers.words.sentences import inputs_line, rules_line
from ccmotivate.writers.words.text import visible

INDEX = "index.html"
_UNSAFE = re.compile(r"[^\w-]+")
_LONGEST = 60  # characters of a name, far below what file systems take


class Member(Struct, frozen=True):
    """A line of the index."""

    page: str
    name: str
    id: str
    project: str
    qualified: str
    eligible: str
    won: str


def page_names(explanation: Sequence[Explanation]) -> list[str]:
    """A file name for each agent: id and name, safe on every system, no two alike."""
    taken = {Path(INDEX).stem}
    names = []
    for one in explanation:
        stem = _UNSAFE.sub("_", f"{one.agent_id}-{one.name}" if one.name else one.agent_id)[:_LONGEST]
        free = next(name for name in _numbered(stem) if name.casefold() not in taken)
        taken.add(free.casefold())
        names.append(f"{free}.html")
    return names


def _numbered(stem: str) -> Sequence[str]:
    return [stem, *(f"{stem}~{number}" for number in range(2, 10_000))]


def write_index(path: Path, team: str, contexts: Sequence[RenderContext], pages: Sequence[str]) -> None:
    """Write the page that lists the team, each with what became of the months and a link to the page."""
    _, explanation, lang = translator(contexts[0].lang), contexts[0].explanation, contexts[0].lang
    members = [_member(one.explanation, page) for one, page in zip(contexts, pages, strict=True)]
    inputs = tuple(dict.fromkeys(source for one in contexts for source in one.explanation.inputs))
    text = page_text(
        _template(),
        EXPLANATION,
        lang=LANGUAGES[lang],
        policy=policy(style()),
        style=style(),
        team=visible(team),
        span=span_text(
            max((one.explanation for one in contexts), key=lambda one: len(one.months) + len(one.absent)), lang
        ),
        scheme=explanation.rules.name.text(lang),
        members=members,
        rules=rules_line(explanation.rules, lang),
        inputs=inputs_line(inputs, lang),
        words={
            "title": _("How it was decided"),
            "name": _("Name"),
            "id": _("ID"),
            "project": _("Project"),
            "qualified": _("Months qualified"),
            "eligible": _("Months eligible for awards"),
            "won": _("Awards received"),
        },
    )
    path.write_text(text, encoding="utf-8", newline="\n")


def _member(explanation: Explanation, page: str) -> Member:
    count = len(explanation.months)
    return Member(
        page=quote(page),
        name=visible(explanation.name) or visible(explanation.agent_id),
        id=visible(explanation.agent_id),
        project=visible(explanation.months[-1].project),
        qualified=f"{sum(one.qualified for one in explanation.months)} / {count}",
        eligible=f"{sum(one.eligible for one in explanation.months)} / {count}",
        won=str(sum(one.given is not None for one in explanation.awards) or "–"),
    )


@functools.cache
def _template() -> Template:
    return templates_of(__package__).get_template("team.html.jinja")
