"""The pages of a team: how their files are called, and the index that leads to them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Template

from ccmotivate.locale import translator
from ccmotivate.model.explanation import Explanation
from ccmotivate.writers.explain.page import LANGUAGES, style
from ccmotivate.writers.explain.words import Voice, span_text
from ccmotivate.writers.files.offline_page import page_text, policy, templates_of
from ccmotivate.writers.files.signature import EXPLANATION
from ccmotivate.writers.words.sentences import inputs_line, rules_line
from ccmotivate.writers.words.text import visible

INDEX = "index.html"
_UNSAFE = re.compile(r"[^\w-]+")
_LONGEST = 60  # characters of a name, far below what file systems take


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the index."""

    page: str
    name: str
    id: str
    project: str
    qualified: str
    eligible: str
    won: str


def page_names(told: Sequence[Explanation]) -> list[str]:
    """A file name for each agent: id and name, safe on every system, no two alike."""
    taken = {Path(INDEX).stem}
    names = []
    for one in told:
        stem = _UNSAFE.sub("_", f"{one.agent_id}-{one.name}" if one.name else one.agent_id)[:_LONGEST]
        free = next(name for name in _numbered(stem) if name.casefold() not in taken)
        taken.add(free.casefold())
        names.append(f"{free}.html")
    return names


def _numbered(stem: str) -> Sequence[str]:
    return [stem, *(f"{stem}~{number}" for number in range(2, 10_000))]


def write_index(path: Path, team: str, voices: Sequence[Voice], pages: Sequence[str]) -> None:
    """Write the page that lists the team, each with what became of the months and a link to the page."""
    _, told, lang = translator(voices[0].lang), voices[0].told, voices[0].lang
    members = [_member(one.told, page) for one, page in zip(voices, pages, strict=True)]
    inputs = tuple(dict.fromkeys(source for one in voices for source in one.told.inputs))
    text = page_text(
        _template(),
        EXPLANATION,
        lang=LANGUAGES[lang],
        policy=policy(style()),
        style=style(),
        team=visible(team),
        span=span_text(max((one.told for one in voices), key=lambda one: len(one.months) + len(one.absent)), lang),
        scheme=told.rules.name.text(lang),
        members=members,
        rules=rules_line(told.rules, lang),
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


def _member(told: Explanation, page: str) -> Member:
    count = len(told.months)
    return Member(
        page=quote(page),
        name=visible(told.name) or visible(told.agent_id),
        id=visible(told.agent_id),
        project=visible(told.months[-1].project),
        qualified=f"{sum(one.qualified for one in told.months)} / {count}",
        eligible=f"{sum(one.eligible for one in told.months)} / {count}",
        won=str(sum(one.given is not None for one in told.awards) or "–"),
    )


@functools.cache
def _template() -> Template:
    return templates_of(__package__).get_template("team.html.jinja")
