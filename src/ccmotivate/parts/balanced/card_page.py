"""A manager's balanced scorecard as a printed page: perspectives side by side, their measures one below another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from ccmotivate.locale import translator
from ccmotivate.model.exact import fixed_text
from ccmotivate.parts.balanced.decide import BalancedResult, Card, Measure, Perspective
from ccmotivate.parts.balanced.words import action_text, actual_text, target_text, weight_text
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import visible, wrapped_lines
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, GAP_FILL, GAP_TEXT, GREY, LINE

_NAME, _POINTS, _GAP = 24, 9, 2  # widths of a perspective: its measures, their points, the gap behind
_SMALL = 37  # characters of smaller print across a perspective
_LINE, _MOST_LINES = 14.0, 12
_LIMIT = 31  # characters of the name of a sheet
_UNFIT = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_MOST_TEXT = 400  # characters of a text on the page; the table has all of it


class CardOf(NamedTuple):
    """A card with the month that it is of."""

    month: MonthCells
    result: BalancedResult
    card: Card

    def who(self, name: str) -> str:
        """A word of the agent's identity."""
        return str(self.month.result.agents[name].iloc[self.card.agent])


def sheet_names(chunks: Sequence[Sequence[CardOf]], *, several: bool, lang: str) -> list[str]:
    """A name a sheet, with the id of its manager; each once, as a workbook asks."""
    _ = translator(lang)
    names: list[str] = []
    taken: set[str] = set()
    for number, chunk in enumerate(chunks, start=1):
        one = chunk[0] if len(chunk) == 1 else None
        tail = f" {one.month.result.month}" if one and several else ""
        which = _UNFIT.sub("_", visible(one.who("agent_id"))) if one else str(number)
        head = _("Scorecard {which}").format(which=which)
        name = head[: _LIMIT - len(tail)] + tail
        if name.casefold() in taken:
            tail = f" ({number}){tail}"
            name = head[: _LIMIT - len(tail)] + tail
        taken.add(name.casefold())
        names.append(name)
    return names


def draw_cards(page: Page, cards: Sequence[CardOf], lang: str) -> None:
    """Each card on a printed page of its own."""
    blocks = max(2, *(len(one.card.perspectives) for one in cards))
    for place in range(blocks):
        for col, width in enumerate((_NAME, _POINTS, _GAP)):
            page.sheet.set_column(3 * place + col, 3 * place + col, width)
    breaks = []
    for one in cards:
        _draw(page, one, 3 * blocks - 2, lang)
        breaks.append(page.row)
    page.sheet.fit_to_pages(1, len(cards))
    page.sheet.set_h_pagebreaks(breaks[:-1])


def _draw(page: Page, one: CardOf, last: int, lang: str) -> None:
    _ = translator(lang)
    name = _cut(one.who("name") or one.who("agent_id"))
    title = _("{month}: balanced scorecard of {name}").format(month=month_text(one.month.result.month, lang), name=name)
    page.wide(page.row, 0, last, title, page.formats.get(bold=True, font_size=18, font_color=ACCENT))
    page.tall(page.row, 30)
    who = " · ".join(filter(None, (_cut(one.who(word)) for word in ("agent_id", "team", "project"))))
    page.wide(page.row + 1, 0, last, who, page.formats.subtitle)
    page.text(page.row + 3, 0, _("Balanced score"), page.formats.get(bold=True, font_size=14, font_color=ACCENT))
    score = page.formats.get(bold=True, font_size=14, font_color=ACCENT, num_format="0.00", align="right", indent=1)
    page.number(page.row + 3, 1, float(one.card.score), score)
    page.tall(page.row + 3, 22)
    page.row += 5
    _heads(page, one, lang)
    for measures in zip_longest(*(perspective.measures for perspective in one.card.perspectives)):
        _measures(page, measures, lang)
    page.row += 1
    note = _("Points: 100 is on target. Below {points} points an action plan is agreed.")
    shown = note.format(points=fixed_text(one.result.settings.action_below, 0))
    page.wide(page.row, 0, last, shown, page.formats.get(font_color=GREY, font_size=9))
    _signatures(page, page.row + 2, name, lang)
    page.row += 4


def _signatures(page: Page, row: int, name: str, lang: str) -> None:
    """Lines to sign on, of the manager and of the superior."""
    _ = translator(lang)
    look = page.formats.get(font_color=GREY, font_size=9, top=1, top_color=GREY, valign="top")
    page.tall(row, 36)
    for place, who in enumerate((name, _("Superior"))):
        signed = _("{name}: {text}").format(name=who, text=_("Signature, date"))
        page.wide(row + 1, 3 * place, 3 * place + 1, signed, look)


def _heads(page: Page, one: CardOf, lang: str) -> None:
    """The perspectives side by side, each with its weight and its score."""
    look = {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT}
    for place, perspective in enumerate(one.card.perspectives):
        page.text(page.row, 3 * place, _head(one, perspective, lang), page.formats.get(**look, text_wrap=True))
        number = page.formats.get(**look, num_format="0.00", align="right", indent=1)
        page.number(page.row, 3 * place + 1, float(perspective.score), number)
    page.tall(page.row, 32)
    page.row += 1


def _head(one: CardOf, perspective: Perspective, lang: str) -> str:
    name = one.result.settings.perspectives[perspective.id].text(lang)
    return f"{name}\n{weight_text(perspective.weight, lang)}"


def _measures(page: Page, measures: Sequence[Measure | None], lang: str) -> None:
    """The next measure of each perspective: name and points, figures and weight, action plan."""
    _ = translator(lang)
    shown = [(place, one) for place, one in enumerate(measures) if one is not None]
    texts = {
        place: (
            _cut(one.row.measure),
            _("; ").join((target_text(one, lang), actual_text(one, lang), weight_text(one.row.weight, lang))),
            _cut(action_text(one, lang)),
        )
        for place, one in shown
    }
    for place, one in shown:
        name, figures, action = texts[place]
        col = 3 * place
        page.text(page.row, col, name, page.formats.get(bold=True, text_wrap=True, bg_color=ACCENT_LIGHT, valign="top"))
        ground = {"bg_color": ACCENT_LIGHT, "valign": "top", "align": "right", "indent": 1}
        points = page.formats.get(bold=True, num_format="0.00", **ground)
        page.number(page.row, col + 1, float(one.points), points)
        small = {"text_wrap": True, "valign": "top", "font_size": 9}
        page.wide(page.row + 1, col, col + 1, figures, page.formats.get(**small, font_color=GREY))
        gap = {"bg_color": GAP_FILL, "font_color": GAP_TEXT} if one.lacks_action else {}
        page.wide(page.row + 2, col, col + 1, action, page.formats.get(**small, **gap, bottom=1, bottom_color=LINE))
    for part, width in enumerate((_NAME, _SMALL, _SMALL)):
        lines = max(wrapped_lines(texts[place][part], width) for place, _one in shown)
        page.tall(page.row + part, _LINE * min(max(lines, 1), _MOST_LINES) + 3)
    page.row += 3


def _cut(text: str) -> str:
    """A text short enough for the page."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _MOST_TEXT else plain[: _MOST_TEXT - 1] + "…"
