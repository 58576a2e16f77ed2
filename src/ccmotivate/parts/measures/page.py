"""The evaluation as one page: complete in itself, fetching nothing and running nothing."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from jinja2 import Template
from msgspec import Struct

from ccmotivate.parts.measures.charts import slopes, strip, strip_text
from ccmotivate.parts.measures.lines import chart_text
from ccmotivate.parts.measures.plan_words import plan_lines
from ccmotivate.parts.measures.power import Plan, Planned
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.results import Evaluated, Found
from ccmotivate.parts.measures.sections import TRY, Said, methods, sections, title, tone
from ccmotivate.parts.measures.tables import Grid, units_grid
from ccmotivate.parts.measures.words import VERDICTS, Words, figures
from ccmotivate.writers.files.offline_page import page_text, policy, style_of, templates_of
from ccmotivate.writers.files.signature import EVALUATION
from ccmotivate.writers.words.made import made_html, made_lines
from ccmotivate.writers.words.text import visible

_PROBABILITY = re.compile(r"\bp ([=<]) ")
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


class Picture(Struct, frozen=True):
    """One chart: what it shows, the drawing."""

    text: str
    svg: str


class Metric(Struct, frozen=True):
    """What is known of one metric of a measure."""

    name: str
    said: Said | None
    figures: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    units: Grid | None = None


def write_page(path: Path, report: Report, lang: str) -> None:
    """Write the page."""
    path.write_text(page(report, lang), encoding="utf-8", newline="\n")


def page(report: Report, lang: str) -> str:
    """The page as a text; the report has rules."""
    assert report.rules is not None
    words, style = Words(report.rules, lang), _style()
    _ = words.say
    return page_text(
        _template(),
        EVALUATION,
        lang=_LANGUAGES[lang],
        policy=policy(style),
        style=style,
        title=title(report, words),
        months=words.span(report.months),
        scheme=visible(report.rules.name.text(lang)),
        sections=list(zip(sections(report, words), _metrics(report, words), strict=True)),
        method=methods(report, words),
        made=made_html(made_lines(report.rules, report.inputs, lang), lang),
        words={
            "short": _("In short"),
            "skip": _("Skip to the findings"),
            "warnings": _("What to be careful about"),
            "advice": _("What to look at next:").rstrip(":："),
            "try": _(TRY),
            "method": _("How this was found"),
            "units": _("Each unit"),
        },
    )


def _metrics(report: Report, words: Words) -> list[list[Metric]]:
    """The metrics of each section."""
    if report.plan is not None:
        return [[_hoped(one, report.plan, words) for one in report.plan.planned]]
    return [
        [_metric(found, one, f"c{at}-{place}", words) for place, found in enumerate(one.found, start=1)]
        for at, one in enumerate(report.evaluated, start=1)
    ]


def _metric(found: Found, one: Evaluated, name: str, words: Words) -> Metric:
    drawn = (
        Picture(chart_text(found, words), slopes(found, words, name)),
        Picture(strip_text(found, words), strip(found, words, f"{name}i")),
    )
    return Metric(
        name=words.metric(found.expected),
        said=Said(words.say(VERDICTS[found.verdict]), tone(found.verdict)),
        figures=tuple(map(_kept_together, figures(found, one.measure, words)[1:])),
        pictures=tuple(picture for picture in drawn if picture.svg),
        units=units_grid(found, one, words) if found.units else None,
    )


def _hoped(one: Planned, plan: Plan, words: Words) -> Metric:
    return Metric(words.metric(one.expected), None, tuple(plan_lines(one, plan, words)[1:]))


def _kept_together(text: str) -> str:
    """The sentence with no line break inside a probability."""
    return _PROBABILITY.sub("p\u00a0\\1\u00a0", text)


@functools.cache
def _template() -> Template:
    return templates_of(__package__).get_template("evaluation.html.jinja")


@functools.cache
def _style() -> str:
    return style_of(__package__, "evaluation.css")
