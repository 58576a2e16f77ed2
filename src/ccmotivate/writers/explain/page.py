"""The explanation as a page: one file to send or print, complete in itself, fetching nothing and running nothing."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Template
from msgspec import Struct

from ccmotivate.locale import Translate, translator
from ccmotivate.model.calendar import Period
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.explanation import AwardExplanation, MonthExplanation, PeriodExplanation, Placing
from ccmotivate.writers.explain.blocks import Block
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.counterfactuals import counterfactual_label, counterfactual_text
from ccmotivate.writers.explain.lines import MetricLine, ledger_texts, metric_lines, part_blocks
from ccmotivate.writers.explain.standards import failures, standing_texts, unranked_text
from ccmotivate.writers.explain.words import (
    apart_text,
    award_title,
    missed_text,
    month_title,
    outcome_text,
    span_text,
    taken_text,
    won_text,
)
from ccmotivate.writers.files.offline_page import page_text, policy, style_of, templates_of
from ccmotivate.writers.files.signature import EXPLANATION
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.made import made_html, made_lines
from ccmotivate.writers.words.sentences import month_text, part_text, period_text, place_text, titled
from ccmotivate.writers.words.text import visible

LANGUAGES = {"zh": "zh-CN", "en": "en"}


class Card(Struct, frozen=True):
    """One award: won (``medal`` is its place up to the third) or not, and why."""

    title: str
    team: str
    won: bool
    place: str
    prize: str
    reason: str
    apart: str
    label: str
    counterfactual: str
    taken: str


class Fact(Struct, frozen=True):
    """A figure in large with what it is; ``look`` is ``good``, ``open`` or ``""``."""

    name: str
    value: str
    note: str
    look: str = ""


class Section(Struct, frozen=True):
    """A month or a longer period; ``lines`` are a month's metrics, ``scores`` the months of a longer one."""

    id: str
    title: str
    short: str
    who: str
    facts: tuple[Fact, ...]
    cards: tuple[Card, ...]
    lines: tuple[MetricLine, ...] = ()
    total: str = ""
    outcome: str = ""
    score: str = ""
    lacking: str = ""
    scores: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()


def write_explanation(path: Path, render: RenderContext) -> None:
    """Write the page."""
    path.write_text(explanation_page(render), encoding="utf-8", newline="\n")


def explanation_page(render: RenderContext) -> str:
    """The page as a text."""
    _, explanation, lang = translator(render.lang), render.explanation, render.lang
    sections = _sections(render)
    won = [(section, card) for section in sections for card in section.cards if card.won]
    css = style()
    return page_text(
        _template(),
        EXPLANATION,
        lang=LANGUAGES[lang],
        policy=policy(css),
        style=css,
        name=visible(explanation.name) or visible(explanation.agent_id),
        agent_id=visible(explanation.agent_id),
        span=span_text(explanation, lang),
        scheme=explanation.rules.name.text(lang),
        overview=_overview(render, len(won)),
        won=won,
        sections=sections,
        ledger=ledger_texts(render),
        absent=[month_text(month, lang) for month in explanation.absent],
        made=made_html(made_lines(explanation.rules, explanation.inputs, lang), lang),
        words=_words(_),
    )


def _words(_: Translate) -> dict[str, str]:
    return {
        "title": _("How it was decided"),
        "skip": _("Skip to the explanation"),
        "id": _("ID"),
        "contents": _("Contents"),
        "won": _("Awards received"),
        "awards": _("Awards, and why"),
        "metric": _("Metric"),
        "value": _("Value"),
        "standard": _("Standard"),
        "result": _("Result"),
        "points": _("Points earned"),
        "weight": _("Weight"),
        "share": _("Share of the score"),
        "sum": _("Sum"),
        "score": _("Score"),
        "since": _("since {since}"),
        "lacking": _("What was lacking: {reasons}"),
        "received": _("received"),
        "absent": _("There is no entry for: {months}"),
        "figures": _("The figures of {title}"),
        "scores": _("The months’ scores"),
        "note": _(
            "Every figure names the cell that it was read from and the line of the rules that asks for it. "
            "If one of them is wrong, say so and name the cell: a corrected export is explained anew."
        ),
    }


@functools.cache
def _template() -> Template:
    return templates_of(__package__).get_template("explanation.html.jinja")


@functools.cache
def style() -> str:
    """The style sheet of the page and of a team's index."""
    return style_of(__package__, "explanation.css")


