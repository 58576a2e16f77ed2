"""Certificates: one page a winner, from the shipped template or HR's own.

Each page is the whole template filled in for one winner and becomes a section of its own, as a mail merge makes them.
"""

from __future__ import annotations

from pathlib import Path

from ccmotivate.locale import translator
from ccmotivate.model.results import AwardGiven, PeriodResult
from ccmotivate.writers.files.signature import CERTIFICATES
from ccmotivate.writers.honours.pictures import Picture
from ccmotivate.writers.honours.recognised import (
    Group,
    group_name,
    letterhead_texts,
    period_within,
    prize_text,
    reason_text,
    recognised,
    winner_id,
    winner_name,
)
from ccmotivate.writers.honours.template_file import Template, read_template
from ccmotivate.writers.honours.template_fill import filled
from ccmotivate.writers.honours.word_document import Described, save_document
from ccmotivate.writers.words.sentences import period_text, place_text
from ccmotivate.writers.words.text import display_width, visible

_ROOM = {
    "name": (17.0, 62.0, 300.0),
    "award": (19.0, 32.0, 120.0),
    "group": (26.0, 45.0, 80.0),
    "reason": (190, 300, 560),
    "company": (13.5, 32.0, 60.0),
    "signatory": (13.5, 32.0, 60.0),
}


def has_certificates(result: PeriodResult) -> bool:
    """True when an award won in the period gives a certificate."""
    return bool(recognised(result, "certificate"))


def write_certificates(
    path: Path, result: PeriodResult, lang: str, template: Template | None = None, logo: Picture | None = None
) -> int:
    """Write a certificate for every winner of an award whose recognition names one.

    Args:
        logo: of the company, as ``read_logo`` gives it.
        template: as ``read_template`` gives it; None takes the shipped one.

    Returns:
        How many certificates the document holds.

    Raises:
        ValueError: there is none to write; check ``has_certificates`` first.
        UnfitTemplateError: with these winners the template gives no document, or one that could run something.
    """
    pages = certificates(result, lang)
    if not pages:
        raise ValueError("no award of the period gives a certificate")
    chosen = template or read_template(None, lang)[0]
    if chosen is None:
        raise ValueError("the shipped template is not there")
    document = filled(chosen.name, chosen.data, pages, logo)
    _ = translator(lang)
    title = _("{period}: certificates").format(period=period_text(str(result.period), lang))
    save_document(path, document, chosen.name, Described(title, CERTIFICATES, result.period.months[-1]))
    return len(pages)


def certificates(result: PeriodResult, lang: str) -> list[dict[str, str]]:
    """The placeholder values of each certificate."""
    return [
        _facts(given, group, result, lang) for group in recognised(result, "certificate") for given in group.winners
    ]


def _facts(given: AwardGiven, group: Group, result: PeriodResult, lang: str) -> dict[str, str]:
    _ = translator(lang)
    period = period_within(result.period, lang)
    if result.partial:
        period = _("{period} (provisional)").format(period=period)
    texts = {
        "name": winner_name(given),
        "award": visible(group.award.label.text(lang), 200),
        "group": group_name(group, result.rules, lang),
        "reason": reason_text(given, result, lang),
        **letterhead_texts(result.rules, lang),
    }
    fitted = {word: _fitted(text, _ROOM[word]) for word, text in texts.items()}
    return {
        **{word: text for word, (text, _size) in fitted.items()},
        **{f"{word}_size": size for word, (_text, size) in fitted.items()},
        "agent_id": winner_id(given)[:40],
        "period": period,
        "project": visible(given.project),
        "team": visible(given.team),
        "place": place_text(given.rank, lang, tied=given.tied) if (group.award.places or 0) > 1 else "",
        "prize": prize_text(given, result.rules, lang),
        "scheme": visible(result.rules.name.text(lang), 200),
        "logo": "",  # a picture is put in when the page is filled
        "decided_by": visible(given.decision.by) if given.decision else "",
    }


def _fitted(text: str, room: tuple[float, float, float]) -> tuple[str, str]:
    """The text, cut where it does not fit even in small print, and the font size in which it fits."""
    large, medium, small = room
    width = 0.0
    for at, char in enumerate(text):
        width += _ems(char)
        if width > small:
            return text[: at - 1] + "…", "small"
    return text, "large" if width <= large else "medium" if width <= medium else "small"


def _ems(char: str) -> float:
    """The width of a character in ems, rather too much than too little."""
    if display_width(char) > 1 or not char.isascii():
        return 1.0
    return 0.95 if char.isupper() or char in "mw@%&—…" else 0.6
