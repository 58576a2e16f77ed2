"""The sheets of balanced scorecards in the scored workbook: a row a measure, and a page a manager."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.parts.balanced.card_page import CardOf, draw_cards, sheet_names
from ccmotivate.parts.balanced.decide import BalancedResult, Card, Measure
from ccmotivate.parts.balanced.words import action_text
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import LACKING, STRONG, Style
from ccmotivate.writers.workbooks.tables import BLANK, Cells, Column, Table, number_body

_RIGHT, _POINTS = Style(align="right"), Style(number="0.00", align="center")
_ACTION = (Style(wrap=True), Style(LACKING, wrap=True))
_WHO = ("agent_id", "name", "role", "project", "team")
_WIDE = 50.0
_IN_SIGHT = 2
MOST_PAGES = 60
"""Up to so many managers have a sheet each; more share sheets of so many printed pages."""
_A_SHEET = 500


class _Row(NamedTuple):
    month: MonthCells
    at: int
    card: Card
    measure: Measure


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:
    """Managers in the order of the scores, each with the measures as on their sheet; nothing without any."""
    _ = translator(lang)
    rows = [row for month in months if part in month.result.parts for row in _rows(month, part)]
    if not rows:
        return []
    several = len(months) > 1
    result: BalancedResult = rows[0].month.result.parts[part]
    names, cells = result.settings.perspectives, [row.measure.row for row in rows]
    lacking = np.array([row.measure.lacks_action for row in rows], dtype=np.intp)
    columns = [
        *([_texts(_("Month"), [str(row.month.result.month) for row in rows])] if several else []),
        *(Column(identity_header(name, rows[0].month.result, lang), _who(rows, name)) for name in _WHO),
        _texts(_("Perspective"), [names[one.perspective].text(lang) for one in cells]),
        Column(_("Measure"), Cells.texts([one.measure for one in cells], Style(wrap=True)), 40.0),
        _numbers(_("Weight"), [float(one.weight) for one in cells], _RIGHT),
        Column(_("Target"), _figures([(one.target, one.signs[0]) for one in cells])),
        Column(_("Actual"), _figures([(one.actual, one.signs[1]) for one in cells])),
        _texts(_("Lower is better"), [_("yes") if one.lower else "" for one in cells], Style(align="center")),
        _numbers(_("Measure’s points"), [float(row.measure.points) for row in rows], _POINTS),
        Column(_("Action plan"), _actions(rows, lacking, lang), _WIDE),
        _numbers(_("Balanced score"), [float(row.card.score) for row in rows], Style(STRONG, "0.00", "right")),
    ]
    return [(_("Balanced scorecards"), Table(tuple(columns), tall=len(columns) - 2), _IN_SIGHT + several)]


def pages(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Callable[[Page], None]]]:
    """A sheet a manager and month that prints on one page; of many managers sheets of many such pages."""
    _ = translator(lang)
    having = [month for month in months if part in month.result.parts]
    cards = [CardOf(month, month.result.parts[part], card) for month in having for card in _cards(month, part)]
    step = 1 if len(cards) <= MOST_PAGES else _A_SHEET
    chunks = [cards[at : at + step] for at in range(0, len(cards), step)]
    names = sheet_names(chunks, several=len(months) > 1, lang=lang)
    return [(name, partial(draw_cards, cards=chunk, lang=lang)) for name, chunk in zip(names, chunks, strict=True)]


def _cards(month: MonthCells, part: str) -> list[Card]:
    """The cards of a month in the order of the scores."""
    result: BalancedResult = month.result.parts[part]
    return [result.cards[at] for at in month.order.tolist() if at in result.cards]


def _rows(month: MonthCells, part: str) -> Iterator[_Row]:
    for card in _cards(month, part):
        yield from (_Row(month, card.agent, card, measure) for measure in card.measures)


def _who(rows: Sequence[_Row], name: str) -> Cells:
    parts = {id(row.month): row.month for row in rows}
    return Cells.stacked(
        [
            month.identity(name).take(np.array([row.at for row in rows if row.month is month], dtype=np.intp))
            for month in parts.values()
        ]
    )


def _texts(header: str, texts: Sequence[str], style: Style = Style()) -> Column:  # noqa: B008 - frozen
    return Column(header, Cells.texts(list(texts), style))


def _numbers(header: str, numbers: Sequence[float], style: Style) -> Column:
    return Column(header, Cells.numbers(np.array(numbers, dtype=np.float64), style))


def _figures(figures: Sequence[tuple[Fraction | None, str]]) -> Cells:
    """Numbers with as many decimals as they have and their sign; blank for none."""
    return Cells.mixed([_figure(*one) for one in figures], np.arange(len(figures)))


def _figure(value: Fraction | None, sign: str) -> tuple[Style, str]:
    if value is None:
        return _RIGHT, BLANK
    percent = sign == "%"
    decimals = plain_text(value).partition(".")[2]
    number = ("0" if percent else "#,##0") + "." * bool(decimals) + "0" * len(decimals)
    shown = number + ("%" if percent else f'"{sign}"' if sign else "")
    return Style(number=shown, align="right"), number_body(float(value / 100 if percent else value))


def _actions(rows: Sequence[_Row], lacking: np.ndarray[tuple[int], np.dtype[np.intp]], lang: str) -> Cells:
    """The action plans; amber where one is to be agreed."""
    plans = Cells.texts([row.measure.row.action for row in rows], _ACTION[0])
    gaps = Cells.texts([action_text(row.measure, lang) for row in rows], _ACTION[1])
    return gaps.where(lacking.astype(bool), plans)