def _overview(render: RenderContext, won: int) -> tuple[Fact, ...]:
    _, explanation = translator(render.lang), render.explanation
    count = len(explanation.months)
    if count == 1:
        return ()
    of = _("of {count} months").format(count=count)
    qualified = sum(one.qualified for one in explanation.months)
    eligible = sum(one.eligible for one in explanation.months)
    return (
        Fact(_("qualified in"), str(qualified), of, "good" if qualified == count else ""),
        Fact(_("eligible for awards in"), str(eligible), of, "good" if eligible == count else ""),
        Fact(_("awards received"), str(won), "", "good" if won else ""),
    )


# -- sections ---------------------------------------------------------------------------------------------------------


def _sections(render: RenderContext) -> list[Section]:
    """Months and longer periods in the order in which they end."""
    found: dict[Period, Section] = {}
    for month in render.explanation.months:
        period = Period.of_month(month.month)
        found[period] = _month(month, period, render)
    for one in render.explanation.periods:
        found[one.period] = _period(one, render)
    return [section for _period, section in sorted(found.items(), key=lambda item: item[0])]


def _month(month: MonthExplanation, period: Period, render: RenderContext) -> Section:
    _, lang = translator(render.lang), render.lang
    role = month.rules.roles[month.role].label.text(lang)
    reasons = failures(month, lang)
    return Section(
        id=f"p-{period}",
        title=month_title(month, lang),
        short=part_text(str(period), lang),
        who=" · ".join(visible(text) for text in (role, month.project, month.team) if text),
        facts=(
            Fact(_("Score"), fixed_text(month.score, 2), ""),
            _rank(month.standing, render, month),
            _yes_no(_("Qualified"), month.qualified, _),
            _yes_no(_("Eligible for awards"), month.eligible, _),
        ),
        cards=_cards(period, render),
        lines=tuple(metric_lines(month, lang)),
        total=fixed_text(month.total, 2) if month.total in (month.score, month.own) else plain_text(month.total),
        outcome=outcome_text(month, lang),
        score=fixed_text(month.score, 2),
        lacking=_(", ").join(reasons),
        blocks=tuple(part_blocks(month, render)),
    )


def _period(one: PeriodExplanation, render: RenderContext) -> Section:
    _, lang = translator(render.lang), render.lang
    count = len(one.scores)
    score = _("none") if one.score is None else fixed_text(one.score, 2)
    note = _("a month is lacking") if one.score is None else _("mean of the months")
    look = "good" if one.months_qualified == count else ""
    qualified = Fact(_("Qualified in"), str(one.months_qualified), _("of {count} months").format(count=count), look)
    scores = [(part_text(str(month), lang), "–" if s is None else fixed_text(s, 2)) for month, s in one.scores]
    title = period_text(str(one.period), lang)
    return Section(
        id=f"p-{one.period}",
        title=title,
        short=title if len(one.scores) > 11 else part_text(str(one.period), lang),
        who=visible(one.project),
        facts=(Fact(_("Score"), score, note), _rank(one.standing, render, one), qualified),
        cards=_cards(one.period, render),
        scores=tuple(scores),
    )


def _rank(standing: Placing | None, render: RenderContext, entry: MonthExplanation | PeriodExplanation) -> Fact:
    """The rank in the project, with the distance to the next place."""
    _ = translator(render.lang)
    name = _("Place in the project")
    if standing is None:
        return Fact(name, "–", unranked_text(entry, render.lang))
    place = place_text(standing.rank, render.lang, tied=standing.shared > 1)
    text = _("{place} of {count}").format(place=titled(place), count=standing.ranked)
    note = _("; ").join(standing_texts(standing, entry.score, render)[1:])
    return Fact(name, text, note, "good" if standing.rank == 1 else "")


def _yes_no(name: str, yes: bool, _: Translate) -> Fact:
    return Fact(name, _("yes") if yes else _("no"), "", "good" if yes else "open")


def _cards(period: Period, render: RenderContext) -> tuple[Card, ...]:
    return tuple(_card(one, render) for one in render.explanation.awards if one.period == period)


def _card(entry: AwardExplanation, render: RenderContext) -> Card:
    _ = translator(render.lang)
    given = entry.given
    prize = given.prize if given is not None else None
    reason = won_text(entry, render) if given is not None else missed_text(entry, render)
    place = place_text(given.rank, render.lang, tied=given.tied) if given is not None else ""
    counterfactual = counterfactual_text(entry, render)
    return Card(
        title=visible(award_title(entry, render.lang)),
        team=_("team {team}").format(team=visible(entry.team)) if entry.team else "",
        won=given is not None,
        place=titled(place),
        prize="" if prize is None else money_text(prize, entry.rules.currency, render.lang),
        reason=reason,
        apart=apart_text(entry, render),
        label=counterfactual_label(entry, render.lang),
        counterfactual=_("{text}.").format(text=titled(counterfactual)) if counterfactual else "",
        taken=taken_text(entry, render),
    )
