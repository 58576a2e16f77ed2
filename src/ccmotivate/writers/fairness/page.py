"""The fairness report as one page: complete in itself, fetching nothing and running nothing."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from jinja2 import Template
from msgspec import Struct

from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.fairness import Fairness, FindingKind
from ccmotivate.writers.fairness.charts import charts, svg
from ccmotivate.writers.fairness.grids import Grid, grids
from ccmotivate.writers.fairness.limits import limits
from ccmotivate.writers.fairness.sentences import QUIET, TITLES, sentence
from ccmotivate.writers.fairness.words import RenderContext
from ccmotivate.writers.files.offline_page import page_text, policy, style_of, templates_of
from ccmotivate.writers.files.signature import FAIRNESS
from ccmotivate.writers.words.made import made_html, made_lines
from ccmotivate.writers.words.sentences import period_text
from ccmotivate.writers.words.text import visible

_PROBABILITY = re.compile(r"\bp ([=<]) ")
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


class Said(Struct, frozen=True):
    """One finding: its sentence, and whether it needs attention."""

    text: str
    notable: bool


class Picture(Struct, frozen=True):
    """One chart: its heading, what it shows, the drawing."""

    title: str
    text: str
    svg: str


class Section(Struct, frozen=True):
    """One part of the report."""

    id: str
    title: str
    findings: tuple[Said, ...]
    pictures: tuple[Picture, ...]
    grids: tuple[Grid, ...]

    @property
    def notable(self) -> int:
        """How many findings are something to look at."""
        return sum(one.notable for one in self.findings)


def write_page(path: Path, found: Fairness, lang: str, *, names: bool = True) -> None:
    """Write the page."""
    path.write_text(page(found, lang, names=names), encoding="utf-8", newline="\n")


def page(found: Fairness, lang: str, *, names: bool = True) -> str:
    """The page as a text."""
    _ = translator(lang)
    words, style = RenderContext(found, lang, names), _style()
    return page_text(
        _template(),
        FAIRNESS,
        lang=_LANGUAGES[lang],
        policy=policy(style),
        style=style,
        title=_("Fairness report"),
        months=words.months(),
        scheme=visible(found.rules.name.text(lang)),
        scope=scope_text(words),
        sections=[_section(part, words) for part in found.parts],
        limits=limits(words),
        made=made_html(made_lines(found.rules, found.inputs, lang), lang),
        words={
            "contents": _("Contents"),
            "skip": _("Skip to the findings"),
            "limits": _("What this report can show, and what it cannot"),
            "table": _("Table: {title}"),
            "look": _("Worth a look: {count}"),
            "nothing": _("Nothing stands out"),
        },
    )


def scope_text(words: RenderContext) -> str:
    """The scope of the report, in one line."""
    found = words.found
    longer = [period_text(str(one), words.lang) for one in found.periods if len(one.months) > 1]
    begin = words.say(N_("{agents} people, {months} months, {decisions} ranked decisions."))
    text = counted(begin, agents=found.agents, months=len(found.months), decisions=found.decisions)
    if not longer:
        return text
    whole = words.say(N_(" Also whole periods: {periods}.")).format(periods=words.say(N_(", ")).join(longer))
    return text + whole


def _section(part: FindingKind, words: RenderContext) -> Section:
    return Section(
        id=part.kind.replace("_", "-"),
        title=words.say(TITLES[part.kind]),
        findings=tuple(
            Said(_kept_together(sentence(one, part, words)), one.code not in QUIET) for one in part.findings
        ),
        pictures=tuple(
            Picture(chart.title, chart.text, svg(chart, f"{part.kind}-{at}"))
            for at, chart in enumerate(charts(part, words))
        ),
        grids=tuple(grids(part, words)),
    )


def _kept_together(text: str) -> str:
    """The sentence with no line break inside a probability."""
    return _PROBABILITY.sub("p\u00a0\\1\u00a0", text)


@functools.cache
def _template() -> Template:
    return templates_of(__package__).get_template("fairness.html.jinja")


@functools.cache
def _style() -> str:
    return style_of(__package__, "fairness.css")
