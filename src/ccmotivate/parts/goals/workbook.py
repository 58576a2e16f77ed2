"""The sheet of goals in the scored workbook: a row a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.goals import Goal
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SCORE
from ccmotivate.parts.goals.decide import GoalsResult
from ccmotivate.writers.words.figures import cell_divisor, is_word, number_format, score_format
from ccmotivate.writers.words.goals import figure_text, target_text, to_go_text
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import LACKING, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table, number_body, text_body

_RIGHT, _SHARE = Style(align="right"), Style(number='0.00"%"', align="right")
_LOOKS = (Style(STRONG, align="center"), Style(align="center"), Style(LACKING, align="center"))
_WHO = ("agent_id", "name", "role", "project", "team")
_IN_SIGHT = 2


_Cell = tuple[Style, str]  # its style and body


class _Row(NamedTuple):
    month: str
    goal: Goal
    target: str
    value: _Cell
    to_go: _Cell


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
        Column(_("Figure"), _cells([row.value for row in rows])),
        Column(_("Goal met"), _met(goals, lang)),
        Column(_("To go"), _cells([row.to_go for row in rows])),
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
        value = _number(goal.metric, goal.value, _figure(goal, result.rules, lang), result.rules, lang)
        of_percents = goal.metric.kind is MetricKind.PERCENT  # percentage points are no percent
        number = None if of_percents else goal.to_go
        to_go = _number(goal.metric, number, to_go_text(goal, result.rules, lang), result.rules, lang)
        yield _Row(str(month.result.month), goal, target_text(goal, result.rules, lang), value, to_go)


def _figure(goal: Goal, rules: RuleSet, lang: str) -> str:
    return figure_text(goal.metric, goal.value, goal.target, rules, lang)


def _cells(cells: Sequence[_Cell]) -> Cells:
    return Cells.mixed(cells, np.arange(len(cells)))


def _number(metric: Metric, value: Fraction | None, text: str, rules: RuleSet, lang: str) -> _Cell:
    """A number with as many decimals as its text has; a word and what is missing stay a text."""
    if value is None or is_word(metric):
        return _RIGHT, text_body(text)
    if metric.id == SCORE:
        number, shown = value, score_format(lang)
    else:
        decimals = re.search(r"\.(\d+)", text)
        shown = number_format(metric, len(decimals[1]) if decimals else 0, rules.currency, lang)
        number = value / cell_divisor(metric)
    return Style(number=shown, align="right"), number_body(float(number))
