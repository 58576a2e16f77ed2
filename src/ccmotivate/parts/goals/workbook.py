"""The sheet of goals in the scored workbook: a row a goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.goals import Goal
from ccmotivate.parts.goals.decide import GoalsResult
from ccmotivate.writers.words.goals import target_text
from ccmotivate.writers.workbooks.goal_cells import Cell, column, figure_cell, to_go_cell
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import LACKING, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

_RIGHT, _SHARE = Style(align="right"), Style(number='0.00"%"', align="right")
_LOOKS = (Style(STRONG, align="center"), Style(align="center"), Style(LACKING, align="center"))
_WHO = ("agent_id", "name", "role", "project", "team")
_IN_SIGHT = 2


class _Row(NamedTuple):
    month: str
    goal: Goal
    target: str
    value: Cell
    to_go: Cell


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:
    """People in the order of the scores, each with the goals by metric; nothing without any."""
    _ = translator(lang)
    having = [month for month in months if part in month.result.parts and len(month.result.parts[part].rows)]
    if not having:
        return []
    rows = [row for month in having for row in _rows(month, part, lang)]
    goals = [row.goal for row in rows]
    several = len(months) > 1
    columns = [
        *([Column(_("Month"), Cells.texts([row.month for row in rows]))] if several else []),
        *(Column(identity_header(name, having[0].result, lang), _who(having, part, name)) for name in _WHO),
        Column(_("Metric"), Cells.texts([goal.metric.label.text(lang) for goal in goals])),
        Column(_("Goal"), Cells.texts([row.target for row in rows], _RIGHT)),
        Column(_("Figure"), column([row.value for row in rows])),
        Column(_("Goal met"), _met(goals, lang)),
        Column(_("To go"), column([row.to_go for row in rows])),
        Column(_("Attainment"), Cells.numbers(_attainments(goals), _SHARE)),
    ]
    return [(_("Personal goals"), Table(tuple(columns)), _IN_SIGHT + several)]


def _met(goals: Sequence[Goal], lang: str) -> Cells:
    _ = translator(lang)
    codes = np.array([{True: 0, False: 1, None: 2}[goal.met] for goal in goals], dtype=np.intp)
    return Cells.labels(codes, (_("yes"), _("not yet"), _("no data")), _LOOKS)


def _attainments(goals: Sequence[Goal]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if goal.attainment is None else float(goal.attainment) for goal in goals], dtype=np.float64)


def _places(month: MonthCells, part: str) -> list[tuple[int, int]]:
    """The agents and the places of their goals, in the order of the scores."""
    result: GoalsResult = month.result.parts[part]
    return [(at, place) for at in month.order.tolist() for place in result.of(at)]


def _who(months: Sequence[MonthCells], part: str, name: str) -> Cells:
    return Cells.stacked(
        [month.identity(name).take(np.array([at for at, _place in _places(month, part)])) for month in months]
    )


def _rows(month: MonthCells, part: str, lang: str) -> Iterator[_Row]:
    result: GoalsResult = month.result.parts[part]
    for _at, place in _places(month, part):
        goal = result.goal(place)
        value, to_go = figure_cell(goal, result.rules, lang), to_go_cell(goal, result.rules, lang)
        yield _Row(str(month.result.month), goal, target_text(goal, result.rules, lang), value, to_go)
