"""The survey in the scored workbook: a row an item and team, and a report for printing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.parts.survey.decide import Cell, SurveyResult
from ccmotivate.parts.survey.report_page import draw
from ccmotivate.parts.survey.words import NOTHING, team_name
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table, number_body, text_body

_COUNT, _MEAN = Style(number="0", align="right"), Style(number="0.00", align="right")
_SHARE = Style(number='0.00"%"', align="right")
_Row = tuple[str, str, str, str, Cell | None]


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:
    """The items in their order, each for all and by team; nothing without an answer."""
    _ = translator(lang)
    having = [month.result for month in months if part in month.result.parts]
    rows = [row for one in having for row in _rows(str(one.month), one.parts[part], lang)]
    if not rows:
        return []
    several = len(months) > 1
    texts = list(zip(*rows, strict=True))
    cells: list[Cell | None] = [row[-1] for row in rows]
    columns = [
        *([Column(_("Month"), Cells.texts(list(texts[0])))] if several else []),
        Column(_("Item"), Cells.texts(list(texts[1]))),
        Column(_("Statement"), Cells.texts(list(texts[2])), 60.0),
        Column(identity_header("team", having[0], lang), Cells.texts(list(texts[3]))),
        Column(_("Answers"), _numbers([cell.answers if cell else None for cell in cells], _COUNT)),
        Column(_("Mean"), _numbers([float(cell.mean) if cell else None for cell in cells], _MEAN)),
        Column(_("Favourable"), _numbers([float(cell.favourable) if cell else None for cell in cells], _SHARE)),
    ]
    return [(_("Survey"), Table(tuple(columns)), 3 + several)]


def _rows(month: str, result: SurveyResult, lang: str) -> list[_Row]:
    if not result.answers:
        return []
    return [
        (
            month,
            item.label.text(lang),
            item.asks.text(lang),
            team_name(team, lang),
            result.shown.cells.get((item.id, team)),
        )
        for item in result.settings.items
        for team in (None, *result.teams)
    ]


def _numbers(numbers: Sequence[float | None], style: Style) -> Cells:
    """Numbers; a dash where nothing is shown."""
    nothing = (Style(align="right"), text_body(NOTHING))
    cells = [nothing if one is None else (style, number_body(float(one))) for one in numbers]
    return Cells.mixed(cells, np.arange(len(cells)))


def pages(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Callable[[Page], None]]]:
    """A report of each month in which somebody answered."""
    _ = translator(lang)
    having = [month.result for month in months if part in month.result.parts]
    results: list[tuple[str, SurveyResult]] = [(str(one.month), one.parts[part]) for one in having]
    several = len(months) > 1
    return [
        (_("Survey report") + (f" {month}" if several else ""), partial(draw, result=one, lang=lang))
        for month, one in results
        if one.answers
    ]
