"""The honour roll: one page for the wall and the chat, complete in itself, fetching nothing and running nothing."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Template
from msgspec import Struct

from ccmotivate.locale import translator
from ccmotivate.model.results import AwardGiven, PeriodResult
from ccmotivate.writers.files.offline_page import page_text, policy, style_of, templates_of
from ccmotivate.writers.files.signature import HONOUR_ROLL
from ccmotivate.writers.honours.photos import NO_PHOTOS, Photos
from ccmotivate.writers.honours.recognised import (
    Group,
    group_name,
    letterhead_texts,
    missing_text,
    monogram,
    prize_text,
    reason_text,
    recognised,
    winner_id,
    winner_name,
)
from ccmotivate.writers.words.ledger_notes import published_text
from ccmotivate.writers.words.made import made_html, made_lines
from ccmotivate.writers.words.sentences import period_text, place_text, titled
from ccmotivate.writers.words.text import display_width, visible

_LONG, _HUGE = 18, 48  # columns of a name from which on it is set smaller
_MEDALS = 3
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


class Winner(Struct, frozen=True):
    """One winner as the page shows them."""

    name: str
    id: str
    monogram: str
    photo: str
    size: str  # how long the name is: "", "long" or "huge"
    place: str
    medal: str
    team: str
    prize: str
    decided: bool
    reason: str


class Card(Struct, frozen=True):
    """The winners of one project (team, role), or of the department without a name."""

    name: str
    winners: tuple[Winner, ...]


class Section(Struct, frozen=True):
    """One award and its cards."""

    name: str
    cards: tuple[Card, ...]


def write_honour_roll(path: Path, result: PeriodResult, lang: str, photos: Photos = NO_PHOTOS) -> None:
    """Write the page of all awards whose recognition names the honour roll.

    Args:
        photos: portraits as ``data:`` addresses by agent id, as ``read_photos`` gives them.
    """
    path.write_text(honour_roll(result, lang, photos), encoding="utf-8", newline="\n")


def honour_roll(result: PeriodResult, lang: str, photos: Photos = NO_PHOTOS) -> str:
    """The page as a text."""
    _ = translator(lang)
    style = _style()
    title, period = _("Honour roll"), period_text(str(result.period), lang)
    words = {
        "awards": _("Awards"),
        "skip": _("Skip to the winners"),
        "decision": _("by decision"),
        "nobody": _("No award of this period gives a place on the honour roll."),
        "photo": _("Photo of {name}"),
        "id": _("ID"),
        "provisional": _("provisional"),
    }
    return page_text(
        _template(),
        HONOUR_ROLL,
        lang=_LANGUAGES[lang],
        policy=policy(style, pictures=True),
        style=style,
        title=title,
        period=period,
        company=letterhead_texts(result.rules, lang)["company"],
        scheme=result.rules.name.text(lang),
        provisional=missing_text(result, lang),
        sections=_sections(result, lang, photos),
        made=made_html(_made(result, lang), lang),
        words=words,
    )


def _made(result: PeriodResult, lang: str) -> list[str]:
    """How it was made; of a period that only says when it was published, that."""
    lines = made_lines(result.rules, result.inputs, lang, [result])
    if not result.published or published_text(result.ledger, lang):
        return lines
    _ = translator(lang)
    return [_("Published: {published}").format(published=visible(result.published)), *lines]


@functools.cache
def _template() -> Template:
    return templates_of(__package__).get_template("honour_roll.html.jinja")


@functools.cache
def _style() -> str:
    return style_of(__package__, "honour_roll.css")


def _sections(result: PeriodResult, lang: str, photos: Photos) -> list[Section]:
    cards: dict[str, list[Card]] = {}
    for group in recognised(result, "honour_roll"):
        cards.setdefault(group.award.id, []).append(_card(group, result, lang, photos))
    awards = result.rules.awards
    return [Section(visible(awards[id_].label.text(lang)), tuple(found)) for id_, found in cards.items()]


def _card(group: Group, result: PeriodResult, lang: str, photos: Photos) -> Card:
    winners = tuple(_winner(given, result, lang, photos) for given in group.winners)
    return Card(group_name(group, result.rules, lang), winners)


def _winner(given: AwardGiven, result: PeriodResult, lang: str, photos: Photos) -> Winner:
    name = winner_name(given)
    width = display_width(name)
    beside = [text for text in (given.project if not given.within else "", given.team) if text and given.agent_id]
    return Winner(
        name=name,
        id=winner_id(given),
        monogram=monogram(name),
        photo=photos.get(given.agent_id, "") if given.agent_id is not None else "",
        size="huge" if width > _HUGE else "long" if width > _LONG else "",
        place=titled(place_text(given.rank, lang, tied=given.tied)),
        medal=str(given.rank) if given.rank is not None and given.rank <= _MEDALS else "",
        team=" · ".join(visible(text) for text in beside),
        prize=prize_text(given, result.rules, lang),
        decided=given.decision is not None,
        reason=reason_text(given, result, lang),
    )
